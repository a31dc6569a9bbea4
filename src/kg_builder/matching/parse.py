"""The mappings of rule files → rules; strict: what is not understood is an error with file, line and a suggestion."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from kg_builder.errors import RuleError
from kg_builder.matching.encoding import terms_regex
from kg_builder.matching.language import Language
from kg_builder.matching.lexicon import Lexicon
from kg_builder.matching.pattern import Compiled, PatternError, Shape, compile_pattern
from kg_builder.matching.prefilter import MOST_IN_GATE
from kg_builder.matching.rule import Emission, Example, Rule, Term
from kg_builder.matching.variants import expand
from kg_builder.matching.yamlfile import PACKAGE, Located, read_yaml, show, suggest
from kg_builder.ontology import Ontology

RULE_KEYS = ["id", "type", "makes", "subclass", "match", "after", "before", "name", "refers", "emit", "relate",
              "priority", "confidence", "learn", "recurs", "overlap", "aside", "hit", "miss", "note"]
EMIT_KEYS = ["predicate", "subject", "object", "title", "former", "role", "grantor", "since", "until", "date",
              "counted", "change", "unless"]
REFER_KEYS = ["type", "subclass", "except", "begins", "ends", "compose", "named", "alone", "often", "salient"]
LEARN = ["article", "source", "never"]
Number = TypeVar("Number", int, float)


class RuleParser:
    """Turns the mappings of rule files into rules, checking all of it."""

    def __init__(self, language: Language, lexicons: Mapping[str, Lexicon], markers: Mapping[str, str],
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
            if key not in RULE_KEYS:
                self.where = f"{path}:{entry.lines[key]}: rule '{identifier}'"
                raise self.fail(f"unknown key '{key}'{suggest(key, RULE_KEYS)}")
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
        if learn not in LEARN:
            raise self.fail(f"unknown value '{learn}' of 'learn'{suggest(learn, LEARN)}")
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
                    str(entry["match"]), str(entry.get("note", "")), show(path), entry.line, PACKAGE in path.parents,
                    self.number(entry, "recurs", 0, 0, 9))

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
                self._shapes[name] = (f"(?:{compiled.regex})", compiled.loops, compiled.markers, compiled.gates,
                                      compiled.texts)
            elif name in self.lexicons:
                terms = frozenset(self.lexicons[name].terms)
                self._shapes[name] = (terms_regex(terms), False, frozenset(), (),
                                      terms if len(terms) <= MOST_IN_GATE else None)
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
            raise self.fail(f"'refers' is a mapping; its keys are: {', '.join(REFER_KEYS)}")
        for key in refers:
            if key not in REFER_KEYS:
                raise self.fail(f"unknown key '{key}' of 'refers'{suggest(key, REFER_KEYS)}")
        return {key: str(value) for key, value in refers.items()}

    def emission(self, data: Any, match: Compiled) -> Emission:
        if not isinstance(data, Located):
            raise self.fail(f"'emit' and 'relate' are mappings; their keys are: {', '.join(EMIT_KEYS)}")
        for key in data:
            if key not in EMIT_KEYS:
                raise self.fail(f"unknown key '{key}' of an emission{suggest(key, EMIT_KEYS)}")
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
            elif part.startswith(("topic:", "heading:", "actor:")):
                kind, _, wanted = part.partition(":")
                if wanted not in self.markers:
                    raise self.fail(f"unknown type '{wanted}'{suggest(wanted, sorted(self.markers))}")
                terms.append(Term(kind, wanted))
            elif part in ("agent", "actor", "issuer", "head", "seat"):
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
                anchor = str(example["anchor"]) if "anchor" in example else None
                try:
                    found += [Example(text, _expected(wanted, kind), example.line, anchor)
                              for text, wanted in expand(str(example["text"]), example.get("is"))]
                except ValueError as error:
                    raise self.fail(f"{error} (“{example['text']}”)") from error
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
