"""The dates that documents bring along, and those in the names of files."""

from __future__ import annotations

import datetime
import functools
import re

import regex

from kg_builder.errors import ConfigError

PATIENCE = 3.0                  # seconds that a user's pattern may take on one name
_DATE = re.compile(
    r"\s*(\d{4})(?:[-/.年]\s*(\d{1,2})(?:[-/.月]\s*(\d{1,2})日?)?月?|(\d{2})(\d{2}))?年?(?:[T\s].*|\d{6}(?:Z|[+-]\d{4})?)?",
    re.DOTALL)


def parse_date(text: str) -> str | None:
    """Return a date (2023-02-20, 20230220, 2023/2/20, 2023年2月20日, with or without a time of day) in xsd's form.

    A year, or a year and a month, stay as they are. Returns None for anything else.
    """
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    year, *parts = (int(part) for part in (match[1], match[2] or match[4], match[3] or match[5]) if part)
    try:
        datetime.date(year, *parts, *[1] * (2 - len(parts)))
    except ValueError:
        return None
    return "-".join([f"{year:04}", *(f"{part:02}" for part in parts)])


def find_date(name: str, pattern: str) -> str | None:
    """Return the last date that a pattern with the groups year, month and day finds in the path of a file.

    Raises:
        ConfigError: the pattern takes too long.
    """
    found = None
    try:
        for match in _compile(pattern).finditer(name, timeout=PATIENCE):
            found = _read_groups(match) or found
    except TimeoutError:
        raise ConfigError(f"{name}: 'date_pattern' takes more than {PATIENCE:.0f} seconds on this name; "
                          "make it simpler: no repetition inside a repetition") from None
    return found


def _read_groups(match: regex.Match[str]) -> str | None:
    try:
        return datetime.date(*(int(match[group]) for group in ("year", "month", "day"))).isoformat()
    except (ValueError, TypeError):
        return None


@functools.lru_cache(maxsize=8)
def _compile(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern)
