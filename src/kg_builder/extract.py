"""The stages in order, for one source: the page to read first. Pure and picklable: it touches nothing outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg_builder.matching.chart import Chart
from kg_builder.matching.confidence import load_table, weigh
from kg_builder.matching.gazetteer import load_gazetteer
from kg_builder.matching.rule import Rulebook
from kg_builder.matching.script import simplify
from kg_builder.model import Entity, Source, SourceFacts, Statement
from kg_builder.ontology import load_ontology
from kg_builder.stages.locate import keep_nearest, locate_source
from kg_builder.stages.recognise import recognise
from kg_builder.stages.relate import date_events, relate
from kg_builder.stages.resolve import resolve
from kg_builder.stages.segment import segment


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source says, and the charts (article key -> its sentences) from which that was read."""

    facts: SourceFacts
    charts: Mapping[str, Sequence[Chart]]


def extract(source: Source, *, rulebook: Rulebook, home: str | None = None, issue_date: str | None = None,
            simplified: bool = False, weighed: bool = True) -> SourceFacts:
    """Read all that a source says.

    Args:
        source: the source.
        rulebook: the rules.
        home: the place that a source is from where it does not say so (the newspaper's), by name.
        issue_date: the date of articles that give none.
        simplified: rules see the text as if it were in simplified script; quotes and titles stay as printed.
        weighed: confidences are those of the fitted table, if there is one; without it what the rules state.

    Returns:
        Its articles, with entities local to each article, placed in divisions, and statements with evidence.
    """
    return read_source(source, rulebook=rulebook, home=home, issue_date=issue_date, simplified=simplified,
                       weighed=weighed).facts


def read_source(source: Source, *, rulebook: Rulebook, home: str | None = None, issue_date: str | None = None,
                simplified: bool = False, weighed: bool = True) -> Reading:
    """Read a source as `extract` does, and keep the charts, for those who look at the rules."""
    ontology = load_ontology()
    view = simplify(source.text) if simplified else source.text
    articles = segment(source, view=view, issue_date=issue_date)
    charts = recognise(view, articles, rulebook)
    table = load_table() if weighed else None
    entities: list[Entity] = []
    statements: list[Statement] = []
    for article in articles:
        resolved = resolve(source.text, article, charts[article.key], rulebook)
        said = relate(source.text, article, charts[article.key], resolved, rulebook, ontology)
        entities += date_events(resolved.entities, said)
        statements += [weigh(statement, table) for statement in said]
    place = source.place or home
    placed = locate_source(entities, statements, home=simplify(place) if place and simplified else place,
                           gazetteer=load_gazetteer())
    nearest = keep_nearest(statements, placed, load_gazetteer())
    return Reading(SourceFacts(source, articles, placed, nearest), charts)
