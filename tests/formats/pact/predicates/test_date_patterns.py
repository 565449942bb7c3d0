"""Dates and times against patterns, and the sentence that says where a text stops being one."""

from __future__ import annotations

import pytest

from contractlab.formats.pact.predicates.dates import InvalidDateFormat, compile_date_format, date_checker, date_trouble


@pytest.mark.parametrize(
    ("pattern", "accepted", "refused"),
    [
        (
            "yyyy-MM-dd",
            ["2020-01-31", "2020-1-1", "20-01-01", "2020-02-29"],
            ["2021-02-29", "2020-00-01", "20201-01-01"],
        ),
        ("yy-MM-dd", ["20-01-01"], ["2020-01-01"]),
        ("dd-MM", ["28-02"], ["29-02", "31-04"]),
        ("d", ["1", "31"], ["0", "32", "001"]),
        ("HH:mm:ss", ["00:00:00", "23:59:60", "1:2:3"], ["24:00:00", "10:60:00", "10:00:61"]),
        ("hh a", ["12 AM", "1 pm"], ["13 AM", "0 am"]),
        ("kk", ["24", "1"], ["0", "25"]),
        ("SSS", ["1", "12", "123"], ["1234", ""]),
        ("MMM", ["Jan", "DEC"], ["January", "13"]),
        ("MMMM", ["January"], ["Jan"]),
        ("LLL", ["1", "12"], ["Jan", "13"]),
        ("EEE", ["Mon"], ["Monday", "Mo"]),
        ("EEEE", ["monday"], ["Mon"]),
        ("ssZ", ["10+0000", "10-0130", "10+100"], ["10Z", "10+00:00"]),
        ("ssZZZZZ", ["10+01:00"], ["10+0100"]),
        ("ssX", ["10Z", "10+01", "10+0130"], ["10+01:30", "10z"]),
        ("ssXXX", ["10Z", "10+01:30", "10+-11:00"], ["10+0130", "10+12:00", "10+13:00"]),
        ("ssx", ["10+01"], ["10Z"]),
        ("HH z", ["10 CET", "10 CEST", "10 GMT"], ["10 UTC", "10 Z", "10 cet", "10 +0100"]),
        ("HH zzzz", [], ["10 CET", "10 Central European Time"]),
        ("VV", ["Europe/Berlin"], ["Europe/Nowhere", "UTC"]),
        ("DDD", ["1", "356"], ["0", "360", "366"]),
        ("ww", ["1", "56"], ["0", "57"]),
        ("W", ["5"], ["0", "6"]),
        ("F", ["0", "4"], ["5"]),
        ("QQQ", ["Q1"], ["Q5"]),
        ("G yyyy", ["AD 2020"], ["XX 2020"]),
        ("yyyy-MM-dd'T'HH:mm", ["2020-01-01T10:00"], ["2020-01-01 10:00", "2020-01-01T10:00Z"]),
        ("HH 'o''clock'", ["10 o'clock"], ["10 oclock"]),
        ("yyyy''MM", ["2020'01"], ["202001"]),
        ("yyyyMMdd", [], ["x"]),
        ("y" * 6000 + "-MM-dd", ["2020-01-01", "0" * 5000 + "-02-29"], ["9" * 5000 + "-01-01", "32768-01-01"]),
    ],
)
def test_a_pattern_accepts(pattern: str, accepted: list[str], refused: list[str]) -> None:
    check = date_checker(pattern)
    assert [text for text in accepted if not check(text)] == []
    assert [text for text in refused if check(text)] == []


@pytest.mark.parametrize(
    "pattern",
    ["", "yyyy 2020", "{yyyy}", "[yyyy]", "b", "MMMMMM", "HHH", "EEEEEE", "yyyy-MM-dd'T", "aa", "cc", "zzzzz"],
)
def test_a_pattern_that_the_core_cannot_read_accepts_nothing(pattern: str) -> None:
    with pytest.raises(InvalidDateFormat):
        compile_date_format(pattern)
    assert not date_checker(pattern)("2020")
    assert str(date_trouble(pattern, "2020")).startswith("The pattern cannot be read: ")


@pytest.mark.parametrize(
    ("pattern", "text", "sentence"),
    [
        ("yyyy-MM-dd'T'HH:mm", "2026-11-20 10:02", "At character 11: expected T, got a space."),
        ("yyyy-MM-dd", "2026-11", "At character 8: expected -, got the end."),
        ("yyyy-MM-dd", "2026-13-01", "At character 6: MM asks for a month (1 to 12), got 13."),
        ("yyyy-MM-dd", "2026-11-20Z", "At character 11: expected the end, got Z."),
        ("yyyy-MM-dd", "", "At character 1: yyyy asks for a year of 1 to 4 digits, got the end."),
        ("HH:mm", "10\u202e", "At character 3: expected :, got ‹U+202E›."),
        ("yyyy-MM-dd", "2026-02-30", "There is no such day."),
        ("HH z", "10 UTC", "The Rust core does not know the time zone UTC."),
        ("yyyy", "2026", None),
    ],
)
def test_where_a_text_stops_being_a_date(pattern: str, text: str, sentence: str | None) -> None:
    assert date_trouble(pattern, text) == sentence
