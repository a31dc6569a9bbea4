"""Runs the examples that rules carry, and rules over a text, through the stages that a build runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kg_builder.extract import extract
from kg_builder.matching.chart import Chart, Unit
from kg_builder.matching.rule import Example, Rule, Rulebook
from kg_builder.model import Entity, Source, SourceFacts, Statement, digest

PATH = "example.txt"
_ENDS = ("subject", "object", "grantor")        # what of a statement is an entity, known by any of its names


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says, and the charts of its sentences, from which that was read."""

    facts: SourceFacts
    charts: Sequence[Chart]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """An example that does not hold: where it stands, what was wanted, what the rule found, what others found."""

    rule: str
    file: str
    line: int
    text: str
    wanted: str
    found: tuple[str, ...]
    others: tuple[str, ...]

    def __str__(self) -> str:
        found = "; ".join(self.found) or "nothing"
        others = f"; other rules found: {'; '.join(self.others)}" if self.others else ""
        return f"{self.file}:{self.line}: rule '{self.rule}': {self.wanted} in “{self.text}”; it found: {found}{others}"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a rule found in a text: a unit, with its span, or a statement, with what it says."""

    rule: str
    type: str
    values: Mapping[str, str]
    names: Mapping[str, frozenset[str]]         # value's name -> every text that means the same here
    start: int
    end: int
    exact: str
    confidence: float
    unit: bool = True

    def __str__(self) -> str:
        return f"{self.type} " + ", ".join(f"{key} {value}" for key, value in self.values.items() if value)

    def agrees(self, wanted: Mapping[str, str]) -> bool:
        """Say whether each wanted value is there."""
        return all(value in self.names.get(key, frozenset()) for key, value in wanted.items())


def check_rules(rules: Iterable[Rule], rulebook: Rulebook) -> Iterator[Shortfall]:
    """Run the examples of these rules against the whole rulebook, and yield those that do not hold.

    A hit holds when its rule (and no other) finds what it says and nothing else, a miss when its rule finds nothing.
    """
    for rule in rules:
        for example in (*rule.hits, *rule.misses):
            shortfall = check_example(rule, example, rulebook)
            if shortfall is not None:
                yield shortfall


def check_example(rule: Rule, example: Example, rulebook: Rulebook) -> Shortfall | None:
    """Run one example; return how it falls short, or None where it holds."""
    findings = find_all(example.text, rulebook, date=example.anchor)
    mine = [finding for finding in findings if finding.rule == rule.id]
    wanted = _compare(rule, example, mine)
    if not wanted:
        return None
    others = [f"{finding} ({finding.rule})" for finding in findings if finding.rule != rule.id]
    return Shortfall(rule.id, rule.file, example.line, example.text, wanted, tuple(dict.fromkeys(map(str, mine))),
                     tuple(dict.fromkeys(others)))


def _compare(rule: Rule, example: Example, mine: list[Finding]) -> str:
    """Return what an example wants and does not have, in words; nothing where it holds."""
    if example.expected is None:
        return "must find nothing" if mine else ""
    absent = [wanted for wanted in example.expected if not any(finding.agrees(wanted) for finding in mine)]
    if absent:
        return "must find " + "; ".join(", ".join(f"{key} {value}" for key, value in item.items()) for item in absent)
    readings = [finding for finding in mine if finding.unit == (rule.kind != "relation")]
    more = [str(finding) for finding in readings if not any(finding.agrees(wanted) for wanted in example.expected)]
    return f"must not find {'; '.join(dict.fromkeys(more))} as well" if more else ""


def find_all(text: str, rulebook: Rulebook, *, date: str | None = None, home: str | None = None) -> list[Finding]:
    """Return all that the rules find in a text: units in reading order, outermost first, then statements.

    Args:
        text: the text of a document.
        rulebook: the rules.
        date: the date of the text.
        home: the place that it is from.
    """
    reading = read_text(text, rulebook, date=date, home=home)
    names = {entity.key: _list_names(entity) for entity in reading.facts.entities}
    mentions = {(m.rule, m.start, m.end): m for entity in reading.facts.entities for m in entity.mentions}
    units = []
    for chart in reading.charts:
        for unit in (unit for outer in chart.units for unit in outer.walk() if unit.rule):
            start, end = chart.span(unit.start, unit.end)
            mention = mentions.get((unit.rule, start, end))
            units.append(_describe_unit(unit, mention.name if mention else unit.name, text[start:end], start, end))
    statements = [_describe_statement(statement, names) for statement in reading.facts.statements]
    return sorted(units, key=lambda item: (item.start, -item.end, item.rule)) + statements


def read_text(text: str, rulebook: Rulebook, *, date: str | None = None, home: str | None = None) -> Reading:
    """Read a text as a build would read a document that holds nothing else."""
    source = Source(PATH, text, digest(text, length=64), date=date)
    charts: list[Chart] = []
    return Reading(extract(source, rulebook=rulebook, home=home, watch=charts.extend), charts)


def _list_names(entity: Entity) -> frozenset[str]:
    return frozenset({entity.name, *entity.names, *(mention.name for mention in entity.mentions)})


def _describe_unit(unit: Unit, name: str, exact: str, start: int, end: int) -> Finding:
    name = name or exact
    known = {"name": frozenset({name}), "type": frozenset(unit.types),
             "subclass": frozenset({unit.subclass, *unit.types[1:]})}
    shown = {"name": name, "subclass": unit.subclass, "printed": exact if exact != name else ""}
    return Finding(unit.rule, unit.type, shown, known, start, end, exact, round(unit.confidence, 4))


def _describe_statement(statement: Statement, names: Mapping[str, frozenset[str]]) -> Finding:
    item = statement.evidence[0]
    keys = {"subject": statement.subject, "object": statement.object, "grantor": statement.grantor or ""}
    known = {end: names.get(key, frozenset({key})) for end, key in keys.items()}
    said = {"title": statement.title, "role": statement.role, "former": "true" if statement.former else "false",
            "since": statement.since or "", "until": statement.until or "", "predicate": statement.predicate}
    if statement.quantity:
        said |= asdict(statement.quantity)
    shown = {end: max(sorted(known[end]), key=len) for end in _ENDS if keys[end] in names}
    shown |= {key: value for key, value in said.items() if value and key != "predicate" and value != "false"}
    return Finding(item.rule, statement.predicate, shown, {**known, **{k: frozenset({v}) for k, v in said.items()}},
                   item.start, item.end, item.exact, statement.confidence, unit=False)


def describe_reading(reading: Reading) -> list[dict[str, Any]]:
    """Return the entities of a reading: name, type, narrower classes, other names, place code and dates."""
    return [{"name": entity.name, "type": entity.type, "classes": list(entity.classes), "code": entity.code,
             "names": sorted(_list_names(entity) - {entity.name}), "date": entity.date, "end_date": entity.end_date}
            for entity in reading.facts.entities]
