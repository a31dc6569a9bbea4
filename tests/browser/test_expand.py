"""Expand, collapse, undo; the shortest path; layouts and communities."""

import networkx as nx
import pytest

from graphs import add_statement, entity_key, make_graph
from kg_builder.export.html import render_html
from kg_builder.model import Statement

pytestmark = pytest.mark.browser


def act(page, key):
    page.page.locator(f'[data-key="do-{key}"]').click()


def neighbours(graph, label, *predicates):
    key = next(key for key, node in graph.nodes(data=True) if node["label"] == label)
    edges = [*graph.out_edges(key, data=True), *graph.in_edges(key, data=True)]
    return {
        graph.nodes[end]["label"]
        for a, b, data in edges
        for end in (a, b)
        if end != key and data["predicate"] in (predicates or data.values())
    }


def test_focus_draws_a_node_and_its_neighbours(page, graph):
    page.choose("柳湾村党支部")
    act(page, "focus")
    assert page.drawn() == {"柳湾村党支部", *neighbours(graph, "柳湾村党支部")}
    assert "未画出" in page.text(".notes")


def test_expand_adds_one_hop(page, graph):
    page.choose("柳湾村党支部")
    act(page, "focus")
    before = page.drawn()
    page.choose("云溪镇党委")
    act(page, "expand")
    assert page.drawn() == before | neighbours(graph, "云溪镇党委")


def test_expand_by_relation_tells_and_adds_only_those(page, graph):
    page.choose("查海燕")
    act(page, "focus")
    page.choose("柳湾村党支部")
    before = page.drawn()
    wanted = neighbours(graph, "柳湾村党支部", "partOf")
    button = page.page.locator('[data-key="do-expand-partOf"]')
    assert button.inner_text() == f"隶属 {len(wanted - before)}"
    button.click()
    assert page.drawn() == before | wanted


def test_collapse_takes_away_what_hangs_on_nothing_else(page):
    page.choose("柳湾村党支部")
    act(page, "collapse")
    assert "查海燕" not in page.drawn()
    assert {"云溪镇党委", "柳湾村", "柳湾村党支部"} <= page.drawn()


def test_a_node_can_be_taken_out_and_everything_brought_back(page):
    page.choose("青梧县")
    act(page, "hide")
    assert "青梧县" not in page.drawn()
    page.page.locator('[data-key="everything"]').click()
    assert "青梧县" in page.drawn()


def test_a_double_click_expands(page, graph):
    page.choose("柳湾村党支部")
    act(page, "focus")
    page.settle()
    place = page.place("云溪镇党委")
    page.page.mouse.dblclick(place["x"], place["y"])
    assert neighbours(graph, "云溪镇党委") <= page.drawn()


def test_one_expansion_adds_at_most_fifty_and_says_more(open_page):
    graph = make_graph()
    hub = entity_key("Organization", "青梧县委")
    for i in range(120):
        key = f"person/甲{i:03}@CN-999901"
        graph.add_node(key, **{**graph.nodes[entity_key("Person", "查海燕")], "label": f"甲{i:03}", "mentions": ()})
        add_statement(graph, Statement(key, "holdsPost", hub, (), title="干部"))
    found = open_page(render_html(graph))
    found.page.evaluate(
        "node => $main.app.store.set({ drawn: [node], selected: { kind: 'node', id: node } , tab: 'facts' })",
        found.node("青梧县委"),
    )
    assert "还有" in found.text(".actions")
    act(found, "expand")
    assert len(found.drawn()) == 51
    act(found, "expand")
    assert len(found.drawn()) == 101


def test_undo_goes_back_sixty_steps_and_redo_forth(page):
    start = page.state("selected")
    labels = page.page.evaluate("() => $main.app.derived().visible.nodes.slice(0, 20)")
    for _ in range(3):
        for number in labels:
            page.page.evaluate("number => $main.app.act.chooseNode(number)", number)
    last = page.state("selected")
    for _ in range(60):
        page.page.keyboard.press("u")
    assert page.state("selected") == start
    for _ in range(60):
        page.page.keyboard.press("r")
    assert page.state("selected") == last


def test_undo_brings_back_what_was_drawn(page):
    everything = page.drawn()
    page.choose("柳湾村党支部")
    act(page, "focus")
    page.page.keyboard.press("Control+z")
    assert page.drawn() == everything
    page.page.keyboard.press("Control+Shift+z")
    assert len(page.drawn()) < len(everything)


def shortest(graph, one, other):
    plain = nx.Graph(
        (graph.nodes[a]["label"], graph.nodes[b]["label"])
        for a, b, data in graph.edges(data=True)
        if data["predicate"] != "byline"
    )
    return nx.shortest_path_length(plain, one, other)


