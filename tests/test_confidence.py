"""Confidences: features of a reading, the table that weighs them, and the fit of the table."""

from dataclasses import replace

import pytest
from benchmarks.calibration import Reading, binned, brier, cross, draw, expected_error, fit, fit_steps, repeat, tabulate

from kg_builder.errors import RuleError
from kg_builder.extract import extract
from kg_builder.matching.confidence import (
    Table,
    interpolate,
    look_up,
    measure,
    read_table,
    weigh,
    weigh_evidence,
    write_table,
)
from kg_builder.matching.load import load_rulebook
from kg_builder.model import Evidence, Mention, Source, Statement

TABLE = Table("2023-01-01", "made up", {"post.test": 0.8}, {"distance": ((0.0, 0.0), (20.0, -1.0))}, ())


def mention(start, confidence=0.9):
    return Mention(start, start + 2, "Person", "甲乙", "甲乙", "test", "article/a", confidence=confidence)


def evidence(rule="post.test", *, gap=5, confidence=0.9, factors=(("rule", 0.9),)):
    return Evidence("article/a", 0, 90, "x" * 90, rule, 0.9, mention(0, confidence), mention(2 + gap), (), factors)


def statement(item):
    return Statement("a", "holdsPost", "b", (item,), confidence=item.confidence)


def test_features_of_a_reading():
    assert measure(evidence(gap=7, confidence=0.7)) == {"names": 0.7, "stated": 0.9, "distance": 7.0}
    alone = replace(evidence(), object=None)
    assert measure(alone)["distance"] == 0.0


@pytest.mark.parametrize("item", [evidence(), evidence(gap=30), evidence("post.unknown", gap=30)])
def test_the_factors_multiply_to_the_confidence(item):
    weighed = weigh_evidence(item, TABLE)
    product = 1.0
    for _, value in weighed.factors:
        product *= value
    assert product == pytest.approx(weighed.confidence, abs=1e-3)


def test_far_is_less_sure_and_an_unknown_rule_counts_as_it_says():
    near, far = (weigh_evidence(evidence(gap=gap), TABLE).confidence for gap in (5, 30))
    assert near == pytest.approx(0.8) and far < near
    assert weigh_evidence(evidence("post.unknown"), TABLE).confidence == pytest.approx(0.9)
    assert [name for name, _ in weigh_evidence(evidence(gap=30), TABLE).factors] == ["rule", "distance"]


def test_what_a_rule_states_as_a_candidate_stays_one():
    assert weigh_evidence(replace(evidence(), confidence=0.4), TABLE).confidence == 0.49


def test_without_a_table_nothing_changes():
    assert weigh(statement(evidence()), None) == statement(evidence())
    assert weigh(statement(evidence()), TABLE).confidence == pytest.approx(0.8)


def test_steps():
    assert look_up(((1.0, 5.0), (3.0, 7.0)), 0.5) == 0.0 and look_up(((1.0, 5.0), (3.0, 7.0)), 3.0) == 7.0
    steps = ((0.2, 0.1), (0.6, 0.5))
    assert [interpolate(steps, value) for value in (0.1, 0.2, 0.6, 0.9)] == [0.1, 0.1, 0.5, 0.5]
    assert interpolate(steps, 0.4) == pytest.approx(0.3) and interpolate((), 0.4) == 0.4


def test_a_table_is_written_and_read(tmp_path):
    path = tmp_path / "confidence.json"
    write_table(TABLE, path)
    assert read_table(path) == TABLE
    path.write_text("{}", "utf-8")
    with pytest.raises(RuleError, match="no table of confidences"):
        read_table(path)


def made_up_readings():
    """Three rules that are right in 9, 5 and 1 of ten cases, all of which state 0.9."""
    return [Reading(f"{number:03}", number % 10 < right, evidence(rule))
            for rule, right in (("good", 9), ("even", 5), ("bad", 1)) for number in range(100)]


def test_a_fitted_table_gives_the_share_of_right_readings():
    readings = made_up_readings()
    table = fit(readings, date="2023-01-01", fitted_on="made up")
    fitted = [(weigh_evidence(r.evidence, table).confidence, r.right) for r in readings]
    stated = [(r.evidence.confidence, r.right) for r in readings]
    assert expected_error(stated) > 0.35 and expected_error(fitted) < 0.06
    assert brier(fitted) < brier(stated)
    by_rule = {r.evidence.rule: weigh_evidence(r.evidence, table).confidence for r in readings}
    assert by_rule["bad"] < 0.2 < 0.4 < by_rule["even"] < 0.6 < 0.85 < by_rule["good"]
    assert fit(readings, date="2023-01-01", fitted_on="made up") == table


def test_each_article_is_weighed_by_a_table_of_the_others():
    readings = made_up_readings()
    fitted = cross(readings)
    assert set(fitted) == set(readings)
    assert expected_error([(fitted[r], r.right) for r in readings]) < 0.1


def test_unseen_articles_count_more():
    readings = [Reading("seen", True, evidence()), Reading("unseen", False, evidence())]
    assert [r.article for r in repeat(readings, frozenset({"unseen"}))] == ["seen", *["unseen"] * 5]
    many = [Reading(f"{n}", n < 30, evidence(gap=n % 3)) for n in range(40)]
    plain, wary = (fit(repeat(many, unseen), date="", fitted_on="") for unseen in
                   (frozenset(), frozenset(str(n) for n in range(30, 40))))
    assert weigh_evidence(evidence(), wary).confidence < weigh_evidence(evidence(), plain).confidence


def test_isotonic_steps_rise():
    steps = fit_steps([(n / 100, n % 7 < n / 20) for n in range(100)])
    assert [share for _, share in steps] == sorted(share for _, share in steps)
    assert [score for score, _ in steps] == sorted(score for score, _ in steps)


def test_the_diagram_and_its_table():
    points = [(0.95, True), (0.91, False), (0.25, False), (1.0, True)]
    assert [(start, count) for start, _, _, count in binned(points)] == [(0.2, 1), (0.9, 3)]
    assert expected_error([(1.0, True), (0.0, False)]) == 0.0 and expected_error([(0.9, False)]) == pytest.approx(0.9)
    assert tabulate({"stated": points}).splitlines()[1] == "stated\t0.2\t0.250\t0.000\t1"
    assert draw({"stated": points}).count("<circle") == 2


def test_extraction_weighs_by_the_table_that_is_there(tmp_path, monkeypatch):
    source = Source("a.txt", "青原县民政局局长王海涛在会上讲话。\n", "a")
    rulebook = load_rulebook()
    [stated] = [s for s in extract(source, rulebook=rulebook).statements if s.predicate == "holdsPost"]
    rule = stated.evidence[0].rule
    write_table(replace(TABLE, rules={rule: 0.7}), tmp_path / "confidence.json")
    monkeypatch.setattr("kg_builder.extract.load_table", lambda: read_table(tmp_path / "confidence.json"))
    [weighed] = [s for s in extract(source, rulebook=rulebook).statements if s.predicate == "holdsPost"]
    assert weighed.confidence == weighed.evidence[0].confidence == pytest.approx(0.7)
    assert weighed.evidence[0].factors[0] == ("rule", 0.7) != stated.evidence[0].factors[0]


def test_stated_confidences_are_there_for_the_fit():
    text = "青原县民政局局长王海涛在会上讲话。\n"
    source = Source("a.txt", text, "a")
    [stated] = [s for s in extract(source, rulebook=load_rulebook(), weighed=False).statements
                if s.predicate == "holdsPost"]
    assert stated.evidence[0].factors[0][0] == "rule" and "fitted" not in dict(stated.evidence[0].factors)
