"""The report on rules: what each gives, alone and with others, what it does on the texts, and how that is written."""

import csv
import io
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg_builder.cli import main
from kg_builder.evaluate import evaluate, score_rules
from kg_builder.evaluate.profile import RuleWork, profile_rules
from kg_builder.evaluate.rulereport import RuleRow, render_rules
from kg_builder.evaluate.rules import RuleScore
from kg_builder.graph.assemble import assemble
from kg_builder.matching.load import load_rulebook
from kg_builder.model import Article, Entity, Evidence, Mention, Source, Statement

RULES = """\
stage: places
rules:
- id: lake.named
  type: Place
  match: "青浦 湖"
  priority: 20
  hit: [{text: "船过青浦湖。", is: "青浦湖"}]
  miss: [{text: "船过大湖。"}]
- id: lake.any
  type: Place
  match: "过 (self: [^，。]{2} 湖)"
  before: {not: "飞"}
  hit: [{text: "船过白石湖。", is: "白石湖"}]
  miss: [{text: "船到白石湖。"}, {text: "鸟飞过白石湖。"}]
- id: lake.never
  type: Place
  match: "墨玉 湖"
  hit: [{text: "船过墨玉湖。", is: "墨玉湖"}]
  miss: [{text: "船过大湖。"}]
"""
TEXT = "船过青浦湖。鸟飞过白石湖。"
GOLD = "id: a1\ntitle: 一\nentities: [{type: Place, name: 青浦湖}]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "lakes.yaml").write_text(RULES, "utf-8")
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "a1.txt").write_text(TEXT, "utf-8")
    (tmp_path / "gold" / "a1.yaml").write_text(GOLD, "utf-8")
    return tmp_path


def run(folder: Path, *options: str):
    return CliRunner().invoke(main, ["rules", "report", str(folder / "gold"), "--rules", str(folder / "rules"),
                                     *options], catch_exceptions=False)


def test_matches_are_counted_with_their_guards_and_what_they_lose_to(folder):
    works = profile_rules([Source("a1.txt", TEXT, "0" * 64)], load_rulebook([folder / "rules"]))
    assert (works["lake.named"].matches, works["lake.named"].kept, works["lake.named"].state) == (1, 1, "")
    shadowed = works["lake.any"]        # 飞过白石湖 is no match: the guard forbids it
    assert (shadowed.matches, shadowed.kept, shadowed.state) == (1, 0, "shadowed")
    assert shadowed.lost_to == {"lake.named": 1}
    assert (works["lake.never"].matches, works["lake.never"].state) == (0, "dead")
    assert works["lake.named"].seconds > 0


def test_profiling_changes_nothing_of_the_rules(folder):
    rulebook = load_rulebook([folder / "rules"])
    sources = [Source("a1.txt", TEXT, "0" * 64)]
    first, second = (profile_rules(sources, rulebook) for _ in range(2))
    assert [(w.matches, w.kept, w.lost_to) for w in first.values()] == [
        (w.matches, w.kept, w.lost_to) for w in second.values()]


def test_the_command_reports_dead_and_shadowed_rules(folder):
    report = json.loads(run(folder, "--json").stdout)
    assert {rule: report[rule]["state"] for rule in ("lake.named", "lake.any", "lake.never")} == {
        "lake.named": "", "lake.any": "shadowed", "lake.never": "dead"}
    named = report["lake.named"]
    assert (named["matches"], named["found"], named["right"], named["wrong"], named["alone"]) == (1, 1, 1, 0, 1)
    rows = list(csv.DictReader(io.StringIO(run(folder, "--format", "csv").stdout)))
    assert {row["rule"]: row["lost_to"] for row in rows}["lake.any"] == "lake.named 1"
    page = run(folder, "--format", "html").stdout
    assert "<svg" in page and "<script" not in page and "lost to <code>lake.named</code> 1" in page


def test_what_two_rules_give_is_nobodys_alone(tmp_path):
    article = Article("article/one", Source("a1.txt", "", "").key, "一", (), 0, 9, None, ())
    one, two = (Mention(0, 2, "Place", "甲镇", "甲镇", rule, article.key) for rule in ("one.rule", "two.rule"))
    entities = [Entity("place/甲镇", "Place", "甲镇", (one, replace(two, start=4, end=6))),
                Entity("place/乙镇", "Place", "乙镇", (replace(one, exact="乙镇", name="乙镇"),))]
    evidence = Evidence(article.key, 0, 2, "一句", "said.rule", 0.9)
    statement = Statement("place/甲镇", "locatedIn", "place/乙镇", (evidence,), confidence=0.9)
    graph = assemble([Source("a1.txt", "", "")], [article], entities, [statement], base_iri="https://example.org/kg/",
                     conflicts=[("place.container", (statement.key,))])
    (tmp_path / "a1.yaml").write_text("id: a1\ntitle: 一\nentities: [{type: Place, name: 甲镇}]\n", "utf-8")
    scores = score_rules(graph, evaluate(tmp_path, graph))
    assert scores == {
        "one.rule": RuleScore(2, 1, 1, alone=1, alone_right=0, overlaps=Counter({"two.rule": 1})),
        "said.rule": RuleScore(1, 0, 1, alone=1, conflicts=1),
        "two.rule": RuleScore(1, 1, 0, overlaps=Counter({"one.rule": 1}))}


def test_without_the_texts_matches_and_states_are_not_known(demo):
    gold = Path(__file__).parent / "golden" / "demo"
    result = CliRunner().invoke(main, ["rules", "report", str(gold), str(demo), "--json"], catch_exceptions=False)
    report = json.loads(result.stdout)
    assert report["byline.role"]["found"] > 0 and report["byline.role"]["matches"] is None
    assert {row["state"] for row in report.values()} == {""}


def test_the_page_escapes_all_text():
    rows = [RuleRow("<b>&", RuleScore(1, 1, 0), RuleWork(1, 1)),
            RuleRow("<i>", work=RuleWork(1, 0, lost_to=Counter({"<script>": 1})))]
    page = render_rules(rows, title="<img src=x>")
    assert "&lt;b&gt;&amp;" in page and "&lt;script&gt;" in page
    assert not any(tag in page for tag in ("<b>", "<i>", "<script", "<img"))
