"""Place names to codes, and everything else to the division it belongs to."""

import pytest

from kg_builder.matching.gazetteer import load_gazetteer
from kg_builder.matching.placename import bare_level, leading_division, split_name, strip_division
from kg_builder.model import Entity, Evidence, Mention, Statement
from kg_builder.stages.locate import PlaceName, find_home, frame, keep_nearest, locate, locate_source, vote

GAZETTEER = load_gazetteer()
ARTICLE = "article/a"


def resolve(*names, home=None):
    """Codes of names; `容器|名` is a name with the one printed before it."""
    places = [PlaceName(n.split("|")[-1], container=n.split("|")[0] if "|" in n else None) for n in names]
    located = locate(places, home=find_home(home, GAZETTEER), gazetteer=GAZETTEER)
    return {name: found.code for name, found in located.items()}


def test_full_names_vote_for_a_region_and_towns_are_found_in_it():
    # 城关镇 is the name of some ninety towns; 洛南县 and 丹凤县 are both of 商洛.
    assert resolve("洛南县", "丹凤县", "城关街道")["城关街道"] is None      # both counties have one
    assert resolve("洛南县", "丹凤县", "柏峪寺镇")["柏峪寺镇"] == "611021117"
    assert vote([PlaceName("洛南县"), PlaceName("丹凤县")], gazetteer=GAZETTEER) == "611000"


def test_the_home_place_decides_where_names_repeat():
    assert resolve("川口镇", home="延安市")["川口镇"] == "610602112"
    assert resolve("川口镇", home="海东市")["川口镇"] == "630222100"
    found = locate([PlaceName("川口镇")], gazetteer=GAZETTEER)["川口镇"]
    assert found.code is None and found.candidates == ("610602112", "630222100")


def test_many_printed_places_outvote_the_home_place():
    names = [PlaceName(n, count=3) for n in ("湟源县", "湟中区", "大通县")]
    assert vote(names, home="610600", gazetteer=GAZETTEER) == "630100"


def test_a_printed_container_wins_over_votes():
    assert resolve("民和县|川口镇", "民和县", home="延安市")["川口镇"] == "630222100"
    both = locate([PlaceName("川口镇", 1, "民和县"), PlaceName("川口镇", 1, "宝塔区")], gazetteer=GAZETTEER)["川口镇"]
    assert both.code is None and len(both.candidates) == 2


@pytest.mark.parametrize(("name", "home", "code"), [
    ("安塞", "延安市", "610603"),               # a county's short form, at home
    ("安塞", None, None),                       # alone it may be a word: a candidate
    ("霍尔果斯", None, "654004"), ("武夷山", None, None),
    ("长白", "延安市", None),                   # not elsewhere
    ("陕西", None, "610000"), ("西安", None, "610100"), ("吉林", None, "220000"),      # nationally known
    ("朝阳区", "北京市", "110105"), ("朝阳区", "长春市", "220104"), ("朝阳区", None, None),
    ("和平", "天津市", None),                   # an ordinary word
    ("子长县", "延安市", "610681"),             # a former name
    ("大同县", "大同市", "140215"), ("宣武区", "北京市", "110102"), ("户县", "西安市", "610118"),
    ("蟠龙", "延安市", None),                   # a town's short form alone
    ("巴黎", "延安市", None), ("晓月湾小区", "延安市", None),
    ("延安市宝塔区柳林镇", None, "610602107"),
    ("神木市", "延安市", "610881"),             # elsewhere in the province
    ("丹凤县", "哈尔滨市", "611022"),           # the only one in the country
    ("柏峪寺镇", "哈尔滨市", None),             # a town far from home
])
def test_single_names(name, home, code):
    assert resolve(name, home=home)[name] == code


def test_short_forms_count_where_the_full_name_is_printed():
    assert resolve("蟠龙", "蟠龙镇", home="延安市")["蟠龙"] == "610602106"
    assert resolve("和平", "和平区", home="天津市")["和平"] == "120101"


@pytest.mark.parametrize(("home", "code"), [
    ("延安市", "610600"), ("陕西延安", "610600"), ("陕西省 延安市", "610600"), ("延安市宝塔区", "610602"),
    ("北京", "110000"),
    ("朝阳区", None), ("", None), (None, None), ("月球", None),
])
def test_home_places(home, code):
    assert find_home(home, GAZETTEER) == code


def test_the_order_of_names_is_irrelevant():
    names = [PlaceName("洛南县"), PlaceName("川口镇"), PlaceName("丹凤县", 2), PlaceName("西安"), PlaceName("柏峪寺镇")]
    assert locate(names, gazetteer=GAZETTEER) == locate(names[::-1], gazetteer=GAZETTEER)


