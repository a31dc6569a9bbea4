"""Serving: the SPARQL protocol, entity pages, only what a build wrote, only on this machine, nothing that runs."""

import csv
import io
import json
import re
import socket
import threading
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ET

import pyoxigraph as ox
import pytest

from graphs import entity_key, make_graph
from kg_builder.errors import GraphError, ServeError
from kg_builder.export import export
from kg_builder.graph.load import load_graph
from kg_builder.serve import HOST, Site, make_server
from kg_builder.serve.message import Request, choose_type
from kg_builder.serve.pages import link_entity
from kg_builder.serve.sparql import FORM, GRAPHS, QUERY

SELECT = "SELECT ?name WHERE { ?p a kg:Person ; skos:prefLabel ?name FILTER(STR(?name) = '骆景行') }"


@pytest.fixture(scope="module")
def site(demo):
    return Site(demo)


def get(site, path, *, query="", accept="", method="GET", host=f"{HOST}:8765", body=b"", kind=""):
    headers = {"host": host, **({"accept": accept} if accept else {}), **({"content-type": kind} if kind else {})}
    return site.answer(Request(method, path, query, headers, body))


def ask(site, text, **others):
    return get(site, "/sparql", query=urllib.parse.urlencode({"query": text}), **others)


@pytest.mark.parametrize(("accept", "kind"), [
    ("", "application/sparql-results+json"), ("*/*", "application/sparql-results+json"),
    ("application/json", "application/json"), ("application/sparql-results+xml", "application/sparql-results+xml"),
    ("text/html, text/csv;q=0.5", "text/csv; charset=utf-8"), ("text/*", "text/csv; charset=utf-8"),
    ("text/csv;q=0.1, text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
])
def test_select_is_answered_in_the_format_that_is_wanted(site, accept, kind):
    response = ask(site, SELECT, accept=accept)
    assert (response.status, response.media_type) == (200, kind)
    if "json" in kind:
        assert json.loads(response.body)["results"]["bindings"][0]["name"]["value"] == "骆景行"
    elif "xml" in kind:
        assert "骆景行" in {element.text for element in ET.fromstring(response.body.decode()).iter()}
    else:
        assert "骆景行" in list(csv.reader(io.StringIO(response.body.decode())))[1][0]


@pytest.mark.parametrize(("kind", "form"), GRAPHS.items())
def test_construct_is_answered_as_rdf(site, kind, form):
    response = ask(site, "CONSTRUCT { ?p a kg:Person } WHERE { ?p a kg:Person }", accept=kind)
    assert response.status == 200 and response.media_type.startswith(kind)
    assert len(list(ox.parse(response.body, format=form))) > 5


def test_a_query_may_be_posted_in_two_ways(site):
    form = urllib.parse.urlencode({"query": SELECT}).encode()
    for body, kind in ((form, FORM), (SELECT.encode(), QUERY), (form, f"{FORM}; charset=utf-8")):
        response = get(site, "/sparql", method="POST", body=body, kind=kind)
        assert response.status == 200 and "骆景行".encode() in response.body


@pytest.mark.parametrize(("request_", "status", "said"), [
    ({"query": "query=SELECT"}, 400, "not a SPARQL query"),
    ({"query": "query=ASK{}&query=ASK{}"}, 400, "one query is expected, found 2"),
    ({"query": "nothing=1"}, 400, "one query is expected, found 0"),
    ({"query": "query=%ff"}, 400, "not a well-formed request"),
    ({"query": "update=DROP+ALL"}, 403, "takes no update"),
    ({"query": "query=DROP+ALL"}, 400, "DROP is not allowed"),
    ({"query": "query=SELECT*%7BSERVICE<http://127.0.0.1:1/>%7B?s?p?o%7D%7D"}, 400, "SERVICE is not allowed"),
    ({"query": "query=ASK{}&default-graph-uri=http://x/"}, 400, "holds one graph"),
    ({"query": "query=ASK{}", "accept": "image/png"}, 406, "image/png: not offered"),
    ({"query": "query=ASK{}", "method": "PUT"}, 405, "use GET or POST"),
    ({"method": "POST", "body": b"ASK {}", "kind": "text/plain"}, 415, "text/plain: not understood"),
    ({"method": "POST", "body": b"\xff", "kind": QUERY}, 400, "not a well-formed request"),
])
def test_what_is_wrong_is_said_with_the_status_of_the_protocol(site, request_, status, said):
    response = get(site, "/sparql", **request_)
    assert response.status == status and said in response.body.decode()
    assert response.media_type.startswith("text/plain")


def test_a_bare_get_describes_the_service(site):
    response = get(site, "/sparql")
    triples = list(ox.parse(response.body, format=ox.RdfFormat.TURTLE, base_iri="http://127.0.0.1/sparql"))
    assert any(triple.object == ox.NamedNode("http://127.0.0.1/sparql") for triple in triples)


def test_files_of_the_build_are_served_and_no_others(demo_copy):
    (demo_copy / "secret.txt").write_text("mine", "utf-8")
    site = Site(demo_copy)
    assert get(site, "/").body == (demo_copy / "graph.html").read_bytes()
    assert get(site, "/graph.ttl").media_type == "text/turtle; charset=utf-8"
    assert get(site, "/build.json").status == 200
    for path in ("/secret.txt", "/../copy/secret.txt", "/texts/x.txt", "//etc/passwd", "/graph.ttl/..", "/.gitkeep"):
        assert get(site, path).status == 404
    assert get(site, "/graph.ttl", method="POST").status == 405


def test_an_entity_has_a_page_with_sentences_and_links(site, demo):
    (key,) = [key for key, node in load_graph(demo).nodes(data=True) if node["label"] == "松壑镇党委"]
    response = get(site, urllib.parse.unquote(link_entity(key)), accept="text/html,*/*;q=0.1")
    page = response.body.decode()
    assert response.media_type == "text/html; charset=utf-8" and "<h1>松壑镇党委</h1>" in page
    assert "<mark>骆景行</mark>" in page and "in conflict: one-holder" in page
    assert "敞开心扉谈问题 轻装上阵抓落实" in page
    links = [urllib.parse.unquote(link) for link in re.findall(r'href="(/entity/[^"]+)"', page)]
    assert links and all(get(site, link).status == 200 for link in links)
    turtle = get(site, f"/entity/{key}", accept="text/turtle")
    assert any(triple.object.value == "松壑镇党委" for triple in ox.parse(turtle.body, format=ox.RdfFormat.TURTLE))
    assert get(site, "/entity/person/nobody").status == 404
    assert get(site, f"/entity/{key}", accept="image/png").status == 406


def test_hostile_text_reaches_a_page_only_as_text(tmp_path):
    graph = make_graph()
    key = entity_key("Person", "曾子航")
    graph.nodes[key]["label"] = "<script>alert(1)</script>"
    export(graph, "turtle", tmp_path / "graph.ttl")
    response = get(Site(tmp_path), f"/entity/{key}")
    assert b"<script" not in response.body and b"&lt;script&gt;" in response.body
    assert "script-src" not in dict(response.headers)["Content-Security-Policy"]
    assert dict(response.headers)["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(("host", "status"), [("127.0.0.1", 200), ("localhost:8765", 200), ("evil.example", 403),
                                              ("evil.example:8765", 403), ("", 403), ("127.0.0.1.evil.example", 403)])
