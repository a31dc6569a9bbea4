"""Examples with words in braces stand for one text a word."""

import pytest

from kg_builder.matching.variants import expand


def test_every_word_stands_in_one_text_with_the_first_of_the_other_braces():
    assert list(expand("他{在|到}{镇|乡|村}里。", {"object": "{2}"})) == [
        ("他在镇里。", {"object": "镇"}), ("他到镇里。", {"object": "镇"}),
        ("他在乡里。", {"object": "乡"}), ("他在村里。", {"object": "村"})]


def test_a_text_without_braces_stands_for_itself_and_a_word_may_be_empty():
    assert list(expand("他来了。", None)) == [("他来了。", None)]
    assert [text for text, _ in expand("他来{了|}。", None)] == ["他来了。", "他来。"]


def test_what_is_expected_may_name_the_word_in_lists_and_mappings():
    assert [wanted for _, wanted in expand("{甲|乙}镇。", ["{1}镇", {"name": "{1}", "sure": True}])] == [
        ["甲镇", {"name": "甲", "sure": True}], ["乙镇", {"name": "乙", "sure": True}]]


@pytest.mark.parametrize(("text", "expected", "said"), [
    ("他{在|到里。", None, "not closed"), ("他}在。", None, "not closed"), ("他{在}里。", None, "only one"),
    ("他{在|到}里。", "{2}", r"\{1\} to \{1\}, not \{2\}"), ("他在里。", "{x}", "not {x}"),
])
def test_what_is_wrong_with_braces_is_said(text, expected, said):
    with pytest.raises(ValueError, match=said):
        list(expand(text, expected))
