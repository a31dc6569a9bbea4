"""`build`, `demo`, `watch`, `export`: what makes files."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg_builder.cli.common import DEFAULT, SOME_FAILED, count, echo, echo_json, print_table, show_progress

if TYPE_CHECKING:
    from kg_builder.build import BuildReport
    from kg_builder.config import Settings

MOST_WARNINGS = 20
Command = Callable[..., Any]
out_option = click.option("-o", "--out", type=click.Path(path_type=Path), default=DEFAULT, show_default=True,
                          metavar="DIR", help="Directory to write; replaced only when the new build is whole.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print what build.json says.")


def reading_options(command: Command) -> Command:
    """Add the options that say how documents are read; they come before the settings file."""
    for option in reversed([
        click.option("--issue-date", metavar="DATE", help="Date of documents that have none, as YYYY-MM-DD."),
        click.option("--place", metavar="NAME", help="Home of documents that name none, such as 延安市."),
        click.option("--simplify", is_flag=True, default=None,
                     help="Let the rules see traditional script as simplified; quotes stay as printed."),
        click.option("--rules", metavar="DIR", multiple=True, type=click.Path(path_type=Path, exists=True),
                     help="Folder of further rules and lexicons; may be repeated."),
        click.option("--corrections", metavar="FILE", multiple=True,
                     type=click.Path(path_type=Path, exists=True, dir_okay=False),
                     help="File of what people corrected; may be repeated; see correct."),
        click.option("--config", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
                     help="Settings file; otherwise kg-builder.toml of this folder, if it is there."),
        click.option("--jobs", metavar="N", type=click.IntRange(0), help="Processes; 0 is one per core."),
    ]):
        command = option(command)
    return command


def writing_options(command: Command) -> Command:
    """Add the options that say what is written, and when to stop; they come before the settings file."""
    for option in reversed([
        click.option("--base-iri", metavar="IRI", help="What all IRIs of the graph begin with."),
        click.option("--format", "formats", metavar="NAME", multiple=True,
                     help="Output to write (default: all); may be repeated; see export --list."),
        click.option("--engine", metavar="NAME", help="Where the work is done: local."),
        click.option("--strict", is_flag=True, default=None, help="Stop at the first document that fails."),
    ]):
        command = option(command)
    return command


def make_settings(config: Path | None, **given: Any) -> Settings:
    """Return the settings of the file with the options on top."""
    from kg_builder.config import load_settings

    return load_settings(config, **given)


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@out_option
@reading_options
@writing_options
@json_option
def build(inputs: tuple[str, ...], out: Path, config: Path | None, as_json: bool, **given: Any) -> None:
    """Read files and folders, and write the graph that they say.

    INPUT is a file in one of the formats that the README lists, a folder of them, a pattern with *, or - for standard
    input.

    \b
    Example:
      kg-builder build news/ extra.jsonl --place 延安市 --issue-date 2023-02-20 -o output
    """
    run_build(inputs, out, make_settings(config, **given), as_json=as_json)


@click.command()
@out_option
@json_option
def demo(out: Path, as_json: bool) -> None:
    """Build the bundled sample: ten articles about invented people.

    \b
    Example:
      kg-builder demo -o output
    """
    from kg_builder.build import DEMO

    run_build((str(DEMO / "page.txt"),), out, make_settings(DEMO / "kg-builder.toml"), as_json=as_json)


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@out_option
@click.option("--seconds", type=click.FloatRange(min=0.1), default=2.0, show_default=True,
              help="How often to look; nothing must have been written for as long.")
@reading_options
@writing_options
def watch(inputs: tuple[str, ...], out: Path, seconds: float, config: Path | None, **given: Any) -> None:
    """Build, and build again whenever files come, go or change; until it is stopped (Ctrl-C).

    What is wrong with a build is printed, and the next change is waited for.

    \b
    Example:
      kg-builder watch news/ -o output --place 延安市
    """
    from kg_builder.errors import KgBuilderError
    from kg_builder.stages.read import follow_inputs

    if "-" in inputs:
        raise click.UsageError("standard input cannot be watched; name files or folders")
    settings = make_settings(config, **given)
    for _ in follow_inputs(inputs, seconds=seconds):
        try:
            make_build(inputs, out, settings, as_json=False)
        except KgBuilderError as error:
            echo(f"Error: {error}", err=True)


def run_build(inputs: tuple[str, ...], out: Path, settings: Settings, *, as_json: bool) -> None:
    """Build, print what came of it, and exit with 3 where inputs failed."""
    if make_build(inputs, out, settings, as_json=as_json).failures:
        sys.exit(SOME_FAILED)


def make_build(inputs: tuple[str, ...], out: Path, settings: Settings, *, as_json: bool) -> BuildReport:
    """Build, print the summary, and name what failed."""
    from kg_builder.build import build_directory

    with show_progress() as progress:
        report = build_directory(inputs, out, settings=settings, progress=progress)
    for warning in report.warnings[:MOST_WARNINGS]:
        echo(f"Warning: {warning}", err=True)
    if len(report.warnings) > MOST_WARNINGS:
        echo(f"Warning: {len(report.warnings) - MOST_WARNINGS} more; all are in {out / 'build.json'}", err=True)
    for failure in report.failures:
        echo(f"Failed: {failure.path}: {failure.reason}", err=True)
    echo_json(report.summary) if as_json else print_summary(report)
    return report


def print_summary(report: BuildReport) -> None:
    """Print what was built: a table by type on a terminal, and one line."""
    counts = report.summary["counts"]
    if sys.stdout.isatty():
        rows = [(name, str(number)) for kind in ("entities", "statements") for name, number in counts[kind].items()]
        print_table(("type", "count"), rows)
    parts = [count(counts["articles"], "article"), count(sum(counts["entities"].values()), "entity"),
             count(sum(counts["statements"].values()), "statement"), count(counts["conflicts"], "conflict")]
    if report.failures:
        parts.append(f"{count(len(report.failures), 'input')} failed")
    echo(f"{report.directory}: {', '.join(parts)}")


@click.command()
@click.argument("directory", required=False, metavar="[DIR]", type=click.Path(path_type=Path), default=DEFAULT)
@click.option("--format", "format_name", metavar="FORMAT", help="Name of the format; --list shows them.")
@click.option("-o", "--out", metavar="OUT", help="File to write, - for standard output; else the format's own name.")
@click.option("--list", "list_formats", is_flag=True, help="List the formats.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def export(directory: Path, format_name: str | None, out: str | None, list_formats: bool, as_json: bool) -> None:
    """Write a built graph in another format.

    DIR is a built directory, output where none is given.

    \b
    Example:
      kg-builder export output --format graphml -o graph.graphml
    """
    from kg_builder.build import choose_formats, export_directory
    from kg_builder.export import FORMATS

    if list_formats:
        rows = [(name, FORMATS[name].file_name, FORMATS[name].media_type) for name in sorted(FORMATS)]
        if as_json:
            echo_json([dict(zip(("format", "file", "media_type"), row, strict=True)) for row in rows])
        else:
            print_table(("format", "file", "media type"), rows)
        return
    if format_name is None:
        raise click.UsageError("name a --format; --list shows them")
    choose_formats((format_name,))
    file_name = FORMATS[format_name].file_name
    if out != "-":
        path = Path(out or file_name)
        export_directory(directory, format_name, path)
        echo(str(path))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, file_name)
        export_directory(directory, format_name, path)
        with path.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
