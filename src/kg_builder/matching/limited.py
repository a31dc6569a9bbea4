"""Patterns that may not run for ever: those of rules that are not our own, tried on who knows how much text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeVar, cast

import regex

from kg_builder.errors import RuleError

SECONDS = 10.0      # a match takes a millisecond; what takes ten thousand would take for ever

Result = TypeVar("Result")


class LimitedPattern:
    """A compiled pattern that gives up with a RuleError after SECONDS of one search; else as `re.Pattern`."""

    def __init__(self, source: str, where: str) -> None:
        self._compiled = regex.compile(source)
        self._where = where

    def search(self, text: str, position: int = 0) -> re.Match[str] | None:
        """Return the first match at or after a position."""
        found = self._run(lambda: self._compiled.search(text, position, timeout=SECONDS))
        return cast("re.Match[str] | None", found)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield all matches that do not overlap."""
        found = self._compiled.finditer(text, timeout=SECONDS)
        while (match := self._run(lambda: next(found, None))) is not None:
            yield cast("re.Match[str]", match)

    def _run(self, search: Callable[[], Result]) -> Result:
        try:
            return search()
        except TimeoutError:
            raise RuleError(f"{self._where}: the pattern takes more than {SECONDS:g} s on one sentence; make its "
                            "repetitions shorter, or put a literal between them") from None
