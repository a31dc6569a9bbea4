"""The local engine: the order of the items, whatever the number of processes."""

import operator
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg_builder.engines import local
from kg_builder.errors import EngineError


def double(item: int) -> int:
    return item * 2


def refuse(item: int) -> int:
    if item == 120:
        raise ValueError(f"item {item}")
    return item


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("count", [0, 1, local.CHUNK - 1, local.CHUNK, 3 * local.CHUNK + 7])
def test_map_keeps_the_order(jobs, count):
    assert list(local.map(double, iter(range(count)), jobs=jobs)) == [2 * item for item in range(count)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_map_raises_what_the_function_raises(jobs):
    with pytest.raises(ValueError, match="item 120"):
        list(local.map(refuse, range(200), jobs=jobs))


def test_map_reads_no_further_ahead_than_it_needs():
    taken = []

    def count():
        for item in range(1000):
            taken.append(item)
            yield item

    results = local.map(double, count(), jobs=1)
    assert next(results) == 0
    assert len(taken) == 1


def identify(item: int) -> tuple[int, int]:
    return item, os.getpid()


def end(item: int) -> int:
    if item == 3:
        os._exit(1)
    return item


def test_heavy_items_are_spread_over_processes_and_light_ones_are_not():
    heavy = list(local.map(identify, range(6), jobs=2, weigh=lambda item: local.WEIGHT))
    light = list(local.map(identify, range(6), jobs=2, weigh=lambda item: 1))
    assert [item for item, _ in heavy] == [item for item, _ in light] == list(range(6))
    assert os.getpid() not in {process for _, process in heavy}
    assert {process for _, process in light} == {os.getpid()}


def test_no_more_than_a_few_chunks_are_under_way():
    taken = []

    def count():
        for item in range(100):
            taken.append(item)
            yield item

    results = local.map(double, count(), jobs=2, weigh=lambda item: local.WEIGHT)
    assert next(results) == 0
    assert len(taken) <= 2 * 2 + 1
    results.close()


def test_a_worker_that_is_killed_is_an_error_of_ours():
    with pytest.raises(EngineError, match="a worker process was killed"):
        list(local.map(end, range(6), jobs=2, weigh=lambda item: local.WEIGHT))


STOPPED = """
import os, signal, sys, time
from pathlib import Path
from kg_builder.engines import local

def sleep(folder):
    Path(folder, str(os.getpid())).touch()
    time.sleep(60)

if __name__ == "__main__":
    list(local.map(sleep, [sys.argv[1]] * 200, jobs=2))
"""


@pytest.mark.parametrize(("stop", "all_of_it"), [(signal.SIGINT, True), (signal.SIGKILL, False)])
def test_no_process_outlives_a_build_that_is_stopped(tmp_path, stop, all_of_it):
    (tmp_path / "stopped.py").write_text(STOPPED, "utf-8")
    (tmp_path / "pids").mkdir()
    command = [sys.executable, str(tmp_path / "stopped.py"), str(tmp_path / "pids")]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True) as process:
        wait_for(lambda: len(os.listdir(tmp_path / "pids")) == 2)
        (os.killpg if all_of_it else os.kill)(process.pid, stop)
    for pid in os.listdir(tmp_path / "pids"):
        wait_for(lambda pid=pid: not is_running(int(pid)))


def wait_for(condition) -> None:
    """Wait until something holds; a minute is more than any machine needs."""
    for _ in range(1200):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail("it did not come to be")


def is_running(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("jobs", [1, 2])
def test_group_map_gives_each_group_once_in_the_order_of_the_keys(jobs):
    items = [("b", 1), ("a", 2), ("b", 3), ("c", 4)]
    groups = list(local.group_map(operator.itemgetter(0), sorted, items, jobs=jobs))
    assert groups == [[("a", 2)], [("b", 1), ("b", 3)], [("c", 4)]]


def test_no_number_of_jobs_means_every_core():
    assert local.count_jobs(0) >= 1
    assert local.count_jobs(3) == 3
