"""Corrections → the linked entities and statements as people want them; what was read stays in the evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg_builder.link.corrections import NAMING, Correction
from kg_builder.link.merge import merge_entities, merge_statements
from kg_builder.link.quotes import Finder
from kg_builder.matching.gazetteer import Gazetteer
from kg_builder.model import Entity, Evidence, Statement


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a correction: the keys of what it is about now, and how that was found or why it was not applied."""

    correction: Correction
    about: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Corrected:
    """Entities and statements by key, being corrected; `dates` are those of the articles.

    `finder` holds the texts, `moved` says which key an entity has since a correction, `outcomes` what came of each.
    """

    entities: dict[str, Entity]
    statements: dict[str, Statement]
    dates: Mapping[str, str | None]
    gazetteer: Gazetteer
    finder: Finder
    moved: dict[str, str] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)

    def apply(self, corrections: Iterable[Correction]) -> None:
        """Apply corrections in their order; what they name is found by its key, or else by its quotes."""
        for correction in corrections:
            placed, notes = self._place(correction)
            problem = _STEPS[correction.do](self, placed)
            notes += [f"{problem}; the correction was not applied"] if problem else []
            self.outcomes.append(Outcome(correction, () if problem else _list_subjects(placed), tuple(notes)))

    def list_outcomes(self) -> tuple[tuple[str, str, str, str, tuple[str, ...], str], ...]:
        """Return for each correction key, author, date, what and why, the keys that it is about, and notes; sorted."""
        return tuple(sorted({
            (item.key, item.author, item.date, f"{item.do}: {item.reason}",
             tuple(sorted({self._follow(key) for key in outcome.about})), "; ".join(outcome.notes))
            for outcome in self.outcomes for item in [outcome.correction]}))

    def list_notes(self) -> tuple[str, ...]:
        """Return which corrections fit nothing, and which were found by their text, each with its line of its file."""
        return tuple(f"{item.file}:{item.line}: {item.do}: {note}"
                     for outcome in self.outcomes for item in [outcome.correction] for note in outcome.notes)

    def _place(self, correction: Correction) -> tuple[Correction, list[str]]:
        """Return a correction with the keys that the things it names have now, and what was looked for by its text."""
        notes: list[str] = []
        values = {name: tuple(self._find(key, correction, notes) for key in keys) if name in NAMING else keys
                  for name, keys in correction.values}
        placed = replace(correction, values=tuple(values.items()))
        if correction.do == "retract" and correction.one("statement") not in self.statements:
            key = _say(placed).key
            values["statement"] = (key,) if key in self.statements else values["statement"]
        return replace(correction, values=tuple(values.items())), notes

    def _find(self, key: str, correction: Correction, notes: list[str]) -> str:
        """Return the key that something has now: its own, that of a correction before, or of what its quote names."""
        here = self._follow(key)
        quotes = [quote for quote in correction.quotes if quote.of == key]
        kind = key.partition("/")[0]
        if here in self.entities or here in self.dates or not (quotes or kind == "article"):
            return here
        for quote in quotes:
            entities = (entity for entity in self.entities.values() if entity.type.lower() == kind)
            found = self.finder.find_article(quote) if kind == "article" else self.finder.find_entity(quote, entities)
            if found is not None:
                notes.append(f"{key} is now {found[0]}, found by its text in {found[1].source}, "
                             f"characters {found[1].start}–{found[1].end}")
                return found[0]
        notes.append(f"{key} is gone" + (", and its text is nowhere or in several places" if quotes else ""))
        return here

    def _follow(self, key: str) -> str:
        while key not in self.entities and key in self.moved:
            key = self.moved[key]
        return key

    def _merge(self, correction: Correction) -> str:
        keys = tuple(dict.fromkeys((correction.one("keep"), *correction.all("also"))))
        if missing := self._find_missing(keys):
            return missing
        if len(keys) == 1:
            return f"{keys[0]} is all of them already"
        self._move(keys, correction.one("keep"))
        return ""

    def _move(self, keys: Sequence[str], target: str) -> None:
        """Make one entity of several, under a key of theirs or a new one."""
        merged = merge_entities(target, [self.entities[key] for key in keys], self.gazetteer)
        for key in keys:
            del self.entities[key]
        self.entities[target] = merged
        moved = dict.fromkeys(keys, target)
        self.moved |= {key: target for key in keys if key != target}
        self._regroup(exchange(statement, moved) for statement in self.statements.values())

    def _split(self, correction: Correction) -> str:
        key, new, articles = correction.one("entity"), correction.one("new"), set(correction.all("articles"))
        if missing := self._find_missing((key,)):
            return missing
        entity = self.entities[key]
        moved = tuple(mention for mention in entity.mentions if mention.article in articles)
        if not moved or len(moved) == len(entity.mentions) or new in self.entities:
            return f"{key} cannot be parted: {new} must be new, and in some of its articles but not in all of them"
        for part, mentions in ((key, tuple(m for m in entity.mentions if m not in moved)), (new, moved)):
            names = {mention.name for mention in mentions}
            label = entity.name if entity.name in names else max(sorted(names), key=len)
            self.entities[part] = replace(entity, key=part, name=label, mentions=mentions,
                                          names=tuple(sorted(names - {label})))
        pieces = []
        for statement in self.statements.values():
            inside = tuple(item for item in statement.evidence if item.article in articles)
            if key in (statement.subject, statement.object, statement.grantor) and inside:
                rest = tuple(item for item in statement.evidence if item not in inside)
                pieces += [self._recount(statement, rest)] if rest else []
                pieces.append(exchange(self._recount(statement, inside), {key: new}))
            else:
                pieces.append(statement)
        self._regroup(pieces)
        return ""

    def _recount(self, statement: Statement, evidence: tuple[Evidence, ...]) -> Statement:
        """Return a statement with some of its evidence only, as sure as that makes it."""
        if evidence == statement.evidence:
            return statement
        pieces = [replace(statement, evidence=(item,), confidence=item.confidence) for item in evidence]
        return merge_statements(pieces, self.dates)

    def _retract(self, correction: Correction) -> str:
        key = correction.one("statement")
        if key not in self.statements:
            return _call_missing([key])
        self.statements[key] = replace(self.statements[key], confidence=0.0, dataset=correction.key)
        return ""

    def _assert(self, correction: Correction) -> str:
        ends = correction.one("subject"), correction.one("object")
        if missing := self._find_missing(ends):
            return missing
        said = replace(_say(correction), dataset=correction.key, as_of=correction.date)
        known = self.statements.get(said.key)
        self.statements[said.key] = said if known is None else replace(known, confidence=1.0, dataset=correction.key,
                                                                       until=said.until or known.until)
        return ""

    def _rename(self, correction: Correction) -> str:
        key, label = correction.one("entity"), correction.one("label")
        if missing := self._find_missing((key,)):
            return missing
        entity = self.entities[key]
        names = tuple(sorted({entity.name, *entity.names} - {label}))
        self.entities[key] = replace(entity, name=label, names=names)
        return ""

    def _code(self, correction: Correction) -> str:
        key, code = correction.one("entity"), correction.one("code")
        if missing := self._find_missing((key,)):
            return missing
        target = f"place/CN-{code}"
        container = self.gazetteer.container(code)
        self.entities[key] = replace(self.entities[key], code=code, candidates=(),
                                     within=container.code if container else None)
        self._move([key, *([target] if target in self.entities and target != key else [])], target)
        return ""

    def _find_missing(self, keys: Iterable[str]) -> str:
        return _call_missing(key for key in keys if key not in self.entities)

    def _regroup(self, statements: Iterable[Statement]) -> None:
        groups: dict[str, list[Statement]] = defaultdict(list)
        for statement in statements:
            if statement.subject != statement.object:
                groups[statement.key].append(statement)
        self.statements = {key: group[0] if len(group) == 1 else merge_statements(group, self.dates)
                           for key, group in groups.items()}


