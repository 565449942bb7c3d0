"""Why a pattern or a date format refused a text, as a reader is told: in part, but for case, at which letter."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_contracts import judge, matchers, one_request, one_response

import contractlab as cl
from contractlab.formats.pact.predicates.dates import date_checker, date_trouble
from contractlab.formats.pact.predicates.pattern_hints import Nearly, pattern_hint
from contractlab.values.mismatch import Mismatch

INSTANT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3,}([+-]\d{2}:\d{2}|Z)$"
WHOLE = "the whole value must match."
HOURS = "The Rust core reads offsets of at most 11 hours."
WORDS = "The Rust core reads two words of letters and digits."


def refused(pattern: str, text: str) -> str:
    """What the sentence of a refused text says after the text itself."""
    (mismatch,) = judge({"a": "x"}, {"$.a": {"match": "regex", "regex": pattern}}, {"a": text}).mismatches
    return mismatch.message.partition(", got ")[2].partition(". ")[2]


@pytest.mark.parametrize(
    ("pattern", "text", "hint"),
    [
        ("application/json", "application/json; charset=utf-8",
         f'The pattern matches only the beginning, "application/json"; {WHOLE}'),
        (r"^image\/png", "image/png;q=1", f'The pattern matches only the beginning, "image/png"; {WHOLE}'),
        (r"\d+", "order 12", f'The pattern matches only the end, "12"; {WHOLE}'),
        (r"\d+", "order 12!", f'The pattern matches only a part, "12"; {WHOLE}'),
        ("[a-z]+", "Red", "The pattern matches only if case is ignored."),
        ("PENDING|DONE", "done", "The pattern matches only if case is ignored."),
        ("[a-z]+", "red\n", "The pattern matches but for the newline at its end."),
        ("[a-z]+", "red\r\n", "The pattern matches but for the newline at its end."),
        ("[a-z]+", " red", "The pattern matches but for the space at its beginning."),
        ("[a-z]+", " red\t", "The pattern matches but for the space at its beginning and the tab at its end."),
        ("[a-z]+", "\ufeffred", "The pattern matches but for the byte order mark at its beginning."),
        ("[a-z]+", '"red"', "The pattern matches but for the quotes around the value."),
        ("/^[a-z]+$/", "red", "The slashes are part of the pattern."),
        ("/[a-z]+/i", "RED", "The slashes are part of the pattern."),
        (r"\\d{2}", "42", "The backslashes of the pattern are doubled; with single ones it matches."),
        (r"^CU-\d{6}$", "xCU-123456", 'Without its anchors the pattern matches only the end, "CU-123456".'),
        (r"^CU-\d{6}$", "CU-1234567", 'Without its anchors the pattern matches only the beginning, "CU-123456".'),
        (r"\ACU-\d{6}\z", "CU-123456x, CU-1",
         'Without its anchors the pattern matches only the beginning, "CU-123456".'),
        (INSTANT, "2020-04-08T13:27:34.579+0000", 'The pattern stops matching at character 27: "00".'),
        (INSTANT, "2020-12-10T09:01:29.06Z", 'The pattern stops matching at character 23: "Z".'),
        (INSTANT, "2020-12-10T09:01:29.060", "The value ends before the pattern does."),
        (r"\d{6}", "12345", ""),
        (r"\d+", "none", ""),
        ("(?=x)[a-z]+", "ab", ""),
    ],
)  # fmt: skip
def test_how_nearly_a_pattern_matches(pattern: str, text: str, hint: str) -> None:
    assert refused(pattern, text) == hint


PNG = {"match": "regex", "regex": "image/png"}
TOLD = f'The pattern matches only the beginning, "image/png"; {WHOLE}'


@pytest.mark.parametrize(
    ("part", "category", "sent"),
    [
        ({"headers": {"X": "image/png"}}, {"header": {"X": {"matchers": [PNG]}}}, {"headers": {"X": "image/png;q=1"}}),
        ({"query": {"x": ["image/png"]}}, {"query": {"x": {"matchers": [PNG]}}}, {"query": "x=image/png;q%3D1"}),
        ({"path": "image/png"}, {"path": {"matchers": [PNG]}}, {"path": "image/png;q=1"}),
    ],
)
def test_a_part_is_told_wherever_a_pattern_stands(part: Any, category: Any, sent: Any) -> None:
    made = one_request({"method": "GET", "path": "/", **part, "matchingRules": category})
    (mismatch,) = made.check_request(cl.HttpRequest(**{"method": "GET", "path": "/", **sent})).mismatches
    assert mismatch.message.endswith(TOLD)


@pytest.mark.parametrize(
    ("kind", "body", "path", "sent"),
    [
        ("text/plain", "image/png", "$", b"image/png;q=1"),
        ("application/xml", "<a>image/png</a>", "$.a.#text", b"<a>image/png;q=1</a>"),
        ("application/x-www-form-urlencoded", "x=image/png", "$.x", b"x=image/png;q%3D1"),
    ],
)
def test_a_part_is_told_in_every_body(kind: str, body: str, path: str, sent: bytes) -> None:
    rules = {"body": matchers({path: PNG})}
    made = one_response({"headers": {"Content-Type": kind}, "body": body, "matchingRules": rules})
    (mismatch,) = made.check_response(cl.HttpResponse(200, {"Content-Type": kind}, sent)).mismatches
    assert mismatch.message.endswith(TOLD)


def test_several_refused_values_are_told_by_the_first() -> None:
    rules = {"$": {"match": "type"}, "$[*]": {"match": "regex", "regex": "[a-z]+"}}
    result = judge(["a"], rules, ["Red", "Green", "Blue"])
    example = result.example
    capture = cl.Capture(cl.HttpRequest("POST", "/", json=["a"]), cl.HttpResponse(200, json=["Red", "Green", "Blue"]))
    run = cl.verify([example.contract], [capture])
    assert run.causes[0].message == (
        '$[*]: expected text matching [a-z]+, got 3 other values, e.g. "Red". '
        'Of "Red": The pattern matches only if case is ignored.'
    )


def test_the_place_that_answers_stays_in_sight() -> None:
    text = "x" * 300 + "!" + "y" * 300
    (mismatch,) = judge({"a": "x"}, {"$.a": {"match": "regex", "regex": "x+y+"}}, {"a": text}).mismatches
    assert "x!y" in mismatch.message
    assert "(601 characters)" in mismatch.message


def test_a_hidden_value_is_not_looked_into() -> None:
    (mismatch,) = judge({"a": "x"}, {"$.a": {"match": "regex", "regex": "[a-z]+"}}, {"a": "a ‹redacted›"}).mismatches
    assert mismatch.message.endswith('‹redacted›".')


def test_a_pattern_that_takes_long_says_nothing_more() -> None:
    assert pattern_hint("(a|aa)+b", "a" * 5_000) is None


# Parts of patterns, each with the characters that it takes.
PIECES = st.sampled_from(["[a-c]", r"\d", "x+", "-", "(?:ab|cd)", "[0-9]{2}", "y?", r"\."])


@given(st.lists(PIECES, min_size=1, max_size=6).map("".join), st.data())
def test_the_beginning_of_a_match_is_never_called_wrong(pattern: str, data: st.DataObject) -> None:
    whole = data.draw(st.from_regex(pattern, fullmatch=True))
    kept = whole[: data.draw(st.integers(0, len(whole)))]
    hint = pattern_hint(pattern, f"{kept}§")
    if hint is None:
        assert not (re.match(pattern, kept) or [""])[0]
    elif hint.nearly is Nearly.BEGINNING:
        assert re.fullmatch(pattern, kept[: hint.end]) is not None
    elif hint.nearly is Nearly.STOPS:
        assert hint.end == len(kept)


@pytest.mark.parametrize(
    ("form", "text", "hint"),
    [
        ("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2020-04-08T13:27:34.123456Z",
         "At character 21: SSS asks for 1 to 3 digits, got 6: 123456."),
        ("yyyy-MM-dd'T'HH:mm:ss.SSS", "2020-04-08T13:27:34.1234",
         "At character 21: SSS asks for 1 to 3 digits, got 4: 1234."),
        ("yy-MM", "2020-01", "At character 1: yy asks for a year of 1 to 2 digits, got 4: 2020."),
        ("HH:mm:ssXXX", "13:27:34+0000", "At character 9: XXX asks for Z or an offset such as +01:00, got +0000."),
        ("HH:mm:ssX", "13:27:34", "At character 9: X asks for Z or an offset such as +01, got the end."),
        ("HH:mm:ssXXX", "13:27:34+13:00",
         f"At character 9: XXX asks for Z or an offset such as +01:00, got +13:00. {HOURS}"),
        ("HH:mm:ssZ", "13:27:34-1200",
         f"At character 9: Z asks for an offset such as +0100, got -1200. {HOURS}"),
        ("HH:mm:ssZ", "13:27:34Z",
         "At character 9: Z asks for an offset such as +0100, got Z. A Z is read by X, or by a Z in quotes."),
        ("HH:mm:ss", "13:27:34Z", "At character 9: expected the end, got Z."),
        ("hh:mm", "13:00", "At character 1: hh asks for an hour (1 to 12), got 13."),
        ("HH:mm", "10:60", "At character 4: mm asks for minutes (0 to 59), got 60."),
        ("MMM", "Foo", "At character 1: MMM asks for the name of a month such as Jan, got Foo."),
        ("VV", "America/New_York",
         f"At character 1: VV asks for a time zone such as Europe/Paris, got America/New_York. {WORDS}"),
        ("VV", "Europe/Nowhere", "The Rust core does not know the time zone Europe/Nowhere."),
        ("D", "360", "The Rust core counts the days of a year from 1 to 356."),
        ("%Y-%m", "2020-01",
         "At character 1: expected %, got 2. A format with % is Python's or C's; Pact's are Java's, as in yyyy-MM-dd."),
        ("HH:mm.fff", "10:00.123",
         ("The pattern cannot be read: f is not a pattern "
          "letter; a fraction of a second is S.")),
        ("yyyy-MM-ddTHH", "2020-01-01T10",
         "The pattern cannot be read: T is not a pattern letter; text stands in single quotes, as in 'T'."),
    ],
)  # fmt: skip
def test_which_letter_of_a_date_format_stops(form: str, text: str, hint: str) -> None:
    (mismatch,) = judge({"a": "x"}, {"$.a": {"match": "datetime", "format": form}}, {"a": text}).mismatches
    assert mismatch.message == f'$.a: expected a date-time in {form}, got "{text}". {hint}'


LETTERS = st.text("GyYMLDdwWFEecakKhHmsSnANQqxXZOzV", min_size=1, max_size=4)


@given(LETTERS, st.text("0123456789:+-Z ./aGMTUC", max_size=12))
def test_what_is_refused_is_told_and_what_is_accepted_is_not(form: str, text: str) -> None:
    trouble = date_trouble(form, text)
    assert (trouble is None) is date_checker(form)(text)


def test_a_refused_date_in_a_header_is_told() -> None:
    rules = {"header": matchers({"X-Day": {"match": "date", "format": "yyyy-MM-dd"}})}
    made = one_response({"headers": {"X-Day": "2020-01-31"}, "matchingRules": rules})
    (mismatch,) = made.check_response(cl.HttpResponse(200, {"X-Day": "31/01/2020"})).mismatches
    assert mismatch.message.endswith(". At character 3: expected -, got /.")


def test_a_sentence_from_an_earlier_file_keeps_its_own_words() -> None:
    result = judge({"a": "x"}, {"$.a": {"match": "date", "format": "yyyy"}}, {"a": "y"})
    (mismatch,) = result.mismatches
    kept = Mismatch(mismatch.part, mismatch.path, "date", mismatch.rule, "x", "y", (), {"at": "It ends."})
    assert kept.message.endswith("It ends.")
