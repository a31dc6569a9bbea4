"""Watching: a build at once, one for every change, none while somebody is writing, and none for what a build wrote."""

import itertools

from click.testing import CliRunner

from kg_builder.cli import main
from kg_builder.stages.read.follow import follow_inputs, look_at

NEWS = "本报讯（通讯员 麦苗）5月11日，榆汀区枕河街道召开文明创建推进会。\n"


class Stopped(Exception):
    """Ends a watch."""


def follow(folder, *steps) -> list[int]:
    """Follow a folder in which each step is done between two looks; return after which steps something was yielded."""
    done = iter(enumerate(steps, start=1))
    number = 0

    def sleep(seconds):
        nonlocal number
        number, step = next(done, (0, None))
        if step is None:
            raise Stopped
        step()

    yielded = []
    try:
        for _ in follow_inputs([folder], sleep=sleep):
            yielded.append(number)
    except Stopped:
        pass
    return yielded


def test_there_is_one_build_at_once_and_one_for_each_change(tmp_path):
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    one.write_text("甲", "utf-8")
    steps = [lambda: None, lambda: two.write_text("乙", "utf-8"), lambda: None, lambda: None, two.unlink, lambda: None]
    assert follow(tmp_path, *steps) == [0, 3, 6]


def test_nothing_is_built_while_a_file_is_being_written(tmp_path):
    def grow():
        with (tmp_path / "one.txt").open("a", encoding="utf-8") as file:
            file.write("甲")

    assert follow(tmp_path, *itertools.repeat(grow, 3), lambda: None, lambda: None) == [0, 4]


def test_what_is_of_no_format_and_what_a_build_wrote_is_no_change(tmp_path):
    (tmp_path / "one.txt").write_text("甲", "utf-8")
    before = look_at([tmp_path])
    (tmp_path / "photo.jpg").write_bytes(b"x")
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "build.json").write_text('{"versions": {"kg-builder": "1"}}', "utf-8")
    (tmp_path / "output" / "nodes.csv").write_text("text\n", "utf-8")
    assert look_at([tmp_path]) == before != frozenset()


def test_the_command_builds_again_and_goes_on_after_an_error(tmp_path, monkeypatch):
    (tmp_path / "news.txt").write_text(NEWS, "utf-8")
    looks = iter([lambda: (tmp_path / "rows.jsonl").write_text("[]\n", "utf-8"), lambda: None])

    def sleep(seconds):
        step = next(looks, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    monkeypatch.setattr(follow_inputs, "__kwdefaults__", {"seconds": 2.0, "sleep": sleep})
    arguments = ["watch", str(tmp_path), "-o", str(tmp_path / "out"), "--format", "turtle", "--jobs", "1", "--strict"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 130
    assert result.stdout.startswith(f"{tmp_path / 'out'}: 1 article, ")
    assert "Error: rows.jsonl#1: not a JSON object" in result.stderr and result.stderr.endswith("Stopped.\n")


def test_standard_input_cannot_be_watched():
    assert CliRunner().invoke(main, ["watch", "-"]).exit_code == 2
