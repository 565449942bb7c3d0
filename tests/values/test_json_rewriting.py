"""A changed document in the text of the old one: the law, and what a person would have written."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import examples

from contractlab.values.json_layout import read_layout
from contractlab.values.json_rewriting import rewrite, same_value

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text('aé"\\\n/{}[],: ', max_size=4),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('ab"é~/', max_size=2), inner, max_size=4),
    max_leaves=12,
)
STYLES = st.sampled_from(
    [
        {"indent": 2},
        {"indent": 4},
        {"indent": "\t"},
        {},
        {"separators": (",", ":")},
        {"indent": 1, "ensure_ascii": False},
    ]
)


@settings(max_examples=examples(600))
@given(VALUES, VALUES, STYLES, st.booleans())
def test_the_new_text_holds_the_new_document(old: Any, new: Any, style: Any, windows: bool) -> None:
    text = json.dumps(old, **style) + "\n"
    text = text.replace("\n", "\r\n") if windows else text
    written = rewrite(text, old, new)
    assert same_value(json.loads(written), new)
    assert written.endswith("\n")


@st.composite
def edited(draw: st.DrawFn) -> tuple[Any, Any]:
    """A document, and the same with a few places changed."""
    old = draw(st.dictionaries(st.text("abcd", min_size=1, max_size=2), VALUES, min_size=1, max_size=4))
    new = copy.deepcopy(old)
    for _ in range(draw(st.integers(1, 3))):
        target: Any = new
        while isinstance(target, dict | list) and target and draw(st.booleans()):
            inner = list(target.values()) if isinstance(target, dict) else target
            chosen = draw(st.sampled_from(range(len(inner))))
            if not isinstance(inner[chosen], dict | list):
                break
            target = inner[chosen]
        if isinstance(target, dict):
            action = draw(st.sampled_from(["add", "remove", "set", "rename"]))
            if action == "add" or not target:
                target[draw(st.text("xyz", min_size=1, max_size=2))] = draw(VALUES)
            else:
                key = draw(st.sampled_from(list(target)))
                if action == "remove":
                    del target[key]
                elif action == "set":
                    target[key] = draw(VALUES)
                else:
                    items = [(f"{name}!" if name == key else name, value) for name, value in target.items()]
                    target.clear()
                    target.update(items)
        elif isinstance(target, list):
            at = draw(st.integers(0, len(target)))
            if target and draw(st.booleans()):
                del target[min(at, len(target) - 1)]
            else:
                target.insert(at, draw(VALUES))
    return old, new


@settings(max_examples=examples(600))
@given(edited(), STYLES)
def test_there_and_back_gives_the_document_back(pair: tuple[Any, Any], style: Any) -> None:
    old, new = pair
    text = json.dumps(old, **style)
    written = rewrite(text, old, new)
    assert same_value(json.loads(written), new)
    assert same_value(json.loads(rewrite(written, new, old)), old)


TEXT = """{
  "a": 1.0,
  "list": [1, 2, 3],
  "deep": {
    "x": 1e2,
    "é": "\\u00e9"
  },
  "last": []
}
"""


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (lambda d: d.update(a=2), '"a": 1.0', '"a": 2'),
        (lambda d: d["list"].append(4), "[1, 2, 3]", "[1, 2, 3, 4]"),
        (lambda d: d["list"].pop(0), "[1, 2, 3]", "[2, 3]"),
        (lambda d: d["list"].pop(1), "[1, 2, 3]", "[1, 3]"),
        (lambda d: d["list"].insert(0, 0), "[1, 2, 3]", "[0, 1, 2, 3]"),
        (lambda d: d["deep"].update(y=[1]), '"\\u00e9"\n', '"\\u00e9",\n    "y": [\n      1\n    ]\n'),
        (lambda d: d["deep"].pop("x"), '"x": 1e2,\n    ', ""),
        (lambda d: d["deep"].pop("é"), ',\n    "é": "\\u00e9"', ""),
        (lambda d: d.pop("last"), ',\n  "last": []', ""),
        (lambda d: d["last"].append({"k": 1}), '"last": []', '"last": [\n    {\n      "k": 1\n    }\n  ]'),
    ],
)
def test_only_what_a_person_would_change_changes(change: Any, before: str, after: str) -> None:
    old = json.loads(TEXT)
    new = copy.deepcopy(old)
    change(new)
    assert rewrite(TEXT, old, new) == TEXT.replace(before, after, 1)


def test_nothing_changed_is_the_same_text() -> None:
    old = json.loads(TEXT)
    assert rewrite(TEXT, old, copy.deepcopy(old)) is TEXT


def test_a_key_that_repeats_is_written_once() -> None:
    text = '{"a": 1, "a": 2, "b": 3}'
    assert json.loads(rewrite(text, {"a": 2, "b": 3}, {"a": 5, "b": 3})) == {"a": 5, "b": 3}


def test_a_deep_text_needs_no_recursion() -> None:
    assert read_layout("[" * 50_000 + "]" * 50_000).root.opens == "["
