"""Objects whose keys are data: what all of their values are is asked for, and no key by its name."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import contractlab as cl
from contractlab.insight import maps
from contractlab.insight.inference import InferredDefinition
from contractlab.insight.maps import observe_with_maps
from contractlab.values.mismatch import format_path

JSON = [("Content-Type", "application/json")]
FORMS: list[dict[str, str]] = [{}, {"spec_version": "3.0"}, {"spec_version": "2.0"}, {"format": "contractcase"}]


def infer(bodies: list[Any], **form: Any) -> InferredDefinition:
    captures = [cl.Capture(cl.HttpRequest("GET", "/stock"), cl.HttpResponse(200, JSON, json=body)) for body in bodies]
    return cl.infer(captures, consumer="shop", provider="stock", **form)


def map_paths(bodies: list[Any]) -> dict[str, str]:
    return {format_path(place): keys.noun for place, keys in observe_with_maps(bodies)[1].items()}


def identifier(number: int) -> str:
    return str(uuid.UUID(int=number * 7919 + (4 << 76) + (8 << 60)))


KEYS: dict[str, list[str]] = {
    "a date": [f"2026-01-{day:02}" for day in range(1, 10)],
    "a UUID": [identifier(number) for number in range(1, 10)],
    "text of digits": [str(number) for number in range(1000, 1009)],
    "a currency": ["EUR", "USD", "GBP", "CHF", "JPY", "SEK", "NOK", "DKK", "PLN"],
    "a long identifier": [f"{number:024x}" for number in range(0xA1B2C3, 0xA1B2CC)],
    "a semantic version": [f"1.{number}.0" for number in range(9)],
    "": [f"sku-{letter}{letter}" for letter in "abcdefghi"],
}
VALUES = [3, {"id": 1, "left": 2}, [1], "x"]


@pytest.mark.parametrize("noun", KEYS)
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_maps_are_seen_by_their_keys_or_as_these_differ(noun: str, value: Any) -> None:
    bodies = [{"at": 1, "stock": dict.fromkeys(KEYS[noun][start : start + 3], value)} for start in (0, 3, 6)]
    assert map_paths(bodies) == {"$.stock": noun}


@pytest.mark.parametrize(
    "bodies",
    [
        [{"id": 1, "name": "x", "note": "y"}, {"id": 2, "name": "z"}],
        [{"name": "x"}, {"mail": "y"}, {"phone": "z"}, {"name": "x"}, {"mail": "z"}, {"street": "y"}],  # patches
        [{"dark": True, "beta": False, "new": True}] * 5,
        [{"home": {"city": "x", "zip": "1"}, "work": {"city": "y", "zip": "2"}}, {"home": {"city": "x", "zip": "1"}}],
        [{"2026-01-01": 1, "2026-01-02": "x"}, {"2026-01-03": [1]}],  # of several shapes
        [{"URL": "x", "SKU": "y", "EAN": "z"}] * 3,
        [{"id": {"a": 1}, "no": {"b": 1}, "de": {"c": 1}, "en": {"d": 1}}, {"id": {"a": 1}}],
        [{"EUR": 1}],
        [{}],
    ],
)
def test_ordinary_objects_are_no_maps(bodies: list[Any]) -> None:
    assert map_paths(bodies) == {}


def test_maps_lie_within_maps_and_in_lists() -> None:
    days = KEYS["a date"]
    bodies = [{"shops": [{"rates": {day: {"EUR": 1.5, "USD": 2} for day in days[n : n + 2]}}]} for n in range(3)]
    bodies[0]["shops"][0]["rates"][days[0]] = {"EUR": 1, "GBP": 2}
    assert map_paths(bodies) == {"$.shops[*].rates": "a date", "$.shops[*].rates.*": "a currency"}


def rules(definition: InferredDefinition) -> dict[str, list[str]]:
    (interaction,) = definition.contract.document["interactions"]
    body = interaction["response"]["matchingRules"]["body"]
    return {path: [each["match"] for each in declared["matchers"]] for path, declared in body.items()}


def test_what_the_version_can_say_is_written() -> None:
    bodies = [{"stock": {day: {"id": 1} for day in KEYS["a date"][n : n + 2]}} for n in range(6)]
    newest = rules(infer(bodies))
    assert newest == {"$.stock": ["eachValue", "eachKey"], "$.stock.*.id": ["integer"]}
    for version in ("3.0", "2.0"):
        older = infer(bodies, spec_version=version)
        (reason,) = [each.why for each in older.not_dared if each.path == "$.stock"]
        assert reason == f"its keys vary, and pact {version} cannot say what its values are"


@pytest.mark.parametrize("noun", KEYS)
@pytest.mark.parametrize("form", FORMS, ids=str)
def test_no_fewer_wrong_answers_are_stopped(
    noun: str, form: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bodies = [{"stock": {key: {"id": 1, "on": True} for key in KEYS[noun][n : n + 3]}} for n in range(0, 7, 3)]
    seen = cl.strictness(infer(bodies, **form).contract)
    monkeypatch.setattr(maps, "find_maps", lambda places: {})
    listed = cl.strictness(infer(bodies, **form).contract)
    assert seen.stopped >= listed.stopped
    with capsys.disabled():
        print(f"\n{noun or 'other keys'} {form}: {listed.stopped} → {seen.stopped} wrong answers stopped")


SCALARS = st.none() | st.integers(-3, 3) | st.booleans() | st.floats(-2, 2) | st.sampled_from(["x", "2026-01-01", ""])
INNER = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "on", "EUR"]), inner, max_size=3)
    ),
    max_leaves=4,
)


@st.composite
def bodies_with_maps(draw: st.DrawFn) -> list[Any]:
    """Maps whose values are mostly of one shape, at the root or below, empty at times."""
    keys = st.sampled_from(KEYS[draw(st.sampled_from(list(KEYS)))] + draw(st.sampled_from([[], ["it's", "", "*"]])))
    shape = draw(st.sampled_from([INNER, st.integers(), st.fixed_dictionaries({"id": st.integers(), "sum": SCALARS})]))
    inner = draw(st.sampled_from([shape, st.dictionaries(keys, shape, max_size=3)]))
    made = draw(st.lists(st.dictionaries(keys, inner, max_size=4), min_size=1, max_size=5))
    place = draw(st.sampled_from(["", "stock", "list"]))
    return [[each] if place == "list" else {place: each, "at": 1} if place else each for each in made]


@pytest.mark.parametrize("form", FORMS, ids=str)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(bodies=bodies_with_maps())
def test_every_answer_with_maps_passes(form: dict[str, Any], bodies: list[Any]) -> None:
    inferred = infer(bodies, **form)
    again = cl.load(inferred.contract.source.data)
    results = cl.verify(again, inferred.captures).results
    assert [f"{each.verdict}: {list(map(str, each.mismatches))}" for each in results] == ["passed: []"] * len(bodies)
    assert not inferred.left_out
