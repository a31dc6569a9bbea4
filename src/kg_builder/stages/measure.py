"""Amounts of one article → quantities: statements of how much, of what, of whom, over what time, with their evidence.

The rules of the stage `quantities` name the amount (`object`), what is counted, and which way it changed. Of several
that want one amount, the one with the highest priority reads it, then the surest, then by id. Whose the quantity is
only its own sentence can say: the body that opens its clause, or an earlier clause where this one leaves its subject
out. Otherwise it is of nobody, and the article is what says it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg_builder.matching.amounts import AMOUNT
from kg_builder.matching.calendar import Calendar
from kg_builder.matching.chart import Chart, Finding, Unit
from kg_builder.matching.confidence import keep_factors
from kg_builder.matching.counting import Counting
from kg_builder.matching.discourse import find_owner
from kg_builder.matching.matcher import read_matches
from kg_builder.matching.prefilter import select
from kg_builder.matching.rule import Rule, Rulebook
from kg_builder.matching.scopes import Scope
from kg_builder.matching.timeline import Named, Resolved
from kg_builder.model import Article, Evidence, Quantity, Statement
from kg_builder.ontology import load_ontology

ELIDED = 0.85           # what is left of the confidence where another quantity of the sentence says what is counted
NEEDING = frozenset({"Count", "People", "Share"})        # kinds of amounts that say nothing without what is counted


def measure(text: str, article: Article, charts: Sequence[Chart], resolved: Resolved, rulebook: Rulebook
            ) -> tuple[Statement, ...]:
    """Read the quantities of an article.

    Args:
        text: the source's text, for exact quotes.
        article: the article.
        charts: its sentences with their units; amounts are added to them.
        resolved: its entities.
        rulebook: the rules of the stage `quantities`, and the lexicons of units and scopes.

    Returns:
        Statements of `quantity` with one piece of evidence each, in reading order.
    """
    counting = [chart for chart in charts if rulebook.amounts.mark(chart)]
    if not counting:
        return ()
    measurer = _Measurer(text, article, charts, resolved, rulebook)
    return tuple(statement for chart in counting for statement in measurer.read(chart))


@dataclass(frozen=True, slots=True)
class _Reading:
    """A match of a rule, the amount that it reads, and the words for what is counted."""

    rule: Rule
    finding: Finding
    amount: Unit
    counted: str

    @property
    def begin(self) -> int:
        """Where what is said begins, in the sentence's view."""
        return self.finding.spans[""][0]

    @property
    def verb(self) -> str:
        """The verb of change, or nothing."""
        return _find(self.rule, self.finding, "change")

    @property
    def may_elide(self) -> bool:
        """Whether what is counted may stand with the quantity before."""
        return any(term.value == "before" for term in self.rule.emits[0].fields.get("counted", ()))

    @property
    def is_empty(self) -> bool:
        """Whether the rule names what is counted, and that is nothing."""
        return "counted" in self.rule.emits[0].fields and not self.counted and not self.may_elide


def _find(rule: Rule, finding: Finding, field: str) -> str:
    """Return the text of what a rule emits as a field, or nothing."""
    terms = rule.emits[0].fields.get(field, ())
    return next((found for term in terms if (found := finding.texts.get(term.value))), "")


