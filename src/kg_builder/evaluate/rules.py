"""What each rule gave in an evaluation: how much, how much of that is right, and how much no other rule gave."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg_builder.evaluate.judge import Scores
from kg_builder.graph.assemble import read_statements
from kg_builder.graph.iri import encode_key

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]

Thing = tuple[str, str]             # gold file, key of an entity or of a statement


@dataclass(slots=True)
class RuleScore:
    """How many mentions (of entities) or readings (of statements) a rule gave, and how many things these stand for.

    `right` and `wrong` count things once a gold file: entities for rules that find mentions, statements for those that
    read them. What is optional in the gold, or not sure enough to be counted, is in neither. `alone` are the things
    that no other rule gave, `alone_right` those of them that are right; `overlaps` counts the things that another rule
    gave too, by its id; `conflicts` are those that a statement of the rule has part in.
    """

    found: int = 0
    right: int = 0
    wrong: int = 0
    alone: int = 0
    alone_right: int = 0
    overlaps: Counter[str] = field(default_factory=Counter)
    conflicts: int = 0

    @property
    def precision(self) -> float | None:
        """The share that is right, None where nothing was judged."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None


def score_rules(graph: Graph, scores: Scores) -> dict[str, RuleScore]:
    """Return for each rule that gave something in an evaluated article what it gave, by the rule's id."""
    found: defaultdict[str, RuleScore] = defaultdict(RuleScore)
    givers: defaultdict[Thing, set[str]] = defaultdict(set)
    judged: dict[Thing, bool] = {}
    for rule, thing, verdict in _list_givings(graph, scores):
        found[rule].found += 1
        givers[thing].add(rule)
        if verdict is not None:
            judged[thing] = verdict
    for thing, rules in givers.items():
        verdict = judged.get(thing)
        for rule in rules:
            score = found[rule]
            score.right += verdict is True
            score.wrong += verdict is False
            score.alone += len(rules) == 1
            score.alone_right += len(rules) == 1 and verdict is True
            score.overlaps.update(rules - {rule})
    for rule, conflicts in _count_conflicts(graph).items():
        if rule in found:
            found[rule].conflicts = conflicts
    return dict(sorted(found.items()))


def _list_givings(graph: Graph, scores: Scores) -> Iterator[tuple[str, Thing, bool | None]]:
    """Yield every mention and reading of an evaluated article: its rule, what it stands for, whether that is right."""
    for key, node in graph.nodes(data=True):
        iri = encode_key(key, base_iri=graph.graph["base_iri"])
        for mention in node.get("mentions", ()):
            if (file := scores.files[mention.article]) is not None:
                yield mention.rule, (file, key), scores.nodes.get((file, iri))
    for statement in read_statements(graph):
        for item in statement.evidence:
            if (file := scores.files.get(item.article)) is not None:
                yield item.rule, (file, statement.key), scores.verdicts.get((file, statement.key))


def _count_conflicts(graph: Graph) -> Counter[str]:
    rules = {statement.key: {item.rule for item in statement.evidence} for statement in read_statements(graph)}
    return Counter(rule for _, keys in graph.graph["conflicts"]
                   for rule in set().union(*(rules.get(key, set()) for key in keys)))
