"""kg-builder turns Chinese news text into a knowledge graph that can be browsed, queried and defended.

`build(inputs, **settings)` returns the graph that `kg_builder.graph` documents, as a networkx MultiDiGraph;
`load_graph(directory)` reads a built one, and `graph_to_rdflib(graph)` gives its triples as an rdflib Graph. Everything
raised on purpose is a `KgBuilderError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# `build` is bound here and now: it is a module's name as well, and a later import of the module would take its place.
from kg_builder.build import build
from kg_builder.config import Settings
from kg_builder.errors import KgBuilderError

if TYPE_CHECKING:
    from kg_builder.export.rdf import graph_to_rdflib
    from kg_builder.graph.load import load_graph

__all__ = ["KgBuilderError", "Settings", "__version__", "build", "graph_to_rdflib", "load_graph"]

_LATER = {"graph_to_rdflib": "kg_builder.export.rdf", "load_graph": "kg_builder.graph.load"}


def __getattr__(name: str) -> Any:
    """Import what needs an RDF library when it is first asked for."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_LATER[name]), name)
