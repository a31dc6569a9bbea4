"""The legend and what it filters: types, relations, time, certainty."""

import pytest

from graphs import PEOPLE, make_graph
from kg_builder.export.html import render_html

pytestmark = pytest.mark.browser


def entry(page, key):
    return page.page.locator(f'[data-key="{key}"]')


def test_the_legend_has_swatch_and_count_of_each(page, graph):
    counts = {}
    for _, node in graph.nodes(data=True):
        counts[node["type"]] = counts.get(node["type"], 0) + 1
    for kind, count in counts.items():
        row = entry(page, f"Type-{kind}")
        assert row.locator(".count").inner_text() == str(count)
        assert row.locator("svg path").count() == 1
    relations = {}
    for *_, data in graph.edges(data=True):
        relations[data["predicate"]] = relations.get(data["predicate"], 0) + 1
    for name, count in relations.items():
        assert entry(page, f"Relation-{name}").locator(".count").inner_text() == str(count)


def test_a_click_hides_a_type_and_shows_it_again(page):
    people = set(PEOPLE.split())
    entry(page, "Type-Person").click()
    assert not people & page.drawn()
    assert "青梧县委" in page.drawn()
    assert entry(page, "Type-Person").get_attribute("aria-pressed") == "false"
    entry(page, "Type-Person").click()
    assert people <= page.drawn()


def test_alt_click_shows_a_type_alone_and_again_all(page):
    entry(page, "Type-Place").click(modifiers=["Alt"])
    kinds = page.page.evaluate(
        "labels => [...new Set(labels.map(label => $main.app.model.nodes.find(n => n.label === label).type))]",
        list(page.drawn()),
    )
    assert kinds == ["Place"]
    entry(page, "Type-Place").click(modifiers=["Alt"])
    assert set(PEOPLE.split()) <= page.drawn()


def test_a_relation_can_be_hidden(page):
    assert frozenset(("曾子航", "云溪镇党委")) in page.lines()
    entry(page, "Relation-holdsPost").click()
    assert frozenset(("曾子航", "云溪镇党委")) not in page.lines()
    assert frozenset(("云溪镇党委", "青梧县委")) in page.lines()


def test_alt_click_shows_a_relation_alone(page):
    entry(page, "Relation-partOf").click(modifiers=["Alt"])
    predicates = {line["predicate"] for line in page.lines().values() if line["id"].startswith("p")}
    assert predicates == {"partOf"}


def test_articles_can_be_drawn(page):
    entry(page, "Type-Article").click()
    assert "石鼓镇:清风进课堂" in page.drawn()
    assert frozenset(("石鼓镇:清风进课堂", "覃若兰")) in page.lines()


def test_time_limits_what_is_drawn(page):
    slider = page.page.locator('[data-key="time-from"]')
    slider.focus()
    slider.press("End")
    assert page.state("from") == "2031-04"
    assert "覃若兰" not in page.drawn()  # of March
    assert "蔡元峰" in page.drawn()  # of April
    slider.press("Home")
    assert page.state("from") == ""
    assert "覃若兰" in page.drawn()


def test_undated_facts_are_counted_and_can_be_hidden(open_page):
    graph = make_graph()
    dateless = [(a, b, key) for a, b, key in graph.edges(keys=True) if graph.nodes[a]["label"] == "查海燕"]
    for ends in dateless:
        graph.edges[ends]["as_of"] = None
    found = open_page(render_html(graph))
    box = found.page.locator("label", has_text="未注明日期")
    assert box.locator(".count").inner_text() == "1"
    assert "查海燕" in found.drawn()
    box.locator("input").uncheck()
    assert "查海燕" not in found.drawn()
    found.choose("柳湾村党支部")
    assert "未注明日期" in found.text("#tab-facts")


def test_candidates_can_be_hidden(page):
    pair = frozenset(("傅雅琴", "青梧县第一中学"))
    assert pair in page.lines()
    page.page.locator('[data-key="candidates"]').uncheck()
    assert pair not in page.lines()


def test_former_posts_can_be_hidden(page):
    pair = frozenset(("孟云舟", "青梧县民政局"))
    assert pair in page.lines()
    page.page.locator('[data-key="former"]').uncheck()
    assert pair not in page.lines()


def test_entities_without_relations_can_be_hidden(page):
    assert "春季植树活动" in page.drawn()
    page.page.locator('[data-key="singles"]').uncheck()
    assert "春季植树活动" not in page.drawn()


def test_reset_takes_all_filters_away(page):
    for key in ("Type-Person", "Relation-partOf"):
        entry(page, key).click()
    page.page.locator('[data-key="candidates"]').uncheck()
    entry(page, "reset").click()
    assert (page.state("hiddenTypes"), page.state("hiddenRelations"), page.state("candidates")) == (
        ["Article"],
        ["byline"],
        True,
    )


def test_the_table_follows_the_filters(page):
    page.page.keyboard.press("t")
    rows = page.page.locator("tbody tr")
    before = rows.count()
    entry(page, "Type-Person").click()
    assert rows.count() == before - len(PEOPLE.split()) - 1  # and the twin
