"""Bad input: one clear line with its name, the rest is read, nothing half-written, no limit of memory passed."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import resource
import stat
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from documents import join_objects, make_docx, make_pdf, make_zip
from kg_builder.build import BuildReport, build_directory
from kg_builder.config import Settings
from kg_builder.errors import ConfigError, ExportError, ReadError, RuleError
from kg_builder.model import Failure, Source
from kg_builder.stages.read import ReadOptions, read_inputs
from kg_builder.swap import replace_directory

GOOD = "5月11日，榆汀区枕河街道召开文明创建推进会。\n记者 麦冬青\n"
DATA = GOOD.encode()


def read(folder: Path, files: dict[str, bytes], **options) -> list[tuple[str, str]]:
    """Write files, read their folder, and tell the path and the reason of what is no source."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    outcomes = list(read_inputs([folder], options=ReadOptions(**options)))
    return [(item.path, item.reason) for item in outcomes if not isinstance(item, Source)]


def zip_bomb() -> bytes:
    return make_zip({f"{number}.txt": bytes(3_000_000) for number in range(10)})


def pack_zstd(data: bytes) -> bytes:
    return pytest.importorskip("zstandard").compress(data)


def make_encrypted_pdf() -> bytes:
    key = "00" * 32
    return make_pdf([[(40, 1000, 10, GOOD)]], extra=(
        f"/ID [<{key[:32]}> <{key[:32]}>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{key}> /U <{key}> >>"))


def make_pdf_bomb() -> bytes:
    bomb = zlib.compress(bytes(2_000_000))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>"
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(bomb), bomb)
    pages = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
    return join_objects([b"<< /Type /Catalog /Pages 2 0 R >>", pages, page, stream])


def make_lying_zip() -> bytes:
    """Return an archive whose list says that its file is of four bytes, where it is of many."""
    data = bytearray(make_zip({"a.txt": DATA * 100}))
    at = data.rfind(b"PK\1\2")
    data[at + 24:at + 28] = (4).to_bytes(4, "little")
    return bytes(data)


def make_locked_zip() -> bytes:
    data = bytearray(make_zip({"a.txt": DATA}))
    for sign, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.find(sign) + offset] |= 1
    return bytes(data)


