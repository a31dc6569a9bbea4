"""Who may get an honour, by the last words of its name (全国劳动模范 a person), and whether it is got."""

from __future__ import annotations

from collections.abc import Mapping

from kg_builder.matching.chart import CLAUSE_MARKS, Chart
from kg_builder.matching.lexicon import Lexicon

PERSONS = frozenset({"Person"})
BODIES = frozenset({"Organization", "Place"})
ANYBODY = PERSONS | BODIES
_KINDS: Mapping[str, frozenset[str]] = {"person": PERSONS, "body": BODIES}


class Honours:
    """The lexicons `receiver` and `hoped` of a rulebook, ready to be asked."""

    def __init__(self, lexicons: Mapping[str, Lexicon]) -> None:
        terms = lexicons["Receiver"].terms if "Receiver" in lexicons else {}
        self._kinds = {term: _KINDS[found["kind"]] for term, found in terms.items()}
        self._longest = max(map(len, self._kinds), default=0)
        self._hoped = lexicons["Hoped"].terms if "Hoped" in lexicons else {}

    def receivers(self, honour: str) -> frozenset[str]:
        """Return the entity types of those who may get an honour of this name."""
        name = honour.rstrip("”’》")
        for length in range(self._longest, 0, -1):
            if (kinds := self._kinds.get(name[-length:])) is not None:
                return kinds
        return ANYBODY

    def is_hoped(self, chart: Chart, position: int) -> bool:
        """Say whether what stands at a position of a sentence's view is hoped, planned or denied in its clause."""
        clause = max((chart.text.rfind(mark, 0, position) for mark in CLAUSE_MARKS), default=-1)
        for word in chart.words:
            if clause < word.start and word.end <= position:
                found = self._hoped.get(chart.text[word.start:word.end])
                if found is not None and chart.text[word.end:word.end + 1] in found.get("next", chart.text):
                    return True
        return False
