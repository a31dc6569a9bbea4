"""Why a statement is there: names are found, every reason leads to the text, references say what they stand for."""

import math

import pytest

from graphs import entity_key, make_graph
from kg_builder.errors import GraphError
from kg_builder.explain import Explainer, find_relation, mark_sentence
from kg_builder.graph.load import load_graph


@pytest.fixture(scope="module")
def explainer(demo_graph):
    return Explainer(demo_graph)


def test_a_post_is_explained_by_its_sentence(explainer):
    (post,) = explainer.explain("骆景行", "holdsPost", "松壑镇党委")
    assert (post.subject, post.object, post.statement.predicate) == ("骆景行", "松壑镇党委", "holdsPost")
    assert post.conflicts == ("one-holder",)
    for reason in post.reasons:
        assert reason.rule == "post.before-name"
        assert reason.place.source == "page.txt" and reason.place.date == "2024-05-20"
        assert reason.place.title == "敞开心扉谈问题 轻装上阵抓落实"
        marked = {name: reason.sentence[start:end] for name, start, end in reason.marks}
        assert marked["subject"] == "骆景行" and marked["object"].endswith("镇党委")
        assert reason.factors[0][0] == "rule"
        assert reason.confidence == pytest.approx(math.prod(factor for _, factor in reason.factors), abs=0.002)


def test_a_reference_says_what_it_stands_for_and_where_that_is(explainer):
    (post,) = explainer.explain("裴松年", "holdsPost", "梨湾镇党委")
    (reason,) = post.reasons
    (reference,) = [reference for reference in reason.references if reference.end == "object"]
    assert (reference.exact, reference.name, reference.direction) == ("该镇党委", "梨湾镇党委", "after")
    assert reference.antecedent == "梨湾镇"


def test_references_backwards_are_told_from_those_forwards(explainer):
    (key,) = explainer.find("岚浦镇党委")
    _, kind, _, references = explainer.describe_node(key)
    assert kind == "Organization"
    assert {(item.exact, item.direction) for item in references} >= {("该镇党委", "before")}


def test_a_node_is_explained_from_both_ends(explainer):
    predicates = [(item.subject == "松壑镇党委", item.statement.predicate) for item in explainer.explain("松壑镇党委")]
    assert (True, "locatedIn") in predicates and (False, "holdsPost") in predicates
    assert predicates == sorted(predicates, key=lambda item: (not item[0], item[1]))


def test_things_are_found_by_label_other_name_printed_name_and_key(explainer):
    (key,) = explainer.find("松壑镇党委")
    assert explainer.find(key) == [key]
    assert explainer.find("榆汀区松壑镇党委") == [key]
    assert explainer.find("“松壑镇 党委”") == [key]


@pytest.mark.parametrize(("question", "said"), [
    (("骆景",), "nothing in the graph is called '骆景'; did you mean 骆景行?"),
    (("骆景行行",), "did you mean 骆景行"),
    (("xyz",), "give a name, or a key"),
    (("",), "nothing in the graph is called ''"),
    (("骆景行", "holdsPots", "松壑镇党委"), "unknown relation 'holdsPots'; did you mean 'holdsPost'?"),
    (("骆景行", "runs", "松壑镇党委"), "no statement says: 骆景行 runs 松壑镇党委"),
    (("骆景行", "holdsPost", "某某"), "nothing in the graph is called '某某'"),
])
def test_what_is_not_there_is_said(explainer, question, said):
    with pytest.raises(GraphError) as caught:
        explainer.explain(*question)
    assert said in str(caught.value)


@pytest.mark.parametrize("name", ["holdsPost", "kg:holdsPost", "holds_post", "HOLDSPOST",
                                  "https://w3id.org/kg-builder/ontology#holdsPost"])
def test_relations_go_by_several_names(name):
    assert find_relation(name) == "holdsPost"


def test_a_literal_statement_is_explained(explainer, demo_graph):
    (event,) = [key for key, node in demo_graph.nodes(data=True) if node["type"] == "Event"
                and node["date"] == "2024-05-15"]
    found = [item for item in explainer.explain(event) if item.statement.predicate == "date"]
    assert [item.object for item in found] == ["2024-05-15"]
    assert "5月15日" in found[0].reasons[0].sentence
    assert explainer.explain(event, "date", "2024-05-15") == tuple(found)


def test_a_built_directory_explains_what_the_graph_in_memory_does(explainer, demo):
    loaded = Explainer(load_graph(demo))
    for name in ("骆景行", "松壑镇党委", "裴松年", "澄汐文旅集团"):
        assert loaded.explain(name) == explainer.explain(name)


def test_several_things_of_one_name_are_all_meant():
    graph = make_graph()
    graph.add_node("person/曾子航@CN-999902", **{**graph.nodes[entity_key("Person", "曾子航")], "mentions": ()})
    assert len(Explainer(graph).find("曾子航")) == 2


def test_conflicts_hold_their_statements_with_quotes():
    (conflict,) = Explainer(make_graph()).list_conflicts()
    assert conflict.constraint == "one-holder"
    assert len(conflict.statements) == 2
    assert all(reason.sentence for statement in conflict.statements for reason in statement.reasons)


@pytest.mark.parametrize(("marks", "marked"), [
    ([], "甲乙丙丁"),
    ([("subject", 0, 1), ("object", 2, 4)], "⟦甲⟧乙⟦丙丁⟧"),
    ([("subject", 0, 2), ("object", 2, 4)], "⟦甲乙⟧⟦丙丁⟧"),
    ([("subject", 0, 4), ("object", 1, 2)], "⟦甲⟦乙⟧丙丁⟧"),
    ([("subject", 0, 2), ("object", 0, 2), ("who", 3, 4)], "⟦甲乙⟧丙丁"),
])
def test_subject_and_object_are_marked(marks, marked):
    assert mark_sentence("甲乙丙丁", marks) == marked
