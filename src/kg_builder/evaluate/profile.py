"""How rules work on texts: how often each one matches, to which others it loses, and how long its patterns take.

The rules are given patterns that take notes; the matcher knows nothing of it, and a build takes no longer.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from time import process_time

from kg_builder.extract import extract
from kg_builder.matching.chart import Chart, Unit
from kg_builder.matching.encoding import MARKER_LAST, OPEN
from kg_builder.matching.limited import LimitedPattern
from kg_builder.matching.rule import Rule, Rulebook
from kg_builder.model import Source

Span = tuple[str, int, int]               # view of the sentence, begin and end in it
Compiled = re.Pattern[str] | LimitedPattern
_MARKERS = re.compile(f"[{OPEN}-{chr(MARKER_LAST)}]")


@dataclass(slots=True)
class RuleWork:
    """What a rule did: its matches, guards included, those of which came to something, and the time of its patterns.

    `lost_to` counts, by id, the rules whose units stand where a match of this rule came to nothing; a match may lose to
    several.
    """

    matches: int = 0
    kept: int = 0
    seconds: float = 0.0
    lost_to: Counter[str] = field(default_factory=Counter)

    @property
    def state(self) -> str:
        """`dead`: it never matches; `shadowed`: all matches are lost to other rules; `idle`: nothing comes of them."""
        if self.kept:
            return ""
        return "shadowed" if self.lost_to else "idle" if self.matches else "dead"


class _Probe:
    """A compiled pattern that notes how long its searches take, and what they find."""

    def __init__(self, pattern: Compiled) -> None:
        self._pattern = pattern
        self.seconds = 0.0
        self.found: list[re.Match[str]] = []

    def search(self, text: str, position: int = 0) -> re.Match[str] | None:
        begun = process_time()
        found = self._pattern.search(text, position)
        self.seconds += process_time() - begun
        if found is not None:
            self.found.append(found)
        return found


def profile_rules(sources: Iterable[Source], rulebook: Rulebook, *, home: str | None = None,
                  issue_date: str | None = None, simplified: bool = False) -> dict[str, RuleWork]:
    """Read sources as a build does, and return what each rule did, by its id.

    A sentence that stands twice in a source counts once. The other arguments are those of `extract`.
    """
    probes = {rule.id: (_Probe(rule.regex), _Probe(rule.left) if rule.left else None) for rule in rulebook.rules}
    probed = rulebook.swap(*(_equip(rule, *probes[rule.id]) for rule in rulebook.rules))
    works = {rule.id: RuleWork() for rule in rulebook.rules}
    for source in sources:
        charts: list[Chart] = []
        facts = extract(source, rulebook=probed, home=home, issue_date=issue_date, simplified=simplified,
                        watch=charts.extend)
        read = Counter(item.rule for statement in facts.statements for item in statement.evidence)
        _judge(rulebook, {rule: probe.found for rule, (probe, _) in probes.items()}, charts, read, works)
        for pair in probes.values():
            for probe in filter(None, pair):
                probe.found = []
    for rule, pair in probes.items():
        works[rule].seconds = sum(probe.seconds for probe in pair if probe is not None)
    return works


def _equip(rule: Rule, match: _Probe, left: _Probe | None) -> Rule:
    """Return a rule that searches with these; `Rule` keeps its compiled patterns as cached properties."""
    equipped = replace(rule)
    vars(equipped).update(regex=match, left=left)
    return equipped


def _judge(rulebook: Rulebook, found: Mapping[str, list[re.Match[str]]], charts: Iterable[Chart],
           read: Mapping[str, int], works: Mapping[str, RuleWork]) -> None:
    """Add to each rule's work what it matched in one source, and what became of that on the charts and in readings."""
    by_view: defaultdict[str, list[Chart]] = defaultdict(list)
    for chart in charts:
        by_view[chart.text].append(chart)
    for rule in rulebook.rules:
        work = works[rule.id]
        spans = {span for match in found[rule.id] if rule.allows_left(match.string, match.start())
                 for span in _place(match, rule)}
        work.matches += len(spans)
        if rule.kind == "relation":
            work.kept += read.get(rule.id, 0)
            continue
        for view, start, end in sorted(spans):
            units = [unit for chart in by_view[view] for unit in _list_units(chart, start, end)]
            kept = any(unit.rule == rule.id for unit in units)
            work.kept += kept
            work.lost_to.update(() if kept else _list_rivals(units, rule, rulebook, start, end))


def _place(match: re.Match[str], rule: Rule) -> Iterator[Span]:
    """Yield where a match would make something, or all of it for a rule that makes nothing, in the sentence's view."""
    view, groups = _MARKERS.sub("", match.string), match.groupdict()
    for name in rule.makes or ("self",):
        if name == "self" or groups.get(name):
            edges = match.span(name if groups.get(name) else 0)
            start, end = (len(_MARKERS.sub("", match.string[:edge])) for edge in edges)
            yield view, start, end


def _list_units(chart: Chart, start: int, end: int) -> Iterator[Unit]:
    """Yield the units that rules made in a span of a chart, inner ones too."""
    for outer in chart.units:
        for unit in outer.walk():
            if unit.rule and unit.start < end and start < unit.end:
                yield unit


def _list_rivals(units: Iterable[Unit], rule: Rule, rulebook: Rulebook, start: int, end: int) -> set[str]:
    """Return whose units kept a match off the chart: rules of its stage, else what stood there before and was cut."""
    before = rulebook.stages[:rulebook.stages.index(rule.stage)]
    stages = {unit.rule: rulebook.by_id[unit.rule].stage for unit in units}
    same = {rival for rival, stage in stages.items() if stage == rule.stage}
    return same or {unit.rule for unit in units
                    if stages[unit.rule] in before and not start <= unit.start < unit.end <= end}
