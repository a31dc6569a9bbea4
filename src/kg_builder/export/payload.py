"""What the page knows: the graph as plain rows and columns, each text once, offsets as JavaScript counts them."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import networkx as nx

from kg_builder.export.layout import lay_out
from kg_builder.export.readings import read_characters, read_surnames
from kg_builder.model import Evidence, Mention, Source

Row = dict[str, Any]
ARTICLE = "Article"
STATEMENT = "statement/"


@dataclass
class Payload:
    """The rows of the page's tables, and the small dictionaries that they point into."""

    nodes: list[Row] = field(default_factory=list)
    edges: list[Row] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)
    passages: list[Row] = field(default_factory=list)
    articles: list[Row] = field(default_factory=list)
    mentions: list[Row] = field(default_factory=list)
    names: Row = field(default_factory=dict)


class _Names:
    """Numbers for repeated words, in the order of their first use."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        return self._numbers.setdefault(name, len(self._numbers))

    def list(self) -> list[str]:
        return list(self._numbers)


class _Text:
    """A source's text with offsets in UTF-16 units, as JavaScript counts; ours are code points."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._astral = [i for i, c in enumerate(text) if c > "\uffff"] if text and max(text) > "\uffff" else []

    def units(self, start: int, end: int) -> int:
        """Return the length of a span in UTF-16 units."""
        return end - start + bisect_left(self._astral, end) - bisect_left(self._astral, start)


def gather_payload(graph: nx.MultiDiGraph, *, text_limit: int) -> Payload:
    """Return everything that the page shows of a graph.

    :param graph: as `kg_builder.graph` defines it; not changed
    :param text_limit: how many characters the articles may have in all to be embedded in full; above it the page has
        the sentences of the evidence only
    """
    payload = Payload()
    keys = sorted(graph)
    number = {key: i for i, key in enumerate(keys)}
    statements = sorted(graph.edges(keys=True, data=True), key=lambda e: (number[e[0]], number[e[1]], e[2]))
    names = {kind: _Names() for kind in ("types", "predicates", "classes", "rules")}
    _add_nodes(payload, graph, keys, number, statements, names)
    texts = {key: _Text(source.text) for key, source in graph.graph.get("sources", {}).items()}
    articles = _add_articles(payload, graph, keys, number, texts, text_limit=text_limit)
    _add_mentions(payload, graph, keys, articles)
    _add_statements(payload, statements, number, names, articles, texts)
    edge = {statement[2]: i for i, statement in enumerate(statements)}
    conflicts = [
        [constraint, [edge[key] for key in members if key in edge]]
        for constraint, members in sorted(graph.graph.get("conflicts", ()))
    ]
    searched = [name for row in payload.nodes for name in (row["label"], *row["aliases"])]
    people = [row["label"] for row in payload.nodes if names["types"].list()[row["type"]] == "Person"]
    payload.names = {kind: found.list() for kind, found in names.items()} | {
        "base": graph.graph.get("base_iri", ""),
        "readings": read_characters(searched),
        "surnames": read_surnames(people),
        "conflicts": conflicts,
    }
    return payload


def _add_nodes(
    payload: Payload,
    graph: nx.MultiDiGraph,
    keys: list[str],
    number: Mapping[str, int],
    statements: Sequence[tuple[str, str, str, Row]],
    names: Mapping[str, _Names],
) -> None:
    drawn = [(number[a], number[b]) for a, b, _, _ in statements if graph.nodes[b]["type"] != ARTICLE]
    places, communities = lay_out(len(keys), drawn)
    for i, key in enumerate(keys):
        node = graph.nodes[key]
        payload.nodes.append(
            {
                "id": key,
                "label": node.get("label") or "",
                "type": names["types"].number(node["type"]),
                "x": places[i][0],
                "y": places[i][1],
                "community": communities[i],
                "aliases": list(node.get("alt_labels") or ()),
                "classes": [names["classes"].number(name) for name in node.get("classes") or ()],
                "code": node.get("code") or "",
                "candidates": list(node.get("candidates") or ()),
                "date": node.get("date") or "",
                "until": node.get("end_date") or "",
                "same": [number[other] for other in node.get("possibly_same") or () if other in number],
            }
        )


@dataclass(frozen=True)
class _ArticleSpan:
    number: int
    start: int
    end: int
    text: _Text


def _add_articles(
    payload: Payload,
    graph: nx.MultiDiGraph,
    keys: list[str],
    number: Mapping[str, int],
    texts: Mapping[str, _Text],
    *,
    text_limit: int,
) -> dict[str, _ArticleSpan]:
    sources: Mapping[str, Source] = graph.graph.get("sources", {})
    found = [(key, graph.nodes[key]) for key in keys if graph.nodes[key]["type"] == ARTICLE]
    embed = sum((node.get("end") or 0) - (node.get("start") or 0) for _, node in found) <= text_limit
    spans = {}
    for i, (key, node) in enumerate(found):
        source, start, end = node.get("source") or "", node.get("start") or 0, node.get("end") or 0
        text = texts.get(source, _Text(""))
        path = sources[source].path if source in sources else source
        spans[key] = _ArticleSpan(i, start, end, text)
        whole = text.text[start:end] if embed else ""
        payload.articles.append({"node": number[key], "path": path, "start": start, "end": end, "text": whole})
    return spans


