"""What the report on a build says, as data: read from the graph and from build.json of a built directory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from kg_builder.explain import Contradiction, Correction, Explainer, Explanation
from kg_builder.graph.assemble import read_statements
from kg_builder.graph.load import load_graph
from kg_builder.link.constraints import load_constraints
from kg_builder.matching.gazetteer import load_gazetteer
from kg_builder.model import Statement
from kg_builder.ontology import SEVEN, SURE, load_ontology
from kg_builder.report.coverage import Coverage, measure_coverage
from kg_builder.summary import read_summary

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]

DOUBTFUL = 0.7      # statements that are less sure are to be checked
BANDS = 10          # of confidences and of shares: 0 to 0.1, … 0.9 to 1
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """The first items of a list, and how many there are in all."""

    total: int
    items: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class TypeCount:
    """A type of entity: how many there are, how many mentions they have, and how many are mentioned once only."""

    name: str
    entities: int
    mentions: int
    once: int


@dataclass(frozen=True, slots=True)
class RelationCount:
    """A relation: how many statements, and how many of them are candidates (not sure) or former."""

    name: str
    statements: int
    candidates: int
    former: int


@dataclass(frozen=True, slots=True)
class RuleCount:
    """A rule: how many mentions it found and how many readings of statements are its own."""

    rule: str
    mentions: int
    readings: int


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """A place whose code stayed open: the divisions that it may be, as (code, full name), and where it is mentioned.

    `articles` are the titles (else the sources) of the articles; `example` is a statement about it, if there is any.
    """

    key: str
    label: str
    mentions: int
    articles: tuple[str, ...]
    candidates: tuple[tuple[str, str], ...]
    example: Explanation | None


@dataclass(frozen=True, slots=True)
class Report:
    """All that the report says; `summary` is the content of build.json, `notes` explain the constraints by name.

    `confidences` and `shares` count the statements by confidence and the articles by the share that is stated, in
    `BANDS` bands of equal width. `unknown_places` have neither a code nor candidates, `barren` inputs no article.
    """

    summary: dict[str, Any]
    mentions: int
    types: tuple[TypeCount, ...]
    relations: tuple[RelationCount, ...]
    confidences: tuple[int, ...]
    shares: tuple[int, ...]
    unmentioned: int
    unstated: int
    articles: Listing[Coverage]
    rules: Listing[RuleCount]
    conflicts: Listing[Contradiction]
    notes: dict[str, str]
    open_places: Listing[OpenPlace]
    unknown_places: int
    doubtful: Listing[Explanation]
    corrections: Listing[Correction]
    failures: Listing[dict[str, str]]
    warnings: Listing[str]
    barren: Listing[str]


def gather_report(directory: Path, *, rows: int = 100) -> Report:
    """Return what there is to report on a build; the same for the same build.

    Args:
        directory: a built directory.
        rows: the most items of each listing; 0 is all.

    Raises:
        GraphError: the directory holds no build.
    """
    summary = read_summary(directory)
    graph = load_graph(directory)
    statements = list(read_statements(graph))
    explainer = Explainer(graph)
    articles = measure_coverage(graph)
    conflicts = graph.graph["conflicts"]
    places = [key for key, node in graph.nodes(data=True) if node["type"] == "Place" and not node["code"]]
    still_open = [key for key in places if graph.nodes[key]["candidates"]]
    return Report(
        summary, summary["counts"]["mentions"], count_types(graph), count_relations(statements),
        _count_bands(item.confidence for item in statements if item.evidence and not _is_corrected(item)),
        _count_bands(article.stated for article in articles),
        sum(not article.mentions for article in articles), sum(not article.statements for article in articles),
        _cut(articles, rows), _cut(count_rules(graph, statements), rows),
        Listing(len(conflicts), explainer.list_conflicts()[:rows or None]),
        {constraint.id: constraint.note for constraint in load_constraints().items},
        list_places(graph, still_open, statements, explainer, rows), len(places) - len(still_open),
        _convert(rank_doubtful(statements), explainer.describe, rows),
        _cut([Correction(*said) for _, *said in graph.graph.get("corrections", ())], rows),
        _cut(summary.get("failures", ()), rows), _cut(summary.get("warnings", ()), rows),
        _cut([item["path"] for item in summary["inputs"] if not item["articles"]], rows))


def count_types(graph: Graph) -> tuple[TypeCount, ...]:
    """Return a count for each type of entity that there is, in the order of the ontology."""
    sizes: defaultdict[str, list[int]] = defaultdict(list)
    for _, node in graph.nodes(data=True):
        if node["type"] != "Article":
            sizes[node["type"]].append(len(node["mentions"]))
    return tuple(TypeCount(name, len(sizes[name]), sum(sizes[name]), sizes[name].count(1))
                 for name in SEVEN if name in sizes)


def count_relations(statements: Iterable[Statement]) -> tuple[RelationCount, ...]:
    """Return a count for each relation and attribute that is stated, in the order of the ontology's tables."""
    groups: defaultdict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        groups[statement.predicate].append(statement)
    ontology = load_ontology()
    return tuple(RelationCount(name, len(groups[name]), sum(item.confidence < SURE for item in groups[name]),
                               sum(item.former for item in groups[name]))
                 for name in (*ontology.relations, *ontology.attributes) if name in groups)


