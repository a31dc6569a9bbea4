"""Hand-made graphs that keep to the contract of `kg_builder.graph`: invented people in invented towns."""

from __future__ import annotations

import random
from itertools import pairwise

import networkx as nx

from kg_builder.model import Evidence, Mention, Source, Statement, digest

BASE = "https://example.org/kg/"

PLACES = "青梧县 云溪镇 石鼓镇 白鹭镇 松坪乡 柳湾村 桃源村 河口村 枫林社区 东湖公园"
ORGANIZATIONS = (
    "青梧县委 青梧县人民政府 青梧县民政局 青梧县教育局 云溪镇党委 云溪镇人民政府 石鼓镇党委 白鹭镇党委 松坪乡党委 "
    "柳湾村党支部 "
    "桃源村党支部 河口村党支部 枫林社区党支部 青梧县第一中学 青梧县人民医院 青禾农业集团 青禾农业集团党委 民政局党组"
)
PEOPLE = "曾子航 解明远 覃若兰 单宏图 仇振华 查海燕 孟云舟 柏清扬 邵文景 汪以宁 蔡元峰 盛晓棠 贺兰舟 丁一鸣 傅雅琴"
PROGRAMS = "清风课堂 红色网格 千村共富行动 银龄守护计划 一站式服务平台"
AWARDS = "五星党支部 最美乡村 优秀教师"
DOCUMENTS = "青梧县乡村振兴三年规划 云溪镇网格管理办法 关于开展清风课堂的通知"
EVENTS = "2031年度民主生活会 春季植树活动 第三届农民运动会 党建工作推进会"

