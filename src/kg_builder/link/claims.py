"""Statements as constraints see them: what must be known of their ends and of their time.

Ends are described once: what sort of body of which level they are, what they lie in or belong to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg_builder.link.identity import bare_name, names_division
from kg_builder.matching.gazetteer import Gazetteer
from kg_builder.matching.names import plain_form
from kg_builder.model import Article, Entity, Statement
from kg_builder.ontology import SURE, load_ontology

_ACTING = re.compile("^(代理|代)(?=.*长$|主席$)")
_GOVERNMENT = re.compile("(人民)?政府$")
_RULES_DIVISION = re.compile("^(省|市|州|盟|县|区|旗|镇|乡)长$|^主席$")
_UNIT = re.compile(r"^.*?(省|自治区|市|州|盟|县|社区|小区|区|旗|镇|乡|街道|村)(.*)$")
_LEVELS = {"省": "1", "自治区": "1", "州": "2", "盟": "2", "县": "3", "区": "3", "旗": "3", "镇": "4", "乡": "4",
           "街道": "4", "村": "5", "社区": "5", "市": "city", "小区": "estate"}


@dataclass(frozen=True, slots=True)
class End:
    """An end of a claim: its key and name, its classes, where it is in the order of bodies.

    `kind` says what sort of organ of which level it is, `level` how deep a place lies; both empty if that is not
    known. `division` names what it governs or is. `above` are the keys of all that it lies in or belongs to.
    """

    key: str
    name: str
    classes: tuple[str, ...] = ()
    kind: str = ""
    level: str = ""
    division: str = ""
    above: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement as constraints see it: `start` and `end` are full dates, None where no date is known."""

    key: str
    subject: End
    object: End
    title: str
    start: str | None
    end: str | None
    sources: frozenset[str] = frozenset()

    def read(self, name: str) -> str:
        """Return a field by which constraints compare claims; empty where it is not known."""
        if name == "seat":
            return self.object.division if _RULES_DIVISION.search(self.title) else self.object.key
        if name == "class":
            return self.object.classes[-1] if self.object.classes else ""
        if name in ("kind", "level"):
            return str(getattr(self.object, name))
        return self.title if name == "title" else self.subject.key if name == "subject" else self.object.key


def collect_parents(statements: Iterable[Statement]) -> Mapping[str, set[str]]:
    """Return for each key what it directly lies in or belongs to."""
    parents: dict[str, set[str]] = defaultdict(set)
    for statement in statements:
        if statement.predicate in ("partOf", "locatedIn") and not statement.former and statement.confidence >= SURE:
            parents[statement.subject].add(statement.object)
    return parents


@dataclass(slots=True)
class Claimer:
    """Turns statements into claims; keeps the ends that it has described."""

    entities: Mapping[str, Entity]
    articles: Mapping[str, Article]
    parents: Mapping[str, set[str]]
    gazetteer: Gazetteer
    ends: dict[str, End] = field(default_factory=dict)

    def claim(self, statement: Statement) -> Claim:
        """Return a statement as constraints see it."""
        ends = self._end(statement.subject), self._end(statement.object)
        start, end, sources = self._time(statement)
        return Claim(statement.key, *ends, strip_title(statement.title, ends[1].name), start, end, sources)

    def _end(self, key: str) -> End:
        if key not in self.ends:
            entity = self.entities.get(key)
            self.ends[key] = End(key, key) if entity is None else self._describe(entity)
        return self.ends[key]

    def _describe(self, entity: Entity) -> End:
        ontology = load_ontology()
        classes = sorted({entity.type, *(a for name in entity.classes if name in ontology.types
                                         for a in ontology.ancestors(name))},
                         key=lambda name: (len(ontology.ancestors(name)) if name in ontology.types else 0, name))
        level, organ = self._split(entity)
        scope = entity.key.rpartition("@")[2] if "@" in entity.key else ""
        base = _GOVERNMENT.sub("", entity.name)
        division = (entity.code if entity.type == "Place" else
                    entity.within if names_division(entity, self.gazetteer) else None) or f"{base}@{scope}"
        return End(entity.key, entity.name, tuple(c for c in classes if c != entity.type),
                   f"{level}/{organ}" if organ and level and entity.type == "Organization" else "",
                   level if entity.type == "Place" else "", f"division/{division}", self._above(entity.key))

    def _split(self, entity: Entity) -> tuple[str, str]:
        """Return the level of the division that a name is of or begins with, and the rest (党委); empty if unknown."""
        code = entity.code if entity.type == "Place" else entity.within
        division = self.gazetteer.get(code) if code else None
        if division and (entity.type == "Place" or names_division(entity, self.gazetteer)):
            organ = bare_name(entity, self.gazetteer)
            found = None if entity.type == "Place" else _UNIT.match(organ)
            if found and found[2]:              # 川口镇 unknown in 宝塔区川口镇党委
                return _LEVELS[found[1]], _plain(found[2])
            return str(division.level), _plain(organ)
        found = _UNIT.match(entity.name)
        if found is None or (entity.type == "Place" and found[2]):
            return "", ""
        return _LEVELS[found[1]], _plain(found[2])

    def _above(self, key: str) -> frozenset[str]:
        above: set[str] = set()
        waiting = [key]
        while waiting:
            here = waiting.pop()
            entity = self.entities.get(here)
            path = self.gazetteer.path(entity.code) if entity and entity.code else ()
            new = self.parents.get(here, set()) | {f"place/CN-{division.code}" for division in path}
            new = new - above - {key}
            above |= new
            waiting += new
        return frozenset(above)

    def _time(self, statement: Statement) -> tuple[str | None, str | None, frozenset[str]]:
        articles = [self.articles[item.article] for item in statement.evidence if item.article in self.articles]
        dates = {a.date for a in articles if a.date} or {statement.as_of or ""}
        years = sorted({date[:4] for date in dates if date and not date.startswith("-")})
        since, until = (date if date and not date.startswith("-") else None
                        for date in (statement.since, statement.until))
        first = since or (years[0] if years else None) or until
        last = until or (years[-1] if years else None) or since
        return (first + "-01-01"[len(first) - 4:] if first else None, last + "-12-31"[len(last) - 4:] if last else None,
                frozenset(a.source for a in articles))


def _plain(organ: str) -> str:
    plain = plain_form(organ)
    return {"党委": "委", "党工委": "委", "工委": "委"}.get(plain, plain)


def strip_title(title: str, name: str) -> str:
    """Return a title without 代 and the organ that its body's name ends with: 镇党委书记 at 柳林镇党委 is 书记."""
    title = _ACTING.sub("", title)
    for end in range(len(title) - 2, 0, -1):
        if name.endswith(title[:end]):
            return title[end:]
    return title
