"""What changed between two graphs: articles, entities, statements, conflicts that came, went or say something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg_builder.graph.assemble import read_statements
from kg_builder.model import Statement

_NODE = ("type", "label", "classes", "alt_labels", "code", "candidates", "date", "end_date", "possibly_same")
_STATEMENT = ("confidence", "until", "as_of", "role", "grantor", "dataset")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    `what` is article, entity, statement or conflict; `how` is added, removed or changed. `text` says what it is about;
    `fields` of a change gives (field, before, after), where `mentions` and `evidence` are how many there are.
    """

    what: str
    how: str
    key: str
    text: str
    fields: tuple[tuple[str, Any, Any], ...] = ()


def compare_graphs(old: nx.MultiDiGraph[str], new: nx.MultiDiGraph[str]) -> tuple[Change, ...]:
    """Return what is different in the new graph: articles, entities, statements, conflicts, each sorted by text."""
    changes = [*_compare("article", _list_nodes(old, articles=True), _list_nodes(new, articles=True)),
               *_compare("entity", _list_nodes(old, articles=False), _list_nodes(new, articles=False)),
               *_compare("statement", _list_statements(old), _list_statements(new)),
               *_compare("conflict", _list_conflicts(old), _list_conflicts(new))]
    order = {what: number for number, what in enumerate(("article", "entity", "statement", "conflict"))}
    return tuple(sorted(changes, key=lambda change: (order[change.what], change.text, change.key, change.how)))


_Things = Mapping[str, tuple[str, Mapping[str, Any]]]      # key -> what it is in words, and its fields


def _compare(what: str, old: _Things, new: _Things) -> Iterator[Change]:
    for key in old.keys() - new.keys():
        yield Change(what, "removed", key, old[key][0])
    for key in new.keys() - old.keys():
        yield Change(what, "added", key, new[key][0])
    for key in old.keys() & new.keys():
        before, after = old[key][1], new[key][1]
        fields = tuple((name, before[name], after[name]) for name in before if before[name] != after[name])
        if fields:
            yield Change(what, "changed", key, new[key][0], fields)


def _list_nodes(graph: nx.MultiDiGraph[str], *, articles: bool) -> dict[str, tuple[str, dict[str, Any]]]:
    return {key: (f"{node['label'] or key} ({node['type']})",
                  {**{name: node.get(name) for name in _NODE}, "mentions": len(node.get("mentions", ()))})
            for key, node in graph.nodes(data=True) if (node["type"] == "Article") == articles}


def _list_statements(graph: nx.MultiDiGraph[str]) -> dict[str, tuple[str, dict[str, Any]]]:
    return {statement.key: (describe_statement(graph, statement),
                            {**{name: getattr(statement, name) for name in _STATEMENT},
                             "evidence": len(statement.evidence)})
            for statement in read_statements(graph)}


def _list_conflicts(graph: nx.MultiDiGraph[str]) -> dict[str, tuple[str, dict[str, Any]]]:
    statements = {statement.key: describe_statement(graph, statement) for statement in read_statements(graph)}
    return {f"{name} {' '.join(keys)}": (f"{name}: {' / '.join(sorted(statements[key] for key in keys))}", {})
            for name, keys in graph.graph["conflicts"]}


def describe_statement(graph: nx.MultiDiGraph[str], statement: Statement) -> str:
    """Return a statement in a line: `骆景行 → holdsPost → 松壑镇党委 (书记)`."""
    subject, target = (graph.nodes[key]["label"] or key if key in graph else key
                       for key in (statement.subject, statement.object))
    details = [statement.title, "former" if statement.former else "", statement.since or ""]
    said = ", ".join(detail for detail in details if detail)
    return f"{subject} → {statement.predicate} → {target}" + (f" ({said})" if said else "")