def test_only_this_machines_names_are_answered(site, host, status):
    assert get(site, "/sparql", host=host).status == status


def test_other_origins_are_allowed_only_where_it_is_said(demo):
    assert "Access-Control-Allow-Origin" not in dict(ask(Site(demo), "ASK {}").headers)
    site = Site(demo, allow_origin="*")
    assert dict(ask(site, "ASK {}").headers)["Access-Control-Allow-Origin"] == "*"
    before = get(site, "/sparql", method="OPTIONS")
    assert before.status == 204 and "POST" in dict(before.headers)["Access-Control-Allow-Methods"]
    assert get(Site(demo), "/sparql", method="OPTIONS").status == 405


@pytest.mark.parametrize(("accept", "chosen"), [
    ("", "a/b"), ("*/*", "a/b"), ("c/d", "c/d"), ("c/*;q=0.5, a/b;q=0.4", "c/d"), ("x/y", None), ("a/b;q=0", None),
    ("a/b;q=x, c/d;q=0.1", "c/d"), ("A/B", "a/b")])
def test_the_type_that_is_liked_best_is_chosen(accept, chosen):
    assert choose_type(accept, ["a/b", "c/d"]) == chosen


@pytest.fixture(scope="module")
def address(demo):
    with make_server(demo) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://{HOST}:{server.server_port}"
        server.shutdown()
        thread.join()


def test_it_listens_on_this_machine_only_and_answers(address, demo):
    with urllib.request.urlopen(f"{address}/nodes.csv") as response:
        assert response.read() == (demo / "nodes.csv").read_bytes()
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    with urllib.request.urlopen(f"{address}/sparql?{urllib.parse.urlencode({'query': SELECT})}") as response:
        assert "骆景行" in response.read().decode()
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{address}/none")
    with caught.value as error:
        assert error.code == 404
    with urllib.request.urlopen(urllib.request.Request(f"{address}/graph.ttl", method="HEAD")) as response:
        assert response.read() == b"" and int(response.headers["Content-Length"]) > 1000


@pytest.mark.parametrize(("lines", "status"), [
    ("GET /entity/骆景行 HTTP/1.1\r\nHost: localhost\r\n", b"404"),
    ("POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n", b"413"),
    ("POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n", b"400"),
    ("POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n", b"413"),
    ("GET http://[ HTTP/1.1\r\nHost: localhost\r\n", b"400"),
])
def test_odd_requests_are_answered_with_an_error(address, lines, status):
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(f"{lines}Connection: close\r\n\r\n".encode())
        assert connection.recv(100).split()[1] == status


def test_a_port_that_is_taken_is_an_error(address, demo):
    with pytest.raises(ServeError, match="name another --port"):
        make_server(demo, port=int(address.rpartition(":")[2]))


def test_a_directory_without_a_graph_is_an_error(tmp_path):
    with pytest.raises(GraphError, match="build the graph first"):
        make_server(tmp_path)
