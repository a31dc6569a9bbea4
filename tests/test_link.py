"""The same entity in different documents: keys, merging, statements."""

from dataclasses import replace

import pytest

from kg_builder.link import block_key, link
from kg_builder.link.identity import key_entity
from kg_builder.link.merge import combine, find_witnesses
from kg_builder.matching.gazetteer import DATASET, load_gazetteer
from kg_builder.model import Article, Entity, Evidence, Mention, Source, SourceFacts, Statement

GAZETTEER = load_gazetteer()


def entity(kind, name, article="a", *, names=(), **more):
    key = f"article/{article}"
    mention = Mention(0, len(name), kind, name, name, "test", key)
    return Entity(f"{key}#{kind}/{name}", kind, name, (mention,), names=names, **more)


def key(kind, name, article="a", *, year="2023", holder="", **more):
    return key_entity(entity(kind, name, article, **more), year=year, holder=holder, gazetteer=GAZETTEER)


def facts(article, entities, statements=(), date="2023-02-13"):
    source = Source(f"{article}.txt", "x" * 100, article)
    about = Article(f"article/{article}", source.key, article, (), 0, 100, date, ())
    return SourceFacts(source, (about,), tuple(entities), tuple(statements))


def say(article, subject, predicate, obj, *, confidence=0.9, sentence=None, **more):
    evidence = Evidence(f"article/{article}", 0, 5, sentence or f"xxxx{article}", "test", confidence)
    return Statement(subject.key, predicate, getattr(obj, "key", obj), (evidence,), confidence=confidence, **more)


@pytest.mark.parametrize("names", [
    ["延安市民政局", "延安民政局", "市民政局", "陕西省延安市民政局"],
    ["延安市人民政府", "市政府", "延安市政府"],
    ["中共延安市委员会", "延安市委", "市委", "中国共产党延安市委员会"],
    ["青鹭敬老院", "延安市青鹭敬老院", "市青鹭敬老院"],
    ["市直机关工委", "延安市直机关工委", "市委市直机关工委", "中共延安市直属机关工作委员会", "延安市委直属机关工委"],
    ["市人社局", "延安市人力资源和社会保障局", "市人力资源社会保障局"],
    ["市纪委", "延安市纪委", "中共延安市纪律检查委员会"],
    ["市一中", "延安市第一中学", "延安市一中"],
    ["团市委", "共青团延安市委", "共青团延安市委员会"],
])
def test_forms_of_one_organisation_have_one_key(names):
    assert len({key("Organization", name, within="610600") for name in names}) == 1


def test_keys_are_read_easily():
    assert key("Place", "宝塔区", code="610602") == "place/CN-610602"
    assert key("Organization", "宝塔区柳林镇党委", within="610602107") == "organization/柳林镇党委@CN-610602107"
    assert key("Organization", "市民政局", within="610600") == "organization/延安市民政局@CN-610600"
    assert key("Person", "查望舒", within="610602") == "person/查望舒@CN-610602-2023"
    assert key("Place", "宝塔区柳林镇晓月村", within="610602107") == "place/晓月村@CN-610602107"
    assert key("Program", "“晓月暖冬”行动", within="610600") == "program/晓月暖冬行动@CN-610600"


@pytest.mark.parametrize(("kind", "name", "expected"), [
    ("Place", "青鹭市", "place/青鹭市"), ("Place", "青鹭", "place/青鹭市"), ("Place", "松壑镇", "place/松壑镇@青鹭市"),
    ("Organization", "市民政局", "organization/青鹭市民政局@青鹭市"),
    ("Organization", "青鹭市民政局", "organization/青鹭市民政局@青鹭市"),
    ("Organization", "松壑镇党委", "organization/松壑镇党委@青鹭市"),
    ("Organization", "青鹭市松壑镇党委", "organization/松壑镇党委@青鹭市"),
    ("Person", "查望舒", "person/查望舒@青鹭市-2023"),
])
def test_of_a_home_that_nobody_knows(kind, name, expected):
    assert key(kind, name, within="青鹭市") == expected


@pytest.mark.parametrize("name", ["晓月村党支部", "听荷社区党委", "松壑镇党委"])
def test_organs_of_towns_and_villages_that_nobody_knows_are_one(name):
    assert key("Organization", name, "a", within="610602") == key("Organization", name, "b", within="610602")


@pytest.mark.parametrize("name", ["该村党支部", "农村专班", "乡镇党委", "小区物业办"])
def test_words_with_a_level_word_in_them_name_no_village(name):
    assert key("Organization", name, "a", within="610602") != key("Organization", name, "b", within="610602")


