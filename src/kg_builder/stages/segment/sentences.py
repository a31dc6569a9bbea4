"""A paragraph becomes sentences: at 。！？…, with their closing quotes, and not inside quotes and brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg_builder.stages.segment.lines import trim

QUOTE_LENGTH = 120              # characters; a longer quotation is split inside
SENTENCE_LENGTH = 600           # characters; a longer sentence is cut at a weaker mark

_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "（": "）", "(": ")", "《": "》", "〈": "〉", "【": "】"}
_OPENERS = {close: open_ for open_, close in _PAIRS.items()}
_CLOSERS = "”’」』）)》〉】"
_SIGN = re.compile(r"[“”‘’「」『』（）()《》〈〉【】\"]")
_MARK = re.compile(r"[。！？!?]+|…{1,}|\.{6,}")
_GOES_ON = re.compile(r"[，、；：的是等及和与,;:]|之[中外类]")
_WEAK = ("；;", "：:", "，,", "、")


def split_sentences(text: str, start: int, end: int, *, whole: bool = False) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences of a paragraph, in order, without white space at their ends.

    Args:
        text: the source's text.
        start, end: the paragraph (code points, half open); it may hold line breaks.
        whole: it is one sentence (a heading), cut only where it is too long.
    """
    if whole:
        yield from _cut(text, start, end)
        return
    shields = _find_shields(text, start, end)
    begin = start
    for position in _find_ends(text, start, end, shields):
        yield from _cut(text, begin, position)
        begin = position
    yield from _cut(text, begin, end)


def _find_shields(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the outermost balanced quotations and brackets that are short enough to be kept whole, in order."""
    pairs, opened = [], dict[str, int]()
    for sign in _SIGN.finditer(text, start, end):
        character, at = sign[0], sign.start()
        if character in _PAIRS:
            opened[character] = at              # one more of a kind that is open: the first was never closed
        elif character == '"' and '"' not in opened:
            opened['"'] = at
        elif (begun := opened.pop(_OPENERS.get(character, character), None)) is not None:
            pairs.append((begun, at + 1))
    shields: list[tuple[int, int]] = []
    for pair in sorted(pairs, key=lambda pair: (pair[0], -pair[1])):
        if pair[1] - pair[0] <= QUOTE_LENGTH and (not shields or pair[0] >= shields[-1][1]):
            shields.append(pair)
    return shields


def _find_ends(text: str, start: int, end: int, shields: list[tuple[int, int]]) -> Iterator[int]:
    """Yield the offsets behind each sentence but the last."""
    waiting = iter([*shields, (end, end)])
    shield = next(waiting)
    begin = counted = start
    quotes = 0                  # of the straight kind, that have stood before the mark
    for mark in _MARK.finditer(text, start, end):
        while shield[1] <= mark.start():
            shield = next(waiting, (end, end))
        if mark.start() < begin:
            continue
        inside = shield[0] < mark.start() < shield[1]
        quotes, counted = quotes + text.count('"', counted, mark.end()), mark.end()
        position = _skip_closers(text, mark.end(), end, quoted=quotes % 2 == 1)
        if inside and (position < shield[1] or not _ends_quotation(text, begin, shield, mark[0])):
            continue
        if position < end and not _goes_on(text, position, mark[0]):
            yield position
            begin = position


def _skip_closers(text: str, position: int, end: int, *, quoted: bool) -> int:
    while position < end and text[position] in _CLOSERS:
        position += 1
    if position < end and text[position] == '"' and (position + 1 == end or text[position + 1] not in "，,的"):
        return position + 1 if quoted else position
    return position


def _ends_quotation(text: str, begin: int, shield: tuple[int, int], mark: str) -> bool:
    """Say whether the mark before a closing quote ends the sentence as well: 说：“好。” but not “好吗？”一问."""
    if text[shield[0]] not in "“「『\"":
        return False
    if "。" in mark or text[shield[0] - 1:shield[0]] in ("：", ":"):
        return True
    return "…" not in mark and shield[1] - shield[0] >= 15 and not text[begin:shield[0]].strip()


def _goes_on(text: str, position: int, mark: str) -> bool:
    return bool("。" not in mark and _GOES_ON.match(text, position))


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a sentence, or the parts of one that is too long."""
    start, end = trim(text, start, end)
    while end - start > SENTENCE_LENGTH:
        limit = start + SENTENCE_LENGTH
        position = next((found for marks in _WEAK if (found := _find_last(text, marks, start, limit)) > start), limit)
        a, b = trim(text, start, position)
        if a < b:
            yield a, b
        start, end = trim(text, position, end)
    if start < end:
        yield start, end


def _find_last(text: str, marks: str, start: int, limit: int) -> int:
    return max(text.rfind(mark, start + SENTENCE_LENGTH // 4, limit) for mark in marks) + 1
