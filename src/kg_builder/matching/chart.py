"""The chart of one sentence: its view, its words, and the units found in it; encodes them for the patterns.

The *view* is the sentence's text in the form that rules see: normalised, and without line breaks inside. Units count in
the view; `Chart.span` gives the offsets in the source.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg_builder.matching.encoding import Encoded, Piece
from kg_builder.matching.normalise import normalise
from kg_builder.matching.words import COMMON, Word

if TYPE_CHECKING:
    from kg_builder.matching.rule import Rulebook

CLAUSE_MARKS = "，。；：！？"
_BREAKS = re.compile(r"[ \t\u3000]*[\r\n]+[ \t\u3000\r\n]*")
LEARNED = "learned"     # the attribute of a unit whose name was found by its rule elsewhere


@dataclass(slots=True, eq=False)
class Unit:
    """Something recognised in a sentence: a lexicon's term, a value, an entity, a reference, a post.

    `types` are all names under which patterns find it, the first the one it was made for. `parts` are the units that
    the rule captured, `inside` all units it consumed. `name` is what it calls its entity; `name_span` where that
    stands. `attributes` come from lexicons and rules.
    """

    start: int
    end: int
    types: tuple[str, ...]
    rule: str
    name: str = ""
    subclass: str = ""
    confidence: float = 1.0
    parts: Mapping[str, tuple[Unit, ...]] = field(default_factory=dict)
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    inside: tuple[Unit, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    committed: bool = False

    @property
    def type(self) -> str:
        """The type that the unit was made for."""
        return self.types[0]

    def walk(self) -> Iterable[Unit]:
        """Yield the unit and all units inside it, outermost first."""
        yield self
        for unit in self.inside:
            yield from unit.walk()


@dataclass(frozen=True, slots=True)
class Finding:
    """A match of a relation rule: the units and texts of its captures, and their spans (the whole under "")."""

    rule: str
    units: Mapping[str, tuple[Unit, ...]]
    texts: Mapping[str, str]
    spans: Mapping[str, tuple[int, int]]


def _list_lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a text between its line breaks."""
    position = 0
    for gap in _BREAKS.finditer(text):
        yield position, gap.start()
        position = gap.end()
    yield position, len(text)


class Chart:
    """A sentence as the rules see it, in its article's text; `findings` are what early relation rules matched."""

    __slots__ = ("_encoded", "_gates", "article", "end", "findings", "heading", "offsets", "paragraph", "start",
                 "text", "units", "words")

    def __init__(self, source_text: str, start: int, end: int, *, heading: bool = False, paragraph: int = 0,
                 article: str = "") -> None:
        self.article = article or source_text
        self.text = normalise(source_text[start:end])
        self.offsets: Sequence[int] = range(start, end)
        if _BREAKS.search(self.text):
            kept = [i for a, b in _list_lines(self.text) for i in range(a, b)]
            self.text, self.offsets = "".join(map(self.text.__getitem__, kept)), [start + i for i in kept]
        self.start, self.end, self.heading, self.paragraph = start, end, heading, paragraph
        self.words: list[Word] = []
        self.units: list[Unit] = []
        self.findings: list[Finding] = []
        self._encoded: Encoded | None = None
        self._gates: int | None = None              # those that the text opens

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Translate a span of the view into offsets of the source."""
        last, following = self.offsets[end - 1], self.offsets[end] if end < len(self.offsets) else -1
        return self.offsets[start], following if following == last + 1 else last + 1    # one number for both, mostly

    def within(self, start: int, end: int) -> list[Unit]:
        """Return the outermost units that lie wholly in a span of the view."""
        first = bisect_left(self.units, start, key=lambda unit: unit.start)
        last = bisect_right(self.units, end, key=lambda unit: unit.end)
        return self.units[first:last]

    def clashes(self, start: int, end: int) -> list[Unit]:
        """Return the outermost units that a span of the view would cut in two."""
        return [u for u in self.units if u.start < end and u.end > start and not (start <= u.start and u.end <= end)]

    def add(self, units: Iterable[Unit]) -> None:
        """Put units on the chart; each swallows the units inside its span, and lexicon terms that it cuts go."""
        for unit in units:
            first = bisect_right(self.units, unit.start, key=lambda u: u.end)
            last = bisect_left(self.units, unit.end, key=lambda u: u.start)
            unit.inside = tuple(u for u in self.units[first:last] if unit.start <= u.start and u.end <= unit.end
                                and (u.committed or u.types[0] not in unit.types))
            self.units = [*self.units[:first], unit, *self.units[last:]]
        self._encoded = None

    def encode(self, rulebook: Rulebook) -> Encoded:
        """Return the encoded text."""
        if self._encoded is None:
            if self._gates is None:
                self._gates = rulebook.prefilter.open_by_text(self.text)
            self._encoded = Encoded(self._list_pieces(), self.text, rulebook.signs, self._gates)
        return self._encoded

    def encode_clauses(self, rulebook: Rulebook, name: str) -> Encoded:
        """Return the encoded text of those clauses that hold a piece of a type, each between marks."""
        chosen: list[Piece] = []
        clause: list[Piece] = []
        found = False
        for piece in self._list_pieces():
            clause.append(piece)
            found = found or name in piece[2]
            if self.text[piece[0]] in CLAUSE_MARKS and piece[1] - piece[0] == 1:
                chosen += clause if found else [piece]
                clause, found = [], False
        chosen += clause if found else ()
        gates = self._gates if self._gates is not None else rulebook.prefilter.open_by_text(self.text)
        return Encoded(chosen, self.text, rulebook.signs, gates)

    def _list_pieces(self) -> list[Piece]:
        """Return units, and words where there is none, as (start, end, types)."""
        pieces: list[Piece] = []
        words, position = iter(self.words), 0
        word = next(words, None)
        for unit in (*self.units, None):
            stop = len(self.text) if unit is None else unit.start
            while position < stop:
                while word is not None and word.end <= position:
                    word = next(words, None)
                if word is not None and word.start == position and word.end <= stop:
                    pieces.append((position, word.end, word.types))
                else:                           # what a unit leaves of a word
                    pieces.append((position, stop if word is None else min(word.end, stop), ("word",)))
                position = pieces[-1][1]
            if unit is not None:
                position = unit.end
                types = unit.types if position - unit.start == 1 else (*unit.types, COMMON)
                pieces.append((unit.start, position, types))
        return pieces
