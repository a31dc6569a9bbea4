"""How fuzzing is done: the same examples every time; with FUZZ=10 in the environment new ones, ten times as many."""

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("FUZZ", "0"))


def examples(count: int) -> settings:
    """Return the settings of a test with this many examples; that a machine is slow says nothing of the code."""
    return settings(deadline=None, max_examples=count * max(TIMES, 1), derandomize=not TIMES, database=None,
                    suppress_health_check=[HealthCheck.too_slow])
