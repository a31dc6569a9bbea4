"""Rules as data: what a rule file may hold, as frozen dataclasses, and the Rulebook that holds them all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from kg_builder.matching.amounts import AmountReader
from kg_builder.matching.counting import Counting
from kg_builder.matching.encoding import Signs
from kg_builder.matching.honours import Honours
from kg_builder.matching.lexicon import Dictionary, Lexicon
from kg_builder.matching.limited import LimitedPattern
from kg_builder.matching.pattern import Compiled
from kg_builder.matching.prefilter import Gate, Prefilter
from kg_builder.matching.scopes import ScopeReader
from kg_builder.matching.words import Tagger

GUARD_WINDOW = 60       # characters that a guard looks back over
RELATIONS, QUANTITIES = "relations", "quantities"       # the stages that read statements, once names are resolved


@dataclass(frozen=True, slots=True)
class Example:
    """A text with what a rule must find in it (`expected`), or must not (a miss: None).

    `anchor` is the date of the text, for dates without a year.
    """

    text: str
    expected: tuple[Mapping[str, str], ...] | None
    line: int
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One value of an emission: alternatives in order, each a capture path (`$office.org`), topic, heading,
    agent, actor, issuer, seat or literal."""

    kind: str                       # capture, topic, heading, agent, actor, issuer, head, seat, antecedent, literal
    value: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Emission:
    """A statement to be made of a match: predicate, and the terms of its ends and qualifiers."""

    predicate: str
    fields: Mapping[str, tuple[Term, ...]]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One rule, strictly checked: what it matches, what it makes, and its examples.

    `kind` is `entity`, `reference` or `relation`. `makes` maps a capture to the type that its span becomes (`self`:
    the whole match). `learn` says how far a name found by the rule is looked for elsewhere: article, source or never.
    `recurs` is how often its article must hold the name that it finds. `aside` marks what is only cited (another
    meeting whose spirit was studied): no reference and no topic means it.
    """

    id: str
    kind: str
    stage: str
    match: Compiled
    makes: Mapping[str, tuple[str, ...]]
    after: tuple[Compiled, bool] | None = None
    before: tuple[Compiled, bool] | None = None
    name: str = ""
    subclass: str = ""
    refers: Mapping[str, str] | None = None
    emits: tuple[Emission, ...] = ()
    priority: int = 0
    confidence: float = 0.9
    learn: str = "never"
    overlap: bool = False
    aside: bool = False
    hits: tuple[Example, ...] = ()
    misses: tuple[Example, ...] = ()
    pattern: str = ""
    note: str = ""
    file: str = ""
    line: int = 0
    packaged: bool = True
    recurs: int = 0

    @cached_property
    def regex(self) -> re.Pattern[str] | LimitedPattern:
        """The match, with its right-hand guard, compiled when first needed."""
        guard = ""
        if self.after:
            compiled, wanted = self.after
            guard = f"(?{'=' if wanted else '!'}{compiled.regex})"
        return self.compile(self.match.regex + guard)

    @cached_property
    def left(self) -> re.Pattern[str] | LimitedPattern | None:
        """The left-hand guard, anchored at its end."""
        return self.compile(f"(?:{self.before[0].regex})$") if self.before else None

    def compile(self, source: str) -> re.Pattern[str] | LimitedPattern:
        """Compile a regular expression of this rule; one of others' rules may not run for ever."""
        if self.packaged:
            return re.compile(source)
        return LimitedPattern(source, f"{self.file}:{self.line}: rule '{self.id}'")

    def allows_left(self, encoded: str, start: int) -> bool:
        """Say whether what stands left of an encoded position satisfies the guard."""
        if self.left is None or self.before is None:
            return True
        found = self.left.search(encoded[max(0, start - GUARD_WINDOW):start])
        return (found is not None) == self.before[1]

    @cached_property
    def markers(self) -> frozenset[str]:
        """The marker characters of all types that the match and its guards name."""
        return self.match.markers.union(*(guard[0].markers for guard in (self.after, self.before) if guard))

    @cached_property
    def gates(self) -> tuple[Gate, ...]:
        """What every match needs, guards included: of each pair one of the marker characters or of the texts."""
        positive = [compiled for compiled, wanted in filter(None, (self.after, self.before)) if wanted]
        return tuple(dict.fromkeys(gate for part in (self.match, *positive) for gate in part.gates))