# Each line: subject, predicate, object, sentence; then `title=`, `role=`, `former`, `confidence=` where they apply.
ARTICLES: dict[str, tuple[str, str, list[str]]] = {
    "云溪镇:让网格“活”起来": ("news/2031-03-02.txt", "2031-03-02", [
        "曾子航|holdsPost|云溪镇党委|近年来,云溪镇党委书记曾子航带领干部走村入户。|title=党委书记",
        "解明远|holdsPost|云溪镇人民政府|云溪镇镇长解明远说,网格要织得密。|title=镇长",
        "云溪镇党委|locatedIn|云溪镇|云溪镇党委坚持把支部建在网格上。",
        "云溪镇党委|partOf|青梧县委|在青梧县委的领导下,云溪镇党委推行网格管理。",
        "云溪镇|locatedIn|青梧县|云溪镇位于青梧县东部。",
        "柳湾村|locatedIn|云溪镇|云溪镇柳湾村的变化看得见。",
        "桃源村|locatedIn|云溪镇|云溪镇桃源村紧随其后。",
        "柳湾村党支部|locatedIn|柳湾村|柳湾村党支部每周入户一次。",
        "柳湾村党支部|partOf|云溪镇党委|云溪镇党委下辖的柳湾村党支部率先试点。",
        "桃源村党支部|partOf|云溪镇党委|云溪镇党委下辖的桃源村党支部也动了起来。",
        "桃源村党支部|locatedIn|桃源村|桃源村党支部设在村口。",
        "云溪镇党委|runs|红色网格|云溪镇党委推行“红色网格”工作法。",
        "柳湾村党支部|runs|红色网格|柳湾村党支部落实“红色网格”。",
        "云溪镇人民政府|issues|云溪镇网格管理办法|云溪镇人民政府印发《云溪镇网格管理办法》。",
        "云溪镇人民政府|locatedIn|云溪镇|云溪镇人民政府就在街口。",
        "查海燕|holdsPost|柳湾村党支部|柳湾村党支部书记查海燕翻开民情本。|title=支部书记",
        "柳湾村党支部|receives|五星党支部|柳湾村党支部被评为“五星党支部”。",
        "云溪镇党委|confers|五星党支部|云溪镇党委授予“五星党支部”称号。",
        "丁一鸣|byline|@|通讯员 丁一鸣|title=通讯员",
    ]),
    "石鼓镇:清风进课堂": ("news/2031-03-05.txt", "2031-03-05", [
        "覃若兰|holdsPost|石鼓镇党委|石鼓镇党委书记覃若兰走上讲台。|title=党委书记",
        "单宏图|holdsPost|石鼓镇党委|石鼓镇党委副书记单宏图参加了学习。|title=党委副书记",
        "石鼓镇党委|locatedIn|石鼓镇|石鼓镇党委把课堂搬到院坝。",
        "石鼓镇|locatedIn|青梧县|石鼓镇地处青梧县西部。",
        "河口村|locatedIn|石鼓镇|石鼓镇河口村村民来听课。",
        "河口村党支部|locatedIn|河口村|河口村党支部组织党员参加。",
        "河口村党支部|partOf|石鼓镇党委|河口村党支部向石鼓镇党委报了名。",
        "石鼓镇党委|runs|清风课堂|石鼓镇党委开办“清风课堂”。",
        "青梧县第一中学|runs|清风课堂|青梧县第一中学承办“清风课堂”。",
        "仇振华|holdsPost|青梧县第一中学|青梧县第一中学校长仇振华主讲。|title=校长",
        "青梧县第一中学|locatedIn|青梧县|青梧县第一中学是青梧县的老校。",
        "石鼓镇党委|issues|关于开展清风课堂的通知|石鼓镇党委下发《关于开展清风课堂的通知》。",
        "傅雅琴|receives|优秀教师|教师傅雅琴荣获“优秀教师”。",
        "青梧县教育局|confers|优秀教师|青梧县教育局授予“优秀教师”称号。",
        "孟云舟|holdsPost|青梧县教育局|青梧县教育局局长孟云舟出席。|title=局长",
        "青梧县教育局|partOf|青梧县人民政府|青梧县人民政府组成部门青梧县教育局主办。",
        "傅雅琴|holdsPost|青梧县第一中学|青梧县第一中学教师傅雅琴授课。|title=教师;confidence=0.42",
        "丁一鸣|byline|@|通讯员 丁一鸣 摄影报道|title=摄影",
    ]),
    "青梧县召开党建工作推进会": ("news/2031-03-09.txt", "2031-03-09", [
        "邵文景|holdsPost|青梧县|青梧县县长邵文景主持会议。|title=县长",
        "邵文景|holdsPost|青梧县|青梧县县委副书记邵文景主持会议。|title=县委副书记",
        "邵文景|attends|党建工作推进会|邵文景主持党建工作推进会。|role=主持",
        "柏清扬|holdsPost|青梧县委|青梧县委书记柏清扬讲话。|title=县委书记",
        "柏清扬|attends|党建工作推进会|柏清扬在党建工作推进会上讲话。|role=讲话",
        "青梧县委|holds|党建工作推进会|青梧县委召开党建工作推进会。",
        "青梧县委|locatedIn|青梧县|青梧县委机关设在青梧县城。",
        "党建工作推进会|locatedIn|石鼓镇|党建工作推进会在石鼓镇举行。",
        "汪以宁|holdsPost|云溪镇党委|云溪镇党委书记汪以宁作了交流发言。|title=党委书记",
        "汪以宁|attends|党建工作推进会|汪以宁在党建工作推进会上发言。|role=发言",
        "曾子航|attends|党建工作推进会|曾子航参加党建工作推进会。",
        "青梧县委|issues|青梧县乡村振兴三年规划|青梧县委印发《青梧县乡村振兴三年规划》。",
        "青梧县人民政府|runs|千村共富行动|青梧县人民政府启动千村共富行动。",
        "青梧县委|runs|千村共富行动|青梧县委部署千村共富行动。",
        "青梧县人民政府|locatedIn|青梧县|青梧县人民政府驻青梧县城。",
        "白鹭镇党委|partOf|青梧县委|青梧县委管理白鹭镇党委。",
        "白鹭镇|locatedIn|青梧县|白鹭镇属青梧县。",
        "白鹭镇党委|locatedIn|白鹭镇|白鹭镇党委在会上交流。",
        "松坪乡|locatedIn|青梧县|松坪乡属青梧县。",
        "松坪乡党委|locatedIn|松坪乡|松坪乡党委参加会议。",
        "松坪乡党委|partOf|青梧县委|青梧县委管理松坪乡党委。",
        "石鼓镇党委|partOf|青梧县委|青梧县委管理石鼓镇党委。",
        "白鹭镇党委|receives|最美乡村|白鹭镇党委捧回“最美乡村”奖牌。|confidence=0.38",
        "贺兰舟|byline|@|记者 贺兰舟|title=记者",
    ]),
    "青禾集团:银龄有依": ("news.jsonl#17", "2031-04", [
        "蔡元峰|holdsPost|青禾农业集团|青禾农业集团董事长蔡元峰看望老人。|title=董事长",
        "蔡元峰|holdsPost|青禾农业集团党委|青禾农业集团党委书记蔡元峰部署工作。|title=党委书记",
        "青禾农业集团党委|partOf|青禾农业集团|青禾农业集团党委是青禾农业集团的领导核心。",
        "青禾农业集团|locatedIn|白鹭镇|青禾农业集团落户白鹭镇。",
        "青禾农业集团|runs|银龄守护计划|青禾农业集团发起“银龄守护计划”。",
        "青梧县民政局|runs|银龄守护计划|青梧县民政局推进“银龄守护计划”。",
        "民政局党组|partOf|青梧县民政局|青梧县民政局成立民政局党组。",
        "青梧县民政局|partOf|青梧县人民政府|青梧县人民政府下属的青梧县民政局负责。",
        "盛晓棠|holdsPost|青梧县民政局|青梧县民政局局长盛晓棠介绍。|title=局长",
        "盛晓棠|holdsPost|民政局党组|民政局党组书记盛晓棠介绍。|title=党组书记",
        "孟云舟|holdsPost|青梧县民政局|青梧县民政局原局长孟云舟回忆。|title=局长;former",
        "枫林社区党支部|locatedIn|枫林社区|枫林社区党支部为老人送餐。",
        "枫林社区|locatedIn|白鹭镇|白鹭镇枫林社区试点。",
        "枫林社区党支部|runs|一站式服务平台|枫林社区党支部建起一站式服务平台。",
        "青禾农业集团|holds|第三届农民运动会|青禾农业集团承办第三届农民运动会。",
        "第三届农民运动会|locatedIn|东湖公园|第三届农民运动会在东湖公园举行。",
        "青禾农业集团党委|holds|2031年度民主生活会|青禾农业集团党委召开2031年度民主生活会。",
        "蔡元峰|attends|2031年度民主生活会|蔡元峰主持2031年度民主生活会。|role=主持",
        "青梧县人民医院|locatedIn|青梧县|青梧县人民医院位于青梧县。",
        "青梧县人民医院|runs|银龄守护计划|青梧县人民医院参与“银龄守护计划”。",
    ]),
}
TYPES = {
    "Place": PLACES, "Organization": ORGANIZATIONS, "Person": PEOPLE, "Program": PROGRAMS, "Award": AWARDS,
    "Document": DOCUMENTS, "Event": EVENTS,
}
RULES = {"holdsPost": "post.organization", "locatedIn": "place.container", "byline": "byline.line"}
CLASSES = {"党委": "PartyOrganization", "县委": "PartyOrganization", "党支部": "PartyOrganization",
           "局": "GovernmentBody",
           "镇": "Town", "村": "Village", "县": "County", "集团": "Company", "会": "Meeting"}
