"""Corrections collected in the page become a file that a build accepts and that changes the graph as was asked."""

import datetime
from pathlib import Path

import pytest
import yaml
from test_access import CHINESE, CONTROLS, DANGLING, NAMELESS, REPEATED, TEXTS, contrast
from test_hostile import ATTACKS, poison

from graphs import make_graph
from kg_builder.build import DEMO, build
from kg_builder.export.html import render_html
from kg_builder.graph.assemble import read_statements
from kg_builder.link import load_corrections

pytestmark = pytest.mark.browser
AUTHOR, REASON = "文一", '查证: "两人" # 同名\u2028\\n'


class Editor:
    """What a reader does to correct."""

    def __init__(self, page):
        self.opened, self.page = page, page.page

    def field(self, label):
        return self.page.locator("dialog[open]").get_by_label(label, exact=True)

    def begin(self, label, kind):
        """Choose an entity by its name and open the form for it."""
        self.opened.choose(label)
        self.page.locator('[data-key="do-correct"]').click()
        self.field("怎样更正").select_option(kind)

    def pick(self, label, name):
        """Search for an entity in a field and take the first that is found."""
        self.field(label).fill(name)
        self.page.keyboard.press("Enter")

    def sign(self, reason=REASON):
        if not self.field("更正人").input_value():
            self.field("更正人").fill(AUTHOR)
        self.field("理由").fill(reason)
        self.page.locator('dialog[open] button[type="submit"]').click()
        assert self.page.locator("dialog[open]").count() == 0

    def retract(self, number, what="edge"):
        self.page.evaluate(f"number => $main.app.correct({{ {what}: number }})", number)
        self.sign()

    def save(self, folder: Path) -> Path:
        self.page.locator('[data-key="review"]').click()
        with self.page.expect_download() as download:
            self.page.locator('[data-key="download"]').click()
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        return path


@pytest.fixture(scope="module")
def demo_html(demo_graph):
    return render_html(demo_graph)


@pytest.fixture
def editor(open_page, demo_html):
    return Editor(open_page(demo_html))


def rebuild(corrections, path=DEMO / "page.txt"):
    graph = build([path], place="澄汐市", issue_date="2024-05-20", jobs=1, corrections=(corrections,))
    return graph, [text for text in graph.graph["warnings"] if "corrections.yaml" in text]


def names(graph, kind):
    return sorted(node["label"] for _, node in graph.nodes(data=True) if node["type"] == kind)


def collect_each_kind(editor, graph):
    """Collect one correction of each kind; return what is needed to see whether they were applied."""
    persons, programs = names(graph, "Person"), names(graph, "Program")
    parted = next(key for key, node in sorted(graph.nodes(data=True))
                  if node["type"] == "Organization" and len({m.article for m in node["mentions"]}) > 1)
    editor.begin(persons[0], "rename")
    editor.field("名称").fill("新名（甲）")
    editor.sign()
    editor.begin(programs[0], "merge")
    editor.pick("并入的另一个", programs[1])
    editor.sign()
    editor.begin(graph.nodes[parted]["label"], "split")
    editor.page.locator("dialog[open] fieldset input").first.check()
    editor.field("怎样区别（写进标识，如：记者）").fill("另")
    editor.sign()
    places = names(graph, "Place")
    editor.begin(places[0], "code")
    editor.field("区划代码，六位或九位").fill("610602112")
    editor.sign()
    editor.begin(persons[1], "assert")
    editor.field("关系").select_option("holdsPost")
    editor.pick("宾语", names(graph, "Organization")[0])
    editor.field("职务").fill("顾问")
    editor.field("起（年、年-月或年-月-日）").fill("2022-03")
    editor.sign()
    edges = editor.page.evaluate("() => $main.app.model.edges.map(edge => edge.predicate)")
    editor.retract(edges.index("byline"))
    owners = editor.page.evaluate("() => $main.app.model.facts.map(({ node }) => $main.app.model.nodes[node].type)")
    for owner in sorted(set(owners)):           # an event has its date, an article quantities of nobody's
        editor.retract(owners.index(owner), "fact")
    return persons, programs, parted, places


