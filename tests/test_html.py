"""The page as a document: one file, safe, the same bytes for the same graph."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import networkx as nx
import pytest

from graphs import make_graph, make_large_graph
from kg_builder.errors import ExportError
from kg_builder.export import FORMATS, export
from kg_builder.export.bundle import bundle_modules
from kg_builder.export.columns import Table, encode_json, tabulate
from kg_builder.export.html import FOLDER, render_html, write_html
from kg_builder.export.layout import lay_out
from kg_builder.export.payload import gather_payload
from kg_builder.export.readings import read_characters, read_surnames

TABLES = ("nodes", "edges", "facts", "evidence", "passages", "articles", "mentions", "names")


class Reader(HTMLParser):
    """Collects elements, with the text of scripts."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.elements = []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), []))

    def handle_endtag(self, tag):
        self.elements.append(("/" + tag, {}, []))

    def handle_data(self, data):
        if self.elements:
            self.elements[-1][2].append(data)


@pytest.fixture(scope="module")
def graph():
    return make_graph()


@pytest.fixture(scope="module")
def page(graph):
    return render_html(graph)


@pytest.fixture(scope="module")
def elements(page):
    reader = Reader()
    reader.feed(page)
    return [(tag, attributes, "".join(text)) for tag, attributes, text in reader.elements if tag[0] != "/"]


def test_is_one_document_with_a_language(page, elements):
    assert page.startswith("<!doctype html>")
    assert [tag for tag, *_ in elements][:2] == ["html", "head"]
    assert elements[0][1] == {"lang": "zh"}


def test_names_no_address_to_fetch_from(elements):
    for tag, attributes, _ in elements:
        assert tag not in ("iframe", "object", "embed", "img", "base")
        assert not {"src", "srcset", "action"} & set(attributes), (tag, attributes)
        assert attributes.get("href", "data:,") == "data:,"
        assert not any(name.startswith("on") for name in attributes)


def test_the_policy_allows_our_scripts_only(elements):
    policy = next(
        attributes["content"]
        for _, attributes, _ in elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy and "script-src 'unsafe" not in policy
    scripts = [text for tag, attributes, text in elements if tag == "script" and "type" not in attributes]
    assert len(scripts) == 2
    for text in scripts:
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_the_data_are_json(elements):
    tables = {
        attributes["id"]: json.loads(text)
        for _, attributes, text in elements
        if attributes.get("type") == "application/json"
    }
    assert sorted(tables) == sorted(TABLES)
    assert tables["nodes"]["count"] == make_graph().number_of_nodes()


def test_the_graph_is_left_as_it_was(graph):
    before = {key: dict(node) for key, node in graph.nodes(data=True)}
    edges = list(graph.edges(keys=True, data=True))
    render_html(graph)
    assert {key: dict(node) for key, node in graph.nodes(data=True)} == before
    assert list(graph.edges(keys=True, data=True)) == edges


def test_the_order_of_nodes_makes_no_difference(graph, page):
    shuffled = nx.MultiDiGraph(**graph.graph)
    shuffled.add_nodes_from(reversed(list(graph.nodes(data=True))))
    for a, b, key, data in reversed(list(graph.edges(keys=True, data=True))):
        shuffled.add_edge(a, b, key, **data)
    assert render_html(shuffled) == page


def test_the_same_bytes_under_any_hash_seed(tmp_path):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import graphs, hashlib;"
        "from kg_builder.export.html import render_html;"
        "pages = [render_html(graph) for graph in (graphs.make_graph(), graphs.make_large_graph(500))];"
        "print([hashlib.sha256(page.encode()).hexdigest() for page in pages])"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "77")
    }
    assert len(found) == 1


def test_writes_one_file_and_nothing_beside_it(graph, page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_html(graph, tmp_path / "out" / "graph.html")
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "graph.html"]
    assert (tmp_path / "out" / "graph.html").read_bytes() == page.encode()


def test_is_a_format_of_the_table(graph, page, tmp_path):
    export(graph, "html", tmp_path / FORMATS["html"].file_name)
    assert (tmp_path / "graph.html").read_text("utf-8") == page


def test_a_folder_that_cannot_be_written_is_an_error(graph, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="cannot write"):
        write_html(graph, tmp_path / "file" / "graph.html")


def test_ipython_is_not_imported():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import graphs; from kg_builder.export.html import render_html;"
        "render_html(graphs.make_graph()); print('IPython' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_texts_are_embedded_up_to_the_limit(graph):
    length = sum(node["end"] - node["start"] for _, node in graph.nodes(data=True) if node["type"] == "Article")
    whole = gather_payload(graph, text_limit=length)
    assert all(row["text"] for row in whole.articles)
    assert all(row["text"] == "" for row in whole.passages)
    short = gather_payload(graph, text_limit=length - 1)
    assert all(row["text"] == "" for row in short.articles)
    assert {row["text"] for row in short.passages} >= {data["evidence"][0].exact for *_, data in graph.edges(data=True)}


def test_parallel_and_reversed_edges_are_kept(graph):
    payload = gather_payload(graph, text_limit=0)
    assert len(payload.edges) == graph.number_of_edges()
    ends = [(row["from"], row["to"]) for row in payload.edges]
    assert len(set(ends)) < len(ends)


