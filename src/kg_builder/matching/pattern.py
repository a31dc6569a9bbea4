"""The pattern language of the rules: parsed into one regular expression over the encoded text of a sentence.

A sentence is encoded piece by piece (a unit of the chart, or else a word): the markers of the piece's types, which are
private-use characters, then its text. So a pattern can name types and literal text alike and run at the speed of `re`.

| pattern | matches |
|---|---|
| `党委` | this text, across words |
| `<Town>` | one piece of this type, or of a narrower one; `<Town|Village>` of either |
| `<where:Town>` | the same, captured |
| `<?Town|Village>`, `<!Town>` | nothing: here begins a piece of these types; here begins none of them |
| `(where: …)` | whatever stands in the brackets, captured |
| `( … | … )`, `?`, `*`, `+`, `{2,5}`, `{2,5}?` | groups and repetition (bounded by 60), the last as short as possible |
| `[市县区]`, `[^的]` | one character (never 。；！？) |
| `{Name}` | a shape declared in the rule files, or any term of a lexicon |
| `~8` | at most eight characters, as few as possible |
| `<>` | a border between two words |
| `^`, `$` | begin and end of the sentence |

Spaces in a pattern mean nothing. A quantifier inside a repeated group is refused unless it is bounded: no pattern can
take exponential time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from kg_builder.matching.encoding import CLOSE, MARKERS, OPEN, TEXT, join_alternatives
from kg_builder.matching.prefilter import EMPTY, MOST_IN_GATE, NOTHING, Gate, Needed, Texts, join_gates, list_characters

STOPS = "。；！？"            # what no set `[^…]` and no gap goes beyond
_CHARACTER = f"[^\ue000-\uf8ff{STOPS}]"
_MOST = 60

# Of a shape: regular expression, repeats?, marker characters, gates, all its texts if they are few.
Shape = tuple[str, bool, frozenset[str], "tuple[Gate, ...]", "Texts | None"]

_TOKENS = re.compile(
    r"""(?P<space>\s+)
      | (?P<border><>)
      | <(?:(?P<look>[?!])|(?P<name>[a-z][a-z_0-9]*):)?(?P<types>[^<>:]+)>
      | \{(?P<low>\d+)(?:(?P<comma>,)(?P<high>\d*))?\}
      | \{(?P<shape>[A-Za-z][\w.]*)\}
      | (?P<group>\((?:(?P<gname>[a-z][a-z_0-9]*):)?)
      | (?P<set>\[\^?[^\]]+\])
      | ~(?P<gap>\d+)
      | (?P<operator>[|)?*+^$])
      | (?P<literal>[^\s<>{}()\[\]~|?*+^$])""",
    re.VERBOSE,
)


class PatternError(ValueError):
    """A pattern is wrong; `position` counts characters from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


