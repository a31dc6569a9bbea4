"""The report on a build: what it counts, what it puts first, and the page that shows it."""

import json
import re

import pytest
from click.testing import CliRunner

from kg_builder.build import build_directory
from kg_builder.cli import main
from kg_builder.config import Settings, load_settings
from kg_builder.errors import GraphError
from kg_builder.model import Evidence, Statement
from kg_builder.ontology import load_ontology
from kg_builder.report import gather_report, render_report
from kg_builder.report.coverage import count_covered
from kg_builder.report.gather import rank_doubtful

ATTACK = "</style><script>alert(1)</script><img src=x onerror=alert(1)>"
NEWS = "本报讯（通讯员 麦苗）5月11日，文明创建推进会在平安镇召开。\n"       # several towns are called so


def run(*arguments, code=0):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A build with an open place, an article without anything, a failure, a warning and a correction."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "in").mkdir()
    (folder / "in" / "news.txt").write_text(NEWS, "utf-8")
    (folder / "in" / "plain.txt").write_text("晴转多云。\n", "utf-8")
    (folder / "in" / "rows.jsonl").write_text('{"text": \n', "utf-8")
    (folder / "corrections.yaml").write_text(
        "corrections:\n- {do: retract, statement: statement/0, author: 文一, date: 2024-05-21, reason: 误读}\n",
        "utf-8")
    settings = Settings(issue_date="2024-05-20", jobs=1, formats=("turtle",),
                        corrections=(folder / "corrections.yaml",))
    build_directory([folder / "in"], folder / "out", settings=settings)
    return folder / "out"


def test_the_counts_are_those_of_the_build(demo):
    report = gather_report(demo)
    counts = json.loads((demo / "build.json").read_text("utf-8"))["counts"]
    assert {item.name: item.entities for item in report.types} == counts["entities"]
    assert sum(item.mentions for item in report.types) == counts["mentions"] == report.mentions
    relations = load_ontology().relations
    assert {item.name: item.statements for item in report.relations if item.name in relations} == counts["statements"]
    assert {item.rule: item.mentions + item.readings for item in report.rules.items} == counts["rules"]
    assert report.conflicts.total == counts["conflicts"] == len(report.conflicts.items)
    assert sum(report.shares) == report.articles.total == counts["articles"]


def test_characters_are_covered_once():
    assert count_covered([(0, 4), (2, 6), (3, 5), (8, 9), (8, 9)]) == 7
    assert count_covered([]) == 0


def test_the_least_covered_article_comes_first(built):
    report = gather_report(built)
    plain, news = report.articles.items
    assert (plain.source, plain.mentions, plain.statements, plain.named, plain.stated) == ("plain.txt", 0, 0, 0.0, 0.0)
    assert (report.unmentioned, report.unstated) == (1, 1)
    assert 0 < news.named < news.stated <= 1 and news.characters == len(NEWS.rstrip())
    assert gather_report(built, rows=1).articles.items == (plain,)
    assert gather_report(built, rows=1).articles.total == 2 == len(gather_report(built, rows=0).articles.items)


def test_a_place_that_stayed_open_is_listed_with_what_it_may_be(built):
    [place] = gather_report(built).open_places.items
    assert place.label == "平安镇" and place.mentions == 1 and len(place.candidates) > 1
    assert all(name.endswith("平安镇") and len(name) > 6 for _, name in place.candidates)
    assert place.example is not None and "平安镇" in place.example.reasons[0].sentence


def test_what_failed_and_what_was_corrected_is_named(built):
    report = gather_report(built)
    assert [item["path"] for item in report.failures.items] == ["rows.jsonl#1"]
    assert any("statement/0" in warning for warning in report.warnings.items)
    [correction] = report.corrections.items
    assert (correction.author, correction.date, correction.what, correction.about) == (
        "文一", "2024-05-21", "retract: 误读", ())


