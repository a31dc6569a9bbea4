"""The interactive page: one self-contained file that needs no network, through pyvis with our own template."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, cast

import networkx as nx
from jinja2 import Environment, FileSystemLoader, Template

from kg_builder.errors import ExportError
from kg_builder.export.bundle import bundle_modules
from kg_builder.export.columns import encode_json, tabulate
from kg_builder.export.files import replace_text
from kg_builder.export.payload import gather_payload
from kg_builder.export.policy import hash_inline

FOLDER = Path(__file__).parent / "explorer"
VIS = "lib/vis-9.1.2/vis-network.min.js"
TEXT_LIMIT = 3_000_000


def write_html(graph: nx.MultiDiGraph[str], path: Path, *, text_limit: int = TEXT_LIMIT) -> None:
    """Write the page for a graph, atomically; see `render_html`.

    Args:
        graph: as `kg_builder.graph` defines it; not changed.
        path: the file to write.
        text_limit: characters of article text that may be embedded.

    Raises:
        ExportError: the file cannot be written, or this installation misses a part of the page.
    """
    with replace_text(path) as file:
        file.writelines(_render(graph, text_limit))


def render_html(graph: nx.MultiDiGraph[str], *, text_limit: int = TEXT_LIMIT) -> str:
    """Return the page for a graph: the same text for the same graph, on every machine.

    Args:
        graph: as `kg_builder.graph` defines it; not changed.
        text_limit: characters of article text that may be embedded; above it the page quotes the evidence only.

    Returns:
        An HTML document with everything inlined, under a content security policy that allows no request.

    Raises:
        ExportError: this installation misses a part of the page.
    """
    return "".join(_render(graph, text_limit))


def _render(graph: nx.MultiDiGraph[str], text_limit: int) -> Iterator[str]:
    """Return the pieces of the page; each table becomes text when its piece is asked for."""
    payload = gather_payload(graph, text_limit=text_limit)
    network = _load_network()(directed=True)
    network.nodes = payload.nodes       # filled in one pass: add_node and from_nx are quadratic
    network.edges = payload.edges
    environment = Environment(loader=FileSystemLoader(FOLDER, encoding="utf-8"), autoescape=True,
                              keep_trailing_newline=True)
    environment.template_class = _Template
    environment.filters["columns"] = lambda rows: _Markup(encode_json(tabulate(rows)))
    environment.filters["json"] = lambda value: _Markup(encode_json(value))
    style, vis, script = _read_style(), _read_vis(), bundle_modules(FOLDER, "main")
    environment.globals.update(
        tables={name: getattr(payload, name) for name in ("facts", "evidence", "passages", "articles", "mentions")},
        names=payload.names,
        style=_Markup(style),
        scripts=[_Markup(vis), _Markup(script)],
        policy=_write_policy(scripts=[vis, script]),
    )
    network.templateEnv = environment
    network.path = "page.html"
    return cast("Iterator[str]", network.generate_html())


class _Template(Template):
    """A template that gives pyvis, and pyvis us, its pieces in place of the whole page."""

    def render(self, *values: Any, **named: Any) -> Iterator[str]:  # type: ignore[override]
        return self.generate(*values, **named)


class _Markup(str):
    """A text that autoescape leaves alone: ours, or already escaped by `encode_json`."""

    def __html__(self) -> str:
        return self


def _load_network() -> Any:
    """Import pyvis without IPython, which it loads only to show pages in notebooks and which costs 0.2 s."""
    if "pyvis.network" in sys.modules or "IPython" in sys.modules:
        from pyvis.network import Network

        return Network
    stand_in: Any = types.ModuleType("IPython.display")
    stand_in.IFrame = object
    stand_ins = {"IPython": types.ModuleType("IPython"), "IPython.display": stand_in}
    sys.modules.update(stand_ins)
    try:
        from pyvis.network import Network
    finally:
        for name in stand_ins:
            sys.modules.pop(name, None)
    return Network


@cache
def _read_vis() -> str:
    """Return the vis-network script that pyvis carries, without the pointer to a map that is not there."""
    try:
        text = (resources.files("pyvis") / VIS).read_text(encoding="utf-8")
    except OSError as error:
        raise ExportError(f"pyvis does not carry {VIS}; install pyvis 0.3.2") from error
    return text.split("\n//# sourceMappingURL=")[0]


@cache
def _read_style() -> str:
    return (FOLDER / "style.css").read_text(encoding="utf-8")


def _write_policy(*, scripts: list[str]) -> str:
    """Return the content security policy: only these scripts run, and nothing is fetched."""
    return (
        f"default-src 'none'; script-src {hash_inline(scripts)}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
