"""When inputs change: files that came, went, or were written to, seen by looking again and again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kg_builder.stages.read.find import Found, find_files
from kg_builder.stages.read.formats import list_suffixes

Snapshot = frozenset[tuple[str, int, int]]      # of each file its name, its size in bytes, and when it was written


def follow_inputs(inputs: Iterable[str | Path], *, seconds: float = 2.0,
                  sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Yield at once, and then whenever the inputs have changed and nothing has been written for a while.

    Args:
        inputs: files, folders, patterns; not standard input, which is read once.
        seconds: how long to wait between two looks; also how long nothing must have been written.
        sleep: what waits.
    """
    inputs = list(inputs)
    built, before = None, look_at(inputs)
    while True:
        now = look_at(inputs)
        if now == before != built:
            built = now
            yield
        before = now
        sleep(seconds)


def look_at(inputs: Iterable[str | Path]) -> Snapshot:
    """Return which files the inputs are now, and their state."""
    seen = set()
    for item in find_files(inputs, suffixes=list_suffixes()):
        if isinstance(item, Found):
            try:
                status = item.path.stat()
            except OSError:
                continue                    # it went while we looked
            seen.add((item.name, status.st_size, status.st_mtime_ns))
    return frozenset(seen)
