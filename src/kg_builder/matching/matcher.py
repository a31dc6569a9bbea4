"""Runs rules over charts: words and terms first, then stage by stage; settles overlaps by a total order.

Within a stage the order of rules does not matter: all candidates are compared by priority, then length, then position,
then rule id. A stage is repeated until nothing new is found, so that its rules may build on one another.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from kg_builder.matching.chart import Chart, Finding, Unit
from kg_builder.matching.encoding import MARKER_LAST, OPEN, Encoded
from kg_builder.matching.lexicon import WHOLE, Attributes
from kg_builder.matching.prefilter import select
from kg_builder.matching.rule import Rule, Rulebook
from kg_builder.matching.words import PROPER, Word

_LAST = chr(MARKER_LAST)
_ROUNDS = 4
GENERIC = "Generic"         # the lexicon of words that name a class of things: no name holds one of them
CLASS_WORD = "ClassWord"     # that of words that many names end with and that are none behind a place alone
DIVISION = "Division"
LONG_DIVISION = 3           # characters of a division's full name that is hardly met by chance
NAMES = frozenset({"Person", "Place", "Organization"})
Hit = tuple[int, int, int]  # a term that was found: its end, its start, its number in the dictionary
# 和 and 会同 behind an organ join it to the next one: 县人武部和|县委, 县委组织部会同|县纪委 name no 和县.
_JOINT = re.compile("(?<=[委府局部院会处厅办])(?:和|会同)(?=县)")
_QUOTES = str.maketrans("", "", "“”‘’\"'《》〈〉「」『』")


def read_terms(chart: Chart, rulebook: Rulebook) -> None:
    """Fill a chart with its words and the lexicons' terms (those that agree with the borders of words)."""
    words = rulebook.tagger.tag(chart.text)
    borders = {0, len(chart.text), *(word.start for word in words)}
    proper = {edge for word in words if word.tag in PROPER for edge in (word.start, ~word.end)}
    entries = rulebook.dictionary.entries
    hits = [(end, start, term) for term, start, end in rulebook.dictionary.find(chart.text)
            if (start in borders and end in borders) or _agrees(start, end, entries[term][1], borders, proper)
            or (DIVISION in entries[term][0] and _cuts_guesses((start, end), words, chart.text, rulebook))]
    joints = {joint.start(): joint.end() for joint in _JOINT.finditer(chart.text)}
    hits = [hit for hit in hits if hit[0] <= joints.get(hit[1], hit[0])]
    chosen = _best(hits, borders)
    chart.units = [Unit(start, end, entries[term][0], "", attributes=entries[term][1]) for end, start, term in chosen]
    edges = {edge for end, start, _ in chosen for edge in (start, end)} | {*joints.values()}
    edges -= borders
    chart.words = list(_retag(words, sorted(edges), chart.text, rulebook)) if edges else words


def _agrees(start: int, end: int, attributes: Attributes, borders: set[int], proper: set[int]) -> bool:
    """Say whether a term begins or ends with a word; with both, if it is of one character or must be a whole word.

    One of the two may be replaced by the begin (or, as its complement, the end) of a proper name that holds the term.
    """
    long = end - start > 1
    edges = (start in borders) + (end in borders) + (long and (start in proper or ~end in proper))
    return edges > (not long or WHOLE in attributes)


def _cuts_guesses(span: tuple[int, int], words: Sequence[Word], text: str, rulebook: Rulebook) -> bool:
    """Say whether a division's full name cuts only words that the tagger has guessed (岭|背镇谢 of 岭背镇)."""
    if span[1] - span[0] < LONG_DIVISION:
        return False
    around = (words[bisect_right(words, edge - 1, key=lambda word: word.start) - 1] for edge in span if edge)
    return all(word.end in span or rulebook.tagger.is_guess(text[word.start:word.end]) for word in around)


