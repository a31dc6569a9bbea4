"""Whatever a page is made of, every quote stands where it says, and the graph of it can be written and read."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kg_builder.build import load_rules
from kg_builder.export.rdf import make_triples
from kg_builder.extract import extract
from kg_builder.graph.assemble import assemble
from kg_builder.link import link
from kg_builder.model import Source, SourceFacts

GOLDEN = Path(__file__).parent / "golden" / "demo"
LINES = sorted({line for path in GOLDEN.glob("*.txt") for line in path.read_text("utf-8").splitlines() if line.strip()})
ODD = ["𠮷", "😀", "２０２４年５月１６日，", "Ａ１", "\u3000\u3000", "\u200b", "\u202e", "\ufeff", "\t", "“", "”", "《",
       "（", "）", "e\u0301", "\x00", "\x85", "\u2028", "ﬁ", "㈱", "<b>&amp;", "“😀”模式", "𠮷野镇党委书记",
       "本报讯（通讯员 𠮷野家）", ""]
PIECES = st.one_of(st.sampled_from(LINES), st.sampled_from(ODD), st.text(max_size=8))
BREAKS = st.sampled_from(["", "", "\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\n\u3000\u3000", " "])
PAGES = st.lists(st.tuples(PIECES, BREAKS), min_size=1, max_size=16).map(lambda parts: "".join(p + b for p, b in parts))


@given(text=PAGES)
@example(text="𠮷野镇党委书记骆景行在会上说。\r\n该镇党委推行“😀”模式。")
@example(text="\ufeff本报讯（通讯员 麦苗）２０２４年５月１６日，松壑镇党委\r\n召开２０２３年度专题民主生活会。")
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
def test_every_quote_stands_where_it_says(text):
    source = Source("page.txt", text, "0" * 64)
    facts = extract(source, rulebook=load_rules(()), home="澄汐市", issue_date="2024-05-20")
    check_facts(source, facts)
    linked = link([facts])
    graph = assemble(linked.sources, linked.articles, linked.entities, linked.statements,
                     base_iri="https://example.org/kg/", possibly_same=linked.possibly_same, conflicts=linked.conflicts)
    assert sum(1 for _ in make_triples(graph)) >= 1


def check_facts(source: Source, facts: SourceFacts) -> None:
    text = source.text
    articles = {article.key: article for article in facts.articles}
    for article in facts.articles:
        ends = [(sentence.start, sentence.end) for sentence in article.sentences]
        assert all(0 <= start < end <= len(text) for start, end in ends)
        assert all(one[1] <= other[0] for one, other in pairwise(ends))
    mentions = [mention for entity in facts.entities for mention in entity.mentions]
    evidence = [item for statement in facts.statements for item in statement.evidence]
    assert all(entity.mentions and entity.name for entity in facts.entities)
    for item in (*mentions, *evidence):
        article = articles[item.article]
        assert text[item.start:item.end] == item.exact != ""
        assert article.start <= item.start < item.end <= article.end
    for mention in mentions:
        start, end = mention.antecedent or (mention.start, mention.end)
        assert 0 <= start < end <= len(text)
    for item in evidence:
        assert all(0 <= start <= end <= len(text) for _, start, end in item.captures)
        assert all(item.start <= end.start < end.end <= item.end for end in (item.subject, item.object) if end)
        assert 0 <= item.confidence <= 1
    keys = {entity.key for entity in facts.entities} | set(articles)
    for statement in facts.statements:
        assert statement.subject in keys
        assert statement.object in keys or statement.predicate in ("date", "endDate", "quantity")


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n\n"])
def test_the_same_is_read_with_other_line_breaks(newline):
    lines = (GOLDEN / "demo-08.txt").read_text("utf-8").splitlines()
    names = []
    for text in ("\n".join(lines), newline.join(lines)):
        facts = extract(Source("page.txt", text, ""), rulebook=load_rules(()), home="澄汐市", issue_date="2024-05-20")
        names.append({(entity.type, entity.name) for entity in facts.entities})
    assert names[0] == names[1]
