"""Messages are proved by handing them to the consumer; those with replies by sending one, which is judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import contractlab as cl
from contractlab import match
from contractlab.definition import MessageChannel
from contractlab.errors import ContractBroken, InvalidEdit


def billing() -> cl.Definition:
    made = cl.define("Billing", "Orders")
    made.receives("an order was placed").with_body({"id": match.int(7), "note": match.str("x")}).with_metadata(
        topic="t"
    )
    asked = made.example("a price is asked for", "Sync").with_body({"sku": match.str("a")}, part="Request")
    asked.will_respond_with(json={"price": match.float(9.5)}).will_respond_with(json={"done": True})
    return made


def test_a_message_is_handed_to_the_consumer_as_contents_and_metadata() -> None:
    made = billing()
    seen: list[Any] = []

    def handler(contents: bytes, metadata: dict[str, Any]) -> int:
        seen.append((json.loads(contents), metadata["topic"]))
        return 3

    proof = made.prove("an order was placed", handler)
    assert seen == [({"id": 7, "note": "x"}, "t")]
    assert proof.passed
    assert proof.returned == 3
    assert [each.description for each in made.proved] == ["an order was placed"]
    assert "proved" in repr(proof._repr_mimebundle_())


def test_a_consumer_with_one_parameter_gets_the_message_and_may_be_awaited() -> None:
    async def handler(message: cl.Message) -> bytes | None:
        return message.contents if isinstance(message.contents, bytes) else None

    assert billing().prove("an order was placed", handler).returned == b'{"id":7,"note":"x"}'


def test_a_consumer_that_fails_proves_nothing_unless_it_must() -> None:
    made = billing()

    def handler(contents: bytes, metadata: Any) -> None:
        raise KeyError("total")

    proof = made.prove("an order was placed", handler)
    assert "KeyError" in proof.why
    assert made.proved == ()
    with pytest.raises(ContractBroken, match="not proved"):
        proof.require_passed()
    assert made.prove("an order was placed", handler, raises=KeyError).passed
    assert made.prove("an order was placed", handler, raises=ValueError).why == "The consumer failed otherwise."


def test_what_the_consumer_asks_is_judged_and_the_replies_are_handed_over(tmp_path: Path) -> None:
    made = billing()

    def trigger(send: MessageChannel) -> list[Any]:
        return [json.loads(reply.contents) for reply in send({"sku": "b"})]  # type: ignore[arg-type]

    proof = made.prove("a price is asked for", trigger)
    assert proof.require_passed().returned == [{"price": 9.5}, {"done": True}]
    made.prove("an order was placed", lambda contents, metadata: None)
    assert len(cl.load(made.save(tmp_path))) == 2


def test_a_request_that_does_not_match_is_told_and_gets_no_reply() -> None:
    made = billing()
    proof = made.prove("a price is asked for", lambda send: send({"sku": 5}))
    assert proof.raised is None  # what it could not know is told by the check
    assert proof.why.startswith("What the consumer sent does not match the example. $.sku")
    assert "sku" in str(proof._repr_mimebundle_())
    assert made.prove("a price is asked for", lambda send: None).why.startswith("The trigger sent no message")
    assert made.proved == ()


def test_what_cannot_be_a_consumer_is_refused() -> None:
    with pytest.raises(InvalidEdit, match="cannot take a message"):
        billing().prove("an order was placed", 5)  # type: ignore[arg-type]
    with pytest.raises(InvalidEdit, match="provider is the server"):
        billing().receives("a call", "HTTP")
