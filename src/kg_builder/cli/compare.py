"""`diff`: what changed between two builds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg_builder.cli.common import FELL_SHORT, count, echo, echo_json, json_option

if TYPE_CHECKING:
    from kg_builder.graph.diff import Change

MARKS = {"added": "+", "removed": "-", "changed": "~"}


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--fail", is_flag=True, help="Exit with 1 where there is any difference.")
@json_option
def diff(old: Path, new: Path, fail: bool, as_json: bool) -> None:
    """List what changed between two builds: articles, entities, statements, conflicts.

    OLD and NEW are built directories, or Turtle files. A line begins with + for what came, - for what went, and ~ for
    what says something else.

    \b
    Example:
      kg-builder diff yesterday output
    """
    from kg_builder.graph.diff import compare_graphs
    from kg_builder.graph.load import load_graph

    changes = compare_graphs(load_graph(old), load_graph(new))
    if as_json:
        echo_json([describe_change(change) for change in changes])
    else:
        for change in changes:
            fields = "; ".join(f"{name}: {_show(before)} → {_show(after)}" for name, before, after in change.fields)
            echo(f"{MARKS[change.how]} {change.what} {change.text}" + (f" [{fields}]" if fields else ""))
        echo(count(len(changes), "difference"))
    if changes and fail:
        sys.exit(FELL_SHORT)


def describe_change(change: Change) -> dict[str, Any]:
    """Return what diff --json says of a difference."""
    return {"what": change.what, "how": change.how, "key": change.key, "text": change.text,
            "fields": {name: {"before": before, "after": after} for name, before, after in change.fields}}


def _show(value: Any) -> str:
    return ", ".join(value) or "nothing" if isinstance(value, tuple) else "nothing" if value is None else str(value)
