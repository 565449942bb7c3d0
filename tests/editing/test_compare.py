"""Comparing two versions of a contract: pairs with the sentence expected for each, and what the sentences promise."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import document_of, http, part_of
from support import examples

import contractlab as cl
from contractlab import match
from contractlab.editing.strictness import length_of
from contractlab.errors import InvalidEdit

BODY: dict[str, Any] = {
    "id": 1, "total": 9.5, "name": "Ada", "items": [{"id": 1, "t": "a"}, {"id": 2, "t": "b"}], "tags": ["x", "y"],
}  # fmt: skip
RULES = {
    "$.id": {"match": "integer"},
    "$.name": {"match": "regex", "regex": "[A-Z]\\w+"},
    "$.items": {"match": "type", "min": 1},
    "$.items[*].id": {"match": "integer"},
}


def contract(version: str = "4.0") -> cl.Contract:
    part = part_of(BODY, RULES, version)
    headers = {"Content-Type": ["application/json"], "ETag": ["a"]}
    made = http(
        "one", request={"method": "POST", "path": "/x", **part}, response={"status": 200, **part, "headers": headers}
    )
    state = {"providerState": "waits"} if version == "2.0" else {"states": ["waits"]}
    listed = [made, http("two", **state)]
    if version == "4.0":
        for interaction in listed:
            interaction["type"] = "Synchronous/HTTP"
    return cl.load(json.dumps(document_of(*listed, version=version)).encode(), name="pair.json")


def set_body(path: str, value: Any) -> Callable[[cl.Edit], None]:
    def change(edit: cl.Edit) -> None:
        edit["one"].response.body[path] = value

    return change


def set_response(name: str, value: Any) -> Callable[[cl.Edit], None]:
    return lambda edit: setattr(edit["one"].response, name, value)


def set_header(name: str, value: Any) -> Callable[[cl.Edit], None]:
    def change(edit: cl.Edit) -> None:
        edit["one"].response.headers[name] = value

    return change


def on_request(change: Callable[[Any], None]) -> Callable[[cl.Edit], None]:
    return lambda edit: change(edit["one"].request)


def delete(path: str) -> Callable[[cl.Edit], None]:
    return lambda edit: edit["one"].response.body.__delitem__(path)


PAIRS: list[tuple[Callable[[cl.Edit], Any], list[tuple[str, str]], list[tuple[str, str]]]] = [
    (
        set_body("$.id", match.number()),
        [("less", "$.id: was an integer like 1, is now a number like 1: looser.")],
        [("more", "$.id: was a number like 1, is now an integer like 1: stricter.")],
    ),
    (  # for the Rust core 1 is no decimal and 1.5 no integer
        set_body("$.id", match.decimal(1.5)),
        [("other", "$.id: was an integer like 1, is now a decimal number like 1.5.")],
        [("other", "$.id: was a decimal number like 1.5, is now an integer like 1.")],
    ),
    (
        set_body("$.name", match.like()),
        [("less", '$.name: was text matching [A-Z]\\w+, is now a string like "Ada": looser.')],
        [("more", '$.name: was a string like "Ada", is now text matching [A-Z]\\w+: stricter.')],
    ),
    (
        set_body("$.name", match.regex("Ada", regex="A.*")),
        [("other", "$.name: was text matching [A-Z]\\w+, is now text matching A.*.")],
        [("other", "$.name: was text matching A.*, is now text matching [A-Z]\\w+.")],
    ),
    (
        set_body("$.total", match.like(9.5)),
        [("less", "$.total: was exactly 9.5, is now a number like 9.5: looser.")],
        [("more", "$.total: was a number like 9.5, is now exactly 9.5: stricter.")],
    ),
    (
        set_body("$.total", 10.5),
        [("other", "$.total: was exactly 9.5, is now exactly 10.5.")],
        [("other", "$.total: was exactly 10.5, is now exactly 9.5.")],
    ),
    (
        set_body("$.id", 2),
        [("same", "$.id: its example is another, what is accepted is the same.")],
        [("same", "$.id: its example is another, what is accepted is the same.")],
    ),
    (
        set_body("$.email", match.like("a@b")),
        [("more", '$.email: now required: a string like "a@b".')],
        [("less", "$.email: no longer required.")],
    ),
    (
        delete("$.items"),
        [("less", "$.items: no longer required.")],
        [("more", "$.items: now required: an array under the rule type, min 1.")],
    ),
    (
        set_body("$.items[*].id", match.number()),
        [("less", "$.items[*].id: was an integer like 1, is now a number like 1: looser.")],
        [("more", "$.items[*].id: was a number like 1, is now an integer like 1: stricter.")],
    ),
    (
        lambda edit: edit["one"].response.body.set_rule("$.items", match.each_like(min=3, max=5)),
        [("more", "$.items: was at least 1 item, is now 3 to 5 items: stricter.")],
        [("less", "$.items: was 3 to 5 items, is now at least 1 item: looser.")],
    ),
    (
        set_body("$.tags", match.each_like("x")),
        [
            ("less", "$.tags: was exactly 2 items, is now any number of items: looser."),
            ("less", '$.tags[0]: was exactly "x", is now a string like "x": looser.'),
        ],
        [
            ("more", "$.tags: was any number of items, is now exactly 2 items: stricter."),
            ("more", '$.tags[0]: was a string like "x", is now exactly "x": stricter.'),
        ],
    ),
    (
        set_body("$.name", {"first": "Ada"}),
        [("other", "$.name: was text matching [A-Z]\\w+, is now an object under the rule regex [A-Z]\\w+.")],
        [("other", "$.name: was an object under the rule regex [A-Z]\\w+, is now text matching [A-Z]\\w+.")],
    ),
    (
        set_response("status", match.status_code("success", 200)),
        [("less", "status: was 200 OK, is now a success status (200 to 299): looser.")],
        [("more", "status: was a success status (200 to 299), is now 200 OK: stricter.")],
    ),
    (
        set_response("status", 201),
        [("other", "status: was 200 OK, is now 201 Created.")],
        [("other", "status: was 201 Created, is now 200 OK.")],
    ),
    (
        set_header("ETag", match.regex("a", regex=".+")),
        [("less", "header ETag: was exactly a, is now text matching .+: looser.")],
        [("more", "header ETag: was text matching .+, is now exactly a: stricter.")],
    ),
    (
        set_header("X-Page", "1"),
        [("more", "header X-Page: now required: exactly 1.")],
        [("less", "header X-Page: no longer required.")],
    ),
    (
        lambda edit: edit["one"].response.body.remove(),
        [("less", "body: no body is required any more.")],
        [("more", "body: a body is now required.")],
    ),
    (
        on_request(lambda request: setattr(request, "path", "/y")),
        [("other", 'request path: was sent as "/x", is now sent as "/y".')],
        [("other", 'request path: was sent as "/y", is now sent as "/x".')],
    ),
    (
        on_request(lambda request: request.headers.__setitem__("X-Trace", "q")),
        [("other", 'request header X-Trace: is sent now: "q".')],
        [("other", 'request header X-Trace: is no longer sent; it was "q".')],
    ),
    (
        on_request(lambda request: request.query.__setitem__("page", "2")),
        [("other", 'request query page: is sent now: "2".')],
        [("other", 'request query page: is no longer sent; it was "2".')],
    ),
    (
        on_request(lambda request: request.body.__setitem__("$.id", 5)),
        [("other", "request $.id: was sent as 1, is now sent as 5.")],
        [("other", "request $.id: was sent as 5, is now sent as 1.")],
    ),
    (
        on_request(lambda request: request.body.set_rule("$.id", match.number())),
        [("same", "request $.id: another rule for the consumer's own test; what is sent is the same.")],
        [("same", "request $.id: another rule for the consumer's own test; what is sent is the same.")],
    ),
    (
        lambda edit: edit["one"].states.add("up", params={"a": 1}),
        [("more", 'needs the state "up" as well.')],
        [("less", 'no longer needs the state "up".')],
    ),
    (
        lambda edit: edit["two"].states.rename("waits", "is waiting"),
        [("other", 'its state "waits" is now called "is waiting".')],
        [("other", 'its state "is waiting" is now called "waits".')],
    ),
    (
        lambda edit: setattr(edit["two"], "pending", True),
        [("less", "a failure no longer breaks a build.")],
        [("more", "a failure breaks a build from now on.")],
    ),
    (
        lambda edit: setattr(edit["two"], "description", "renamed"),
        [("same", 'renamed from "two".')],
        [("same", 'renamed from "renamed".')],
    ),
    (
        lambda edit: edit["one"].duplicate("three"),
        [("more", "1 example added.")],
        [("less", "example removed.")],
    ),
]  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS, ids=[there[0][1][:60] for _, there, _ in PAIRS])
def test_a_pair_gets_its_sentence_in_both_directions(pair: Any) -> None:
    change, there, back = pair
    edit = cl.edit(contract())
    change(edit)
    old, new = edit.original, edit.contract
    assert [(change.effect, change.message) for change in cl.compare(old, new).changes] == there
    assert [(change.effect, change.message) for change in cl.compare(new, old).changes] == back


@pytest.mark.parametrize("version", ["2.0", "3.0", "4.0"])
def test_the_same_contract_asks_for_the_same(version: str) -> None:
    comparison = cl.compare(contract(version), contract(version))
    assert not comparison
    assert str(comparison) == "Asks for the same."
    assert len(comparison.to_frame()) == 0


def test_counts_frame_and_text() -> None:
    edit = cl.edit(contract())
    set_body("$.id", match.number())(edit)
    set_body("$.email", "a@b")(edit)
    set_response("status", 201)(edit)
    comparison = edit.diff().comparison
    assert [len(changes) for changes in (comparison.more, comparison.less, comparison.other, comparison.same)] == [
        1,
        1,
        1,
        0,
    ]
    assert comparison.sentence == "Asks for more in 1 place, less in 1 place and something else in 1 place"
    frame = comparison.to_frame()
    assert list(frame["effect"]) == ["other", "less", "more"]
    assert list(frame.loc[frame["path"] == "$.id", ["before", "after"]].iloc[0]) == [
        "an integer like 1",
        "a number like 1",
    ]
    assert "$.email: now required" in str(edit.diff())


def test_a_new_version_of_the_file_is_told() -> None:
    comparison = cl.compare(contract("3.0"), contract("4.0"))
    assert [change.message for change in comparison.changes] == ["the file was version 3.0, is now version 4.0."]


def test_messages_and_replies_are_compared() -> None:
    def made(value: Any, reply: Any) -> cl.Contract:
        message = {"content": value, "contentType": "application/json"}
        interaction = {
            "type": "Synchronous/Messages", "description": "ask", "request": {"contents": message},
            "response": [{"contents": {"content": reply, "contentType": "application/json"}, "metadata": {"k": "v"}}],
        }  # fmt: skip
        second = {"type": "Asynchronous/Messages", "description": "tell", "contents": message}
        return cl.load(document_of(interaction, second, version="4.0"))

    comparison = cl.compare(made({"a": 1}, {"b": 1}), made({"a": 2}, {"b": 1, "c": 2}))
    assert [(change.example, change.message) for change in comparison.changes] == [
        ("ask", "request $.a: was sent as 1, is now sent as 2."),
        ("ask", "$.c: now required: exactly 2."),
        ("tell", "$.a: was exactly 1, is now exactly 2."),
    ]


def test_content_that_is_no_json_and_kinds_nobody_knows() -> None:
    def made(text: str, unknown: int) -> cl.Contract:
        part = {"headers": {"Content-Type": "application/xml"}, "body": text}
        interaction = http("xml", response={"status": 200, **part})
        unknown_kind = {"type": "Martian", "description": "odd", "deep": {"a": [unknown]}}
        made = [{**interaction, "type": "Synchronous/HTTP", "response": {
            "status": 200, "headers": {"Content-Type": ["application/xml"]},
            "body": {"content": text, "contentType": "application/xml", "encoded": False},
        }}, unknown_kind]  # fmt: skip
        return cl.load(document_of(*made, version="4.0"))

    comparison = cl.compare(made("<a><b>1</b></a>", 1), made("<a><b>2</b></a>", 2))
    assert {change.example for change in comparison.changes} == {"xml", "odd"}
    assert all(change.effect == "other" for change in comparison.changes)
    assert comparison.changes[-1].message == "$.deep.a[0]: was 1, is now 2."


def test_formats_are_not_mixed() -> None:
    second = contract()
    second.format = "contractcase"
    with pytest.raises(InvalidEdit, match="convert"):
        cl.compare(contract(), second)


@pytest.mark.parametrize(
    ("counts", "accepted", "words"),
    [
        ((0, 1, 2, 9), (True, True, True, True), "any number of items"),
        ((0, 1, 2, 9), (False, True, True, True), "at least 1 item"),
        ((0, 1, 2, 9), (False, False, True, False), "exactly 2 items"),
        ((0, 1, 2, 9), (False, True, True, False), "1 to 2 items"),
        ((0, 1, 2, 9), (True, True, False, False), "at most 1 item"),
        ((0, 1, 2, 9), (True, False, False, False), "no items"),
        ((0, 1, 2, 9), (False, False, False, False), "no length at all"),
    ],
)
def test_lengths_in_words(counts: Any, accepted: Any, words: str) -> None:
    assert str(length_of(counts, accepted)) == words


VALUES = st.sampled_from([1, 2, 1.5, "Ada", "x", None, True, [], ["x"], ["x", "y", "z"], {}, {"id": 1}, [{"id": 1}]])
MATCHERS = st.one_of(
    VALUES,
    VALUES.map(match.like),
    st.sampled_from([match.integer(3), match.decimal(0.5), match.number(4), match.boolean(True), match.null()]),
    st.sampled_from([match.regex("Ada", regex="[A-Z]da"), match.includes("Ada", includes="d"), match.not_empty("q")]),
    st.sampled_from([match.each_like("x", min=2), match.each_like({"id": match.integer(1)}), match.nullable("x")]),
)
PATHS = st.sampled_from(["$", "$.id", "$.total", "$.name", "$.items", "$.items[0].id", "$.tags", "$.tags[1]", "$.new"])


@settings(max_examples=examples(150))
@given(st.lists(st.tuples(PATHS, MATCHERS), min_size=1, max_size=3), st.lists(st.tuples(PATHS, VALUES), max_size=2))
def test_what_only_asks_less_still_takes_what_was_taken(edits: Any, values: Any) -> None:
    """The promise of the words: where nothing is stricter or other, whatever passed before passes now."""
    edit = cl.edit(contract())
    for path, value in edits:
        try:
            edit["one"].response.body[path] = value
        except InvalidEdit:
            return
    answered = cl.edit(contract())
    for path, value in values:
        try:
            answered["one"].response.body[path] = value
        except InvalidEdit:
            return
    old, new = edit.original[0], edit.contract[0]
    responses = [example.own_parts[-1].recording for example in (old, new, answered.contract[0])]
    for before, after, comparison in (
        (old, new, cl.compare(edit.original, edit.contract)),
        (new, old, cl.compare(edit.contract, edit.original)),
    ):
        str(comparison)
        if comparison.more or comparison.other:
            continue
        for response in responses:
            if before.check_response(response).passed:
                assert after.check_response(response).passed, str(comparison)
