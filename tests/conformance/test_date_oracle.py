"""Date patterns and values judged by the Rust core itself, thousands of them."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from support import require

from contractlab.formats.pact.predicates.dates import date_checker

FIELDS: dict[str, list[str]] = {
    "y": ["2020", "20", "1", "0", "32767", "32768", "2019", "1900"], "u": ["2020", "5"], "Y": ["2020"],
    "M": ["1", "01", "12", "13", "2", "02", "Jan", "january", "Feb", "FEBRUARY"], "L": ["2", "11", "Jan"],
    "d": ["1", "01", "28", "29", "30", "31", "32", "0"], "D": ["1", "356", "357", "366", "0", "060"],
    "H": ["0", "00", "23", "24", "5"], "k": ["24", "0", "1"], "h": ["12", "0", "13"], "K": ["0", "11", "12"],
    "m": ["0", "59", "60"], "s": ["0", "59", "60", "61"], "S": ["1", "12", "123456789", "1234567890"],
    "n": ["1", "123456789"], "N": ["5"], "A": ["86399999"],
    "a": ["am", "PM", "a.m.", "x"], "G": ["AD", "bc", "CE", "A"], "E": ["Mon", "monday", "Mo", "1"],
    "e": ["1", "7", "8", "Mon"], "c": ["1", "7", "0"], "w": ["1", "53", "56", "57"], "W": ["1", "5", "6"],
    "F": ["0", "4", "5"], "Q": ["1", "4", "5", "Q1", "1st quarter"], "q": ["2", "Q4", "4th quarter"],
    "z": ["CET", "UTC", "GMT", "Z", "EST", "PST", "cet", "+01:00", "CEST", "XYZ"],
    "Z": ["+0000", "+01:00", "-1130", "+1200", "Z", "GMT+01:00", "UTC", "GMT", "+100", "+-11"],
    "X": ["Z", "+01", "+0130", "+01:30", "-12", "+11:59:30", "+115930", "z", "+-11"],
    "x": ["+01", "+0130", "+01:30", "Z"], "O": ["GMT+1", "GMT+01:30", "UTC-3", "GMT"],
    "V": ["Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC", "Etc/UTC", "Europe/Kyiv", "GMT"],
    "B": ["in the morning"], "p": ["1"], "g": ["1"], "b": ["x"],
}  # fmt: skip
SEPARATORS = ["-", "/", ":", ".", " ", "", "", "'T'", "''", "T", ",", "'o''clock'", "1", "[", "é", "_"]
WRITTEN = {"'T'": "T", "''": "'", "'o''clock'": "o'clock"}
KNOWN = [
    ("yyyy-MM-dd", ["y-M-d"]), ("yyyy-MM-dd'T'HH:mm:ss", ["y-M-dTH:m:s"]),
    ("yyyy-MM-dd'T'HH:mm:ssXXX", ["y-M-dTH:m:sX"]),
    ("yyyy-MM-dd'T'HH:mm:ss.SSSX", ["y-M-dTH:m:s.SX"]), ("dd.MM.yyyy", ["d.M.y"]), ("EEE, dd MMM yyyy HH:mm:ss z",
    ["E, d M y H:m:s z"]), ("HH:mm:ss", ["H:m:s"]), ("yyyyMMdd", ["yMd"]), ("yyyy-DDD", ["y-D"]),
    ("hh:mm a", ["h:m a"]),
]  # fmt: skip


def value_of(letter: str) -> st.SearchStrategy[str]:
    return st.sampled_from(FIELDS[letter])


@st.composite
def generated(draw: st.DrawFn) -> tuple[str, str]:
    """A pattern of any letters, and a text that comes close."""
    pattern, text = "", ""
    for _ in range(draw(st.integers(1, 5))):
        letter = draw(st.sampled_from(sorted(FIELDS)))
        run = draw(st.sampled_from([1, 2, 2, 3, 4, 5, 6]))
        separator = draw(st.sampled_from(SEPARATORS))
        pattern += letter * run + separator
        text += draw(value_of(letter)) + WRITTEN.get(separator, separator)
    return pattern, text


@st.composite
def known_dates(draw: st.DrawFn) -> tuple[str, str]:
    """A pattern that people use, and a text that comes close."""
    pattern, (shape,) = draw(st.sampled_from(KNOWN))
    text = "".join(draw(value_of(letter)) if letter in FIELDS else letter for letter in shape)
    if draw(st.integers(0, 5)) == 0:
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from([" ", "0", "-", "+", "\n", "٣", "Z", "x"])) + text[at:]
    return pattern, text


@settings(
    max_examples=int(os.environ.get("CONTRACTLAB_DATE_EXAMPLES", "1500")),
    deadline=None,
    derandomize="CONTRACTLAB_DATE_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
    database=None,
)
@given(st.one_of(generated(), known_dates()))
def test_the_core_and_this_engine_agree_on_dates(case: tuple[str, str]) -> None:
    core = require("pact_ffi")
    pattern, text = case
    theirs = core.lib.pactffi_validate_datetime(text.encode(), pattern.encode())
    ours = date_checker(pattern)(text)
    note(f"core {theirs}, ours {ours}")
    assert theirs in (0, 1)
    assert ours is (theirs == 0)
