"""Exports: every format of the table is written whole, the same every time, and says what the graph says."""

import csv
import io
import re
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib

import kg_builder
from graphs import BASE, entity_key, make_graph
from kg_builder.errors import ExportError
from kg_builder.export import FORMATS, export
from kg_builder.graph.assemble import read_statements
from kg_builder.graph.iri import NAMESPACES, encode_key
from kg_builder.model import Evidence, Mention, Statement
from kg_builder.ontology import KG


@pytest.fixture(scope="module")
def graph():
    return make_graph()


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_written_the_same_twice_and_leaves_no_other_file(graph, tmp_path, name):
    path = tmp_path / FORMATS[name].file_name
    export(graph, name, path)
    first = path.read_bytes()
    export(make_graph(), name, path)
    assert path.read_bytes() == first != b""
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("name", FORMATS)
def test_the_graph_is_not_changed(tmp_path, name):
    graph = make_graph()
    export(graph, name, tmp_path / "out")
    assert nx.utils.graphs_equal(graph, make_graph())


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_that_cannot_be_written_is_an_error_and_the_old_one_stays(graph, tmp_path, name):
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises((ExportError, OSError)):
        export(graph, name, tmp_path / "file" / "out")
    assert (tmp_path / "file").read_text("utf-8") == "x"


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_and_odd_text_is_written(tmp_path, name):
    graph = make_graph()
    key = entity_key("Person", "曾子航")
    odd = "=1+1\"<script>&\x00\x0b\ud800😀\u2028\n\u202e|"
    graph.nodes[key]["label"] = odd
    graph.nodes[key]["alt_labels"] = (odd, "@x")
    export(graph, name, tmp_path / "out")
    content = (tmp_path / "out").read_text("utf-8")
    assert name in ("evidence", "quantities") or "😀" in content
    assert name != "html" or "<script>&" not in content


def test_an_unknown_format_is_an_error(graph, tmp_path):
    with pytest.raises(ExportError, match="unknown format 'pdf'; the formats are edges, evidence"):
        export(graph, "pdf", tmp_path / "out")


def test_the_rdf_formats_hold_the_same_triples(graph, tmp_path):
    triples = []
    for name, form in (("turtle", ox.RdfFormat.TURTLE), ("ntriples", ox.RdfFormat.N_TRIPLES),
                       ("jsonld", ox.RdfFormat.JSON_LD)):
        export(graph, name, tmp_path / "out")
        triples.append({str(quad) for quad in ox.parse(path=str(tmp_path / "out"), format=form)})
    assert triples[0] == triples[1] == triples[2]
    assert len(triples[0]) > 500
    shared = kg_builder.graph_to_rdflib(graph)
    assert len(shared) == len(triples[0])
    assert dict(shared.namespaces())["kg"] == rdflib.URIRef(KG)


def test_a_statement_is_a_plain_edge_only_when_it_is_sure_and_not_former(tmp_path):
    graph = make_graph()
    person, body = entity_key("Person", "曾子航"), entity_key("Organization", "云溪镇党委")
    plain = (rdflib.URIRef(encode_key(person, base_iri=BASE)), rdflib.URIRef(KG + "holdsPost"),
             rdflib.URIRef(encode_key(body, base_iri=BASE)))
    assert plain in kg_builder.graph_to_rdflib(graph)
    (key,) = [key for key, edge in graph[person][body].items() if edge["predicate"] == "holdsPost"]
    for change in ({"former": True}, {"confidence": 0.4}):
        other = graph.copy()
        other[person][body][key].update(change)
        assert plain not in kg_builder.graph_to_rdflib(other)


def test_a_post_at_an_organisation_is_a_membership(graph):
    rdf = kg_builder.graph_to_rdflib(graph)
    org = rdflib.Namespace(NAMESPACES["org"])
    members = list(rdf.subjects(rdflib.RDF.type, org.Membership))
    assert members
    for member in members:
        assert len(list(rdf.objects(member, org.member))) == len(list(rdf.objects(member, org.organization))) == 1
        (role,) = rdf.objects(member, org.role)
        (label,) = rdf.objects(role, rdflib.SKOS.prefLabel)
        assert [label] == list(rdf.objects(member, rdflib.URIRef(KG + "postTitle")))


def test_nothing_is_a_blank_node_and_all_is_below_the_base(graph):
    rdf = kg_builder.graph_to_rdflib(graph)
    assert not any(isinstance(term, rdflib.BNode) for triple in rdf for term in triple)
    assert all(str(subject).startswith(BASE) for subject in rdf.subjects())


