"""A folder of somebody's rules and lexicons: added to ours, or in place of ours; nothing is passed over in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg_builder.errors import RuleError
from kg_builder.extract import extract
from kg_builder.matching.load import load_rulebook
from kg_builder.model import Source

RULE = """stage: organisations
rules:
- id: {id}
  type: Organization
  match: "{match}"
  hit: [{{text: "春晓锣鼓社来了。", is: "春晓锣鼓社"}}]
  miss: [{{text: "他们来了。"}}]
"""
LEXICON = "term\tclass\n锣鼓社\tMassOrganization\n"


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def rule(id: str = "troupe.named", match: str = "春晓 <TroupeHead>") -> str:
    return RULE.format(id=id, match=match)


def find_names(text: str, *folders: Path) -> set[str]:
    facts = extract(Source("a.txt", text, ""), rulebook=load_rulebook(folders))
    return {entity.name for entity in facts.entities}


@pytest.mark.parametrize("layout", [("{}", "{}"), ("rules/{}", "lexicons/{}")])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_rules_and_lexicons_lie_together_or_in_folders_of_their_own(tmp_path, layout, mark):
    folder = write(tmp_path, {layout[0].format("troupes.yaml"): mark + rule(),
                              layout[1].format("troupe-head.tsv"): mark + LEXICON.replace("\n", "\r\n")})
    assert "春晓锣鼓社" in find_names("春晓锣鼓社来了。", folder)
    assert find_names("春晓锣鼓社来了。") == set()


def test_a_lexicon_of_a_known_name_takes_the_place_of_ours(tmp_path):
    ours = load_rulebook().lexicons["BylineRole"].terms
    folder = write(tmp_path, {"byline-role.tsv": "term\n采写\n"})
    assert set(load_rulebook([folder]).lexicons["BylineRole"].terms) == {"采写"} != set(ours)


def test_a_later_folder_takes_the_place_of_an_earlier_one(tmp_path):
    one = write(tmp_path / "one", {"a.yaml": rule(match="春晓 <TroupeHead>"), "troupe-head.tsv": LEXICON})
    two = write(tmp_path / "two", {"b.yaml": rule(match="春 晓 锣鼓社")})
    assert load_rulebook([one, two]).rule("troupe.named").pattern == "春 晓 锣鼓社"
    assert load_rulebook([two, one]).rule("troupe.named").pattern == "春晓 <TroupeHead>"
    assert load_rulebook([one, one]).hash == load_rulebook([one]).hash != load_rulebook([one, two]).hash


@pytest.mark.parametrize(("files", "said"), [
    ({}, "holds no rules (*.yaml) and no lexicons (*.tsv)"),
    ({"troupes.yml": rule(), "heads.txt": LEXICON}, "holds no rules (*.yaml) and no lexicons (*.tsv)"),
    ({"language.yaml": "stages: [x]\n"}, "language.yaml: stages and types are ours"),
    ({"division.tsv": LEXICON}, "division.tsv: 'Division' is the gazetteer's"),
    ({"a.yaml": rule(match="春晓锣鼓社"), "rules/b.yaml": rule(match="春晓锣鼓社")},
     "rules/b.yaml:3: rule 'troupe.named': this id is taken by"),
    ({"troupe-head.tsv": "锣鼓社\n"}, "troupe-head.tsv:1: the first column must be called 'term', not '锣鼓社'"),
    ({"troupe-head.tsv": "term  class\n"}, "columns are separated by tabs"),
    ({"troupe-head.tsv": "term\tclass\n\tX\n"}, "troupe-head.tsv:2: the term is empty"),
    ({"troupe-head.tsv": "term\n锣鼓社\tX\n"}, "troupe-head.tsv:2: 2 columns where the head line names 1"),
    ({"troupe-head.tsv": "term\n锣鼓社\n锣鼓社\n"}, "troupe-head.tsv:3: '锣鼓社' stands in this list before"),
    ({"troupe-head.tsv": LEXICON.encode("gbk")}, "troupe-head.tsv: cannot be read as UTF-8"),
    ({"a.yaml": rule().encode("gbk")}, "a.yaml: cannot be read"),
    ({"a.yaml": b""}, "a.yaml:1: a mapping is expected at the top"),
])
def test_what_is_wrong_with_a_folder_is_said(tmp_path, files, said):
    with pytest.raises(RuleError) as caught:
        load_rulebook([write(tmp_path, files)])
    assert said in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path))


def test_a_file_is_no_folder(tmp_path):
    with pytest.raises(RuleError, match="no such folder of rules"):
        load_rulebook([write(tmp_path, {"a.yaml": rule()}) / "a.yaml"])
