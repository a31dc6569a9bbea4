"""Where posts are held that are printed without an organisation or place, and whom a text is about at a point."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from kg_builder.matching.chart import Chart, Unit
from kg_builder.matching.discourse import BODIES
from kg_builder.matching.lexicon import FULL
from kg_builder.matching.timeline import Named, Resolved, Seat

BESIDE, SAME_SENTENCE, EARLIER, GUESSED = 1.0, 0.95, 0.85, 0.5   # how sure a seat is, by where it is printed
OFFICE, CARRIER, PARTY = "Office", "Media", "PartyOrganization"
MOST_BETWEEN = 6            # characters: a name and a comma
_JOINS = "、，兼和 "
_PARTY_TITLE = re.compile("书记|委员|常委|组织员")

Fits = Callable[[Named], bool]


def find_seats(resolved: Resolved, charts: Sequence[Chart], ends: Mapping[str, Mapping[str, str]]) -> None:
    """Find the seats of an article's posts.

    Args:
        resolved: its names; the seats are added.
        charts: its sentences.
        ends: end of a title → with what the names end that it is the head of (局长 → 局|委), as `ends`.
    """
    named = {id(one.unit): one for one in resolved.timeline}
    for chart in charts:
        before: Unit | None = None
        for unit in (inner for top in chart.units for inner in top.walk()):
            if unit.types[0] != OFFICE:
                continue
            if not unit.parts.get("org"):
                title = unit.attributes.get("title", unit.name)
                wanted = next((ends[title[i:]]["ends"] for i in range(len(title)) if title[i:] in ends), "")
                _find_seat(resolved, named, chart, unit, before, tuple(wanted.split("|")) if wanted else ())
            before = unit


def _find_seat(resolved: Resolved, named: Mapping[int, Named], chart: Chart, unit: Unit, before: Unit | None,
               ends: tuple[str, ...]) -> None:
    start = chart.span(unit.start, unit.end)[0]

    def heads(one: Named) -> bool:
        return one.type in BODIES and {PARTY, CARRIER}.isdisjoint(one.unit.types) and ends_with(one, ends)

    beside = _list_beside(chart, unit, before, named)
    led = _find_led(beside, unit.name)
    if led is not None and not any(heads(one) for one in beside):
        resolved.seats[id(unit)] = Seat(led, led.confidence * BESIDE, True)
        return
    if not ends:
        found = find_salient(resolved.timeline, start, chart.start,
                             lambda one: one.type == "Organization" and CARRIER not in one.unit.types)
        if found is not None:
            factor = SAME_SENTENCE if found.start >= chart.start else GUESSED
            resolved.seats[id(unit)] = Seat(found, found.confidence * factor, False)
        return
    factor = BESIDE
    found = next((one for one in beside if heads(one)), None)
    if found is None:
        found = find_salient(resolved.timeline, start, chart.start, heads, subjects=True)
        factor = SAME_SENTENCE if found and found.start >= chart.start else EARLIER
    resolved.seats[id(unit)] = Seat(found, found.confidence * factor if found else 0.0, True)


def _find_led(beside: Sequence[Named], title: str) -> Named | None:
    """Return the body whose Party organ the post before is in: its head, not the organ's, is the next one named."""
    if not beside or PARTY not in beside[0].unit.types or _PARTY_TITLE.search(title):
        return None
    return next((one for one in beside if PARTY not in one.unit.types), None)


def _list_beside(chart: Chart, unit: Unit, before: Unit | None, named: Mapping[int, Named]) -> Sequence[Named]:
    """Return the organisations and places in the post printed directly before (or before a name), outermost first.

    What a reference among them stands for comes behind it.
    """
    between = chart.text[before.end:unit.start] if before else ""
    named_between = 0 < len(between) <= MOST_BETWEEN and between[-1] in _JOINS      # 县委书记张三、县长
    if before is None or (between.strip(_JOINS) and not named_between):
        return []
    inside = (named[id(inner)] for inner in before.walk() if id(inner) in named)
    return [one for item in inside for one in (item, item.antecedent) if one is not None]


def find_salient(timeline: Sequence[Named], start: int, sentence: int, fits: Fits, *,
                 subjects: bool = False, close: int = 0) -> Named | None:
    """Return whom a text is about at a point: of its sentence the subject, or else the nearest; or an earlier subject.

    Args:
        timeline: the names in reading order.
        start: the point, as an offset in the source.
        sentence: where its sentence begins.
        fits: which names may be meant.
        subjects: an earlier subject comes before what the sentence only mentions.
        close: before all others comes what ends at most so many characters before the point, in its sentence.
    """
    beside = _last(timeline, start, lambda one: one.start >= sentence and start - one.end <= close and fits(one))
    if beside is not None:
        return beside
    here = _last(timeline, start, lambda one: one.start >= sentence and one.leading and fits(one))
    near = _last(timeline, start, lambda one: one.start >= sentence and fits(one))
    before = _last(timeline, start, lambda one: one.leading and fits(one))
    return here or (before or near if subjects else near or before) or _last(timeline, start, fits)


def _last(timeline: Sequence[Named], start: int, fits: Fits) -> Named | None:
    return next((one for one in reversed(timeline) if one.end <= start and one.name and fits(one)), None)


def ends_with(named: Named, ends: tuple[str, ...]) -> bool:
    """Say whether a name, or a full name that a short form stands for, ends with one of these."""
    short = named.name or named.unit.name
    full = (name for name in named.unit.attributes.get(FULL, "").split("|") if name.startswith(short))
    return any(name.endswith(ends) for name in (short, *full))
