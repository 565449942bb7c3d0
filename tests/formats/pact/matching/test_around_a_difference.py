"""What explains a difference from around it: the nearest item, another order, the first value, the form of a header."""

from __future__ import annotations

import json
import pickle
import random
from pathlib import Path
from typing import Any

import pytest
from commands import run
from hypothesis import given
from hypothesis import strategies as st
from small_contracts import contract_of, http, judge, one_response, part_of
from small_runs import answers, entry, write_contract, write_har

import contractlab as cl
from contractlab.engine.limits import limits
from contractlab.engine.neighbours import AROUND, MOST_ITEMS
from contractlab.views import render_html, render_markdown, render_text
from contractlab.views.junit import junit_xml

ORDER = "The same 3 items are there in another order; items are compared one by one."


def messages(example: Any, actual: Any, rules: Any = None) -> list[str]:
    return [mismatch.message for mismatch in judge(example, rules, actual).mismatches]


def contains(*variants: dict[str, Any]) -> dict[str, Any]:
    listed = [{"index": index, "rules": rules} for index, rules in enumerate(variants)]
    return {"$.items": {"match": "arrayContains", "variants": listed}}


LIKE = {"$.baz": {"matchers": [{"match": "type"}]}}
WANTED = {"baz": 42, "foo": "bar"}


@pytest.mark.parametrize(
    ("items", "words"),
    [
        (["bla"], 'Nearest item: $.items[0]: expected an object, got the string "bla".'),
        (["bla", {"baz": 7, "foo": "nope"}], 'Nearest item: $.items[1].foo: expected exactly "bar", got "nope".'),
        ([{}, {"foo": "bar", "baz": "x"}], 'Nearest item: $.items[1].baz: expected a number like 42, got the string '),
        ([{"foo": "a"}, {}], 'Nearest item: $.items[0].baz: expected a number like 42, but the key is missing. And 1 '),
        ([[1], None], "Nearest item: $.items[0]: expected an object, got an array of 1 item."),
    ],
)  # fmt: skip
def test_array_contains_names_the_nearest_item_and_what_differs_there(items: list[Any], words: str) -> None:
    (message,) = messages({"items": [WANTED]}, {"items": items}, contains(LIKE))
    assert f"(variant 0), got none among {len(items)} item" in message
    assert words in message


def test_each_variant_has_its_own_nearest_item() -> None:
    example, actual = {"items": ["a", {"k": 1}]}, {"items": [{"k": 2}, "b"]}
    equal = {"$": {"matchers": [{"match": "equality"}]}}
    first, second = messages(example, actual, contains(equal, {}))
    assert 'Nearest item: $.items[1]: expected exactly "a", got "b".' in first
    assert "Nearest item: $.items[0].k: expected exactly 1, got 2." in second


def test_there_is_no_nearest_item_in_an_empty_array() -> None:
    (message,) = messages({"items": [WANTED]}, {"items": []}, contains(LIKE))
    assert message.endswith("got an empty array.")


@pytest.mark.parametrize(
    ("example", "actual"),
    [
        (["a", "b", "c"], ["c", "a", "b"]),
        ([{"id": 1}, {"id": 2}, {"id": 3}], [{"id": 2}, {"id": 1}, {"id": 3, "more": True}]),
        ([[1], [2], [3]], [[1], [3], [2]]),
        ([1, None, True], [True, 1, None]),
    ],
)
def test_the_same_items_in_another_order_are_told(example: list[Any], actual: list[Any]) -> None:
    for body, sent in ((example, actual), ({"x": {"y": example}}, {"x": {"y": actual}})):
        listed = messages(body, sent)
        assert listed
        assert all(message.endswith(ORDER) for message in listed)


def test_only_the_array_whose_order_differs_is_named() -> None:
    (first, second) = messages([[1, 2], [3]], [[2, 1], [3]])
    assert "The same 2 items are there" in first
    assert "The same 2 items are there" in second


