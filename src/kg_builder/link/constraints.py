"""What cannot all be true, as data: `rules/constraints.yaml` → Constraints; strict, with file, line and suggestion.

A folder of further rules may hold a `constraints.yaml` too; a constraint of a known id replaces the built-in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg_builder.errors import RuleError
from kg_builder.matching.gazetteer import LEXICONS
from kg_builder.matching.lexicon import read_lexicon
from kg_builder.matching.yamlfile import Located, read_yaml, suggest
from kg_builder.model import Entity, Statement
from kg_builder.ontology import Ontology, load_ontology

FILE = "constraints.yaml"
BUILT_IN = LEXICONS.parent / "rules"
FIELDS = ("subject", "object", "title", "seat", "kind", "level", "class")
TITLES = "title.tsv"            # the lexicon that says which titles have a single seat

_KEYS = ["id", "note", "over", "same", "differ", "when", "unless", "time", "hit", "miss"]
_WHEN = ["subject", "object", "seats", "name"]
_UNLESS = ["nested", "vaguer"]
_TIMES = ["same", "any"]
_STATEMENT = ["subject", "object", "title", "former", "since", "until", "as_of"]
_MINOR = re.compile("副|助理|名誉|常务|顾问|秘书$")


@dataclass(frozen=True, slots=True)
class Seat:
    """That a title is a single seat at bodies of certain names: two regular expressions."""

    title: re.Pattern[str]
    at: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Example:
    """Statements between made-up entities that must contradict one another (`clash`), or must not."""

    statements: tuple[Statement, ...]
    entities: tuple[Entity, ...]
    clash: bool
    line: int


@dataclass(frozen=True, slots=True)
class Constraint:
    """Which statements cannot all be true; the fields are those of the file, which documents them."""

    id: str
    over: str
    same: tuple[str, ...]
    differ: str
    subject: frozenset[str] = frozenset()
    object: frozenset[str] = frozenset()
    single: bool = False
    name: re.Pattern[str] | None = None
    unless: str = ""
    timed: bool = True
    note: str = ""
    examples: tuple[Example, ...] = ()
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Constraints:
    """All constraints by id, and what tells whether a title is a single seat."""

    items: tuple[Constraint, ...]
    seats: tuple[Seat, ...] = ()
    titles: Mapping[str, str] | None = None

    def is_single(self, title: str, name: str) -> bool:
        """Say whether a title, without the organ's name, has one holder at a time at a body of this name."""
        return self._is_listed(title) and any(s.title.search(title) and s.at.search(name) for s in self.seats)

    def _is_listed(self, title: str) -> bool:
        """Say whether the lexicon knows the title, or its longest known end, as single."""
        known = self.titles or {}
        end = next((title[i:] for i in range(len(title)) if title[i:] in known), None)
        if end is None or _MINOR.search(title.removesuffix(end)):
            return False
        return known[end] == "single"


def load_constraints(folders: Sequence[Path] = ()) -> Constraints:
    """Load the built-in constraints, and those of further folders of rules.

    Raises:
        RuleError: for the first thing that is wrong, with file, line and what was allowed.
    """
    items: dict[str, Constraint] = {}
    seats: list[Seat] = []
    lexicons = [LEXICONS / TITLES]
    for folder in [BUILT_IN, *folders]:
        for path in (folder / FILE, folder / "rules" / FILE):
            if path.is_file():
                found, more = _read(path)
                items |= {item.id: item for item in found}
                seats += more
        lexicons += [path for path in (folder / TITLES, folder / "lexicons" / TITLES) if path.is_file()]
    titles = {term: row.get("seat", "") for term, row in read_lexicon(lexicons[-1]).terms.items()}
    return Constraints(tuple(items[key] for key in sorted(items)), tuple(seats), titles)


def _read(path: Path) -> tuple[list[Constraint], list[Seat]]:
    data = read_yaml(path)
    _check_keys(data, ["seats", "constraints"], f"{path}:1")
    seats = [_read_seat(entry, path) for entry in data.get("seats") or []]
    reader = _Reader(path, load_ontology())
    items = [reader.read(entry) for entry in data.get("constraints") or []]
    taken: set[str] = set()
    for item in items:
        if item.id in taken:
            raise RuleError(f"{path}:{item.line}: constraint '{item.id}': this id is taken")
        taken.add(item.id)
    return items, seats


def _read_seat(entry: Any, path: Path) -> Seat:
    where = f"{path}:{getattr(entry, 'line', 1)}"
    if not isinstance(entry, Located) or set(entry) != {"title", "at"}:
        raise RuleError(f"{where}: each of 'seats' is a mapping with 'title' and 'at', two regular expressions")
    try:
        return Seat(re.compile(str(entry["title"])), re.compile(str(entry["at"])))
    except re.error as error:
        raise RuleError(f"{where}: not a regular expression: {error}") from error


