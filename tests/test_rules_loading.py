"""Rule files are read strictly: what is not understood is an error with its place, what was allowed, what was meant."""

import re
from pathlib import Path

import pytest

from kg_builder.errors import RuleError
from kg_builder.matching import limited
from kg_builder.matching.load import RULES, load_rulebook
from kg_builder.rulecheck import check_rules, find_all

RULE = """\
stage: {stage}
rules:
- id: mine.one
{lines}
"""
GOOD = {
    "type": "Place",
    "match": '"青浦 湖"',
    "hit": '[{text: "船过青浦湖。", is: "青浦湖"}]',
    "miss": '[{text: "船过大湖。"}]',
}


def write(folder: Path, *, stage: str = "places", **changed: str | None) -> Path:
    """Write a rule file with one good rule, in which some keys are changed, or left out where they are None."""
    keys = {**GOOD, **changed}
    lines = "\n".join(f"  {key.rstrip('_')}: {value}" for key, value in keys.items() if value is not None)
    path = folder / "mine.yaml"
    path.write_text(RULE.format(stage=stage, lines=lines), "utf-8")
    return path


def refuse(folder: Path) -> str:
    with pytest.raises(RuleError) as caught:
        load_rulebook([folder])
    return str(caught.value)


def test_a_good_rule_is_added_and_its_examples_hold(tmp_path):
    write(tmp_path)
    rulebook = load_rulebook([tmp_path])
    rule = rulebook.rule("mine.one")
    assert (rule.file, rule.line, rule.packaged) == (str(tmp_path / "mine.yaml"), 3, False)
    assert list(check_rules([rule], rulebook)) == []


@pytest.mark.parametrize(("changed", "line", "said"), [
    ({"mach": '"x"'}, 8, "unknown key 'mach'; did you mean 'match'?"),
    ({"type": "Plaze"}, 3, "unknown type 'Plaze'; did you mean 'Place'?"),
    ({"match": '"<Plaze> 湖"'}, 5, "unknown type 'Plaze'; did you mean 'Place'?"),
    ({"match": '"{Surnam} 湖"'}, 5, "unknown shape or lexicon {Surnam}"),
    ({"match": '"(青浦 湖"'}, 5, "a bracket is not closed"),
    ({"match": '"青浦 湖)"'}, 5, "cannot stand here"),
    ({"match": '"青浦 湖{3,1}"'}, 5, "repetition 3 to 1"),
    ({"match": '"青浦 湖{1,900}"'}, 5, "at most 60"),
    ({"match": "12"}, 3, "'match' must be a pattern in quotes"),
    ({"match": None}, 3, "'match' is missing"),
    ({"subclass": "Lake"}, 3, "unknown type 'Lake'"),
    ({"learn": "everywhere"}, 3, "unknown value 'everywhere' of 'learn'; known are: article, never, source"),
    ({"priority": "high"}, 8, "'priority' is 'high'; a number from -100 to 100 is expected"),
    ({"confidence": "1.5"}, 8, "'confidence' is 1.5; a number from 0.0 to 1.0 is expected"),
    ({"overlap": "maybe"}, 8, "'overlap' is 'maybe'; true or false is expected"),
    ({"name": "lake"}, 3, "no capture is called 'lake'"),
    ({"after": "{if: 湖}"}, 3, "'after' takes a pattern, or a mapping with 'not'"),
    ({"refers": "Place"}, 3, "'refers' is a mapping; its keys are: type, subclass"),
    ({"refers": "{typ: Place}"}, 3, "unknown key 'typ' of 'refers'; did you mean 'type'?"),
    ({"relate": "locatedIn"}, 3, "'emit' and 'relate' are mappings"),
    ({"relate": "{predicate: locatedin, subject: $self}"}, 3, "relation 'locatedin'; did you mean 'locatedIn'?"),
    ({"relate": "{predicate: locatedIn, subjekt: $self}"}, 3, "unknown key 'subjekt' of an emission"),
    ({"relate": "{predicate: locatedIn, subject: $lake}"}, 3, "no capture is called 'lake'"),
    ({"emit": "{predicate: locatedIn, subject: $self}"}, 3, "'emit' belongs to relation rules"),
    ({"type": None}, 3, "a rule makes something"),
    ({"hit": None}, 3, "at least one 'hit' and one 'miss'"),
    ({"miss": None}, 3, "at least one 'hit' and one 'miss'"),
    ({"hit": '[{text: "船过青浦湖。"}]'}, 6, "'is' belongs to every 'hit'"),
    ({"miss": '[{text: "船过大湖。", is: "大湖"}]'}, 7, "'is' belongs to every 'hit' and to no 'miss'"),
    ({"hit": '[{txt: "船过青浦湖。", is: "青浦湖"}]'}, 6, "a mapping with 'text'"),
])
def test_what_is_wrong_is_said_with_file_and_line(tmp_path, changed, line, said):
    path = write(tmp_path, **changed)
    message = refuse(tmp_path)
    assert message.startswith(f"{path}:{line}: ")
    assert said in message


def test_a_lexicon_does_not_take_the_name_of_another_type(tmp_path):
    (tmp_path / "quoted.tsv").write_text("term\n青浦湖\n", "utf-8")
    message = refuse(tmp_path)
    assert message.startswith(f"{tmp_path / 'quoted.tsv'}: ")
    assert "'Quoted' is a type of another kind" in message


