"""The graph as RDF: `describe_graph`'s blocks as triples, streamed through pyoxigraph; or as an rdflib graph."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

import networkx as nx
import pyoxigraph as ox

from kg_builder.errors import ExportError
from kg_builder.export.describe import describe_graph
from kg_builder.export.files import replace_file
from kg_builder.graph.iri import NAMESPACES

if TYPE_CHECKING:
    import rdflib


def write_turtle(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write the graph as Turtle, the source of truth of a built directory; the same graph gives the same bytes."""
    _write(graph, path, ox.RdfFormat.TURTLE)


def write_ntriples(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write the graph as N-Triples: a line a triple, for tools that work line by line."""
    _write(graph, path, ox.RdfFormat.N_TRIPLES)


def write_jsonld(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write the graph as JSON-LD in expanded form."""
    _write(graph, path, ox.RdfFormat.JSON_LD)


def graph_to_rdflib(graph: nx.MultiDiGraph[str]) -> rdflib.Graph:
    """Return the same triples as an rdflib graph, for tools that expect one (slow above 100,000 triples)."""
    import rdflib

    result = rdflib.Graph()
    for prefix, namespace in NAMESPACES.items():
        result.bind(prefix, namespace)
    for triple in make_triples(graph):
        subject, predicate, value = (_to_rdflib(term) for term in triple)
        result.add((subject, predicate, value))
    return result


def make_triples(graph: nx.MultiDiGraph[str]) -> Iterator[ox.Triple]:
    """Give the graph's triples, sorted by subject; raise ExportError where a name cannot be an IRI."""
    for iri, properties in describe_graph(graph):
        subject = _name(iri)
        for predicate, kind, value in properties:
            yield ox.Triple(subject, _expand(predicate), _make_term(kind, value))


def _write(graph: nx.MultiDiGraph[str], path: Path, form: ox.RdfFormat) -> None:
    with replace_file(path) as file:
        ox.serialize(make_triples(graph), file, form, prefixes=NAMESPACES)
        _sort_prefixes(file)


def _sort_prefixes(file: IO[bytes]) -> None:
    """Put the prefixes of a Turtle file in order where they stand; pyoxigraph writes them in a random one."""
    file.seek(0)
    head = list(itertools.takewhile(lambda line: line.startswith(b"@prefix "), file))
    file.seek(0)
    file.writelines(sorted(head))


def _make_term(kind: str, value: str) -> ox.NamedNode | ox.Literal:
    if kind == "iri":
        return _name(value)
    if kind == "term":
        return _expand(value)
    if not value.isascii():     # half a surrogate pair (JSON can hold one) is no text; everything else stays
        value = value.encode("utf-8", "replace").decode("utf-8")
    return ox.Literal(value, language=kind[1:]) if kind.startswith("@") else ox.Literal(value, datatype=_expand(kind))


def _name(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise ExportError(f"{iri!r} is not an IRI ({error}); is the base IRI a full one, such as "
                          "https://example.org/kg/ ?") from error


@functools.lru_cache(maxsize=1024)
def _expand(name: str) -> ox.NamedNode:
    prefix, _, local = name.partition(":")
    return _name(NAMESPACES[prefix] + local)


def _to_rdflib(term: object) -> rdflib.URIRef | rdflib.Literal:
    import rdflib

    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if not isinstance(term, ox.Literal):
        raise ExportError(f"{term} is neither an IRI nor a literal")
    datatype = None if term.language else rdflib.URIRef(term.datatype.value)
    # Stores compare lexical forms: "0.50" must not become "0.5" here either.
    return rdflib.Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
