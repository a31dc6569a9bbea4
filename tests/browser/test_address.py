"""The state in the address: what is chosen can be sent as a link."""

import pytest

pytestmark = pytest.mark.browser
WATCHED = (
    "hiddenTypes",
    "hiddenRelations",
    "candidates",
    "former",
    "singles",
    "undated",
    "from",
    "until",
    "colour",
    "layout",
    "centre",
    "drawn",
    "open",
    "selected",
    "route",
    "tab",
    "reading",
    "view",
    "sheet",
    "language",
    "theme",
)


def fragment(page):
    page.settle()
    return page.page.evaluate("() => location.hash")


def states(page):
    return {name: page.state(name) for name in WATCHED}


def change(page, script):
    page.page.evaluate(f"() => {{ const {{ act, store, model }} = $main.app; {script} }}")


@pytest.mark.parametrize(
    "script",
    [
        "act.chooseNode(7)",
        "act.choosePair(5)",
        "act.chooseConflict(0)",
        "act.toggle('Type', 'Person'); act.toggle('Relation', 'partOf')",
        "act.solo('Type', 'Place')",
        "store.set({ candidates: false, former: false, singles: false, undated: false })",
        "store.set({ from: '2031-03-05', until: '2031-04' })",
        "store.set({ colour: 'community', layout: 'hierarchy' })",
        "act.ringsAround(12)",
        "act.focusOn(9); act.expand(9)",
        "act.route(3, 40)",
        "act.read(1, model.passages.findLastIndex(passage => passage.article === 1))",
        "store.set({ view: 'table', sheet: 'facts' })",
        "store.set({ language: 'en', theme: 'dark' })",
    ],
)
def test_round_trip(open_page, html, script):
    first = open_page(html)
    change(first, script)
    link = fragment(first)
    second = open_page(html, fragment=link)
    expected = states(first)
    if expected["drawn"]:
        expected["drawn"] = sorted(expected["drawn"])
    assert states(second) == expected


def test_the_camera_is_kept(open_page, html):
    first = open_page(html)
    first.page.evaluate("() => $main.app.picture.camera.aim({ x: 120, y: -80, scale: 1.5 }, false)")
    second = open_page(html, fragment=fragment(first))
    camera = second.page.evaluate("() => $main.app.picture.camera.where()")
    assert (round(camera["x"]), round(camera["y"]), round(camera["scale"], 2)) == (120, -80, 1.5)


def test_keys_not_numbers_are_written(page):
    page.choose("蔡元峰")
    assert "person%2F%E8%94%A1%E5%85%83%E5%B3%B0" in fragment(page)


@pytest.mark.parametrize(
    "link",
    [
        "#selected=node+nobody",
        "#camera=1,2",
        "#camera=a,b,c",
        "#drawn=zz.zz&print=0",
        "#route=%25E0%25A4%25A",
        "#layout=spiral&theme=pink",
        "#reading=nothing+12-20",
        "#selected=conflict+99",
        "#hiddenTypes=Nothing",
        "#from=yesterday",
        "#%%%",
        "#selected=pair+",
        "#selected=node+__proto__",
        "#centre=constructor",
        "#open=1.1.1",
    ],
)
def test_a_link_that_does_not_fit_is_passed_over(open_page, html, link):
    page = open_page(html, fragment=link)
    assert page.state("selected") == {"kind": "none", "id": -1}
    assert len(page.drawn()) > 50


def test_another_address_changes_the_page(page):
    page.choose("蔡元峰")
    link = fragment(page)
    page.page.keyboard.press("Escape")
    page.settle()
    page.page.evaluate("link => { location.hash = link }", link)
    page.settle()
    assert page.selected() == "蔡元峰"


def test_the_picture_behind_the_table_is_fitted_when_it_is_shown(open_page, html):
    page = open_page(html, fragment="#view=table")
    assert page.page.locator("#picture").is_hidden()
    page.page.keyboard.press("t")
    page.settle()
    assert page.page.evaluate(
        "() => $main.app.derived().visible.nodes.every(node => $main.app.picture.camera.sees('n' + node))"
    )
    assert len(page.names()) > 30
