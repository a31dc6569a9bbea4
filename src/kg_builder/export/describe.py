"""What the RDF says of each thing of a graph: sorted blocks of properties, free of any RDF library."""

from __future__ import annotations

import heapq
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

import networkx as nx

from kg_builder.graph.assemble import read_statements
from kg_builder.graph.iri import DIVISION, encode_key
from kg_builder.model import Evidence, Mention, Quantity, Source, Statement, digest
from kg_builder.ontology import SURE

# A property: (prefixed name, kind of its value, value). Kinds: `iri` (absolute), `term` (prefixed name), `@zh`, or
# the prefixed name of a datatype.
Property = tuple[str, str, str]
Block = tuple[str, list[Property]]

_DATE_FORMS = ((re.compile(r"\d{4}-\d\d-\d\d"), "xsd:date"), (re.compile(r"\d{4}-\d\d"), "xsd:gYearMonth"),
               (re.compile(r"\d{4}"), "xsd:gYear"), (re.compile(r"--\d\d-\d\d"), "xsd:gMonthDay"))


def describe_graph(graph: nx.MultiDiGraph[str]) -> Iterator[Block]:
    """Give (IRI, properties) for each thing of the graph, by IRI; a type comes first, the rest is sorted."""
    for iri, properties in _Describer(graph).describe():
        yield iri, sorted(set(properties), key=lambda item: (item[0] != "rdf:type", item))


