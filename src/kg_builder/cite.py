"""Where the things that a correction names were read: the quotes by which later builds find them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kg_builder.errors import GraphError
from kg_builder.graph.assemble import read_statements
from kg_builder.link.corrections import NAMING, split_lists
from kg_builder.link.quotes import Quote
from kg_builder.model import Evidence, Mention, Statement

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]

CONTEXT = 20        # characters kept on either side of a quote


def cite_correction(graph: Graph, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a correction with quotes for what it names; one that retracts, with what its statement says.

    Args:
        graph: a built one, which the correction was made from.
        entry: as `kg_builder.link.corrections.append_correction` takes it.

    Raises:
        GraphError: what is to be corrected is not in the graph.
    """
    cited = split_lists(entry)
    statements = list(read_statements(graph))
    said = [item for item in statements if item.key == cited.get("statement")]
    if cited.get("statement") and not said:
        raise GraphError(f"no statement of the graph is called {cited['statement']}; explain --json gives their keys")
    cited |= {name: value for statement in said for name, value in describe_ends(statement).items()}
    keys = [key for name in NAMING for value in [cited.get(name, [])]
            for key in (value if isinstance(value, list) else [value])]
    if missing := [key for key in keys if key not in graph and not said]:
        raise GraphError(f"nothing in the graph is called {missing[0]}; explain gives the keys")
    about = {str(cited.get("entity"))} if "articles" in cited else set()
    quotes = [_cite(graph, key, said or statements, about) for key in dict.fromkeys(keys) if key in graph]
    return {**cited, "quotes": [asdict(quote) for quote in quotes if quote]}


def describe_ends(statement: Statement) -> dict[str, Any]:
    """Return what identifies a statement, as a correction that retracts it names it."""
    said = {"subject": statement.subject, "predicate": statement.predicate, "object": statement.object,
            "title": statement.title, "former": statement.former, "since": statement.since}
    return {name: value for name, value in said.items() if value}


def _cite(graph: Graph, key: str, statements: Iterable[Statement], about: set[str]) -> Quote | None:
    """Return a quote of an entity, or from an article: a name with its sentence, if there is one, in the first article.

    Of an article it is a mention of `about`, if it has one.
    """
    article = graph.nodes[key]["type"] == "Article"
    owners = (about & set(graph)) or graph if article else {key}
    mentions = {mention for owner in owners for mention in graph.nodes[owner].get("mentions", ())
                if not article or mention.article == key}
    found: list[tuple[Mention, Evidence | None]] = [pair for pair in _list_named(statements) if pair[0] in mentions]
    found = found or [(mention, None) for mention in mentions]
    if not found:
        return None
    mention, item = min(found, key=lambda pair: (pair[0].antecedent is not None, pair[0].article, pair[0].start,
                                                 pair[0].key, pair[1].key if pair[1] else ""))
    path = graph.graph["sources"][graph.nodes[mention.article]["source"]].path
    prefix = item.exact[:mention.start - item.start][-CONTEXT:] if item else ""
    suffix = item.exact[mention.end - item.start:][:CONTEXT] if item else ""
    return Quote(key, path, mention.start, mention.exact, prefix, suffix)


def _list_named(statements: Iterable[Statement]) -> Iterator[tuple[Mention, Evidence | None]]:
    """Yield the mentions for which there is a sentence that holds them, with that."""
    for statement in statements:
        for item in statement.evidence:
            for mention in (item.subject, item.object):
                if mention is not None and item.start <= mention.start and mention.end <= item.end:
                    yield mention, item
