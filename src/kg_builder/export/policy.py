"""What content security policies of pages have in common: what stands in the page itself is allowed by its hash."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable


def hash_inline(texts: Iterable[str]) -> str:
    """Return the sources that allow these scripts or style sheets, as they stand between their tags."""
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)