class _Describer:
    """Holds what the blocks need to know of one another: who mentions what, and what references stand for.

    A large graph has hundreds of thousands of mentions, so they are sorted and described, but nowhere kept by key.
    """

    def __init__(self, graph: nx.MultiDiGraph[str]) -> None:
        self._graph = graph
        self._statements = {statement.key: statement for statement in read_statements(graph)}
        self._evidence = {item.key: item for statement in self._statements.values() for item in statement.evidence}
        self._naming: defaultdict[str, set[str]] = defaultdict(set)
        for key, mention in self._list_owned():
            self._naming[mention.article].add(key)
        self._owners: dict[str, str] = {}       # of the mentions that refer to another
        self._spans: dict[tuple[str, int, int], dict[str, str]] = {}    # where those stand: the mentions, with owners
        for _, mention in self._list_mentions():
            if mention.antecedent is not None:
                self._spans[mention.article, *mention.antecedent] = {}
        for key, mention in self._list_mentions():
            if mention.antecedent is not None:
                self._owners.setdefault(mention.key, key)
            if (there := self._spans.get((mention.article, mention.start, mention.end))) is not None:
                there.setdefault(mention.key, key)

    def _list_owned(self) -> Iterator[tuple[str, Mention]]:
        return ((key, mention) for key, node in self._graph.nodes(data=True) for mention in node.get("mentions", ()))

    def _list_mentions(self) -> Iterator[tuple[str, Mention]]:
        """Yield the entities' mentions with their owners, and those of the evidence: of two with one key the first."""
        yield from self._list_owned()
        for item in self._evidence.values():
            yield from (("", end) for end in (item.subject, item.object) if end is not None)

    def describe(self) -> Iterator[Block]:
        """Yield each thing's IRI and properties, by IRI."""
        return heapq.merge(self._describe_few(), self._describe_nodes(), self._describe_statements(),
                           self._describe_all_evidence(), self._describe_mentions(), key=itemgetter(0))

    def _describe_few(self) -> Iterator[Block]:
        """Yield the things of which there are few."""
        graph = self._graph.graph
        index: dict[str, Callable[[], list[Property]]] = {graph["base_iri"]: self._describe_graph}
        for key, source in graph["sources"].items():
            index[self._iri(key)] = partial(self._describe_source, source)
        for statement in self._statements.values():
            if _is_membership(statement, self._graph) and statement.title:
                index[self._iri(f"role/{statement.title}")] = partial(_describe_role, statement.title)
            if statement.dataset:
                index[self._iri(statement.dataset)] = lambda: [("rdf:type", "term", "kg:DataSet")]
        for correction in graph.get("corrections", ()):
            index[self._iri(correction[0])] = partial(self._describe_correction, correction)
        for constraint, keys in graph["conflicts"]:
            key = f"conflict/{digest(constraint, *keys)}"
            index[self._iri(key)] = partial(self._describe_conflict, constraint, keys)
        return ((iri, index[iri]()) for iri in sorted(index))

    def _describe_nodes(self) -> Iterator[Block]:
        for key in sorted(self._graph, key=self._iri):
            node = self._graph.nodes[key]
            describe = self._describe_article if node["type"] == "Article" else self._describe_entity
            yield self._iri(key), describe(key, node)

    def _describe_statements(self) -> Iterator[Block]:
        for key in sorted(self._statements, key=self._iri):
            yield self._iri(key), self._describe_statement(self._statements[key])

    def _describe_all_evidence(self) -> Iterator[Block]:
        for key in sorted(self._evidence, key=self._iri):
            yield self._iri(key), self._describe_evidence(self._evidence[key])
            yield self._iri(key) + "#selector", _describe_selector(self._evidence[key])

    def _describe_mentions(self) -> Iterator[Block]:
        mentions = sorted((mention for _, mention in self._list_mentions()), key=lambda mention: mention.key)
        for key, same in groupby(mentions, key=lambda mention: mention.key):
            mention = next(same)
            yield self._iri(key), self._describe_mention(self._owners.get(key, ""), mention)
            yield self._iri(key) + "#selector", _describe_selector(mention)

    def _iri(self, key: str) -> str:
        return encode_key(key, base_iri=self._graph.graph["base_iri"])

    def _link(self, name: str, key: str) -> Property:
        return name, "iri", self._iri(key)

    def _describe_graph(self) -> list[Property]:
        return [("rdf:type", "term", "void:Dataset"), ("void:uriSpace", "xsd:string", self._graph.graph["base_iri"])]

    def _describe_source(self, source: Source) -> list[Property]:
        block = [("rdf:type", "term", "kg:Source"), ("kg:path", "xsd:string", source.path),
                 ("kg:sha256", "xsd:string", source.sha256)]
        return [*block, ("kg:text", "xsd:string", f"texts/{source.sha256}.txt")] if source.extracted else block

    def _describe_article(self, key: str, node: dict[str, Any]) -> list[Property]:
        path = self._graph.graph["sources"][node["source"]].path
        return [
            ("rdf:type", "term", "kg:Article"),
            *[("dcterms:title", "@zh", node["label"]) for _ in range(bool(node["label"]))],
            *[("dcterms:alternative", "@zh", title) for title in node["alt_labels"]],
            ("dcterms:source", "xsd:string", path), self._link("dcterms:isPartOf", node["source"]),
            *_date("dcterms:issued", node["date"]),
            ("kg:start", "xsd:integer", str(node["start"])), ("kg:end", "xsd:integer", str(node["end"])),
            *[self._link("schema:mentions", entity) for entity in self._naming[key]],
        ]

    def _describe_entity(self, key: str, node: dict[str, Any]) -> list[Property]:
        return [
            *[("rdf:type", "term", f"kg:{name}") for name in (node["type"], *node["classes"])],
            ("skos:prefLabel", "@zh", node["label"]), *[("skos:altLabel", "@zh", name) for name in node["alt_labels"]],
            *[("kg:adminCode", "xsd:string", code) for code in (node["code"],) if code],
            *[self._link("kg:candidate", DIVISION + code) for code in node["candidates"]],
            *_date("kg:date", node["date"]), *_date("kg:endDate", node["end_date"]),
            *[self._link("kg:possiblySame", other) for other in node["possibly_same"]],
            *[self._link("prov:wasDerivedFrom", mention.key) for mention in node["mentions"]],
            *[self._link(f"kg:{edge['predicate']}", other)
              for _, other, edge in self._graph.out_edges(key, data=True)
              if not edge["former"] and edge["confidence"] >= SURE],
        ]

    def _describe_statement(self, statement: Statement) -> list[Property]:
        literal = statement.object not in self._graph
        block = [
            ("rdf:type", "term", "kg:Statement"), self._link("rdf:subject", statement.subject),
            ("rdf:predicate", "term", f"kg:{statement.predicate}"),
            *(_write_literal(statement) if literal else [self._link("rdf:object", statement.object)]),
            _confidence(statement.confidence),
            *[("kg:postTitle", "@zh", text) for text in (statement.title,) if text],
            *[("kg:role", "@zh", text) for text in (statement.role,) if text],
            *[("kg:former", "xsd:boolean", "true") for _ in range(statement.former)],
            *_date("kg:from", statement.since), *_date("kg:until", statement.until), *_date("kg:asOf", statement.as_of),
            *[self._link("kg:grantor", key) for key in (statement.grantor,) if key],
            *[self._link("prov:wasDerivedFrom", item.key) for item in statement.evidence],
            *[self._link("prov:wasDerivedFrom", key) for key in (statement.dataset,) if key],
            *(_describe_quantity(statement.quantity) if statement.quantity else ()),
        ]
        if statement.quantity and self._graph.nodes[statement.subject]["type"] != "Article":
            block.append(self._link("kg:quantityOf", statement.subject))
        if _is_membership(statement, self._graph):
            block += [("rdf:type", "term", "org:Membership"), self._link("org:member", statement.subject),
                      self._link("org:organization", statement.object),
                      *[self._link("org:role", f"role/{title}") for title in (statement.title,) if title]]
        return block

    def _describe_place(self, item: Evidence | Mention) -> list[Property]:
        """What evidence and mentions have in common: where they are, which rule, how sure."""
        return [
            ("rdf:type", "term", "oa:SpecificResource"),
            self._link("oa:hasSource", self._graph.nodes[item.article]["source"]),
            self._link("oa:hasScope", item.article), ("oa:hasSelector", "iri", self._iri(item.key) + "#selector"),
            ("kg:rule", "xsd:string", item.rule), _confidence(item.confidence),
        ]

    def _describe_evidence(self, item: Evidence) -> list[Property]:
        ends = (("kg:subjectMention", item.subject), ("kg:objectMention", item.object))
        return [
            ("rdf:type", "term", "kg:Evidence"), *self._describe_place(item),
            *[self._link(name, mention.key) for name, mention in ends if mention is not None],
            *[("kg:capture", "xsd:string", f"{number} {name}:{start}-{end}")
              for number, (name, start, end) in enumerate(item.captures, 1)],
            *[("kg:factor", "xsd:string", f"{number} {name}={_decimal(value)}")
              for number, (name, value) in enumerate(item.factors, 1)],
        ]

    def _describe_mention(self, entity: str, mention: Mention) -> list[Property]:
        return [
            ("rdf:type", "term", "kg:Mention"), *self._describe_place(mention),
            *[("kg:mentionName", "@zh", mention.name) for _ in range(mention.name != mention.exact)],
            *[("kg:mentionClass", "term", f"kg:{name}") for name in (mention.type, mention.subclass) if name],
            *[self._link("kg:antecedent", key) for key in self._find_antecedent(entity, mention)],
        ]

    def _find_antecedent(self, entity: str, mention: Mention) -> list[str]:
        """Return the key of the mention that a reference stands for: one of its own entity before any other."""
        if mention.antecedent is None:
            return []
        there = self._spans[mention.article, *mention.antecedent]
        ranked = sorted((owner != entity, owner, key) for key, owner in there.items() if key != mention.key)
        return [key for _, _, key in ranked[:1]]

    def _describe_conflict(self, constraint: str, keys: tuple[str, ...]) -> list[Property]:
        return [("rdf:type", "term", "kg:Conflict"), ("kg:constraint", "xsd:string", constraint),
                *[self._link("kg:between", key) for key in keys]]


    def _describe_correction(self, correction: tuple[str, str, str, str, tuple[str, ...], str]) -> list[Property]:
        _, author, date, reason, keys, outcome = correction
        known = {*self._graph, *self._statements}
        return [("rdf:type", "term", "kg:Correction"), ("rdf:type", "term", "kg:DataSet"),
                ("dcterms:creator", "xsd:string", author), ("dcterms:created", "xsd:date", date),
                ("dcterms:description", "@zh", reason),
                *[("kg:outcome", "xsd:string", outcome) for _ in range(bool(outcome))],
                *[self._link("kg:corrects", key) for key in keys if key in known]]


