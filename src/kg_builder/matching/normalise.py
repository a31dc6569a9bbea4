"""The view of a text in which rules match: the same length, odd forms of characters made ordinary.

Stored text is never normalised (offsets would break); every character of the view stands at its own offset.
"""

from __future__ import annotations

import re
import unicodedata

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\ufeff"
_INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060"
_SYMBOLS = "％＋－＝＠＃＆＊／＼＿＾｀｜～＜＞＄．"     # full width; 。，；：？！“”（）… stay as they are
_DOTS = "•‧∙⋅･・"                                   # separators of foreign names; the ordinary one is ·
_IDEOGRAPHS = (range(0x2E80, 0x2FE0), range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))


def _build_table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for a, z in ("０９", "ＡＺ", "ａｚ") for code in range(ord(a), ord(z) + 1)}
    table |= {ord(symbol): chr(ord(symbol) - 0xFEE0) for symbol in _SYMBOLS}
    table |= {ord(character): " " for character in _SPACES + _INVISIBLE}
    table |= {ord(dot): "·" for dot in _DOTS}
    table |= dict.fromkeys(range(0xE000, 0xF900), "\ufffd")     # private use: patterns have their markers there
    for code in (code for block in _IDEOGRAPHS for code in block):
        ordinary = unicodedata.normalize("NFKC", chr(code))
        if len(ordinary) == 1:
            table[code] = ordinary
    return table


_TABLE = _build_table()
# ASCII punctuation beside Chinese text, and what it stands for there.
_CHINESE = "\u4e00-\u9fff“”‘’《》（）【】"
_ASCII = re.compile(f"(?<=[{_CHINESE}])[,;:?!()]|[,;:?!()](?=[{_CHINESE}])")
_FULL = str.maketrans(",;:?!()", "，；：？！（）")


def normalise(text: str) -> str:
    """Return the view of a text that rules match: `len(normalise(text)) == len(text)`, always.

    Full-width digits, Latin letters and signs (％ ＋ ／ …) become ASCII, odd and invisible spaces and soft hyphens a
    space, compatibility ideographs and radicals the ordinary character, the dots of foreign names ·. Chinese
    punctuation stays; ASCII punctuation beside Chinese text becomes Chinese.
    """
    return _ASCII.sub(lambda mark: mark[0].translate(_FULL), text.translate(_TABLE))
