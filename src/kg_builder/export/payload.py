"""What the page knows: the graph as plain rows, each text once, offsets as JavaScript counts them."""

from __future__ import annotations

import base64
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import networkx as nx

from kg_builder.export.columns import Row, Table
from kg_builder.export.layout import lay_out
from kg_builder.export.readings import read_characters, read_surnames
from kg_builder.model import Evidence, Mention, Source, Statement, digest
from kg_builder.ontology import SEVEN, load_ontology

ARTICLE = "Article"
STATEMENT = "statement/"
EVIDENCE = "evidence/"
_DIGEST = re.compile(r"[0-9a-f]{16}")


@dataclass
class Payload:
    """The rows of the page's tables, and the small dictionaries that they point into.

    `facts` are statements of a literal (an event's date), which are no edges; `evidence` belongs to both.
    """

    nodes: Table = field(default_factory=Table)
    edges: Table = field(default_factory=Table)
    facts: Table = field(default_factory=Table)
    evidence: Table = field(default_factory=Table)
    passages: Table = field(default_factory=Table)
    articles: Table = field(default_factory=Table)
    mentions: Table = field(default_factory=Table)
    names: Row = field(default_factory=dict)


def gather_payload(graph: nx.MultiDiGraph[str], *, text_limit: int) -> Payload:
    """Return everything that the page shows of a graph.

    Args:
        graph: as `kg_builder.graph` defines it; not changed.
        text_limit: how many characters the articles may have in all to be embedded in full; above it the page has
            the sentences of the evidence only.
    """
    return _Gatherer(graph, text_limit).gather()


class _Numbers:
    """Numbers for repeated words, in the order of their first use."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        return self._numbers.setdefault(name, len(self._numbers))

    def words(self) -> list[str]:
        return list(self._numbers)


class _Text:
    """A source's text with offsets in UTF-16 units, as JavaScript counts; ours are code points."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._astral = [i for i, c in enumerate(text) if c > "\uffff"] if text and max(text) > "\uffff" else []

    def units(self, start: int, end: int) -> int:
        """Return the length of a span in UTF-16 units."""
        return end - start + bisect_left(self._astral, end) - bisect_left(self._astral, start)


@dataclass(frozen=True, slots=True)
class _Span:
    """An article: its number in the page, its span in the source, the source's text, and whether it is embedded."""

    number: int
    start: int
    end: int
    text: _Text
    embedded: bool

    def holds(self, start: int, end: int) -> bool:
        return self.embedded and self.start <= start < end <= self.end


