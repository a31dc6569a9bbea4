"""SPARQL over a built graph: what is answered, what is refused, and the packaged queries."""

import csv
import io
import json

import pyoxigraph as ox
import pytest

from kg_builder.errors import GraphError, QueryError
from kg_builder.query import (
    PREFIXES,
    Querier,
    check_query,
    fill_query,
    find_query,
    list_queries,
    shorten,
    write_csv,
    write_json,
)


@pytest.fixture(scope="module")
def querier(demo):
    return Querier(demo)


@pytest.mark.parametrize("name", list_queries())
def test_every_packaged_query_answers(querier, name):
    query = list_queries()[name]
    given = {parameter: "松壑镇党委" for parameter, (_, default) in query.parameters.items() if default is None}
    answer = querier.ask(find_query(name, given))
    assert answer.kind == "rows" and query.title and not query.title.startswith("#")
    assert answer.rows == querier.ask(find_query(name, given)).rows


def test_packaged_queries_find_what_they_are_for(querier):
    def ask(query, **given):
        answer = querier.ask(find_query(query, given))
        return [dict(zip(answer.variables, (shorten(term, answer.base) for term in row), strict=True))
                for row in answer.rows]

    assert {row["person"] for row in ask("posts", name="松壑镇党委")} == {"谭砚秋", "骆景行"}
    assert any("骆景行" in row["sentence"] for row in ask("evidence", name="骆景行"))
    assert {row["subject"] for row in ask("conflicts")} == {"谭砚秋", "骆景行"}
    assert "松壑镇党委" in {row["part"] for row in ask("parts", name="松壑镇")}
    assert all(float(row["confidence"]) < 0.7 for row in ask("candidates", below="0.7"))
    assert "post.before-name" in {row["rule"] for row in ask("rules")}


def test_a_parameter_is_a_string_and_nothing_else(querier):
    text = find_query("posts", {"name": '") } DELETE WHERE { ?s ?p ?o } #'})
    assert querier.ask(text).rows == ()
    assert fill_query('SELECT $x { ?x ?p "$x" } # $x', {"x": 'a"\\\n'}) == 'SELECT "a\\"\\\\\\n" { ?x ?p "$x" } # $x'


@pytest.mark.parametrize(("name", "given", "said"), [
    ("post", {}, "no query is called 'post'; there are: awards, "),
    ("posts", {"who": "x"}, "query 'posts' has no parameter 'who'; it has: name"),
    ("rules", {"who": "x"}, "it has: none"),
    ("evidence", {}, "query 'evidence' needs --param name=…: name of the person"),
])
def test_a_wrong_name_or_parameter_is_said(name, given, said):
    with pytest.raises(QueryError) as caught:
        find_query(name, given)
    assert said in str(caught.value)


@pytest.mark.parametrize(("text", "said"), [
    ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "line 1, column 12: SERVICE is not allowed"),
    ("SELECT *\n{ service silent<http://127.0.0.1:1/> { ?s ?p ?o } }", "line 2, column 3: SERVICE"),
    (r"SELECT * { \u0053ERVICE <http://127.0.0.1:1/> {} }", r"column 12: \u0053 is not allowed"),
    (r"SELECT * { \U00000053ERVICE <http://127.0.0.1:1/> {} }", "is not allowed; write the character itself"),
    ("LOAD <http://127.0.0.1:1/>", "LOAD is not allowed: a query does not change the graph"),
    ("INSERT DATA { <a:b> <a:b> <a:b> }", "line 1, column 1: INSERT"),
    ("# harmless\nPREFIX x: <http://x/>\ndelete where { ?s ?p ?o }", "line 3, column 1: DELETE"),
    ("WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "WITH is not allowed"),
    ("DROP ALL", "DROP is not allowed"),
    ("BASE <http://x/> INSERT DATA { <a> <b> <c> }", "INSERT is not allowed"),
    ("SELECT ?s { ?s kgb:runs ?o }", "column 16: unknown prefix 'kgb:'; declare it with PREFIX, or use one of: dc"),
    ("SELECT ?s {\n?s ?p\n}", "line 3, column 2: not a SPARQL query\n  }\n   ^"),
    ("", "line 1, column 1: not a SPARQL query"),
    ("ASK {} ; ASK {}", "not a SPARQL query"),
])
def test_what_is_no_query_is_refused_with_its_place(querier, text, said):
    with pytest.raises(QueryError) as caught:
        querier.ask(text)
    assert said in str(caught.value)


