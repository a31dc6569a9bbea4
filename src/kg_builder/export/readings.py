"""How names are read aloud: the pinyin by which the page's search finds them."""

from __future__ import annotations

from collections.abc import Iterable

# Characters that are read in their own way as a surname; elsewhere their common readings stand.
SURNAMES = {
    "曾": "zeng", "解": "xie", "覃": "qin", "单": "shan", "仇": "qiu", "查": "zha", "朴": "piao", "任": "ren",
    "华": "hua", "区": "ou", "乐": "yue", "盖": "ge", "缪": "miao", "宓": "mi", "冼": "xian", "翟": "zhai",
    "员": "yun", "召": "shao", "折": "she", "黑": "he", "种": "chong", "繁": "po", "秘": "bi", "牟": "mou",
    "尹": "yin", "葛": "ge", "阚": "kan", "晟": "cheng", "尉": "yu", "万": "wan", "祭": "zhai", "逄": "pang",
    "佘": "she", "重": "chong", "柏": "bai", "石": "shi", "曲": "qu", "宁": "ning", "臧": "zang", "行": "xing",
    "纪": "ji", "车": "che", "都": "du", "燕": "yan", "洗": "xian",
}


def read_characters(names: Iterable[str]) -> dict[str, str]:
    """Return the readings, without tones and split by spaces, of every Chinese character in the names.

    A character with several readings has them all, the commonest first: whoever searches may type any.
    """
    from pypinyin.constants import PINYIN_DICT  # 0.3 s and 40,000 characters: only who writes a page pays
    from pypinyin.contrib.tone_convert import to_normal

    readings: dict[str, str] = {}
    for character in sorted(set().union(*map(set, names))):
        found = PINYIN_DICT.get(ord(character))
        if found:
            plain = (to_normal(reading).replace("ü", "v") for reading in found.split(","))
            readings[character] = " ".join(dict.fromkeys(plain))
    return readings


def read_surnames(names: Iterable[str]) -> dict[str, str]:
    """Return the surname reading of each first character of the names that has one of its own."""
    first = {name[0] for name in names if name}
    return {character: SURNAMES[character] for character in sorted(first & SURNAMES.keys())}
