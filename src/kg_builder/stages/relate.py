"""Units and entities of one article → statements with their evidence, by the relation rules.

An emission's terms are read from the match. A capture that holds several units (an enumeration) gives one statement for
each; terms with a path (`$offices.org`) are read from the same unit row by row, and a row without a value takes that of
the row before. `topic:Type` is the entity of this type that the text is about at that point; `agent` are those who open
the clause, or the last clause before it that names its subject; `actor` the same with persons, `actor:Person` the last
person; `heading:Type` is what the list is headed with that the line belongs to. An attribute's object (the `date` of an
event) is a date in its lexical form.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, product
from operator import itemgetter

from kg_builder.matching.calendar import Calendar
from kg_builder.matching.chart import Chart, Unit
from kg_builder.matching.confidence import keep_factors
from kg_builder.matching.dates import complete_year
from kg_builder.matching.discourse import ACTORS, BODIES, PERSON, Agents, find_acting, find_agents
from kg_builder.matching.honours import Honours
from kg_builder.matching.lists import find_heading, select_members
from kg_builder.matching.matcher import find_relations
from kg_builder.matching.names import PARTY, begins_title
from kg_builder.matching.rule import RELATIONS, Emission, Rule, Rulebook, Term
from kg_builder.matching.timeline import Named, Resolved
from kg_builder.model import Article, Entity, Evidence, Statement
from kg_builder.ontology import Ontology

_POSTS = frozenset({"Office"})  # where somebody holds a post he is the member, not the body that it is at
RECEIVES = "receives"           # whose object's name says of which types its subject may be
INCIDENT = "Incident"           # an event that befalls: nobody holds it, and nobody is there as at a meeting
NEAR, FAR, REMOTE = 0.9, 0.75, 0.5      # what an end that is not in the match itself leaves of the confidence
REMOTE_FROM = 500               # characters after which a text no longer tells of the event that it spoke of


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of an emission: an entity (`named`), or text, and how sure its reading is."""

    text: str = ""
    named: Named | None = None
    unit: Unit | None = None
    factor: float = 1.0


def relate(text: str, article: Article, charts: Sequence[Chart], resolved: Resolved, rulebook: Rulebook,
           ontology: Ontology) -> tuple[Statement, ...]:
    """Read the statements of an article.

    Args:
        text: the source's text, for exact quotes.
        article: the article.
        charts: its sentences with their units.
        resolved: its entities.
        rulebook: the relation rules, and the entity rules' `relate`.
        ontology: which types the ends of each relation may have.

    Returns:
        Statements with one piece of evidence each, in reading order.
    """
    reader = _Reader(text, article, charts, resolved, ontology, rulebook.honours)
    rules = rulebook.emitting
    statements: list[Statement] = []
    for chart in charts:
        for unit in chart.units:
            for inner in unit.walk():
                if inner.rule in rules:
                    statements += reader.read(rules[inner.rule], chart, _of_unit(inner), (inner.start, inner.end))
        for finding in (*chart.findings, *find_relations(chart, rulebook, RELATIONS)):
            match = (finding.units, finding.texts, finding.spans)
            statements += reader.read(rules[finding.rule], chart, match, finding.spans[""])
    return tuple(statements)


