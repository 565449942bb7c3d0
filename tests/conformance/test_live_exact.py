"""Requests with the values of their generators, whole: what the Rust core sent for the same contracts.

Rows of ``generators`` are drawn by chance, so a pattern stands for their values; rows of ``exact`` have the very value:
states decide about it, and a state's parameter such as ``baseDate`` holds the clock. Each row becomes a contract of
its own, and what is compared is what would go over the wire.
"""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from itertools import islice
from random import Random
from typing import Any
from urllib.parse import parse_qsl

import pytest
from data import Row, needs, rows
from hypothesis import given
from hypothesis import strategies as st

import contractlab as cl
from contractlab.contracts.format import format_of
from contractlab.engine.errors import CannotCheck
from contractlab.values.http import HttpRequest
from contractlab.values.json_text import json_equal, json_text

DRAWN = "golden/live/generators*.jsonl*"
EXACT = "golden/live/exact*.jsonl*"
NOW = datetime(2026, 11, 29, 20, 41, 7, 123000, tzinfo=UTC)
DRAWS = int(os.environ.get("CONTRACTLAB_GENERATOR_DRAWS", "10"))
"""How many values are made for each row of chance; 200 are what the rows were made of."""

NAME = "x-g"
JSON_TYPE = {"Content-Type": "application/json"}
PLAIN_VERSIONS = ("2.0.0", "3.0.0")
VERSIONS = (*PLAIN_VERSIONS, "4.0")


def _written(part: str, example: Any, generator: Any, version: str) -> dict[str, Any]:
    """The request of a contract in which a generator stands for one value."""
    several = version == "4.0"
    if part == "path":
        return {"method": "GET", "path": example, "generators": {"path": generator}}
    if part in ("header", "query"):
        values: Any = [example] if several or (part == "query" and version == "3.0.0") else example
        field = {"headers": {NAME: values}} if part == "header" else {"query": {NAME: values}}
        if part == "query" and version == "2.0.0":
            field = {"query": f"{NAME}={example}"}
        return {"method": "GET", "path": "/g", **field, "generators": {part: {NAME: generator}}}
    if part == "body":
        body: Any = {"g": example}
        if several:
            body = {"content": body, "contentType": "application/json", "encoded": False}
        headers = {name: [value] for name, value in JSON_TYPE.items()} if several else JSON_TYPE
        return {
            "method": "POST",
            "path": "/g",
            "headers": headers,
            "body": body,
            "generators": {"body": {"$.g": generator}},
        }
    return {"method": "GET", "path": "/g", "generators": {part.removeprefix("request "): generator}}


def _contract(request: dict[str, Any], version: str, response: dict[str, Any] | None = None) -> cl.Contract:
    interaction = {"description": "d", "request": request, "response": response or {"status": 200}}
    if version == "4.0":
        interaction = {"type": "Synchronous/HTTP", "key": "k", **interaction}
    return cl.load(
        {
            "consumer": {"name": "c"},
            "provider": {"name": "p"},
            "interactions": [interaction],
            "metadata": {"pactSpecification": {"version": version}},
        }
    )


def _sent(contract: cl.Contract, params: Any = None, random: Random | None = None) -> HttpRequest:
    example = contract.examples[0]
    return format_of(contract).generated_request(example, params=params or {}, random=random or Random(0), now=NOW)


def _value(part: str, request: HttpRequest) -> Any:
    """The value that a row has: parsed in a body, and as on the wire elsewhere."""
    if part == "body":
        return json.loads(request.body or b"")["g"]
    if part == "path":
        return request.target
    if part == "header":
        return (request.headers.get(NAME) or "").encode().decode("latin-1")
    if part == "query":
        return request.target.partition("?")[2].removeprefix(f"{NAME}=")
    return request.method


def _drawn_value(part: str, request: HttpRequest, example: Any) -> Any:
    """As in rows of chance, where queries are decoded, and a path that was made has lost its slash."""
    if part == "query":
        return dict(parse_qsl(request.target.partition("?")[2], keep_blank_values=True))[NAME]
    value = _value(part, request)
    return value.removeprefix("/") if part == "path" and value != example else value


KINDS = {str: "string", int: "integer", float: "decimal", bool: "boolean"}


