"""What a comparison claims is true of responses: found by making many, and asking both versions about each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from small_contracts import contract_of, http, matchers, part_of

import contractlab as cl
from contractlab import match
from contractlab.contracts import json_document as document_of
from contractlab.errors import InvalidEdit

BODY: dict[str, Any] = {
    "id": 1,
    "on": True,
    "none": [],
    "items": [{"a": 1}],
    "map": {"k": 1},
    "deep": {"x": {"y": "z"}},
}


def pair_of(change: Any, body: Any = BODY, rules: Any = None, **response: Any) -> tuple[cl.Contract, cl.Contract]:
    part = {} if body is ... else part_of(body, rules, "3.0")
    edit = cl.edit(contract_of(http("one", response={"status": 200, **part, **response})))
    change(edit[0])
    return edit.original, edit.contract


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield from places(inner, (*at, key))


def responses(recording: cl.HttpResponse) -> Iterator[cl.HttpResponse]:
    def with_body(data: bytes | None) -> cl.HttpResponse:
        return cl.HttpResponse(recording.status, recording.headers, data)

    for data in (recording.body, None, b"", b"null", b"{}", b"text"):
        yield with_body(data)
    for status in (200, 201, 204, 404):
        yield cl.HttpResponse(status, recording.headers, recording.body)
    for name in {name for name, _ in recording.headers}:
        rest = [pair for pair in recording.headers if pair[0] != name]
        for text in ("", "a", "a, b", "b"):
            yield cl.HttpResponse(recording.status, [*rest, (name, text)], recording.body)
    try:
        body = json.loads(recording.body or b"")
    except ValueError:
        return
    for at in places(body):
        value = document_of.get(body, at)
        others: list[Any] = [None, True, False, 0, 1, 1.5, "", "a", [], [1], ["a"], {}, {"k": 1}, {"k": "a"}]
        if isinstance(value, list):
            others += [value[1:], value * 2, value * 4]
        if isinstance(value, dict):
            others += [{**value, "more": addition} for addition in (1, "a", None)]
        for variant in others:
            yield with_body(json.dumps(document_of.put(body, at, variant)).encode())
        if at:
            yield with_body(json.dumps(document_of.remove(body, at)).encode())


def claims(old: cl.Contract, new: cl.Contract) -> tuple[bool, bool]:
    """If any response is taken now that was not, and the other way round."""
    gained = lost = False
    for contract in (old, new):
        for response in responses(contract[0].own_parts[-1].recording):
            before, after = old[0].check_response(response).passed, new[0].check_response(response).passed
            gained, lost = gained or (after and not before), lost or (before and not after)
    return gained, lost


def put(path: str, value: Any) -> Any:
    return lambda example: example.response.body.__setitem__(path, value)


def gone(path: str) -> Any:
    return lambda example: example.response.body.__delitem__(path)


TYPE = {"match": "type"}
VALUES = {"match": "values"}
TEXT = {"Content-Type": "text/plain"}
CHANGES: list[Any] = [
    (put("$.on", 1), {}),
    (put("$.id", 1.0), {}),
    (put("$.id", True), {}),
    (put("$.none", [5]), {"rules": {"$.none": TYPE}}),
    (put("$.items", []), {"rules": {"$.items": TYPE}}),
    (put("$.items[0].b", 5), {"rules": {"$.items": TYPE}}),
    (gone("$.map.k"), {"rules": {"$.map": VALUES}}),
    (put("$.map.l", "text"), {"rules": {"$.map": VALUES}}),
    (put("$.map.l", match.integer(5)), {"rules": {"$.map": VALUES, "$.map.*": TYPE}}),
    (gone("$.deep.x"), {"rules": {"$.deep": VALUES}}),
    (lambda example: example.response.body.set_rule("$.map", match.like()), {"rules": {"$.map": VALUES}}),
    (lambda example: example.response.body.drop_rule("$.map"), {"rules": {"$.map": VALUES}}),
    (lambda example: example.response.body.remove(), {}),
    (put("$", None), {"body": ...}),
    (put("$", match.null()), {"body": ...}),
    (put("$", None), {}),
    (put("$", {"a": 1}), {"body": {"a": 2}, "headers": TEXT}),
    (put("$", [1]), {"body": {"a": 2}, "headers": TEXT}),
    (lambda example: setattr(example.response, "content_type", "text/plain"), {"body": "text"}),
    (lambda example: setattr(example.response, "content_type", "text/plain"), {}),
    (
        lambda example: example.response.headers.__delitem__("Content-Type"),
        {"body": "a,b", "headers": {"Content-Type": "a/csv"}},
    ),
    (lambda example: example.response.headers.__delitem__("X"), {"headers": {"X": "a"}}),
    (put("$", []), {"body": "text"}),
    (
        lambda example: setattr(example.response, "content_type", "application/json"),
        {"body": '{"a": 1}', "headers": TEXT},
    ),
    (
        lambda example: example.response.headers.__setitem__("X", match.regex("b", regex="[ab]")),
        {"headers": {"X": "a, b"}},
    ),
    (lambda example: example.response.headers.__setitem__("X", "a"), {"headers": {"X": "a, b"}}),
]


@pytest.mark.parametrize("number", range(len(CHANGES)))
@pytest.mark.parametrize("back", [False, True])
def test_no_claim_is_wrong_and_no_difference_is_kept_silent(number: int, back: bool) -> None:
    change, parts = CHANGES[number]
    old, new = pair_of(change, **parts)
    if back:
        old, new = new, old
    comparison = cl.compare(old, new)
    gained, lost = claims(old, new)
    effects = {change.effect for change in comparison.changes}
    assert not gained or effects & {"less", "other"}, str(comparison)
    assert not lost or effects & {"more", "other"}, str(comparison)
    if "other" not in effects:
        assert gained or "less" not in effects, str(comparison)
        assert lost or "more" not in effects, str(comparison)


def test_first_items_and_values_that_may_be_left_out_are_told() -> None:
    def effects_of(change: Any, **parts: Any) -> list[tuple[str, str]]:
        old, new = pair_of(change, **parts)
        return [(change.effect, change.message) for change in cl.compare(old, new).changes]

    assert effects_of(put("$.none", [5]), rules={"$.none": TYPE}) == [
        ("more", "$.none: its items could be anything, and are now to be a number like 5.")
    ]
    assert effects_of(put("$.items", []), rules={"$.items": TYPE}) == [
        ("less", "$.items: its items may be anything now; they were an object under the rule type.")
    ]
    assert effects_of(put("$", None), body=...) == [("more", "body: has to be empty now.")]


def test_truth_is_no_number_in_parameters_either() -> None:
    edit = cl.edit(contract_of(http("one", states={"up": {"n": 1, "m": 2}})))
    edit[0].states.set_params("up", {"m": 2, "n": 1})
    assert not cl.compare(edit.original, edit.contract)
    edit[0].states.set_params("up", {"n": True, "m": 2})
    assert [change.part for change in cl.compare(edit.original, edit.contract).changes] == ["states"]
    assert edit[0].states._owner.document["providerStates"][0]["params"] == {"n": True, "m": 2}


def test_a_body_that_declares_its_content_type_is_sent_with_it() -> None:
    body = {"content": {"a": 1}, "contentType": "application/json; charset=UTF-8", "encoded": False}
    made = http("one", type="Synchronous/HTTP", request={"method": "POST", "path": "/", "body": body})
    made["response"] = {"status": 200, "body": body}
    contract = contract_of(made, version="4.0")
    assert [problem.code for problem in contract.problems] == []
    assert all(part.check(part.recording).passed for part in contract[0].own_parts)


def test_rules_on_paths_of_every_kind_of_place_can_be_asked() -> None:
    old, new = pair_of(put("$.deep.x", match.like({"y": "q"})), rules=dict(matchers({"$.deep": TYPE})))
    assert cl.compare(old, new).changes
    with pytest.raises(InvalidEdit):
        cl.compare(old, None)  # type: ignore[arg-type]