@pytest.mark.parametrize(("one", "other"), [
    (("Organization", "延安市民政局", "610600"), ("Organization", "区民政局", "610602")),
    (("Organization", "川口镇党委", "610602112"), ("Organization", "川口镇党委", "630222100")),
    (("Organization", "市场监管局", "610600"), ("Organization", "场监管局", "610600")),
    (("Person", "查望舒", "610602"), ("Person", "查望舒", "610603")),
    (("Document", "冬季供暖工作方案", "610600"), ("Document", "冬季供暖工作方案", "610700")),
])
def test_what_is_not_one_has_two_keys(one, other):
    assert len({key(kind, name, within=within) for kind, name, within in (one, other)}) == 2


@pytest.mark.parametrize(("kind", "name"), [
    ("Place", "长江"), ("Place", "华北地区"), ("Organization", "国务院"),
    ("Organization", "青鹭信息技术有限公司"), ("Document", "《中国共产党章程》"),
    ("Document", "森林法"), ("Award", "全国文明城市"), ("Event", "党的二十大"),
])
def test_some_names_say_enough_alone(kind, name):
    assert key(kind, name, "a", within="610600") == key(kind, name, "b", within="630200") == key(kind, name, "c")


@pytest.mark.parametrize(("kind", "name", "more"), [
    ("Organization", "一中", {"within": "610600"}), ("Organization", "电视台", {"within": "610600"}),
    ("Organization", "办公室", {"within": "610600"}),
    ("Organization", "第一小学", {"within": "610600"}),
    ("Organization", "青鹭公司", {}), ("Person", "查望舒", {}), ("Place", "晓月村", {}),
    ("Event", "晓月座谈会", {"within": "610600"}), ("Event", "晓月座谈会", {"within": "610600", "date": "--02-13"}),
])
def test_without_proof_each_article_has_its_own(kind, name, more):
    assert key(kind, name, "a", **more) != key(kind, name, "b", **more)


def test_campaigns_with_a_watchword_of_two_parts_are_one_everywhere():
    assert key("Program", "“心系晓月、情暖青鹭”主题教育", "a") == key("Program", "心系晓月、情暖青鹭", "b")
    assert key("Program", "晓月暖冬", "a", within="610600") == key("Program", "晓月暖冬活动", "b", within="610600")
    assert key("Program", "暖冬活动", within="610600") != key("Program", "暖冬", within="610600")    # too short to cut


def test_people_of_the_nation_are_one_in_a_year():
    assert key("Person", "查望舒", within="CN") == "person/查望舒@CN-2023"


def test_foreign_organs_are_not_the_national_ones():
    assert key("Organization", "国防部", within="610600") == "organization/国防部"
    assert key("Organization", "国防部", within="法国").startswith("organization/法国国防部@法国")


def test_yearly_events_are_told_apart_by_their_year():
    assert key("Event", "全国两会", year="2023") != key("Event", "全国两会", year="2024")
    assert key("Event", "全国两会", "a", year="2023") == key("Event", "全国两会", "b", date="2023-03-05", year="2024")
    assert key("Event", "全国两会", "a", year="") != key("Event", "全国两会", "b", year="")


@pytest.mark.parametrize("name", ["条例", "办法"])
def test_a_word_for_documents_is_no_document_of_its_own(name):
    assert key("Document", name, "a") != key("Document", name, "b")


def test_a_place_is_called_without_its_containers_if_an_article_does_so():
    full, bare = (entity("Place", name, name, within="610602107") for name in ("柳林镇晓月村", "晓月村"))
    [linked] = link([facts("柳林镇晓月村", [full]), facts("晓月村", [bare])], gazetteer=GAZETTEER).entities
    assert linked.name == "晓月村" and linked.names == ("柳林镇晓月村",)


def test_people_of_two_years_are_two_and_possibly_one():
    people = [entity("Person", "查望舒", article, within="610602") for article in "abc"]
    linked = link([facts("a", people[:1], date="2023-02-13"), facts("b", people[1:2], date="2023-09"),
                   facts("c", people[2:], date="2024-01-05")], gazetteer=GAZETTEER)
    assert [e.key for e in linked.entities] == ["person/查望舒@CN-610602-2023", "person/查望舒@CN-610602-2024"]
    assert len(linked.entities[0].mentions) == 2
    assert linked.possibly_same == (("person/查望舒@CN-610602-2023", "person/查望舒@CN-610602-2024"),)


def test_events_need_name_region_day_and_holder():
    more = {"within": "610600", "date": "2023-02-13"}
    assert key("Event", "党员大会", "a", holder="organization/x", **more) == key(
        "Event", "党员大会", "b", holder="organization/x", **more)
    assert key("Event", "党员大会", "a", holder="organization/x", **more) != key(
        "Event", "党员大会", "b", holder="organization/y", **more)


