"""What reading may be told, and what it says besides sources and failures."""

from __future__ import annotations

from dataclasses import dataclass

DATE_PATTERN = r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_.]?(?P<month>0[1-9]|1[0-2])[-_.]?(?P<day>[0-3]\d)(?!\d)"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read, and the limits that keep one bad input from taking all memory.

    The fields are settings of the same name. `date_pattern` is a regular expression with the groups year, month and
    day, looked for in the path of a file. `text_column` names the column of tables and the key of records that holds
    the text; None takes the first of text, content, 正文, 内容.

    `max_bytes` is the size above which a file (unpacked) is refused; files of records (JSONL, CSV, TSV, Parquet) may be
    larger, their records not. `max_line` is the length in bytes of a line or record. `max_html` is that of an HTML page
    without the pictures it holds, `max_tags` the number of its tags, `max_docx` the size of a Word document unpacked:
    what they become in memory is many times larger. An archive may unpack to `max_unpacked` bytes, to `max_ratio` times
    its own size, and to `max_members` files.
    """

    date_pattern: str = DATE_PATTERN
    text_column: str | None = None
    max_bytes: int = 100_000_000
    max_line: int = 10_000_000
    max_html: int = 5_000_000
    max_tags: int = 200_000
    max_docx: int = 20_000_000
    max_unpacked: int = 4_000_000_000
    max_ratio: int = 200
    max_members: int = 100_000


@dataclass(frozen=True, slots=True)
class Notice:
    """What is odd about an input and no failure: it is empty, or repeated, or a part of it was passed over."""

    path: str
    reason: str
