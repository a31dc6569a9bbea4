"""Evaluation: counted by hand on small cases, the same from memory and from a directory, and as another scorer does."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kg_builder.build import DEMO, build
from kg_builder.config import load_settings
from kg_builder.errors import ConfigError
from kg_builder.evaluate import evaluate, score_rules
from kg_builder.evaluate.gold import read_gold
from kg_builder.evaluate.judge import is_title, pair_up
from kg_builder.export import export
from kg_builder.graph.assemble import assemble
from kg_builder.graph.load import load_graph
from kg_builder.model import Article, Entity, Evidence, Mention, Source, Statement

GOLDEN = Path(__file__).parent / "golden"
SOURCE = Source("a1.txt", "", "0" * 64)
OTHER = Source("page.txt", "", "1" * 64)
ARTICLE = Article("article/one", SOURCE.key, "第一篇", (), 0, 99, "2031-01-01", ())
ON_PAGE = Article("article/two", OTHER.key, "第二篇", (), 0, 99, "2031-01-01", ())
REST = Article("article/rest", OTHER.key, "没有标注的一篇", (), 100, 199, "2031-01-01", ())


def name(kind: str, text: str, *, article: Article = ARTICLE, printed: str = "", date: str | None = None) -> Entity:
    exact = printed or text
    mention = Mention(0, len(exact), kind, exact, exact, "a.rule", article.key)
    return Entity(f"{kind.lower()}/{text}", kind, text, (mention,), date=date)


def state(subject: str, predicate: str, target: str, *, article: Article = ARTICLE, confidence: float = 0.9,
          title: str = "", former: bool = False) -> Statement:
    evidence = Evidence(article.key, 0, 2, "一句", "a.rule", confidence)
    return Statement(subject, predicate, target, (evidence,), title=title, former=former, confidence=confidence)


def count(folder: Path, entities: list[Entity], statements: list[Statement], **golds: str):
    """Evaluate a graph of these against gold files given as text; return {what: (right, wrong, missed)} and slips."""
    for stem, text in golds.items():
        (folder / f"{stem}.yaml").write_text(text, "utf-8")
    graph = assemble([SOURCE, OTHER], [ARTICLE, ON_PAGE, REST], entities, statements, base_iri="https://example.org/kg/")
    scores = evaluate(folder, graph)
    totals = {what: scores.total(what) for what in ("entity", "relation")}
    return {what: (c.right, c.wrong, c.missed) for what, c in totals.items()}, scores


ENTITIES = """\
id: a1
title: 第一篇
entities:
- {type: Person, name: 甲一}
- {type: Organization, name: 云溪镇党委, alias: [镇党委]}
- {type: Place, name: 云溪镇, optional: true}
"""
RELATIONS = ENTITIES + """\
relations:
- {type: holds_post, head: 甲一, tail: 云溪镇党委, title: 党委书记}
- {type: located_in, head: 云溪镇党委, tail: 云溪镇, optional: true}
"""
PERSON, PARTY, TOWN = name("Person", "甲一"), name("Organization", "云溪镇党委"), name("Place", "云溪镇")


def test_what_is_found_wrong_and_missed_is_counted(tmp_path):
    wrong = name("Program", "没有的活动")
    counts, scores = count(tmp_path, [PERSON, wrong], [], a1=ENTITIES)
    assert counts["entity"] == (1, 1, 1)
    assert [(slip.how, slip.text) for slip in scores.slips] == [("wrong", "没有的活动"), ("missed", "云溪镇党委")]
    total = scores.total("entity")
    assert (total.precision, total.recall, total.f1) == (0.5, 0.5, 0.5)


def test_a_type_that_is_wrong_is_both_wrong_and_missed(tmp_path):
    counts, _ = count(tmp_path, [name("Place", "甲一")], [], a1="id: a1\nentities:\n- {type: Person, name: 甲一}\n")
    assert counts["entity"] == (0, 1, 1)


def test_an_alias_or_a_printed_name_is_enough_and_marks_do_not_count(tmp_path):
    entities = [name("Organization", "县云溪镇党委", printed="镇党委"), name("Person", "“甲 一”")]
    assert count(tmp_path, entities, [], a1=ENTITIES)[0]["entity"] == (2, 0, 0)


def test_a_second_node_for_one_entity_is_wrong(tmp_path):
    twice = [PERSON, Entity("person/甲一@2", "Person", "甲一", PERSON.mentions), PARTY]
    counts, scores = count(tmp_path, twice, [], a1=ENTITIES)
    assert counts["entity"] == (2, 1, 0)
    assert [slip.how for slip in scores.slips] == ["twice"]


def test_what_is_optional_neither_earns_nor_costs(tmp_path):
    for entities in ([PERSON, PARTY], [PERSON, PARTY, TOWN]):
        assert count(tmp_path, entities, [], a1=ENTITIES)[0]["entity"] == (2, 0, 0)


def test_relations_need_both_ends_and_the_title(tmp_path):
    things = [PERSON, PARTY, TOWN]
    right = state(PERSON.key, "holdsPost", PARTY.key, title="镇党委书记")
    assert count(tmp_path, things, [right], a1=RELATIONS)[0]["relation"] == (1, 0, 0)
    deputy = state(PERSON.key, "holdsPost", PARTY.key, title="党委副书记")
    assert count(tmp_path, things, [deputy], a1=RELATIONS)[0]["relation"] == (0, 1, 1)
    elsewhere = state(PERSON.key, "holdsPost", TOWN.key, title="党委书记")
    assert count(tmp_path, things, [elsewhere], a1=RELATIONS)[0]["relation"] == (0, 1, 1)
    optional = state(PARTY.key, "locatedIn", TOWN.key)
    assert count(tmp_path, things, [right, optional], a1=RELATIONS)[0]["relation"] == (1, 0, 0)


def test_statements_of_low_confidence_are_not_counted(tmp_path):
    unsure = state(PERSON.key, "holdsPost", PARTY.key, title="党委书记", confidence=0.4)
    assert count(tmp_path, [PERSON, PARTY], [unsure], a1=RELATIONS)[0]["relation"] == (0, 0, 1)


def test_dates_and_former_posts_are_counted_apart(tmp_path):
    gold = ("id: a1\nentities:\n- {type: Place, name: 云溪镇}\n- {type: Event, name: 运动会}\n"
            "- {type: Person, name: 甲一}\nrelations:\n- {type: holds, head: 云溪镇, tail: 运动会, date: 2031-01-01}\n"
            "- {type: holds_post, head: 甲一, tail: 云溪镇, title: 镇长, former: true}\n")
    event = name("Event", "运动会", date="2031-01-01")
    said = [state(TOWN.key, "holds", event.key), state(PERSON.key, "holdsPost", TOWN.key, title="镇长")]
    _, scores = count(tmp_path, [PERSON, TOWN, event], said, a1=gold)
    assert (scores.apart["dates"], scores.apart["former"]) == ([1, 1], [0, 1])


def test_a_page_is_matched_by_titles_and_its_other_articles_are_wrong(tmp_path):
    entities = [name("Person", "乙二", article=ON_PAGE), name("Person", "丙三", article=REST), PERSON]
    gold = "id: b2\ntitle: 第 二 篇\nentities:\n- {type: Person, name: 乙二}\n"
    assert count(tmp_path, entities, [], b2=gold)[0]["entity"] == (1, 1, 0)


def test_links_and_codes_are_counted_apart(tmp_path):
    mentions = (*TOWN.mentions, *name("Place", "云溪镇", article=ON_PAGE).mentions)
    both = Entity("place/CN-999901", "Place", "云溪镇", mentions, code="999901")
    gold = "id: {}\ntitle: {}\nentities:\n- {{type: Place, name: 云溪镇}}\n"
    group = "[[a1, Place, 云溪镇], [b2, Place, 云溪镇]]"
    links = (f"same:\n- {group}\ndifferent:\n- {group}\n"
             "codes:\n- [a1, Place, 云溪镇, '999901']\n- [b2, Place, 云溪镇, '1']\n")
    _, scores = count(tmp_path, [both], [], a1=gold.format("a1", "第一篇"), b2=gold.format("b2", "第二篇"), links=links)
    assert (scores.apart["links"], scores.apart["codes"]) == ([1, 2], [1, 2])
    assert [(slip.how, slip.text) for slip in scores.slips] == [
        ("different", "a1/Place/云溪镇, b2/Place/云溪镇"), ("code", "999901 instead of 1")]


def test_rules_are_scored_by_what_they_gave(tmp_path):
    right = state(PERSON.key, "holdsPost", PARTY.key, title="党委书记")
    wrong = state(PERSON.key, "holdsPost", TOWN.key, title="镇长")
    (tmp_path / "a1.yaml").write_text(RELATIONS, "utf-8")
    graph = assemble([SOURCE, OTHER], [ARTICLE, ON_PAGE], [PERSON, PARTY, TOWN, name("Program", "没有的活动")],
                     [right, wrong], base_iri="https://example.org/kg/")
    for _, _, edge in graph.edges(data=True):
        edge["evidence"] = tuple(replace(item, rule="post.rule") for item in edge["evidence"])
    scores = score_rules(graph, evaluate(tmp_path, graph))
    assert {rule: (score.found, score.right, score.wrong, score.precision) for rule, score in scores.items()} == {
        "a.rule": (4, 2, 1, 2 / 3), "post.rule": (2, 1, 1, 0.5)}
    assert [(score.alone, score.alone_right, dict(score.overlaps)) for score in scores.values()] == [
        (4, 2, {}), (2, 1, {})]


@pytest.mark.parametrize(("built", "gold", "same"), [
    ("书记", "党委书记", True), ("镇党委书记", "党委书记", True), ("党委副书记", "书记", False),
    ("代镇长", "镇长", False), ("局长", "书记", False), ("", "书记", False), ("原局长", "局长", False),
    ("董事长", "董事长", True),
])
def test_titles_may_differ_by_an_organ_in_front(built, gold, same):
    assert is_title(built, [gold]) is same


def test_the_largest_choice_is_found():
    assert pair_up({"a": [0], "b": [0, 1], "c": [1, 2]}) == {"a": 0, "b": 1, "c": 2}
    assert len(pair_up({"a": [0], "b": [0], "c": []})) == 1


@pytest.mark.parametrize(("text", "said"), [
    ("[]", "a mapping is expected"),
    ("entities: [{type: Persn, name: 甲}]", "unknown type 'Persn'; did you mean 'Person'?"),
    ("entities: [{type: Person, name: 甲, alias_: [乙]}]", "unknown key 'alias_'; did you mean 'alias'?"),
    ("entities: [{type: Person}]", "an entity has no name"),
    ("relations: [{type: hold_post, head: 甲}]", "unknown relation 'hold_post'; did you mean 'holds_post'?"),
    ("relations: [{type: byline, head: 甲, title: 记者}]", "byline: '甲' is no entity of the file of type Person"),
    ("entities: [{type: Person, name: 甲}]\nrelations: [{type: byline, head: 甲}]", "byline of '甲' has no title"),
    ("entities: [", "cannot be read"),
    ("titel: 一", "unknown key 'titel'; did you mean 'title'?"),
])
def test_a_gold_file_that_is_wrong_is_named(tmp_path, text, said):
    (tmp_path / "a1.yaml").write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        read_gold(tmp_path)
    assert str(caught.value).startswith(str(tmp_path / "a1.yaml")) and said in str(caught.value)


def test_a_folder_without_gold_is_an_error(tmp_path):
    (tmp_path / "links.yaml").write_text("same: []", "utf-8")
    with pytest.raises(ConfigError, match="no gold files"):
        read_gold(tmp_path)


def test_wrong_links_are_named(tmp_path):
    (tmp_path / "a1.yaml").write_text(ENTITIES, "utf-8")
    (tmp_path / "links.yaml").write_text("same: [[[a1, Place]]]", "utf-8")
    with pytest.raises(ConfigError, match="expected groups of"):
        read_gold(tmp_path)


def test_a_directory_is_measured_as_the_graph_in_memory(demo, demo_graph):
    loaded, built = evaluate(GOLDEN / "demo", load_graph(demo)), evaluate(GOLDEN / "demo", demo_graph)
    assert loaded.counts == built.counts and loaded.apart == built.apart and loaded.slips == built.slips


@pytest.mark.skipif("KG_SCORER" not in os.environ, reason="KG_SCORER names no other scorer of the same gold files")
def test_another_scorer_counts_the_same(tmp_path):
    gold = GOLDEN / "demo"
    graph = build(sorted(gold.glob("*.txt")), settings=load_settings(DEMO / "kg-builder.toml", jobs=1))
    export(graph, "turtle", tmp_path / "graph.ttl")
    done = subprocess.run([sys.executable, os.environ["KG_SCORER"], str(gold), str(tmp_path / "graph.ttl"), "--json"],
                          capture_output=True, text=True, check=True)
    other, scores = json.loads(done.stdout), evaluate(gold, graph)
    for (what, kind), c in scores.counts.items():
        theirs = other["by_type"][f"{what} {kind}"]
        assert (c.right, c.wrong, c.missed) == (theirs["tp"], theirs["fp"], theirs["fn"]), (what, kind)
    assert {key: tuple(value) for key, value in scores.apart.items()} == {
        key: (other[key]["right"], other[key]["of"]) for key in scores.apart}
