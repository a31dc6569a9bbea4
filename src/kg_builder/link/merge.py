"""Entities of one key → one entity; statements of one key → one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kg_builder.link.identity import bare_name
from kg_builder.matching.gazetteer import COUNTY, PREFECTURE, PROVINCE, TOWN, Gazetteer
from kg_builder.matching.placename import BARE_LEVELS
from kg_builder.model import Entity, Evidence, Mention, Statement

MOST_SURE = 0.99            # what text says is never certain
_CLASSES = {PROVINCE: "Province", PREFECTURE: "Prefecture", COUNTY: "County", TOWN: "Town"}


def merge_entities(key: str, entities: Sequence[Entity], gazetteer: Gazetteer) -> Entity:
    """Merge the entities of one key.

    The label is the longest printed name; of a division the official full name, if any article prints it; of another
    place the name without its containers, if any article prints that.
    """
    called = {name for entity in entities for name in (entity.name, *entity.names)}
    names = called - BARE_LEVELS or called         # 市 is what an article calls it, and no name of it
    mentions = merge_mentions(mention for entity in entities for mention in entity.mentions)
    classes = {name for entity in entities for name in entity.classes}
    best = min({entity.name for entity in entities} & names or names, key=lambda name: (-len(name), name))
    if entities[0].type == "Place":
        bare = bare_name(entities[0], gazetteer)
        best = bare if bare in names | {mention.name for mention in mentions} else best
    code = next((entity.code for entity in entities if entity.code), None)
    division = gazetteer.get(code) if code else None
    if division is not None:
        printed = names | {mention.name for mention in mentions}
        best = division.name if division.name in printed else best
        if division.official:
            classes = (classes - set(_CLASSES.values()) - {"Village", "Locality"}) | {_CLASSES[division.level]}
    dates = sorted({entity.date for entity in entities if entity.date}, key=lambda date: (-len(date), date))
    ends = sorted({entity.end_date for entity in entities if entity.end_date}, key=lambda date: (-len(date), date))
    return Entity(
        key=key, type=entities[0].type, name=best,
        mentions=mentions,
        classes=tuple(sorted(classes)), names=tuple(sorted(names - {best})), code=code,
        candidates=() if code else tuple(sorted({c for entity in entities for c in entity.candidates})),
        date=dates[0] if dates else None, end_date=ends[0] if ends else None,
        within=min((entity.within for entity in entities if entity.within), default=None))


def merge_mentions(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Return the mentions in order, each once: of two readings of one place in the text the surer one."""
    best: dict[tuple[str, int, int, str], Mention] = {}
    for mention in sorted(mentions, key=lambda m: (m.confidence, m.rule, m.antecedent or (0, 0))):
        best[mention.article, mention.start, mention.end, mention.name] = mention
    return tuple(best[place] for place in sorted(best))


def merge_statements(statements: Sequence[Statement], dates: Mapping[str, str | None]) -> Statement:
    """Merge the statements of one key.

    Args:
        statements: at least one; all with the same key.
        dates: article key → its date, for `as_of`.

    Returns:
        One with all evidence. Its confidence is the best of each witness, combined as independent (noisy-or), at most
        0.99; articles that share a sentence are one witness. `as_of` is the date of the latest article that says it.
    """
    evidence: dict[str, Evidence] = {item.key: item for statement in statements for item in statement.evidence}
    best: dict[str, float] = defaultdict(float)
    for statement in statements:
        for article in {item.article for item in statement.evidence}:
            best[article] = max(best[article], statement.confidence)
    witnesses = find_witnesses(evidence.values())
    surest: dict[str, float] = defaultdict(float)
    for article, confidence in best.items():
        surest[witnesses[article]] = max(surest[witnesses[article]], confidence)
    said = [date for article in best if (date := dates.get(article))]
    said = said or [statement.as_of for statement in statements if statement.as_of]
    return replace(
        statements[0], evidence=tuple(sorted(evidence.values(), key=lambda e: (e.article, e.start, e.key))),
        confidence=combine(list(surest.values()) or [max(statement.confidence for statement in statements)]),
        as_of=max(said, key=lambda date: (not date.startswith("--"), date), default=None),
        until=min((s.until for s in statements if s.until), default=None),
        role=min((s.role for s in statements if s.role), default=""),
        grantor=min((s.grantor for s in statements if s.grantor), default=None),
        dataset=min((s.dataset for s in statements if s.dataset), default=None))


def find_witnesses(evidence: Iterable[Evidence]) -> dict[str, str]:
    """Return for each article the first of those that print one of its sentences too: reprints are one witness."""
    first: dict[str, str] = {}
    articles: dict[str, str] = {}

    def find(article: str) -> str:
        while articles.setdefault(article, article) != article:
            article = articles[article]
        return article

    for item in sorted(evidence, key=lambda item: (item.article, item.start, item.end)):
        sentence = "".join(item.exact.split())
        one, other = sorted((find(item.article), find(first.setdefault(sentence, item.article))))
        articles[other] = one
    return {article: find(article) for article in articles}


def combine(confidences: Sequence[float]) -> float:
    """Combine the confidences of independent articles by noisy-or, at most 0.99; independent of their order."""
    doubt = 1.0
    for confidence in sorted(confidences):
        doubt *= 1.0 - confidence
    return round(min(1.0 - doubt, MOST_SURE), 4)
