"""Corrections → the linked entities and statements as people want them; what was read stays in the evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg_builder.link.corrections import Correction
from kg_builder.link.merge import merge_entities, merge_statements
from kg_builder.matching.gazetteer import Gazetteer
from kg_builder.model import Entity, Evidence, Statement


@dataclass(slots=True)
class Corrected:
    """Entities and statements by key, being corrected, and what could not be applied."""

    entities: dict[str, Entity]
    statements: dict[str, Statement]
    dates: Mapping[str, str | None]
    gazetteer: Gazetteer
    warnings: list[str] = field(default_factory=list)

    def apply(self, corrections: Iterable[Correction]) -> None:
        """Apply corrections in their order; one that fits nothing is a warning."""
        for correction in corrections:
            missing = _STEPS[correction.do](self, correction)
            if missing:
                self.warnings.append(f"{correction.file}:{correction.line}: {correction.do}: nothing in the graph is "
                                     f"called {missing}; the correction was not applied")

    def _merge(self, correction: Correction) -> str:
        keys = (correction.one("keep"), *correction.all("also"))
        if missing := self._find_missing(keys):
            return missing
        self._move(keys, correction.one("keep"))
        return ""

    def _move(self, keys: Sequence[str], target: str) -> None:
        """Make one entity of several, under a key of theirs or a new one."""
        merged = merge_entities(target, [self.entities[key] for key in dict.fromkeys(keys)], self.gazetteer)
        for key in keys:
            del self.entities[key]
        self.entities[target] = merged
        moved = dict.fromkeys(keys, target)
        self._regroup(exchange(statement, moved) for statement in self.statements.values())

    def _split(self, correction: Correction) -> str:
        key, new, articles = correction.one("entity"), correction.one("new"), set(correction.all("articles"))
        if missing := self._find_missing((key,)):
            return missing
        entity = self.entities[key]
        moved = tuple(mention for mention in entity.mentions if mention.article in articles)
        if not moved or len(moved) == len(entity.mentions) or new in self.entities:
            return f"{new} anew, apart from {key} in some of its articles and not in all of them"
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
            return key
        self.statements[key] = replace(self.statements[key], confidence=0.0, dataset=correction.key)
        return ""

    def _assert(self, correction: Correction) -> str:
        ends = correction.one("subject"), correction.one("object")
        if missing := self._find_missing(ends):
            return missing
        said = Statement(ends[0], correction.one("predicate"), ends[1], (), title=correction.one("title"),
                         former=correction.one("former") == "true", since=correction.one("since") or None,
                         until=correction.one("until") or None, as_of=correction.date, role=correction.one("role"),
                         dataset=correction.key)
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
        return ", ".join(sorted(key for key in keys if key not in self.entities))

    def _regroup(self, statements: Iterable[Statement]) -> None:
        groups: dict[str, list[Statement]] = defaultdict(list)
        for statement in statements:
            if statement.subject != statement.object:
                groups[statement.key].append(statement)
        self.statements = {key: group[0] if len(group) == 1 else merge_statements(group, self.dates)
                           for key, group in groups.items()}


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
