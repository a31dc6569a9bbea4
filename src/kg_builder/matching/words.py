"""Words of a sentence with their part of speech, by rjieba."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

import rjieba

COMMON = "common"   # the type of ordinary words of two characters or more, and of units: no name begins in one
DIGIT = "digit"     # the type of words that begin with an Arabic digit
PROPER = frozenset({"ns", "nt", "nz"})      # tags of names of places, organisations and other things
OPEN = frozenset({"name", "placeword", "foreign", "word"})       # classes of words that may be, or begin, any name


class Word(NamedTuple):
    """A word: its span in the view, and its class, one of the word classes of the rule files."""

    start: int
    end: int
    type: str
    tag: str = ""

    digits: bool = False

    @property
    def types(self) -> tuple[str, ...]:
        """The types under which patterns find it: its class; `common` where no name begins; `digit` if it is one."""
        common = self.end - self.start > 1 and self.type not in OPEN
        return (self.type, *((COMMON,) if common else ()), *((DIGIT,) if self.digits else ()))


class Tagger:
    """rjieba with further words; `classes` maps a class to the part-of-speech tags that it stands for, `short` to the
    class that words of one character have instead."""

    def __init__(self, words: Iterable[tuple[str, str]], classes: Mapping[str, Iterable[str]],
                 short: Mapping[str, str]) -> None:
        self._jieba = rjieba.Jieba()
        for word, tag in words:
            self._jieba.add_word(word, 3000 if len(word) > 2 else 800, tag)
        self._class_of = {tag: name for name, tags in classes.items() for tag in tags}
        self._short = short

    def tag(self, text: str) -> list[Word]:
        """Return the words of `text` in order, without gaps."""
        words, position = [], 0
        classify = _classifier(tuple(sorted(self._class_of.items())))
        for word, tag in self._jieba.tag(text):
            end = position + len(word)
            kind = classify(tag)
            words.append(Word(position, end, self._short.get(kind, kind) if len(word) == 1 else kind, tag,
                              "0" <= word[0] <= "9"))
            position = end
        return words


@lru_cache(maxsize=4)
def _classifier(pairs: tuple[tuple[str, str], ...]):  # type: ignore[no-untyped-def]
    table = dict(pairs)

    @lru_cache(maxsize=512)
    def classify(tag: str) -> str:
        for length in range(len(tag), 0, -1):
            if tag[:length] in table:
                return table[tag[:length]]
        return "word"

    return classify
