"""Changes of rules: which there are, and which of them the examples of a rule notice."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg_builder.cli import main
from kg_builder.matching.load import load_rulebook
from kg_builder.matching.mutate import mutate
from kg_builder.mutation import mutate_rules

RULE = """\
stage: places
rules:
- id: mine.one
  type: Place
  match: "青浦 [湖江]"
  before: {{not: "画里 | 梦里"}}
  hit: [{hits}]
  miss: [{misses}]
"""
HITS = '{text: "船过青浦{湖|江}。", is: "青浦{1}"}'
MISSES = '{text: "船过大湖。"}, {text: "{画里|梦里}青浦湖。"}'


def write(folder: Path, *, hits: str = HITS, misses: str = MISSES) -> Path:
    (folder / "mine.yaml").write_text(RULE.format(hits=hits, misses=misses), "utf-8")
    return folder


def list_survivors(folder: Path) -> list[tuple[str, str, str]]:
    rulebook = load_rulebook([folder])
    (mutation,) = mutate_rules([rulebook.rule("mine.one")], rulebook)
    return [(mutant.key, mutant.operator, mutant.written) for mutant in mutation.survivors]


@pytest.mark.parametrize(("pattern", "changes"), [
    ("党委", []),
    ("(党委 | 政府 | <Organ>)", [("alternative", "党委", "(政府 | <Organ>)"),
                                 ("alternative", "政府", "(党委 | <Organ>)")]),
    ("甲 | 乙", [("alternative", "甲", "乙"), ("alternative", "乙", "甲 ")]),
    ("<Place> 的? <Event>", [("optional", "的?", "<Place>  <Event>")]),
    ("<Place> (了)? (过 | 完)?", [("optional", "(了)?", "<Place>  (过 | 完)?"),
                                ("alternative", "过", "<Place> (了)? (完)?"),
                                ("alternative", "完", "<Place> (了)? (过 )?")]),
    ("<Place> [市县0-9]", [("character", "市 of [市县0-9]", "<Place> [县0-9]"),
                          ("character", "县 of [市县0-9]", "<Place> [市0-9]")]),
    ("在 <Place> 举行", [("literal", "在", " <Place> 举行"), ("literal", "举行", "在 <Place> ")]),
    ("<Place> [^，；]{0,3} <Event>", [("exclusion", "[^，；]", "<Place> [^。；！？]{0,3} <Event>")]),
    ("<Place> [^；]{0,3} <Event>", []),
    ("<!Event> <Place> <?verb>", [("lookahead", "<!Event>", " <Place> <?verb>"),
                                  ("lookahead", "<?verb>", "<!Event> <Place> ")]),
    ("^ <> <Place> $", [("border", "^", " <> <Place> $"), ("border", "<>", "^  <Place> $"),
                        ("border", "$", "^ <> <Place> ")]),
    ("<Place> ([、和] <Place>){0,4}?", [("character", "、 of [、和]", "<Place> ([和] <Place>){0,4}?"),
                                       ("optional", "([、和] <Place>){0,4}?", "<Place> "),
                                       ("character", "和 of [、和]", "<Place> ([、] <Place>){0,4}?")]),
])
def test_literals_and_guards_are_taken_away_one_at_a_time(pattern, changes):
    found = [(change.operator, change.written, change.pattern) for change in mutate(pattern)]
    assert sorted(found) == sorted(changes)


def test_examples_that_need_every_literal_and_guard_notice_all(tmp_path):
    assert list_survivors(write(tmp_path)) == []


def test_what_no_example_needs_survives(tmp_path):
    folder = write(tmp_path, hits='{text: "船过青浦湖。", is: "青浦湖"}', misses='{text: "画里青浦湖。"}')
    assert list_survivors(folder) == [("match", "character", "江 of [湖江]"), ("before", "alternative", "梦里")]


def test_a_guard_that_no_example_needs_survives(tmp_path):
    assert ("before", "guard", "画里 | 梦里") in list_survivors(write(tmp_path, misses='{text: "船过大湖。"}'))


def run(*arguments: str | Path):
    return CliRunner().invoke(main, ["rules", "check", "mine.one", "--mutate", *map(str, arguments)])


def test_the_command_names_what_survives_and_falls_short_above_the_limit(tmp_path):
    folder = write(tmp_path, misses='{text: "画里青浦湖。"}')
    result = run("--rules", folder)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"{folder / 'mine.yaml'}:3: rule 'mine.one': before without alternative 梦里",
        "1 rule, 6 changes: no example notices 1 (16.7%; at most 10.0% may pass)"]
    assert run("--rules", folder, "--at-most", "0.2").exit_code == 0
    (survivor,) = json.loads(run("--rules", folder, "--json").stdout)["survivors"]
    assert (survivor["key"], survivor["operator"], survivor["written"]) == ("before", "alternative", "梦里")


def test_examples_that_do_not_hold_come_first(tmp_path):
    result = run("--rules", write(tmp_path, misses='{text: "船过青浦湖上。"}'))
    assert result.exit_code == 1 and "must find nothing" in result.stdout and "change" not in result.stdout


def test_the_examples_of_our_dates_and_works_need_what_the_rules_say(rulebook):
    """A sample of our own rules, so that the suite stays quick; `rules check --mutate` goes through all."""
    rules = [rule for rule in rulebook.rules if Path(rule.file).name in ("values.yaml", "works.yaml")]
    done = list(mutate_rules(rules, rulebook))
    survivors = [str(mutant) for mutation in done for mutant in mutation.survivors]
    assert len(survivors) <= 0.1 * sum(mutation.mutants for mutation in done), "\n".join(survivors)
