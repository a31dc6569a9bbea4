"""What people corrected, as data: a file of corrections, strictly read, each with author, date and reason.

```yaml
corrections:
- {do: merge, keep: person/查望舒@CN-610602-2023, also: [person/查望舒@CN-610602-2024],
   author: 文, date: 2024-05-20, reason: 同一人}
- {do: split, entity: person/闻小鹿@CN-610602-2023, articles: [article/1f0c…], new: person/闻小鹿@记者, …}
- {do: retract, statement: statement/9f2c…, …}
- {do: assert, subject: person/…, predicate: holdsPost, object: organization/…, title: 书记, …}
- {do: rename, entity: organization/…, label: 柳林镇党委, …}
- {do: code, entity: place/川口镇@…, code: "610602112", …}
```
Each may have `quotes`: where the things that it names were read, by which they are found again.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kg_builder.errors import RuleError
from kg_builder.link.quotes import Quote, read_quote
from kg_builder.matching.gazetteer import load_gazetteer
from kg_builder.matching.yamlfile import Located, read_yaml, suggest
from kg_builder.model import digest
from kg_builder.ontology import load_ontology

SIGNED = ("author", "date", "reason")
KINDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {       # what a kind needs, and what it may have
    "merge": (("keep", "also"), ()),
    "split": (("entity", "articles", "new"), ()),
    "retract": (("statement",), ("subject", "predicate", "object", "title", "former", "since")),
    "assert": (("subject", "predicate", "object"), ("title", "former", "since", "until", "role")),
    "rename": (("entity", "label"), ()),
    "code": (("entity", "code"), ()),
}
_LISTS = ("also", "articles")
_KEYS = {"keep": "", "also": "", "entity": "", "new": "", "subject": "", "object": "", "statement": "statement",
         "articles": "article"}
NAMING = ("keep", "also", "entity", "subject", "object", "articles")     # whose keys a build must know
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction: what it does, by whom, when and why, and its values; `line` is where it stands in `file`.

    `key` is its identity, `correction/<digest>` of all these; `quotes` say where the things that it names were read.
    """

    do: str
    author: str
    date: str
    reason: str
    values: tuple[tuple[str, tuple[str, ...]], ...]
    key: str
    quotes: tuple[Quote, ...] = ()
    file: str = ""
    line: int = 0

    def one(self, name: str) -> str:
        """Return the only value of a name, empty if it was not given."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Return the values of a name."""
        return next((values for key, values in self.values if key == name), ())


def load_corrections(paths: Iterable[Path]) -> tuple[Correction, ...]:
    """Read files of corrections, in order.

    Raises:
        RuleError: for the first thing that is wrong, with file, line and what was allowed.
    """
    found: list[Correction] = []
    for path in paths:
        data = read_yaml(path)
        for key in data:
            if key != "corrections":
                raise RuleError(f"{path}:{data.lines[key]}: unknown key '{key}'{suggest(key, ['corrections'])}")
        entries = data.get("corrections") or []
        if not isinstance(entries, list):
            raise RuleError(f"{path}:1: 'corrections' must be a list")
        found += [read_correction(entry, f"{path}:{getattr(entry, 'line', 1)}", path.name) for entry in entries]
    return tuple(found)


def read_correction(entry: Any, where: str, file: str = "") -> Correction:
    """Check one entry; `where` begins every error's message. Raises RuleError."""
    if not isinstance(entry, Mapping):
        raise RuleError(f"{where}: each correction must be a mapping with 'do', {', '.join(SIGNED)}")
    do = str(entry.get("do", ""))
    if do not in KINDS:
        raise RuleError(f"{where}: 'do' cannot be '{do}'{suggest(do, list(KINDS))}")
    needed, possible = KINDS[do]
    allowed = ["do", *SIGNED, *needed, *possible, "quotes"]
    for key in entry:
        if key not in allowed:
            raise RuleError(f"{where}: unknown key '{key}' of {do}{suggest(key, allowed)}")
    for key in (*SIGNED, *needed):
        if entry.get(key) in (None, "", []):
            raise RuleError(f"{where}: '{key}' is missing; {do} needs {', '.join((*needed, *SIGNED))}")
    values = {key: _read_value(do, key, entry[key], where) for key in (*needed, *possible) if key in entry}
    _check_values(do, values, where)
    quotes = tuple(_read_quotes(entry.get("quotes") or [], values, where))
    author, date, reason = str(entry["author"]), _read_date(entry["date"], where), str(entry["reason"])
    pairs = tuple(sorted(values.items()))
    key = f"correction/{digest(do, author, date, reason, repr(pairs))}"
    return Correction(do, author, date, reason, pairs, key, quotes, file,
                      entry.line if isinstance(entry, Located) else 0)


