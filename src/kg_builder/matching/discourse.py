"""What an article says before and around a sentence: who acts where a clause leaves its subject out.

Those who act are the organisations and places that open a clause; with persons, they are those of whom it tells.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from kg_builder.matching.chart import CLAUSE_MARKS, Chart, Unit
from kg_builder.matching.timeline import Named, Resolved

SAME_CLAUSE, SAME_SENTENCE, SAME_PARAGRAPH, ELSEWHERE = 1.0, 0.9, 0.75, 0.6      # how sure it is that they act
BODIES = frozenset({"Organization", "Place"})
OWNERS = BODIES | {"Program", "Event"}          # whose a quantity may be
# What begins, or goes on with, what is said: types of units and words. And what, behind a name, makes it no owner.
_PREDICATES = frozenset({"verb", "light", "adv", "prep", "Clause", "Run", "Holding", "Say", "Date", "time", "Amount",
                         "mark", "particle"})
_NO_OWNER = re.compile("[直属等、]|的(?:有关)?(?:负责|代表)|周边|境内|[”》）]|消息|讯|电|报道|记者|客户端|发布$")
_FRESHLY = frozenset("新总")        # adjectives that stand before verbs like adverbs
_SAYS = re.compile("显示|表示|介绍|指出|透露|报道|称(?![号为])|(?<![解诉])说")
TELLS = re.compile(     # what follows is said of others
    "显示|表示|介绍|公布|发布|指出|透露|强调|获悉|了解到|报道|[称说](?=，)|数据")
_LISTED = re.compile(r"\s+|[、和与及]|以及")
PERSON = "Person"
ACTORS = BODIES | {PERSON}
# What may stand before a subject: the begin of a clause, a time, or the words that bring in who does it.
_OPENS = re.compile(
    r"(?:^|[，。；：！？…—”）)\]】\s]|[日月年天晨晚夜午时分间期前后来上中下里]|近日|目前|如今|由|是"
    r"|同时|随后|因此|组[成建]的)$")
_BORDERS = "，。；：！？“”"
_BORDER = re.compile(f"[{_BORDERS}]")
_DESCRIBE = frozenset("nabmqftdjlsx")
_NO_DESCRIPTION = re.compile("[了着到向对把给让请将为与和在]")     # before 的: what stands behind it is no subject
_DESCRIBES = frozenset({"Occupation", "Title", "Office"})      # of a person, and no body's act
# What looks like a noun behind a subject and says how he acts.
_MANNERS = ("一体", "全力", "合力", "全域", "精准", "高位", "科学", "分类", "靶向", "多措并举", "因地制宜", "多点",
            "同步", "同频", "创新", "统筹", "系统", "大力", "着力", "聚力", "倾力", "奋力", "携手", "主动", "坚持",
            "以", "线上", "集中", "多方")
_SUMS = re.compile("这(?:正|就|也|便)?是$")
_SCENE = re.compile("(?:^|[，。；])在[^，。；]{0,12}$")
_JOINS = re.compile(r"[、和与及]|以及|联合|会同")
_NO_SUBJECT = re.compile(
    r"[直属]|[^，。；、]{0,6}组[成建]的|[须要](?![求闻素点义情件职塞道])|应当|应该|必须|等?(?:地|区域)?的|周边|境内|[”》）]|消息|讯|电|报道|记者|客户端|发布$"
    r"|[^，。；]{0,16}的(?:有关)?(?:负责|代表|同志|党员|干部|群众|居民|村民|学员)")
_DECIDES = re.compile(
    "(?:会议|大会)(?:明确|决定|确定|部署|通过|安排)"
    "|(?:会|仪式|活动)上(?=，?(?:还|也|集中|现场|同时)?(?:印发|下发|发布|公布|启动|授予|表彰|颁发|成立|命名|宣读))")
# What may stand between a verb and who acts; and what, before him, says that he does not.
_BESIDE = re.compile(
    "(?:先后|近日|日前|分别|积极|隆重|专门|联合|共同|统一|前不久|已经?|又|还|也|再次|迅速|及时|成功|正式|率先|全面|探索|大力|扎实|深入"
    "|持续|精心|自主|创新|特意|都|均|便|就|曾){0,3}")
_AWAY = re.compile("(?:[在于到向对为与和从比跟让赴]|前往|走进|深入|赶往|奔向)[^，。；：]*$")
_PARENTHESIS = re.compile(r"（[^（）]{1,16}）")
# What is demanded or hoped is not done by those who were named before.
_DEMANDS = re.compile(r"(?<![的关作要项应])(?:要求|希望|号召|呼吁|强调|指出|提出)(?=[，：、各要全市县区镇乡大广必]|$)")


@dataclass(frozen=True, slots=True)
class Agents:
    """Those who act together in one clause, and where the first of them begins in the source; nobody after a demand."""

    start: int
    members: tuple[Named, ...]
    paragraph: int = 0
    summing: bool = False           # 这是县民政局…的实践: it is they who did what the sentences before tell


def find_agents(charts: Sequence[Chart], resolved: Resolved,
                kinds: frozenset[str] = BODIES) -> tuple[Agents, ...]:
    """Return the subjects of an article's clauses in reading order, of these entity types."""
    named = {id(one.unit): one for one in resolved.timeline}
    agents: list[Agents] = []
    for chart in charts:
        found = (*_read_chart(chart, named, kinds), *_read_demands(chart), *_read_decisions(chart, agents))
        agents += sorted(found, key=lambda one: one.start)
    return tuple(agents)


