"""Directories are replaced whole or not at all."""

import os
import signal
import subprocess
import sys
import time

import pytest

from kg_builder import swap
from kg_builder.errors import ExportError
from kg_builder.swap import replace_directory


def content(folder):
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


def test_a_new_directory_appears_with_its_parents(tmp_path):
    out = tmp_path / "a" / "b"
    with replace_directory(out) as fresh:
        (fresh / "graph.ttl").write_text("new")
        assert not out.exists()
    assert content(out) == {"graph.ttl": "new"}
    assert [path.name for path in out.parent.iterdir()] == ["b"]


@pytest.mark.parametrize("exchange", [True, False])
def test_an_old_one_is_replaced_and_foreign_files_stay(tmp_path, monkeypatch, exchange):
    if not exchange:
        monkeypatch.setattr(swap.ctypes, "CDLL", lambda *args, **given: object())
    out = tmp_path / "out"
    (out / "notes").mkdir(parents=True)
    (out / "notes" / "a.txt").write_text("mine")
    for name in ("graph.ttl", "gone.csv", ".gitkeep"):
        (out / name).write_text("old")
    with replace_directory(out, keep=lambda name: name != "gone.csv") as fresh:
        (fresh / "graph.ttl").write_text("new")
    assert content(out) == {"graph.ttl": "new", ".gitkeep": "old"}
    assert content(out / "notes") == {"a.txt": "mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_after_an_error_the_old_one_is_whole(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "graph.ttl").write_text("old")
    with pytest.raises(KeyboardInterrupt), replace_directory(out) as fresh:
        (fresh / "graph.ttl").write_text("half")
        raise KeyboardInterrupt
    assert content(out) == {"graph.ttl": "old"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_after_a_kill_the_old_one_is_whole_and_the_next_build_cleans_up(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "graph.ttl").write_text("old")
    script = ("import sys, time, pathlib; from kg_builder.swap import replace_directory\n"
              "with replace_directory(pathlib.Path(sys.argv[1])) as fresh:\n"
              "    (fresh / 'graph.ttl').write_text('half'); print('ready', flush=True); time.sleep(60)")
    process = subprocess.Popen([sys.executable, "-c", script, str(out)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert content(out) == {"graph.ttl": "old"}
    assert len(list(tmp_path.iterdir())) == 2
    with replace_directory(out) as fresh:
        (fresh / "graph.ttl").write_text("new")
    assert content(out) == {"graph.ttl": "new"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_was_moved_aside_and_not_replaced_is_put_back(tmp_path):
    aside = tmp_path / ".out.before"
    aside.mkdir()
    (aside / "graph.ttl").write_text("old")
    with pytest.raises(ValueError, match="stop"), replace_directory(tmp_path / "out"):
        raise ValueError("stop")
    assert content(tmp_path / "out") == {"graph.ttl": "old"}


def test_a_reader_never_finds_it_missing(tmp_path):
    out = tmp_path / "out"
    script = ("import sys, pathlib; from kg_builder.swap import replace_directory\n"
              "for turn in range(200):\n"
              "    with replace_directory(pathlib.Path(sys.argv[1])) as fresh:\n"
              "        (fresh / 'graph.ttl').write_text(str(turn))\n")
    process = subprocess.Popen([sys.executable, "-c", script, str(out)])
    while not out.exists() and process.poll() is None:
        time.sleep(0.001)
    while process.poll() is None:
        assert os.path.isdir(out)
    assert process.returncode == 0
    assert content(out) == {"graph.ttl": "199"}


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="cannot be written"), replace_directory(tmp_path / "file" / "out"):
        pass
