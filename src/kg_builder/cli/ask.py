"""`query`: SPARQL over a built graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg_builder.cli.common import echo, echo_json, print_table, read_text, split_directory

if TYPE_CHECKING:
    from kg_builder.query import Answer


@click.command()
@click.argument("arguments", nargs=-1, metavar="[DIR] SPARQL")
@click.option("-f", "--file", metavar="FILE", help="Read the query from a file, - for standard input.")
@click.option("--name", metavar="NAME", help="Ask a packaged query; --list shows them.")
@click.option("--param", "parameters", metavar="K=V", multiple=True, help="A parameter of the packaged query.")
@click.option("--list", "list_all", is_flag=True, help="List the packaged queries and their parameters.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True,
              help="How to print; table is tab-separated where the output is no terminal.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def query(arguments: tuple[str, ...], file: str | None, name: str | None, parameters: tuple[str, ...], list_all: bool,
          form: str, as_json: bool) -> None:
    """Ask a built graph in SPARQL.

    DIR is a built directory, output where none is given. The prefixes kg, rdf, rdfs, skos, dcterms, prov, oa, org,
    schema, foaf, owl and xsd are declared.

    \b
    Example:
      kg-builder query output "SELECT ?name WHERE { ?p a kg:Person ; skos:prefLabel ?name } ORDER BY ?name"
      kg-builder query output --name posts --param name=党委
    """
    from kg_builder.query import Querier, find_query

    form = "json" if as_json else form
    if list_all:
        print_queries(as_json=form == "json")
        return
    if (file is not None) + (name is not None) > 1:
        raise click.UsageError("give one of SPARQL, --file and --name")
    if parameters and name is None:
        raise click.UsageError("--param belongs to --name")
    directory, rest = split_directory(arguments, (0,) if file or name else (1,),
                                      "[DIR] SPARQL, or [DIR] with -f or --name")
    text = read_text(file) if file else find_query(name, split_parameters(parameters)) if name else rest[0]
    print_answer(Querier(directory).ask(text), form)


def split_parameters(parameters: tuple[str, ...]) -> dict[str, str]:
    """Return name -> value of parameters written name=value."""
    for parameter in parameters:
        if "=" not in parameter:
            raise click.UsageError(f"--param {parameter}: expected name=value")
    return {name: value for name, _, value in (parameter.partition("=") for parameter in parameters)}


def print_queries(*, as_json: bool) -> None:
    """Print the packaged queries with what they answer and what they may be given."""
    from kg_builder.query import list_queries

    queries = list_queries().values()
    if as_json:
        echo_json([{"name": q.name, "title": q.title, "sparql": q.text, "parameters": {
            name: {"meaning": meaning, "default": default} for name, (meaning, default) in q.parameters.items()}}
            for q in queries])
        return
    print_table(("name", "answers", "parameters"), [
        (q.name, q.title, "; ".join(f"{name}: {meaning}" + ("" if default is None else f" (default \"{default}\")")
                                    for name, (meaning, default) in q.parameters.items())) for q in queries])


def print_answer(answer: Answer, form: str) -> None:
    """Print what a query gave."""
    from kg_builder.query import shorten, write_csv, write_json

    if form != "table":
        click.echo(write_csv(answer) if form == "csv" else write_json(answer), nl=False)
    elif answer.kind == "truth":
        echo("true" if answer.truth else "false")
    else:
        print_table(answer.variables, [tuple(shorten(term, answer.base) for term in row) for row in answer.rows])
