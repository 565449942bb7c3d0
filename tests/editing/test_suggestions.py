"""Suggestions from recordings, warnings of edits, and recordings promoted to examples."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from small_contracts import contract_of, document_of, http, part_of

import contractlab as cl
from contractlab import match
from contractlab.editing.observations import observe
from contractlab.editing.text_formats import common_format
from contractlab.errors import InvalidEdit
from contractlab.values.mismatch import EVERY_ITEM

BODY: dict[str, Any] = {
    "id": 1, "ref": "6e1d", "currency": "EUR", "status": "open", "day": "2020-01-01", "note": "x",
    "closed": "2020-01-01", "items": [{"sku": "a", "n": 1}], "tags": ["x", "y"], "optional": 1, "exact": 5,
}  # fmt: skip
TYPE = {"match": "type"}
OWN_STATE = "in a state of its own; record that state, or captures match both"


def contract(version: str = "4.0") -> cl.Contract:
    part = part_of(BODY, {"$": TYPE, "$.exact": {"match": "equality"}, "$.tags": {"match": "type", "min": 1}}, version)
    if version == "2.0":
        part["matchingRules"] = {"$.body": TYPE, "$.body.tags": {"match": "type", "min": 1}}
    headers = {"Content-Type": "application/json", "ETag": "a"}
    made = http("one", request={"method": "GET", "path": "/x"}, response={"status": 200, **part, "headers": headers})
    if version == "4.0":
        made["type"] = "Synchronous/HTTP"
    return cl.load(json.dumps(document_of(made, version=version)).encode(), name="seen.json")


def captures(count: int = 42) -> cl.Captures:
    made = cl.Captures()
    for n in range(count):
        body: dict[str, Any] = {
            "id": n, "ref": str(uuid.UUID(int=n << 90)), "currency": "EUR", "status": ["open", "shut", "held"][n % 3],
            "day": f"2020-01-{n % 28 + 1:02}", "note": f"n{n}", "closed": None if n % 8 == 0 else "2020-02-02",
            "items": [{"sku": str(n), "n": i} for i in range(1 + n % 4)], "tags": ["q"] * (n % 3), "exact": n,
            "loyal": "gold", "password": f"s3cret-{n}",
        }  # fmt: skip
        if n % 10:
            body["optional"] = n
        headers = [("Content-Type", "application/json"), ("ETag", f"e{n}"), ("Set-Cookie", f"sid=c00kie{n}")]
        made.add(cl.HttpRequest("GET", "/x"), cl.HttpResponse(200 if n % 9 else 201, headers=headers, json=body))
    return made


def sentences(suggestions: Any) -> dict[tuple[str, str], str]:
    return {(suggestion.path, suggestion.kind): suggestion.sentence for suggestion in suggestions}


def test_what_forty_two_recordings_suggest() -> None:
    offered = sentences(cl.edit(contract()).suggestions(captures()))
    assert offered == {
        ("$.closed", "nullable"): "seen 36 strings and 6 nulls: any string or null",
        ("$.closed", "two-examples"): f"seen 36 strings and 6 nulls: two examples, one with null {OWN_STATE}",
        ("$.tags", "length"): "28 filled, 14 empty: an empty array too",
        ("$.optional", "optional"): "in 37 of 42 captures: not to be asked for here",
        ("$.optional", "two-examples"): f"in 37 of 42 captures: two examples, one without it {OWN_STATE}",
        ("$.exact", "type"): "seen 42 integers, 42 different ones: integer",
        ("status", "status"): "seen 37 times 200, 5 times 201: a success status (200 to 299)",
        ("ETag", "header"): "42 different values in 42 captures: any text",
        ("$.id", "type"): "seen 42 integers: integer",
        ("$.ref", "format"): "every one of 42 values is a UUID: UUID",
        ("$.currency", "constant"): 'always "EUR" in 42 captures: exactly this',
        ("$.status", "enumeration"): 'only "open", "shut", "held" in 42 captures: one of these',
        ("$.day", "format"): "every one of 42 values is a date: date",
        ("$.items", "never-empty"): "never empty in 42 arrays: at least 1 item",
        ("$.items[*].sku", "format"): "every one of 103 values is text of digits: text of digits",
        ("$.items[*].n", "type"): "seen 103 integers: integer",
        ("$.tags[*]", "constant"): 'always "q" in 42 values: exactly this',
        ("$.loyal", "unasked"): "in all 42 captures, and not in the example: to be asked for if the consumer uses it",
    }


@pytest.mark.parametrize("version", ["2.0", "3.0", "4.0"])
def test_every_suggestion_can_be_applied_and_its_promise_holds(version: str) -> None:
    seen = captures()
    edit = cl.edit(contract(version))
    suggestions = edit.suggestions(seen)
    assert len(suggestions) > 6
    for suggestion in suggestions:
        fresh = cl.edit(contract(version))
        exec(suggestion.code, {"edit": fresh, "match": match})
        alone = cl.edit(contract(version))
        next(
            answer
            for answer in alone.suggestions(seen)
            if (answer.path, answer.kind) == (suggestion.path, suggestion.kind)
        ).apply()
        assert fresh.document == alone.document
        assert suggestion.preview.sentence == alone.preview(seen).sentence
        assert (suggestion.preview.differences < 0) == (suggestion.effect == "less"), suggestion
        assert not [w for w in alone.warnings if w.code == "example-fails"], suggestion
    assert not edit.steps  # nothing is applied by itself
    for suggestion in suggestions:
        suggestion.apply()
    assert not edit.preview(seen).contract.examples[0].check_response(seen[0].response).mismatches or version < "4.0"
    edit.undo(len(edit.steps))
    assert edit.to_bytes() == edit.original.source.data


def test_suggestions_stand_on_the_edits_in_force() -> None:
    seen = captures()
    edit = cl.edit(contract())
    edit["one"].response.body["$.closed"] = match.nullable(match.like("2020-01-01"))
    assert ("$.closed", "nullable") not in sentences(edit.suggestions(seen))


def test_nothing_is_suggested_where_recordings_agree_or_are_few() -> None:
    edit = cl.edit(contract())
    agreeing = cl.Captures()
    answer = edit.original[0].own_parts[-1].recording
    agreeing.add(cl.HttpRequest("GET", "/x"), answer)
    assert list(edit.suggestions(agreeing)) == []
    assert str(edit.suggestions(agreeing)) == "nothing to suggest"


def test_secrets_are_neither_looked_at_nor_shown() -> None:
    edit = cl.edit(contract())
    suggestions = edit.suggestions(captures(), redaction=cl.Redaction(body=["$.ref"]))
    assert not [suggestion for suggestion in suggestions if suggestion.path in ("$.password", "$.ref")]
    views = "".join(suggestions._repr_mimebundle_().values()) + str(suggestions)
    assert "s3cret" not in views
    assert "c00kie" not in views


def test_one_null_among_integers() -> None:
    made = http("one", request={"path": "/x"}, response=part_of({"n": 5}, {"$.n": {"match": "integer"}}, "3.0"))
    seen = cl.Captures()
    for n in range(42):
        seen.add(cl.HttpRequest("GET", "/x"), cl.HttpResponse(200, json={"n": None if n == 7 else n}))
    first, two = cl.edit(cl.load(document_of(made))).suggestions(seen)
    assert two.kind == "two-examples"
    assert first.sentence == "seen 41 integers and 1 null: integer or null"
    assert first.code == "edit['one'].response.body.set_rule('$.n', match.null() | match.integer())"
    assert first.preview.sentence == "If saved: 1 failed → passed"


def test_fixed_arrays_that_vary_and_numbers_of_both_kinds() -> None:
    made = http(
        "one", request={"path": "/x"}, response=part_of({"a": [1], "n": 5}, {"$.n": {"match": "integer"}}, "3.0")
    )
    seen = cl.Captures()
    for n in range(1, 5):
        seen.add(cl.HttpRequest("GET", "/x"), cl.HttpResponse(200, json={"a": [1] * n, "n": n if n % 2 else n + 0.5}))
    offered = sentences(cl.edit(cl.load(document_of(made))).suggestions(seen))
    assert offered[("$.a", "length")] == "seen 1 to 4 items in 4 arrays: at least 1 item"
    assert offered[("$.n", "type")].endswith(": number")


def test_messages_get_suggestions_too() -> None:
    contents = {"content": {"n": 5}, "contentType": "application/json"}
    document = document_of(
        {"type": "Asynchronous/Messages", "description": "tell", "contents": contents}, version="4.0"
    )
    seen = cl.Captures()
    for n in range(6):
        seen.add_message(json.dumps({"n": n}).encode(), {"contentType": "application/json"}, example="tell")
    (suggestion,) = cl.edit(cl.load(document)).suggestions(seen)
    assert (suggestion.part, suggestion.path, suggestion.sentence) == (
        "contents",
        "$.n",
        "seen 6 integers, 6 different ones: integer",
    )
    assert suggestion.code == "edit['tell'].contents.set_rule('$.n', match.integer())"
    assert suggestion.preview.sentence == "If saved: 5 failed → passed"


@pytest.mark.parametrize(
    ("texts", "noun"),
    [
        (["2020-01-31", "2021-12-01"], "a date"),
        (["2020-02-31"], None),  # no such day
        (["10:02:11"], "a time"),
        (["2020-01-31T10:02:11Z", "2020-01-31T10:02:11+01:00"], "a date-time"),
        (["2020-01-31T10:02:11.123Z"], "a date-time with milliseconds"),
        (["2020-01-31T10:02:11"], "a date-time without zone"),
        (["1.2.3", "1.0.0-rc.1"], "a semantic version"),
        (["12", "7"], "text of digits"),
        (["1.5", "-2.25"], "text of a decimal number"),
        (["123e4567-e89b-12d3-a456-426614174000"], "a UUID"),
        (["1.5", "x"], None),
        ([], None),
    ],
)
def test_formats_that_texts_have_in_common(texts: list[str], noun: str | None) -> None:
    form = common_format(texts)
    assert (None if form is None else form.noun) == noun


def test_observing_counts_kinds_lengths_and_what_is_missing() -> None:
    seen = observe([{"a": [1, 2.5]}, {"a": [], "b": None}, {"b": True}])
    assert seen[("a",)].lengths == [2, 0]
    assert (seen[("a",)].total, seen[("a",)].parents) == (2, 3)
    assert dict(seen[("a", EVERY_ITEM)].kinds) == {"integer": 1, "decimal": 1}
    assert seen[("b",)].kinds_in_words() == "1 null and 1 boolean"


# -- warnings ---------------------------------------------------------------------------------------------------------


def codes(edit: cl.Edit) -> list[str]:
    return [warning.code for warning in edit.warnings]


def test_warnings_are_what_an_edit_makes_odd() -> None:
    edit = cl.edit(contract())
    assert edit.warnings == ()
    body = edit["one"].response.body
    body.set_rule("$.note", match.regex(regex="[0-9]+"))
    assert codes(edit) == ["example-fails"]
    edit.undo()
    body.set_rule("$.note", match.regex(regex=".*"))
    assert codes(edit) == ["accepts-anything"]
    edit.undo()
    edit.put("/interactions/0/response/matchingRules/body/$.gone", {"matchers": [TYPE]})
    assert codes(edit) == ["dead-rule"]
    edit.undo()
    assert edit.warnings == ()


def test_a_state_with_two_spellings_is_a_warning() -> None:
    edit = cl.edit(contract())
    edit["one"].states.add("A user exists")
    copy = edit["one"].duplicate("two")
    copy.states.rename("A user exists", "a user  exists")
    assert "state-spellings" in codes(edit)


def test_what_was_odd_before_is_no_warning_wherever_it_moves() -> None:
    edit = cl.edit(contract())
    edit["one"].response.body.set_rule("$.note", match.regex(regex=".*"))
    odd = cl.load(edit.to_bytes(), name="odd.json")
    again = cl.edit(odd)
    again.add({"type": "Synchronous/HTTP", "description": "first", "request": {}, "response": {"status": 204}}, index=0)
    assert again.warnings == ()
    again["one"].description = "renamed"
    assert again.warnings == ()


# -- promoting --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.0", "2.0", "3.0", "4.0"])
def test_a_recording_becomes_an_example_that_it_passes(version: str) -> None:
    edit = cl.edit(cl.load(document_of(http("old", request={"path": "/old"}), version=version)))
    seen = cl.Captures()
    request = cl.HttpRequest("POST", "/y", "page=1&page=2", [("Content-Type", "application/json")], b'{"q": 1}')
    answer = cl.HttpResponse(201, [("Content-Type", "application/json"), ("X-Page", "7")], b'{"n": [1, 2], "s": "x"}')
    seen.add(request, answer)
    made = edit.promote(seen[0], headers=["X-Page"])
    assert made.description == "POST /y"
    assert len(edit.steps) == 1
    saved = cl.load(edit.to_bytes(), name="promoted.json")
    assert cl.verify(saved, seen, allow_not_exercised=True)["POST /y"].passed
    created = cl.HttpResponse(201, [("Content-Type", "application/json"), ("X-Page", "7")], b'{"n": [9], "s": "y"}')
    assert saved["POST /y"].check_response(created).passed == (version > "1.0")
    assert edit.promote(seen[0]).description == "POST /y (2)"
    again = cl.edit(edit.original)
    exec(edit.code().split("\n\n", 1)[1].partition("\n")[2], {"edit": again, "match": match})
    assert again.document == edit.document


@pytest.mark.parametrize("body", [b"<?xml version='1.0'?><a>foo</a>", b"plain", b'{"a": 1}', b"<html><body/></html>"])
def test_a_recording_without_content_type_is_guessed_as_it_will_be_checked(body: bytes) -> None:
    recorded = cl.Capture(cl.HttpRequest("GET", "/x"), cl.HttpResponse(200, [], body))
    made = cl.edit(contract_of(http("z"), version="4.0")).promote(recorded)
    assert made.example.check_response(recorded.response).passed


def test_no_secret_gets_into_the_file() -> None:
    edit = cl.edit(contract())
    seen = cl.Captures()
    request = cl.HttpRequest("GET", "/z", "access_token=t0ken&a=1", {"Authorization": "Bearer t0ken"})
    answer = cl.HttpResponse(200, {"Set-Cookie": "sid=c00kie"}, json={"password": "s3cret", "iban": "DE1", "x": 1})
    seen.add(request, answer)
    made = edit.promote(
        seen[0], "signed in", headers=["Authorization", "Set-Cookie"], redaction=cl.Redaction(body=["$.iban"])
    )
    text = edit.to_bytes().decode()
    assert made.document["request"]["query"] == {"a": ["1"]}
    assert not [secret for secret in ("t0ken", "c00kie", "s3cret", "DE1") if secret in text or secret in edit.code()]


def test_messages_become_examples() -> None:
    seen = cl.Captures()
    seen.add_message(b'{"n": 1}', {"contentType": "application/json", "topic": "t"}, states=["up"])
    for version, field in (("3.0", "messages"), ("4.0", "interactions")):
        edit = cl.edit(
            cl.load(
                document_of(version=version) | {"messages": []}
                if version < "4.0"
                else document_of(http("a") | {"type": "Synchronous/HTTP"}, version=version)
            )
        )
        made = edit.promote(seen[0], "told")
        assert made.field == field
        checked = edit.contract["told"].check_message(b'{"n": 5}', {"contentType": "application/json", "topic": "t"})
        assert checked.passed, checked.mismatches


def test_bytes_and_what_cannot_be_promoted() -> None:
    seen = cl.Captures()
    kind = [("Content-Type", "image/png")]
    seen.add(cl.HttpRequest("GET", "/a"), cl.HttpResponse(200, kind, b"\x89PNG\r\n\xff\xfe"))
    seen.add(cl.HttpRequest("GET", "/b"), None, error="refused")
    seen.add(cl.HttpRequest("GET", "/c"), cl.HttpResponse(200, kind, cl.NOT_RECORDED))
    edit = cl.edit(contract())
    edit.promote(seen[0])
    assert cl.verify(edit.contract, seen[:1], allow_not_exercised=True)["GET /a"].passed
    for number, words in ((1, "no response to promote: refused"), (2, "not recorded")):
        with pytest.raises(InvalidEdit, match=words):
            edit.promote(seen[number])
    with pytest.raises(InvalidEdit, match="binary, which Pact V3 cannot hold"):
        cl.edit(contract("3.0")).promote(seen[0])
    with pytest.raises(InvalidEdit, match="one state without parameters"):
        cl.edit(contract("2.0")).promote(captures(1)[0], states=["a", "b"])


# -- generators -------------------------------------------------------------------------------------------------------


def test_generators_are_set_read_and_dropped() -> None:
    edit = cl.edit(contract())
    generators = edit["one"].response.generators
    generators["$.id"] = {"type": "RandomInt", "min": 1, "max": 9}
    generators["$.items[*].n"] = {"type": "RandomInt"}
    generators["header ETag"] = {"type": "Uuid"}
    generators["status"] = {"type": "RandomInt"}
    assert edit.document["interactions"][0]["response"]["generators"] == {
        "body": {"$.id": {"type": "RandomInt", "min": 1, "max": 9}, "$.items[*].n": {"type": "RandomInt"}},
        "header": {"ETag": {"type": "Uuid"}},
        "status": {"type": "RandomInt"},
    }
    assert [(generator.name, generator.path) for generator in edit.contract[0].generators][:2] == [
        ("RandomInt", "$.id"),
        ("RandomInt", "$.items[*].n"),
    ]
    assert list(generators) == ["$.id", "$.items[*].n", "header ETag", "status"]
    del generators["$['id']"]
    assert "$.id" not in generators
    again = cl.edit(edit.original)
    exec("\n".join(step.code for step in edit.steps), {"edit": again})
    assert again.document == edit.document
    edit.undo(len(edit.steps))
    assert edit.to_bytes() == edit.original.source.data


@pytest.mark.parametrize(
    ("place", "generator", "words"),
    [
        ("$.id", {"type": "Nope"}, "not a generator; known are"),
        ("$.id", {"type": "RandomInt", "min": 9, "max": 1}, "min 9 is above max 1"),
        ("header", {"type": "Uuid"}, "cannot have a generator"),
        ("$.id", {}, "not a generator"),
    ],
)
def test_generators_that_make_nothing_are_refused(place: str, generator: Any, words: str) -> None:
    edit = cl.edit(contract())
    with pytest.raises(InvalidEdit, match=words):
        edit["one"].response.generators[place] = generator
    assert not edit.steps


def test_generators_newer_than_the_file_offer_the_conversion() -> None:
    edit = cl.edit(contract("3.0"))
    with pytest.raises(InvalidEdit, match=r"came with Pact V4.*cl\.convert"):
        edit["one"].response.generators["$.id"] = {"type": "MockServerURL", "example": "http://a/b", "regex": ".*"}
    with pytest.raises(InvalidEdit, match="no generator is declared"):
        del edit["one"].response.generators["$.id"]
