"""All of it by keyboard, readable by everyone, in both languages, both themes, on narrow screens."""

import re
from itertools import combinations

import pytest

from graphs import TYPES

pytestmark = pytest.mark.browser
CHINESE = re.compile(r"[\u4e00-\u9fff]")

# Every visible text with the colours that it has: its own and that of the nearest ground that is not transparent.
TEXTS = """() => {
    const found = [];
    const parse = colour => (colour.match(/[\\d.]+/g) ?? []).map(Number);
    const convert = colour => { const c = document.createElement('canvas').getContext('2d',
        { willReadFrequently: true });
        c.fillStyle = colour; c.fillRect(0, 0, 1, 1); return [...c.getImageData(0, 0, 1, 1).data]; };
    const over = ([r, g, b, a], under) => [r, g, b].map((v, i) => v * a / 255 + under[i] * (1 - a / 255));
    const ground = element => {
        const layers = [];
        for (let e = element; e; e = e.parentElement) layers.push(convert(getComputedStyle(e).backgroundColor));
        return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255]);
    };
    for (const element of document.querySelectorAll('#app :not(.live)')) {
        const text = [...element.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join('').trim();
        if (!text || element.closest('svg') || !element.checkVisibility({ checkOpacity: true,
            checkVisibilityCSS: true })) continue;
        if (element.disabled || element.closest(':disabled')) continue;
        const under = ground(element);
        found.push({ text, lang: element.closest('[lang]').lang,
            colour: over(convert(getComputedStyle(element).color), under), ground: under });
    }
    return found;
}"""


