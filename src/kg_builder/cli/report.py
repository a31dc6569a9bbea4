"""`report`: one page about a build."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg_builder.cli.common import DEFAULT, echo, echo_json, json_option
from kg_builder.cli.explain import describe_explanation

if TYPE_CHECKING:
    from kg_builder.explain import Explanation
    from kg_builder.report import Listing, Report


@click.command()
@click.argument("directory", required=False, metavar="[DIR]", type=click.Path(path_type=Path), default=DEFAULT)
@click.option("-o", "--out", metavar="FILE",
              help="File to write, - for standard output; without it report.html in DIR.")
@click.option("--rows", metavar="N", type=click.IntRange(0), default=100, show_default=True,
              help="Most rows of each list; 0 is all.")
@json_option
def report(directory: Path, out: str | None, rows: int, as_json: bool) -> None:
    """Write a page about a build: what came out, what failed, and what to check first.

    It counts by type and relation, and shows how far each article is covered, the rules at work, the conflicts with
    their sentences, the places that stayed open and the statements that are least certain. DIR is a built directory,
    output where none is given; its next build removes report.html.

    \b
    Example:
      kg-builder report output
    """
    from kg_builder.export.files import write_text
    from kg_builder.report import gather_report, render_report
    from kg_builder.summary import REPORT

    found = gather_report(directory, rows=rows)
    if as_json:
        echo_json(describe_report(found))
    elif out == "-":
        sys.stdout.buffer.write(render_report(found).encode("utf-8", "replace"))
    else:
        path = Path(out) if out else directory / REPORT
        write_text(path, render_report(found))
        echo(str(path))


def describe_report(report: Report) -> dict[str, Any]:
    """Return what report --json says: what the page shows, and how long each list is in all."""
    return {
        "mentions": report.mentions, "types": [asdict(item) for item in report.types],
        "relations": [asdict(item) for item in report.relations], "confidences": list(report.confidences),
        "coverage": {"shares": list(report.shares), "without_mentions": report.unmentioned,
                     "without_statements": report.unstated, "articles": _list(report.articles, asdict)},
        "rules": _list(report.rules, asdict),
        "conflicts": _list(report.conflicts, lambda item: {
            "constraint": item.constraint, "note": report.notes.get(item.constraint, ""),
            "statements": [describe_explanation(each) for each in item.statements]}),
        "unresolved_places": _list(report.open_places, lambda item: {
            "key": item.key, "label": item.label, "mentions": item.mentions, "articles": list(item.articles),
            "candidates": [{"code": code, "name": name} for code, name in item.candidates],
            "example": _explain(item.example)}),
        "unknown_places": report.unknown_places, "to_check": _list(report.doubtful, describe_explanation),
        "corrections": _list(report.corrections, asdict), "failures": _list(report.failures, dict),
        "warnings": _list(report.warnings, str), "without_article": _list(report.barren, str),
    }


def _list(listing: Listing[Any], describe: Any) -> dict[str, Any]:
    return {"total": listing.total, "items": [describe(item) for item in listing.items]}


def _explain(item: Explanation | None) -> dict[str, Any] | None:
    return None if item is None else describe_explanation(item)
