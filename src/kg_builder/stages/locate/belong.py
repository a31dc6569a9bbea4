"""Entities of one source → the same with codes and the division that each belongs to, which its identity rests on."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg_builder.matching.gazetteer import COUNTY, PROVINCE, Gazetteer
from kg_builder.matching.known import NATION, is_national, strip_marks
from kg_builder.matching.placename import BARE_LEVELS, bare_level, leading_division, levels_of, strip_division
from kg_builder.model import Entity, Statement
from kg_builder.stages.locate.lookup import Located, locate
from kg_builder.stages.locate.vote import (
    PlaceName,
    collect_names,
    find_home,
    find_province,
    foreign_places,
    region_of,
    vote,
)

_OWNER = {"Program": "runs", "Award": "confers", "Document": "issues", "Event": "holds"}    # subject is whose it is
OWN = frozenset(("中国", "中华人民共和国", "我国", "全国"))
_SMALL = re.compile("[镇乡村]|街道|社区|小区")
_ROUNDS = 3             # a unit of a unit of an organ


def locate_source(entities: Sequence[Entity], statements: Iterable[Statement], *, home: str | None = None,
                  gazetteer: Gazetteer) -> tuple[Entity, ...]:
    """Give the entities of a source their codes, candidates and divisions.

    Args:
        entities: of all articles of the source, with local keys; every mention names its article.
        statements: what the source says of them.
        home: the place that the source says it is from, or else the option, by name.
        gazetteer: the divisions.

    Returns:
        The entities in the same order, with `code` and `candidates` (places) and `within` (all): a code, or the name of
        a home that the gazetteer does not know.
    """
    home_code = find_home(home, gazetteer)
    strange = "".join(home.split()) if home and not home_code else None
    by_article: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        by_article[entity.mentions[0].article].append(entity)
    names = {article: collect_names(group) for article, group in by_article.items()}
    region = vote([name for article in sorted(names) for name in names[article]], home=home_code, gazetteer=gazetteer,
                  strange=bool(strange))
    province = find_province([name for group in names.values() for name in group], home=home_code, gazetteer=gazetteer)
    about: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        about[statement.subject].append(statement)
        about[statement.object].append(statement)
    placed: dict[str, Entity] = {}
    for article, group in by_article.items():
        own = vote(names[article], home=home_code or region, gazetteer=gazetteer, strange=bool(strange)) or region
        placed |= _Article(group, about, names[article], home_code, own, gazetteer, strange, province).place()
    return tuple(placed[entity.key] for entity in entities)


def _is_foreign(entity: Entity) -> bool:
    return entity.type == "Place" and entity.name in foreign_places() and entity.name not in OWN


def _fits_province(entity: Entity) -> bool:
    """Say whether a name is one in a whole province; people and the organs of towns and villages are not."""
    return entity.type not in ("Person", "Place") and not _SMALL.search(entity.name)


@dataclass(slots=True)
class _Article:
    """The entities of one article, being placed."""

    entities: Sequence[Entity]
    about: Mapping[str, Sequence[Statement]]
    names: Sequence[PlaceName]
    home: str | None
    region: str | None
    gazetteer: Gazetteer
    strange: str | None = None          # the name of a home that the gazetteer does not know
    province: str | None = None         # where no region is known, the only province that the source speaks of
    area: str | None = None             # the county that the article is about, or else the region
    done: dict[str, Entity] = field(default_factory=dict)
    foreign: dict[int, str] = field(default_factory=dict)       # where a foreign place ends → its name

    def place(self) -> dict[str, Entity]:
        """Return every entity of the article, placed, by key."""
        located = locate(self.names, home=self.home, gazetteer=self.gazetteer, region=self.region,
                         strange=bool(self.strange))
        places = [e for e in self.entities if e.type == "Place"]
        for entity in places:
            found = [located[name] if name == entity.name else self._keep_own(located[name], entity)
                     for name in (entity.name, *entity.names) if name in located]
            best = next((one for one in found if one.code), next((one for one in found if one.candidates), None))
            if best:
                entity = replace(entity, code=best.code, candidates=best.candidates)
            self.done[entity.key] = entity
        self.foreign = {mention.end: entity.name for entity in places for mention in entity.mentions
                        if _is_foreign(entity)}
        self.area = self._find_area() or self.region
        for entity in places:
            if entity.name in BARE_LEVELS and not self.done[entity.key].code:
                self.done[entity.key] = replace(entity, code=self._stand_for(entity.name), candidates=())
        for entity in places:
            self._set(entity, self._container_of_place(self.done[entity.key]))
        self._share_containers()
        others = [e for e in self.entities if e.type != "Place"]
        for _ in range(_ROUNDS):        # what is said of an organ places its units, and these their people
            before = dict(self.done)
            for entity in others:
                self._set(entity, self._belongs(entity))
            if self.done == before:
                break
        return self.done

    def _keep_own(self, found: Located, place: Entity) -> Located:
        """Drop what a further name of a place means, if the place cannot be called so: 龙江村 is not 龙江县."""
        codes = [found.code] if found.code else found.candidates
        known = [d for code in codes if (d := self.gazetteer.get(code))]
        kept = tuple(d.code for d in known if place.name.endswith(d.name) or place.name in (d.short, *d.also))
        return replace(found, code=found.code if found.code in kept else None, candidates=() if found.code else kept)

    def _share_containers(self) -> None:
        """Give the places of one bare name (山坪村, 六堡镇山坪村) the deepest container that is said of one of them."""
        groups: dict[str, list[Entity]] = defaultdict(list)
        for entity in self.done.values():
            if entity.type == "Place" and not entity.code and not _is_foreign(entity):
                groups[strip_division(entity.name, entity.within, self.gazetteer)].append(entity)
        for name in sorted(groups):
            codes = [entity.within for entity in groups[name] if entity.within]
            deepest = self._deepest(codes)
            for entity in groups[name]:
                if deepest and (not entity.within or self.gazetteer.within(deepest, entity.within)):
                    self._set(entity, deepest)

    def _set(self, entity: Entity, within: str | None) -> None:
        if within is None and self.region is None and not entity.code and not _is_foreign(entity):
            within = self.strange or (self.province if _fits_province(entity) else None)
        known = self.done.get(entity.key, entity)
        self.done[entity.key] = known if known.within == within else replace(known, within=within)

    def _find_area(self) -> str | None:
        """Return the county in which most of the article's mentions of places lie, if more than half do."""
        counties: Counter[str] = Counter()
        for entity in self.done.values():
            county = self.gazetteer.ancestor(entity.code, COUNTY) if entity.code else None
            if county:
                counties[county] += len(entity.mentions)
        county, count = max(sorted(counties.items()), key=lambda item: item[1], default=("", 0))
        return county if county and 2 * count > sum(counties.values()) else None

    def _container_of_place(self, place: Entity) -> str | None:
        if _is_foreign(place):
            return None
        if place.code:
            container = self.gazetteer.container(place.code)
            return container.code if container else None
        leading = self._leading_code(place)
        if leading is not None:
            return leading
        printed = {n.container for n in self.names if n.name in (place.name, *place.names) and n.container}
        codes = [e.code for e in self.done.values()
                 if e.type == "Place" and e.code and printed & {e.name, *e.names}]
        codes += self._codes_said(place.key, "locatedIn")
        if codes or place.candidates:
            return self._deepest(codes)
        return self.area if self.area != self.region else None

    def _belongs(self, entity: Entity) -> str | None:
        if entity.type == "Organization":
            national = NATION if any(is_national(strip_marks(name)) for name in (entity.name, *entity.names)) else None
            return (self._foreign(entity) or national or self._leading(entity)
                    or self._deepest(self._codes_said(entity.key, "locatedIn"))
                    or self._deepest(self._codes_said(entity.key, "partOf")) or self.region)
        if entity.type == "Person":
            return self._person_home(entity)
        owners = [s.subject for s in self.about.get(entity.key, ()) if s.predicate == _OWNER[entity.type]]
        scopes = [code for key in sorted(set(owners)) if (code := self._code_of(key))]
        if entity.type in ("Program", "Event"):         # called alike all over a region
            return self._region(scopes[0]) if scopes else self.region
        return self._deepest(scopes) or self.region

    def _foreign(self, entity: Entity) -> str | None:
        """Return the foreign place that is printed directly before an organisation's name (俄罗斯|国防部), or None."""
        before = {self.foreign[mention.start] for mention in entity.mentions if mention.start in self.foreign}
        return min(before, default=None)

    def _leading(self, entity: Entity) -> str | None:
        """Return the division that an organisation's name begins with, or that its bare level word stands for."""
        leading = self._leading_code(entity)
        if leading is not None:
            return leading
        word = next((w for name in (entity.name, *entity.names) if (w := bare_level(name))), None)
        return self._stand_for(word) if word else None

    def _leading_code(self, entity: Entity) -> str | None:
        """Return the division that a name begins with: one that the article names, one of the region, the only one."""
        for name in (entity.name, *entity.names):
            known = sorted((form for e in self.done.values() if e.type == "Place" and e.code
                            for form in (e.name, *e.names) if name.startswith(form) and name != form), key=len)
            start = next((e.code for e in self.done.values() if known and known[-1] in (e.name, *e.names)), None)
            if start is not None:
                deeper, _ = leading_division(name[len(known[-1]):], start, self.gazetteer)
                return deeper.code if deeper else start
            for scope in (self.region, None):
                division, end = leading_division(name, scope, self.gazetteer)
                if division is not None and end < len(name):
                    return division.code
        return None

    def _stand_for(self, word: str) -> str | None:
        """Return the division that 市, 县, 区 … means in this article."""
        near = [code for code in (self.home, self.area, self.region) if code]
        for level in levels_of(word):
            for code in near:
                found = self.gazetteer.ancestor(code, level)
                division = self.gazetteer.get(found) if found else None
                if division and division.name.endswith(word):
                    return division.code
        towns = {e.code for e in self.done.values() if e.code and e.name.endswith(word)
                 and len(e.code) > 6}
        return towns.pop() if len(towns) == 1 else None

    def _person_home(self, person: Entity) -> str | None:
        """Return the county (or else the region) where a person holds a post, or that the article is about."""
        said = self.about.get(person.key, ())
        posts = sorted(((s.former, code) for s in said if s.predicate == "holdsPost"
                        if (code := self._code_of(s.object))), key=lambda item: (item[0], -len(item[1]), item[1]))
        for _, code in posts:
            if code in foreign_places() or code == NATION:
                return code
            county, province = (self.gazetteer.ancestor(code, level) for level in (COUNTY, PROVINCE))
            if home := county or self._region(code) or province:
                return home
        if said and all(s.predicate == "byline" for s in said):
            return self.region
        return self.area

    def _codes_said(self, key: str, predicate: str) -> list[str]:
        objects = {s.object for s in self.about.get(key, ()) if s.subject == key and s.predicate == predicate}
        return [code for other in sorted(objects) if (code := self._code_of(other))]

    def _code_of(self, key: str) -> str | None:
        entity = self.done.get(key)
        if entity is not None and _is_foreign(entity):
            return entity.name
        if entity is not None and entity.type == "Place" and entity.name in OWN:
            return NATION
        return (entity.code or entity.within) if entity else None

    def _deepest(self, codes: Iterable[str]) -> str | None:
        return max(sorted(codes), key=lambda code: len(self.gazetteer.path(code)), default=None)

    def _region(self, code: str) -> str | None:
        return code if code == NATION else region_of(code, self.gazetteer)
