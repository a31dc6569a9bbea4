"""`rules report`: what each rule gives on texts with gold files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg_builder.build import load_rules
from kg_builder.cli.build import make_settings, reading_options
from kg_builder.cli.check import open_graph
from kg_builder.cli.common import echo_json, json_option, print_table


@click.command()
@click.argument("gold", metavar="GOLD_DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("directory", required=False, metavar="[DIR]", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["table", "csv", "html"]), default="table", show_default=True,
              help="How to write it; html is one page with a chart.")
@json_option
@reading_options
def report(gold: Path, directory: Path | None, form: str, as_json: bool, config: Path | None, **given: Any) -> None:
    """Tell for each rule what it found in texts with gold files, how much of that is right, and what it took.

    GOLD_DIR holds ID.yaml, and ID.txt beside it, which are built in memory; with DIR the built directory is judged, and
    matches, time and states are not known. Entities are counted for the rules that found their mentions, statements
    for those that read them. A rule is dead if it matches nothing, shadowed if other rules have taken all that it
    matches, idle if nothing comes of its matches.

    \b
    Example:
      kg-builder rules report tests/golden/demo --place 澄汐市 --issue-date 2024-05-20
      kg-builder rules report tests/golden/demo --format html > rules.html
    """
    from kg_builder.evaluate import evaluate, score_rules
    from kg_builder.evaluate.profile import profile_rules
    from kg_builder.evaluate.rulereport import render_rules, report_rules, tabulate, write_csv

    graph = open_graph(gold, directory, config, given)
    settings = make_settings(config, **given)
    rulebook = load_rules(settings.rules)
    sources = () if directory else sorted(graph.graph["sources"].values(), key=lambda source: source.path)
    works = profile_rules(sources, rulebook, home=settings.place, issue_date=settings.issue_date,
                          simplified=settings.simplify) if sources else {}
    rows = report_rules((rule.id for rule in rulebook.rules), score_rules(graph, evaluate(gold, graph)), works)
    if as_json:
        echo_json({row.rule: row.describe() for row in rows})
    elif form == "table":
        print_table(*tabulate(rows))
    else:
        click.echo(write_csv(rows) if form == "csv" else render_rules(rows, title=str(gold)), nl=False)