@pytest.mark.parametrize(("name", "code", "rest"), [
    ("延安市民政局", "610600", "民政局"), ("延安民政局", "610600", "民政局"), ("市民政局", "610600", "民政局"),
    ("陕西省延安市宝塔区民政局", "610602", "民政局"), ("区委", "610602", "委"), ("市场监管局", "610600", "市场监管局"),
    ("乡村振兴局", "610602107", "乡村振兴局"), ("安塞县教育局", "610603", "教育局"),
    ("青鹭敬老院", "610600", "青鹭敬老院"), ("延安市", "610600", "延安市"), ("民政局", None, "民政局"),
])
def test_stripping_the_division(name, code, rest):
    assert strip_division(name, code, GAZETTEER) == rest


def test_leading_divisions():
    division, end = leading_division("延安市宝塔区民政局", None, GAZETTEER)
    assert (division.code, end) == ("610602", 6)
    assert leading_division("川口镇党委", "610600", GAZETTEER)[0].code == "610602112"
    assert leading_division("川口镇党委", None, GAZETTEER) == (None, 0)
    assert [d.code for d in split_name("海东市民和县川口镇", GAZETTEER)] == ["630200", "630222", "630222100"]
    assert split_name("川口镇", GAZETTEER) == ()
    assert bare_level("市委宣传部") == "市" and bare_level("市场监管局") is None and bare_level("市") is None


class Page:
    """One invented article: its text, and entities made by finding names in it."""

    def __init__(self, text):
        self.text, self.entities, self.statements = text, [], []

    def add(self, kind, name):
        starts = [i for i in range(len(self.text)) if self.text.startswith(name, i)]
        assert starts, name
        mentions = tuple(Mention(s, s + len(name), kind, name, name, "test", ARTICLE) for s in starts)
        self.entities.append(Entity(f"{ARTICLE}#{kind}/{name}", kind, name, mentions))
        return self

    def say(self, subject, predicate, obj, **more):
        self.statements.append(Statement(f"{ARTICLE}#{subject}", predicate, f"{ARTICLE}#{obj}", (), **more))
        return self

    def place(self, home=None):
        placed = locate_source(self.entities, self.statements, home=home, gazetteer=GAZETTEER)
        assert [e.key for e in placed] == [e.key for e in self.entities]
        return {e.name: e for e in placed}


def test_entities_of_a_page():
    page = Page("本报讯（通讯员闻小鹿）昨日，宝塔区柳林镇党委书记查望舒到晓月村调研。"
                "市民政局、区委宣传部参加，“晓月暖冬”行动启动。")
    for kind, name in (("Place", "宝塔区"), ("Place", "柳林镇"), ("Place", "晓月村"), ("Organization", "柳林镇党委"),
                       ("Organization", "市民政局"), ("Organization", "区委宣传部"), ("Person", "查望舒"),
                       ("Person", "闻小鹿"), ("Program", "晓月暖冬")):
        page.add(kind, name)
    page.say("Person/查望舒", "holdsPost", "Organization/柳林镇党委", title="党委书记")
    page.statements.append(Statement(f"{ARTICLE}#Person/闻小鹿", "byline", ARTICLE, (), title="通讯员"))
    page.say("Organization/市民政局", "runs", "Program/晓月暖冬")
    placed = page.place(home="延安市")
    assert placed["柳林镇"].code == "610602107" and placed["柳林镇"].within == "610602"
    assert placed["晓月村"].code is None and placed["晓月村"].within == "610602"
    within = {name: placed[name].within for name in placed}
    assert within["柳林镇党委"] == "610602107" and within["市民政局"] == "610600" and within["区委宣传部"] == "610602"
    assert within["查望舒"] == "610602" and within["闻小鹿"] == "610600" and within["晓月暖冬"] == "610600"


def test_nothing_is_known_without_places():
    placed = Page("青鹭公司举行竞赛，查望舒到场。").add("Organization", "青鹭公司").add("Person", "查望舒").place()
    assert {e.within for e in placed.values()} == {None}


def test_open_names_keep_their_candidates():
    placed = Page("他到川口镇调研。").add("Place", "川口镇").place()
    assert placed["川口镇"].code is None and placed["川口镇"].candidates == ("610602112", "630222100")


