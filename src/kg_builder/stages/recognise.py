"""Sentence → units: terms, then the entity and reference rules stage by stage, with what an article teaches.

A name found by a rule that says `learn` is looked for in all sentences of its article (or of the source), so that a
strong context in one place helps everywhere. What is taught to the source must be known before any article can go on.
So that memory stays within bounds, only the first articles wait for that with their charts; the others begin anew.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from kg_builder.matching.chart import LEARNED, Chart, Unit
from kg_builder.matching.matcher import find_relations, read_terms, run_stage
from kg_builder.matching.rule import QUANTITIES, RELATIONS, Rulebook
from kg_builder.model import Article

END = "end"
WAITING = 50_000        # characters of text whose charts wait for the rest of their source, of 300 bytes for each
_SHORTEST = 2

Names = dict[str, Unit]                 # learned name → what it was found as
Taught = Mapping[str, Mapping[str, Names]]      # stage → first characters of a name → the names


def recognise(text: str, articles: Sequence[Article], rulebook: Rulebook, *, stages: int | None = None,
              waiting: int = WAITING) -> Iterator[list[Chart]]:
    """Chart every sentence of a source, one article at a time.

    Args:
        text: the source's text.
        articles: its articles.
        rulebook: the rules to run: all stages but the relations and quantities.
        stages: how many of the stages to run, for those who look on; all without it.
        waiting: of how many characters the charts may wait for what later articles teach; what is found is the same.

    Yields:
        For each article the charts of its sentences in order, units settled.
    """
    chosen = [stage for stage in rulebook.stages[:stages] if stage not in (RELATIONS, QUANTITIES)]
    taught: dict[str, Mapping[str, Names]] = {}
    begin = partial(_run, text, rulebook=rulebook, stages=chosen, taught=taught)
    runs = deque(begin(article) for article in articles)
    for stage in chosen:
        rules = rulebook.learning[stage, "source"]
        if not rules:
            continue
        names: Names = {}
        room = waiting
        for index, article in enumerate(articles):
            for name, unit in _find_names(_reach(runs[index], stage), rules).items():
                names.setdefault(name, unit)
            room -= article.end - article.start
            if room < 0:
                runs[index] = begin(article)
        taught[stage] = _index(names)
    while runs:
        yield _reach(runs.popleft(), END)


def _reach(run: Iterator[tuple[str, list[Chart]]], stage: str) -> list[Chart]:
    return next(charts for reached, charts in run if reached == stage)


def _run(text: str, article: Article, *, rulebook: Rulebook, stages: Iterable[str], taught: Taught
         ) -> Iterator[tuple[str, list[Chart]]]:
    """Run the stages over the charts of an article; yield before each one's names are taught, and at the end."""
    whole = text[article.start:article.end]
    charts = [Chart(text, s.start, s.end, heading=s.heading, paragraph=s.paragraph, article=whole)
              for s in article.sentences]
    for chart in charts:
        read_terms(chart, rulebook)
    for stage in stages:
        for chart in charts:
            run_stage(chart, rulebook, stage)
        yield stage, charts
        everywhere = taught.get(stage, {})
        here = _find_names(charts, rulebook.learning[stage, "article"])
        for chart in charts if everywhere or here or rulebook.finders[stage] else ():
            if everywhere or here:
                names = _look_up(chart.text, everywhere) | {n: here[n] for n in here if n in chart.text}
                if fresh := _mark_all(chart, names):
                    run_stage(chart, rulebook, stage, fresh=fresh)
            chart.findings.extend(find_relations(chart, rulebook, stage))
    yield END, charts


def _find_names(charts: Iterable[Chart], rules: frozenset[str]) -> Names:
    """Return the names that some rules found, each with the first unit that was found for it."""
    names: Names = {}
    for unit in (unit for chart in charts for unit in chart.units if unit.rule in rules):
        if len(unit.name) >= _SHORTEST and LEARNED not in unit.attributes:
            names.setdefault(unit.name, unit)
    return names


def _index(names: Names) -> dict[str, Names]:
    """Return names by their first characters: a source may teach thousands, of which a sentence holds few."""
    index: defaultdict[str, Names] = defaultdict(dict)
    for name, unit in names.items():
        index[name[:_SHORTEST]][name] = unit
    return dict(index)


def _look_up(text: str, index: Mapping[str, Names]) -> Names:
    """Return the names that stand in a text."""
    if not index:
        return {}
    starts = {text[i:i + _SHORTEST] for i in range(len(text))} & index.keys()
    return {name: unit for start in starts for name, unit in index[start].items() if name in text}


def _mark_all(chart: Chart, names: Names) -> list[Unit]:
    """Put learned names on a chart, the longest first; return the units."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return [unit for name in ordered for unit in _mark(chart, name, names[name])]


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
