"""Reading anything at all: no exception but our own, and every outcome is one that can be shown and stored."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from steady import examples

from documents import make_docx, make_pdf, make_zip
from kg_builder.errors import ReadError
from kg_builder.model import Failure, Source
from kg_builder.stages.read import FORMATS, Notice, ReadOptions, read_inputs
from kg_builder.stages.read.dates import find_date, parse_date
from kg_builder.stages.read.decode import decode
from kg_builder.stages.read.find import show
from kg_builder.stages.read.options import DATE_PATTERN

SENTENCE = "5月11日，榆汀区枕河街道召开文明创建推进会。"
SUFFIXES = sorted({suffix for format in FORMATS.values() for suffix in format.suffixes} | {".zip", ""})
SMALL = ReadOptions(max_bytes=200_000, max_line=5_000, max_html=20_000, max_tags=500, max_docx=500_000,
                    max_unpacked=500_000, max_members=20)
PAGE = ('<html><head><meta charset="utf-8"><meta name="date" content="2024-05-11"></head><body><table><tr><td>'
        f"<p>{SENTENCE}</p></td></tr></table><h1>标题</h1><p>{SENTENCE}</p></body></html>").encode()
ROWS = f'text,title,date\n"{SENTENCE}",巡河,2024-05-11\n{SENTENCE},,\n'.encode()
RECORDS = "\n".join(json.dumps({"text": SENTENCE, "id": number}) for number in range(3)).encode()


def make_parquet() -> bytes:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    buffer = io.BytesIO()
    parquet.write_table(pyarrow.table({"text": [SENTENCE, None], "date": ["2024", "x"]}), buffer)
    return buffer.getvalue()


WHOLE: dict[str, bytes] = {
    ".txt": SENTENCE.encode("gb18030"), ".md": SENTENCE.encode("utf-16"), ".jsonl": RECORDS, ".csv": ROWS,
    ".html": PAGE, ".tsv": ROWS.replace(b",", b"\t"),
    ".docx": make_docx(f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>"),
    ".pdf": make_pdf([[(40, 1000, 10, SENTENCE)], [(40, 1000, 24, "标题"), (40, 900, 10, SENTENCE)]]),
    ".parquet": make_parquet(), ".zip": make_zip({"a.txt": SENTENCE, "b/c.jsonl": RECORDS, "../d.txt": "x"}),
    ".txt.gz": gzip.compress(SENTENCE.encode()), ".jsonl.bz2": bz2.compress(RECORDS), ".csv.xz": lzma.compress(ROWS),
}


def read(name: str, data: bytes) -> list[Source | Failure | Notice]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(data)
        return list(read_inputs([Path(folder) / name], options=SMALL))


def is_line(text: str) -> bool:
    return bool(text) and text.replace("\u3000", "").replace("\u00a0", "").isprintable()


def check(name: str, data: bytes) -> None:
    outcomes = read(name, data)
    assert outcomes, "something is said of every input"
    for item in outcomes:
        assert item.path.startswith(name)
        assert is_line(item.path)
        if isinstance(item, Source):
            assert item.text.strip()
            assert item.text.encode("utf-8")
            assert re.fullmatch("[0-9a-f]{64}", item.sha256)
            assert item.date is None or re.fullmatch(r"\d{4}(-\d\d){0,2}", item.date)
            assert all(value is None or (value.strip() == value and value)
                       for value in (item.title, item.place, item.identifier))
        else:
            assert isinstance(item, Failure | Notice)
            assert is_line(item.reason)
            assert "Traceback" not in item.reason
    paths = [item.path for item in outcomes if isinstance(item, Source)]
    assert len(set(paths)) == len(paths)
    assert read(name, data) == outcomes


@given(st.sampled_from(SUFFIXES), st.binary(max_size=300))
@examples(150)
def test_any_bytes(suffix, data):
    check(f"a{suffix}", data)


@given(st.sampled_from(SUFFIXES), st.text(max_size=200),
       st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]))
@examples(150)
def test_any_text(suffix, text, encoding):
    check(f"a{suffix}", text.encode(encoding, "replace"))


@st.composite
def spoil(draw):
    """Draw a document that was whole, with some of its bytes changed, cut out, or put in twice."""
    suffix = draw(st.sampled_from(sorted(WHOLE)))
    data = bytearray(WHOLE[suffix])
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        match draw(st.sampled_from(["change", "cut", "repeat", "insert"])):
            case "change" if at < len(data):
                data[at] = draw(st.integers(0, 255))
            case "cut":
                del data[at:at + draw(st.integers(1, 200))]
            case "repeat":
                data[at:at] = data[at:at + draw(st.integers(1, 200))]
            case _:
                data[at:at] = draw(st.binary(max_size=20))
    return suffix, bytes(data)


@given(spoil())
@examples(300)
def test_any_spoilt_document(document):
    suffix, data = document
    check(f"a{suffix}", data)


VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
                      lambda inner: st.lists(inner, max_size=3)
                      | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=5)
KEYS = st.sampled_from(["text", "title", "date", "place", "id", "正文", "content"]) | st.text(max_size=5)


@given(st.lists(VALUES | st.dictionaries(KEYS, VALUES | st.just(SENTENCE), max_size=6), min_size=1, max_size=5),
       st.booleans())
@examples(200)
def test_any_records(records, ascii_only):
    data = "\n".join(json.dumps(record, ensure_ascii=ascii_only) for record in records)
    check("a.jsonl", data.encode("utf-8", "surrogatepass"))
    assert sum(isinstance(item, Source | Failure) for item in read("a.jsonl", data.encode("utf-8", "surrogatepass"))
               ) <= len(records)


# --- the parts

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5) | st.sampled_from("，。：“”\n12 ab的一是"),
                  min_size=1, max_size=200)


@given(CHINESE, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
@examples(100)
def test_marked_or_utf8_text_comes_out_as_it_went_in(text, encoding):
    assert decode(text.encode(encoding)) == text


@given(CHINESE, st.sampled_from(["gb18030", "utf-16-le", "utf-16-be"]))
@examples(100)
def test_chinese_text_comes_out_as_it_went_in(text, encoding):
    sentence = f"{SENTENCE}\n{text}{SENTENCE}"
    assert decode(sentence.encode(encoding)) == sentence


@given(st.binary(max_size=400))
@examples(100)
def test_decode_gives_text_or_our_error(data):
    try:
        text = decode(data)
    except ReadError:
        return
    assert text.encode("utf-8", "surrogatepass") or not data.lstrip(b"\xef\xbb\xbf\xff\xfe\0")


@given(st.text(max_size=40) | st.from_regex(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"))
@examples(100)
def test_a_date_is_one_or_nothing(text):
    for date in (parse_date(text), find_date(text, DATE_PATTERN)):
        assert date is None or re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", date)


@given(st.binary(min_size=1, max_size=60))
@examples(100)
def test_any_name_can_be_shown_on_a_line(name):
    shown = show(name.decode("utf-8", "surrogateescape"))
    assert len(shown.splitlines()) <= 1
    assert shown.encode("utf-8")