ALIASES = {"青梧县民政局": ("县民政局",), "青禾农业集团": ("青禾集团",), "2031年度民主生活会": ("民主生活会",)}
DATES = {"党建工作推进会": "2031-03-08", "2031年度民主生活会": "2031", "春季植树活动": "--03-12"}


def make_graph() -> nx.MultiDiGraph:
    """Return a graph of about sixty nodes with every type and relation, a conflict, candidates and a former post."""
    graph = nx.MultiDiGraph(base_iri=BASE, sources={}, conflicts=())
    types = {name: kind for kind, names in TYPES.items() for name in names.split()}
    mentions: dict[str, set[Mention]] = {name: set() for name in types}
    statements: dict[str, Statement] = {}
    for title, (path, date, lines) in ARTICLES.items():
        _add_article(graph, title, path, date, lines, types, mentions, statements)
    for name, kind in types.items():
        graph.add_node(
            entity_key(kind, name), type=kind, label=name, alt_labels=ALIASES.get(name, ()),
            classes=tuple(sorted({c for end, c in CLASSES.items() if name.endswith(end)})),
            code="999901102" if name == "云溪镇" else None, candidates=(), date=DATES.get(name), end_date=None,
            mentions=tuple(sorted(mentions[name], key=lambda m: (m.article, m.start, m.end))), possibly_same=(),
            facts=(),
        )
    for statement in statements.values():
        add_statement(graph, statement)
    _add_twin(graph)
    _add_date(graph)
    both = sorted(
        s.key for s in statements.values()
        if s.title == "党委书记" and s.object == entity_key("Organization", "云溪镇党委")
    )
    graph.graph["conflicts"] = (("one-holder", tuple(both)),)
    return graph


