"""The spelling of numbers stays when a document is written anew."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contractlab.values.json_text import parse_json
from contractlab.values.number_texts import keep_number_texts

NUMBERS = st.sampled_from(["1", "-0", "1.10", "1e5", "1.0E+2", "12345678901234567890123", "0.000", "7"])
TEXTS = st.text('ab"{}[],:1.0e \\', max_size=5).map(json.dumps)


def lists(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    items = st.lists(inner, max_size=3).map(lambda listed: f"[{', '.join(listed)}]")
    pairs = st.dictionaries(TEXTS, inner, max_size=3).map(
        lambda numbers: "{" + ", ".join(f"{key} : {value}" for key, value in numbers.items()) + "}"
    )
    return items | pairs


VALUES = st.recursive(NUMBERS | TEXTS | st.sampled_from(["true", "null"]), lists, max_leaves=8)


@given(st.lists(VALUES, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_items_that_are_taken_over_keep_their_numbers(items: list[str], random: Any) -> None:
    source = '{"items": [' + ", ".join(f'{{"v": {item}}}' for item in items) + '], "own": {"n": 1.500}}'
    document: Any = parse_json(source)
    kept = list(document["items"])
    random.shuffle(kept)
    made = {"own": document["own"], "items": [{"v": 2.50}, *kept]}
    written = json.dumps(made, indent=2).encode()
    text = keep_number_texts(written, made, [(document, source.encode())]).decode()
    assert parse_json(text) == made
    assert '"n": 1.500' in text
    assert '"v": 2.5\n' in text
    numbers = sorted(_numbers(source))
    assert sorted([*_numbers(text), "1.10"]) == sorted([*numbers, "2.5", "1.10"])


def _numbers(text: str) -> list[str]:
    texts: list[str] = []

    def note(number: str) -> float:
        texts.append(number)
        return 0

    json.loads(text, parse_int=note, parse_float=note)
    return texts
