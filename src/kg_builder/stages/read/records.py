"""JSON Lines, CSV and TSV: every record is a source of its own, `news.jsonl#17`, counted from 1; read as a stream."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from kg_builder.errors import ReadError
from kg_builder.model import Failure, Source
from kg_builder.stages.read.dates import parse_date
from kg_builder.stages.read.decode import SAMPLE, decode_as, detect_encoding
from kg_builder.stages.read.options import Notice, ReadOptions
from kg_builder.stages.read.plain import clean_field, clean_text, read_whole
from kg_builder.stages.read.unpack import buffer

NAMES: dict[str, tuple[str, ...]] = {
    "text": ("text", "content", "正文", "内容"), "title": ("title", "标题"), "date": ("date", "日期"),
    "place": ("place", "地点"), "id": ("id", "编号"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file with its end, as far as it can be read, and what is wrong with it."""

    text: str
    problem: str = ""


def parse_jsonl(name: str, stream: BinaryIO, options: ReadOptions) -> Iterator[Source | Failure | Notice]:
    """Yield a source for each line that is an object with a text; a failure for each that is not."""
    for number, line in enumerate(_iterate_lines(stream, options), start=1):
        path = f"{name}#{number}"
        if line.problem:
            yield Failure(path, line.problem)
        elif line.text.strip():
            yield from _parse_line(path, line.text, options)


def _parse_line(path: str, line: str, options: ReadOptions) -> Iterator[Source | Failure | Notice]:
    try:
        record = json.loads(line.rstrip("\r\n"))
    except (ValueError, RecursionError) as error:
        what = "nested too deeply, or a number too long"
        if isinstance(error, json.JSONDecodeError):
            what = f"{error.msg.removesuffix(' at')} at column {error.colno}"
        yield Failure(path, f"not valid JSON: {what}")
        return
    if not isinstance(record, dict):
        yield Failure(path, "not a JSON object; expected {\"text\": …}")
        return
    yield from make_source(path, record, options)


def parse_csv(name: str, stream: BinaryIO, options: ReadOptions) -> Iterator[Source | Failure | Notice]:
    """Yield a source for each row of a table with a text column, separated by commas (or semicolons)."""
    yield from _parse_table(name, stream, options, ",;")


def parse_tsv(name: str, stream: BinaryIO, options: ReadOptions) -> Iterator[Source | Failure | Notice]:
    """Yield a source for each row of a table with a text column, separated by tabs."""
    yield from _parse_table(name, stream, options, "\t")


def _parse_table(name: str, stream: BinaryIO, options: ReadOptions, separators: str
                 ) -> Iterator[Source | Failure | Notice]:
    problems: list[str] = []
    lines = (_note(line, problems) for line in _iterate_lines(stream, options))
    first = next((line for line in lines if line.strip()), None)
    if problems:
        raise ReadError(problems[0])
    if first is None:
        return
    separator = max(separators, key=first.count)
    header, problem = _read_row(csv.reader([first], delimiter=separator), options)
    if header is None:
        raise ReadError(f"not valid CSV: {problem}")
    check_columns(header, options)
    rows = csv.reader(lines, delimiter=separator, strict=True)
    number = 0
    while True:
        number, path = number + 1, f"{name}#{number + 1}"
        row, problem = _read_row(rows, options)
        if row is None and not problem:
            return
        if problems or problem:
            yield Failure(path, problems[0] if problems else f"not valid CSV: {problem}")
            problems.clear()
            if "field limit" in problem:
                yield Failure(name, f"rows after {path} cannot be told apart: a quotation mark that is never closed?")
                return
        elif row and any(cell.strip() for cell in row[len(header):]):
            yield Failure(path, f"a row of {len(row)} columns, where the table has {len(header)}")
        elif row:
            yield from make_source(path, dict(zip(header, row, strict=False)), options)


def _note(line: Line, problems: list[str]) -> str:
    """Pass on a line's text; its problem is noted, so that the row that it is part of can be refused."""
    if line.problem:
        problems.append(line.problem)
    return line.text


def _read_row(rows: Iterator[list[str]], options: ReadOptions) -> tuple[list[str] | None, str]:
    """Return the next row, or what is wrong with it; neither at the end."""
    limit = csv.field_size_limit(options.max_line)      # of the module: set for as long as a row is read
    try:
        return next(rows, None), ""
    except csv.Error as error:
        return None, str(error)
    finally:
        csv.field_size_limit(limit)


