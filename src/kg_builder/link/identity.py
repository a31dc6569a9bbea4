"""Which entities of different documents are one: the key of an entity is a pure function of that entity.

| entity | its key |
|---|---|
| place with a code | `place/CN-610602` |
| other place | `place/晓月村@CN-610602107`: the name without its containers, and the division that it lies in |
| organisation | `organization/延安市民政局@CN-610600` (市民政局 is one): the name in its normal form, its division |
| national organ, company | `organization/国务院`: the name alone, if it says enough |
| person | `person/查望舒@CN-610602-2023`: county (or prefecture) and year |
| programme | `program/晓月暖冬@CN-610600`: the name within the region |
| award, document | the name and the division of who gave it; laws and Party rules by title alone |
| event | `event/党员大会@CN-610600-2023-02-09-1f0c…`: name, region, day, and who held it |
| numbered event | `event/2022年度民主生活会@CN-610600-1f0c…`: without the day |

A page from a place that the gazetteer does not know has that place's name for a division: `place/晓月镇@青鹭市`.
Where a division is missing, or an organisation's name is generic (办公室), the article's digest takes its place: what
was not shown to be one is not made one. Names that say enough alone, or nothing, are in `lexicons/identity.yaml` and
`lexicons/known-*.tsv`.
"""

from __future__ import annotations

import re

from kg_builder.matching.gazetteer import TOWN, Gazetteer, load_gazetteer
from kg_builder.matching.known import apply_forms, known_names, matches, says_enough, strip_marks
from kg_builder.matching.names import plain_form
from kg_builder.matching.placename import strip_division
from kg_builder.model import Entity, digest

_NUMBERED = re.compile(r"第|\d{4}|[一二三四五六七八九十]大$|[一二三四五六七八九十]届")     # 第一届…, 2023年…, 二十大
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def key_entity(entity: Entity, *, year: str = "", holder: str = "", gazetteer: Gazetteer) -> str:
    """Return the global key of an entity that was read in one article.

    Args:
        entity: as it left the extraction, with `code` and `within`.
        year: the year of its article, for people and yearly events; empty if it is not known.
        holder: for events the key of who held it; empty if that is not said.
        gazetteer: the divisions.
    """
    kind = entity.type.lower()
    if entity.type == "Place" and entity.code:
        return f"place/CN-{entity.code}"
    name = bare_name(entity, gazetteer)
    strange = entity.within if entity.within and not entity.within.isdecimal() else ""
    if entity.type == "Place" and strange and name in (strange, strange[:-1]):
        return f"place/{strange}"
    local = f"{kind}/{name}@{entity.mentions[0].article.rpartition('/')[2]}"
    if says_enough(entity.type, name) and not (entity.type == "Organization" and _is_foreign(strange)):
        if entity.type != "Event" or _NUMBERED.search(name):
            return f"{kind}/{name}"
        date = entity.date if entity.date and not entity.date.startswith("-") else year
        return f"{kind}/{name}@{date[:4]}" if date else local
    if not entity.within:
        return local
    scope = strange or f"CN-{entity.within}"
    if entity.type == "Person":
        return f"{kind}/{name}@{scope}-{year}" if year else f"{kind}/{name}@{scope}"
    if entity.type == "Organization":
        if is_generic(entity, gazetteer):
            return local
        return f"{kind}/{_full_name(name, entity.within, gazetteer)}@{scope}"
    if entity.type == "Event":
        if holder and _NUMBERED.search(name):       # its number or year says which; of two dates one is wrong
            return f"{kind}/{name}@{scope}-{digest(holder, length=8)}"
        if not entity.date or not _DAY.fullmatch(entity.date):
            return local
        return f"{kind}/{name}@{scope}-{entity.date}" + (f"-{digest(holder, length=8)}" if holder else "")
    return f"{kind}/{name}@{scope}"


def _is_foreign(name: str) -> bool:
    return name in known_names("Place")


def _full_name(name: str, code: str, gazetteer: Gazetteer) -> str:
    """Put a generic name (民政局) behind its division's; what has a name of its own (青鹭敬老院) is read without."""
    division = gazetteer.get(code)
    if matches("Organization", "placed", name) or not matches("Organization", "generic", name):
        return name
    if division is None:
        return name if code.isdecimal() else code + name
    return division.name + ("党委" if name == "委" and division.level == TOWN else name)


def block_key(entity: Entity, *, gazetteer: Gazetteer | None = None) -> str:
    """Return what two entities that may be one have in common: type and name without divisions."""
    if entity.type == "Place" and entity.code:
        return f"Place/{entity.code}"
    return f"{entity.type}/{bare_name(entity, gazetteer or load_gazetteer())}"


def bare_name(entity: Entity, gazetteer: Gazetteer) -> str:
    """Return the name in its normal form: without marks, of an organisation or place without its divisions."""
    name = strip_marks(entity.name) or entity.name
    if entity.type == "Place":
        rest = strip_division(name, entity.within, gazetteer)
        return rest if len(rest) > 1 else name
    if entity.type != "Organization":
        return apply_forms(entity.type, "forms", name)
    opened = apply_forms("Organization", "open", re.sub("^(中国共产党|中共)", "", name))
    if opened == name and says_enough("Organization", name):
        return name
    rest = apply_forms("Organization", "forms", plain_form(strip_division(opened, entity.within, gazetteer))) or opened
    # The Party committee of a town is its 党委, that of a county or city its 委; printed, they are one.
    return {"党委": "委", "党的委员会": "委"}.get(rest, rest)


def is_generic(entity: Entity, gazetteer: Gazetteer) -> bool:
    """Say whether an organisation's name alone does not tell it from its like elsewhere (办公室, 第一小学)."""
    return not names_division(entity, gazetteer) and matches(entity.type, "generic", strip_marks(entity.name))


def names_division(entity: Entity, gazetteer: Gazetteer) -> bool:
    """Say whether an organisation's name begins with its division, a level word for it, or a town or village.

    That of a foreign organ stands before it.
    """
    name = apply_forms("Organization", "open", re.sub("^(中国共产党|中共)", "", strip_marks(entity.name)))
    return (strip_division(name, entity.within, gazetteer) != name or matches(entity.type, "placed", name)
            or _is_foreign(entity.within or ""))
