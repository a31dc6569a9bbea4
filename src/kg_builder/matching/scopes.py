"""Over what time and whole an amount goes: the last time that opens a clause before it, and words such as 累计.

The words are the lexicon `quantity-scope`; times are also the dates that rules found. 2022年 is from 2022 until
2022, 2022年以来 from 2022, 截至2022年6月 until then, 截至目前 until the date of the text, 2022年上半年 from January
until June.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kg_builder.matching.calendar import Calendar
from kg_builder.matching.chart import CLAUSE_MARKS, Chart
from kg_builder.matching.discourse import TELLS
from kg_builder.matching.lexicon import Attributes, Lexicon

_TIME_OPENS = re.compile("(?:^|[，。；：（）、]|截至|截止|截止到|自|从|到|在|于|至|据悉|其中)$")
_UNTIL = re.compile("(?:截至|截止|截止到|到|至)(?:[^，。；（）]{0,5}（)?$")
_SINCE = re.compile("[^，。；]{0,10}?以来|起|以后|之后|后")
WHOLE_YEAR = "1-12"
_MONTHS = re.compile("([0-9]{1,2})月?(?:[-—~至到])([0-9]{1,2})月份?")

Mark = tuple[int, int, Attributes | None]       # where a time or word stands, and what the lexicon says of it


@dataclass(frozen=True, slots=True)
class Scope:
    """What an amount goes over: the words as printed, and from when until when as lexical dates, where that is said."""

    words: str = ""
    since: str | None = None
    until: str | None = None


class ScopeReader:
    """Reads the scopes of amounts, by the lexicon `quantity-scope`."""

    def __init__(self, lexicons: Mapping[str, Lexicon]) -> None:
        self._terms = lexicons["QuantityScope"].terms if "QuantityScope" in lexicons else {}
        longest = sorted(self._terms, key=lambda term: (-len(term), term))
        self._pattern = re.compile("|".join([_MONTHS.pattern, *map(re.escape, longest)]))

    def list_marks(self, chart: Chart) -> list[Mark]:
        """Return the times and words of a sentence that scopes are made of, from left to right."""
        marks: list[Mark] = []
        for found in self._pattern.finditer(chart.text):
            attributes = {"months": f"{found[1]}-{found[2]}"} if found[1] else self._terms[found[0]]
            if "clause" not in attributes or _stands_free(chart, *found.span()):
                marks.append((*found.span(), attributes))
        dates = [(unit.start, unit.end) for unit in chart.units if "Date" in unit.types]
        marks += [(start, end, None) for start, end in dates
                  if not any(begin <= start and end <= stop and stop - begin > end - start for begin, stop, _ in marks)]
        return sorted(marks, key=lambda mark: mark[:2])

    def read(self, chart: Chart, marks: Sequence[Mark], position: int, begin: int, calendar: Callable[[], Calendar]
             ) -> Scope:
        """Return the scope of an amount at a position of a sentence's view; what tells of it begins at `begin`.

        A clause that says nothing else goes on with what the one before it said: 累计评出一级店180个，二级店372个.
        """
        before = [mark for mark in marks if mark[1] <= position]
        if not before:
            return Scope()
        own = clause = find_clause(chart, position)
        while clause and clause == begin and chart.text[clause - 1] in "，、":
            clause = begin = find_clause(chart, clause - 1)
        beside = [chart.text[start:end] for start, end, found in before
                  if found and "clause" in found and start >= (own if found["clause"] == "own" else clause)]
        time = next((mark for mark in reversed(before) if not (mark[2] and "clause" in mark[2])
                     and self._opens(chart, mark[0], position)), None)
        scope = self._read_time(chart, time, calendar) if time else Scope()
        words = dict.fromkeys([scope.words, *beside] if scope.words else beside)
        return Scope(" ".join(words), scope.since, scope.until)

    def _opens(self, chart: Chart, start: int, position: int) -> bool:
        """Say whether a time stands where it holds for the clause: it opens it, or follows the clause's subject."""
        text = chart.text
        if find_clause(chart, position) > start and TELLS.search(text, start, text.find("，", start)):
            return False        # when it was told, not when it was so
        before = text[:start].rstrip()
        if _TIME_OPENS.search(before):
            return True
        clause = find_clause(chart, start)
        unit = next((unit for unit in chart.units if unit.end == start and unit.committed), None)
        return unit is not None and (unit.start == clause or ("Date" in unit.types
                                                              and self._opens(chart, unit.start, position)))

    def _read_time(self, chart: Chart, time: Mark, calendar: Callable[[], Calendar]
                   ) -> Scope:
        start, end, attributes = time
        text, position = chart.text, chart.span(start, end)[0]
        if attributes is not None:
            return self._read_term(chart, start, end, attributes, calendar)
        first, last = calendar().read(text[start:end], position)
        before = _UNTIL.search(text, 0, start)
        if before:
            return Scope(text[before.start():end].replace("（", ""), None, last or first)
        since = _SINCE.match(text, end)
        if since:
            return Scope(text[start:since.end()], first, None)
        return Scope(text[start:end], first, last or first)

    def _read_term(self, chart: Chart, start: int, end: int, attributes: Attributes, calendar: Callable[[], Calendar]
                   ) -> Scope:
        months = attributes.get("months")
        if attributes.get("until") or not months:
            return Scope(chart.text[start:end], None, calendar().date if attributes.get("until") else None)
        before = next((unit for unit in chart.units if unit.end == start and "Date" in unit.types), None)
        if before is None and months == WHOLE_YEAR:     # which year, nobody says
            return Scope(chart.text[start:end])
        if before is None:
            year = _find_year(calendar().date or "", int(months.rpartition("-")[2]))
        else:
            start, printed = before.start, chart.text[before.start:start]
            year = (calendar().read(printed, chart.span(before.start, before.end)[0])[0] or "")[:4]
        return Scope(chart.text[start:end], *(_span_months(year, months) if year.isdigit() else (None, None)))


def _stands_free(chart: Chart, start: int, end: int) -> bool:
    """Say whether a span is of whole words, and not in a name."""
    edges = sum((word.start == start) + (word.end == end) for word in chart.words)
    return edges > 1 and not any(u.committed and u.start <= start < u.end for u in chart.units)


def find_clause(chart: Chart, position: int) -> int:
    """Return where the clause of a position begins, in the sentence's view."""
    return 1 + max(chart.text.rfind(mark, 0, position) for mark in CLAUSE_MARKS)


def _find_year(date: str, month: int) -> str:
    """Return the year of a span of months that ends with a month: that of the text's date, or the one before."""
    if not date[:4].isdigit() or len(date) < len("2022-02"):
        return ""
    return date[:4] if month <= int(date[5:7]) else str(int(date[:4]) - 1)


def _span_months(year: str, months: str) -> tuple[str, str]:
    first, last = months.split("-")
    return f"{year}-{int(first):02d}", f"{year}-{int(last):02d}"