@pytest.mark.parametrize("moved", [False, True])
def test_each_kind_is_applied_by_a_build(editor, demo_graph, tmp_path, moved):
    persons, programs, parted, places = collect_each_kind(editor, demo_graph)
    path = editor.save(tmp_path)
    assert path.name == "corrections.yaml"
    items = load_corrections([path])
    assert {(item.author, item.reason, item.date) for item in items} == {
        (AUTHOR, REASON, datetime.date.today().isoformat())}
    page = DEMO / "page.txt"
    if moved:       # the file has another name, and something stands before what was in it
        page = tmp_path / "paper.txt"
        page.write_text(f"晴好天气将持续\n\n未来三天晴。\n\n{(DEMO / 'page.txt').read_text('utf-8')}", "utf-8")
    graph, warnings = rebuild(path, page)
    assert [text for text in warnings if "not applied" in text] == []
    assert any("found by its text" in text for text in warnings) == moved
    assert "新名（甲）" in names(graph, "Person") and persons[0] not in names(graph, "Person")
    assert len(names(graph, "Program")) == len(programs) - 1
    assert f"{parted}-另" in graph and graph.nodes[f"{parted}-另"]["mentions"]
    assert graph.nodes["place/CN-610602112"]["label"] == places[0]
    judged = [s for s in read_statements(graph) if (s.dataset or "").startswith("correction/")]
    wrong = [s for s in judged if s.confidence == 0]
    assert {s.predicate for s in wrong} >= {"byline", "date", "quantity"}
    assert any(s.subject.startswith("article/") for s in wrong)
    [said] = [s for s in judged if s.confidence == 1]
    assert (said.predicate, said.title, said.since, graph.nodes[said.subject]["label"]) == (
        "holdsPost", "顾问", "2022-03", persons[1])


def test_its_quotes_are_those_of_the_text(editor, demo_graph, tmp_path):
    collect_each_kind(editor, demo_graph)
    text = (DEMO / "page.txt").read_text("utf-8")
    quotes = [quote for item in load_corrections([editor.save(tmp_path)]) for quote in item.quotes]
    assert len(quotes) >= 9
    for quote in quotes:
        end = quote.start + len(quote.exact)
        assert text[quote.start:end] == quote.exact and quote.source == "page.txt"
        assert text[:quote.start].endswith(quote.prefix) and text[end:].startswith(quote.suffix)


@pytest.mark.parametrize("limit", [0, 3_000_000])
def test_hostile_texts_give_a_file_and_run_nothing(open_page, tmp_path, limit):
    graph = poison(make_graph())
    page = open_page(render_html(graph, text_limit=limit))
    entities = page.page.evaluate("() => $main.app.model.nodes.filter(n => n.type !== 'Article').map(n => n.index)")
    page.page.evaluate("""([entities, attacks]) => entities.forEach((node, i) => {
        const signed = { author: attacks[i % attacks.length], reason: attacks[(i + 1) % attacks.length] };
        const { collection, model } = $main.app;
        const label = attacks[(i + 2) % attacks.length];
        collection.add({ kind: 'rename', target: { node }, values: { label }, ...signed });
        for (const edge of model.around[node].slice(0, 2))
            collection.add({ kind: 'retract', target: { edge }, values: {}, ...signed });
    })""", [entities, ATTACKS])
    editor = Editor(page)
    path = editor.save(tmp_path)
    entries = yaml.safe_load(path.read_text("utf-8"))["corrections"]
    renamed = [entry["label"] for entry in entries if entry["do"] == "rename"]
    plain = [text.replace("\ud800", "\ufffd") for text in ATTACKS]
    assert renamed == [plain[(i + 2) % len(plain)] for i in range(len(entities))]
    assert {entry["author"] for entry in entries} | {entry["reason"] for entry in entries} <= set(plain)
    assert len(load_corrections([path])) == len(entries)
    assert page.page.evaluate("() => window.hit") is None
    assert page.page.locator("#app script, #app img, #app iframe, #app style, dialog b").count() == 0


@pytest.mark.parametrize("text", [*ATTACKS, "a\u0085b\u2028c\ufeff\ufffe", "~", "yes", "2024-05-20", "- x", "'\"\\"])
def test_every_text_survives_the_file(page, text):
    quoted = page.page.evaluate("text => $amend.quoteText(text)", text)
    assert yaml.safe_load(f"- {quoted}\n") == [text.replace("\ud800", "\ufffd")]


def test_what_is_missing_is_said_and_nothing_collected(editor):
    editor.begin("骆景行", "rename")
    submit = editor.page.locator('dialog[open] button[type="submit"]')
    alert = editor.page.locator("dialog[open] [role=alert]")
    submit.click()
    assert alert.inner_text() == "这里要填不同的。"
    assert editor.field("名称").get_attribute("aria-invalid") == "true"
    editor.field("名称").fill("骆甲")
    submit.click()
    assert editor.page.evaluate("document.activeElement") is not None and alert.inner_text() == "这里要填写。"
    assert editor.field("更正人").evaluate("field => field === document.activeElement")
    editor.field("怎样更正").select_option("merge")
    editor.pick("并入的另一个", "松壑镇党委")         # no person
    submit.click()
    assert "人物" in alert.inner_text()
    editor.field("怎样更正").select_option("assert")
    editor.pick("宾语", "松壑镇党委")
    editor.field("关系").select_option("attends")   # an event is wanted now
    submit.click()
    assert "事件" in alert.inner_text()
    assert editor.page.evaluate("$main.app.collection.list().length") == 0