def _call_missing(keys: Iterable[str]) -> str:
    """Return that there is nothing of these keys; empty where there is no key."""
    missing = ", ".join(sorted(keys))
    return missing and f"nothing in the graph is called {missing}"


def _say(correction: Correction) -> Statement:
    """Return the statement that a correction asserts, or retracts, by its ends."""
    return Statement(correction.one("subject"), correction.one("predicate"), correction.one("object"), (),
                     title=correction.one("title"), former=correction.one("former") == "true",
                     since=correction.one("since") or None, until=correction.one("until") or None,
                     role=correction.one("role"))


def _list_subjects(correction: Correction) -> tuple[str, ...]:
    """Return the keys of what a correction is about, as it was applied."""
    names = ("keep", "entity", "new", "statement")
    keys = [key for name in names for key in correction.all(name)]
    if correction.do == "assert":
        keys += [correction.one("subject"), correction.one("object"), _say(correction).key]
    return tuple(keys)


def exchange(statement: Statement, moved: Mapping[str, str]) -> Statement:
    """Return a statement with other keys at its ends."""
    grantor = statement.grantor
    return replace(statement, subject=moved.get(statement.subject, statement.subject),
                   object=moved.get(statement.object, statement.object),
                   grantor=moved.get(grantor, grantor) if grantor else None)


_STEPS: Mapping[str, Callable[[Corrected, Correction], str]] = {
    "merge": Corrected._merge, "split": Corrected._split, "retract": Corrected._retract, "assert": Corrected._assert,
    "rename": Corrected._rename, "code": Corrected._code,
}