def test_an_item_that_moved_is_found() -> None:
    listed = messages(["a", "b", "c"], ["x", "a", "b"])
    assert listed[0] == '$[0]: expected exactly "a", got "x". What is expected at [0] stands at [1].'
    assert listed[1] == '$[1]: expected exactly "b", got "a". What is expected at [1] stands at [2].'
    assert listed[2] == '$[2]: expected exactly "c", got "b".'


@pytest.mark.parametrize(
    ("example", "actual", "words"),
    [
        ([1, 2, 3], [1, 3], "Item [1] of the example is not among them."),
        ([1, 2, 3, 4, 5], [3], "Items [0], [1], [3] and 1 more are not among them."),
        ([1, 2], [1, 9, 2], "Item [1] is one too many."),
        ([1], [1, 8, 9], "Items [1] and [2] are too many."),
        ([1], [7, 8, 9, 1, 10], "Items [0], [1], [2] and 1 more are too many."),
    ],
)
def test_an_array_of_another_length_tells_which_items(example: list[Any], actual: list[Any], words: str) -> None:
    assert messages(example, actual)[0].endswith(f"so its length is fixed. {words}")


def test_another_length_with_other_items_tells_the_length_alone() -> None:
    assert messages([1, 2], [8, 9, 10])[0].endswith("so its length is fixed.")


def test_an_object_that_is_nearer_elsewhere_shows_the_key_that_differs() -> None:
    example = [{"id": 1, "name": "Ada", "age": 36}, {"id": 2, "name": "Bob", "age": 40}]
    actual = [{"id": 2, "name": "Bob", "age": 40}, {"id": 1, "name": "Ada", "age": 37}]
    first, *_, last = messages(example, actual)
    assert first == "$[0].id: expected exactly 1, got 2. Nearest item: $[1].age: expected exactly 36, got 37."
    assert last.endswith("What is expected at [1] stands at [0].")


def test_a_key_that_differs_in_place_needs_no_more_words() -> None:
    assert messages([{"id": 1, "n": "a"}], [{"id": 1, "n": "b"}]) == ['$[0].n: expected exactly "a", got "b".']


VALUES = {"$.m": {"match": "values"}}


@pytest.mark.parametrize(
    ("example", "actual", "rules", "message"),
    [
        (
            {"b": "b", "a": "a"}, {"d": "x"}, VALUES,
            ('$.m.d: expected exactly "a", got "x". The example does not have '
            'this key, so rule values compares it with the '
            "first value there, that of a."),
        ),
        (
            {"b": "b", "a": "a"}, {"b": "x"}, VALUES,
            '$.m.b: expected exactly "b", got "x". Rule values compares it with the example\'s b.',
        ),
        (
            {"b": {"k": 1}, "a": {"k": 2}}, {"z": {"k": 3}}, VALUES,
            ("$.m.z.k: expected exactly 2, got 3. The example does not have "
            "this key, so rule values compares it with the "
            "first value there, that of a."),
        ),
        (
            {"a": {"k": 1}}, {"z": [1]}, VALUES,
            ("$.m.z: expected an object, got an array of 1 item. The example "
            "does not have this key, so rule values compares "
            "it with the first value there, that of a."),
        ),
        (
            {"a": 1}, {"z": "x"}, {"$.m": {"match": "eachValue", "rules": [{"match": "type"}]}},
            ('$.m.z: expected a number like 1, got the string "x". The '
            'example does not have this key, so rule eachValue '
            "compares it with the first value there, that of a."),
        ),
    ],
)  # fmt: skip
def test_the_first_value_decides_and_is_named(example: Any, actual: Any, rules: Any, message: str) -> None:
    assert messages({"m": example}, {"m": actual}, rules) == [message]


def test_a_rule_that_asks_nothing_of_the_example_names_no_key() -> None:
    rules = {"$.m": {"match": "eachValue", "rules": [{"match": "regex", "regex": "[0-9]+"}]}}
    (message,) = messages({"m": {"a": "1"}}, {"m": {"z": "x"}}, rules)
    assert "compares it with" not in message