def test_the_shortest_path_is_told_hop_by_hop(page, graph):
    page.page.keyboard.press("p")
    page.page.keyboard.type("cyf")
    page.page.keyboard.press("Enter")
    page.page.keyboard.type("查海燕")
    page.page.keyboard.press("Enter")
    hops = page.page.locator(".hops > li")
    length = shortest(graph, "蔡元峰", "查海燕")
    assert hops.count() == length + 1
    assert hops.first.locator(".from").inner_text() == "蔡元峰"
    assert hops.last.inner_text() == "查海燕"
    assert page.page.locator(".hops blockquote").count() >= length
    assert f"{length} 步" in page.text("#tab-facts h2")
    ends = page.page.evaluate(
        "() => { const { path } = $main.app.derived(), { edges } = $main.app.model;"
        "return path.edges.map((edge, i) => [edges[edge].from, edges[edge].to].sort().join()"
        " === [path.nodes[i], path.nodes[i + 1]].sort().join()) }"
    )
    assert all(ends)


def test_the_path_honours_the_filters(page, graph):
    page.page.evaluate("([a, b]) => $main.app.act.route(a, b)", [page.node("曾子航"), page.node("汪以宁")])
    assert page.page.locator(".hops > li").count() == 3
    page.page.locator('[data-key="Relation-holdsPost"]').click()
    page.page.locator('[data-key="Relation-attends"]').click()
    assert "没有路径" in page.text("#tab-facts")


def test_the_path_runs_beyond_what_is_drawn(page):
    page.choose("查海燕")
    act(page, "focus")
    page.page.evaluate("([a, b]) => $main.app.act.route(a, b)", [page.node("查海燕"), page.node("蔡元峰")])
    labels = page.page.evaluate("() => $main.app.derived().path.nodes.map(node => $main.app.model.nodes[node].label)")
    assert set(labels) <= page.drawn()


def test_hierarchy_goes_from_town_to_committee_to_branch_to_people(page):
    page.choose("查海燕")
    page.page.locator('select[data-key="layout"]').select_option("hierarchy")
    page.settle()
    chain = [page.place(label)["x"] for label in ("青梧县", "云溪镇", "云溪镇党委", "柳湾村党支部", "查海燕")]
    assert chain == sorted(chain) and len(set(chain)) == 5
    assert page.selected() == "查海燕"


def test_rings_stand_around_the_chosen_node(page):
    page.choose("石鼓镇党委")
    act(page, "rings")
    page.settle()
    middle = page.place("石鼓镇党委")
    far = {
        label: (page.place(label)["x"] - middle["x"]) ** 2 + (page.place(label)["y"] - middle["y"]) ** 2
        for label in ("覃若兰", "单宏图", "青梧县", "仇振华", "蔡元峰")
    }
    assert max(far["覃若兰"], far["单宏图"]) < far["青梧县"] < far["蔡元峰"]
    assert page.selected() == "石鼓镇党委"


def test_back_to_the_settled_layout(page):
    before = page.place("石鼓镇党委")
    for layout in ("hierarchy", "rings", "settled"):
        page.page.keyboard.press("l")
        assert page.state("layout") == layout
    page.settle()
    after = page.place("石鼓镇党委")
    assert abs(before["x"] - after["x"]) < 2 and abs(before["y"] - after["y"]) < 2


def test_switching_animates(page):
    page.page.emulate_media(reduced_motion="no-preference")
    page.page.clock.install(time=0)
    page.page.clock.pause_at(1000)
    where = "() => $main.app.picture.network.body.nodes[Object.keys($main.app.picture.network.body.nodes)[0]].x"
    start = page.page.evaluate(where)
    page.page.evaluate("() => $main.app.act.layOut('hierarchy')")
    page.page.clock.run_for(200)
    between = page.page.evaluate(where)
    page.page.clock.run_for(1000)
    end = page.page.evaluate(where)
    assert min(start, end) < between < max(start, end)


def test_communities_are_coloured(page):
    by_type = page.page.evaluate(
        "() => [...$main.app.picture.marks().values()].map(mark => $looks.tintOf($main.app.picture.lookNow(), mark))"
    )
    page.page.locator('select[data-key="colour"]').select_option("community")
    found = page.page.evaluate(
        "() => [...$main.app.picture.marks().values()].map(mark => [mark.community, "
        "$looks.tintOf($main.app.picture.lookNow(), mark)])"
    )
    assert [tint for _, tint in found] != by_type
    tints = {}
    for community, tint in found:
        tints.setdefault(community, set()).add(tint)
    assert all(len(values) == 1 for values in tints.values())
    assert len({min(values) for values in tints.values()}) > 1