def test_numbered_events_need_no_day():
    more = {"within": "610600", "holder": "organization/x"}
    assert key("Event", "2022年度晓月座谈会", "a", date="2023-02-13", **more) == key(
        "Event", "2022年度晓月座谈会", "b", **more)
    assert key("Event", "2022年度晓月座谈会", "a", **more) != key("Event", "2023年度晓月座谈会", "b", **more)
    assert key("Event", "晓月座谈会", "a", **more) != key("Event", "晓月座谈会", "b", **more)


def test_the_holder_of_an_event_is_read_from_the_statements():
    both = []
    for article, name in (("a", "市民政局"), ("b", "延安市民政局")):
        event = entity("Event", "党员大会", article, within="610600", date="2023-02-13")
        holder = entity("Organization", name, article, within="610600")
        both.append(facts(article, [event, holder], [say(article, holder, "holds", event),
                                                     say(article, event, "date", "2023-02-13")]))
    linked = link(both, gazetteer=GAZETTEER)
    assert [e.type for e in linked.entities] == ["Event", "Organization"]
    assert sorted((s.predicate, len(s.evidence)) for s in linked.statements) == [("date", 2), ("holds", 2)]


def test_labels_of_divisions_and_of_others():
    linked = link([facts("a", [entity("Place", "延安", code="610600"),
                               entity("Organization", "市民政局", within="610600")]),
                   facts("b", [entity("Place", "陕西省延安市", "b", code="610600", names=("延安市",)),
                               entity("Organization", "延安市民政局", "b", within="610600")]),
                   facts("c", [entity("Place", "安塞", "c", code="610603")])], gazetteer=GAZETTEER)
    labels = {e.key: (e.name, e.names) for e in linked.entities}
    assert labels["place/CN-610600"] == ("延安市", ("延安", "陕西省延安市"))
    assert labels["place/CN-610603"] == ("安塞", ())            # nobody prints 安塞区
    assert labels["organization/延安市民政局@CN-610600"] == ("延安市民政局", ("市民政局",))
    assert {e.key: e.classes for e in linked.entities}["place/CN-610600"] == ("Prefecture",)


def test_a_level_word_is_no_name_of_a_place():
    linked = link([facts("a", [entity("Place", "延安", code="610600"), entity("Place", "市", code="610600")]),
                   facts("b", [entity("Place", "县", "b", code="610621")])], gazetteer=GAZETTEER)
    assert {e.key: (e.name, e.names) for e in linked.entities} == {
        "place/CN-610600": ("延安", ()), "place/CN-610621": ("县", ())}


def test_statements_of_two_articles_become_one():
    def article(name, date, confidence):
        person = entity("Person", "查望舒", name, within="610602")
        organ = entity("Organization", "柳林镇党委", name, within="610602107")
        return facts(name, [person, organ],
                     [say(name, person, "holdsPost", organ, title="党委书记", confidence=confidence)], date)

    linked = link([article("a", "2023-02-13", 0.8), article("b", "2023-05-01", 0.6)], gazetteer=GAZETTEER)
    [statement] = linked.statements
    assert len(statement.evidence) == 2 and statement.as_of == "2023-05-01"
    assert statement.confidence == pytest.approx(1 - 0.2 * 0.4)


def test_reprints_of_one_article_are_one_witness():
    def article(name, confidence, sentence):
        person, organ = entity("Person", "查望舒", name, within="610602"), entity("Organization", "国务院", name)
        return facts(name, [person, organ], [say(name, person, "holdsPost", organ, title="参事", confidence=confidence,
                                                 sentence=sentence)])

    three = [article("a", 0.6, "查望舒是国务院参事。"), article("b", 0.8, "查望舒是国务院\n参事。"),
             article("c", 0.5, "国务院参事查望舒到场。")]
    for order in (three, three[::-1]):
        [statement] = link(order, gazetteer=GAZETTEER).statements
        assert len(statement.evidence) == 3 and statement.confidence == pytest.approx(1 - 0.2 * 0.5)


def test_articles_that_share_a_sentence_with_a_third_are_one_witness():
    evidence = [Evidence(f"article/{a}", n, n + 1, text, "test", 0.9) for a, n, text in
                (("a", 0, "甲"), ("b", 0, "乙"), ("c", 0, "甲"), ("c", 5, "乙"), ("d", 0, "丙"))]
    assert find_witnesses(evidence) == {"article/a": "article/a", "article/b": "article/a", "article/c": "article/a",
                                        "article/d": "article/d"}


def test_two_titles_or_a_former_post_are_further_statements():
    person = entity("Person", "查望舒", within="610602")
    organ = entity("Organization", "柳林镇党委", within="610602107")
    said = [say("a", person, "holdsPost", organ, title="党委书记"), say("a", person, "holdsPost", organ, title="委员"),
            say("a", person, "holdsPost", organ, title="党委书记", former=True)]
    assert len(link([facts("a", [person, organ], said)], gazetteer=GAZETTEER).statements) == 3