@dataclass(frozen=True)
class _Measurer:
    text: str
    article: Article
    charts: Sequence[Chart]
    resolved: Resolved
    rulebook: Rulebook

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar.of(self.charts, self.article.date)

    @cached_property
    def named(self) -> Mapping[int, Named]:
        return {id(one.unit): one for one in self.resolved.timeline}

    def read(self, chart: Chart) -> Iterator[Statement]:
        """Yield the quantities of a sentence, in order."""
        before, end, marks = None, 0, self.rulebook.scopes.list_marks(chart)
        for reading in self.choose(chart):
            start = reading.amount.start
            if chart.text.count("，", end, reading.begin) > 1:
                before = None           # too far off to say what is counted here
            scope = self.rulebook.scopes.read(chart, marks, start, reading.begin, lambda: self.calendar)
            quantity, factor = _quantify(reading, before, scope.words, self.rulebook.counting)
            if quantity is not None and not self.is_ahead(scope) and not self.rulebook.counting.is_unreal(chart, start):
                before, end = quantity, reading.amount.end
                yield self.state(chart, reading, quantity, scope, factor)

    def is_ahead(self, scope: Scope) -> bool:
        """Say whether something is said of a time after the text's own: it is planned."""
        time, now = scope.until or scope.since or "", self.article.date or ""
        return time[:1].isdigit() and now[:1].isdigit() and time[:len(now)] > now[:len(time)]

    def choose(self, chart: Chart) -> list[_Reading]:
        """Return the best reading of each amount of a sentence, in order; rules that no amount waits for do not run."""
        encoded = chart.encode_clauses(self.rulebook, AMOUNT)
        waiting = {unit.start for unit in chart.units if unit.types[0] == AMOUNT}
        chosen: dict[int, _Reading] = {}
        for rule in select(self.rulebook.counters, encoded.gates):
            name = rule.emits[0].fields["object"][0].value
            for finding in read_matches(rule, chart, encoded) if waiting else ():
                counted = self.find_counted(chart, rule, finding)
                readings = [_Reading(rule, finding, amount, counted) for amount in finding.units[name]]
                chosen |= {one.amount.start: one for one in readings
                           if one.amount.start in waiting and not one.is_empty}
            waiting -= chosen.keys()
        return [chosen[start] for start in sorted(chosen)]

    def find_counted(self, chart: Chart, rule: Rule, finding: Finding) -> str:
        """Return the words for what is counted; what comes first in a list behind another amount belongs to that."""
        counted, begin = _find(rule, finding, "counted"), finding.spans[""][0]
        if "、" in counted and any(unit.end == begin and unit.types[0] == AMOUNT for unit in chart.units):
            counted = counted.rpartition("、")[2]
        return self.rulebook.counting.trim(counted)

    def state(self, chart: Chart, reading: _Reading, quantity: Quantity, scope: Scope, factor: float) -> Statement:
        """Return the statement of a quantity: of its owner, or of nobody, as said by the article."""
        rule, spans = reading.rule, reading.finding.spans
        owner, sure = find_owner(chart, reading.amount.start, reading.begin, self.named)
        key = self.resolved.key_of.get(id(owner.unit)) if owner else None
        factors = [("rule", rule.confidence)]
        factors += [("subject", sure * owner.confidence)] if owner and key else []
        factors += [("counted", factor)] if factor < 1 else []
        confidence = round(rule.confidence * min((value for _, value in factors[1:]), default=1.0), 4)
        captures = tuple(sorted((name, *chart.span(*span)) for name, span in spans.items()
                                if name and span[1] > span[0]))
        exact = sys.intern(self.text[chart.start:chart.end])
        evidence = Evidence(self.article.key, chart.start, chart.end, exact, rule.id, confidence,
                            self.resolved.mention_of.get(id(owner.unit)) if owner and key else None, None,
                            captures, keep_factors(factors))
        return Statement(key or self.article.key, "quantity", write_quantity(quantity), (evidence,), since=scope.since,
                         until=scope.until, as_of=self.article.date, confidence=confidence, quantity=quantity)


def _quantify(reading: _Reading, before: Quantity | None, scope: str, counting: Counting
              ) -> tuple[Quantity | None, float]:
    """Return what a reading says and how sure what is counted is; nothing where that is not said at all."""
    said, verb, counted, factor = reading.amount.attributes, reading.verb, reading.counted, 1.0
    if not counted and reading.may_elide and before is not None and (verb or before.unit == said["unit"]):
        counted, factor = before.counted, ELIDED
    if counting.is_vacuous(counted) or (not counted and not NEEDING.isdisjoint(reading.amount.types)):
        return None, 0.0
    return Quantity(said["value"], said["unit"], said["upper"], said["approximation"], counted,
                    counting.direction(verb), scope), factor


def write_quantity(quantity: Quantity) -> str:
    """Return a quantity in words, all that it says but for its time: 困难群众 累计 2204人次, 党员 多于120名."""
    labels = load_ontology().values
    upper = f"至{quantity.upper}" if quantity.upper else ""
    near, change = (labels[name].label_zh if name else "" for name in (quantity.approximation, quantity.change))
    amount = f"{change}{near}{quantity.value}{upper}{quantity.unit}"
    return " ".join(part for part in (quantity.counted, quantity.scope, amount) if part)
