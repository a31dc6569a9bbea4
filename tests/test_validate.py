"""SHACL: what kg-builder writes keeps to the shapes, and each shape finds what breaks it."""

import pytest

from graphs import make_graph
from kg_builder.errors import GraphError
from kg_builder.export import export
from kg_builder.validate import validate

PREFIXES = """\
@prefix kg: <https://w3id.org/kg-builder/ontology#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <https://example.org/kg/> .
"""


def test_the_built_demo_keeps_to_the_shapes(demo):
    report = validate(demo)
    assert report.conforms and report.violations == () and report.triples > 1000


@pytest.mark.parametrize("name", ["turtle", "ntriples", "jsonld"])
def test_a_hand_made_graph_keeps_to_them_in_every_rdf_format(tmp_path, name):
    path = tmp_path / {"turtle": "g.ttl", "ntriples": "g.nt", "jsonld": "g.jsonld"}[name]
    graph = make_graph()
    for _, node in graph.nodes(data=True):
        if node["type"] == "Award":     # the helper gives narrower classes by the end of a name, whatever the type
            node["classes"] = ()
    export(graph, name, path)
    assert validate(path).violations == ()


@pytest.mark.parametrize(("turtle", "path"), [
    ('<#p> a kg:Person, kg:Place ; skos:prefLabel "甲"@zh .', ""),
    ('<#p> a kg:Town ; skos:prefLabel "甲镇"@zh .', "type"),
    ("<#p> a kg:Person .", "prefLabel"),
    ('<#p> a kg:Person ; skos:prefLabel "甲"@zh, "乙"@zh .', "prefLabel"),
    ('<#p> a kg:Person ; skos:prefLabel "甲" .', "prefLabel"),
    ('<#p> a kg:Place ; skos:prefLabel "甲镇"@zh ; kg:adminCode "61060" .', "adminCode"),
    ('<#p> a kg:Place ; skos:prefLabel "甲镇"@zh ; kg:adminCode 610602 .', "adminCode"),
    ('<#p> a kg:Event ; skos:prefLabel "甲会"@zh ; kg:date "去年" .', "date"),
    ('<#p> a kg:Person ; skos:prefLabel "甲"@zh ; kg:holdsPost <#p> .', "holdsPost"),
    ('<#p> a kg:Place ; skos:prefLabel "甲镇"@zh ; kg:runs <#p> .', "runs"),
    ("<#s> a kg:Statement ; rdf:subject <#p> ; rdf:predicate kg:runs ; rdf:object <#q> ; kg:confidence 0.5 .",
     "wasDerivedFrom"),
    ("<#s> a kg:Statement ; rdf:subject <#p> ; rdf:predicate kg:likes ; rdf:object <#q> ; kg:confidence 0.5 ; "
     "prov:wasDerivedFrom <#d> . <#d> a kg:DataSet .", "predicate"),
    ("<#s> a kg:Statement ; rdf:subject <#p> ; rdf:predicate kg:runs ; rdf:object <#q> ; kg:confidence 1.5 ; "
     "prov:wasDerivedFrom <#d> . <#d> a kg:DataSet .", "confidence"),
    ("<#c> a kg:Conflict .", "between"),
])
def test_what_breaks_a_shape_is_found(tmp_path, turtle, path):
    (tmp_path / "g.ttl").write_text(f"@base <https://example.org/kg/> .\n{PREFIXES}{turtle}\n", "utf-8")
    report = validate(tmp_path / "g.ttl")
    assert not report.conforms
    assert any(violation.path.rpartition("#")[2].rpartition("/")[2] == path for violation in report.violations), report


@pytest.mark.parametrize(("name", "content", "said"), [
    ("graph.txt", "", "not an RDF format by its suffix"),
    ("graph.ttl", "<a", "not readable RDF"),
    ("none.ttl", None, "no such file; build the graph first"),
])
def test_what_cannot_be_read_is_an_error(tmp_path, name, content, said):
    if content is not None:
        (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(GraphError, match=said):
        validate(tmp_path / name)