def test_by_keyboard(editor):
    keys = editor.page.keyboard
    editor.opened.choose("骆景行")
    keys.press("m")
    assert editor.page.locator("dialog[open]").count() == 1
    keys.press("t")                                 # a letter, not a command
    assert editor.opened.state("view") == "picture"
    keys.press("Tab")
    keys.press("ControlOrMeta+a")
    keys.type("骆甲")
    keys.press("Tab")
    keys.type(AUTHOR)
    keys.press("Tab")
    keys.type("查证")
    keys.press("Enter")
    assert editor.page.locator("dialog[open]").count() == 0
    assert "1" in editor.page.locator(".live").inner_text()
    keys.press("m")
    assert editor.field("更正人").input_value() == AUTHOR
    editor.field("怎样更正").select_option("merge")
    keys.press("Tab")
    keys.type("谭")
    keys.press("Escape")                            # closes the list of hits first
    assert editor.page.locator("dialog[open]").count() == 1
    keys.press("Escape")
    assert editor.page.locator("dialog[open]").count() == 0
    assert editor.page.evaluate("$main.app.collection.list().length") == 1


LEAVE = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"


def test_leaving_asks_only_while_something_would_be_lost(editor, tmp_path):
    assert editor.page.evaluate(LEAVE) is False
    editor.retract(0)
    assert editor.page.evaluate(LEAVE) is True
    editor.save(tmp_path)
    assert editor.page.evaluate(LEAVE) is False
    editor.page.locator('[data-key="review-close"]').click()
    editor.retract(1)
    assert editor.page.evaluate(LEAVE) is True
    assert editor.page.locator('[data-key="review"]').inner_text() == "更正 2"
    editor.page.locator('[data-key="review"]').click()
    for _ in range(2):
        editor.page.locator('[data-key="remove-0"]').click()
    assert editor.page.evaluate(LEAVE) is False
    assert editor.page.locator('[data-key="review"]').count() == 0
    assert editor.page.locator("dialog[open] textarea").count() == 0


def test_the_file_can_be_copied(editor):
    editor.page.evaluate("() => navigator.clipboard.writeText = async text => void (window.copied = text)")
    editor.retract(0)
    editor.page.locator('[data-key="review"]').click()
    editor.page.locator('[data-key="copy"]').click()
    copied = editor.page.evaluate("() => window.copied")
    assert copied == editor.page.locator("textarea").input_value() and yaml.safe_load(copied)["corrections"]
    editor.page.evaluate("() => navigator.clipboard.writeText = async () => { throw new Error('no') }")
    editor.page.locator('[data-key="copy"]').click()
    editor.page.wait_for_function("() => document.activeElement.matches('textarea') || getSelection().toString()")


def visit(page):
    """The form for each kind, a complaint, and the list."""
    kinds = page.page.evaluate("() => Object.keys($amend.ASKED)")
    page.choose("青梧县")
    for kind in kinds:
        target = "{ edge: 0 }" if kind == "retract" else "{ node: $main.app.store.get().selected.id }"
        page.page.evaluate(f"() => $main.app.correct({target})")
        page.page.locator("dialog[open] select").first.select_option(kind)
        page.page.locator('dialog[open] button[type="submit"]').click()
        yield kind
        page.page.keyboard.press("Escape")
        if page.page.locator("dialog[open]").count():       # it closed a list
            page.page.keyboard.press("Escape")
    page.page.evaluate("""() => $main.app.collection.add({ kind: 'retract', target: { edge: 0 }, values: {},
        author: 'A', reason: 'B' })""")
    page.page.locator('[data-key="review"]').click()
    yield "review"


@pytest.mark.parametrize(("theme", "language", "size"), [
    ("light", "zh", (1440, 900)), ("dark", "en", (1440, 900)), ("dark", "zh", (390, 844)), ("light", "en", (390, 844))])
def test_the_forms_can_be_read_and_used_everywhere(open_page, html, theme, language, size):
    page = open_page(html, theme=theme, language=language, size=size)
    known = page.page.evaluate("() => $main.app.model.nodes.flatMap(node => [node.label, ...node.aliases])")
    for view in visit(page):
        texts = page.page.evaluate(TEXTS.replace("#app :not", "dialog[open] :not"))
        assert len(texts) > 4, view
        assert [(view, t["text"]) for t in texts if contrast(t["colour"], t["ground"]) < 4.5] == []
        assert page.page.evaluate(NAMELESS, CONTROLS) == [], view
        assert page.page.evaluate(REPEATED) == [] and page.page.evaluate(DANGLING) == [], view
        box = page.page.locator("dialog[open]").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= size[0] and box["height"] <= size[1], view
        assert page.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), view
        if language == "en":
            said = [t["text"] for t in texts if t["lang"] == "en"]
            assert [text for text in said if CHINESE.search(text) and not any(name in text for name in known)] == []
