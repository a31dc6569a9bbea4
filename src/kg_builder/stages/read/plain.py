"""Plain text and Markdown: the text is the file, decoded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from kg_builder.errors import ReadError
from kg_builder.model import Failure, Source
from kg_builder.stages.read.dates import parse_date
from kg_builder.stages.read.decode import decode
from kg_builder.stages.read.options import Notice, ReadOptions

# Keys with values, their lists and further lines, comments; else the lines of --- are rules, with prose in between.
_HEAD = re.compile(r"---[ \t]*\r?\n((?:(?:[A-Za-z_][\w-]*[ \t]*:|[ \t]|[-#])[^\r\n]*\r?\n|\r?\n){1,48}?)"
                   r"(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)")
_FIELD = re.compile(r"^(title|date|place|id)[ \t]*:[ \t]*(\S.*)$", re.MULTILINE)
_PART = 1 << 27                 # bytes
_UNWRITABLE = re.compile(r"[\x00\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def read_whole(stream: BinaryIO, options: ReadOptions) -> bytes:
    """Return all bytes of a stream; raise ReadError where there are more than `options.max_bytes`."""
    parts, left = [], options.max_bytes + 1
    while left > 0 and (part := stream.read(min(left, _PART))):     # `read` sets aside all the memory that it may need
        parts.append(part)
        left -= len(part)
    if left <= 0:
        raise ReadError(f"larger than {options.max_bytes:,} bytes (limit max_bytes)")
    return b"".join(parts)


def parse_text(name: str, stream: BinaryIO, options: ReadOptions) -> Iterator[Source | Failure | Notice]:
    """Yield the file as a source."""
    data = read_whole(stream, options)
    text = decode(data)
    if not text.strip():
        yield Notice(name, "empty")
        return
    check_lines(text, options)
    yield Source(name, text, hashlib.sha256(data).hexdigest())


def parse_markdown(name: str, stream: BinaryIO, options: ReadOptions) -> Iterator[Source | Failure | Notice]:
    """Yield the file as a source, with what the head between two lines of --- says of it."""
    for outcome in parse_text(name, stream, options):
        if not isinstance(outcome, Source) or (head := _HEAD.match(outcome.text)) is None:
            yield outcome
            continue
        fields = {match[1]: clean_field(match[2].strip().strip("'\"")) for match in _FIELD.finditer(head[1])}
        date = parse_date(fields.get("date") or "")
        if fields.get("date") and date is None:
            yield Notice(name, f"date not understood: {str(fields['date'])[:40]!r}; expected YYYY-MM-DD")
        yield replace(outcome, title=fields.get("title"), date=date, place=fields.get("place"),
                      identifier=fields.get("id"))


def clean_field(value: object) -> str | None:
    """Return what a document says of itself as one line without control characters; None where nothing is left."""
    text = _UNWRITABLE.sub("\ufffd", str(value))
    return " ".join(_CONTROL.sub(" ", text).split()) or None


def clean_text(text: str) -> str:
    """Return a text with the characters that no file can hold replaced, one for one."""
    return _UNWRITABLE.sub("\ufffd", text)


def check_lines(text: str, options: ReadOptions) -> None:
    """Raise ReadError for a text with a line of more than `options.max_line` characters."""
    start = 0
    while len(text) - start > options.max_line:
        end = start + options.max_line + 1
        last = max(text.rfind("\n", start, end), text.rfind("\r", start, end))
        if last < 0:
            raise ReadError(f"a line of more than {options.max_line:,} characters (limit max_line)")
        start = last + 1
