"""Writes the parts of the documentation that the program knows best: docs/commands.md, the terms in ontology/README.md.

Usage: python scripts/build_docs.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import rdflib
from rdflib.namespace import OWL, RDF, RDFS

from kg_builder.cli import main as group
from kg_builder.ontology import KG

ROOT = Path(__file__).resolve().parent.parent
COMMANDS, ONTOLOGY = ROOT / "docs" / "commands.md", ROOT / "ontology" / "README.md"
BEGIN, END = "<!-- terms: written by scripts/build_docs.py -->", "<!-- end of terms -->"
INCLUDES = [(RDFS.domain, rdflib.URIRef("https://schema.org/domainIncludes")),
            (RDFS.range, rdflib.URIRef("https://schema.org/rangeIncludes"))]


def describe_commands() -> str:
    """Return docs/commands.md: what every command says with --help."""
    parts = ["# Commands\n\nWhat `kg-builder COMMAND --help` says. This page is written by `scripts/build_docs.py`.\n"]
    for path, command in list_commands(group, ("kg-builder",)):
        context = click.Context(command, info_name=" ".join(path), max_content_width=100, terminal_width=100)
        parts.append(f"\n## {' '.join(path)}\n\n```\n{command.get_help(context).strip()}\n```\n")
    return "".join(parts)


def list_commands(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command with its path, groups before what is in them."""
    yield path, command
    if isinstance(command, click.Group):
        for name, inner in sorted(command.commands.items()):
            yield from list_commands(inner, (*path, name))


def describe_ontology() -> str:
    """Return ontology/README.md with its tables of terms written anew."""
    before, _, rest = ONTOLOGY.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{describe_terms()}\n{END}{after}"


def describe_terms() -> str:
    """Return tables of all classes, properties and named values, each with its labels and its comment."""
    graph = rdflib.Graph().parse(ROOT / "ontology" / "kg.ttl")
    classes = ["| class | below | zh | en | is |", "|---|---|---|---|---|"]
    properties = ["| property | from | to | zh | en | says |", "|---|---|---|---|---|---|"]
    values = ["| value | of | zh | en | means |", "|---|---|---|---|---|"]
    for term in sorted(set(graph.subjects(RDFS.label, None))):
        name = str(term).removeprefix(KG)
        if not str(term).startswith(KG):
            continue
        label = {str(text.language): str(text) for text in graph.objects(term, RDFS.label)}
        comment = next(str(text) for text in graph.objects(term, RDFS.comment) if text.language == "en")
        if (term, RDF.type, OWL.Class) in graph:
            above = shorten(graph, graph.objects(term, RDFS.subClassOf))
            classes.append(f"| `{name}` | {above} | {label['zh']} | {label['en']} | {comment} |")
        elif kind := shorten(graph, [kind for kind in graph.objects(term, RDF.type) if str(kind).startswith(KG)]):
            values.append(f"| `{name}` | {kind} | {label['zh']} | {label['en']} | {comment} |")
        elif (term, RDF.type, OWL.AllDisjointClasses) not in graph:
            ends = [shorten(graph, [end for link in links for end in graph.objects(term, link)]) for links in INCLUDES]
            properties.append(f"| `{name}` | {ends[0]} | {ends[1]} | {label['zh']} | {label['en']} | {comment} |")
    tables = ("Classes", classes), ("Properties", properties), ("Values", values)
    return "\n".join(line for name, table in tables for line in (f"### {name}", "", *table, ""))


def shorten(graph: rdflib.Graph, terms: object) -> str:
    """Return terms as prefixed names, ours without the prefix."""
    names = sorted(graph.namespace_manager.normalizeUri(term) for term in terms)  # type: ignore[attr-defined]
    return ", ".join(f"`{name.removeprefix('kg:')}`" for name in names)


def main() -> int:
    """Write both files, or say which is not what it should be."""
    wanted = {COMMANDS: describe_commands(), ONTOLOGY: describe_ontology()}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        print(f"{path.relative_to(ROOT)}: {'out of date' if '--check' in sys.argv else 'written'}")
        if "--check" not in sys.argv:
            path.write_text(wanted[path], "utf-8", newline="\n")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
