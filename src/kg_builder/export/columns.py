"""How the page carries its tables: columns in the shortest of five forms, as JSON that is safe inside a script."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Row = dict[str, Any]
Column = list[Any] | dict[str, Any]

# What stands for "nothing" where it is not the type's own zero; must agree with EMPTY in explorer/model.js.
_EMPTY: dict[str, Any] = {"grantor": -1, "article": -1, "at": -1, "confidence": 1.0}
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "&<>\u2028\u2029"}


class Table:
    """Rows with the same names of columns; kept by column, which takes a fifth of the memory, and read as rows."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self.columns: dict[str, list[Any]] = {}
        for row in rows:
            self.append(row)

    def append(self, row: Row) -> None:
        """Add a row at the end."""
        for name, value in row.items():
            self.columns.setdefault(name, []).append(value)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def __iter__(self) -> Iterator[Row]:
        return (dict(zip(self.columns, values, strict=True)) for values in zip(*self.columns.values(), strict=True))


def tabulate(table: Table) -> Row:
    """Return the columns, and how many rows there are; a column that is all empty is left out.

    A column is a list, or an object: `at` and `is`, the steps between the rows that are not empty and their values;
    `of` and `is`, the different values and which of them each row has (no `is`: all have the one); `by`, a column of
    differences from row to row; `wide` and `is`, texts of one length, one after another. Empty is `""`, `0`, `()` or
    what `_EMPTY` says: the page knows which by the column.
    """
    columns: Row = {"count": len(table)}
    for name, values in table.columns.items():
        empty = _EMPTY.get(name, 0 if isinstance(values[0], int | float) else type(values[0])())
        filled = [i for i, value in enumerate(values) if value != empty]
        if filled:
            columns[name] = _shorten(values, filled)
    return columns


def _shorten(values: list[Any], filled: list[int]) -> Column:
    """Return the column in the form that takes least room; of equals, the plainest."""
    if len(filled) * 2 <= len(values):
        return {"at": [b - a for a, b in zip([0, *filled], filled, strict=False)],
                "is": [values[i] for i in filled]}
    forms: list[Column] = [values]
    for make in _FORMS[type(values[0])]:
        form = make(values)
        if form is not None:
            forms.append(form)
    return min(forms, key=_measure) if len(forms) > 1 else values


def _measure(form: Column) -> int:
    return len(json.dumps(form, ensure_ascii=False, separators=(",", ":")))


def _use_dictionary(values: list[Any]) -> Column | None:
    numbers: dict[Any, int] = {}
    column = [numbers.setdefault(value, len(numbers)) for value in values]
    if len(numbers) * 2 > len(values) + 1:
        return None
    return {"of": list(numbers)} if len(numbers) == 1 else {"of": list(numbers), "is": column}


def _use_differences(values: list[Any]) -> Column | None:
    steps = [b - a for a, b in zip([0, *values], values, strict=False)]
    return {"by": _use_dictionary(steps) if len(set(steps)) == 1 else steps}


def _use_width(values: list[Any]) -> Column | None:
    wide = len(values[0])
    plain = wide > 0 and all(len(value) == wide and value.isascii() for value in values)
    return {"wide": wide, "is": "".join(values)} if plain else None


_FORMS: dict[type, tuple[Callable[[list[Any]], Column | None], ...]] = {
    str: (_use_dictionary, _use_width), int: (_use_dictionary, _use_differences), float: (_use_dictionary,), tuple: (),
}


def encode_json(value: object) -> str:
    """Return JSON that is safe inside a `<script>` element: no markup character, no JavaScript line separator."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    text = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate cannot be written
    return text.translate(_ESCAPES)
