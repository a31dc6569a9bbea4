"""Formats: what each gives of a document, and what the document says of itself."""

from __future__ import annotations

import bz2
import datetime
import gzip
import io
import json
import lzma
import math
import sys
from pathlib import Path

import pytest

from documents import join_objects, lay_column, make_docx, make_pdf, make_zip
from kg_builder.model import Failure, Source
from kg_builder.stages.read import FORMATS, Notice, ReadOptions, read_inputs
from kg_builder.stages.segment import segment

SENTENCE = "5月11日，榆汀区枕河街道召开文明创建推进会。"
OTHER = "5月12日，澜桥区水利局组织巡河。"


def read(folder: Path, files: dict[str, bytes | str], **options) -> list[Source | Failure | Notice]:
    """Write files into a folder and read it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_inputs([folder], options=ReadOptions(**options)))


def tell(outcomes) -> list[tuple[str, str]]:
    return [(item.path, item.text if isinstance(item, Source) else item.reason) for item in outcomes]


# --- text

def test_text_is_the_file_with_its_line_ends(tmp_path):
    text = f"标题\r\n\r\n{SENTENCE}\r\n"
    (source,) = read(tmp_path, {"a/b.txt": text})
    assert (source.path, source.text, source.extracted) == ("a/b.txt", text, False)
    assert len(source.sha256) == 64


def test_full_width_characters_and_odd_spaces_stay_in_the_source(tmp_path):
    text = "２０２３年\u00a0Ａ座\u00ad５０％\u3000\ufa0e"
    (source,) = read(tmp_path, {"a.md": text})
    assert source.text == text


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_markdown_brings_what_its_head_says_and_the_text_stays(tmp_path, end):
    lines = ["---", 'title: "枕河街道开会"', "date: 2023-02-20", "place: 榆汀区", "tags:", "- 巡河", "note: >",
             "  会议的事。", "---", "", "# 开会", SENTENCE]
    (source,) = read(tmp_path, {"a.md": end.join(lines)})
    assert (source.title, source.date, source.place) == ("枕河街道开会", "2023-02-20", "榆汀区")
    assert source.text == end.join(lines)
    (article,) = segment(source)
    assert [source.text[s.start:s.end] for s in article.sentences] == ["开会", SENTENCE]


@pytest.mark.parametrize("text", [f"---\n{SENTENCE}", f"{SENTENCE}\n---\ntitle: x\n---\n", f"---\n\n---\n{SENTENCE}",
                                  f"---\n{SENTENCE}\n---\n{OTHER}\ntitle: x", f"---\ntitle: x\n\n{SENTENCE}"])
def test_a_rule_in_markdown_is_no_head(tmp_path, text):
    (source,) = read(tmp_path, {"a.md": text})
    assert (source.title, source.text) == (None, text)
    assert SENTENCE in [text[s.start:s.end] for article in segment(source) for s in article.sentences]


# --- records

def test_a_line_of_jsonl_is_a_source_with_its_own_context(tmp_path):
    record = {"text": SENTENCE, "title": "开会", "date": "2023-02-20", "place": "榆汀区", "id": 17, "views": 3}
    other = {"内容": OTHER, "标题": "巡河", "日期": "2023年2月"}
    lines = [json.dumps(record, ensure_ascii=False), "", json.dumps(other)]
    one, two = read(tmp_path, {"news.jsonl": "\n".join(lines)})
    assert (one.path, one.text, one.title, one.date, one.place, one.identifier) == (
        "news.jsonl#1", SENTENCE, "开会", "2023-02-20", "榆汀区", "17")
    assert (two.path, two.text, two.title, two.date, two.place) == ("news.jsonl#3", OTHER, "巡河", "2023-02", None)
    assert not one.extracted


def test_a_text_of_another_key(tmp_path):
    line = json.dumps({"text": "摘要", "body": SENTENCE})
    (source,) = read(tmp_path, {"a.jsonl": line}, text_column="body")
    assert source.text == SENTENCE


def test_a_broken_line_of_jsonl_is_named_and_the_rest_is_read(tmp_path):
    lines = ['{"text": "甲来了。"}', '{"text": "乙', "[1]", '{"title": "丙"}', '{"text": ["丁"]}', '{"text": " "}',
             '{"text": "戊来了。", "date": "明天"}', "[" * 100_000, '{"text": ' + "9" * 5000 + "}"]
    assert tell(read(tmp_path, {"a.jsonl": "\n".join(lines)})) == [
        ("a.jsonl#1", "甲来了。"),
        ("a.jsonl#2", "not valid JSON: Unterminated string starting at column 10"),
        ("a.jsonl#3", 'not a JSON object; expected {"text": …}'),
        ("a.jsonl#4", "no text: 'text' is missing"),
        ("a.jsonl#5", "no text: 'text' is not a string"),
        ("a.jsonl#6", "empty"),
        ("a.jsonl#7", "date not understood: '明天'; expected YYYY-MM-DD"),
        ("a.jsonl#7", "戊来了。"),
        ("a.jsonl#8", "not valid JSON: nested too deeply, or a number too long"),
        ("a.jsonl#9", "not valid JSON: nested too deeply, or a number too long"),
    ]


def test_characters_that_no_file_can_hold_are_replaced_one_for_one(tmp_path):
    (source,) = read(tmp_path, {"a.jsonl": r'{"text": "甲\u0000乙\ud800丙\ud83d\ude00", "title": "\ud800"}'})
    assert (source.text, source.title) == ("甲\ufffd乙\ufffd丙😀", "\ufffd")


def test_what_a_document_says_of_itself_is_one_line(tmp_path):
    record = {"text": SENTENCE, "title": " 开\n会\u0001 ", "place": "榆汀区\u202e", "id": "\u0002"}
    page = f'<html><head><meta name="geo.placename" content="榆\x01汀区\n"></head><body>{BODY}</body></html>'
    one, two = read(tmp_path, {"a.html": page, "b.jsonl": json.dumps(record)})
    assert one.place == "榆汀区"
    assert (two.title, two.place, two.identifier) == ("开 会", "榆汀区", None)


def test_a_wrong_byte_fails_its_record_only(tmp_path):
    lines = [json.dumps({"text": text}, ensure_ascii=False).encode() for text in (SENTENCE, OTHER, SENTENCE)]
    lines[1] = lines[1].replace("巡".encode(), b"\xe5\xff")
    outcomes = read(tmp_path, {"a.jsonl": b"\n".join(lines)})
    assert [type(item) for item in outcomes] == [Source, Failure, Source]
    assert tell(outcomes)[1] == ("a.jsonl#2", "not valid UTF-8 at byte 47 of line 2")


@pytest.mark.parametrize(("name", "separator"), [("a.csv", ","), ("b.csv", ";"), ("c.tsv", "\t")])
def test_a_row_of_a_table_is_a_source(tmp_path, name, separator):
    rows = [["id", "Text", "正文", "date"], ["7", "x", f'"{SENTENCE}\n{OTHER}"', "2023/2/3"], ["8", "y", OTHER, ""]]
    table = "\ufeff" + "\r\n".join(separator.join(row) for row in rows)
    one, two = read(tmp_path, {name: table})
    assert (one.path, one.text, one.identifier, one.date) == (f"{name}#1", f"{SENTENCE}\n{OTHER}", "7", "2023-02-03")
    assert (two.path, two.text, two.date) == (f"{name}#2", OTHER, None)


def test_a_broken_row_is_named_and_the_rest_is_read(tmp_path):
    rows = ["\n", "text,date\n", f'"{SENTENCE}"x,\n', f"{OTHER},2023-01-02,,\n", f"{OTHER},,又一列\n",
            f'"{SENTENCE}"\n'.replace("榆", "\ue000").encode().replace("\ue000".encode(), b"\xff").decode("latin-1"),
            f"{OTHER}\n", '"没有结束']
    data = b"".join(row.encode("latin-1") if "\xff" in row else row.encode() for row in rows)
    outcomes = read(tmp_path, {"a.csv": data})
    assert tell(outcomes) == [
        ("a.csv#1", "not valid CSV: ',' expected after '\"'"),
        ("a.csv#2", OTHER),
        ("a.csv#3", "a row of 3 columns, where the table has 2"),
        ("a.csv#4", "not valid UTF-8 at byte 14 of line 6"),
        ("a.csv#5", OTHER),
        ("a.csv#6", "not valid CSV: unexpected end of data"),
    ]


def test_a_table_without_a_column_of_texts(tmp_path):
    assert tell(read(tmp_path, {"a.csv": "标题,日期\n巡河,2023\n"})) == [
        ("a.csv", "no text column; expected text or content or 正文 or 内容, found 标题, 日期")]
    assert tell(read(tmp_path, {"a.csv": "标题,日期\n巡河,2023\n"}, text_column="body")) == [
        ("a.csv", "no text column; expected body, found 标题, 日期")]


def test_parquet_gives_rows_with_their_dates(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = pyarrow.table({"text": [SENTENCE, None, OTHER], "title": ["开会", "无", None],
                           "date": [datetime.date(2023, 2, 20), None, None], "other": [1, 2, 3]})
    buffer = io.BytesIO()
    parquet.write_table(table, buffer)
    outcomes = read(tmp_path, {"a.parquet": buffer.getvalue(), "b.parquet.gz": gzip.compress(buffer.getvalue()),
                               "c.parquet": b"PAR1 and no more", "d.parquet": b""})
    assert tell(outcomes)[:3] == [("a.parquet#1", SENTENCE), ("a.parquet#2", "no text: 'text' is missing"),
                                  ("a.parquet#3", OTHER)]
    assert (outcomes[0].title, outcomes[0].date, outcomes[2].date) == ("开会", "2023-02-20", None)
    assert [item.path for item in outcomes[3:6]] == ["b.parquet.gz#1", "b.parquet.gz#2", "b.parquet.gz#3"]
    assert all(isinstance(item, Failure) and item.reason.startswith("broken Parquet") for item in outcomes[6:])


# --- HTML

HEAD = ('<meta charset="utf-8"><title>枕河街道开会_榆汀新闻</title>'
        '<meta name="ArticleTitle" content="枕河街道召开推进会">'
        '<meta name="PubDate" content="2023-02-20 08:30"><meta name="geo.placename" content="榆汀区">'
        '<meta name="DC.identifier" content="yt-17">')
BODY = f"<p>{SENTENCE}</p><p>街道党工委书记麦冬青主持会议，要求压实责任。</p>"


def test_html_gives_the_article_and_what_its_head_says(tmp_path):
    page = (f"<!DOCTYPE html><html><head>{HEAD}</head><body><div class=nav><ul><li><a href=/>首页</a></li></ul></div>"
            f"<h1>枕河街道召开推进会</h1><div class=article>{BODY}<script>alert(1)</script></div>"
            "<div class=footer>版权所有 Copyright 2019</div></body></html>")
    (source,) = read(tmp_path, {"a.html": page})
    assert source.text.splitlines()[-2:] == [SENTENCE, "街道党工委书记麦冬青主持会议，要求压实责任。"]
    assert not any(word in source.text for word in ("首页", "alert", "2019", "<p>"))
    assert (source.title, source.date, source.place, source.identifier) == (
        "枕河街道召开推进会", "2023-02-20", "榆汀区", "yt-17")
    assert source.extracted


@pytest.mark.parametrize(("head", "date"), [
    ('<script type="application/ld+json">{"datePublished": "2022-03-04T08:00:00+08:00"}</script>', "2022-03-04"),
    ('<meta property="article:published_time" content="2021-01-02T00:00:00Z">', "2021-01-02"),
    ("", None),
])
def test_a_date_is_what_the_page_gives_and_never_guessed(tmp_path, head, date):
    page = f"<html><head>{head}</head><body>{BODY}<p>版权所有 2018-2019</p><p>2017-05-06</p></body></html>"
    (source,) = read(tmp_path, {"a.htm": page})
    assert source.date == date


def test_html_in_the_encoding_that_it_declares_or_is_in(tmp_path):
    page = f'<html><head><meta charset="gb2312"></head><body>{BODY}</body></html>'
    outcomes = read(tmp_path, {"a.html": page.encode("gb18030"), "b.html": page.encode("utf-8")})
    assert all(SENTENCE in item.text for item in outcomes)


@pytest.mark.parametrize("page", ["<p>{}</p>", "<div>{}", "{}", "<html><body><div>{}</div><div></div></body></html>"])
def test_a_part_of_a_page_and_a_short_one_are_read(tmp_path, page):
    (source,) = read(tmp_path, {"a.html": page.format(SENTENCE)})
    assert source.text == SENTENCE


def test_tables_that_lay_a_page_out_hold_paragraphs_and_others_rows(tmp_path):
    layout = f"<html><body><table><tr><td>{BODY * 2}</td></tr></table></body></html>"
    rows = "<tr><th>姓名</th><th>职务</th></tr><tr><td>麦冬青</td><td>街道党工委书记</td></tr>"
    one, two = read(tmp_path, {"a.html": layout, "b.html": f"<html><body>{BODY}<table>{rows}</table></body></html>"})
    assert one.text.splitlines()[0] == SENTENCE
    assert two.text.splitlines()[-2:] == ["姓名\u3000职务", "麦冬青\u3000街道党工委书记"]


# --- Word

def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_word_gives_paragraphs_rows_and_boxes_in_their_order(tmp_path):
    cell = "<w:tc>{}</w:tc>".format
    box = f"<w:p><w:r><w:drawing><w:txbxContent>{paragraph('框中的话。')}</w:txbxContent></w:drawing></w:r></w:p>"
    twice = (f"<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{paragraph('只说一遍。')}</w:txbxContent>"
             f"</mc:Choice><mc:Fallback><w:txbxContent>{paragraph('只说一遍。')}</w:txbxContent></mc:Fallback>"
             "</mc:AlternateContent></w:r></w:p>")
    changed = ("<w:p><w:ins><w:r><w:t>新写</w:t></w:r></w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
               "<w:r><w:t>的话</w:t><w:br/><w:t>另起一行。</w:t></w:r></w:p>")
    table = (f"<w:tbl><w:tr>{cell(paragraph('麦冬青'))}{cell(paragraph('书记'))}</w:tr>"
             f"<w:tr>{cell(paragraph('一段。') + paragraph('又一段。'))}</w:tr></w:tbl>")
    control = f"<w:sdt><w:sdtContent>{paragraph('控件中的话。')}</w:sdtContent></w:sdt>"
    (source,) = read(tmp_path, {"a.docx": make_docx(paragraph(SENTENCE) + control + table + box + twice + changed)})
    assert source.text.split("\n\n") == [SENTENCE, "控件中的话。", "麦冬青\u3000书记", "一段。", "又一段。",
                                         "框中的话。", "只说一遍。", "新写的话\n另起一行。"]
    assert source.extracted


def test_word_brings_its_title(tmp_path):
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph(SENTENCE)
    document.core_properties.title, document.core_properties.identifier = "枕河街道开会", "yt-17"
    document.save(tmp_path / "2023-02-20.docx")
    (source,) = read_inputs([tmp_path])
    assert (source.title, source.identifier, source.date) == ("枕河街道开会", "yt-17", "2023-02-20")


# --- PDF

ONE = ("5月11日，榆汀区枕河街道召开文明创建推进会，街道党工委书记麦冬青主持会议并讲话。会议强调，要压实责任。\n"
       "会议指出，今年以来，枕河街道紧盯重点任务，细化措施，逐项落实，各项工作取得了新的进展。\n会议要求，各社区要抓好落实。")
TWO = ("5月12日，澜桥区水利局组织人员开展巡河行动，对沿线的排污口逐一排查。局长龙在野参加巡河。\n"
       "据了解，今年以来全区共巡河三百余次，清理河道垃圾五十余吨，水质稳步提升。")


def lay_article(title: str, text: str, x: float, top: float, *, columns: int):
    """Return a headline and the columns under it, and where they end."""
    lines = lay_column(text, 0, 0, across=14)
    rows = math.ceil(len(lines) / columns)
    body = [(x + index // rows * 160, top - 40 - index % rows * 14, size, line)
            for index, (_, _, size, line) in enumerate(lines)]
    return [(x, top, 24, title), *body], top - 40 - rows * 14


def flatten(text: str) -> str:
    return text.replace("\n", "")


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_columns_are_read_one_after_the_other(tmp_path, columns):
    upper, bottom = lay_article("枕河街道推进文明创建", ONE, 40, 1000, columns=columns)
    lower, _ = lay_article("澜桥区开展巡河行动", TWO, 40, bottom - 60, columns=columns)
    (source,) = read(tmp_path, {"a.pdf": make_pdf([upper + lower])})
    assert flatten(source.text) == "枕河街道推进文明创建" + flatten(ONE) + "澜桥区开展巡河行动" + flatten(TWO)
    assert "澜桥区开展巡河行动" in source.text.splitlines()


@pytest.mark.parametrize("places", [
    [(40, 1000, 2), (400, 1000, 2), (40, 600, 2), (400, 600, 2)],       # two by two
    [(40, 1000, 4), (40, 700, 2), (400, 700, 2)],                       # a wide one over two
    [(40, 1000, 1), (240, 1000, 3), (240, 700, 3)],                     # a tall one beside two
])
def test_articles_of_a_page_stay_whole(tmp_path, places):
    heads = ["枕河街道推进文明创建", "澜桥区开展巡河行动", "榆汀区部署防汛工作", "沙洲市组织春耕培训"]
    articles = [(head, (ONE, TWO)[number % 2]) for number, head in enumerate(heads[:len(places)])]
    page = [line for (head, text), (x, top, columns) in zip(articles, places, strict=True)
            for line in lay_article(head, text, x, top, columns=columns)[0]]
    (source,) = read(tmp_path, {"a.pdf": make_pdf([page])})
    assert flatten(source.text) == "".join(flatten(head + text) for head, text in articles)


def test_headlines_side_by_side_stand_above_their_own_columns(tmp_path):
    left, _ = lay_article("枕河街道推进文明创建", ONE, 40, 1000, columns=2)
    right, _ = lay_article("澜桥区开展巡河行动", TWO, 400, 1000, columns=2)
    (source,) = read(tmp_path, {"a.pdf": make_pdf([left + right])})
    assert flatten(source.text) == "枕河街道推进文明创建" + flatten(ONE) + "澜桥区开展巡河行动" + flatten(TWO)


def test_lines_of_a_paragraph_are_joined(tmp_path):
    article, _ = lay_article("枕河街道推进文明创建", ONE, 40, 1000, columns=1)
    (source,) = read(tmp_path, {"a.pdf": make_pdf([article])})
    assert [line for line in source.text.splitlines() if line][1:] == ONE.split("\n")


def test_a_page_of_many_scattered_words_is_read_by_lines(tmp_path):
    words = [(20 + index % 60 * 40, 2400 - index // 60 * 40, 10, "河") for index in range(3000)]
    (source,) = read(tmp_path, {"a.pdf": make_pdf([words], width=2500, height=2500)})
    assert source.text.split() == ["河"] * 3000


def test_text_inside_of_a_drawing_is_read(tmp_path):
    page = make_pdf([[(40, 1000, 10, SENTENCE)]])
    content = b"/Resources << /Font << /F 3 0 R >> >> /Contents 4 0 R"
    drawing = b"/Resources << /XObject << /X 4 0 R >> /Font << /F 3 0 R >> >> /Contents 6 0 R"
    data = page.replace(b"<< /Length", b"<< /Type /XObject /Subtype /Form /BBox [0 0 800 1100] /Length", 1)
    data = data.replace(content, drawing)
    objects = [part.partition(b" obj\n")[2] for part in data.split(b"\nendobj\n")[:5]]
    data = join_objects([*objects, b"<< /Length 5 >>\nstream\n/X Do\nendstream"])
    assert tell(read(tmp_path, {"a.pdf": data})) == [("a.pdf#1", SENTENCE)]


def test_every_page_is_a_source_and_empty_ones_count(tmp_path):
    pages = [[(40, 1000, 10, SENTENCE)], [], [(40, 1000, 10, OTHER)]]
    outcomes = read(tmp_path, {"榆汀日报-20230220.pdf": make_pdf(pages)})
    assert tell(outcomes) == [("榆汀日报-20230220.pdf#1", SENTENCE), ("榆汀日报-20230220.pdf#3", OTHER)]
    assert all(item.date == "2023-02-20" and item.extracted for item in outcomes)


# --- what is packed

def test_packed_files_are_read_as_what_they_hold(tmp_path):
    zstandard = pytest.importorskip("zstandard")
    record = json.dumps({"text": OTHER})
    files = {"a.txt.gz": gzip.compress(SENTENCE.encode()), "b.txt.bz2": bz2.compress(SENTENCE.encode()),
             "c.jsonl.xz": lzma.compress(record.encode()), "d.txt.zst": zstandard.compress(SENTENCE.encode()),
             "e.zip": make_zip({"x/2023-01-02.txt": SENTENCE, "x/news.jsonl": record, "x/picture.png": b"\x89PNG",
                                "__MACOSX/x.txt": "x", ".hidden.txt": "x"}),
             "f.txt.gz": gzip.compress(SENTENCE.encode()) + gzip.compress(OTHER.encode())}
    outcomes = read(tmp_path, files)
    assert tell(outcomes) == [
        ("a.txt.gz", SENTENCE), ("b.txt.bz2", SENTENCE), ("c.jsonl.xz#1", OTHER), ("d.txt.zst", SENTENCE),
        ("e.zip/x/2023-01-02.txt", SENTENCE), ("e.zip/x/news.jsonl#1", OTHER),
        ("e.zip", "files of other formats passed over: 1"), ("f.txt.gz", SENTENCE + OTHER)]
    assert outcomes[4].date == "2023-01-02"


def test_names_in_archives_may_be_gbk(tmp_path):
    data = make_zip({"xxxx 12:30.txt": SENTENCE}).replace(b"xxxx", "巡河".encode("gbk"))
    assert tell(read(tmp_path, {"a.zip": data})) == [("a.zip/巡河 12:30.txt", SENTENCE)]


# --- dates in names of files

@pytest.mark.parametrize(("name", "date"), [
    ("2023-02-20.txt", "2023-02-20"), ("paper20230220A3.txt", "2023-02-20"), ("2023.02.20/a.txt", "2023-02-20"),
    ("1999-01-01/2023_02_20.txt", "2023-02-20"), ("2023-02-31.txt", None), ("120230220.txt", None), ("a.txt", None),
])
def test_a_date_in_the_name_of_a_file(tmp_path, name, date):
    (source,) = read(tmp_path, {name: SENTENCE})
    assert source.date == date


def test_a_pattern_for_dates_in_names(tmp_path):
    pattern = r"(?P<day>\d\d)\.(?P<month>\d\d)\.(?P<year>\d{4})"
    (source,) = read(tmp_path, {"20.02.2023.txt": SENTENCE}, date_pattern=pattern)
    assert source.date == "2023-02-20"


def test_the_document_s_own_date_comes_before_the_name(tmp_path):
    (source,) = read(tmp_path, {"2023-02-20.jsonl": json.dumps({"text": SENTENCE, "date": "2022-01-01"})})
    assert source.date == "2022-01-01"


# --- names that tell nothing

@pytest.mark.parametrize(("content", "said"), [
    (SENTENCE, SENTENCE),
    ("", "empty"),
    (f"<!DOCTYPE html><html><body><p>{SENTENCE}</p></body></html>", SENTENCE),
    (gzip.compress(SENTENCE.encode()), SENTENCE),
    (make_pdf([[(40, 1000, 10, SENTENCE)]]), SENTENCE),
    (make_docx(paragraph(SENTENCE)), SENTENCE),
    (make_zip({"a.txt": SENTENCE}), SENTENCE),
    (json.dumps({"text": SENTENCE}), SENTENCE),
    (json.dumps([{"text": SENTENCE}]), "a JSON array; write one object a line (JSONL)"),
    (json.dumps({"text": SENTENCE}, indent=2), "JSON over several lines; write one object a line (JSONL)"),
    (gzip.compress(gzip.compress(b"x")), "compressed twice; unpack it"),
])
@pytest.mark.parametrize("standard_input", [True, False])
def test_what_has_no_telling_name_is_known_by_its_first_bytes(tmp_path, monkeypatch, content, said, standard_input):
    data = content.encode() if isinstance(content, str) else content
    (tmp_path / "unnamed").write_bytes(data)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    ((path, text),) = tell(read_inputs(["-" if standard_input else tmp_path / "unnamed"]))
    assert path.startswith("-" if standard_input else "unnamed")
    assert text == said


def test_every_format_has_a_parser_and_its_own_suffixes():
    from kg_builder.stages.read.formats import load_parser

    suffixes = [suffix for format in FORMATS.values() for suffix in format.suffixes]
    assert len(set(suffixes)) == len(suffixes)
    assert all(callable(load_parser(name)) for name in FORMATS)


def test_a_library_that_is_missing_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    monkeypatch.delitem(sys.modules, "kg_builder.stages.read.html", raising=False)
    assert tell(read(tmp_path, {"a.html": "<p>x</p>", "b.txt": SENTENCE})) == [
        ("a.html", "html needs the package trafilatura: pip install 'kg-builder[documents]'"), ("b.txt", SENTENCE)]
