"""The line of any JSON pointer, in good files and in broken ones."""

from __future__ import annotations

import pytest
from support import cpu_time

from contractlab.values.source import Location, Source, escape_pointer, join_pointer, split_pointer

FILE = """{
  "a": 1,
  "list": [
    10,
    {"deep": [
      true,
      "x"
    ]}
  ],
  "a/b": 2,
  "t~u": 3,
  "\\u00e9": 4,
  "quo\\"te": 5,
  "{[,:": {
    "in": null
  },
  "": 6
}
"""


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("", 1),
        ("/a", 2),
        ("/list", 3),
        ("/list/0", 4),
        ("/list/1", 5),
        ("/list/1/deep", 5),
        ("/list/1/deep/0", 6),
        ("/list/1/deep/1", 7),
        ("/a~1b", 10),
        ("/t~0u", 11),
        ("/é", 12),
        ('/quo"te', 13),
        ("/{[,:", 14),
        ("/{[,:/in", 15),
        ("/", 17),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_pointer_has_a_line(pointer: str, line: int, line_end: str) -> None:
    assert Source("f", FILE.replace("\n", line_end).encode()).line(pointer) == line


@pytest.mark.parametrize(
    ("pointer", "line"), [("/nowhere", 1), ("/list/7", 3), ("/list/1/deep/1/x", 7), ("/a/b", 2), ("/list/one", 3)]
)
def test_a_place_that_does_not_exist_has_the_line_of_its_nearest_parent(pointer: str, line: int) -> None:
    assert Source("f", FILE.encode()).line(pointer) == line


def test_of_duplicate_keys_the_last_is_in_force() -> None:
    source = Source("f", b'{\n"a": {"x": 1},\n"b": 2,\n"a": {\n"y": 3}}')
    assert source.line("/a") == 4
    assert source.line("/a/y") == 5
    assert source.line("/a/x") == 4


def test_the_line_of_a_value_is_that_of_its_key() -> None:
    assert Source("f", b'{"a"\n:\n\n1}').line("/a") == 1


def test_a_byte_order_mark_does_not_hide_the_first_key() -> None:
    assert Source("f", b'\xef\xbb\xbf{\n"a": 1}').line("/a") == 2


def test_escaped_keys_are_found_by_what_they_mean() -> None:
    assert Source("f", b'{\n"\\ud83d\\ude00": 1,\n"a\\tb": 2}').line("/😀") == 2
    assert Source("f", b'{\n"\\ud83d\\ude00": 1,\n"a\\tb": 2}').line("/a\tb") == 3


@pytest.mark.parametrize(
    ("text", "pointer", "line"),
    [
        ("", "/a", 1),
        ("]]}}", "/a", 1),
        ('{"a": 1,\n"b', "/a", 1),
        ('{"a": 1,\n"b": [2', "/b/0", 2),
        ('{"a" 1,\n"b": 2}', "/b", 2),
        ('{"a": 1}\n{"b": 2}', "/b", 2),
    ],
)
def test_broken_text_still_has_lines(text: str, pointer: str, line: int) -> None:
    assert Source("f", text.encode()).line(pointer) == line


def test_text_that_is_not_utf_8_still_has_lines() -> None:
    assert Source("f", b'{"a": "\xff\xfe",\n"b": 1}').line("/b") == 2


@pytest.mark.parametrize("text", ['"' + "\\" * 300_001, '{"a":"' + 'x\\"' * 150_000, '"a' * 100_001])
def test_a_string_that_never_ends_costs_one_pass(text: str) -> None:
    with cpu_time() as taken:
        assert Source("f", text.encode()).line("/a/b") is not None
    assert taken.seconds < 20


def test_nesting_of_any_depth_is_indexed_without_recursion() -> None:
    assert Source("f", b"[\n" * 50_000).line("/0" * 49_999) == 50_000


@pytest.mark.parametrize(
    ("pointer", "steps"),
    [("", []), ("/a", ["a"]), ("/a/0", ["a", "0"]), ("/a~1b/m~0n", ["a/b", "m~n"]), ("/", [""]), ("/~01", ["~1"])],
)
def test_pointers_come_apart_and_together_again(pointer: str, steps: list[str]) -> None:
    assert split_pointer(pointer) == steps
    assert join_pointer("", *steps) == pointer


def test_a_pointer_step_escapes_the_tilde_first() -> None:
    assert escape_pointer("~1/") == "~01~1"
    assert join_pointer("/a", "b/c", 3) == "/a/b~1c/3"


def test_a_location_names_its_file_and_line() -> None:
    location = Source("pacts/x.json", b'{\n"a": 1}').at("/a")
    assert (location.file, location.line, str(location)) == ("pacts/x.json", 2, "pacts/x.json:2")
    assert repr(location) == "Location('pacts/x.json', '/a')"
    assert location == Location(location.source, "/a")


def test_the_bytes_of_a_source_are_not_in_its_repr() -> None:
    assert "SECRET" not in repr(Source("f", b"SECRET"))
