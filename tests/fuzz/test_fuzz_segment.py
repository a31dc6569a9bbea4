"""Segmenting anything at all: exact offsets, sentences that do not overlap, nothing lost but white space and rules."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st
from steady import examples

from kg_builder.matching.normalise import normalise
from kg_builder.matching.script import simplify
from kg_builder.model import Source
from kg_builder.stages.segment import segment
from kg_builder.stages.segment.lines import BLANK
from kg_builder.stages.segment.sentences import SENTENCE_LENGTH

HEADLINES = ["枕河街道推进文明创建", "——澜桥区巡河纪实", "党建动态", "强化领导 压实责任", "一、抓源头", "（一）巡河",
             "# 标题", "## 小标题 ##"]
BYLINES = ["记者 麦冬青", "（通讯员 龙在野 报道）", "本报讯（记者 麦冬青）", "麦冬青 本报记者 龙在野 摄", "第3版 要闻",
           "来源：榆汀日报", "2024-05-11", "发布时间：2024年5月11日", "图为巡河现场", "1999.01-2003.05  水利局局长"]
PROSE = ["5月11日，榆汀区枕河街道召开文明创建推进会。", "街道党工委书记麦冬青说：“要压实责任。护住一河清水！”随后",
         "是今年的三件大事。", "他问：\"好吗？\"", "《你好！河长》", "水清了……", "（", "”", "“", "𠀀😀e\u0301",
         "\ud800", "\0"]
BREAKS = ["\n", "\n\n", "\r\n", "\r", "\u2028", "\x0b", "\x1c", "\x85", "\u3000\u3000", " ", "\ufeff", "\u200b",
          "\u00ad", ""]
PIECES = st.sampled_from(HEADLINES + BYLINES + PROSE + BREAKS * 2) | st.text(max_size=8)
PAGE = st.lists(PIECES, max_size=40).map("".join)
LONG = st.tuples(st.sampled_from(["河", "河，", "“河", "（", "河。”", "\"", "…", "。", "河\u3000"]),
                 st.integers(1, 3 * SENTENCE_LENGTH), st.sampled_from(["", "。", "\n河。"])
                 ).map(lambda parts: parts[0] * parts[1] + parts[2])
TEXTS = PAGE | LONG | st.text(max_size=300)
PATHS = st.sampled_from(["a.txt", "a.md", "a.md.gz", "a.markdown#3", "a#b.md"])


def check(text: str, path: str, title: str | None, view: str | None = None) -> None:
    source = Source(path, text, "0" * 64, title=title)
    articles = segment(source, view=view)
    spans = [(s.start, s.end) for article in articles for s in article.sentences]
    assert all(0 <= start < end <= len(text) and end - start <= SENTENCE_LENGTH for start, end in spans)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(spans))
    shown = view or text
    assert all(not (shown[offset].isspace() or shown[offset] in BLANK) for start, end in spans
               for offset in (start, end - 1))
    assert all(any(character.isalnum() for character in shown[start:end]) for start, end in spans)
    assert len({article.key for article in articles}) == len(articles)
    for article in articles:
        assert article.sentences
        assert (article.start, article.end) == (article.sentences[0].start, article.sentences[-1].end)
        assert all(a.paragraph <= b.paragraph for a, b in itertools.pairwise(article.sentences))
        assert article.title not in article.alternative
        assert article.source == source.key
    assert segment(source, view=view) == articles


@given(TEXTS, PATHS, st.sampled_from([None, "", "枕河街道推进文明创建", "  "]))
@examples(200)
def test_any_page(text, path, title):
    check(text, path, title)


@given(TEXTS)
@examples(100)
def test_any_view(text):
    view = simplify(text)
    assert len(view) == len(normalise(text)) == len(text)
    check(text, "a.txt", None, view)


@given(st.lists(st.sampled_from(PROSE[:6] + BREAKS[:4]), min_size=1, max_size=30).map("".join))
@examples(100)
def test_of_prose_nothing_is_lost(text):
    """Prose has no headings that could be dropped: what has letters is in a sentence."""
    spans = [(s.start, s.end) for article in segment(Source("a.txt", text, "")) for s in article.sentences]
    kept = {offset for start, end in spans for offset in range(start, end)}
    if spans:
        assert not any(text[offset].isalnum() for offset in range(len(text)) if offset not in kept)


@given(PAGE)
@examples(100)
def test_line_ends_change_no_sentence(text):
    """A page saved under Windows is segmented as under Unix."""
    text = text.replace("\r", "")
    other = text.replace("\n", "\r\n")

    def quote(text: str) -> list[str]:
        return ["".join(text[s.start:s.end].split("\r")) for article in segment(Source("a.txt", text, ""))
                for s in article.sentences]

    assert quote(text) == quote(other)
