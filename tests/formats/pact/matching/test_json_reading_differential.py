"""JSON texts, sound and damaged, read by `parse_json` and by a slow reader that holds serde_json's rules one by one."""

from __future__ import annotations

import json
import math
import random
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contractlab.values.json_text import MAX_DEPTH, NotJson, parse_json

SCALARS = """
0 -0 -0.0 0.0 -0e1 -0E5 1e5 1E+2 1e-7 5e-324 1e-400 1e308 1.8e308 1e309 -1e309 0.1e400 00 01 - +1 .5 1. 1.e5 1e
9223372036854775807 9223372036854775808 -9223372036854775808 -9223372036854775809 18446744073709551615
18446744073709551616 123456789012345678901234567890 true false null tru NaN Infinity -Infinity
"" "a" "-0" "[[[" "]]]" "{\\"a" "\\\\" "\\\\\\"" "\\"[\\"" "\\ud83d\\ude00" "\\ud83d" "\\ude00" "\\ud83d\\ud83d"
"\\u12" "\\uD83D\\u0041" "\\u0000" "\\uZZZZ" "\\/\\b\\f\\n\\r\\t" "é" "😀" "\\x" "\\\\ud800" "\\\\\\ud800"
""".split()
SCALARS += ['" -0 "', '"\t"', '"\x00"', '"\ufeff"', "1" * 309, "1" * 5000, "0." + "1" * 400]
KEYS = ['"a"', '"b"', '"a\\n"', '"[{"', '"]"', '"\\u0061"', '"é"']
DAMAGE = '[]{}",:\\ue0-19.dD8cC \n+x\ufeff'


class Refused(Exception):
    pass


def _refuse(_: Any) -> None:
    raise Refused


def _integer(text: str) -> int | float:
    if text == "-0" or len(text) > 20 or not -(2**63) <= int(text) < 2**64:
        return _float(text)
    return int(text)


def _float(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse(text)  # type: ignore[return-value]


def slow_reading(text: str) -> Any:
    """What serde_json reads, by the standard library; raises Refused."""
    if text.startswith("\ufeff"):
        raise Refused
    try:
        value = json.loads(text, parse_int=_integer, parse_float=_float, parse_constant=_refuse)
    except (json.JSONDecodeError, RecursionError):
        raise Refused from None
    level, depth = [value], 0
    while level:
        level = [each for each in level if isinstance(each, dict | list)]
        depth += bool(level)
        level = [inner for each in level for inner in (each.values() if isinstance(each, dict) else each)]
    if depth > MAX_DEPTH:
        raise Refused
    strings = re.findall(r'"((?:[^"\\]|\\.)*)"', text)
    if any(re.search("[\ud800-\udfff]", json.loads(f'"{each}"')) for each in strings):
        raise Refused
    return value


def text_of(value_of: random.Random, depth: int) -> str:
    kind = value_of.random()
    if depth <= 0 or kind < 0.4:
        return value_of.choice([*SCALARS, repr(value_of.uniform(-1, 1) * 10.0 ** value_of.randint(-320, 300))])
    blank = value_of.choice(["", "", " ", "\n", "\r\t"])
    inside = [text_of(value_of, depth - 1) for _ in range(value_of.randint(0, 4))]
    if kind < 0.7:
        return f"[{blank}{f',{blank}'.join(inside)}{blank}]"
    return "{" + f",{blank}".join(f"{value_of.choice(KEYS)}{blank}:{each}{blank}" for each in inside) + "}"


def nested_text(value_of: random.Random) -> str:
    opened, closed = [], []
    for _ in range(value_of.choice([63, 64, 126, 127, 128, 129, 200, 300])):
        is_list = value_of.random() < 0.5
        opened.append(value_of.choice(["[", '["]",', "[[],", '["\\\\\\"[",'] if is_list else ['{"a":', '{"}":']))
        closed.append("]" if is_list else "}")
    return "".join(opened) + value_of.choice(["1", "[]", '""']) + "".join(reversed(closed))


def damaged(text: str, value_of: random.Random) -> str:
    for _ in range(value_of.randint(1, 3)):
        at = value_of.randint(0, len(text))
        cut = value_of.choice([0, 0, 1, 2])
        text = text[:at] + value_of.choice(["", *DAMAGE]) + text[at + cut :]
    return text


def assert_read_alike(text: str) -> bool:
    """Whether the text was read; both readers must agree on that and on the value."""
    try:
        expected = repr(slow_reading(text))
    except Refused:
        expected = "refused"
    for given_as in (text, text.encode()):
        try:
            read = repr(parse_json(given_as))
        except NotJson:
            read = "refused"
        assert read == expected, text
    return expected != "refused"


def test_generated_and_damaged_texts_are_read_as_serde_json_reads_them() -> None:
    value_of = random.Random(20260731)
    read = 0
    for number in range(4000):
        text = nested_text(value_of) if number % 25 == 0 else text_of(value_of, value_of.randint(0, 5))
        if number % 3 == 0:
            text = damaged(text, value_of)
        read += assert_read_alike(text)
    assert 800 < read < 3200


@given(st.text(alphabet=DAMAGE + "tfnrulsea", max_size=30))
def test_any_text_is_read_as_serde_json_reads_it(text: str) -> None:
    assert_read_alike(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda v: st.lists(v) | st.dictionaries(st.text(), v),
    )
)
def test_what_json_writes_is_read_alike(value: Any) -> None:
    assert_read_alike(json.dumps(value))
