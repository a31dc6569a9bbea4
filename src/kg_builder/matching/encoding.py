"""The encoded text of a sentence, in which patterns search: before each piece the markers of its types.

A marker is a private-use character, one for each type. Stored texts never hold one in a place where patterns look: the
view of a sentence has none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import accumulate, groupby
from operator import or_

# OPEN and CLOSE stand around a piece's markers, so that to step over them takes no set of characters: compiling one
# takes `re` 0.2 ms, and the patterns have thousands of such steps.
OPEN, CLOSE = "\ue000", "\ue001"
MARKER_FIRST, MARKER_LAST = 0xE002, 0xF8FF
MARKERS = f"(?:{OPEN}[^{CLOSE}]*{CLOSE})?+"
TEXT = f"[^{OPEN}]++"


Types = tuple[str, ...]
Piece = tuple[int, int, Types]          # where it begins and ends in the view, its types


class Signs(dict[Types, tuple[str, int]]):
    """What stands before a piece, by its types, and which gates of rules such a piece opens."""

    def __init__(self, markers: Mapping[str, str], gates: Mapping[str, int]) -> None:
        """`markers` maps each type to its own marker character, `gates` to the gates that it opens."""
        super().__init__()
        self._markers, self._gates = markers, gates

    def __missing__(self, types: Types) -> tuple[str, int]:
        signs = OPEN + "".join([self._markers[name] for name in types]) + CLOSE
        self[types] = found = signs, reduce(or_, (self._gates[name] for name in types))
        return found


class Encoded:
    """A sentence with markers before each piece, and the gates of rules that its text and its pieces open."""

    __slots__ = ("_begins", "_encoded", "_pieces", "gates", "text")

    def __init__(self, pieces: Sequence[Piece], view: str, signs: Signs, gates: int) -> None:
        """Encode the text of a view; `pieces` leave no gap, `gates` are those that the text opens."""
        encoded = []
        for start, end, types in pieces:
            marked, opened = signs[types]
            gates |= opened
            encoded.append(marked + view[start:end])
        self.text, self.gates = "".join(encoded), gates
        self._pieces, self._encoded = pieces, encoded
        self._begins: list[int] = []

    def to_view(self, position: int) -> int:
        """Return how many of the view's characters stand before a position."""
        if not self._begins:
            self._begins = [0, *accumulate(map(len, self._encoded))][:-1]
        index = bisect_right(self._begins, position) - 1
        inside = position - self._begins[index]
        return self._pieces[index][0] + max(0, inside - self._encoded[index].index(CLOSE) - 1)


def join_alternatives(regexes: Iterable[str]) -> str:
    """Join alternatives of a choice; of neighbours that begin with a step over markers it is taken once."""
    joined = []
    for marked, group in groupby(regexes, key=lambda regex: regex.startswith(MARKERS)):
        rests = [regex.removeprefix(MARKERS) for regex in group]
        joined += [f"{MARKERS}(?:{'|'.join(rests)})"] if marked else rests
    return "|".join(joined)


def terms_regex(terms: Iterable[str]) -> str:
    """Return a regular expression for any of the terms, longest first, across word markers."""
    ordered = sorted(set(terms), key=lambda term: (-len(term), term))
    single = "".join(re.escape(term) for term in ordered if len(term) == 1)
    many = [MARKERS.join(re.escape(c) for c in term) for term in ordered if len(term) > 1]
    choices = many + ([f"[{single}]"] if single else [])
    return MARKERS + "(?:" + "|".join(choices) + ")"