def test_labels_come_from_the_ontology(graph):
    labels = gather_payload(graph, text_limit=0).names["labels"]
    assert labels["Person"] == ["人物", "person"]
    assert labels["holdsPost"] == ["任职", "holds post"]
    assert labels["PartyOrganization"] == ["党组织", "Party organisation"]
    assert "Article" not in labels


def test_no_outside_name_is_escaped_twice():
    assert encode_json("a&b</script>\u2028'\"") == '"a\\u0026b\\u003c/script\\u003e\\u2028\'\\""'
    with pytest.raises(ValueError, match="JSON"):
        encode_json(float("nan"))


def test_a_lone_surrogate_is_replaced():
    assert json.loads(encode_json("a\ud800b")) == "a?b"


def test_columns_leave_out_what_is_empty():
    rows = [{"a": "", "b": 0, "c": i, "d": () if i else (1,)} for i in range(5)]
    table = Table(rows)
    assert list(table) == rows
    assert tabulate(table) == {"count": 5, "c": [0, 1, 2, 3, 4], "d": {"at": [0], "is": [(1,)]}}
    assert tabulate(Table()) == {"count": 0}


def test_characters_have_all_their_readings_surnames_their_own():
    assert (
        read_characters(["曾重"]) == {"曾": "ceng zeng", "重": "zhong chong tong"}
        or "zeng" in read_characters(["曾重"])["曾"]
    )
    assert "chong" in read_characters(["重"])["重"].split()
    assert read_surnames(["曾子航", "解明远", "王平", ""]) == {"曾": "zeng", "解": "xie"}


def test_layout_is_settled_and_the_same_every_time():
    graph = make_large_graph(300)
    number = {key: i for i, key in enumerate(sorted(graph))}
    links = [(number[a], number[b]) for a, b in graph.edges()]
    places, communities = lay_out(len(number), links)
    assert lay_out(len(number), [(b, a) for a, b in reversed(links)]) == (places, communities)
    assert len(set(places)) == len(places)
    near = sum(abs(places[a][0] - places[b][0]) + abs(places[a][1] - places[b][1]) for a, b in links) / len(links)
    middle = sum(abs(places[i][0] - places[-i][0]) + abs(places[i][1] - places[-i][1]) for i in range(1, 300)) / 299
    assert near < middle


def test_layout_keeps_neighbours_apart():
    places, _ = lay_out(40, [(0, i) for i in range(1, 40)])
    assert min(abs(a[0] - b[0]) + abs(a[1] - b[1]) for i, a in enumerate(places) for b in places[:i]) > 30


def test_communities_are_numbered_from_the_largest():
    cliques = [(a, b) for size, start in ((9, 0), (20, 9)) for a in range(start, start + size) for b in range(start, a)]
    _, communities = lay_out(31, [*cliques, (0, 9)])
    assert set(communities[9:29]) == {0} and set(communities[0:9]) == {1}
    assert communities[29] == communities[30] == 2  # without a link


def test_layout_of_nothing_and_of_one():
    assert lay_out(0, []) == ([], [])
    assert lay_out(1, []) == ([(0, 0)], [0])
    assert len(lay_out(2, [(0, 0), (0, 1)])[0]) == 2


def test_every_module_is_bundled():
    bundle = bundle_modules(FOLDER, "main")
    names = set(re.findall(r"^const \$(\w+) = ", bundle, re.MULTILINE))
    assert names == {path.stem for path in FOLDER.glob("*.js")}
    assert not re.search(r"^(import|export)\b", bundle, re.MULTILINE)


def test_modules_below_the_renderer_know_no_page():
    """Model, state, search and formats run without a document."""
    for path in FOLDER.glob("*.js"):
        code = path.read_text("utf-8")
        assert "innerHTML" not in code and "insertAdjacentHTML" not in code and "eval(" not in code, path.name
        if "Knows no DOM." in code.partition("\n\n")[0]:
            assert not re.search(r"\b(document|window|vis)\.", code), path.name
            for other in re.findall(r'from "\./(\w+)\.js"', code):
                assert "Knows no DOM." in (FOLDER / f"{other}.js").read_text("utf-8").partition("\n\n")[0], (
                    path.name,
                    other,
                )


@pytest.mark.parametrize(
    ("modules", "message"),
    [
        ({"main": 'import { a } from "./other.js";\n'}, "cannot read the module other.js"),
        (
            {"main": 'import { a } from "./a.js";\n', "a": 'import { b } from "./main.js";\nexport const a = 1;\n'},
            "main -> a -> main",
        ),
        ({"main": "export default 3;\n"}, "export default 3"),
        ({"main": 'import x from "./a.js";\n'}, "not in the bundler's subset"),
    ],
)
def test_what_the_bundler_does_not_know_is_an_error(tmp_path, modules, message):
    for name, code in modules.items():
        (tmp_path / f"{name}.js").write_text(code, encoding="utf-8")
    with pytest.raises(ExportError, match=message):
        bundle_modules(tmp_path, "main")
