"""The engine on small rulebooks of its own: terms and words, overlaps, guards, learning, references, seats."""

from pathlib import Path

import pytest

from kg_builder.matching.chart import Chart
from kg_builder.matching.load import load_rulebook
from kg_builder.matching.matcher import find_relations, matches, read_terms, run_stage
from kg_builder.matching.prefilter import select
from kg_builder.model import Source
from kg_builder.ontology import load_ontology
from kg_builder.stages.recognise import recognise
from kg_builder.stages.relate import relate
from kg_builder.stages.resolve import resolve
from kg_builder.stages.segment import segment


@pytest.fixture(scope="module")
def rulebook():
    return load_rulebook()


def read(text, rulebook):
    """Return the entities of a text by name, and its statements as (subject, predicate, object, title)."""
    articles = segment(Source("text.txt", text, "0", title=" "), issue_date="2023-02-20")
    entities, statements = {}, []
    for article, charts in zip(articles, recognise(text, articles, rulebook), strict=True):
        resolved = resolve(text, article, charts, rulebook)
        names = {entity.key: entity.name for entity in resolved.entities}
        entities |= {entity.name: entity for entity in resolved.entities}
        statements += [(names.get(s.subject), s.predicate, names.get(s.object, ""), s.title) for s in
                       relate(text, article, charts, resolved, rulebook, load_ontology())
                       if s.confidence >= 0.5]
    return entities, statements


def chart_of(text, rulebook):
    chart = Chart(text, 0, len(text))
    read_terms(chart, rulebook)
    return chart


def test_a_chart_maps_its_view_back_to_the_source():
    chart = Chart("前。青禾\n镇党委", 2, 9)
    assert chart.text == "青禾镇党委"
    assert chart.span(0, 3) == (2, 6)


def test_a_term_of_one_character_is_found_only_as_a_word(rulebook):
    chart = chart_of("大家合作修路，镇长作报告。", rulebook)
    assert [chart.text[u.start:u.end] for u in chart.units if "Say" in u.types] == ["作"]


def test_short_names_of_divisions_do_not_cut_words(rulebook):
    chart = chart_of("秦长岭家里很忙。", rulebook)
    run_stage(chart, rulebook, "places")
    assert [u.name for u in chart.units if "Place" in u.types] == []


def test_words_cut_by_a_term_are_read_anew(rulebook):
    chart = chart_of("班子成员参加。", rulebook)
    assert all(word.start >= 0 and word.end <= len(chart.text) for word in chart.words)
    assert "".join(chart.text[word.start:word.end] for word in chart.words) == chart.text


def test_relation_rules_of_early_stages_see_the_chart_as_it_stands(rulebook):
    chart = chart_of("甘泉县青禾镇柳湾村党支部的党员。", rulebook)
    run_stage(chart, rulebook, "places")
    found = [{name: chart.text[slice(*span)] for name, span in finding.spans.items() if name}
             for finding in find_relations(chart, rulebook, "places")]
    assert found == [{"outer": "甘泉县", "inner": "青禾镇"}, {"outer": "青禾镇", "inner": "柳湾村"}]


def test_a_name_found_in_a_strong_context_is_found_everywhere(rulebook):
    entities, _ = read("村党支部书记祝云帆很忙。祝云帆家里也很忙。大家都说祝云帆好。", rulebook)
    assert len(entities["祝云帆"].mentions) == 3


def test_references_go_backwards_and_complete_the_name(rulebook):
    entities, _ = read("甘泉县青禾镇召开春耕会。该镇党委书记祝云帆讲话。", rulebook)
    assert "青禾镇党委" in entities
    (mention,) = entities["青禾镇党委"].mentions
    assert (mention.exact, mention.antecedent) == ("该镇党委", (3, 6))


