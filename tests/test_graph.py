"""The graph: assembled from linked facts in any order, named one to one, written as Turtle and read back."""

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs import make_graph
from kg_builder.build import DEMO, build
from kg_builder.config import load_settings
from kg_builder.errors import GraphError
from kg_builder.export import export
from kg_builder.graph.assemble import assemble, read_statements
from kg_builder.graph.iri import decode_iri, encode_key
from kg_builder.graph.load import load_graph
from kg_builder.model import Article, Entity, Evidence, Mention, Source, Statement

BASE = "https://example.org/kg/"
SOURCE = Source("a.txt", "甲镇的乙会。", "0" * 64)
ARTICLE = Article("article/1", SOURCE.key, "题", ("副题",), 0, 6, "2031-01-01", ())
TOWN_MENTION = Mention(0, 2, "Place", "甲镇", "甲镇", "r", ARTICLE.key)
EVENT_MENTION = Mention(3, 5, "Event", "乙会", "乙会", "r", ARTICLE.key)
TOWN = Entity("place/甲镇", "Place", "甲镇", (TOWN_MENTION,), ("Town", "Place"), ("甲镇", "小甲镇"), code="999901101")
EVENT = Entity("event/乙会", "Event", "乙会", (EVENT_MENTION,), date="2031-01-01")
EVIDENCE = Evidence(ARTICLE.key, 0, 6, "甲镇的乙会。", "r", 0.9, TOWN_MENTION, EVENT_MENTION,
                    (("who", 0, 2), ("what", 3, 5)), (("rule", 0.9), ("subject", 1.0)))
HOLDS = Statement(TOWN.key, "holds", EVENT.key, (EVIDENCE,), as_of="2031-01-01", confidence=0.9)
DATE = Statement(EVENT.key, "date", "2031-01-01", (EVIDENCE,), confidence=0.8)


def make(entities=(TOWN, EVENT), statements=(HOLDS, DATE), **others):
    return assemble([SOURCE], [ARTICLE], entities, statements, base_iri=BASE, **others)


def test_nodes_and_edges_have_the_documented_attributes():
    graph = make(possibly_same=[(TOWN.key, EVENT.key)], conflicts=[("c", (HOLDS.key,))])
    town = graph.nodes[TOWN.key]
    assert (town["label"], town["classes"], town["alt_labels"], town["code"]) == (
        "甲镇", ("Town",), ("小甲镇",), "999901101")
    assert town["possibly_same"] == (EVENT.key,) and graph.nodes[EVENT.key]["possibly_same"] == (TOWN.key,)
    assert graph.nodes[EVENT.key]["facts"] == (DATE,)
    edge = graph.edges[TOWN.key, EVENT.key, HOLDS.key]
    assert (edge["predicate"], edge["confidence"], edge["evidence"]) == ("holds", 0.9, (EVIDENCE,))
    assert graph.nodes[ARTICLE.key]["alt_labels"] == ("副题",)
    assert graph.graph["conflicts"] == (("c", (HOLDS.key,)),)


def test_the_order_of_what_is_given_makes_no_difference():
    one, other = make(), make((EVENT, TOWN), (DATE, HOLDS))
    assert list(one) == list(other) and list(one.edges) == list(other.edges)


@pytest.mark.parametrize(("entities", "statements", "said"), [
    ((TOWN, TOWN), (), "two nodes have the key 'place/甲镇'"),
    ((TOWN,), (HOLDS,), "'event/乙会' is neither an entity nor an article"),
    ((TOWN, EVENT), (HOLDS, HOLDS), "two statements have the key"),
])
def test_what_is_not_linked_is_refused(entities, statements, said):
    with pytest.raises(GraphError, match=said):
        make(entities, statements)


def test_statements_are_read_back_as_they_were():
    assert set(read_statements(make())) == {HOLDS, DATE}


@given(st.text(min_size=1))
def test_a_key_and_its_iri_are_one_to_one(key):
    iri = encode_key(key, base_iri=BASE)
    if not key.startswith(("http://", "https://")):
        assert decode_iri(iri, base_iri=BASE) == key
        assert ox.NamedNode(iri).value == iri
        assert not any(character.isspace() for character in iri)


@pytest.mark.parametrize(("key", "iri"), [
    ("person/骆景行@CN-610602-2023", "person/骆景行@CN-610602-2023"),
    ("document/“一”法 %", "document/“一”法%20%25"),
    ("place/a\u202eb\u3000c#?", "place/a%E2%80%AEb%E3%80%80c%23%3F"),
])
def test_chinese_stays_and_what_is_not_visible_is_encoded(key, iri):
    assert encode_key(key, base_iri=BASE) == BASE + iri


def test_a_data_sets_address_stays_where_it_is():
    assert encode_key("https://data.example/divisions", base_iri=BASE) == "https://data.example/divisions"


def compare(one: nx.MultiDiGraph, other: nx.MultiDiGraph) -> None:
    """Require that two graphs say the same, but for the order of sub-titles and the texts of sources."""
    assert set(one) == set(other) and set(one.edges) == set(other.edges)
    for key in one:
        mine, theirs = ({**graph.nodes[key], "alt_labels": tuple(sorted(graph.nodes[key]["alt_labels"]))}
                        for graph in (one, other))
        assert mine == theirs
    for edge in one.edges:
        assert one.edges[edge] == other.edges[edge]
    assert one.graph["conflicts"] == other.graph["conflicts"]
    assert {key: (source.path, source.sha256) for key, source in one.graph["sources"].items()} == {
        key: (source.path, source.sha256) for key, source in other.graph["sources"].items()}


def test_the_built_demo_is_read_back_whole(demo, demo_graph):
    compare(load_graph(demo), demo_graph)
    assert load_graph(demo).graph["base_iri"] == demo_graph.graph["base_iri"]


def test_a_graph_that_was_read_is_written_as_it_was(demo, tmp_path):
    export(load_graph(demo), "turtle", tmp_path / "again.ttl")
    assert (tmp_path / "again.ttl").read_bytes() == (demo / "graph.ttl").read_bytes()


def test_another_base_is_read_back_too(tmp_path):
    graph = build(DEMO / "page.txt", settings=load_settings(DEMO / "kg-builder.toml", jobs=1), base_iri="urn:kg:")
    export(graph, "turtle", tmp_path / "graph.ttl")
    compare(load_graph(tmp_path), graph)


@pytest.mark.parametrize(("content", "said"), [
    (None, "no such file; build the graph first"),
    ("<a", "not a readable graph"),
    ("", "not a graph that kg-builder wrote"),
    ("<http://x/a> <http://x/b> _:c .", "not a graph that kg-builder wrote"),
])
def test_what_is_no_graph_of_ours_is_an_error(tmp_path, content, said):
    if content is not None:
        (tmp_path / "graph.ttl").write_text(content, "utf-8")
    with pytest.raises(GraphError, match=said):
        load_graph(tmp_path)


def test_every_quote_of_the_helpers_graph_stands_in_its_text():
    graph = make_graph()
    for statement in read_statements(graph):
        for item in statement.evidence:
            source = graph.graph["sources"][graph.nodes[item.article]["source"]]
            assert source.text[item.start:item.end] == item.exact
