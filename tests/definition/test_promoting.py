"""What was recorded becomes examples: as an edit would promote it, without secrets."""

from __future__ import annotations

import httpx
import pytest

import contractlab as cl
from contractlab.errors import InvalidEdit


def capture(path: str = "/customers/1", body: str = '{"id": 1, "name": "Alice"}', **more: object) -> cl.Capture:
    request = cl.HttpRequest(
        "GET", path, "page=2&q=a%20b", [("Accept", "application/json"), ("Authorization", "x")], None
    )
    return cl.Capture(
        request, cl.HttpResponse(200, [("Content-Type", "application/json"), ("Date", "now")], body), **more
    )  # type: ignore[arg-type]


@pytest.mark.parametrize("version", ["2.0", "3.0", "4.0"])
@pytest.mark.parametrize("by_type", [True, False])
def test_an_example_is_promoted_as_an_edit_does_it(version: str, by_type: bool) -> None:
    defined = cl.define("Shop", "Stock", spec_version=version)
    defined.promote(capture(), "a customer", headers=["accept"], by_type=by_type)
    edit = cl.edit(cl.define("Shop", "Stock", spec_version=version).contract)
    edit.promote(capture(), "a customer", headers=["accept"], by_type=by_type)
    (ours,), (theirs,) = defined.contract.examples, edit.contract.examples
    for side in ("request", "response"):
        mine, promoted = ours.document[side], theirs.document[side]
        assert isinstance(mine, dict)
        assert isinstance(promoted, dict)
        for name in ("method", "path", "status", "headers", "query", "body", "matchingRules"):
            assert mine.get(name) == promoted.get(name) or name == "query", (side, name)
    assert ours.request.query == theirs.request.query
    assert b"Authorization" not in defined.contract.to_bytes()


def test_what_a_client_does_in_a_block_is_defined_once_and_proved_by_doing_it_again() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"path": request.url.path})

    billing = cl.define("Shop", "Stock")
    with httpx.Client(base_url="http://stock", transport=httpx.MockTransport(answer)) as client:
        with cl.recording(client) as seen:
            for path in ("/a", "/b", "/a"):
                client.get(path)
        chains = billing.promote(seen)
    assert [chain.description for chain in chains] == ["GET /a", "GET /b"]
    chains[0].given("there is an a")
    with httpx.Client(base_url="http://stock", transport=billing.mock().transport) as client:
        assert client.get("/a").json() == {"path": "/a"}
    assert [example.description for example in billing.proved] == ["GET /a"]
    room: dict[str, cl.Definition] = {}
    exec(billing.code(), room)
    assert room["billing"].contract.to_bytes() == billing.contract.to_bytes()


def test_messages_with_and_without_replies() -> None:
    billing = cl.define("Shop", "Stock")
    made = cl.Message(b'{"n": 1}', {"contentType": "application/json", "topic": "x"})
    billing.promote(
        [
            cl.MessageCapture("message", message=made),
            cl.MessageCapture("sync-message", request=made, responses=(made, made)),
        ]
    )
    kinds = {example.kind: example for example in billing.contract}
    assert kinds["message"].check_message(b'{"n": 2}', made.metadata).passed
    assert len(kinds["sync-message"].responses) == 2


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([], "nothing was recorded"),
        ([capture(), cl.Capture(cl.HttpRequest("GET", "/x"), None)], "no response"),
        ("a text", "not a capture"),
    ],
    ids=["nothing", "no response", "a text"],
)
def test_what_cannot_be_promoted_adds_nothing(given: object, says: str) -> None:
    billing = cl.define("Shop", "Stock")
    with pytest.raises(InvalidEdit, match=says):
        billing.promote(given)  # type: ignore[arg-type]
    assert len(billing.contract) == 0
    with pytest.raises(InvalidEdit, match="one by one"):
        billing.promote([capture(), capture("/b")], "both")
