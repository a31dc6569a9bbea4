"""The report as one HTML page: no script, no request, the text of documents escaped, charts as inline SVG."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from kg_builder.explain import cut_sentence
from kg_builder.export.policy import hash_inline
from kg_builder.ontology import load_ontology
from kg_builder.report.gather import BANDS, DOUBTFUL, Report

FOLDER = Path(__file__).parent
MOST_QUOTES = 3     # of one statement


def render_report(report: Report) -> str:
    """Return the page that shows a report: the same text for the same report, on every machine."""
    style = (FOLDER / "style.css").read_text("utf-8")
    environment = Environment(loader=FileSystemLoader(FOLDER, encoding="utf-8"), autoescape=True, trim_blocks=True,
                              lstrip_blocks=True, keep_trailing_newline=True)
    environment.filters.update(pieces=cut_sentence, percent=_percent, number="{:,}".format)
    environment.globals.update(
        style=style, policy=_write_policy(style), names=_name_terms(), doubtful_below=DOUBTFUL,
        most_quotes=MOST_QUOTES, bands=[(band / BANDS, (band + 1) / BANDS) for band in range(BANDS)])
    return environment.get_template("page.html").render(report=report)


def _write_policy(style: str) -> str:
    """Return the content security policy: this style sheet, and nothing else."""
    return f"default-src 'none'; style-src {hash_inline([style])}; base-uri 'none'; form-action 'none'"


def _name_terms() -> dict[str, Any]:
    """Return the ontology's types, relations and attributes by name, for their labels."""
    ontology = load_ontology()
    return {**ontology.types, **ontology.relations, **ontology.attributes}


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