_Match = tuple[Mapping[str, tuple[Unit, ...]], Mapping[str, str], Mapping[str, tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a term is read: the match, the row of an enumeration, what the row before gave, the types wanted."""

    match: _Match
    row: Unit | None
    chart: Chart
    span: tuple[int, int]
    before: list[_Value]
    allowed: frozenset[str]


def _of_unit(unit: Unit) -> _Match:
    return {**unit.parts, "self": (unit,)}, {}, {**unit.spans, "self": (unit.start, unit.end)}


class _Reader:
    def __init__(self, text: str, article: Article, charts: Sequence[Chart], resolved: Resolved,
                 ontology: Ontology, honours: Honours) -> None:
        self.text, self.article, self.charts, self.resolved, self.ontology = text, article, charts, resolved, ontology
        self.honours = honours
        self.named = {id(named.unit): named for named in resolved.timeline}
        self.ends = list(accumulate((named.end for named in resolved.timeline), max))
        self.topics: dict[str, list[int]] = {}          # of each type, its places on the time line
        self.agents: dict[frozenset[str], Sequence[Agents]] = {}
        self.calendar = Calendar.of(charts, article.date)

    def read(self, rule: Rule, chart: Chart, match: _Match, span: tuple[int, int]) -> Iterator[Statement]:
        for emission in rule.emits:
            if any(match[0].get(name) for name in emission.unless):
                continue
            for row in self.rows(emission, match, chart, span):
                statement = self.statement(rule, emission, row, chart, match, span)
                if statement is not None:
                    yield statement

    def rows(self, emission: Emission, match: _Match, chart: Chart,
             span: tuple[int, int]) -> Iterator[dict[str, _Value]]:
        """Yield the combinations of values, one for each statement."""
        sources = {t.value for terms in emission.fields.values() for t in terms if t.kind == "capture" and t.path}
        paths = {t.path[0] for terms in emission.fields.values() for t in terms if t.path}
        found = [u for name in sorted(sources) for u in match[0].get(name, ())
                 if any(u.parts.get(path) or u.attributes.get(path) for path in paths)]
        units: Sequence[Unit | None] = found or [None]
        before: dict[str, list[_Value]] = {}
        for unit in units:
            values: dict[str, list[_Value]] = {}
            for key, terms in sorted(emission.fields.items()):      # the object before the subject
                allowed = self.allowed(key, emission.predicate)
                if (key, emission.predicate) == ("subject", RECEIVES):
                    allowed &= self.getting(values.get("object", ()))
                values[key] = self.values(terms, _Spot(match, unit, chart, span, before.get(key, []), allowed))
            before = {key: given for key, given in values.items() if given}
            if all(values[key] for key in ("subject", "object") if key in values):
                keys = sorted(values)
                for combination in product(*(values[key] or [_Value()] for key in keys)):
                    yield dict(zip(keys, combination, strict=True))

    def values(self, terms: Iterable[Term], spot: _Spot) -> list[_Value]:
        """Return what the first of the terms gives that gives anything."""
        return next((found for term in terms if (found := READERS[term.kind](self, term, spot))), [])

    def literal(self, term: Term, spot: _Spot) -> list[_Value]:
        if term.value != "before":
            return [_Value(term.value)]
        if spot.row is not None and spot.row.parts.get("org"):
            return []
        seat = self.resolved.seats.get(id(spot.row)) if spot.row and spot.allowed else None
        return [] if seat and seat.by_title else spot.before

    def captured(self, term: Term, spot: _Spot) -> list[_Value]:
        if not term.path:
            if spot.allowed:
                members = select_members(spot.chart, spot.match[0].get(term.value, ()), BODIES)
                return self.entities(members, spot.allowed)
            text = spot.match[1].get(term.value)
            return [_Value(text.strip())] if text else []
        if spot.row is None:
            return []
        if spot.allowed:
            return self.entities(spot.row.parts.get(term.path[0], ()), spot.allowed)
        printed = spot.row.attributes.get(term.path[0])
        return [_Value(printed)] if printed else []

    def antecedent(self, term: Term, spot: _Spot) -> list[_Value]:
        whole = self.named.get(id(spot.match[0]["self"][0]))
        if whole is None or whole.antecedent is None or whole.antecedent.type != term.value:
            return []
        return [_Value(named=whole.antecedent, unit=whole.antecedent.unit, factor=whole.confidence)]

    def getting(self, honours: Iterable[_Value]) -> frozenset[str]:
        """Return the types of those who may get one of these honours."""
        return frozenset().union(*(self.honours.receivers(one.named.name) for one in honours if one.named))

    def is_got(self, subject: Named, honour: Named, unit: Unit | None, chart: Chart) -> bool:
        """Say whether an honour can be the subject's, and is said to be got where it is named."""
        if subject.type not in self.honours.receivers(honour.name):
            return False
        return not (unit is not None and unit in chart.units and self.honours.is_hoped(chart, unit.start))

    def allowed(self, key: str, predicate: str) -> frozenset[str]:
        relation = self.ontology.relations.get(predicate) or self.ontology.attributes[predicate]
        if key == "grantor":
            return frozenset({"Organization", "Place"})
        if key == "object" and predicate in self.ontology.attributes:
            return frozenset()
        return {"subject": relation.domain, "object": relation.range}.get(key, frozenset())

    def entities(self, units: Iterable[Unit], allowed: frozenset[str]) -> list[_Value]:
        found = []
        for unit in units:
            if unit.types[0] in allowed and id(unit) in self.named:
                named = self.named[id(unit)]
                found.append(_Value(named=named, unit=unit, factor=named.confidence))
            elif unit.types[0] not in (allowed | _POSTS if PERSON in allowed else allowed) and unit.inside:
                found += self.entities(unit.inside, allowed)
        return found

    def topic(self, term: Term, spot: _Spot) -> list[_Value]:
        """Return the nearest entity of a type before the match, first of its own sentence."""
        chart, span = spot.chart, spot.span
        start = chart.span(*span)[0] if span[1] > span[0] else chart.start
        found = self.topics.get(term.value)
        if found is None:
            found = self.topics[term.value] = [index for index, named in enumerate(self.resolved.timeline)
                                               if term.value in named.unit.types and not named.aside
                                               and (term.value == INCIDENT or INCIDENT not in named.unit.types)]
        last = bisect_left(found, bisect_right(self.ends, start)) - 1
        if last < 0:
            return []
        best = self.resolved.timeline[found[last]]
        left = best.type == "Event" and start - best.end > REMOTE_FROM
        factor = best.confidence * (NEAR if best.start >= chart.start else REMOTE if left else FAR)
        return [_Value(named=best, unit=best.unit, factor=factor)]

    def seated(self, term: Term, spot: _Spot) -> list[_Value]:
        """Return where the post is held that a row prints without it."""
        seat = self.resolved.seats.get(id(spot.row)) if spot.row else None
        if seat is None or seat.named is None or seat.by_title != (term.kind == "head"):
            return []
        return [_Value(named=seat.named, unit=seat.named.unit, factor=seat.factor)]

    def heading(self, term: Term, spot: _Spot) -> list[_Value]:
        """Return what heads the list in which the sentence is a line."""
        unit = find_heading(self.charts, self.index[spot.chart.start], term.value)
        named = self.named.get(id(unit)) if unit is not None else None
        return [_Value(named=named, unit=unit, factor=NEAR)] if named else []

    def issuer(self, _: Term, spot: _Spot) -> list[_Value]:
        """Return the bodies with whose names the title of a document begins: …县委 …县人民政府关于…的决定."""
        issuers: list[_Value] = []
        for title in (unit.name for units in spot.match[0].values() for unit in units if "Document" in unit.types):
            rest = title
            while (found := self.opening(rest)) is not None:
                named, rest = found
                issuers.append(_Value(named=named, unit=named.unit, factor=named.confidence))
        return issuers

    def opening(self, title: str) -> tuple[Named, str] | None:
        """Return the body whose name opens a title, the longest of several, and what the title says after it."""
        found = [(len(name), -named.start, named, name) for named in self.resolved.timeline
                 if named.type == "Organization" for name in (named.name, named.unit.name) if begins_title(title, name)]
        if not found:
            return None
        *_, named, name = max(found, key=itemgetter(0, 1))
        return named, title.removeprefix(PARTY)[len(name.removeprefix(PARTY)):].lstrip(" 、和")

    @cached_property
    def index(self) -> dict[int, int]:
        """The places of the sentences, by where they begin."""
        return {chart.start: index for index, chart in enumerate(self.charts)}

    def acting(self, term: Term, spot: _Spot) -> list[_Value]:
        """Return those who act where the match begins."""
        kinds = BODIES if term.kind == "agent" else ACTORS if term.value == "actor" else frozenset({term.value})
        if spot.allowed in (BODIES, frozenset({PERSON})):       # whoever else acts cannot be meant
            kinds &= spot.allowed
        if kinds not in self.agents:
            self.agents[kinds] = find_agents(self.charts, self.resolved, kinds)
        members, factor = find_acting(self.agents[kinds], spot.chart, spot.span[0], self.named, kinds)
        return [_Value(named=one, unit=one.unit, factor=one.confidence * factor)
                for one in members if one.type in spot.allowed]

    def statement(self, rule: Rule, emission: Emission, row: Mapping[str, _Value], chart: Chart, match: _Match,
                  span: tuple[int, int]) -> Statement | None:
        subject = row["subject"].named
        target = row["object"].named if "object" in row else None
        literal = None
        if emission.predicate in self.ontology.attributes:
            dates = self.calendar.read(row["object"].text, chart.span(*span)[0])
            literal = dates[emission.predicate == "endDate"]
            literal = complete_year(literal, row["object"].text, subject.name) if literal and subject else literal
        if subject is None or ("object" in row and target is None and literal is None):
            return None
        if emission.predicate == RECEIVES and target and not self.is_got(subject, target, row["object"].unit, chart):
            return None
        keys = [literal if literal and n is None else self.resolved.key_of.get(id(n.unit)) if n else self.article.key
                for n in (subject, target)]
        if None in keys or keys[0] == keys[1]:
            return None
        factors = [("rule", rule.confidence)]
        factors += [(key, row[key].factor) for key in ("subject", "object") if key in row and row[key].factor < 1]
        confidence = rule.confidence * min((factor for _, factor in factors[1:]), default=1.0)
        mentions = [self.resolved.mention_of.get(id(n.unit)) if n else None for n in (subject, target)]
        start = min([chart.start, *(m.start for m in mentions if m)])
        end = max([chart.end, *(m.end for m in mentions if m)])
        captures = tuple(sorted((name, *chart.span(*inner)) for name, inner in match[2].items()
                                if name and inner[1] > inner[0]))
        exact = sys.intern(self.text[start:end])        # one for all that a sentence says
        evidence = Evidence(self.article.key, start, end, exact, rule.id, round(confidence, 4),
                            mentions[0], mentions[1], captures, keep_factors(factors))
        grantor = row["grantor"].named if "grantor" in row else None
        former = row["former"].text if "former" in row else ""
        return Statement(str(keys[0]), emission.predicate, str(keys[1]), (evidence,),
                         title=row["title"].text if "title" in row else "",
                         former=bool(former) and former != "false",
                         since=row["since"].text or None if "since" in row else None,
                         until=row["until"].text or None if "until" in row else None,
                         as_of=self.article.date, confidence=round(confidence, 4),
                         role=row["role"].text if "role" in row else "",
                         grantor=self.resolved.key_of.get(id(grantor.unit)) if grantor else None)


# Not bound to a reader: it would hold itself, and with it all charts, until the garbage collector comes.
READERS: Mapping[str, Callable[[_Reader, Term, _Spot], list[_Value]]] = {
    "literal": _Reader.literal, "topic": _Reader.topic, "head": _Reader.seated, "seat": _Reader.seated,
    "antecedent": _Reader.antecedent, "agent": _Reader.acting, "actor": _Reader.acting, "heading": _Reader.heading,
    "issuer": _Reader.issuer, "capture": _Reader.captured}


def date_events(entities: Iterable[Entity], statements: Iterable[Statement]) -> tuple[Entity, ...]:
    """Return an article's entities, the events with the dates that the statements give them.

    Of several dates the surest is taken, then the one that says most, then the first in the text.
    """
    best: dict[tuple[str, str], tuple[float, int, int, str]] = {}
    for statement in statements:
        if statement.predicate in ("date", "endDate"):
            item = (-statement.confidence, -len(statement.object), statement.evidence[0].start, statement.object)
            key = (statement.subject, statement.predicate)
            best[key] = min(best.get(key, item), item)
    return tuple(replace(entity, date=best[entity.key, "date"][3],
                         end_date=best[entity.key, "endDate"][3] if (entity.key, "endDate") in best else None)
                 if (entity.key, "date") in best else entity for entity in entities)
