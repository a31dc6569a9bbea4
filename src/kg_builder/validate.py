"""Whether a graph is what `ontology/shapes.ttl` says that every export is (SHACL)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.namespace import SH

from kg_builder.errors import GraphError
from kg_builder.graph.load import GRAPH_FILE
from kg_builder.ontology import find_ontology

SUFFIXES = (".ttl", ".nt", ".jsonld", ".rdf")


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One thing that breaks a shape: the thing's IRI, the property's (or ""), the value (or ""), and what is wrong."""

    focus: str
    path: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """What a validation found; no violation means that the graph conforms."""

    triples: int
    violations: tuple[Violation, ...]

    @property
    def conforms(self) -> bool:
        """Whether every shape holds."""
        return not self.violations


def validate(path: Path) -> ValidationReport:
    """Check a built directory, or one RDF file (by its suffix: ttl, nt, jsonld, rdf), against the shapes.

    Raises:
        GraphError: there is no such file, or it is not readable RDF.
    """
    data = read_rdf(path / GRAPH_FILE if path.is_dir() else path)
    shapes, classes = (read_rdf(find_ontology() / name) for name in ("shapes.ttl", "kg.ttl"))
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, ont_graph=classes, inference="none")
    if not isinstance(results, rdflib.Graph):
        raise GraphError(f"{path}: the validator failed: {results}")
    return ValidationReport(len(data), tuple(sorted(_list_violations(results))))


def read_rdf(path: Path) -> rdflib.Graph:
    """Return an RDF file as an rdflib graph; pyoxigraph parses, because rdflib takes twenty times as long."""
    form = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if form is None or path.suffix not in SUFFIXES:
        raise GraphError(f"{path}: not an RDF format by its suffix; allowed: {' '.join(SUFFIXES)}")
    graph = rdflib.Graph()
    try:
        for quad in ox.parse(path=str(path), format=form):
            graph.add((_convert(quad.subject), _convert(quad.predicate), _convert(quad.object)))
    except FileNotFoundError:
        raise GraphError(f"{path}: no such file; build the graph first") from None
    except (OSError, SyntaxError) as error:
        raise GraphError(f"{path}: not readable RDF: {error}") from error
    return graph


def _convert(term: object) -> rdflib.URIRef | rdflib.BNode | rdflib.Literal:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, ox.Literal):
        datatype = None if term.language else rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
    raise GraphError(f"{term}: statements about triples are not used here")


def _list_violations(results: rdflib.Graph) -> set[Violation]:
    found = set()
    for result in results.subjects(rdflib.RDF.type, SH.ValidationResult):
        focus, path, value, message = (
            results.value(result, name) for name in (SH.focusNode, SH.resultPath, SH.value, SH.resultMessage))
        found.add(Violation(str(focus), str(path or ""), "" if isinstance(value, rdflib.BNode) else str(value or ""),
                            str(message or "")))
    return found
