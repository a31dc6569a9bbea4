"""Bytes become text: byte order marks, UTF-8, UTF-16, GB18030 (with GBK) and Big5 told apart."""

from __future__ import annotations

import codecs
import io
import re
from collections import Counter
from collections.abc import Mapping

from kg_builder.errors import ReadError

SAMPLE = 65_536                 # bytes that are looked at to tell encodings apart

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LEGACY = ("gb18030", "big5", "big5hkscs")
_WIDE = ("utf-16-le", "utf-16-be")
_ENOUGH = 0.08                  # share of common characters; Chinese text has 0.3 and more, noise 0.02
_SENSIBLE = re.compile(r"[\t\n\r\x20-\x7e\xa0-\xff\u2000-\u206f\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
_LEVEL_1 = {"gb18030": (0xB0, 0xD7), "big5": (0xA4, 0xC6)}      # leading bytes of the frequent characters
_MOSTLY = 0.7
_NO_ACCIDENT = 12               # bytes
_FAMILIES = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5", "cp950": "cp950",
             "big5hkscs": "big5hkscs", "utf_8": "utf-8", "utf_16_le": "utf-16-le", "utf_16_be": "utf-16-be"}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffd]")
# Characters that nearly every Chinese text holds, of both scripts: the wrong one of two encodings has hardly any.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间"
    "样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总"
    "這個為們來時國說對會發產種後經進過還從業開當應裡現實體點與關兩數無動學區縣鎮鄉長書記會議，。、：；“”「」（）《》！？")


def decode(data: bytes) -> str:
    """Return the text of a file, without its byte order mark and with its line ends as they are.

    Raises:
        ReadError: the bytes are no text, or not valid in the encoding that they seem to be in.
    """
    encoding = detect_encoding(data[:SAMPLE], whole=len(data) <= SAMPLE)
    return decode_as(data, encoding)


def decode_as(data: bytes, encoding: str, *, first_line: int = 1) -> str:
    """Return the text of bytes in a known encoding, without a byte order mark.

    Raises:
        ReadError: they are not in it (`first_line` is the number of the line that they begin with), or no text.
    """
    mark = next((mark for mark, name in _MARKS if name == encoding and data.startswith(mark)), b"")
    try:
        text = str(memoryview(data)[len(mark):], encoding)      # a slice of bytes would be a copy
    except UnicodeDecodeError as error:
        place = _locate(data, len(mark) + error.start, encoding, first_line)
        raise ReadError(f"not valid {encoding.upper()} at {place}") from None
    if encoding in _LEGACY and (found := _find_utf8(data)) is not None:
        raise ReadError(f"{encoding.upper()}, but UTF-8 in line {found + first_line}")
    if _looks_binary(text[:SAMPLE]):
        raise ReadError("not a text: a binary file, or one in an unknown encoding")
    return text


def _locate(data: bytes, where: int, encoding: str, first_line: int) -> str:
    if encoding.startswith(("utf-16", "utf-32")):       # where a byte of a line end may be a part of a character
        return f"byte {where + 1}"
    begin = data.rfind(b"\n", 0, where) + 1
    line = data.count(b"\n", 0, where) + first_line
    return f"byte {where - begin + 1} of line {line}"


def detect_encoding(sample: bytes, *, whole: bool = False) -> str:
    """Return the encoding of a file from its first bytes; `whole` says that these are all of it.

    Raises ReadError for bytes that are in none.
    """
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    if b"\0" not in sample and _is_utf8(sample, whole):
        return "utf-8"
    return _detect_by_characters(sample)


