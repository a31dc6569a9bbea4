"""What a click shows: facts, each with its sentence, source, rule and confidence."""

import pytest

from graphs import make_graph
from kg_builder.build import build
from kg_builder.export.html import render_html

pytestmark = pytest.mark.browser


def test_a_click_on_a_node_shows_its_facts(page):
    place = page.place("覃若兰")
    page.page.mouse.click(place["x"], place["y"])
    assert page.selected() == "覃若兰"
    fact = page.page.locator(".fact").first
    assert "任职" in fact.inner_text() and "党委书记" in fact.inner_text() and "石鼓镇党委" in fact.inner_text()
    assert fact.locator("blockquote").inner_text() == "石鼓镇党委书记覃若兰走上讲台。"
    assert fact.locator("mark").all_inner_texts() == ["石鼓镇党委", "覃若兰"]
    caption = fact.locator("figcaption").inner_text()
    for part in ("石鼓镇:清风进课堂", "2031-03-05", "news/2031-03-05.txt", "post.organization", "0.95"):
        assert part in caption


def test_a_click_on_an_edge_shows_all_its_facts(page):
    a, b = page.place("邵文景"), page.place("青梧县")
    page.page.mouse.click(a["x"] + (b["x"] - a["x"]) * 0.45, a["y"] + (b["y"] - a["y"]) * 0.45)
    assert page.selected() == "pair"
    assert page.page.locator("#tab-facts .post").all_inner_texts() == ["县长", "县委副书记"] or page.page.locator(
        "#tab-facts .post"
    ).all_inner_texts() == ["县委副书记", "县长"]
    assert "2 条事实" in page.text("#tab-facts")


def test_a_click_on_the_ground_deselects(page):
    page.choose("覃若兰")
    page.settle()
    box = page.page.locator("#picture").bounding_box()
    page.page.mouse.click(box["x"] + 5, box["y"] + 5)
    assert page.selected() == "none"


def test_both_mentions_wear_the_colours_of_their_types(page):
    page.choose("覃若兰")
    marks = page.page.locator(".fact").first.locator("mark")
    tints = [marks.nth(i).evaluate("mark => getComputedStyle(mark).borderBottomColor") for i in range(2)]
    assert tints == ["rgb(181, 67, 11)", "rgb(24, 70, 168)"]


def test_former_candidate_role_and_dates_are_told(english):
    english.choose("孟云舟")
    assert "former" in english.text("#tab-facts")
    english.choose("傅雅琴")
    assert "candidate" in english.text("#tab-facts")
    assert "Confidence 0.42" in english.text("#tab-facts")
    english.choose("柏清扬")
    text = english.text("#tab-facts")
    assert "Role 讲话" in text and "as of 2031-03-09" in text


def test_a_fact_that_is_no_edge_is_shown_with_its_sentence(page):
    page.choose("党建工作推进会")
    fact = page.page.locator(".fact", has_text="event.date")
    assert "日期" in fact.inner_text() and "2031-03-08" in fact.inner_text()
    assert "党建工作推进会" in fact.locator("blockquote").inner_text()


def test_what_an_entity_is(page):
    page.choose("云溪镇")
    text = page.text("#tab-facts")
    for part in ("地点 · 乡级行政区", "999901102", "https://example.org/kg/place/云溪镇@CN-999901"):
        assert part in text
    page.choose("青梧县民政局")
    assert "县民政局" in page.text("#tab-facts dl")


def test_a_statement_of_a_data_set_names_it(open_page):
    graph = make_graph()
    ends = next(ends for ends in graph.edges(keys=True) if graph.nodes[ends[0]]["label"] == "松坪乡")
    graph.edges[ends].update(evidence=(), dataset="dataset/divisions", as_of=None)
    found = open_page(render_html(graph))
    found.choose("松坪乡")
    assert "dataset/divisions" in found.text("#tab-facts")


def test_grantor_since_and_until_are_shown(open_page):
    graph = make_graph()
    key = next(key for key, node in graph.nodes(data=True) if node["label"] == "青梧县教育局")
    ends = next(
        ends
        for ends in graph.edges(keys=True)
        if graph.edges[ends]["predicate"] == "receives" and graph.nodes[ends[0]]["label"] == "傅雅琴"
    )
    graph.edges[ends].update(grantor=key, since="2030-09", until="2031-07")
    found = open_page(render_html(graph))
    found.choose("傅雅琴")
    fact = found.page.locator(".fact", has_text="优秀教师").first
    assert all(part in fact.inner_text() for part in ("授予者", "青梧县教育局", "自 2030-09", "至 2031-07"))


def test_the_other_end_leads_on(page):
    page.choose("覃若兰")
    page.page.locator(".fact .node", has_text="石鼓镇党委").first.click()
    assert page.selected() == "石鼓镇党委"


def test_others_step_back_when_one_is_chosen(page):
    page.choose("覃若兰")
    page.settle()
    faint = page.page.evaluate(
        "() => Object.fromEntries($main.app.picture.scene().spots.map(spot => [spot.name, spot.faint]))"
    )
    assert faint["覃若兰"] is False and faint["石鼓镇党委"] is False and faint["蔡元峰"] is True


def test_quantities_are_with_their_owner_or_else_with_the_article(open_page, tmp_path):
    text = "甘泉县修路\n\n甘泉县整治水渠120余公里。会上表彰了45名党员。\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    found = open_page(render_html(build(tmp_path / "a.txt", issue_date="2023-11-20")))
    found.choose("甘泉县")
    assert "数量" in found.text("#tab-facts") and "水渠 多于120公里" in found.text("#tab-facts")
    found.page.evaluate("() => $main.app.act.read(0)")
    assert found.text("#tab-source details summary") == "数量 1"
    found.page.locator("#tab-source details summary").click()
    assert "党员 45名" in found.text("#tab-source details")
