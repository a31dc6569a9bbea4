"""Quantities: what is read as one, with every part of it, what is not, and how they go through graph and outputs."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from kg_builder.build import build, build_directory, load_rules
from kg_builder.config import load_settings
from kg_builder.extract import extract
from kg_builder.graph.assemble import read_statements
from kg_builder.graph.load import load_graph
from kg_builder.matching.numerals import read_numeral, write_decimal
from kg_builder.matching.rule import QUANTITIES
from kg_builder.model import Quantity, Source, Statement, digest
from kg_builder.query import Querier, find_query
from kg_builder.validate import validate
from kg_builder.whynot import why_not

DATA = yaml.safe_load((Path(__file__).parent / "data" / "quantities.yaml").read_text("utf-8"))
GOLDEN = Path(__file__).parent / "golden"
DATE = "2023-11-20"


def read(text: str, *, date: str | None = DATE) -> list[dict[str, str]]:
    """Return what a text says of quantities, each as what of it is not empty."""
    facts = extract(Source("a.txt", text, digest(text, length=64), date=date), rulebook=load_rules(()))
    names = {entity.key: entity.name for entity in facts.entities}
    return [describe(statement, names) for statement in facts.statements if statement.quantity]


def describe(statement: Statement, names: dict[str, str]) -> dict[str, str]:
    said = statement.quantity
    assert said is not None
    parts = {name: getattr(said, name) for name in Quantity.__slots__}
    parts |= {"of": names.get(statement.subject, ""), "from": statement.since, "until": statement.until}
    return {name: value for name, value in parts.items() if value}


def test_there_are_enough_of_each():
    assert len(DATA["quantities"]) >= 60 and len(DATA["none"]) >= 40


@pytest.mark.parametrize("case", DATA["quantities"], ids=[case["text"] for case in DATA["quantities"]])
def test_it_is_read_with_all_that_it_says(case):
    assert read(case["text"]) == case["says"]


@pytest.mark.parametrize("text", DATA["none"])
def test_it_is_no_quantity(text):
    assert read(text) == []


@pytest.mark.parametrize(("text", "scale", "value"), [
    ("2,204", "", "2204"), ("3.5", "亿", "350000000"), ("1亿2000", "万", "120000000"), ("12", "百万", "12000000"),
    ("三千二百", "", "3200"), ("一百零五", "", "105"), ("十二", "", "12"),
    ("两", "万亿", "2000000000000"), ("万", "", "10000"), ("万", "亿", "1000000000000"),
    ("一亿两千", "万", "120000000"), ("三万五千", "", "35000"), ("五点六", "万", "56000"), ("百", "", "100")])
def test_numerals_are_numbers(text, scale, value):
    found = read_numeral(text, scale)
    assert found is not None and write_decimal(found) == value


@pytest.mark.parametrize("text", ["三五", "二〇二三", "百十千"])
def test_digits_without_places_are_no_number(text):
    assert read_numeral(text) is None


def test_decimals_are_written_without_exponent_and_idle_zeros():
    assert [write_decimal(Decimal(text)) for text in ("1E+3", "2.50", "-12")] == ["1000", "2.5", "-12"]


@pytest.mark.parametrize("text", [
    "青禾镇召开会议。会上表彰了45名党员。",                         # of whom, another sentence says
    "青禾镇、柳湾乡评出先进个人45名。",                             # of two
    "青原县民政局介绍，困难群众有45户。",                           # said of others
    "青禾镇召开会议，各支部培训党员45名。"])                        # the clause has another subject
def test_nobody_owns_what_the_sentence_does_not_give_him(text):
    assert [said.get("of") for said in read(text)] == [None]


def test_what_is_counted_may_stand_with_the_quantity_before():
    before, after = read("新成立党支部3个，撤销11个。")
    assert before["counted"] == after["counted"] == "党支部"


def test_captures_and_sentences_stand_in_the_text_as_printed():
    text = "全县动员\n\n青禾镇共有党员４５名，评出\u3000先进个人3至5名。又有２．５万人参加。"
    facts = extract(Source("a.txt", text, "0"), rulebook=load_rules(()))
    printed = []
    for statement in facts.statements:
        for item in statement.evidence if statement.quantity else ():
            assert text[item.start:item.end] == item.exact
            printed += [text[start:end] for name, start, end in item.captures if name == "amount"]
    assert printed == ["４５名", "3至5名", "２．５万人"]


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*/*.txt")), ids=lambda path: path.stem)
def test_entities_and_other_statements_are_the_same_without_quantities(path, rulebook):
    source = Source(path.name, path.read_text("utf-8"), "0")
    bare = replace(rulebook, rules=tuple(rule for rule in rulebook.rules if rule.stage != QUANTITIES))
    facts, without = extract(source, rulebook=rulebook), extract(source, rulebook=bare)
    assert facts.entities == without.entities
    assert tuple(s for s in facts.statements if not s.quantity) == without.statements


NEWS = {"a.txt": "甘泉县召开会议\n\n2023年，甘泉县新建公路120余公里。会上表彰了45名党员。\n",
        "b.txt": "甘泉县修路忙\n\n2023年，甘泉县新建公路120余公里。参加的有45名党员。\n"}


@pytest.fixture
def news(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    for name, text in NEWS.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def test_what_two_articles_say_of_one_owner_is_one_statement(news):
    graph = build(news, issue_date=DATE)
    said = [s for s in read_statements(graph) if s.quantity]
    (roads,) = [s for s in said if s.quantity.unit == "公里"]
    assert graph.nodes[roads.subject]["label"] == "甘泉县"
    assert len({item.article for item in roads.evidence}) == 2
    members = [s for s in said if s.quantity.unit == "名"]
    assert {graph.nodes[s.subject]["type"] for s in members} == {"Article"} and len(members) == 2


def test_outputs_hold_them_and_keep_to_the_shapes(news, tmp_path):
    out = tmp_path / "out"
    build_directory([news], out, settings=load_settings(issue_date=DATE, jobs=1))
    report = validate(out)
    assert report.conforms, report.violations
    assert "_:" not in (out / "graph.ttl").read_text("utf-8")
    first = {s.key: replace(s, evidence=()) for s in read_statements(build(news, issue_date=DATE)) if s.quantity}
    assert {s.key: replace(s, evidence=()) for s in read_statements(load_graph(out)) if s.quantity} == first
    with (out / "quantities.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert {(row["owner_label"], row["counted"], row["value"], row["unit"], row["approximation"]) for row in rows} == {
        ("甘泉县", "公路", "120", "公里", "MoreThan"), ("", "党员", "45", "名", "")}
    assert "公路 2023年 多于120公里" in (out / "graph.graphml").read_text("utf-8")


def test_a_packaged_query_asks_for_them(news, tmp_path):
    out = tmp_path / "out"
    build_directory([news], out, settings=load_settings(issue_date=DATE, jobs=1))
    querier = Querier(out)
    rows = querier.ask(find_query("quantities", {"name": "公路"})).rows
    assert {(row[0].value, row[4].value, row[6].value) for row in rows} == {("甘泉县", "120", "公里")}
    assert len(querier.ask(find_query("quantities", {"unit": "名"})).rows) == 2


def test_why_not_tells_how_far_a_rule_came():
    (account,) = why_not("青禾镇引导党员深耕企业一线。", load_rules(()), rule="quantity.people")
    assert (account.stop, account.reached) == ("element", 0)
    (account,) = why_not("青禾镇引导45名党员深耕企业一线。", load_rules(()), rule="quantity.people")
    assert account.stop == ""
