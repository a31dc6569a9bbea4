"""Dates as printed → XML Schema's lexical forms; a year that nobody gives is not invented.

Forms: 2023年2月13日, 2月13日, 13日, 2023年2月, 2023年, 今年2月, 去年6月, 昨日, 2023-02-13, 2023.2.13; Chinese digits too.
A span (2月13日至15日) gives its first and its last day.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0}
_N = r"[0-9〇零○一二三四五六七八九十]"
_DATE = re.compile(
    rf"(?:(?P<year>{_N}{{2,4}})年度?|(?P<relative>今年|去年|前年|明年|本年|当年))?(?:(?P<month>{_N}{{1,3}})月份?|(?P<this>本月|上月|上个月|当月))?"
    rf"(?:(?P<day>{_N}{{1,3}})[日号])?")
_ISO = re.compile(r"(?P<year>[0-9]{4})[-./](?P<month>[0-9]{1,2})(?:[-./](?P<day>[0-9]{1,2}))?")
_SPAN = re.compile(r"\s*(?:至|到|—+|-|－|~|～)\s*")
_NEAR = {"今天": 0, "今日": 0, "当日": 0, "当天": 0, "昨天": -1, "昨日": -1, "前天": -2, "明天": 1, "昨晚": -1, "今晨": 0,
         "昨天上午": -1, "昨天下午": -1, "今晚": 0}
_RELATIVE = {"今年": 0, "本年": 0, "当年": 0, "去年": -1, "前年": -2, "明年": 1}


@dataclass(frozen=True, slots=True)
class Day:
    """Year, month and day, each only as far as known."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def lexical(self) -> str | None:
        """Return the XML Schema form: 2023-02-13, 2023-02, 2023, --02-13; None where nothing fits."""
        if self.month and not 1 <= self.month <= 12 or self.day and not 1 <= self.day <= 31:
            return None
        if self.year:
            parts = [f"{self.year:04d}"]
            if self.month:
                parts.append(f"{self.month:02d}")
                if self.day:
                    parts.append(f"{self.day:02d}")
            return "-".join(parts)
        if self.month and self.day:
            return f"--{self.month:02d}-{self.day:02d}"
        return None


def number(text: str) -> int:
    """Read a number in Arabic or Chinese digits (二〇二三, 十五, 31)."""
    if text.isdigit() and text.isascii():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (number(tens) if tens else 1) * 10 + (number(ones) if ones else 0)
    value = 0
    for character in text:
        value = value * 10 + _DIGITS.get(character, int(character) if character.isascii() else 0)
    return value


def read_dates(text: str, *, anchor: str | None) -> tuple[str | None, str | None]:
    """Read a printed date or span.

    Args:
        text: the date as printed.
        anchor: the lexical date that relative and incomplete forms count from (the article's), or None.

    Returns:
        First and last day in XML Schema's forms; the last is None where it is one day.
    """
    near = _read_anchor(anchor)
    pieces = _SPAN.split(text, maxsplit=1)
    first = _read(pieces[0], near)
    if len(pieces) == 1 or first is None:
        return (first.lexical() if first else None), None
    last = _read(pieces[1], Day(first.year, first.month, first.day)) or None
    if last and last.month is None and last.day:
        last = Day(first.year, first.month, last.day)
    if last and last.year is None and first.year:
        last = Day(first.year, last.month, last.day)
    return first.lexical(), last.lexical() if last else None


def _read_anchor(anchor: str | None) -> Day:
    parts = [int(p) for p in (anchor or "").split("-") if p.isdigit()]
    return Day(*parts[:3]) if parts and not (anchor or "").startswith("--") else Day()


def _read(text: str, near: Day) -> Day | None:
    text = text.strip()
    iso = _ISO.match(text)
    if iso:
        return Day(int(iso["year"]), int(iso["month"]), int(iso["day"]) if iso["day"] else None)
    for word, distance in _NEAR.items():
        if text.startswith(word):
            if near.year and near.month and near.day:
                day = datetime.date(near.year, near.month, near.day) + datetime.timedelta(days=distance)
                return Day(day.year, day.month, day.day)
            return None
    found = _DATE.match(text)
    if found is None or not found[0]:
        return None
    return _from_parts(found, near)


def _from_parts(found: re.Match[str], near: Day) -> Day | None:
    year = number(found["year"]) if found["year"] else None
    if year is not None and year < 100:
        year += 1900 if year > 50 else 2000
    if found["relative"]:
        if near.year is None:
            return None if not found["month"] else Day(None, number(found["month"]),
                                                       number(found["day"]) if found["day"] else None)
        year = near.year + _RELATIVE[found["relative"]]
    month = number(found["month"]) if found["month"] else None
    day = number(found["day"]) if found["day"] else None
    if found["this"] and near.month:
        back = 1 if found["this"].startswith("上") else 0
        month = (near.month - back - 1) % 12 + 1
        year = near.year - (1 if near.month - back < 1 else 0) if near.year else None
    if month is None and day is not None:
        month, year = near.month, near.year
    elif year is None and month is not None and near.year:
        year = near.year - (1 if near.month and month > near.month + 1 else 0)
    return Day(year, month, day)