def test_within_one_article_the_best_reading_counts():
    person = entity("Person", "查望舒", within="610602")
    organ = entity("Organization", "柳林镇党委", within="610602107")
    said = [say("a", person, "holdsPost", organ, title="书记", confidence=c) for c in (0.5, 0.7)]
    [statement] = link([facts("a", [person, organ], said)], gazetteer=GAZETTEER).statements
    assert statement.confidence == 0.7


def test_confidences_combine_below_certainty_in_any_order():
    assert combine([0.9, 0.9, 0.9]) == 0.99 and combine([1.0]) == 0.99 and combine([0.4]) == 0.4
    assert combine([0.3, 0.5, 0.7]) == combine([0.7, 0.3, 0.5])


def test_bylines_keep_their_article_and_nothing_is_its_own_part():
    person = entity("Person", "闻小鹿", within="610600")
    short, full = entity("Place", "延安", code="610600"), entity("Place", "延安市", code="610600")
    linked = link([facts("a", [person, short, full], [say("a", person, "byline", "article/a", title="通讯员"),
                                                      say("a", short, "locatedIn", full)])], gazetteer=GAZETTEER)
    assert [(s.predicate, s.object) for s in linked.statements] == [("byline", "article/a")]


def test_the_data_set_gives_the_nearest_container_that_is_mentioned():
    town, county = entity("Place", "柳林镇", code="610602107"), entity("Place", "宝塔区", "b", code="610602")
    province = entity("Place", "陕西省", "b", code="610000")
    linked = link([facts("a", [town]), facts("b", [county, province])], gazetteer=GAZETTEER)
    pairs = {(s.subject, s.object) for s in linked.statements}
    assert pairs == {("place/CN-610602107", "place/CN-610602"), ("place/CN-610602", "place/CN-610000")}
    assert all(s.dataset == DATASET and not s.evidence and s.confidence == 1.0 for s in linked.statements)


def test_what_an_article_says_is_not_said_again_by_the_data_set():
    town, county = entity("Place", "柳林镇", code="610602107"), entity("Place", "宝塔区", code="610602")
    [statement] = link([facts("a", [town, county], [say("a", town, "locatedIn", county)])],
                       gazetteer=GAZETTEER).statements
    assert statement.dataset is None and statement.evidence


def test_open_places_keep_their_candidates():
    place = replace(entity("Place", "川口镇"), candidates=("610602112", "630222100"))
    [linked] = link([facts("a", [place])], gazetteer=GAZETTEER).entities
    assert linked.key == "place/川口镇@a" and linked.candidates == ("610602112", "630222100") and linked.code is None


def test_organs_with_their_division_in_the_name_are_told_apart():
    def pairs(name, other):
        both = [facts("a", [entity("Organization", name, "a", within="610600")]),
                facts("b", [entity("Organization", other, "b", within="610602")])]
        return link(both, gazetteer=GAZETTEER).possibly_same

    assert pairs("延安市民政局", "宝塔区民政局") == ()
    assert pairs("青鹭商会", "青鹭商会") == (("organization/青鹭商会@CN-610600", "organization/青鹭商会@CN-610602"),)


def test_the_order_of_sources_is_irrelevant():
    every = []
    for number, article in enumerate("abcd"):
        person = entity("Person", "查望舒", article, within="61060" + str(2 + number % 2))
        organ = entity("Organization", ["市委", "延安市委"][number % 2], article, within="610600")
        every.append(facts(article, [person, organ], [say(article, person, "holdsPost", organ, title="委员")],
                           f"202{number}-01-01"))
    assert link(every, gazetteer=GAZETTEER) == link(every[::-1], gazetteer=GAZETTEER)
    assert link([*every, every[0]], gazetteer=GAZETTEER) == link(every, gazetteer=GAZETTEER)


def test_blocks_hold_what_may_be_one():
    one = entity("Organization", "延安市民政局", within="610600")
    other = entity("Organization", "民政局", "b", within="610602")
    assert block_key(one) == block_key(other) != block_key(entity("Person", "民政局"))


def test_a_mention_is_kept_once_in_its_surer_reading():
    full, short = entity("Place", "延安市", code="610600"), entity("Place", "延安", code="610600")
    [mention] = full.mentions
    weak = replace(mention, confidence=0.6, rule="refers", antecedent=(3, 5))
    both = [replace(full, mentions=(mention,)), replace(short, mentions=(weak,))]
    [linked] = link([facts("a", both)], gazetteer=GAZETTEER).entities
    assert linked.mentions == (mention,)


def test_nothing_gives_nothing():
    linked = link([], gazetteer=GAZETTEER)
    assert not linked.entities and not linked.statements and not linked.sources
