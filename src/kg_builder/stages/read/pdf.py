"""PDF: every page is a source of its own, `paper.pdf#3`, with the text of its columns in reading order."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Iterator
from typing import BinaryIO

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTTextContainer
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect, PDFTextExtractionNotAllowed

from kg_builder.errors import ReadError
from kg_builder.model import Failure, Source
from kg_builder.stages.read.options import Notice, ReadOptions
from kg_builder.stages.read.plain import read_whole

# Columns are read one after the other (boxes_flow), and Chinese lines have no words to keep apart.
_LAYOUT = LAParams(boxes_flow=0.2, line_margin=0.6, char_margin=1.5, word_margin=0.3)


def parse_pdf(name: str, stream: BinaryIO, options: ReadOptions) -> Iterator[Source | Failure | Notice]:
    """Yield each page that has text as a source."""
    data = read_whole(stream, options)
    if not data:
        yield Notice(name, "empty")
        return
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    pages = 0
    try:
        for number, page in enumerate(extract_pages(io.BytesIO(data), laparams=_LAYOUT), start=1):
            blocks = [_join_lines(box.get_text()) for box in page if isinstance(box, LTTextContainer)]
            text = "\n\n".join(block for block in blocks if block)
            if text:
                pages += 1
                digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
                yield Source(f"{name}#{number}", text, digest, extracted=True)
    except (PDFEncryptionError, PDFPasswordIncorrect, PDFTextExtractionNotAllowed):
        raise ReadError("encrypted PDF; remove its password") from None
    except RecursionError:
        raise ReadError("broken PDF: nested too deeply") from None
    except Exception as error:          # on a broken file the parser raises anything
        raise ReadError(f"broken PDF: {type(error).__name__}: {error}") from None
    if not pages:
        raise ReadError("PDF without text (scanned pages need optical character recognition first)")


def _join_lines(text: str) -> str:
    """Return a block of a column with its lines joined: a line ends where the column does, not the paragraph."""
    lines = [line.strip() for line in text.splitlines()]
    return "\n".join(line for line in lines if line)
