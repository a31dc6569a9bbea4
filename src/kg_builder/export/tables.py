"""The graph as CSV tables for spreadsheets and data frames: nodes, edges, quantities, mentions, evidence.

UTF-8 with a byte order mark (spreadsheets need it to read Chinese), lines end in CR LF. Several values in a cell are
joined by `|`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx

from kg_builder.export.files import replace_text
from kg_builder.graph.assemble import read_statements
from kg_builder.model import Mention

Cell = str | int | float | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_nodes(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write one line for each entity and article."""
    columns = ("key", "type", "label", "classes", "alt_labels", "code", "candidates", "date", "end_date", "mentions")
    _write(path, columns, (
        (key, node["type"], node["label"], _join(node.get("classes", ())), _join(node["alt_labels"]), node.get("code"),
         _join(node.get("candidates", ())), node.get("date"), node.get("end_date"), len(node.get("mentions", ())))
        for key, node in _list_nodes(graph)))


def write_edges(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write one line for each statement; a literal one has no label at its object."""
    columns = ("key", "subject", "subject_label", "predicate", "object", "object_label", "title", "role", "former",
               "from", "until", "as_of", "confidence", "grantor", "dataset", "evidence")
    labels = {key: node["label"] for key, node in _list_nodes(graph)}
    statements = sorted(read_statements(graph), key=lambda item: (item.subject, item.predicate, item.object, item.key))
    _write(path, columns, (
        (item.key, item.subject, labels[item.subject], item.predicate, item.object, labels.get(item.object), item.title,
         item.role, str(item.former).lower(), item.since, item.until, item.as_of, round(item.confidence, 4),
         item.grantor, item.dataset, len(item.evidence)) for item in statements))


def write_quantities(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write one line for each quantity: whose it is (nobody's where the text does not say), and all its parts."""
    columns = ("key", "owner", "owner_label", "counted", "value", "upper", "unit", "approximation", "change", "scope",
               "from", "until", "as_of", "confidence", "article", "source", "quote")
    found = sorted((s for s in read_statements(graph) if s.quantity), key=lambda s: (s.evidence[0].article,
                                                                                   s.evidence[0].start, s.key))
    _write(path, columns, (
        (item.key, *_name_owner(graph, item.subject), said.counted, said.value, said.upper, said.unit,
         said.approximation, said.change, said.scope, item.since, item.until, item.as_of, round(item.confidence, 4),
         item.evidence[0].article, _find_path(graph, item.evidence[0].article), item.evidence[0].exact)
        for item in found if (said := item.quantity)))


def _name_owner(graph: nx.MultiDiGraph[str], key: str) -> tuple[Cell, Cell]:
    return (None, None) if graph.nodes[key]["type"] == "Article" else (key, graph.nodes[key]["label"])


def write_mentions(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write one line for each mention of each entity, with its span in the source's text."""
    columns = ("key", "entity", "label", "type", "subclass", "exact", "name", "source", "article", "start", "end",
               "rule", "confidence", "antecedent_start", "antecedent_end")
    _write(path, columns, (
        (item.key, key, node["label"], item.type, item.subclass, item.exact, item.name, _find_path(graph, item.article),
         item.article, item.start, item.end, item.rule, round(item.confidence, 4), *(item.antecedent or (None, None)))
        for key, node in _list_nodes(graph) for item in node.get("mentions", ())))


def write_evidence(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write one line for each piece of evidence of each statement."""
    _write(path, ("key", "statement", "exact", "source", "article", "start", "end", "rule", "confidence",
                  "subject_exact", "object_exact", "captures", "factors"), _list_evidence(graph))


def _list_evidence(graph: nx.MultiDiGraph[str]) -> Iterator[tuple[Cell, ...]]:
    for statement in sorted(read_statements(graph), key=lambda statement: statement.key):
        for item in statement.evidence:
            yield (item.key, statement.key, item.exact, _find_path(graph, item.article), item.article, item.start,
                   item.end, item.rule, round(item.confidence, 4), _quote(item.subject), _quote(item.object),
                   _join(f"{name}:{start}-{end}" for name, start, end in item.captures),
                   _join(f"{name}={value:.4g}" for name, value in item.factors))


def _list_nodes(graph: nx.MultiDiGraph[str]) -> list[tuple[str, dict[str, Any]]]:
    return [(key, graph.nodes[key]) for key in sorted(graph)]


def _quote(mention: Mention | None) -> str | None:
    return mention.exact if mention else None


def _find_path(graph: nx.MultiDiGraph[str], article: str) -> str:
    path: str = graph.graph["sources"][graph.nodes[article]["source"]].path
    return path


def _join(values: Iterable[str]) -> str:
    return "|".join(values)


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[Cell, ...]]) -> None:
    with replace_text(path) as file:
        file.write("\ufeff")
        table = csv.writer(file)
        table.writerow(columns)
        table.writerows([_defuse(cell) for cell in row] for row in rows)


def _defuse(cell: Cell) -> Cell:
    """Put an apostrophe before text that a spreadsheet would run as a formula."""
    return "'" + cell if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
