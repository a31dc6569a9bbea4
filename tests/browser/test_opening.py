"""How the page opens: a summary beside a readable picture."""

from itertools import combinations

import pytest

from graphs import TYPES, make_large_graph
from kg_builder.export.html import render_html

pytestmark = pytest.mark.browser


def overlap(a, b):
    return (
        a["x"] < b["x"] + b["width"]
        and b["x"] < a["x"] + a["width"]
        and a["y"] < b["y"] + b["height"]
        and b["y"] < a["y"] + a["height"]
    )


def test_opens_on_a_summary(page, graph):
    text = page.text("#tab-overview")
    entities = sum(node["type"] != "Article" for _, node in graph.nodes(data=True))
    assert f"{entities} 个实体" in text
    assert "4 篇报道" in text
    assert "2031-03-02 至 2031-04" in text
    for heading in ("人物", "组织机构", "项目", "矛盾", "报道"):
        assert page.page.locator("#tab-overview h3", has_text=heading).count() >= 1


def test_the_summary_leads_on(page):
    first = page.page.locator(".tops section", has_text="组织机构").locator("button").first
    label = first.inner_text()
    first.click()
    assert page.selected() == label
    assert page.state("tab") == "facts"


def test_draws_every_entity_and_every_pair(page, graph):
    entities = {node["label"] for _, node in graph.nodes(data=True) if node["type"] != "Article"}
    assert page.drawn() == entities
    pairs = {
        frozenset((graph.nodes[a]["label"], graph.nodes[b]["label"]))
        for a, b in graph.edges()
        if graph.nodes[b]["type"] != "Article"
    }
    lines = page.lines()
    assert pairs <= set(lines)
    assert all(line["drawn"] for line in lines.values())


def test_the_picture_is_painted(page):
    page.settle()
    colours = page.page.evaluate("""() => {
        const canvas = document.querySelector('#picture canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const seen = new Set();
        for (let i = 0; i < data.length; i += 4) {
            if (data[i + 3] > 200) seen.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
        }
        return [...seen];
    }""")
    for tint in ("24,70,168", "181,67,11", "18,151,106"):  # people, organisations, places
        assert tint in colours


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
def test_names_do_not_overlap(open_page, html, size):
    names = open_page(html, size=size).names()
    assert len(names) >= (30 if size[0] > 1000 else 15)
    assert [(a["text"], b["text"]) for a, b in combinations(names, 2) if overlap(a, b)] == []


def test_names_do_not_overlap_in_a_crowd(open_page):
    names = open_page(render_html(make_large_graph(600))).names()
    assert len(names) > 40
    assert not any(overlap(a, b) for a, b in combinations(names, 2))


def test_everything_is_in_the_frame(page):
    inside = page.page.evaluate(
        "() => $main.app.derived().visible.nodes.every(node => $main.app.picture.camera.sees('n' + node))"
    )
    assert inside


def test_hubs_are_larger(page):
    sizes = page.page.evaluate("""() => Object.fromEntries([...$main.app.picture.marks().values()].map(mark =>
        [mark.name,
        [mark.r, $main.app.model.nodes[mark.node].degree]]))""")
    (hub, hub_degree), (leaf, leaf_degree) = sizes["青梧县委"], sizes["查海燕"]
    assert hub_degree > leaf_degree
    assert hub > leaf * 1.3


def test_types_differ_in_shape_and_colour(page):
    shapes = page.page.evaluate("types => types.map(type => $shapes.outlineOf(type))", list(TYPES))
    tints = "$main.app.picture.lookNow().tints"
    colours = page.page.evaluate(f"types => types.map(type => {tints}.ofType(type))", list(TYPES))
    assert len(set(shapes)) == len(set(colours)) == len(TYPES)


def test_parallel_edges_are_one_line_with_a_count(page):
    line = page.lines()[frozenset(("邵文景", "青梧县"))]
    assert line["count"] == 2
    assert "2 条" in line["text"]
    assert not page.lines()[frozenset(("查海燕", "柳湾村党支部"))]["text"].endswith("条")


def test_candidates_are_dashed_former_posts_dotted(page):
    lines = page.lines()
    candidate, former = lines[frozenset(("傅雅琴", "青梧县第一中学"))], lines[frozenset(("孟云舟", "青梧县民政局"))]
    assert candidate["dashes"] and former["dashes"] and candidate["dashes"] != former["dashes"]
    assert lines[frozenset(("曾子航", "云溪镇党委"))]["dashes"] is False


def test_edges_name_their_relation_when_focused(page):
    assert page.captions() == []
    page.choose("柳湾村党支部")
    texts = {caption["text"] for caption in page.captions()}
    assert texts & {"位于", "隶属", "开展", "获得", "任职：支部书记"}
    for box in page.captions():
        assert not any(overlap(box, name) for name in page.names())


def test_conflicts_are_marked_and_listed(page):
    lines = page.lines()
    assert lines[frozenset(("曾子航", "云溪镇党委"))]["warn"] is True
    assert lines[frozenset(("解明远", "云溪镇人民政府"))]["warn"] is False
    page.page.locator("#tab-overview button.conflict").click()
    assert page.selected() == "conflict"
    quotes = page.page.locator("#tab-facts blockquote").all_inner_texts()
    assert quotes == ["云溪镇党委书记汪以宁作了交流发言。", "近年来,云溪镇党委书记曾子航带领干部走村入户。"]
    assert "one-holder" in page.text("#tab-facts")


def test_possibly_same_is_shown(page):
    assert frozenset(("汪以宁",)) in page.lines()  # two nodes of one name, joined
    page.choose("汪以宁")
    section = page.page.locator(".same")
    assert "可能是同一个" in section.inner_text()
    section.locator("button").click()
    assert (
        page.page.evaluate("() => $main.app.model.nodes[$main.app.store.get().selected.id].id")
        == "person/汪以宁@CN-999902"
    )


def test_an_empty_graph_says_so(open_page):
    graph = make_large_graph(0)
    found = open_page(render_html(graph.subgraph([]).copy()))
    assert "这个图谱是空的" in found.text("#tab-overview")


def test_the_overview_of_a_large_graph(open_page):
    graph = make_large_graph(5200)
    found = open_page(render_html(graph, text_limit=0))
    assert 50 <= len(found.drawn()) <= 1000
    groups = found.page.evaluate("() => [...$main.app.picture.marks().values()].filter(mark => mark.size).length")
    assert 2 <= groups <= 400
    assert "未画出" in found.text(".notes")
    before = len(found.drawn())
    found.page.evaluate("() => $main.app.act.openCommunity($main.app.derived().visible.groups[0].community)")
    assert before < len(found.drawn()) <= 2000 + before
    hidden = found.page.evaluate("() => { const { visible } = $main.app.derived(); return visible.shown.indexOf(0) }")
    found.page.evaluate("number => $main.app.choose(number)", hidden)
    assert found.label(hidden) in found.drawn()
