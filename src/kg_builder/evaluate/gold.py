"""Gold files: what careful readers would put into the graph, read strictly. `tests/golden/README.md` has their form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kg_builder.errors import ConfigError
from kg_builder.matching.yamlfile import suggest
from kg_builder.ontology import SEVEN

LINKS = "links"         # the stem of the file that says what is one across articles
_BODIES = frozenset({"Organization", "Place"})
# Name in gold files -> property, types of head and of tail (none for a byline, whose tail is its article).
RELATIONS: Mapping[str, tuple[str, frozenset[str], frozenset[str]]] = {
    "holds_post": ("holdsPost", frozenset({"Person"}), _BODIES),
    "part_of": ("partOf", _BODIES, _BODIES),
    "located_in": ("locatedIn", _BODIES | {"Event"}, frozenset({"Place"})),
    "runs": ("runs", _BODIES, frozenset({"Program"})),
    "confers": ("confers", _BODIES, frozenset({"Award"})),
    "receives": ("receives", _BODIES | {"Person"}, frozenset({"Award"})),
    "issues": ("issues", _BODIES, frozenset({"Document"})),
    "holds": ("holds", _BODIES, frozenset({"Event"})),
    "attends": ("attends", frozenset({"Person"}), frozenset({"Event"})),
    "byline": ("byline", frozenset({"Person"}), frozenset()),
}
_ENTITY_KEYS = ("type", "name", "alias", "optional")
_RELATION_KEYS = ("type", "head", "tail", "title", "alias_title", "date", "former", "optional")
_MARKS = re.compile(r"[\s“”‘’\"'《》〈〉「」『』]")


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """An entity of an article, with every name that is right (in plain form, the canonical one first)."""

    type: str
    name: str
    names: tuple[str, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldRelation:
    """A relation between two entities of the file, by their canonical names; `titles` are all that are right."""

    type: str
    head: str
    tail: str
    titles: tuple[str, ...] = ()
    date: str | None = None
    former: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """What one gold file says."""

    id: str
    title: str
    entities: tuple[GoldEntity, ...]
    relations: tuple[GoldRelation, ...]


@dataclass(frozen=True, slots=True)
class GoldLinks:
    """What is one and what is not, as groups of (file, type, name); codes of places, as (file, type, name, code)."""

    same: tuple[tuple[tuple[str, str, str], ...], ...] = ()
    different: tuple[tuple[tuple[str, str, str], ...], ...] = ()
    codes: tuple[tuple[str, str, str, str], ...] = ()


def plain(name: str) -> str:
    """Return a name without quotes, brackets and spaces: the form in which names are compared."""
    return _MARKS.sub("", name)


def read_gold(folder: Path) -> tuple[dict[str, GoldArticle], GoldLinks]:
    """Read the gold files of a folder; raise ConfigError where there is none, or one that is not understood."""
    paths = sorted(folder.glob("*.yaml"))
    golds = {path.stem: _read_article(path) for path in paths if path.stem != LINKS}
    if not golds:
        raise ConfigError(f"{folder}: no gold files (ID.yaml beside ID.txt)")
    links = folder / f"{LINKS}.yaml"
    return golds, _read_links(links) if links.is_file() else GoldLinks()


def _load(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None
    if not isinstance(data, dict):
        raise ConfigError(f"{path}: a mapping is expected")
    return data


def _read_article(path: Path) -> GoldArticle:
    data = _load(path)
    _check_keys(path, data, ("id", "title", "entities", "relations"))
    entities = tuple(_read_entity(path, item) for item in data.get("entities") or ())
    types: dict[str, set[str]] = {}
    for entity in entities:
        types.setdefault(entity.name, set()).add(entity.type)
    relations = tuple(_read_relation(path, item, types) for item in data.get("relations") or ())
    return GoldArticle(path.stem, plain(str(data.get("title") or "")), entities, relations)


def _read_entity(path: Path, item: Any) -> GoldEntity:
    _check_keys(path, item, _ENTITY_KEYS)
    if item.get("type") not in SEVEN:
        raise ConfigError(f"{path}: unknown type {item.get('type')!r}{suggest(str(item.get('type')), list(SEVEN))}")
    name = str(item.get("name") or "")
    names = tuple(dict.fromkeys(plain(str(each)) for each in (name, *item.get("alias", ()))))
    if not plain(name):
        raise ConfigError(f"{path}: an entity has no name: {dict(item)}")
    return GoldEntity(item["type"], name, names, bool(item.get("optional")))


def _read_relation(path: Path, item: Any, types: Mapping[str, set[str]]) -> GoldRelation:
    _check_keys(path, item, _RELATION_KEYS)
    kind = str(item.get("type"))
    if kind not in RELATIONS:
        raise ConfigError(f"{path}: unknown relation {kind!r}{suggest(kind, list(RELATIONS))}")
    _, heads, tails = RELATIONS[kind]
    head, tail = str(item.get("head") or ""), str(item.get("tail") or "")
    for name, allowed in ((head, heads), (tail, tails)) if tails else ((head, heads),):
        if not types.get(name, set()) & allowed:
            types_allowed = " or ".join(sorted(allowed))
            raise ConfigError(f"{path}: {kind}: '{name}' is no entity of the file of type {types_allowed}")
    titles = tuple(plain(str(each)) for each in (item.get("title"), *item.get("alias_title", ())) if each)
    if kind in ("holds_post", "byline") and not titles:
        raise ConfigError(f"{path}: {kind} of '{head}' has no title")
    date = str(item["date"]) if item.get("date") else None
    return GoldRelation(kind, head, tail, titles, date, bool(item.get("former")), bool(item.get("optional")))


def _read_links(path: Path) -> GoldLinks:
    data = _load(path)
    _check_keys(path, data, ("same", "different", "codes"))
    try:
        groups = {kind: tuple(tuple((str(file), str(of), str(name)) for file, of, name in group)
                              for group in data.get(kind) or ()) for kind in ("same", "different")}
        codes = tuple((str(file), str(of), str(name), str(code)) for file, of, name, code in data.get("codes") or ())
    except (TypeError, ValueError):
        raise ConfigError(f"{path}: expected groups of [file, type, name], and [file, type, name, code]") from None
    return GoldLinks(groups["same"], groups["different"], codes)


def _check_keys(path: Path, item: Any, known: Iterable[str]) -> None:
    if not isinstance(item, dict):
        raise ConfigError(f"{path}: a mapping is expected, found {item!r}")
    for key in item:
        if key not in known:
            raise ConfigError(f"{path}: unknown key {key!r}{suggest(str(key), list(known))}")
