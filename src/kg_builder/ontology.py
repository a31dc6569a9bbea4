"""The ontology, `ontology/kg.ttl`, read once into tables of types, relations and attributes.

It is the only list of type names: a class below one of the seven is a type, a property below `kg:relation` a relation,
one below `kg:attribute` a literal that a statement may give (an event's `date`).
"""

from __future__ import annotations

import functools
import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from kg_builder.errors import OntologyError

KG = "https://w3id.org/kg-builder/ontology#"
SEVEN = ("Person", "Organization", "Place", "Program", "Award", "Document", "Event")
SURE = 0.5      # below this confidence a statement is a candidate only

_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_SCHEMA = "https://schema.org/"
_DOMAINS = (_RDFS + "domain", _SCHEMA + "domainIncludes")
_RANGES = (_RDFS + "range", _SCHEMA + "rangeIncludes")


@dataclass(frozen=True, slots=True)
class TypeInfo:
    """A type of entity: its name, the type above it (None for one of the seven), its top class, and its labels."""

    name: str
    parent: str | None
    top: str
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class RelationInfo:
    """A relation (or an attribute): the types that its head and its tail may have, and its labels.

    `domain` and `range` name types of the seven (`Article` for a byline; XML Schema's datatypes for an attribute).
    """

    name: str
    domain: frozenset[str]
    range: frozenset[str]
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class ValueInfo:
    """One of the values that the ontology names, such as the approximation `MoreThan`: its class, and its labels."""

    name: str
    kind: str
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Ontology:
    """Types, relations, attributes and named values by name."""

    types: Mapping[str, TypeInfo]
    relations: Mapping[str, RelationInfo]
    attributes: Mapping[str, RelationInfo]
    values: Mapping[str, ValueInfo]

    def ancestors(self, name: str) -> tuple[str, ...]:
        """Return the type and those above it, narrowest first; raise OntologyError where it is unknown."""
        if name not in self.types:
            raise OntologyError(f"unknown type {name!r}; the types are in ontology/kg.ttl")
        above = [name]
        while (parent := self.types[above[-1]].parent) is not None:
            above.append(parent)
        return tuple(above)

    def is_a(self, name: str, ancestor: str) -> bool:
        """Return whether type `name` is `ancestor` or lies below it."""
        return ancestor in self.ancestors(name)


def find_ontology() -> Path:
    """Return the folder with kg.ttl and shapes.ttl: the package's own, or else the repository's."""
    here = Path(__file__).resolve()
    for folder in (here.parent / "_ontology", here.parents[2] / "ontology"):
        if (folder / "kg.ttl").is_file():
            return folder
    raise OntologyError(f"kg.ttl is neither in {here.parent / '_ontology'} nor in {here.parents[2] / 'ontology'}; "
                        "reinstall kg-builder")


@functools.cache
def load_ontology() -> Ontology:
    """Return the ontology that this installation uses; raise OntologyError where it is missing or not well formed."""
    return read_ontology(find_ontology() / "kg.ttl")


@functools.cache
def ontology_hash() -> str:
    """Return the SHA-256 of kg.ttl: builds made with another ontology are other builds."""
    return hashlib.sha256((find_ontology() / "kg.ttl").read_bytes()).hexdigest()


def read_ontology(path: Path) -> Ontology:
    """Return the tables of an ontology file in Turtle; raise OntologyError where it is not well formed."""
    terms = _read_terms(path)
    parents = {name: parent for name, values in terms.items() if (parent := _parent(values, "subClassOf"))}
    types = {}
    for name in sorted({*SEVEN, *parents}):
        if name not in terms:
            raise OntologyError(f"{path}: class kg:{name} is missing")
        top = name
        for _ in parents:
            top = parents.get(top, top)
        if top in SEVEN:
            types[name] = TypeInfo(name, parents.get(name), top, *_labels(path, name, terms[name]))
    below: dict[str, dict[str, RelationInfo]] = {"relation": {}, "attribute": {}}
    for name in sorted(terms):
        if (kind := _parent(terms[name], "subPropertyOf")) in below:
            below[kind][name] = RelationInfo(name, _ends(terms[name], _DOMAINS), _ends(terms[name], _RANGES),
                                             *_labels(path, name, terms[name]))
    kinds = {name: kind for name in sorted(terms) for kind in terms[name][_RDF_TYPE] if kind.startswith(KG)}
    named = {name: ValueInfo(name, kind.removeprefix(KG), *_labels(path, name, terms[name]))
             for name, kind in kinds.items()}
    return Ontology(MappingProxyType(types), MappingProxyType(below["relation"]), MappingProxyType(below["attribute"]),
                    MappingProxyType(named))


_Values = defaultdict[str, list[str]]


def _read_terms(path: Path) -> dict[str, _Values]:
    """Return for each term of our namespace: property IRI (a label's with its language) -> values."""
    terms: defaultdict[str, _Values] = defaultdict(lambda: defaultdict(list))
    try:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            subject, value = quad.subject, quad.object
            if isinstance(subject, ox.NamedNode) and subject.value.startswith(KG) and not isinstance(value, ox.Triple):
                language = f"@{value.language}" if isinstance(value, ox.Literal) else ""
                terms[subject.value.removeprefix(KG)][quad.predicate.value + language].append(value.value)
    except (OSError, SyntaxError) as error:
        raise OntologyError(f"{path}: not a readable ontology: {error}") from error
    return dict(terms)


def _parent(values: _Values, link: str) -> str | None:
    """Return the name of the term above, if it is one of ours."""
    ours = sorted(value.removeprefix(KG) for value in values[_RDFS + link] if value.startswith(KG))
    return ours[0] if ours else None


def _labels(path: Path, name: str, values: _Values) -> tuple[str, str]:
    try:
        return values[f"{_RDFS}label@zh"][0], values[f"{_RDFS}label@en"][0]
    except IndexError:
        raise OntologyError(f"{path}: kg:{name} needs a label @zh and one @en") from None


def _ends(values: _Values, links: tuple[str, ...]) -> frozenset[str]:
    iris = (iri for link in links for iri in values[link])
    return frozenset(iri.removeprefix(KG) if iri.startswith(KG) else "xsd:" + iri.rpartition("#")[2] for iri in iris)
