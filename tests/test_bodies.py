"""Organisations and places of whole texts: what bare levels stand for, branches, words that hide borders."""

from __future__ import annotations

import pytest

from kg_builder.matching.load import load_rulebook
from kg_builder.rulecheck import read_text


def names(text: str, kind: str) -> set[str]:
    return {entity.name for entity in read_text(text, load_rulebook()).facts.entities if entity.type == kind}


def said(text: str, predicate: str) -> set[tuple[str, str]]:
    facts = read_text(text, load_rulebook()).facts
    called = {entity.key: entity.name for entity in facts.entities}
    return {(called[s.subject], called[s.object]) for s in facts.statements if s.predicate == predicate}


def test_a_bare_level_stands_for_what_the_article_is_about_and_not_for_the_nearest():
    text = ("青川市召开大会。青川市税务局、青川市教育局作了发言，青川市财政局作了书面发言。"
            "代表团刚从白原市归来，市图书馆赠了书。")
    assert ("青川市图书馆", "青川市") in said(text, "locatedIn")
    assert "白原市图书馆" not in names(text, "Organization")


def test_a_bare_level_stands_for_the_nearest_where_no_place_is_named_oftener():
    assert ("白原市图书馆", "白原市") in said("代表团从青川市来到白原市，市图书馆赠了书。", "locatedIn")


def test_a_branch_is_one_organisation_under_its_long_and_its_short_name():
    text = "老人来到禾丰银行甘泉支行取钱。甘泉支行的职员劝住了他。"
    assert names(text, "Organization") == {"禾丰银行", "禾丰银行甘泉支行"}
    assert said(text, "partOf") == {("禾丰银行甘泉支行", "禾丰银行")}
    assert said(text, "locatedIn") == {("禾丰银行甘泉支行", "甘泉")}


@pytest.mark.parametrize(("text", "found"), [
    ("青川市人武部和县委联合慰问。", {"青川市人武部"}),
    ("比赛由青川市文化馆主办。", {"青川市文化馆"}),
])
def test_words_that_the_tagger_glues_together_hide_no_name(text, found):
    assert found <= names(text, "Organization")
    assert not {"和县", "会同县"} & names(text, "Place")
