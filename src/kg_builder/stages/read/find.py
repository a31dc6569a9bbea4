"""Inputs become files, each with the name under which the graph knows it; whatever the order they were given in."""

from __future__ import annotations

import glob
import os
import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg_builder.model import Failure
from kg_builder.stages.read.options import Notice

STANDARD_INPUT = "-"
_REPORT = "build.json"
_KINDS = {stat.S_IFIFO: "a named pipe", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device", stat.S_IFSOCK: "a socket"}


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A file to read: its name in the graph, and where it lies. `named` says that the user gave this very file."""

    name: str
    path: Path
    named: bool = False


def find_files(inputs: Iterable[str | Path], *, suffixes: frozenset[str]) -> Iterator[Found | Failure | Notice]:
    """Yield the files of all inputs, sorted by name, and what is wrong with the others.

    Args:
        inputs: files, folders (read to the bottom, but for what is hidden), patterns with * and ?, "-".
        suffixes: the file names' ends that are read in folders (".txt"); a file given by its own name is always read.
    """
    problems: set[Failure | Notice] = set()
    found: list[tuple[Path, Path, bool]] = []           # root that names are relative to, file, given by name
    for item in sorted({str(item) for item in inputs}):
        for outcome in _expand(item, suffixes):
            if isinstance(outcome, Failure | Notice):
                problems.add(outcome)
            else:
                found.append(outcome)
    files = list(_drop_repeated(found, problems))
    everything: list[Found | Failure | Notice] = [*_name(files), *problems]
    yield from sorted(everything, key=lambda item: (_get_name(item), type(item).__name__))


def _get_name(item: Found | Failure | Notice) -> str:
    return item.name if isinstance(item, Found) else item.path


def _expand(item: str, suffixes: frozenset[str]) -> Iterator[tuple[Path, Path, bool] | Failure | Notice]:
    if item == STANDARD_INPUT:
        yield Path(), Path(item), True
        return
    if not item or "\0" in item:
        yield Failure(show(item) or "''", "not a name of a file or folder")
        return
    path = Path(item)
    if os.path.lexists(path):
        yield from _expand_path(path, suffixes)
        return
    if not glob.has_magic(item):
        yield Failure(show(item), "no such file or folder")
        return
    matches = sorted(map(Path, glob.glob(item, recursive=True)))
    if not matches:
        yield Failure(show(item), "no file matches")
    root = Path(*_list_fixed_parts(path))
    for match in matches:
        if not match.is_dir():
            yield root, match, True
        elif "**" not in item:              # else its files match by themselves
            yield from _walk(root, match, suffixes)


def _list_fixed_parts(path: Path) -> list[str]:
    parts: list[str] = []
    for part in path.parts:
        if glob.has_magic(part):
            break
        parts.append(part)
    return parts


def _expand_path(path: Path, suffixes: frozenset[str]) -> Iterator[tuple[Path, Path, bool] | Failure | Notice]:
    if path.is_dir():
        yield from _walk(path, path, suffixes)
    else:
        yield path.parent, path, True


def _walk(root: Path, top: Path, suffixes: frozenset[str]) -> Iterator[tuple[Path, Path, bool] | Failure | Notice]:
    """Yield the files under a folder, named from the root; links are followed to files inside the folder only."""
    folders, real_top = [top], top.resolve()
    while folders:                          # no recursion: folders may be nested more deeply than calls may
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield Failure(_relative(root, folder), f"folder cannot be read: {error.strerror}")
            continue
        others = 0
        for entry in entries:
            path = Path(entry.path)
            if entry.name.startswith(".") or _is_built(path):
                continue
            if entry.is_symlink() and (problem := _check_link(root, path, real_top)) is not None:
                yield problem
            elif entry.is_dir():
                folders.append(path)
            elif any(entry.name.lower().endswith(suffix) for suffix in suffixes):
                yield root, path, False
            else:
                others += 1
        if others:
            yield Notice(_relative(root, folder), f"files of other formats passed over: {others}")


def _is_built(folder: Path) -> bool:
    """Say whether a build was written there: `kg-builder build .` would else read what it wrote the last time."""
    try:
        with (folder / _REPORT).open("rb") as file:
            return b'"kg-builder"' in file.read(200)
    except OSError:
        return False


def _check_link(root: Path, link: Path, real_top: Path) -> Failure | Notice | None:
    name = _relative(root, link)
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return Failure(name, "a link that leads nowhere, or to itself")
    if not target.is_relative_to(real_top):
        return Failure(name, "a link out of the folder; give the place it leads to as an input of its own")
    if target.is_dir():
        return Notice(name, "a link to a folder that is read where it lies")
    return None


def _relative(root: Path, path: Path) -> str:
    """Return the path relative to the root, or the root's own name for the root."""
    name = path.relative_to(root).as_posix()
    return show(root.resolve().name if name == "." else name)


def _drop_repeated(found: list[tuple[Path, Path, bool]], problems: set[Failure | Notice]
                   ) -> Iterator[tuple[Path, Path, bool]]:
    """Yield each file once, by the shortest path from an input's folder; say which were repeated."""
    seen: dict[tuple[int, int] | str, str] = {}
    found = sorted(found, key=lambda item: (len(item[1].relative_to(item[0]).parts), item[1], item[0]))
    for root, path, named in found:
        name = show(path.relative_to(root).as_posix())
        try:
            status = path.stat() if str(path) != STANDARD_INPUT else None
        except OSError as error:
            problems.add(Failure(name, f"cannot be read: {error.strerror}"))
            continue
        if status is not None and not stat.S_ISREG(status.st_mode):
            kind = _KINDS.get(stat.S_IFMT(status.st_mode), "something else")
            problems.add(Failure(name, f"{kind}, not a file"))
            continue
        identity = (status.st_dev, status.st_ino) if status is not None else STANDARD_INPUT
        if identity in seen:
            other = "given more than once" if seen[identity] == name else f"the same file as {seen[identity]}"
            problems.add(Notice(name, f"{other}; read once"))
        else:
            seen[identity] = name
            yield root, path, named


def _name(files: list[tuple[Path, Path, bool]]) -> Iterator[Found]:
    """Give each file its path relative to its input, and, where two have one, as many folders above as it takes."""
    waiting, above = [(path.relative_to(root), root, path, named) for root, path, named in files], 0
    while waiting:
        groups: dict[str, list[tuple[Path, Path, Path, bool]]] = defaultdict(list)
        for relative, root, path, named in waiting:
            folders = root.resolve().parts[1:]
            name = Path(*folders[max(len(folders) - above, 0):], relative)
            groups[show(name.as_posix())].append((relative, root, path, named))
        waiting, above = [item for group in groups.values() if len(group) > 1 for item in group], above + 1
        yield from (Found(name, *group[0][2:]) for name, group in groups.items() if len(group) == 1)
        if waiting and all(above > len(root.resolve().parts) for _, root, _, _ in waiting):
            yield from (Found(f"{show(str(p))}~{n}", p, named) for n, (_, _, p, named) in enumerate(waiting, 1))
            return


def show(name: str) -> str:
    """Return a file name that can be printed on a line and written as UTF-8: other bytes and controls as \\xff, \\n."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() or c in "\u3000\u00a0" else c.encode("unicode_escape").decode() for c in text)
