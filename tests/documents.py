"""Makers of small documents for the tests of reading: PDF with Chinese text, Word, archives."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence

Placed = tuple[float, float, float, str]        # x, y (from the bottom left, in points), size, text

_FONT = (b"<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H /DescendantFonts [ << /Type /Font"
         b" /Subtype /CIDFontType0 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4"
         b" >> /DW 1000 /FontDescriptor << /Type /FontDescriptor /FontName /SimSun /Flags 4 /FontBBox [0 -200 1000 900]"
         b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >> >> ] >>")


def make_pdf(pages: Sequence[Sequence[Placed]], *, width: int = 800, height: int = 1100, extra: str = "") -> bytes:
    """Return a PDF with the texts at their places on each page; `extra` goes into the trailer."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", _FONT]
    kids = []
    for page in pages:
        content = zlib.compress("\n".join(_draw(*placed) for placed in page).encode())
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Resources << /Font << /F 3 0 R >> >>"
                       b" /Contents %d 0 R >>" % (width, height, len(objects)))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return join_objects(objects, extra=extra)


def join_objects(objects: Sequence[bytes], *, extra: str = "") -> bytes:
    """Return a PDF of the objects, the first of which is its catalogue."""
    out, offsets = bytearray(b"%PDF-1.5\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, extra.encode(), start)
    return bytes(out)


def _draw(x: float, y: float, size: float, text: str) -> str:
    return f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET"


def lay_column(text: str, x: float, top: float, *, across: int, size: float = 10) -> list[Placed]:
    """Return the lines of a column: `across` characters each, with the first paragraph lines set in by two."""
    lines = []
    for paragraph in text.split("\n"):
        rest = "\u3000\u3000" + paragraph
        while rest:
            lines.append(rest[:across])
            rest = rest[across:]
    return [(x, top - index * size * 1.4, size, line) for index, line in enumerate(lines)]


def make_docx(body: str, *, parts: Mapping[str, bytes] | None = None) -> bytes:
    """Return a Word document with this XML as its body, and further parts."""
    import docx

    buffer = io.BytesIO()
    docx.Document().save(buffer)
    space = ('xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
             'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"')
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document {space}><w:body>{body}</w:body></w:document>'
    with zipfile.ZipFile(buffer) as template:
        content = {name: template.read(name) for name in template.namelist()}
    return make_zip(content | {"word/document.xml": document.encode()} | dict(parts or {}))


def make_zip(files: Mapping[str, bytes | str]) -> bytes:
    """Return a zip archive of files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
