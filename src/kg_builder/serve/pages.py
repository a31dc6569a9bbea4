"""The page of one entity: what is said of it, each with its sentence; text of documents reaches it escaped."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader

from kg_builder.explain import Explainer, Explanation, Reason, cut_sentence

ENTITY = "/entity/"
_ENVIRONMENT = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True)


def render_entity(key: str, explainer: Explainer) -> str:
    """Return the page of an entity as HTML; raise GraphError where there is none."""
    label, kind, names, _ = explainer.describe_node(key)
    return _ENVIRONMENT.get_template("entity.html").render(
        label=label, kind=kind, key=key, names=names,
        statements=[_describe(item, explainer) for item in explainer.explain(key)])


def link_entity(key: str) -> str:
    """Return the path of an entity's page."""
    return ENTITY + quote(key, safe="/@")


def _describe(item: Explanation, explainer: Explainer) -> dict[str, Any]:
    statement = item.statement
    details = [statement.title, statement.role, "former" if statement.former else "", statement.as_of or ""]
    return {
        "subject": _describe_end(statement.subject, item.subject, explainer), "predicate": statement.predicate,
        "object": _describe_end(statement.object, item.object, explainer),
        "details": ", ".join(text for text in details if text), "confidence": f"{statement.confidence:g}",
        "conflicts": item.conflicts, "reasons": [_describe_reason(reason) for reason in item.reasons],
    }


def _describe_end(key: str, label: str, explainer: Explainer) -> dict[str, str]:
    return {"label": label, "link": link_entity(key) if explainer.is_entity(key) else ""}


def _describe_reason(reason: Reason) -> dict[str, Any]:
    place = reason.place
    return {"pieces": list(cut_sentence(reason)), "source": place.source, "title": place.title, "date": place.date,
            "rule": reason.rule}
