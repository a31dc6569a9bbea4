"""From linked facts to the graph: one networkx MultiDiGraph whose attributes `kg_builder.graph` documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import networkx as nx

from kg_builder.errors import GraphError
from kg_builder.model import Article, Entity, Source, Statement
from kg_builder.ontology import load_ontology

EDGE_FIELDS = ("predicate", "title", "former", "since", "until", "as_of", "confidence", "role", "grantor", "dataset")


def assemble(sources: Iterable[Source], articles: Iterable[Article], entities: Iterable[Entity],
             statements: Iterable[Statement], *, base_iri: str, possibly_same: Iterable[tuple[str, str]] = (),
             conflicts: Iterable[tuple[str, tuple[str, ...]]] = ()) -> nx.MultiDiGraph[str]:
    """Return the graph of linked facts; the order of the arguments' items makes no difference.

    Args:
        sources: every source that was read.
        articles: their articles, the nodes of type `Article`.
        entities: linked, one for each key.
        statements: linked, one for each key. One of an ontology's attribute (an event's `date`, a `quantity`) has a
            literal as its object and goes to its subject's node, as `facts`; every other one is an edge.
        base_iri: what keys are relative to.
        possibly_same: pairs of keys of entities that may be one.
        conflicts: constraint and keys of the statements that it finds cannot all be true.

    Raises:
        GraphError: a key occurs twice, or a statement's end is no node.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.graph["base_iri"] = base_iri
    graph.graph["sources"] = {source.key: source for source in sorted(sources, key=lambda source: source.key)}
    graph.graph["conflicts"] = tuple(sorted((name, tuple(sorted(keys))) for name, keys in conflicts))
    twins: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in possibly_same:
        twins[one].add(other)
        twins[other].add(one)
    for entity in sorted(entities, key=lambda entity: entity.key):
        _add_node(graph, entity.key, _describe_entity(entity, tuple(sorted(twins[entity.key]))))
    for article in sorted(articles, key=lambda article: article.key):
        _add_node(graph, article.key, _describe_article(article))
    for statement in sorted(statements, key=_order):
        _add_statement(graph, statement)
    return graph


def _order(statement: Statement) -> tuple[str, str, str, str]:
    return statement.subject, statement.object, statement.predicate, statement.key


def _add_node(graph: nx.MultiDiGraph[str], key: str, attributes: dict[str, Any]) -> None:
    if key in graph:
        raise GraphError(f"two nodes have the key {key!r}; entities must be linked before the graph is assembled")
    graph.add_node(key, **attributes)


def _describe_entity(entity: Entity, possibly_same: tuple[str, ...]) -> dict[str, Any]:
    return {
        "type": entity.type,
        "label": entity.name,
        "classes": tuple(sorted(set(entity.classes) - {entity.type})),
        "alt_labels": tuple(sorted(set(entity.names) - {entity.name})),
        "code": entity.code,
        "candidates": tuple(sorted(set(entity.candidates))),
        "date": entity.date,
        "end_date": entity.end_date,
        "mentions": tuple(sorted(set(entity.mentions), key=lambda item: (item.article, item.start, item.key))),
        "possibly_same": possibly_same,
        "facts": (),
    }


def _describe_article(article: Article) -> dict[str, Any]:
    return {"type": "Article", "label": article.title, "alt_labels": article.alternative, "date": article.date,
            "source": article.source, "start": article.start, "end": article.end, "facts": ()}


def _add_statement(graph: nx.MultiDiGraph[str], statement: Statement) -> None:
    attribute = statement.predicate in load_ontology().attributes
    for end in (statement.subject,) if attribute else (statement.subject, statement.object):
        if end not in graph:
            triple = f"{statement.subject} {statement.predicate} {statement.object}"
            raise GraphError(f"{statement.key} ({triple}): {end!r} is neither an entity nor an article")
    evidence = tuple(sorted(statement.evidence, key=lambda item: (item.article, item.start, item.key)))
    if attribute:
        graph.nodes[statement.subject]["facts"] += (statement,)
        return
    if graph.has_edge(statement.subject, statement.object, statement.key):
        raise GraphError(f"two statements have the key {statement.key}; merge their evidence before assembling")
    attributes = {name: getattr(statement, name) for name in EDGE_FIELDS}
    graph.add_edge(statement.subject, statement.object, statement.key, **attributes, evidence=evidence)


def read_statements(graph: nx.MultiDiGraph[str]) -> Iterator[Statement]:
    """Give every statement of a graph, the literal ones of its nodes and its edges, by subject."""
    for key, node in graph.nodes(data=True):
        yield from node.get("facts", ())
        for _, other, attributes in graph.out_edges(key, data=True):
            yield Statement(subject=key, object=other, evidence=attributes["evidence"],
                            **{name: attributes[name] for name in EDGE_FIELDS})