def _is_membership(statement: Statement, graph: nx.MultiDiGraph[str]) -> bool:
    return statement.predicate == "holdsPost" and graph.nodes[statement.object]["type"] == "Organization"


def _write_literal(statement: Statement) -> list[Property]:
    return [("rdf:object", "@zh", statement.object)] if statement.quantity else _date("rdf:object", statement.object)


def _describe_quantity(quantity: Quantity) -> list[Property]:
    texts = (("kg:unit", quantity.unit), ("kg:counted", quantity.counted), ("kg:scope", quantity.scope))
    numbers = (("kg:value", quantity.value), ("kg:upperValue", quantity.upper))
    terms = (("kg:approximation", quantity.approximation), ("kg:change", quantity.change))
    return [("rdf:type", "term", "kg:Quantity"), *[(name, "@zh", text) for name, text in texts if text],
            *[(name, "xsd:decimal", number) for name, number in numbers if number],
            *[(name, "term", f"kg:{term}") for name, term in terms if term]]


def _describe_role(title: str) -> list[Property]:
    return [("rdf:type", "term", "org:Role"), ("skos:prefLabel", "@zh", title)]


def _describe_selector(item: Evidence | Mention) -> list[Property]:
    return [("rdf:type", "term", "oa:TextPositionSelector"), ("rdf:type", "term", "oa:TextQuoteSelector"),
            ("oa:start", "xsd:integer", str(item.start)), ("oa:end", "xsd:integer", str(item.end)),
            ("oa:exact", "@zh", item.exact)]


def _confidence(value: float) -> Property:
    return "kg:confidence", "xsd:decimal", _decimal(value)


def _decimal(value: float) -> str:
    """Return at most four digits after the point, and at least one: 0.95, 1.0."""
    digits = f"{value:.4f}".rstrip("0")
    return digits + "0" if digits.endswith(".") else digits


def _date(name: str, value: str | None) -> list[Property]:
    """Return the property with the datatype that the date's form says; nothing where there is no date."""
    if not value:
        return []
    return [(name, next((kind for form, kind in _DATE_FORMS if form.fullmatch(value)), "xsd:string"), value)]
