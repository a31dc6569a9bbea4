"""The names of places of one source → codes of divisions.

Names are looked for inside the region that won the vote, and outside it only where they cannot mean two things. What
stays open keeps its candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg_builder.matching.gazetteer import COUNTY, PREFECTURE, PROVINCE, TOWN, Division, Gazetteer
from kg_builder.matching.placename import split_name
from kg_builder.stages.locate.vote import PlaceName, foreign_places, inside_printed, vote

LONG_SHORT = 3              # characters of a short form that is hardly a word or a name by chance (杜尔伯特)


@dataclass(frozen=True, slots=True)
class Located:
    """What a name was resolved to: a code or None, the codes that it may have otherwise, and why."""

    code: str | None
    candidates: tuple[str, ...] = ()
    reason: str = ""


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
    provinces = {d.code[:2] for name in printed for d in gazetteer.find(name)[:1] if d.level == PROVINCE}
    resolver = _Resolver(gazetteer, region, home, frozenset(printed), frozenset(around), frozenset(provinces), strange)
    result: dict[str, Located] = {}
    for name in sorted({place.name for place in places}):
        inside = {d for place in places if place.name == name and (d := inside_printed(place, gazetteer))}
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
    provinces: frozenset[str]           # the first two digits of the provinces that are printed
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
        provinces = {province} if province else self.provinces
        near = [d for d in found if d.code[:2] in provinces]
        known = not short or any(d.name in self.printed for d in found)
        beside = [d for d in found if any(self.gazetteer.within(d.code, one) for one in self.around)]
        if not short and len(beside) == 1:
            return Located(beside[0].code, reason="in a county or prefecture that is printed")
        if (known or not province or _is_long(found[0].short)) and len(near) == 1:
            return Located(near[0].code, reason="the only one in the province")
        if known and len(found) == 1 and (found[0].level < TOWN or not (province or self.strange)):
            return Located(found[0].code, reason="the only one in the country")
        if short and not province and len(found) == 1 and _is_long(found[0].short):
            return Located(found[0].code, reason="the only one in the country, and no word")
        if province and (short or found[0].level == TOWN):
            return _open(near, "outside the home region")
        return _open(found, "several outside the home region")

    def _inside(self, found: Iterable[Division], container: str | None) -> list[Division]:
        return [d for d in found if container and self.gazetteer.within(d.code, container)]


def _is_long(short: str) -> bool:
    return len(short) >= LONG_SHORT and not short.endswith(("山", "江", "河", "湖"))        # 武夷山 is a mountain first


def _open(found: Sequence[Division], reason: str) -> Located:
    return Located(None, tuple(d.code for d in found), reason)