class _Gatherer:
    """Fills one payload; numbers of nodes follow the sorted keys, those of edges the nodes they join."""

    def __init__(self, graph: nx.MultiDiGraph[str], text_limit: int) -> None:
        self._graph = graph
        self._text_limit = text_limit
        self._keys = sorted(graph)
        self._number = {key: i for i, key in enumerate(self._keys)}
        self._statements = sorted(graph.edges(keys=True, data=True),
                                  key=lambda edge: (self._number[edge[0]], self._number[edge[1]], edge[2]))
        self._names = {kind: _Numbers() for kind in ("types", "predicates", "classes", "rules")}
        self._passages: dict[tuple[str, int, int], int] = {}
        self._spans: dict[str, _Span] = {}
        self._payload = Payload()

    def gather(self) -> Payload:
        readings = self._gather_readings()      # first, because what its table took is then used for the rest
        self._add_nodes()
        self._add_articles()
        self._add_mentions()
        self._add_statements()
        self._add_facts()
        self._payload.names = self._gather_names(readings)
        return self._payload

    def _add_nodes(self) -> None:
        entities = [i for i, key in enumerate(self._keys) if self._graph.nodes[key]["type"] != ARTICLE]
        places, communities = lay_out(len(self._keys), self._list_links(), ties=self._list_ties(), shown=entities)
        for i, key in enumerate(self._keys):
            node = self._graph.nodes[key]
            same = node.get("possibly_same") or ()
            self._payload.nodes.append({
                "id": _shorten_key(key, node["type"], node.get("label") or ""),
                "label": node.get("label") or "",
                "type": self._names["types"].number(node["type"]),
                "x": places[i][0],
                "y": places[i][1],
                "community": communities[i],
                "aliases": tuple(node.get("alt_labels") or ()),
                "classes": tuple(self._names["classes"].number(name) for name in node.get("classes") or ()),
                "code": node.get("code") or "",
                "candidates": tuple(node.get("candidates") or ()),
                "date": node.get("date") or "",
                "until": node.get("end_date") or "",
                "same": tuple(self._number[other] for other in same if other in self._number),
            })

    def _list_links(self) -> Iterator[tuple[int, int]]:
        return ((self._number[a], self._number[b]) for a, b, _ in self._graph.edges(keys=True))

    def _list_ties(self) -> Iterator[tuple[int, int]]:
        """Yield which node is mentioned in which article: what is read together stands together."""
        return ((self._number[key], self._number[mention.article])
                for key in self._keys for mention in self._graph.nodes[key].get("mentions") or ()
                if mention.article in self._number)

    def _add_articles(self) -> None:
        sources: Mapping[str, Source] = self._graph.graph.get("sources", {})
        texts: dict[str, _Text] = {}
        found = [(key, self._graph.nodes[key]) for key in self._keys if self._graph.nodes[key]["type"] == ARTICLE]
        embed = sum((node.get("end") or 0) - (node.get("start") or 0) for _, node in found) <= self._text_limit
        for i, (key, node) in enumerate(found):
            source, start, end = node.get("source") or "", node.get("start") or 0, node.get("end") or 0
            if source not in texts:
                texts[source] = _Text(sources[source].text if source in sources else "")
            whole = texts[source].text[start:end] if embed else ""
            self._spans[key] = _Span(i, start, end, texts[source], bool(whole))
            path = sources[source].path if source in sources else source
            self._payload.articles.append({"node": self._number[key], "source": source, "path": path, "start": start,
                                           "end": end, "text": whole})

    def _add_mentions(self) -> None:
        """Add every mention where the article's text is there to mark it in, else one row for each article and node."""
        rows: set[tuple[int, int, int, int]] = set()
        for i, key in enumerate(self._keys):
            for mention in self._graph.nodes[key].get("mentions") or ():
                span = self._spans.get(mention.article)
                if span is None:
                    continue
                if span.holds(mention.start, mention.end):
                    start = span.text.units(span.start, mention.start)
                    rows.add((span.number, start, start + span.text.units(mention.start, mention.end), i))
                else:
                    rows.add((span.number, 0, 0, i))
        for article, start, end, node in sorted(rows):
            self._payload.mentions.append({"article": article, "start": start, "length": end - start, "node": node})

    def _add_statements(self) -> None:
        for head, tail, key, data in self._statements:
            grantor = data.get("grantor")
            self._payload.edges.append({
                "id": _shorten_digest(key, STATEMENT),
                "from": self._number[head],
                "to": self._number[tail],
                "predicate": self._names["predicates"].number(data["predicate"]),
                "title": data.get("title") or "",
                "former": 1 if data.get("former") else 0,
                "since": data.get("since") or "",
                "until": data.get("until") or "",
                "asOf": data.get("as_of") or "",
                "confidence": round(data.get("confidence", 1.0), 3),
                "role": data.get("role") or "",
                "grantor": self._number.get(grantor, -1) if grantor else -1,
                "dataset": data.get("dataset") or "",
                "evidence": self._add_evidence(data.get("evidence") or ()),
            })

    def _add_facts(self) -> None:
        for i, key in enumerate(self._keys):
            facts: Iterable[Statement] = self._graph.nodes[key].get("facts") or ()
            for fact in sorted(facts, key=lambda fact: (fact.predicate, fact.object, fact.key)):
                self._payload.facts.append({
                    "id": _shorten_digest(fact.key, STATEMENT), "node": i, "value": fact.object,
                    "predicate": self._names["predicates"].number(fact.predicate), "asOf": fact.as_of or "",
                    "confidence": round(fact.confidence, 3), "dataset": fact.dataset or "",
                    "evidence": self._add_evidence(fact.evidence),
                })

    def _add_evidence(self, found: Sequence[Evidence]) -> int:
        """Add the evidence of one statement and return how many there are: the page counts on from the one before."""
        for evidence in found:
            text = _Text(evidence.exact)
            self._payload.evidence.append({
                "id": _shorten_digest(evidence.key, EVIDENCE),
                "passage": self._add_passage(evidence, text),
                "rule": self._names["rules"].number(evidence.rule),
                "confidence": round(evidence.confidence, 3),
                "subject": _locate(evidence.subject, evidence, text),
                "object": _locate(evidence.object, evidence, text),
            })
        return len(found)

    def _add_passage(self, evidence: Evidence, text: _Text) -> int:
        place = (evidence.article, evidence.start, evidence.end)
        if place not in self._passages:
            self._passages[place] = len(self._payload.passages)
            span = self._spans.get(evidence.article)
            embedded = span is not None and span.holds(evidence.start, evidence.end)
            self._payload.passages.append({
                "article": span.number if span else -1,
                "start": evidence.start,
                "end": evidence.end,
                "at": span.text.units(span.start, evidence.start) if span and embedded else -1,
                "length": text.units(0, len(evidence.exact)),
                "text": "" if embedded else evidence.exact,
            })
        return self._passages[place]

    def _gather_readings(self) -> Row:
        nodes = [node for _, node in self._graph.nodes(data=True)]
        return {"readings": read_characters(name for node in nodes
                                            for name in (node.get("label") or "", *(node.get("alt_labels") or ()))),
                "surnames": read_surnames(node.get("label") or "" for node in nodes if node["type"] == "Person")}

    def _gather_names(self, readings: Row) -> Row:
        edge = {statement[2]: i for i, statement in enumerate(self._statements)}
        lists = {kind: names.words() for kind, names in self._names.items()}
        return lists | {
            "base": self._graph.graph.get("base_iri", ""),
            "print": digest(*self._keys, length=8),
            "labels": _list_labels(lists),
            "relations": _list_relations(),
            **readings,
            "conflicts": [[constraint, [edge[key] for key in members if key in edge]]
                          for constraint, members in sorted(self._graph.graph.get("conflicts", ()))],
        }