def check_columns(header: Iterable[str], options: ReadOptions) -> None:
    """Raise ReadError for a table without a column of texts."""
    columns = [column.strip() for column in header]
    wanted = (options.text_column,) if options.text_column else NAMES["text"]
    if not set(wanted) & set(columns):
        raise ReadError(f"no text column; expected {' or '.join(wanted)}, found {', '.join(columns)[:200]}")


def make_source(path: str, record: Mapping[str, Any], options: ReadOptions) -> Iterator[Source | Failure | Notice]:
    """Yield the source that a record makes, with its own title, date, place and id, and what is odd about it."""
    fields = {key.strip(): value for key, value in record.items() if isinstance(key, str)}
    names = NAMES | ({"text": (options.text_column,)} if options.text_column else {})
    text = next((fields[key] for key in names["text"] if key in fields), None)
    if not isinstance(text, str):
        yield Failure(path, f"no text: '{names['text'][0]}' is " + ("missing" if text is None else "not a string"))
        return
    text = clean_text(text).removeprefix("\ufeff")
    if not text.strip():
        yield Notice(path, "empty")
        return
    if len(text) > options.max_line:
        yield Failure(path, f"a text of {len(text):,} characters, more than {options.max_line:,} (limit max_line)")
        return
    given = {key: _get(fields, names[key]) for key in ("title", "date", "place", "id")}
    date = parse_date(given["date"]) if given["date"] else None
    if given["date"] and date is None:
        yield Notice(path, f"date not understood: {given['date'][:40]!r}; expected YYYY-MM-DD")
    yield Source(path, text, hashlib.sha256(text.encode()).hexdigest(), title=given["title"], date=date,
                 place=given["place"], identifier=given["id"])


def _get(fields: Mapping[str, Any], names: Iterable[str]) -> str | None:
    value = next((fields[name] for name in names if fields.get(name) is not None), None)
    if value is None or isinstance(value, dict | list):
        return None
    return clean_field(value)


def _iterate_lines(stream: BinaryIO, options: ReadOptions) -> Iterator[Line]:
    """Yield the lines of a stream with their ends, decoded, each with what is wrong with it."""
    buffered = buffer(stream)
    sample = buffered.peek(SAMPLE)[:SAMPLE]
    encoding = None if sample.isascii() and b"\0" not in sample else detect_encoding(sample)
    if encoding is not None and encoding.startswith(("utf-16", "utf-32")):
        text = decode_as(read_whole(buffered, options), encoding)
        yield from (_check(line, options) for line in io.StringIO(text, newline=""))
        return
    for number, data in enumerate(_cut_lines(buffered, options.max_line), start=1):
        if encoding is None and data is not None and not data.isascii():
            encoding = _detect(data)
        yield Line("", _too_long(options)) if data is None else _decode_line(data, encoding or "utf-8", number)


def _detect(line: bytes) -> str:
    try:
        return detect_encoding(line, whole=True)
    except ReadError:
        return "utf-8"


def _decode_line(data: bytes, encoding: str, number: int) -> Line:
    try:
        if encoding == "utf-8" and not data.startswith(codecs.BOM_UTF8):
            return Line(data.decode())          # as below, without what a thousand short lines need not pay for
    except UnicodeDecodeError:
        pass
    try:
        return Line(decode_as(data, encoding, first_line=number))
    except ReadError as error:
        return Line(data.decode(encoding, "replace"), str(error))       # its quotes and separators still count


def _check(line: str, options: ReadOptions) -> Line:
    return Line(line) if len(line) <= options.max_line else Line("", _too_long(options))


def _too_long(options: ReadOptions) -> str:
    return f"a line of more than {options.max_line:,} bytes (limit max_line)"


def _cut_lines(stream: io.BufferedReader, limit: int) -> Iterator[bytes | None]:
    """Yield the lines of a stream with their ends, None for one that is longer than the limit."""
    while line := stream.readline(limit + 1):
        if len(line) <= limit or line.endswith(b"\n"):
            yield line
            continue
        while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
            pass
        yield None
