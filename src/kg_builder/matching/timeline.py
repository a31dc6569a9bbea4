"""The named units of an article in reading order, and the entities that they stand for."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg_builder.matching.chart import Unit
from kg_builder.model import Entity, Mention


@dataclass(slots=True)
class Named:
    """A unit on the article's time line: what it is called, where it stands, what it refers to.

    `sentence` is the offset at which its sentence begins; `leading` says that it stands where a subject does. An
    `alias` is a name that the text gives to its antecedent (以下简称…, 更名为…). An organisation at the end of a larger
    one's name (甘泉支行 in 禾丰银行甘泉支行) is that one, its `whole`.
    """

    unit: Unit
    start: int
    end: int
    name: str = ""
    antecedent: Named | None = None
    whole: Named | None = None
    confidence: float = 1.0
    reference: bool = False
    alias: bool = False
    aside: bool = False
    sentence: int = 0
    leading: bool = False

    @property
    def type(self) -> str:
        """The entity type."""
        return self.unit.types[0]


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a post is held that is printed without an organisation or place.

    `by_title` says that its title tells what kind of thing it is the head of; if none is there, `named` is None.
    """

    named: Named | None
    factor: float
    by_title: bool


@dataclass(slots=True)
class Resolved:
    """The entities of an article, and which of them each unit of its charts stands for.

    `seats` are those of the posts' units.
    """

    entities: list[Entity] = field(default_factory=list)
    key_of: dict[int, str] = field(default_factory=dict)
    mention_of: dict[int, Mention] = field(default_factory=dict)
    timeline: list[Named] = field(default_factory=list)
    seats: dict[int, Seat] = field(default_factory=dict)