@pytest.mark.parametrize(("text", "full", "other"), [
    ("甘泉县禾丰农业有限公司（以下简称“金穗公司”）开业。金穗公司很忙。", "甘泉县禾丰农业有限公司", "金穗公司"),
    ("甘泉县师范学校去年更名为青原教育学院。青原教育学院很忙。", "青原教育学院", "甘泉县师范学校"),
    ("甘泉县印发《甘泉县养老服务管理办法》（以下简称《办法》）。《办法》很好。", "甘泉县养老服务管理办法", "办法"),
])
def test_names_that_a_text_says_to_be_one_are_one(text, full, other, rulebook):
    entities, _ = read(text, rulebook)
    (entity,) = (entity for entity in entities.values() if {full, other} & {entity.name, *entity.names})
    assert {full, other} == {entity.name, *entity.names}
    assert any(mention.antecedent for mention in entity.mentions)


def test_a_reference_goes_forwards_only_where_nothing_precedes(rulebook):
    entities, _ = read("该镇党委抓春耕。青禾镇来了客人。", rulebook)
    (forwards,) = entities["青禾镇党委"].mentions
    backwards, _ = read("青禾镇来了客人。该镇党委抓春耕。", rulebook)
    assert forwards.confidence < backwards["青禾镇党委"].mentions[0].confidence


@pytest.mark.parametrize(("text", "held"), [
    ("甘泉县民政局局长祝云帆讲话。", {("甘泉县民政局", "局长")}),
    ("甘泉县民政局党组书记、局长祝云帆讲话。", {("甘泉县民政局党组", "书记"), ("甘泉县民政局", "局长")}),
    ("甘泉县民政局召开会议。局长祝云帆讲话。", {("甘泉县民政局", "局长")}),
    ("甘泉县民政局召开会议，传达了甘泉县教育局的文件。局长祝云帆讲话。", {("甘泉县民政局", "局长")}),
    ("甘泉县委书记祝云帆、县长柏清秋到会。", {("甘泉县委", "书记"), ("甘泉县", "县长")}),
    ("甘泉县民政局召开会议。校长祝云帆讲话。", set()),
])
def test_seats(text, held, rulebook):
    _, statements = read(text, rulebook)
    assert {(where, title) for _, predicate, where, title in statements if predicate == "holdsPost"} == held


@pytest.mark.parametrize("text", [
    "李斌说话算数，高度重视，全部到位。", "学习习近平新时代中国特色社会主义思想。", "局长高度重视。",
    "他们曾亲临现场。",
])
def test_what_is_never_a_person(text, rulebook):
    entities, _ = read(text, rulebook)
    assert [name for name, entity in entities.items() if entity.type == "Person" and name != "李斌"] == []


@pytest.mark.parametrize("text", [
    "立足全镇发展。", "建设美丽乡村。", "把村里的路修好。", "各县都在抢收。", "上市公司很多。"])
def test_what_is_never_a_place_or_an_organisation(text, rulebook):
    entities, _ = read(text, rulebook)
    assert [name for name, entity in entities.items() if entity.type in ("Place", "Organization")] == []


def test_rules_of_a_folder_replace_those_with_the_same_id(rulebook, tmp_path: Path):
    (tmp_path / "mine.yaml").write_text(
        'stage: places\nrules:\n- id: place.foreign\n  type: Place\n  match: "<ForeignPlace>"\n  confidence: 0.5\n'
        '  hit: [{text: "代表团访问了法国。", is: "法国"}]\n  miss: [{text: "这里风景很美。"}]\n', "utf-8")
    assert load_rulebook([tmp_path]).rule("place.foreign").confidence == 0.5
    assert load_rulebook([tmp_path]).hash != rulebook.hash


def test_a_rule_that_is_not_tried_would_not_match(rulebook):
    rules = rulebook.prefilter.gate(rulebook.rules)
    tried = 0
    for text in [example.text for rule in rulebook.rules[::6] for example in rule.hits]:
        articles = segment(Source("text.txt", text, "0", title=" "))
        for chart in [chart for charts in recognise(text, articles, rulebook) for chart in charts]:
            encoded = chart.encode(rulebook)
            matched = [rule for rule in rulebook.rules if any(matches(rule, encoded))]
            assert {rule.id for rule in matched} <= {rule.id for rule in select(rules, encoded.gates)}
            tried += len(matched)
    assert tried