def _retag(words: Iterable[Word], edges: Sequence[int], text: str, rulebook: Rulebook) -> Iterator[Word]:
    """Yield the words, and in place of those that a unit's edge cuts the words of what is left of them."""
    for word in words:
        inner = edges[bisect_right(edges, word.start):bisect_left(edges, word.end)]
        if not inner:
            yield word
            continue
        for start, end in pairwise([word.start, *inner, word.end]):
            for part in rulebook.tagger.tag_fragment(text[start:end]):
                yield Word(part.start + start, part.end + start, part.types, part.tag)


def _best(hits: list[Hit], borders: set[int]) -> list[Hit]:
    """Choose the hits that cover most (squared length, borders of words a little more), none overlapping another."""
    hits.sort()
    best: list[tuple[float, Hit, int]] = [(0.0, (0, 0, 0), -1)]       # score, hit, previous
    for hit in hits:
        end, start, _ = hit
        index = len(best) - 1
        while best[index][1][0] > start:
            index -= 1
        score = best[index][0] + (end - start) ** 2 + 0.5 * (start in borders) + 0.5 * (end in borders)
        if score > best[-1][0]:
            best.append((score, hit, index))
    chosen: list[Hit] = []
    index = len(best) - 1
    while index > 0:
        _, hit, index = best[index]
        chosen.append(hit)
    return chosen[::-1]


def run_stage(chart: Chart, rulebook: Rulebook, stage: str, *, fresh: Iterable[Unit] | None = None) -> None:
    """Run the entity and reference rules of one stage over a chart until nothing is added.

    `fresh` are the units that came onto the chart since the stage last ran over it: only rules that name one of their
    types can find more. None runs all.
    """
    lost: set[str] = set()      # whose finds gave way to smaller ones, which they may hold
    for _ in range(_ROUNDS):
        encoded = chart.encode(rulebook)
        rules = select(rulebook.makers[stage], encoded.gates)
        if fresh is not None:
            signs = {rulebook.markers[name] for unit in fresh for name in unit.types}
            rules = [rule for rule in rules if rule.id in lost or not rule.markers.isdisjoint(signs)]
        candidates = [unit for rule in rules for unit in find(rule, chart, encoded)]
        if not candidates:
            return
        fresh = settle(chart, candidates, rulebook.by_id)
        lost = {unit.rule for unit in candidates} if fresh else lost
        if not fresh:
            return
        chart.add(fresh)


def matches(rule: Rule, encoded: Encoded) -> Iterable[re.Match[str]]:
    """Return the matches of a rule in the encoded sentence, guards included."""
    first = rule.regex.search(encoded.text)
    return _list_matches(rule, encoded.text, first) if first else ()        # of three searches two find nothing


def _list_matches(rule: Rule, text: str, match: re.Match[str] | None) -> Iterator[re.Match[str]]:
    while match:
        allowed = rule.allows_left(text, match.start())
        if allowed:
            yield match
        position = match.end()
        if rule.overlap or not allowed or position == match.start():
            position = match.start() + 1
            while position < len(text) and OPEN <= text[position - 1] <= _LAST:    # never between a piece's markers
                position += 1
        match = rule.regex.search(text, position) if position <= len(text) else None


def find_relations(chart: Chart, rulebook: Rulebook, stage: str) -> Iterator[Finding]:
    """Yield what the relation rules of a stage match on a chart as it stands."""
    encoded = chart.encode(rulebook)
    for rule in select(rulebook.finders[stage], encoded.gates):
        yield from read_matches(rule, chart, encoded)


def read_matches(rule: Rule, chart: Chart, encoded: Encoded) -> Iterator[Finding]:
    """Yield what a relation rule matches on a chart, or in a part of it that was encoded."""
    for match in matches(rule, encoded):
        spans = capture_spans(match, encoded)
        yield Finding(rule.id, {name: tuple(chart.within(*span)) for name, span in spans.items() if name},
                      {name: chart.text[s:e] for name, (s, e) in spans.items() if name}, spans)