def last_before(agents: Sequence[Agents], position: int, paragraph: int) -> Agents | None:
    """Return the last of the agents that begin before a position of the source.

    Where its paragraph names none before it, they are those whom the paragraph then says to have done it.
    """
    after = bisect_left(agents, position, key=lambda one: one.start)
    last = agents[after - 1] if after else None
    if last is None or last.paragraph != paragraph:
        following = takewhile(lambda one: one.paragraph <= paragraph, (agents[i] for i in range(after, len(agents))))
        return next((one for one in following if one.summing and one.paragraph == paragraph), last)
    return last


def find_acting(agents: Sequence[Agents], chart: Chart, position: int,
                named: Mapping[int, Named],
                kinds: frozenset[str] = BODIES) -> tuple[tuple[Named, ...], float]:
    """Return those who act at a position of a sentence's view, and how sure that is by where they are named.

    Args:
        agents: all of the article, in reading order.
        chart: the sentence.
        position: where the verb begins, in its view.
        named: the article's named units, by the identity of the unit.
        kinds: the entity types of those who may act.
    """
    told = PERSON in kinds and chart.text.startswith("，", position)      # of whom it tells, not whom it named last
    beside = [named[id(unit)] for unit in chart.units
              if unit.types[0] in kinds and id(unit) in named and unit.end <= position and not told
              and _BESIDE.fullmatch(chart.text, unit.end, position) and not _AWAY.search(chart.text[:unit.start])]
    if beside:
        first = bisect_left(agents, chart.start, key=lambda one: one.start)
        here = takewhile(lambda one: one.start < chart.end, (agents[i] for i in range(first, len(agents))))
        together = (one.members for one in here if any(member is beside[-1] for member in one.members))
        return next(together, (beside[-1],)), SAME_CLAUSE
    headed = _find_headed(chart, position, named) if PERSON not in kinds else ()
    if headed:
        return headed, SAME_CLAUSE
    last = last_before(agents, chart.offsets[min(position, len(chart.offsets) - 1)], chart.paragraph)
    if last is None:
        return (), 0.0
    if last.start >= chart.start:
        between = chart.text[bisect_left(chart.offsets, last.start):position]
        return last.members, SAME_SENTENCE if "，" in between else SAME_CLAUSE
    told = all(one.type == PERSON for one in last.members)          # whom a text tells of it goes on to tell of
    return last.members, SAME_PARAGRAPH if told or last.paragraph == chart.paragraph else ELSEWHERE


