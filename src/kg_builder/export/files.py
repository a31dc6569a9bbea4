"""How outputs reach the disk: whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TextIO

from kg_builder.errors import ExportError


@contextlib.contextmanager
def replace_file(path: Path) -> Iterator[IO[bytes]]:
    """Give a binary file to write and read that takes the place of `path` when the block ends without an error.

    The temporary file lies in the same folder, so that the last step is one rename; an interrupted write leaves what
    was there before. Raises ExportError where the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror or error}") from error
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
        os.chmod(name, 0o666 & ~_umask())       # mkstemp's own mode is for secrets
        os.replace(name, path)
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)


@contextlib.contextmanager
def replace_text(path: Path) -> Iterator[TextIO]:
    """Give a text file to write that takes the place of `path`, as `replace_file` does.

    It is in UTF-8 with the newlines that are written; half a surrogate pair becomes `?`.
    """
    with replace_file(path) as file:
        text = io.TextIOWrapper(file, "utf-8", errors="replace", newline="")
        yield text
        text.detach()


def write_text(path: Path, text: str) -> None:
    """Write a text file, atomically."""
    with replace_text(path) as file:
        file.write(text)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
