"""What the commands share: exit codes, the directory argument, progress, and printing."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from kg_builder.build import Progress
from kg_builder.errors import KgBuilderError, ReadError

FELL_SHORT, WRONG, SOME_FAILED, STOPPED = 1, 2, 3, 130
_BREAKS = re.compile(r"[\t\r\n]+")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
DEFAULT = Path("output")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class Translator(click.Group):
    """A group that turns the errors of the library into messages and exit codes."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error of the library ends it with its message and its exit code."""
        try:
            return super().invoke(ctx)
        except KgBuilderError as error:
            echo(f"Error: {error}", err=True)
            ctx.exit(SOME_FAILED if isinstance(error, ReadError) else WRONG)
        except KeyboardInterrupt:
            echo("Stopped.", err=True)
            ctx.exit(STOPPED)


def split_directory(arguments: tuple[str, ...], counts: tuple[int, ...], usage: str) -> tuple[Path, tuple[str, ...]]:
    """Take an optional directory off the front of arguments of which there are `counts` without it."""
    if len(arguments) in counts and not (len(arguments) == 1 and Path(arguments[0]).is_dir()):
        return DEFAULT, arguments
    if len(arguments) - 1 in counts:
        return Path(arguments[0]), arguments[1:]
    raise click.UsageError(f"expected: {usage}")


def read_text(name: str) -> str:
    """Return the text of a file, - for standard input; UTF-8 only."""
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise click.UsageError(f"{name}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{name}: not UTF-8: {error.reason} at byte {error.start}") from None


def show_controls(text: str) -> str:
    """Return a text with its control and bidirectional characters visible: documents must not command a terminal."""
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def echo(text: str = "", *, err: bool = False) -> None:
    """Print a text that may come from documents."""
    click.echo(show_controls(text), err=err)


def count(number: int, noun: str) -> str:
    """Return `1 article`, `2 articles`, `2 entities`."""
    if number != 1:
        noun = f"{noun.removesuffix('y')}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun}"


def echo_json(value: Any) -> None:
    """Print a value as JSON, with its keys in the order given."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def show_progress() -> Iterator[Progress | None]:
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


def print_table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, title: str = "") -> None:
    """Print rows as a table on a terminal, else as lines of tab-separated values under their names."""
    if not sys.stdout.isatty():
        for row in (columns, *rows):
            echo("\t".join(_BREAKS.sub(" ", cell) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, title=title or None)
    for row in rows:
        table.add_row(*(Text(show_controls(cell)) for cell in row))
    Console().print(table)
