"""Files, folders and patterns become sources with stable names, whatever the order and however they are given."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest

from kg_builder.model import Failure, Source
from kg_builder.stages.read import Notice, ReadOptions, read_inputs

TEXT = "榆汀区开会。"


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT, "utf-8")


def list_paths(*inputs: str | Path) -> list[str]:
    return [item.path for item in read_inputs(inputs) if isinstance(item, Source)]


def list_others(*inputs: str | Path) -> list[Failure | Notice]:
    return [item for item in read_inputs(inputs) if not isinstance(item, Source)]


def test_folders_are_read_to_the_bottom_but_for_what_is_hidden(tmp_path):
    write(tmp_path, "b.txt", "a/c.md", "a/d/e.TXT", ".git/x.txt", ".hidden.txt", "picture.png", "a/x.doc", "a/y.doc")
    assert list_paths(tmp_path) == ["a/c.md", "a/d/e.TXT", "b.txt"]
    assert list_others(tmp_path) == [Notice("a", "files of other formats passed over: 2"),
                                     Notice(tmp_path.name, "files of other formats passed over: 1")]


def test_a_file_given_by_name_is_read_whatever_its_name(tmp_path):
    write(tmp_path, "page", ".hidden.txt")
    assert list_paths(tmp_path / "page", tmp_path / ".hidden.txt") == [".hidden.txt", "page"]


def test_patterns(tmp_path, monkeypatch):
    write(tmp_path, "news/a.txt", "news/b.txt", "news/deep/c.txt", "news/deep/d.png", "x[1].txt")
    monkeypatch.chdir(tmp_path)
    assert list_paths("news/?.txt") == ["a.txt", "b.txt"]
    assert list_paths("news/*") == ["a.txt", "b.txt", "deep/c.txt"]
    assert list_paths("news/**/*.txt") == ["a.txt", "b.txt", "deep/c.txt"]
    assert list_paths("x[1].txt") == ["x[1].txt"]
    assert list_others("news/*.html") == [Failure("news/*.html", "no file matches")]


def test_the_order_of_the_inputs_changes_nothing(tmp_path):
    write(tmp_path, "one/a.txt", "one/b.txt", "two/a.txt", "two/c/a.txt")
    inputs = [tmp_path / "one", tmp_path / "two", tmp_path / "two" / "c" / "a.txt", tmp_path / "none.txt"]
    outcomes = [list(read_inputs(order)) for order in permutations(inputs)]
    assert all(other == outcomes[0] for other in outcomes)
    assert [item.path for item in outcomes[0] if isinstance(item, Source)] == [
        "b.txt", "c/a.txt", "one/a.txt", "two/a.txt"]


def test_two_inputs_with_one_relative_path_are_told_apart_by_their_folders(tmp_path):
    write(tmp_path, "x/p/a.txt", "y/p/a.txt", "y/q/a.txt")
    assert list_paths(*(tmp_path / name for name in ("x/p", "y/p", "y/q"))) == ["q/a.txt", "x/p/a.txt", "y/p/a.txt"]


def test_the_name_does_not_depend_on_where_one_stands(tmp_path, monkeypatch):
    write(tmp_path, "news/a.txt")
    absolute = list_paths(tmp_path / "news")
    monkeypatch.chdir(tmp_path / "news")
    assert absolute == list_paths(".") == list_paths("a.txt") == list_paths("../news") == ["a.txt"]


@pytest.mark.parametrize("second", ["a.txt", "link.txt", "hard.txt", "."])
def test_the_same_file_twice_is_read_once(tmp_path, second):
    write(tmp_path, "a.txt")
    if second == "link.txt":
        (tmp_path / second).symlink_to("a.txt")
    if second == "hard.txt":
        os.link(tmp_path / "a.txt", tmp_path / second)
    outcomes = list(read_inputs([tmp_path / "a.txt", str(tmp_path / second), tmp_path / ".." / tmp_path.name]))
    assert [item.path for item in outcomes if isinstance(item, Source)] == ["a.txt"]
    said = {"a.txt": "given more than once"}
    notices = [item for item in outcomes if not isinstance(item, Source)]
    assert notices
    assert all(isinstance(item, Notice) and item.reason == f"{said.get(item.path, 'the same file as a.txt')}; read once"
               for item in notices)


def test_links_out_of_a_folder_or_in_a_loop_are_not_followed(tmp_path):
    write(tmp_path, "in/a/b.txt", "out/secret.txt")
    (tmp_path / "in" / "out").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "secret.txt").symlink_to(tmp_path / "out" / "secret.txt")
    (tmp_path / "in" / "a" / "up").symlink_to("..")
    (tmp_path / "in" / "self.txt").symlink_to("self.txt")
    (tmp_path / "in" / "gone.txt").symlink_to("nowhere.txt")
    away = "a link out of the folder; give the place it leads to as an input of its own"
    assert list_paths(tmp_path / "in") == ["a/b.txt"]
    assert list_others(tmp_path / "in") == [
        Notice("a/up", "a link to a folder that is read where it lies"),
        Failure("gone.txt", "a link that leads nowhere, or to itself"),
        Failure("out", away), Failure("secret.txt", away),
        Failure("self.txt", "a link that leads nowhere, or to itself")]


def test_a_link_given_by_name_is_followed(tmp_path):
    write(tmp_path, "out/a.txt")
    (tmp_path / "link.txt").symlink_to("out/a.txt")
    (tmp_path / "folder").symlink_to("out")
    assert list_paths(tmp_path / "link.txt") == ["link.txt"]
    assert list_paths(tmp_path / "folder") == ["a.txt"]
    (tmp_path / "gone.txt").symlink_to("nowhere.txt")
    assert list_others(tmp_path / "gone.txt") == [Failure("gone.txt", "cannot be read: No such file or directory")]


def test_folders_may_be_nested_more_deeply_than_calls(tmp_path):
    here, depth = os.getcwd(), sys.getrecursionlimit() + 50
    os.chdir(tmp_path)
    try:
        for _ in range(depth):
            os.mkdir("d")
            os.chdir("d")
        Path("a.txt").write_text(TEXT, "utf-8")
        os.chdir(here)
        assert list_paths(tmp_path) == ["d/" * depth + "a.txt"]
    finally:
        os.chdir(here)
        subprocess.run(["rm", "-rf", str(tmp_path / "d")], check=True)      # too deep for what cleans up after tests


def test_pipes_and_devices_are_no_files(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert list_others(tmp_path) == [Failure("pipe.txt", "a named pipe, not a file")]
    assert list_others(tmp_path / "pipe.txt", "/dev/null") == [
        Failure("null", "a device, not a file"), Failure("pipe.txt", "a named pipe, not a file")]


def test_odd_names_can_be_printed_on_a_line(tmp_path):
    for name in (b"a\nb.txt", b"\xff\xfe.txt", "\u202e巡河\t.txt".encode(), b"a\\nb.txt", "巡河 1.txt".encode()):
        Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_text(TEXT, "utf-8")
    paths = list_paths(tmp_path)
    assert len(set(paths)) == 5
    assert all(path.isprintable() and path.encode() for path in paths)
    assert {r"\xff\xfe.txt", "\\u202e巡河\\t.txt", "巡河 1.txt"} < set(paths)


@pytest.mark.parametrize("name", ["", "a\0b", "a" * 5000, "none.txt", "none/"])
def test_what_is_not_there_is_named(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "a.txt")
    failures = [item for item in read_inputs([name, "a.txt"]) if isinstance(item, Failure)]
    assert [failure.path for failure in failures] == [name.replace("\0", "\\x00") or "''"]
    assert list_paths(name, "a.txt") == ["a.txt"]


def test_a_closed_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    assert list(read_inputs(["-"])) == [Failure("-", "standard input is closed")]


def test_one_file_is_read_at_a_time(tmp_path):
    write(tmp_path, "a.txt", "b.txt", "c.txt")
    outcomes = read_inputs([tmp_path])
    assert next(outcomes).path == "a.txt"
    (tmp_path / "b.txt").unlink()
    assert [(type(item), item.path) for item in outcomes] == [(Failure, "b.txt"), (Source, "c.txt")]


def test_options_are_settings_of_the_same_name_and_value():
    from dataclasses import asdict

    from kg_builder.config import Settings

    settings = asdict(Settings())
    assert asdict(ReadOptions()).items() <= settings.items()
