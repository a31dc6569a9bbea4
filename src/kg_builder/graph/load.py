"""A built directory back into the graph: what `export.rdf` wrote, read into the same nodes and edges.

What the Turtle does not hold is not there: sentences, the order of sub-titles, and the text of a source unless the
build kept it beside the graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pyoxigraph as ox

from kg_builder.errors import GraphError
from kg_builder.graph.assemble import assemble
from kg_builder.graph.iri import DIVISION, NAMESPACES, decode_iri
from kg_builder.model import Article, Entity, Evidence, Mention, Quantity, Source, Statement
from kg_builder.ontology import KG, SEVEN

GRAPH_FILE = "graph.ttl"


def load_graph(directory: Path) -> nx.MultiDiGraph[str]:
    """Return the graph of a built directory, or of one Turtle file.

    Raises:
        GraphError: there is none, or it is not one that kg-builder wrote.
    """
    path = directory / GRAPH_FILE if directory.is_dir() else directory
    try:
        reader = _Reader(path)
        graph = assemble(reader.read_sources(), reader.read_articles(), reader.read_entities(),
                         reader.read_statements(), base_iri=reader.base, possibly_same=reader.read_twins(),
                         conflicts=reader.read_conflicts())
        if corrections := tuple(sorted(reader.read_corrections())):
            graph.graph["corrections"] = corrections
        return graph
    except FileNotFoundError:
        raise GraphError(f"{path}: no such file; build the graph first") from None
    except (OSError, SyntaxError) as error:
        raise GraphError(f"{path}: not a readable graph: {error}") from error
    except (KeyError, IndexError, ValueError) as error:
        raise GraphError(f"{path}: not a graph that kg-builder wrote: {error}") from error


class _Reader:
    """The triples of one file, by subject and prefixed property; IRIs below the base are given as keys."""

    def __init__(self, path: Path) -> None:
        self._folder = path.parent
        self._things: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._kinds: defaultdict[str, set[str]] = defaultdict(set)
        prefixes = {namespace: prefix for prefix, namespace in NAMESPACES.items()}
        names: dict[str, str] = {}
        for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            subject, name, value = triple.subject, triple.predicate.value, triple.object
            if not isinstance(subject, ox.NamedNode) or not isinstance(value, ox.NamedNode | ox.Literal):
                raise ValueError(f"{subject} has a value without a name")
            if name not in names:
                cut = max(name.rfind("#"), name.rfind("/")) + 1
                names[name] = f"{prefixes.get(name[:cut], name[:cut])}:{name[cut:]}"
            self._things[subject.value][names[name]].append(value.value)
        for iri, thing in self._things.items():
            for kind in thing["rdf:type"]:
                self._kinds[kind].add(iri)
        self.base = self._one(min(self._list("void:Dataset")), "void:uriSpace")
        self._mentions = {iri: self._read_mention(iri) for iri in self._list("kg:Mention")}
        self._resolve_antecedents()

    def _list(self, kind: str) -> list[str]:
        prefix, _, local = kind.partition(":")
        return sorted(self._kinds[NAMESPACES[prefix] + local])

    def _one(self, iri: str, name: str) -> str:
        if not (values := self._things[iri][name]):
            raise ValueError(f"{iri} has no {name}")
        return values[0]

    def _any(self, iri: str, name: str) -> str | None:
        return next(iter(self._things[iri][name]), None)

    def _key(self, iri: str) -> str:
        return decode_iri(iri, base_iri=self.base)

    def _key_of(self, iri: str, name: str) -> str:
        return self._key(self._one(iri, name))

    def read_sources(self) -> Iterator[Source]:
        for iri in self._list("kg:Source"):
            kept = self._any(iri, "kg:text")
            file = self._folder / kept if kept else None
            text = file.read_bytes().decode("utf-8", "surrogatepass") if file is not None and file.is_file() else ""
            yield Source(self._one(iri, "kg:path"), text, self._one(iri, "kg:sha256"), extracted=kept is not None)

    def read_articles(self) -> Iterator[Article]:
        for iri in self._list("kg:Article"):
            yield Article(
                key=self._key(iri), source=self._key_of(iri, "dcterms:isPartOf"),
                title=self._any(iri, "dcterms:title") or "",
                alternative=tuple(sorted(self._things[iri]["dcterms:alternative"])),
                start=int(self._one(iri, "kg:start")), end=int(self._one(iri, "kg:end")),
                date=self._any(iri, "dcterms:issued"), sentences=())

    def read_entities(self) -> Iterator[Entity]:
        for kind in SEVEN:
            for iri in self._list(f"kg:{kind}"):
                thing = self._things[iri]
                yield Entity(
                    key=self._key(iri), type=kind, name=self._one(iri, "skos:prefLabel"),
                    mentions=tuple(self._mentions[mention] for mention in thing["prov:wasDerivedFrom"]),
                    classes=tuple(name.removeprefix(KG) for name in thing["rdf:type"]),
                    names=tuple(thing["skos:altLabel"]), code=self._any(iri, "kg:adminCode"),
                    candidates=tuple(self._key(other).removeprefix(DIVISION) for other in thing["kg:candidate"]),
                    date=self._any(iri, "kg:date"), end_date=self._any(iri, "kg:endDate"))

    def read_statements(self) -> Iterator[Statement]:
        mentioned = {iri: self._read_evidence(iri) for iri in self._list("kg:Evidence")}
        for iri in self._list("kg:Statement"):
            origins = self._things[iri]["prov:wasDerivedFrom"]
            grantor = self._any(iri, "kg:grantor")
            yield Statement(
                subject=self._key_of(iri, "rdf:subject"), predicate=self._one(iri, "rdf:predicate").removeprefix(KG),
                object=self._key_of(iri, "rdf:object"),
                evidence=tuple(mentioned[origin] for origin in origins if origin in mentioned),
                title=self._any(iri, "kg:postTitle") or "", former=self._any(iri, "kg:former") == "true",
                since=self._any(iri, "kg:from"), until=self._any(iri, "kg:until"), as_of=self._any(iri, "kg:asOf"),
                confidence=float(self._one(iri, "kg:confidence")), role=self._any(iri, "kg:role") or "",
                grantor=self._key(grantor) if grantor else None,
                dataset=next((self._key(origin) for origin in origins if origin not in mentioned), None),
                quantity=self._read_quantity(iri))

    def _read_quantity(self, iri: str) -> Quantity | None:
        def text(name: str) -> str:
            return (self._any(iri, f"kg:{name}") or "").removeprefix(KG)

        if not text("value"):
            return None
        return Quantity(text("value"), text("unit"), text("upperValue"), text("approximation"), text("counted"),
                        text("change"), text("scope"))

    def read_twins(self) -> Iterator[tuple[str, str]]:
        for iri, thing in sorted(self._things.items()):
            for other in thing.get("kg:possiblySame", ()):
                yield self._key(iri), self._key(other)

    def read_conflicts(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for iri in self._list("kg:Conflict"):
            yield self._one(iri, "kg:constraint"), tuple(self._key(key) for key in self._things[iri]["kg:between"])

    def read_corrections(self) -> Iterator[tuple[str, str, str, str, tuple[str, ...], str]]:
        for iri in self._list("kg:Correction"):
            yield (self._key(iri), self._one(iri, "dcterms:creator"), self._one(iri, "dcterms:created"),
                   self._one(iri, "dcterms:description"),
                   tuple(sorted(self._key(key) for key in self._things[iri]["kg:corrects"])),
                   self._any(iri, "kg:outcome") or "")

    def _read_place(self, iri: str) -> tuple[str, int, int, str]:
        """Return article, start, end and quote of a mention or of evidence."""
        selector = self._one(iri, "oa:hasSelector")
        start, end = int(self._one(selector, "oa:start")), int(self._one(selector, "oa:end"))
        return self._key_of(iri, "oa:hasScope"), start, end, self._one(selector, "oa:exact")

    def _read_mention(self, iri: str) -> Mention:
        article, start, end, exact = self._read_place(iri)
        classes = {name.removeprefix(KG) for name in self._things[iri]["kg:mentionClass"]}
        return Mention(
            start, end, type=min(classes & set(SEVEN)), exact=exact, name=self._any(iri, "kg:mentionName") or exact,
            rule=self._one(iri, "kg:rule"), article=article, subclass=min(classes - set(SEVEN), default=""),
            confidence=float(self._one(iri, "kg:confidence")))

    def _resolve_antecedents(self) -> None:
        spans = {iri: (mention.start, mention.end) for iri, mention in self._mentions.items()}
        for iri, mention in self._mentions.items():
            if target := self._any(iri, "kg:antecedent"):
                self._mentions[iri] = replace(mention, antecedent=spans[target])

    def _read_evidence(self, iri: str) -> Evidence:
        article, start, end, exact = self._read_place(iri)
        subject, target = self._any(iri, "kg:subjectMention"), self._any(iri, "kg:objectMention")
        return Evidence(
            article, start, end, exact, self._one(iri, "kg:rule"), float(self._one(iri, "kg:confidence")),
            subject=self._mentions[subject] if subject else None, object=self._mentions[target] if target else None,
            captures=tuple(_parse_capture(text) for text in _in_order(self._things[iri]["kg:capture"])),
            factors=tuple(_parse_factor(text) for text in _in_order(self._things[iri]["kg:factor"])))


def _in_order(numbered: Iterable[str]) -> list[str]:
    """Return "1 who:3-6", "2 post:0-3" by their numbers and without them."""
    return [text.partition(" ")[2] for text in sorted(numbered, key=lambda text: int(text.partition(" ")[0]))]


def _parse_capture(text: str) -> tuple[str, int, int]:
    name, _, span = text.rpartition(":")
    start, _, end = span.partition("-")
    return name, int(start), int(end)


def _parse_factor(text: str) -> tuple[str, float]:
    name, _, value = text.rpartition("=")
    return name, float(value)
