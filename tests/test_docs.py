"""What there is is documented: settings, formats, keys of rules, commands, terms; and what is generated is current."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kg_builder.export import FORMATS
from kg_builder.matching import parse
from kg_builder.ontology import load_ontology
from kg_builder.query import list_queries
from kg_builder.stages.read import FORMATS as READABLE

ROOT = Path(__file__).resolve().parent.parent


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("key", [*parse.RULE_KEYS, *parse.REFER_KEYS, *parse.EMIT_KEYS, "anchor", "#! chart: no"])
def test_every_key_of_the_rules_is_documented(key):
    assert f"`{key}`" in read("docs/rules.md") or f"{key}:" in read("docs/rules.md")


@pytest.mark.parametrize("name", [format.file_name for format in FORMATS.values()])
def test_every_output_is_in_the_readme(name):
    assert f"`{name}`" in read("README.md")


@pytest.mark.parametrize("name", READABLE)
def test_every_input_is_in_the_readme(name):
    assert f"`{READABLE[name].suffixes[0]}`" in read("README.md") or name in read("README.md").lower()


@pytest.mark.parametrize("name", list_queries())
def test_every_packaged_query_says_what_it_answers(name):
    query = list_queries()[name]
    assert query.text.startswith("# ") and "SELECT" in query.text
    assert set(re.findall(r"\$(\w+)", query.text)) == set(query.parameters)


def test_what_is_generated_is_current():
    command = [sys.executable, ROOT / "scripts" / "build_docs.py", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("", 0), "run python scripts/build_docs.py"


def test_every_type_and_relation_is_explained():
    text = read("ontology/README.md")
    ontology = load_ontology()
    for name in (*ontology.types, *ontology.relations, *ontology.attributes):
        assert f"\n| `{name}` |" in text


def test_every_script_and_folder_named_in_contributing_exists():
    names = re.findall(r"`((?:src|tests|docs|ontology|scripts|benchmarks)/[\w./-]*)`", read("CONTRIBUTING.md"))
    assert names and [name for name in names if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "ontology/README.md",
                                  *(f"docs/{page.name}" for page in sorted((ROOT / "docs").glob("*.md")))])
def test_every_link_leads_somewhere(name):
    page = ROOT / name
    for link, anchor in re.findall(r"\]\((?!https?:)([^)#]+)#?([^)]*)\)", page.read_text("utf-8")):
        assert (page.parent / link).exists(), link
        headings = re.findall(r"^#+ (.+)$", (page.parent / link).read_text("utf-8"), re.MULTILINE) if anchor else []
        assert not anchor or anchor in [heading.lower().replace(" ", "-") for heading in headings]
