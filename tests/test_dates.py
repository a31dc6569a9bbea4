"""Dates as printed, in XML Schema's lexical forms."""

from __future__ import annotations

import pytest

from kg_builder.matching.dates import (
    Day,
    complete_year,
    find_due_year,
    find_issued_year,
    number,
    read_dates,
    states_year,
)


@pytest.mark.parametrize(("text", "anchor", "first", "last"), [
    ("2023年2月13日", None, "2023-02-13", None),
    ("二〇二三年五月", None, "2023-05", None),
    ("2023年", None, "2023", None),
    ("98年7月1日", None, "1998-07-01", None),
    ("2023-02-13", None, "2023-02-13", None),
    ("2023.2.3", None, "2023-02-03", None),
    ("2023/02", None, "2023-02", None),
    ("2月13日", None, "--02-13", None),
    ("2月13日", "2023-02-20", "2023-02-13", None),
    ("2月13日", "2023", "2023-02-13", None),
    ("12月30日", "2023-01-03", "2022-12-30", None),      # a month ahead of the article's is of the year before
    ("2月1日", "2023-01-30", "2023-02-01", None),
    ("13日", "2023-02-20", "2023-02-13", None),
    ("28日", "2023-03-02", "2023-02-28", None),
    ("30日", "2023-01-02", "2022-12-30", None),
    ("25日", "2023-03-20", "2023-03-25", None),          # a few days ahead: what is announced
    ("13日", None, None, None),
    ("今年2月", "2023-06-01", "2023-02", None),
    ("今年2月3日", None, "--02-03", None),
    ("去年6月", "2023-06-01", "2022-06", None),
    ("去年", "2023-06-01", "2022", None),
    ("去年", None, None, None),
    ("上月3日", "2023-01-20", "2022-12-03", None),
    ("本月3日", "2023-01-20", "2023-01-03", None),
    ("昨日", "2023-03-01", "2023-02-28", None),
    ("昨天上午", "2023-03-01", "2023-02-28", None),
    ("昨晚", "2023-01-01", "2022-12-31", None),
    ("今天", "2023-03-01", "2023-03-01", None),
    ("昨日", "2023-03", None, None),
    ("昨日", None, None, None),
    ("2023年2月13日至15日", None, "2023-02-13", "2023-02-15"),
    ("2015年3月23—27日", None, "2015-03-23", "2015-03-27"),
    ("2月27日至3月2日", "2023-03-10", "2023-02-27", "2023-03-02"),
    ("23日至24日", "2011-04-25", "2011-04-23", "2011-04-24"),
    ("6月19日至20日", None, "--06-19", "--06-20"),
    ("2月30日", None, None, None),
    ("2023年2月29日", None, None, None),
    ("2月29日", None, "--02-29", None),
    ("13月2日", None, None, None),
    ("明年春天", "2023-03-01", "2024", None),
    ("三天前", "2023-03-01", None, None),
])
def test_reads_dates_as_printed(text: str, anchor: str | None, first: str | None, last: str | None) -> None:
    assert read_dates(text, anchor=anchor) == (first, last)


@pytest.mark.parametrize(("text", "value"), [("31", 31), ("十五", 15), ("二十", 20), ("三十一", 31), ("二〇二三", 2023),
                                             ("十", 10)])
def test_reads_numbers(text: str, value: int) -> None:
    assert number(text) == value


def test_a_day_without_a_month_has_no_form() -> None:
    assert Day(2023, None, 5).lexical() is None
    assert Day(None, 5, None).lexical() is None


@pytest.mark.parametrize(("text", "stated"), [("2023年2月13日", True), ("2023年2月", True), ("2023-02-13", True),
                                              ("2023年", False), ("2月13日", False), ("今年2月", False)])
def test_says_whether_a_date_states_its_year(text: str, stated: bool) -> None:
    assert states_year(text) is stated


@pytest.mark.parametrize(("text", "year"), [
    ("为庆祝中国共产党成立101周年，镇里举行演出。", "2022"),
    ("建国70周年之际，", "2019"),
    ("纪念抗日战争胜利八十周年，庆祝新中国成立75周年", "2025"),
    ("按照青农发〔2021〕5号文件要求，", None),
    ("建校30周年", None),
])
def test_an_anniversary_tells_the_year_of_a_text(text: str, year: str | None) -> None:
    assert find_due_year(text) == year


@pytest.mark.parametrize(("text", "year"), [
    ("按照青农发〔2021〕5号文件要求，", "2021"),
    ("青农发[2019]15号、青农发[2020]3号", "2020"),
    ("共有〔2021〕字样", None),
])
def test_a_documents_number_tells_the_year_of_a_text(text: str, year: str | None) -> None:
    assert find_issued_year(text) == year


@pytest.mark.parametrize(("date", "printed", "name", "whole"), [
    ("--04-03", "4月3日", "甘泉县2023年春季义务植树活动", "2023-04-03"),
    ("2021-04-03", "4月3日", "甘泉县2023年春季义务植树活动", "2023-04-03"),
    ("--02-13", "2月13日", "2022年度民主生活会", "--02-13"),
    ("2024-01-05", "2024年1月5日", "2023年总结会", "2024-01-05"),
    ("2024-01-05", "今年1月5日", "2023年总结会", "2024-01-05"),
    ("2024", "2024年", "2023年总结会", "2024"),
])
def test_the_year_in_an_events_name_completes_its_date(date: str, printed: str, name: str, whole: str) -> None:
    assert complete_year(date, printed, name) == whole
