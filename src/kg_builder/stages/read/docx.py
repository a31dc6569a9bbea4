"""Word documents: paragraphs, text boxes and rows of tables in their order, and the document's own title."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from kg_builder.errors import ReadError
from kg_builder.model import Failure, Source
from kg_builder.stages.read.options import Notice, ReadOptions
from kg_builder.stages.read.plain import check_lines, clean_field, read_whole

_PARAGRAPH, _TABLE, _ROW, _CELL, _BOX = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "txbxContent"))
_TEXT, _SIGNS = qn("w:t"), {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
# What was deleted, the second copy of a text box for old programs, and settings, some of which hold elements of text.
_PASSED_OVER = {qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"),
                "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_ENCRYPTED = b"\xd0\xcf\x11\xe0"        # an OLE file: Word's old format, or a document with a password


def parse_docx(name: str, stream: BinaryIO, options: ReadOptions) -> Iterator[Source | Failure | Notice]:
    """Yield the document as a source; its paragraphs are lines with an empty line in between."""
    data = read_whole(stream, options)
    if not data:
        yield Notice(name, "empty")
        return
    _check_size(data, options)
    try:
        document = docx.Document(io.BytesIO(data))
        text = "\n\n".join(block for block in _read_blocks(document.element.body) if block.strip())
        title, identifier = document.core_properties.title, document.core_properties.identifier
    except (OpcError, ValueError, KeyError, SyntaxError, AttributeError, zipfile.BadZipFile, EOFError) as error:
        raise ReadError(f"not a Word document (.docx), or broken: {error}") from None
    if not text:
        yield Notice(name, "no text")
        return
    check_lines(text, options)
    yield Source(name, text, hashlib.sha256(data).hexdigest(), title=clean_field(title),
                 identifier=clean_field(identifier), extracted=True)


def _check_size(data: bytes, options: ReadOptions) -> None:
    if data.startswith(_ENCRYPTED):
        raise ReadError("encrypted, or a document of old Word (.doc); save it as .docx without a password")
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise ReadError(f"not a Word document (.docx), or broken: {error}") from None
    texts = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    for size, limit in ((texts, "max_docx"), (sum(part.file_size for part in parts), "max_bytes")):
        if size > getattr(options, limit):
            raise ReadError(f"unpacks to {size:,} bytes, more than {getattr(options, limit):,} (limit {limit})")


def _read_blocks(element: Any) -> Iterator[str]:
    """Yield the paragraphs and rows under an element, whatever wraps them; a text box comes after its paragraph."""
    for child in element:
        if child.tag == _PARAGRAPH:
            yield "".join(_read_runs(child))
            for box in _list_own(child, _BOX):
                yield from _read_blocks(box)
        elif child.tag == _TABLE:
            yield from _read_rows(child)
        elif child.tag not in _PASSED_OVER:
            yield from _read_blocks(child)


def _read_rows(table: Any) -> Iterator[str]:
    """Yield each row as a line; the paragraphs one by one where cells hold several (the table lays out the page)."""
    for row in _list_own(table, _ROW):
        cells = [[text for block in _read_blocks(cell) if (text := block.strip())] for cell in _list_own(row, _CELL)]
        if all(len(cell) <= 1 for cell in cells):
            yield "\u3000".join(text for cell in cells for text in cell)
        else:
            yield from (text for cell in cells for text in cell)


def _list_own(element: Any, tag: str) -> list[Any]:
    """Return the elements of a tag under this one, but not under another of its kind, nor in what is passed over."""
    found = []
    for descendant in element.iter(tag):
        for ancestor in descendant.iterancestors():
            if ancestor.tag in _PASSED_OVER:
                break
            if ancestor.tag == element.tag:
                found += [descendant] if ancestor is element else []
                break
    return found


def _read_runs(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag not in _PASSED_OVER and child.tag != _BOX:
            yield from _read_runs(child)
