"""Why a rule found nothing in a text: how far it came, and which element, guard or other rule stopped it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg_builder.errors import RuleError
from kg_builder.matching.chart import Chart, Unit
from kg_builder.matching.encoding import Encoded
from kg_builder.matching.matcher import GENERIC, NAMES, find, matches
from kg_builder.matching.pattern import Compiled, Element
from kg_builder.matching.rule import QUANTITIES, Rule, Rulebook, Term
from kg_builder.matching.yamlfile import suggest
from kg_builder.model import Source, digest
from kg_builder.ontology import load_ontology
from kg_builder.rulecheck import Finding, find_all
from kg_builder.stages.recognise import recognise
from kg_builder.stages.segment import segment

STOPS = {
    "": "it found something",
    "element": "this element of the pattern matches nothing here",
    "before": "what stands before the match is not as `before` wants it",
    "after": "what stands behind the match is not as `after` wants it",
    "overlap": "another reading of these characters comes first",
    "antecedent": "nothing in the text is what this reference could stand for",
    "ends": "this end of the statement is no entity of the right type",
    "value": "it found something else than expected",
}


@dataclass(frozen=True, slots=True)
class Account:
    """How far a rule came in the sentence in which it came furthest.

    `reached` of `elements` of the pattern matched the text `matched`; `stop` is a key of STOPS, and `element` what
    stopped it: the element or guard as written, a rule's id, an end. `beyond` is the text behind what matched.
    """

    rule: str
    sentence: str
    reached: int
    elements: int
    matched: str
    stop: str
    element: str
    beyond: str = ""

    @property
    def share(self) -> float:
        """How much of the rule held, from 0 to 1: its elements, its guards, its place on the chart."""
        rank = list(STOPS).index(self.stop)
        return 1.0 if rank == 0 else 0.9 * self.reached / self.elements + (0.01 * rank if rank > 1 else 0.0)


def why_not(text: str, rulebook: Rulebook, *, rule: str | None = None, expect: Mapping[str, str] | None = None,
            date: str | None = None, home: str | None = None) -> tuple[Account, ...]:
    """Tell how far each rule came in a text.

    Args:
        text: the text, as a document would hold it.
        rulebook: the rules.
        rule: the id of the only rule to tell of; without it all are told of that matched at least one element.
        expect: values that a finding should have (`type`, `predicate`, `name`, `subject`, `object`, `title` …).
        date: the date of the text.
        home: the place that it is from.

    Returns:
        One account a rule, those that came furthest first. With `expect` only rules that could find such a thing.

    Raises:
        RuleError: there is no rule with this id.
    """
    if rule is not None and rulebook.rule(rule) is None:
        raise RuleError(f"unknown rule '{rule}'{suggest(rule, [known.id for known in rulebook.rules])}")
    expect = expect or {}
    findings = find_all(text, rulebook, date=date, home=home)
    trace = _Trace(text, rulebook, date)
    accounts = []
    for one in rulebook.rules:
        if one.id == rule or (rule is None and _could_find(one, expect)):
            found = [f for f in findings if f.rule == one.id and (one.refers is None or f.names["name"] - {f.exact})]
            account = _tell(one, trace, found, expect)
            if account is not None and (rule or account.reached):
                accounts.append(account)
    return tuple(sorted(accounts, key=lambda account: (-account.share, account.rule)))


def _could_find(rule: Rule, expect: Mapping[str, str]) -> bool:
    types = {name for made in rule.makes.values() for name in made}
    predicates = {emission.predicate for emission in rule.emits}
    return (expect.get("type") in (None, *types) and expect.get("predicate") in (None, *predicates)
            and (predicates or not {"subject", "object", "title", "role"} & set(expect)) != set())


def _tell(rule: Rule, trace: _Trace, found: Sequence[Finding], expect: Mapping[str, str]) -> Account | None:
    if found:
        wrong = [_differ(finding, expect) for finding in found]
        best = min(range(len(found)), key=lambda index: len(wrong[index]))
        size = len(_flatten(rule.match)[0])
        account = Account(rule.id, found[best].exact, size, size, found[best].exact, "", "")
        return replace(account, stop="value", element="; ".join(wrong[best])) if wrong[best] else account
    best_account = None
    for before, after in trace.charts(rule.stage):
        for chart in (before, after):
            account = _examine(rule, chart, after, trace.rulebook)
            if best_account is None or account.share > best_account.share:
                best_account = account
    return best_account


def _differ(finding: Finding, expect: Mapping[str, str]) -> list[str]:
    return [f"{key} is {finding.values.get(key) or 'not there'}, not {value}" for key, value in sorted(expect.items())
            if key not in ("type", "predicate") and value not in finding.names.get(key, frozenset())]


class _Trace:
    """The charts of a text before and after each stage."""

    def __init__(self, text: str, rulebook: Rulebook, date: str | None) -> None:
        self.rulebook = rulebook
        source = Source("example.txt", text, digest(text, length=64), date=date)
        self._source, self._articles = text, segment(source)
        self._until: dict[tuple[int, bool], list[Chart]] = {}

    def charts(self, stage: str) -> Iterator[tuple[Chart, Chart]]:
        """Yield every sentence as it is before and after a stage."""
        index = self.rulebook.stages.index(stage)
        if stage == QUANTITIES:
            charts = self._run(index, amounts=True)
            return zip(charts, charts, strict=True)
        return zip(self._run(index), self._run(index + 1), strict=True)

    def _run(self, stages: int, *, amounts: bool = False) -> list[Chart]:
        if (stages, amounts) not in self._until:
            groups = recognise(self._source, self._articles, self.rulebook, stages=stages)
            charts = self._until[stages, amounts] = [chart for group in groups for chart in group]
            for chart in charts if amounts else ():
                self.rulebook.amounts.mark(chart)
        return self._until[stages, amounts]


def _examine(rule: Rule, chart: Chart, after: Chart, rulebook: Rulebook) -> Account:
    """Tell how far a rule came in one sentence, in one state of its chart."""
    encoded = chart.encode(rulebook)
    account = _advance(rule, chart, encoded)
    if account.stop:
        return account
    if next(iter(matches(rule, encoded)), None) is None:
        left = rule.before is not None and (rule.after is None or rule.regex.search(encoded.text) is not None)
        guard = rule.before if left else rule.after
        return replace(account, stop="before" if left else "after", element=_write(guard))
    if rule.kind == "relation":
        return replace(account, stop="ends", element=_find_end(rule, chart, encoded))
    for unit in find(rule, chart, encoded):
        rival = _find_rival(unit, after)
        if rival is not None:
            return replace(account, stop="overlap", element=rival.rule or f"{rival.types[0]} {_read(after, rival)}")
    return replace(account, stop="antecedent" if rule.refers else "overlap", element=_write_reference(rule))


def _advance(rule: Rule, chart: Chart, encoded: Encoded) -> Account:
    """Match ever longer beginnings of the pattern; without a stop if all of it matches."""
    best = None
    for elements in _flatten(rule.match):
        reached, start, end = 0, 0, 0
        for count in range(1, len(elements) + 1):
            match = rule.compile("".join(element.regex for element in elements[:count])).search(encoded.text)
            if match is None:
                break
            reached, start, end = count, encoded.to_view(match.start()), encoded.to_view(match.end())
        whole = reached == len(elements)
        some = reached if end > start else 0        # elements that may be empty show nothing
        account = Account(rule.id, chart.text, some, len(elements), chart.text[start:end],
                          "" if whole else "element", "" if whole else elements[reached].written,
                          chart.text[end:end + 12])
        if best is None or account.share > best.share:
            best = account
    assert best is not None         # a pattern has at least one alternative
    return best


def _flatten(pattern: Compiled) -> list[list[Element]]:
    """Return the elements of each alternative, those of plain groups in place of the groups."""
    def spread(elements: Sequence[Element]) -> list[Element]:
        return [inner for element in elements
                for inner in (spread(element.inside[0]) if len(element.inside) == 1 else [element])]

    return [spread(elements) for elements in pattern.alternatives]


def _write(guard: tuple[Compiled, bool] | None) -> str:
    if guard is None:
        return ""
    text = " | ".join(" ".join(element.written for element in elements) for elements in guard[0].alternatives)
    return text if guard[1] else f"not {text}"


def _write_reference(rule: Rule) -> str:
    return " ".join(f"{key} {value}" for key, value in sorted((rule.refers or {"rule": rule.id}).items()))


def _find_rival(unit: Unit, chart: Chart) -> Unit | None:
    """Return what keeps a unit off the chart, or None if it is there."""
    around = [u for u in chart.units if u.start < unit.end and unit.start < u.end]
    for other in around:
        if any(u.rule == unit.rule and (u.start, u.end) == (unit.start, unit.end) for u in other.walk()):
            return None
    generic = [u for u in around if GENERIC in u.types and unit.types[0] in NAMES]
    return next((u for u in [*generic, *around] if u.committed or u in generic), around[0] if around else None)


def _read(chart: Chart, unit: Unit) -> str:
    return chart.text[unit.start:unit.end]


def _find_end(rule: Rule, chart: Chart, encoded: Encoded) -> str:
    """Return the end of which a match holds no entity of a type that it may have, or else the one that is elsewhere."""
    ontology = load_ontology()
    match = next(iter(matches(rule, encoded)))
    open_ends = []
    for emission in rule.emits:
        info = ontology.relations.get(emission.predicate) or ontology.attributes[emission.predicate]
        for key, allowed in (("subject", info.domain), ("object", info.range)):
            terms = emission.fields.get(key, ())
            names = [term.value for term in terms if term.kind == "capture" and term.value in match.groupdict()]
            spans = [map(encoded.to_view, match.span(name)) for name in names if match[name] is not None]
            units = [unit for start, end in spans for unit in chart.within(start, end)]
            if terms and not any(inner.types[0] in allowed for unit in units for inner in unit.walk()):
                open_ends.append(f"{key}: {' or '.join(map(_write_term, terms))}")
    return "; ".join(dict.fromkeys(open_ends)) or "subject and object: they are one entity, or not named"


def _write_term(term: Term) -> str:
    if term.kind == "capture":
        return "$" + ".".join((term.value, *term.path))
    return term.value if term.kind == "literal" else f"{term.kind}:{term.value}"
