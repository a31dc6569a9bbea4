"""The chart of one sentence: its view, its words, and the units found in it; encodes them for the patterns.

The *view* is the sentence's text in the form that rules see: normalised, and without line breaks inside. Units count in
the view; `Chart.span` gives the offsets in the source.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg_builder.matching.encoding import Encoded
from kg_builder.matching.normalise import normalise
from kg_builder.matching.words import COMMON, Word

if TYPE_CHECKING:
    from kg_builder.matching.rule import Rulebook

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


class Chart:
    """A sentence as the rules see it; `findings` are what relation rules of early stages matched."""

    __slots__ = ("_encoded", "_gates", "end", "findings", "heading", "offsets", "paragraph", "start",
                 "text", "units", "words")

    def __init__(self, source_text: str, start: int, end: int, *, heading: bool = False, paragraph: int = 0) -> None:
        raw = normalise(source_text[start:end])
        pieces: list[str] = []
        offsets: list[int] = []
        position = 0
        for gap in _BREAKS.finditer(raw):
            pieces.append(raw[position:gap.start()])
            offsets.extend(range(start + position, start + gap.start()))
            position = gap.end()
        pieces.append(raw[position:])
        offsets.extend(range(start + position, end))
        self.text = "".join(pieces)
        self.offsets = offsets
        self.start, self.end, self.heading, self.paragraph = start, end, heading, paragraph
        self.words: list[Word] = []
        self.units: list[Unit] = []
        self.findings: list[Finding] = []
        self._encoded: Encoded | None = None
        self._gates: int | None = None              # those that the text opens

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Translate a span of the view into offsets of the source."""
        return self.offsets[start], self.offsets[end - 1] + 1

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
            inner = self.within(unit.start, unit.end)
            unit.inside = tuple(u for u in inner if u.committed or u.types[0] not in unit.types)
            cut = self.clashes(unit.start, unit.end)
            gone = {id(u) for u in (*inner, *cut)}
            self.units = sorted([u for u in self.units if id(u) not in gone] + [unit], key=lambda u: u.start)
        self._encoded = None

    def encode(self, rulebook: Rulebook) -> Encoded:
        """Return the encoded text."""
        if self._encoded is None:
            prefilter = rulebook.prefilter
            if self._gates is None:
                self._gates = prefilter.open_by_text(self.text)
            pieces = list(self._list_pieces())
            gates = self._gates | prefilter.open_by_types({types for _, _, types in pieces})
            self._encoded = Encoded(pieces, self.text, rulebook.signs, gates)
        return self._encoded

    def _list_pieces(self) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Yield units, and words where there is none, as (start, end, types)."""
        index, words, position = 0, self.words, 0
        for start, unit in [*((unit.start, unit) for unit in self.units), (len(self.text), None)]:
            while index < len(words) and words[index].end <= position:
                index += 1
            while position < start:
                word = words[index] if index < len(words) else Word(position, start, ("word",))
                end = min(word.end, start)
                yield position, end, word.types if word.start == position and word.end == end else ("word",)
                position = end
                if word.end <= position:
                    index += 1
            if unit is not None:
                yield unit.start, unit.end, unit.types if unit.end - unit.start == 1 else (*unit.types, COMMON)
                position = unit.end