def count_rules(graph: Graph, statements: Iterable[Statement]) -> list[RuleCount]:
    """Return a count for each rule that found something, the busiest first."""
    mentions = Counter(mention.rule for _, node in graph.nodes(data=True) for mention in node.get("mentions", ()))
    readings = Counter(item.rule for statement in statements for item in statement.evidence)
    return sorted((RuleCount(rule, mentions[rule], readings[rule]) for rule in {*mentions, *readings}),
                  key=lambda count: (-count.mentions - count.readings, count.rule))


def rank_doubtful(statements: Iterable[Statement]) -> list[Statement]:
    """Return what was read and is doubtful, what a person's look tells most about first.

    That is what is nearest to the confidence that makes a fact of a candidate: uncertainty sampling (Lewis and Gale,
    "A Sequential Algorithm for Training Text Classifiers", SIGIR 1994). What people corrected is left out.
    """
    found = [item for item in statements if item.evidence and item.confidence < DOUBTFUL and not _is_corrected(item)]
    return sorted(found, key=lambda item: (round(abs(item.confidence - SURE), 4), item.confidence, item.key))


def list_places(graph: Graph, keys: Sequence[str], statements: Iterable[Statement], explainer: Explainer, rows: int
                ) -> Listing[OpenPlace]:
    """Return the places of these keys, the most mentioned first, each with the surest statement about it."""
    examples: dict[str, Statement] = {}
    for statement in sorted(statements, key=lambda item: (-item.confidence, item.key)):
        for key in (statement.subject, statement.object):
            if statement.evidence:
                examples.setdefault(key, statement)

    def describe(key: str) -> OpenPlace:
        node = graph.nodes[key]
        articles = dict.fromkeys(mention.article for mention in node["mentions"])
        return OpenPlace(key, node["label"], len(node["mentions"]),
                         tuple(_call_article(graph, article) for article in articles),
                         tuple((code, _call_division(code)) for code in node["candidates"]),
                         explainer.describe(examples[key]) if key in examples else None)

    return _convert(sorted(keys, key=lambda key: (-len(graph.nodes[key]["mentions"]), key)), describe, rows)


def _call_article(graph: Graph, key: str) -> str:
    node = graph.nodes[key]
    return str(node["label"] or graph.graph["sources"][node["source"]].path)


def _call_division(code: str) -> str:
    return "".join(division.name for division in load_gazetteer().path(code))


def _is_corrected(statement: Statement) -> bool:
    return (statement.dataset or "").startswith("correction/")


def _count_bands(values: Iterable[float]) -> tuple[int, ...]:
    found = Counter(min(int(value * BANDS), BANDS - 1) for value in values)
    return tuple(found[band] for band in range(BANDS))


def _cut(items: Sequence[T], rows: int) -> Listing[T]:
    return Listing(len(items), tuple(items[:rows or None]))


def _convert(items: Sequence[Any], convert: Callable[[Any], T], rows: int) -> Listing[T]:
    return Listing(len(items), tuple(convert(item) for item in items[:rows or None]))
