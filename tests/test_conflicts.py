"""Constraints as data, and the contradictions that they find."""

from pathlib import Path

import pytest

from kg_builder.errors import RuleError
from kg_builder.link import link
from kg_builder.link.claims import strip_title
from kg_builder.link.conflicts import check_constraints, find_conflicts
from kg_builder.link.constraints import load_constraints
from kg_builder.model import Article, Entity, Evidence, Mention, Source, SourceFacts, Statement

CONSTRAINTS = load_constraints()
HEAD = "constraints:\n- id: one-name\n  over: holdsPost\n  same: [subject]\n  differ: object\n  time: any\n"
EXAMPLES = """  hit:
  - - {subject: Person 王海涛, object: Company 青原公司}
    - {subject: Person 王海涛, object: Company 白石公司}
  miss:
  - - {subject: Person 王海涛, object: Company 青原公司}
    - {subject: Person 李文博, object: Company 白石公司}
"""


def entity(kind, name, article="a", **more):
    key = f"article/{article}"
    mention = Mention(0, len(name), kind, name, name, "test", key)
    return Entity(f"{key}#{kind}/{name}", kind, name, (mention,), **more)


def post(article, person, body, title, **more):
    evidence = Evidence(f"article/{article}", 0, 5, f"{person.name}{body.name}", "test", 0.9)
    return Statement(person.key, "holdsPost", body.key, (evidence,), title=title, **{"confidence": 0.9, **more})


def facts(article, entities, statements, date="2023-02-13"):
    source = Source(f"{article}.txt", "x" * 100, article)
    return SourceFacts(source, (Article(f"article/{article}", source.key, article, (), 0, 100, date, ()),),
                       tuple(entities), tuple(statements))


def two_secretaries(dates=("2023-02-13", "2023-02-20"), titles=("党委书记", "书记"),
                    names=("查望舒", "闻小鹿"), **more):
    """Two articles, each with another person as secretary of one committee."""
    both = []
    for article, date, title, name in zip("ab", dates, titles, names, strict=True):
        person = entity("Person", name, article, within="610602")
        body = entity("Organization", "柳林镇党委", article, within="610602107")
        both.append(facts(article, [person, body], [post(article, person, body, title, **more)], date))
    return both


def test_the_examples_of_the_constraints_hold():
    assert check_constraints(CONSTRAINTS) == ()
    assert {c.id for c in CONSTRAINTS.items} == {"one-holder", "one-post", "one-date", "one-container", "one-parent"}


def test_an_example_that_does_not_hold_is_named_with_its_line(tmp_path):
    text = HEAD + EXAMPLES.replace("hit:", "x:").replace("miss:", "hit:").replace("x:", "miss:")
    (tmp_path / "constraints.yaml").write_text(text, "utf-8")
    wrong = check_constraints(load_constraints([tmp_path]))
    assert len(wrong) == 2 and wrong[0].startswith("constraints.yaml:8: constraint 'one-name': these statements")


def test_two_holders_of_one_seat_contradict_one_another_and_both_stay():
    linked = link(two_secretaries())
    [(constraint, keys)] = linked.conflicts
    assert constraint == "one-holder" and set(keys) == {s.key for s in linked.statements}
    assert len(linked.statements) == 2


@pytest.mark.parametrize("change", [
    {"dates": ("2021-02-13", "2023-02-20")}, {"titles": ("副书记", "副书记")}, {"names": ("查望舒", "查望")},
    {"former": True}, {"confidence": 0.4}, {"titles": ("委员", "委员")}, {"dates": (None, None)},
    {"dates": ("2023-02-13", None)},
])
def test_what_may_both_be_true_is_no_contradiction(change):
    assert link(two_secretaries(**change)).conflicts == ()


def test_without_a_date_what_one_source_says_is_of_one_time():
    both = two_secretaries(dates=(None, None))
    source, articles = both[0].source, [part.articles[0] for part in both]
    one = SourceFacts(source, tuple(Article(a.key, source.key, a.title, (), 0, 100, None, ()) for a in articles),
                      both[0].entities + both[1].entities, both[0].statements + both[1].statements)
    assert [name for name, _ in link([one]).conflicts] == ["one-holder"]


def test_one_person_as_secretary_of_two_towns():
    person = entity("Person", "查望舒", within="610602")
    bodies = [entity("Organization", name, within=code) for name, code in
              (("柳林镇党委", "610602107"), ("川口镇党委", "610602112"), ("宝塔区委", "610602"))]
    linked = link([facts("a", [person, *bodies], [post("a", person, body, "书记") for body in bodies])])
    [(constraint, keys)] = linked.conflicts
    towns = {s.key for s in linked.statements if s.object.startswith(("organization/柳林镇", "organization/川口镇"))}
    assert constraint == "one-post" and set(keys) == towns


def test_the_data_set_and_an_article_may_contradict_one_another():
    town, right, wrong = (entity("Place", "柳林镇", code="610602107", classes=("Town",)),
                          entity("Place", "宝塔区", "b", code="610602", classes=("County",)),
                          entity("Place", "安塞区", code="610603", classes=("County",)))
    evidence = Evidence("article/a", 0, 5, "xxxxx", "test", 0.9)
    linked = link([facts("a", [town, wrong], [Statement(town.key, "locatedIn", wrong.key, (evidence,))]),
                   facts("b", [right], [])])
    [(constraint, keys)] = linked.conflicts
    assert constraint == "one-container" and len(keys) == 2
    assert {s.dataset is None for s in linked.statements if s.key in keys} == {True, False}


