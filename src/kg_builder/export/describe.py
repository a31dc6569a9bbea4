"""What the RDF says of each thing of a graph: sorted blocks of properties, free of any RDF library."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
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
    describer = _Describer(graph)
    for iri, describe in sorted(describer.index().items()):
        yield iri, sorted(set(describe()), key=lambda item: (item[0] != "rdf:type", item))


class _Describer:
    """Holds what the blocks need to know of one another: who mentions what, and which mention stands where."""

    def __init__(self, graph: nx.MultiDiGraph[str]) -> None:
        self._graph = graph
        self._statements = {statement.key: statement for statement in read_statements(graph)}
        self._evidence = {item.key: item for statement in self._statements.values() for item in statement.evidence}
        self._mentions: dict[str, tuple[str, Mention]] = {}
        self._naming: defaultdict[str, set[str]] = defaultdict(set)
        self._spans: defaultdict[tuple[str, int, int], list[tuple[str, str]]] = defaultdict(list)
        for key, node in graph.nodes(data=True):
            for mention in node.get("mentions", ()):
                self._naming[mention.article].add(key)
                self._add_mention(key, mention)
        for item in self._evidence.values():
            for end in (item.subject, item.object):
                if end is not None:
                    self._add_mention("", end)

    def _add_mention(self, entity: str, mention: Mention) -> None:
        if mention.key not in self._mentions:
            self._mentions[mention.key] = entity, mention
            self._spans[mention.article, mention.start, mention.end].append((entity, mention.key))

    def index(self) -> dict[str, Callable[[], list[Property]]]:
        """Return for each thing its IRI and the function that describes it."""
        graph = self._graph.graph
        index: dict[str, Callable[[], list[Property]]] = {graph["base_iri"]: self._describe_graph}
        for key, source in graph["sources"].items():
            index[self._iri(key)] = partial(self._describe_source, source)
        for key, node in self._graph.nodes(data=True):
            describe = self._describe_article if node["type"] == "Article" else self._describe_entity
            index[self._iri(key)] = partial(describe, key, node)
        for statement in self._statements.values():
            index[self._iri(statement.key)] = partial(self._describe_statement, statement)
            if _is_membership(statement, self._graph) and statement.title:
                index[self._iri(f"role/{statement.title}")] = partial(_describe_role, statement.title)
            if statement.dataset:
                index[self._iri(statement.dataset)] = lambda: [("rdf:type", "term", "kg:DataSet")]
        for item in self._evidence.values():
            index[self._iri(item.key)] = partial(self._describe_evidence, item)
            index[self._iri(item.key) + "#selector"] = partial(_describe_selector, item)
        for entity, mention in self._mentions.values():
            index[self._iri(mention.key)] = partial(self._describe_mention, entity, mention)
            index[self._iri(mention.key) + "#selector"] = partial(_describe_selector, mention)
        for correction in graph.get("corrections", ()):
            index[self._iri(correction[0])] = partial(self._describe_correction, correction)
        for constraint, keys in graph["conflicts"]:
            key = f"conflict/{digest(constraint, *keys)}"
            index[self._iri(key)] = partial(self._describe_conflict, constraint, keys)
        return index

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
        there = self._spans.get((mention.article, *mention.antecedent), [])
        ranked = sorted((owner != entity, owner, key) for owner, key in there if key != mention.key)
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
