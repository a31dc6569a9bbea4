"""What word lists say around an amount: where the words for what is counted end, and whether it is so at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kg_builder.matching.chart import CLAUSE_MARKS, Chart
from kg_builder.matching.lexicon import Attributes, Lexicon


class Counting:
    """The lexicons `counted-end`, `vacuous`, `unreal` and `change` of a rulebook, ready to be asked."""

    def __init__(self, lexicons: Mapping[str, Lexicon]) -> None:
        def terms(name: str) -> Mapping[str, Attributes]:
            return lexicons[name].terms if name in lexicons else {}

        ends = terms("CountedEnd")
        self._none = frozenset(ends)
        self._begins, self._ends = (tuple(sorted((term for term, found in ends.items() if found.get(side)),
                                                 key=lambda term: (-len(term), term))) for side in ("begin", "end"))
        self._cuts = re.compile(f"(?<=.)(?:{_any_of(term for term, found in ends.items() if found.get('cut'))}).*")
        self._vacuous = tuple(terms("Vacuous"))
        self._changes = terms("Change")
        self._unreal = terms("Unreal")
        self._planning = re.compile(_any_of(self._unreal))

    def trim(self, counted: str) -> str:
        """Return the words for what is counted without those that are none at either end; nothing if it is nothing."""
        counted = self._cuts.sub("", counted)
        while counted.endswith(self._ends):
            counted = counted.removesuffix(next(end for end in self._ends if counted.endswith(end)))
        while counted.startswith(self._begins):
            counted = counted.removeprefix(next(begin for begin in self._begins if counted.startswith(begin)))
        counted = counted.strip(" 、和与及的")
        return "" if counted in self._none else counted

    def is_vacuous(self, counted: str) -> bool:
        """Say whether something is counted only to divide a speech (三个方面)."""
        return counted.endswith(self._vacuous) if self._vacuous else False

    def is_unreal(self, chart: Chart, position: int) -> bool:
        """Say whether what stands at a position of a sentence's view is planned, hoped or demanded, and not so."""
        clause = max((chart.text.rfind(mark, 0, position) for mark in CLAUSE_MARKS), default=-1)
        for found in self._planning.finditer(chart.text, 0, position):
            said = self._unreal[found[0]]
            if (found.start() > clause or said["reach"] == "sentence") and any(
                    word.start == found.start() and word.end == found.end() and word.tag == said.get("tag", word.tag)
                    for word in chart.words) and not any(unit.committed and unit.start <= found.start() < unit.end
                                                         for unit in chart.units):
                return True
        return False

    def direction(self, verb: str) -> str:
        """Return which way a verb of change goes: Increase, Decrease, or nothing where there is none."""
        return self._changes[verb]["meaning"] if verb else ""


def _any_of(terms: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(terms, key=lambda term: (-len(term), term)))) or "(?!)"