def test_what_is_nearest_to_the_border_is_checked_first():
    evidence = (Evidence("article/a", 0, 1, "甲", "test", 0.5),)
    found = rank_doubtful([Statement(name, "runs", "program/p", evidence, confidence=confidence, dataset=dataset)
                           for name, confidence, dataset in (
                               ("far", 0.1, None), ("sure", 0.9, None), ("near", 0.52, None), ("below", 0.45, None),
                               ("judged", 0.0, "correction/1"))])
    assert [item.subject for item in found] == ["near", "below", "far"]


def test_the_page_is_written_beside_the_graph_and_always_the_same(demo_copy, tmp_path):
    assert run("report", demo_copy).stdout.strip() == str(demo_copy / "report.html")
    page = (demo_copy / "report.html").read_text("utf-8")
    assert run("report", demo_copy, "-o", "-").stdout == page
    run("report", demo_copy, "-o", tmp_path / "other.html")
    assert (tmp_path / "other.html").read_text("utf-8") == page
    assert "<script" not in page and "http" not in page.replace("http-equiv", "") and " style=" not in page
    conflict = gather_report(demo_copy).conflicts.items[0]
    for statement in conflict.statements:
        assert statement.subject in page and statement.reasons[0].place.source in page


def test_the_next_build_removes_it(tmp_path):
    (tmp_path / "news.txt").write_text(NEWS, "utf-8")
    for name in ("report.html", "notes.txt"):
        build_directory([tmp_path / "news.txt"], tmp_path / "out", settings=Settings(jobs=1, formats=("turtle",)))
        (tmp_path / "out" / name).write_text("", "utf-8")
    build_directory([tmp_path / "news.txt"], tmp_path / "out", settings=Settings(jobs=1, formats=("turtle",)))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["build.json", "graph.ttl", "notes.txt"]


def test_json_says_what_the_page_shows(built):
    data = json.loads(run("report", built, "--json").stdout)
    report = gather_report(built)
    assert data["coverage"]["articles"]["total"] == 2 and data["coverage"]["without_statements"] == 1
    assert data["unresolved_places"]["items"][0]["candidates"][0]["name"].endswith("平安镇")
    assert data["failures"]["items"] == list(report.failures.items)
    assert data["confidences"] == list(report.confidences)
    assert json.loads(run("report", built, "--json", "--rows", "1").stdout)["rules"]["total"] == report.rules.total


def test_hostile_text_stays_text(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    name = "<img src=x onerror=alert(1)>.txt"
    (folder / name).write_text(f"{ATTACK}\n\n{NEWS}", "utf-8")
    (tmp_path / "c.yaml").write_text(json.dumps({"corrections": [
        {"do": "rename", "entity": "person/麦苗@a", "label": "x", "author": ATTACK, "date": "2024-05-21",
         "reason": ATTACK}]}), "utf-8")
    settings = Settings(jobs=1, formats=("turtle",), corrections=(tmp_path / "c.yaml",))
    build_directory([folder], tmp_path / "out", settings=settings)
    page = render_report(gather_report(tmp_path / "out"))
    assert "<img" not in page and "<script" not in page and page.count("</style>") == 1
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") >= 2


def test_every_table_has_a_caption_and_headers(demo):
    page = render_report(gather_report(demo))
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    assert len(tables) >= 5
    for table in tables:
        assert "<caption>" in table and 'scope="col"' in table and 'scope="row"' in table
    assert page.count("<svg") == page.count('aria-hidden="true"')


@pytest.mark.parametrize("content", [None, "{}", "["])
def test_what_is_no_build_is_refused(demo_copy, content):
    path = demo_copy / "build.json"
    path.unlink() if content is None else path.write_text(content, "utf-8")
    with pytest.raises(GraphError, match=r"build\.json"):
        gather_report(demo_copy)
    assert "build.json" in run("report", demo_copy, code=2).output


def test_an_empty_build_has_a_report(tmp_path):
    (tmp_path / "empty.txt").write_text("。", "utf-8")
    build_directory([tmp_path / "empty.txt"], tmp_path / "out", settings=load_settings(None, jobs=1))
    report = gather_report(tmp_path / "out")
    assert report.articles.total == 0 and report.rules.items == () and report.barren.items == ("empty.txt",)
    assert "empty.txt" in render_report(report)