def _drawn_otherwise(row: Row, version: str) -> str | None:
    part, example = row["part"], row["example"]
    contract = _contract(_written(part, example, row["generator"], version), version)
    random = Random(row["name"])
    values = [_drawn_value(part, _sent(contract, random=random), example) for _ in range(DRAWS)]
    if not row["applied"]:
        stays = "GET" if part.startswith("request ") else example
        return None if all(json_equal(value, stays) for value in values) else f"{values[0]!r} in place of the example"
    unfit = [value for value in values if KINDS.get(type(value)) not in row["types"]]
    texts = [value if isinstance(value, str) else json_text(value) for value in values]
    unfit += [text for text in texts if not re.match(row["regex"], text)]
    return f"{unfit[0]!r} for {row['regex']}" if unfit else None


@needs(DRAWN)
@pytest.mark.parametrize("version", VERSIONS)
def test_requests_of_every_version_have_values_as_the_core_draws_them(version: str) -> None:
    asked = [
        row for row in rows(DRAWN) if row["mode"] == "provider" and not (version != "4.0" and row["version"] > "4")
    ]
    answers = [(row, _drawn_otherwise(row, version)) for row in asked]
    assert [f"{row['part']} {row['name']} {row['example']!r}: {why}" for row, why in answers if why] == []
    assert asked


@needs(DRAWN)
def test_generators_of_responses_change_no_request() -> None:
    asked = [row for row in rows(DRAWN) if row["mode"] == "consumer" and row["part"] == "body"]
    for row in asked:
        response = {
            "status": 200,
            "headers": {"Content-Type": ["application/json"]},
            "body": {"content": {"g": row["example"]}, "contentType": "application/json", "encoded": False},
            "generators": {"body": {"$.g": row["generator"]}},
        }
        contract = _contract({"method": "GET", "path": "/g"}, "4.0", response)
        assert _sent(contract) == format_of(contract).sent_request(contract.examples[0])
    assert asked


def _exact_otherwise(row: Row, version: str) -> str | None:
    part = row.get("part", "body")
    params = row.get("params")
    if row["what"] == "date":
        params = {f"base{kind}": row["base"] for kind in ("Date", "Time", "DateTime")}
    contract = _contract(_written(part, row["example"], row["generator"], version), version)
    try:
        value = _value(part, _sent(contract, params))
    except CannotCheck as error:
        return None if row.get("ends_the_run") else f"an error for {row['value']!r}: {error}"
    if row.get("ends_the_run"):
        return f"{value!r} where the core panics"
    # A path that a state made may end in a question mark: our requests do not tell an empty query from none.
    expected = row["value"].removesuffix("?") if part == "path" else row["value"]
    return None if json_equal(value, expected) else f"{value!r} for {row['value']!r}"


@needs(EXACT)
@pytest.mark.parametrize("version", VERSIONS)
def test_requests_have_the_exact_values_of_the_core(version: str) -> None:
    # Of each version a part of the rows, and all of them together each row.
    asked = [*islice(rows(EXACT), VERSIONS.index(version), None, len(VERSIONS))]
    answers = [(row, _exact_otherwise(row, version)) for row in asked]
    assert [f"{row.get('part')} {row['generator']}: {why}" for row, why in answers if why] == []
    assert asked


# What a generator makes is what the matcher of its kind takes.

UUIDS = {
    "simple": "[0-9a-f]{32}",
    "lower-case-hyphenated": "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "upper-case-hyphenated": "[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}",
    "URN": "urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
}
DATE_PIECES = ("yyyy-MM-dd", "dd/MM/yyyy", "yyyyMMdd", "EEE, d MMM yyyy", "d.M.yyyy")
TIME_PIECES = ("HH:mm:ss", "hh:mm a", "HH:mm", "HH:mm:ss.SSS", "HHmmss")
STEPS = st.builds(
    "{} {} {}".format,
    st.sampled_from("+-"),
    st.integers(0, 400),
    st.sampled_from(["day", "days", "weeks", "months", "years"]),
)
TICKS = st.builds(
    "{} {} {}".format,
    st.sampled_from("+-"),
    st.integers(0, 400),
    st.sampled_from(["hour", "minutes", "seconds", "milliseconds"]),
)
DAYS = st.builds(
    "{}{}".format, st.sampled_from(["today ", "yesterday ", "tomorrow "]), st.lists(STEPS, max_size=3).map(" ".join)
)
HOURS = st.builds("{}{}".format, st.sampled_from(["now ", "noon "]), st.lists(TICKS, max_size=3).map(" ".join))
REGEXES = st.lists(
    st.builds(
        "{}{}".format,
        st.sampled_from(["a", "[a-f0-9]", r"\d", r"\w", "(red|green)", "[A-Z_]", "é"]),
        st.sampled_from(["", "{3}", "{1,4}", "+", "*", "?"]),
    ),
    min_size=1,
    max_size=5,
).map("".join)


