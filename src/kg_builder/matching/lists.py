"""Enumerations: who of those named in one is a member, and under which heading a line of a list stands.

A member may be described by what stands before him without a mark (青原县供电公司王海涛) or in brackets behind him
(王海涛（青原县供电公司）); neither is a member. A heading is a line of its own that names nothing but what its list is
of, perhaps numbered and counted (一、“岗位标兵”（6名）), or ends in a colon (荣获“岗位标兵”称号的有：); lines without a
full stop continue the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg_builder.matching.chart import Chart, Unit

LONGEST_LIST = 200              # lines
_SEPARATES = re.compile(r"[、，；：。 和与及]|以及")
_GOES_ON = re.compile(r"(?!等|以及|[和与及])[一-龥]{2,}[、，和与及]")
_STOPS = re.compile(r"[。！？!?]$")
_NUMBER = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、.．]?|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}[、.．])? *")
_CLOSE = re.compile(
    r"(?:荣誉)?(?:称号|奖章|奖牌)?(?:获得者|获奖者|获奖单位|获奖名单|得主|名单)?(?:[（(][^（）()]{1,14}[）)])?"
    r"(?:共?[0-9一二三四五六七八九十百]{1,4}[个名人家户位项])?[：:]?$")
_NUMBERED = re.compile(r"^[一二三四五六七八九十]{1,3}、")


def select_members(chart: Chart, units: Sequence[Unit], bodies: frozenset[str]) -> list[Unit]:
    """Return the units of an enumeration that are its members.

    Args:
        chart: the sentence.
        units: what was captured, in order.
        bodies: the types of which one may describe the name behind it.
    """
    if len(units) < 2:
        return list(units)
    start, text = units[0].start, chart.text
    members = []
    for unit, after in zip(units, [*units[1:], None], strict=True):
        before = text[start:unit.start]
        describes = (after is not None and unit.types[0] in bodies
                     and (not _SEPARATES.search(text, unit.end, after.start) or _opens_name(chart, unit, after.start)))
        if not describes and before.count("（") == before.count("）"):
            members.append(unit)
    return members


def _opens_name(chart: Chart, unit: Unit, end: int) -> bool:
    """Say whether a place is but the begin of a member that was not read as a name: 青原县 in 青原县文旅局、…."""
    return unit.types[0] == "Place" and _GOES_ON.match(chart.text, unit.end, end) is not None


def find_heading(charts: Sequence[Chart], index: int, kind: str) -> Unit | None:
    """Return the unit of a type that heads the list in which a sentence is a line; None where it is in no such list."""
    for chart in _list_above(charts, index):
        unit = next((unit for unit in chart.units if kind in unit.types), None)
        if unit is not None and (chart.text[-1] in "：:" or _fills(chart, unit)):
            return unit
        if _NUMBERED.match(chart.text):
            return None
    return None


def _fills(chart: Chart, unit: Unit) -> bool:
    """Say whether a line holds nothing but a unit, its number and its count."""
    return bool(_NUMBER.fullmatch(chart.text, 0, unit.start) and _CLOSE.match(chart.text, unit.end))


def _list_above(charts: Sequence[Chart], index: int) -> Iterator[Chart]:
    """Yield the lines above a line of a list, the nearest first, up to the last that ends a sentence."""
    for at in range(index - 1, max(-1, index - LONGEST_LIST), -1):
        if _STOPS.search(charts[at].text):
            return
        yield charts[at]
