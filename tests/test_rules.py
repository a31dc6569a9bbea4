"""Every example of every rule holds, through the stages that a build runs."""

import pytest

from kg_builder.build import load_rules
from kg_builder.link.conflicts import check_constraints
from kg_builder.link.constraints import load_constraints
from kg_builder.matching.rule import Example
from kg_builder.rulecheck import check_example, check_rules, find_all

RULES = {rule.id: rule for rule in load_rules(()).rules}
EXAMPLES = {f"{rule.id}:{example.line}:{number}": (rule, example) for rule in RULES.values()
            for number, example in enumerate((*rule.hits, *rule.misses))}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_holds(name, rulebook):
    rule, example = EXAMPLES[name]
    assert str(check_example(rule, example, rulebook) or "") == ""


def test_the_examples_of_the_constraints_hold():
    assert check_constraints(load_constraints()) == ()


def test_a_hit_that_another_rule_finds_falls_short_with_file_line_and_what_was_found(rulebook):
    rule = RULES["place.town"]
    example = Example("甘泉县境内降雪。", ({"name": "甘泉县"},), 7)
    shortfall = check_example(rule, example, rulebook)
    assert str(shortfall).startswith(f"{rule.file}:7: rule 'place.town': must find name 甘泉县 in “甘泉县境内降雪。”; "
                                     "it found: nothing; other rules found: Place name 甘泉县")
    assert "(place.division)" in str(shortfall)


def test_a_miss_that_the_rule_finds_falls_short(rulebook):
    shortfall = check_example(RULES["place.division"], Example("甘泉县境内降雪。", None, 9), rulebook)
    assert "must find nothing" in str(shortfall)
    assert shortfall.found[0].startswith("Place name 甘泉县")


def test_a_hit_in_which_the_rule_reads_more_falls_short(rulebook):
    example = Example("甘泉县和宜川县境内降雪。", ({"name": "甘泉县"},), 5)
    shortfall = check_example(RULES["place.division"], example, rulebook)
    assert "must not find Place name 宜川县" in shortfall.wanted


def test_a_hit_with_another_value_falls_short(rulebook):
    example = Example("本报讯（通讯员 王海涛）昨日，大雪封山。", ({"subject": "王海涛", "title": "记者"},), 3)
    shortfall = check_example(RULES["byline.role"], example, rulebook)
    assert "must find subject 王海涛, title 记者" in shortfall.wanted
    assert shortfall.found == ("byline subject 王海涛, title 通讯员",)


def test_only_the_rules_asked_for_are_checked(rulebook):
    assert list(check_rules([RULES["byline.role"]], rulebook)) == []


def test_what_is_found_stands_in_the_text(rulebook):
    text = "5月16日，松壑镇党委召开专题民主生活会，镇党委书记骆景行主持会议。"
    findings = find_all(text, rulebook, date="2024-05-20")
    assert {"骆景行", "松壑镇党委", "松壑镇"} <= {finding.values.get("name") for finding in findings}
    assert all(text[finding.start:finding.end] == finding.exact for finding in findings)
    (post,) = [finding for finding in findings if finding.type == "holdsPost"]
    assert (post.rule, post.values["subject"], post.values["object"]) == ("post.before-name", "骆景行", "松壑镇党委")
