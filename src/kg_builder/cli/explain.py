"""`explain`, `conflicts`: why a statement is there, and what cannot all be true."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg_builder.cli.common import DEFAULT, FELL_SHORT, count, echo, echo_json, json_option, split_directory

if TYPE_CHECKING:
    from kg_builder.explain import Correction, Explainer, Explanation, Reason, Reference



@click.command()
@click.argument("arguments", nargs=-1, required=True, metavar="[DIR] SUBJECT [PREDICATE OBJECT]")
@json_option
def explain(arguments: tuple[str, ...], as_json: bool) -> None:
    """Say why each statement about something is there.

    SUBJECT and OBJECT are names, other names or keys; PREDICATE is a relation, such as holdsPost. For each statement:
    its confidence and what that is made of, the rule, the sentence with subject and object marked, the source, and
    what every reference stands for. DIR is a built directory, output where none is given.

    \b
    Example:
      kg-builder explain output 孙延文
      kg-builder explain output 孙延文 holdsPost 柳林镇党委
    """
    explainer, (subject, *rest) = open_explainer(arguments)
    found = explainer.explain(subject, *rest)
    keys = explainer.find(subject)
    if as_json:
        echo_json({"subjects": [describe_subject(explainer, key) for key in keys],
                   "statements": [describe_explanation(item) for item in found]})
        return
    for key in keys:
        print_subject(explainer, key)
    for item in found:
        echo()
        print_explanation(item)
    if not found:
        echo("No statement is about it.")


def open_explainer(arguments: tuple[str, ...]) -> tuple[Explainer, tuple[str, ...]]:
    """Return the explainer of the directory among the arguments, and the other arguments."""
    from kg_builder.explain import Explainer
    from kg_builder.graph.load import load_graph

    directory, rest = split_directory(arguments, (1, 3), "[DIR] SUBJECT [PREDICATE OBJECT]")
    return Explainer(load_graph(directory)), rest


def describe_subject(explainer: Explainer, key: str) -> dict[str, Any]:
    """Return what explain --json says of a node."""
    label, kind, others, references = explainer.describe_node(key)
    return {"key": key, "label": label, "type": kind, "names": list(others),
            "references": [describe_reference(item) for item in references],
            "corrections": [asdict(item) for item in explainer.list_corrections(key)]}


def describe_explanation(item: Explanation) -> dict[str, Any]:
    """Return what explain --json says of a statement."""
    statement = item.statement
    return {
        "key": statement.key, "subject": {"key": statement.subject, "label": item.subject},
        "predicate": statement.predicate, "object": {"key": statement.object, "label": item.object},
        "title": statement.title, "former": statement.former, "role": statement.role, "from": statement.since,
        "until": statement.until, "as_of": statement.as_of, "confidence": statement.confidence,
        "dataset": statement.dataset, "conflicts": list(item.conflicts),
        "corrections": [asdict(correction) for correction in item.corrections],
        "reasons": [describe_reason(reason) for reason in item.reasons],
    }


def describe_reason(reason: Reason) -> dict[str, Any]:
    """Return what explain --json says of one reading; the marks count in the sentence."""
    place = reason.place
    return {
        "rule": reason.rule, "confidence": reason.confidence, "factors": dict(reason.factors), "source": place.source,
        "article": place.title, "date": place.date, "start": place.start, "end": place.end, "sentence": reason.sentence,
        "marks": [{"name": name, "start": start, "end": end, "exact": reason.sentence[start:end]}
                  for name, start, end in reason.marks],
        "references": [describe_reference(item) for item in reason.references],
    }


def describe_reference(item: Reference) -> dict[str, Any]:
    """Return what explain --json says of how an end is printed."""
    return {"end": item.end, "exact": item.exact, "name": item.name, "rule": item.rule, "confidence": item.confidence,
            "antecedent": item.antecedent or None, "direction": item.direction or None}


def print_subject(explainer: Explainer, key: str) -> None:
    """Print a node's name, type and key, its other names, and the references to it."""
    label, kind, others, references = explainer.describe_node(key)
    echo(f"{label} ({kind}, {key})")
    if others:
        echo(f"  also: {', '.join(others)}")
    for item in references:
        echo(f"  {tell_reference(item)}")
    for correction in explainer.list_corrections(key):
        print_correction(correction, indent="  ")


