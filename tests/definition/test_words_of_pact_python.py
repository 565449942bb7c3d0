"""What users of pact-python type into matchers: its arguments, dates as Python has them, and formats of strftime."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import require

import contractlab as cl
from contractlab import generate, match
from contractlab.contracts.python_dates import pattern_of
from contractlab.errors import InvalidEdit


def written(value: Any) -> tuple[Any, Any, Any]:
    """The example, the rule and the generator that a contract gets."""
    made = cl.define("Shop", "Stock")
    made.example("x").with_request("GET", "/").will_respond_with(200, json={"a": value})
    response = made.contract.document["interactions"][0]["response"]
    rules = response["matchingRules"]["body"]["$.a"]["matchers"]
    return response["body"]["content"]["a"], rules[0], response.get("generators", {}).get("body", {}).get("$.a")


@pytest.mark.parametrize(
    ("value", "example", "rule"),
    [
        (match.date("2024-07-20", "%Y-%m-%d"), "2024-07-20", {"match": "date", "format": "yyyy-MM-dd"}),
        (match.date("07/20/2024", format="%m/%d/%Y"), "07/20/2024", {"match": "date", "format": "MM/dd/yyyy"}),
        (match.time("02:30 PM", "%I:%M %p"), "02:30 PM", {"match": "time", "format": "hh:mm a"}),
        (match.date(dt.date(2024, 7, 20)), "2024-07-20", {"match": "date", "format": "yyyy-MM-dd"}),
        (match.date(dt.date(2024, 7, 20), "%d %B"), "20 July", {"match": "date", "format": "dd MMMM"}),
        (match.time(dt.time(14, 30)), "14:30:00", {"match": "time", "format": "HH:mm:ss"}),
        (
            match.datetime(dt.datetime(2024, 7, 20, 14, 30), "%Y-%m-%dT%H:%M:%S"),
            "2024-07-20T14:30:00",
            {"match": "datetime", "format": "yyyy-MM-dd'T'HH:mm:ss"},
        ),
        (
            match.timestamp(dt.datetime(2024, 7, 20, 14, 30, tzinfo=dt.UTC)),
            "2024-07-20T14:30:00+00:00",
            {"match": "datetime", "format": "yyyy-MM-dd'T'HH:mm:ssXXX"},
        ),
        (
            match.date("20240720", "yyyyMMdd", disable_conversion=True),
            "20240720",
            {"match": "date", "format": "yyyyMMdd"},
        ),
        (match.int(25, min=18, max=99), 25, {"match": "integer"}),
        (match.float(19.99, precision=2), 19.99, {"match": "decimal"}),
        (match.string("alice", size=8), "alice", {"match": "type"}),
    ],
    ids=str,
)
def test_a_value_stands_as_it_is_and_is_not_made_anew(value: Any, example: Any, rule: Any) -> None:
    assert written(value) == (example, rule, None)


@pytest.mark.parametrize(
    ("value", "example", "generator"),
    [
        (match.int(min=18, max=99), 18, {"type": "RandomInt", "min": 18, "max": 99}),
        (match.integer(max=-3, min=-9), -9, {"type": "RandomInt", "min": -9, "max": -3}),
        (match.number(min=5), 5, {"type": "RandomInt", "min": 5, "max": 10}),
        (match.float(precision=2), 1.5, {"type": "RandomDecimal", "digits": 2}),
        (match.str(size=8), "string", {"type": "RandomString", "size": 8}),
        (match.str("x", generator=generate.date("%Y")), "x", {"type": "Date", "format": "yyyy"}),
    ],
    ids=str,
)
def test_without_a_value_it_is_made_anew(value: Any, example: Any, generator: Any) -> None:
    assert (written(value)[0], written(value)[2]) == (example, generator)


@pytest.mark.parametrize(
    "typed",
    [
        lambda: match.int(5, min=18),
        lambda: match.int(min=3, max=1),
        lambda: match.date("x", "%c"),
        lambda: match.date("x", "%Y-%"),
        lambda: match.datetime(dt.datetime(2024, 7, 20)),
        lambda: match.date(dt.date(2024, 7, 20), "yyyy"),
        lambda: match.date("2024-07-21", "%d.%m.%Y"),
        lambda: generate.date("%x"),
    ],
)
def test_what_cannot_be_said_is_refused(typed: Any) -> None:
    with pytest.raises(InvalidEdit):
        typed()


@pytest.mark.oracle
@given(st.lists(st.sampled_from([*"aAbBdfGHIjmMpSuUVWyYzZ%", ":z", "", "'", "T", " o'clock", "-", "é"]), min_size=1))
@pytest.mark.filterwarnings("ignore:The Java equivalent")
def test_patterns_are_those_of_pact_python(pieces: list[str]) -> None:
    require("pact")
    from pact._util import strftime_to_simple_date_format

    codes = "aAbBdfGHIjmMpSuUVWyYzZ%:z"
    text = "".join(f"%{piece}" if piece and piece in codes else piece for piece in pieces)
    if "%" in text.replace("%%", ""):
        assert pattern_of(text) == strftime_to_simple_date_format(text)
