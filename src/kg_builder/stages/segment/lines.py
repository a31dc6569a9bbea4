"""The lines of a text and what their form tells: headline, byline, credit or prose. No line is read for its meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

BLANK = " \t\u3000\u00a0\ufeff\u200b\u00ad"
_LINE = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")

HEADLINE_LENGTH = 42            # characters; the longest headline inside a text
TITLE_LENGTH = 64               # the first line of a text may be longer
SUBHEAD_LENGTH = 26             # a line with a comma that is longer is prose
LABEL_LENGTH = 6                # 党建动态, 图片新闻
CELL_LENGTH = 30                # a line without punctuation that is shorter is no paragraph that goes on

_ROLE = (r"(?:本报|本台|全媒体|融媒体?|见习|实习|特约|驻地|首席)*(?:记者|通讯员|评论员|实习生|撰稿人?|作者)"
         r"|摄影报道|图文|文图|文并摄|摄影|供图|供稿|报道|整理|摄|文|图")
_TOKEN = re.compile(rf"(?:{_ROLE})*(?:[\u4e00-\u9fff·]{{2,4}}(?:{_ROLE})*)?")
_PERSON_ROLE = re.compile(r"记者|通讯员|评论员|实习生|作者|撰稿")
_COLUMN = re.compile(r"记者(?:走基层|观察|手记|调查|来信|述评|见闻|体验|札记|节)")
_SEPARATOR = re.compile(r"[\s、，,：:/／()（）|｜\-—□■●]+")
_PHOTO = re.compile(r"(?:摄|摄影|供图)[）)]?$")

_CARRIER = r"[\u4e00-\u9fff]{0,8}(?:本报|社|网|报|台)"
DATELINE = re.compile(
    rf"本[报台网刊](?:讯|消息)|央视网消息|(?:{_CARRIER})[\u4e00-\u9fff]{{0,8}}[0-9０-９]{{1,2}}月[0-9０-９]{{1,2}}日[电讯]"
    rf"|{_CARRIER}[\u4e00-\u9fff]{{0,6}}(?:讯|电|消息)\s*[（(：:]|本报记者[^。，]{{2,12}}报道[：:]")

_FIELD = re.compile(
    r"(?:文章|信息|稿件|新闻|原文)?(?:来源|时间|日期|作者|(?:责任|本期|本版|执行|图文)?编辑|责编|(?:副|总)?主编|总编|撰稿|供稿|供图"
    r"|编审|审核(?:发布)?|[初复终]审|校对|主办|承办|发布(?:时间|日期|单位|人|者|部门)?|点击[数量率]?|浏览(?:次数|量)?|阅读量?|字[号体]|学校"
    r"|单位|部门|[图文]片?|摄影|文字|原标题|稿源|排版|组版|策划|监制|统筹|统稿|审稿|投稿|邮箱|电话|联系电话|地址)\s*[:：|｜]")
_DATE_LINE = re.compile(
    r"[(（]?\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?[)）]?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?(?:\s*(?:星期|周)[一二三四五六日天])?")
_FURNITURE = re.compile(
    r"查看原文|关注我们|识别二维码|\\?-*\s*END\s*-*|上一[篇版]|下一[篇版]|返回目录|分享到?|打印|责任编辑.*"
    r"|(?:星期|周)[一二三四五六日天]|第?\s*[0-9０-９一二三四五六七八九十]{1,3}\s*版.{0,12}|[A-Z]?\d{1,3}",
    re.IGNORECASE)
_PAGE_HEAD = re.compile(
    r"(?:\d{4}年\d{1,2}月\d{1,2}日|星期[一二三四五六日天]|\d版).*(?:星期[一二三四五六日天]|第?\d+版|农历)")
_PRINTED_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")

_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}|[0-9０-９]{1,2})\s*[、.．·](?!\d)|[（(][一二三四五六七八九十\d]{1,3}[）)]|[■●▲◆★▶◎○□▍]")
_ROW = re.compile(r"(?:19|20)\d\d\s*[-./年]\s*\d{0,2}\s*月?\s*[-—–~～至]")        # 1996.01-1997.06 of a career
# What no paragraph begins with: the paragraph before was cut here by a column break.
_CONTINUES = re.compile(
    r"是(?!否|日|时|夜)|的(?!哥|士|确)|了(?!解|却)|着(?!力|眼|重|手|装)|等(?!到|级|待|候|高)|及(?!时)"
    r"|[，、。；：！？…”’）》】,;:!?)]")
_FINAL = "。！？…!?；;：:"
_CLOSERS = "”’」』）)》】\"'"
_MARKS = re.compile(r"[，、。；：！？,;!?]")
_CAPTION = re.compile(r"[（(]?(?:图[为①-⑩一二三四]|[上下左右]图|资料图)")


class Kind(Enum):
    """What a line is by its form alone."""

    PROSE = "prose"
    SHORT = "short"             # a headline, a sub-heading or a label: its neighbours decide
    SUBTITLE = "subtitle"       # ——市直机关…纪实
    BYLINE = "byline"           # 记者 高乐
    CREDIT = "credit"           # 来源：…, a date, page furniture


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the white space around it; `level` counts the # of a Markdown heading."""

    start: int
    end: int
    text: str
    level: int = 0


