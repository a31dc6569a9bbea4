"""Which region a source is about: its place names vote.

A *region* is a prefecture, a municipality such as Beijing, or a county that the province runs itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from kg_builder.matching.gazetteer import COUNTY, LEXICONS, PREFECTURE, TOWN, Division, Gazetteer
from kg_builder.matching.placename import split_name
from kg_builder.model import Entity

HOME_VOTE, COUNTY_VOTE, FULL_VOTE, SHORT_VOTE = 6.0, 3.0, 1.0, 0.5
MOST_COUNTED = 3            # a name repeated more often than this votes no louder
MUNICIPALITIES = ("11", "12", "31", "50")
FOREIGN = LEXICONS / "foreign-place.tsv"


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name as a source prints it: how often, and the place name printed directly before it (宝塔区|柳林镇)."""

    name: str
    count: int = 1
    container: str | None = None


def collect_names(entities: Iterable[Entity]) -> list[PlaceName]:
    """Count the place names of an article, each with what is printed directly before it."""
    counts: Counter[tuple[str, str | None]] = Counter()
    mentions = [m for e in entities if e.type == "Place" for m in e.mentions if m.antecedent is None]
    ending = {m.end: m for m in sorted(mentions, key=lambda m: (m.end, -m.start))}
    for entity in entities:
        if entity.type == "Place":
            for name in {entity.name, *entity.names}:
                counts[name, None] += 0
            for mention in entity.mentions:
                if mention.antecedent is None:
                    before = ending.get(mention.start)
                    counts[mention.name, before.name if before else None] += 1
    return [PlaceName(name, count, container) for (name, container), count in
            sorted(counts.items(), key=lambda item: (item[0][0], item[0][1] or ""))]


def region_of(code: str, gazetteer: Gazetteer) -> str | None:
    """Return the code of the region that a division lies in; None for a province and for an unknown code."""
    path = gazetteer.path(code)
    if path and path[0].code[:2] in MUNICIPALITIES:
        return path[0].code
    return path[1].code if len(path) > 1 else None


def find_home(home: str | None, gazetteer: Gazetteer) -> str | None:
    """Return the code of the place that a page says it is from: 延安市, 陕西延安, 陕西省延安市宝塔区; or None.

    Of several places of one name the one of the highest level counts, and none if that is not one.
    """
    if not home:
        return None
    home = "".join(home.split())
    found = gazetteer.find(home)
    if found:
        highest = [d for d in found if d.level == found[0].level]
        return highest[0].code if len(highest) == 1 else None
    path = split_name(home, gazetteer)
    return path[-1].code if path else None


def vote(places: Iterable[PlaceName], *, home: str | None = None, gazetteer: Gazetteer, strange: bool = False
         ) -> str | None:
    """Choose the region that a source is about.

    Args:
        places: the names found in the source.
        home: code of the place that the page says it is from.
        gazetteer: the divisions.
        strange: the page is from a place that the gazetteer does not know; it has the vote of a home, too.

    Returns:
        The code of the region, or None where no region, or more than one, has the most votes.
    """
    votes: dict[str, float] = defaultdict(float)
    support: dict[str, set[str]] = defaultdict(set)
    if home is not None and (region := region_of(home, gazetteer)):
        votes[region] += HOME_VOTE
        support[region].add("")
    for place in places:
        pair = inside_printed(place, gazetteer)
        divisions = [pair] if pair else _voters(place.name, gazetteer)
        regions = {r for d in divisions if (r := region_of(d.code, gazetteer))}
        for region in sorted(regions):
            weight = _weight(place.name, divisions[0])
            votes[region] += weight * min(place.count, MOST_COUNTED) / len(regions)
            sure = pair or weight > SHORT_VOTE or divisions[0].level < COUNTY
            support[region].add("" if sure else place.name)
    best = sorted(votes, key=lambda code: (-votes[code], code))
    if not best or (len(best) > 1 and votes[best[0]] == votes[best[1]]) or (strange and votes[best[0]] <= HOME_VOTE):
        return None
    alone = len(support[best[0]]) == 1 and "" not in support[best[0]]
    return None if alone else best[0]       # one county's short form alone may be a word: 惠农, 福海


def find_province(places: Iterable[PlaceName], *, home: str | None = None, gazetteer: Gazetteer) -> str | None:
    """Return the code of the only province that the names, or the home, speak of; None if there are more or none."""
    found = {home[:2] + "0000"} if home else set()
    for place in places:
        provinces = {d.code[:2] + "0000" for d in _voters(place.name, gazetteer)}
        found |= provinces if len(provinces) == 1 else set()
    return found.pop() if len(found) == 1 else None


def _voters(name: str, gazetteer: Gazetteer) -> list[Division]:
    if name in foreign_places() or gazetteer.is_ambiguous(name):
        return []
    full = gazetteer.find_full(name)
    if full:
        return list(full)
    path = split_name(name, gazetteer)
    if path:
        return [path[-1]]
    found = gazetteer.find(name)
    return [d for d in found if d.level == found[0].level and d.level < TOWN]


def _weight(name: str, division: Division) -> float:
    if name == division.short != division.name:
        return SHORT_VOTE
    return COUNTY_VOTE if division.level in (PREFECTURE, COUNTY) else FULL_VOTE


def inside_printed(place: PlaceName, gazetteer: Gazetteer) -> Division | None:
    """Return the one division of the name inside a container of the printed name, whatever its region."""
    if place.container is None:
        return None
    path = split_name(place.container + place.name, gazetteer)
    if path and path[-1].code not in {d.code for d in gazetteer.find(place.name)}:
        return None
    inside = {d.code: d for c in gazetteer.find(place.container) for d in gazetteer.find(place.name)
              if d != c and gazetteer.within(d.code, c.code)}
    if path:
        inside.setdefault(path[-1].code, path[-1])
    highest = [d for d in inside.values() if d.level == min(e.level for e in inside.values())]
    return highest[0] if len(highest) == 1 else None


@lru_cache(maxsize=1)
def foreign_places() -> frozenset[str]:
    """Return the names of countries and foreign cities of the lexicon `foreign-place`; they never get a code."""
    lines = FOREIGN.read_text("utf-8").splitlines()
    return frozenset(line.split("\t")[0] for line in lines if line and not line.startswith("#") and line != "term")
