"""Rule files and lexicons → Rulebook; strict: what is not understood is an error with file, line and a suggestion."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from kg_builder.errors import RuleError
from kg_builder.matching.consistency import check_consistency
from kg_builder.matching.gazetteer import TOWN, load_gazetteer
from kg_builder.matching.lexicon import FULL, WHOLE, Lexicon, build_dictionary, read_lexicon, type_of
from kg_builder.matching.pattern import MARKER_FIRST, Compiled, PatternError, Shape, compile_pattern, terms_regex
from kg_builder.matching.rule import Emission, Example, Rule, Rulebook, Term
from kg_builder.matching.words import COMMON, DIGIT
from kg_builder.matching.yamlfile import Located, read_yaml, suggest
from kg_builder.ontology import Ontology, load_ontology

PACKAGE = Path(__file__).resolve().parent.parent
RULES, LEXICONS = PACKAGE / "rules", PACKAGE / "lexicons"
DIVISION, DIVISION_SHORT = "Division", "DivisionShort"     # the lexicons of the gazetteer
LONG_NAME = 4                       # names of divisions shorter than this are found only where words begin and end
LANGUAGE = "language.yaml"          # stages, internal types, word classes and shapes
CONSTRAINTS = "constraints.yaml"    # what cannot all be true; read by link.constraints

_RULE_KEYS = ["id", "type", "makes", "subclass", "match", "after", "before", "name", "refers", "emit", "relate",
              "priority", "confidence", "learn", "overlap", "aside", "hit", "miss", "note"]
_EMIT_KEYS = ["predicate", "subject", "object", "title", "former", "role", "grantor", "since", "until", "date",
              "unless"]
_REFER_KEYS = ["type", "subclass", "except", "begins", "ends", "compose", "salient"]
_LEARN = ["article", "source", "never"]
Number = TypeVar("Number", int, float)


@dataclass(slots=True)
class _Language:
    """What language.yaml declares, with the files merged over it."""

    stages: list[str] = field(default_factory=list)
    types: dict[str, str] = field(default_factory=dict)
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    short: dict[str, str] = field(default_factory=dict)
    unions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shapes: dict[str, str] = field(default_factory=dict)


def load_rulebook(folders: Sequence[Path] = ()) -> Rulebook:
    """Load the built-in rules and lexicons, and those of further folders.

    A further folder may hold `*.yaml` and `*.tsv`, or `rules/` and `lexicons/`. A rule with a known id, and a lexicon
    with a known name, replace the built-in ones.

    Raises:
        RuleError: for the first thing that is wrong, with file, line and what was allowed.
    """
    rule_files, lexicon_files = _list_files([PACKAGE, *dict.fromkeys(folders)])
    language = _read_language(RULES / LANGUAGE)
    lexicons = {lexicon.type: lexicon for lexicon in map(read_lexicon, lexicon_files)}
    lexicons |= {lexicon.type: lexicon for lexicon in _divisions()}
    ontology = load_ontology()
    markers = _assign_markers(language, lexicons, ontology)
    builder = _Builder(language, lexicons, markers, ontology)
    rules: dict[str, Rule] = {}
    folders_of: dict[str, Path] = {}        # a rule of a later folder takes the place of one of an earlier one
    for path in rule_files:
        folder = path.parent.parent if path.parent.name == "rules" else path.parent
        for rule in builder.read(path):
            if folders_of.get(rule.id) == folder:
                raise RuleError(f"{path}:{rule.line}: rule '{rule.id}': this id is taken by "
                                f"{rules[rule.id].file}:{rules[rule.id].line}")
            rules[rule.id], folders_of[rule.id] = rule, folder
    given = {"word", COMMON, *language.classes, *language.short.values(),
             *(name for name, lexicon in lexicons.items() if lexicon.charted)}
    check_consistency(rules.values(), stages=language.stages, given=given, markers=markers, ontology=ontology)
    words = tuple((term, "nt") for name in sorted(lexicons) if lexicons[name].charted
                  for term, attributes in sorted(lexicons[name].terms.items())
                  if len(term) > 1 and not (WHOLE in attributes and lexicons[name].type in (DIVISION, DIVISION_SHORT)))
    return Rulebook(tuple(language.stages), tuple(rules[k] for k in sorted(rules)), lexicons, language.classes,
                    language.short, build_dictionary(lexicons.values()), markers,
                    _hash([*rule_files, *lexicon_files]), words)


def show(path: Path) -> str:
    """Return a path as messages name it: within the package if it is ours."""
    return path.relative_to(PACKAGE).as_posix() if PACKAGE in path.parents else str(path)


def _list_files(folders: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    rule_files: list[Path] = []
    lexicon_files: list[Path] = []
    for folder in folders:
        if not folder.is_dir():
            raise RuleError(f"{folder}: no such folder of rules")
        rules, lexicons = ([path for place in (folder, folder / name) for path in sorted(place.glob(f"*{suffix}"))]
                           for name, suffix in (("rules", ".yaml"), ("lexicons", ".tsv")))
        if folder != PACKAGE:
            _check_folder(folder, rules, lexicons)
        rule_files += [path for path in rules if path.name not in (LANGUAGE, CONSTRAINTS)]
        lexicon_files += lexicons
    return rule_files, lexicon_files


def _check_folder(folder: Path, rules: Sequence[Path], lexicons: Sequence[Path]) -> None:
    """Refuse what would be passed over in silence in somebody's folder of rules."""
    for path in rules:
        if path.name == LANGUAGE:
            raise RuleError(f"{path}: stages and types are ours; put rules into a file of another name")
    for path in lexicons:
        if type_of(path) in (DIVISION, DIVISION_SHORT):
            raise RuleError(f"{path}: '{type_of(path)}' is the gazetteer's; give the list another name")
    if not rules and not lexicons:
        raise RuleError(f"{folder}: holds no rules (*.yaml) and no lexicons (*.tsv)")


