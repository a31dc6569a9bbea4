"""The wheel is whole: what the package needs beside its code is inside, and it runs without the repository."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "kg_builder"
DATA = {".yaml", ".tsv", ".gz", ".txt", ".toml", ".html", ".css", ".js", ".rq", ".md", ".ttl", ".jinja", ".j2"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with the wheel's content, and nothing else of this project."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    code = "from kg_builder.cli import main; main(prog_name='kg-builder')"
    return subprocess.run([sys.executable, "-c", code, *arguments], cwd=cwd, env=environment, text=True,
                          capture_output=True, check=False)


def test_every_data_file_is_inside(installed):
    wanted = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*")
              if path.suffix in DATA and path.is_file()}
    wanted |= {f"_ontology/{path.name}" for path in (ROOT / "ontology").iterdir()}
    inside = {path.relative_to(installed / "kg_builder").as_posix() for path in (installed / "kg_builder").rglob("*")}
    assert {"_ontology/kg.ttl", "samples/demo/page.txt"} <= wanted
    assert sorted(wanted - inside) == []


def test_it_runs_from_the_wheel_alone(installed, tmp_path):
    done = run(installed, "demo", "-o", "built", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "built" / "graph.ttl").stat().st_size > 1000
    where = subprocess.run([sys.executable, "-c", "import kg_builder; print(kg_builder.__file__)"], text=True,
                           env={**os.environ, "PYTHONPATH": str(installed)}, capture_output=True, check=True)
    assert Path(where.stdout.strip()).is_relative_to(installed)
