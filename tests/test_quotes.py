"""Corrections whose texts changed: what they name is found by its quote, if that is clear, and never guessed."""

from dataclasses import replace

import pytest
from click.testing import CliRunner

from kg_builder.build import DEMO, build, build_directory
from kg_builder.cite import cite_correction
from kg_builder.cli import main
from kg_builder.config import load_settings
from kg_builder.errors import GraphError, RuleError
from kg_builder.graph.assemble import read_statements
from kg_builder.graph.load import load_graph
from kg_builder.link import load_corrections
from kg_builder.link.corrections import append_correction, read_correction
from kg_builder.link.quotes import Finder, Quote
from kg_builder.model import Article, Entity, Mention, Source
from kg_builder.validate import validate
from test_corrections import ANNA, BODY, SIGNED, correct, facts, link, names

TEXT = "开头。\n镇长闻小鹿讲话。\n记者闻小鹿报道。\n"
SHORT = Quote("person/闻小鹿@a", "a.txt", 6, "闻小鹿", "镇长", "讲话")


def find(texts, quote, people="闻小鹿"):
    """Look for a quote in texts by path; whoever is called 闻小鹿 is the person who bears the word before it."""
    sources = [Source(path, text, path) for path, text in texts.items()]
    articles = [Article(f"article/{s.path}", s.key, "", (), 0, len(s.text), None, ()) for s in sources]
    groups = {}
    for source in sources:
        start = source.text.find(people)
        while start >= 0:
            mention = Mention(start, start + 3, "Person", people, people, "test", f"article/{source.path}")
            groups.setdefault(source.text[:start].split()[-1][-2:], []).append(mention)
            start = source.text.find(people, start + 1)
    entities = [Entity(f"person/{key}", "Person", people, tuple(mentions)) for key, mentions in groups.items()]
    finder = Finder(sources, articles)
    found, article = finder.find_entity(quote, entities), finder.find_article(quote)
    return found and found[0], article and article[0]


@pytest.mark.parametrize(("texts", "quote", "expected"), [
    ({"a.txt": TEXT}, SHORT, ("person/镇长", "article/a.txt")),
    ({"a.txt": "新的开头，很长。\n" * 9 + TEXT}, SHORT, ("person/镇长", "article/a.txt")),          # moved
    ({"b.txt": TEXT}, SHORT, ("person/镇长", "article/b.txt")),                                    # renamed
    ({"a.txt": "无关。", "b.txt": TEXT}, SHORT, ("person/镇长", "article/b.txt")),                 # moved to another
    ({"a.txt": TEXT.replace("讲话", "到会")}, SHORT, ("person/镇长", "article/a.txt")),            # one side edited
    ({"a.txt": TEXT.replace("小鹿讲", "小鹿\n　　讲")}, SHORT, ("person/镇长", "article/a.txt")),   # another line break
    ({"a.txt": "镇长闻小\n鹿讲话。"}, SHORT, (None, "article/a.txt")),             # nobody's name any more
    ({"a.txt": "书记闻小鹿到会。"}, SHORT, (None, None)),                               # both sides edited
    ({"a.txt": "镇长讲话。"}, SHORT, (None, None)),                                     # gone
    ({"b.txt": TEXT, "c.txt": TEXT}, SHORT, ("person/镇长", None)),                     # one person, but which article?
    ({"a.txt": TEXT}, replace(SHORT, prefix="", suffix=""), ("person/镇长", "article/a.txt")),     # nearest of two
    ({"a.txt": TEXT}, replace(SHORT, start=15, prefix="", suffix=""), ("person/记者", "article/a.txt")),
    ({"a.txt": TEXT.replace("讲话", "讲话了")}, replace(SHORT, start=11, prefix="", suffix=""),   # between both
     (None, "article/a.txt")),
    ({"b.txt": "镇长闻小鹿。", "c.txt": "记者闻小鹿。"}, replace(SHORT, prefix="", suffix=""), (None, None)),
])
def test_a_quote_is_found_where_that_is_clear(texts, quote, expected):
    assert find(texts, quote) == expected