@dataclass(frozen=True, slots=True)
class Element:
    """A piece of a pattern as it is written, its regular expression, and its alternatives if it is a plain group."""

    written: str
    regex: str
    inside: tuple[tuple[Element, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Compiled:
    """A pattern as the source of a regular expression, with what every match of it must hold.

    `markers` are the marker characters of all its types; `needs` are sets of them, of each of which at least one
    must be on the chart; `literals` are texts that must all occur; `gates` say both, of alternatives too. `texts` are
    all that it can match, if that is few texts.
    `alternatives` are the elements of the pattern in order: what tells how far a sentence came.
    """

    regex: str
    captures: frozenset[str]
    types: frozenset[str]
    markers: frozenset[str]
    needs: tuple[frozenset[str], ...]
    literals: tuple[str, ...]
    loops: bool = False
    gates: tuple[Gate, ...] = ()
    alternatives: tuple[tuple[Element, ...], ...] = ()
    texts: Texts | None = None

    @property
    def written(self) -> str:
        """The pattern, as it was written but for spaces."""
        return " | ".join(" ".join(element.written for element in elements) for elements in self.alternatives)


@dataclass(slots=True)
class _Part:
    regex: str
    needs: list[frozenset[str]] = field(default_factory=list)
    literals: list[str] = field(default_factory=list)
    loops: bool = False
    fixed: bool = False         # every match holds a literal or a typed piece that is not itself repeated
    elements: list[list[Element]] = field(default_factory=list)     # of each alternative
    gates: list[Gate] = field(default_factory=list)
    texts: Texts | None = None  # all that it matches, if that is few texts
    edges: Texts = EMPTY        # if not: what every match begins and ends with


def tokenize(text: str) -> list[re.Match[str]]:
    """Return the tokens of a pattern without the spaces; the name of each is the group that matched.

    Raises:
        PatternError: for a character that begins no token.
    """
    tokens, position = [], 0
    while position < len(text):
        token = _TOKENS.match(text, position)
        if token is None:
            raise PatternError(f"cannot read {text[position]!r}", position)
        if not token["space"]:
            tokens.append(token)
        position = token.end()
    return tokens


class _Parser:
    def __init__(self, text: str, *, markers_of: Callable[[str], str | None],
                 shapes: Callable[[str], Shape | None]) -> None:
        self.text, self.markers_of, self.shapes = text, markers_of, shapes
        self.tokens = tokenize(text)
        self.at = 0
        self.captures: set[str] = set()
        self.types: set[str] = set()
        self.markers: set[str] = set()

    def choice(self) -> _Part:
        parts = [self.sequence()]
        while self._operator("|"):
            parts.append(self.sequence())
        if len(parts) == 1:
            return parts[0]
        regex = f"(?:{join_alternatives([p.regex for p in parts])})"
        shared = [need for need in parts[0].needs if all(need in p.needs for p in parts)]
        texts = NOTHING.union(*(p.texts for p in parts if p.texts))
        few = all(p.texts is not None for p in parts) and len(texts) <= MOST_IN_GATE
        return _Part(regex, shared, [], any(p.loops for p in parts), all(p.fixed for p in parts),
                     [elements for p in parts for elements in p.elements], join_gates([p.gates for p in parts]),
                     texts if few else None)

    def sequence(self) -> _Part:
        whole, needed, run, ended, glued = _Part("", elements=[[]]), Needed(), "", False, -1
        while self.at < len(self.tokens) and self.tokens[self.at]["operator"] not in ("|", ")"):
            token = self.tokens[self.at]
            part = self.quantified()
            end = self.tokens[self.at - 1].end()
            element = Element(self.text[token.start():end], part.regex, tuple(map(tuple, part.elements)))
            literal = token["literal"] and end == token.end()
            if literal and glued == token.start():
                last = whole.elements[0].pop()
                element = Element(last.written + element.written, last.regex + element.regex)
            glued = end if literal else -1
            whole.elements[0].append(element)
            if (token["operator"] == "^" and whole.fixed) or (ended and part.fixed):
                where = "before the begin" if token["operator"] == "^" else "behind the end"
                raise PatternError(f"can never match: something must stand {where} of the sentence", token.start())
            ended |= token["operator"] == "$"
            plain = token["literal"] and part.literals
            if plain:
                run += token["literal"]
            if not plain and run:
                whole.literals.append(run)
                run = ""
            whole.regex += part.regex
            whole.needs += part.needs
            needed.add(part.texts, part.edges, part.gates)
            whole.loops |= part.loops
            whole.fixed |= part.fixed
            if not plain:
                whole.literals += part.literals
        if run:
            whole.literals.append(run)
        needed.end()
        whole.gates, whole.texts = needed.gates, needed.texts
        return whole

    def quantified(self) -> _Part:
        part = self.atom()
        if self.at >= len(self.tokens):
            return part
        token = self.tokens[self.at]
        bounds = {"?": (0, 1), "*": (0, _MOST), "+": (1, _MOST)}.get(token["operator"] or "")
        if token["low"]:
            low = int(token["low"])
            high = low if not token["comma"] else int(token["high"] or _MOST)
            bounds = (low, high)
        if bounds is None:
            return part
        self.at += 1
        low, high = bounds
        if high > _MOST or low > high:
            raise PatternError(f"repetition {low} to {high}: at most {_MOST}", token.start())
        if part.loops and high > 1 and not part.fixed:
            raise PatternError("a repetition within a repetition must hold a type or a literal", token.start())
        lazy = "?" if token["low"] and self._operator("?") else ""
        regex = f"(?:{part.regex}){{{low},{high}}}{lazy}"
        whole = _Part(regex, loops=part.loops or high > 1, fixed=part.fixed and low == high > 0)
        if high == 1 and part.texts is not None:
            whole.texts = part.texts if low else part.texts | EMPTY
        if low:
            whole.needs, whole.literals, whole.gates = part.needs, part.literals, part.gates
            whole.edges = part.edges if part.texts is None else part.texts
        return whole

    def atom(self) -> _Part:
        token = self.tokens[self.at]
        self.at += 1
        if token["literal"]:
            return _Part(MARKERS + re.escape(token["literal"]), [], [token["literal"]], fixed=True,
                         texts=frozenset(token["literal"]))
        if token["border"]:
            return _Part(f"(?={OPEN}|$)", texts=EMPTY)
        if token["types"]:
            return self._typed(token)
        if token["shape"]:
            shape = self.shapes(token["shape"])
            if shape is None:
                raise PatternError(f"unknown shape or lexicon {{{token['shape']}}}", token.start())
            self.markers |= shape[2]
            return _Part(shape[0], loops=shape[1], gates=list(shape[3]), texts=shape[4])
        if token["group"]:
            return self._group(token)
        if token["set"]:
            inner = token["set"][1:-1]
            negative = inner.startswith("^")
            texts = None if negative else list_characters(inner)
            inner = re.sub(r"([\\\[\]&~|])", r"\\\1", inner.lstrip("^"))
            body = f"[^\ue000-\uf8ff{STOPS}{inner}]" if negative else f"[{inner}]"
            return _Part(MARKERS + body, texts=texts)
        if token["gap"]:
            return _Part(f"(?:{MARKERS}{_CHARACTER}){{0,{int(token['gap'])}}}?", loops=True)
        if token["operator"] in ("^", "$"):
            return _Part("^" if token["operator"] == "^" else f"{MARKERS}$", texts=EMPTY)
        raise PatternError(f"{token[0]!r} cannot stand here", token.start())

    def _typed(self, token: re.Match[str]) -> _Part:
        names = [name.strip() for name in token["types"].split("|")]
        markers = ""
        for name in names:
            found = self.markers_of(name)
            if found is None:
                raise PatternError(f"unknown type '{name}'", token.start())
            markers += found
        self.types.update(names)
        self.markers.update(markers)
        if token["look"]:
            sign = "=" if token["look"] == "?" else "!"
            needs = [frozenset(markers)] if sign == "=" else []
            return _Part(f"(?<!{CLOSE})(?{sign}{OPEN}[^{CLOSE}]*?[{markers}])", needs,
                         gates=[(need, NOTHING) for need in needs], texts=EMPTY)
        regex = f"(?:{OPEN}[^{CLOSE}]*?[{markers}][^{CLOSE}]*+{CLOSE}{TEXT})"
        return _Part(self._named(token["name"], regex, token), [frozenset(markers)], fixed=True,
                     gates=[(frozenset(markers), NOTHING)])

    def _group(self, token: re.Match[str]) -> _Part:
        part = self.choice()
        if not self._operator(")"):
            raise PatternError("a bracket is not closed", token.start())
        regex = self._named(token["gname"], f"(?:{part.regex})", token)
        return replace(part, regex=regex)

    def _named(self, name: str | None, regex: str, token: re.Match[str]) -> str:
        if not name:
            return regex
        if name in self.captures:
            raise PatternError(f"two captures are called '{name}'", token.start())
        self.captures.add(name)
        return f"(?P<{name}>{regex})"

    def _operator(self, sign: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at]["operator"] == sign:
            self.at += 1
            return True
        return False


def compile_pattern(text: str, *, markers_of: Callable[[str], str | None],
                    shapes: Callable[[str], Shape | None]) -> Compiled:
    """Translate a pattern.

    Args:
        text: the pattern.
        markers_of: a type's name -> the marker characters of it and its narrower types, or None.
        shapes: the name of a shape or lexicon -> its regular expression, or None.

    Returns:
        The regular expression and what its matches must hold.

    Raises:
        PatternError: for anything that is not of the language.
    """
    parser = _Parser(text, markers_of=markers_of, shapes=shapes)
    part = parser.choice()
    if parser.at < len(parser.tokens):
        token = parser.tokens[parser.at]
        raise PatternError(f"{token[0]!r} cannot stand here", token.start())
    return Compiled(part.regex, frozenset(parser.captures), frozenset(parser.types), frozenset(parser.markers),
                    tuple(part.needs), tuple(part.literals), part.loops, tuple(dict.fromkeys(part.gates)),
                    tuple(tuple(elements) for elements in part.elements))
