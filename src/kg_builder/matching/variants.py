"""Examples that stand for several: `{镇|乡|街道}` in a text is one of these words at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_BRACES = re.compile(r"\{([^{}]*)\}")


def expand(text: str, expected: Any) -> Iterator[tuple[str, Any]]:
    """Yield the texts that an example stands for, each with what is expected there.

    Every word of every pair of braces stands in one text, with the first words of the other braces, so that ten words
    here and five there are fourteen texts, not fifty.

    Args:
        text: the text, braces around words with `|` between (one may be empty); without braces it stands for itself.
        expected: what must be found; in its texts `{1}` is the word chosen in the first braces, `{2}` in the second.

    Raises:
        ValueError: for braces that are not closed or offer nothing to choose, or a number without braces.
    """
    choices = [found[1].split("|") for found in _BRACES.finditer(text)]
    if "{" in _BRACES.sub("", text) or "}" in _BRACES.sub("", text):
        raise ValueError("braces are not closed")
    if any(len(words) < 2 for words in choices):
        raise ValueError("braces offer words with '|' between; here is only one")
    first = [words[0] for words in choices]
    chosen = [first] + [[*first[:i], word, *first[i + 1:]] for i, words in enumerate(choices) for word in words[1:]]
    for words in chosen:
        left = iter(words)
        yield _BRACES.sub(lambda _: next(left), text), _fill(expected, words)       # noqa: B023


def _fill(expected: Any, words: list[str]) -> Any:
    if isinstance(expected, list):
        return [_fill(item, words) for item in expected]
    if isinstance(expected, dict):
        return {key: _fill(value, words) for key, value in expected.items()}
    return _BRACES.sub(lambda number: _pick(number[1], words), expected) if isinstance(expected, str) else expected


def _pick(number: str, words: list[str]) -> str:
    if not number.isdecimal() or not 0 < int(number) <= len(words):
        raise ValueError(f"'is' names the words chosen in braces by {{1}} to {{{len(words)}}}, not {{{number}}}")
    return words[int(number) - 1]