def _check_keys(entry: Iterable[str], allowed: list[str], where: str) -> None:
    for key in entry:
        if key not in allowed:
            raise RuleError(f"{where}: unknown key '{key}'{suggest(key, allowed)}")


@dataclass(slots=True)
class _Reader:
    """Turns the mappings of one file into constraints; `where` is what errors name."""

    path: Path
    ontology: Ontology
    where: str = ""

    def read(self, entry: Any) -> Constraint:
        if not isinstance(entry, Located):
            raise RuleError(f"{self.path}:1: each constraint must be a mapping")
        identifier = str(entry.get("id", ""))
        self.where = f"{self.path}:{entry.line}: constraint '{identifier}'"
        _check_keys(entry, _KEYS, self.where)
        if not re.fullmatch(r"[a-z][a-z0-9-]*", identifier):
            raise RuleError(f"{self.where}: an id of small letters, digits and '-' is needed")
        over = self._choose(entry, "over", sorted({*self.ontology.relations, *self.ontology.attributes}))
        same = entry.get("same")
        if not isinstance(same, list) or not same:
            raise RuleError(f"{self.where}: 'same' must be a list of {', '.join(FIELDS)}")
        for name in same:
            self._check(str(name), list(FIELDS), "same")
        when = entry.get("when") or {}
        _check_keys(when, _WHEN, self.where)
        if when.get("seats") not in (None, "single"):
            raise RuleError(f"{self.where}: 'seats' can be 'single' only")
        examples = [self._example(example, over, key == "hit") for key in ("hit", "miss")
                    for example in entry.get(key) or []]
        if {example.clash for example in examples} != {True, False}:
            raise RuleError(f"{self.where}: a constraint needs at least one 'hit' and one 'miss'")
        return Constraint(
            identifier, over, tuple(str(name) for name in same), self._choose(entry, "differ", list(FIELDS)),
            self._classes(when, "subject"), self._classes(when, "object"), "seats" in when,
            self._expression(when["name"]) if "name" in when else None,
            self._choose(entry, "unless", _UNLESS) if "unless" in entry else "",
            self._choose(entry, "time", _TIMES) == "same", str(entry.get("note", "")), tuple(examples),
            self.path.name, entry.line)

    def _choose(self, entry: Mapping[str, Any], key: str, allowed: list[str]) -> str:
        return self._check(str(entry.get(key, "")), allowed, key)

    def _check(self, value: str, allowed: list[str], key: str) -> str:
        if value not in allowed:
            raise RuleError(f"{self.where}: '{key}' cannot be '{value}'{suggest(value, allowed)}")
        return value

    def _classes(self, when: Mapping[str, Any], key: str) -> frozenset[str]:
        return frozenset(self._check(str(name), sorted(self.ontology.types), key) for name in when.get(key) or ())

    def _expression(self, value: Any) -> re.Pattern[str]:
        try:
            return re.compile(str(value))
        except re.error as error:
            raise RuleError(f"{self.where}: 'name' is not a regular expression: {error}") from error

    def _example(self, rows: Any, over: str, clash: bool) -> Example:
        if not isinstance(rows, list) or len(rows) < 2 or not all(isinstance(row, Located) for row in rows):
            raise RuleError(f"{self.where}: each 'hit' and 'miss' is a list of at least two statements")
        entities: dict[str, Entity] = {}
        statements = []
        for row in rows:
            _check_keys(row, _STATEMENT, f"{self.path}:{row.line}")
            ends = [self._end(str(row.get(key, "")), entities, row.line, literal=over in self.ontology.attributes
                              and key == "object") for key in ("subject", "object")]
            statements.append(Statement(
                ends[0], over, ends[1], (), title=str(row.get("title", "")), former=bool(row.get("former", False)),
                since=row.get("since"), until=row.get("until"), as_of=row.get("as_of")))
        return Example(tuple(statements), tuple(entities[key] for key in sorted(entities)), clash, rows[0].line)

    def _end(self, text: str, entities: dict[str, Entity], line: int, *, literal: bool) -> str:
        """Return the key of an end like `Town 青禾镇`, and add its entity; a literal is its own key."""
        if literal:
            return text
        name, _, label = text.partition(" ")
        info = self.ontology.types.get(name)
        if info is None or not label:
            hint = "" if info else suggest(name, sorted(self.ontology.types))
            raise RuleError(f"{self.path}:{line}: an end is a class and a name, not '{text}'{hint}")
        key = f"{info.top.lower()}/{label}"
        entities[key] = Entity(key, info.top, label, (), classes=tuple(
            c for c in self.ontology.ancestors(name) if c != info.top))
        return key
