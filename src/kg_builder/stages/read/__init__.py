"""Files → Sources: formats, encodings, archives, what a document says of itself. One bad input never stops the rest.

`read_inputs` yields sources, failures (an input or record that cannot be read, and why) and notices (empty, repeated or
passed over), sorted by path whatever the order of the inputs, one file in memory at a time.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from kg_builder.errors import ReadError
from kg_builder.model import Failure, Source
from kg_builder.stages.read.dates import find_date
from kg_builder.stages.read.find import STANDARD_INPUT, Found, find_files, show
from kg_builder.stages.read.follow import follow_inputs
from kg_builder.stages.read.formats import FORMATS, find_format, list_suffixes, load_parser, sniff
from kg_builder.stages.read.options import Notice, ReadOptions
from kg_builder.stages.read.plain import read_whole
from kg_builder.stages.read.unpack import (
    ARCHIVE,
    COMPRESSIONS,
    Member,
    buffer,
    decompress,
    is_word_document,
    list_members,
    unpack,
)

__all__ = ["FORMATS", "Notice", "ReadOptions", "follow_inputs", "read_inputs"]

Outcome = Source | Failure | Notice


def read_inputs(inputs: Iterable[str | Path], *, options: ReadOptions | None = None) -> Iterator[Outcome]:
    """Yield all sources of the inputs, and what failed or is odd, sorted by path.

    Args:
        inputs: files, folders (to the bottom, without what is hidden), patterns with * and ?, "-" for standard input.
        options: patterns and limits; None takes the defaults.

    Returns:
        An iterator; a source's `path` is relative to the input given, with as many folders above it as tell apart two
        inputs that have one relative path.
    """
    options = options or ReadOptions()
    for item in find_files(inputs, suffixes=list_suffixes()):
        for outcome in _read_file(item, options) if isinstance(item, Found) else (item,):
            yield outcome if isinstance(outcome, Source) else replace(outcome, reason=show(outcome.reason))


def _read_file(found: Found, options: ReadOptions) -> Iterator[Outcome]:
    try:
        if str(found.path) == STANDARD_INPUT:
            if sys.stdin is None:
                raise ReadError("standard input is closed")
            yield from _read_nameless(STANDARD_INPUT, buffer(sys.stdin.buffer), options)
            return
        with unpack(found.name, found.path, options) as members:
            yield from _read_members(members, found.name, options)
    except (ReadError, OSError) as error:
        yield Failure(found.name, _explain(error))


def _read_members(members: Iterable[Member | Failure], name: str, options: ReadOptions) -> Iterator[Outcome]:
    others, member = 0, None
    for member in members:
        if isinstance(member, Failure):
            yield member
        elif member.archived and find_format(member.inner) is None:
            others += 1
        else:
            yield from _read_member(member, options)
    if others:
        yield Notice(name, f"files of other formats passed over: {others}")
    if member is None:
        yield Notice(name, "empty")


def _read_member(member: Member, options: ReadOptions) -> Iterator[Outcome]:
    format = find_format(member.inner)
    try:
        with closing(member.open()) as stream:
            if format is None:
                yield from _read_nameless(member.name, buffer(stream), options)
            else:
                yield from _parse(format, member.name, stream, options)
    except (ReadError, OSError) as error:
        yield Failure(member.name, _explain(error))


def _read_nameless(name: str, stream: io.BufferedReader, options: ReadOptions) -> Iterator[Outcome]:
    """Read standard input, or a file whose name tells no format: its first bytes do."""
    kind = sniff(stream.peek(512))
    if kind in COMPRESSIONS:
        stream = buffer(decompress(kind, stream, options))
        kind = sniff(stream.peek(512))
    if kind in COMPRESSIONS:
        raise ReadError("compressed twice; unpack it")
    if kind != ARCHIVE:
        yield from _parse(kind, name, stream, options)
        return
    data = read_whole(stream, options)
    if is_word_document(data):
        yield from _parse("docx", name, io.BytesIO(data), options)
    else:
        yield from _read_members(list_members(name, io.BytesIO(data), len(data), options), name, options)


def _parse(format: str, name: str, stream: BinaryIO, options: ReadOptions) -> Iterator[Outcome]:
    """Parse a stream, and give its sources the date of the file's name where they bring none."""
    date = find_date(name, options.date_pattern)
    outcome = None
    for outcome in load_parser(format)(name, stream, options):
        if isinstance(outcome, Source) and outcome.date is None:
            outcome = replace(outcome, date=date)
        yield outcome
    if outcome is None:
        yield Notice(name, "empty")


def _explain(error: ReadError | OSError) -> str:
    return f"cannot be read: {error.strerror or error}" if isinstance(error, OSError) else str(error)
