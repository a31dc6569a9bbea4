"""Encodings are told apart, and what is in none of them, or in two, is said."""

from __future__ import annotations

import codecs
import json
import random

import pytest

from kg_builder.errors import ReadError
from kg_builder.matching.normalise import normalise
from kg_builder.matching.script import simplify
from kg_builder.model import Failure, Source
from kg_builder.stages.read import read_inputs
from kg_builder.stages.read.decode import SAMPLE, decode

SIMPLIFIED = "5月11日，榆汀区枕河街道召开文明创建推进会。\r\n街道党工委书记麦冬青主持会议。\r\n"
TRADITIONAL = "5月11日，榆汀區枕河街道召開文明創建推進會。\n街道黨工委書記麥冬青主持會議。\n"
NAMES = ["麦冬青", "龙在野", "澜桥区水利局", "2023-02-13 蔡霞", "欧阳娜娜、麦冬青"]


@pytest.mark.parametrize("encoding", [
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gbk", "gb18030", "gb2312"])
def test_simplified_text(encoding):
    assert decode(SIMPLIFIED.encode(encoding)) == SIMPLIFIED
    assert decode((SIMPLIFIED * 3000).encode(encoding)) == SIMPLIFIED * 3000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "gb18030", "big5", "big5hkscs"])
def test_traditional_text(encoding):
    assert decode(TRADITIONAL.encode(encoding)) == TRADITIONAL


@pytest.mark.parametrize("encoding", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8])
def test_a_mark_alone_is_an_empty_text(encoding):
    assert decode(encoding) == ""


@pytest.mark.parametrize("text", NAMES)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_name_alone(text, encoding):
    assert decode(text.encode(encoding)) == text


def test_characters_that_only_gb18030_has():
    text = f"{SIMPLIFIED}镕㑇𠀀😀€"
    assert decode(text.encode("gb18030")) == text


@pytest.mark.parametrize("cut", range(4))
def test_a_character_across_the_end_of_the_sample(cut):
    text = "a" * (SAMPLE - cut) + SIMPLIFIED
    assert decode(text.encode("utf-8")) == text
    text = "，" * (SAMPLE // 2 - 2) + "a" * cut + SIMPLIFIED
    assert decode(text.encode("gb18030")) == text


@pytest.mark.parametrize(("data", "said"), [
    (SIMPLIFIED.encode() + SIMPLIFIED.encode("gbk"), "not valid UTF-8 at byte 2 of line 3"),
    ((SIMPLIFIED * 9).encode("gbk") + SIMPLIFIED.encode(), "not valid GB18030 at byte 4 of line 19"),
    ((SIMPLIFIED * 9).encode("gbk") + "街道召开会议\n".encode(), "GB18030, but UTF-8 in line 19"),
    ((SIMPLIFIED * 2000).encode() + b"\xff", "not valid UTF-8 at byte 1 of line 4001"),
    (SIMPLIFIED.encode("utf-16") + b"\n", "not valid UTF-16-LE at byte"),
    (SIMPLIFIED.encode("gbk") * 2000 + b"\xff\xff", "not valid GB18030"),
    ("Zażółć gęślą jaźń, proszę pana. Pchnąć w tę łódź jeża lub ośm skrzyń fig.".encode("cp1250"), "other than UTF-8"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10" + bytes(range(256)), "not a text"),
    (b"\x7fELF\2\1\1" + bytes(2000), "not a text"),
    (bytes(100), "not a text"),
    (random.Random(1).randbytes(5000), "not a text"),
    (b"\x01\x02\x03\x04" * 20, "not a text"),
])
def test_what_is_no_text_is_refused(data, said):
    with pytest.raises(ReadError, match=said):
        decode(data)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "gb18030", "big5"])
def test_records_and_tables_in_any_encoding(tmp_path, encoding):
    rows = [TRADITIONAL.splitlines()[0], "會議強調\u2028要壓實責任。" if encoding != "big5" else "會議強調要壓實責任。"]
    (tmp_path / "a.jsonl").write_bytes("\n".join(
        json.dumps({"text": row}, ensure_ascii=False) for row in rows).encode(encoding))
    (tmp_path / "b.csv").write_bytes("\r\n".join(["text", *rows]).encode(encoding))
    assert [(source.path, source.text) for source in read_inputs([tmp_path])] == [
        ("a.jsonl#1", rows[0]), ("a.jsonl#2", rows[1]), ("b.csv#1", rows[0]), ("b.csv#2", rows[1])]


def test_a_long_beginning_in_ascii_hides_no_encoding(tmp_path):
    lines = ['{"text": "abc"}'] * 10_000 + [json.dumps({"text": SIMPLIFIED}, ensure_ascii=False)]
    (tmp_path / "a.jsonl").write_bytes("\n".join(lines).encode("gb18030"))
    assert list(read_inputs([tmp_path]))[-1].text == SIMPLIFIED


@pytest.mark.parametrize(("one", "other", "said"), [
    ("utf-8", "gb18030", "not valid UTF-8 at byte"), ("gb18030", "utf-8", "not valid GB18030 at byte"),
])
def test_a_line_in_another_encoding_fails_alone(tmp_path, one, other, said):
    line = json.dumps({"text": SIMPLIFIED}, ensure_ascii=False)
    lines = [line.encode(one), line.encode(other), *[line.encode(one)] * 8]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    outcomes = list(read_inputs([tmp_path]))
    assert [type(item) for item in outcomes] == [Source, Failure, *[Source] * 8]
    assert outcomes[1].path == "a.jsonl#2"
    assert outcomes[1].reason.startswith(said)


# --- views: the same length, and the source untouched

def test_simplified_view():
    assert simplify(TRADITIONAL) == SIMPLIFIED.replace("\r", "")
    assert simplify("乾隆年間，地面乾淨。\r\n\0\ud800麥") == "乾隆年间，地面干净。\r\n\0\ud800麦"


def test_traditional_text_is_read_in_the_simplified_view_and_quoted_as_printed():
    from kg_builder.extract import extract
    from kg_builder.matching.load import load_rulebook

    text = f"枕河街道召開推進會\n{TRADITIONAL}記者 龍在野"
    facts = extract(Source("a.txt", text, "0"), rulebook=load_rulebook(), simplified=True)
    mentions = {mention.exact: entity.name for entity in facts.entities for mention in entity.mentions}
    assert mentions["麥冬青"] == "麦冬青"
    assert [article.title for article in facts.articles] == ["枕河街道召開推進會"]
    assert all(text[m.start:m.end] == m.exact for entity in facts.entities for m in entity.mentions)
    evidence = [item for statement in facts.statements for item in statement.evidence]
    assert evidence
    assert all(text[item.start:item.end] == item.exact for item in evidence)


def test_odd_spaces_and_soft_hyphens_are_spaces_in_the_view():
    odd = "枕\u00ad河\u200b街\ufeff道\u3000１２Ａ"
    assert normalise(odd) == "枕 河 街 道 12A"
