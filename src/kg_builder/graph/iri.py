"""Names in RDF: the namespaces that we use, and keys as IRIs and back.

A key's IRI is the base IRI followed by the key, in which every character that RFC 3987 does not allow in a path, every
`%`, and everything invisible (spaces, line breaks, controls, bidirectional marks) is percent-encoded as UTF-8. Chinese
stays as it is. The encoding is one to one: decoding an IRI gives the key.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from kg_builder.ontology import KG

NAMESPACES = {
    "dcterms": "http://purl.org/dc/terms/",
    "kg": KG,
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
DIVISION = "place/CN-"      # the key of a division of the gazetteer is this and its official code

# What is not kept: ASCII outside RFC 3987's ipchar and "/", "%" itself, spaces and format characters, private use,
# surrogates and noncharacters. Fixed ranges, because Unicode categories differ between versions of Python.
_ENCODED = re.compile(
    r"[^A-Za-z0-9\-._~!$&'()*+,;=:@/"
    "\u00a1-\u00ac\u00ae-\u061b\u061d-\u167f\u1681-\u180d\u180f-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u2fff"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\uffef\U00010000-\U0001fffd\U00020000-\U0002fffd"
    "\U00030000-\U0003fffd]")
_ABSOLUTE = re.compile(r"https?://")


def encode_key(key: str, *, base_iri: str) -> str:
    """Return a key's IRI; a key that is an http(s) address already (a data set's) stays where it is."""
    encoded = _ENCODED.sub(_percent, key)
    return encoded if _ABSOLUTE.match(key) else base_iri + encoded


def decode_iri(iri: str, *, base_iri: str) -> str:
    """Return the key that an IRI stands for: the inverse of `encode_key`."""
    return unquote(iri.removeprefix(base_iri), errors="surrogatepass")


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass"))
