"""What can be wrong with rules that are each well formed: patterns that never match, examples that contradict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kg_builder.errors import RuleError
from kg_builder.matching.normalise import normalise
from kg_builder.matching.rule import QUANTITIES, RELATIONS, Example, Rule
from kg_builder.ontology import SEVEN, Ontology

READING = (RELATIONS, QUANTITIES)


def check_consistency(rules: Iterable[Rule], *, stages: Sequence[str], given: Iterable[str],
                      markers: Mapping[str, str], ontology: Ontology, columns: Mapping[str, frozenset[str]]) -> None:
    """Check the rules of a rulebook together.

    Args:
        rules: all of them.
        stages: the stages in order.
        given: types that are on a chart before any rule ran: word classes, and lexicons.
        markers: the marker character of every type.
        ontology: the entity types.
        columns: what the lexicons say in each of their columns.

    Raises:
        RuleError: for the first rule that can never do what it says, with file and line.
    """
    rules = sorted(rules, key=lambda rule: rule.id)
    made = {stage: frozenset(markers[name] for name in given) for stage in stages}
    for rule in rules:
        for stage in stages[stages.index(rule.stage):]:
            made[stage] |= {markers[name] for name in _list_products(rule, ontology, columns) if name in markers}
    names = {marker: name for name, marker in markers.items()}
    for rule in rules:
        if rule.kind != "relation" and rule.stage in READING:
            raise _fail(rule, rule.line, f"makes units, but stage '{rule.stage}' runs relation rules only; put it into "
                                         f"a file of one of: {', '.join(s for s in stages if s not in READING)}")
        for need in rule.match.needs:
            if need.isdisjoint(made[rule.stage]):
                wanted = " or ".join(sorted(names[marker] for marker in need))
                raise _fail(rule, rule.line, f"can never match: nothing makes {wanted} in stage '{rule.stage}' or "
                                             "before it")
        _check_examples(rule)
    _check_readings(rules)


def _fail(rule: Rule, line: int, message: str) -> RuleError:
    return RuleError(f"{rule.file}:{line}: rule '{rule.id}': {message}")


def _list_products(rule: Rule, ontology: Ontology, columns: Mapping[str, frozenset[str]]) -> set[str]:
    """Return the types under which patterns may find what a rule makes."""
    made = {name for types in rule.makes.values() for name in types}
    if rule.subclass.startswith("$"):       # a lexicon says which: any narrower type may come of it
        said = columns.get(rule.subclass[1:], frozenset())
        return made | said | {name for name, info in ontology.types.items() if info.top in made}
    return made | {rule.subclass}


def _check_examples(rule: Rule) -> None:
    """Check that hits hold what the pattern cannot do without, and that no text stands for two readings."""
    seen: dict[tuple[str, str | None], Example] = {}
    for example in (*rule.hits, *rule.misses):
        view = "".join(normalise(example.text).split())
        absent = [text for text in rule.match.literals if text not in view]
        if example.expected is not None and absent:
            raise _fail(rule, example.line, f"can never find this hit: its pattern needs '{absent[0]}', which "
                                            f"“{example.text}” does not hold")
        other = seen.setdefault((example.text, example.anchor), example)
        if other is not example and (other.expected is None or example.expected is None
                                     or other.expected != example.expected):
            raise _fail(rule, example.line, f"ambiguous example: “{example.text}” has another reading on line "
                                            f"{other.line}; give one text one reading")


def _check_readings(rules: Iterable[Rule]) -> None:
    """Check that no two rules want one name in one text as two kinds of thing."""
    seen: dict[tuple[str, str], tuple[str, Rule, Example]] = {}
    for rule in rules:
        kind = next(iter(rule.makes.values()), ("",))[0]
        for example in rule.hits if kind in SEVEN else ():
            for wanted in example.expected or ():
                first = seen.setdefault((example.text, wanted.get("name", "")), (kind, rule, example))
                if first[0] != kind:
                    raise _fail(rule, example.line, f"ambiguous example: in “{example.text}”, {wanted.get('name')} is "
                                                    f"{kind} here and {first[0]} for rule '{first[1].id}' "
                                                    f"({first[1].file}:{first[2].line})")
