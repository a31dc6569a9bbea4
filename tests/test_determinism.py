"""The same inputs give the same bytes: under any hash seed, in any order, with any number of processes."""

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg_builder.build import DEMO
from kg_builder.engines.local import CHUNK

GOLDEN = Path(__file__).parent / "golden" / "demo"


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    """A folder with more records than one process takes, a page, and an input that fails."""
    folder = tmp_path_factory.mktemp("inputs")
    texts = [path.read_text("utf-8") for path in sorted(GOLDEN.glob("*.txt"))]
    records = [{"text": text.replace("5月", f"{number % 4 + 3}月"), "date": f"2024-05-{number % 20 + 8:02}"}
               for number in range(2 * CHUNK // len(texts) + 1) for text in texts]
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    (folder / "rows.jsonl").write_text("\n".join([*lines, "{not json"]) + "\n", "utf-8")
    (folder / "page.txt").write_bytes((DEMO / "page.txt").read_bytes())
    (folder / "empty.txt").write_text("", "utf-8")
    assert len(lines) > 2 * CHUNK
    return folder


def build(folder: Path, out: Path, *, names: tuple[str, ...], seed: str, jobs: str) -> dict[str, bytes]:
    command = [sys.executable, "-c", "from kg_builder.cli import main; main()", "build", *names, "-o", str(out),
               "--place", "澄汐市", "--jobs", jobs]
    done = subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True,
                          text=True, check=False)
    assert done.returncode == 3, done.stderr
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


@pytest.fixture(scope="module")
def first(inputs, tmp_path_factory):
    out = tmp_path_factory.mktemp("first") / "out"
    return build(inputs, out, names=("page.txt", "rows.jsonl", "empty.txt"), seed="0", jobs="1")


@pytest.mark.parametrize(("names", "seed", "jobs"), [
    (("rows.jsonl", "empty.txt", "page.txt"), "1", "2"),
    (("empty.txt", "page.txt", "rows.jsonl"), "4242", "1"),
])
def test_every_output_has_the_same_bytes(inputs, first, tmp_path, names, seed, jobs):
    other = build(inputs, tmp_path / "out", names=names, seed=seed, jobs=jobs)
    assert sorted(other) == sorted(first) and len(first) >= 8
    assert [name for name in first if first[name] != other[name]] == []


def test_nothing_tells_when_or_where_it_was_made(inputs, first):
    today = datetime.date.today()
    told = (str(inputs).encode(), f"{today:%Y-%m-%d}".encode(), f"{today:%Y%m%d}".encode(), bytes(Path.home()))
    assert [(name, word) for name, content in first.items() for word in told if word in content] == []
