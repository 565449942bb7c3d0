"""Text as JavaScript writes and reads it, judged by JavaScript itself."""

from __future__ import annotations

import base64
import json
import math
import os
import random
import re
import shutil
import struct
import subprocess
from collections.abc import Callable
from typing import Any

from support import missing

from contractlab.formats.contractcase.matching.js_text import (
    BadJson,
    BadUri,
    decode_base64,
    decode_uri_component,
    encode_base64,
    encode_uri_component,
    is_strict_base64,
    parse_as_javascript,
    stringify,
)
from contractlab.formats.contractcase.matching.js_values import has_text, number_text, template

COUNT = int(os.environ.get("CONTRACTLAB_JAVASCRIPT_EXAMPLES", "3000"))
SCRIPT = r"""
const told = (f) => { try { return {value: f()}; } catch (e) { return {error: e.message}; } };
const strict = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)?$/;
const answers = JSON.parse(require("fs").readFileSync(0, "utf8")).map((one) => [
  told(() => JSON.stringify(one)),
  told(() => `${one}`),
  ...(typeof one !== "string" ? [] : [
    told(() => encodeURIComponent(one)),
    told(() => decodeURIComponent(one)),
    told(() => Buffer.from(one).toString("base64")),
    told(() => Buffer.from(one, "base64").toString()),
    told(() => strict.test(one)),
    told(() => JSON.stringify(JSON.parse(one))),
  ]),
]);
console.log(JSON.stringify(answers));
"""
LETTERS = '"\\{}[]:,.-+0123456789eEtrufalsn \t\n\r\xa0\ufeff\u2028xX%é😀\x00\x1f\x7f\u0141/bu=_AQ'
PERCENT = ["%", "%4", "%41", "%C3", "%A9", "%c3%a9", "%F0%9F%98%80", "%ED%A0%80", "%C0%80", "%E2%82", "%zz", "a", "+"]
KEYS = ["a", "b", "10", "2", "01", "-1", "4294967294", "4294967295", "", "é", "__proto__", "constructor", "toString"]


class Values:
    """Seeded values of all kinds that JSON has."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def number(self) -> float:
        kind = self.random.randrange(5)
        if kind == 0:
            number = struct.unpack("<d", self.random.randbytes(8))[0]
            return number if math.isfinite(number) else -0.0
        if kind == 1:
            return self.random.randrange(-(10 ** self.random.randrange(1, 30)), 10 ** self.random.randrange(1, 30))
        if kind == 2:
            return float(
                f"{self.random.randrange(1, 10 ** self.random.randrange(1, 18))}e{self.random.randrange(-30, 30)}"
            )
        return self.random.choice([0, -0.0, 1e21, 1e-7, 1e20, 5e-324, 2**53 + 1, 0.1 + 0.2, 1e-6, 200])

    def value(self, depth: int = 3) -> Any:
        kind = self.random.randrange(8)
        if depth and kind < 2:
            return [self.value(depth - 1) for _ in range(self.random.randrange(4))]
        if depth and kind < 4:
            return {self.random.choice(KEYS): self.value(depth - 1) for _ in range(self.random.randrange(4))}
        return self.random.choice([None, True, False]) if kind == 4 else self.number() if kind == 5 else self.text()

    def text(self) -> str:
        kind = self.random.randrange(4)
        if kind == 0:
            return "".join(self.random.choices(LETTERS, k=self.random.randrange(12)))
        if kind == 1:
            return "".join(self.random.choices(PERCENT, k=self.random.randrange(6)))
        if kind == 2:
            letters = list(base64.b64encode(self.random.randbytes(self.random.randrange(9))).decode())
        else:
            letters = list(json.dumps(self.random.choice([{"a": [1, "é"]}, [True, -1.5e3], {"b": None}, "x"])))
        for _ in range(self.random.randrange(3)):
            at = self.random.randrange(len(letters) + 1)
            letters[at : at + self.random.randrange(2)] = self.random.choices(LETTERS, k=self.random.randrange(2))
        return "".join(letters)


def outcome(question: Callable[[], Any]) -> dict[str, Any]:
    try:
        return {"value": question()}
    except (BadJson, BadUri) as error:
        return {"error": str(error)}


def ours(value: Any) -> list[dict[str, Any]]:
    no_text = {"error": "Cannot convert object to primitive value"}
    answers = [outcome(lambda: stringify(value)), outcome(lambda: template(value)) if has_text(value) else no_text]
    if isinstance(value, str):
        for function in (encode_uri_component, decode_uri_component, encode_base64, decode_base64, is_strict_base64):
            answers.append(outcome(lambda function=function: function(value)))
        answers.append(outcome(lambda: stringify(parse_as_javascript(value))))
    return answers


def in_words_of_old(answer: Any) -> Any:
    """Newer versions of V8 add the line to the position."""
    if "error" in answer:
        return {"error": re.sub(r" \(line \d+ column \d+\)$", "", answer["error"])}
    return answer


def test_text_is_written_and_read_as_in_javascript() -> None:
    node = shutil.which("node") or missing("node")
    values = Values(COUNT)
    asked = [values.value() if index % 2 else values.text() for index in range(COUNT)]
    ran = subprocess.run([node, "-e", SCRIPT], input=json.dumps(asked).encode(), capture_output=True, check=True)
    answers = json.loads(ran.stdout)
    wrong = [
        (value, mine, theirs)
        for value, answer in zip(asked, answers, strict=True)
        for mine, theirs in zip(ours(value), map(in_words_of_old, answer), strict=True)
        if mine != theirs
    ]
    assert wrong[:10] == []
    numbers = [values.number() for _ in range(COUNT)]
    script = "console.log(JSON.stringify(JSON.parse(require('fs').readFileSync(0, 'utf8')).map(String)))"
    ran = subprocess.run([node, "-e", script], input=json.dumps(numbers).encode(), capture_output=True, check=True)
    assert [number_text(number) for number in numbers] == json.loads(ran.stdout)
