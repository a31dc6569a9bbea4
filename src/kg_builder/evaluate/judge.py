"""Compares what a graph says of one article with its gold file: sets, matched one to one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg_builder.evaluate.gold import RELATIONS, GoldArticle, GoldLinks, GoldRelation, plain
from kg_builder.model import Statement

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]

NAMES = {name: kind for kind, (name, _, _) in RELATIONS.items()}
# What makes another post of a title that it stands in front of.
_OTHER_POST = re.compile(r"(副|代|代理|总|原|前|第一|常务|名誉|执行|助理|秘书)$")
_APART = ("dates", "former", "links", "codes")


@dataclass(slots=True)
class Count:
    """How many were found, found wrongly, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """The share of what is there that was found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True, order=True)
class Slip:
    """One thing that is not as the gold says: in which file; entity, relation or link; how, of which type, and what."""

    file: str
    what: str
    how: str
    type: str
    text: str


@dataclass(slots=True)
class Scores:
    """What was counted, by (entity or relation, type); what is counted apart, as [right, of]; and what was wrong.

    `verdicts` says of each statement, by gold file and key, whether it is right; of optional ones nothing. `nodes` says
    the same of entities, by gold file and IRI, and `files` which gold file an article belongs to.
    """

    counts: defaultdict[tuple[str, str], Count] = field(default_factory=lambda: defaultdict(Count))
    apart: dict[str, list[int]] = field(default_factory=lambda: {name: [0, 0] for name in _APART})
    slips: list[Slip] = field(default_factory=list)
    verdicts: dict[tuple[str, str], bool] = field(default_factory=dict)
    nodes: dict[tuple[str, str], bool] = field(default_factory=dict)
    files: dict[str, str | None] = field(default_factory=dict)

    def total(self, what: str) -> Count:
        """Return the sum over all types of entities or of relations."""
        counts = [count for (kind, _), count in self.counts.items() if kind == what]
        return Count(sum(c.right for c in counts), sum(c.wrong for c in counts), sum(c.missed for c in counts))


@dataclass(slots=True)
class Built:
    """What the graph says of one file: node IRI -> (type, plain names seen here); statement IRI -> statement."""

    entities: dict[str, tuple[str, set[str]]] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)


class Judge:
    """Compares one gold file with what was built of it."""

    def __init__(self, gold: GoldArticle, built: Built, graph: Graph, iris: Mapping[str, str], scores: Scores) -> None:
        self.gold, self.built, self.graph, self.iris, self.scores = gold, built, graph, iris, scores
        self.match: dict[str, set[int]] = {}        # node IRI -> the gold entities that it may stand for

    def judge(self) -> dict[int, str]:
        """Count entities and relations; return which node stands for which gold entity."""
        self.judge_entities()
        self.judge_relations()
        return {entity: iri for iri, entities in self.match.items() for entity in entities}

    def slip(self, what: str, how: str, kind: str, text: str) -> None:
        self.scores.slips.append(Slip(self.gold.id, what, how, kind, text))

    def judge_entities(self) -> None:
        gold, built, counts = self.gold.entities, self.built.entities, self.scores.counts
        firm, loose = {}, {}
        for iri, (kind, names) in built.items():
            hits = [i for i, entity in enumerate(gold) if entity.type == kind and names.intersection(entity.names)]
            hits.sort(key=lambda i: (gold[i].names[0] not in names, i))
            firm[iri] = [i for i in hits if not gold[i].optional]
            loose[iri] = {i for i in hits if gold[i].optional}
        found = pair_up(firm)
        self.match = {iri: loose[iri] | ({found[iri]} if iri in found else set()) for iri in built}
        for iri, (kind, names) in sorted(built.items()):
            if iri in found or not loose[iri]:
                self.scores.nodes[self.gold.id, iri] = iri in found
            if iri in found:
                counts["entity", gold[found[iri]].type].right += 1
            elif not loose[iri]:
                counts["entity", kind].wrong += 1
                self.slip("entity", "twice" if firm[iri] else "wrong", kind, "/".join(sorted(names)))
        for i, entity in enumerate(gold):
            if not entity.optional and i not in found.values():
                counts["entity", entity.type].missed += 1
                self.slip("entity", "missed", entity.type, entity.name)

    def judge_relations(self) -> None:
        gold, built, counts = self.gold.relations, self.built.statements, self.scores.counts
        options, free = {}, set()
        for iri, statement in built.items():
            hits = [k for k, relation in enumerate(gold) if self.agrees(statement, relation)]
            options[iri] = [k for k in hits if not gold[k].optional]
            if len(options[iri]) < len(hits):
                free.add(iri)
        found = pair_up(options)
        for iri, statement in sorted(built.items()):
            kind = NAMES[statement.predicate]
            if iri in found or iri not in free:
                self.scores.verdicts[self.gold.id, statement.key] = iri in found
            if iri in found:
                counts["relation", kind].right += 1
                self.count_apart(statement, gold[found[iri]])
            elif iri not in free:
                counts["relation", kind].wrong += 1
                self.slip("relation", "twice" if options[iri] else "wrong", kind, self.tell(statement))
        for k, relation in enumerate(gold):
            if not relation.optional and k not in found.values():
                counts["relation", relation.type].missed += 1
                title = relation.titles[0] if relation.titles else ""
                self.slip("relation", "missed", relation.type, f"{relation.head} → {relation.tail} [{title}]")

    def agrees(self, statement: Statement, relation: GoldRelation) -> bool:
        kind, (name, heads, tails) = relation.type, RELATIONS[relation.type]
        return (name == statement.predicate and self.is_end(statement.subject, relation.head, heads)
                and (not tails or self.is_end(statement.object, relation.tail, tails))
                and (kind not in ("holds_post", "byline") or is_title(plain(statement.title), relation.titles)))

    def is_end(self, key: str, name: str, allowed: Iterable[str]) -> bool:
        entities = self.gold.entities
        return any(entities[i].name == name and entities[i].type in allowed
                   for i in self.match.get(self.iris[key], ()))

    def count_apart(self, statement: Statement, relation: GoldRelation) -> None:
        apart = self.scores.apart
        if relation.date:
            apart["dates"][1] += 1
            apart["dates"][0] += relation.date == self.graph.nodes[statement.object].get("date")
        if relation.type == "holds_post":
            apart["former"][1] += 1
            apart["former"][0] += relation.former == statement.former

    def tell(self, statement: Statement) -> str:
        ends = ["/".join(sorted(self.built.entities.get(self.iris[key], ("", {key}))[1])[:2])
                for key in (statement.subject, statement.object)]
        return f"{ends[0]} → {ends[1]} [{statement.title}]"


def is_title(built: str, titles: Iterable[str]) -> bool:
    """Say whether a title is one of these; the longer may only add an organ in front (书记, 党委书记; not 副书记)."""
    for title in titles:
        short, long = sorted((built, title), key=len)
        if short == long or (short and long.endswith(short) and not _OTHER_POST.search(long.removesuffix(short))):
            return True
    return False


def pair_up(options: Mapping[str, list[int]]) -> dict[str, int]:
    """Return the largest one-to-one choice: {built: [gold, best first]} -> {built: gold}."""
    taken: dict[int, str] = {}

    def place(item: str, seen: set[int]) -> bool:
        for option in options[item]:
            if option not in seen:
                seen.add(option)
                if option not in taken or place(taken[option], seen):
                    taken[option] = item
                    return True
        return False

    for item in sorted(options):
        place(item, set())
    return {item: option for option, item in taken.items()}


def judge_links(links: GoldLinks, where: Mapping[tuple[str, str, str], str], codes: Mapping[str, str],
                 scores: Scores) -> None:
    def count(what: str, right: bool, slip: Slip) -> None:
        scores.apart[what][1] += 1
        scores.apart[what][0] += right
        if not right:
            scores.slips.append(slip)

    for how, groups in (("same", links.same), ("different", links.different)):
        for group in groups:
            first, *others = [where.get(thing) for thing in group]
            for other in others:
                if first is not None and other is not None:
                    file, kind, _ = group[0]
                    count("links", (first == other) == (how == "same"),
                          Slip(file, "link", how, kind, ", ".join("/".join(thing) for thing in group)))
    for file, kind, name, code in links.codes:
        given = codes.get(where.get((file, kind, name), ""))
        count("codes", given == code, Slip(file, "link", "code", name, f"{given} instead of {code}"))
