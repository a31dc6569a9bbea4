"""`rules check`, `list`, `show`, `try`, `report`: what writers of rules need."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg_builder.build import load_rules
from kg_builder.cli.common import FELL_SHORT, count, echo, echo_json, json_option, print_table, read_text
from kg_builder.cli.rulereport import report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg_builder.matching.rule import Example, Rule, Rulebook
    from kg_builder.rulecheck import Finding

rules_option = click.option("--rules", "folders", metavar="DIR", multiple=True,
                            type=click.Path(path_type=Path, exists=True, file_okay=False),
                            help="Folder of further rules and lexicons; may be repeated.")


@click.group()
def rules() -> None:
    """Check the rules, list and show them, and try them on a text.

    \b
    Example:
      kg-builder rules check --rules my-rules
    """


@rules.command()
@click.argument("identifiers", nargs=-1, metavar="[ID]...")
@click.option("--mutate", is_flag=True, help="Take away each literal and guard in turn, and list what no example of "
              "the rule notices.")
@click.option("--at-most", type=click.FloatRange(0, 1), metavar="SHARE", default=0.1, show_default=True,
              help="With --mutate: exit with 1 where a larger share of the changes goes unnoticed.")
@rules_option
@json_option
def check(identifiers: tuple[str, ...], mutate: bool, at_most: float, folders: tuple[Path, ...], as_json: bool) -> None:
    """Load all rules, and run the examples of all of them, or of those named; exit with 1 where one does not hold.

    Without an ID the examples of the constraints (what cannot all be true) are run too.

    \b
    Example:
      kg-builder rules check
      kg-builder rules check post.before-name --rules my-rules
      kg-builder rules check --mutate
    """
    from kg_builder.cli.mutate import check_mutants
    from kg_builder.link.conflicts import check_constraints
    from kg_builder.link.constraints import load_constraints
    from kg_builder.rulecheck import check_rules

    rulebook = load_rules(folders)
    constraints = load_constraints(folders)
    chosen = choose(rulebook, identifiers)
    shortfalls = list(check_rules(chosen, rulebook))
    wrong = () if identifiers or mutate else check_constraints(constraints)
    if mutate and not shortfalls:
        check_mutants(chosen, rulebook, at_most=at_most, as_json=as_json)
        return
    examples = sum(len(rule.hits) + len(rule.misses) for rule in chosen)
    if not identifiers:
        examples += sum(len(constraint.examples) for constraint in constraints.items)
    if as_json:
        echo_json({"rules": len(chosen), "examples": examples, "constraints": list(wrong), "shortfalls": [
            {"rule": s.rule, "file": s.file, "line": s.line, "text": s.text, "wanted": s.wanted, "found": list(s.found),
             "others": list(s.others)} for s in shortfalls]})
    else:
        for message in (*shortfalls, *wrong):
            echo(str(message))
        short = len(shortfalls) + len(wrong)
        held = f"{short} do not" if short else "all"
        echo(f"{count(len(chosen), 'rule')}, {count(examples, 'example')}: {held} hold")
    if shortfalls or wrong:
        sys.exit(FELL_SHORT)


def choose(rulebook: Rulebook, identifiers: Sequence[str]) -> list[Rule]:
    """Return the rules with these ids, all where none is given."""
    from kg_builder.errors import RuleError
    from kg_builder.matching.yamlfile import suggest

    known = {rule.id: rule for rule in rulebook.rules}
    for identifier in identifiers:
        if identifier not in known:
            raise RuleError(f"no rule is called '{identifier}'{suggest(identifier, sorted(known))}")
    return [known[identifier] for identifier in identifiers or known]


@rules.command("list")
@click.option("--stage", metavar="NAME", help="Only those of this stage.")
@rules_option
@json_option
def list_rules(stage: str | None, folders: tuple[Path, ...], as_json: bool) -> None:
    """List the rules: stage, id, what they make, and their pattern.

    \b
    Example:
      kg-builder rules list --stage relations
    """
    rulebook = load_rules(folders)
    if stage is not None and stage not in rulebook.stages:
        raise click.UsageError(f"unknown stage '{stage}'; the stages are: {', '.join(rulebook.stages)}")
    chosen = [rule for name in rulebook.stages if stage in (None, name) for rule in rulebook.by_stage[name]]
    if as_json:
        echo_json([describe_rule(rule) for rule in chosen])
        return
    print_table(("stage", "id", "makes", "priority", "pattern"), [
        (rule.stage, rule.id, ", ".join(tell_products(rule)), str(rule.priority), rule.pattern) for rule in chosen])


def tell_products(rule: Rule) -> list[str]:
    """Return the types and relations that a rule makes, each once."""
    return list(dict.fromkeys([*(types[-1] for types in rule.makes.values()), *(e.predicate for e in rule.emits)]))


def describe_rule(rule: Rule) -> dict[str, Any]:
    """Return what list --json and show --json say of a rule."""
    return {
        "id": rule.id, "kind": rule.kind, "stage": rule.stage, "makes": tell_products(rule), "pattern": rule.pattern,
        "priority": rule.priority, "confidence": rule.confidence, "learn": rule.learn, "note": rule.note,
        "file": rule.file, "line": rule.line,
        "hits": [{"text": e.text, "is": [dict(item) for item in e.expected or ()], "line": e.line} for e in rule.hits],
        "misses": [{"text": e.text, "line": e.line} for e in rule.misses],
    }


@rules.command()
@click.argument("identifier", metavar="ID")
@rules_option
@json_option
def show(identifier: str, folders: tuple[Path, ...], as_json: bool) -> None:
    """Show a rule with its examples.

    \b
    Example:
      kg-builder rules show post.before-name
    """
    (rule,) = choose(load_rules(folders), [identifier])
    if as_json:
        echo_json(describe_rule(rule))
        return
    echo(f"{rule.id} ({rule.file}:{rule.line})")
    facts = {"stage": rule.stage, "makes": ", ".join(tell_products(rule)), "pattern": rule.pattern,
             "priority": str(rule.priority), "confidence": f"{rule.confidence:g}", "learn": rule.learn,
             "note": rule.note}
    for name, value in facts.items():
        if value:
            echo(f"  {name:<11} {value}")
    for example in rule.hits:
        echo(f"  {'hit':<11} {example.text} → {tell_expected(example)}")
    for example in rule.misses:
        echo(f"  {'miss':<11} {example.text}")


def tell_expected(example: Example) -> str:
    """Return what a hit expects, in words."""
    return "; ".join(", ".join(f"{key} {value}" for key, value in item.items()) for item in example.expected or ())


@rules.command("try")
@click.argument("text", metavar="TEXT")
@click.option("--date", metavar="DATE", help="Date of the text, as YYYY-MM-DD.")
@click.option("--place", metavar="NAME", help="Place that the text is from, such as 延安市.")
@rules_option
@json_option
def try_rules(text: str, date: str | None, place: str | None, folders: tuple[Path, ...], as_json: bool) -> None:
    """Show what would be found in a text: mentions, entities and statements, each with the rule that found it.

    TEXT may be - for standard input.

    \b
    Example:
      kg-builder rules try "5月16日，松壑镇党委召开专题民主生活会。" --date 2024-05-20
    """
    from kg_builder import rulecheck
    from kg_builder.config import load_settings

    load_settings(issue_date=date, place=place)     # the same checks as in a build
    text = read_text(text) if text == "-" else text
    rulebook = load_rules(folders)
    findings = rulecheck.find_all(text, rulebook, date=date, home=place)
    reading = rulecheck.describe_reading(rulecheck.read_text(text, rulebook, date=date, home=place))
    if as_json:
        echo_json({"mentions": [describe_finding(item) for item in findings if item.unit],
                   "entities": reading, "statements": [describe_finding(item) for item in findings if not item.unit]})
        return
    print_findings(findings, reading)


def describe_finding(item: Finding) -> dict[str, Any]:
    """Return what try --json says of a unit or a statement."""
    return {"rule": item.rule, "type": item.type, "start": item.start, "end": item.end, "exact": item.exact,
            "confidence": item.confidence, **{key: value for key, value in item.values.items() if value}}


def print_findings(findings: Sequence[Finding], entities: Sequence[dict[str, Any]]) -> None:
    """Print three tables: what the rules found, the entities that these stand for, the statements."""
    print_table(("mention", "type", "name", "rule", "confidence", "characters"), [
        (item.exact, item.type, item.values["name"], item.rule, f"{item.confidence:g}", f"{item.start}–{item.end}")
        for item in findings if item.unit])
    echo()
    print_table(("entity", "type", "classes", "names"), [
        (item["name"], item["type"], ", ".join(item["classes"]), ", ".join(item["names"])) for item in entities])
    echo()
    print_table(("subject", "relation", "object", "qualifiers", "rule", "confidence"), [
        (item.values.get("subject", ""), item.type, item.values.get("object", ""),
         ", ".join(f"{key} {value}" for key, value in item.values.items() if key not in ("subject", "object")),
         item.rule, f"{item.confidence:g}") for item in findings if not item.unit])


rules.add_command(report)
