"""Names that say by themselves which thing they name: what `lexicons/identity.yaml` and the known-… lexicons hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import yaml

from kg_builder.matching.gazetteer import LEXICONS
from kg_builder.matching.lexicon import read_lexicon
from kg_builder.matching.placename import bare_level

RULES = LEXICONS / "identity.yaml"
NATION = "CN"               # in place of a division's code: what is of the whole country
_FORMS = ("open", "forms")
_MARKS = re.compile(r"[\s“”‘’\"'《》〈〉「」『』]")


def strip_marks(name: str) -> str:
    """Return a name without quotes, brackets and spaces."""
    return _MARKS.sub("", name)


def is_national(name: str) -> bool:
    """Say whether an organisation's name is that of a national organ: 国务院, 全国总工会."""
    return matches("Organization", "national", name) or (name in known_names("Organization") and not bare_level(name))


def says_enough(kind: str, name: str) -> bool:
    """Say whether a name alone says which thing it is: 国务院, a law, a company's full name, a national leader's."""
    return (matches(kind, "alone", name) or matches(kind, "national", name)
            or (name in known_names(kind) and not bare_level(name)))


def apply_forms(kind: str, forms: str, name: str) -> str:
    """Replace the forms of a name by those that mean the same."""
    for pattern, plain in _forms(kind, forms):
        name = pattern.sub(plain, name)
    return name


def matches(kind: str, rule: str, name: str) -> bool:
    """Say whether a name of a type matches a rule of identity.yaml: alone, national, generic, placed."""
    pattern = _rules().get((kind, rule))
    return pattern is not None and pattern.search(name) is not None


@lru_cache(maxsize=8)
def known_names(kind: str) -> frozenset[str]:
    """Return the terms of the lexicon `known-<kind>.tsv` (of places: the foreign ones), if there is one."""
    path = LEXICONS / ("foreign-place.tsv" if kind == "Place" else f"known-{kind.lower()}.tsv")
    return frozenset(read_lexicon(path).terms) if path.exists() else frozenset()


@lru_cache(maxsize=1)
def _read_rules() -> Mapping[str, Mapping[str, list[Any]]]:
    return yaml.safe_load(RULES.read_text("utf-8"))  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def _rules() -> Mapping[tuple[str, str], re.Pattern[str]]:
    return {(kind, rule): re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
            for kind, rules in _read_rules().items() for rule, patterns in rules.items() if rule not in _FORMS}


@lru_cache(maxsize=16)
def _forms(kind: str, name: str) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), plain) for pattern, plain in _read_rules().get(kind, {}).get(name, ())]
