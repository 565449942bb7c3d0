"""Formats of texts that suggestions name are those that the reference's own date matchers take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contractlab.editing.text_formats import common_format
from contractlab.formats.pact.predicates.dates import date_checker

_two = st.one_of(st.integers(0, 99), st.sampled_from([0, 1, 11, 12, 23, 24, 28, 29, 30, 31, 59, 60, 61])).map(
    "{:02}".format
)
_year = st.one_of(st.integers(0, 9999), st.sampled_from([0, 1900, 2000, 2023, 2024])).map("{:04}".format)
_day = st.builds("{}-{}-{}".format, _year, _two, _two)
_clock = st.builds("{}:{}:{}".format, _two, _two, _two)
_zone = st.one_of(st.just("Z"), st.builds("{}{}:{}".format, st.sampled_from("+-"), _two, _two))
_millis = st.integers(0, 999).map(".{:03}".format)

FORMATS = {
    "yyyy-MM-dd": _day,
    "HH:mm:ss": _clock,
    "yyyy-MM-dd'T'HH:mm:ssXXX": st.builds("{}T{}{}".format, _day, _clock, _zone),
    "yyyy-MM-dd'T'HH:mm:ss.SSSXXX": st.builds("{}T{}{}{}".format, _day, _clock, _millis, _zone),
    "yyyy-MM-dd'T'HH:mm:ss": st.builds("{}T{}".format, _day, _clock),
}


@pytest.mark.parametrize("written", FORMATS)
@given(data=st.data())
def test_a_text_has_the_format_if_the_reference_reads_it(written: str, data: st.DataObject) -> None:
    text = data.draw(FORMATS[written])
    format_ = common_format([text])
    taken = format_ is not None and format_.matcher.args.get("format") == written
    assert taken is date_checker(written)(text)


def test_the_first_format_that_all_have_is_named() -> None:
    assert common_format(["2020-02-29", "2020-03-01"]).noun == "a date"  # type: ignore[union-attr]
    assert common_format(["12", "345"]).noun == "text of digits"  # type: ignore[union-attr]
    assert common_format(["12", "x"]) is None
    assert common_format([]) is None
