"""What lies in what where no sentence says so in words, but one names both: 来凤县在翔凤镇、绿水镇试点.

A division lies in the one before it that, by the gazetteer, it is a part of; a village in the town before it; and what
is called after a town or village of the article (三饶派出所 after 三饶镇) lies in that.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
_LARGE = re.compile("[省市县区旗州盟]$")
_STEM = 2               # characters at least of what a body is called after
_MOST = 200             # places before a village that are looked through
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
    bodies: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        if entity.type == "Place":
            for mention in entity.mentions:
                spots[mention.article].append(_Spot(mention, entity))
        elif entity.type == "Organization":
            bodies[entity.mentions[0].article].append(entity)
    pages = {article: _Page(text, named, bodies[article]) for article, named in spots.items()}
    for article, page in pages.items():
        for index, spot in enumerate(page.named):
            if spot.place.key not in placed:
                found = page.find_container(index, gazetteer)
                if found is not None:
                    placed.add(spot.place.key)
                    yield _say(text, spot.place, spot.mention, *found)
        for body in bodies[article]:
            found = page.find_namesake(body)
            if found is not None and (body.key not in placed or found[0].place.within):
                yield _say(text, body, body.mentions[0], *found)


class _Page:
    """The places that an article names, in its order, and the names of all that others' names may begin with."""

    def __init__(self, text: str, named: Sequence[_Spot], bodies: Iterable[Entity]) -> None:
        self._text = text
        self._wholes = {name for entity in (*bodies, *(spot.place for spot in named))
                        for name in (entity.name, *entity.names)}
        self.named = sorted(named, key=lambda spot: (spot.mention.start, spot.mention.end, spot.place.key))
        self._of_code: dict[str, list[int]] = defaultdict(list)     # where each division is named
        self._stems: dict[str, _Spot] = {}                          # the towns and villages, towns first
        for index, spot in enumerate(self.named):
            if spot.place.code:
                self._of_code[spot.place.code].append(index)
        large = {_LARGE.sub("", name) for name in self._wholes if _LARGE.search(name)}     # 甘泉中学 may be of 甘泉县
        for spot in sorted(self.named, key=lambda spot: not _TOWN.search(spot.place.name)):
            stem = _TOWN.sub("", _VILLAGE.sub("", spot.place.name))
            if len(stem) >= _STEM and stem != spot.place.name and stem not in large:
                self._stems.setdefault(stem, spot)

    def find_container(self, index: int, gazetteer: Gazetteer) -> tuple[_Spot, str] | None:
        """Return the place that contains what is named at an index, rather one before it; and the rule."""
        spot = self.named[index]
        if spot.place.code:
            container = gazetteer.container(spot.place.code)
            known = self._of_code.get(container.code, []) if container else []
            at, reach = bisect_left(known, index), FAR if _TOWN.search(spot.place.name) else 0
            beside = [self.named[other] for other in (*known[max(0, at - 1):at], *known[at:at + 1])]
            return next(((other, DIVISION) for other in beside if _is_near(self._text, spot, other, reach)), None)
        if _VILLAGE.search(spot.place.name):
            before = reversed(self.named[max(0, index - _MOST):index])
            near = takewhile(lambda other: _count_ends(self._text, other, spot) <= 1, before)
            return next(((other, VILLAGE) for other in near if _TOWN.search(other.place.name)), None)
        return None

    def find_namesake(self, body: Entity) -> tuple[_Spot, str] | None:
        """Return the town or village that an organisation is called after, also behind the name of what it is in."""
        names = {name[begin:] for name in (body.name, *body.names) for begin in range(len(name) - _STEM)
                 if not begin or name[:begin] in self._wholes}
        stems = [name[:size] for name in sorted(names) for size in range(_STEM, len(name))
                 if name[size] not in _LEVELS and name[:size] in self._stems]
        if not stems:
            return None
        return min((self._stems[stem] for stem in stems),
                   key=lambda spot: (not _TOWN.search(spot.place.name), spot.mention.start)), CALLED


def _is_near(text: str, one: _Spot, other: _Spot, reach: int) -> bool:
    """Say whether two are in one sentence, or at most so many characters from one another."""
    first, last = sorted((one, other), key=lambda spot: spot.mention.start)
    return last.mention.start - first.mention.end <= reach or not _count_ends(text, first, last)


def _count_ends(text: str, before: _Spot, behind: _Spot) -> int:
    return len(_STOP.findall(text, before.mention.end, behind.mention.start))


def _say(text: str, what: Entity, mention: Mention, where: _Spot, rule: str) -> Statement:
    start, end = min(mention.start, where.mention.start), max(mention.end, where.mention.end)
    surety = round(SURETY[rule] * min(mention.confidence, where.mention.confidence), 4)
    evidence = Evidence(mention.article, start, end, text[start:end], rule, surety, mention, where.mention,
                        factors=(("rule", SURETY[rule]),))
    return Statement(what.key, "locatedIn", where.place.key, (evidence,), confidence=surety)
