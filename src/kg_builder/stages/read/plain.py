"""Plain text and Markdown: the text is the file, decoded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from kg_builder.errors import ReadError
from kg_builder.model import Failure, Source
from kg_builder.stages.read.decode import decode
from kg_builder.stages.read.options import Notice, ReadOptions


def read_whole(stream: BinaryIO, options: ReadOptions) -> bytes:
    """Return all bytes of a stream; raise ReadError where there are more than `options.max_bytes`."""
    data = stream.read(options.max_bytes + 1)
    if len(data) > options.max_bytes:
        raise ReadError(f"larger than {options.max_bytes:,} bytes (limit max_bytes)")
    return data


def parse_text(name: str, stream: BinaryIO, options: ReadOptions) -> Iterator[Source | Failure | Notice]:
    """Yield the file as a source."""
    data = read_whole(stream, options)
    text = decode(data)
    if not text.strip():
        yield Notice(name, "empty")
        return
    check_lines(text, options)
    yield Source(name, text, hashlib.sha256(data).hexdigest())


def check_lines(text: str, options: ReadOptions) -> None:
    """Raise ReadError for a text with a line of more than `options.max_line` characters."""
    start = 0
    while len(text) - start > options.max_line:
        end = start + options.max_line + 1
        last = max(text.rfind("\n", start, end), text.rfind("\r", start, end))
        if last < 0:
            raise ReadError(f"a line of more than {options.max_line:,} characters (limit max_line)")
        start = last + 1
