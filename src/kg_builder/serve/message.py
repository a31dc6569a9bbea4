"""What comes over HTTP and what goes back, as data; and how a client's wish for a format is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """A request: method, decoded path, raw query string, headers by their names in small letters, and body."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: status, media type, body, and further headers."""

    status: int
    media_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


def refuse(status: int, message: str, *headers: tuple[str, str]) -> Response:
    """Return an answer that says what is wrong, as plain text."""
    return Response(status, "text/plain; charset=utf-8", f"{message}\n".encode(errors="backslashreplace"), headers)


def choose_type(accept: str, offered: Sequence[str]) -> str | None:
    """Return the offered media type that an Accept header likes best, the first of equals; None where it likes none."""
    if not accept.strip():
        return offered[0]
    wishes = [_read_wish(part) for part in accept.split(",")]

    def like(kind: str) -> float:
        ranges = (kind, kind.partition("/")[0] + "/*", "*/*")
        return next((quality for wanted in ranges for name, quality in wishes if name == wanted), 0.0)

    best = max(offered, key=like)
    return best if like(best) > 0 else None


def _read_wish(part: str) -> tuple[str, float]:
    name, *parameters = (text.strip() for text in part.lower().split(";"))
    quality = next((text.removeprefix("q=") for text in parameters if text.startswith("q=")), "1")
    try:
        return name, float(quality)
    except ValueError:
        return name, 0.0
