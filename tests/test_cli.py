"""The command line: what each command prints, where it reads and writes, and the code it exits with."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kg_builder import __version__
from kg_builder.build import DEMO
from kg_builder.cli import main
from kg_builder.cli.common import print_table, show_controls, show_progress

NEWS = "本报讯（通讯员 麦苗）5月11日，榆汀区枕河街道召开文明创建推进会。\n"
QUICK = ("--format", "turtle", "--jobs", "1")


def run(*arguments: object, text: str | bytes | None = None, code: int = 0):
    """Run a command in this process, and require its exit code."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=text)
    assert result.exit_code == code, result.output
    return result


def list_commands(command: click.Command, path: tuple[str, ...] = ()):
    """Yield the path of every command, groups included."""
    yield path
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from list_commands(inner, (*path, name))


@pytest.mark.parametrize("path", list(list_commands(main)), ids=" ".join)
def test_every_command_has_help_with_an_example(path):
    output = run(*path, "--help").output
    assert "Example:\n" in output
    assert " ".join(("  kg-builder", *path)) in output


@pytest.mark.parametrize("path", list(list_commands(main)), ids=" ".join)
def test_every_option_is_explained(path):
    command = main
    for name in path:
        command = command.commands[name]
    assert [option.name for option in command.params if isinstance(option, click.Option) and not option.help] == []


