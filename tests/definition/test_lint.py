"""Lint as you define: what a mock has to choose, what changes with every run, what the reference writes otherwise."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

import contractlab as cl
from contractlab import generate, match


def shop(version: str = "4.0") -> cl.Definition:
    return cl.define("Shop", "Stock", spec_version=version)


def messages(definition: cl.Definition, code: str) -> list[str]:
    return [problem.message for problem in definition.problems if problem.code == code]


def test_examples_that_one_request_fits_name_the_winner() -> None:
    definition = shop()
    definition.example("any").with_request("GET", match.regex("/a", regex="/.*")).will_respond_with(200)
    definition.example("one").with_request("GET", "/a").will_respond_with(200)
    warnings = messages(definition, "overlapping-examples")
    assert any('"one" answers it' in each for each in warnings)
    definition.remove("any")
    assert messages(definition, "overlapping-examples") == []


def test_where_the_reference_answers_500_is_told() -> None:
    definition = shop()
    definition.example("plain").with_request("POST", "/a", json={"a": 1}).will_respond_with(200)
    more = {"X-A": "1", "X-B": "2", "X-C": "3"}
    definition.example("more").with_request("POST", "/a", headers=more, json={"b": 1}).will_respond_with(200)
    (message,) = messages(definition, "reference-refuses")
    assert message.startswith('a request of "plain" that has the headers of "more"')
    sent = cl.HttpRequest("POST", "/a", "", [*more.items(), ("Content-Type", "application/json")], b'{"a": 1}')
    assert definition.mock(dialect="reference").answer(sent).status == 500
    assert definition.mock().answer(sent).status == 200


@pytest.mark.parametrize(
    "value",
    [
        datetime.now().astimezone().isoformat(),
        datetime.now().isoformat(sep=" "),
        int(datetime.now().timestamp()),
        datetime.now().timestamp() * 1000,
        {"at": [f"since {datetime.now().astimezone().isoformat()}"]},
    ],
    ids=["iso", "local", "seconds", "milliseconds", "inside"],
)
def test_the_time_of_now_is_no_example(value: Any) -> None:
    definition = shop()
    definition.example("a").with_request("GET", "/").will_respond_with(200, json={"v": value})
    (message,) = messages(definition, "changing-value")
    assert "every run writes another file" in message


@pytest.mark.parametrize(
    "value",
    ["2001-02-03T04:05:06Z", 1_000_000_000, 5, "9999-99-99T99:99", "1970-01-02T00:00:00", True, 1e300],
    ids=repr,
)
def test_fixed_moments_are_examples(value: Any) -> None:
    definition = shop()
    definition.example("a").with_request("GET", "/").will_respond_with(200, json={"v": value})
    assert messages(definition, "changing-value") == []


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (match.integer() & match.like(5), "several matchers together"),
        (match.uuid(), "without a value"),
        (match.uuid("0a0b0c0d-1111-2222-3333-444455556666"), "another pattern"),
        (match.each_like("x", min=3), "one item"),
        (match.each_value_matches({"a": 1}, rules=match.integer(1)), "eachValue"),
        ({"*": match.like(1)}, "called \\*"),
    ],
    ids=repr,
)
def test_what_the_reference_writes_otherwise_is_told_once(value: Any, says: str) -> None:
    definition = shop()
    definition.example("a").with_request("POST", "/", json=[value]).will_respond_with(200, json={"v": value})
    notes = [each for each in messages(definition, "reference-writes-otherwise") if says.replace("\\", "") in each]
    assert len(notes) == 1


def test_texts_that_are_json_and_form_fields_of_nothing() -> None:
    definition = shop()
    definition.example("a").with_request("POST", "/", headers={"X": '{"a": 1}'}, form={"f": None}).will_respond_with(
        200
    )
    words = " ".join(messages(definition, "reference-writes-otherwise"))
    assert "an empty text" in words
    assert "drops fields of a form" in words


def test_a_plain_example_has_no_remark() -> None:
    definition = shop()
    definition.example("a").with_request("GET", "/", query={"q": "1"}).will_respond_with(200, json={"v": match.like(1)})
    assert definition.problems == ()


def test_generators_that_v2_does_not_keep_are_told() -> None:
    definition = shop("2.0")
    value = match.like(1, generator=generate.integer())
    definition.example("a").with_request("GET", "/").will_respond_with(200, json={"v": value})
    (message,) = messages(definition, "generator-lost")
    assert "spec_version='3.0'" in message
    assert [each.severity for each in definition.problems if each.code == "generator-lost"] == ["warning"]


def test_one_state_with_parameters_of_other_names() -> None:
    definition = shop()
    definition.example("a").given("there is", id=1).with_request("GET", "/a").will_respond_with(200)
    definition.example("b").given("there is", name="x").with_request("GET", "/b").will_respond_with(200)
    assert len(messages(definition, "state-parameters-differ")) == 1


@pytest.mark.parametrize(
    ("path", "advice"),
    [
        ("customers", '"/customers"'),
        ("", '"/"'),
        ("https://stock.example/a?b=1", '"/a?b=1"'),
        (match.regex("a/1", regex=r"a/\d"), '"/a/1"'),
        ("/a?x=1", '"/a" and query="x=1"'),
        ("/a#b", "which no client sends"),
        ("/a b", '"/a%20b"'),
        ("/ä/{x}", '"/%C3%A4/%7Bx%7D"'),
    ],
)
def test_a_path_that_no_client_sends_is_told(path: Any, advice: str) -> None:
    definition = shop()
    definition.example("a").with_request("GET", path).will_respond_with(200)
    (problem,) = [each for each in definition.problems if each.message.startswith("no request fits this example")]
    assert problem.severity == "warning"
    assert problem.message.endswith(advice) or advice in problem.message


@pytest.mark.parametrize("path", ["/", "/a%20b", "/a|b/~c;d=1", match.regex("/a b", regex="/a.+"), "/a%2Fb//c"])
def test_a_path_that_clients_send_is_not_told(path: Any) -> None:
    definition = shop()
    definition.example("a").with_request("GET", path).will_respond_with(200)
    assert not [each.message for each in definition.problems if "no request fits" in each.message]


def test_bounds_of_a_generator_that_the_reference_loses_are_told() -> None:
    definition = shop()
    value = match.like(5, generator=generate.int(min=1, max=60))
    definition.example("a").with_request("GET", "/").will_respond_with(200, json={"a": value, "b": match.like(1)})
    (text,) = messages(definition, "reference-writes-otherwise")
    assert "loses the bounds of a generator" in text
    generators = definition.contract.examples[0].document["response"]["generators"]
    assert generators["body"]["$.a"] == {"type": "RandomInt", "min": 1, "max": 60}