HEADERS: list[tuple[dict[str, Any], list[tuple[str, str]], str, str]] = [
    ({"Allow": ["GET, POST"]}, [("allow", "GET, POST")], "4.0", "list each value by itself."),
    ({"X-A": ["a", "b"]}, [("x-a", "a, b")], "4.0", "this header is never split at commas."),
    ({"X-A": ["a, b"]}, [("x-a", "a"), ("x-a", "b")], "4.0", "stands for one header line; it is never split at"),
    ({"X-A": "a, b"}, [("x-a", "a"), ("x-a", "b")], "3.0", "stands for one header line; it is never split at"),
    ({"X-A": "a"}, [("x-a", "a"), ("X-A", "b")], "3.0", "It was sent twice, as x-a and X-A."),
    ({"X-A": "a"}, [("x-a", "a")] * 3, "2.0", "It was sent 3 times."),
    ({"X-A": "a", "x-a": "b"}, [("x-a", "a")], "2.0", "names this header in two spellings, X-A and x-a, and compares"),
]


@pytest.mark.parametrize(("expected", "sent", "version", "words"), HEADERS)
def test_the_form_of_a_header_is_told(
    expected: dict[str, Any], sent: list[tuple[str, str]], version: str, words: str
) -> None:
    result = one_response({"headers": expected}, version=version).check_response(cl.HttpResponse(200, sent))
    assert result.verdict == "failed"
    assert all(words in mismatch.message for mismatch in result.mismatches)


@pytest.mark.parametrize(
    ("expected", "sent"),
    [({"Allow": "GET, POST"}, "GET"), ({"X-A": "a"}, "b"), ({"X-A": "a, b"}, "a, c"), ({"X-A": ["a", "b"]}, "c")],
)
def test_other_headers_say_nothing_of_commas(expected: dict[str, Any], sent: str) -> None:
    version = "4.0" if isinstance(next(iter(expected.values())), list) else "3.0"
    example = one_response({"headers": expected}, version=version)
    result = example.check_response(cl.HttpResponse(200, [(next(iter(expected)), sent)]))
    assert result.verdict == "failed"
    assert all("comma" not in mismatch.message for mismatch in result.mismatches)


def test_every_output_tells_it(tmp_path: Path) -> None:
    contract = contract_of(http(request={"method": "GET", "path": "/a"}, response=part_of(["a", "b", "c"], {}, "3.0")))
    path = tmp_path / "c.json"
    path.write_bytes(json.dumps(contract.document).encode())
    har = write_har(tmp_path / "1.0.0.har", entry("/a", ["b", "c", "a"]))
    verified = cl.verify(cl.load_all(path), cl.load_captures(har))
    result = verified.results[0]
    outputs = [
        render_text(verified), render_text(result), render_markdown(result), render_html(result), junit_xml(verified),
        run("verify", path, "--captures", har).output, "\n".join(verified.to_frame("mismatches")["message"]),
    ]  # fmt: skip
    for output in outputs:
        assert ORDER in " ".join(output.split())


def test_secrets_of_the_nearest_item_stay_out(tmp_path: Path) -> None:
    secret = "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"
    example = http(
        request={"method": "GET", "path": "/a"},
        type="Synchronous/HTTP",
        response=part_of({"items": [{"token": "t", "n": 1}]}, contains({})),
    )
    contract = contract_of(example, version="4.0")
    made = entry("/a", {"items": [{"token": secret, "n": 1}]}, headers={"Authorization": secret})
    captures = cl.load_captures(json.dumps({"log": {"version": "1.2", "creator": {}, "entries": [made]}}).encode())
    verified = cl.verify([contract], captures)
    saved = verified.save(tmp_path / "run.json")
    outputs = [render_text(verified.results[0]), render_html(verified.results[0]), junit_xml(verified)]
    outputs += [Path(saved).read_text(), render_text(cl.load_run(saved))]
    for output in outputs:
        assert secret not in output
    assert "Nearest item: [0], but for one value." in " ".join(outputs[0].split())


