"""What a graph can be written as: `FORMATS` is the only list; a writer's libraries are loaded when it is used."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kg_builder.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx

    from kg_builder.config import Settings

    Writer = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Format:
    """An output format: the file's name in a built directory, its media type, and `module:function` that writes it.

    `default` says whether a build writes it unasked, `options` which keyword of the function has which setting.
    """

    file_name: str
    media_type: str
    function: str
    default: bool = True
    options: tuple[tuple[str, str], ...] = ()

    @property
    def suffix(self) -> str:
        """The end of the file's name, with its dot."""
        return Path(self.file_name).suffix

    @property
    def writer(self) -> Writer:
        """The function that takes the graph and the path and writes the file, atomically."""
        module, _, name = self.function.partition(":")
        return cast("Writer", getattr(importlib.import_module(f"kg_builder.export.{module}"), name))


FORMATS = {
    "turtle": Format("graph.ttl", "text/turtle", "rdf:write_turtle"),
    "html": Format("graph.html", "text/html", "html:write_html", options=(("text_limit", "page_text"),)),
    "graphml": Format("graph.graphml", "application/graphml+xml", "graphml:write_graphml"),
    "nodes": Format("nodes.csv", "text/csv", "tables:write_nodes"),
    "edges": Format("edges.csv", "text/csv", "tables:write_edges"),
    "quantities": Format("quantities.csv", "text/csv", "tables:write_quantities"),
    "mentions": Format("mentions.csv", "text/csv", "tables:write_mentions"),
    "evidence": Format("evidence.csv", "text/csv", "tables:write_evidence"),
    "ntriples": Format("graph.nt", "application/n-triples", "rdf:write_ntriples", default=False),
    "jsonld": Format("graph.jsonld", "application/ld+json", "rdf:write_jsonld", default=False),
}


def export(graph: nx.MultiDiGraph[str], name: str, path: Path, *, settings: Settings | None = None) -> None:
    """Write a graph in the format of this name; raise ExportError where it is unknown or the file cannot be written."""
    if name not in FORMATS:
        raise ExportError(f"unknown format {name!r}; the formats are {', '.join(sorted(FORMATS))}")
    options = {} if settings is None else {key: getattr(settings, field) for key, field in FORMATS[name].options}
    FORMATS[name].writer(graph, path, **options)