def make_zip_with_link() -> bytes:
    info = zipfile.ZipInfo("link.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(info, "/etc/passwd")
        file.seek(0)
        return file.read()


# What a file is called, what it holds, what is said of it (its beginning), and the limits that differ from the usual.
CASES: dict[str, tuple[str, bytes | Callable[[], bytes], str, dict[str, int]]] = {
    "empty": ("a.txt", b"", "empty", {}),
    "white space": ("a.txt", "\ufeff\n \u3000\n".encode(), "empty", {}),
    "empty records": ("a.jsonl", b"", "empty", {}),
    "empty table": ("a.csv", b"\n\n", "empty", {}),
    "empty page": ("a.html", b"", "empty", {}),
    "empty document": ("a.docx", b"", "empty", {}),
    "empty PDF": ("a.pdf", b"", "empty", {}),
    "binary": ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\2\0\0\0" * 20, "not a text", {}),
    "large": ("a.txt", DATA * 100, "larger than 5,000 bytes (limit max_bytes)", {"max_bytes": 5000}),
    "long line": ("a.txt", "河".encode() * 101, "a line of more than 100 characters (limit max_line)",
                  {"max_line": 100}),
    "long header": ("a.csv", b"text," + b"a" * 200, "a line of more than 100 bytes (limit max_line)",
                    {"max_line": 100}),
    "long record": ("a.jsonl", json.dumps({"text": "ab" * 60}).encode(), "a line of more than 100 bytes",
                    {"max_line": 100}),
    "cut gzip": ("a.txt.gz", gzip.compress(DATA * 9)[:-20], "broken archive or compressed file: Compressed file", {}),
    "wrong gzip": ("a.txt.gz", gzip.compress(DATA)[:-8] + bytes(8), "broken archive or compressed file: CRC check", {}),
    "no gzip": ("a.txt.gz", DATA, "broken archive or compressed file: Not a gzipped file", {}),
    "no bzip2": ("a.txt.bz2", DATA, "broken archive or compressed file: Invalid data stream", {}),
    "cut xz": ("a.txt.xz", lzma.compress(DATA)[:-9], "broken archive or compressed file", {}),
    "no zstd": ("a.txt.zst", DATA, "broken archive or compressed file", {}),
    "gzip bomb": ("a.txt.gz", lambda: gzip.compress(bytes(30_000_000)),
                  "unpacks to more than 10,000,000 bytes (200 times its size; limit max_ratio)", {}),
    "bzip2 bomb": ("a.jsonl.bz2", lambda: bz2.compress(b"a" * 30_000_000), "unpacks to more than 10,000,000 bytes", {}),
    "xz bomb": ("a.csv.xz", lambda: lzma.compress(b"text\n" + b"," * 12_000_000), "unpacks to more than 10,000", {}),
    "zstd bomb": ("a.txt.zst", lambda: pack_zstd(bytes(30_000_000)), "unpacks to more than 10,000,000 bytes", {}),
    "own limit": ("a.txt.gz", gzip.compress(DATA), "unpacks to more than 50 bytes (limit max_unpacked)",
                  {"max_unpacked": 50}),
    "zip bomb": ("a.zip", zip_bomb, "unpacks to 30,000,000 bytes, more than 200 times its size (limit max_ratio)", {}),
    "many files": ("a.zip", make_zip({f"{number}.txt": DATA for number in range(9)}),
                   "holds 9 files, more than 5 (limit max_members)", {"max_members": 5}),
    "too many files": ("a.zip", make_zip({f"{number}.txt": b"" for number in range(99)}),
                       "lists more than 5 files (limit max_members)", {"max_members": 5}),
    "no zip": ("a.zip", DATA, "broken zip archive: File is not a zip file", {}),
    "cut zip": ("a.zip", make_zip({"a.txt": DATA})[:-30], "broken zip archive", {}),
    "lying zip": ("a.zip", make_lying_zip, "broken archive or compressed file: Bad CRC-32", {}),
    "locked zip": ("a.zip", make_locked_zip, "encrypted", {}),
    "link in zip": ("a.zip", make_zip_with_link, "a link inside an archive; passed over", {}),
    "HTML without text": ("a.html", b"<html><head><title>x</title></head><body><img src=a></body></html>",
                          "HTML without text", {}),
    "large HTML": ("a.html", b"<p>" + DATA * 10, "HTML of 813 bytes, more than 100 (limit max_html)",
                   {"max_html": 100}),
    "HTML of tags": ("a.html", b"<p>" * 200 + DATA, "HTML of 200 tags, more than 100 (limit max_tags)",
                     {"max_tags": 100}),
    "deep HTML": ("a.html", b"<div>" * 50_000, "HTML without text", {}),
    "no Word": ("a.docx", DATA, "not a Word document (.docx), or broken", {}),
    "another zip": ("a.docx", make_zip({"a.txt": DATA}), "not a Word document (.docx), or broken", {}),
    "broken Word": ("a.docx", lambda: make_docx("<w:p>"), "not a Word document (.docx), or broken", {}),
    "locked Word": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted, or a document of old", {}),
    "Word without text": ("a.docx", lambda: make_docx("<w:p/>"), "no text", {}),
    "Word bomb": ("a.docx", lambda: make_docx("<w:p/>" * 4_000_000), "unpacks to 24,8", {}),
    "Word with a bomb": ("a.docx", lambda: make_docx("<w:p/>", parts={"word/media/a.png": bytes(3_000_000)}),
                         "unpacks to 3,8", {"max_bytes": 2_000_000}),
    "no PDF": ("a.pdf", DATA, "broken PDF: PDFSyntaxError", {}),
    "cut PDF": ("a.pdf", make_pdf([[(40, 1000, 10, GOOD)]])[:300], "broken PDF", {}),
    "locked PDF": ("a.pdf", make_encrypted_pdf, "encrypted PDF; remove its password", {}),
    "PDF without text": ("a.pdf", make_pdf([[]]), "PDF without text (scanned pages", {}),
    "PDF bomb": ("a.pdf", make_pdf_bomb, "a part of the PDF unpacks to more than 1,000,000 bytes (limit max_bytes)",
                 {"max_bytes": 1_000_000}),
}


@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_is_named_with_its_reason_and_the_rest_is_read(tmp_path, case):
    name, content, said, limits = CASES[case]
    outcomes = read(tmp_path, {name: content() if callable(content) else content, "z.txt": b"\n"}, **limits)
    assert outcomes[-1] == ("z.txt", "empty")
    ((path, reason),) = outcomes[:-1]
    assert path.startswith(name)
    assert reason.startswith(said)
    assert "\n" not in reason


def test_a_line_of_fifty_megabytes(tmp_path):
    record = b'{"text": "' + b"x" * 50_000_000 + b'"}\n'
    good = json.dumps({"text": GOOD}).encode()
    assert read(tmp_path, {"a.txt": b"x" * 50_000_000, "b.jsonl": record + good, "c.csv": b"text\n" + record}) == [
        ("a.txt", "a line of more than 10,000,000 characters (limit max_line)"),
        ("b.jsonl#1", "a line of more than 10,000,000 bytes (limit max_line)"),
        ("c.csv#1", "a line of more than 10,000,000 bytes (limit max_line)")]
    assert [item.path for item in read_inputs([tmp_path / "b.jsonl"]) if isinstance(item, Source)] == ["b.jsonl#2"]


def test_a_limit_beyond_all_memory_takes_none(tmp_path):
    limits = dict.fromkeys(("max_bytes", "max_line", "max_html", "max_docx", "max_unpacked"), (1 << 40) - 1)
    files = {"a.txt": DATA, "b.html": b"<p>" + DATA, "c.txt.gz": gzip.compress(DATA),
             "d.jsonl": json.dumps({"text": GOOD}).encode(), "e.csv": b"text\n" + DATA}
    assert read(tmp_path, files, **limits) == []


def test_a_field_without_end(tmp_path):
    table = 'text\n"甲。\n' + "乙。\n" * 60
    assert read(tmp_path, {"a.csv": table.encode()}, max_line=100) == [
        ("a.csv#1", "not valid CSV: field larger than field limit (100)"),
        ("a.csv", "rows after a.csv#1 cannot be told apart: a quotation mark that is never closed?")]


def test_an_archive_writes_and_reads_nothing_outside(tmp_path):
    names = ["../evil.txt", "/etc/evil.txt", "C:/evil.txt", "a/../../evil.txt", "..\\evil.txt", "good.txt"]
    (tmp_path / "evil.txt").write_text(GOOD, "utf-8")
    (tmp_path / "in").mkdir()
    outcomes = read(tmp_path / "in", {"a.zip": make_zip(dict.fromkeys(names, DATA))})
    assert len(outcomes) == 5
    assert all(path.startswith("a.zip/") and reason == "a path out of the archive; passed over"
               for path, reason in outcomes)
    assert [item.path for item in read_inputs([tmp_path / "in"]) if isinstance(item, Source)] == ["a.zip/good.txt"]


def test_a_name_twice_in_an_archive(tmp_path):
    data = make_zip({"a.txt": DATA, "b.txt": DATA}).replace(b"b.txt", b"a.txt")
    assert read(tmp_path, {"a.zip": data}) == [
        ("a.zip/a.txt", "a name that stands twice in the archive; the first is read")]


def test_a_broken_member_does_not_stop_its_archive(tmp_path):
    files = {"a.txt": DATA, "b.html": b"<p></p>", "c.txt": b"", "d.pdf": DATA, "e.txt": DATA}
    outcomes = read(tmp_path, {"a.zip": make_zip(files)})
    assert [path for path, _ in outcomes] == ["a.zip/b.html", "a.zip/c.txt", "a.zip/d.pdf"]


def test_records_before_a_break_are_kept(tmp_path):
    import random

    lines = [json.dumps({"text": str(random.Random(number).random())}) for number in range(20_000)]
    packed = gzip.compress("\n".join(lines).encode())
    (tmp_path / "a.jsonl.gz").write_bytes(packed[:len(packed) // 2])
    outcomes = list(read_inputs([tmp_path]))
    assert len(outcomes) > 1000
    assert all(isinstance(item, Source) for item in outcomes[:-1])
    assert (outcomes[-1].path, outcomes[-1].reason[:14]) == ("a.jsonl.gz", "broken archive")


def test_an_xml_bomb_in_a_document_is_harmless(tmp_path):
    import io

    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20}">' for n in range(1, 12))
    data = make_docx("<w:p><w:r><w:t>&e11;</w:t></w:r></w:p>")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    head, _, rest = files["word/document.xml"].partition(b"?>")
    files["word/document.xml"] = head + f'?><!DOCTYPE w [<!ENTITY e0 "x">{entities}]>'.encode() + rest
    ((path, _),) = read(tmp_path, {"a.docx": make_zip(files)})
    assert path == "a.docx"


@pytest.mark.parametrize("case", ["text, GB18030", "JSON Lines, UTF-16", "HTML, tags", "gzip bomb"])
def test_memory_stays_within_what_is_promised(case):
    command = [sys.executable, "-m", "benchmarks.reading", "--json", "--megabytes", "20", "--case", case]
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(command, cwd=root, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (result,) = json.loads(done.stdout)
    assert (result["sources"] > 0) == (case != "gzip bomb")
    assert result["above"] < 300_000_000


# --- what cannot be opened

@contextmanager
def unprivileged() -> Iterator[None]:
    """Be a user who may not read everything; as root, by becoming another for the while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that any user may enter, which those of pytest are not."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


def test_what_may_not_be_read_is_named(shared_folder):
    (shared_folder / "a.txt").write_text(GOOD, "utf-8")
    (shared_folder / "locked.txt").write_text(GOOD, "utf-8")
    (shared_folder / "closed").mkdir()
    (shared_folder / "locked.txt").chmod(0)
    (shared_folder / "closed").chmod(0)
    with unprivileged():
        outcomes = list(read_inputs([shared_folder]))
    (shared_folder / "closed").chmod(0o755)
    assert [(type(item), item.path) for item in outcomes] == [
        (Source, "a.txt"), (Failure, "closed"), (Failure, "locked.txt")]
    assert [item.reason for item in outcomes[1:]] == [
        "folder cannot be read: Permission denied", "cannot be read: Permission denied"]


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs Linux")
def test_a_file_that_fails_while_it_is_read_is_named(tmp_path):
    (tmp_path / "a.txt").symlink_to("/proc/self/mem")
    assert list(read_inputs([tmp_path / "a.txt"])) == [Failure("a.txt", "cannot be read: Input/output error")]


# --- whole builds

SETTINGS = Settings(jobs=1, formats=("turtle",))


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def run_cli(*arguments: str) -> tuple[int, str]:
    from click.testing import CliRunner

    from kg_builder.cli import main

    result = CliRunner().invoke(main, list(arguments))
    return result.exit_code, result.output


def test_bad_inputs_end_with_exit_code_3_and_all_are_named(tmp_path):
    (tmp_path / "in").mkdir()
    names = [name for name in CASES if name not in ("gzip bomb", "Word bomb") and not CASES[name][3]]
    for number, name in enumerate(names):
        suffix = CASES[name][0].partition(".")[2]
        content = CASES[name][1]
        (tmp_path / "in" / f"{number:02}.{suffix}").write_bytes(content() if callable(content) else content)
    (tmp_path / "in" / "good.txt").write_text(GOOD, "utf-8")
    (tmp_path / "kg-builder.toml").write_text('formats = ["turtle"]\njobs = 1\n', "utf-8")
    code, output = run_cli("build", str(tmp_path / "in"), "-o", str(tmp_path / "out"),
                           "--config", str(tmp_path / "kg-builder.toml"))
    assert code == 3
    report = json.loads((tmp_path / "out" / "build.json").read_text("utf-8"))
    assert [item["path"] for item in report["inputs"]] == ["good.txt"]
    told, rest = output.splitlines()[:-1], output.splitlines()[-1]
    assert all(line.startswith(("Failed: ", "Warning: ")) for line in told)     # no library speaks for itself
    assert rest.startswith(str(tmp_path / "out"))
    assert {line.split()[1][:2] for line in told} == {f"{number:02}" for number in range(len(names))}
    assert len(report["failures"]) + len(report["warnings"]) == len(told) == len(names)


def test_an_empty_or_repeated_input_is_a_warning_only(tmp_path):
    (tmp_path / "a.txt").write_text(GOOD, "utf-8")
    (tmp_path / "b.txt").write_text("", "utf-8")
    inputs = [tmp_path / "a.txt", tmp_path]
    report = build_directory(inputs, tmp_path / "out", settings=SETTINGS)
    assert report.failures == ()
    assert report.warnings == (
        "a.txt: given more than once; read once", "b.txt: empty")


def test_strict_stops_at_the_first_failure_and_writes_nothing(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.html").write_text("<p></p>", "utf-8")
    (tmp_path / "in" / "b.txt").write_text(GOOD, "utf-8")
    with pytest.raises(ReadError, match=r"a\.html: HTML without text"):
        build_directory([tmp_path / "in"], tmp_path / "out", settings=Settings(jobs=1, strict=True))
    assert not (tmp_path / "out").exists()


@pytest.fixture
def built(tmp_path) -> Path:
    (tmp_path / "a.txt").write_text(GOOD, "utf-8")
    build_directory([tmp_path / "a.txt"], tmp_path / "out", settings=SETTINGS)
    return tmp_path / "out"


def test_a_read_only_output_is_refused_before_anything_is_read(shared_folder):
    (shared_folder / "a.txt").write_text(GOOD, "utf-8")
    with unprivileged(), pytest.raises(ConfigError, match=r"cannot be written: .* is read-only"):
        build_directory([shared_folder / "a.txt"], shared_folder / "out", settings=SETTINGS)
    assert [path.name for path in shared_folder.iterdir()] == ["a.txt"]


def test_a_full_disk_leaves_the_old_output(built):
    before = snapshot(built)
    script = ("import resource, sys; from pathlib import Path; from kg_builder.cli import main\n"
              "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
              "main(['build', sys.argv[1], '-o', sys.argv[2], '--jobs', '1'])")
    (built.parent / "b.txt").write_text(GOOD * 3, "utf-8")
    done = subprocess.run([sys.executable, "-c", script, str(built.parent / "b.txt"), str(built)], text=True,
                          capture_output=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert snapshot(built) == before
    assert sorted(path.name for path in built.parent.iterdir()) == ["a.txt", "b.txt", "out"]


def test_any_failure_of_writing_is_told_as_one(tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(ExportError, match="cannot be written: File too large"), \
                replace_directory(tmp_path / "out") as folder:
            (folder / "a.csv").write_bytes(bytes(2000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


# --- patterns that would run for ever

FOR_EVER = r"(?P<year>(?:.|..)+)(?P<month>x?)(?P<day>y?)\d$"


def test_a_date_pattern_that_would_run_for_ever_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr("kg_builder.stages.read.dates.PATIENCE", 0.05)
    name = "1" * 80 + ".txt"
    (tmp_path / name).write_text(GOOD, "utf-8")
    with pytest.raises(ConfigError, match=r"'date_pattern' takes more than .* make it simpler") as caught:
        build_directory([tmp_path], tmp_path / "out", settings=Settings(jobs=1, date_pattern=FOR_EVER))
    assert str(caught.value).startswith(name)
    assert not (tmp_path / "out").exists()


RULE = """stage: persons
rules:
- id: endless
  type: Person
  match: "{}"
  hit: [{{text: "麦麦麦麦青来了。", is: "麦麦麦麦青"}}]
  miss: [{{text: "来了。"}}]
"""


def build_with_rule(folder: Path, pattern: str) -> BuildReport:
    (folder / "rules").mkdir()
    (folder / "rules" / "mine.yaml").write_text(RULE.format(pattern), "utf-8")
    (folder / "in").mkdir()
    (folder / "in" / "a.txt").write_text("麦青" + "麦" * 500 + "\n", "utf-8")
    (folder / "in" / "b.txt").write_text(GOOD, "utf-8")
    settings = Settings(jobs=1, formats=("turtle",), rules=(folder / "rules",))
    return build_directory([folder / "in"], folder / "out", settings=settings)


@pytest.mark.parametrize("pattern", ["(麦+)+青", "((~9)* 青){9}", "(~60 | 麦){60}青"])
def test_a_rule_with_endless_repetitions_is_refused(tmp_path, pattern):
    with pytest.raises(RuleError, match="a repetition within a repetition") as caught:
        build_with_rule(tmp_path, pattern)
    assert "mine.yaml:5: rule 'endless'" in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_a_rule_that_would_run_for_ever_fails_its_documents_only(tmp_path, monkeypatch):
    monkeypatch.setattr("kg_builder.matching.limited.SECONDS", 0.2)
    report = build_with_rule(tmp_path, "~60 麦 ~60 麦 ~60 麦 ~60 麦青")
    assert [failure.path for failure in report.failures] == ["a.txt"]
    assert "mine.yaml:3: rule 'endless': the pattern takes more than" in report.failures[0].reason
    assert [item["path"] for item in report.summary["inputs"]] == ["b.txt"]
