"""What the commands share: exit codes, the directory argument, progress, and printing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from kg_builder.errors import KgBuilderError, ReadError

FELL_SHORT, WRONG, SOME_FAILED = 1, 2, 3
DEFAULT = Path("output")


class Translator(click.Group):
    """A group that turns the errors of the library into messages and exit codes."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error of the library ends it with its message and its exit code."""
        try:
            return super().invoke(ctx)
        except KgBuilderError as error:
            problem = click.ClickException(str(error))
            problem.exit_code = SOME_FAILED if isinstance(error, ReadError) else WRONG
            raise problem from error


def split_directory(arguments: tuple[str, ...], counts: tuple[int, ...], usage: str) -> tuple[Path, tuple[str, ...]]:
    """Take an optional directory off the front of arguments of which there are `counts` without it."""
    if len(arguments) in counts:
        return DEFAULT, arguments
    if len(arguments) - 1 in counts:
        return Path(arguments[0]), arguments[1:]
    raise click.UsageError(f"expected: {usage}")


def echo_json(value: Any) -> None:
    """Print a value as JSON, with its keys in the order given."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def show_progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """Give a function that moves a progress bar on standard error, or None where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("read", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)


def print_table(columns: tuple[str, ...], rows: list[tuple[str, ...]], *, title: str = "") -> None:
    """Print rows as a table on a terminal, else as lines of tab-separated values under their names."""
    if not sys.stdout.isatty():
        for row in (columns, *rows):
            click.echo("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, title=title or None)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
