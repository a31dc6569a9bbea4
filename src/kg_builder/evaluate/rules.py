"""What each rule gave in an evaluation: how much it found, and how much of that is right."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg_builder.evaluate.judge import Scores
from kg_builder.graph.assemble import read_statements
from kg_builder.graph.iri import encode_key

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]


@dataclass(slots=True)
class RuleScore:
    """How many mentions (of entities) or readings (of statements) a rule gave, and how many things these stand for.

    `right` and `wrong` count things once a gold file: entities for rules that find mentions, statements for those that
    read them. What is optional in the gold, or not sure enough to be counted, is in neither.
    """

    found: int = 0
    right: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float | None:
        """The share that is right, None where nothing was judged."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None


def score_rules(graph: Graph, scores: Scores) -> dict[str, RuleScore]:
    """Return for each rule that gave something in an evaluated article what it gave, by the rule's id."""
    found: defaultdict[str, RuleScore] = defaultdict(RuleScore)
    judged: defaultdict[str, dict[tuple[str, str], bool]] = defaultdict(dict)
    for key, node in graph.nodes(data=True):
        iri = encode_key(key, base_iri=graph.graph["base_iri"])
        for mention in node.get("mentions", ()):
            if (file := scores.files[mention.article]) is not None:
                found[mention.rule].found += 1
                if (verdict := scores.nodes.get((file, iri))) is not None:
                    judged[mention.rule][file, key] = verdict
    for statement in read_statements(graph):
        for item in statement.evidence:
            if (file := scores.files[item.article]) is not None:
                found[item.rule].found += 1
                if (verdict := scores.verdicts.get((file, statement.key))) is not None:
                    judged[item.rule][file, statement.key] = verdict
    for rule, verdicts in judged.items():
        found[rule].right = sum(verdicts.values())
        found[rule].wrong = len(verdicts) - found[rule].right
    return dict(sorted(found.items()))