def _pair(generator: dict[str, Any], rule: dict[str, Any], example: Any = "example") -> tuple[Any, Any, Any]:
    return {name: value for name, value in generator.items() if value is not None}, rule, example


@st.composite
def _bounds(draw: st.DrawFn) -> tuple[Any, Any, Any]:
    low = draw(st.integers(-(2**31), 2**31 - 2))
    return _pair({"type": "RandomInt", "min": low, "max": draw(st.integers(low, 2**31 - 1))}, {"match": "integer"}, 5)


PAIRS = st.one_of(
    _bounds(),
    st.integers(3, 20).map(lambda digits: _pair({"type": "RandomDecimal", "digits": digits}, {"match": "number"}, 1.5)),
    st.integers(0, 16).map(
        lambda digits: _pair(
            {"type": "RandomHexadecimal", "digits": digits}, {"match": "regex", "regex": f"[0-9A-F]{{{digits}}}"}
        )
    ),
    st.integers(0, 300).map(
        lambda size: _pair(
            {"type": "RandomString", "size": size}, {"match": "regex", "regex": f"[0-9A-Za-z]{{{size}}}"}
        )
    ),
    st.just(_pair({"type": "RandomBoolean"}, {"match": "boolean"}, True)),
    REGEXES.map(lambda pattern: _pair({"type": "Regex", "regex": pattern}, {"match": "regex", "regex": pattern})),
    st.sampled_from(sorted(UUIDS)).map(
        lambda form: _pair({"type": "Uuid", "format": form}, {"match": "regex", "regex": UUIDS[form]})
    ),
    st.builds(
        lambda form, days: _pair({"type": "Date", "format": form, "expression": days}, {"match": "date", "date": form}),
        st.sampled_from(DATE_PIECES),
        st.none() | DAYS,
    ),
    st.builds(
        lambda form, hours: _pair(
            {"type": "Time", "format": form, "expression": hours}, {"match": "time", "time": form}
        ),
        st.sampled_from(TIME_PIECES),
        st.none() | HOURS,
    ),
    st.builds(
        lambda date, time, days, hours: _pair(
            {"type": "DateTime", "format": f"{date}'T'{time}", "expression": f"{days} @ {hours}"},
            {"match": "timestamp", "timestamp": f"{date}'T'{time}"},
        ),
        st.sampled_from(DATE_PIECES),
        st.sampled_from(TIME_PIECES),
        DAYS,
        HOURS,
    ),
)


@given(PAIRS, st.integers(0, 2**32), st.sampled_from(["3.0.0", "4.0"]))
def test_what_a_generator_makes_satisfies_the_matcher_of_its_kind(
    pair: tuple[Any, Any, Any], seed: int, version: str
) -> None:
    generator, rule, example = pair
    written = _written("body", example, generator, version)
    written["matchingRules"] = {"body": {"$.g": {"matchers": [rule]}}}
    contract = _contract(written, version)
    sent = _sent(contract, random=Random(seed))
    result = contract.examples[0].check_request(sent)
    assert result.passed, (sent.body, [mismatch.message for mismatch in result.mismatches])
    assert sent == _sent(contract, random=Random(seed)), "a seed gives one request"


@given(st.dictionaries(st.text(min_size=1, max_size=4), st.integers() | st.text(max_size=8) | st.booleans()))
def test_a_state_decides_about_a_value_without_chance(params: dict[str, Any]) -> None:
    contract = _contract(_written("body", "example", {"type": "ProviderState", "expression": "id"}, "3.0.0"), "3.0.0")
    values = {json_text(_value("body", _sent(contract, params, Random(seed)))) for seed in range(3)}
    assert values == {json_text(params.get("id", "example"))}
