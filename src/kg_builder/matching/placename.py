"""Names that begin with the names of divisions: read them, and strip them."""

from __future__ import annotations

import re
from functools import lru_cache

from kg_builder.matching.gazetteer import COUNTY, PREFECTURE, PROVINCE, TOWN, Division, Gazetteer

# A level word that stands for the division itself (市民政局, 县委), but not the first character of a word (市场, 乡村).
_BARE = re.compile(
    r"(?:省|自治区|市(?!场|容|区|政(?![府协法务研])|民(?![政族委宗办盟建进革]))|州|盟|县(?!域|城)|区(?!块|域)|旗|镇(?!域)|乡(?!村|镇)"
    r"|街道(?!办))(?=.)")
_UNIT = re.compile("(?<=..)(省|自治区|市|州|盟|县|区|旗|镇|乡|街道)$")
_LEVELS = {"省": (PROVINCE,), "自治区": (PROVINCE,), "市": (PREFECTURE, COUNTY, PROVINCE), "州": (PREFECTURE,),
           "盟": (PREFECTURE,), "县": (COUNTY,), "区": (COUNTY,), "旗": (COUNTY,), "镇": (TOWN,), "乡": (TOWN,),
           "街道": (TOWN,)}
BARE_LEVELS = frozenset(_LEVELS)


@lru_cache(maxsize=4096)
def split_name(name: str, gazetteer: Gazetteer) -> tuple[Division, ...]:
    """Read a name that begins with its containers: 延安市宝塔区柳林镇 → the three divisions; empty if it is not so."""
    return _split(name, None, gazetteer)


def _split(name: str, container: Division | None, gazetteer: Gazetteer) -> tuple[Division, ...]:
    for end in range(len(name), 1, -1):
        if container is None and end == len(name):
            continue
        for division in _named(name[:end], container, gazetteer):
            if end == len(name):
                return (division,)
            rest = _split(name[end:], division, gazetteer)
            if rest:
                return (division, *rest)
    return ()


def _named(text: str, container: Division | None, gazetteer: Gazetteer) -> list[Division]:
    """Return the divisions of this name inside the container; towns by their full name only."""
    return [d for d in gazetteer.find(text) if (d.level < TOWN or (d.name == text and d.official))
            and (container is None or (d != container and gazetteer.within(d.code, container.code)))]


def _is_plain_short(text: str, division: Division, gazetteer: Gazetteer) -> bool:
    """Say whether a text is a division's short form and an ordinary word as well (宝塔 in 宝塔山)."""
    return text == division.short != division.name and gazetteer.is_ambiguous(text)


@lru_cache(maxsize=4096)
def leading_division(name: str, container: str | None, gazetteer: Gazetteer) -> tuple[Division | None, int]:
    """Find the deepest division that a name begins with (延安市宝塔区民政局 → 宝塔区), and where its name ends.

    Args:
        name: the name of an organisation or a place.
        container: code of what the division must lie in (or be); without it, it must be the only one of its name, and
            a county is not found by its short form.
        gazetteer: the divisions.
    """
    deepest, position = None, 0
    while position < len(name):
        for end in range(len(name), position + 1, -1):
            scope, text = deepest.code if deepest else container, name[position:end]
            found = [d for d in _named(text, None, gazetteer) if d != deepest
                     and (gazetteer.within(d.code, scope) if scope else d.level < COUNTY or d.short != text)
                     and not _is_plain_short(text, d, gazetteer)]
            if found and (len(found) == 1 or found[1].level > found[0].level):
                deepest, position = found[0], end
                break
        else:
            break
    return deepest, position


def bare_level(name: str) -> str | None:
    """Return the level word that a name begins with in place of a division (市 in 市民政局), or None."""
    found = _BARE.match(name)
    return found[0] if found else None


def levels_of(word: str) -> tuple[int, ...]:
    """Return the levels that a level word may stand for, the likeliest first."""
    return _LEVELS[word]


def _level_of_name(name: str) -> int:
    unit = _UNIT.search(name)
    return _LEVELS[unit[1]][0] if unit else TOWN


def strip_division(name: str, code: str | None, gazetteer: Gazetteer) -> str:
    """Strip the division and its containers, or a bare level word, from the beginning of an organisation's name.

    延安市民政局, 延安民政局 and 市民政局, all of 610600, become 民政局. Something is always left. The code may be the
    name of a place that the gazetteer does not know.
    """
    path = gazetteer.path(code) if code else ()
    if code and not path:
        path = (Division(code, _level_of_name(code), code, _UNIT.sub("", code), ""),)
    rest = name
    for division in path:
        known = {division.name, *division.also}
        if division.level < TOWN and not _is_plain_short(division.short, division, gazetteer):
            known.add(division.short)
        forms = sorted(known, key=lambda form: (-len(form), form))
        leading = next((form for form in forms if rest.startswith(form)), None)
        if leading and leading != rest:
            rest = rest[len(leading):]
    if rest == name and path and (word := bare_level(name)) and path[-1].level in levels_of(word):
        rest = name[len(word):]
    return rest