def _divisions() -> list[Lexicon]:
    gazetteer = load_gazetteer()
    full: dict[str, Mapping[str, str]] = {}
    short: dict[str, Mapping[str, str]] = {}
    for text, kind in gazetteer.terms():
        if kind == "short":
            names = sorted({division.name for division in gazetteer.find(text) if division.level < TOWN})
            short[text] = {WHOLE: "yes", FULL: "|".join(names)}
        else:
            full[text] = {WHOLE: "yes"} if len(text) < LONG_NAME else {}
    return [Lexicon(DIVISION, full), Lexicon(DIVISION_SHORT, {t: a for t, a in short.items() if t not in full})]


def _hash(paths: Sequence[Path]) -> str:
    total = hashlib.sha256()
    for path in [RULES / LANGUAGE, *paths]:
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def _read_language(path: Path) -> _Language:
    data = read_yaml(path)
    unknown = set(data) - {"stages", "types", "classes", "short", "unions", "shapes"}
    if unknown:
        key = sorted(unknown)[0]
        raise RuleError(f"{path}:{data.lines[key]}: unknown key '{key}'")
    return _Language(list(data["stages"]), dict(data["types"]),
                     {name: tuple(tags) for name, tags in data["classes"].items()}, dict(data.get("short") or {}),
                     {name: tuple(parts) for name, parts in data["unions"].items()}, dict(data["shapes"]))


def _assign_markers(language: _Language, lexicons: Mapping[str, Lexicon], ontology: Ontology) -> dict[str, str]:
    names = {"word", COMMON, DIGIT, *ontology.types, *lexicons, *language.types, *language.classes,
             *language.short.values()}
    return {name: chr(MARKER_FIRST + i) for i, name in enumerate(sorted(names))}