def _find_headed(chart: Chart, position: int, named: Mapping[int, Named]) -> tuple[Named, ...]:
    """Return the body whose head, named with the post there, stands before a verb: 县委书记王海涛主持召开…."""
    person = next((unit for unit in reversed(chart.units) if unit.types[0] == PERSON and unit.end <= position), None)
    if person is None or not _BESIDE.fullmatch(chart.text, person.end, position):
        return ()
    post = next((unit for unit in chart.units if unit.end == person.start and unit.subclass == "single"), None)
    return tuple(named[id(unit)] for unit in post.parts.get("org", ()) if id(unit) in named) if post else ()


def find_owner(chart: Chart, position: int, begin: int, named: Mapping[int, Named]) -> tuple[Named | None, float]:
    """Return whose something is that is said at a position of a sentence's view, and how sure that is.

    It is of the body, programme or event that opens its clause; where the clause leaves its subject out, of that which
    opens an earlier clause. Nobody's, where a clause between has another subject, or where several open one together.

    Args:
        chart: the sentence.
        position: where it is said.
        begin: where the words begin that tell of it: they are no other subject.
        named: the article's named units, by the identity of the unit.
    """
    end, factor = position, SAME_CLAUSE
    while True:
        start = 1 + max(chart.text.rfind(mark, 0, max(end - 1, 0)) for mark in CLAUSE_MARKS)
        owner = _find_leader(chart, start, end, begin, named)
        if owner is not None:
            joined = _JOINS.match(chart.text, owner.unit.end) or _follows_another(chart, owner.unit)
            spoken = (TELLS if factor < SAME_CLAUSE else _SAYS).search(chart.text, owner.unit.end, end)
            thing = factor < SAME_CLAUSE and owner.type not in BODIES      # only who acts goes on acting
            return (None, 0.0) if spoken or joined or thing else (owner, factor)
        if not start or chart.text[start - 1] != "，" or not (start == begin or _lacks_subject(chart, start)):
            return None, 0.0
        end, factor = start, SAME_SENTENCE


def _find_leader(chart: Chart, start: int, end: int, begin: int, named: Mapping[int, Named]) -> Named | None:
    """Return the owner that opens a clause, if one does; of a place and what lies in it the latter."""
    leader = None
    for unit in chart.units:
        one = named.get(id(unit)) if start <= unit.start and unit.end <= end else None
        if one is None or one.type not in OWNERS:
            continue
        if opens_clause(chart, unit) or (leader is not None and leader.unit.end == unit.start):
            leader = one
    if leader is None or _NO_OWNER.match(chart.text, leader.unit.end):
        return None
    after, before = leader.unit.end, chart.text[max(0, leader.unit.start - 1):leader.unit.start]
    if before in ("是", "由") or (after != begin and not _PREDICATES.intersection(_types_at(chart, after))):
        return None
    return leader


def _follows_another(chart: Chart, unit: Unit) -> bool:
    return any(_LISTED.fullmatch(chart.text, other.end, unit.start) for other in chart.units
               if other.end < unit.start and other.types[0] in OWNERS)


def _lacks_subject(chart: Chart, start: int) -> bool:
    """Say whether a clause begins with what is said, and not with whom it is said of."""
    return not _PREDICATES.isdisjoint(_types_at(chart, start))


def _types_at(chart: Chart, position: int) -> tuple[str, ...]:
    """Return the types of the piece, a unit or else a word, that begins at a position."""
    unit = next((unit for unit in chart.units if unit.start == position), None)
    if unit is not None:
        return unit.types
    word = next((word for word in chart.words if word.start == position), None)
    return () if word is None else ("adv",) if chart.text[word.start:word.end] in _FRESHLY else word.types


def _read_chart(chart: Chart, named: Mapping[int, Named], kinds: frozenset[str]) -> Iterator[Agents]:
    group: list[Named] = []
    end = -1
    for unit in chart.units:
        one = named.get(id(unit)) if unit.types[0] in kinds else None
        if one is None:
            continue
        if group and end == unit.start and unit.types[0] == "Place":       # 青原县青禾镇: the town acts
            group[-1] = one
        elif group and _JOINS.fullmatch(_between(chart, end, unit)):
            group.append(one)
        elif _opens(chart, unit, group, end):
            yield from _close(chart, group, end, kinds)
            group = [one]
        else:
            continue
        end = unit.end
    yield from _close(chart, group, end, kinds)


