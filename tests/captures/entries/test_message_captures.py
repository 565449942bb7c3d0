"""Messages as JSON lines: read as people and tools write them, written so that reading gives the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import contractlab as cl
from contractlab.captures import Captures, MessageCapture, load_captures
from contractlab.captures.saving import write_capture
from contractlab.errors import InvalidCapture, SaveConflict

SECRET = "s3cr3t-t0ken-value"


def read(*entries: Any) -> list[MessageCapture]:
    lines = b"".join(json.dumps(entry).encode() + b"\n" for entry in entries)
    captures = list(load_captures(lines + b"\n"))
    assert all(isinstance(capture, MessageCapture) for capture in captures)
    return captures  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        ({"id": 1, "name": "é"}, '{"id":1,"name":"é"}'.encode()),
        ([1, 2], b"[1,2]"),
        (False, b"false"),
        ("plain text", b"plain text"),
        ('{"id": 1}', b'{"id": 1}'),
        ("", b""),
        (None, None),
    ],
)
def test_contents_are_text_as_sent_or_json(contents: Any, expected: bytes | None) -> None:
    (capture,) = read({"kind": "message", "contents": contents, "metadata": {"topic": "t"}})
    assert capture.message is not None
    assert capture.message.contents == expected
    assert capture.message.metadata == {"topic": "t"}


def test_bytes_are_base64() -> None:
    (capture,) = read({"contents": "/wA=", "encoding": "base64"})
    assert capture.message is not None
    assert capture.message.contents == b"\xff\x00"


def test_what_pacts_verifier_sends_says_whose_a_message_is() -> None:
    states = [{"name": "a customer exists", "params": {"id": 7}}]
    (capture,) = read({"contents": {}, "description": "a customer changed", "providerStates": states})
    assert (capture.kind, capture.example) == ("message", "a customer changed")
    assert [(name, dict(params)) for name, params in capture.states] == [("a customer exists", {"id": 7})]


def test_own_fields_come_before_the_description() -> None:
    own = {"example": "mine", "provider_version": "2.0.0", "contract": "c"}
    (capture,) = read({"contents": {}, "description": "other", "_contractlab": own})
    assert (capture.example, capture.provider_version, capture.contract) == ("mine", "2.0.0", "c")


@pytest.mark.parametrize("name", ["response", "responses"])
def test_messages_with_replies(name: str) -> None:
    reply: Any = {"contents": {"ok": True}, "metadata": {"x": 1}}
    (capture,) = read(
        {"request": {"contents": "ask"}, name: reply if name == "response" else [reply, {"contents": "b"}]}
    )
    assert capture.kind == "sync-message"
    assert capture.request is not None
    assert capture.request.contents == b"ask"
    assert capture.responses[0].contents == b'{"ok":true}'
    assert len(capture.responses) == (1 if name == "response" else 2)


def test_a_message_that_was_never_produced() -> None:
    (capture,) = read({"kind": "message", "description": "d", "error": "handler raised KeyError"})
    assert capture.message is None
    assert capture.error == "handler raised KeyError"


def test_every_fault_of_an_entry_is_reported() -> None:
    entry = {
        "kind": "sync-message",
        "request": {"contents": "!", "encoding": "base64"},
        "responses": [3, {"metadata": 1}],
    }
    with pytest.raises(InvalidCapture) as caught:
        read(entry)
    assert [fault.pointer for fault in caught.value.faults] == [
        "/request/contents",
        "/responses/0",
        "/responses/1/metadata",
    ]


def test_an_unknown_encoding_is_a_fault() -> None:
    with pytest.raises(InvalidCapture, match="expected base64"):
        read({"contents": "x", "encoding": "gzip"})


def test_messages_and_exchanges_share_a_file(tmp_path: Path) -> None:
    captures = Captures()
    captures.add(cl.HttpRequest("GET", "/a"), cl.HttpResponse(200))
    captures.add_message(b'{"id":1}', {"contentType": "application/json"}, example="a customer changed")
    captures.add_message("pong", request=cl.Message(b"ping"), states=["up"])
    again = load_captures(captures.save(tmp_path / "all.jsonl"))
    assert [capture.kind for capture in again] == ["http", "message", "sync-message"]
    assert [capture.label for capture in again] == [capture.label for capture in captures]
    assert again[1].example == "a customer changed"


def test_har_has_no_place_for_messages(tmp_path: Path) -> None:
    captures = Captures()
    captures.add_message(b"{}")
    with pytest.raises(SaveConflict, match=r"\.jsonl"):
        captures.save(tmp_path / "all.har")
    assert not list(tmp_path.iterdir())


def test_no_secret_of_a_message_is_written(tmp_path: Path) -> None:
    captures = Captures()
    captures.add_message(
        json.dumps({"password": SECRET, "note": f"again {SECRET}"}),
        {"Authorization": SECRET, "contentType": "application/json", "nested": {"api_key": SECRET}},
        states=[("logged in", {"token": SECRET})],
    )
    path = captures.save(tmp_path / "m.jsonl")
    assert SECRET not in path.read_text()
    (capture,) = load_captures(path)
    assert isinstance(capture, MessageCapture)
    assert capture.message is not None
    assert {(place.part, place.name) for place in capture.message.redacted} >= {
        ("metadata", "Authorization"),
        ("metadata", "nested"),
        ("contents", "$.password"),
    }
    assert SECRET not in repr(captures[0])


def test_fields_of_other_tools_stay(tmp_path: Path) -> None:
    (capture,) = read({"contents": {}, "offset": 17, "partition": {"id": 3}})
    entry = write_capture(capture)
    assert (entry["offset"], entry["partition"]) == (17, {"id": 3})


PAYLOADS = st.one_of(
    st.none(), st.binary(max_size=12), st.text(max_size=12).map(lambda t: t.encode("utf-8", "replace"))
)
METADATA = st.dictionaries(
    st.text("abcxyz", min_size=1, max_size=5),
    st.one_of(st.none(), st.integers(), st.text("ab<é ", max_size=5)),
    max_size=3,
)
MESSAGES = st.builds(cl.Message, PAYLOADS, METADATA)


@given(MESSAGES, st.none() | MESSAGES, st.sampled_from([None, "1.0.0"]), st.sampled_from([None, "named"]))
def test_writing_and_reading_gives_the_same(
    message: cl.Message, request: cl.Message | None, version: str | None, example: str | None
) -> None:
    captures = Captures()
    capture = captures.add_message(message, request=request, provider_version=version, example=example)
    (again,) = load_captures(json.dumps(write_capture(capture)).encode())
    assert isinstance(again, MessageCapture)
    assert (again.kind, again.message, again.request, again.responses) == (
        capture.kind,
        capture.message,
        capture.request,
        capture.responses,
    )
    assert again.example == example
