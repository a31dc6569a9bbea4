"""The tutorial is true: its files are written and its commands run as they stand, in order, in an empty folder."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from kg_builder.build import load_rules
from kg_builder.cli import main

TUTORIAL = Path(__file__).resolve().parent.parent / "docs" / "tutorial.md"
_BLOCK = re.compile(r"^```(\w+)( fails)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"[Ss]ave as\s+`([^`]+)`:\s*\Z")


class Step(NamedTuple):
    """A block of the tutorial: a file to save, commands to run, or lines that were printed."""

    kind: str
    content: str
    name: str = ""
    fails: bool = False


def read_steps(text: str) -> list[Step]:
    steps, position = [], 0
    for block in _BLOCK.finditer(text):
        name = _NAME.search(text[position:block.start()])
        kind = "save" if name else {"sh": "run", "output": "see"}[block[1]]
        steps.append(Step(kind, block[3], name[1] if name else "", bool(block[2])))
        position = block.end()
    return steps


STEPS = read_steps(TUTORIAL.read_text("utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tutorial")


@pytest.fixture(scope="module")
def printed():
    """What the commands before have printed."""
    return [""]


def run(command: str, folder: Path) -> tuple[int, str]:
    """Run a line of shell, kg-builder in this process: loading its rules again for each line would take its time."""
    name, *arguments = shlex.split(command)
    if name == "kg-builder":
        load_rules.cache_clear()            # rule files have changed since
        result = CliRunner().invoke(main, arguments)
        return result.exit_code, result.output
    done = subprocess.run(["bash", "-euc", command], cwd=folder, text=True, capture_output=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("step", STEPS, ids=[f"{number}-{step.kind}" for number, step in enumerate(STEPS, start=1)])
def test_step(step, folder, printed, monkeypatch):
    monkeypatch.chdir(folder)
    if step.kind == "save":
        path = folder / step.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step.content, "utf-8")
    elif step.kind == "run":
        results = [run(command, folder) for command in step.content.splitlines()]
        printed[0] = "".join(output for _, output in results)
        assert [code != 0 for code, _ in results] == [step.fails] * len(results), printed[0]
    else:
        assert [line for line in step.content.splitlines() if line not in printed[0]] == [], printed[0]


def test_it_teaches_what_it_says():
    kinds = [step.kind for step in STEPS]
    assert kinds.count("save") >= 5
    assert kinds.count("run") == kinds.count("see") >= 6
    assert {Path(step.name).suffix for step in STEPS if step.name} >= {".tsv", ".yaml", ".toml", ".txt"}


def test_what_it_links_to_exists():
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", TUTORIAL.read_text("utf-8"))
    assert links
    assert [link for link in links if not (TUTORIAL.parent / link).exists()] == []