def _add_twin(graph: nx.MultiDiGraph) -> None:
    """Add someone of another county who may be one of the people."""
    one, other = entity_key("Person", "汪以宁"), "person/汪以宁@CN-999902"
    graph.add_node(other, **{**graph.nodes[one], "mentions": (), "possibly_same": (one,)})
    graph.nodes[one]["possibly_same"] = (other,)


def _add_date(graph: nx.MultiDiGraph) -> None:
    """Give the meeting a date that was read from a sentence: a fact that is no edge."""
    event = entity_key("Event", "党建工作推进会")
    mention = graph.nodes[event]["mentions"][0]
    text = graph.graph["sources"][graph.nodes[mention.article]["source"]].text
    end = text.index("\n", mention.end)
    start = text.rindex("\n", 0, mention.start) + 1
    evidence = Evidence(mention.article, start, end, text[start:end], "event.date", 0.9, mention)
    statement = Statement(event, "date", "2031-03-08", (evidence,), as_of="2031-03-09", confidence=0.9)
    graph.nodes[event]["facts"] = (statement,)


def entity_key(kind: str, name: str) -> str:
    """Return the key of an invented entity."""
    return f"{kind.lower()}/{name}@CN-999901"


def add_statement(graph: nx.MultiDiGraph, statement: Statement) -> None:
    """Add a statement as an edge, with every attribute of the contract."""
    names = ("predicate", "title", "former", "since", "until", "as_of", "confidence", "role", "grantor", "dataset",
             "evidence")
    attributes = {name: getattr(statement, name) for name in names}
    graph.add_edge(statement.subject, statement.object, key=statement.key, **attributes)


