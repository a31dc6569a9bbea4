"""`why-not`: how far each rule came, and what stopped it."""

from __future__ import annotations

from pathlib import Path

import click

from kg_builder.build import load_rules
from kg_builder.cli.common import FELL_SHORT, echo, echo_json, json_option, read_text
from kg_builder.cli.rules import rules_option

SHOWN = 10


@click.command("why-not")
@click.argument("text", metavar="TEXT")
@click.option("--rule", "identifier", metavar="ID", help="Tell of this rule only.")
@click.option("--expect", "expected", metavar="K=V", multiple=True,
              help="What should have been found: type, predicate, name, subject, object, title …; may be repeated.")
@click.option("--date", metavar="DATE", help="Date of the text, as YYYY-MM-DD.")
@click.option("--place", metavar="NAME", help="Place that the text is from, such as 延安市.")
@click.option("--all", "show_all", is_flag=True, help=f"Tell of every rule, not of the {SHOWN} that came furthest.")
@rules_option
@json_option
def why_not(text: str, identifier: str | None, expected: tuple[str, ...], date: str | None, place: str | None,
            show_all: bool, folders: tuple[Path, ...], as_json: bool) -> None:
    """Tell how far each rule came in a text, and which element, guard or other rule stopped it.

    TEXT may be - for standard input. Exits with 1 where the rule named found nothing, or not what is expected.

    \b
    Example:
      kg-builder why-not "松壑镇党委的书记在会上说。" --expect predicate=holdsPost
      kg-builder why-not "局长高度重视这项工作。" --rule person.after-office
    """
    from kg_builder.whynot import STOPS
    from kg_builder.whynot import why_not as tell

    wrong = [item for item in expected if "=" not in item]
    if wrong:
        raise click.UsageError(f"--expect takes K=V, not {wrong[0]!r}")
    text = read_text(text) if text == "-" else text
    accounts = tell(text, load_rules(folders), rule=identifier, date=date, home=place, expect={
        key: value for key, _, value in (item.partition("=") for item in expected)})
    shown = accounts if show_all or as_json else accounts[:SHOWN]
    if as_json:
        echo_json([{"rule": item.rule, "found": not item.stop, "stop": item.stop, "element": item.element,
                    "reached": item.reached, "elements": item.elements, "matched": item.matched,
                    "beyond": item.beyond, "sentence": item.sentence} for item in shown])
    else:
        for item in shown:
            echo(f"{item.rule}: {item.reached} of {item.elements} elements" + (f" matched “{item.matched}”"
                                                                             if item.matched else ""))
            echo(f"  {STOPS[item.stop]}" + (f": {item.element}" if item.element else "")
                 + (f"   (then comes “{item.beyond}”)" if item.stop in ("element", "after") and item.beyond else ""))
        if len(shown) < len(accounts):
            echo(f"… and {len(accounts) - len(shown)} more; --all shows them")
        if not accounts:
            echo("no rule matched anything")
    if (identifier or expected) and not any(not item.stop for item in accounts):
        click.get_current_context().exit(FELL_SHORT)
