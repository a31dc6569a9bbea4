"""The article: every mention marked, mentions choose nodes, facts lead to their sentence."""

import pytest

from graphs import make_graph
from kg_builder.export.html import render_html
from kg_builder.model import Source

pytestmark = pytest.mark.browser


def test_an_article_is_shown_whole(page, graph):
    page.page.locator(".articles button", has_text="清风进课堂").click()
    key, node = next((key, node) for key, node in graph.nodes(data=True) if node["label"] == "石鼓镇:清风进课堂")
    text = graph.graph["sources"][node["source"]].text[node["start"] : node["end"]]
    assert page.page.locator(".body > *").all_inner_texts() == text.split("\n")[:-1]
    assert page.page.locator("#tab-source h2").all_inner_texts() == [node["label"]]
    spans = {
        (m.start, m.end) for _, other in graph.nodes(data=True) for m in other.get("mentions", ()) if m.article == key
    }
    kept = [span for span in spans if not any(a <= span[0] and span[1] <= b and (a, b) != span for a, b in spans)]
    assert page.page.locator(".body .mention").count() == len(kept)


def test_mentions_wear_the_colour_of_their_type(page):
    page.page.locator(".articles button", has_text="清风进课堂").click()
    person = page.page.locator(".body .mention", has_text="仇振华").first
    body = page.page.locator(".body .mention", has_text="青梧县第一中学").first
    assert person.evaluate("e => getComputedStyle(e).borderBottomColor") == "rgb(24, 70, 168)"
    assert body.evaluate("e => getComputedStyle(e).borderBottomColor") == "rgb(181, 67, 11)"


def test_a_click_on_a_mention_chooses_its_node_and_stays(page):
    page.page.locator(".articles button", has_text="清风进课堂").click()
    page.page.locator(".body .mention", has_text="仇振华").first.click()
    assert page.selected() == "仇振华"
    assert page.state("tab") == "source"
    assert page.page.locator(".body .mention.chosen").all_inner_texts() == ["仇振华"]
    page.page.locator(".chosen button").click()
    assert page.state("tab") == "facts"


def test_a_mention_can_be_chosen_by_keyboard(page):
    page.page.locator(".articles button", has_text="清风进课堂").click()
    page.page.locator(".body .mention", has_text="傅雅琴").first.focus()
    page.page.keyboard.press("Enter")
    assert page.selected() == "傅雅琴"


def test_a_fact_leads_to_its_sentence(open_page, html):
    page = open_page(html, size=(1440, 500))
    page.choose("松坪乡党委")
    page.page.locator(".fact", has_text="参加会议").locator("button.title").click()
    assert page.state("tab") == "source"
    lit = page.page.locator(".lit")
    assert lit.inner_text() == "松坪乡党委参加会议。"
    box, panel = lit.bounding_box(), page.page.locator("#tab-source").bounding_box()
    assert panel["y"] <= box["y"] <= panel["y"] + panel["height"]
    assert page.page.locator("#tab-source").evaluate("e => e.scrollTop") > 0


def test_without_the_text_the_sentences_are_shown(open_page, graph):
    found = open_page(render_html(graph, text_limit=10))
    found.page.locator(".articles button", has_text="清风进课堂").click()
    assert "没有嵌入全文" in found.text("#tab-source")
    assert "石鼓镇党委书记覃若兰走上讲台。" in found.page.locator(".body p").all_inner_texts()
    found.choose("覃若兰")
    fact = found.page.locator(".fact").first
    assert fact.locator("mark").all_inner_texts() == ["石鼓镇党委", "覃若兰"]
    fact.locator("button.title").click()
    assert found.page.locator(".lit").inner_text() == "石鼓镇党委书记覃若兰走上讲台。"


def test_characters_outside_the_first_plane_do_not_shift_the_marks(open_page):
    """Python counts code points, JavaScript UTF-16 units."""
    graph = make_graph()
    sources = graph.graph["sources"]
    for key, source in sources.items():
        sources[key] = Source(source.path, source.text.replace("近年来", "近𠮷年"), source.sha256)
    found = open_page(render_html(graph))
    found.page.locator(".articles button", has_text="让网格").click()
    texts = found.page.locator(".body .mention").all_inner_texts()
    assert "曾子航" in texts and "解明远" in texts and "云溪镇人民政府" in texts


def test_the_picture_shows_whom_the_article_names(page):
    page.page.locator(".articles button", has_text="银龄有依").click()
    page.settle()
    faint = page.page.evaluate(
        "() => Object.fromEntries($main.app.picture.scene().spots.map(spot => [spot.name, spot.faint]))"
    )
    assert faint["蔡元峰"] is False and faint["覃若兰"] is True