def test_turtle_declares_its_prefixes_in_order(graph, tmp_path):
    export(graph, "turtle", tmp_path / "out")
    lines = (tmp_path / "out").read_text("utf-8").splitlines()
    prefixes = [line for line in lines if line.startswith("@prefix")]
    assert prefixes == sorted(prefixes) == lines[:len(prefixes)]


def test_a_base_that_is_no_iri_is_an_error(tmp_path):
    graph = make_graph()
    graph.graph["base_iri"] = "no iri"
    with pytest.raises(ExportError, match="is not an IRI"):
        export(graph, "turtle", tmp_path / "out")


def test_tables_hold_every_node_statement_mention_and_evidence(graph, tmp_path):
    rows = {}
    for name in ("nodes", "edges", "mentions", "evidence"):
        export(graph, name, tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(b"\xef\xbb\xbf")
        rows[name] = read_csv(tmp_path / name)
    statements = list(read_statements(graph))
    assert {row["key"] for row in rows["nodes"]} == set(graph)
    assert {row["key"] for row in rows["edges"]} == {statement.key for statement in statements}
    assert len(rows["evidence"]) == sum(len(statement.evidence) for statement in statements)
    texts = {source.path: source.text for source in graph.graph["sources"].values()}
    for row in (*rows["mentions"], *rows["evidence"]):
        assert texts[row["source"]][int(row["start"]):int(row["end"])] == row["exact"]


def test_cells_that_a_spreadsheet_would_run_are_defused(tmp_path):
    graph = make_graph()
    graph.nodes[entity_key("Person", "曾子航")]["label"] = "=HYPERLINK(1)"
    export(graph, "nodes", tmp_path / "out")
    assert "'=HYPERLINK(1)" in {row["label"] for row in read_csv(tmp_path / "out")}


def test_graphml_is_read_back_by_networkx(graph, tmp_path):
    export(graph, "graphml", tmp_path / "out")
    read = nx.read_graphml(tmp_path / "out", force_multigraph=True)
    assert set(read) == set(graph) and read.number_of_edges() == graph.number_of_edges()
    node = read.nodes[entity_key("Place", "云溪镇")]
    assert (node["label"], node["type"], node["code"]) == ("云溪镇", "Place", "999901102")


def test_characters_that_xml_cannot_hold_are_replaced(tmp_path):
    graph = make_graph()
    graph.nodes[entity_key("Person", "曾子航")]["label"] = "a\x00b\ud800c"
    export(graph, "graphml", tmp_path / "out")
    assert "a\ufffdb\ufffdc" in (tmp_path / "out").read_text("utf-8")


def test_a_reference_leads_to_what_it_stands_for():
    graph = make_graph()
    town = entity_key("Place", "云溪镇")
    first = graph.nodes[town]["mentions"][0]
    refers = Mention(first.start, first.start + 1, "Place", first.exact[0], "云溪镇", "refers.this", first.article,
                     antecedent=(first.start, first.end))
    graph.nodes[town]["mentions"] += (refers,)
    rdf = kg_builder.graph_to_rdflib(graph)
    mention = rdflib.URIRef(BASE + refers.key)
    assert list(rdf.objects(mention, rdflib.URIRef(KG + "antecedent"))) == [rdflib.URIRef(BASE + first.key)]
    assert [str(name) for name in rdf.objects(mention, rdflib.URIRef(KG + "mentionName"))] == ["云溪镇"]


def test_dates_have_the_datatype_of_their_form():
    graph = make_graph()
    article = next(key for key, node in graph.nodes(data=True) if node["type"] == "Article")
    event = entity_key("Event", "春季植树活动")
    evidence = Evidence(article, 0, 1, "云", "a.rule", 0.9)
    forms = {"2031-03-12": "date", "2031-03": "gYearMonth", "2031": "gYear", "--03-12": "gMonthDay"}
    graph.nodes[event]["facts"] = tuple(Statement(event, "date", value, (evidence,)) for value in forms)
    rdf = kg_builder.graph_to_rdflib(graph)
    found = {str(value): str(value.datatype) for value in rdf.objects(None, rdflib.RDF.object)
             if isinstance(value, rdflib.Literal)}
    assert [found[value] for value in forms] == [NAMESPACES["xsd"] + name for name in forms.values()]


def test_no_format_names_a_time_or_this_machine(graph, tmp_path):
    for name in FORMATS:
        export(graph, name, tmp_path / name)
        if name != "html":      # the library in the page names the day it was made
            assert not re.search(rb"20\d\d-\d\d-\d\dT\d\d:\d\d", (tmp_path / name).read_bytes())
        assert str(tmp_path).encode() not in (tmp_path / name).read_bytes()
