"""Which rules can match a sentence at all: asked of all rules at once, before any pattern runs.

Every match of a rule holds, of each of its gates, one of the types or one of the texts. Every gate has a bit: what
stands in a sentence opens gates, and a rule can match where all of its own are open. So one pass over the text and a
few operations on integers spare most rules the search.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import ahocorasick_rs

if TYPE_CHECKING:
    from kg_builder.matching.rule import Rule

Texts = frozenset[str]
Gate = tuple[frozenset[str], Texts]     # marker characters, texts: every match holds one of them
NOTHING: frozenset[str] = frozenset()
EMPTY = frozenset([""])
EVERYWHERE = frozenset(["", *"，。、的"])     # most sentences hold them: to need one says nothing
MOST_GATES = 32                 # of a group of alternatives
MOST_IN_GATE = 800              # texts


def list_characters(inside: str) -> Texts:
    """Return the characters of a set, given what stands in its brackets: `a-e0` is a, b, c, d, e and 0."""
    ranges = [range(ord(found[1]), ord(found[2]) + 1) for found in re.finditer("(.)-(.)", inside)]
    return frozenset(re.sub(".-.", "", inside)).union(*(map(chr, codes) for codes in ranges))


class Needed:
    """What every match of a sequence must hold, told by its elements in order.

    The texts of neighbours are joined as long as they are few: [一二三] (中 | 小) needs one of six texts. After Russ
    Cox, Regular Expression Matching with a Trigram Index, 2012.
    """

    def __init__(self) -> None:
        self.gates: list[Gate] = []
        self.texts: Texts | None = EMPTY        # all that the sequence can match, if that is few texts
        self._run = EMPTY

    def add(self, texts: Texts | None, edges: Texts, gates: Iterable[Gate]) -> None:
        """Add an element: all its texts if they are few, else those that it begins and ends with, and its gates."""
        sure = edges if texts is None else texts
        self.gates += [gate for gate in gates if gate[0] or "" in sure]
        few = len(self._run) * len(sure) <= MOST_IN_GATE
        joined = frozenset(one + other for one in self._run for other in sure) if few else self._run
        if few and texts is not None:
            self._run = joined
        else:
            self._close(joined)
            self._run, self.texts = sure, None

    def end(self) -> None:
        """Say that there are no more elements."""
        self._close(self._run)
        if self.texts is not None:
            self.texts = self._run

    def _close(self, texts: Texts) -> None:
        if texts.isdisjoint(EVERYWHERE) and len(texts) <= MOST_IN_GATE:
            sizes = {len(text) for text in texts}
            self.gates.append((NOTHING, frozenset(t for t in texts if texts.isdisjoint(_list_parts(t, sizes)))))


def _list_parts(text: str, sizes: Iterable[int]) -> Iterator[str]:
    """Yield the parts of a text, of some lengths, but for itself."""
    return (text[i:i + size] for size in sizes if size < len(text) for i in range(len(text) - size + 1))


def join_gates(alternatives: Iterable[Iterable[Gate]]) -> list[Gate]:
    """Return the gates of a choice: of each alternative one gate, in all ways, or of many only that which tells most.

    Long texts tell more than types, and types more than characters.
    """
    joined: list[Gate] = [(NOTHING, NOTHING)]
    for gates in alternatives:
        ranked = sorted(dict.fromkeys(gates), key=lambda gate: (
            -min([1.5] * bool(gate[0]) + [len(text) for text in gate[1]]), len(gate[1])))
        if len(joined) * len(ranked) > MOST_GATES:
            ranked = ranked[:1]
        joined = [(one[0] | other[0], one[1] | other[1]) for one in joined for other in ranked]
    return [gate for gate in joined if len(gate[1]) <= MOST_IN_GATE]


class Prefilter:
    """The gates of a rulebook's rules; `by_type` says which of them a type on the chart opens."""

    def __init__(self, rules: Iterable[Rule], markers: Mapping[str, str]) -> None:
        """`markers` maps each type to its own marker character."""
        bits: dict[Gate, int] = {}
        self._needs = {rule.id: sum({bits.setdefault(gate, 1 << len(bits)) for gate in rule.gates}) for rule in rules}
        opened: dict[str, int] = {}             # by a marker character or a text
        for (signs, texts), bit in bits.items():
            for key in signs | texts:
                opened[key] = opened.get(key, 0) | bit
        self.by_type = {name: opened.pop(marker, 0) for name, marker in markers.items()}
        self._by_text = [opened[text] for text in sorted(opened)]
        self._automaton = ahocorasick_rs.AhoCorasick(sorted(opened),
                                                     implementation=ahocorasick_rs.Implementation.ContiguousNFA)

    def open_by_text(self, text: str) -> int:
        """Return the gates that the texts in a sentence's view open."""
        opened = 0
        for index, _, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            opened |= self._by_text[index]
        return opened

    def gate(self, rules: Iterable[Rule]) -> tuple[tuple[int, Rule], ...]:
        """Return rules each with its gates."""
        return tuple((self._needs[rule.id], rule) for rule in rules)


def select(rules: Iterable[tuple[int, Rule]], opened: int) -> list[Rule]:
    """Return those of the rules that can match where these gates are open."""
    closed = ~opened
    return [rule for gates, rule in rules if not gates & closed]
