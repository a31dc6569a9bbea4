"""Builds: in memory and as directories, replaced whole, with a report that says what went in and what failed."""

import hashlib
import json
import os
import subprocess
import sys

import networkx as nx
import pytest
import rdflib

import kg_builder
from kg_builder.build import DEMO, build_directory, extract_source, load_rules
from kg_builder.config import Settings, load_settings
from kg_builder.errors import ConfigError, KgBuilderError, ReadError
from kg_builder.export import FORMATS
from kg_builder.model import Failure, Source
from kg_builder.ontology import ontology_hash

NEWS = "本报讯（通讯员 麦苗）5月11日，榆汀区枕河街道召开文明创建推进会。\n"
TURTLE = Settings(formats=("turtle",), jobs=1)


def test_the_library_returns_a_networkx_graph(tmp_path):
    (tmp_path / "news.txt").write_text(NEWS, "utf-8")
    graph = kg_builder.build([tmp_path / "news.txt"], issue_date="2024-05-20", place="澄汐市")
    assert isinstance(graph, nx.MultiDiGraph)
    labels = {node["label"]: node["type"] for _, node in graph.nodes(data=True)}
    assert labels["麦苗"] == "Person"
    assert isinstance(kg_builder.graph_to_rdflib(graph), rdflib.Graph)


