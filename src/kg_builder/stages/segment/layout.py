"""Lines become drafts of articles: which short line is a headline, a sub-heading or a label, and which lines join.

A text is a *page* of several articles where, after the first prose, a headline stands with a byline or a dateline, or
prose with a dateline has lost its headline; or where several headlines of several phrases stand among the prose.
Otherwise it is one article, and its short lines are sub-headings.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from kg_builder.stages.segment.lines import (
    DATELINE,
    LABEL_LENGTH,
    TITLE_LENGTH,
    Kind,
    Line,
    classify,
    continues,
    is_numbered,
    is_open,
    is_photo_credit,
    is_spaced,
    printed_date,
    shape,
)

HEADLINE_MINIMUM = 7            # characters; a shorter plain line inside an article is a sub-heading
LOOSE_HEADLINES = 3             # so many headlines of several phrases make a page of a text without bylines

_KICKER = re.compile(r"(?:强调|要求|指出|表示|提出|时|上|中|：|主持(?:会议|召开)?|讲话|出席|会议)$")
_SECOND_HALF = re.compile(r"暨|和(?!谐|平|美|顺|睦)|与|及")
_UNIT = re.compile(r"(?=([\u4e00-\u9fff]{2}(?:镇|乡|村|街道|社区|小区|公司|集团|医院|学校|[中小]学|大学|学院|工委)))")
_GENERIC = re.compile(r"[该各全本我个某新老农乡城这每的在和]")


@dataclass(slots=True)
class Draft:
    """An article in the making: its lines by role; a paragraph is one line, or the lines that a cut one goes on in."""

    title: list[Line] = field(default_factory=list)
    alternative: list[Line] = field(default_factory=list)
    labels: list[Line] = field(default_factory=list)        # headings above the body that are no title
    body: list[list[Line]] = field(default_factory=list)
    headings: set[int] = field(default_factory=set)         # offsets of the body's sub-headings
    date: str | None = None
    has_prose: bool = False


def draft_articles(lines: list[Line], *, titled: bool = False) -> list[Draft]:
    """Return the articles that a text's lines make, in order; at least one where there is a line.

    `titled` says that the text came with a title of its own: then headlines alone do not make a page of it.
    """
    if not lines:
        return []
    kinds = [classify(line, first=index == 0) for index, line in enumerate(lines)]
    _settle(lines, kinds)
    if any(line.level for line in lines):
        return _draft(lines, kinds, _find_marked_starts(lines), page=False)
    starts, page = _find_starts(lines, kinds, titled)
    return _draft(lines, kinds, starts, page=page)


def _settle(lines: list[Line], kinds: list[Kind]) -> None:
    """Make prose of the short lines that their neighbours show to be parts of a cut paragraph, or the only line."""
    for index, line in enumerate(lines):
        if kinds[index] is not Kind.SHORT or line.level:
            continue
        following = lines[index + 1].text if index + 1 < len(lines) else ""
        before = lines[index - 1] if index else None
        after_cut = before is not None and kinds[index - 1] is Kind.PROSE and is_open(before.text, line.text)
        marked = index + 1 < len(lines) and (kinds[index + 1] is Kind.BYLINE or DATELINE.match(following))
        before_cut = bool(following) and kinds[index + 1] is not Kind.SUBTITLE and _is_cut_before(line, following)
        if len(lines) == 1 or before_cut or (after_cut and not marked and not is_spaced(line.text)):
            kinds[index] = Kind.PROSE
    _extend_head(lines, kinds)


def _extend_head(lines: list[Line], kinds: list[Kind]) -> None:
    """Make headlines of the long lines between the first headline of a text and its dateline or byline."""
    end = next((i for i, line in enumerate(lines) if kinds[i] is Kind.BYLINE or DATELINE.match(line.text)), 0)
    if kinds[0] is Kind.SHORT and all(_may_be_headline(line) for line in lines[:end]):
        for index in range(end):
            kinds[index] = Kind.SHORT if kinds[index] is Kind.PROSE else kinds[index]


def _may_be_headline(line: Line) -> bool:
    return len(line.text) <= 2 * TITLE_LENGTH and "。" not in line.text and line.text[-1] not in "，；：、…"


def _is_cut_before(line: Line, following: str) -> bool:
    return not following.startswith(("“", "‘", "—", "…")) and is_open(line.text, following) and continues(following)


def _find_marked_starts(lines: list[Line]) -> set[int]:
    """Return the lines that begin an article in Markdown: its headings of the highest level, if that is #."""
    top = min(line.level for line in lines if line.level)
    marked = [index for index, line in enumerate(lines) if line.level == top]
    return set(marked) if top == 1 else set(marked[:1]) if marked[0] == 0 else set()


