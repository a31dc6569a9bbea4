"""Why a statement is there: the rule, its confidence, the sentence and the references, for people to judge."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from kg_builder.errors import GraphError
from kg_builder.graph.assemble import read_statements
from kg_builder.matching.yamlfile import suggest
from kg_builder.model import Evidence, Mention, Statement
from kg_builder.ontology import KG, load_ontology

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]

_MARKS = re.compile(r"[\s“”‘’\"'《》〈〉「」『』_]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was read: the source's path, the article's title and date, and the span in the source's text."""

    source: str
    title: str
    date: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reference:
    """How an end of a statement is printed, and what that stands for.

    `antecedent` is the text of the mention that a reference was resolved to, and `direction` where that stands:
    `before` it or `after` it; both are empty for a name. `rule` found the mention.
    """

    end: str
    exact: str
    name: str
    rule: str
    confidence: float
    antecedent: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reading of a statement: the rule, what its confidence is made of, the sentence and what stands in it.

    `marks` are spans (name, start, end) within `sentence`: subject, object, and the captures of the rule.
    """

    rule: str
    confidence: float
    factors: tuple[tuple[str, float], ...]
    place: Place
    sentence: str
    marks: tuple[tuple[str, int, int], ...]
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person corrected: who, when, what and why, the keys that it is about, and how those were found.

    `outcome` says so where it was by their text, or why the correction was not applied; else it is empty.
    """

    author: str
    date: str
    what: str
    about: tuple[str, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A statement in words, with every reason for it, what it is in conflict with, and what people corrected."""

    statement: Statement
    subject: str
    object: str
    reasons: tuple[Reason, ...]
    conflicts: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Statements that cannot all be true by a constraint."""

    constraint: str
    statements: tuple[Explanation, ...]


class Explainer:
    """A graph, indexed for explanations."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._statements = {statement.key: statement for statement in read_statements(graph)}
        self._printed: dict[tuple[str, int, int], str] = {}
        for _, node in graph.nodes(data=True):
            for mention in node.get("mentions", ()):
                self._printed[mention.article, mention.start, mention.end] = mention.exact
        self._conflicts: dict[str, list[str]] = {}
        for constraint, keys in graph.graph["conflicts"]:
            for key in keys:
                self._conflicts.setdefault(key, []).append(constraint)

        self._corrections: dict[str, dict[str, Correction]] = {}
        for key, *said in graph.graph.get("corrections", ()):
            for about in (key, *said[3]):       # statements know the key of the correction
                self._corrections.setdefault(about, {})[key] = Correction(*said)

    def explain(self, subject: str, predicate: str | None = None, target: str | None = None) -> tuple[Explanation, ...]:
        """Explain what is said of something.

        Args:
            subject: a name, another name, or a key; of several things of one name all are meant.
            predicate: only this relation, by its name or one of its labels; with it also `target`.
            target: only statements whose object this is: a name, a key, or a date.

        Returns:
            The statements that it is the subject of, then those it is the object of; by relation and name.

        Raises:
            GraphError: nothing has this name, the relation is unknown, or there is no such statement.
        """
        subjects = self.find(subject)
        if predicate is None:
            found = [s for s in self._statements.values() if s.subject in subjects or s.object in subjects]
            found.sort(key=lambda s: (s.subject not in subjects, self._order(s)))
            return tuple(self.describe(statement) for statement in found)
        name = find_relation(predicate)
        objects = {target} if target in {s.object for s in self._statements.values()} else set(self.find(target or ""))
        found = [s for s in self._statements.values()
                 if s.subject in subjects and s.predicate == name and s.object in objects]
        if not found:
            raise GraphError(f"no statement says: {subject} {name} {target}; without a relation, all that is said of "
                             f"{subject} is listed")
        return tuple(self.describe(statement) for statement in sorted(found, key=self._order))

    def find(self, name: str) -> list[str]:
        """Return the keys of what has this key or, of entities, this name; raise GraphError where nothing has."""
        if name in self._graph:
            return [name]
        wanted = _plain(name)
        by_label, by_other, known = set(), set(), set()
        for key, node in self._graph.nodes(data=True):
            known.add(node["label"])
            if _plain(node["label"]) == wanted:
                by_label.add(key)
            elif wanted in {_plain(other) for other in self._list_names(node)}:
                by_other.add(key)
        if not wanted or not (by_label or by_other):
            near = [label for label in sorted(known) if wanted and wanted in _plain(label)][:5]
            near = near or difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.5)
            hint = f"; did you mean {', '.join(near)}?" if near else "; give a name, or a key such as place/CN-610602"
            raise GraphError(f"nothing in the graph is called '{name}'{hint}")
        return sorted(by_label or by_other)

    def _list_names(self, node: dict[str, object]) -> Iterator[str]:
        yield from node.get("alt_labels", ())       # type: ignore[misc]
        for mention in node.get("mentions", ()):    # type: ignore[attr-defined]
            yield mention.exact
            yield mention.name

    def is_entity(self, key: str) -> bool:
        """Say whether a key is that of an entity of the graph."""
        return key in self._graph and self._graph.nodes[key]["type"] != "Article"

    def describe_node(self, key: str) -> tuple[str, str, tuple[str, ...], tuple[Reference, ...]]:
        """Return label, type, other names, and the references to a node that are no names, each once."""
        node = self._graph.nodes[key]
        references = {self._refer("", mention) for mention in node.get("mentions", ()) if mention.antecedent}
        return (node["label"], node["type"], tuple(node["alt_labels"]),
                tuple(sorted(references, key=lambda item: (item.exact, item.antecedent, item.direction, item.rule))))

    def list_corrections(self, *keys: str) -> tuple[Correction, ...]:
        """Return what was corrected of entities, or of statements, by keys of theirs; each correction once."""
        found = {key: item for about in keys for key, item in self._corrections.get(about, {}).items()}
        return tuple(sorted(found.values(), key=lambda item: (item.date, item.author, item.what, item.about)))

    def list_conflicts(self) -> tuple[Contradiction, ...]:
        """Return all contradictions of the graph, each with its statements explained."""
        found = [(constraint, sorted((self._statements[key] for key in keys), key=self._order))
                 for constraint, keys in self._graph.graph["conflicts"]]
        return tuple(Contradiction(name, tuple(map(self.describe, statements))) for name, statements in found)

    def _order(self, statement: Statement) -> tuple[str, ...]:
        return (statement.predicate, self._label(statement.subject), self._label(statement.object), statement.title,
                statement.key)

    def _label(self, key: str) -> str:
        return (self._graph.nodes[key]["label"] or key) if key in self._graph else key

    def describe(self, statement: Statement) -> Explanation:
        """Return a statement of the graph in words, with every reason for it."""
        return Explanation(statement, self._label(statement.subject), self._label(statement.object),
                           tuple(self._give_reason(item) for item in statement.evidence),
                           tuple(self._conflicts.get(statement.key, ())),
                           self.list_corrections(statement.key, statement.dataset or ""))

    def _give_reason(self, item: Evidence) -> Reason:
        ends = [(name, end) for name, end in (("subject", item.subject), ("object", item.object)) if end is not None]
        spans = [(name, end.start, end.end) for name, end in ends] + list(item.captures)
        marks = tuple((name, start - item.start, end - item.start) for name, start, end in spans
                      if item.start <= start < end <= item.end)
        return Reason(item.rule, item.confidence, item.factors, self._locate(item), item.exact, marks,
                      tuple(self._refer(name, end) for name, end in ends))

    def _locate(self, item: Evidence) -> Place:
        article = self._graph.nodes[item.article]
        source = self._graph.graph["sources"][article["source"]]
        return Place(source.path, article["label"], article["date"], item.start, item.end)

    def _refer(self, end: str, mention: Mention) -> Reference:
        antecedent, direction = "", ""
        if mention.antecedent is not None:
            antecedent = self._printed.get((mention.article, *mention.antecedent), "")
            direction = "before" if mention.antecedent[0] < mention.start else "after"
        return Reference(end, mention.exact, mention.name, mention.rule, mention.confidence, antecedent, direction)


def find_relation(name: str) -> str:
    """Return the property that a name (holdsPost, kg:holdsPost, holds_post, 任职) means; raise GraphError for none."""
    ontology = load_ontology()
    known = {**ontology.relations, **ontology.attributes}
    wanted = _plain(name.removeprefix(KG).removeprefix("kg:")).lower()
    for info in known.values():
        if wanted in {_plain(text).lower() for text in (info.name, info.label_zh, info.label_en)}:
            return info.name
    raise GraphError(f"unknown relation '{name}'{suggest(name, list(known))}")


def mark_sentence(sentence: str, marks: Iterable[tuple[str, int, int]], *, opening: str = "⟦", closing: str = "⟧"
                  ) -> str:
    """Return the sentence with the spans of its subject and object between brackets."""
    at: dict[int, list[str]] = {}
    for start, end in sorted({(start, end) for name, start, end in marks if name in ("subject", "object")}):
        at.setdefault(start, []).append(opening)
        at.setdefault(end, []).insert(0, closing)
    cuts = sorted({0, len(sentence), *at})
    return "".join("".join(at.get(start, ())) + sentence[start:end] for start, end in zip(cuts, [*cuts[1:], cuts[-1]],
                                                                                          strict=True))


def cut_sentence(reason: Reason) -> Iterator[tuple[str, bool]]:
    """Yield the sentence in pieces, each with whether it belongs to its subject or object."""
    spans = [(start, end) for name, start, end in reason.marks if name in ("subject", "object")]
    cuts = sorted({0, len(reason.sentence), *(cut for span in spans for cut in span)})
    for start, end in pairwise(cuts):
        yield reason.sentence[start:end], any(first <= start and end <= last for first, last in spans)


def _plain(name: str) -> str:
    return _MARKS.sub("", name)
