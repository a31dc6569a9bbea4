"""Word lists: TSV files and the gazetteer, found in a text by one Aho-Corasick pass.

A lexicon `org-suffix.tsv` gives the type `OrgSuffix`. Its first line names the columns, `term` first; the others become
attributes of what is found. A line `#! chart: no` keeps a list out of the automaton: it then serves shapes only
(`{Surname}` in a pattern). Further lines with `#` are comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import ahocorasick_rs

from kg_builder.errors import RuleError

Attributes = Mapping[str, str]
FULL = "full"               # the attribute of short forms: the full names that they may stand for, with | between
WHOLE = "whole"             # the attribute of terms that are found only where words begin and end with them


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A list of terms of one type, each with attributes; `charted` lists are looked up in every sentence."""

    type: str
    terms: Mapping[str, Attributes]
    charted: bool = True
    path: str = ""


def type_of(path: Path) -> str:
    """Return the type that a lexicon's file name stands for: `org-suffix.tsv` is `OrgSuffix`."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[-_]", path.stem))


def read_lexicon(path: Path) -> Lexicon:
    """Read one TSV file.

    Raises:
        RuleError: for a line with too many columns, a term given twice, or a file that is not UTF-8.
    """
    terms: dict[str, Attributes] = {}
    columns: list[str] = []
    charted = True
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"{path}: cannot be read as UTF-8: {error}") from error
    for number, line in enumerate(lines, 1):
        if line.startswith("#! chart:"):
            charted = line.removeprefix("#! chart:").strip() != "no"
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not columns:
            columns = cells
            if columns[0] != "term":
                raise RuleError(f"{path}:{number}: the first column must be called 'term', not '{columns[0]}'; "
                                "columns are separated by tabs")
        elif len(cells) > len(columns):
            raise RuleError(f"{path}:{number}: {len(cells)} columns where the head line names {len(columns)}")
        elif not cells[0]:
            raise RuleError(f"{path}:{number}: the term is empty")
        elif cells[0] in terms:
            raise RuleError(f"{path}:{number}: '{cells[0]}' stands in this list before")
        else:
            terms[cells[0]] = {k: v for k, v in zip(columns[1:], cells[1:], strict=False) if v}
    return Lexicon(type_of(path), terms, charted, str(path))


@dataclass(slots=True)
class Dictionary:
    """All charted terms in one automaton; `entries` are the types and attributes of each."""

    terms: list[str]
    entries: list[tuple[tuple[str, ...], Attributes]]
    _automaton: ahocorasick_rs.AhoCorasick | None = field(default=None, repr=False)

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Return every occurrence of every term, overlapping ones too: its number, and where it begins and ends."""
        if self._automaton is None:
            self._automaton = ahocorasick_rs.AhoCorasick(
                self.terms, implementation=ahocorasick_rs.Implementation.ContiguousNFA)
        return self._automaton.find_matches_as_indexes(text, overlapping=True)


def build_dictionary(lexicons: Iterable[Lexicon]) -> Dictionary:
    """Join lexicons; a term that several lists hold has all their types, attributes of the later ones winning."""
    entries: dict[str, tuple[tuple[str, ...], Attributes]] = {}
    for lexicon in sorted(lexicons, key=lambda lexicon: lexicon.type):
        if lexicon.charted:
            alone = (lexicon.type,)         # most terms stand in one list: they share its types
            for term, attributes in lexicon.terms.items():
                types, known = entries.get(term, ((), {}))
                entries[term] = ((*types, lexicon.type), {**known, **attributes}) if types else (alone, attributes)
    terms = sorted(entries)
    return Dictionary(terms, [entries[term] for term in terms])