def _is_utf8(sample: bytes, whole: bool) -> bool:
    """Say whether the bytes are UTF-8, or would be but for single broken places (which `decode_as` then names)."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=whole)
    except UnicodeDecodeError:
        text = sample.decode("utf-8", "replace")
        beyond_ascii = sum(character > "\x7f" for character in text)
        return text.count("\ufffd") * 4 < beyond_ascii
    return True


def _detect_by_characters(sample: bytes) -> str:
    """Tell GB18030, Big5 and unmarked UTF-16: what is valid and holds most of the characters of any Chinese text."""
    encodings = _WIDE if b"\0" in sample else (*_LEGACY, *_WIDE)
    readable = {encoding: text for encoding in encodings if (text := _try(sample, encoding)) is not None}
    scores = {encoding: _share_common(text) for encoding, text in readable.items()}
    best = max(scores, key=lambda encoding: scores[encoding], default=None)
    if best is not None and scores[best] >= _ENOUGH:
        return best
    guess = _guess_wide(readable) if b"\0" in sample else _guess(sample, readable)
    guess = guess or _vote(sample)
    if guess is None:
        raise ReadError("not a text: a binary file, or in an encoding other than UTF-8, UTF-16, GB18030 and Big5")
    return guess


def _try(sample: bytes, encoding: str) -> str | None:
    """Return the text, None if the bytes are not in this encoding; a character may be cut at the end of the sample."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return None


def _guess(sample: bytes, readable: Mapping[str, str]) -> str | None:
    """Return the encoding of a text of rare characters (a list of names), or of one that is mostly not Chinese."""
    scores = {encoding: _share_frequent(readable[encoding], encoding) for encoding in _LEVEL_1 if encoding in readable}
    best = max(scores, key=lambda encoding: scores[encoding], default=None)
    if best is not None and scores[best] >= _MOSTLY:
        return best
    from charset_normalizer import from_bytes  # takes its time to load, and is seldom needed

    match = from_bytes(sample[:8192]).best()
    return _FAMILIES.get(match.encoding) if match is not None else None


def _guess_wide(readable: Mapping[str, str]) -> str | None:
    """Return the byte order of an unmarked UTF-16 text that has hardly any Chinese: the other makes no sense."""
    return next((encoding for encoding, text in readable.items() if _SENSIBLE.fullmatch(text)), None)


def _vote(sample: bytes) -> str | None:
    """Return the encoding of most lines where each has its own; `decode_as` then says where another begins."""
    votes: Counter[str] = Counter()
    for line in sample.split(b"\n"):
        if len(line) >= _NO_ACCIDENT and not line.isascii():
            scores = {encoding: _share_common(text) for encoding in ("utf-8", "gb18030", "big5")
                      if (text := _try(line, encoding)) is not None}
            best = max(scores, key=lambda encoding: scores[encoding], default="")
            votes[best] += scores.get(best, 0) >= _ENOUGH
    winner, count = max(votes.items(), key=lambda vote: vote[1], default=("", 0))
    return winner if count else None


def _find_utf8(data: bytes) -> int | None:
    """Return the number (from 0) of the first line that is Chinese in UTF-8: so many bytes are that by no accident."""
    for number, line in enumerate(io.BytesIO(data)):        # which copies nothing
        if len(line) >= _NO_ACCIDENT and not line.isascii():
            try:
                if any("\u4e00" <= character <= "\u9fff" for character in line.decode("utf-8")):
                    return number
            except UnicodeDecodeError:
                continue
    return None


def _share_frequent(text: str, encoding: str) -> float:
    """Return the share of characters beyond ASCII that an encoding's own table counts among the frequent ones."""
    beyond = [character.encode(encoding, "replace") for character in text if character > "\x7f"]
    first, last = _LEVEL_1[encoding]
    frequent = sum(first <= code[0] <= last and (encoding != "gb18030" or code[1:2] >= b"\xa1") for code in beyond)
    return frequent / len(beyond) if beyond else 0.0


def _share_common(text: str) -> float:
    """Return the share of common Chinese characters among those beyond ASCII."""
    beyond = [character for character in text if character > "\x7f"]
    return sum(character in _COMMON for character in beyond) / len(beyond) if beyond else 0.0


def _looks_binary(text: str) -> bool:
    return len(_CONTROL.findall(text)) > len(text) // 20
