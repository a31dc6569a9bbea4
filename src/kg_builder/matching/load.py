"""Rule files and lexicons → Rulebook: which files there are, and what of which folder counts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from kg_builder.errors import RuleError
from kg_builder.matching.amounts import AMOUNT, CHANGED, KINDS
from kg_builder.matching.consistency import check_consistency
from kg_builder.matching.gazetteer import TOWN, load_gazetteer
from kg_builder.matching.language import assign_markers, read_language
from kg_builder.matching.lexicon import FULL, WHOLE, Lexicon, build_dictionary, read_lexicon, type_of
from kg_builder.matching.parse import RuleParser
from kg_builder.matching.rule import Rule, Rulebook
from kg_builder.matching.words import COMMON, GUESSED
from kg_builder.matching.yamlfile import PACKAGE
from kg_builder.ontology import load_ontology

RULES, LEXICONS = PACKAGE / "rules", PACKAGE / "lexicons"
DIVISION, DIVISION_SHORT = "Division", "DivisionShort"     # the lexicons of the gazetteer
LONG_NAME = 4                       # names of divisions shorter than this are found only where words begin and end
LANGUAGE = "language.yaml"          # stages, internal types, word classes and shapes
CONSTRAINTS = "constraints.yaml"    # what cannot all be true; read by link.constraints


def load_rulebook(folders: Sequence[Path] = ()) -> Rulebook:
    """Load the built-in rules and lexicons, and those of further folders.

    A further folder may hold `*.yaml` and `*.tsv`, or `rules/` and `lexicons/`. A rule with a known id, and a lexicon
    with a known name, replace the built-in ones.

    Raises:
        RuleError: for the first thing that is wrong, with file, line and what was allowed.
    """
    rule_files, lexicon_files = _list_files([PACKAGE, *dict.fromkeys(folders)])
    language = read_language(RULES / LANGUAGE)
    lexicons = {lexicon.type: lexicon for lexicon in map(read_lexicon, lexicon_files)}
    lexicons |= {lexicon.type: lexicon for lexicon in _divisions()}
    ontology = load_ontology()
    for name in sorted(lexicons.keys() & {*language.types, *language.classes}):
        raise RuleError(f"{lexicons[name].path}: '{name}' is a type of another kind; give the file another name")
    markers = assign_markers(language, lexicons, ontology)
    parser = RuleParser(language, lexicons, markers, ontology)
    rules: dict[str, Rule] = {}
    folders_of: dict[str, Path] = {}        # a rule of a later folder takes the place of one of an earlier one
    for path in rule_files:
        folder = path.parent.parent if path.parent.name == "rules" else path.parent
        for rule in parser.read(path):
            if folders_of.get(rule.id) == folder:
                raise RuleError(f"{path}:{rule.line}: rule '{rule.id}': this id is taken by "
                                f"{rules[rule.id].file}:{rules[rule.id].line}")
            rules[rule.id], folders_of[rule.id] = rule, folder
    given = {"word", COMMON, GUESSED, AMOUNT, CHANGED, *KINDS, *language.classes, *language.short.values(),
             *(name for name, lexicon in lexicons.items() if lexicon.charted)}
    columns: dict[str, frozenset[str]] = {}
    for attributes in (item for lexicon in lexicons.values() for item in lexicon.terms.values()):
        for name, value in attributes.items():
            columns[name] = columns.get(name, frozenset()) | {value}
    check_consistency(rules.values(), stages=language.stages, given=given, markers=markers, ontology=ontology,
                      columns=columns)
    words = tuple((term, "nt") for name in sorted(lexicons) if lexicons[name].charted
                  for term, attributes in sorted(lexicons[name].terms.items())
                  if len(term) > 1 and not (WHOLE in attributes and lexicons[name].type in (DIVISION, DIVISION_SHORT)))
    return Rulebook(tuple(language.stages), tuple(rules[k] for k in sorted(rules)), lexicons, language.classes,
                    language.short, build_dictionary(lexicons.values()), markers,
                    _hash([*rule_files, *lexicon_files]), words)


def make_parser(rulebook: Rulebook) -> RuleParser:
    """Return what parses further patterns in the words of a rulebook."""
    return RuleParser(read_language(RULES / LANGUAGE), rulebook.lexicons, rulebook.markers, load_ontology())


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
    whole: Mapping[str, str] = {WHOLE: "yes"}       # one for all 40,000
    plain: Mapping[str, str] = {}
    full: dict[str, Mapping[str, str]] = {}
    short: dict[str, Mapping[str, str]] = {}
    for text, kind in gazetteer.terms():
        if kind == "short":
            names = sorted({division.name for division in gazetteer.find(text) if division.level < TOWN})
            short[text] = {**whole, FULL: "|".join(names)}
        else:
            full[text] = whole if len(text) < LONG_NAME else plain
    return [Lexicon(DIVISION, full), Lexicon(DIVISION_SHORT, {t: a for t, a in short.items() if t not in full})]


def _hash(paths: Sequence[Path]) -> str:
    total = hashlib.sha256()
    for path in [RULES / LANGUAGE, *paths]:
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()
