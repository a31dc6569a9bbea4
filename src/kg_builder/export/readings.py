"""How names are read aloud: the pinyin by which the page's search finds them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from kg_builder.errors import ExportError

TABLE = "pinyin_dict.json"
_TONES = re.compile("[\u0300\u0301\u0304\u030c]")      # combining grave, acute, macron and caron; an umlaut stays

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
    table = _read_table()
    readings: dict[str, str] = {}
    for character in sorted({character for name in names for character in name}):
        found = table.get(str(ord(character)))
        if found:
            readings[character] = " ".join(dict.fromkeys(_strip_tones(found).split(",")))
    return readings


def _read_table() -> dict[str, str]:
    """Return pypinyin's table of characters; importing pypinyin takes 50 MB and 0.3 s, for words unused here."""
    package = find_spec("pypinyin")
    folders = package.submodule_search_locations if package else None
    try:
        return json.loads(Path((folders or [""])[0], TABLE).read_text("utf-8"))  # type: ignore[no-any-return]
    except OSError as error:
        raise ExportError(f"pypinyin does not carry {TABLE}; install pypinyin 0.55.0") from error


def _strip_tones(readings: str) -> str:
    return unicodedata.normalize("NFC", _TONES.sub("", unicodedata.normalize("NFD", readings))).replace("ü", "v")


def read_surnames(names: Iterable[str]) -> dict[str, str]:
    """Return the surname reading of each first character of the names that has one of its own."""
    first = {name[0] for name in names if name}
    return {character: SURNAMES[character] for character in sorted(first & SURNAMES.keys())}
