"""`evaluate`, `validate`: what measures a build, and exits with 1 where it falls short."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg_builder.cli.build import make_settings, reading_options
from kg_builder.cli.common import (
    DEFAULT,
    FELL_SHORT,
    SOME_FAILED,
    count,
    echo,
    echo_json,
    json_option,
    print_table,
    show_progress,
)

if TYPE_CHECKING:
    from kg_builder.build import Graph
    from kg_builder.evaluate import Scores
    from kg_builder.evaluate.judge import Count



@click.command()
@click.argument("gold", metavar="GOLD_DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("directory", required=False, metavar="[DIR]", type=click.Path(path_type=Path))
@click.option("--at-least", type=click.FloatRange(0, 1), metavar="F1",
              help="Exit with 1 where the F1 of entities or of relations is lower.")
@click.option("--by-type", is_flag=True, help="Print the counts of every type and relation.")
@click.option("--errors", is_flag=True, help="List what is wrong, twice or missed.")
@json_option
@reading_options
def evaluate(gold: Path, directory: Path | None, at_least: float | None, by_type: bool, errors: bool, as_json: bool,
             config: Path | None, **given: Any) -> None:
    """Compare a build with gold files, and print precision, recall and F1.

    GOLD_DIR holds ID.yaml, and ID.txt beside it. Without DIR the texts of GOLD_DIR are built, in memory; the last five
    options say how.

    \b
    Example:
      kg-builder evaluate tests/golden/demo --place 澄汐市 --issue-date 2024-05-20 --at-least 0.8
    """
    from kg_builder.evaluate import evaluate as compare

    graph = open_graph(gold, directory, config, given)
    scores = compare(gold, graph)
    for failure in graph.graph.get("failures", ()):
        echo(f"Failed: {failure.path}: {failure.reason}", err=True)
    if as_json:
        echo_json(describe_scores(scores, errors=errors))
    else:
        print_scores(scores, by_type=by_type, errors=errors)
    if at_least is not None and min(scores.total("entity").f1, scores.total("relation").f1) < at_least:
        echo(f"Below {at_least:g}.", err=True)
        sys.exit(FELL_SHORT)
    if graph.graph.get("failures"):
        sys.exit(SOME_FAILED)


def open_graph(gold: Path, directory: Path | None, config: Path | None, given: dict[str, Any]) -> Graph:
    """Return the graph of the built directory, or else one built of the texts beside the gold files."""
    from kg_builder.build import build
    from kg_builder.graph.load import load_graph

    if directory is not None:
        return load_graph(directory)
    texts = [path for path in sorted(gold.glob("*.txt")) if path.with_suffix(".yaml").is_file()]
    if not texts:
        raise click.UsageError(f"{gold}: no ID.txt beside an ID.yaml; name a built directory")
    settings = make_settings(config, **given)
    with show_progress() as progress:
        return build(texts, settings=settings, progress=progress, jobs=settings.jobs)


def describe_scores(scores: Scores, *, errors: bool) -> dict[str, Any]:
    """Return what evaluate --json says."""
    data: dict[str, Any] = {"by_type": {f"{what} {kind}": describe_count(counted)
                                        for (what, kind), counted in sorted(scores.counts.items())}}
    data |= {what: describe_count(scores.total(what)) for what in ("entity", "relation")}
    data |= {name: {"right": right, "of": of} for name, (right, of) in scores.apart.items()}
    if errors:
        data["errors"] = [{"file": slip.file, "what": slip.what, "how": slip.how, "type": slip.type, "text": slip.text}
                          for slip in scores.slips]
    return data


def describe_count(counted: Count) -> dict[str, float]:
    """Return the three measures and the counts behind them."""
    return {"p": counted.precision, "r": counted.recall, "f1": counted.f1, "tp": counted.right, "fp": counted.wrong,
            "fn": counted.missed}


def print_scores(scores: Scores, *, by_type: bool, errors: bool) -> None:
    """Print the errors if they are wanted, and a table of counts."""
    if errors:
        for slip in scores.slips:
            echo("\t".join((slip.file, slip.what, slip.how, slip.type, slip.text)))
    rows = []
    for what in ("entity", "relation"):
        counts = [(kind, item) for (each, kind), item in sorted(scores.counts.items()) if each == what and by_type]
        rows += [(what, kind, *_print_count(item)) for kind, item in (*counts, ("all", scores.total(what)))]
    print_table(("what", "type", "precision", "recall", "F1", "right", "wrong", "missed"), rows)
    for name, (right, of) in scores.apart.items():
        if of:
            echo(f"{name}: {right} of {of} right")


def _print_count(counted: Count) -> tuple[str, ...]:
    measures = (f"{value:.3f}" for value in (counted.precision, counted.recall, counted.f1))
    return (*measures, str(counted.right), str(counted.wrong), str(counted.missed))


@click.command()
@click.argument("path", required=False, metavar="[DIR|FILE]", type=click.Path(path_type=Path), default=DEFAULT)
@json_option
def validate(path: Path, as_json: bool) -> None:
    """Check a graph against the shapes of the ontology (SHACL).

    Takes a built directory, or an RDF file; exits with 1 where a shape is broken.

    \b
    Example:
      kg-builder validate output
    """
    from kg_builder.validate import validate as check

    report = check(path)
    if as_json:
        echo_json({"conforms": report.conforms, "triples": report.triples, "violations": [
            {"focus": v.focus, "path": v.path, "value": v.value, "message": v.message} for v in report.violations]})
    else:
        for v in report.violations:
            echo(f"{v.focus}\t{v.path}\t{v.value}\t{v.message}")
        what = "conforms" if report.conforms else count(len(report.violations), "violation")
        echo(f"{path}: {what} ({report.triples} triples)")
    if not report.conforms:
        sys.exit(FELL_SHORT)
