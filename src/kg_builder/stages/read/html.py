"""HTML: the article without menus and advertisements, by trafilatura, with the page's own title and date."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import BinaryIO

import trafilatura

from kg_builder.errors import ReadError
from kg_builder.model import Failure, Source
from kg_builder.stages.read.dates import parse_date
from kg_builder.stages.read.decode import decode, decode_as
from kg_builder.stages.read.options import Notice, ReadOptions
from kg_builder.stages.read.plain import read_whole

_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_GBK = {"gb2312", "gbk", "gb18030", "x-gbk"}


def parse_html(name: str, stream: BinaryIO, options: ReadOptions) -> Iterator[Source | Failure | Notice]:
    """Yield the article of a page as a source."""
    data = read_whole(stream, options)
    if not data.strip():
        yield Notice(name, "empty")
        return
    page = _decode(data)
    try:
        document = trafilatura.bare_extraction(page, include_comments=False, favor_recall=True, with_metadata=True)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ReadError(f"HTML cannot be parsed: {error}") from None
    text = getattr(document, "text", None) or ""
    if not text.strip():
        raise ReadError("HTML without text")
    title, date = (getattr(document, key, None) for key in ("title", "date"))
    digest = hashlib.sha256(data).hexdigest()
    yield Source(name, text, digest, title=title or None, date=parse_date(date or ""), extracted=True)


def _decode(data: bytes) -> str:
    """Return the page's text: by the encoding that it declares, or, where that is wrong, the one that it is in."""
    declared = _CHARSET.search(data[:4096])
    if declared is not None and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        encoding = declared[1].decode("ascii").lower()
        try:
            return decode_as(data, "gb18030" if encoding in _GBK else encoding)
        except (ReadError, LookupError):
            pass
    return decode(data)
