"""The pattern language: what each element matches in an encoded sentence, and what is refused."""

import re

import pytest

from kg_builder.matching.encoding import CLOSE, OPEN, terms_regex
from kg_builder.matching.pattern import PatternError, compile_pattern

MARKERS = {"Town": "\ue010", "Village": "\ue011", "noun": "\ue012", "verb": "\ue013", "Place": "\ue010\ue011"}
SHAPES = {"Name": ("(?:\ue000[^\ue001]*\ue001)?(?:王|李)[^\ue000-\uf8ff]", False, frozenset(), (), None)}


def encode(*pieces: tuple[str, str]) -> str:
    return "".join(OPEN + MARKERS[kind] + CLOSE + text for kind, text in pieces)


def search(pattern: str, text: str) -> re.Match[str] | None:
    compiled = compile_pattern(pattern, markers_of=MARKERS.get, shapes=SHAPES.get)
    return re.search(compiled.regex, text)


def plain(match: re.Match[str] | None, name: int | str = 0) -> str | None:
    return None if match is None else re.sub("[\ue000-\uf8ff]", "", match[name])


TEXT = encode(("noun", "昨天"), ("Town", "青禾镇"), ("Village", "柳湾村"), ("verb", "召开"), ("noun", "会议"))


@pytest.mark.parametrize(("pattern", "found"), [
    ("会议", "会议"), ("召开会", "召开会"),                            # text, across words
    ("<Town>", "青禾镇"), ("<Town> <Village>", "青禾镇柳湾村"),          # pieces
    ("<Place>{2}", "青禾镇柳湾村"), ("<Town|verb>", "青禾镇"),
    ("<Village> (召开 | 举行)", "柳湾村召开"), ("<Town>? 柳", "青禾镇柳"),
    ("[镇村] <verb>", "村召开"), ("[^天] 镇", "禾镇"),
    ("青 ~6 开", "青禾镇柳湾村召开"), ("^ 昨", "昨"), ("议 $", "议"),
    ("<?Village> 柳", "柳"), ("<!Village> 会", "会"),
    ("青 ~4 开", None), ("<Town> <Town>", None), ("<!noun> 会", None), ("<?Town> 柳", None),
    ("^ 天", None), ("开 $", None),
])
def test_elements(pattern, found):
    assert plain(search(pattern, TEXT)) == found


def test_captures_hold_what_stands_in_them():
    match = search("<where:Town> ~3 (what: 召开)", TEXT)
    assert plain(match, "where") == "青禾镇"
    assert plain(match, "what") == "召开"


def test_a_gap_never_crosses_the_end_of_a_clause():
    assert search("昨 ~9 会", encode(("noun", "昨天；"), ("noun", "会议"))) is None


def test_a_border_is_where_a_piece_begins():
    assert plain(search("<> 柳湾", TEXT)) == "柳湾"
    assert search("<> 湾", TEXT) is None


def test_a_shape_is_used_by_its_name():
    assert plain(search("{Name}", encode(("noun", "王海说")))) == "王海"


@pytest.mark.parametrize(("pattern", "message"), [
    ("<Twon>", "unknown type 'Twon'"), ("{Nmae}", "unknown shape"), ("(召开", "not closed"),
    ("召开)", "cannot stand here"), ("召{3,2}", "repetition"), ("召{99}", "repetition"), ("* 召", "cannot stand"),
    ("<a:Town> <a:Village>", "two captures"),
    ("([^天]{1,9}){1,9}", "a repetition within a repetition"),
])
def test_what_is_refused(pattern, message):
    with pytest.raises(PatternError, match=re.escape(message)):
        compile_pattern(pattern, markers_of=MARKERS.get, shapes=SHAPES.get)


def test_needs_and_literals_hold_for_every_match():
    compiled = compile_pattern("<Town> (召开 | <verb> 举行)? 会议", markers_of=MARKERS.get, shapes=SHAPES.get)
    assert compiled.needs == (frozenset("\ue010"),)
    assert compiled.literals == ("会议",)
    assert compiled.markers == frozenset("\ue010\ue013")


def test_terms_match_longest_first_and_across_words():
    regex = re.compile(terms_regex(["镇", "镇党委"]))
    assert plain(regex.search(encode(("noun", "镇"), ("noun", "党委")))) == "镇党委"


def test_nested_repetition_with_a_literal_stays_quick():
    compiled = compile_pattern("([^天]{1,9} 、){1,9} 召", markers_of=MARKERS.get, shapes=SHAPES.get)
    assert re.search(compiled.regex, encode(("noun", "人" * 300))) is None      # else it would not end within years


@pytest.mark.parametrize(("pattern", "gates"), [
    ("[市县]", [("", "市县")]), ("[0-2]", [("", "012")]), ("[市]{1,3}", [("", "市")]), ("[^市]", []), ("[市]?", []),
    ("(<Town> | 会)", [("\ue010", "会")]), ("(<Town> | 会?)", []),
    ("(<Town> 会 | <verb>)", [("\ue010\ue013", ""), ("\ue013", "会")]),
    ("[一二] <> (中 | 小学)", [("", "一中 二中 一小学 二小学")]), ("青 原? 县", [("", "青县 青原县")]),
    ("第 [12]{1,4} 年", [("", "第1 第2"), ("", "1年 2年")]), ("青 原* 县", [("", "青"), ("", "县")]),
    ("(该 | 本) 县 (大会)?", [("", "该县 本县")]), ("<Town> 会? 开", [("\ue010", ""), ("", "开")]),
])
def test_every_match_passes_the_gates(pattern, gates):
    compiled = compile_pattern(pattern, markers_of=MARKERS.get, shapes=SHAPES.get)
    assert compiled.gates == tuple((frozenset(signs), frozenset(texts.split() if " " in texts else texts))
                                   for signs, texts in gates)
