"""Cold starts of the command line: the version, one article, a page with all outputs; every time in a new process.

    python -m benchmarks.start [--json] [--times N] [--page FILE]

Printed are the least processor time and wall clock of N runs in seconds, and the most memory of any so far in MB. The
page is the bundled sample unless FILE is given.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = [sys.executable, "-c", "from kg_builder.cli import main; main()"]
ARTICLE = """县民政局召开工作会议
本报讯（记者 王海涛）2月13日，青原县民政局召开2022年度工作会议。青原县民政局局长李文博出席会议并讲话。
"""


def measure(arguments: list[str], times: int) -> dict[str, float]:
    """Return the least processor and wall seconds of a command over several runs, and the most memory in MB."""
    processor, wall = [], []
    for _ in range(times):
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run([*PROGRAM, *arguments], check=True, capture_output=True)
        wall.append(time.perf_counter() - began)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"processor": round(min(processor), 2), "wall": round(min(wall), 2), "memory": round(most)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--page", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder, "article.txt")
        article.write_text(ARTICLE, encoding="utf-8")
        page = ["build", str(options.page)] if options.page else ["demo"]
        figures = {"--version": measure(["--version"], options.times),
                   "one article": measure(["build", str(article), "-o", f"{folder}/one"], options.times),
                   "a page": measure([*page, "-o", f"{folder}/page"], options.times)}
    if options.json:
        print(json.dumps(figures, indent=2))
        return
    for name, row in figures.items():
        print(f"{name:12} processor {row['processor']:.2f} s  wall {row['wall']:.2f} s  memory {row['memory']} MB")


if __name__ == "__main__":
    main()
