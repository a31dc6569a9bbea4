"""The standard engine: this process, or a pool of processes on this machine.

Results come in the order of the items, so the number of jobs never shows in what is built.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, groupby
from multiprocessing import get_context, parent_process
from typing import TypeVar

from kg_builder.errors import EngineError

Item = TypeVar("Item")
Result = TypeVar("Result")

CHUNK = 50              # items sent to a worker at once; below that, sending costs more than it gains
WEIGHT = 500_000        # at this weight a chunk is sent with fewer: characters of text, a second of work


def count_jobs(jobs: int) -> int:
    """Return the number of processes to use: `jobs`, or one per usable core where it is 0."""
    return jobs or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1))


def map(function: Callable[[Item], Result], items: Iterable[Item], *, jobs: int = 1,
        weigh: Callable[[Item], int] = lambda item: 0) -> Iterator[Result]:
    """Apply the function to each item and yield the results in the order of the items.

    `function` is picklable and depends on nothing else; `items` is read only as far ahead as the workers need. `jobs`
    counts processes (0: one per core); with one, or with fewer items than a chunk, all runs in this process. `weigh`
    tells the characters of an item, so that large ones do not pile up. Raises what the function raises, and EngineError
    where a worker is killed.
    """
    stream = iter(items)
    jobs = count_jobs(jobs)
    first, more = _take(stream, weigh) if jobs > 1 else ([], False)
    if not more:
        yield from (function(item) for item in chain(first, stream))
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_end_with_parent) as pool:
        yield from _stream(pool, function, first, lambda: _take(stream, weigh)[0], ahead=2 * jobs)


def _take(stream: Iterator[Item], weigh: Callable[[Item], int]) -> tuple[list[Item], bool]:
    """Return the next chunk, and whether it is full, so that there may be more."""
    chunk: list[Item] = []
    weight = 0
    for item in stream:
        chunk.append(item)
        weight += weigh(item)
        if len(chunk) == CHUNK or weight >= WEIGHT:
            return chunk, True
    return chunk, False


def _stream(pool: ProcessPoolExecutor, function: Callable[[Item], Result], first: list[Item],
            take: Callable[[], list[Item]], *, ahead: int) -> Iterator[Result]:
    """Keep `ahead` chunks under way and yield the results in order."""
    waiting: deque[Future[list[Result]]] = deque()
    chunk = first
    try:
        while chunk or waiting:
            if chunk:
                waiting.append(pool.submit(_apply, function, chunk))
                chunk = take()
            if len(waiting) >= ahead or not chunk:
                yield from waiting.popleft().result()
    except BrokenProcessPool:
        raise EngineError("a worker process was killed, perhaps for want of memory; try fewer processes: --jobs 1"
                          ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _end_with_parent() -> None:
    """Let a worker end at once, without a trace, when the build is stopped (Ctrl-C), or its process is gone."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _apply(function: Callable[[Item], Result], chunk: list[Item]) -> list[Result]:
    return [function(item) for item in chunk]


def group_map(
    key: Callable[[Item], str], function: Callable[[list[Item]], Result], items: Iterable[Item], *, jobs: int = 1
) -> Iterator[Result]:
    """Apply the function to each group of items with one key; yield the results in the order of the keys.

    The items of a group keep their order. The arguments are as in `map`.
    """
    ordered = sorted(items, key=key)
    return map(function, [list(group) for _, group in groupby(ordered, key=key)], jobs=jobs)