def _find_starts(lines: list[Line], kinds: list[Kind], titled: bool) -> tuple[set[int], bool]:
    """Return the lines that begin an article, and whether the text is a page of several."""
    blocks = _find_blocks(lines, kinds)
    strong = {begin for begin, end in blocks if _is_announced(lines, kinds, begin, end)}
    lost = {index for index in range(1, len(lines)) if _is_headless(lines, kinds, index)}
    parallel = _find_parallel(lines, [block for block in blocks if block[0] not in strong])
    loose = {begin for begin, end in blocks if begin not in parallel and is_spaced(lines[end - 1].text)
             and not is_numbered(lines[end - 1].text)}
    first_prose = next((i for i, kind in enumerate(kinds) if kind is Kind.PROSE), len(lines))
    inside = [index for index in strong | lost if index > first_prose]
    page = len(inside) > titled or (not titled and sum(index > first_prose for index in loose) >= LOOSE_HEADLINES)
    if not page:
        return set(), False
    starts = strong | lost | loose
    known = starts | parallel
    starts |= {blocks[index][0] for index in range(len(blocks))
               if blocks[index][0] not in known and _is_plain_headline(lines, blocks, index)}
    return starts, True


def _find_blocks(lines: list[Line], kinds: list[Kind]) -> list[tuple[int, int]]:
    """Return the runs of short lines and sub-titles, as half-open ranges of lines."""
    blocks, index = [], 0
    while index < len(lines):
        begin = index
        while index < len(lines) and kinds[index] in (Kind.SHORT, Kind.SUBTITLE):
            index += 1
        if index > begin:
            blocks.append((begin, index))
        index = max(index, begin + 1)
    return blocks


def _is_announced(lines: list[Line], kinds: list[Kind], begin: int, end: int) -> bool:
    """Say whether headings are surely the head of an article: byline or dateline after them, or a sign-off before."""
    if end == len(lines) or is_numbered(lines[end - 1].text):
        return False
    if kinds[end] is Kind.BYLINE and not is_photo_credit(lines[end].text):
        return _has_prose_after(kinds, end)
    if DATELINE.match(lines[end].text) or kinds[end - 1] is Kind.SUBTITLE:
        return True
    signed = begin > 1 and kinds[begin - 1] is Kind.BYLINE and not is_photo_credit(lines[begin - 1].text)
    return signed and kinds[begin - 2] is Kind.PROSE and len(lines[end - 1].text) > LABEL_LENGTH


def _has_prose_after(kinds: list[Kind], index: int) -> bool:
    """Say whether a byline leads an article (prose comes next) rather than ends one (a heading comes next)."""
    following = (kinds[i] for i in range(index, len(kinds)))
    return next((kind is Kind.PROSE for kind in following if kind not in (Kind.BYLINE, Kind.CREDIT)), False)


def _is_headless(lines: list[Line], kinds: list[Kind], index: int) -> bool:
    """Say whether prose begins an article whose headline is lost: it has a dateline, or the one before was signed."""
    if kinds[index] is not Kind.PROSE or kinds[index - 1] in (Kind.SHORT, Kind.SUBTITLE):
        return False
    if DATELINE.match(lines[index].text):
        return kinds[index - 1] is Kind.PROSE or Kind.PROSE in kinds[:index]
    return False


def _find_parallel(lines: list[Line], blocks: list[tuple[int, int]]) -> set[int]:
    """Return the single headings of the same shape as a neighbouring one: sub-headings of one article."""
    single = [begin for begin, end in blocks if end - begin == 1 and begin]
    shapes = [shape(lines[begin].text) for begin in single]
    pairs = [(a, b) for a, b, one, two in zip(single, single[1:], shapes, shapes[1:], strict=False) if one == two]
    return {begin for pair in pairs for begin in pair}


def _is_plain_headline(lines: list[Line], blocks: list[tuple[int, int]], index: int) -> bool:
    """Say whether a heading of a page, with no other mark, is a headline: no comma, no number, and another subject."""
    begin, end = blocks[index]
    line = lines[end - 1]
    if end - begin == 1 and ("，" in line.text or is_numbered(line.text) or len(line.text) < HEADLINE_MINIMUM):
        return False
    if line.text.endswith(("：", ":")):
        return False
    before = blocks[index - 1][0] if index else 0
    after = blocks[index + 1][0] if index + 1 < len(blocks) else len(lines)
    return not _share_names(lines[before:begin], lines[end:after])


