"""PDF: every page is a source of its own, `paper.pdf#3`, with the text of its columns in reading order."""

from __future__ import annotations

import hashlib
import io
import logging
import statistics
import types
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from pdfminer import pdftypes
from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import IndexAssigner, LAParams, LTChar, LTFigure, LTPage, LTTextBox, LTTextLine
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect, PDFTextExtractionNotAllowed
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage

from kg_builder.errors import ReadError
from kg_builder.model import Failure, Source
from kg_builder.stages.read.options import Notice, ReadOptions
from kg_builder.stages.read.plain import check_lines, clean_text, read_whole

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)        # what fails is ours to tell

# Columns are read one after the other (boxes_flow), and Chinese lines have no words to keep apart.
_LAYOUT = LAParams(boxes_flow=0.2, line_margin=0.6, char_margin=1.5, word_margin=0.3)
_LOOSE = LAParams(boxes_flow=None, line_margin=0.6, char_margin=1.5, word_margin=0.3)
_MANY = 500                     # boxes of a page (a map, a table) that are not compared each with each: time and memory
_HEADING = 1.25                 # a heading's letters are so many times as large as those of the body


def parse_pdf(name: str, stream: BinaryIO, options: ReadOptions) -> Iterator[Source | Failure | Notice]:
    """Yield each page that has text as a source."""
    data = read_whole(stream, options)
    if not data:
        yield Notice(name, "empty")
        return
    pages = 0
    for number, text in enumerate(_read_pages(data, options), start=1):
        if text:
            pages += 1
            check_lines(text, options)
            digest = hashlib.sha256(text.encode()).hexdigest()
            yield Source(f"{name}#{number}", text, digest, extracted=True)
    if not pages:
        raise ReadError("PDF without text (scanned pages need optical character recognition first)")


def _read_pages(data: bytes, options: ReadOptions) -> Iterator[str]:
    try:
        with _limit_streams(options.max_bytes):
            manager = PDFResourceManager()
            device = PDFPageAggregator(manager, laparams=None)
            interpreter = PDFPageInterpreter(manager, device)
            for page in PDFPage.get_pages(io.BytesIO(data)):
                interpreter.process_page(page)
                yield clean_text(_read_page(_find_boxes(device.get_result())))
    except (PDFEncryptionError, PDFPasswordIncorrect, PDFTextExtractionNotAllowed):
        raise ReadError("encrypted PDF; remove its password") from None
    except ReadError:
        raise
    except RecursionError:
        raise ReadError("broken PDF: nested too deeply") from None
    except Exception as error:          # on a broken file the parser raises anything
        raise ReadError(f"broken PDF: {type(error).__name__}: {error}") from None


@contextmanager
def _limit_streams(limit: int) -> Iterator[None]:
    """Keep a small file from unpacking to all memory: pdfminer unpacks each stream whole, through its name `zlib`."""

    def decompress(data: bytes) -> bytes:
        unpacked = zlib.decompressobj().decompress(data, limit + 1)
        if len(unpacked) > limit:
            raise ReadError(f"a part of the PDF unpacks to more than {limit:,} bytes (limit max_bytes)")
        return unpacked

    module: Any = pdftypes
    original = module.zlib
    module.zlib = types.SimpleNamespace(decompress=decompress, decompressobj=zlib.decompressobj, error=zlib.error)
    try:
        yield
    finally:
        module.zlib = original


def _find_boxes(page: LTPage) -> list[LTTextBox]:
    """Return the blocks of text of a page in reading order, those inside of figures among them."""
    flat = LTPage(page.pageid, page.bbox, page.rotate)
    flat.extend(_list_characters(page))
    flat.analyze(_LOOSE)
    boxes = [box for box in flat if isinstance(box, LTTextBox)]
    if len(boxes) <= _MANY:
        assigner = IndexAssigner()
        for group in flat.group_textboxes(_LAYOUT, boxes):
            group.analyze(_LAYOUT)
            assigner.run(group)
        boxes.sort(key=lambda box: box.index)
    return boxes


def _list_characters(container: Iterable[Any]) -> Iterator[LTChar]:
    for item in container:
        if isinstance(item, LTChar):
            yield item
        elif isinstance(item, LTFigure):
            yield from _list_characters(item)


def _read_page(boxes: Sequence[LTTextBox]) -> str:
    """Return the text of a page: its boxes in the order of the columns, each heading above what stands under it."""
    sizes = {box: statistics.median(line.height for line in box) for box in boxes if len(box) > 0}
    if not sizes:
        return ""
    body = statistics.median(size for box, size in sizes.items() for _ in box.get_text()[:2000])
    headings = [box for box, size in sizes.items() if size >= _HEADING * body]
    under: dict[LTTextBox | None, list[LTTextBox]] = defaultdict(list)
    for heading in headings:
        under[_find_below(heading, [box for box in sizes if box not in headings], body)].append(heading)
    ordered = [box for text in [*(box for box in sizes if box not in headings), None]
               for box in [*sorted(under[text], key=lambda box: (-box.y1, box.x0)), *([text] if text else [])]]
    return "\n\n".join(text for box in ordered if (text := _join_lines(list(box))))


def _find_below(heading: LTTextBox, boxes: Sequence[LTTextBox], size: float) -> LTTextBox | None:
    """Return the box that begins next under a heading, the leftmost where several do; `size` is that of a letter."""
    below = [box for box in boxes if box.y1 <= heading.y0 + size and box.x0 < heading.x1 and box.x1 > heading.x0]
    top = max((box.y1 for box in below), default=0)
    return min((box for box in below if box.y1 >= top - 2 * size), key=lambda box: box.x0, default=None)


def _join_lines(lines: Sequence[LTTextLine]) -> str:
    """Return a box's text, one line a paragraph: a line goes on where the one before is full and it is not set in."""
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    text, full = "", False
    for line in lines:
        content = line.get_text().rstrip("\n")
        bare = content.strip()
        if not bare:
            continue
        indented = line.x0 > left + line.height or content.startswith(("\u3000", "  "))
        if text and not (full and not indented):
            text += "\n"
        elif text and text[-1].isascii() and bare[0].isascii():
            text += " "
        text += bare
        full = line.x1 > right - 1.5 * line.height
    return text
