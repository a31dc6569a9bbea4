"""Programmes, awards, documents and events, and what is said of them, across the sentences of an article."""

from __future__ import annotations

import pytest

from kg_builder.extract import extract
from kg_builder.matching.load import load_rulebook
from kg_builder.model import Source, SourceFacts, digest

RULEBOOK = load_rulebook()


def read(text: str, *, date: str | None = None) -> SourceFacts:
    return extract(Source("a.txt", text, digest(text, length=64), date=date), rulebook=RULEBOOK)


def entities(facts: SourceFacts, kind: str) -> set[str]:
    return {entity.name for entity in facts.entities if entity.type == kind}


def statements(facts: SourceFacts, predicate: str, *, sure: float = 0.5) -> set[tuple[str, str]]:
    names = {entity.key: entity.name for entity in facts.entities}
    return {(names[s.subject], names.get(s.object, s.object)) for s in facts.statements
            if s.predicate == predicate and s.confidence >= sure}


MEETING = """青禾镇召开春耕备耕工作推进会

2月13日，甘泉县青禾镇召开2023年春耕备耕工作推进会。会议传达学习了县农业农村局春季田管动员会议精神。
镇长李文博主持会议。县农业农村局局长王海涛、镇党委书记陈国平等出席会议。会上，陈国平强调，要抓住农时。
此次会议还安排了植保工作。
"""


def test_one_meeting_told_three_times_is_one_event() -> None:
    facts = read(MEETING, date="2023-02-20")
    assert entities(facts, "Event") == {"2023年春耕备耕工作推进会", "县农业农村局春季田管动员会议"}
    event = next(entity for entity in facts.entities if entity.name == "2023年春耕备耕工作推进会")
    assert event.date == "2023-02-13" and event.end_date is None
    assert {mention.exact for mention in event.mentions} >= {"春耕备耕工作推进会", "会上", "此次会议"}


def test_who_was_there_and_in_which_role() -> None:
    facts = read(MEETING, date="2023-02-20")
    event = "2023年春耕备耕工作推进会"
    assert statements(facts, "attends") == {("李文博", event), ("王海涛", event), ("陈国平", event)}
    names = {entity.key: entity.name for entity in facts.entities}
    roles = {(names[s.subject], s.role) for s in facts.statements if s.predicate == "attends"}
    assert {("李文博", "主持"), ("王海涛", "出席")} <= roles


def test_a_meeting_that_is_only_cited_is_held_by_whom_its_name_says() -> None:
    assert ("甘泉县农业农村局", "县农业农村局春季田管动员会议") in statements(read(MEETING), "holds")


def test_the_date_is_evidence_with_its_capture() -> None:
    facts = read(MEETING, date="2023-02-20")
    dated = [s for s in facts.statements if s.predicate == "date"]
    assert {s.object for s in dated} == {"2023-02-13"}
    _, start, end = next(capture for capture in dated[0].evidence[0].captures if capture[0] == "when")
    assert facts.source.text[start:end] == "2月13日"


def test_without_a_year_the_date_keeps_none() -> None:
    facts = read("2月13日，甘泉县青禾镇召开春耕备耕工作推进会。")
    assert [entity.date for entity in facts.entities if entity.type == "Event"] == ["--02-13"]


def test_an_event_of_several_days() -> None:
    facts = read("2023年5月3日至5日，甘泉县举办首届山歌邀请赛。")
    event = next(entity for entity in facts.entities if entity.type == "Event")
    assert (event.date, event.end_date) == ("2023-05-03", "2023-05-05")


@pytest.mark.parametrize("text", [
    "甘泉县青禾镇定期举办业务技能大赛。",
    "甘泉县青禾镇每年召开春耕备耕工作推进会。",
    "甘泉县青禾镇没有召开春耕备耕工作推进会。",
    "甘泉县青禾镇召开重要会议。",
    "通过召开座谈会、发放调查问卷等方式，广泛征求意见。",
    "我们要开好民主生活会，落实好各项制度。",
    "全年未发生森林火灾。",
])
def test_a_routine_a_kind_and_what_was_not_are_no_events(text: str) -> None:
    assert entities(read(text), "Event") == set()


