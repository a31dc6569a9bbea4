"""Units of one article → entities: names, references, parts of names; short and full names of one thing are one entity.

A reference (该镇, 集团, 镇 in 镇党委) stands for the nearest mention before it that fits; only where nothing precedes,
for the first one after it, with less confidence. A name that begins with a reference is completed by its antecedent:
该镇党委 is called 柳林镇党委.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from operator import itemgetter

from kg_builder.matching.chart import LEARNED, Chart, Unit
from kg_builder.matching.discourse import BODIES, opens_clause
from kg_builder.matching.lexicon import FULL, Attributes
from kg_builder.matching.names import merge_names
from kg_builder.matching.rule import Rule, Rulebook
from kg_builder.matching.seats import ends_with, find_salient, find_seats, walk_back
from kg_builder.matching.timeline import Named, Resolved
from kg_builder.model import Article, Entity, Mention
from kg_builder.ontology import load_ontology

ENTITY_TYPES = frozenset({"Person", "Organization", "Place", "Program", "Award", "Document", "Event"})
_NESTED = {                 # what counts inside the name of what
    "Organization": {"Organization", "Place"}, "Place": {"Place"}, "Program": {"Organization", "Place"},
    "Event": {"Organization", "Place", "Program", "Award", "Document"}, "Award": {"Place"}, "Document": {"Place"},
    "Office": ENTITY_TYPES, "Byline": ENTITY_TYPES,
}
BACKWARD, FORWARD = 0.95, 0.75
# 市民政局 names an organ though it is not said of which city; 村委会 none.
WHOLE_LEVELS = frozenset({*"省市县区州旗", "自治区"})
CLOSE = 8                       # characters: what a bare organ follows so closely in an enumeration is what it is of
# The lexicons that say what the word behind 该 or 本 stands for.
HEADS = ("EventHead", "ActivityHead", "ReferenceHead", "PlaceHead")
OFTENER, STEM = 2, 2            # times; characters that the full and the short name of a place share
# The lexicons that say what a title is the head of, and in what kind of body somebody works.
SEATS = ("Staff", "TitleSeat")


def resolve(text: str, article: Article, charts: Sequence[Chart], rulebook: Rulebook) -> Resolved:
    """Resolve the names and references of an article.

    Args:
        text: the source's text, for exact quotes.
        article: the article.
        charts: its sentences with their units.
        rulebook: for what the reference rules refer to.

    Returns:
        Entities with keys local to the article, and the units' entities.
    """
    rules = rulebook.by_id
    heads = [rulebook.lexicons[name].terms for name in reversed(HEADS) if name in rulebook.lexicons]
    timeline = sorted(_collect(charts, rules), key=lambda named: (named.start, named.end, named.unit.types))
    for index, named in enumerate(timeline):
        _name(named, index, timeline, rules, heads)
    resolved = Resolved(timeline=[named for named in timeline if named.name])
    _build(resolved, text, article)
    seats = {term: attributes for name in SEATS if name in rulebook.lexicons
             for term, attributes in rulebook.lexicons[name].terms.items()}
    find_seats(resolved, charts, seats)
    return resolved


def _collect(charts: Sequence[Chart], rules: Mapping[str, Rule]) -> Iterable[Named]:
    for chart in charts:
        for unit in chart.units:
            inners = list(_counted(unit))
            leader = next((inner for inner in inners if inner.start == unit.start and inner.types[0] in BODIES), None)
            leader = leader if leader and opens_clause(chart, unit) else None
            wholes: dict[int, Named] = {}           # where an organisation's name ends → the organisation
            for inner in inners:
                rule = rules.get(inner.rule)
                refers = rule.refers if rule is not None else None
                named = Named(inner, *chart.span(inner.start, inner.end), sentence=chart.start,
                              leading=inner is leader, reference=refers is not None and "named" not in refers,
                              alias=refers is not None and "named" in refers and LEARNED not in inner.attributes,
                              aside=rule is not None and rule.aside)
                if named.type == "Organization":
                    named.whole = wholes.get(inner.end)
                    wholes.setdefault(inner.end, named)
                yield named


def _counted(unit: Unit) -> Iterable[Unit]:
    """Yield a unit, if it is an entity, and the units inside it that name entities of their own."""
    if unit.types[0] in ENTITY_TYPES:
        yield unit
    allowed = _NESTED.get(unit.types[0], frozenset() if unit.types[0] in ENTITY_TYPES else ENTITY_TYPES)
    for inner in unit.inside:
        if (inner.start, inner.end) == (unit.start, unit.end) and inner.types[0] in ENTITY_TYPES:
            continue
        for found in _counted(inner):
            if found.types[0] in allowed:
                yield found


def _name(named: Named, index: int, timeline: Sequence[Named], rules: Mapping[str, Rule],
          heads: Sequence[Mapping[str, Attributes]]) -> None:
    """Find what a unit is called; an unresolved reference stays without a name."""
    unit = named.unit
    if named.whole is not None:
        named.name, named.confidence = named.whole.name, named.whole.confidence
        return
    rule = rules.get(unit.rule)
    if rule is not None and rule.refers is not None and (named.reference or named.alias):
        named.antecedent, factor = _antecedent(named, index, timeline, rule.refers, heads)
        named.confidence = unit.confidence * factor
        if named.alias:
            named.name = unit.name
            return
        if named.antecedent is None and "alone" in rule.refers:
            named.name, named.confidence = named.unit.attributes.get("head", "") + unit.name, unit.confidence
        if named.antecedent is not None:
            composed = rule.refers.get("compose")
            named.name = _whole_name(named.antecedent, unit.name) + unit.name if composed else named.antecedent.name
        return
    named.confidence = unit.confidence
    opening = next((n for n in _list_beside(named, timeline)
                    if n.reference and unit.start == n.unit.start and n.unit in unit.inside), None)
    if opening is None or named.type not in ("Organization", "Place"):      # 全镇经济工作会 is called so
        named.name = unit.name
        return
    antecedent = opening.antecedent
    rest = unit.name[len(opening.unit.name):] if unit.name.startswith(opening.unit.name) else unit.name
    if antecedent is not None:
        named.name = _whole_name(antecedent, opening.unit.name) + rest
        named.antecedent, named.confidence = antecedent, opening.confidence
    elif opening.unit.name in WHOLE_LEVELS:
        named.name = unit.name


def _list_beside(named: Named, timeline: Sequence[Named]) -> Iterator[Named]:
    """Yield what begins where this begins, itself included."""
    first = bisect_left(timeline, named.start, key=lambda other: other.start)
    return takewhile(lambda other: other.start == named.start, (timeline[i] for i in range(first, len(timeline))))


def _whole_name(named: Named, level: str) -> str:
    """Return what a name is completed with: of a short form (延安) the full name with the level (市)."""
    full = [name for name in named.unit.attributes.get(FULL, "").split("|") if name.endswith(level[-1])
            and name.startswith(named.name)]
    return full[0] if len(full) == 1 and named.name == named.unit.name else named.name


def _antecedent(named: Named, index: int, timeline: Sequence[Named], refers: Mapping[str, str],
                heads: Sequence[Mapping[str, Attributes]]) -> tuple[Named | None, float]:
    """Return what a reference stands for, and how sure that is by its direction."""
    ends = refers.get("ends", "")
    attributes = named.unit.attributes
    printed = attributes.get("head") or named.unit.name
    printed = next((terms[printed].get("ends", printed) for terms in heads if printed in terms), printed)
    kinds, excepted = set(refers["type"].split("|")), set(refers.get("except", "").split("|"))
    endings = tuple((printed if ends == "$text" else ends).split("|"))

    def fits(other: Named) -> bool:
        return (not other.reference and not other.aside and bool(other.name or other.start > named.start)
                and not kinds.isdisjoint(other.unit.types)
                and ("subclass" not in refers or refers["subclass"] in other.unit.types)
                and excepted.isdisjoint(other.unit.types)
                and ("begins" not in refers or (other.name or other.unit.name).startswith(named.unit.name))
                and (not ends or ends_with(other, endings))
                and not (other.start < named.end and named.start < other.end))

    if "salient" in refers:
        before = find_salient(filter(fits, walk_back(timeline, named.start)), named.start, named.sentence,
                              subjects=True, close=CLOSE)
    else:
        before = next((timeline[i] for i in range(index - 1, -1, -1) if fits(timeline[i]) and timeline[i].name), None)
        if "often" in refers and before is not None:
            before = _find_oftener(before, timeline[:index], tuple(filter(fits, timeline)))
    if before is not None:
        return before, BACKWARD
    for i in range(index + 1, len(timeline)):
        other = timeline[i]
        if fits(other):
            if not other.name:
                other.name = other.unit.name
            return other, FORWARD
    return None, 0.0


def _find_oftener(nearest: Named, before: Sequence[Named], fitting: Sequence[Named]) -> Named:
    """Return, in place of the nearest, the last one before of a place that the article names far oftener."""
    times = Counter((one.name or one.unit.name)[:STEM] for one in fitting)
    stem, count = max(sorted(times.items()), key=itemgetter(1))
    if count < OFTENER * times[nearest.name[:STEM]]:
        return nearest
    fits = {id(one) for one in fitting}
    return next((one for one in reversed(before) if id(one) in fits and one.name[:STEM] == stem), nearest)


def _build(resolved: Resolved, text: str, article: Article) -> None:
    """Group the named units into entities."""
    names = sorted({(named.type, named.name) for named in resolved.timeline})
    said = [(named.type, named.name, named.antecedent.name) for named in resolved.timeline
            if named.alias and named.antecedent and named.type == named.antecedent.type]
    canonical = merge_names(names, said)
    known = load_ontology().types               # what rules call things among themselves is nobody else's
    groups: dict[tuple[str, str], list[Named]] = {}
    for named in resolved.timeline:
        groups.setdefault((named.type, canonical[named.type, named.name]), []).append(named)
    for members in groups.values():             # a name is as sure as the surest context that it was found in
        sure = max((named.confidence for named in members if not named.antecedent), default=0.0)
        for named in members:
            named.confidence = named.confidence if named.antecedent else sure
    for (kind, name), members in sorted(groups.items()):
        key = f"{article.key}#{kind}/{name}"
        mentions = {}
        for named in members:
            antecedent = (named.antecedent.start, named.antecedent.end) if named.antecedent else None
            exact = sys.intern(text[named.start:named.end])         # a name is printed often, and kept once
            mention = Mention(named.start, named.end, kind, exact, sys.intern(named.name), named.unit.rule,
                              article.key, named.unit.subclass if named.unit.subclass in known else "", antecedent,
                              round(named.confidence, 4))
            mentions[named.start, named.end] = mention
            resolved.key_of[id(named.unit)] = key
            resolved.mention_of[id(named.unit)] = mention
        classes = {c for named in members for c in named.unit.types[1:] if c in known}
        printed = sorted({named.name for named in members} - {name})
        resolved.entities.append(Entity(key, kind, sys.intern(name), tuple(mentions[k] for k in sorted(mentions)),
                                        tuple(sorted(classes)), tuple(printed)))
