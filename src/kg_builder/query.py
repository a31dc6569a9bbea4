"""SPARQL over a built graph: queries as text or by name, with the project's prefixes declared, and nothing but read.

A query reads one Turtle file and nothing else: SERVICE, which would call any address, and updates are refused.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg_builder.errors import GraphError, QueryError
from kg_builder.graph.iri import NAMESPACES
from kg_builder.graph.load import GRAPH_FILE

FOLDER = Path(__file__).parent / "queries"
PREFIXES = {**NAMESPACES, "foaf": "http://xmlns.com/foaf/0.1/", "owl": "http://www.w3.org/2002/07/owl#",
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")

# Tokens as far as they matter here: what a keyword may be hidden in comes first.
_STRINGS = "|".join(rf"{q * 3}(?:[^{q}\\]|\\.|{q}(?!{q * 2}))*{q * 3}|{q}(?:[^{q}\\\n]|\\.)*{q}" for q in ('"', "'"))
_TOKENS = re.compile(
    rf"(?P<hidden>{_STRINGS}" r"""|<[^<>"{}|^`\\\s]*>|\#[^\n]*|\s+)|[?$](?P<variable>\w+)|@[A-Za-z-]+|_:[\w.-]+"""
    r"|(?P<prefix>(?:[^\W\d_][\w.-]*)?):[\w.%-]*|(?P<word>[A-Za-z]+)|.", re.DOTALL)
