"""Messages are proved by handing them to the consumer; those with replies by sending one, which is judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import contractlab as cl
from contractlab import generate, match, xml
from contractlab.definition import MessageChannel, MessageProof
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


def made_anew() -> cl.Definition:
    made = cl.define("Billing", "Orders")
    (
        made.receives("an order was placed")
        .given("an order", id=42)
        .with_body(
            {
                "id": match.state_variable("id"),
                "n": match.int(1, generator=generate.int(min=100, max=200)),
                "parts": match.each_like({"sku": match.uuid(generator=generate.uuid())}),
                "fixed": 7,
            }
        )
        .with_metadata(
            trace=match.uuid(generator=generate.uuid()),
            order=match.state_variable("id"),
            size=match.int(2, generator=generate.int(min=5, max=9)),
            topic="orders",
        )
    )
    (
        made.example("a price", "Sync")
        .given("an order", id=42)
        .with_body({"n": match.int(1, generator=generate.int(min=100, max=200))}, part="Request")
        .will_respond_with(json={"n": match.int(1, generator=generate.int(min=100, max=10**9))})
        .will_respond_with(
            xml=xml.element("order", attrs={"id": match.regex("1", regex=r"\d+", generator=generate.hex(4))})
        )
    )
    return made


def taken(seed: int = 0) -> tuple[Any, dict[str, Any]]:
    seen: list[Any] = []
    proof = made_anew().prove(
        "an order was placed", lambda contents, metadata: seen.append((contents, metadata)), seed=seed
    )
    assert proof.passed
    assert isinstance(proof, MessageProof)
    assert proof.messages[0].contents == seen[0][0], "the view shows what was handed over"
    return json.loads(seen[0][0]), seen[0][1]


def test_a_message_is_handed_over_with_the_values_of_its_generators() -> None:
    contents, metadata = taken()
    assert contents["id"] == 42, "of the state's parameters"
    assert 100 <= contents["n"] <= 200
    assert contents["parts"][0]["sku"] != "c0ffee00-1234-4abc-8def-0123456789ab"
    assert contents["fixed"] == 7
    assert metadata["order"] == 42
    assert metadata["topic"] == "orders"
    assert 5 <= metadata["size"] <= 9, "metadata keep the kind of their example"
    assert metadata["contentType"] == "application/json"
    assert made_anew().contract.examples[1].check_message(json.dumps(contents), metadata).passed


def test_the_same_seed_gives_the_same_message_and_another_one_another() -> None:
    assert taken() == taken()
    assert taken(1) != taken(2)


def test_replies_are_made_anew_for_each_call() -> None:
    def ask(send: MessageChannel) -> list[Any]:
        return [tuple(reply.contents for reply in send({"n": 5})) for _ in range(2)]

    first, second = made_anew().prove("a price", ask).returned
    assert first != second
    assert b'id="1"' not in first[1]
    again = made_anew().prove("a price", ask)
    assert again.returned == [first, second]
    assert isinstance(again, MessageProof)
    assert tuple(message.contents for message in again.messages) == second
