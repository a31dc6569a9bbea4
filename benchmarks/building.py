"""Memory and speed of building: one large text into all outputs, in a process of its own.

    python -m benchmarks.building [--json] [--megabytes N]

The text is the bundled sample page over and over, every time with other people, towns and villages, so that the graph
grows with it. The promise is that a build stays within 300 MB above the size of its largest source, Python itself
included. A graph holds what the text says, so it cannot be kept for any size: exit code 1 where a build of the sizes
asked for takes more.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reading import conclude, tell_peak
from kg_builder.build import DEMO

SIZES = (1, 3)                  # megabytes of text
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "文明志强建国海清秀英春华玉兰金桂永福德胜宝山立新卫东雪梅思远启航若水怀瑾星野听澜"
PLACES = "青石白云长清金龙凤凰双桥大柳杨榆桃李松竹梅溪泉湾坪岭坝塘沟河滩渡关寨"
LEVELS = "镇村县区市"           # the last characters of names of places that are varied


@dataclass(frozen=True)
class Result:
    """What building one text took: bytes of text and of memory at the most, seconds of one core, the graph's size."""

    size: int
    peak: int
    seconds: float
    mentions: int
    statements: int

    @property
    def above(self) -> int:
        """Return the bytes of memory beyond the source."""
        return self.peak - self.size


def write_text(path: Path, size: int) -> None:
    """Write copies of the sample page until they have this many bytes."""
    page = next(DEMO.glob("*.txt")).read_text("utf-8")
    names = find_names(page)
    written = copies = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        while written < size:
            copy = vary(page, names, copies)
            file.write(copy + "\n")
            written, copies = written + len(copy.encode()) + 1, copies + 1


def find_names(page: str) -> list[str]:
    """Return the people and places of three characters of the page, as the rules find them, sorted."""
    from kg_builder.extract import extract
    from kg_builder.matching.load import load_rulebook
    from kg_builder.model import Source

    entities = extract(Source("page.txt", page, ""), rulebook=load_rulebook()).entities
    return sorted({entity.name for entity in entities if len(entity.name) == 3
                   and (entity.type == "Person" or (entity.type == "Place" and entity.name[-1] in LEVELS))})


def vary(page: str, names: list[str], copy: int) -> str:
    """Return the page with another name in place of each; the first copy is the page itself."""
    for index, name in enumerate(names if copy else []):
        number = copy * len(names) + index
        if name[-1] in LEVELS:
            other = pick(PLACES, number) + pick(PLACES, number // len(PLACES) + index) + name[-1]
        else:
            other = pick(SURNAMES, number) + pick(GIVEN, number // len(SURNAMES)) + pick(GIVEN, number * 7 + copy)
        page = page.replace(name, other)
    return page


def pick(characters: str, number: int) -> str:
    """Return one of the characters."""
    return characters[number % len(characters)]


def measure(size: int) -> Result:
    """Write a text of this many bytes, build it in a new process, and return what that took."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "text.txt")
        write_text(path, size)
        command = [sys.executable, "-m", "benchmarks.building", "--build", str(path)]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        return Result(path.stat().st_size, **told)


def build(path: Path) -> dict[str, float]:
    """Build a text into a folder beside it, in this process, and tell what that took."""
    from kg_builder.build import build_directory
    from kg_builder.config import Settings

    counts = build_directory([path], path.parent / "out", settings=Settings(jobs=1)).summary["counts"]
    return {"peak": tell_peak(), "seconds": round(time.process_time(), 1), "mentions": counts["mentions"],
            "statements": sum(counts["statements"].values())}


def tell(results: list[Result]) -> Iterator[str]:
    """Yield the lines of a table."""
    yield f"{'text MB':>8}{'mentions':>10}{'statements':>12}{'peak MB':>9}{'above MB':>10}{'seconds':>9}"
    for result in results:
        yield (f"{result.size / 1e6:>8.1f}{result.mentions:>10}{result.statements:>12}{result.peak / 1e6:>9.0f}"
               f"{result.above / 1e6:>10.0f}{result.seconds:>9.1f}")


def main() -> int:
    """Measure all sizes and print them; return 1 where one takes more than is allowed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--megabytes", type=int, action="append", metavar="N",
                        help=f"size of a text; may be repeated (default {', '.join(map(str, SIZES))})")
    parser.add_argument("--build", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        print(json.dumps(build(options.build)))
        return 0
    results = [measure(size * 1_000_000) for size in options.megabytes or SIZES]
    return conclude(results, tell(results), as_json=options.json)


if __name__ == "__main__":
    sys.exit(main())
