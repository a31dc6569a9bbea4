"""How good a graph is: precision, recall and F1 against gold files, by type and relation.

Counting is on sets for each article. Nodes and gold entities are matched one to one: a second node for one entity is
wrong. What the graph holds beyond the gold is wrong unless it matches an optional item, which neither earns nor costs.
Statements below confidence 0.5 are not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from kg_builder.evaluate.gold import GoldArticle, plain, read_gold
from kg_builder.evaluate.judge import NAMES, Built, Judge, Scores, judge_links
from kg_builder.evaluate.rules import RuleScore, score_rules
from kg_builder.graph.assemble import read_statements
from kg_builder.graph.iri import encode_key
from kg_builder.ontology import SURE

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]

__all__ = ["RuleScore", "Scores", "evaluate", "score_rules"]


def evaluate(folder: Path, graph: Graph, *, sure: float = SURE) -> Scores:
    """Compare a graph with the gold files of a folder; statements of a confidence below `sure` do not count.

    An article belongs to the gold file that is called like its source, or else to the one with its title; what stands
    in another article of such a page is wrong.

    Raises:
        ConfigError: there are no gold files, or one is not understood.
    """
    golds, links = read_gold(folder)
    iris = {key: encode_key(key, base_iri=graph.graph["base_iri"]) for key in graph}
    scores = Scores(files=_assign_articles(graph, golds))
    built = _sort_out(graph, scores.files, iris, sure)
    where: dict[tuple[str, str, str], str] = {}
    for file, gold in golds.items():
        for entity, iri in Judge(gold, built.get(file, Built()), graph, iris, scores).judge().items():
            where[file, gold.entities[entity].type, gold.entities[entity].name] = iri
    for file, found in built.items():
        if file not in golds:
            Judge(GoldArticle(file, "", (), ()), found, graph, iris, scores).judge()
    codes = {iris[key]: node["code"] for key, node in graph.nodes(data=True) if node.get("code")}
    judge_links(links, where, codes, scores)
    return scores


def _sort_out(graph: Graph, files: Mapping[str, str | None], iris: Mapping[str, str],
              sure: float) -> dict[str, Built]:
    """Return what the graph says, by gold file (or by `? article` for the rest of a page that has gold)."""
    built: dict[str, Built] = defaultdict(Built)
    for key, node in graph.nodes(data=True):
        for mention in node.get("mentions", ()):
            if (file := files[mention.article]) is not None:
                names = built[file].entities.setdefault(iris[key], (node["type"], {plain(node["label"])}))[1]
                names.add(plain(mention.exact))
    for statement in read_statements(graph):
        if statement.predicate in NAMES and statement.confidence >= sure:
            for item in statement.evidence:
                if (file := files[item.article]) is not None:
                    built[file].statements[encode_key(statement.key, base_iri=graph.graph["base_iri"])] = statement
    for found in built.values():        # an end of a statement is an entity of the article, mentioned or not
        for statement in found.statements.values():
            for end in (statement.subject, statement.object):
                if (node := graph.nodes[end])["type"] != "Article":
                    found.entities.setdefault(iris[end], (node["type"], {plain(node["label"])}))
    return built


def _assign_articles(graph: Graph, golds: Mapping[str, GoldArticle]) -> dict[str, str | None]:
    by_title = {gold.title: file for file, gold in golds.items() if gold.title}
    files: dict[str, str | None] = {}
    pages: dict[str, str] = {}
    for key, node in graph.nodes(data=True):
        if node["type"] == "Article":
            pages[key] = graph.graph["sources"][node["source"]].path
            stem = PurePosixPath(pages[key]).stem
            files[key] = stem if stem in golds else by_title.get(plain(node["label"]))
    scored = {pages[key] for key, file in files.items() if file}
    return {key: file or (f"? {key}" if pages[key] in scored else None) for key, file in files.items()}
