"""What several suites share: the rulebook, and the bundled page as a built directory and as a graph."""

import shutil

import pytest

from kg_builder.build import DEMO, build, build_directory, load_rules
from kg_builder.config import load_settings


@pytest.fixture(scope="session")
def rulebook():
    return load_rules(())


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The bundled page as a built directory; only for reading."""
    out = tmp_path_factory.mktemp("demo") / "output"
    build_directory([DEMO / "page.txt"], out, settings=load_settings(DEMO / "kg-builder.toml"))
    return out


@pytest.fixture
def demo_copy(demo, tmp_path):
    """A copy of the built directory, to be changed."""
    return shutil.copytree(demo, tmp_path / "copy")


@pytest.fixture(scope="session")
def demo_graph():
    """The bundled page as a graph in memory; only for reading."""
    return build(DEMO / "page.txt", settings=load_settings(DEMO / "kg-builder.toml", jobs=1))
