"""Word documents: paragraphs and the cells of tables in their order, and the document's own title and date."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

import docx
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph

from kg_builder.errors import ReadError
from kg_builder.model import Failure, Source
from kg_builder.stages.read.options import Notice, ReadOptions
from kg_builder.stages.read.plain import read_whole


def parse_docx(name: str, stream: BinaryIO, options: ReadOptions) -> Iterator[Source | Failure | Notice]:
    """Yield the document as a source; its paragraphs are lines with an empty line in between."""
    data = read_whole(stream, options)
    if not data:
        yield Notice(name, "empty")
        return
    _check_size(data, options)
    try:
        document = docx.Document(io.BytesIO(data))
        blocks = [block for item in document.iter_inner_content() for block in _read_block(item)]
        properties = document.core_properties
        title = properties.title or None
    except (OpcError, ValueError, KeyError, SyntaxError, AttributeError, zipfile.BadZipFile) as error:
        raise ReadError(f"not a Word document (.docx), or broken: {error}") from None
    text = "\n\n".join(block for block in blocks if block.strip())
    if not text:
        yield Notice(name, "no text")
        return
    yield Source(name, text, hashlib.sha256(data).hexdigest(), title=title, extracted=True)


def _check_size(data: bytes, options: ReadOptions) -> None:
    try:
        size = sum(info.file_size for info in zipfile.ZipFile(io.BytesIO(data)).infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise ReadError(f"not a Word document (.docx), or broken or encrypted: {error}") from None
    if size > max(len(data) * options.max_ratio, options.max_bytes):
        raise ReadError(f"unpacks to {size:,} bytes (limit max_ratio)")


def _read_block(item: Paragraph | Table) -> Iterator[str]:
    if isinstance(item, Paragraph):
        yield item.text
        return
    for row in item.rows:
        cells = list(dict.fromkeys(cell.text.strip() for cell in row.cells))
        yield "\u3000".join(cell for cell in cells if cell)