def test_a_home_that_nobody_knows_is_a_division_by_its_name():
    page = Page("青鹭市松壑镇党委书记查望舒到西安学习，川口镇、市民政局参加。")
    for kind, name in (("Place", "青鹭市"), ("Place", "松壑镇"), ("Place", "西安"), ("Place", "川口镇"),
                       ("Place", "柏峪寺镇"), ("Organization", "松壑镇党委"), ("Organization", "市民政局"),
                       ("Person", "查望舒")):
        page.text += "，" + name
        page.add(kind, name)
    placed = page.place(home="青鹭市")
    assert placed["西安"].code == "610100"                      # nationally known, and does not win the vote
    assert placed["川口镇"].code is None                        # nor does the name of a town prove that it is that town
    assert placed["柏峪寺镇"].code is None
    assert {placed[n].within for n in ("青鹭市", "松壑镇", "川口镇", "松壑镇党委", "市民政局", "查望舒")} == {"青鹭市"}
    assert page.place(home=None)["柏峪寺镇"].code == "611021117"


def test_printed_counties_outvote_a_home_that_nobody_knows():
    page = Page("湟源县、湟中区和大通县。湟源县、湟中区和大通县。湟源县、湟中区和大通县。巴燕乡。")
    for name in ("湟源县", "湟中区", "大通县", "巴燕乡"):
        page.add("Place", name)
    assert page.place(home="青鹭市")["巴燕乡"].code == "630123205"


def test_names_of_statistical_towns_that_are_words_are_no_names():
    assert resolve("街道", "林场", home="北京市") == {"街道": None, "林场": None}
    assert GAZETTEER.get("653223001").name == "街道"


def test_the_short_form_of_one_county_is_no_vote_unless_something_bears_it_out():
    found = locate([PlaceName("安塞")], gazetteer=GAZETTEER)["安塞"]
    assert found.code is None and found.candidates == ("610603",)
    assert resolve("安塞", "陕西")["安塞"] == "610603"              # its province is printed
    assert resolve("安塞", "志丹", "宝塔区")["安塞"] == "610603"     # its neighbours are


def test_a_town_is_looked_for_in_the_counties_that_are_printed():
    assert resolve("蟠龙镇", "宝塔区", "西城区", "丰台区", home="北京市")["蟠龙镇"] == "610602106"


def test_what_a_page_cannot_mean_is_no_candidate():
    assert locate([PlaceName("和平"), PlaceName("宝塔区")], home="610600", gazetteer=GAZETTEER)["和平"].candidates == ()
    assert locate([PlaceName("团结乡")], home="610600", gazetteer=GAZETTEER)["团结乡"].candidates == ()
    assert len(locate([PlaceName("团结乡")], gazetteer=GAZETTEER)["团结乡"].candidates) > 1


def test_the_names_of_one_village_share_the_nearest_container():
    page = Page("宝塔区柳林镇晓月村来了客人。晓月村很美。柳林镇。柳林镇晓月村。")
    for name in ("宝塔区", "柳林镇"):
        page.add("Place", name)
    page.add("Place", "柳林镇晓月村").add("Place", "晓月村")
    placed = page.place(home="延安市")
    assert placed["柳林镇晓月村"].within == placed["晓月村"].within == "610602107"
    other = Page("沈阳晓月社区，晓月社区。").add("Place", "沈阳晓月社区").add("Place", "晓月社区").place()
    assert {place.within for place in other.values()} == {"210100"}


def test_a_bare_level_word_is_the_division_that_it_stands_for():
    page = Page("科右中旗，兴安盟。自治区。")
    for name in ("科右中旗", "兴安盟", "自治区"):
        page.add("Place", name)
    assert page.place()["自治区"].code == "150000"


def test_foreign_organs_and_their_people_are_of_their_country():
    page = Page("法国国防部官员杜朗到访延安市。国务院。")
    for kind, name in (("Place", "法国"), ("Organization", "国防部"), ("Person", "杜朗"), ("Place", "延安市"),
                       ("Organization", "国务院")):
        page.add(kind, name)
    page.say("Person/杜朗", "holdsPost", "Organization/国防部", title="官员")
    placed = page.place(home="延安市")
    assert placed["国防部"].within == placed["杜朗"].within == "法国" and placed["法国"].code is None
    assert placed["国务院"].within == "CN"


def test_where_no_prefecture_wins_an_organ_may_belong_to_the_only_province():
    page = Page("陕西省松林厅派人到晓月村，查望舒参加。").add("Place", "陕西省").add("Place", "晓月村")
    page.add("Organization", "松林厅").add("Person", "查望舒")
    placed = page.place()
    assert placed["松林厅"].within == "610000"
    assert placed["晓月村"].within is None and placed["查望舒"].within is None      # of which there may be many
    page.say("Person/查望舒", "holdsPost", "Organization/松林厅", title="厅长")
    assert page.place()["查望舒"].within == "610000"


