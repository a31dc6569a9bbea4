"""Which names of one article are names of one thing: short and full forms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from kg_builder.matching.gazetteer import LEXICONS
from kg_builder.matching.known import apply_forms
from kg_builder.matching.lexicon import read_lexicon

PARTY = "中共"        # opens the names of its organs
_UNIT = re.compile(r"(?:特别行政区|(?<=高速)公路|自治[区州县旗]|地区|[省市县区镇乡村州盟旗])$")
_BARE_HEAD = re.compile("[省市县区][局厅]")
_FORMS = [(re.compile(pattern), plain) for pattern, plain in (
    (r"^中国共产党|^中共", ""), (r"(?<=.)第[一二三四五六七八九十]+届(?=人民代表大会|政协|委员会)", ""),
    (r"人民代表大会(?=常务委员会|常委会)", "人大"), (r"常务委员会$", "常委会"), (r"委员会$", "委"),
    (r"人民政府", "政府"),
    (r"集团(?:有限责任|股份有限|有限)?公司", "集团"),
    (r"(?:有限责任|股份有限|有限)公司", "公司"), (r"人民(法院|检察院)", r"\1"), (r"村民委$|村民委员会", "村委"),
    (r"第([一二三四五六七八九十]+)(?:初级|高级)?中学", r"\1中"), (r"中国共产主义青年团|共青团", "团"))]
_ISSUED = re.compile(
    "关于.*|.*(?:方案|意见|通知|通告|公告|办法|决定|规定|计划|要点|细则|制度|规则|公约|批复|决议)(?:（.{1,8}）)?")
_SHORTEST = 2
_YEAR = re.compile(r"\d{4}年?度?")
_OURS = re.compile("^[我本该](?:[省市县区州旗镇乡村校局院]|街道|社区)(?=.{4})")      # whose an event is, without a name
_INCIDENTS = frozenset(["火灾", "事故", "地震", "洪灾", "车祸", "爆炸"])


def plain_form(name: str) -> str:
    """Return an organisation's name with the usual long forms replaced by the short ones (人民政府 → 政府)."""
    for pattern, plain in _FORMS:
        name = pattern.sub(plain, name)
    return name


def merge_names(names: Iterable[tuple[str, str]], said: Iterable[tuple[str, str, str]] = ()
                ) -> dict[tuple[str, str], str]:
    """Map every (type, name) of an article to the name that its entity goes by: the fullest one.

    Args:
        names: the names, each with its type.
        said: (type, name, other name) of what the text itself says to be one.
    """
    result: dict[tuple[str, str], str] = {}
    by_type: dict[str, list[str]] = {}
    for kind, name in names:
        by_type.setdefault(kind, []).append(name)
    for kind, group in by_type.items():
        same = _SAME.get(kind)
        group.sort(key=lambda name: (-len(name), name))
        for i, name in enumerate(group):
            longer = [other for other in group[:i] if same and same(name, other)]
            owners = {result[kind, other] for other in longer}
            result[kind, name] = owners.pop() if len(owners) == 1 else name
    for kind, *pair in said:
        less, full = sorted((result[kind, name] for name in pair), key=lambda name: (len(name), name))
        result |= {item: full for item, owner in result.items() if item[0] == kind and owner == less}
    return result


def begins_title(title: str, name: str) -> bool:
    """Say whether a document's title begins with the name of the body that issued it (县人民政府关于…的通知)."""
    bare, name = title.removeprefix(PARTY), name.removeprefix(PARTY)
    return bare.startswith(name) and bool(_ISSUED.fullmatch(bare, len(name)))


def same_place(short: str, full: str) -> bool:
    """Say whether one is the other without its unit, or its peoples: 延安 and 延安市, 苏典乡 and 苏典傈僳族乡."""
    if len(short) > _SHORTEST and short == _ethnic_groups().sub("", full):
        return True
    bare = _UNIT.sub("", full)
    return len(short) >= _SHORTEST and (bare == short or (full.startswith(short) and bool(re.fullmatch(
        r"(?:[一-龥]{1,6}族)*自治[区州县旗]|特别行政区", full[len(short):]))))


@lru_cache(maxsize=4096)
def _comparable_form(name: str) -> str:
    return apply_forms("Organization", "forms", plain_form(apply_forms("Organization", "open", name)))


