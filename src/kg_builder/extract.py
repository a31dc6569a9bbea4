"""The stages in order, for one source: the page to read first. Pure and picklable: it touches nothing outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg_builder.matching.chart import Chart
from kg_builder.matching.confidence import load_table, weigh
from kg_builder.matching.gazetteer import load_gazetteer
from kg_builder.matching.rule import Rulebook
from kg_builder.matching.script import simplify
from kg_builder.model import Entity, Source, SourceFacts, Statement
from kg_builder.ontology import load_ontology
from kg_builder.stages.locate import frame, keep_nearest, locate_source
from kg_builder.stages.measure import measure
from kg_builder.stages.recognise import recognise
from kg_builder.stages.relate import date_events, relate
from kg_builder.stages.resolve import resolve
from kg_builder.stages.segment import segment


def extract(source: Source, *, rulebook: Rulebook, home: str | None = None, issue_date: str | None = None,
            simplified: bool = False, weighed: bool = True,
            watch: Callable[[Sequence[Chart]], None] | None = None) -> SourceFacts:
    """Read all that a source says.

    Args:
        source: the source.
        rulebook: the rules.
        home: the place that a source is from where it does not say so (the newspaper's), by name.
        issue_date: the date of articles that give none.
        simplified: rules see the text as if it were in simplified script; quotes and titles stay as printed.
        weighed: confidences are those of the fitted table, if there is one; without it what the rules state.
        watch: called with the charts of each article, for those who look at the rules; they are not kept.

    Returns:
        Its articles, with entities local to each article, placed in divisions, and statements with evidence.
    """
    ontology = load_ontology()
    view = simplify(source.text) if simplified else source.text
    articles = segment(source, view=view, issue_date=issue_date)
    table = load_table() if weighed else None
    entities: list[Entity] = []
    statements: list[Statement] = []
    quantities: list[Statement] = []
    for article, charts in zip(articles, recognise(view, articles, rulebook), strict=True):
        resolved = resolve(source.text, article, charts, rulebook)
        said = relate(source.text, article, charts, resolved, rulebook, ontology)
        entities += date_events(resolved.entities, said)
        statements += [weigh(statement, table) for statement in said]
        quantities += measure(source.text, article, charts, resolved, rulebook)
        if watch is not None:
            watch(charts)
    place = source.place or home
    placed = locate_source(entities, statements, home=simplify(place) if place and simplified else place,
                           gazetteer=load_gazetteer())
    statements += frame(source.text, placed, statements, load_gazetteer())
    nearest = keep_nearest(statements, placed, load_gazetteer())
    return SourceFacts(source, articles, placed, (*nearest, *quantities))
