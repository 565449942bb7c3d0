"""Two examples for a value that is null or absent at times: suggested, previewed, applied and undone as one edit."""

from __future__ import annotations

import json
from typing import Any

import pytest
from small_contracts import TYPE, document_of, http, part_of

import contractlab as cl
from contractlab import match
from contractlab.captures import Capture, Captures, MessageCapture
from contractlab.editing.suggestions import Suggestion
from contractlab.errors import InvalidEdit
from contractlab.values.message import Message
from contractlab.views import render_html, render_markdown, render_text

VERSIONS = ["1.0", "2.0", "3.0", "4.0"]
BODY: dict[str, Any] = {"n": 5, "o": {"b": 1}, "a": [1], "in": {"k": "x"}}
USUAL, OTHER = "a customer exists", "an odd customer exists"


def contract(version: str, states: bool = True) -> cl.Contract:
    part = part_of(BODY, {"$.n": {"match": "integer"}}, version)
    if version < "3.0":
        part["matchingRules"] = {"$.body.n": TYPE}
    if version == "1.0":
        del part["matchingRules"]
    made = http("a customer", type="Synchronous/HTTP", request={"method": "GET", "path": "/c"}, response=part)
    if states and version >= "3.0":
        made["providerStates"] = [{"name": USUAL, "params": {"id": 7}}]
    elif states:
        made["providerState"] = USUAL
    return cl.load(json.dumps(document_of(made, version=version)).encode(), name="c.json")


def recorded(odd: dict[str, Any], states: bool = True, count: int = 6) -> Captures:
    made = []
    for number in range(count):
        body = odd if number % 3 == 0 else BODY
        in_force = ((OTHER if number % 3 == 0 else USUAL, {}),) if states else ()
        response = cl.HttpResponse(200, {"Content-Type": "application/json"}, json.dumps(body).encode())
        made.append(Capture(cl.HttpRequest("GET", "/c"), response, states=in_force))
    return Captures(made)


def suggested(edit: Any, captures: Captures, path: str) -> Suggestion:
    (suggestion,) = [each for each in edit.suggestions(captures) if each.kind == "two-examples" and each.path == path]
    return suggestion


ODD: list[tuple[str, dict[str, Any]]] = [
    ("$.n", {**BODY, "n": None}),
    ("$.o", {**BODY, "o": None}),
    ("$.a", {**BODY, "a": None}),
    ("$.in.k", {**BODY, "in": {"k": None}}),
    ("$.n", {key: value for key, value in BODY.items() if key != "n"}),
    ("$.in.k", {**BODY, "in": {}}),
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("path", "odd"), ODD)
def test_two_examples_are_suggested_and_settle_it(version: str, path: str, odd: dict[str, Any]) -> None:
    captures, edit = recorded(odd), cl.edit(contract(version))
    suggestion = suggested(edit, captures, path)
    null = "null" in json.dumps(odd)
    assert suggestion.effect == "less"
    words = "one with null" if null else "one without it"
    assert suggestion.advice == f"two examples, {words} in a state of its own"
    assert suggestion.preview.sentence == "If saved: 2 failed → passed"
    assert len(edit) == 1, "nothing is applied by itself"

    suggestion.apply()
    assert len(edit.steps) == 1, "one edit"
    first, second = edit.contract.examples
    name = path.removeprefix("$.")
    assert second.description == f"a customer, {name} is {'null' if null else 'absent'}"
    assert [state.name for state in first.states] == [USUAL]
    assert [state.name for state in second.states] == [OTHER]
    assert first.document["response"] == contract(version)[0].document["response"]
    assert cl.verify([edit.contract], captures).passed
    assert not [problem for problem in edit.contract.problems if problem.severity == "error"]
    assert not [problem for problem in edit.warnings if problem.code in ("example-fails", "same-request")]

    edit.undo()
    assert edit.to_bytes() == contract(version).source.data
    edit.redo()
    assert len(edit) == 2


def test_an_example_that_loses_its_only_capture_says_so() -> None:
    suggestion = suggested(cl.edit(contract("3.0")), recorded(ODD[0][1], count=2), "$.n")
    assert suggestion.preview.sentence == "If saved: 1 failed → passed"
    edit = cl.edit(contract("3.0"))
    suggested(edit, recorded(ODD[0][1]), "$.n").apply()
    alone = edit.preview(recorded(ODD[0][1], count=1))
    assert alone.sentence == "If saved: 1 failed → not exercised, 1 nothing → passed"


@pytest.mark.parametrize("version", VERSIONS)
def test_its_code_does_the_same(version: str) -> None:
    captures, edit, second = recorded(ODD[0][1]), cl.edit(contract(version)), cl.edit(contract(version))
    suggestion = suggested(edit, captures, "$.n")
    suggestion.apply()
    exec(suggestion.code, {"edit": second, "match": match})
    assert second.document == edit.document
    namespace: dict[str, Any] = {"cl": cl, "edit": cl.edit(contract(version))}
    exec("\n".join(line for line in edit.code().splitlines() if line.startswith("edit[")), namespace)
    assert namespace["edit"].document == edit.document


