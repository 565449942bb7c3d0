"""Which examples of a contract a live run asks for: by names, patterns and functions."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from conformance_wire import Arrived, Reply, asgi_app
from small_contracts import document_of, http

import contractlab as cl


def user(number: int, states: tuple[str, ...] = ()) -> dict[str, Any]:
    """An example that asks for a user."""
    asked = {"method": "GET", "path": f"/users/{number}"}
    answered = {"status": 200, "body": {"id": number}}
    return http(f"a request for user {number}", request=asked, response=answered, states=states)


def users_asked(*examples: dict[str, Any]) -> cl.Contract:
    return cl.load(document_of(*examples, version="3.0"))


def users(arrived: Arrived) -> Reply:
    number = arrived.target.rpartition("/")[2]
    return Reply(200, [("Content-Type", "application/json")], json.dumps({"id": int(number)}).encode())


def test_filters_take_names_patterns_and_functions() -> None:
    asked = users_asked(user(1, states=("A user",)), user(2, states=("Other",)), user(3))
    app = asgi_app(users, [])

    def names(**filters: Any) -> list[str]:
        return [each.example.description[-1] for each in cl.verify(asked, provider=app, **filters).results]

    assert names(only="user 2") == ["2"]
    assert names(only=re.compile("[13]$")) == ["1", "3"]
    assert names(only=lambda example: not example.states) == ["3"]
    assert names(only=asked.examples[0].key) == ["1"]
    assert names(state="a us*") == ["1"]
    assert names(state="") == ["3"]
    assert names(state=["", re.compile("^O")]) == ["2", "3"]
    assert names(consumer="c") == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("filters", "near"), [({"only": "usr 1"}, "user 1"), ({"state": "A usr"}, "A user"), ({"consumer": "C"}, "c")]
)
def test_a_filter_that_fits_nothing_is_an_error_with_the_nearest_names(filters: dict[str, Any], near: str) -> None:
    with pytest.raises(cl.AmbiguousExample) as raised:
        cl.verify(users_asked(user(1, states=("A user",))), provider=asgi_app(users, []), **filters)
    assert near in str(raised.value)