def _opens(chart: Chart, unit: Unit, group: Sequence[Named], end: int) -> bool:
    """Say whether a unit is a subject, and not only what is said of the person who is it (王海涛是县民政局职工)."""
    if unit.types[0] == PERSON:
        return opens_clause(chart, unit) or _only_described(chart, unit)
    told = bool(group) and group[-1].type == PERSON and not _BORDER.search(chart.text, end, unit.start)
    return not told and (opens_clause(chart, unit) or _sets_scene(chart, unit))


def opens_clause(chart: Chart, unit: Unit) -> bool:
    """Say whether a unit stands where the subject of a clause does."""
    return _OPENS.search(chart.text, max(0, unit.start - 4), unit.start) is not None


def _only_described(chart: Chart, unit: Unit) -> bool:
    """Say whether nothing but what describes a person stands between him and the begin of the clause."""
    start = max(chart.text.rfind(mark, 0, unit.start) for mark in _BORDERS) + 1
    inside = [one for one in chart.units if start <= one.start and one.end <= unit.start]
    if any(one.types[0] == PERSON for one in inside):
        return False
    words = [word for word in chart.words if start <= word.start and word.end <= unit.start
             and not any(one.start <= word.start and word.end <= one.end for one in inside)]
    text = chart.text[start:unit.start]
    last = start + text.rfind("的") + 1         # 2021年入职的特岗教师慕容雪
    if last > start and not _NO_DESCRIPTION.search(text):
        words = [word for word in words if word.start >= last]
    return text.endswith("的") or all(word.tag[:1] in _DESCRIBE for word in words)


def _sets_scene(chart: Chart, unit: Unit) -> bool:
    """Say whether a unit ends a clause that says where the next one happens: 在柳湾村，…"""
    return chart.text.startswith("，", unit.end) and _SCENE.search(chart.text[:unit.start]) is not None


def _between(chart: Chart, end: int, unit: Unit) -> str:
    return _PARENTHESIS.sub("", chart.text[end:unit.start])


def _close(chart: Chart, group: Sequence[Named], end: int, kinds: frozenset[str]) -> Iterator[Agents]:
    if group and not _NO_SUBJECT.match(chart.text, end) and not _goes_on(chart, group[-1], end, kinds):
        before = chart.text[:bisect_left(chart.offsets, group[0].start)]
        yield Agents(group[0].start, tuple(group), chart.paragraph, _SUMS.search(before) is not None)


def _goes_on(chart: Chart, last: Named, end: int, kinds: frozenset[str]) -> bool:
    """Say whether a name goes on: what acts is a body that was not read (云岭县 before 鑫源农业公司), or a person."""
    if last.type == PERSON or (last.type != "Place" and PERSON not in kinds):
        return False
    following = next((unit for unit in chart.units if unit.start == end), None)
    if following is not None:
        return PERSON in kinds and not _DESCRIBES.isdisjoint(following.types)
    word = next((word for word in chart.words if word.start == end), None)
    if word is None or chart.text.startswith(_MANNERS, end):
        return False
    return word.tag[:1] in ("n" if PERSON not in kinds else _DESCRIBE | {"r"})


def _read_demands(chart: Chart) -> Iterator[Agents]:
    return (Agents(chart.offsets[found.start()], (), chart.paragraph) for found in _DEMANDS.finditer(chart.text))


def _read_decisions(chart: Chart, before: Sequence[Agents]) -> Iterator[Agents]:
    """Yield, where a meeting decides, those who acted before the last demand: it is theirs."""
    members = next((one.members for one in reversed(before) if one.members), ())
    return (Agents(chart.offsets[found.start()], members, chart.paragraph)
            for found in _DECIDES.finditer(chart.text) if members)
