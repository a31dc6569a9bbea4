"""Mutation testing: takes away each literal and guard of a rule, and tells which change no example of it notices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kg_builder.matching.load import make_parser
from kg_builder.matching.mutate import Change, mutate
from kg_builder.matching.normalise import normalise
from kg_builder.matching.parse import RuleParser
from kg_builder.matching.pattern import Compiled, PatternError, compile_pattern
from kg_builder.matching.rule import Rule, Rulebook
from kg_builder.rulecheck import check_example

RESTRICTIONS = ("subclass", "except", "ends", "begins", "salient")       # keys of `refers` that narrow it


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed rule: in which of its keys, by which operator, and what was taken away as it was written.

    `texts` are what an example must hold to notice it: without them what was taken away matched nothing there.
    """

    rule: Rule
    key: str
    operator: str
    written: str
    texts: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.rule.file}:{self.rule.line}: rule '{self.rule.id}': {self.key} without {self.operator} " \
               f"{self.written}"


@dataclass(frozen=True, slots=True)
class Mutation:
    """How many changes of a rule there are, and those that none of its examples notices."""

    rule: str
    mutants: int
    survivors: tuple[Mutant, ...]


def mutate_rules(rules: Iterable[Rule], rulebook: Rulebook) -> Iterator[Mutation]:
    """Change each of these rules in every way, run its examples each time, and tell what they did not notice.

    An example notices a change if it no longer holds. Only the changed rule is compiled anew, and only its own examples
    are run: those are what says what the rule is for.

    Source: DeMillo, Lipton, Sayward, Hints on test data selection, Computer 11(4), 1978; Offutt et al., An experimental
    determination of sufficient mutant operators, TOSEM 5(2), 1996 (few operators say what many say).
    """
    parser = make_parser(rulebook)
    for rule in rules:
        mutants = list(list_mutants(rule, parser))
        yield Mutation(rule.id, len(mutants), tuple(m for m in mutants if not is_noticed(m, rulebook)))


def is_noticed(mutant: Mutant, rulebook: Rulebook) -> bool:
    """Say whether an example of a changed rule fails."""
    changed = rulebook.swap(mutant.rule)
    return any(check_example(mutant.rule, example, changed) for example in (*mutant.rule.hits, *mutant.rule.misses)
               if all(_holds(example.text, text) for text in mutant.texts))


def _holds(text: str, wanted: str) -> bool:
    """Say whether a text holds another as rules see it, line breaks or not."""
    view = normalise(text)
    return wanted in view or wanted in "".join(view.split())


def list_mutants(rule: Rule, parser: RuleParser) -> Iterator[Mutant]:
    """Yield the changed rules that still load and do not mean the same as the rule itself."""
    for change in mutate(rule.pattern):
        match = _compile(change.pattern, parser, rule.match)
        if match is not None:
            yield Mutant(replace(rule, match=match), "match", change.operator, change.written,
                         _list_texts(change, parser))
    yield from _mutate_guard(rule, parser, "before", rule.before)
    yield from _mutate_guard(rule, parser, "after", rule.after)
    for key in RESTRICTIONS:
        if rule.refers and key in rule.refers:
            rest: Mapping[str, str] = {name: value for name, value in rule.refers.items() if name != key}
            yield Mutant(replace(rule, refers=rest), "refers", "restriction", f"{key}: {rule.refers[key]}")
    for index, emission in enumerate(rule.emits):
        if emission.unless:
            free = (*rule.emits[:index], replace(emission, unless=()), *rule.emits[index + 1:])
            yield Mutant(replace(rule, emits=free), "emit", "restriction", f"unless: {' '.join(emission.unless)}")


def _mutate_guard(rule: Rule, parser: RuleParser, key: str, guard: tuple[Compiled, bool] | None) -> Iterator[Mutant]:
    if guard is None:
        return
    compiled, wanted = guard
    yield Mutant(_guard(rule, key, None), key, "guard", compiled.written)
    for change in mutate(compiled.written):
        changed = _compile(change.pattern, parser, compiled)
        if changed is not None:
            yield Mutant(_guard(rule, key, (changed, wanted)), key, change.operator, change.written,
                         _list_texts(change, parser))


def _guard(rule: Rule, key: str, guard: tuple[Compiled, bool] | None) -> Rule:
    return replace(rule, before=guard) if key == "before" else replace(rule, after=guard)


def _list_texts(change: Change, parser: RuleParser) -> tuple[str, ...]:
    """Return what a text must hold for what was taken away, where that was one of several ways to match."""
    if change.operator == "character":
        return (change.written[0],)
    if change.operator not in ("alternative", "optional"):
        return ()
    piece = change.written
    if change.operator == "optional":       # of an alternative it is its last part's alone
        piece = re.sub(r"([?*]|\{\d+(,\d*)?\}\??)$", "", piece)
    return compile_pattern(piece, markers_of=parser.markers_of, shapes=parser.shape).literals


def _compile(pattern: str, parser: RuleParser, original: Compiled) -> Compiled | None:
    """Compile a changed pattern; None where it could not stand in the rule, or is the same to the letter."""
    try:
        changed = compile_pattern(pattern, markers_of=parser.markers_of, shapes=parser.shape)
    except PatternError:
        return None
    return changed if changed.captures == original.captures and changed.regex != original.regex else None
