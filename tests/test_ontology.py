"""The ontology: read into tables, complete in both languages, and agreeing with the shapes and the gold files."""

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import RDFS, SH

from kg_builder.errors import OntologyError
from kg_builder.evaluate.gold import RELATIONS
from kg_builder.ontology import KG, SEVEN, find_ontology, load_ontology, ontology_hash, read_ontology

PREFIXES = """\
@prefix kg: <https://w3id.org/kg-builder/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
"""


@pytest.fixture(scope="module")
def graph():
    return rdflib.Graph().parse(find_ontology() / "kg.ttl")


def test_every_term_has_a_label_and_a_comment_in_both_languages(graph):
    for term in set(graph.subjects()):
        if str(term).startswith(KG):
            for link in (RDFS.label, RDFS.comment):
                languages = sorted(str(text.language) for text in graph.objects(term, link))
                assert languages == ["en", "zh"], f"{term} {link}"


def test_labels_tell_types_and_relations_apart():
    ontology = load_ontology()
    for table in (ontology.types, {**ontology.relations, **ontology.attributes}):
        for labels in ([info.label_zh for info in table.values()], [info.label_en for info in table.values()]):
            assert sorted(labels) == sorted(set(labels))


def test_every_type_lies_below_one_of_the_seven():
    ontology = load_ontology()
    assert set(SEVEN) <= set(ontology.types)
    for name, info in ontology.types.items():
        assert ontology.ancestors(name)[-1] == info.top
        assert info.top in SEVEN
        assert (info.parent is None) == (name in SEVEN)
    assert ontology.is_a("Town", "Place") and not ontology.is_a("Town", "Organization")
    with pytest.raises(OntologyError, match="unknown type 'Twon'"):
        ontology.is_a("Twon", "Place")


def test_relations_join_no_more_than_gold_files_may_say():
    relations = load_ontology().relations
    assert set(relations) == {name for name, _, _ in RELATIONS.values()}
    for name, heads, tails in RELATIONS.values():
        assert relations[name].domain and relations[name].domain <= heads
        assert relations[name].range and relations[name].range <= (tails or {"Article"})


def test_the_shapes_name_only_terms_that_there_are(graph):
    shapes = rdflib.Graph().parse(find_ontology() / "shapes.ttl")
    named = {str(term) for triple in shapes for term in triple if str(term).startswith(KG)}
    own = {str(shape) for shape in shapes.subjects(rdflib.RDF.type, SH.NodeShape)}
    assert sorted(named - own - {str(term) for term in graph.subjects()}) == []


def test_a_built_graph_uses_only_terms_that_there_are(demo, graph):
    used = set()
    for triple in ox.parse(path=str(demo / "graph.ttl"), format=ox.RdfFormat.TURTLE):
        used |= {triple.predicate.value, triple.object.value}
    known = {str(term) for term in graph.subjects()}
    assert sorted(term for term in used if term.startswith(KG) and term not in known) == []


def test_the_hash_is_that_of_the_file(tmp_path):
    assert ontology_hash() == ontology_hash() and len(ontology_hash()) == 64


def write(folder, body):
    seven = "".join(f'kg:{name} rdfs:label "x"@zh, "x"@en .\n' for name in SEVEN)
    path = folder / "kg.ttl"
    path.write_text(f"{PREFIXES}{seven}{body}", "utf-8")
    return path


def test_a_new_type_or_relation_is_one_entry_of_the_file(tmp_path):
    ontology = read_ontology(write(tmp_path, """
        kg:Harbour rdfs:subClassOf kg:Place ; rdfs:label "港口"@zh, "harbour"@en .
        kg:Quay rdfs:subClassOf kg:Harbour ; rdfs:label "码头"@zh, "quay"@en .
        kg:serves rdfs:subPropertyOf kg:relation ; rdfs:label "服务"@zh, "serves"@en ;
            rdfs:domain kg:Place ; schema:rangeIncludes kg:Place, kg:Organization .
    """))
    assert (ontology.types["Quay"].top, ontology.types["Quay"].parent) == ("Place", "Harbour")
    assert ontology.relations["serves"].range == {"Place", "Organization"}


@pytest.mark.parametrize(("body", "said"), [
    ('kg:Harbour rdfs:subClassOf kg:Place ; rdfs:label "harbour"@en .', "kg:Harbour needs a label @zh and one @en"),
    ("kg:Harbour rdfs:subClassOf", "not a readable ontology"),
])
def test_what_is_not_well_formed_is_an_error(tmp_path, body, said):
    with pytest.raises(OntologyError, match=said):
        read_ontology(write(tmp_path, body))


def test_a_missing_class_is_an_error(tmp_path):
    (tmp_path / "kg.ttl").write_text(PREFIXES, "utf-8")
    with pytest.raises(OntologyError, match="class kg:Award is missing"):
        read_ontology(tmp_path / "kg.ttl")
    with pytest.raises(OntologyError, match="not a readable ontology"):
        read_ontology(tmp_path / "none.ttl")