@dataclass(frozen=True)
class Rulebook:
    """All rules, lexicons and word classes, ready to be matched; `hash` names its content."""

    stages: tuple[str, ...]
    rules: tuple[Rule, ...]
    lexicons: Mapping[str, Lexicon]
    classes: Mapping[str, tuple[str, ...]]
    short: Mapping[str, str]
    dictionary: Dictionary
    markers: Mapping[str, str]
    hash: str
    words: tuple[tuple[str, str], ...] = ()

    @cached_property
    def tagger(self) -> Tagger:
        """The word tagger, made when first needed."""
        return Tagger(self.words, self.classes, self.short)

    @cached_property
    def signs(self) -> Signs:
        """What pieces of the text are encoded with."""
        return Signs(self.markers, self.prefilter.by_type)

    @cached_property
    def prefilter(self) -> Prefilter:
        """What tells which rules can match a sentence."""
        return Prefilter(self.rules, self.markers)

    @cached_property
    def amounts(self) -> AmountReader:
        """The reader of amounts, made when first needed."""
        return AmountReader(self.lexicons)

    @cached_property
    def scopes(self) -> ScopeReader:
        """The reader of what amounts go over, made when first needed."""
        return ScopeReader(self.lexicons)

    @cached_property
    def counting(self) -> Counting:
        """What word lists say around amounts, made when first needed."""
        return Counting(self.lexicons)

    @cached_property
    def honours(self) -> Honours:
        """What word lists say of who gets an honour, made when first needed."""
        return Honours(self.lexicons)

    @cached_property
    def by_stage(self) -> Mapping[str, tuple[Rule, ...]]:
        """Rules of each stage, in order of their ids."""
        return {stage: tuple(sorted((r for r in self.rules if r.stage == stage), key=lambda r: r.id))
                for stage in self.stages}

    @cached_property
    def makers(self) -> Mapping[str, tuple[tuple[int, Rule], ...]]:
        """Rules of each stage that make units, each with its gates."""
        return {stage: self.prefilter.gate(rule for rule in rules if rule.makes)
                for stage, rules in self.by_stage.items()}

    @cached_property
    def finders(self) -> Mapping[str, tuple[tuple[int, Rule], ...]]:
        """Rules of each stage that find relations, each with its gates."""
        return {stage: self.prefilter.gate(rule for rule in rules if rule.kind == "relation")
                for stage, rules in self.by_stage.items()}

    @cached_property
    def counters(self) -> tuple[tuple[int, Rule], ...]:
        """The rules of quantities, each with its gates, in the order in which an amount is theirs."""
        return tuple(sorted(self.finders[QUANTITIES],
                            key=lambda one: (-one[1].priority, -one[1].confidence, one[1].id)))

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """All rules by id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def emitting(self) -> Mapping[str, Rule]:
        """The rules that make statements, by id."""
        return {rule.id: rule for rule in self.rules if rule.emits}

    @cached_property
    def learning(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """The ids of the rules of a stage whose names are looked for in the article or in the source."""
        return {(stage, reach): frozenset(rule.id for rule in rules if rule.learn == reach)
                for stage, rules in self.by_stage.items() for reach in ("article", "source")}

    def swap(self, *rules: Rule) -> Rulebook:
        """Return a rulebook with these rules in place of those of their ids; words are tagged as in this one."""
        given = {rule.id: rule for rule in rules}
        other = replace(self, rules=tuple(given.get(rule.id, rule) for rule in self.rules))
        vars(other)["tagger"] = self.tagger
        return other

    def rule(self, identifier: str) -> Rule | None:
        """Return the rule with this id, or None."""
        return self.by_id.get(identifier)