def split_lines(text: str) -> list[Line]:
    """Return the lines of a text that hold more than white space, in order."""
    spans = (trim(text, match.start(), match.end()) for match in _LINE.finditer(text))
    return [Line(start, end, text[start:end]) for start, end in spans if start < end]


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without the white space (visible or not) at its ends."""
    while start < end and (text[start].isspace() or text[start] in BLANK):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in BLANK):
        end -= 1
    return start, end


def classify(line: Line, *, first: bool = False) -> Kind:
    """Return what a line is by its form alone; `first` says that it is the first of its text."""
    text = line.text
    if line.level:
        return Kind.SHORT
    if text.startswith(("——", "--", "──")) and len(text) <= HEADLINE_LENGTH and text[-1] not in "。；;":
        return Kind.SUBTITLE
    if is_byline(text):
        return Kind.BYLINE
    if is_credit(text):
        return Kind.CREDIT
    return Kind.SHORT if _is_short(text, TITLE_LENGTH if first else HEADLINE_LENGTH, first) else Kind.PROSE


def _is_short(text: str, limit: int, first: bool) -> bool:
    if len(text) > limit or len(text) < 2 or not any(c.isalpha() for c in text):
        return False
    bare = text.rstrip(_CLOSERS)
    if not bare or bare[-1] in "。，、；：…,;:" or "。" in text or continues(text) or _CAPTION.match(text):
        return False
    if bare[-1] in "！？!?" and not (first or len(text) <= SUBHEAD_LENGTH):
        return False
    if DATELINE.match(text) or _ROW.match(text):
        return False
    return first or "，" not in text or len(text) <= SUBHEAD_LENGTH


def is_byline(text: str) -> bool:
    """Say whether a line only tells who wrote: 记者 高乐, （通讯员 蔡霞 报道）, 郭小平 本报记者 鄢朝。"""
    if len(text) > 60 or not _PERSON_ROLE.search(text) or _COLUMN.search(text):
        return False
    tokens = [token for token in _SEPARATOR.split(text) if token]
    return all(_TOKEN.fullmatch(token) for token in tokens)


def is_photo_credit(text: str) -> bool:
    """Say whether a byline is that of a picture, which says nothing of where an article begins or ends."""
    return _PHOTO.search(text) is not None


def is_credit(text: str) -> bool:
    """Say whether a line is a field (来源：…), a date, a picture's caption with its credit, or furniture of a page."""
    if len(text) > HEADLINE_LENGTH or text[-1] in "。！？":
        return False
    return bool(_FIELD.match(text.lstrip("（(")) or _PHOTO.search(text) or _DATE_LINE.fullmatch(text)
                or _FURNITURE.fullmatch(text) or _PAGE_HEAD.search(text) or not any(c.isalnum() for c in text))


def printed_date(text: str) -> str | None:
    """Return the full date that a credit line prints, as xsd:date."""
    match = _PRINTED_DATE.search(text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups())
    if not (1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{year:04}-{month:02}-{day:02}"


def continues(text: str) -> bool:
    """Say whether a line begins in the midst of a sentence."""
    return _CONTINUES.match(text) is not None


def is_open(text: str, following: str) -> bool:
    """Say whether a paragraph stops without an end, so that `following` goes on with it (a column break)."""
    if continues(following):
        return text.rstrip(_CLOSERS)[-1:] not in ("。", "！", "？")
    bare = text.rstrip(_CLOSERS)
    if not bare or bare[-1] in _FINAL:
        return text[-1] in "：:" and following[0] in "“「"
    if text[-1] in "”’」』" and len(text) <= CELL_LENGTH:
        return False
    return is_prose_like(text)


def is_prose_like(text: str) -> bool:
    """Say whether a line without an end is a cut paragraph rather than a cell of a table or an entry of a list."""
    return len(text) >= CELL_LENGTH or _MARKS.search(text) is not None


def is_numbered(text: str) -> bool:
    """Say whether a line begins as an entry of a list or a numbered sub-heading does: 一、 （二） 3. ■."""
    return bool(_NUMBERED.match(text) or _ROW.match(text))


def is_spaced(text: str) -> bool:
    """Say whether a line is of several phrases with a space in between, as headlines of newspapers are."""
    if "，" in text:
        return False
    phrases = [part for part in re.split(r"[ \u3000\u00a0]+", text) if part]
    return len(phrases) > 1 and all(len(part) >= 3 for part in phrases)


def shape(text: str) -> tuple[int, ...]:
    """Return the lengths of a heading's phrases: those of the sub-headings of one article are often the same."""
    return tuple(sum(c.isalnum() for c in part) for part in re.split(r"[ \u3000\u00a0，]+", text) if part)
