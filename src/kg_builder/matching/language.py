"""The words of the rule language that are data: `language.yaml`, read, and a marker character for every type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg_builder.errors import RuleError
from kg_builder.matching.encoding import MARKER_FIRST
from kg_builder.matching.lexicon import Lexicon
from kg_builder.matching.words import COMMON, DIGIT, GUESSED
from kg_builder.matching.yamlfile import read_yaml
from kg_builder.ontology import Ontology


@dataclass(slots=True)
class Language:
    """What language.yaml declares: stages in order, internal types, word classes, unions of types, and shapes."""

    stages: list[str] = field(default_factory=list)
    types: dict[str, str] = field(default_factory=dict)
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    short: dict[str, str] = field(default_factory=dict)
    unions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shapes: dict[str, str] = field(default_factory=dict)


def read_language(path: Path) -> Language:
    """Read language.yaml; raise RuleError for an unknown key."""
    data = read_yaml(path)
    unknown = set(data) - {"stages", "types", "classes", "short", "unions", "shapes"}
    if unknown:
        key = sorted(unknown)[0]
        raise RuleError(f"{path}:{data.lines[key]}: unknown key '{key}'")
    return Language(list(data["stages"]), dict(data["types"]),
                    {name: tuple(tags) for name, tags in data["classes"].items()}, dict(data.get("short") or {}),
                    {name: tuple(parts) for name, parts in data["unions"].items()}, dict(data["shapes"]))


def assign_markers(language: Language, lexicons: Mapping[str, Lexicon], ontology: Ontology) -> dict[str, str]:
    """Give every type its own private-use character, in the order of their names."""
    names = {"word", COMMON, GUESSED, DIGIT, *ontology.types, *lexicons, *language.types, *language.classes,
             *language.short.values()}
    return {name: chr(MARKER_FIRST + i) for i, name in enumerate(sorted(names))}
