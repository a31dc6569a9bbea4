"""Names that a source teaches: they reach all its articles, whichever of them waited and whichever began anew."""

from pathlib import Path

import pytest

from kg_builder.matching.load import load_rulebook
from kg_builder.model import Source
from kg_builder.stages.recognise import recognise
from kg_builder.stages.segment import segment

PAGE = "\n\n".join(path.read_text("utf-8") for path in sorted((Path(__file__).parent / "golden/demo").glob("*.txt")))
EARLIER = "风雨桥修好了\n本报讯（记者 麦冬青）船到豆腐岭镇便停下。\n"
LATER = "县里召开抢收会议\n本报讯（记者 麦冬青）5月16日，甘泉县豆腐岭镇召开抢收会议。\n"
OTHER = "县里召开抢收会议\n本报讯（记者 麦冬青）5月16日，甘泉县召开抢收会议。\n"


@pytest.fixture(scope="module")
def rulebook():
    return load_rulebook()


def chart_all(text, rulebook, **options):
    """Return what stands on every chart of a text, and what relation rules of early stages matched there."""
    articles = segment(Source("text.txt", text, "0"))
    assert len(articles) > 1
    return [[(chart.text, [describe(unit) for unit in chart.units], [(f.rule, f.texts) for f in chart.findings])
             for chart in charts] for charts in recognise(text, articles, rulebook, **options)]


def describe(unit):
    fields = (unit.start, unit.end, unit.types, unit.rule, unit.name, unit.subclass, unit.confidence, unit.attributes)
    return *fields, [describe(inner) for inner in unit.inside]


@pytest.mark.parametrize("waiting", [0, 60, 400])
@pytest.mark.parametrize("text", [PAGE, EARLIER + LATER])
def test_the_same_is_found_whichever_articles_wait(rulebook, text, waiting):
    assert chart_all(text, rulebook, waiting=waiting) == chart_all(text, rulebook, waiting=len(text))


@pytest.mark.parametrize("waiting", [0, 1000])
def test_names_of_later_articles_reach_earlier_ones(rulebook, waiting):
    for later, found in ((LATER, ["豆腐岭镇"]), (OTHER, [])):
        first = chart_all(EARLIER + later, rulebook, waiting=waiting)[0]
        assert [name for _, units, _ in first for _, _, types, _, name, *_ in units if "Place" in types] == found