def test_an_incident_has_a_place_and_a_day() -> None:
    facts = read("昨日中午，甘泉县青禾镇柳湾村发生森林火灾。火灾发生后，村民转移。", date="2023-02-20")
    assert entities(facts, "Event") == {"森林火灾"}
    assert ("森林火灾", "柳湾村") in statements(facts, "locatedIn")
    assert next(entity.date for entity in facts.entities if entity.type == "Event") == "2023-02-19"


def test_the_subject_is_taken_from_the_clause_before() -> None:
    facts = read("甘泉县民政局推行“党建+养老”模式，建立“红色管家”工作法，开展“送暖”“送医”和“送戏”活动。")
    programmes = ("党建+养老", "红色管家", "送暖", "送医", "送戏")
    assert statements(facts, "runs") == {("甘泉县民政局", name) for name in programmes}


def test_the_subject_may_come_last() -> None:
    facts = read("推行“党建+养老”模式，慰问老人50人次……这是甘泉县民政局服务群众的生动实践。")
    assert statements(facts, "runs") == {("甘泉县民政局", "党建+养老")}


def test_what_is_demanded_is_not_done() -> None:
    facts = read("甘泉县民政局召开春季慰问动员会。会议要求，各乡镇要广泛开展“敲门问需”活动。")
    assert entities(facts, "Program") == {"敲门问需"}
    assert statements(facts, "runs") == set()


@pytest.mark.parametrize("verb", ["拟推行", "未推行", "力争推行", "没有推行", "希望推行", "应推行"])
def test_what_is_denied_or_hoped_is_not_stated(verb: str) -> None:
    assert statements(read(f"甘泉县民政局{verb}“党建+养老”模式。"), "runs") == set()


def test_who_stands_in_the_scene_acts() -> None:
    facts = read("在甘泉县，干部群众通过“企业+农户”的模式，种出好果子。")
    assert statements(facts, "runs") == {("甘泉县", "企业+农户")}


def test_several_act_together() -> None:
    facts = read("日前，甘泉县民政局、甘泉县教育局联合印发了《关爱儿童行动方案》。")
    assert statements(facts, "issues") == {("甘泉县民政局", "关爱儿童行动方案"), ("甘泉县教育局", "关爱儿童行动方案")}


def test_a_list_of_documents() -> None:
    facts = read("甘泉县教育局制定了《校园安全制度》《值班制度》以及《家访制度》，并学习了《全国安全条例》。")
    assert statements(facts, "issues") == {("甘泉县教育局", name) for name in ("校园安全制度", "值班制度", "家访制度")}


def test_a_programme_under_a_short_and_a_long_name_is_one() -> None:
    facts = read("甘泉县林业局开展“访民情、解民忧”大讨论活动。“访民情、解民忧”大讨论开展以来，大讨论成果丰硕。")
    assert entities(facts, "Program") == {"访民情、解民忧大讨论"}


def test_who_holds_a_meeting_on_a_programme_runs_it() -> None:
    facts = read("3月2日，甘泉县林业局召开“访民情、解民忧”大讨论动员会议。")
    assert statements(facts, "holds") == {("甘泉县林业局", "访民情、解民忧大讨论动员会议")}
    assert statements(facts, "runs") == {("甘泉县林业局", "访民情、解民忧大讨论")}


@pytest.mark.parametrize("text", [
    "全县增强“四个意识”，坚定“四个自信”，做到“两个维护”。",
    "党建成为发展的“火车头”，他啃下“硬骨头”。",
    "县里列出“需求、政策、服务”清单。",
    "县里推进各项重点工程。",
    "村民利用“线上+线下”的模式卖货。",
    "做人要有“钉钉子”的精神，不能“三天打鱼两天晒网”。",
    "全县大力推进项目建设，新开工项目35个。",
    "学校建立了制度，完善了各项管理制度。",
])
def test_doctrines_metaphors_and_descriptions_are_no_programmes(text: str) -> None:
    assert entities(read(text), "Program") == set()