def _add_article(
    graph: nx.MultiDiGraph, title: str, path: str, date: str, lines: list[str], types: dict[str, str],
    mentions: dict[str, set[Mention]], statements: dict[str, Statement],
) -> None:
    rows = [([*line.split("|"), ""])[:5] for line in lines]
    text = title + "\n" + "".join(row[3] + "\n" for row in rows)
    source = Source(path=path, text=text, sha256=digest(text, length=64))
    article = f"article/{digest(path, title)}"
    graph.graph["sources"][source.key] = source
    graph.add_node(article, type="Article", label=title, alt_labels=(), date=date, source=source.key, start=0,
                   end=len(text))
    at = len(title) + 1
    for head, predicate, tail, sentence, options in rows:
        ends = [_mention(name, sentence, at, article, types) for name in (head, tail)]
        for name, found in zip((head, tail), ends, strict=True):
            if found:
                mentions[name].add(found)
        extra = dict(option.partition("=")[::2] for option in options.split(";") if option)
        confidence = float(extra.get("confidence", 0.95))
        rule = RULES.get(predicate, f"{predicate.lower()}.plain")
        evidence = Evidence(article, at, at + len(sentence), sentence, rule, confidence, *ends)
        statement = Statement(
            entity_key(types[head], head), predicate, article if tail == "@" else entity_key(types[tail], tail),
            (evidence,), title=extra.get("title", ""), former="former" in extra, as_of=date, confidence=confidence,
            role=extra.get("role", ""),
        )
        statements[statement.key] = statement
        at += len(sentence) + 1


def _mention(name: str, sentence: str, at: int, article: str, types: dict[str, str]) -> Mention | None:
    start = sentence.find(name)
    if start < 0:
        return None
    return Mention(at + start, at + start + len(name), types[name], name, name, f"{types[name].lower()}.name", article)


def make_large_graph(count: int, *, seed: int = 3) -> nx.MultiDiGraph:
    """Return a scale-free graph with `count` nodes, two statements a node, and a sentence for each statement."""
    rng = random.Random(seed)
    surnames, given, kinds = "赵钱孙李周吴郑王冯陈", "安邦昌达恩飞刚海建坤立明宁平青如山天文夏", list(TYPES)
    graph = nx.MultiDiGraph(base_iri=BASE, sources={}, conflicts=())
    keys: list[str] = []
    for i in range(count):
        kind = kinds[rng.choice((0, 1, 1, 2, 2, 2, 3, 4, 5, 6))]
        name = rng.choice(surnames) + "".join(rng.choice(given) for _ in range(2 if kind == "Person" else 4))
        keys.append(f"{kind.lower()}/{name}@{i}")
        graph.add_node(keys[-1], type=kind, label=name, alt_labels=(), classes=(), code=None, candidates=(), date=None,
                       end_date=None, mentions=(), possibly_same=(), facts=())
    starts = [*list(range(0, count, 40)), count]
    predicates = ("holdsPost", "partOf", "locatedIn", "runs", "holds", "attends", "issues")
    for number, (first, last) in enumerate(pairwise(starts)):
        _add_large_article(graph, keys, number, range(first, last), rng, predicates)
    return graph


def _add_large_article(
    graph: nx.MultiDiGraph, keys: list[str], number: int, members: range, rng: random.Random,
    predicates: tuple[str, ...],
) -> None:
    """Add an article that speaks of some nodes, mostly in relation to one another."""
    path, date = f"news/{number:05}.txt", f"2031-{number % 12 + 1:02}-{number % 28 + 1:02}"
    article, text = f"article/{digest(path)}", f"第{number}号报道\n"
    key = Source(path=path, text="", sha256="").key
    for i in members:
        for _ in range(2):
            local = rng.random() < 0.85 and i > members.start
            near = members.start + int(rng.random() ** 2 * (i - members.start)) if local else None
            other = int(rng.random() ** 3 * i) if near is None else near
            if other == i:
                continue
            head, tail = graph.nodes[keys[i]]["label"], graph.nodes[keys[other]]["label"]
            sentence = f"{head}与{tail}在会上相见。"
            evidence = Evidence(article, len(text), len(text) + len(sentence), sentence, "meet.plain", 0.9)
            add_statement(graph, Statement(keys[i], rng.choice(predicates), keys[other], (evidence,), as_of=date,
                                           confidence=0.9))
            text += sentence + "\n"
    graph.graph["sources"][key] = Source(path=path, text=text, sha256=digest(text, length=64))
    graph.add_node(article, type="Article", label=f"第{number}号报道", alt_labels=(), date=date, source=key, start=0,
                   end=len(text))
