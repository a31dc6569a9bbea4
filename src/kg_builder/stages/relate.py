"""Units and entities of one article → statements with their evidence, by the relation rules.

An emission's terms are read from the match. A capture that holds several units (an enumeration) gives one statement for
each; terms with a path (`$offices.org`) are read from the same unit row by row, and a row without a value takes that of
the row before. `topic:Type` is the entity of this type that the text is about at that point; `agent` are those who open
the clause, or the last clause before it that names its subject. An attribute's object (the `date` of an event) is a date
in its lexical form.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from kg_builder.matching.chart import Chart, Unit
from kg_builder.matching.dates import find_year, read_dates, states_year
from kg_builder.matching.discourse import find_agents, last_before
from kg_builder.matching.matcher import find_relations
from kg_builder.matching.rule import Emission, Rule, Rulebook, Term
from kg_builder.matching.timeline import Named, Resolved
from kg_builder.model import Article, Entity, Evidence, Statement
from kg_builder.ontology import Ontology

NEAR, FAR, FARTHER = 0.9, 0.75, 0.6     # what an end in another clause, sentence or paragraph leaves of the confidence
# What may stand between a verb and who acts; and what, before him, says that he does not.
_BESIDE = re.compile("(?:先后|近日|日前|分别|积极|隆重|专门|联合|共同|统一|前不久|已经?|又|还|也|再次|迅速|及时|成功|正式|率先|全面|探索"
                     "|大力|扎实|深入|持续|精心|自主|创新|特意|都|均|便|就|曾){0,3}")
_AWAY = re.compile("[在于到向对为与和从比跟让][^，。；：]*$")


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of an emission: an entity (`named`), or text, and how sure its reading is."""

    text: str = ""
    named: Named | None = None
    unit: Unit | None = None
    factor: float = 1.0


def relate(text: str, article: Article, charts: Sequence[Chart], resolved: Resolved, rulebook: Rulebook,
           ontology: Ontology) -> tuple[Statement, ...]:
    """Read the statements of an article.

    Args:
        text: the source's text, for exact quotes.
        article: the article.
        charts: its sentences with their units.
        resolved: its entities.
        rulebook: the relation rules, and the entity rules' `relate`.
        ontology: which types the ends of each relation may have.

    Returns:
        Statements with one piece of evidence each, in reading order.
    """
    reader = _Reader(text, article, charts, resolved, ontology)
    rules = {rule.id: rule for rule in rulebook.rules if rule.emits}
    statements: list[Statement] = []
    for chart in charts:
        for unit in chart.units:
            for inner in unit.walk():
                if inner.rule in rules:
                    statements += reader.read(rules[inner.rule], chart, _of_unit(inner), (inner.start, inner.end))
        for finding in (*chart.findings, *find_relations(chart, rulebook, rulebook.stages[-1])):
            match = (finding.units, finding.texts, finding.spans)
            statements += reader.read(rules[finding.rule], chart, match, finding.spans[""])
    return tuple(statements)


_Match = tuple[Mapping[str, tuple[Unit, ...]], Mapping[str, str], Mapping[str, tuple[int, int]]]


def _of_unit(unit: Unit) -> _Match:
    return {**unit.parts, "self": (unit,)}, {}, {**unit.spans, "self": (unit.start, unit.end)}


