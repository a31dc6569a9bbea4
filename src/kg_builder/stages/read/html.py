"""HTML: the article without menus and advertisements, by trafilatura, with what the page's head says of it."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

import trafilatura
from trafilatura.metadata import extract_title

from kg_builder.errors import ReadError
from kg_builder.model import Failure, Source
from kg_builder.stages.read.dates import parse_date
from kg_builder.stages.read.decode import decode, decode_as
from kg_builder.stages.read.options import Notice, ReadOptions
from kg_builder.stages.read.plain import check_lines, clean_field, read_whole

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)     # what fails is ours to tell

_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_ENCODINGS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030", "utf-8": "utf-8",
              "utf8": "utf-8", "big5": "big5", "big5-hkscs": "big5hkscs"}
_PICTURE = re.compile(rb"data:[\w.+-]{1,40}/[\w.+-]{1,40};base64,[A-Za-z0-9+/=]*", re.ASCII)
# Of each, the first that the page has: names and properties of <meta>, in small letters.
_META: Mapping[str, tuple[str, ...]] = {
    "title": ("articletitle", "og:title", "dc.title", "dcterms.title"),
    "date": ("pubdate", "publishdate", "article:published_time", "og:published_time", "datepublished", "dc.date.issued",
             "dcterms.issued", "dc.date", "dcterms.date", "og:release_date", "article:create_at", "date"),
    "place": ("geo.placename", "dc.coverage.spatial", "dcterms.spatial", "dc.coverage"),
    "id": ("dc.identifier", "dcterms.identifier", "articleid", "contentid"),
}
_BLOCKS = ("p", "div", "table", "h1", "h2", "h3", "h4", "ul", "ol", "br")
_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')


def parse_html(name: str, stream: BinaryIO, options: ReadOptions) -> Iterator[Source | Failure | Notice]:
    """Yield the article of a page as a source."""
    data = read_whole(stream, options)
    if not data.strip():
        yield Notice(name, "empty")
        return
    digest = hashlib.sha256(data).hexdigest()
    data = _PICTURE.sub(b"", data)
    _check_size(data, options)
    text, meta = _extract(_decode(data))
    if not text.strip():
        raise ReadError("HTML without text")
    check_lines(text, options)
    date = parse_date(meta.get("date", ""))
    if date is None and "date" in meta:
        yield Notice(name, f"date not understood: {meta['date'][:40]!r}; expected YYYY-MM-DD")
    yield Source(name, text, digest, title=meta.get("title"), date=date, place=meta.get("place"),
                 identifier=meta.get("id"), extracted=True)


def _check_size(data: bytes, options: ReadOptions) -> None:
    if len(data) > options.max_html:
        raise ReadError(f"HTML of {len(data):,} bytes, more than {options.max_html:,} (limit max_html)")
    if (tags := data.count(b"<")) > options.max_tags:
        raise ReadError(f"HTML of {tags:,} tags, more than {options.max_tags:,} (limit max_tags)")


def _extract(page: str) -> tuple[str, dict[str, str]]:
    """Return the text of a page's article and what its head says of it; the text is empty where there is none."""
    try:
        tree = trafilatura.load_html(page)
        if tree is None:                # a part of a page
            tree = trafilatura.load_html(f"<html><body>{page}</body></html>")
        if tree is None:
            return "", {}
        meta = _read_meta(tree)
        _unwrap_layout(tree)
        documents = (trafilatura.bare_extraction(tree, include_comments=False, favor_precision=precise,
                                                 favor_recall=not precise) for precise in (True, False))
        text = next((text for document in documents if (text := getattr(document, "text", None))), "")
    except (ValueError, TypeError, AttributeError, RecursionError, AssertionError, LookupError) as error:
        raise ReadError(f"HTML cannot be parsed: {error}") from None
    return "\n".join(line for line in (_join_cells(line).rstrip() for line in text.splitlines()) if line), meta


def _unwrap_layout(tree: Any) -> None:
    """Make plain blocks of the tables that only lay a page out: their cells hold paragraphs."""
    for table in list(tree.iter("table")):
        if any(table.find(f".//{tag}") is not None for tag in _BLOCKS):
            for element in table.iter("table", "tbody", "thead", "tr", "td", "th"):
                element.tag = "div"


def _join_cells(line: str) -> str:
    """Return a row of a table as its cells with a wide space in between; nothing for the rule below its head."""
    if not line.startswith("|"):
        return line
    cells = [cell.strip() for cell in line.strip("| ").split("|")]
    return "" if all(set(cell) <= {"-"} for cell in cells) else "\u3000".join(cell for cell in cells if cell)


def _read_meta(tree: Any) -> dict[str, str]:
    """Return the title, date, place and identifier that a page gives; no date is guessed from its text."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("name") or element.get("property") or element.get("itemprop") or ""
        if value := clean_field(element.get("content") or ""):
            found.setdefault(key.strip().lower(), value)
    meta = {field: value for field, names in _META.items() if (value := _first(found, names))}
    meta.setdefault("title", clean_field(extract_title(tree) or "") or "")
    if "date" not in meta and (date := _find_published(tree)):
        meta["date"] = date
    return {field: value for field, value in meta.items() if value}


def _first(found: Mapping[str, str], names: Iterable[str]) -> str:
    return next((found[name] for name in names if name in found), "")


def _find_published(tree: Any) -> str:
    """Return the date that a page gives to search engines (JSON-LD), or in a <time> that is marked so."""
    for element in tree.iter("script"):
        if "ld+json" in (element.get("type") or "") and (match := _PUBLISHED.search(element.text or "")):
            return match[1]
    times = (element for element in tree.iter("time") if "pubdate" in element.attrib
             or element.get("itemprop") == "datePublished")
    return next((element.get("datetime") or "" for element in times), "")


def _decode(data: bytes) -> str:
    """Return the page's text: by the encoding that it declares, or, where that is wrong, the one that it is in."""
    declared = _CHARSET.search(data[:4096])
    encoding = _ENCODINGS.get(declared[1].decode("ascii").lower()) if declared else None
    if encoding is not None and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return decode_as(data, encoding)
        except ReadError:
            pass
    return decode(data)
