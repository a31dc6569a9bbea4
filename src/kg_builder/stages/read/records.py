"""JSON Lines, CSV and TSV: every record is a source of its own, `news.jsonl#17`, counted from 1; read as a stream."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from kg_builder.errors import ReadError
from kg_builder.model import Failure, Source
from kg_builder.stages.read.dates import parse_date
from kg_builder.stages.read.decode import SAMPLE, decode_as, detect_encoding
from kg_builder.stages.read.options import Notice, ReadOptions
from kg_builder.stages.read.plain import read_whole
from kg_builder.stages.read.unpack import buffer

NAMES: dict[str, tuple[str, ...]] = {
    "text": ("text", "content", "正文", "内容"), "title": ("title", "标题"), "date": ("date", "日期"),
    "place": ("place", "地点"), "id": ("id", "编号"),
}
_UNWRITABLE = re.compile(r"[\x00\ud800-\udfff]")       # no file can hold them: replaced, one for one


def parse_jsonl(name: str, stream: BinaryIO, options: ReadOptions) -> Iterator[Source | Failure | Notice]:
    """Yield a source for each line that is an object with a text; a failure for each that is not."""
    number = 0
    for number, line in enumerate(_iterate_lines(stream, options), start=1):
        path = f"{name}#{number}"
        if isinstance(line, ReadError):
            yield Failure(path, str(line))
        elif line.strip():
            yield from _parse_line(path, line, options)
    if number == 0:
        yield Notice(name, "empty")


def _parse_line(path: str, line: str, options: ReadOptions) -> Iterator[Source | Failure | Notice]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        what = "nested too deeply, or a number too long"
        if isinstance(error, json.JSONDecodeError):
            what = f"{error.msg} at column {error.colno}"
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
    broken: list[ReadError] = []
    lines = _pass_text(_iterate_lines(stream, options), broken)
    first = next(lines, "")
    separator = max(separators, key=first.count)
    limit = csv.field_size_limit(options.max_line)
    try:
        header = next(csv.reader([first], delimiter=separator), [])
        if not first.strip() and not broken:
            yield Notice(name, "empty")
            return
        if not broken:
            check_columns(header, options)
            for number, row in enumerate(csv.reader(lines, delimiter=separator), start=1):
                if row:
                    yield from make_source(f"{name}#{number}", dict(zip(header, row, strict=False)), options)
    except csv.Error as error:
        yield Failure(name, f"not valid CSV: {error}")
    finally:
        csv.field_size_limit(limit)
    yield from (Failure(name, str(error)) for error in broken)


def _pass_text(lines: Iterable[str | ReadError], broken: list[ReadError]) -> Iterator[str]:
    """Pass on lines up to the first that cannot be read: after it, rows cannot be told apart."""
    for line in lines:
        if isinstance(line, ReadError):
            broken.append(line)
            return
        yield line


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
    text = _UNWRITABLE.sub("\ufffd", text).removeprefix("\ufeff")
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
    return _UNWRITABLE.sub("\ufffd", str(value)).strip() or None


def _iterate_lines(stream: BinaryIO, options: ReadOptions) -> Iterator[str | ReadError]:
    """Yield the lines of a stream, decoded, and an error for each that is too long or not valid."""
    buffered = buffer(stream)
    sample = buffered.peek(SAMPLE)[:SAMPLE]
    encoding = None if sample.isascii() and b"\0" not in sample else detect_encoding(sample)
    if encoding is not None and encoding.startswith(("utf-16", "utf-32")):
        yield from decode_as(read_whole(buffered, options), encoding).splitlines(keepends=True)
        return
    for line in _cut_lines(buffered, options.max_line):
        if line is None:
            yield ReadError(f"a line of more than {options.max_line:,} bytes (limit max_line)")
            continue
        try:
            if encoding is None and not line.isascii():
                encoding = detect_encoding(line, whole=True)
            yield decode_as(line, encoding or "utf-8")
        except ReadError as error:
            yield error


def _cut_lines(stream: io.BufferedReader, limit: int) -> Iterator[bytes | None]:
    """Yield the lines of a stream with their ends, None for one that is longer than the limit."""
    while line := stream.readline(limit + 1):
        if len(line) <= limit or line.endswith(b"\n"):
            yield line
            continue
        while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
            pass
        yield None
