"""How far rules come in a text that they find nothing in, and what stops them."""

import json

import pytest
from click.testing import CliRunner

from kg_builder.cli import main
from kg_builder.errors import RuleError
from kg_builder.matching.load import load_rulebook
from kg_builder.whynot import STOPS, why_not

RULEBOOK = load_rulebook()
OWN = """stage: persons
rules:
- id: person.teacher
  type: Person
  match: "教员 (self: 甲 乙 (丙)?)"
  before: {not: "前"}
  after: "说 | 笑"
  priority: 20
  hit: [{text: "教员甲乙说好。", is: 甲乙}]
  miss: [{text: "学员甲乙说好。"}]
- id: person.loud
  type: Person
  match: "甲 乙"
  after: "说"
  hit: [{text: "甲乙说好。", is: 甲乙}]
  miss: [{text: "甲乙笑了。"}]
- id: refers.master
  type: Person
  match: "<> 师傅"
  refers: {type: Person}
  hit: [{text: "教员甲乙说好。师傅走了。", is: 甲乙}]
  miss: [{text: "徒弟走了。"}]
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rules")
    (folder / "own.yaml").write_text(OWN, "utf-8")
    return load_rulebook([folder])


@pytest.mark.parametrize("rule", RULEBOOK.rules, ids=lambda rule: rule.id)
def test_what_stops_a_rule_in_its_counter_examples_is_named(rule):
    for example in rule.misses:
        [account] = why_not(example.text, RULEBOOK, rule=rule.id, date=example.anchor)
        assert account.stop in STOPS and account.stop and account.element, example.text


@pytest.mark.parametrize(("text", "rule", "stop", "element"), [
    ("教员甲丁说好。", "person.teacher", "element", "乙"),
    ("前教员甲乙说好。", "person.teacher", "before", "not 前"),
    ("教员甲乙走了。", "person.teacher", "after", "说 | 笑"),
    ("教员甲乙说好。", "person.teacher", "", ""),
    ("教员甲乙说好。", "person.loud", "overlap", "person.teacher"),
    ("师傅走了。", "refers.master", "antecedent", "type Person"),
])
def test_what_stops_a_rule(own, text, rule, stop, element):
    [account] = why_not(text, own, rule=rule)
    assert (account.stop, account.element) == (stop, element)


def test_how_far_a_rule_came(own):
    [account] = why_not("教员甲丁说好。", own, rule="person.teacher")
    assert (account.reached, account.elements, account.matched) == (2, 4, "教员甲")      # 教员, 甲, 乙, (丙)?
    assert account.beyond.startswith("丁说好")


def test_the_sentence_counts_in_which_a_rule_came_furthest(own):
    [account] = why_not("教员走了。教员甲丁说好。\n甲乙。", own, rule="person.teacher")
    assert account.sentence == "教员甲丁说好。"


def test_an_unexpected_finding(own):
    [account] = why_not("教员甲乙说好。", own, rule="person.teacher", expect={"name": "甲乙丙"})
    assert account.stop == "value" and account.element == "name is 甲乙, not 甲乙丙"
    [account] = why_not("教员甲乙说好。", own, rule="person.teacher", expect={"name": "甲乙"})
    assert account.stop == ""


def test_all_rules_are_told_of_by_how_far_they_came():
    accounts = why_not("青原县民政局的王海涛在会上讲话。", RULEBOOK)
    assert len({account.rule for account in accounts}) == len(accounts) > 5
    assert [account.share for account in accounts] == sorted((a.share for a in accounts), reverse=True)
    assert all(account.reached for account in accounts)


def test_what_is_expected_chooses_the_rules():
    accounts = why_not("青原县民政局的王海涛在会上讲话。", RULEBOOK, expect={"predicate": "holdsPost"})
    rules = {account.rule for account in accounts}
    assert rules <= {r.id for r in RULEBOOK.rules if any(e.predicate == "holdsPost" for e in r.emits)}


def test_unknown_rules_are_refused():
    with pytest.raises(RuleError, match=r"unknown rule 'post.befor-name'; did you mean 'post.before-name'"):
        why_not("好。", RULEBOOK, rule="post.befor-name")


def test_the_command():
    run = CliRunner().invoke(main, ["why-not", "局长高度重视这项工作。", "--rule", "person.after-office"])
    assert run.exit_code == 1 and "person.after-office" in run.output and "matches nothing here" in run.output
    run = CliRunner().invoke(main, ["why-not", "-", "--expect", "predicate=holdsPost", "--json"], input="王海涛讲话。")
    assert run.exit_code == 1 and all(not item["found"] for item in json.loads(run.output))
    run = CliRunner().invoke(main, ["why-not", "好。", "--expect", "holdsPost"])
    assert run.exit_code == 2 and "K=V" in run.output
