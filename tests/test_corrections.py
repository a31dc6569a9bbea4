"""Corrections: read strictly, applied to the linked graph, kept with author, date and reason."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg_builder.build import build
from kg_builder.cli import main
from kg_builder.errors import RuleError
from kg_builder.export import export
from kg_builder.graph.load import load_graph
from kg_builder.link import link, load_corrections
from kg_builder.link.corrections import append_correction, read_correction
from kg_builder.model import Article, Entity, Evidence, Mention, Source, SourceFacts, Statement
from kg_builder.validate import validate

SIGNED = {"author": "文一", "date": "2024-05-20", "reason": "查证"}
ANNA, BODY = "person/查望舒@CN-610602-2023", "organization/柳林镇党委@CN-610602107"


def correct(do, **values):
    return read_correction({"do": do, **SIGNED, **values}, "test")


def facts(article, *, name="查望舒", year="2023", title="书记", confidence=0.8, place=None):
    """An article that says which post a person holds."""
    key = f"article/{article}"
    source = Source(f"{article}.txt", "x" * 100, article)
    mentions = [Mention(start, start + len(text), kind, text, text, "test", key) for kind, text, start in
                (("Person", name, 0), ("Organization", "柳林镇党委", 5))]
    person = Entity(f"{key}#p", "Person", name, (mentions[0],), within="610602")
    body = Entity(f"{key}#o", "Organization", "柳林镇党委", (mentions[1],), within="610602107")
    evidence = Evidence(key, 0, 50, f"{article}：{name}", "test", confidence, *mentions)
    said = Statement(person.key, "holdsPost", body.key, (evidence,), title=title, confidence=confidence)
    extra = [place] if place else []
    return SourceFacts(source, (Article(key, source.key, article, (), 0, 100, f"{year}-02-13", ()),),
                       (person, body, *extra), (said,))


def names(linked):
    return {entity.key: entity.name for entity in linked.entities}


def test_merge_makes_one_of_two_with_all_their_evidence():
    both = [facts("a"), facts("b", year="2024")]
    other = ANNA.replace("2023", "2024")
    linked = link(both, corrections=[correct("merge", keep=ANNA, also=[other])])
    assert other in names(link(both)) and set(names(linked)) == {ANNA, BODY}
    [statement] = linked.statements
    assert len(statement.evidence) == 2 and statement.confidence == pytest.approx(0.96)
    assert statement.as_of == "2024-02-13" and linked.possibly_same == () and linked.warnings == ()


def test_split_makes_two_of_one_by_article():
    both = [facts("a"), facts("b", confidence=0.6)]
    new = "person/查望舒@CN-610602-2023-二"
    linked = link(both, corrections=[correct("split", entity=ANNA, articles=["article/b"], new=new)])
    assert {key for key in names(linked) if key.startswith("person")} == {ANNA, new}
    assert {(s.subject, s.confidence, len(s.evidence)) for s in linked.statements} == {(ANNA, 0.8, 1), (new, 0.6, 1)}
    assert linked.possibly_same == ((ANNA, new),)


def test_what_is_retracted_is_a_candidate_and_contradicts_nothing():
    both = [facts("a"), facts("b", name="闻小鹿")]
    [(_, keys)] = link(both).conflicts
    item = correct("retract", statement=keys[0])
    linked = link(both, corrections=[item])
    [retracted] = [s for s in linked.statements if s.key == keys[0]]
    assert retracted.confidence == 0.0 and retracted.dataset == item.key and retracted.evidence
    assert linked.conflicts == ()


def test_what_people_assert_is_said_by_the_correction():
    new = correct("assert", subject=ANNA, predicate="holdsPost", object=BODY, title="委员", since="2022-01")
    known = correct("assert", subject=ANNA, predicate="holdsPost", object=BODY, title="书记")
    linked = link([facts("a")], corrections=[new, known])
    found = {s.title: s for s in linked.statements}
    assert found["委员"].evidence == () and found["委员"].dataset == new.key and found["委员"].since == "2022-01"
    assert found["书记"].confidence == 1.0 and found["书记"].evidence and found["书记"].dataset == known.key


def test_rename_keeps_the_old_name():
    linked = link([facts("a")], corrections=[correct("rename", entity=BODY, label="中共柳林镇委员会")])
    [body] = [e for e in linked.entities if e.key == BODY]
    assert body.name == "中共柳林镇委员会" and body.names == ("柳林镇党委",)


def test_a_code_makes_a_place_the_division_and_gives_its_container():
    mentions = [Mention(20, 23, "Place", "川口镇", "川口镇", "test", "article/a"),
                Mention(30, 33, "Place", "宝塔区", "宝塔区", "test", "article/b")]
    town = Entity("article/a#t", "Place", "川口镇", (mentions[0],), candidates=("610602112", "630222100"))
    county = Entity("article/b#c", "Place", "宝塔区", (mentions[1],), code="610602")
    both = [facts("a", place=town), facts("b", place=county)]
    linked = link(both, corrections=[correct("code", entity="place/川口镇@a", code="610602112")])
    [place] = [e for e in linked.entities if e.name == "川口镇"]
    assert place.key == "place/CN-610602112" and place.code == "610602112" and place.candidates == ()
    assert ("place/CN-610602112", "place/CN-610602") in {(s.subject, s.object) for s in linked.statements}


@pytest.mark.parametrize(("item", "missing"), [
    (correct("merge", keep=ANNA, also=["person/无名@a"]), "person/无名@a"),
    (correct("retract", statement="statement/0"), "statement/0"),
    (correct("rename", entity="person/无名@a", label="无名"), "person/无名@a"),
    (correct("split", entity=ANNA, articles=["article/a"], new="person/二@a"), "person/二@a must be new"),
    (correct("assert", subject=ANNA, predicate="holdsPost", object="place/无@a"), "place/无@a"),
])
def test_what_fits_nothing_is_a_warning(item, missing):
    linked = link([facts("a")], corrections=[item])
    assert linked.statements == link([facts("a")]).statements
    assert len(linked.warnings) == 1 and missing in linked.warnings[0] and item.do in linked.warnings[0]


@pytest.mark.parametrize(("values", "message"), [
    ({"do": "fuse"}, "'do' cannot be 'fuse'"),
    ({"do": "merge", "keep": ANNA, **SIGNED}, "'also' is missing"),
    ({"do": "retract", "statement": "statement/1", **SIGNED, "author": ""}, "'author' is missing"),
    ({"do": "retract", "statement": "statement/1", **SIGNED, "date": "2024-13-01"}, "'date' must be a day"),
    ({"do": "retract", "statement": "person/1", **SIGNED}, "takes keys such as statement/"),
    ({"do": "merge", "keep": ANNA, "also": ["place/CN-610602"], **SIGNED}, "one type of entity into another"),
    ({"do": "merge", "keep": ANNA, "also": ANNA, **SIGNED}, "'also' must be a list"),
    ({"do": "assert", "subject": ANNA, "predicate": "holdPost", "object": BODY, **SIGNED}, "did you mean 'holdsPost'"),
    ({"do": "assert", "subject": BODY, "predicate": "holdsPost", "object": BODY, **SIGNED}, "the subject of holdsPost"),
    ({"do": "assert", "subject": ANNA, "predicate": "holdsPost", "object": BODY, "since": "昨天", **SIGNED}, "'since'"),
    ({"do": "code", "entity": "place/川口镇@a", "code": "999999", **SIGNED}, "the list of divisions"),
    ({"do": "rename", "entity": BODY, "lable": "x", **SIGNED}, "unknown key 'lable' of rename; did you mean 'label'"),
    ("merge", "must be a mapping"),
])
def test_what_is_wrong_is_named(values, message):
    with pytest.raises(RuleError, match=message):
        read_correction(values, "corrections.yaml:3")


def write(path: Path) -> Path:
    path.write_text("corrections:\n- do: rename\n  entity: person/谭砚秋@澄汐市-2024\n  label: 谭砚秋（待核）\n"
                    "  author: 文一\n  date: 2024-05-21\n  reason: 与本人核对\n"
                    "- {do: retract, statement: statement/0, author: 文一, date: 2024-05-21, reason: 误}\n", "utf-8")
    return path


def test_a_file_of_corrections(tmp_path):
    one, other = load_corrections([write(tmp_path / "corrections.yaml")])
    assert (one.do, one.author, one.date, one.line) == ("rename", "文一", "2024-05-21", 2) and other.line == 8
    assert one.key != other.key == replace(other, line=9).key
    (tmp_path / "corrections.yaml").write_text("correction: []\n", "utf-8")
    with pytest.raises(RuleError, match="did you mean 'corrections'"):
        load_corrections([tmp_path / "corrections.yaml"])


def test_builds_apply_them_and_keep_who_and_why(tmp_path):
    from kg_builder.build import DEMO

    graph = build([DEMO / "page.txt"], place="澄汐市", issue_date="2024-05-20", jobs=1,
                  corrections=(write(tmp_path / "corrections.yaml"),))
    assert graph.nodes["person/谭砚秋@澄汐市-2024"]["label"] == "谭砚秋（待核）"
    assert any("corrections.yaml:8" in warning for warning in graph.graph["warnings"])
    export(graph, "turtle", tmp_path / "graph.ttl")
    loaded = load_graph(tmp_path / "graph.ttl")
    about = {item[3]: item for item in loaded.graph["corrections"]}
    assert about["rename: 与本人核对"][1:3] == ("文一", "2024-05-21")
    assert about["rename: 与本人核对"][4] == ("person/谭砚秋@澄汐市-2024",)
    assert validate(tmp_path / "graph.ttl").conforms


def test_the_command_adds_to_a_file_and_keeps_what_stands_there(tmp_path):
    path = tmp_path / "more" / "corrections.yaml"
    values = ["--author", "文一", "--reason", "查证: 同一人 # 两年", "--date", "2024-05-21"]
    run = CliRunner().invoke(main, ["correct", str(path), "merge", *values, f"keep={ANNA}",
                                    f"also={ANNA.replace('2023', '2024')},{ANNA.replace('2023', '2022')}"])
    assert run.exit_code == 0 and "merge added" in run.output
    path.write_text("# ours\n" + path.read_text("utf-8"), "utf-8")
    run = CliRunner().invoke(main, ["correct", str(path), "retract", *values, "statement=statement/1"])
    one, other = load_corrections([path])
    assert run.exit_code == 0 and path.read_text("utf-8").startswith("# ours\n")
    assert one.reason == "查证: 同一人 # 两年" and len(one.all("also")) == 2 and other.do == "retract"
    before = path.read_text("utf-8")
    run = CliRunner().invoke(main, ["correct", str(path), "retract", *values, "statement=person/1"])
    assert run.exit_code == 2 and "takes keys such as statement/" in run.output
    assert CliRunner().invoke(main, ["correct", str(path), "retract", *values, "statement"]).exit_code == 2
    assert path.read_text("utf-8") == before and [p.name for p in path.parent.iterdir()] == ["corrections.yaml"]


def test_an_indented_list_can_be_added_to(tmp_path):
    path = tmp_path / "corrections.yaml"
    path.write_text("corrections:\n"
                    "  - {do: retract, statement: statement/0, author: 文, date: 2024-05-21, reason: 误}\n", "utf-8")
    append_correction({"do": "rename", "entity": BODY, "label": "柳林镇委", **SIGNED}, path)
    assert [item.do for item in load_corrections([path])] == ["retract", "rename"]
    (tmp_path / "empty.yaml").write_text("corrections: []\n", "utf-8")
    append_correction({"do": "rename", "entity": BODY, "label": "柳林镇委", **SIGNED}, tmp_path / "empty.yaml")
    assert len(load_corrections([tmp_path / "empty.yaml"])) == 1
