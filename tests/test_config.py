"""Settings: one file, strict, and options on top."""

from pathlib import Path

import pytest

from kg_builder.config import Settings, load_settings
from kg_builder.errors import ConfigError


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
    ("zzz = 1", "known: base_iri, date_pattern"),
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
