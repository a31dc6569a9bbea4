"""The graph as GraphML for Gephi, yEd, Cytoscape: plain attributes only, and each edge's first quote."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import networkx as nx

from kg_builder.export.files import replace_file
from kg_builder.graph.assemble import EDGE_FIELDS

_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_graphml(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write nodes and edges with their plain attributes; several values are joined by `|`, missing ones are left out.

    An edge carries `quote`, the text of its first evidence, and `evidence`, how many there are. Characters that XML
    cannot hold become U+FFFD.
    """
    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for key, node in graph.nodes(data=True):
        plain.add_node(_clean(key), **_flatten({name: node.get(name) for name in (
            "type", "label", "classes", "alt_labels", "code", "candidates", "date", "end_date")}),
            mentions=len(node.get("mentions", ())),
            **_flatten({"quantities": tuple(fact.object for fact in node.get("facts", ()) if fact.quantity)}))
    for subject, other, key, edge in graph.edges(keys=True, data=True):
        fields = _flatten({name: edge[name] for name in EDGE_FIELDS})
        quotes = _flatten({"quote": edge["evidence"][0].exact}) if edge["evidence"] else {}
        plain.add_edge(_clean(subject), _clean(other), key, label=edge["predicate"], **fields, **quotes,
                       evidence=len(edge["evidence"]))
    with replace_file(path) as file:
        nx.write_graphml_xml(plain, file, named_key_ids=True)


def _flatten(attributes: dict[str, Any]) -> dict[str, Any]:
    flat = {name: "|".join(value) if isinstance(value, tuple) else value for name, value in attributes.items()}
    return {name: _clean(value) if isinstance(value, str) else value
            for name, value in flat.items() if value is not None and value != ""}


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
