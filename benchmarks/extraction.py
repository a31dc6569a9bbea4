"""How fast sources are extracted on one core, beside jieba.posseg in the same run, and where the time goes.

    python benchmarks/extraction.py FILE [--json] [--most N]

FILE holds one JSON object a line with `text` (gzip is read too). Start-up (rules, dictionaries, patterns) is not
counted: the first documents are read once before the clock runs. Times are processor time. The two take turns, a few
documents each, so that what else the machine does meets both: trust the ratio, the median over the turns.
"""

from __future__ import annotations

import argparse
import cProfile
import gzip
import json
import pstats
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import harmonic_mean, median
from typing import Any

import jieba.posseg

from kg_builder.extract import extract
from kg_builder.matching.load import load_rulebook
from kg_builder.model import Source

WARM = 200                  # documents that are read before the clock runs
TURN = 10                   # documents in a row
PARTS = {                   # where the time goes: file of the package → name
    "matching/words.py": "words", "matching/lexicon.py": "lexicons", "matching/chart.py": "charts",
    "matching/encoding.py": "charts", "matching/prefilter.py": "rules", "stages/measure.py": "quantities",
    "matching/amounts.py": "quantities", "matching/counting.py": "quantities", "matching/scopes.py": "quantities",
    "matching/numerals.py": "quantities",
    "matching/matcher.py": "rules", "matching/rule.py": "rules", "stages/recognise.py": "rules",
    "stages/segment": "segmenting", "stages/resolve.py": "references", "matching/seats.py": "references",
    "matching/discourse.py": "statements", "matching/calendar.py": "statements", "stages/relate.py": "statements",
    "stages/locate": "places",
    "matching/gazetteer.py": "places", "matching/placename.py": "places",
}


def read_texts(path: Path, most: int) -> list[str]:
    """Return the first texts of the corpus."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for _, line in zip(range(most), lines, strict=False)]


def measure(works: Mapping[str, Callable[[str], object]], texts: Sequence[str]) -> dict[str, list[float]]:
    """Return the characters that each works on in a second of processor time, turn by turn."""
    speeds: dict[str, list[float]] = {name: [] for name in works}
    for first in range(0, len(texts), TURN):
        part = texts[first:first + TURN]
        for name, work in works.items():
            begun = time.process_time()
            for text in part:
                work(text)
            speeds[name].append(sum(map(len, part)) / (time.process_time() - begun))
    return speeds


def profile(work: Callable[[str], object], texts: Sequence[str]) -> dict[str, float]:
    """Return the share of the time that each part takes."""
    profiler = cProfile.Profile()
    profiler.enable()
    for text in texts:
        work(text)
    profiler.disable()
    shares: dict[str, float] = {}
    for (file, _, _), (_, _, own, _, callers) in pstats.Stats(profiler).stats.items():   # type: ignore[attr-defined]
        if file == "~":             # built in: the time of whoever calls
            for (caller, _, _), (_, _, spent, _) in callers.items():
                shares[_part(caller)] = shares.get(_part(caller), 0.0) + spent
        else:
            shares[_part(file)] = shares.get(_part(file), 0.0) + own
    total = sum(shares.values())
    return {name: round(share / total, 3) for name, share in sorted(shares.items(), key=lambda item: -item[1])}


def _part(file: str) -> str:
    return next((name for path, name in PARTS.items() if path in file.replace("\\", "/")), "other")


def main() -> None:
    """Print the figures as a table or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--most", type=int, default=1200, help="documents to read")
    options = parser.parse_args()
    texts = read_texts(options.file, options.most)
    rulebook = load_rulebook()
    jieba.setLogLevel(60)

    def ours(text: str) -> object:
        return extract(Source("text.txt", text, "0"), rulebook=rulebook)

    def theirs(text: str) -> object:
        return list(jieba.posseg.cut(text))

    for text in texts[:WARM]:
        ours(text)
    theirs(texts[0])
    turns = measure({"ours": ours, "jieba.posseg": theirs}, texts)
    speeds = {name: harmonic_mean(found) for name, found in turns.items()}
    ratio = median(a / b for a, b in zip(*turns.values(), strict=True))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    result: dict[str, Any] = {
        "characters_a_second": {name: round(speed) for name, speed in speeds.items()},
        "ratio": round(ratio, 2), "peak_mb": round(memory),
        "profile": profile(ours, texts[:WARM])}
    if options.json:
        json.dump(result, sys.stdout, ensure_ascii=False)
        print()
        return
    for name, speed in speeds.items():
        print(f"{name:14} {speed:10,.0f} characters a second")
    print(f"{'ratio':14} {result['ratio']:10.2f}\n{'peak memory':14} {memory:10,.0f} MB (both)")
    for name, share in result["profile"].items():
        print(f"  {name:12} {share:6.1%}")


if __name__ == "__main__":
    main()
