"""How the page carries its tables: rows as columns, empty values left out, as JSON that is safe inside a script."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]

# What stands for "nothing" where it is not the type's own zero; must agree with EMPTY in explorer/model.js.
_EMPTY: dict[str, Any] = {"grantor": -1, "article": -1, "at": -1, "confidence": 1.0}
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "&<>\u2028\u2029"}


def tabulate(rows: Sequence[Row]) -> Row:
    """Return rows as columns.

    A column that is mostly empty is written as steps between row numbers and values, one that is all empty not at all.
    Empty is `""`, `0`, `-1`, `[]`, or what `_EMPTY` says: the page knows which by the column.
    """
    table: Row = {"count": len(rows)}
    for name in rows[0] if rows else ():
        column = [row[name] for row in rows]
        empty = _EMPTY.get(name, 0 if isinstance(column[0], int | float) else type(column[0])())
        filled = [i for i, value in enumerate(column) if value != empty]
        if len(filled) * 2 > len(rows):
            table[name] = column
        elif filled:
            steps = [b - a for a, b in zip([0, *filled], filled, strict=False)]
            table[name] = {"at": steps, "is": [column[i] for i in filled]}
    return table


def encode_json(value: object) -> str:
    """Return JSON that is safe inside a `<script>` element: no markup character, no JavaScript line separator."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    text = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate cannot be written
    return text.translate(_ESCAPES)
