"""The encoded text of a sentence, in which patterns search: before each piece the markers of its types.

A marker is a private-use character, one for each type. Stored texts never hold one in a place where patterns look: the
view of a sentence has none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate

# OPEN and CLOSE stand around a piece's markers, so that to step over them takes no set of characters: compiling one
# takes `re` 0.2 ms, and the patterns have thousands of such steps.
OPEN, CLOSE = "\ue000", "\ue001"
MARKER_FIRST, MARKER_LAST = 0xE002, 0xF8FF
MARKERS = f"(?:{OPEN}[^{CLOSE}]*{CLOSE})?+"
TEXT = f"[^{OPEN}]++"


class Signs(dict[tuple[str, ...], str]):
    """What stands before a piece, by its types; `markers` maps each type to its own marker character."""

    def __init__(self, markers: Mapping[str, str]) -> None:
        super().__init__()
        self._markers = markers

    def __missing__(self, types: tuple[str, ...]) -> str:
        self[types] = sign = OPEN + "".join([self._markers[name] for name in types]) + CLOSE
        return sign


class Encoded:
    """A sentence with markers before each piece, and the gates of rules that it opens."""

    __slots__ = ("_begins", "_pieces", "_starts", "gates", "text")

    def __init__(self, pieces: Sequence[tuple[int, int, tuple[str, ...]]], view: str, signs: Signs, gates: int) -> None:
        """Encode the text of a view; `pieces` are (start, end, types), without gaps."""
        self.gates = gates
        self._pieces = [signs[types] + view[start:end] for start, end, types in pieces]
        self._starts = [start for start, _, _ in pieces]
        self._begins: list[int] = []
        self.text = "".join(self._pieces)

    def to_view(self, position: int) -> int:
        """Return how many of the view's characters stand before a position."""
        if not self._begins:
            self._begins = [0, *accumulate(map(len, self._pieces))][:-1]
        index = bisect_right(self._begins, position) - 1
        inside = position - self._begins[index]
        return self._starts[index] + max(0, inside - self._pieces[index].index(CLOSE) - 1)
