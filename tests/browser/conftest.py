"""Opens pages in headless Chromium and holds against each that it asked for nothing and reported no error."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))  # tests/graphs.py, wherever pytest was started

from graphs import make_graph
from kg_builder.export.html import render_html

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


@pytest.fixture(scope="session")
def browser():
    """One browser for all; skips where there is none."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no chromium: `make browser` installs it")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


class Opened:
    """A page that was opened, with what it did: questions of the tests, in their own words."""

    def __init__(self, page):
        self.page = page
        self.errors, self.requests = [], []
        page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: (self.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: self.requests.append(request.url))

    def state(self, name):
        return self.page.evaluate("name => $main.app.store.get()[name]", name)

    def node(self, label):
        """The number of the node with this label; of two, the first by key."""
        return self.page.evaluate("label => $main.app.model.nodes.find(node => node.label === label).index", label)

    def label(self, number):
        return self.page.evaluate("number => $main.app.model.nodes[number].label", number)

    def selected(self):
        """The label of the selected node."""
        chosen = self.state("selected")
        return self.label(chosen["id"]) if chosen["kind"] == "node" else chosen["kind"]

    def drawn(self):
        """The labels of the nodes that vis-network draws."""
        return set(
            self.page.evaluate(
                "() => Object.keys($main.app.picture.network.body.nodes).filter(id => id[0] === 'n')"
                ".map(id => $main.app.model.nodes[id.slice(1)].label)"
            )
        )

    def lines(self):
        """What vis-network draws between the nodes, by the labels of the ends."""
        found = self.page.evaluate("""() => [...$main.app.picture.lines().values()].filter(line =>
            line.id[0] !== 'c').map(line => ({
            ...line, ends: [line.from, line.to].map(id => $main.app.model.nodes[id.slice(1)].label),
            drawn: line.id in $main.app.picture.network.body.edges}))""")
        return {frozenset(line["ends"]): line for line in found}

    def place(self, label):
        """Where the node stands on the screen."""
        return self.page.evaluate(
            """number => {
            const { network } = $main.app.picture, box = document.getElementById('picture').getBoundingClientRect();
            const body = network.body.nodes['n' + number], at = network.canvasToDOM({ x: body.x, y: body.y });
            return { x: box.x + at.x, y: box.y + at.y };
        }""",
            self.node(label),
        )

    def names(self):
        """The boxes of the names that stand in the picture."""
        self.settle()
        return self.page.evaluate(
            "() => $main.app.picture.overlay.placed().names"
            ".map(({x, y, width, height, text}) => ({x, y, width, height, text}))"
        )

    def captions(self):
        self.settle()
        return self.page.evaluate(
            "() => $main.app.picture.overlay.placed().captions"
            ".map(({x, y, width, height, text}) => ({x, y, width, height, text}))"
        )

    def choose(self, label):
        self.page.evaluate("number => $main.app.choose(number)", self.node(label))

    def settle(self):
        """Wait until the picture and the address are at rest."""
        self.page.wait_for_timeout(400)

    def text(self, selector):
        return self.page.locator(selector).inner_text()

    def check(self):
        assert self.errors == []
        assert [url for url in self.requests if not url.startswith(("file:", "data:", "blob:"))] == []


@pytest.fixture
def open_page(browser, tmp_path):
    """A function that opens a page given as HTML; at the end each must have been silent and self-contained."""
    opened, contexts = [], []

    def open_html(html, *, size=(1440, 900), theme="light", language="zh", fragment="", wait=True):
        path = tmp_path / f"page{len(opened)}.html"
        path.write_text(html, encoding="utf-8")
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=theme,
            locale=LOCALES[language],
            reduced_motion="reduce",
            accept_downloads=True,
        )
        context.set_default_timeout(30000)        # a busy machine is slow, not wrong
        contexts.append(context)
        found = Opened(context.new_page())
        opened.append(found)
        found.page.goto(path.as_uri() + fragment)
        if wait:
            found.page.wait_for_function("() => typeof $main !== 'undefined'")
        return found

    yield open_html
    for context in contexts:
        context.close()
    for found in opened:
        found.check()


@pytest.fixture(scope="session")
def graph():
    """The hand-made graph; only for reading."""
    return make_graph()


@pytest.fixture(scope="session")
def html(graph):
    return render_html(graph)


@pytest.fixture
def page(open_page, html):
    """The hand-made graph, opened on a desktop in Chinese."""
    return open_page(html)


@pytest.fixture
def english(open_page, html):
    return open_page(html, language="en")
