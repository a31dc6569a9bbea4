"""`correct`: adds a correction to a file."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import click

from kg_builder.cli.common import echo


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("do", metavar="WHAT")
@click.argument("values", metavar="K=V...", nargs=-1, required=True)
@click.option("--author", metavar="NAME", required=True, help="Who says so.")
@click.option("--reason", metavar="TEXT", required=True, help="Why.")
@click.option("--date", metavar="DATE", help="When, as YYYY-MM-DD; today without it.")
@click.option("--built", metavar="DIR", type=click.Path(path_type=Path, exists=True),
              help="Built directory; what is named must be in it, and is quoted, to be found when texts change.")
def correct(file: Path, do: str, values: tuple[str, ...], author: str, reason: str, date: str | None,
            built: Path | None) -> None:
    """Add a correction to a file, which is made where there is none; builds apply it with --corrections FILE.

    WHAT is merge, split, retract, assert, rename or code; K=V are its values, a list's parted by commas
    (docs/corrections.md).

    \b
    Example:
      kg-builder correct corrections.yaml merge --author 文一 --reason 同一人
          keep=person/查望舒@CN-610602-2023 also=person/查望舒@CN-610602-2024 --built output
      kg-builder build news/ --corrections corrections.yaml
    """
    from kg_builder.link.corrections import append_correction

    wrong = [item for item in values if "=" not in item]
    if wrong:
        raise click.UsageError(f"values are written K=V, not {wrong[0]!r}")
    entry: dict[str, Any] = {
        "do": do, **{key: value for key, _, value in (item.partition("=") for item in values)}, "author": author,
        "date": date or datetime.date.today().isoformat(), "reason": reason}
    if built is not None:
        from kg_builder.cite import cite_correction
        from kg_builder.graph.load import load_graph

        entry = cite_correction(load_graph(built), entry)
    correction = append_correction(entry, file)
    echo(f"{file}: {correction.do} added ({correction.key})")