class _Builder:
    """Turns the mappings of rule files into rules, checking all of it."""

    def __init__(self, language: _Language, lexicons: Mapping[str, Lexicon], markers: Mapping[str, str],
                 ontology: Ontology) -> None:
        self.language, self.lexicons, self.markers, self.ontology = language, lexicons, markers, ontology
        self._shapes: dict[str, Shape] = {}
        self.where, self.path = "", Path()

    def fail(self, message: str) -> RuleError:
        return RuleError(f"{self.where}: {message}")

    def read(self, path: Path) -> list[Rule]:
        data = read_yaml(path)
        self.where, self.path = f"{path}:1", path
        for key in data:
            if key not in ("stage", "rules"):
                raise RuleError(f"{path}:{data.lines[key]}: unknown key '{key}'{suggest(key, ['stage', 'rules'])}")
        stage = str(data.get("stage", ""))
        if stage not in self.language.stages:
            raise self.fail(f"unknown stage '{stage}'{suggest(stage, self.language.stages)}")
        rules = []
        for entry in _listed(data.get("rules")):
            if not isinstance(entry, Located):
                raise self.fail("each rule must be a mapping")
            rules.append(self.rule(entry, path, stage))
        return rules

    def rule(self, entry: Located, path: Path, stage: str) -> Rule:
        identifier = str(entry.get("id", ""))
        self.where = f"{path}:{entry.line}: rule '{identifier}'"
        for key in entry:
            if key not in _RULE_KEYS:
                self.where = f"{path}:{entry.lines[key]}: rule '{identifier}'"
                raise self.fail(f"unknown key '{key}'{suggest(key, _RULE_KEYS)}")
        if not re.fullmatch(r"[a-z][a-z0-9.-]*", identifier):
            raise self.fail("an id of small letters, digits, '.' and '-' is needed")
        if "match" not in entry:
            raise self.fail("'match' is missing")
        match = self.pattern(entry, "match", path)
        makes = self.makes(entry, match)
        emits = tuple(self.emission(e, match) for e in _listed(entry.get("emit") or entry.get("relate")))
        kind = "reference" if "refers" in entry else "entity" if makes else "relation"
        if kind == "relation" and not emits:
            raise self.fail("a rule makes something: 'type', 'makes' or 'emit' is needed")
        if ("emit" in entry and makes) or ("relate" in entry and not makes):
            raise self.fail("'emit' belongs to relation rules, 'relate' to entity rules")
        refers = self.refers(entry)
        learn = str(entry.get("learn", "never"))
        if learn not in _LEARN:
            raise self.fail(f"unknown value '{learn}' of 'learn'{suggest(learn, _LEARN)}")
        subclass = str(entry.get("subclass", ""))
        if subclass and not subclass.startswith("$") and subclass not in self.markers:
            raise self.fail(f"unknown type '{subclass}'{suggest(subclass, sorted(self.markers))}")
        name = str(entry.get("name", ""))
        if name and name not in match.captures:
            raise self.fail(f"no capture is called '{name}'{suggest(name, sorted(match.captures))}")
        hits, misses = self.examples(entry, kind)
        return Rule(identifier, kind, stage, match, makes, self.guard(entry, "after", path),
                    self.guard(entry, "before", path), name, subclass, refers, emits,
                    self.number(entry, "priority", 0, -100, 100),
                    self.number(entry, "confidence", 0.9, 0.0, 1.0), learn, self.flag(entry, "overlap"),
                    self.flag(entry, "aside"), hits, misses,
                    str(entry["match"]), str(entry.get("note", "")), show(path), entry.line, PACKAGE in path.parents)

    def number(self, entry: Located, key: str, default: Number, low: Number, high: Number) -> Number:
        value = entry.get(key, default)
        kinds = (int,) if isinstance(default, int) else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
            self.where = f"{self.path}:{entry.lines[key]}: rule '{entry.get('id', '')}'"
            raise self.fail(f"'{key}' is {value!r}; a number from {low} to {high} is expected")
        return type(default)(value)

    def flag(self, entry: Located, key: str) -> bool:
        value = entry.get(key, False)
        if not isinstance(value, bool):
            self.where = f"{self.path}:{entry.lines[key]}: rule '{entry.get('id', '')}'"
            raise self.fail(f"'{key}' is {value!r}; true or false is expected")
        return value

    def pattern(self, entry: Located, key: str, path: Path, value: Any = None) -> Compiled:
        text = entry[key] if value is None else value
        if not isinstance(text, str) or not text.strip():
            raise self.fail(f"'{key}' must be a pattern in quotes")
        try:
            return compile_pattern(text, markers_of=self.markers_of, shapes=self.shape)
        except PatternError as error:
            names = sorted(self.markers)
            wrong = re.search(r"unknown type '(.*)'", str(error))
            hint = suggest(wrong[1], names) if wrong else f" (at character {error.position + 1} of '{text}')"
            self.where = f"{path}:{entry.lines[key]}: rule '{entry.get('id', '')}'"
            raise self.fail(f"{error}{hint}") from error

    def guard(self, entry: Located, key: str, path: Path) -> tuple[Compiled, bool] | None:
        if key not in entry:
            return None
        value = entry[key]
        if isinstance(value, Mapping):
            if set(value) != {"not"}:
                raise self.fail(f"'{key}' takes a pattern, or a mapping with 'not'")
            return self.pattern(entry, key, path, value["not"]), False
        return self.pattern(entry, key, path), True

    def markers_of(self, name: str) -> str | None:
        if name in self.language.unions:
            return "".join(self.markers[part] for part in self.language.unions[name])
        return self.markers.get(name)

    def shape(self, name: str) -> Shape | None:
        if name not in self._shapes:
            if name in self.language.shapes:
                compiled = compile_pattern(self.language.shapes[name], markers_of=self.markers_of, shapes=self.shape)
                self._shapes[name] = f"(?:{compiled.regex})", compiled.loops, compiled.markers, compiled.gates
            elif name in self.lexicons:
                self._shapes[name] = terms_regex(self.lexicons[name].terms), False, frozenset(), ()
            else:
                return None
        return self._shapes[name]

    def makes(self, entry: Located, match: Compiled) -> dict[str, tuple[str, ...]]:
        if "type" in entry and "makes" in entry:
            raise self.fail("'type' and 'makes' exclude each other")
        made = {"self": entry["type"]} if "type" in entry else entry.get("makes") or {}
        if not isinstance(made, Mapping):
            raise self.fail("'makes' is a mapping of captures to types")
        result: dict[str, tuple[str, ...]] = {}
        for capture, name in made.items():
            if name not in self.markers:
                raise self.fail(f"unknown type '{name}'{suggest(str(name), sorted(self.markers))}")
            if capture != "self" and capture not in match.captures:
                raise self.fail(f"no capture is called '{capture}'{suggest(capture, sorted(match.captures))}")
            info = self.ontology.types.get(name)
            result[capture] = (name,) if info is None or info.top == name else (info.top, name)
        return result

    def refers(self, entry: Located) -> dict[str, str] | None:
        if "refers" not in entry:
            return None
        refers = entry["refers"]
        if not isinstance(refers, Located):
            raise self.fail(f"'refers' is a mapping; its keys are: {', '.join(_REFER_KEYS)}")
        for key in refers:
            if key not in _REFER_KEYS:
                raise self.fail(f"unknown key '{key}' of 'refers'{suggest(key, _REFER_KEYS)}")
        return {key: str(value) for key, value in refers.items()}

    def emission(self, data: Any, match: Compiled) -> Emission:
        if not isinstance(data, Located):
            raise self.fail(f"'emit' and 'relate' are mappings; their keys are: {', '.join(_EMIT_KEYS)}")
        for key in data:
            if key not in _EMIT_KEYS:
                raise self.fail(f"unknown key '{key}' of an emission{suggest(key, _EMIT_KEYS)}")
        predicate = str(data.get("predicate", ""))
        known = {**self.ontology.relations, **self.ontology.attributes}
        if predicate not in known:
            raise self.fail(f"unknown relation '{predicate}'{suggest(predicate, sorted(known))}")
        fields = {key: self.terms(str(value), match) for key, value in data.items()
                  if key not in ("predicate", "unless")}
        unless = tuple(str(data["unless"]).replace("$", "").split()) if "unless" in data else ()
        return Emission(predicate, fields, unless)

    def terms(self, text: str, match: Compiled) -> tuple[Term, ...]:
        terms = []
        for part in text.split(" or "):
            part = part.strip()
            if part.startswith("$"):
                name, *path = part[1:].split(".")
                if name not in (*match.captures, "self"):
                    raise self.fail(f"no capture is called '{name}'{suggest(name, sorted(match.captures))}")
                terms.append(Term("capture", name, tuple(path)))
            elif part.startswith("topic:"):
                wanted = part.removeprefix("topic:")
                if wanted not in self.markers:
                    raise self.fail(f"unknown type '{wanted}'{suggest(wanted, sorted(self.markers))}")
                terms.append(Term("topic", wanted))
            elif part in ("agent", "head", "seat"):
                terms.append(Term(part, part))
            elif part.startswith("antecedent:"):
                terms.append(Term("antecedent", part.removeprefix("antecedent:")))
            else:
                terms.append(Term("literal", part))
        return tuple(terms)

    def examples(self, entry: Located, kind: str) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
        hits: list[Example] = []
        misses: list[Example] = []
        for key, found in (("hit", hits), ("miss", misses)):
            for example in _listed(entry.get(key)):
                self.where = f"{self.path}:{getattr(example, 'line', entry.line)}: rule '{entry.get('id', '')}'"
                if not isinstance(example, Located) or not {"text"} <= set(example) <= {"text", "is", "anchor"}:
                    is_ = ", 'is'" if key == "hit" else ""
                    raise self.fail(f"each '{key}' is a mapping with 'text'{is_} and, for the text's date, 'anchor'")
                if (key == "hit") != ("is" in example):
                    raise self.fail(f"'is' belongs to every 'hit' and to no 'miss' ({example['text']})")
                found.append(Example(str(example["text"]), _expected(example.get("is"), kind), example.line,
                                     str(example["anchor"]) if "anchor" in example else None))
        self.where = f"{self.path}:{entry.line}: rule '{entry.get('id', '')}'"
        if not hits or not misses:
            raise self.fail("a rule needs at least one 'hit' and one 'miss'")
        return tuple(hits), tuple(misses)


def _expected(value: Any, kind: str) -> tuple[Mapping[str, str], ...] | None:
    if value is None:
        return None
    wanted = []
    for item in _listed(value):
        if isinstance(item, Mapping):
            wanted.append({k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in item.items()})
        else:
            wanted.append({"name" if kind != "relation" else "object": str(item)})
    return tuple(wanted)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