def test_who_holds_a_national_post_is_of_the_nation():
    page = Page("国务院副总理查望舒、宝塔区区长闻小鹿在安塞区调研。").add("Place", "宝塔区").add("Place", "安塞区")
    page.add("Organization", "国务院").add("Person", "查望舒").add("Person", "闻小鹿")
    page.say("Person/查望舒", "holdsPost", "Organization/国务院", title="副总理")
    page.say("Person/闻小鹿", "holdsPost", "Place/宝塔区", title="区长")
    placed = page.place()
    assert placed["国务院"].within == placed["查望舒"].within == "CN" and placed["闻小鹿"].within == "610602"


def test_of_the_containers_in_an_article_the_nearest_is_kept():
    page = Page("陕西省延安市宝塔区柳林镇晓月村。志丹县。")
    for name in ("陕西省", "延安市", "宝塔区", "柳林镇", "晓月村", "志丹县"):
        page.add("Place", name)
    for inner, outer in (("柳林镇", "延安市"), ("柳林镇", "宝塔区"), ("晓月村", "柳林镇"), ("晓月村", "陕西省"),
                         ("宝塔区", "陕西省"), ("柳林镇", "志丹县")):
        page.say(f"Place/{inner}", "locatedIn", f"Place/{outer}")
    page.place(home="延安市")
    placed = locate_source(page.entities, page.statements, home="延安市", gazetteer=GAZETTEER)
    kept = [(s.subject[-3:], s.object[-3:]) for s in keep_nearest(page.statements, placed, GAZETTEER)]
    assert kept == [("柳林镇", "宝塔区"), ("晓月村", "柳林镇"), ("宝塔区", "陕西省"), ("柳林镇", "志丹县")]


def test_a_division_in_one_of_its_own_level_is_only_a_candidate():
    page = Page("宁波市舟山市。").add("Place", "宁波市").add("Place", "舟山市")
    evidence = Evidence(ARTICLE, 0, 6, "宁波市舟山市", "test", 0.9, factors=(("rule", 0.9),))
    said = Statement(f"{ARTICLE}#Place/舟山市", "locatedIn", f"{ARTICLE}#Place/宁波市", (evidence,), confidence=0.9)
    [kept] = keep_nearest([said], locate_source(page.entities, [said], gazetteer=GAZETTEER), GAZETTEER)
    assert kept.confidence == kept.evidence[0].confidence == 0.45
    assert kept.evidence[0].factors == (("rule", 0.9), ("divisions", 0.5))


def lie(page, home="延安市"):
    """What lies in what by the frame of the text alone."""
    placed = locate_source(page.entities, page.statements, home=home, gazetteer=GAZETTEER)
    said = list(frame(page.text, placed, page.statements, GAZETTEER))
    for one in said:
        assert one.evidence[0].exact == page.text[one.evidence[0].start:one.evidence[0].end]
    return {(s.subject.split("/")[-1], s.object.split("/")[-1]): s.evidence[0].rule for s in said}


def test_a_division_lies_in_the_one_that_the_text_names_and_the_gazetteer_knows():
    page = Page("宝塔区在柳林镇、川口镇试点。" + "志丹县的人也来看了看。" * 40 + "蟠龙镇没有来。")
    for name in ("宝塔区", "柳林镇", "川口镇", "志丹县", "蟠龙镇"):
        page.add("Place", name)
    page.say("Place/川口镇", "locatedIn", "Place/宝塔区")
    assert lie(page) == {("柳林镇", "宝塔区"): "located.part-of-division"}  # 川口镇 is said to, 蟠龙镇 is too far away


def test_a_village_lies_in_the_town_that_the_sentence_or_the_one_before_named():
    page = Page("柳林镇、川口镇很忙。晓月村和望月村通了路。路很宽。灯很亮。听月村没有路。")
    for name in ("柳林镇", "川口镇", "晓月村", "望月村", "听月村"):
        page.add("Place", name)
    assert lie(page) == {("晓月村", "川口镇"): "located.village-after-town",
                         ("望月村", "川口镇"): "located.village-after-town"}


def test_what_is_called_after_a_town_of_the_article_lies_there():
    page = Page("青禾镇很忙。青禾派出所、青禾县医院、山坪小学、青禾镇团委都来了。")
    page.add("Place", "青禾镇")
    for name in ("青禾派出所", "青禾县医院", "山坪小学", "青禾镇团委"):
        page.add("Organization", name)
    assert lie(page) == {("青禾派出所", "青禾镇"): "located.called-after"}
    page = Page("青禾镇很忙。禾丰银行青禾支行来了，禾丰银行也来了。")
    page.add("Place", "青禾镇").add("Organization", "禾丰银行青禾支行").add("Organization", "禾丰银行")
    assert lie(page) == {("禾丰银行青禾支行", "青禾镇"): "located.called-after"}
    page.text += "青禾县。"
    assert lie(page.add("Place", "青禾县")) == {}
