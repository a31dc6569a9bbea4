"""The report on rules at work: for each rule what it gave, what it did, and whether it is dead or shadowed."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from kg_builder.evaluate.profile import RuleWork
from kg_builder.evaluate.rules import RuleScore

TEMPLATE = "rules.html"
STATES = {
    "dead": "matches nothing in these texts",
    "shadowed": "matches, but other rules have taken all of these places",
    "idle": "matches, but nothing comes of it",
}


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in the report: what it gave; what it did, where the texts were there to be read."""

    rule: str
    score: RuleScore = field(default_factory=RuleScore)
    work: RuleWork | None = None

    @property
    def state(self) -> str:
        """A key of STATES, or nothing: the rule gives something, or it is not known what it did."""
        return self.work.state if self.work and not self.score.found else ""

    def describe(self) -> dict[str, Any]:
        """Return what the report says of the rule, by column but for its id."""
        score, work = self.score, self.work
        return {
            "matches": work.matches if work else None, "found": score.found, "right": score.right,
            "wrong": score.wrong, "precision": score.precision, "alone": score.alone,
            "alone_right": score.alone_right, "conflicts": score.conflicts,
            "milliseconds": round(1000 * work.seconds, 2) if work else None, "state": self.state,
            "overlaps": _rank(score.overlaps), "lost_to": _rank(work.lost_to) if work else {},
        }


def report_rules(rules: Iterable[str], scores: Mapping[str, RuleScore], works: Mapping[str, RuleWork]
                 ) -> tuple[RuleRow, ...]:
    """Return a row for each rule by id: those of the rulebook, and others that the graph was built with."""
    return tuple(RuleRow(rule, scores.get(rule, RuleScore()), works.get(rule)) for rule in sorted({*rules, *scores}))


def tabulate(rows: Sequence[RuleRow]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the names of the columns, and the cells of each row as text; empty where nothing is known."""
    names = ("rule", *RuleRow("").describe())
    return names, [(row.rule, *(_write(value) for value in row.describe().values())) for row in rows]


def write_csv(rows: Sequence[RuleRow]) -> str:
    """Return the report as CSV, names of columns first."""
    buffer = io.StringIO()
    names, cells = tabulate(rows)
    csv.writer(buffer).writerows([names, *cells])
    return buffer.getvalue()


def render_rules(rows: Sequence[RuleRow], *, title: str) -> str:
    """Return the report as one HTML page without scripts: charts as inline SVG, all text escaped."""
    environment = Environment(loader=FileSystemLoader(Path(__file__).parent, encoding="utf-8"), autoescape=True,
                              trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    names, cells = tabulate(rows)
    judged = sorted((row for row in rows if row.score.right + row.score.wrong),
                    key=lambda row: (-row.score.right - row.score.wrong, row.rule))
    quiet = {state: [row for row in rows if row.state == state] for state in STATES}
    return environment.get_template(TEMPLATE).render(title=title, names=names, cells=cells, judged=judged, quiet=quiet,
                                                     states=STATES, rank=_rank)


def _rank(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _write(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{rule} {times}" for rule, times in value.items())
    return "" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)