def test_the_version_is_printed_without_loading_anything_heavy():
    code = ("import sys; from kg_builder.cli import main; main(['--version'], standalone_mode=False); "
            "print(sorted({'networkx', 'pyoxigraph', 'rdflib', 'rich', 'rjieba', 'yaml'} & set(sys.modules)))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"kg-builder, version {__version__}\n[]\n"


def test_build_writes_a_directory_and_says_what_is_in_it(tmp_path):
    (tmp_path / "news.txt").write_text(NEWS, "utf-8")
    result = run("build", tmp_path / "news.txt", "-o", tmp_path / "out", "--issue-date", "2024-05-20", *QUICK)
    assert result.stdout.startswith(f"{tmp_path / 'out'}: 1 article, ")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["build.json", "graph.ttl"]


def test_build_json_is_what_the_file_says(tmp_path):
    (tmp_path / "news.txt").write_text(NEWS, "utf-8")
    result = run("build", tmp_path / "news.txt", "-o", tmp_path / "out", "--json", *QUICK)
    assert result.stdout == (tmp_path / "out" / "build.json").read_text("utf-8")


def test_build_reads_standard_input(tmp_path):
    run("build", "-", "-o", tmp_path / "out", *QUICK, text=NEWS)
    assert json.loads((tmp_path / "out" / "build.json").read_text("utf-8"))["inputs"][0]["path"] == "-"


def test_an_input_that_fails_is_named_and_the_rest_is_built(tmp_path):
    (tmp_path / "news.txt").write_text(NEWS, "utf-8")
    (tmp_path / "rows.jsonl").write_text('{"text": "晴。"}\n{"text": \n', "utf-8")
    result = run("build", tmp_path / "news.txt", tmp_path / "rows.jsonl", tmp_path / "none.txt", "-o", tmp_path / "out",
                 *QUICK, code=3)
    assert "Failed: rows.jsonl#2: not valid JSON" in result.stderr
    assert "none.txt: no such file or folder" in result.stderr
    assert result.stdout.endswith(", 2 inputs failed\n")
    report = json.loads((tmp_path / "out" / "build.json").read_text("utf-8"))
    assert [failure["path"] for failure in report["failures"]] == [str(tmp_path / "none.txt"), "rows.jsonl#2"]
    assert report["counts"]["sources"] == 2


def test_strict_stops_at_the_first_failure_and_writes_nothing(tmp_path):
    (tmp_path / "rows.jsonl").write_text('{"text": "晴。"}\n[]\n', "utf-8")
    result = run("build", tmp_path, "-o", tmp_path / "out", "--strict", *QUICK, code=3)
    assert result.stderr == 'Error: rows.jsonl#2: not a JSON object; expected {"text": …}\n'
    assert not (tmp_path / "out").exists()


def test_an_empty_or_repeated_input_is_a_warning(tmp_path):
    (tmp_path / "news.txt").write_text(NEWS, "utf-8")
    (tmp_path / "empty.txt").write_text("", "utf-8")
    result = run("build", tmp_path, tmp_path / "news.txt", "-o", tmp_path / "out", *QUICK)
    assert "Warning: empty.txt: empty" in result.stderr
    assert "Warning: news.txt: given more than once; read once" in result.stderr


@pytest.mark.parametrize(("arguments", "said"), [
    (["build", "none", "-o", "out"], "none: no such file or folder"),
    (["build", ".", "-o", "out", "--issue-date", "2024-5-1"], "expected a date as YYYY-MM-DD"),
    (["build", ".", "-o", "out", "--engine", "spark"], "engine 'spark' is not there yet; the engines are: local"),
    (["build", ".", "-o", "out", "--format", "pdf"], "unknown format 'pdf'"),
    (["build", ".", "-o", "out", "--base-iri", "kg"], "expected an absolute IRI"),
    (["build", ".", "-o", "news.txt"], "news.txt: is a file; name a directory"),
    (["build", "news.txt", "-o", "."], "holds files and no build"),
    (["build", ".", "-o", "out", "--config", "none.toml"], "none.toml: cannot be read"),
    (["build"], "Missing argument 'INPUT...'"),
    (["export", "none", "--format", "nodes"], "no such file; build the graph first"),
    (["export", "none"], "name a --format"),
    (["export", "none", "--format", "pdf"], "unknown format 'pdf'"),
    (["query", "none", "ASK {}"], "no such file; build the graph first"),
    (["query"], "expected: [DIR] SPARQL"),
    (["query", "."], "expected: [DIR] SPARQL"),
    (["explain", "."], "expected: [DIR] SUBJECT"),
    (["query", "--name", "posts", "-f", "news.txt"], "give one of SPARQL, --file and --name"),
    (["explain", "none", "某人"], "no such file; build the graph first"),
    (["explain", "a", "b", "c", "d", "e"], "expected: [DIR] SUBJECT [PREDICATE OBJECT]"),
    (["conflicts", "none"], "no such file; build the graph first"),
    (["validate", "none"], "not an RDF format"),
    (["evaluate", "."], "no ID.txt beside an ID.yaml"),
    (["rules", "show", "post.befor-name"], "did you mean 'post.before-name'?"),
    (["rules", "list", "--stage", "posts."], "unknown stage 'posts.'"),
    (["rules", "check", "--rules", "none"], "does not exist"),
    (["rules", "try", "下雨。", "--date", "2024"], "expected a date as YYYY-MM-DD"),
    (["query", "-f", "none.rq"], "none.rq: cannot be read: No such file"),
    (["nonsense"], "No such command 'nonsense'"),
])
def test_what_is_wrong_ends_with_2_and_a_message(tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    Path("news.txt").write_text(NEWS, "utf-8")
    result = run(*arguments, code=2)
    assert said in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news.txt"]


def test_a_wrong_rule_file_stops_a_build_before_it_reads(tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "mine.yaml").write_text("stage: nowhere\nrules: []\n", "utf-8")
    result = run("build", DEMO / "page.txt", "-o", tmp_path / "out", "--rules", tmp_path / "rules", code=2)
    assert "unknown stage 'nowhere'" in result.stderr
    assert not (tmp_path / "out").exists()


def test_the_demo_is_built_again_over_itself_and_what_is_not_its_own_stays(demo_copy):
    (demo_copy / "notes.txt").write_text("mine", "utf-8")
    (demo_copy / "edges.csv").write_text("old", "utf-8")
    run("demo", "-o", demo_copy)
    assert (demo_copy / "notes.txt").read_text("utf-8") == "mine"
    assert "holdsPost" in (demo_copy / "edges.csv").read_text("utf-8")


def test_export_writes_a_file_or_standard_output(demo, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("export", demo, "--format", "nodes", "-o", "-")
    assert result.stdout_bytes == (demo / "nodes.csv").read_bytes()
    assert run("export", demo, "--format", "turtle").output == "graph.ttl\n"
    assert (tmp_path / "graph.ttl").read_bytes() == (demo / "graph.ttl").read_bytes()
    run("export", demo, "--format", "edges", "-o", "towns.csv")
    assert (tmp_path / "towns.csv").read_bytes() == (demo / "edges.csv").read_bytes()
    assert "graphml\tgraph.graphml\tapplication/graphml+xml\n" in run("export", "--list").output
    known = json.loads(run("export", "--list", "--json").output)
    assert {"format": "nodes", "file": "nodes.csv", "media_type": "text/csv"} in known


def test_query_prints_tables_csv_and_json(demo):
    query = "SELECT ?type (COUNT(*) AS ?n) WHERE { ?x a ?type ; kg:adminCode ?c } GROUP BY ?type"
    asked = "SELECT ?name WHERE { ?p a kg:Person ; skos:prefLabel ?name FILTER(STR(?name) = \"骆景行\") }"
    assert run("query", demo, asked).stdout == "name\n骆景行\n"
    assert run("query", demo, asked, "--format", "csv").stdout_bytes == "name\r\n骆景行\r\n".encode()
    data = json.loads(run("query", demo, asked, "--json").stdout)
    assert data["results"]["bindings"] == [{"name": {"type": "literal", "value": "骆景行", "xml:lang": "zh"}}]
    assert run("query", demo, query).stdout == "type\tn\n"


def test_query_reads_a_file_or_standard_input_and_knows_names(demo, tmp_path):
    (tmp_path / "q.rq").write_text("ASK { ?s a kg:Person }", "utf-8")
    assert run("query", demo, "-f", tmp_path / "q.rq").stdout == "true\n"
    assert run("query", demo, "-f", "-", text="ASK { ?s a kg:Nothing }").stdout == "false\n"
    assert "骆景行" in run("query", demo, "--name", "posts", "--param", "name=松壑镇").stdout
    known = json.loads(run("query", "--list", "--json").stdout)
    assert {"posts", "evidence", "conflicts"} <= {query["name"] for query in known}
    assert "expected name=value" in run("query", demo, "--name", "posts", "--param", "name", code=2).stderr


@pytest.mark.parametrize("arguments", [("query", "-f", "-"), ("rules", "try", "-")])
def test_standard_input_that_is_no_text_is_said(arguments):
    assert "-: not UTF-8: invalid start byte at byte 3" in run(*arguments, text="中".encode() + b"\xff", code=2).stderr


def test_a_terminal_without_chinese_gets_escapes(demo):
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    command = [sys.executable, "-c", "from kg_builder.cli import main; main()", "explain", str(demo), "骆景行"]
    done = subprocess.run(command, capture_output=True, env=environment, check=True)
    assert done.stdout.isascii() and rb"\u9a86" in done.stdout


def test_a_query_that_is_no_sparql_is_shown_with_the_place(demo):
    result = run("query", demo, "SELECT ?x WHERE { ?x }", code=2)
    message, line, mark = result.stderr.splitlines()
    assert message == "Error: line 1, column 23: not a SPARQL query"
    assert (line, mark) == ("  SELECT ?x WHERE { ?x }", " " * 24 + "^")


def test_explain_says_where_a_statement_was_read(demo):
    output = run("explain", demo, "骆景行").stdout
    assert "page.txt 《敞开心扉谈问题 轻装上阵抓落实》, 2024-05-20, characters" in output
    assert "rule post.before-name: " in output
    data = json.loads(run("explain", demo, "骆景行", "holdsPost", "松壑镇党委", "--json").stdout)
    (statement,) = data["statements"]
    assert {reason["rule"] for reason in statement["reasons"]} == {"post.before-name"}


def test_conflicts_are_listed_and_can_fail(demo):
    output = run("conflicts", demo).stdout
    assert "谭砚秋 → holdsPost → 松壑镇党委" in output and "骆景行 → holdsPost → 松壑镇党委" in output
    assert output.endswith("1 conflict\n")
    run("conflicts", demo, "--fail", code=1)
    assert len(json.loads(run("conflicts", demo, "--json").stdout)[0]["statements"]) == 2


def test_validate_exits_with_1_where_a_shape_is_broken(demo_copy):
    assert "conforms" in run("validate", demo_copy).stdout
    text = (demo_copy / "graph.ttl").read_text("utf-8")
    (demo_copy / "graph.ttl").write_text(text.replace("kg:confidence 0.", "kg:confidence 7.", 1), "utf-8")
    result = run("validate", demo_copy, code=1)
    assert "confidence" in result.stdout and "1 violation " in result.stdout
    data = json.loads(run("validate", demo_copy / "graph.ttl", "--json", code=1).stdout)
    assert data["conforms"] is False and data["violations"][0]["value"].startswith("7.")


def test_evaluate_measures_a_directory_or_builds_the_texts(demo, tmp_path):
    gold = Path(__file__).parent / "golden" / "demo"
    scores = json.loads(run("evaluate", gold, demo, "--json", "--errors").stdout)
    built = json.loads(run("evaluate", gold, "--config", DEMO / "kg-builder.toml", "--jobs", 1, "--json").stdout)
    assert scores["entity"]["tp"] > 50 and built["entity"]["tp"] > 50
    assert {error["what"] for error in scores["errors"]} <= {"entity", "relation", "link"}
    run("evaluate", gold, demo, "--at-least", "0.1")
    result = run("evaluate", gold, demo, "--by-type", "--at-least", "1", code=1)
    assert "relation\tholds_post\t" in result.stdout and "Below 1." in result.stderr


def test_rules_are_reported_on(demo):
    gold = Path(__file__).parent / "golden" / "demo"
    scores = json.loads(run("rules", "report", gold, demo, "--json").stdout)
    assert scores["byline.role"]["right"] > 4 and scores["byline.role"]["wrong"] == 0
    assert any(score["found"] == 0 and score["precision"] is None for score in scores.values())
    assert "\nbyline.role\t" in run("rules", "report", gold, demo).stdout


def test_rules_are_checked_listed_shown_and_tried(tmp_path):
    (tmp_path / "mine.yaml").write_text(
        "stage: places\nrules:\n- id: mine.lake\n  type: Place\n  match: \"青浦湖\"\n"
        "  hit: [{text: \"船过青浦湖。\", is: \"大青浦湖\"}]\n  miss: [{text: \"大湖。\"}]\n", "utf-8")
    result = run("rules", "check", "mine.lake", "--rules", tmp_path, code=1)
    assert f"{tmp_path / 'mine.yaml'}:6: rule 'mine.lake': must find name 大青浦湖" in result.stdout
    assert json.loads(run("rules", "check", "byline.role", "--json").stdout)["shortfalls"] == []
    assert "relations\tbyline.role\tbyline\t" in run("rules", "list", "--stage", "relations").stdout
    assert json.loads(run("rules", "show", "byline.role", "--json").stdout)["stage"] == "relations"
    assert "通讯员 王海涛" in run("rules", "show", "byline.role").stdout
    text = "本报讯（通讯员 麦苗）5月11日，榆汀区枕河街道下雨。"
    assert "麦苗\tPerson\t" in run("rules", "try", text).stdout
    data = json.loads(run("rules", "try", "-", "--json", text=text).stdout)
    assert [item["rule"] for item in data["statements"] if item["type"] == "byline"] == ["byline.role"]


def test_control_characters_of_documents_do_not_reach_the_terminal(capsys):
    print_table(("name",), [("a\x1b[31mb\u202ec\nd",)])
    assert capsys.readouterr().out == "name\na\\x1b[31mb\\u202ec d\n"
    assert show_controls("\ud800") == "\\ud800"


def test_progress_is_shown_on_a_terminal_only(monkeypatch):
    with show_progress() as progress:
        assert progress is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with show_progress() as progress:
        progress("extract", 1, None)
        progress("turtle", 1, 2)


def test_who_is_stopped_says_so_and_exits_as_shells_expect(tmp_path, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    (tmp_path / "news.txt").write_text(NEWS, "utf-8")
    monkeypatch.setattr("kg_builder.link.link", stop)
    result = run("build", tmp_path / "news.txt", "-o", tmp_path / "out", *QUICK, code=130)
    assert result.stderr == "Stopped.\n" and not (tmp_path / "out").exists()


def test_a_reader_that_stops_early_is_no_error(demo):
    code = "from kg_builder.cli import main; main()"
    command = f"{sys.executable} -c '{code}' export {demo} --format turtle -o - | head -c 9"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=os.environ, check=True)
    assert (done.stdout, done.stderr) == ("@prefix d", "")