@lru_cache(maxsize=1)
def _ethnic_groups() -> re.Pattern[str]:
    """Return what stands for its peoples in a division's name: 瑶族自治 in 恭城瑶族自治县, 傈僳族 in 苏典傈僳族乡."""
    groups = "|".join(sorted({*read_lexicon(LEXICONS / "ethnic-group.tsv").terms, "各族"}))
    return re.compile(f"(?:{groups})+(?:自治)?(?=[区州县旗乡镇]$)")


def same_organization(short: str, full: str) -> bool:
    """Say whether one name may be the other shortened: its end, or some of its characters in order."""
    a, b = _comparable_form(short), _comparable_form(full)
    if a == b:
        return True
    if _BARE_HEAD.fullmatch(a) and len(b) > 2:      # 省局 for 省林业局
        return a[-1] == b[-1] and (a[0] == b[0] or a[0] in b)
    if len(a) < 3 or len(a) >= len(b):
        return False
    if b.endswith(a):
        return not _is_of_another_state(a, b)
    if b.startswith(a):                 # 青原学院 is the whole of 青原学院美术学院, and not its short name
        return False
    return a[0] == b[0] and a[-1] == b[-1] and a[-2:] == b[-2:] and is_subsequence(a, b) and len(a) >= 4


def _is_of_another_state(short: str, full: str) -> bool:
    """Say whether a name that says all by itself stands behind a country's: 外交部 is not 越南外交部."""
    return (short in read_lexicon(LEXICONS / "known-organization.tsv").terms
            and full.removesuffix(short) in read_lexicon(LEXICONS / "foreign-place.tsv").terms)


def same_event(short: str, full: str) -> bool:
    """Say whether an event's name ends the other's, stands in it, or says the same in other words.

    推进会 is 项目建设推进会, 党员大会 is 党员会; the same characters in another order are the same name (学习宣传 and
    宣传学习); a year or 我县 before one of the names makes no difference.
    """
    a, b = sorted((_plain_event(short), _plain_event(full)), key=len)
    if _YEAR.match(short) and _YEAR.match(full) and _YEAR.match(short)[0] != _YEAR.match(full)[0]:  # type: ignore[index]
        return False
    if a == b or (len(a) >= 3 and b.endswith(a)) or a in b.split("暨"):
        return True
    if a in _INCIDENTS:
        return b.endswith(a)
    return len(a) >= 5 and a[-2:] == b[-2:] and (sorted(a) == sorted(b) or is_subsequence(a, b))


def _plain_event(name: str) -> str:
    name = _OURS.sub("", _YEAR.sub("", name))
    return re.sub("(?:工作会议|工作会|会议|大会)(?=$|暨)", "会", name)


def same_title(short: str, full: str) -> bool:
    """Say whether a programme or award is the same but for its kind (活动), or for what stands before."""
    if short == full or (len(short) >= 3 and full.startswith(short) and full[len(short):] in _KINDS):
        return True
    if len(short) < 6 or short[-2:] != full[-2:]:
        return False
    return full.endswith(short) or (is_subsequence(short, full) and short[:2] in full)


def is_subsequence(short: str, full: str) -> bool:
    """Say whether the characters of one stand in the other in this order."""
    rest = iter(full)
    return all(character in rest for character in short)


_KINDS = frozenset((
    "活动", "模式", "工程", "项目", "计划", "行动", "工作", "制度", "机制", "建设", "主题活动", "主题教育",
    "创建", "平台", "系统", "大讨论", "大讨论活动", "大学习大讨论", "工程项目", "服务", "品牌", "服务站",
    "生活圈", "便民生活圈", "主题系列活动", "系列活动", "教育实践活动", "互助活动", "战略", "发展战略", "课堂",
    "创建工作", "工作模式", "站", "点", "专项行动", "三年行动", "百日行动", "攻坚行动", "提升行动", "志愿服务",
    "志愿服务活动", "志愿服务项目", "公益项目", "助学项目", "服务项目", "公益活动", "服务平台", "小程序", "工作法",
    "服务品牌", "党建品牌"))
_SAME = {"Place": same_place, "Organization": same_organization, "Event": same_event, "Program": same_title,
         "Award": same_title}