_ESCAPES = re.compile(r"\\u00[0-7][0-9A-Fa-f]|\\U000000[0-7][0-9A-Fa-f]")
_POSITION = re.compile(r"error at (\d+):(\d+)(?:: )?(.*)", re.DOTALL)
_PARAMETER = re.compile(r"^# param (\w+)(?: = \"([^\"]*)\")?: (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: rows under their variables, a truth value, or triples; `base` is what the graph's IRIs share.

    A cell is None where its variable is unbound. `kind` is `rows`, `truth` or `triples` (rows of three).
    """

    kind: str
    variables: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    base: str = ""
    truth: bool = False


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query kept as a file: what it answers, and its parameters with what they are and their defaults (or None)."""

    name: str
    title: str
    text: str
    parameters: Mapping[str, tuple[str, str | None]]


class Querier:
    """A built graph that can be asked more than once."""

    def __init__(self, path: Path) -> None:
        """Load the graph of a built directory, or one Turtle file; raise GraphError where there is none."""
        path = path / GRAPH_FILE if path.is_dir() else path
        self._store = ox.Store()
        try:
            self._store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
        except FileNotFoundError:
            raise GraphError(f"{path}: no such file; build the graph first") from None
        except (OSError, SyntaxError) as error:
            raise GraphError(f"{path}: not a readable graph: {error}") from error

    def ask(self, text: str) -> Answer:
        """Answer a query in SPARQL 1.1: SELECT, ASK, CONSTRUCT or DESCRIBE; the prefixes of PREFIXES are declared.

        Raises:
            QueryError: it is no such query; with line, column and the place.
        """
        return self._read(self.run(text))

    def run(self, text: str) -> Any:
        """Return pyoxigraph's own answer, which can write itself in the standard formats; raises as `ask`."""
        check_query(text)
        try:
            return self._store.query(text, prefixes=PREFIXES)
        except SyntaxError as error:
            raise QueryError(explain_error(text, str(error))) from None
        except (OSError, ValueError, RuntimeError) as error:
            raise QueryError(f"the query cannot be answered: {error}") from error

    def _read(self, found: Any) -> Answer:
        if isinstance(found, ox.QueryBoolean):
            return Answer("truth", (), (), truth=bool(found))
        if isinstance(found, ox.QueryTriples):
            rows = sorted(((t.subject, t.predicate, t.object) for t in found), key=lambda row: [str(x) for x in row])
            return Answer("triples", ("subject", "predicate", "object"), tuple(rows), self._find_base())
        variables = tuple(variable.value for variable in found.variables)
        return Answer("rows", variables, tuple(tuple(row) for row in found), self._find_base())

    def _find_base(self) -> str:
        spaces = self._store.quads_for_pattern(None, ox.NamedNode(NAMESPACES["void"] + "uriSpace"), None)
        return min((quad.object.value for quad in spaces if isinstance(quad.object, ox.Literal)), default="")


def check_query(text: str) -> None:
    """Raise QueryError for what would change a graph or reach beyond it, and for a prefix that nobody declared."""
    if (escape := _ESCAPES.search(text)) is not None:       # it could spell a keyword that is refused below
        raise QueryError(f"{_locate(text, escape.start())}: {escape[0]} is not allowed; write the character itself")
    declared, before, form = set(PREFIXES), "", ""
    for token in _TOKENS.finditer(text):
        if token["hidden"] is not None:
            continue
        word, prefix = (token["word"] or "").upper(), token["prefix"]
        if not form and word not in ("", "PREFIX", "BASE"):
            form = word
            if form in UPDATES:
                raise QueryError(f"{_locate(text, token.start())}: {word} is not allowed: a query does not change the "
                                 "graph; allowed: SELECT, ASK, CONSTRUCT, DESCRIBE")
        if word == "SERVICE":
            raise QueryError(f"{_locate(text, token.start())}: SERVICE is not allowed: a query reads this graph and "
                             "calls no address")
        if prefix is not None and before == "PREFIX":
            declared.add(prefix)
        elif prefix is not None and prefix not in declared:
            raise QueryError(f"{_locate(text, token.start())}: unknown prefix '{prefix}:'; declare it with PREFIX, or "
                             f"use one of: {', '.join(sorted(PREFIXES))}")
        before = word


def fill_query(text: str, values: Mapping[str, str]) -> str:
    """Return the query with each variable that has a value (written `$name`) replaced by it as a string."""
    return _TOKENS.sub(lambda token: str(ox.Literal(values[token["variable"]]))
                       if token["variable"] in values and token[0].startswith("$") else token[0], text)


def explain_error(text: str, message: str) -> str:
    """Return the parser's message with the line that it means and a mark below the place."""
    found = _POSITION.match(message)
    if found is None:
        return f"not a SPARQL query: {message}"
    line, column = int(found[1]), int(found[2])
    lines = text.splitlines() or [""]
    shown = lines[min(line, len(lines)) - 1]
    wide = sum(2 if ord(character) > 0x2E7F else 1 for character in shown[:column - 1])
    return f"line {line}, column {column}: not a SPARQL query\n  {shown}\n  {' ' * wide}^"


def _locate(text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    return f"line {line}, column {position - text.rfind(chr(10), 0, position)}"


def list_queries() -> dict[str, NamedQuery]:
    """Return the packaged queries by name."""
    return {path.stem: _read_query(path) for path in sorted(FOLDER.glob("*.rq"))}


def _read_query(path: Path) -> NamedQuery:
    text = path.read_text("utf-8")
    parameters = {name: (meaning, default if f"# param {name} = " in text else None)
                  for name, default, meaning in _PARAMETER.findall(text)}
    return NamedQuery(path.stem, text.partition("\n")[0].removeprefix("# "), text, parameters)


def find_query(name: str, given: Mapping[str, str]) -> str:
    """Return the text of a packaged query with the values of its parameters.

    Raises:
        QueryError: there is no such query or parameter, or one that is needed is missing.
    """
    queries = list_queries()
    if name not in queries:
        raise QueryError(f"no query is called '{name}'; there are: {', '.join(queries)}")
    known = queries[name].parameters
    for parameter in given:
        if parameter not in known:
            raise QueryError(f"query '{name}' has no parameter '{parameter}'; it has: {', '.join(known) or 'none'}")
    values = {parameter: given.get(parameter, default) for parameter, (_, default) in known.items()}
    for parameter, value in values.items():
        if value is None:
            raise QueryError(f"query '{name}' needs --param {parameter}=…: {known[parameter][0]}")
    return fill_query(queries[name].text, {key: value for key, value in values.items() if value is not None})


def shorten(term: Any, base: str) -> str:
    """Return a term for people: a literal's text, a key instead of an IRI below the base, a prefixed name."""
    if term is None:
        return ""
    if not isinstance(term, ox.NamedNode):
        return str(term.value)
    if base and term.value.startswith(base):
        return term.value.removeprefix(base)
    for prefix, namespace in PREFIXES.items():
        if term.value.startswith(namespace):
            return f"{prefix}:{term.value.removeprefix(namespace)}"
    return str(term.value)


def write_csv(answer: Answer) -> str:
    """Return the answer as CSV of the SPARQL results format: a line of variables, values without their types."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    if answer.kind == "truth":
        writer.writerow(["true" if answer.truth else "false"])
    else:
        writer.writerow(answer.variables)
        writer.writerows([["" if term is None else term.value for term in row] for row in answer.rows])
    return file.getvalue()


def write_json(answer: Answer) -> str:
    """Return the answer in the SPARQL results format for JSON; triples as rows of three."""
    if answer.kind == "truth":
        data: dict[str, Any] = {"head": {}, "boolean": answer.truth}
    else:
        rows = [{name: term for name, cell in zip(answer.variables, row, strict=True) for term in _describe(cell)}
                for row in answer.rows]
        data = {"head": {"vars": list(answer.variables)}, "results": {"bindings": rows}}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _describe(term: Any) -> Iterator[dict[str, str]]:
    if isinstance(term, ox.NamedNode):
        yield {"type": "uri", "value": term.value}
    elif isinstance(term, ox.BlankNode):
        yield {"type": "bnode", "value": term.value}
    elif isinstance(term, ox.Literal):
        kind = {"xml:lang": term.language} if term.language else (
            {} if term.datatype.value == NAMESPACES["xsd"] + "string" else {"datatype": term.datatype.value})
        yield {"type": "literal", "value": term.value, **kind}