def test_an_unknown_stage_is_refused(tmp_path):
    path = write(tmp_path, stage="place")
    assert refuse(tmp_path) == f"{path}:1: unknown stage 'place'; did you mean 'places'?"


def test_a_rule_in_the_wrong_stage_is_refused(tmp_path):
    path = write(tmp_path, stage="relations")
    assert refuse(tmp_path).startswith(f"{path}:3: rule 'mine.one': makes units, but stage 'relations' runs relation")


@pytest.mark.parametrize(("hits", "misses"), [
    ('[{text: "船过青浦湖。", is: "青浦湖"}, {text: "船过青浦湖。", is: "浦湖"}]', GOOD["miss"]),
    (GOOD["hit"], '[{text: "船过青浦湖。"}]'),
])
def test_an_example_with_two_readings_is_refused(tmp_path, hits, misses):
    write(tmp_path, hit=hits, miss=misses)
    message = refuse(tmp_path)
    assert "ambiguous example: “船过青浦湖。” has another reading on line 6" in message


def test_two_rules_may_not_want_one_name_as_two_kinds_of_thing(tmp_path):
    write(tmp_path)
    other = write(tmp_path, type="Organization", hit=GOOD["hit"]).read_text("utf-8").replace("mine.one", "mine.two")
    write(tmp_path)
    (tmp_path / "other.yaml").write_text(other, "utf-8")
    assert "in “船过青浦湖。”, 青浦湖 is Organization here and Place for rule 'mine.one'" in refuse(tmp_path)


@pytest.mark.parametrize(("pattern", "said"), [
    ('"<Surname> 湖"', "can never match: nothing makes Surname in stage 'places' or before it"),
    ('"<Event> 湖"', "can never match: nothing makes"),
    ('"湖 ^ 青浦"', "can never match: something must stand before the begin of the sentence"),
    ('"湖 $ 青浦"', "can never match: something must stand behind the end of the sentence"),
    ('"青浦 大 湖"', "can never find this hit: its pattern needs '青浦大湖'"),
])
def test_a_pattern_that_can_never_match_is_refused(tmp_path, pattern, said):
    write(tmp_path, match=pattern)
    assert said in refuse(tmp_path)


def test_an_id_is_given_once(tmp_path):
    path = write(tmp_path)
    text = path.read_text("utf-8")
    path.write_text(text + text[text.index("- id"):], "utf-8")
    assert "rule 'mine.one': this id is taken" in refuse(tmp_path)


def test_a_number_sign_does_not_cut_a_pattern_off(tmp_path):
    path = write(tmp_path, note="ends with #青浦 #湖")
    assert refuse(tmp_path) == f"{path}:8: ' #' cuts this value off silently; put the value in quotes"


def test_a_comment_is_no_trap(tmp_path):
    write(tmp_path, note='"a note"      # and a comment')
    assert load_rulebook([tmp_path]).rule("mine.one").note == "a note"


def test_a_key_is_given_once(tmp_path):
    path = write(tmp_path, type_="Place")
    assert refuse(tmp_path) == f"{path}:8: the key 'type' stands here twice"


@pytest.mark.parametrize("text", ["stage: [", "- a list", "", "stage: places\nrules:\n- just a text\n",
                                  "stage: places\nrool: []\n"])
def test_what_is_no_rule_file_is_refused(tmp_path, text):
    (tmp_path / "mine.yaml").write_text(text, "utf-8")
    assert refuse(tmp_path).startswith(str(tmp_path / "mine.yaml"))


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    assert "no such folder of rules" in refuse(tmp_path / "none")


def test_a_rule_of_a_known_id_takes_the_place_of_ours(tmp_path):
    mine = write(tmp_path).read_text("utf-8").replace("mine.one", "place.division")
    (tmp_path / "mine.yaml").write_text(mine, "utf-8")
    rulebook = load_rulebook([tmp_path])
    assert rulebook.rule("place.division").pattern == "青浦 湖"
    assert rulebook.hash != load_rulebook().hash


@pytest.mark.parametrize("pattern", ["(<word>+)+ 湖", "(([^湖]*)*)* 湖", "(~20)+ 湖"])
def test_a_repetition_without_anything_firm_in_a_repetition_is_refused(tmp_path, pattern):
    write(tmp_path, match=f'"{pattern}"')
    assert "a repetition within a repetition must hold a type or a literal" in refuse(tmp_path)


def test_a_pattern_that_would_run_for_ever_is_stopped_and_named(tmp_path, monkeypatch):
    monkeypatch.setattr(limited, "SECONDS", 0.3)
    path = write(tmp_path, match='"([^湖]{1,9} 一){1,60} 湖"', hit='[{text: "走一走一湖。", is: "走一走一湖"}]')
    rulebook = load_rulebook([tmp_path])
    with pytest.raises(RuleError, match=re.escape(f"{path}:3: rule 'mine.one': the pattern takes more than 0.3 s")):
        find_all("湖边有人" + "一" * 300 + "。", rulebook)


def test_patterns_of_others_find_what_ours_find(tmp_path):
    """The engine with a limit and the one without agree: our own rules, read as if they were another's."""
    for path in RULES.glob("*.yaml"):
        if path.name not in ("language.yaml", "constraints.yaml"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
    ours, others = load_rulebook(), load_rulebook([tmp_path])
    assert all(rule.packaged for rule in ours.rules) and not any(rule.packaged for rule in others.rules)
    for rule in ours.rules:
        for example in rule.hits:
            assert find_all(example.text, ours) == find_all(example.text, others), rule.id
