"""Every capture has a key of its own, and a key once given stays with its capture, whatever is added later."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_runs import entry
from support import examples

from contractlab.captures import Capture, Captures, load_captures
from contractlab.values.http import HttpRequest, HttpResponse


def har(*paths: str) -> bytes:
    return json.dumps({"log": {"version": "1.2", "entries": [entry(path, {"id": 1}) for path in paths]}}).encode()


def dropped(name: str, data: bytes) -> Captures:
    file = io.BytesIO(data)
    file.name = name
    return load_captures(file)


names = st.sampled_from(["a.har", "b.har", "a.har [00000000]", "<bytes>", "<recorded>"])
lone = st.builds(
    lambda name, index, path: Capture(HttpRequest("GET", path), HttpResponse(200), source=name, index=index),
    names,
    st.integers(0, 3),
    st.sampled_from(["/a", "/b", "/c"]),
)
files = st.lists(st.lists(lone, max_size=5), max_size=5)


def content(capture: Capture) -> tuple[str, str]:
    return capture.request.path, capture.source.partition(" [")[0]


@settings(max_examples=examples(400), deadline=None)
@given(files)
def test_keys_are_unique_and_last_whatever_is_added(listed: list[list[Capture]]) -> None:
    together = Captures()
    given_so_far: list[tuple[str, str]] = []
    for captures in listed:
        before = list(together)
        together = together + Captures(captures)
        given_so_far += [(capture.request.path, capture.source.partition(" [")[0]) for capture in captures]
        assert all(map(lambda old, new: old is new, before, list(together)[: len(before)]))
        keys = [capture.key for capture in together]
        assert len(set(keys)) == len(keys)
        assert all(together[key] is capture for key, capture in zip(keys, together, strict=True))
    assert list(map(content, together)) == given_so_far


@settings(max_examples=examples(200), deadline=None)
@given(files, st.data())
def test_what_was_assigned_stays_with_its_capture(listed: list[list[Capture]], data: st.DataObject) -> None:
    together = Captures()
    wanted: list[str | None] = []
    for number, captures in enumerate(listed):
        together = together + Captures(captures)
        wanted += [None] * len(captures)
        if wanted:
            place = data.draw(st.integers(0, len(wanted) - 1))
            together.assign(together[place], f"example {number}")
            wanted[place] = f"example {number}"
    assert [capture.assigned for capture in together] == wanted


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(lone, max_size=8))
def test_what_was_handed_over_names_its_capture(listed: list[Capture]) -> None:
    captures = Captures(listed)
    for number, capture in enumerate({id(capture): capture for capture in listed}.values()):
        captures.assign(capture, str(number))
        mine = [each for each, given_capture in zip(captures, listed, strict=True) if given_capture is capture]
        assert str(number) in {each.assigned for each in mine}


def test_two_files_of_one_name_have_keys_of_their_content() -> None:
    first, second = dropped("more.har", har("/a", "/b")), dropped("more.har", har("/c"))
    one_way = first + second
    assert [capture.key for capture in one_way][:2] == ["more.har#0", "more.har#1"]
    assert one_way[2].key.startswith("more.har [")
    again = dropped("more.har", har("/x")) + second
    assert again[1].key == one_way[2].key


@pytest.mark.parametrize("load", [lambda data: dropped("more.har", data), load_captures])
def test_the_same_thing_twice_is_told_apart(load) -> None:
    captures = load(har("/a", "/b"))
    thrice = captures + load(har("/a", "/b")) + load(har("/a", "/b"))
    assert len({capture.key for capture in thrice}) == 6
    assert len({capture.source for capture in thrice}) == 3


def test_files_handed_over_together_are_told_apart() -> None:
    pair = [io.BytesIO(har("/a", "/b")), io.BytesIO(har("/c", "/d", "/e"))]
    for file in pair:
        file.name = "same.har"
    captures = load_captures(pair)
    by_file = {}
    for capture in captures:
        by_file.setdefault(capture.source, []).append(capture.request.path)
    assert sorted(by_file.values()) == [["/a", "/b"], ["/c", "/d", "/e"]]


def test_numbers_of_live_captures_are_not_given_twice() -> None:
    captures = Captures()
    for path in ("/a", "/b", "/c"):
        captures.add(HttpRequest("GET", path), HttpResponse(200))
    rest = captures[1:]
    rest.add(HttpRequest("GET", "/d"), HttpResponse(200))
    assert [capture.key for capture in rest] == ["<recorded>#1", "<recorded>#2", "<recorded>#3"]


def test_several_are_assigned_at_once_or_none() -> None:
    captures = dropped("more.har", har("/a", "/b", "/c"))
    captures.assign([0, "more.har#2", captures[1]], "one")
    assert set(captures.assignments.values()) == {"one"}
    with pytest.raises(KeyError):
        captures.assign([0, "nowhere#1"], "two")
    assert set(captures.assignments.values()) == {"one"}
    captures.use_base_path("api/", [1])
    assert [capture.base_path for capture in captures] == ["", "/api", ""]