@pytest.mark.parametrize("text", [
    "SELECT ?service { ?service kg:runs ?load } # SERVICE",
    "SELECT * { ?s ?p 'SERVICE', \"LOAD\", '''a ' SERVICE''', \"\"\"b \" INSERT\"\"\" }",
    "PREFIX insert: <http://x/SERVICE> SELECT * { ?s insert:SERVICE <http://x/service> }",
    "PREFIX : <http://x/> SELECT * { :a :b _:c . FILTER(?p<?o&&?o>?p) }",
    "BASE <http://x/> SELECT * { <insert> <delete> ?o }",
    r"SELECT ('\\u4e2d' AS ?x) {}",
])
def test_a_harmless_query_is_answered(querier, text):
    assert querier.ask(text).kind == "rows"


def test_every_prefix_is_declared(querier):
    for prefix in PREFIXES:
        assert querier.ask(f"ASK {{ ?s {prefix}:nothing ?o }}").truth is False


def test_answers_are_written_in_the_standard_formats(querier):
    answer = querier.ask('SELECT ("甲\\"\\n" AS ?a) ("b"@en AS ?b) (1 AS ?c) (kg:runs AS ?d) ?e { }')
    assert list(csv.reader(io.StringIO(write_csv(answer), newline=""))) == [
        ["a", "b", "c", "d", "e"], ['甲"\n', "b", "1", PREFIXES["kg"] + "runs", ""]]
    (row,) = json.loads(write_json(answer))["results"]["bindings"]
    assert row == {
        "a": {"type": "literal", "value": '甲"\n'}, "b": {"type": "literal", "value": "b", "xml:lang": "en"},
        "c": {"type": "literal", "value": "1", "datatype": PREFIXES["xsd"] + "integer"},
        "d": {"type": "uri", "value": PREFIXES["kg"] + "runs"}}
    truth = querier.ask("ASK { ?s a kg:Person }")
    assert write_csv(truth) == "true\r\n" and json.loads(write_json(truth)) == {"head": {}, "boolean": True}


def test_triples_come_as_rows_of_three_in_order(querier):
    answer = querier.ask("CONSTRUCT { ?s skos:prefLabel ?l } WHERE { ?s a kg:Person ; skos:prefLabel ?l }")
    assert answer.kind == "triples" and len(answer.rows) > 10
    assert list(answer.rows) == sorted(answer.rows, key=lambda row: [str(term) for term in row])


def test_terms_are_shortened_for_people(querier):
    answer = querier.ask("SELECT ?p ?t { ?p a kg:Person ; a ?t ; skos:prefLabel ?l FILTER(STR(?l) = '骆景行') }")
    person, kind = answer.rows[0]
    assert shorten(person, answer.base).startswith("person/骆景行")
    assert shorten(kind, answer.base) == "kg:Person"
    assert shorten(ox.NamedNode("http://elsewhere/x"), answer.base) == "http://elsewhere/x"
    assert shorten(None, answer.base) == ""


def test_what_is_no_graph_is_an_error(tmp_path):
    with pytest.raises(GraphError, match="build the graph first"):
        Querier(tmp_path)
    (tmp_path / "graph.ttl").write_text("<a> <b> .", "utf-8")
    with pytest.raises(GraphError, match="not a readable graph"):
        Querier(tmp_path)


def test_checking_costs_no_more_than_reading():
    check_query("SELECT * { " + "?s ?p '" + "'" * 2 + "x" * 100_000 + " } " + "'" * 20_000)
