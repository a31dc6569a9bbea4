"""Links and codes on the development articles, where they lie beside the checkout; the file holds names only."""

from pathlib import Path

import pytest
import yaml

from kg_builder.build import build

LINKS = Path(__file__).parent / "data" / "links-dev.yaml"
GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold" / "dev"

pytestmark = pytest.mark.skipif(not GOLD.is_dir(), reason="the development articles are not here")


@pytest.fixture(scope="module")
def graph():
    return build(sorted(GOLD.glob("*.txt")), jobs=1)


@pytest.fixture(scope="module")
def find(graph):
    """A function from (gold id, type, name) to the key of the node, or None."""
    nodes = {}
    for key, node in graph.nodes(data=True):
        for mention in node.get("mentions", ()):
            source = graph.graph["sources"][graph.nodes[mention.article]["source"]]
            for name in (node["label"], mention.exact, mention.name):
                nodes.setdefault((Path(source.path).stem, node["type"], name), key)
    golds = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in GOLD.glob("*.yaml")}

    def find_key(identifier, kind, name):
        entity = next(e for e in golds[identifier]["entities"] if e["type"] == kind and e["name"] == name)
        known = (nodes.get((identifier, kind, form)) for form in (name, *entity.get("alias", ())))
        return next((key for key in known if key), None)

    return find_key


@pytest.mark.parametrize("kind", ["same", "different"])
def test_links(find, kind):
    found = 0
    for group in yaml.safe_load(LINKS.read_text("utf-8"))[kind]:
        keys = [key for item in group if (key := find(*item))]
        found += len(keys) > 1
        assert len(keys) < 2 or (len(set(keys)) == 1) == (kind == "same"), group
    assert found >= (20 if kind == "same" else 8)


def test_codes(graph, find):
    found = 0
    for *item, code in yaml.safe_load(LINKS.read_text("utf-8"))["codes"]:
        if key := find(*item):
            found += 1
            assert graph.nodes[key]["code"] == code, item
    assert found >= 55


def test_articles_of_many_places_do_not_contradict_one_another(graph):
    assert graph.graph["conflicts"] == ()
