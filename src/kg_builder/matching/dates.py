"""Dates as printed → XML Schema's lexical forms; a year that nobody gives is not invented.

Forms: 2023年2月13日, 2月13日, 13日, 2023年2月, 2023年, 今年2月, 去年6月, 上月3日, 昨日, 2023-02-13, 2023.2.13; with
Chinese digits too. A span (2月13日至15日, 3月23—27日) gives its first and its last day.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0}
_N = r"[0-9〇零○一二三四五六七八九十]"
_RELATIVE = {"今年": 0, "本年": 0, "去年": -1, "前年": -2, "明年": 1}
_MONTHS = {"本月": 0, "这个月": 0, "上月": -1, "上个月": -1, "下月": 1, "下个月": 1}
_NEAR = {"今天": 0, "今日": 0, "今晨": 0, "今早": 0, "今晚": 0, "昨天": -1, "昨日": -1, "昨晚": -1, "昨夜": -1,
         "昨晨": -1, "前天": -2, "前日": -2, "明天": 1, "明日": 1, "明晚": 1, "后天": 2}
_DATE = re.compile(
    rf"(?:(?P<year>{_N}{{4}}|{_N}{{2}})年(?!前|后|来|间)|(?P<relative>{'|'.join(_RELATIVE)}))?"
    rf"(?:(?P<month>{_N}{{1,2}})月份?|(?P<this>{'|'.join(_MONTHS)}))?(?:(?P<day>{_N}{{1,3}})[日号])?")
_ISO = re.compile(r"(?P<year>[0-9]{4})(?P<sign>[-./])(?P<month>[0-9]{1,2})(?:(?P=sign)(?P<day>[0-9]{1,2}))?(?![0-9])")
_SPAN = re.compile(r"\s*(?:至|到|—+|-|－|–|~|～)\s*")
_BARE_DAY = re.compile(rf"(?:^|月|[年.]){_N}{{1,3}}$")
_SINCE = {      # what is kept as an anniversary, and the year from which it counts
    "中国共产党成立": 1921, "建党": 1921, "党成立": 1921, "新中国成立": 1949, "中华人民共和国成立": 1949, "建国": 1949,
    "五四运动": 1919, "共青团成立": 1922, "中国共产主义青年团成立": 1922, "中国人民解放军建军": 1927, "建军": 1927,
    "长征胜利": 1936, "抗战胜利": 1945, "抗日战争胜利": 1945, "抗日战争暨世界反法西斯战争胜利": 1945,
    "抗美援朝出国作战": 1950, "志愿军出国作战": 1950, "抗美援朝战争胜利": 1953, "改革开放": 1978, "香港回归": 1997,
    "香港回归祖国": 1997, "澳门回归": 1999, "澳门回归祖国": 1999,
}
_ANNIVERSARY = re.compile(rf"(?P<what>{'|'.join(sorted(_SINCE, key=len, reverse=True))})(?P<years>{_N}{{2,3}})周年")
_OF_YEAR = re.compile(r"((?:19|20)\d\d)年(?!度)")
_OFFICIAL = re.compile(r"[〔\[［(（]((?:19|20)[0-9]{2})[〕\]］)）]\s*[0-9]{1,4}\s*号")
_FORTHCOMING = 10       # a day of no month that lies further ahead than this many days is one of the month before


@dataclass(frozen=True, slots=True)
class Day:
    """Year, month and day, each only as far as known."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def lexical(self) -> str | None:
        """Return the XML Schema form: 2023-02-13, 2023-02, 2023, --02-13; None where nothing fits."""
        try:        # a year that has a 29 February stands in for one that is not known
            datetime.date(self.year or 2000, self.month or 1, self.day or 1)
        except ValueError:
            return None
        if self.day and not self.month:
            return None
        parts = [f"{self.month:02d}"] if self.month else []
        parts += [f"{self.day:02d}"] if self.day else []
        if self.year:
            return "-".join([f"{self.year:04d}", *parts])
        return "--" + "-".join(parts) if self.day else None


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
    text, near = text.strip(), _read_anchor(anchor)
    iso = _ISO.match(text)
    if iso:
        return Day(int(iso["year"]), int(iso["month"]), int(iso["day"]) if iso["day"] else None).lexical(), None
    opening, *closing = _SPAN.split(text, maxsplit=1)
    if closing and _BARE_DAY.search(opening):
        opening += "日"
    first = _read(opening, near)
    if first is None:
        return None, None
    last = _read_last(closing[0], first) if closing else None
    return first.lexical(), last.lexical() if last else None


