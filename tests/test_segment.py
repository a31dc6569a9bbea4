"""Source → articles → sentences: pages about invented towns, single articles, and any text at all."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg_builder.matching.normalise import normalise
from kg_builder.model import Article, Source
from kg_builder.stages.segment import segment
from kg_builder.stages.segment.sentences import QUOTE_LENGTH, SENTENCE_LENGTH, split_sentences

DATA = Path(__file__).parent / "data" / "pages"
BODY = "近日，澜桥区召开河长会议，部署春季巡河工作。会议要求，各镇要把责任落实到人。"


def read(name: str) -> Source:
    return Source(name, (DATA / name).read_text("utf-8"), "0")


def make(text: str, *, path: str = "a.txt", title: str | None = None, date: str | None = None) -> Source:
    return Source(path, text, "0", title=title, date=date)


def quote(source: Source, article: Article, *, heading: bool | None = None) -> list[str]:
    return [source.text[s.start:s.end] for s in article.sentences if heading in (None, s.heading)]


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, 0, len(text))]


# --- pages

def test_county_page_has_its_four_articles() -> None:
    assert [article.title for article in segment(read("county.txt"))] == [
        "以更实作风抓好冬季安全生产", "一个山村的“共享菜窖”", "全县河道清淤全面完工", "雀湾镇为老人送去“一键通”"]


def test_kicker_and_subtitle_are_alternative_titles() -> None:
    first, second, *_ = segment(read("county.txt"))
    assert first.alternative == ("泠川县委常委会召开会议强调",)
    assert second.alternative == ("云坞镇石桥村探访记",)


def test_labels_of_columns_belong_to_no_article() -> None:
    source = read("county.txt")
    sentences = [text for article in segment(source) for text in quote(source, article)]
    assert "冬日来信" not in sentences
    assert "下期预告" not in sentences


def test_parallel_headings_are_subheadings() -> None:
    source = read("county.txt")
    headings = quote(source, segment(source)[1], heading=True)
    assert headings[2:] == ["建窖解了烦心事", "租窖有了新收入", "守窖守出新规矩"]


def test_date_of_the_page_head_dates_all_articles() -> None:
    assert {article.date for article in segment(read("county.txt"), issue_date="1999-01-01")} == {"2021-11-09"}


def test_hard_wrapped_paragraph_is_one() -> None:
    source = read("county.txt")
    assert any("要盯\n住学校" in text for text in quote(source, segment(source)[0]))


def test_lost_heads_begin_articles_without_title() -> None:
    articles = segment(read("lost-heads.txt"))
    assert [article.title for article in articles] == ["", "", "三个行动 换来一河清水"]


def test_sentence_goes_on_behind_a_column_break() -> None:
    source = read("lost-heads.txt")
    article = segment(source)[1]
    cut = next(s for s in article.sentences if "\n\n" in source.text[s.start:s.end])
    assert source.text[cut.start:cut.end].endswith("碧溪河、\n\n小南河两条河流。")
    assert not cut.heading


def test_a_short_line_that_the_next_one_goes_on_with_is_no_heading() -> None:
    source = make(f"{BODY}\n\n“清源”“护岸”和“还绿”行动\n\n是今年的三件大事。\n\n{BODY}")
    (article,) = segment(source)
    assert quote(source, article, heading=True) == []
    assert "“清源”“护岸”和“还绿”行动\n\n是今年的三件大事。" in quote(source, article)


def test_sign_off_ends_an_article() -> None:
    text = f"巡河路上添新绿\n{BODY}\n通讯员 龙在野 报道\n雨前抢修保安全\n{BODY}"
    assert [article.title for article in segment(make(text))] == ["巡河路上添新绿", "雨前抢修保安全"]


def test_credit_of_a_picture_begins_no_article() -> None:
    text = f"巡河路上添新绿\n{BODY}\n图为巡河现场\n记者 龙在野 摄\n{BODY}"
    assert [article.title for article in segment(make(text))] == ["巡河路上添新绿"]


# --- single articles

def test_first_line_that_is_prose_is_no_title() -> None:
    (article,) = segment(make(f"{BODY}\n{BODY}"))
    assert article.title == ""
    assert not any(sentence.heading for sentence in article.sentences)


@pytest.mark.parametrize("heading", ["护岸行动见成效", "强化领导 压实责任", "一、抓源头", "守住源头，管住岸边"])
def test_subheadings_do_not_split_an_article(heading: str) -> None:
    source = make(f"河长带头巡河\n{BODY}\n{heading}\n{BODY}")
    (article,) = segment(source)
    assert article.title == "河长带头巡河"
    assert quote(source, article, heading=True) == ["河长带头巡河", heading]


def test_headline_over_two_lines_is_one_title() -> None:
    (article,) = segment(make(f"澜桥区巡河行动启动仪式\n暨河长培训班开班\n{BODY}"))
    assert article.title == "澜桥区巡河行动启动仪式 暨河长培训班开班"


def test_title_of_the_document_is_used_where_the_text_has_none() -> None:
    (article,) = segment(make(BODY, title="巡河"))
    assert article.title == "巡河"


def test_title_of_the_document_comes_before_another_headline() -> None:
    (article,) = segment(make(f"河长带头巡河\n{BODY}", title="澜桥区开会"))
    assert (article.title, article.alternative) == ("澜桥区开会", ("河长带头巡河",))


def test_date_of_the_document_comes_before_the_option() -> None:
    (dated,) = segment(make(BODY, date="2020-01-02"), issue_date="2021-01-01")
    (undated,) = segment(make(BODY), issue_date="2021-01-01")
    assert (dated.date, undated.date) == ("2020-01-02", "2021-01-01")


def test_printed_date_dates_the_article() -> None:
    (article,) = segment(make(f"河长带头巡河\n发布时间：2019年3月4日\n{BODY}"), issue_date="2021-01-01")
    assert article.date == "2019-03-04"


def test_rows_of_a_career_stay_apart() -> None:
    source = make("麦冬青\n1999.01-2003.05  澜桥区水利局局长、党组书记\n2003.05-2008.01  沙洲市水务局副局长\n")
    (article,) = segment(source)
    assert quote(source, article)[1:] == source.text.split("\n")[1:3]


def test_markdown_headings_are_titles() -> None:
    source = make(f"# 河长带头巡河 #\n\n{BODY}\n\n## 源头\n\n{BODY}\n\n# 雨前抢修\n\n{BODY}\n", path="a.md")
    one, two = segment(source)
    assert (one.title, two.title) == ("河长带头巡河", "雨前抢修")
    assert quote(source, one, heading=True) == ["河长带头巡河", "源头"]


def test_articles_of_one_title_have_keys_of_their_own() -> None:
    page = segment(make(f"# 简讯\n{BODY}\n# 简讯\n{BODY}", path="a.md"))
    assert len({article.key for article in page}) == 2


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff", "。。。\n——\n"])
def test_text_without_words_has_no_article(text: str) -> None:
    assert segment(make(text)) == ()


# --- sentences

@pytest.mark.parametrize(("text", "sentences"), [
    ("甲来了。乙走了！丙呢？", ["甲来了。", "乙走了！", "丙呢？"]),
    ("他说：“好。”随后离开。", ["他说：“好。”", "随后离开。"]),
    ("“先修路。再架桥。”镇长麦冬青说。", ["“先修路。再架桥。”", "镇长麦冬青说。"]),
    ("开展“好不好？”大讨论。", ["开展“好不好？”大讨论。"]),
    ("看了《你好！河长》以后，他哭了。", ["看了《你好！河长》以后，他哭了。"]),
    ("水清了、岸绿了……近年来变化大。", ["水清了、岸绿了……", "近年来变化大。"]),
    ("水、岸……的变化。", ["水、岸……的变化。"]),
    ("他说：“好。随后离开。", ["他说：“好。", "随后离开。"]),
    ("好。” 他走了。", ["好。”", "他走了。"]),
    ("他问：\"好吗？\"大家笑了。", ["他问：\"好吗？\"", "大家笑了。"]),
])
def test_sentences_end_with_their_closing_quotes(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


def test_long_quotation_is_split_inside() -> None:
    text = "“" + "巡河要勤，管河要严。" * (QUOTE_LENGTH // 10 + 1) + "”"
    assert len(split(text)) > 1
    assert split(text)[-1] == "巡河要勤，管河要严。”"


def test_long_sentence_is_cut_at_a_weaker_mark() -> None:
    parts = split("河" * 400 + "，" + "水" * 400 + "。")
    assert [len(part) for part in parts] == [401, 401]


# --- any text at all

SIGNS = "“”‘’\"（）《》。！？…，、；：—— \n\r\u3000\u2028\ufeff#记者本报讯通讯员摄镇党委书记是的一二12"
SALAD = st.text(st.sampled_from(SIGNS), max_size=300)
LINES = st.lists(st.one_of(SALAD, st.text(max_size=30)), max_size=9).map("\n".join)
ANY = st.one_of(SALAD, st.text(max_size=200), LINES)


@given(ANY, st.sampled_from(["a.txt", "a.md", "a.jsonl#1"]), st.sampled_from([None, "", "巡河"]))
def test_offsets_are_exact_and_in_order(text: str, path: str, title: str | None) -> None:
    articles = segment(make(text, path=path, title=title))
    spans = [(s.start, s.end) for article in articles for s in article.sentences]
    assert all(0 <= start < end <= len(text) and end - start <= SENTENCE_LENGTH for start, end in spans)
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(spans))
    assert all((a.start, a.end) == (a.sentences[0].start, a.sentences[-1].end) for a in articles)
    assert all(a.paragraph <= b.paragraph for x in articles for a, b in itertools.pairwise(x.sentences))
    assert len({article.key for article in articles}) == len(articles)


@given(SALAD)
def test_sentences_lose_nothing_but_white_space(text: str) -> None:
    spans = list(split_sentences(text, 0, len(text)))
    kept = {offset for start, end in spans for offset in range(start, end)}
    assert all(not text[offset].strip(" \t\u3000\u00a0\ufeff\u200b\u00ad\r\n\u2028")
               for offset in range(len(text)) if offset not in kept)


@given(st.text())
def test_normalised_text_has_the_same_length(text: str) -> None:
    assert len(normalise(text)) == len(text)


def test_ascii_punctuation_beside_chinese_text_is_read_as_chinese() -> None:
    assert normalise("路通了,大家(村民)来了:好!10:30,1,000 a, b") == "路通了，大家（村民）来了：好！10:30,1,000 a, b"


def test_normalise_keeps_chinese_punctuation() -> None:
    assert normalise("２０２３年\u3000Ａ座５０％，。；：？！“”（）…金\u00ad") == "2023年 A座50%，。；：？！“”（）…金 "
