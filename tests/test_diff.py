"""What changed between two graphs is said, and nothing where nothing did."""

import json

from click.testing import CliRunner

from graphs import entity_key, make_graph
from kg_builder.cli import main
from kg_builder.export import export
from kg_builder.graph.diff import compare_graphs

PERSON, BODY = entity_key("Person", "曾子航"), entity_key("Organization", "云溪镇党委")


def change_graph():
    """Return the helpers' graph with a person renamed, a place gone, a statement less sure, and no conflict."""
    graph = make_graph()
    graph.nodes[PERSON]["label"] = "曾子行"
    for _, _, edge in graph.edges(nbunch=[PERSON], data=True):
        if edge["predicate"] == "holdsPost":
            edge["confidence"] = 0.6
    graph.remove_node(entity_key("Place", "东湖公园"))
    graph.graph["conflicts"] = ()
    return graph


def test_a_graph_does_not_differ_from_itself():
    assert compare_graphs(make_graph(), make_graph()) == ()


def test_what_came_went_and_changed_is_listed_in_order():
    changes = compare_graphs(make_graph(), change_graph())
    said = [(change.what, change.how, change.text) for change in changes]
    assert ("entity", "removed", "东湖公园 (Place)") in said
    assert ("entity", "changed", "曾子行 (Person)") in said
    assert [what for what, how, _ in said if what == "conflict"] == ["conflict"]
    (post,) = [change for change in changes if change.what == "statement" and change.how == "changed"]
    assert (post.text, post.fields) == ("曾子行 → holdsPost → 云溪镇党委 (党委书记)", (("confidence", 0.95, 0.6),))
    kinds = ["article", "entity", "statement", "conflict"]
    assert said == sorted(said, key=lambda item: (kinds.index(item[0]), item[2]))


def test_the_other_way_round_everything_is_reversed():
    there, back = compare_graphs(make_graph(), change_graph()), compare_graphs(change_graph(), make_graph())
    reverse = {"added": "removed", "removed": "added", "changed": "changed"}
    assert {(change.key, change.how) for change in there} == {(change.key, reverse[change.how]) for change in back}


def test_the_command_prints_and_can_fail(tmp_path):
    export(make_graph(), "turtle", tmp_path / "old.ttl")
    export(change_graph(), "turtle", tmp_path / "new.ttl")
    paths = [str(tmp_path / "old.ttl"), str(tmp_path / "new.ttl")]
    result = CliRunner().invoke(main, ["diff", *paths])
    assert result.exit_code == 0
    assert "~ statement 曾子行 → holdsPost → 云溪镇党委 (党委书记) [confidence: 0.95 → 0.6]\n" in result.stdout
    assert "- entity 东湖公园 (Place)\n" in result.stdout
    assert CliRunner().invoke(main, ["diff", *paths, "--fail"]).exit_code == 1
    assert CliRunner().invoke(main, ["diff", paths[0], paths[0], "--fail"]).stdout == "0 differences\n"
    data = json.loads(CliRunner().invoke(main, ["diff", *paths, "--json"]).stdout)
    assert {"what": "entity", "how": "removed", "key": entity_key("Place", "东湖公园"), "text": "东湖公园 (Place)",
            "fields": {}} in data
    assert CliRunner().invoke(main, ["diff", str(tmp_path / "none"), paths[0]]).exit_code == 2