def states_year(text: str) -> bool:
    """Say whether a printed date gives year and month by itself, so that others can count from it."""
    found = _ISO.match(text) or _DATE.match(text)
    return bool(found and found["year"] and found["month"])


def is_relative(text: str) -> bool:
    """Say whether a printed date counts its year from the day of the report (今年6月), not from what is told before."""
    return text.startswith(tuple(_RELATIVE))


def find_due_year(text: str) -> str | None:
    """Return the year of the last anniversary that is due in a text (中国共产党成立104周年: 2025), or None."""
    years = (_SINCE[found["what"]] + number(found["years"]) for found in _ANNIVERSARY.finditer(text))
    return max(map(str, years), default=None)


def find_issued_year(text: str) -> str | None:
    """Return the year in the last number of an official document (〔2021〕5号), or None."""
    return max((found[1] for found in _OFFICIAL.finditer(text)), default=None)


def complete_year(date: str, printed: str, name: str) -> str:
    """Return the date of an event, with the year of its name (2023年植树活动; never 2022年度…) if it prints none."""
    found, shown = _OF_YEAR.search(name), _ISO.match(printed) or _DATE.match(printed)
    if not found or (shown and (shown["year"] or is_relative(printed))):
        return date
    return found[1] + date[1:] if date.startswith("--") else found[1] + date[4:] if len(date) > 4 else date


def _read_anchor(anchor: str | None) -> Day:
    parts = [int(p) for p in (anchor or "").split("-") if p.isdigit()]
    return Day(*parts[:3]) if parts and not (anchor or "").startswith("--") else Day()


def _read(text: str, near: Day) -> Day | None:
    word = next((word for word in _NEAR if text.startswith(word)), None)
    if word:
        if not (near.year and near.month and near.day):
            return None
        day = datetime.date(near.year, near.month, near.day) + datetime.timedelta(days=_NEAR[word])
        return Day(day.year, day.month, day.day)
    found = _DATE.match(text)
    return _complete(found, near) if found and found[0] else None


def _read_last(text: str, first: Day) -> Day | None:
    """Read the end of a span: what it does not say is as in the first day."""
    found = _DATE.match(text)
    if found is None or not found[0]:
        return None
    last = _printed(found)
    return Day(last.year or first.year, last.month or first.month, last.day)


def _printed(found: re.Match[str]) -> Day:
    """Return what a date says by itself."""
    year, month, day = (number(found[part]) if found[part] else None for part in ("year", "month", "day"))
    if year is not None and year < 100:
        year += 1900 if year > 50 else 2000
    return Day(year, month, day)


def _complete(found: re.Match[str], near: Day) -> Day:
    """Add what a relative or incomplete date leaves to the anchor."""
    date = _printed(found)
    if found["relative"]:
        year = near.year + _RELATIVE[found["relative"]] if near.year else None
        return Day(year, date.month, date.day)
    if found["this"]:
        if not near.month:
            return Day()
        months = (near.year or 0) * 12 + near.month - 1 + _MONTHS[found["this"]]
        return Day(months // 12 if near.year else None, months % 12 + 1, date.day)
    if date.year is not None:
        return date
    if date.month is None:
        if date.day and near.month and near.day and date.day > near.day + _FORTHCOMING:
            months = (near.year or 0) * 12 + near.month - 2
            return Day(months // 12 if near.year else None, months % 12 + 1, date.day)
        return Day(near.year, near.month, date.day) if near.month else Day()
    if near.year is None:
        return date
    return Day(near.year - (1 if near.month and date.month > near.month + 1 else 0), date.month, date.day)
