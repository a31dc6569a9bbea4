"""Who acts: the organisations and places that open a clause, for statements whose own clause leaves its subject out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg_builder.matching.chart import Chart, Unit
from kg_builder.matching.timeline import Named, Resolved

BODIES = frozenset({"Organization", "Place"})
# What may stand before a subject: the begin of a clause, a time, or the words that bring in who does it.
_OPENS = re.compile(
    r"(?:^|[，。；：！？…—”）)\]】\s]|[日月年天晨晚夜午时分间期前后来上中下里]|近日|目前|如今|由|是"
    r"|同时|随后|因此)$")
_SUMS = re.compile("这(?:正|就|也|便)?是$")
_SCENE = re.compile("(?:^|[，。；])在[^，。；]{0,12}$")
_JOINS = re.compile(r"[、和与及]|以及|联合|会同")
_NO_SUBJECT = re.compile(r"[直属]|等?(?:地|区域)?的|周边|境内|[”》）]|[^，。；]{0,16}的(?:有关)?(?:负责|代表|同志|党员|干部|群众|居民|村民|学员)"
                         r"|消息|讯|电|报道|记者|客户端|发布$")
_PARENTHESIS = re.compile(r"（[^（）]{1,16}）")
# What is demanded or hoped is not done by those who were named before.
_DEMANDS = re.compile(r"(?<![的关作要项])(?:要求|希望|号召|呼吁|强调|指出|提出)(?=[，：、各要全市县区镇乡大广必]|$)")


@dataclass(frozen=True, slots=True)
class Agents:
    """Those who act together in one clause, and where the first of them begins in the source; nobody after a demand."""

    start: int
    members: tuple[Named, ...]
    paragraph: int = 0
    summing: bool = False           # 这是县民政局…的实践: it is they who did what the sentences before tell


def find_agents(charts: Sequence[Chart], resolved: Resolved) -> tuple[Agents, ...]:
    """Return the subjects of an article's clauses in reading order."""
    named = {id(one.unit): one for one in resolved.timeline}
    return tuple(agents for chart in charts
                 for agents in sorted((*_read_chart(chart, named), *_read_demands(chart)), key=lambda one: one.start))


def last_before(agents: Sequence[Agents], position: int, paragraph: int) -> Agents | None:
    """Return the last of the agents that begin before a position of the source.

    Where its paragraph names none before it, they are those whom the paragraph then says to have done it.
    """
    last = next((one for one in reversed(agents) if one.start < position), None)
    if last is None or last.paragraph != paragraph:
        return next((one for one in agents if one.summing and one.paragraph == paragraph), last)
    return last


def _read_chart(chart: Chart, named: Mapping[int, Named]) -> Iterator[Agents]:
    group: list[Named] = []
    end = -1
    for unit in chart.units:
        one = named.get(id(unit)) if unit.types[0] in BODIES else None
        if one is None:
            continue
        if group and end == unit.start and unit.types[0] == "Place":       # 青原县青禾镇: the town acts
            group[-1] = one
        elif group and _JOINS.fullmatch(_between(chart, end, unit)):
            group.append(one)
        elif opens_clause(chart, unit) or _sets_scene(chart, unit):
            yield from _close(chart, group, end)
            group = [one]
        else:
            continue
        end = unit.end
    yield from _close(chart, group, end)


def opens_clause(chart: Chart, unit: Unit) -> bool:
    """Say whether a unit stands where the subject of a clause does."""
    return _OPENS.search(chart.text, max(0, unit.start - 4), unit.start) is not None


def _sets_scene(chart: Chart, unit: Unit) -> bool:
    """Say whether a unit ends a clause that says where the next one happens: 在柳湾村，…"""
    return chart.text.startswith("，", unit.end) and _SCENE.search(chart.text[:unit.start]) is not None


def _between(chart: Chart, end: int, unit: Unit) -> str:
    return _PARENTHESIS.sub("", chart.text[end:unit.start])


def _close(chart: Chart, group: Sequence[Named], end: int) -> Iterator[Agents]:
    if group and not _NO_SUBJECT.match(chart.text, end):
        before = chart.text[:bisect_left(chart.offsets, group[0].start)]
        yield Agents(group[0].start, tuple(group), chart.paragraph, _SUMS.search(before) is not None)


def _read_demands(chart: Chart) -> Iterator[Agents]:
    return (Agents(chart.offsets[found.start()], (), chart.paragraph) for found in _DEMANDS.finditer(chart.text))
