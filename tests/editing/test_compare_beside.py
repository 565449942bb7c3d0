"""What asks for nothing is compared as well: metadata of a file, comments, configuration of plugins, own fields."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import contractlab as cl

EXAMPLE: dict[str, Any] = {
    "type": "Synchronous/HTTP",
    "description": "d",
    "key": "k",
    "pending": False,
    "request": {"method": "GET", "path": "/"},
    "response": {"status": 200},
    "comments": {"text": ["said in a review"]},
    "pluginConfiguration": {"csv": {"headers": False}},
    "x-own": {"deep": [1, {"a": 2}]},
}
DOCUMENT: dict[str, Any] = {
    "consumer": {"name": "a"},
    "provider": {"name": "b"},
    "interactions": [EXAMPLE],
    "metadata": {"pactSpecification": {"version": "4.0"}, "team": {"owner": "billing"}},
    "x-top": 1,
    "createdAt": "2026-01-01",
}


def compared(*edits: tuple[tuple[Any, ...], Any]) -> cl.Comparison:
    """The document compared with itself after edits: a path, and the new value."""
    new = copy.deepcopy(DOCUMENT)
    for (*path, last), value in edits:
        place: Any = new
        for token in path:
            place = place[token]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return cl.compare(cl.load(DOCUMENT), cl.load(new))


@pytest.mark.parametrize(
    ("path", "value", "place", "example"),
    [
        (("metadata", "team", "owner"), "sales", "$.metadata.team.owner", ""),
        (("metadata", "team", "since"), 2026, "$.metadata.team.since", ""),
        (("metadata", "team"), None, "$.metadata.team", ""),
        (("x-top",), 2, "$.x-top", ""),
        (("interactions", 0, "x-own", "deep", 1, "a"), True, "$.x-own.deep[1].a", "d"),
        (("interactions", 0, "comments", "text", 0), "other", "$.comments.text[0]", "d"),
        (("interactions", 0, "pluginConfiguration", "csv", "headers"), True, "$.pluginConfiguration.csv.headers", "d"),
        (("interactions", 0, "transport"), "grpc", "$.transport", "d"),
    ],
    ids=lambda value: None,
)
def test_each_place_that_changed_has_its_line(path: Any, value: Any, place: str, example: str) -> None:
    (change,) = compared((path, value)).changes
    assert (change.part, change.example, change.effect) == ("beside", example, "same")
    assert change.path.replace("['x-top']", ".x-top").replace("['x-own']", ".x-own") == place
    assert "asks for nothing" in change.message


def test_it_asks_for_the_same_all_the_same() -> None:
    comparison = compared((("metadata", "team", "owner"), "sales"))
    assert comparison.sentence == "Asks for the same, in other words"
    assert comparison.more == comparison.less == comparison.other == ()


def test_what_a_broker_adds_and_the_version_have_no_line_here() -> None:
    assert compared((("createdAt",), "2027-01-01")).changes == ()
    assert compared((("metadata", "pactSpecification", "version"), "4.1")).changes == ()


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=4),
        st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=3), st.lists, max_leaves=5),
        max_size=3,
    )
)
def test_a_file_compared_with_itself_has_no_line(own: dict[str, Any]) -> None:
    document = {**DOCUMENT, "x-own": own}
    text = json.dumps(document)
    assert cl.compare(cl.load(text.encode()), cl.load(json.dumps(document, indent=2).encode())).changes == ()
