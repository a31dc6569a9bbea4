"""Compressed files and archives become streams that stop where a limit is passed."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from kg_builder.errors import ReadError
from kg_builder.model import Failure
from kg_builder.stages.read.find import show
from kg_builder.stages.read.options import ReadOptions

_GRACE = 10_000_000             # bytes that any archive may unpack to, whatever the ratio
_TAIL = 1 << 17                 # bytes at the end of an archive that hold the end of its list of files
_ENTRY = 400                    # bytes of a file's place in that list, at most on the average
_UTF8_NAME = 0x800              # flag of a zip entry whose name is UTF-8
_ENCRYPTED = 0x1
_DRIVE = re.compile(r"[A-Za-z]:[/\\]")


def _open_zstd(file: BinaryIO) -> BinaryIO:
    try:
        import zstandard
    except ImportError:
        raise ReadError("zstd needs the package zstandard: pip install 'kg-builder[documents]'") from None
    reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(file, read_across_frames=True)
    return cast(BinaryIO, reader)


COMPRESSIONS: dict[str, Callable[[BinaryIO], IO[bytes]]] = {
    ".gz": lambda file: cast(IO[bytes], gzip.GzipFile(fileobj=file)),
    ".bz2": bz2.BZ2File,
    ".xz": lzma.LZMAFile,
    ".zst": _open_zstd,
}
ARCHIVE = ".zip"


class Guard(io.RawIOBase):
    """A stream that raises ReadError once it has given more bytes than allowed, or turns out broken."""

    def __init__(self, stream: IO[bytes], *, limit: int, hint: str) -> None:
        self._stream, self._left, self._limit, self._hint = stream, limit, limit, hint

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer with what comes next; return the number of bytes."""
        view = memoryview(cast(bytearray, buffer))
        try:
            data = self._stream.read(min(len(view), self._left + 1))
        except (OSError, EOFError, lzma.LZMAError, zlib.error, zipfile.BadZipFile, ValueError, RuntimeError,
                NotImplementedError) as error:
            raise ReadError(f"broken archive or compressed file: {error}") from None
        except Exception as error:
            if type(error).__name__ != "ZstdError":     # of a package that need not be there
                raise
            raise ReadError(f"broken archive or compressed file: {error}") from None
        self._left -= len(data)
        if self._left < 0:
            raise ReadError(f"unpacks to more than {self._limit:,} bytes ({self._hint})")
        view[:len(data)] = data
        return len(data)


@dataclass(frozen=True, slots=True)
class Member:
    """Something to parse: its name in the graph, the name that tells its format, and how to open it."""

    name: str
    inner: str
    open: Callable[[], BinaryIO]
    archived: bool = False


@contextmanager
def unpack(name: str, path: Path, options: ReadOptions) -> Iterator[Iterator[Member | Failure]]:
    """Open a file and give what it holds: itself, itself unpacked, or the members of a zip archive by name.

    Args:
        name: the file's name in the graph; its end tells how it is packed.
        path: where it lies.
        options: the limits.

    Raises:
        ReadError: it cannot be opened, or is a broken archive.
    """
    with _open(path) as file:
        if name.lower().endswith(ARCHIVE):
            yield list_members(name, file, path.stat().st_size, options)
        else:
            yield iter([_unpack_one(name, file, path.stat().st_size, options)])


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror}") from None


def _unpack_one(name: str, file: BinaryIO, size: int, options: ReadOptions) -> Member:
    suffix = next((suffix for suffix in COMPRESSIONS if name.lower().endswith(suffix)), None)
    if suffix is None:
        return Member(name, name, lambda: file)
    return Member(name, name[:-len(suffix)], lambda: decompress(suffix, file, options, size=size))


