"""Settings: one file, strict, and options on top."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from kg_builder.config import Settings, load_settings
from kg_builder.errors import ConfigError
from kg_builder.stages.read import FORMATS


def write(folder: Path, text: str) -> Path:
    path = folder / "kg-builder.toml"
    path.write_text(text, "utf-8")
    return path


def test_without_a_file_the_defaults_hold(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load_settings() == Settings()


def test_the_file_of_the_working_directory_is_read(tmp_path, monkeypatch):
    write(tmp_path, 'place = "澄汐市"\nissue_date = 2024-05-20\n')
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert (settings.place, settings.issue_date) == ("澄汐市", "2024-05-20")


def test_options_win_and_absent_options_do_not(tmp_path):
    path = write(tmp_path, 'place = "澄汐市"\nbase_iri = "https://kg.example/"\n')
    settings = load_settings(path, place="苇川县", base_iri=None, rules=())
    assert (settings.place, settings.base_iri) == ("苇川县", "https://kg.example/")


def test_rule_folders_are_relative_to_the_file(tmp_path):
    assert load_settings(write(tmp_path, 'rules = ["mine"]')).rules == (tmp_path / "mine",)


@pytest.mark.parametrize(("text", "said"), [
    ('issue-date = "2024-05-20"', "unknown key 'issue-date'; did you mean 'issue_date'?"),
    ('plase = "澄汐市"', "unknown key 'plase'; did you mean 'place'?"),
    ("zzz = 1", "known: base_iri, corrections, date_pattern"),
    ('issue_date = "2024-5-20"', "expected a date as YYYY-MM-DD"),
    ('issue_date = "2024-02-30"', "expected a date as YYYY-MM-DD"),
    ('jobs = "two"', "'jobs' is 'two'; expected a whole number"),
    ("jobs = true", "expected a whole number"),
    ("jobs = -1", "expected 0 (one per core) to 1024"),
    ('strict = "yes"', "expected true or false"),
    ('base_iri = "example.org"', "expected an absolute IRI"),
    ('rules = "mine"', "expected a list of folders"),
    ("date_pattern = '(?P<year>\\d+)'", "missing: day, month"),
    ("date_pattern = '('", "not a regular expression"),
    ("max_bytes = 0", "above 0"),
    ('place = " "', "expected the name of a division"),
    ("place = ", "not valid TOML"),
])
def test_what_is_wrong_is_named_with_the_file(tmp_path, text, said):
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    assert str(caught.value).startswith(str(path))
    assert said in str(caught.value)


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(tmp_path / "none.toml")


# --- docs/settings.md, key by key

DOCS = (Path(__file__).resolve().parent.parent / "docs" / "settings.md").read_text("utf-8")
ROWS = {row[0]: row[1:] for row in re.findall(r"^\| `?(\w+)`? \| (.*?) \| (.*?) \|", DOCS, re.MULTILINE)}


@pytest.mark.parametrize("field", fields(Settings), ids=lambda field: field.name)
def test_every_setting_is_documented_with_its_default(field):
    shown = ROWS[field.name][0].strip("`")
    if field.name == "date_pattern":
        assert shown.startswith("2024-05-20`")
    elif field.default in (None, ()):
        assert shown == "none"
    else:
        assert shown == str(field.default).lower()


def test_nothing_else_is_documented():
    formats = {name for name, _, _ in re.findall(r"^\| (\w+) \| (`\..*?) \| (.*?) \|", DOCS, re.MULTILINE)}
    assert set(ROWS) - {"key", "format"} == {field.name for field in fields(Settings)} | formats


def test_the_example_is_valid(tmp_path):
    (example,) = re.findall(r"^```toml\n(.*?)^```$", DOCS, re.MULTILINE | re.DOTALL)
    assert load_settings(write(tmp_path, example)).place == "延安市"


def test_every_format_is_documented_with_its_suffixes():
    rows = dict(re.findall(r"^\| (\w+) \| (`\..*?) \|", DOCS, re.MULTILINE))
    assert {name: tuple(re.findall(r"`(.+?)`", suffixes)) for name, suffixes in rows.items()} == {
        name: format.suffixes for name, format in FORMATS.items()}


def test_a_setting_that_needs_a_missing_library_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("kg_builder.config.find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"'simplify' is True; .* needs the package opencc: pip install"):
        load_settings(write(tmp_path, "simplify = true"))
    assert not load_settings(write(tmp_path, "simplify = false")).simplify


@pytest.mark.parametrize("key", [field.name for field in fields(Settings) if field.name.startswith("max_")])
@pytest.mark.parametrize("value", ["0", "-1", "1_000_000_000_000_000"])
def test_limits_are_above_nothing_and_below_what_no_machine_has(tmp_path, key, value):
    with pytest.raises(ConfigError, match=f"'{key}' is .*; expected a number above 0"):
        load_settings(write(tmp_path, f"{key} = {value}"))


@pytest.mark.parametrize("content", [b"place = '\xff'", b"\xff\xfep\0", b"place = 'x'\nplace = 'y'", b"[a]\nb = 1"])
def test_a_file_that_is_no_settings_file(tmp_path, content):
    path = tmp_path / "kg-builder.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"kg-builder\.toml: (not valid TOML|unknown key 'a')"):
        load_settings(path)
