"""How much of each article the graph accounts for, by characters: a built directory holds no sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg_builder.graph.assemble import read_statements

if TYPE_CHECKING:
    import networkx as nx

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Coverage:
    """An article and what was read in it.

    `characters` is its length in code points, `named` the share (0 to 1) of them that stand in mentions, `stated` the
    share that stands in the sentences that statements were read from.
    """

    key: str
    title: str
    source: str
    date: str | None
    characters: int
    mentions: int
    statements: int
    named: float
    stated: float


def measure_coverage(graph: nx.MultiDiGraph[str]) -> tuple[Coverage, ...]:
    """Return the coverage of every article of a graph, the least covered first."""
    mentions: defaultdict[str, set[Span]] = defaultdict(set)
    quotes: defaultdict[str, set[Span]] = defaultdict(set)
    statements: defaultdict[str, set[str]] = defaultdict(set)
    for _, node in graph.nodes(data=True):
        for mention in node.get("mentions", ()):
            mentions[mention.article].add((mention.start, mention.end))
    for statement in read_statements(graph):
        for item in statement.evidence:
            quotes[item.article].add((item.start, item.end))
            statements[item.article].add(statement.key)
    found = []
    for key, node in graph.nodes(data=True):
        if node["type"] == "Article":
            size = node["end"] - node["start"]
            found.append(Coverage(key, node["label"], graph.graph["sources"][node["source"]].path, node["date"], size,
                                  len(mentions[key]), len(statements[key]), _share(mentions[key], size),
                                  _share(quotes[key], size)))
    return tuple(sorted(found, key=lambda item: (item.stated, item.named, item.source, item.key)))


def _share(spans: Iterable[Span], size: int) -> float:
    return round(count_covered(spans) / size, 4) if size else 0.0


def count_covered(spans: Iterable[Span]) -> int:
    """Return how many characters lie in at least one of the half-open spans."""
    covered = reached = 0
    for start, end in sorted(spans):
        covered += max(0, end - max(start, reached))
        reached = max(reached, end)
    return covered