def decompress(suffix: str, file: BinaryIO, options: ReadOptions, *, size: int | None = None) -> BinaryIO:
    """Return the unpacked stream of a packed one; `size` in bytes, where it is known, limits how much it may unpack to.

    Reading from it raises ReadError where the stream is broken or passes a limit.
    """
    try:
        return _guard(COMPRESSIONS[suffix](file), size, options)
    except (OSError, lzma.LZMAError, EOFError) as error:
        raise ReadError(f"broken archive or compressed file: {error}") from None


def _guard(stream: IO[bytes], size: int | None, options: ReadOptions) -> BinaryIO:
    limit, hint = options.max_unpacked, "limit max_unpacked"
    if size is not None and max(size * options.max_ratio, _GRACE) < limit:
        limit, hint = max(size * options.max_ratio, _GRACE), f"{options.max_ratio} times its size; limit max_ratio"
    return cast(BinaryIO, io.BufferedReader(Guard(stream, limit=limit, hint=hint), 1 << 16))


def buffer(stream: BinaryIO) -> io.BufferedReader:
    """Return the stream, or one around it, that can be looked at without being read."""
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))


def list_members(name: str, file: BinaryIO, size: int, options: ReadOptions) -> Iterator[Member | Failure]:
    """Yield the files in a zip archive by name, and a failure for each that is not to be read.

    Raises:
        ReadError: it is broken, or passes a limit; then no member is given.
    """
    _check_directory(file, options)
    try:
        archive = zipfile.ZipFile(file)
        entries = sorted(((_decode_name(info), info) for info in archive.infolist() if not info.is_dir()),
                         key=lambda entry: entry[0])
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise ReadError(f"broken zip archive: {error}") from None
    if len(entries) > options.max_members:
        raise ReadError(f"holds {len(entries):,} files, more than {options.max_members:,} (limit max_members)")
    _check_total(sum(info.file_size for _, info in entries), size, options)
    before = None
    for inner, info in entries:
        problem = "a name that stands twice in the archive; the first is read" if inner == before else ""
        problem = problem or _check_entry(inner, info)
        before = inner
        if problem:
            yield Failure(f"{name}/{show(inner)}", problem)
        elif not _is_hidden(inner):
            yield Member(f"{name}/{show(inner)}", inner, _make_opener(archive, info, options), archived=True)


def is_word_document(data: bytes) -> bool:
    """Say whether the bytes of a zip archive are a Word document."""
    return b"word/document.xml" in data


def _check_directory(file: BinaryIO, options: ReadOptions) -> None:
    """Refuse an archive whose list of files alone would fill the memory: it is read whole."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    at, at64 = tail.rfind(b"PK\5\6"), tail.rfind(b"PK\6\6")
    length = int.from_bytes(tail[at + 12:at + 16], "little") if at >= 0 else 0
    if length == 0xFFFFFFFF and at64 >= 0:
        length = int.from_bytes(tail[at64 + 40:at64 + 48], "little")
    if length > options.max_members * _ENTRY:
        raise ReadError(f"lists more than {options.max_members:,} files (limit max_members)")


def _check_total(total: int, size: int, options: ReadOptions) -> None:
    if total > options.max_unpacked:
        raise ReadError(f"unpacks to {total:,} bytes, more than {options.max_unpacked:,} (limit max_unpacked)")
    if total > max(size * options.max_ratio, _GRACE):
        raise ReadError(f"unpacks to {total:,} bytes, more than {options.max_ratio} times its size (limit max_ratio)")


def _make_opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo, options: ReadOptions) -> Callable[[], BinaryIO]:
    def open_entry() -> BinaryIO:
        try:
            stream = archive.open(info)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
            raise ReadError(f"broken zip archive: {error}") from None
        return _guard(stream, info.compress_size, options)
    return open_entry


def _decode_name(info: zipfile.ZipInfo) -> str:
    """Return the name of an entry; archives made under Chinese Windows hold GBK without saying so."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _check_entry(name: str, info: zipfile.ZipInfo) -> str:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(name):
        return "a path out of the archive; passed over"
    if info.flag_bits & _ENCRYPTED:
        return "encrypted"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a link inside an archive; passed over"
    return ""


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)