def _add_mentions(
    payload: Payload, graph: nx.MultiDiGraph, keys: list[str], articles: Mapping[str, _ArticleSpan]
) -> None:
    """Add every mention where the article's text is there to mark it in, else one row for each article and node."""
    rows: set[tuple[int, int, int, int]] = set()
    for i, key in enumerate(keys):
        for mention in graph.nodes[key].get("mentions") or ():
            span = articles.get(mention.article)
            if span is None:
                continue
            inside = span.start <= mention.start < mention.end <= span.end
            if payload.articles[span.number]["text"] and inside:
                start = span.text.units(span.start, mention.start)
                rows.add((span.number, start, start + span.text.units(mention.start, mention.end), i))
            else:
                rows.add((span.number, 0, 0, i))
    for article, start, end, node in sorted(rows):
        payload.mentions.append({"article": article, "start": start, "length": end - start, "node": node})


def _add_statements(
    payload: Payload,
    statements: Iterable[tuple[str, str, str, Row]],
    number: Mapping[str, int],
    names: Mapping[str, _Names],
    articles: Mapping[str, _ArticleSpan],
    texts: Mapping[str, _Text],
) -> None:
    passages: dict[tuple[str, int, int], int] = {}
    for head, tail, key, data in statements:
        reasons = []
        for evidence in data.get("evidence") or ():
            reasons.append(len(payload.evidence))
            payload.evidence.append(_describe_evidence(payload, evidence, passages, names["rules"], articles))
        grantor = data.get("grantor")
        payload.edges.append(
            {
                "id": key.removeprefix(STATEMENT),
                "from": number[head],
                "to": number[tail],
                "predicate": names["predicates"].number(data["predicate"]),
                "title": data.get("title") or "",
                "former": 1 if data.get("former") else 0,
                "since": data.get("since") or "",
                "until": data.get("until") or "",
                "asOf": data.get("as_of") or "",
                "confidence": round(data.get("confidence", 1.0), 3),
                "role": data.get("role") or "",
                "grantor": number.get(grantor, -1) if grantor else -1,
                "dataset": data.get("dataset") or "",
                "evidence": reasons,
            }
        )


def _describe_evidence(
    payload: Payload,
    evidence: Evidence,
    passages: dict[tuple[str, int, int], int],
    rules: _Names,
    articles: Mapping[str, _ArticleSpan],
) -> Row:
    place = (evidence.article, evidence.start, evidence.end)
    span = articles.get(evidence.article)
    text = _Text(evidence.exact)
    if place not in passages:
        passages[place] = len(payload.passages)
        embedded = span and payload.articles[span.number]["text"] and span.start <= evidence.start < evidence.end <= span.end
        payload.passages.append(
            {
                "article": span.number if span else -1,
                "start": evidence.start,
                "end": evidence.end,
                "at": span.text.units(span.start, evidence.start) if span and embedded else -1,
                "length": text.units(0, len(evidence.exact)),
                "text": "" if embedded else evidence.exact,
            }
        )
    return {
        "passage": passages[place],
        "rule": rules.number(evidence.rule),
        "confidence": round(evidence.confidence, 3),
        "subject": _locate(evidence.subject, evidence, text),
        "object": _locate(evidence.object, evidence, text),
    }


def _locate(mention: Mention | None, evidence: Evidence, text: _Text) -> list[int]:
    """Return where the mention stands in the evidence's text as [start, length], or [] where it does not."""
    if mention is None or not evidence.start <= mention.start < mention.end <= evidence.end:
        return []
    start = mention.start - evidence.start
    return [text.units(0, start), text.units(start, mention.end - evidence.start)]


def tabulate(rows: Sequence[Row]) -> Row:
    """Return rows as columns; a column that is mostly empty as [row numbers, values], one that is all empty not at all.

    Empty is `""`, `0`, `-1`, `[]`: the page knows which by the column. Row numbers are written as steps.
    """
    table: Row = {"count": len(rows)}
    for name in rows[0] if rows else ():
        column = [row[name] for row in rows]
        empty = _EMPTY.get(name, 0 if isinstance(column[0], int | float) else type(column[0])())
        filled = [i for i, value in enumerate(column) if value != empty]
        if len(filled) * 2 > len(rows):
            table[name] = column
        elif filled:
            steps = [b - a for a, b in zip([0, *filled], filled, strict=False)]
            table[name] = {"at": steps, "is": [column[i] for i in filled]}
    return table


_EMPTY: dict[str, Any] = {"grantor": -1, "article": -1, "at": -1, "confidence": 1.0}


def encode_json(value: object) -> str:
    """Return JSON that is safe inside a `<script>` element: no markup character, no JavaScript line separator."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    text = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate cannot be written
    return text.translate(_ESCAPES)


_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "&<>\u2028\u2029"}