@pytest.fixture(scope="module")
def graph():
    return build(DEMO / "page.txt", settings=load_settings(DEMO / "kg-builder.toml", jobs=1))


def rebuild(folder, text, corrections, name="paper.txt"):
    """Build the text under another name, with corrections."""
    (folder / name).write_text(text, "utf-8")
    return build([folder / name], place="澄汐市", issue_date="2024-05-20", jobs=1, corrections=(corrections,))


def find_byline(graph):
    return min((s for s in read_statements(graph) if s.predicate == "byline"), key=lambda s: s.evidence[0].start)


PAGE = (DEMO / "page.txt").read_text("utf-8")
FRONT = "晴好天气将持续\n\n本报讯（通讯员 麦苗）5月11日，榆汀区枕河街道召开文明创建推进会。\n\n"


def test_a_retraction_follows_its_text(graph, tmp_path):
    said = find_byline(graph)
    entry = cite_correction(graph, {"do": "retract", "statement": said.key, **SIGNED})
    append_correction(entry, tmp_path / "c.yaml")
    assert {quote["of"] for quote in entry["quotes"]} == {said.subject, said.object}
    changed = rebuild(tmp_path, FRONT + PAGE, tmp_path / "c.yaml")
    assert said.key not in {s.key for s in read_statements(changed)}
    [retracted] = [s for s in read_statements(changed) if s.confidence == 0]
    assert (retracted.subject, retracted.predicate) == (said.subject, "byline")
    assert retracted.evidence[0].exact == said.evidence[0].exact and retracted.dataset.startswith("correction/")
    [warning] = [text for text in changed.graph["warnings"] if "c.yaml:2: retract" in text]
    assert "found by its text in paper.txt" in warning


def test_what_is_gone_is_reported_and_nothing_is_guessed(graph, tmp_path):
    said = find_byline(graph)
    append_correction(cite_correction(graph, {"do": "retract", "statement": said.key, **SIGNED}), tmp_path / "c.yaml")
    mention = said.evidence[0].subject
    gone = PAGE[:mention.start] + "岑远帆" + PAGE[mention.end:]
    changed = rebuild(tmp_path, gone, tmp_path / "c.yaml")
    assert all(s.confidence > 0 for s in read_statements(changed))
    warnings = [text for text in changed.graph["warnings"] if "c.yaml" in text]
    assert any(f"nothing in the graph is called {said.key}; the correction was not applied" in w for w in warnings)
    assert any("its text is nowhere or in several places" in warning for warning in warnings)


def test_explain_and_the_directory_say_how_it_was_found(graph, tmp_path):
    said = find_byline(graph)
    append_correction(cite_correction(graph, {"do": "retract", "statement": said.key, **SIGNED}), tmp_path / "c.yaml")
    (tmp_path / "paper.txt").write_text(PAGE, "utf-8")
    settings = load_settings(DEMO / "kg-builder.toml", jobs=1, formats=("turtle",), corrections=(tmp_path / "c.yaml",))
    build_directory([tmp_path / "paper.txt"], tmp_path / "out", settings=settings)
    name = graph.nodes[said.subject]["label"]
    shown = CliRunner().invoke(main, ["explain", str(tmp_path / "out"), name]).output
    assert "corrected 2024-05-20 by 文一: retract: 查证" in shown and "found by its text in paper.txt" in shown
    assert "from the data set correction/" not in shown
    [correction] = load_graph(tmp_path / "out").graph["corrections"]
    assert correction[4] != (said.key,) and "found by its text" in correction[5]
    assert validate(tmp_path / "out").conforms


