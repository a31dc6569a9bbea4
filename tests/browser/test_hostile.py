"""Texts that attack the page reach it as texts: nothing runs, nothing is fetched."""

from dataclasses import replace
from itertools import cycle

import networkx as nx
import pytest

from graphs import make_graph
from kg_builder.export.html import render_html
from kg_builder.model import Source

pytestmark = pytest.mark.browser

ATTACKS = [
    "</script><script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    '"><svg onload=window.hit=1>',
    "'-window.hit=1-'",
    '<a href="javascript:window.hit=1">href</a>',
    "<!--<script>",
    "]]><script>window.hit=1</script>",
    "{{7*7}}{% raw %}",
    "\u2028window.hit=1\u2029",
    "`${window.hit=1}`",
    "\\u003cscript\\u003e",
    "&lt;script&gt;window.hit=1",
    "\x00\x01\x1f\x7f",
    "\u202eevil\u202c",
    "<style>*{display:none}</style>",
    "<iframe srcdoc='<script>parent.hit=1</script>'>",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "a" * 3000,
    "𠮷" * 40,
    "\ud800",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1/'>",
    "NaN",
    "null",
    "=1+1",
]


def poison(graph):
    """Put the attacks into every text that a graph has."""
    attack = cycle(ATTACKS)
    names = {}
    for (key, node), text in zip(list(graph.nodes(data=True)), cycle(ATTACKS)):
        names[key] = f"{node['type'].lower()}/{text}/{key[-9:]}{len(names)}"
        node.update(label=text, alt_labels=(next(attack), next(attack)))
        if "mentions" in node:
            node.update(
                code=next(attack),
                candidates=(next(attack),),
                date=next(attack),
                end_date=next(attack),
                classes=(next(attack),),
            )
        else:
            node.update(date=next(attack))
    conflicts = [(next(attack), keys) for _, keys in graph.graph["conflicts"]]
    for *_, data in graph.edges(data=True):
        data.update(
            title=next(attack),
            role=next(attack),
            since=next(attack),
            until=next(attack),
            as_of=next(attack),
            dataset=next(attack),
            grantor=next(iter(graph)),
        )
        data["evidence"] = tuple(
            replace(
                item, exact=next(attack) + item.exact, rule=next(attack), subject=None, object=None, start=item.start
            )
            for item in data["evidence"]
        )
    graph.graph["sources"] = {
        key: Source(next(attack), source.text.replace("青", "</script><b onclick=x>青"), source.sha256)
        for key, source in graph.graph["sources"].items()
    }
    graph.graph.update(base_iri="https://example.org/</script>\"'<>/", conflicts=tuple(conflicts))
    return nx.relabel_nodes(graph, names)


@pytest.fixture(scope="module")
def hostile():
    return render_html(poison(make_graph()))


def test_no_text_becomes_markup(hostile, html):
    for markup in ("</script", "<script", "<img", "<svg", "<style", "<meta", "<iframe", "<!--", "<a ", "<b "):
        assert hostile.count(markup) == html.count(markup), markup
    assert "\u2028" not in hostile and "\u2029" not in hostile


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_runs(open_page, hostile, language):
    page = open_page(hostile, language=language)
    evaluate = page.page.evaluate
    before = evaluate("() => document.querySelectorAll('script, iframe, img, style, meta, link').length")
    count = evaluate("() => $main.app.model.nodes.length")
    for number in range(0, count, 3):
        evaluate("number => $main.app.choose(number)", number)
    for number in range(0, evaluate("() => $main.app.model.pairs.length"), 5):
        evaluate("number => $main.app.act.choosePair(number)", number)
    for number in range(evaluate("() => $main.app.model.articles.length")):
        evaluate("number => $main.app.act.read(number, 0)", number)
    evaluate("() => $main.app.act.chooseConflict(0)")
    for text in ATTACKS[:12]:
        page.page.locator(".bar input").fill(text)
    page.page.locator(".bar input").fill("")
    evaluate("() => document.activeElement.blur()")
    for key in ("t", "t", "l", "l", "l", "p"):
        page.page.keyboard.press(key)
    for sheet in ("facts", "entities"):
        evaluate("sheet => $main.app.store.set({ view: 'table', sheet })", sheet)
    page.settle()
    assert evaluate("() => window.hit") is None
    assert evaluate("() => document.querySelectorAll('script, iframe, img, style, meta, link').length") == before
    assert evaluate("() => document.querySelectorAll('#app b, #app a[href^=javascript]').length") == 0
    assert evaluate("() => ({}).polluted") is None


def test_names_are_shown_as_they_are(open_page, hostile):
    page = open_page(hostile)
    number = page.node("<img src=x onerror=window.hit=1>")
    page.page.evaluate("number => $main.app.choose(number)", number)
    assert "<img src=x onerror=window.hit=1>" in page.text("#tab-facts h2")


def test_a_link_survives_hostile_keys(open_page, hostile):
    page = open_page(hostile)
    page.page.evaluate("() => $main.app.act.chooseNode(4)")
    page.settle()
    link = page.page.evaluate("() => location.hash")
    again = open_page(hostile, fragment=link)
    assert again.state("selected") == {"kind": "node", "id": 4}


@pytest.mark.parametrize("key", ["savePng", "saveSvg", "saveCsv", "saveTurtle", "saveJson"])
def test_hostile_texts_can_be_saved(open_page, hostile, key):
    page = open_page(hostile)
    page.page.locator(".export summary").click()
    with page.page.expect_download() as download:
        page.page.locator(f'[data-key="{key}"]').click()
    with open(download.value.path(), "rb") as file:
        assert len(file.read()) > 1000


def test_the_policy_blocks_what_is_not_ours(open_page, html):
    page = open_page(html)
    page.page.evaluate("""() => { const script = document.createElement('script');
        script.textContent = 'window.hit = 1';
        document.body.append(script); }""")
    assert page.page.evaluate("() => window.hit") is None
    assert any("Content Security Policy" in error or "script-src" in error for error in page.errors)
    page.errors.clear()


def test_the_policy_blocks_requests(open_page, html):
    page = open_page(html)
    blocked = page.page.evaluate("() => fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'blocked')")
    assert blocked == "blocked"
    assert any("connect-src" in error or "Content Security Policy" in error for error in page.errors)
    page.errors.clear()
    page.requests.clear()