def _read_quotes(entries: Any, values: Mapping[str, tuple[str, ...]], where: str) -> Iterator[Quote]:
    named = {value for key in _KEYS for value in values.get(key, ())}
    for entry in entries if isinstance(entries, list) else [entries]:
        if not isinstance(entry, Mapping):
            raise RuleError(f"{where}: 'quotes' must be a list of mappings with of, source, start, exact")
        try:
            quote = read_quote(entry)
        except ValueError as error:
            raise RuleError(f"{where}: {error}") from None
        if quote.of not in named:
            raise RuleError(f"{where}: 'of' of a quote is a key that the correction names, not '{quote.of}'")
        yield quote


def _read_value(do: str, key: str, value: Any, where: str) -> tuple[str, ...]:
    if (key in _LISTS) != isinstance(value, list):
        raise RuleError(f"{where}: '{key}' must be {'a list' if key in _LISTS else 'one value'}")
    values = tuple(str(item).lower() if isinstance(item, bool) else str(item)
                   for item in (value if isinstance(value, list) else [value]))
    kinds = [_KEYS[key]] if _KEYS.get(key) else [name.lower() for name, info in load_ontology().types.items()
                                                 if info.parent is None]
    anything = do == "retract" and key in ("subject", "object")    # an article, a date, a quantity
    for item in values if key in _KEYS and not anything else ():
        if item.partition("/")[0] not in kinds or not item.partition("/")[2]:
            raise RuleError(f"{where}: '{key}' takes keys such as {kinds[0]}/…, as a graph's IRIs end, not '{item}'")
    return values


def _check_values(do: str, values: Mapping[str, tuple[str, ...]], where: str) -> None:
    types = {key: {value.partition("/")[0] for value in values.get(key, ())} for key in _KEYS}
    if len(types["keep"] | types["also"]) > 1 or (do == "split" and types["entity"] != types["new"]):
        raise RuleError(f"{where}: {do} cannot turn one type of entity into another")
    if do == "assert":
        predicate = values["predicate"][0]
        relations = load_ontology().relations
        if predicate not in relations:
            raise RuleError(f"{where}: unknown relation '{predicate}'{suggest(predicate, sorted(relations))}")
        for key, allowed in (("subject", relations[predicate].domain), ("object", relations[predicate].range)):
            if not types[key] <= {name.lower() for name in allowed}:
                raise RuleError(f"{where}: the {key} of {predicate} is one of {', '.join(sorted(allowed))}")
    if do == "retract" and 0 < sum(key in values for key in ("subject", "predicate", "object")) < 3:
        raise RuleError(f"{where}: retract takes subject, predicate and object, or none of them")
    for key in ("since", "until"):
        if do == "assert" and key in values and not _DATE.fullmatch(values[key][0]):
            raise RuleError(f"{where}: '{key}' must be a year, a month or a day, as 2023, 2023-02 or 2023-02-13")
    if do == "code" and (types["entity"] != {"place"} or load_gazetteer().get(values["code"][0]) is None):
        raise RuleError(f"{where}: a code is that of a place, and one that the list of divisions knows")


def _read_date(value: Any, where: str) -> str:
    try:
        return datetime.date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise RuleError(f"{where}: 'date' must be a day as 2024-05-20, not '{value}'") from None


def append_correction(entry: Mapping[str, Any], path: Path) -> Correction:
    """Check a correction and add it to a file, which is made where there is none.

    Args:
        entry: `do`, its values (those of lists parted by commas), author, date and reason, and quotes if there are any.
        path: the file; what stands in it stays as it is, comments too.

    Raises:
        RuleError: if the correction, or what stands in the file, is wrong; the file is as it was then.
    """
    values = split_lists(entry)
    correction = read_correction(values, str(path))
    text = path.read_text("utf-8") if path.exists() else "corrections:\n"
    known = load_corrections([path]) if path.exists() else ()
    if not known and "corrections:" in text:
        text = re.sub(r"(?m)^corrections:.*$", "corrections:", text)
    item = yaml.safe_dump([values], allow_unicode=True, sort_keys=False, width=1 << 20)
    indent = re.search(r"(?m)^( *)- ", text)
    item = "".join((indent[1] if indent else "") + line + "\n" for line in item.splitlines())
    new = text.rstrip("\n") + "\n" + item
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".new")
    temporary.write_text(new, "utf-8", newline="\n")
    try:
        if len(load_corrections([temporary])) != len(known) + 1:
            raise RuleError(f"{path}: a correction cannot be added here; 'corrections' must be the last key")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return correction


def split_lists(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry as a file holds it: what is a list there is written with commas on the command line."""
    return {key: [part.strip() for part in value.split(",")] if key in _LISTS and isinstance(value, str) else value
            for key, value in entry.items()}
