"""The local engine: the order of the items, whatever the number of processes."""

import operator

import pytest

from kg_builder.engines import local


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


@pytest.mark.parametrize("jobs", [1, 2])
def test_group_map_gives_each_group_once_in_the_order_of_the_keys(jobs):
    items = [("b", 1), ("a", 2), ("b", 3), ("c", 4)]
    groups = list(local.group_map(operator.itemgetter(0), sorted, items, jobs=jobs))
    assert groups == [[("a", 2)], [("b", 1), ("b", 3)], [("c", 4)]]


def test_no_number_of_jobs_means_every_core():
    assert local.count_jobs(0) >= 1
    assert local.count_jobs(3) == 3
