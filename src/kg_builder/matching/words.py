"""Words of a sentence with their part of speech, by rjieba."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.machinery import PathFinder
from typing import Any, NamedTuple

COMMON = "common"   # the type of known words of two characters or more, and of units: no name begins in one
GUESSED = "guessed"     # the type of words that no dictionary knows
DIGIT = "digit"     # the type of words that begin with an Arabic digit
FRAGMENTS = 8192    # words of fragments that are kept
PROPER = frozenset({"ns", "nt", "nz"})      # tags of names of places, organisations and other things
OPEN = frozenset({"name", "placeword", "foreign", "word"})       # classes of words that may be, or begin, any name
COUNTED = frozenset({"num", "measure", "mark"})     # classes of words that stand in no dictionary
# What the tagger may not join by a guess: a preposition and what opens the name of an organ (由|市总工会).
_GLUED = re.compile("[由在向从和与及对到为被据受给让按将把经原][省市县区州旗盟镇乡村]")


class Word(NamedTuple):
    """A word: its span in the view, its part-of-speech tag, and the types under which patterns find it.

    These are its class (one of the word classes of the rule files), `common` where no name begins in it, `guessed` if
    only the tagger takes it for a word, and `digit`.
    """

    start: int
    end: int
    types: tuple[str, ...]
    tag: str = ""


class Tagger:
    """rjieba with further words.

    `classes` maps a class to the part-of-speech tags that it stands for, `short` to the class that words of one
    character have instead.
    """

    def __init__(self, words: Iterable[tuple[str, str]], classes: Mapping[str, Iterable[str]],
                 short: Mapping[str, str]) -> None:
        self._jieba = _load_rjieba().Jieba()
        for word, tag in words:
            self._jieba.add_word(word, 3000 if len(word) > 2 else 800, tag)
        self._class_of = {tag: name for name, tags in classes.items() for tag in tags}
        self._short = short
        self._types: dict[tuple[str, bool, bool, bool], tuple[str, ...]] = {}
        self.tag_fragment = lru_cache(maxsize=FRAGMENTS)(self.tag)      # of what is left of a word: the same few

    def tag(self, text: str) -> list[Word]:
        """Return the words of `text` in order, without gaps."""
        words, position, known, make = [], 0, self._types, tuple.__new__        # half the time of calling Word
        tagged = self._jieba.tag(text)
        for word, tag in self._split_guesses(tagged) if _GLUED.search(text) else tagged:
            end = position + len(word)
            long = end - position > 1
            kind = (tag, long, "0" <= word[0] <= "9", long and not self._jieba.has_word(word))
            types = known.get(kind)
            if types is None:
                types = known[kind] = self._classify(*kind)
            words.append(make(Word, (position, end, types, tag)))
            position = end
        return words

    def is_guess(self, word: str) -> bool:
        """Say whether rjieba has only guessed that these characters are one word."""
        return not self._jieba.has_word(word)

    def _split_guesses(self, tagged: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Yield words and tags, and in place of a guess such as 由县 (before 文联) its two characters."""
        for word, tag in tagged:
            if _GLUED.fullmatch(word) and self.is_guess(word):
                yield from self._jieba.tag(word, False)
            else:
                yield word, tag

    def _classify(self, tag: str, long: bool, digits: bool, guess: bool) -> tuple[str, ...]:
        name = next((self._class_of[tag[:length]] for length in range(len(tag), 0, -1)
                     if tag[:length] in self._class_of), "word")
        if not long:
            name = self._short.get(name, name)
        known = (COMMON,) if not guess or name in COUNTED else (GUESSED,)
        return (name, *(known if long and name not in OPEN else ()), *((DIGIT,) if digits else ()))


def _load_rjieba() -> Any:
    """Import rjieba's extension alone: the package around it loads a dictionary of its own, 24 MB that nobody uses."""
    name, package = "rjieba.rjieba", importlib.util.find_spec("rjieba")
    if name not in sys.modules and package is not None:
        spec = PathFinder.find_spec(name, package.submodule_search_locations)
        if spec is not None and spec.loader is not None:
            sys.modules[name] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(sys.modules[name])
    return sys.modules.get(name) or importlib.import_module("rjieba")
