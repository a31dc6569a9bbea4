"""Where posts are held that are printed without an organisation or place, and whom a text is about at a point."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg_builder.matching.chart import Chart, Unit
from kg_builder.matching.discourse import BODIES
from kg_builder.matching.lexicon import FULL
from kg_builder.matching.timeline import Named, Resolved, Seat

# How sure a seat is, by where it is printed.
BESIDE, SAME_SENTENCE, EARLIER, LATER, GUESSED = 1.0, 0.95, 0.85, 0.75, 0.5
OFFICE, CARRIER, PARTY, PLACE = "Office", "Media", "PartyOrganization", "Place"
MOST_BETWEEN = 6            # characters: a name and a comma
_JOINS = "、，兼和 "
_PARTY_TITLE = re.compile("书记|委员|常委|组织员|组织部长|宣传部长|统战部长|政法委")

Ends = tuple[str, ...]      # what a name ends with, one of them


def find_seats(resolved: Resolved, charts: Sequence[Chart], ends: Mapping[str, Mapping[str, str]]) -> None:
    """Find the seats of an article's posts.

    Args:
        resolved: its names; the seats are added.
        charts: its sentences.
        ends: end of a title → with what the names end that it is the head of (局长 → 局|委), as `ends`.
    """
    named = {id(one.unit): one for one in resolved.timeline}
    candidates: dict[Ends, list[Named]] = {}
    for chart in charts:
        before: Unit | None = None
        for unit in (inner for top in chart.units for inner in top.walk()):
            if unit.types[0] != OFFICE:
                continue
            if not unit.parts.get("org"):
                title = unit.attributes.get("title", unit.name)
                found = next((ends[title[i:]]["ends"] for i in range(len(title)) if title[i:] in ends), "")
                wanted = tuple(found.split("|")) if found else ()
                if wanted not in candidates:
                    candidates[wanted] = [one for one in resolved.timeline if _has_head(one, wanted)]
                seat = _find_seat(candidates[wanted], wanted, chart, unit, _list_beside(chart, unit, before, named))
                if seat is not None:
                    resolved.seats[id(unit)] = seat
            before = unit


def _has_head(one: Named, ends: Ends) -> bool:
    """Say whether a name is that of what has the head of a title: with one of these ends, any organisation without."""
    if not ends:
        return one.type == "Organization" and CARRIER not in one.unit.types
    return one.type in BODIES and {PARTY, CARRIER}.isdisjoint(one.unit.types) and ends_with(one, ends)


def _find_seat(candidates: Sequence[Named], ends: Ends, chart: Chart, unit: Unit, beside: Sequence[Named]
               ) -> Seat | None:
    """Return where a post is held; `candidates` are the article's names of what has its head."""
    start = chart.span(unit.start, unit.end)[0]
    here = next((one for one in beside if ends and _has_head(one, ends)), None)
    led = _find_led(beside, unit.name)
    if led is not None and here is None:
        return Seat(led, led.confidence * BESIDE, True)
    if here is not None:
        return Seat(here, here.confidence * BESIDE, True)
    found = find_salient(walk_back(candidates, start), start, chart.start, subjects=bool(ends))
    if found is None and ends:
        named = {(one.type, one.name) for one in candidates}        # 县长 before the county is named
        only = candidates[0] if len(named) == 1 and candidates[0].type == PLACE else None
        return Seat(only, only.confidence * LATER if only else 0.0, True)
    if found is None:
        return None
    elsewhere = EARLIER if ends else GUESSED
    return Seat(found, found.confidence * (SAME_SENTENCE if found.start >= chart.start else elsewhere), bool(ends))


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


def walk_back(timeline: Sequence[Named], start: int) -> Iterator[Named]:
    """Yield the names that end before an offset in the source, the last first; those without a name are left out."""
    for index in range(bisect_left(timeline, start, key=lambda one: one.start) - 1, -1, -1):
        if timeline[index].end <= start and timeline[index].name:
            yield timeline[index]


def find_salient(before: Iterable[Named], start: int, sentence: int, *, subjects: bool = False, close: int = 0
                 ) -> Named | None:
    """Return whom a text is about at a point: of its sentence the subject, or else the nearest; or an earlier subject.

    Args:
        before: the names before the point that may be meant, the last first.
        start: the point, as an offset in the source.
        sentence: where its sentence begins.
        subjects: an earlier subject comes before what the sentence only mentions.
        close: before all others comes what ends at most so many characters before the point, in its sentence.
    """
    here = near = earlier = None
    for one in before:
        if one.start >= sentence:
            if start - one.end <= close:
                return one
            near = near or one
            here = here or (one if one.leading else None)
            continue
        if here or (near and not subjects):
            break
        if one.leading:
            return one
        earlier = earlier or one
    return here or near or earlier


def ends_with(named: Named, ends: Ends) -> bool:
    """Say whether a name, or a full name that a short form stands for, ends with one of these."""
    short = named.name or named.unit.name
    full = (name for name in named.unit.attributes.get(FULL, "").split("|") if name.startswith(short))
    return any(name.endswith(ends) for name in (short, *full))
