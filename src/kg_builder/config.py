"""The settings of a build: one frozen object, read from one TOML file, with what the caller gives on top."""

from __future__ import annotations

import datetime
import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import regex

from kg_builder.errors import ConfigError

FILE_NAME = "kg-builder.toml"
DATE = regex.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
BASE_IRI = regex.compile(r"(https?://[^\s<>\"{}|\\^`]+[/#]|urn:[^\s<>\"{}|\\^`]+[:/#])")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a build may be told; every field is a key of kg-builder.toml.

    `issue_date` (YYYY-MM-DD) and `place` (a division's name, 延安市) are the fallback for documents that bring none of
    their own. `rules` are folders of rule files beside the packaged ones, `corrections` files of what people corrected.
    `jobs` counts processes, 0 is one per core. `simplify` lets the rules see texts in traditional script as if they
    were in simplified. `date_pattern` is a regular expression with the groups year, month and day, looked for in file
    names. `text_column` is the column of tables and the key of records that holds the text. `formats` names the
    outputs, none is all of them; `page_text` is how many characters of articles graph.html may hold. The `max_…` are
    limits of what is read (docs/settings.md), so that one bad input cannot take all memory.
    """

    issue_date: str | None = None
    place: str | None = None
    base_iri: str = "https://example.org/kg/"
    rules: tuple[Path, ...] = ()
    corrections: tuple[Path, ...] = ()
    jobs: int = 0
    engine: str = "local"
    strict: bool = False
    date_pattern: str = r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_.]?(?P<month>0[1-9]|1[0-2])[-_.]?(?P<day>[0-3]\d)(?!\d)"
    text_column: str | None = None
    simplify: bool = False
    formats: tuple[str, ...] = ()
    page_text: int = 3_000_000
    max_bytes: int = 100_000_000
    max_line: int = 10_000_000
    max_html: int = 5_000_000
    max_tags: int = 200_000
    max_docx: int = 20_000_000
    max_unpacked: int = 4_000_000_000
    max_ratio: int = 200
    max_members: int = 100_000


def load_settings(path: Path | None = None, **given: Any) -> Settings:
    """Read the settings file and put what was given on top.

    `path` is the file, or None for kg-builder.toml of the working directory, if there is one. Of `given`, what is None
    or an empty tuple does not count. Relative folders in the file are relative to it. Returns the settings; raises
    ConfigError for a file that cannot be read, an unknown key or a wrong value.
    """
    if path is None and Path(FILE_NAME).is_file():
        path = Path(FILE_NAME)
    values = _read(path) if path else {}
    return change_settings(Settings(**values), **given)


def change_settings(settings: Settings, **given: Any) -> Settings:
    """Return the settings with what was given on top (None and an empty tuple do not count), checked as in a file."""
    options = {key: _check(key, value, "option") for key, value in given.items() if value not in (None, ())}
    return replace(settings, **options)


def _read(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
    values = {key: _check(key, value, str(path)) for key, value in table.items()}
    for key in {"rules", "corrections"} & set(values):
        values[key] = tuple(path.parent / item for item in values[key])
    return values


def _check(key: str, value: Any, where: str) -> Any:
    """Return the value in the type of its field, or say what is wrong with it."""
    known = {field.name: field for field in fields(Settings)}
    if key not in known:
        near = difflib.get_close_matches(key.replace("-", "_"), known, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(sorted(known))}"
        raise ConfigError(f"{where}: unknown key '{key}'; {hint}")
    converted = _convert(str(known[key].type), value)
    if converted is None:
        raise ConfigError(f"{where}: '{key}' is {value!r}; expected {EXPECTED[str(known[key].type)]}")
    problem = PROBLEMS.get(key, lambda _: None)(converted)
    if problem:
        raise ConfigError(f"{where}: '{key}' is {value!r}; {problem}")
    return converted


EXPECTED: Mapping[str, str] = {
    "str | None": "a text", "str": "a text", "int": "a whole number", "bool": "true or false",
    "tuple[Path, ...]": "a list of folders or files", "tuple[str, ...]": "a list of texts",
}


def _convert(kind: str, value: Any) -> Any:
    """Return the value as the kind of field wants it, None if it cannot be."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        value = value.isoformat()
    if kind.startswith("str"):
        return value if isinstance(value, str) else None
    if kind.startswith("tuple"):
        if not isinstance(value, list | tuple) or not all(isinstance(item, str | Path) for item in value):
            return None
        return tuple(Path(item) if "Path" in kind else str(item) for item in value)
    if kind == "bool":
        return value if isinstance(value, bool) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _check_date(value: str) -> str | None:
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return "expected a date as YYYY-MM-DD"
    return None if DATE.fullmatch(value) else "expected a date as YYYY-MM-DD"


def _check_pattern(value: str) -> str | None:
    try:
        groups = regex.compile(value).groupindex
    except regex.error as error:
        return f"not a regular expression: {error}"
    missing = {"year", "month", "day"} - set(groups)
    return f"expected the groups year, month and day; missing: {', '.join(sorted(missing))}" if missing else None


def _check_limit(value: int) -> str | None:
    return None if 0 < value < 1 << 40 else "expected a number above 0"


PROBLEMS: Mapping[str, Any] = {
    "issue_date": _check_date,
    "date_pattern": _check_pattern,
    "base_iri": lambda value: None if BASE_IRI.fullmatch(value) else "expected an absolute IRI that ends in / or #",
    "jobs": lambda value: None if 0 <= value <= 1024 else "expected 0 (one per core) to 1024",
    "place": lambda value: None if value.strip() else "expected the name of a division, such as 延安市",
    "page_text": lambda value: None if value >= 0 else "expected a number of characters, 0 for none",
    "text_column": lambda value: None if value.strip() else "expected the name of a column",
    "simplify": lambda value: None if not value or find_spec("opencc") else
    "simplified script needs the package opencc: pip install 'kg-builder[documents]'",
    **{field.name: _check_limit for field in fields(Settings) if field.name.startswith("max_")},
}