def print_correction(item: Correction, *, indent: str) -> None:
    """Print who corrected what, when and why, and how that was found."""
    echo(f"{indent}corrected {item.date} by {item.author}: {item.what}")
    if item.outcome:
        echo(f"{indent}  {item.outcome}")


def print_explanation(item: Explanation, *, indent: str = "", conflicts: bool = True) -> None:
    """Print a statement with its reasons and, if they are wanted, the conflicts it is in."""
    statement = item.statement
    facts = [statement.title, statement.role, "former" if statement.former else "",
             f"from {statement.since}" if statement.since else "",
             f"until {statement.until}" if statement.until else ""]
    said = f" ({', '.join(fact for fact in facts if fact)})" if any(facts) else ""
    when = f", as of {statement.as_of}" if statement.as_of else ""
    echo(f"{indent}{item.subject} → {statement.predicate} → {item.object}{said}: {statement.confidence:g}{when}")
    for constraint in item.conflicts if conflicts else ():
        echo(f"{indent}  ! cannot be true together with another statement ({constraint}); see kg-builder conflicts")
    for correction in item.corrections:
        print_correction(correction, indent=indent + "  ")
    if statement.dataset and not item.corrections:
        echo(f"{indent}  from the data set {statement.dataset}")
    for reason in item.reasons:
        print_reason(reason, indent=indent + "  ")


def print_reason(reason: Reason, *, indent: str) -> None:
    """Print one reading: where, the marked sentence, the rule and the references."""
    from kg_builder.explain import mark_sentence

    place = reason.place
    title = f"《{place.title}》" if place.title else "(no title)"
    date = f", {place.date}" if place.date else ""
    echo(f"{indent}{place.source} {title}{date}, characters {place.start}–{place.end}")
    echo(f"{indent}  {' '.join(mark_sentence(reason.sentence, reason.marks).split())}")
    factors = ", ".join(f"{name} {value:g}" for name, value in reason.factors)
    echo(f"{indent}  rule {reason.rule}: {reason.confidence:g}" + (f" (by {factors})" if factors else ""))
    captures = [f"{name} {reason.sentence[start:end]}" for name, start, end in reason.marks
                if name not in ("subject", "object")]
    if captures:
        echo(f"{indent}  captures: {'; '.join(captures)}")
    for item in reason.references:
        echo(f"{indent}  {item.end}: {tell_reference(item)}")


def tell_reference(item: Reference) -> str:
    """Return how an end is printed and what that stands for, in words."""
    if not item.direction:
        called = f", here called {item.name}" if item.name != item.exact else ""
        return f"{item.exact}{called} ({item.rule})"
    return (f"{item.exact} stands for {item.name}, by {item.antecedent or 'a mention'} {item.direction} it "
            f"({item.rule}, {item.confidence:g})")


@click.command()
@click.argument("directory", required=False, metavar="[DIR]", type=click.Path(path_type=Path), default=DEFAULT)
@click.option("--fail", is_flag=True, help="Exit with 1 where there is any.")
@json_option
def conflicts(directory: Path, fail: bool, as_json: bool) -> None:
    """List the statements that cannot all be true, each with its sentence, source and date.

    DIR is a built directory, output where none is given.

    \b
    Example:
      kg-builder conflicts output
    """
    from kg_builder.explain import Explainer
    from kg_builder.graph.load import load_graph
    from kg_builder.link.constraints import load_constraints

    found = Explainer(load_graph(directory)).list_conflicts()
    notes = {constraint.id: constraint.note for constraint in load_constraints().items}     # of ours; others' have none
    if as_json:
        echo_json([{"constraint": item.constraint, "note": notes.get(item.constraint, ""),
                    "statements": [describe_explanation(each) for each in item.statements]} for item in found])
    for item in () if as_json else found:
        echo(f"{item.constraint}: {notes.get(item.constraint, '')}".rstrip(": "))
        for statement in item.statements:
            print_explanation(statement, indent="  ", conflicts=False)
        echo()
    if not as_json:
        echo(count(len(found), "conflict"))
    if found and fail:
        sys.exit(FELL_SHORT)