def luminance(colour):
    parts = [c / 255 / 12.92 if c / 255 <= 0.03928 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def visit(page):
    """The views of the page, one after another."""
    yield "overview"
    page.choose("傅雅琴")
    yield "facts"
    page.page.evaluate("() => $main.app.act.chooseConflict(0)")
    yield "conflict"
    page.page.evaluate("() => $main.app.act.read(0, 3)")
    yield "article"
    page.page.keyboard.press("t")
    yield "table"
    page.page.keyboard.press("?")
    yield "help"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast(open_page, html, theme):
    page = open_page(html, theme=theme)
    for view in visit(page):
        texts = page.page.evaluate(TEXTS)
        assert len(texts) > 20
        weak = {
            (view, t["text"], round(contrast(t["colour"], t["ground"]), 2))
            for t in texts
            if contrast(t["colour"], t["ground"]) < 4.5
        }
        assert weak == set()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_stand_out_from_the_paper(open_page, html, theme):
    page = open_page(html, theme=theme)
    tints = page.page.evaluate(
        """types => { const tints = $main.app.picture.lookNow().tints;
            const c = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        const rgb = colour => { c.fillStyle = colour; c.fillRect(0, 0, 1, 1); return [...c.getImageData(0, 0, 1,
            1).data].slice(0, 3); };
        return { paper: rgb(tints.paper), ink: rgb(tints.ink), types: Object.fromEntries(types.map(type => [type,
            rgb(tints.ofType(type))])) }; }""",
        list(TYPES),
    )
    assert contrast(tints["ink"], tints["paper"]) > 7
    for kind, tint in tints["types"].items():
        assert contrast(tint, tints["paper"]) >= 3, kind


# Linear transforms of what people without one kind of cone see (Viénot, Brettel, Mollon 1999), and OKLab distance.
BLIND = {
    "protan": ((0.112, 0.888, 0.0), (0.112, 0.888, 0.0), (0.004, -0.004, 1.0)),
    "deutan": ((0.293, 0.707, 0.0), (0.293, 0.707, 0.0), (-0.021, 0.021, 1.0)),
}


def oklab(linear):
    r, g, b = (max(0.0, value) for value in linear)
    cones = [
        (0.4122 * r + 0.5363 * g + 0.0514 * b) ** (1 / 3),
        (0.2119 * r + 0.6807 * g + 0.1074 * b) ** (1 / 3),
        (0.0883 * r + 0.2817 * g + 0.63 * b) ** (1 / 3),
    ]
    return (
        0.2105 * cones[0] + 0.7936 * cones[1] - 0.0041 * cones[2],
        1.978 * cones[0] - 2.4286 * cones[1] + 0.4506 * cones[2],
        0.0259 * cones[0] + 0.7828 * cones[1] - 0.8087 * cones[2],
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", BLIND)
def test_types_differ_for_colour_blind_people(open_page, html, kind, theme):
    """The four commonest types clearly, all seven visibly; each has a shape of its own besides."""
    page = open_page(html, theme=theme)
    order = ["Person", "Organization", "Place", "Program", "Award", "Document", "Event"]
    tints = page.page.evaluate(
        """types => { const c = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        return types.map(type => { c.fillStyle = $main.app.picture.lookNow().tints.ofType(type); c.fillRect(0, 0, 1, 1);
            return [...c.getImageData(0, 0, 1, 1).data].slice(0, 3); }) }""",
        order,
    )
    seen = []
    for tint in tints:
        linear = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in tint]
        seen.append(
            oklab([sum(weight * value for weight, value in zip(row, linear, strict=True)) for row in BLIND[kind]])
        )
    for (i, one), (j, other) in combinations(enumerate(seen), 2):
        distance = sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5
        assert distance > (0.08 if j < 4 else 0.045), (order[i], order[j])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_text_is_in_the_language(open_page, html, language):
    page = open_page(html, language=language)
    for _ in visit(page):
        texts = [
            t["text"]
            for t in page.page.evaluate(TEXTS)
            if t["lang"] == page.page.evaluate("document.documentElement.lang")
        ]
        if language == "en":
            known = page.page.evaluate("() => $main.app.model.nodes.flatMap(node => [node.label, ...node.aliases])")
            assert [text for text in texts if CHINESE.search(text) and text not in known and text != "中文"] == []
        assert not [text for text in texts if "undefined" in text or "{" in text or "NaN" in text]


def test_the_dictionary_is_whole(page):
    texts = page.page.evaluate("() => $texts.TEXTS")
    for key, (chinese, english) in texts.items():
        assert chinese and english, key
        places = [set(re.findall(r"\{(\w+)", text)) for text in (chinese, english)]
        assert places[0] == places[1] or key == "communityOf", key


def test_one_is_not_many(page):
    say = "n => ['factsCount', 'pathHops'].map(key => $texts.sayIn('en', key, { n }))"
    assert page.page.evaluate(say, 1) == ["1 fact", "1 hop"]
    assert page.page.evaluate(say, 2) == ["2 facts", "2 hops"]


def test_the_language_can_be_changed(page):
    page.page.locator('[data-key="language"]').click()
    assert page.page.evaluate("document.documentElement.lang") == "en"
    assert "Organisation" in page.text("#legend")
    page.page.keyboard.press("g")
    assert "组织机构" in page.text("#legend")


def test_the_theme_follows_the_system_until_it_is_chosen(open_page, html):
    page = open_page(html, theme="dark")
    ground = "() => getComputedStyle(document.body).backgroundColor"
    assert page.page.evaluate(ground) == "rgb(20, 24, 28)"
    page.page.keyboard.press("d")
    assert page.page.evaluate(ground) == "rgb(250, 248, 243)"
    assert page.page.evaluate("$main.app.picture.lookNow().tints.paper") == "#faf8f3"
    page.page.keyboard.press("d")
    assert page.page.evaluate(ground) == "rgb(20, 24, 28)"


CONTROLS = 'button, input, select, a, summary, [role=button], [tabindex="0"]'
NAMELESS = """controls => [...document.querySelectorAll(controls)].filter(e => e.checkVisibility() &&
    !(e.getAttribute('aria-label') || e.textContent.trim() || e.title || e.labels?.length)).map(e => e.outerHTML)"""
REPEATED = """() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
    return ids.filter((id, i) => ids.indexOf(id) !== i) }"""
DANGLING = """() => ['aria-controls', 'aria-activedescendant', 'aria-labelledby'].flatMap(name =>
    [...document.querySelectorAll(`[${name}]`)].filter(e => !document.getElementById(e.getAttribute(name))))
    .map(e => e.outerHTML)"""


def test_every_control_has_a_name_and_ids_are_unique(page):
    for view in visit(page):
        assert page.page.evaluate(NAMELESS, CONTROLS) == [], view
        assert page.page.evaluate(REPEATED) == [], view
        assert page.page.evaluate(DANGLING) == [], view


def test_landmarks_and_headings(page):
    for selector in ("main", "nav[aria-label]", "aside[aria-label]", "header", "h1"):
        assert page.page.locator(selector).count() >= 1
    assert page.page.evaluate("() => document.querySelectorAll('h1').length") == 1


def test_the_whole_way_by_keyboard(page):
    keys = page.page.keyboard
    keys.press("Tab")
    assert page.page.evaluate("document.activeElement.className") == "skip"
    keys.press("Enter")
    assert page.page.evaluate("document.activeElement.id") == "picture"
    keys.press("]")
    keys.press("Enter")
    assert page.selected() not in ("none", "pair")
    first = page.selected()
    keys.press("]")
    assert page.page.locator(".live").inner_text() != ""
    keys.press("Enter")
    assert page.selected() != first
    keys.press("f")
    assert page.state("drawn")
    keys.press("u")
    assert page.state("drawn") is None
    for key, tab in (("1", "overview"), ("3", "source"), ("2", "facts")):
        keys.press(key)
        assert page.state("tab") == tab
    keys.press("Escape")
    assert page.selected() == "none"


def test_arrows_and_plus_move_the_picture(page):
    page.page.locator("#picture").focus()
    before = page.page.evaluate("() => $main.app.picture.camera.where()")
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("+")
    after = page.page.evaluate("() => $main.app.picture.camera.where()")
    assert after["x"] > before["x"] and after["scale"] > before["scale"]
    page.page.keyboard.press("0")
    assert abs(page.page.evaluate("() => $main.app.picture.camera.where()")["scale"] - before["scale"]) < 0.01


def test_focus_stays_on_the_control_that_was_used(page):
    page.page.locator('[data-key="Type-Person"]').focus()
    page.page.keyboard.press("Enter")
    assert page.page.evaluate("document.activeElement.dataset.key") == "Type-Person"
    page.page.keyboard.press("Enter")
    assert page.state("hiddenTypes") == ["Article"]


def test_the_keys_are_listed(page):
    page.page.keyboard.press("?")
    dialog = page.page.locator("dialog.help")
    assert dialog.is_visible()
    assert dialog.locator("kbd").count() >= 20
    page.page.keyboard.press("Escape")
    assert dialog.is_hidden()


def test_a_choice_is_announced(english):
    english.choose("覃若兰")
    assert english.page.locator(".live").inner_text() == "person: 覃若兰, 1 fact"


def test_the_table_has_the_same_data(page, graph):
    page.page.keyboard.press("t")
    rows = page.page.locator("tbody tr")
    assert rows.count() == sum(node["type"] != "Article" for _, node in graph.nodes(data=True))
    page.page.locator('[data-key="sheet-facts"]').click()
    assert rows.count() == sum(data["predicate"] != "byline" for *_, data in graph.edges(data=True))
    rows.first.locator("button").click()
    assert page.selected() == "pair"


def test_the_table_can_be_sorted(page):
    page.page.keyboard.press("t")
    head = page.page.locator("th", has_text="关系数")
    counts = [int(text) for text in page.page.locator("tbody td.number:nth-of-type(3)").all_inner_texts()]
    assert head.get_attribute("aria-sort") == "descending" and counts == sorted(counts, reverse=True)
    head.locator("button").click()
    counts = [int(text) for text in page.page.locator("tbody td.number:nth-of-type(3)").all_inner_texts()]
    assert page.page.locator("th", has_text="关系数").get_attribute("aria-sort") == "ascending" and counts == sorted(
        counts
    )


@pytest.mark.parametrize("size", [(390, 844), (360, 640), (768, 1024), (1024, 768), (1920, 1080)])
def test_nothing_runs_out_of_the_window(open_page, html, size):
    page = open_page(html, size=size)
    for view in visit(page):
        assert page.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), view
    assert page.page.locator(".bar .search").is_visible()


def test_a_narrow_screen_has_everything(open_page, html):
    page = open_page(html, size=(390, 844))
    assert page.page.locator("#legend").is_hidden()
    page.page.locator('[data-key="menu"]').click()
    page.page.locator('[data-key="Type-Person"]').click()
    assert "覃若兰" not in page.drawn()
    page.page.locator('[data-key="menu"]').click()
    assert page.page.locator("#legend").is_hidden()
    page.choose("石鼓镇党委")
    assert page.page.locator(".fact").first.is_visible()


def test_reduced_motion_is_respected(page):
    moved = page.page.evaluate("""() => { const id = Object.keys($main.app.picture.network.body.nodes)[0];
        $main.app.act.layOut('hierarchy'); const at = $main.app.picture.marks().get(id),
            body = $main.app.picture.network.body.nodes[id];
        return [body.x, body.y, at.x, at.y]; }""")
    assert moved[:2] == moved[2:]