@pytest.mark.parametrize("version", VERSIONS)
def test_without_recorded_states_the_second_gets_one_of_its_own(version: str) -> None:
    captures, edit = recorded(ODD[0][1], states=False), cl.edit(contract(version))
    suggestion = suggested(edit, captures, "$.n")
    assert suggestion.advice.endswith("; record that state, or captures match both")
    suggestion.apply()
    first, second = edit.contract.examples
    names = [state.name for state in second.states]
    assert names == ([f"{USUAL}, n is null"] if version < "3.0" else [USUAL, "n is null"])
    assert [state.name for state in first.states] == [USUAL]


@pytest.mark.parametrize("version", VERSIONS)
def test_an_example_without_states_gets_one(version: str) -> None:
    edit = cl.edit(contract(version, states=False))
    suggested(edit, recorded(ODD[0][1], states=False), "$.n").apply()
    assert [[state.name for state in example.states] for example in edit.contract.examples] == [[], ["n is null"]]


def test_views_show_what_it_changes() -> None:
    suggestion = suggested(cl.edit(contract("4.0")), recorded(ODD[0][1]), "$.n")
    for text in (render_text(suggestion), render_markdown(suggestion), render_html(suggestion)):
        assert "two examples, one with null in a state of its own" in " ".join(text.split())
        assert "If saved: 2 failed → passed" in text
    assert ".duplicate('a customer, n is null')" in render_text(suggestion)


def test_it_is_suggested_once() -> None:
    captures, edit = recorded(ODD[1][1], states=False), cl.edit(contract("3.0"))
    suggestion = suggested(edit, captures, "$.o")
    suggestion.apply()
    before = edit.document
    with pytest.raises(InvalidEdit, match="there is an example 'a customer, o is null' already"):
        suggestion.apply()
    assert edit.document is before
    assert len(edit.steps) == 1


def test_what_is_gone_needs_no_second_example() -> None:
    edit = cl.edit(contract("3.0"))
    suggestion = suggested(edit, recorded(ODD[0][1]), "$.n")
    del edit["a customer"].response.body["$.n"]
    suggestion.apply()
    assert len(edit) == 1


def test_an_edit_that_fails_half_way_leaves_nothing() -> None:
    edit = cl.edit(contract("3.0"))
    start = edit.document

    def halfway() -> None:
        with edit.as_one("two things"):
            edit["a customer"].duplicate("another")
            del edit["another"].response.body["$.nowhere"]

    with pytest.raises(InvalidEdit):
        halfway()
    assert edit.document is start
    assert edit.steps == ()


def test_values_in_arrays_and_what_is_allowed_are_let_be() -> None:
    kinds = {each.kind for each in cl.edit(contract("3.0")).suggestions(recorded({**BODY, "a": [None]}))}
    assert "two-examples" not in kinds
    allowed = cl.edit(contract("3.0"))
    allowed["a customer"].response.body["$.n"] = match.nullable(match.integer(5))
    assert not [each for each in allowed.suggestions(recorded(ODD[0][1])) if each.path == "$.n"]


def test_contractcase_gets_them_with_names_of_their_own() -> None:
    document = contract("3.0").document
    part = {**document["interactions"][0], "providerStates": [{"name": USUAL}]}
    case = cl.convert(cl.load({**document, "interactions": [part]}), to="contractcase")
    captures, edit = recorded(ODD[0][1]), cl.edit(case)
    suggestion = suggested(edit, captures, "$.n")
    assert suggestion.preview.sentence == "If saved: 2 failed → passed"
    suggestion.apply()
    assert len(edit.steps) == 1
    first, second = edit.contract.examples
    assert second.description.startswith(f"When {OTHER}, then a customer, n is null")
    assert second.description.endswith(", n is null")
    answers = [json.loads(capture.response.body) for capture in captures if capture.response is not None]
    assert [[example.check_response(cl.HttpResponse(200, json=body)).passed for body in answers[:2]]
            for example in (first, second)] == [[False, True], [True, False]]  # fmt: skip
    edit.undo()
    assert edit.to_bytes() == case.source.data


def test_messages_get_two_examples_too() -> None:
    message = {
        "description": "m",
        "providerStates": [],
        "contents": {"a": 1},
        "metaData": {"contentType": "application/json"},
    }
    document = {
        "consumer": {"name": "c"}, "provider": {"name": "p"}, "messages": [message],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }  # fmt: skip
    captures = Captures(
        MessageCapture(
            "message",
            Message(json.dumps({"a": value}).encode(), {"contentType": "application/json"}),
            example="m",
        )
        for value in (1, None, 2)
    )
    edit = cl.edit(cl.load(document))
    suggested(edit, captures, "$.a").apply()
    assert [example.description for example in edit.contract.examples] == ["m", "m, a is null"]
    assert edit.contract[1].contents.value == {"a": None}
