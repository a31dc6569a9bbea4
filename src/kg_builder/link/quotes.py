"""Quotes: by them the things that a correction names are found again, once a text or the name of its file has changed.

A quote is a text quote selector with the position that it had (W3C Web Annotation Data Model, 2017, 4.2.4 and 4.2.5).
What fits in several places is taken where it is nearest to that position, but only within one source; nothing is
guessed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg_builder.model import Article, Entity, Source


@dataclass(frozen=True, slots=True)
class Quote:
    """Where the thing with the key `of` was read: `exact` at `start` of the text of `source`.

    `source` is the path that a source had, `start` counts code points of its text; `prefix` and `suffix` are the text
    right before and after, as far as it is known.
    """

    of: str
    source: str
    start: int
    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a text: the source's path, the key of the article that it lies in (if any), and the span."""

    source: str
    article: str
    start: int
    end: int


class Finder:
    """The texts of a build, in which quotes are looked for."""

    def __init__(self, sources: Iterable[Source], articles: Iterable[Article]) -> None:
        self._texts = {source.path: source.text for source in sources}
        paths = {Source(path, "", "").key: path for path in self._texts}
        self._articles: defaultdict[str, list[Article]] = defaultdict(list)
        for article in articles:
            self._articles[paths[article.source]].append(article)

    def find_article(self, quote: Quote) -> tuple[str, Spot] | None:
        """Return the article that holds the quote now, and where; None where none does, or it is not clear which."""
        return choose(quote, [(spot, {spot.article} - {""}) for spot in self._find(quote)])

    def find_entity(self, quote: Quote, entities: Iterable[Entity]) -> tuple[str, Spot] | None:
        """Return which of the entities the quote names now, and where; None for none, or if it is not clear which."""
        spots = {(spot.article, spot.start, spot.end): spot for spot in self._find(quote)}
        named: dict[Spot, set[str]] = {spot: set() for spot in spots.values()}
        for entity in entities if spots else ():
            for mention in entity.mentions:
                if spot := spots.get((mention.article, mention.start, mention.end)):
                    named[spot].add(entity.key)
        return choose(quote, list(named.items()))

    def _find(self, quote: Quote) -> list[Spot]:
        """Return where the quote stands: with all of its context, else with one side; in its own source, else in any.

        A quote that has context is not looked for without.
        """
        around = quote.prefix, quote.suffix
        sides = [side for side in ((quote.prefix, ""), ("", quote.suffix)) if any(side)]
        own = [quote.source] if quote.source in self._texts else []
        for contexts in ([around], sides if all(around) else []):
            for paths in (own, sorted(self._texts.keys() - set(own))):
                spots = {spot for path in paths for context in contexts for spot in self._search(quote, path, context)}
                if spots:
                    return sorted(spots, key=lambda spot: (spot.source, spot.start))
        return []

    def _search(self, quote: Quote, path: str, context: tuple[str, str]) -> Iterator[Spot]:
        pattern = re.compile(r"\s*".join(part for part in (
            _any_space(context[0]), f"(?P<exact>{_any_space(quote.exact)})", _any_space(context[1])) if part))
        found = pattern.search(self._texts[path])
        while found:
            start, end = found.span("exact")
            inside = [article.key for article in self._articles[path] if article.start <= start and end <= article.end]
            yield Spot(path, min(inside, default=""), start, end)
            found = pattern.search(self._texts[path], found.start() + 1)


def choose(quote: Quote, found: Sequence[tuple[Spot, set[str]]]) -> tuple[str, Spot] | None:
    """Return the thing that a quote is of, and where it is named, if that is clear.

    Args:
        quote: the quote, for the position that it had.
        found: where it stands now, each place with the keys of what it may be of.

    Returns:
        The one thing that it can be of anywhere; else that of the place which is nearest to the old position, if all
        places are in one source and one of them is nearer than the others. None otherwise.
    """
    near = sorted(found, key=lambda item: (abs(item[0].start - quote.start), item[0].source, item[0].start))
    things = {key for _, keys in found for key in keys}
    if len(things) == 1:
        return next((key, spot) for spot, keys in near for key in keys)
    if len({spot.source for spot, _ in near}) != 1 or len(near[0][1]) != 1:
        return None
    if len(near) > 1 and abs(near[0][0].start - quote.start) == abs(near[1][0].start - quote.start):
        return None
    return min(near[0][1]), near[0][0]


def _any_space(text: str) -> str:
    """Return a pattern for a text whose lines may be broken in other places."""
    return r"\s*".join(re.escape(character) for character in text if not character.isspace())


def read_quote(entry: Mapping[str, object]) -> Quote:
    """Return the quote that a mapping of a file of corrections describes; raise ValueError saying what is wrong."""
    wrong = [key for key in entry if key not in Quote.__dataclass_fields__]
    missing = [key for key in ("of", "source", "start", "exact") if entry.get(key) in (None, "")]
    if wrong or missing:
        raise ValueError(f"unknown key '{wrong[0]}' of a quote" if wrong else f"'{missing[0]}' of a quote is missing")
    start = entry["start"]
    if not isinstance(start, int) or start < 0:
        raise ValueError(f"'start' of a quote is a number of characters, not '{start}'")
    if not str(entry["exact"]).strip():
        raise ValueError("'exact' of a quote is the quote itself")
    texts = [str(entry.get(key) or "") for key in ("exact", "prefix", "suffix")]
    return Quote(str(entry["of"]), str(entry["source"]), start, *texts)
