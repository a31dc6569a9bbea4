"""Source → articles → sentences. Every offset is one of the source's text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from kg_builder.model import Article, Sentence, Source, digest
from kg_builder.stages.segment.layout import Draft, draft_articles
from kg_builder.stages.segment.lines import Line, split_lines
from kg_builder.stages.segment.sentences import split_sentences

HEAD_LINES = 50                 # of a Markdown text, at most

_MARKDOWN = re.compile(r"\.(?:md|markdown)(?:\.[a-z0-9]+)?$", re.IGNORECASE)
_ENTRY = re.compile(r"[A-Za-z_][\w-]*[ \t]*:|[-#]")
_HASHES = re.compile(r"(#{1,6})[ \t\u3000]+")
_CLOSING_HASHES = re.compile(r"[ \t]+#+$")
_IGNORED = re.compile(r"[\s“”‘’\"'《》「」『』【】]+")


def segment(source: Source, *, view: str | None = None, issue_date: str | None = None) -> tuple[Article, ...]:
    """Return the articles of a source, in order, each with its sentences.

    Args:
        source: what was read.
        view: the source's text as it is to be understood, of the same length; None is the text itself.
        issue_date: the date (YYYY-MM-DD) of articles that neither the source nor a line of theirs dates.

    Returns:
        One article for a text that is one, several for a page; none for a text without letters or digits. Sentences
        do not overlap, and hold no white space at their ends.
    """
    text = source.text if view is None else view
    lines = split_lines(text)
    if _MARKDOWN.search(source.path.partition("#")[0]):
        lines = [_read_mark(line) for line in _skip_head(lines, text)]
    drafts = draft_articles(lines, titled=bool(source.title))
    seen: Counter[str] = Counter()
    articles = []
    for draft in drafts:
        title, alternative = _name(draft, source.text, source.title if len(drafts) == 1 else None)
        article = _make(draft, source, text, title, alternative, seen[title], issue_date)
        if article.sentences:
            seen[title] += 1
            articles.append(article)
    return tuple(articles)


def _skip_head(lines: list[Line], text: str) -> list[Line]:
    """Leave out the keys and values between two lines of --- at the top of a Markdown text: they are the source's."""
    if not lines or lines[0].text != "---":
        return lines
    for index, line in enumerate(lines[1:HEAD_LINES], start=1):
        if line.text in ("---", "..."):
            return lines[index + 1:]
        if not _ENTRY.match(line.text) and text[line.start - 1] not in " \t":
            break
    return lines


def _read_mark(line: Line) -> Line:
    """Take the # of a Markdown heading off a line."""
    mark = _HASHES.match(line.text)
    if mark is None:
        return line
    text = _CLOSING_HASHES.sub("", line.text[mark.end():])
    start = line.start + mark.end()
    return replace(line, start=start, end=start + len(text), text=text, level=len(mark[1])) if text else line


def _name(draft: Draft, text: str, given: str | None) -> tuple[str, tuple[str, ...]]:
    """Return title and sub-titles; a title that the document brings comes before a headline that it does not hold."""
    title = " ".join(text[line.start:line.end] for line in draft.title)
    alternative = [text[line.start:line.end].lstrip("—-─ ") for line in draft.alternative]
    given = (given or "").strip()
    if given and (not title or _bare(title) not in _bare(given)):
        if title and _bare(given) not in _bare(title):
            alternative.insert(0, title)
        title = given
    return title, tuple(dict.fromkeys(text for text in alternative if text and text != title))


def _bare(text: str) -> str:
    return _IGNORED.sub("", text)


def _make(draft: Draft, source: Source, text: str, title: str, alternative: tuple[str, ...], nth: int,
          issue_date: str | None) -> Article:
    sentences = tuple(_list_sentences(draft, text))
    return Article(
        key=f"article/{digest(source.path, title, str(nth))}", source=source.key, title=title, alternative=alternative,
        start=sentences[0].start if sentences else 0, end=sentences[-1].end if sentences else 0,
        date=source.date or draft.date or issue_date, sentences=sentences)


def _list_sentences(draft: Draft, text: str) -> Iterator[Sentence]:
    head = [[line] for line in (*draft.labels, *draft.title, *draft.alternative)]
    headings = draft.headings | {part[0].start for part in head}
    parts = sorted(head + draft.body, key=lambda part: part[0].start)
    for paragraph, part in enumerate(parts):
        heading = part[0].start in headings
        for start, end in split_sentences(text, part[0].start, part[-1].end, whole=heading):
            if any(character.isalnum() for character in text[start:end]):
                yield Sentence(start, end, paragraph, heading)
