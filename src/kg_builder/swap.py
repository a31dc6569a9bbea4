"""Directories that are replaced whole: written beside, then put in place by a rename, so that no reader sees half."""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg_builder.errors import ExportError

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2       # from Linux' fcntl.h and fs.h


@contextmanager
def replace_directory(out: Path, *, keep: Callable[[str], bool] = lambda name: True) -> Iterator[Path]:
    """Give an empty directory to write in, which takes the place of `out` when the block ends without an error.

    What lies in `out` and for whose name `keep` is true is copied over, unless the block wrote its like. After an
    error, or when the process is stopped, `out` is as it was. Raises ExportError where nothing can be written.
    """
    out = out.resolve()
    fresh = out.parent / f".{out.name}.building-{os.getpid()}"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(out)
        fresh.mkdir()
    except OSError as error:
        raise ExportError(f"{out}: cannot be written: {error.strerror}") from None
    try:
        yield fresh
        _carry_over(out, fresh, keep)
        _exchange(fresh, out)
    except OSError as error:
        raise ExportError(f"{out}: cannot be written: {error.strerror or error}; it is as it was") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _remove_leftovers(out: Path) -> None:
    """Remove what builds of `out` left that were killed; put back an `out` that was moved aside and not replaced."""
    for path in sorted(out.parent.glob(f".{out.name}.building-*")):
        pid = path.name.rpartition("-")[2]
        if pid.isdigit() and not _is_running(int(pid)):
            shutil.rmtree(path, ignore_errors=True)
    aside = out.parent / f".{out.name}.before"
    if aside.is_dir():
        if out.exists():
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.rename(out)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return pid != os.getpid()


def _carry_over(out: Path, fresh: Path, keep: Callable[[str], bool]) -> None:
    for path in sorted(out.iterdir()) if out.is_dir() else ():
        if keep(path.name) and not (fresh / path.name).exists():
            if path.is_dir() and not path.is_symlink():
                shutil.copytree(path, fresh / path.name, symlinks=True)
            else:
                shutil.copy2(path, fresh / path.name, follow_symlinks=False)


def _exchange(fresh: Path, out: Path) -> None:
    """Put `fresh` in the place of `out`; `out`, if there is one, ends where `fresh` was or is gone."""
    if not out.exists():
        fresh.rename(out)
        return
    with suppress(OSError, AttributeError):     # one step where the system has it: there is no moment without `out`
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.renameat2(_AT_FDCWD, os.fsencode(fresh), _AT_FDCWD, os.fsencode(out), _RENAME_EXCHANGE) == 0:
            return
    aside = out.parent / f".{out.name}.before"
    out.rename(aside)
    try:
        fresh.rename(out)
    except OSError:
        aside.rename(out)
        raise
    shutil.rmtree(aside, ignore_errors=True)
