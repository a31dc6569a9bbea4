"""What lies in what: of the containers that an article gives a thing, the nearest; none that cannot contain it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kg_builder.matching.gazetteer import Gazetteer
from kg_builder.model import Entity, Statement

UNFIT = 0.5             # what is left of the confidence where the divisions' levels say that it cannot be (宁波|舟山)


def keep_nearest(statements: Iterable[Statement], entities: Sequence[Entity], gazetteer: Gazetteer
                 ) -> tuple[Statement, ...]:
    """Leave out that something lies in a division if its article says that it lies in a part of that division.

    Args:
        statements: of one source, each read in one article.
        entities: of the source, located.
        gazetteer: the divisions.

    Returns:
        The other statements in their order; less sure those that put a division into one of its own or a lower level.
    """
    statements = tuple(statements)
    by_key = {entity.key: entity for entity in entities}
    containers: dict[str, set[str]] = defaultdict(set)
    for statement in statements:
        if statement.predicate == "locatedIn":
            containers[statement.subject].add(statement.object)
    return tuple(_doubt(statement, by_key, gazetteer) for statement in statements if statement.predicate != "locatedIn"
                 or not any(_lies_in(by_key.get(other), by_key.get(statement.object), gazetteer)
                            for other in containers[statement.subject] if other != statement.object))


def _lies_in(inner: Entity | None, outer: Entity | None, gazetteer: Gazetteer) -> bool:
    if inner is None or outer is None or outer.code is None or inner.code == outer.code:
        return False
    code = inner.code or inner.within
    return code is not None and gazetteer.within(code, outer.code)


def _doubt(statement: Statement, entities: Mapping[str, Entity], gazetteer: Gazetteer) -> Statement:
    ends = [entities.get(key) for key in (statement.subject, statement.object)]
    inner, outer = [gazetteer.get(end.code) if end and end.code else None for end in ends]
    if statement.predicate != "locatedIn" or inner is None or outer is None or outer.level < inner.level:
        return statement
    evidence = tuple(replace(item, confidence=round(item.confidence * UNFIT, 4),
                             factors=(*item.factors, ("divisions", UNFIT))) for item in statement.evidence)
    return replace(statement, confidence=round(statement.confidence * UNFIT, 4), evidence=evidence)
