"""What the dates of an article count from, where they do not give their year themselves.

That is the article's own date, else the year of an anniversary, the date that the story has come to, or the year in a
document's number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kg_builder.matching.chart import Chart
from kg_builder.matching.dates import find_due_year, find_issued_year, is_relative, read_dates, states_year


@dataclass(frozen=True)
class Calendar:
    """Reads the dates of an article: `date` is its own, `stated` are those that give their year, with their ends."""

    date: str | None
    stated: tuple[tuple[int, str], ...]
    charts: Sequence[Chart]

    @classmethod
    def of(cls, charts: Sequence[Chart], date: str | None) -> Calendar:
        """Make the calendar of an article from its charts and its own date, if it has one."""
        stated = tuple((chart.span(unit.start, unit.end)[1], printed) for chart in charts for unit in chart.units
                       if "Date" in unit.types and states_year(printed := chart.text[unit.start:unit.end]))
        return cls(date, stated, charts)

    def read(self, text: str, position: int) -> tuple[str | None, str | None]:
        """Return first and last day of a date that is printed at a position of the source, in their lexical forms."""
        return read_dates(text, anchor=self.date or self._due or self._told(text, position) or self._issued)

    @cached_property
    def _due(self) -> str | None:
        return find_due_year(self._text)

    @cached_property
    def _issued(self) -> str | None:
        return find_issued_year(self._text)

    @property
    def _text(self) -> str:
        return "\n".join(chart.text for chart in self.charts)

    def _told(self, text: str, position: int) -> str | None:
        """Return the date that the story has come to; 今年 is the year of the last one of all."""
        relative = is_relative(text)
        told = [read_dates(printed, anchor=None)[0] or "" for end, printed in self.stated
                if end <= position or relative]
        return (max(told) if relative else told[-1]) if told else None
