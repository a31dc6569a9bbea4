"""Golden cases: every folder keeps its floor, and building it again, in another order, gives the same facts."""

import tomllib
from pathlib import Path

import networkx as nx
import pytest

from kg_builder.build import build
from kg_builder.config import load_settings
from kg_builder.evaluate import evaluate
from kg_builder.ontology import load_ontology

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"
FLOORS = tomllib.loads((GOLDEN / "floors.toml").read_text("utf-8"))
CASES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())


def build_case(case: str, *, backwards: bool = False) -> nx.MultiDiGraph:
    texts = sorted((GOLDEN / case).glob("*.txt"), reverse=backwards)
    settings = FLOORS[case].get("settings")
    return build(texts, settings=load_settings(ROOT / settings if settings else None, jobs=1))


def test_every_case_has_a_floor():
    assert sorted(FLOORS) == CASES and CASES


@pytest.mark.parametrize("case", CASES)
def test_the_case_keeps_its_floor(case):
    scores = evaluate(GOLDEN / case, build_case(case))
    slips = "\n".join(f"{slip.file} {slip.what} {slip.how}: {slip.type} {slip.text}" for slip in scores.slips)
    for what in ("entity", "relation"):
        assert scores.total(what).f1 >= FLOORS[case][what], slips


@pytest.mark.parametrize("case", CASES)
def test_the_case_is_built_the_same_again_and_in_another_order(case):
    first = build_case(case)
    for other in (build_case(case), build_case(case, backwards=True)):
        assert nx.utils.graphs_equal(first, other)
        assert first.graph == other.graph


@pytest.mark.parametrize("case", CASES)
def test_every_text_has_its_gold_and_every_quote_stands_in_its_text(case):
    folder = GOLDEN / case
    assert {path.stem for path in folder.glob("*.txt")} == {path.stem for path in folder.glob("*.yaml")} - {"links"}
    graph = build_case(case)
    texts = {key: source.text for key, source in graph.graph["sources"].items()}
    for _, node in graph.nodes(data=True):
        for mention in node.get("mentions", ()):
            text = texts[graph.nodes[mention.article]["source"]]
            assert text[mention.start:mention.end] == mention.exact


@pytest.mark.parametrize("case", CASES)
def test_every_class_is_one_of_the_ontology(case):
    ontology = load_ontology()
    for _, node in build_case(case).nodes(data=True):
        for name in node.get("classes", ()):
            assert ontology.types[name].top == node["type"]
        assert {mention.subclass for mention in node.get("mentions", ())} <= {"", *ontology.types}


def test_the_bundled_page_and_the_golden_articles_are_one_text(demo_graph):
    page = build_case("demo")
    names = [{node["label"] for _, node in graph.nodes(data=True) if node["type"] == "Person"}
             for graph in (page, demo_graph)]
    assert names[0] == names[1]