def test_runs_keep_it(tmp_path: Path) -> None:
    contract = write_contract(tmp_path / "c.json", answers("/a", {"x": 1}))
    document = json.loads(contract.read_text())
    document["interactions"][0]["response"] |= part_of([{"k": 1}, 2, 3], {}, "3.0")
    contract.write_text(json.dumps(document))
    captures = cl.load_captures(write_har(tmp_path / "1.0.0.har", entry("/a", [3, {"k": 1}, 2])))
    verified = cl.verify(cl.load_all(contract), captures)
    result = verified.results[0].match
    assert result is not None
    again = pickle.loads(pickle.dumps(result))
    listed = [mismatch.message for mismatch in result.mismatches]
    assert [mismatch.message for mismatch in again.mismatches] == listed
    assert all(message.endswith(ORDER) for message in listed)
    loaded = cl.load_run(verified.save(tmp_path / "run.json"))
    assert [mismatch.message for mismatch in loaded.results[0].mismatches] == listed


def test_searching_is_bounded_and_says_so() -> None:
    items = [{"id": number} for number in range(5_000)]
    (message,) = messages({"items": [{"id": -1}]}, {"items": items}, contains({}))
    assert message.endswith(f"Only the first {MOST_ITEMS} of 5,000 items were looked at.")
    example = list(range(MOST_ITEMS + 1))
    assert all("order" not in message for message in messages(example, example[1:] + example[:1]))


def test_many_arrays_share_one_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    from contractlab.engine import array_neighbours

    real = array_neighbours.collect

    def counting(*arguments: Any) -> Any:
        nonlocal asked
        asked += 1
        return real(*arguments)

    monkeypatch.setattr(array_neighbours, "collect", counting)
    rules = {"$.rows[*].items": {"match": "arrayContains", "variants": [{"index": 0, "rules": {}}]},
             "$.rows": {"match": "type"}}  # fmt: skip
    rows = [{"items": [{"id": number, "x": [1] * 50} for number in range(100)]} for _ in range(100)]
    result = judge({"rows": [{"items": [{"id": -1, "x": [0] * 50}]}]}, rules, {"rows": rows})
    assert len(result.mismatches) == 100
    assert 100 <= asked <= 2_000
    assert "Nearest item" in result.mismatches[0].message
    assert result.mismatches[-1].message.endswith("The nearest item was not looked for: there is too much to compare.")


def test_a_slow_pattern_on_the_way_changes_no_verdict() -> None:
    rules = contains({"$": {"matchers": [{"match": "regex", "regex": "(a|aa)+$"}]}})
    slow = ["a" * 60 + "b"] * 3
    with limits(regex_seconds=0.2):
        result = judge({"items": ["a"]}, rules, {"items": slow})
    assert result.verdict in ("failed", "error")


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from("ab"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
    max_leaves=12,
)


@given(JSONS, JSONS)
def test_no_difference_keeps_where_to_look_and_every_sentence_can_be_read(example: Any, actual: Any) -> None:
    result = judge(example, {}, actual)
    for mismatch in result.mismatches:
        assert AROUND not in mismatch.facts
        assert json.dumps(dict(mismatch.facts))
        assert mismatch.message


@given(st.lists(JSONS, min_size=2, max_size=6, unique_by=json.dumps), st.randoms(use_true_random=False))
def test_a_shuffled_array_is_told_or_passes(items: list[Any], chance: random.Random) -> None:
    shuffled = list(items)
    chance.shuffle(shuffled)
    result = judge(items, {}, shuffled)
    if result.verdict == "failed" and not any(isinstance(item, dict | list) for item in items):
        words = f"The same {len(items)} items are there in another order"
        assert all(words in mismatch.message for mismatch in result.mismatches)


def test_other_formats_tell_the_order_too() -> None:
    part = part_of([1, 2, 3], {}, "3.0")
    pact = contract_of(http(request={"method": "GET", "path": "/a"}, response=part))
    case = cl.convert(pact, to="contractcase")
    response = cl.HttpResponse(200, {"Content-Type": "application/json"}, b"[3,1,2]")
    listed = [mismatch.message for mismatch in case[0].check_response(response).mismatches]
    assert listed
    assert all(message.endswith(ORDER) for message in listed)
