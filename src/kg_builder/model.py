"""The nouns of the program, as frozen dataclasses; they hold data and know nothing else.

Offsets count Unicode code points of the source's text, half open: `source.text[start:end] == exact`, always.
Dates are strings of XML Schema's lexical forms: `2023-02-13`, `2023-02`, `2023`, or `--02-13` without a year.
A *key* is the identity of a thing and its IRI relative to the base IRI: `person/孙延文@CN-610602`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


def digest(*parts: str, length: int = 16) -> str:
    """Return the first `length` hexadecimal digits of the SHA-256 of the parts (joined by NUL)."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:length]


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or a record of a file, as text.

    `path` is relative to the input given, with `/`; a record's is `news.jsonl#17`, counted from 1. `sha256` is that of
    the bytes read (of a record: of its text in UTF-8). What a document says of itself (`title`, `date`, `place`,
    `identifier`) comes before the options of the command line. `extracted` is true where `text` is not the file's own
    text but was taken out of another format; the build then keeps it beside the graph.
    """

    path: str
    text: str
    sha256: str
    title: str | None = None
    date: str | None = None
    place: str | None = None
    identifier: str | None = None
    extracted: bool = False

    @property
    def key(self) -> str:
        """The source's identity: `source/<digest of its path>`."""
        return f"source/{digest(self.path)}"


@dataclass(frozen=True, slots=True)
class Failure:
    """An input, or a record of one, that could not be read or processed, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article: the window that most rules do not leave. `paragraph` counts from 0 in the article."""

    start: int
    end: int
    paragraph: int
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """A news item of a source: where it stands, what it is called, and its sentences in order.

    `title` is the main headline alone (empty where the head is lost), `alternative` the sub-titles. `date` is the
    article's own or else the source's. The sentences include title, sub-titles and sub-headings, as `heading`.
    """

    key: str
    source: str
    title: str
    alternative: tuple[str, ...]
    start: int
    end: int
    date: str | None
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A stretch of text that names an entity, or refers to one.

    `name` is what the mention calls its entity once references are resolved (for 该镇 it is 柳林镇). `antecedent` is
    the span of the mention that a reference stands for. `subclass` is the narrower class of the ontology, if known.
    """

    start: int
    end: int
    type: str
    exact: str
    name: str
    rule: str
    article: str
    subclass: str = ""
    antecedent: tuple[int, int] | None = None
    confidence: float = 1.0

    @property
    def key(self) -> str:
        """The mention's identity: `mention/<digest>`."""
        return f"mention/{digest(self.article, self.type, str(self.start), str(self.end), self.name)}"


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organisation, place, programme, award, document or event, with the mentions that name it.

    `key` is the identity: local to an article as it leaves `resolve`, global as it leaves `link`. `classes` are the
    narrower classes of the ontology. `code` is the official code of a place, `candidates` those it may have. `date` and
    `end_date` belong to events.
    """

    key: str
    type: str
    name: str
    mentions: tuple[Mention, ...]
    classes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    code: str | None = None
    candidates: tuple[str, ...] = ()
    date: str | None = None
    end_date: str | None = None
    within: str | None = None           # code of the division that the name belongs to, for the identity


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence (or sentences) from which one rule read one statement.

    `subject` and `object` are the mentions that stand for the statement's ends (None where an end is not mentioned:
    the article of a byline). `captures` are the named parts of the rule's match as (name, start, end). `factors` says
    what went into `confidence`, as (factor, value), in order.
    """

    article: str
    start: int
    end: int
    exact: str
    rule: str
    confidence: float
    subject: Mention | None = None
    object: Mention | None = None
    captures: tuple[tuple[str, int, int], ...] = ()
    factors: tuple[tuple[str, float], ...] = ()

    @property
    def key(self) -> str:
        """The evidence's identity: `evidence/<digest>`."""
        ends = [m.key if m else "" for m in (self.subject, self.object)]
        spans = [f"{name}:{start}-{end}" for name, start, end in self.captures]
        return f"evidence/{digest(self.article, str(self.start), str(self.end), self.rule, *ends, *spans)}"


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much of what: an amount, what it counts, and over what it goes.

    `value`, and `upper` of a range, are decimal numbers in XML Schema's lexical form, multiplied out (1.2万亩 is 12000
    亩). `unit` and `counted` are as printed (人次, 元, 个百分点; 困难群众), `scope` are the words for its time and
    whole (2022年 累计). `approximation` (MoreThan …) and `change` (Increase, Decrease) are terms of the ontology, or
    empty.
    """

    value: str
    unit: str
    upper: str = ""
    approximation: str = ""
    counted: str = ""
    change: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """That a relation holds between two entities (`subject` and `object` are keys), and where that was read.

    `predicate` is a property of the ontology (`holdsPost`). `title` is the post of holdsPost and byline, `former` that
    it is held no more, `role` what an attendant did, `grantor` the key of who gave an award. `dataset` is the key of
    the data set that says it where no article does; such a statement has no evidence.
    """

    subject: str
    predicate: str
    object: str
    evidence: tuple[Evidence, ...]
    title: str = ""
    former: bool = False
    since: str | None = None
    until: str | None = None
    as_of: str | None = None
    confidence: float = 1.0
    role: str = ""
    grantor: str | None = None
    dataset: str | None = None
    quantity: Quantity | None = None

    @property
    def key(self) -> str:
        """The statement's identity: subject, predicate, object, title, former and since."""
        parts = (self.subject, self.predicate, self.object, self.title, str(self.former), self.since or "")
        return f"statement/{digest(*parts)}"


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """All that one source says: what `extract` returns, picklable and independent of every other source."""

    source: Source
    articles: tuple[Article, ...]
    entities: tuple[Entity, ...]
    statements: tuple[Statement, ...]
