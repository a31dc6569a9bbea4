"""Sentence → units: terms, then the entity and reference rules stage by stage, with what an article teaches.

A name found by a rule that says `learn` is looked for in all sentences of its article (or of the source), so that a
strong context in one place helps everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kg_builder.matching.chart import LEARNED, Chart, Unit
from kg_builder.matching.matcher import find_relations, read_terms, run_stage
from kg_builder.matching.rule import Rulebook
from kg_builder.model import Article

RELATIONS = "relations"
_SHORTEST = 2


def recognise(text: str, articles: Sequence[Article], rulebook: Rulebook, *, stages: int | None = None
              ) -> dict[str, list[Chart]]:
    """Chart every sentence of a source's articles.

    Args:
        text: the source's text.
        articles: its articles.
        rulebook: the rules to run: all stages but the relations.
        stages: how many of the stages to run, for those who look on; all without it.

    Returns:
        For each article's key the charts of its sentences in order, units settled.
    """
    charts = {article.key: [Chart(text, s.start, s.end, heading=s.heading, paragraph=s.paragraph)
                            for s in article.sentences] for article in articles}
    for chart in _all(charts):
        read_terms(chart, rulebook)
    learns = {rule.id: rule.learn for rule in rulebook.rules if rule.learn != "never"}
    for stage in rulebook.stages[:stages]:
        if stage == RELATIONS:
            continue
        for chart in _all(charts):
            run_stage(chart, rulebook, stage)
        learned = {r.id: learns[r.id] for r in rulebook.by_stage[stage] if r.id in learns}
        for chart, fresh in _teach(charts, learned):
            run_stage(chart, rulebook, stage, fresh=fresh)
        for chart in _all(charts):
            chart.findings.extend(find_relations(chart, rulebook, stage))
    return charts


def _all(charts: Mapping[str, list[Chart]]) -> Iterable[Chart]:
    return (chart for group in charts.values() for chart in group)


def _teach(charts: Mapping[str, list[Chart]], learns: Mapping[str, str]) -> list[tuple[Chart, list[Unit]]]:
    """Put the names learned by these rules on all charts of their scope; return the charts with what was added."""
    everywhere: dict[str, Unit] = {}
    here: dict[str, dict[str, Unit]] = {}
    for key, group in charts.items():
        here[key] = {}
        for chart in group:
            for unit in chart.units:
                reach = learns.get(unit.rule)
                if reach and len(unit.name) >= _SHORTEST and LEARNED not in unit.attributes:
                    (everywhere if reach == "source" else here[key]).setdefault(unit.name, unit)
    added: list[tuple[Chart, list[Unit]]] = []
    for key, group in charts.items():
        names = {**everywhere, **here[key]}
        ordered = sorted(names, key=lambda name: (-len(name), name))
        for chart in group:
            fresh = [unit for name in ordered if name in chart.text for unit in _mark(chart, name, names[name])]
            if fresh:
                added.append((chart, fresh))
    return added


def _mark(chart: Chart, name: str, model: Unit) -> list[Unit]:
    """Put a learned name on a chart wherever it stands free; return the units."""
    added = []
    position = chart.text.find(name)
    while position >= 0:
        end = position + len(name)
        covering = [u for u in chart.units if u.start < end and position < u.end and u.committed]
        if all(position <= u.start and u.end <= end and u.types[0] != model.types[0] for u in covering):
            added.append(Unit(position, end, model.types, model.rule, name, model.subclass, model.confidence * 0.95,
                              attributes={**model.attributes, LEARNED: "yes"}, committed=True))
        position = chart.text.find(name, end)
    chart.add(added)
    return added
