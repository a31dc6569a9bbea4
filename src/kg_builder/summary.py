"""What build.json says of a build: with what it was made, from what, how much came out, and what failed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg_builder.config import Settings
from kg_builder.errors import GraphError

if TYPE_CHECKING:
    import networkx as nx

SUMMARY = "build.json"
REPORT = "report.html"      # what `kg_builder.report` writes beside it; a new build removes it
PACKAGES = ("ahocorasick-rs", "networkx", "pyoxigraph", "pypinyin", "pyvis", "regex", "rjieba")
# Jobs and engine do not show in what is built; folders and files are of one machine, hashes stand for them.
UNTOLD = ("jobs", "engine", "rules", "corrections")


def describe_build(graph: nx.MultiDiGraph[str], *, program: str, settings: Settings, rulebook: str,
                   outputs: Sequence[str]) -> dict[str, Any]:
    """Return the content of build.json: the same for the same inputs, whenever and wherever it is made.

    Args:
        graph: as `kg_builder.build.build` returns it.
        program: version of kg-builder.
        settings: with which it was built.
        rulebook: hash of the rulebook.
        outputs: names of the files written, relative to the directory.
    """
    from kg_builder.ontology import ontology_hash  # takes the RDF library along

    return {
        "versions": {"kg-builder": program} | {name: _version(name) for name in PACKAGES},
        "rulebook": rulebook,
        "ontology": ontology_hash(),
        "settings": {name: value for name in sorted(settings.__dataclass_fields__) if name not in UNTOLD
                     for value in [getattr(settings, name)]},
        "corrections": [{"name": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
                        for path in settings.corrections],
        "inputs": _list_inputs(graph),
        "counts": count_graph(graph),
        "failures": [{"path": failure.path, "reason": failure.reason} for failure in graph.graph["failures"]],
        "warnings": list(graph.graph["warnings"]),
        "outputs": list(outputs),
    }


def read_summary(directory: Path) -> dict[str, Any]:
    """Return the content of build.json of a built directory; raise GraphError where there is none."""
    path = directory / SUMMARY
    try:
        summary = json.loads(path.read_text("utf-8"))
        if summary["outputs"] and summary["counts"]:
            return dict(summary)
    except FileNotFoundError:
        raise GraphError(f"{path}: no such file; name a built directory") from None
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise GraphError(f"{path}: is no report of a build; build anew")


def count_graph(graph: nx.MultiDiGraph[str]) -> dict[str, Any]:
    """Return how many sources, articles, entities, mentions and statements there are, by type and by rule."""
    nodes = [data for _, data in graph.nodes(data=True)]
    edges = [data for _, _, data in graph.edges(data=True)]
    mentions = [mention for data in nodes for mention in data.get("mentions", ())]
    evidence = [item for data in edges for item in data["evidence"]]
    evidence += [item for data in nodes for fact in data.get("facts", ()) for item in fact.evidence]
    return {
        "sources": len(graph.graph["sources"]),
        "articles": sum(data["type"] == "Article" for data in nodes),
        "entities": _tally(data["type"] for data in nodes if data["type"] != "Article"),
        "mentions": len(mentions),
        "statements": _tally(data["predicate"] for data in edges),
        "evidence": len(evidence),
        "conflicts": len(graph.graph["conflicts"]),
        "rules": _tally(item.rule for item in (*mentions, *evidence)),
    }


def _list_inputs(graph: nx.MultiDiGraph[str]) -> list[dict[str, Any]]:
    articles = Counter(data["source"] for _, data in graph.nodes(data=True) if data["type"] == "Article")
    sources = sorted(graph.graph["sources"].values(), key=lambda source: source.path)
    return [{"path": source.path, "sha256": source.sha256, "articles": articles[source.key]} for source in sources]


def _tally(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