def test_awards_with_those_who_got_them() -> None:
    facts = read("6月底，甘泉县委授予甘泉县林场等3个单位“绿化先锋”荣誉称号，王海涛等20名同志“绿化标兵”荣誉称号。")
    assert entities(facts, "Award") == {"绿化先锋", "绿化标兵"}
    assert statements(facts, "confers") == {("甘泉县委", "绿化先锋"), ("甘泉县委", "绿化标兵")}
    assert statements(facts, "receives") == {("甘泉县林场", "绿化先锋"), ("王海涛", "绿化标兵")}


def test_an_award_without_quotation_marks() -> None:
    facts = read("2021年，甘泉县医院荣获全国文明单位的荣誉称号。")
    assert statements(facts, "receives") == {("甘泉县医院", "全国文明单位")}
    assert statements(facts, "confers") == set()


def test_the_year_of_an_anniversary_counts_for_dates_without_one() -> None:
    facts = read("为庆祝中国共产党成立101周年，7月1日，甘泉县教育局召开“红烛先锋”表彰大会。")
    assert [entity.date for entity in facts.entities if entity.type == "Event"] == ["2022-07-01"]


ROLL = """青原县2022年度“青禾先锋”名单

一、“青禾先锋支部”（2个）
青禾镇柳湾村党支部
青原县人民医院党支部

二、“青禾先锋党员”（2名）
王海涛　青禾镇柳湾村党支部书记
李文博（女）　青原县第一中学教师

三、说明
陈国平　青原县水务局局长
"""


def test_lines_under_a_heading_receive_what_it_names() -> None:
    assert statements(read(ROLL), "receives") == {
        ("柳湾村党支部", "青禾先锋支部"), ("青原县人民医院党支部", "青禾先锋支部"),
        ("王海涛", "青禾先锋党员"), ("李文博", "青禾先锋党员")}


def test_what_describes_a_winner_does_not_win() -> None:
    text = "二等奖：李文博（青原县水务局）、陈国平（青原县热力公司）。三等奖由青原县供电公司王海涛获得。"
    assert statements(read(text), "receives") == {("李文博", "二等奖"), ("陈国平", "二等奖"), ("王海涛", "三等奖")}


def test_who_wins_in_a_clause_without_a_subject_is_of_whom_it_tells() -> None:
    text = "王海涛是青原县民政局职工，先后荣获“岗位标兵”称号。2019年，他被青原县委授予“最美职工”称号。"
    facts = read(text)
    assert statements(facts, "receives", sure=0) == {("王海涛", "岗位标兵"), ("王海涛", "最美职工")}
    assert statements(facts, "confers") == {("青原县委", "最美职工")}


def test_who_is_beaten_does_not_win() -> None:
    facts = read("青原县的王海涛在决赛中击败了李文博，夺得冠军。")
    assert "李文博" not in {who for who, _ in statements(facts, "receives")}


def test_the_issuer_opens_a_document_s_title() -> None:
    facts = read("青原县人民政府很忙。《青原县人民政府关于森林防火的通知》印发了。大家学习《青原县供水条例》。")
    assert statements(facts, "issues") == {("青原县人民政府", "青原县人民政府关于森林防火的通知")}


@pytest.mark.parametrize("text, got", [
    ("甘泉县医院医生王海涛，1970年生，2019年荣获全国先进工作者称号。", {("王海涛", "全国先进工作者")}),
    ("王海涛是甘泉县医院医生。甘泉县医院重视创建，先后荣获全国文明单位、省级卫生单位等称号。",
     {("甘泉县医院", "全国文明单位"), ("甘泉县医院", "省级卫生单位")}),
])
def test_an_honour_goes_to_whom_it_is_for(text: str, got: set[tuple[str, str]]) -> None:
    assert statements(read(text), "receives") >= got
    assert ("王海涛", "全国文明单位") not in statements(read(text), "receives", sure=0)


@pytest.mark.parametrize("text", [
    "青禾镇力争荣获“文明村镇”称号。", "青禾镇有望获评“文明村镇”。", "青禾镇没有获得“文明村镇”称号。",
    "青禾镇将被授予“文明村镇”称号。", "青禾镇荣获“文明村镇”称号提名。"])
def test_what_is_hoped_planned_or_denied_is_not_got(text: str) -> None:
    assert statements(read(text), "receives", sure=0) == set()
    won = statements(read("青禾镇荣获“文明村镇”称号。"), "receives")
    assert won == {("青禾镇", "文明村镇")}
