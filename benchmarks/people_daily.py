"""Names of people, places and organisations in general news, by exact spans, beside jieba.

    python benchmarks/people_daily.py FILE [--json] [--most N]

FILE holds one JSON object a line: `text`, and `spans` as [start, end, PER | LOC | ORG]; gzip is read too. Convention of
the corpus: only the outermost span counts, and a place inside an organisation's name is not marked.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import jieba.posseg

from kg_builder.extract import extract
from kg_builder.matching.load import load_rulebook
from kg_builder.model import Source

Span = tuple[int, int, str]
TYPES = {"Person": "PER", "Place": "LOC", "Organization": "ORG"}
TAGS = {"nr": "PER", "ns": "LOC", "nt": "ORG"}      # of jieba; nrfg and nrt are names of people too


def read_rows(path: Path, most: int) -> Iterator[dict[str, Any]]:
    """Yield the first rows of the corpus."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if most and number >= most:
                return
            yield json.loads(line)


def find_ours(text: str) -> set[Span]:
    """Return the outermost spans of our mentions that name something (no references)."""
    facts = extract(Source("row.txt", text, "0", title=" "), rulebook=_load())
    spans = {(mention.start, mention.end, TYPES[mention.type]) for entity in facts.entities
             for mention in entity.mentions if mention.type in TYPES and not mention.rule.startswith("refers.")}
    return {one for one in spans if not any(_holds(other, one) for other in spans)}


_load = functools.cache(load_rulebook)


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1] and outer[:2] != inner[:2]


def find_jieba(text: str) -> set[Span]:
    """Return the words that jieba tags as names."""
    spans, position = set(), 0
    for word, tag in jieba.posseg.cut(text):
        if tag[:2] in TAGS:
            spans.add((position, position + len(word), TAGS[tag[:2]]))
        position += len(word)
    return spans


def measure(rows: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Count the spans that are found, by system and by type."""
    counts: dict[str, Counter[tuple[str, str]]] = {"ours": Counter(), "jieba": Counter()}
    for row in rows:
        gold = {(start, end, kind) for start, end, kind in row["spans"]}
        for system, find in (("ours", find_ours), ("jieba", find_jieba)):
            found = find(row["text"])
            for kind in TYPES.values():
                one, other = ({span for span in spans if span[2] == kind} for spans in (found, gold))
                counts[system]["right", kind] += len(one & other)
                counts[system]["wrong", kind] += len(one - other)
                counts[system]["missed", kind] += len(other - one)
    return {system: score(count) for system, count in counts.items()}


def score(count: Counter[tuple[str, str]]) -> dict[str, Any]:
    """Return precision, recall and F1 of all and of each type."""
    result: dict[str, Any] = _score(*(sum(count[what, kind] for kind in TYPES.values())
                                      for what in ("right", "wrong", "missed")))
    for kind in TYPES.values():
        result[kind] = _score(count["right", kind], count["wrong", kind], count["missed", kind])
    return result


def _score(right: int, wrong: int, missed: int) -> dict[str, Any]:
    precision, recall = right / max(right + wrong, 1), right / max(right + missed, 1)
    return {"p": round(precision, 4), "r": round(recall, 4),
            "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 4)}


def main() -> None:
    """Print the figures as a table or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--most", type=int, default=0, help="rows to read; 0 is all")
    options = parser.parse_args()
    jieba.setLogLevel(60)
    result = measure(read_rows(options.file, options.most))
    if options.json:
        json.dump(result, sys.stdout, ensure_ascii=False)
        print()
        return
    for system, figures in result.items():
        for kind in ("all", *TYPES.values()):
            row = figures if kind == "all" else figures[kind]
            print(f"{system:6} {kind:4} P {row['p']:.3f} R {row['r']:.3f} F1 {row['f1']:.3f}")


if __name__ == "__main__":
    main()
