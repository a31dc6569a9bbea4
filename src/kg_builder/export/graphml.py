"""The graph as GraphML for Gephi, yEd, Cytoscape: plain attributes only, and each edge's first quote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import networkx as nx

from kg_builder.export.files import replace_text
from kg_builder.graph.assemble import EDGE_FIELDS

_NODE_FIELDS = ("type", "label", "classes", "alt_labels", "code", "candidates", "date", "end_date")
_TYPES = {"mentions": "long", "evidence": "long", "former": "boolean", "confidence": "double"}      # else a string
_ATTRIBUTES = {"node": (*_NODE_FIELDS, "mentions", "quantities"),
               "edge": ("label", *EDGE_FIELDS, "quote", "evidence")}
_HEAD = """<?xml version="1.0" encoding="utf-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"\
 xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_graphml(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write nodes and edges with their plain attributes; several values are joined by `|`, missing ones are left out.

    An edge carries `quote`, the text of its first evidence, and `evidence`, how many there are. Characters that XML
    cannot hold become U+FFFD. It is written as it is read, because networkx would hold the whole document.
    """
    with replace_text(path) as file:
        file.write(_HEAD)
        file.writelines(f'  <key id="{kind}-{name}" for="{kind}" attr.name="{name}" '
                        f'attr.type="{_TYPES.get(name, "string")}"/>\n'
                        for kind, names in _ATTRIBUTES.items() for name in names)
        file.write('  <graph edgedefault="directed">\n')
        file.writelines(_list_elements(graph))
        file.write("  </graph>\n</graphml>\n")


def _list_elements(graph: nx.MultiDiGraph[str]) -> Iterator[str]:
    for key, node in graph.nodes(data=True):
        quantities = tuple(fact.object for fact in node.get("facts", ()) if fact.quantity)
        values = {**{name: node.get(name) for name in _NODE_FIELDS}, "mentions": len(node.get("mentions", ())),
                  "quantities": quantities}
        yield _write_element("node", {"id": key}, values)
    for subject, other, key, edge in graph.edges(keys=True, data=True):
        values = {"label": edge["predicate"], **{name: edge[name] for name in EDGE_FIELDS},
                  "quote": edge["evidence"][0].exact if edge["evidence"] else "", "evidence": len(edge["evidence"])}
        yield _write_element("edge", {"source": subject, "target": other, "id": key}, values)


def _write_element(kind: str, attributes: Mapping[str, str], values: Mapping[str, Any]) -> str:
    """Return a node or an edge as XML; values that are empty are left out."""
    head = " ".join(f"{name}={quoteattr(_clean(value))}" for name, value in attributes.items())
    rows = "".join(f'      <data key="{kind}-{name}">{escape(_clean(text))}</data>\n'
                   for name, value in values.items() if (text := _plain(value)))
    return f"    <{kind} {head}>\n{rows}    </{kind}>\n"


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return "|".join(value)
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