def _share_names(before: list[Line], after: list[Line]) -> bool:
    """Say whether two sections name the same town, village, company or school: then they are of one article."""
    one, two = (Counter(name for line in part for name in _UNIT.findall(line.text) if not _GENERIC.search(name))
                for part in (before, after))
    return any(name in two for name in one)


def _draft(lines: list[Line], kinds: list[Kind], starts: set[int], *, page: bool) -> list[Draft]:
    drafts, index, date = [Draft()], 0, None
    while index < len(lines):
        draft, line, kind = drafts[-1], lines[index], kinds[index]
        if index in starts and (draft.has_prose or line.level):
            draft = Draft(date=date)
            drafts.append(draft)
        if kind in (Kind.SHORT, Kind.SUBTITLE) and not draft.has_prose:
            end = _find_block_end(kinds, index, lines)
            _read_head(lines[index:end], kinds[index:end], draft, page=page)
            index = end
            continue
        if kind is Kind.CREDIT:
            draft.date = draft.date or printed_date(line.text)
            date = date or (draft.date if not any(d.has_prose for d in drafts) else None)
        if kind is not Kind.CREDIT or not page or draft.title or draft.has_prose:
            _add_to_body(draft, line, kind)         # else it is the head of the page
        index += 1
    if page:
        _drop_last_labels(drafts[-1])
    return _drop_empty(drafts)


def _drop_last_labels(draft: Draft) -> None:
    while draft.body and draft.body[-1][0].start in draft.headings:
        draft.body.pop()


def _find_block_end(kinds: list[Kind], index: int, lines: list[Line]) -> int:
    end = index + 1
    while end < len(kinds) and kinds[end] in (Kind.SHORT, Kind.SUBTITLE) and not lines[end].level:
        end += 1
    return end


def _add_to_body(draft: Draft, line: Line, kind: Kind) -> None:
    if kind in (Kind.SHORT, Kind.SUBTITLE):
        draft.headings.add(line.start)
    elif kind is Kind.PROSE:
        draft.has_prose = True
        if draft.body and _goes_on(draft, line):
            draft.body[-1].append(line)
            return
    draft.body.append([line])


def _goes_on(draft: Draft, line: Line) -> bool:
    last = draft.body[-1][-1]
    return (last.start not in draft.headings and classify(last) in (Kind.PROSE, Kind.SHORT)
            and not is_numbered(line.text) and is_open(last.text, line.text))


def _read_head(head: list[Line], kinds: list[Kind], draft: Draft, *, page: bool) -> None:
    """Settle which heading is the title: on a page the last that is no sub-title, else the first; a kicker never is."""
    mains = [line for line, kind in zip(head, kinds, strict=True) if kind is Kind.SHORT]
    subtitles = [line for line, kind in zip(head, kinds, strict=True) if kind is Kind.SUBTITLE]
    if draft.title or not mains:
        draft.alternative += head
        return
    at = len(mains) - 1 if page else 0
    while not page and at + 1 < len(mains) and (_is_label(mains[at]) or _KICKER.search(mains[at].text)):
        at += 1
    draft.title = [mains[at]]
    for index, line in enumerate(mains):
        if page and index < at and _is_label(line, page=True):
            continue                        # a label of the column: it belongs to no article
        if index == at + 1 and _SECOND_HALF.match(line.text):
            draft.title.append(line)
        elif index != at:
            (draft.labels if _is_label(line) else draft.alternative).append(line)
    if page and len(mains) > 1 and _SECOND_HALF.match(mains[at].text) and mains[at - 1] in draft.alternative:
        draft.alternative.remove(mains[at - 1])
        draft.title.insert(0, mains[at - 1])
    draft.alternative += subtitles


def _is_label(line: Line, *, page: bool = False) -> bool:
    """Say whether a heading above another names a column: short, in brackets, or (on a page) a slogan of its own."""
    text = line.text
    if len(text) <= LABEL_LENGTH - (0 if page else 2) or (text[0] in "（(【" and text[-1] in "）)】"):
        return True
    return page and is_spaced(text) and not _KICKER.search(text)


def _drop_empty(drafts: list[Draft]) -> list[Draft]:
    """Leave out the headings that no article follows; where that is all there is, they are the article."""
    full = [draft for draft in drafts if draft.has_prose]
    return full or drafts[:1]
