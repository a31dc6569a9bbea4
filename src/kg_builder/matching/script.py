"""Traditional characters as simplified ones, one for one: the view in which rules and word lists match such texts."""

from __future__ import annotations

import functools
import re
from typing import Any

_PIECES = re.compile("[^\n\ud800-\udfff]+")         # what the converter takes: lines, and nothing that is no UTF-8


def simplify(text: str) -> str:
    """Return the text in simplified script: `len(simplify(text)) == len(text)`, always; other characters stay.

    Words decide on the character (乾隆 stays, 乾淨 becomes 干净), unless that would change the length of a line. Raises
    ImportError where the package opencc is not installed.
    """
    return _PIECES.sub(lambda piece: _convert(piece[0]), text)


def _convert(line: str) -> str:
    converted = _load().convert(line)
    if len(converted) != len(line):
        converted = "".join(single if len(single := _load().convert(character)) == 1 else character
                            for character in line)
    return str(converted)


@functools.lru_cache(maxsize=1)
def _load() -> Any:
    import opencc  # only where it is asked for: its dictionaries take their time

    return opencc.OpenCC("t2s")
