"""Search by characters, pinyin, initials and aliases."""

import pytest

pytestmark = pytest.mark.browser


def search(page, query):
    return page.page.evaluate(
        "query => $main.app.search(query, 20).map(hit => $main.app.model.nodes[hit.node].label)", query
    )


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("元峰", "蔡元峰"),
        ("caiyuanfeng", "蔡元峰"),
        ("cyf", "蔡元峰"),
        ("CYF", "蔡元峰"),
        ("caiyf", "蔡元峰"),
        ("  cyf ", "蔡元峰"),
        ("zeng", "曾子航"),
        ("zzh", "曾子航"),
        ("xie", "解明远"),
        ("qin", "覃若兰"),
        ("shanht", "单宏图"),
        ("qiu", "仇振华"),
        ("zha", "查海燕"),
        ("县民政局", "青梧县民政局"),
        ("青禾集团", "青禾农业集团"),
        ("qhjt", "青禾农业集团"),
        ("2031", "2031年度民主生活会"),
    ],
)
def test_finds(page, query, label):
    assert label in search(page, query)


@pytest.mark.parametrize("query", ["", "   ", "不存在的人", "qqqq", "<script>", "["])
def test_finds_nothing(page, query):
    assert search(page, query) == []


def test_the_whole_name_comes_first(page):
    assert search(page, "青梧县")[0] == "青梧县"
    assert search(page, "云溪镇")[0] == "云溪镇"


def test_slash_focuses_enter_centres(page):
    page.page.keyboard.press("/")
    assert page.page.evaluate("() => document.activeElement.type") == "search"
    page.page.keyboard.type("cyf")
    assert page.page.locator(".bar .hits li").first.inner_text().startswith("蔡元峰")
    page.page.keyboard.press("Enter")
    assert page.selected() == "蔡元峰"
    page.settle()
    place, box = page.place("蔡元峰"), page.page.locator("#picture").bounding_box()
    assert abs(place["x"] - (box["x"] + box["width"] / 2)) < 5
    assert abs(place["y"] - (box["y"] + box["height"] / 2)) < 5


def test_arrows_choose_among_the_hits(page):
    page.page.keyboard.press("/")
    page.page.keyboard.type("青梧县")
    second = page.page.locator(".bar .hits li").nth(1).locator(".name").inner_text()
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("Enter")
    assert page.selected() == second


def test_the_match_is_marked_and_an_alias_names_its_entity(page):
    page.page.keyboard.press("/")
    page.page.keyboard.type("青禾集")
    hit = page.page.locator(".bar .hits li").first
    assert hit.locator("mark").inner_text() == "青禾集"
    assert "青禾农业集团" in hit.inner_text()


def test_nothing_found_is_said(english):
    english.page.keyboard.press("/")
    english.page.keyboard.type("没有这个")
    assert english.text(".bar .hits") == "Nothing matches"


def test_escape_leaves_the_search(page):
    page.page.keyboard.press("/")
    page.page.keyboard.type("cyf")
    page.page.keyboard.press("Escape")
    assert page.page.locator(".bar .hits").is_hidden()


def test_a_hidden_type_is_shown_when_it_is_chosen(page):
    page.page.locator('[data-key="Type-Person"]').click()
    assert "蔡元峰" not in page.drawn()
    page.choose("蔡元峰")
    assert "蔡元峰" in page.drawn()