class _Reader:
    def __init__(self, text: str, article: Article, charts: Sequence[Chart], resolved: Resolved,
                 ontology: Ontology) -> None:
        self.text, self.article, self.resolved, self.ontology = text, article, resolved, ontology
        self.named = {id(named.unit): named for named in resolved.timeline}
        self.agents = find_agents(charts, resolved)
        self.year = find_year("\n".join(chart.text for chart in charts))
        self.dates = [(chart.span(unit.start, unit.end)[1], printed) for chart in charts for unit in chart.units
                      if "Date" in unit.types and states_year(printed := chart.text[unit.start:unit.end])]

    def read(self, rule: Rule, chart: Chart, match: _Match, span: tuple[int, int]) -> Iterator[Statement]:
        for emission in rule.emits:
            if any(match[0].get(name) for name in emission.unless):
                continue
            for row in self.rows(emission, match, chart, span):
                statement = self.statement(rule, emission, row, chart, match, span)
                if statement is not None:
                    yield statement

    def rows(self, emission: Emission, match: _Match, chart: Chart, span: tuple[int, int]) -> Iterator[dict[str, _Value]]:
        """Yield the combinations of values, one for each statement."""
        sources = {t.value for terms in emission.fields.values() for t in terms if t.kind == "capture" and t.path}
        paths = {t.path[0] for terms in emission.fields.values() for t in terms if t.path}
        units = [u for name in sorted(sources) for u in match[0].get(name, ())
                 if any(u.parts.get(path) or u.attributes.get(path) for path in paths)] or [None]
        before: dict[str, list[_Value]] = {}
        for unit in units:
            values: dict[str, list[_Value]] = {}
            for key, terms in emission.fields.items():
                values[key] = self.values(key, terms, emission, match, unit, chart, span, before.get(key))
            before = {key: found for key, found in values.items() if found}
            if all(values[key] for key in ("subject", "object") if key in values):
                keys = sorted(values)
                for combination in product(*(values[key] or [_Value()] for key in keys)):
                    yield dict(zip(keys, combination, strict=True))

    def values(self, key: str, terms: Iterable[Term], emission: Emission, match: _Match, row: Unit | None,
               chart: Chart, span: tuple[int, int], before: list[_Value] | None) -> list[_Value]:
        allowed = self.allowed(key, emission.predicate)
        for term in terms:
            found: list[_Value] = []
            if term.kind == "literal":
                found = [_Value(term.value)]
                if term.value == "before":
                    found = [] if row and id(row) in self.resolved.seats and self.resolved.seats[id(row)].by_title \
                        else before or []
            elif term.kind == "topic":
                topic = self.topic(term.value, chart, span)
                found = [topic] if topic else []
            elif term.kind in ("head", "seat"):
                found = self.seated(row, by_title=term.kind == "head")
            elif term.kind == "antecedent":
                whole = self.named.get(id(match[0]["self"][0]))
                if whole and whole.antecedent and whole.antecedent.type == term.value:
                    found = [_Value(named=whole.antecedent, unit=whole.antecedent.unit, factor=whole.confidence)]
            elif term.kind == "agent":
                found = self.acting(chart, span, allowed)
            elif term.path:
                part = row.parts.get(term.path[0], ()) if row else ()
                if allowed:
                    found = self.entities(part, allowed)
                elif row and row.attributes.get(term.path[0]):
                    found = [_Value(row.attributes[term.path[0]])]
            elif allowed:
                found = self.entities(match[0].get(term.value, ()), allowed)
            elif match[1].get(term.value):
                found = [_Value(match[1][term.value].strip())]
            if found:
                return found
        return []

    def allowed(self, key: str, predicate: str) -> frozenset[str]:
        relation = self.ontology.relations.get(predicate) or self.ontology.attributes[predicate]
        if key == "grantor":
            return frozenset({"Organization", "Place"})
        if key == "object" and predicate in self.ontology.attributes:
            return frozenset()
        return {"subject": relation.domain, "object": relation.range}.get(key, frozenset())

    def entities(self, units: Iterable[Unit], allowed: frozenset[str]) -> list[_Value]:
        found = []
        for unit in units:
            if unit.types[0] in allowed and id(unit) in self.named:
                named = self.named[id(unit)]
                found.append(_Value(named=named, unit=unit, factor=named.confidence))
            elif unit.types[0] not in allowed and unit.inside:
                found += self.entities(unit.inside, allowed)
        return found

    def topic(self, wanted: str, chart: Chart, span: tuple[int, int]) -> _Value | None:
        """Return the nearest entity of a type before the match, first of its own sentence."""
        start = chart.span(*span)[0] if span[1] > span[0] else chart.start
        best = None
        for named in self.resolved.timeline:
            if named.end > start:
                break
            if wanted in named.unit.types and not named.aside:
                best = named
        if best is None:
            return None
        return _Value(named=best, unit=best.unit,
                      factor=best.confidence * (NEAR if best.start >= chart.start else FAR))

    def seated(self, row: Unit | None, *, by_title: bool) -> list[_Value]:
        """Return where the post is held that a row prints without it."""
        seat = self.resolved.seats.get(id(row)) if row else None
        if seat is None or seat.named is None or seat.by_title != by_title:
            return []
        return [_Value(named=seat.named, unit=seat.named.unit, factor=seat.factor)]

    def acting(self, chart: Chart, span: tuple[int, int], allowed: frozenset[str]) -> list[_Value]:
        """Return those who act where a match begins; the further away they are named, the less sure."""
        beside = [unit for unit in chart.units if unit.types[0] in allowed and unit.end <= span[0]
                  and _BESIDE.fullmatch(chart.text[unit.end:span[0]]) and not _AWAY.search(chart.text[:unit.start])]
        if beside:
            together = next((one.members for one in self.agents if any(m.unit is beside[-1] for m in one.members)), ())
            return self.entities([one.unit for one in together] or beside[-1:], allowed)
        agents = last_before(self.agents, chart.span(*span)[0], chart.paragraph)
        if agents is None:
            return []
        factor = FAR if agents.paragraph == chart.paragraph else FARTHER
        if agents.start >= chart.start:
            factor = NEAR if "，" in chart.text[bisect_left(chart.offsets, agents.start):span[0]] else 1.0
        return [_Value(named=one, unit=one.unit, factor=one.confidence * factor)
                for one in agents.members if one.type in allowed]

    def literal(self, predicate: str, value: _Value, start: int) -> str | None:
        """Return the date that an attribute's object prints, in its lexical form, counted from the article's date."""
        known = (printed for end, printed in reversed(self.dates) if end <= start)
        anchor = self.article.date or read_dates(next(known, ""), anchor=None)[0] or self.year
        return read_dates(value.text, anchor=anchor)[predicate == "endDate"]

    def statement(self, rule: Rule, emission: Emission, row: Mapping[str, _Value], chart: Chart, match: _Match,
                  span: tuple[int, int]) -> Statement | None:
        subject = row["subject"].named
        target = row["object"].named if "object" in row else None
        literal = None
        if emission.predicate in self.ontology.attributes:
            literal = self.literal(emission.predicate, row["object"], chart.span(*span)[0])
        if subject is None or ("object" in row and target is None and literal is None):
            return None
        keys = [literal if literal and n is None else self.resolved.key_of.get(id(n.unit)) if n else self.article.key
                for n in (subject, target)]
        if None in keys or keys[0] == keys[1]:
            return None
        factors = [("rule", rule.confidence)]
        factors += [(key, row[key].factor) for key in ("subject", "object") if key in row and row[key].factor < 1]
        confidence = rule.confidence * min((factor for _, factor in factors[1:]), default=1.0)
        mentions = [self.resolved.mention_of.get(id(n.unit)) if n else None for n in (subject, target)]
        start = min([chart.start, *(m.start for m in mentions if m)])
        end = max([chart.end, *(m.end for m in mentions if m)])
        captures = tuple(sorted((name, *chart.span(*inner)) for name, inner in match[2].items()
                                if name and inner[1] > inner[0]))
        evidence = Evidence(self.article.key, start, end, self.text[start:end], rule.id, round(confidence, 4),
                            mentions[0], mentions[1], captures, tuple((k, round(v, 4)) for k, v in factors))
        grantor = row["grantor"].named if "grantor" in row else None
        former = row["former"].text if "former" in row else ""
        return Statement(str(keys[0]), emission.predicate, str(keys[1]), (evidence,),
                         title=row["title"].text if "title" in row else "",
                         former=bool(former) and former != "false",
                         since=row["since"].text or None if "since" in row else None,
                         until=row["until"].text or None if "until" in row else None,
                         as_of=self.article.date, confidence=round(confidence, 4),
                         role=row["role"].text if "role" in row else "",
                         grantor=self.resolved.key_of.get(id(grantor.unit)) if grantor else None)


def date_events(entities: Iterable[Entity], statements: Iterable[Statement]) -> tuple[Entity, ...]:
    """Return an article's entities, the events with the dates that the statements give them.

    Of several dates the surest is taken, then the one that says most, then the first in the text.
    """
    best: dict[tuple[str, str], tuple[float, int, int, str]] = {}
    for statement in statements:
        if statement.predicate in ("date", "endDate"):
            item = (-statement.confidence, -len(statement.object), statement.evidence[0].start, statement.object)
            key = (statement.subject, statement.predicate)
            best[key] = min(best.get(key, item), item)
    return tuple(replace(entity, date=best[entity.key, "date"][3],
                         end_date=best[entity.key, "endDate"][3] if (entity.key, "endDate") in best else None)
                 if (entity.key, "date") in best else entity for entity in entities)
