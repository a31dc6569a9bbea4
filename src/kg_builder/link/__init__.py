"""The same entity in different documents → one identity (`identity`), one node and one statement (`merge`).

Everything works by key: no two entities are compared that do not share a block, and the order of sources is irrelevant.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from kg_builder.link.apply import Corrected, exchange
from kg_builder.link.conflicts import find_conflicts
from kg_builder.link.constraints import Constraints, load_constraints
from kg_builder.link.corrections import Correction, load_corrections
from kg_builder.link.identity import block_key, is_generic, key_entity, names_division
from kg_builder.link.merge import merge_entities, merge_statements
from kg_builder.link.quotes import Finder
from kg_builder.matching.gazetteer import DATASET, DATASET_DATE, Gazetteer, load_gazetteer
from kg_builder.model import Article, Entity, Source, SourceFacts, Statement

__all__ = ["Linked", "block_key", "link", "load_constraints", "load_corrections"]

MOST_PAIRED = 12        # of more nodes of one name, each is paired with the next only, or a common name gave a million

LONG_NAME = 4           # an event or document of a shorter name (会议, 决定) is not worth comparing


@dataclass(frozen=True, slots=True)
class Linked:
    """What all sources say, with global keys; everything sorted by key. `corrections` are as in `kg_builder.graph`."""

    sources: tuple[Source, ...]
    articles: tuple[Article, ...]
    entities: tuple[Entity, ...]
    statements: tuple[Statement, ...]
    possibly_same: tuple[tuple[str, str], ...] = ()
    conflicts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    corrections: tuple[tuple[str, str, str, str, tuple[str, ...], str], ...] = ()
    warnings: tuple[str, ...] = ()          # corrections that fit nothing, or were found by their text


def link(facts: Iterable[SourceFacts], *, gazetteer: Gazetteer | None = None,
         constraints: Constraints | None = None, corrections: Sequence[Correction] = ()) -> Linked:
    """Give the entities of all sources global keys and merge what has the same key.

    Args:
        facts: of any number of sources, in any order.
        gazetteer: the divisions; the packaged ones without it.
        constraints: what cannot all be true; the built-in ones without it.
        corrections: what people corrected, applied in their order.

    Returns:
        Entities with all their mentions, statements with all their evidence, the containers of coded places as the data
        set gives them, pairs of keys that may be one (same name, but not shown to be one), and the contradictions.
    """
    gazetteer = gazetteer or load_gazetteer()
    by_source = {one.source.key: one for one in sorted(facts, key=lambda one: (one.source.key, one.source.sha256))}
    ordered = [by_source[key] for key in sorted(by_source)]
    # Sentences are a tenth of what a text becomes; they were read, and nobody asks for them again.
    articles = {article.key: replace(article, sentences=()) for one in ordered for article in one.articles}
    keys = _key_all(ordered, {key: article.date for key, article in articles.items()}, gazetteer)
    groups: dict[str, list[Entity]] = defaultdict(list)
    for one in ordered:
        for entity in one.entities:
            groups[keys[entity.key]].append(entity)
    dates = {key: article.date for key, article in articles.items()}
    graph = Corrected({key: merge_entities(key, groups[key], gazetteer) for key in sorted(groups)},
                      _rekey(ordered, keys, dates), dates, gazetteer,
                      Finder((one.source for one in ordered), articles.values()))
    _contain(graph, gazetteer)
    graph.apply(corrections)
    _contain(graph, gazetteer)      # of places that a correction gave a code
    entities = [graph.entities[key] for key in sorted(graph.entities)]
    return Linked(tuple(one.source for one in ordered), tuple(articles[key] for key in sorted(articles)),
                  tuple(entities), tuple(graph.statements[key] for key in sorted(graph.statements)),
                  tuple(sorted(_pair(entities, gazetteer))),
                  find_conflicts(graph.statements.values(), entities, articles.values(), gazetteer=gazetteer,
                                 constraints=constraints or load_constraints()),
                  graph.list_outcomes(), graph.list_notes())


def _key_all(facts: Sequence[SourceFacts], dates: Mapping[str, str | None], gazetteer: Gazetteer) -> dict[str, str]:
    """Return local key → global key of every entity; events last, because who holds them is part of theirs."""
    keys: dict[str, str] = {}
    for one in facts:
        years = {e.key: "" if (date := dates.get(e.mentions[0].article) or "").startswith("--") else date[:4]
                 for e in one.entities}
        for entity in one.entities:
            if entity.type != "Event":
                keys[entity.key] = sys.intern(key_entity(entity, year=years[entity.key], gazetteer=gazetteer))
        holders: dict[str, set[str]] = defaultdict(set)
        for statement in one.statements:
            if statement.predicate == "holds" and statement.subject in keys:
                holders[statement.object].add(keys[statement.subject])
        for entity in one.entities:
            if entity.type == "Event":
                holder = min(holders[entity.key], default="")
                key = key_entity(entity, year=years[entity.key], holder=holder, gazetteer=gazetteer)
                keys[entity.key] = sys.intern(key)
    return keys


def _rekey(facts: Iterable[SourceFacts], keys: Mapping[str, str], dates: Mapping[str, str | None]
           ) -> dict[str, Statement]:
    """Return the merged statements by key; what says that something is its own part is left out."""
    groups: dict[str, list[Statement]] = defaultdict(list)
    for one in facts:
        for statement in one.statements:
            moved = exchange(statement, keys)
            if moved.subject != moved.object:
                groups[moved.key].append(moved)
    return {key: merge_statements(group, dates) for key, group in groups.items()}


def _contain(graph: Corrected, gazetteer: Gazetteer) -> None:
    """Add, for every division, that it lies in its nearest container that some article mentions."""
    by_code = {entity.code: entity.key for entity in graph.entities.values() if entity.code}
    for code, key in by_code.items():
        container = gazetteer.container(code)
        while container is not None and container.code not in by_code:
            container = gazetteer.container(container.code)
        if container is not None:
            statement = Statement(key, "locatedIn", by_code[container.code], (), as_of=DATASET_DATE, dataset=DATASET)
            graph.statements.setdefault(statement.key, statement)


def _pair(entities: Iterable[Entity], gazetteer: Gazetteer) -> Iterator[tuple[str, str]]:
    """Yield pairs of entities of one name that were not shown to be one and may be."""
    blocks: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        if not (entity.type == "Organization" and is_generic(entity, gazetteer)):
            blocks[block_key(entity, gazetteer=gazetteer)].append(entity)
    for name in sorted(blocks):
        block = sorted(blocks[name], key=lambda entity: entity.key)
        for one, other in combinations(block, 2) if len(block) <= MOST_PAIRED else pairwise(block):
            if _may_be_one(one, other, gazetteer):
                yield one.key, other.key


def _may_be_one(one: Entity, other: Entity, gazetteer: Gazetteer) -> bool:
    if one.type in ("Organization", "Place"):       # 民政局 of two counties are two; of a county and nowhere, who knows
        if one.type == "Organization" and names_division(one, gazetteer) and names_division(other, gazetteer):
            return False
        inner, outer = one.within, other.within
        return not inner or not outer or gazetteer.within(inner, outer) or gazetteer.within(outer, inner)
    if one.type == "Event":
        return len(one.name) >= LONG_NAME and (not one.date or not other.date or one.date == other.date)
    return one.type in ("Person", "Event") or len(one.name) >= LONG_NAME
