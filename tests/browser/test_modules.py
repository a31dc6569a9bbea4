"""The page's modules by themselves, in the browser that runs them."""

import pytest

from graphs import make_large_graph
from kg_builder.export.columns import Table, tabulate
from kg_builder.export.html import render_html
from kg_builder.graph.iri import encode_key

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def modules(browser, html, tmp_path_factory):
    """One page for all tests that leave it as it is."""
    path = tmp_path_factory.mktemp("modules") / "page.html"
    path.write_text(html, encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    page.goto(path.as_uri())
    yield page.evaluate
    context.close()


@pytest.mark.parametrize(
    "key",
    [
        "person/孙延文@CN-610602",
        "a b",
        "100%",
        '<>"{}|\\^`',
        "会议(一)#?[]",
        "𠮷",
        "é",
        "\u200bx",
        "\x00",
        "http://a.b/c d",
        "role/党委书记、主任",
        "\ue000",
        "~!$&'*+,;=:@/",
    ],
)
def test_iris_are_those_of_the_graph_file(modules, key):
    base = "https://example.org/kg/"
    assert modules("([base, key]) => $turtle.encodeKey(base, key)", [base, key]) == encode_key(key, base_iri=base)


def test_the_model_is_the_payload(modules, graph):
    nodes = modules("() => $main.app.model.nodes")
    assert [node["id"] for node in nodes] == sorted(graph)
    for node in nodes:
        data = graph.nodes[node["id"]]
        assert (node["label"], node["type"], node["aliases"]) == (data["label"], data["type"], list(data["alt_labels"]))
        assert node["classes"] == list(data.get("classes", ()))
        assert node["degree"] == graph.degree(node["id"])
    edges = modules("() => $main.app.model.edges")
    found = {
        (
            nodes[e["from"]]["id"],
            e["predicate"],
            nodes[e["to"]]["id"],
            e["title"],
            e["former"],
            e["confidence"],
            e["asOf"],
        )
        for e in edges
    }
    assert found == {
        (a, d["predicate"], b, d["title"], d["former"], d["confidence"], d["as_of"] or "")
        for a, b, d in graph.edges(data=True)
    }


def test_passages_are_the_evidence(modules, graph):
    texts = modules(
        "() => $main.app.model.edges.map(edge => edge.evidence.map(number => "
        "$model.readPassage($main.app.model, $main.app.model.reasons[number].passage)))"
    )
    wanted = {data["evidence"][0].exact for *_, data in graph.edges(data=True)}
    assert {text for texts_of_edge in texts for text in texts_of_edge} == wanted


@pytest.mark.parametrize(
    "rows",
    [
        [{"id": "a", "x": 1}],
        [{"id": "", "x": 0}] * 5,
        [{"id": "", "x": 0}] * 4 + [{"id": "b", "x": 7}],
        [{"id": str(i % 7), "x": i % 3} for i in range(50)],
        [],
    ],
)
def test_columns_come_back_as_rows(modules, rows):
    table = tabulate(Table(rows))
    assert modules("table => $model.rows(table, ['id', 'x'])", table) == rows


@pytest.mark.parametrize(
    ("date", "start", "until", "inside"),
    [
        ("2031-03-05", "", "", True),
        ("2031-03-05", "2031-03-05", "2031-03-05", True),
        ("2031-03-05", "2031-03-06", "", False),
        ("2031-03-05", "", "2031-03", True),
        ("2031-03", "2031-03-20", "", True),
        ("2031", "2031-05", "2031-06", True),
        ("2030", "2031-05", "", False),
        ("2031-07", "", "2031-06-30", False),
        ("", "2031", "", True),
        ("--03-12", "2031", "2032", True),
    ],
)
def test_dates_of_any_precision_touch_the_range(modules, date, start, until, inside):
    assert (
        modules("([date, from, until]) => $visible.inTime(date, { from, until, undated: true })", [date, start, until])
        is inside
    )


def test_undated_may_be_left_out(modules):
    assert modules("() => $visible.inTime('', { from: '', until: '', undated: false })") is False


def test_labels_of_one_crowded_spot(modules):
    """Four places around a node: of ten names on one spot at most four fit, the first ones."""
    placed = modules("""() => $labels.createLabels(text => text.length * 10).place(
        Array.from({ length: 10 }, (_, id) => ({ id, x: 100, y: 100, r: 12, text: 'name', size: 12 })),
            99).map(label => label.id)""")
    assert placed == [0, 1, 2, 3]


def test_long_names_are_shortened(modules):
    assert modules("() => $labels.shorten('𠮷'.repeat(30))") == "𠮷" * 15 + "…"


def test_marked_text_keeps_every_character(modules):
    text = modules("""() => $quote.markText('零一二三四五', [{ start: 1, length: 2, make: text => `[${text}]` },
        { start: 2, length: 2, make: text => `(${text})` }, { start: 4, length: 9, make: text => text }]).join('')""")
    assert text == "零[一二]三四五"


def test_the_store_tells_and_goes_back(modules):
    told = modules("""() => { const store = $state.createStore($state.initialState()); const told = [];
        store.listen((now, before) => told.push([before.colour, now.colour]));
        store.set({ colour: 'community' }); store.set({ colour: 'community' }); store.set({ theme: 'dark' });
            store.undo(); store.undo();
        return [told, store.get().theme, store.canUndo(), store.canRedo()]; }""")
    assert told == [[["type", "community"], ["community", "community"], ["community", "type"]], "dark", False, True]


@pytest.mark.parametrize(
    ("text", "quoted"), [('a"b', '"a\\"b"'), ("a\\", '"a\\\\"'), ("a\nb\t", '"a\\nb\\t"'), ("\x01", '"\\u0001"')]
)
def test_turtle_strings(modules, text, quoted):
    assert modules("text => $turtle.quote(text)", text) == quoted


def test_paths_are_shortest_on_a_large_graph(open_page):
    import networkx as nx

    graph = make_large_graph(400)
    page = open_page(render_html(graph))
    plain = nx.Graph(graph.to_undirected())
    keys = page.page.evaluate("() => $main.app.model.nodes.map(node => node.id)")
    for a, b in ((10, 300), (55, 77), (120, 399), (20, 21)):
        found = page.page.evaluate(
            "([a, b]) => $paths.findPath($main.app.model, $main.app.derived().filtered, a, b)", [a, b]
        )
        assert len(found["edges"]) == nx.shortest_path_length(plain, keys[a], keys[b])