def test_the_county_and_its_prefecture_are_no_two_containers():
    places = [entity("Place", "柳林镇", code="610602107", classes=("Town",)),
              entity("Place", "宝塔区", code="610602", classes=("County",)),
              entity("Place", "延安市", code="610600", classes=("Prefecture",))]
    evidence = Evidence("article/a", 0, 5, "xxxxx", "test", 0.9)
    said = [Statement(places[0].key, "locatedIn", p.key, (evidence,)) for p in places[1:]]
    assert link([facts("a", places, said)]).conflicts == ()


def test_parents_of_which_one_is_part_of_the_other_are_no_contradiction():
    unit = entity("Organization", "装配车间")
    firm, group = (entity("Organization", name, classes=("Company",))
                   for name in ("青鹭信息技术有限公司", "晓月实业有限公司"))
    evidence = Evidence("article/a", 0, 5, "xxxxx", "test", 0.9)
    said = [Statement(unit.key, "partOf", body.key, (evidence,)) for body in (firm, group)]
    assert [name for name, _ in link([facts("a", [unit, firm, group], said)]).conflicts] == ["one-parent"]
    said.append(Statement(firm.key, "partOf", group.key, (evidence,)))
    assert link([facts("a", [unit, firm, group], said)]).conflicts == ()


def test_two_articles_date_one_meeting_differently():
    both = []
    for article, date in (("a", "2023-02-13"), ("b", "2023-02-14")):
        event = entity("Event", "2022年度民主生活会", article, within="610602", date=date, classes=("Meeting",))
        body = entity("Organization", "柳林镇党委", article, within="610602107")
        evidence = Evidence(f"article/{article}", 0, 5, "xxxxx", "test", 0.9)
        both.append(facts(article, [event, body], [Statement(body.key, "holds", event.key, (evidence,)),
                                                   Statement(event.key, "date", date, (evidence,))]))
    linked = link(both)
    assert [name for name, _ in linked.conflicts] == ["one-date"]
    assert len([e for e in linked.entities if e.type == "Event"]) == 1


def test_three_holders_are_one_contradiction():
    both = two_secretaries()
    person, body = entity("Person", "陆知白", "c", within="610602"), entity("Organization", "柳林镇党委", "c",
                                                                         within="610602107")
    linked = link([*both, facts("c", [person, body], [post("c", person, body, "书记")], "2023-07-01")])
    [(_, keys)] = linked.conflicts
    assert len(keys) == 3


def test_the_order_of_statements_is_irrelevant():
    linked = link(two_secretaries())
    for order in (linked.statements, linked.statements[::-1]):
        assert find_conflicts(order, linked.entities, linked.articles, constraints=CONSTRAINTS) == linked.conflicts


@pytest.mark.parametrize(("title", "name", "bare"), [
    ("镇党委书记", "柳林镇党委", "书记"), ("党委书记", "柳林镇党委", "书记"), ("书记", "柳林镇党委", "书记"),
    ("代县长", "青原县人民政府", "县长"), ("县长", "青原县", "县长"), ("副书记", "柳林镇党委", "副书记"),
    ("党委书记", "青原公司", "党委书记"), ("代理镇长", "柳林镇", "镇长"),
])
def test_titles_without_the_organ(title, name, bare):
    assert strip_title(title, name) == bare


@pytest.mark.parametrize(("title", "name", "single"), [
    ("书记", "柳林镇党委", True), ("局长", "青原县民政局", True), ("科长", "青原县民政局", False),
    ("副局长", "青原县民政局", False), ("局长助理", "青原县民政局", False), ("主任医师", "青原县医院", False),
    ("董事长", "青原能源集团", True), ("校长", "青原县第一小学", True),
])
def test_single_seats(title, name, single):
    assert CONSTRAINTS.is_single(title, name) == single


@pytest.mark.parametrize(("text", "message"), [
    (HEAD.replace("over: holdsPost", "over: holdPost") + EXAMPLES, r":2: .*'over' cannot be 'holdPost'; did you mean"),
    (HEAD.replace("differ: object", "differs: object") + EXAMPLES, "unknown key 'differs'; did you mean 'differ'"),
    (HEAD.replace("[subject]", "[subjekt]") + EXAMPLES, "'same' cannot be 'subjekt'; did you mean 'subject'"),
    (HEAD.replace("time: any", "time: now") + EXAMPLES, "'time' cannot be 'now'"),
    (HEAD, "at least one 'hit' and one 'miss'"),
    (HEAD + EXAMPLES.replace("Company 青原公司", "Compny 青原公司"), "did you mean 'Company'"),
    (HEAD + EXAMPLES.replace("Person 王海涛", "王海涛"), "an end is a class and a name"),
    (HEAD + EXAMPLES + HEAD.removeprefix("constraints:\n") + EXAMPLES, "this id is taken"),
    (HEAD + "  when: {name: '('}\n" + EXAMPLES, "'name' is not a regular expression"),
    ("seats:\n- {title: '(', at: x}\n", ":2: not a regular expression"),
    ("seats:\n- {title: x}\n", "'title' and 'at'"),
])
def test_what_is_wrong_is_named(tmp_path, text, message):
    (tmp_path / "constraints.yaml").write_text(text, "utf-8")
    with pytest.raises(RuleError, match=message):
        load_constraints([tmp_path])


def test_a_folder_replaces_a_constraint_of_the_same_id(tmp_path: Path):
    text = (HEAD + EXAMPLES).replace("one-name", "one-post")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "constraints.yaml").write_text(text, "utf-8")
    loaded = load_constraints([tmp_path])
    assert len(loaded.items) == len(CONSTRAINTS.items)
    assert next(c for c in loaded.items if c.id == "one-post").same == ("subject",)
