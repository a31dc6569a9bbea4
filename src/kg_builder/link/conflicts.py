"""Statements that cannot all be true, found block by block: `block_claim`, then `conflicts`, pure functions of a block.

Only what is held to be true is compared: no former posts, and no candidates. Nothing is dropped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from kg_builder.link.claims import Claim, Claimer, End, collect_parents
from kg_builder.link.constraints import Constraint, Constraints
from kg_builder.matching.gazetteer import Gazetteer, load_gazetteer
from kg_builder.model import Article, Entity, Statement
from kg_builder.ontology import SURE

Conflict = tuple[str, tuple[str, ...]]          # the constraint's id, the keys of the statements


def find_conflicts(statements: Iterable[Statement], entities: Iterable[Entity], articles: Iterable[Article], *,
                   constraints: Constraints, gazetteer: Gazetteer | None = None) -> tuple[Conflict, ...]:
    """Find what cannot all be true in a linked graph.

    Args:
        statements: linked; with global keys.
        entities: linked; those of the statements' ends.
        articles: those of the evidence, for dates and sources.
        constraints: what cannot be.
        gazetteer: the divisions; the packaged ones without it.

    Returns:
        For each contradiction the constraint's id and the sorted keys of its statements, sorted.
    """
    statements = tuple(statements)
    claimer = Claimer({e.key: e for e in entities}, {a.key: a for a in articles}, collect_parents(statements),
                       gazetteer or load_gazetteer())
    found: list[Conflict] = []
    for constraint in constraints.items:
        blocks: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
        for statement in statements:
            if statement.predicate == constraint.over and not statement.former and statement.confidence >= SURE:
                claim = claimer.claim(statement)
                if block := block_claim(claim, constraint, constraints):
                    blocks[block].append(claim)
        for block in sorted(blocks):
            found += [(constraint.id, keys) for keys in conflicts(blocks[block], constraint)]
    return tuple(sorted(found))


def block_claim(claim: Claim, constraint: Constraint, constraints: Constraints) -> tuple[str, ...]:
    """Return what all claims that may contradict this one have in common; empty if the constraint is not about it."""
    for wanted, end in ((constraint.subject, claim.subject), (constraint.object, claim.object)):
        if wanted and wanted.isdisjoint(end.classes):
            return ()
    if constraint.name and not constraint.name.search(claim.subject.name):
        return ()
    if constraint.single and not constraints.is_single(claim.title, claim.object.name):
        return ()
    values = tuple(claim.read(field) for field in constraint.same)
    return values if all(values) else ()


def conflicts(block: Sequence[Claim], constraint: Constraint) -> list[tuple[str, ...]]:
    """Return the groups of claims of one block that cannot all be true, as sorted keys."""
    clashing: dict[str, set[str]] = defaultdict(set)
    for one, other in combinations(block, 2):
        if _clash(one, other, constraint):
            clashing[one.key].add(other.key)
            clashing[other.key].add(one.key)
    groups, seen = [], set()
    for key in sorted(clashing):
        if key not in seen:
            group, waiting = {key}, [key]
            while waiting:
                new = clashing[waiting.pop()] - group
                group |= new
                waiting += new
            seen |= group
            groups.append(tuple(sorted(group)))
    return groups


def _clash(one: Claim, other: Claim, constraint: Constraint) -> bool:
    if one.read(constraint.differ) == other.read(constraint.differ):
        return False
    if constraint.differ == "subject" and _names_nest(one.subject, other.subject):
        return False        # a name cut short does not show that there are two people
    if constraint.timed and not _meet(one, other):
        return False
    if constraint.unless == "nested":
        return not _nested(one.object, other.object)
    return not (constraint.unless == "vaguer" and _vaguer(one.object.key, other.object.key))


def _meet(one: Claim, other: Claim) -> bool:
    """Say whether two claims are of one time; those without a date are if one source makes both."""
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return not one.sources.isdisjoint(other.sources)
    return one.start <= other.end and other.start <= one.end


def _nested(one: End, other: End) -> bool:
    return one.key in other.above or other.key in one.above or _names_nest(one, other)


def _names_nest(one: End, other: End) -> bool:
    return one.name in other.name or other.name in one.name


def _vaguer(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if short.startswith("--"):          # a day without its year
        return long.endswith(short.removeprefix("-"))
    return long.startswith(short)


def check_constraints(constraints: Constraints) -> tuple[str, ...]:
    """Run the examples of all constraints; return what is wrong with them, with file and line."""
    wrong = []
    for constraint in constraints.items:
        for example in sorted(constraint.examples, key=lambda example: example.line):
            only = Constraints((constraint,), constraints.seats, constraints.titles)
            found = find_conflicts(example.statements, example.entities, (), constraints=only)
            if bool(found) != example.clash:
                what = "contradict one another and must not" if found else "must contradict one another and do not"
                wrong.append(f"{constraint.file}:{example.line}: constraint '{constraint.id}': these statements {what}")
    return tuple(wrong)
