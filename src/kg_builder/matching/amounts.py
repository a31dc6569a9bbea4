"""Amounts as printed: a number, how exact it is, and what it is measured in (120余人, 3.5亿元, 3至5名, 百分之五).

They are found by one regular expression, made of the lexicons `measure-unit` and `approximation`. What only looks like
an amount is left out: ordinals, what stands in a name or a date, phrases of the lexicon `no-quantity`, the vague 一.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from kg_builder.matching.chart import Chart, Unit
from kg_builder.matching.lexicon import Lexicon
from kg_builder.matching.numerals import NUMERAL, SCALE, read_numeral, write_decimal

AMOUNT = "Amount"
CHANGED = "Changed"     # the type of an amount behind a verb of change
KINDS = ("Count", "People", "Heads", "Times", "Measure", "Share")       # the column `kind` of the lexicon of units
PLACES = ("before", "between", "after")         # the column `place` of the lexicon of approximations
PERCENT = "%"
_BARE = frozenset("十百千万")       # alone they are figures of speech (百名书记), but not in 百余名 and 近百名
_ZERO = frozenset("零〇")
_VAGUE, _TIMES = "一", frozenset("番倍成")     # an article before every unit but these
_RANK = re.compile("(?:第|过去|未来|(?<![日目此以之年天会赛])[前后])$")
_JOINED = re.compile("个(?![人体性别案股头子])")     # what is taken for one word
_NUMBERS = re.compile("[0-9〇零一二两三四五六七八九十百千万]+")
_MOST_BEFORE = 4        # characters of the longest word before a number that makes it less exact
_NONE: Mapping[str, Mapping[str, str]] = {}


class AmountReader:
    """Finds the amounts of sentences, by the lexicons of a rulebook."""

    def __init__(self, lexicons: Mapping[str, Lexicon]) -> None:
        units, near, phrases, changes = (lexicons[name].terms if name in lexicons else _NONE
                                         for name in ("MeasureUnit", "Approximation", "NoQuantity", "Change"))
        self._kinds = {term: found["kind"] for term, found in units.items()}
        self._unlike = {term: frozenset(found.get("not", "")) for term, found in near.items()}
        self._meanings = {(found["place"], term): found["meaning"] for term, found in near.items()}
        places = {place: [term for at, term in self._meanings if at == place] for place in PLACES}
        self._before = re.compile(f"({_any_of(places['before'])})$")
        self._pattern = re.compile(_write_pattern(units, places))
        self._change = re.compile(f"(?:{'|'.join(_guard(term, found) for term, found in changes.items()) or '(?!)'})"
                                  "(?:了|约|达|近)?$")
        self._phrases = re.compile(_any_of(phrases)) if phrases else None

    def mark(self, chart: Chart) -> bool:
        """Put the amounts of a sentence on its chart, as units that rules can name; say whether there are any.

        A unit has the types `Amount`, its kind, and `Changed` behind a verb of change; its attributes are `value`,
        `upper` (of a range), `unit` and `approximation`. Names and values that are on the chart stay as they are.
        """
        units = list(self._find(chart))
        if units:
            chart.add(units)
        return bool(units)

    def _find(self, chart: Chart) -> Iterator[Unit]:
        text = chart.text
        printed = self._list_printed(text)
        if not printed:
            return
        borders = {0, len(text), *(word.start for word in chart.words)}
        taken = [(u.start, u.end) for u in chart.units if u.committed]
        taken += [found.span() for found in self._phrases.finditer(text)] if self._phrases else []
        for found in printed:
            start, end = found.start(), found.end()
            if (text[start] > "9" and start not in borders) or not (found.end("number") in borders
                                                                    or _JOINED.match(text, found.end("number") - 1)):
                continue
            before = self._before.search(text, max(0, start - _MOST_BEFORE), start)
            hedged = before and text[before.start() - 1:before.start()] not in self._unlike[before[1]]
            hedge = before[1] if before and hedged else ""
            start -= len(hedge)
            attributes = self._read(found, hedge)
            if attributes is None or _RANK.search(text, max(0, start - 2), start):
                continue
            if not any(begin < end and start < stop for begin, stop in taken):
                changed = self._change.search(text, max(0, start - _MOST_BEFORE), start)
                types = AMOUNT, self._kinds[attributes["unit"].partition("/")[0]], *((CHANGED,) if changed else ())
                yield Unit(start, end, types, "", attributes=attributes, committed=True)

    def _list_printed(self, text: str) -> list[re.Match[str]]:
        """Return what is printed as an amount, from left to right, none in another."""
        printed: list[re.Match[str]] = []
        end = 0
        for number in _NUMBERS.finditer(text):
            for start in range(max(end, number.start()), number.end()):
                found = self._pattern.match(text, start)
                if found:
                    printed.append(found)
                    end = found.end()
                    break
                if text[start] <= "9":          # the rest of its digits is no number of its own
                    break
        return printed

    def _read(self, found: re.Match[str], hedge: str) -> dict[str, str] | None:
        """Return what an amount says, or None where it is none; `hedge` is the word before it (近)."""
        near = next((self._meanings[place, word] for place, word in (
            ("before", hedge), ("between", found["more"] or found["late"]), ("after", found["after"])) if word), "")
        low, unit = found["low"] or found["percent"], found["unit"] or PERCENT
        bare = low in _BARE and not (hedge or found["more"] or found["late"] or found["scale"])
        vague = low == _VAGUE and not near and not found["scale"] and unit not in _TIMES
        if low in _ZERO or bare or vague:
            return None
        values = _read_range(low, found["scale"] or "", found["high"], found["scale2"] or "")
        if values is None:
            return None
        if found["minus"]:
            values = tuple(sorted(-value for value in values))
        return {"value": write_decimal(values[0]), "unit": unit, "approximation": near,
                "upper": write_decimal(values[1]) if len(values) > 1 else ""}


def _write_pattern(units: Iterable[str], near: Mapping[str, Iterable[str]]) -> str:
    between, after, unit = _any_of(near["between"]), _any_of(near["after"]), _any_of(units)
    return (rf"(?P<number>(?<![0-9A-Za-z初〔])(?<![0-9A-Za-z][:：.,/-])(?P<minus>零下)?"
            rf"(?:百分之(?P<percent>{NUMERAL})"
            rf"|(?P<low>{NUMERAL})(?P<more>{between})?(?P<scale>{SCALE})?"
            rf"(?:(?:{unit})?(?:至|到|[-~—–－]{{1,2}})(?P<high>{NUMERAL})(?P<scale2>{SCALE})?)?"
            rf"(?P<late>{between})?(?P<unit>{unit}(?:/{unit})?)(?![0-9级镇乡庄寨屯])))(?P<after>{after})?")


def _guard(term: str, attributes: Mapping[str, str]) -> str:
    unlike = attributes.get("not", "")
    return (f"(?<![{re.escape(unlike)}])" if unlike else "") + re.escape(term)


def _any_of(terms: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, sorted(terms, key=lambda term: (-len(term), term)))) or '(?!)'})"


def _read_range(low: str, scale: str, high: str | None, scale2: str) -> tuple[Decimal, ...] | None:
    """Return one number, or the two ends of a range (3至5万, 七八); None where there is no number."""
    if high is None and len(low) == 2 and not low.isascii() and read_numeral(low) is None:
        low, high, scale2 = low[0], low[1], scale
    first = read_numeral(low, scale or (scale2 if high else ""))
    last = read_numeral(high, scale2) if high else None
    if first is None or (high and (last is None or last <= first)):
        return None
    return (first,) if last is None else (first, last)
