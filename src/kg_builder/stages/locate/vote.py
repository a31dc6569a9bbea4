"""The names of places of one source → codes of divisions.

Names vote for a *region* (a prefecture; a municipality such as Beijing; a county that the province runs itself). Names
are then looked for inside the region that won, and outside it only where they cannot mean two things. What stays open
keeps its candidates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg_builder.matching.gazetteer import COUNTY, LEXICONS, PREFECTURE, PROVINCE, TOWN, Division, Gazetteer
from kg_builder.matching.placename import split_name

HOME_VOTE, COUNTY_VOTE, FULL_VOTE, SHORT_VOTE = 6.0, 3.0, 1.0, 0.5
MOST_COUNTED = 3            # a name repeated more often than this votes no louder
LONG_SHORT = 3              # characters of a short form that is hardly a word or a name by chance (杜尔伯特)
MUNICIPALITIES = ("11", "12", "31", "50")
FOREIGN = LEXICONS / "foreign-place.tsv"


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name as a source prints it: how often, and the place name printed directly before it (宝塔区|柳林镇)."""

    name: str
    count: int = 1
    container: str | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """What a name was resolved to: a code or None, the codes that it may have otherwise, and why."""

    code: str | None
    candidates: tuple[str, ...] = ()
    reason: str = ""


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
    if home is not None and (region := region_of(home, gazetteer)):
        votes[region] += HOME_VOTE
    for place in places:
        pair = _inside_printed(place, gazetteer)
        divisions = [pair] if pair else _voters(place.name, gazetteer)
        regions = {r for d in divisions if (r := region_of(d.code, gazetteer))}
        for region in sorted(regions):
            votes[region] += _weight(place.name, divisions[0]) * min(place.count, MOST_COUNTED) / len(regions)
    best = sorted(votes, key=lambda code: (-votes[code], code))
    if not best or (len(best) > 1 and votes[best[0]] == votes[best[1]]) or (strange and votes[best[0]] <= HOME_VOTE):
        return None
    return best[0]


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


def _inside_printed(place: PlaceName, gazetteer: Gazetteer) -> Division | None:
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


def locate(places: Sequence[PlaceName], *, home: str | None = None, gazetteer: Gazetteer,
           region: str | None = None, strange: bool = False) -> dict[str, Located]:
    """Resolve the place names of a source, or of an article of it.

    A container printed directly before a name decides. Else a full name is looked for in the home region, then among
    the counties and prefectures of its province and of the country, where it must be the only one; a town outside the
    home region must be the only one in what is printed around it, or in its province. A short form counts inside
    the home region, where it is that of a province or prefecture, where the full name is printed too, or where it is
    long and the only one in the province. What a page about one region cannot mean is no candidate.

    Args:
        places: the names, with what is printed before them.
        home: code of the place that the page says it is from.
        gazetteer: the divisions.
        region: the region that the source's names voted for; without it the names given here vote.
        strange: the page is from a place that the gazetteer does not know, so that a town's name proves nothing.

    Returns:
        For every name its code, or None with the codes that it may have, and the reason.
    """
    region = region or vote(places, home=home, gazetteer=gazetteer, strange=strange)
    printed = {place.name for place in places} | {place.container for place in places if place.container}
    around = {found[0].code for name in printed if len(found := gazetteer.find_full(name)) == 1
              and found[0].level in (PREFECTURE, COUNTY) and not gazetteer.is_ambiguous(name)}
    resolver = _Resolver(gazetteer, region, home, frozenset(printed), frozenset(around), strange)
    result: dict[str, Located] = {}
    for name in sorted({place.name for place in places}):
        inside = {d for place in places if place.name == name and (d := _inside_printed(place, gazetteer))}
        if len(inside) == 1:
            result[name] = Located(inside.pop().code, reason="container printed before it")
        elif inside:
            result[name] = Located(None, tuple(sorted(d.code for d in inside)), "two containers are printed before it")
        else:
            result[name] = resolver.resolve(name)
    return result


@dataclass(frozen=True, slots=True)
class _Resolver:
    """Looks a single name up."""

    gazetteer: Gazetteer
    region: str | None
    home: str | None
    printed: frozenset[str]
    around: frozenset[str]              # codes of the prefectures and counties that are printed in full
    strange: bool = False

    def resolve(self, name: str) -> Located:
        if name in foreign_places():
            return Located(None, reason="foreign")
        full = self.gazetteer.find_full(name)
        if full:
            return self._choose(full, short=False)
        path = split_name(name, self.gazetteer)
        if path:
            return Located(path[-1].code, reason="its containers are in its name")
        found = self.gazetteer.find(name)
        if not found:
            return Located(None, reason="not in the gazetteer")
        strict = self.gazetteer.is_ambiguous(name)
        known = [d for d in found if d.name in self.printed or self._is_home(d) or (d.level < TOWN and not strict)]
        if not known:
            return Located(None, reason="a town's short form, or an ordinary word, without the full name")
        return self._choose(known, short=True)

    def _is_home(self, division: Division) -> bool:
        return self.home is not None and self.gazetteer.within(self.home, division.code)

    def _choose(self, found: Sequence[Division], *, short: bool) -> Located:
        top = found[0]
        only_top = len(found) == 1 or found[1].level > top.level
        if only_top and top.level in (PROVINCE, PREFECTURE):
            return Located(top.code, reason=f"known as a {'province' if top.level == PROVINCE else 'prefecture'}")
        for container, reason in ((self.home, "in the home place"), (self.region, "in the home region")):
            where = self._inside(found, container)
            if where and (len(where) == 1 or where[1].level > where[0].level):
                return Located(where[0].code, reason=reason)
        if self._inside(found, self.region):
            return _open(self._inside(found, self.region), "several in the home region")
        return self._choose_outside(found, short=short)

    def _choose_outside(self, found: Sequence[Division], *, short: bool) -> Located:
        """Choose among divisions outside the home region."""
        province = (self.region or self.home or "")[:2]
        near = [d for d in found if d.code[:2] == province]
        known = not short or any(d.name in self.printed for d in found)
        beside = [d for d in found if any(self.gazetteer.within(d.code, one) for one in self.around)]
        if not short and len(beside) == 1:
            return Located(beside[0].code, reason="in a county or prefecture that is printed")
        if (known or len(found[0].short) >= LONG_SHORT) and len(near) == 1:
            return Located(near[0].code, reason="the only one in the province")
        if known and len(found) == 1 and (found[0].level < TOWN or not (province or self.strange)):
            return Located(found[0].code, reason="the only one in the country")
        if province and (short or found[0].level == TOWN):
            return _open(near, "outside the home region")
        return _open(found, "several outside the home region")

    def _inside(self, found: Iterable[Division], container: str | None) -> list[Division]:
        return [d for d in found if container and self.gazetteer.within(d.code, container)]


def _open(found: Sequence[Division], reason: str) -> Located:
    return Located(None, tuple(d.code for d in found), reason)


@lru_cache(maxsize=1)
def foreign_places() -> frozenset[str]:
    """Return the names of countries and foreign cities of the lexicon `foreign-place`; they never get a code."""
    lines = FOREIGN.read_text("utf-8").splitlines()
    return frozenset(line.split("\t")[0] for line in lines if line and not line.startswith("#") and line != "term")
