"""The small changes of one pattern that its examples ought to notice: literals and guards, each taken away.

The operators are those of mutation testing that fit a language without statements (deletion of a condition, of a case
of a choice, of a constant). None of them changes a pattern into one that means the same, as far as that can be seen:

| operator | takes away |
|---|---|
| `alternative` | one alternative that holds a literal, of a choice in brackets or of the whole pattern |
| `optional` | a part with `?`, `*` or `{0,n}` that holds a literal |
| `character` | one character, or range, of a set `[市县区]` |
| `literal` | a text that stands in a row with other parts |
| `exclusion` | what a set `[^，；]` excludes |
| `lookahead` | `<!Type>` or `<?Type>` |
| `border` | `<>`, `^` or `$` that stands in a row with other parts |

Not changed: types, bounds of repetitions, shapes; each is checked where it is declared, or shows in every hit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg_builder.matching.pattern import STOPS, tokenize

_ITEM = re.compile(r".-.|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Change:
    """A changed pattern: the operator, what it took away as it was written, and the pattern without it."""

    operator: str
    written: str
    pattern: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a sequence with its repetition, as a span of the pattern."""

    start: int
    end: int
    kind: str
    optional: bool = False


def mutate(pattern: str) -> Iterator[Change]:
    """Yield every change of a pattern of the rule language, in the order of its text.

    Args:
        pattern: a pattern that compiles.
    """
    walk = _Walk(pattern)
    walk.choice()
    for start, end, put, change in sorted(walk.found):
        operator, written = change
        yield Change(operator, written, pattern[:start] + put + pattern[end:])


class _Walk:
    """Goes over a pattern's tokens once, and notes what may be taken away."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.tokens, self.at = pattern, tokenize(pattern), 0
        self.found: list[tuple[int, int, str, tuple[str, str]]] = []     # begin, end, what comes there; what it is

    def cut(self, operator: str, start: int, end: int) -> None:
        self.found.append((start, end, "", (operator, self.pattern[start:end].strip(" |"))))

    def operator(self) -> str | None:
        return self.tokens[self.at]["operator"] if self.at < len(self.tokens) else None

    def choice(self) -> None:
        """Read alternatives up to a closing bracket or the end; each that holds a literal may go."""
        start = self.tokens[self.at].start()
        spans = []
        while True:
            self.sequence()
            bar = self.operator() == "|"
            end = self.tokens[self.at].start() if self.at < len(self.tokens) else len(self.pattern)
            spans.append((start, end))
            if not bar:
                break
            self.at += 1
            start = self.tokens[self.at].start()
        for index, (start, end) in enumerate(spans if len(spans) > 1 else ()):
            if self.holds_literal(start, end):
                last = index == len(spans) - 1
                self.cut("alternative", spans[index - 1][1] if last else start, end if last else spans[index + 1][0])

    def sequence(self) -> None:
        """Read parts up to a bar, a closing bracket or the end."""
        pieces: list[_Piece] = []
        while (operator := self.operator()) not in ("|", ")") and (operator or self.at < len(self.tokens)):
            piece = self.piece()
            if piece.kind == "literal" and pieces and pieces[-1].kind == "literal":
                piece = _Piece(pieces.pop().start, piece.end, "literal")
            pieces.append(piece)
        for piece in pieces:
            if piece.optional:
                if self.holds_literal(piece.start, piece.end):
                    self.cut("optional", piece.start, piece.end)
            elif piece.kind in ("literal", "lookahead", "border") and len(pieces) > 1:
                self.cut(piece.kind, piece.start, piece.end)

    def piece(self) -> _Piece:
        """Read one part with its repetition."""
        token = self.tokens[self.at]
        self.at += 1
        kind = next((name for name in ("literal", "set", "look", "border") if token[name]), "")
        alternatives = 0
        if token["group"]:
            known = len(self.found)
            self.choice()
            self.at += 1
            alternatives = sum(change[0] == "alternative" for *_, change in self.found[known:])
        elif kind == "set":
            alternatives = self.characters(token)
        low = self.repetition()
        kind = {"look": "lookahead"}.get(kind, kind) if low is None else ""
        if token["operator"] in ("^", "$"):
            kind = "border"
        return _Piece(token.start(), self.tokens[self.at - 1].end(), kind, low == 0 and not alternatives)

    def repetition(self) -> int | None:
        """Read a quantifier, with the `?` for as short as possible; return its least count, None without one."""
        if self.at == len(self.tokens):
            return None
        token = self.tokens[self.at]
        low = {"?": 0, "*": 0, "+": 1}.get(token["operator"] or "")
        if token["low"]:
            low = int(token["low"])
        if low is not None:
            self.at += 1
            if token["low"] and self.operator() == "?":
                self.at += 1
        return low

    def characters(self, token: re.Match[str]) -> int:
        """Note the items of a set, or what it excludes; return how many items may go."""
        inner = token["set"][1:-1]
        if inner.startswith("^"):
            if set(inner[1:]) - set(STOPS):
                self.found.append((token.start(), token.end(), f"[^{STOPS}]", ("exclusion", token["set"])))
            return 0
        items = _ITEM.findall(inner)
        for index, item in enumerate(items if len(items) > 1 else ()):
            if len(item) == 1:
                rest = "".join(items[:index] + items[index + 1:])
                self.found.append((token.start(), token.end(), f"[{rest}]", ("character", f"{item} of {token['set']}")))
        return len(items) if len(items) > 1 else 0

    def holds_literal(self, start: int, end: int) -> bool:
        held = (token["literal"] or token["set"] or "" for token in self.tokens if start <= token.start() < end)
        return any(text and not text.startswith("[^") for text in held)