def find(rule: Rule, chart: Chart, encoded: Encoded) -> list[Unit]:
    """Return what an entity or reference rule would put on the chart."""
    found = []
    for match in matches(rule, encoded):
        spans = capture_spans(match, encoded)
        for capture, types in rule.makes.items():
            span = spans.get(capture) if capture != "self" else spans.get("self", spans[""])
            if span is not None:
                unit = make_unit(rule, chart, span, types, spans)
                if not rule.recurs or chart.article.count(unit.name) >= rule.recurs:
                    found.append(unit)
    return found


def capture_spans(match: re.Match[str], encoded: Encoded) -> dict[str, tuple[int, int]]:
    """Return the view's spans of a match (under the empty name) and of its captures."""
    view = encoded.to_view
    spans = {name: (view(match.start(group)), view(match.end(group)))
             for name, group in match.re.groupindex.items() if match.start(group) >= 0}
    spans[""] = (view(match.start()), view(match.end()))
    return spans


def make_unit(rule: Rule, chart: Chart, span: tuple[int, int], types: tuple[str, ...],
              spans: Mapping[str, tuple[int, int]]) -> Unit:
    """Make the unit of one match: its name, subclass and parts by what the rule says."""
    start, end = span
    parts = {name: tuple(chart.within(*inner)) for name, inner in spans.items() if name and name != "self"}
    name_span = spans.get("name", span)
    name = chart.text[name_span[0]:name_span[1]].translate(_QUOTES).strip()
    attributes: dict[str, str] = {}
    for unit in (unit for units in parts.values() for unit in units):
        if start <= unit.start and unit.end <= end:
            attributes.update(unit.attributes)
    attributes.update({key: chart.text[s:e] for key, (s, e) in spans.items() if key and key != "self"})
    subclass = rule.subclass
    if subclass.startswith("$"):
        subclass = attributes.get(subclass[1:], "")
    unit = Unit(start, end, types, rule.id, name, subclass, rule.confidence, parts, dict(spans),
                attributes=attributes, committed=True)
    if subclass and subclass not in types:
        unit.types = (*types, subclass)
    return unit


def settle(chart: Chart, candidates: list[Unit], rules: Mapping[str, Rule]) -> list[Unit]:
    """Choose candidates by the total order; none may repeat, or cut, what is on the chart already."""
    candidates.sort(key=lambda u: (-rules[u.rule].priority, u.start - u.end, u.start, u.rule, u.types))
    chosen: list[Unit] = []
    for unit in candidates:
        if any(u.start < unit.end and unit.start < u.end for u in chosen):
            continue
        if unit.end <= unit.start or _stands(chart, unit) or _forbidden(chart, unit):
            continue
        chosen.append(unit)
    return chosen


def _stands(chart: Chart, unit: Unit) -> bool:
    """Say whether the chart holds this, or a larger unit around it, already."""
    return any(other.start <= unit.start and unit.end <= other.end and other.committed
               and ((other.start, other.end) != (unit.start, unit.end) or other.types[0] == unit.types[0])
               for other in chart.units)


def _forbidden(chart: Chart, unit: Unit) -> bool:
    """Say whether a unit would cut what is settled, or hold words that never belong to a name."""
    length = unit.end - unit.start
    if any(u.committed or GENERIC in u.types or u.end - u.start > length for u in chart.clashes(unit.start, unit.end)):
        return True
    if unit.types[0] not in NAMES:
        return False
    inside = chart.within(unit.start, unit.end)
    return any(GENERIC in u.types or (CLASS_WORD in u.types and _is_bare(u, unit, inside)) for u in inside)


def _is_bare(word: Unit, unit: Unit, inside: Iterable[Unit]) -> bool:
    """Say whether nothing but places stands before a class word (青原县养殖场): that is no name."""
    before = [other for other in inside if other.end <= word.start]
    begin = max((other.end for other in before if other.types[0] == "Place"), default=unit.start)
    return word.start - begin < 2 and all(other.types[0] == "Place" for other in before)