def test_one_input_need_not_be_a_list(tmp_path, monkeypatch):
    (tmp_path / "news.txt").write_text(NEWS, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert nx.utils.graphs_equal(kg_builder.build("news.txt"), kg_builder.build([tmp_path / "news.txt"]))


def test_rules_make_room_for_a_large_graph_which_is_the_same(tmp_path, monkeypatch):
    (tmp_path / "news.txt").write_text(NEWS, "utf-8")
    build_directory([tmp_path / "news.txt"], tmp_path / "small", settings=TURTLE)
    assert load_rules.cache_info().currsize
    monkeypatch.setattr(sys.modules["kg_builder.build"], "LARGE", 0)
    build_directory([tmp_path / "news.txt"], tmp_path / "large", settings=TURTLE)
    assert not load_rules.cache_info().currsize
    for name in ("graph.ttl", "build.json"):
        assert (tmp_path / "large" / name).read_bytes() == (tmp_path / "small" / name).read_bytes()


def test_importing_the_library_loads_nothing_heavy():
    code = """
import sys, kg_builder
print(sorted({'click', 'networkx', 'pyoxigraph', 'pyvis', 'rdflib', 'rjieba', 'yaml'} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_every_public_name_is_there():
    for name in kg_builder.__all__:
        assert getattr(kg_builder, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = kg_builder.nothing


def test_the_module_of_a_name_does_not_hide_it():
    code = "import kg_builder.build, kg_builder.cli, kg_builder; print(callable(kg_builder.build))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_single_settings_are_checked_and_come_before_the_others(tmp_path):
    (tmp_path / "news.txt").write_text(NEWS, "utf-8")
    graph = kg_builder.build(tmp_path / "news.txt", settings=Settings(issue_date="2020-01-01"), issue_date="2024-05-20")
    assert {node["date"] for _, node in graph.nodes(data=True) if node["type"] == "Article"} == {"2024-05-20"}
    with pytest.raises(ConfigError, match="expected a date"):
        kg_builder.build(tmp_path / "news.txt", settings=Settings(), issue_date="20240520")


def test_the_library_starts_no_process_unasked(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr("kg_builder.engines.local.map", lambda work, sources, jobs, **_: seen.append(jobs) or ())
    (tmp_path / "news.txt").write_text(NEWS, "utf-8")
    kg_builder.build(tmp_path / "news.txt")
    kg_builder.build(tmp_path / "news.txt", settings=Settings())
    kg_builder.build(tmp_path / "news.txt", settings=Settings(jobs=3))
    kg_builder.build(tmp_path / "news.txt", jobs=0)
    assert seen == [1, 1, 3, 0]


def test_what_is_not_there_is_an_error_unless_something_else_is(tmp_path):
    with pytest.raises(ConfigError, match="no such file or folder"):
        kg_builder.build([tmp_path / "none.txt", str(tmp_path / "*.jsonl")])
    with pytest.raises(ConfigError, match="no input"):
        kg_builder.build([])
    (tmp_path / "news.txt").write_text(NEWS, "utf-8")
    graph = kg_builder.build([tmp_path / "news.txt", tmp_path / "none.txt"])
    assert [failure.path for failure in graph.graph["failures"]] == [str(tmp_path / "none.txt")]


def test_a_document_on_which_a_stage_stumbles_fails_alone(monkeypatch):
    def stumble(*_, **__):
        raise TypeError("a bug")

    monkeypatch.setattr("kg_builder.extract.extract", stumble)
    outcome = extract_source(Source("news.txt", NEWS, ""), settings=TURTLE)
    assert outcome == Failure("news.txt", "TypeError: a bug")


def test_the_report_says_what_the_graph_was_made_from(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "news.txt").write_text(NEWS, "utf-8")
    (tmp_path / "in" / "rows.jsonl").write_text('{"text": "晴。"}\n{}\n', "utf-8")
    report = build_directory([tmp_path / "in"], tmp_path / "out", settings=TURTLE)
    data = json.loads((tmp_path / "out" / "build.json").read_text("utf-8"))
    assert data == json.loads(json.dumps(report.summary))
    assert data["versions"]["kg-builder"] == kg_builder.__version__
    assert data["versions"]["networkx"] == nx.__version__
    assert (data["rulebook"], data["ontology"]) == (load_rules(()).hash, ontology_hash())
    assert data["inputs"] == [
        {"path": "news.txt", "sha256": hashlib.sha256(NEWS.encode()).hexdigest(), "articles": 1},
        {"path": "rows.jsonl#1", "sha256": hashlib.sha256("晴。".encode()).hexdigest(), "articles": 1}]
    assert data["failures"] == [{"path": "rows.jsonl#2", "reason": "no text: 'text' is missing"}]
    assert data["counts"]["entities"]["Person"] == 1
    assert data["counts"]["statements"]["byline"] == 1
    assert data["counts"]["rules"]["byline.role"] == 1
    assert data["outputs"] == ["build.json", "graph.ttl"]
    assert str(tmp_path) not in (tmp_path / "out" / "build.json").read_text("utf-8")


def test_the_report_names_rules_and_corrections_by_their_hashes(tmp_path):
    (tmp_path / "news.txt").write_text(NEWS, "utf-8")
    (tmp_path / "corrections.yaml").write_text("corrections: []\n", "utf-8")
    settings = Settings(formats=("turtle",), jobs=1, corrections=(tmp_path / "corrections.yaml",))
    report = build_directory([tmp_path / "news.txt"], tmp_path / "out", settings=settings)
    assert report.summary["corrections"] == [
        {"name": "corrections.yaml", "sha256": hashlib.sha256(b"corrections: []\n").hexdigest()}]
    assert str(tmp_path) not in (tmp_path / "out" / "build.json").read_text("utf-8")


def test_counts_agree_with_the_graph(demo, demo_graph):
    counts = json.loads((demo / "build.json").read_text("utf-8"))["counts"]
    nodes = [node for _, node in demo_graph.nodes(data=True)]
    assert counts["articles"] == sum(node["type"] == "Article" for node in nodes) == 10
    assert sum(counts["entities"].values()) == len(nodes) - 10
    assert counts["conflicts"] == len(demo_graph.graph["conflicts"])
    assert counts["mentions"] == sum(len(node.get("mentions", ())) for node in nodes)
    assert sum(counts["rules"].values()) == counts["mentions"] + counts["evidence"]


def test_a_build_that_fails_leaves_the_earlier_one(demo_copy, tmp_path):
    before = {path.name: path.read_bytes() for path in demo_copy.iterdir()}
    (tmp_path / "rows.jsonl").write_text("[]\n", "utf-8")
    with pytest.raises(ReadError, match=r"rows\.jsonl#1"):
        build_directory([tmp_path / "rows.jsonl"], demo_copy, settings=Settings(strict=True))
    assert {path.name: path.read_bytes() for path in demo_copy.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir() if "building" in path.name] == []


def test_a_writer_that_fails_leaves_the_earlier_build(demo_copy, monkeypatch):
    before = (demo_copy / "graph.ttl").read_bytes()

    def fail(graph, name, path, **_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys.modules["kg_builder.build"], "export", fail)
    with pytest.raises(KgBuilderError, match="cannot be written: No space left on device"):
        build_directory([DEMO / "page.txt"], demo_copy, settings=TURTLE)
    assert (demo_copy / "graph.ttl").read_bytes() == before


def test_outputs_of_the_earlier_build_go_and_other_files_stay(demo_copy):
    (demo_copy / "notes.txt").write_text("mine", "utf-8")
    build_directory([DEMO / "page.txt"], demo_copy, settings=TURTLE)
    assert sorted(path.name for path in demo_copy.iterdir()) == ["build.json", "graph.ttl", "notes.txt"]


@pytest.mark.parametrize("content", ["", "[]", '{"outputs": 3}', '{"outputs": [3]}'])
def test_a_report_that_is_none_is_refused(tmp_path, content):
    (tmp_path / "build.json").write_text(content, "utf-8")
    with pytest.raises(ConfigError, match="is no report of a build"):
        build_directory([DEMO / "page.txt"], tmp_path, settings=TURTLE)


def test_texts_of_other_formats_are_kept(tmp_path):
    pytest.importorskip("trafilatura")
    page = f"<html><body><article><h1>街道推进文明创建</h1><p>{NEWS * 5}</p></article></body></html>"
    (tmp_path / "page.html").write_text(page, "utf-8")
    build_directory([tmp_path / "page.html"], tmp_path / "out", settings=TURTLE)
    (text,) = (tmp_path / "out" / "texts").iterdir()
    assert "文明创建推进会" in text.read_text("utf-8")
    assert f"texts/{text.name}" in json.loads((tmp_path / "out" / "build.json").read_text("utf-8"))["outputs"]


def test_the_demo_shows_its_contradiction(demo_graph):
    ((constraint, keys),) = demo_graph.graph["conflicts"]
    people = {demo_graph.nodes[subject]["label"]: attributes["title"]
              for subject, _, key, attributes in demo_graph.edges(keys=True, data=True) if key in keys}
    assert set(people) == {"谭砚秋", "骆景行"}
    assert len(set(people.values())) == 1
    assert constraint == "one-holder"


def test_every_default_format_is_in_the_demo(demo):
    assert {format.file_name for format in FORMATS.values() if format.default} <= set(os.listdir(demo))


def test_progress_counts_documents_and_formats(tmp_path):
    told = []
    build_directory([DEMO / "page.txt"], tmp_path / "out", settings=load_settings(DEMO / "kg-builder.toml", jobs=1,
                    formats=("nodes", "edges")), progress=lambda *step: told.append(step))
    assert told == [("extract", 1, None), ("link", 0, 1), ("edges", 0, 2), ("nodes", 1, 2)]


def test_a_build_does_not_read_what_it_wrote(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news.txt").write_text(NEWS, "utf-8")
    settings = Settings(formats=("turtle", "nodes", "html"), jobs=1)
    contents = []
    for _ in range(2):
        build_directory(["."], tmp_path / "output", settings=settings)
        contents.append({path.name: path.read_bytes() for path in (tmp_path / "output").rglob("*")})
    assert contents[0] == contents[1]
    assert [item["path"] for item in json.loads(contents[1]["build.json"])["inputs"]] == ["news.txt"]
