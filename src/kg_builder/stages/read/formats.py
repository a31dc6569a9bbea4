"""FORMATS, the only list of what can be read: name → suffixes, and the module that parses it (loaded when needed)."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from kg_builder.errors import ReadError
from kg_builder.model import Failure, Source
from kg_builder.stages.read.options import Notice, ReadOptions
from kg_builder.stages.read.unpack import ARCHIVE, COMPRESSIONS

Parser = Callable[[str, BinaryIO, ReadOptions], Iterator[Source | Failure | Notice]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the ends of its file names, and where its parser is (`module:function`, in this package)."""

    suffixes: tuple[str, ...]
    parser: str


FORMATS: dict[str, Format] = {
    "text": Format((".txt", ".text"), "plain:parse_text"),
    "markdown": Format((".md", ".markdown"), "plain:parse_markdown"),
    "jsonl": Format((".jsonl", ".ndjson"), "records:parse_jsonl"),
    "csv": Format((".csv",), "records:parse_csv"),
    "tsv": Format((".tsv", ".tab"), "records:parse_tsv"),
    "parquet": Format((".parquet",), "parquet:parse_parquet"),
    "html": Format((".html", ".htm", ".xhtml", ".shtml"), "html:parse_html"),
    "docx": Format((".docx",), "docx:parse_docx"),
    "pdf": Format((".pdf",), "pdf:parse_pdf"),
}
_SIGNS = ((b"%PDF-", "pdf"), (b"PAR1", "parquet"), (b"\x1f\x8b", ".gz"), (b"BZh", ".bz2"), (b"\xfd7zXZ\0", ".xz"),
          (b"\x28\xb5\x2f\xfd", ".zst"), (b"PK\x03\x04", ".zip"))


def list_suffixes() -> frozenset[str]:
    """Return the ends of the names of files that are read in folders, packed ones included."""
    plain = [suffix for format in FORMATS.values() for suffix in format.suffixes]
    return frozenset([*plain, *(suffix + packed for suffix in plain for packed in COMPRESSIONS), ARCHIVE])


def find_format(name: str) -> str | None:
    """Return the name of the format that a file's name tells, None if it tells none."""
    lowered = name.lower()
    return next((key for key, format in FORMATS.items() if lowered.endswith(format.suffixes)), None)


def sniff(start: bytes) -> str:
    """Return the format, or the suffix of the compression, that the first bytes of a nameless input tell.

    Raises ReadError for JSON that is not one object a line.
    """
    for sign, kind in _SIGNS:
        if start.startswith(sign):
            return kind
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] == b"[" and text[1:].lstrip()[:1] in (b"{", b"["):
        raise ReadError("a JSON array; write one object a line (JSONL)")
    if text[:1] == b"{" and b'"' in text[:200]:
        line, end, _ = text.partition(b"\n")
        if end and not line.rstrip().endswith(b"}"):
            raise ReadError("JSON over several lines; write one object a line (JSONL)")
        return "jsonl"
    return "html" if text[:14].lower().startswith((b"<!doctype html", b"<html", b"<head")) else "text"


def load_parser(format: str) -> Parser:
    """Return the function that parses a format; raise ReadError where its library is not installed."""
    module, _, function = FORMATS[format].parser.partition(":")
    try:
        return cast(Parser, getattr(importlib.import_module(f"kg_builder.stages.read.{module}"), function))
    except ModuleNotFoundError as error:
        raise ReadError(f"{format} needs the package {error.name}: pip install 'kg-builder[documents]'") from None
