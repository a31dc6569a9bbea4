"""The report on a build, in a browser: it asks for nothing, runs nothing, and can be read in both themes."""

import json

import pytest
from test_access import TEXTS, contrast

from kg_builder.build import build_directory
from kg_builder.config import Settings
from kg_builder.report import gather_report, render_report

pytestmark = pytest.mark.browser
ATTACK = "</style><script>window.hit=1</script><img src=http://127.0.0.1/x onerror=window.hit=1>"


@pytest.fixture(scope="module")
def report(demo):
    return render_report(gather_report(demo, rows=20))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_text_can_be_read(open_page, report, theme):
    page = open_page(report, theme=theme, wait=False).page
    texts = page.evaluate(TEXTS.replace("#app :not(.live)", "body :not(.unseen)"))
    assert len(texts) > 100
    assert [t for t in texts if contrast(t["colour"], t["ground"]) < 4.5] == []


@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_the_screen_and_its_parts_are_found(open_page, report, width):
    page = open_page(report, size=(width, 900), wait=False).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for link in page.locator("nav a").all():
        assert page.locator(link.get_attribute("href")).count() == 1
    assert page.get_by_role("table", name="Statements by relation").get_by_role("columnheader").count() == 5
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.get_by_role("region").count() == page.locator("section").count()


def test_the_bars_are_as_long_as_the_counts(open_page, report, demo):
    page = open_page(report, wait=False).page
    rows = page.locator("section[aria-labelledby=rules] tbody tr")
    widest, second = (rows.nth(number).locator("rect").first.bounding_box()["width"] for number in (0, 1))
    first, other = gather_report(demo).rules.items[:2]
    assert second / widest == pytest.approx(other.mentions / first.mentions, abs=0.02)


def test_hostile_text_runs_nothing(open_page, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "<img src=x onerror=window.hit=1>.txt").write_text(
        f"{ATTACK}\n\n本报讯（通讯员 麦苗）5月11日，文明创建推进会在平安镇召开。\n", "utf-8")
    signed = {"author": ATTACK, "date": "2024-05-21", "reason": ATTACK}
    (tmp_path / "c.yaml").write_text(json.dumps({"corrections": [
        {"do": "rename", "entity": "person/无名@a", "label": ATTACK, **signed}]}), "utf-8")
    build_directory([tmp_path / "in"], tmp_path / "out", settings=Settings(
        jobs=1, formats=("turtle",), corrections=(tmp_path / "c.yaml",)))
    page = open_page(render_report(gather_report(tmp_path / "out")), wait=False).page
    assert page.locator("img, script").count() == 0 and page.evaluate("window.hit") is None
    assert page.get_by_text("onerror=window.hit=1").count() >= 3