def test_a_split_finds_its_articles_by_what_they_say_of_the_entity(graph, tmp_path):
    key, articles = next((key, sorted(articles)) for key, node in sorted(graph.nodes(data=True))
                         if len(articles := {m.article for m in node.get("mentions", ())}) > 1)
    new = key + "-另"
    entry = {"do": "split", "entity": key, "articles": articles[:1], "new": new, **SIGNED}
    append_correction(cite_correction(graph, entry), tmp_path / "c.yaml")
    for text, name in ((PAGE, "page.txt"), (FRONT + PAGE, "paper.txt")):
        changed = rebuild(tmp_path, text, tmp_path / "c.yaml", name)
        assert {m.exact for m in changed.nodes[new]["mentions"]} == {
            m.exact for m in graph.nodes[key]["mentions"] if m.article == articles[0]}


def test_later_corrections_know_what_earlier_ones_moved():
    other = ANNA.replace("2023", "2024")
    merged = correct("merge", keep=ANNA, also=[other])
    linked = link([facts("a"), facts("b", year="2024")], corrections=[
        merged, correct("rename", entity=other, label="查望舒（女）"), correct("merge", keep=other, also=[ANNA])])
    assert names(linked)[ANNA] == "查望舒（女）"
    assert [note for note in linked.warnings if "is all of them already" not in note] == []
    said = [c[4] for c in linked.corrections if c[3].startswith("rename")]
    assert said == [(ANNA,)]


def test_a_split_tells_which_of_its_articles_are_gone():
    new = ANNA + "-二"
    linked = link([facts("a"), facts("b")], corrections=[
        correct("split", entity=ANNA, articles=["article/b", "article/c"], new=new)])
    assert new in names(linked) and [w.partition(": ")[2] for w in linked.warnings] == ["split: article/c is gone"]


QUOTE = {"of": BODY, "source": "a.txt", "start": 3, "exact": "柳林镇党委"}


@pytest.mark.parametrize(("quotes", "message"), [
    ([{**QUOTE, "of": ANNA}], "a key that the correction names"),
    ([{**QUOTE, "start": -1}], "a number of characters"),
    ([{**QUOTE, "exact": ""}], "'exact' of a quote is missing"),
    ([{**QUOTE, "exact": " "}], "the quote itself"),
    ([{**QUOTE, "text": ""}], "unknown key 'text' of a quote"),
    (["柳林镇党委"], "must be a list of mappings"),
])
def test_what_is_wrong_with_a_quote_is_named(quotes, message):
    with pytest.raises(RuleError, match=message):
        read_correction({"do": "rename", "entity": BODY, "label": "x", **SIGNED, "quotes": quotes}, "c.yaml:1")


def test_a_retraction_names_all_of_its_statement_or_nothing():
    with pytest.raises(RuleError, match="subject, predicate and object, or none"):
        correct("retract", statement="statement/0", subject=ANNA)


def test_a_retraction_repeats_whatever_date_its_statement_has():
    ends = {"subject": ANNA, "predicate": "holdsPost", "object": BODY}
    assert correct("retract", statement="statement/0", since="--02-13", **ends).one("since") == "--02-13"


def test_what_is_corrected_must_be_in_the_build(graph):
    with pytest.raises(GraphError, match="no statement of the graph"):
        cite_correction(graph, {"do": "retract", "statement": "statement/0", **SIGNED})
    with pytest.raises(GraphError, match="nothing in the graph is called"):
        cite_correction(graph, {"do": "merge", "keep": "person/无名@a", "also": "person/二@a", **SIGNED})


def test_the_command_quotes_what_a_build_holds(demo, tmp_path):
    values = ["--author", "文一", "--reason", "查证", "entity=person/谭砚秋@澄汐市-2024", "label=谭砚秋（待核）"]
    run = CliRunner().invoke(main, ["correct", str(tmp_path / "c.yaml"), "rename", *values, "--built", str(demo)])
    assert run.exit_code == 0, run.output
    [item] = load_corrections([tmp_path / "c.yaml"])
    [quote] = item.quotes
    assert PAGE[quote.start:quote.start + len(quote.exact)] == quote.exact
    assert PAGE[:quote.start].endswith(quote.prefix) and quote.prefix + quote.suffix
