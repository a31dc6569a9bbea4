"""What lies in what where no sentence says so in words, but one names both: 来凤县在翔凤镇、绿水镇试点.

A division lies in the one before it that, by the gazetteer, it is a part of; a village in the town before it; and what
is called after a town or village of the article (三饶派出所 after 三饶镇) lies in that.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from kg_builder.matching.gazetteer import Gazetteer
from kg_builder.model import Entity, Evidence, Mention, Statement
from kg_builder.ontology import SURE

DIVISION, VILLAGE, CALLED = "located.part-of-division", "located.village-after-town", "located.called-after"
SURETY = {DIVISION: 0.85, VILLAGE: 0.7, CALLED: 0.7}
_TOWN = re.compile("(?:镇|乡|街道|苏木)$")
_VILLAGE = re.compile("(?:村|社区|嘎查)$")
_STOP = re.compile("[。！？\n]")
_LEVELS = "省市县区旗州盟镇乡村"
_STEM = 2               # characters at least of what a body is called after
FAR = 300               # characters at most between a town and its county, where they are not of one sentence


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place where an article names it."""

    mention: Mention
    place: Entity


def frame(text: str, entities: Iterable[Entity], statements: Iterable[Statement],
          gazetteer: Gazetteer) -> Iterator[Statement]:
    """Yield where things lie of which no statement says it.

    Args:
        text: the source's.
        entities: of the source, located.
        statements: what was read in it.
        gazetteer: the divisions.

    Yields:
        Statements with one piece of evidence each: all that stands from one mention to the other.
    """
    placed = {s.subject for s in statements if s.predicate == "locatedIn" and s.confidence >= SURE}
    spots: dict[str, list[_Spot]] = defaultdict(list)
    others: list[Entity] = []
    for entity in entities:
        if entity.type == "Place":
            for mention in entity.mentions:
                spots[mention.article].append(_Spot(mention, entity))
        elif entity.type == "Organization" and entity.key not in placed:
            others.append(entity)
    for named in spots.values():
        named.sort(key=lambda spot: (spot.mention.start, spot.mention.end, spot.place.key))
        for index, spot in enumerate(named):
            if spot.place.key not in placed:
                found = _find_container(text, named, index, gazetteer)
                if found is not None:
                    placed.add(spot.place.key)
                    yield _say(text, spot.place, spot.mention, *found)
    for body in others:
        found = _find_namesake(body, spots)
        if found is not None:
            yield _say(text, body, body.mentions[0], *found)


def _find_container(text: str, named: Sequence[_Spot], index: int, gazetteer: Gazetteer) -> tuple[_Spot, str] | None:
    """Return the place that contains what is named at an index, nearest first, those before it first; and the rule."""
    spot = named[index]
    before, behind = reversed(named[:index]), named[index + 1:]
    if spot.place.code:
        container = gazetteer.container(spot.place.code)
        reach = FAR if _TOWN.search(spot.place.name) else 0
        return next(((other, DIVISION) for other in (*before, *behind) if container
                     and other.place.code == container.code and _is_near(text, spot, other, reach)), None)
    if _VILLAGE.search(spot.place.name):
        near = takewhile(lambda other: _count_ends(text, other, spot) <= 1, before)
        return next(((other, VILLAGE) for other in near if _TOWN.search(other.place.name)), None)
    return None


def _is_near(text: str, one: _Spot, other: _Spot, reach: int) -> bool:
    """Say whether two are in one sentence, or at most so many characters from one another."""
    first, last = sorted((one, other), key=lambda spot: spot.mention.start)
    return last.mention.start - first.mention.end <= reach or not _count_ends(text, first, last)


def _count_ends(text: str, before: _Spot, behind: _Spot) -> int:
    return len(_STOP.findall(text, before.mention.end, behind.mention.start))


def _find_namesake(body: Entity, spots: Mapping[str, Sequence[_Spot]]) -> tuple[_Spot, str] | None:
    """Return the town or village of the article that an organisation is called after."""
    for spot in sorted(spots[body.mentions[0].article], key=lambda spot: not _TOWN.search(spot.place.name)):
        stem = _TOWN.sub("", _VILLAGE.sub("", spot.place.name))
        if len(stem) < _STEM or stem == spot.place.name:
            continue
        rests = [name[len(stem):] for name in (body.name, *body.names) if name.startswith(stem)]
        if any(rest and rest[0] not in _LEVELS for rest in rests):
            return spot, CALLED
    return None


def _say(text: str, what: Entity, mention: Mention, where: _Spot, rule: str) -> Statement:
    start, end = min(mention.start, where.mention.start), max(mention.end, where.mention.end)
    surety = round(SURETY[rule] * min(mention.confidence, where.mention.confidence), 4)
    evidence = Evidence(mention.article, start, end, text[start:end], rule, surety, mention, where.mention,
                        factors=(("rule", SURETY[rule]),))
    return Statement(what.key, "locatedIn", where.place.key, (evidence,), confidence=surety)
