"""Numbers as the installed Rust core reads them: seen in the requests that it sends, and in its verdicts."""

from __future__ import annotations

import json
import os
import struct
from random import Random

import pytest
from conformance.odd_questions import NUMBERS
from conformance.rust_core import contract_of, interaction, judge_responses, sent_bodies
from support import require

import contractlab as cl
from contractlab.contracts.format import format_of
from contractlab.values.json_text import json_text
from contractlab.values.serde_numbers import serde_number

pytestmark = pytest.mark.oracle

COUNT = int(os.environ.get("CONTRACTLAB_NUMBER_EXAMPLES", "3000"))
TYPED = [("Content-Type", "application/json")]


def digits(chance: Random, least: int, most: int) -> str:
    return "".join(chance.choices("0123456789", k=chance.randint(least, most)))


def whole(chance: Random, most: int) -> str:
    return "0" if chance.random() < 0.2 else chance.choice("123456789") + digits(chance, 0, most)


def number(chance: Random) -> str:
    """The text of a number, as people, programs and nobody would write it."""
    sign = chance.choice(["", "", "-"])
    power = chance.choice("eE") + chance.choice(["", "+", "-"]) + digits(chance, 1, 3)
    match chance.randrange(7):
        case 0:
            text = json.dumps(struct.unpack("d", struct.pack("Q", chance.getrandbits(63)))[0])
            return text if text[0].isdigit() else number(chance)
        case 1:
            return sign + repr(chance.random() * 10 ** chance.randint(-3, 9))
        case 2:
            return sign + whole(chance, 26)
        case 3:
            return f"{sign}{whole(chance, 25)}.{digits(chance, 1, 25)}"
        case 4:
            return f"{sign}{whole(chance, 22)}{power}"
        case 5:
            return f"{sign}{whole(chance, 22)}.{digits(chance, 1, 22)}{power}"
        case _:
            near = chance.choice([2**53, 2**63, 2**64, 10**19, 2**70]) + chance.randint(-9, 9)
            return sign + str(near) + chance.choice(["", ".0", ".5", f".{digits(chance, 1, 3)}"])


def readable(text: str) -> bool:
    try:
        serde_number(text)
    except OverflowError:
        return False
    return True


def numbers(count: int) -> list[str]:
    chance = Random(count)
    texts = list(NUMBERS)
    while len(texts) < count:
        text = number(chance)
        if readable(text):
            texts.append(text)
    return texts


def test_the_core_reads_every_number_alike() -> None:
    require("pact")
    texts = numbers(COUNT)
    (sent,) = sent_bodies([f"[{','.join(texts)}]"])
    read = sent.decode()[1:-1].split(",")
    otherwise = [
        (text, theirs) for text, theirs in zip(texts, read, strict=True) if json_text(serde_number(text)) != theirs
    ]
    assert otherwise == []


def test_requests_hold_numbers_as_the_core_writes_them() -> None:
    require("pact")
    texts = [f'{{"a": {text}}}' for text in numbers(120)]
    for text, theirs in zip(texts, sent_bodies(texts), strict=True):
        pact = contract_of([interaction(0, {"method": "POST", "body": "@"}, {}, "3.0")], "3.0")
        example = cl.load(json.dumps(pact).replace('"@"', text).encode())[0]
        assert format_of(example.contract).sent_request(example).body == theirs


@pytest.mark.parametrize("as_text", [False, True], ids=["as a value", "as a text"])
def test_the_core_takes_the_same_numbers_for_equal(as_text: bool) -> None:
    """A number against itself, against what is next to it, and against its shortest text."""
    require("pact")
    chance = Random(5)
    pairs: list[tuple[str, str]] = []
    for text in numbers(150):
        shortest = json_text(serde_number(text))
        pairs += [(text, text), (text, shortest), (shortest, text), (text, chance.choice(NUMBERS))]
    pairs = list(dict.fromkeys(pairs))
    expected = [_response(wanted, as_text) for wanted, _ in pairs]
    actual = [(200, TYPED, f'{{"a": {given}}}'.encode()) for _, given in pairs]
    verdicts = judge_responses(expected, actual, "3.0")
    assert verdicts is not None
    for (wanted, given), response, (status, headers, body), theirs in zip(
        pairs, expected, actual, verdicts, strict=True
    ):
        example = cl.load(contract_of([interaction(0, {}, response, "3.0")], "3.0"))[0]
        ours = example.check_response(cl.HttpResponse(status, headers, body))
        assert ours.passed is theirs, (wanted, given)


def _response(number_text: str, as_text: bool) -> dict[str, object]:
    body: object = f'{{"a": {number_text}}}' if as_text else {"a": json.loads(number_text)}
    return {"headers": dict(TYPED), "body": body}