def _shorten_key(key: str, kind: str, label: str) -> str:
    """Return a node's key without what its type and label say already: `/@CN-610602` for `person/孙延文@CN-610602`."""
    start = f"{kind.lower()}/{label}"
    return "/" + key.removeprefix(start) if key.startswith(start) else key


def _shorten_digest(key: str, prefix: str) -> str:
    """Return the digest of a key in base 64, which takes two thirds of the room; a key of another form as it is."""
    digits = key.removeprefix(prefix)
    if not _DIGEST.fullmatch(digits):
        return key
    return base64.urlsafe_b64encode(bytes.fromhex(digits)).decode().rstrip("=")


def _locate(mention: Mention | None, evidence: Evidence, text: _Text) -> tuple[int, ...]:
    """Return where the mention stands in the evidence's text as (start, length), or () where it does not."""
    if mention is None or not evidence.start <= mention.start < mention.end <= evidence.end:
        return ()
    start = mention.start - evidence.start
    return text.units(0, start), text.units(start, mention.end - evidence.start)


def _list_labels(lists: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the ontology's Chinese and English label of each type, class and relation that the page may show."""
    ontology = load_ontology()
    tables: tuple[Mapping[str, Any], ...] = (ontology.types, ontology.relations, ontology.attributes)
    shown = {*lists["types"], *lists["classes"], *lists["predicates"]} - {ARTICLE}
    wanted = sorted({*shown, *SEVEN, *_list_relations()})
    return {name: [table[name].label_zh, table[name].label_en] for name in wanted for table in tables if name in table}


def _list_relations() -> dict[str, list[list[str]]]:
    """Return the relations that a reader may assert between entities, each with the types of its two ends."""
    return {name: [sorted(relation.domain), sorted(relation.range)]
            for name, relation in sorted(load_ontology().relations.items()) if ARTICLE not in relation.range}
