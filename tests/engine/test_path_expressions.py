"""Path expressions: what can be written, what it weighs, what it stands for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contractlab.engine.paths import InvalidPath, as_index, parse_path, score


def written(text: str) -> list[str]:
    return [token.text if token.kind == "field" else f"<{token.text}>" for token in parse_path(text)]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("", []),
        ("$", ["<$>"]),
        ("$.a", ["<$>", "a"]),
        ("$.a.b", ["<$>", "a", "b"]),
        ("$.a-b_c:d#e@f", ["<$>", "a-b_c:d#e@f"]),
        ("$.é漢", ["<$>", "é漢"]),
        ("$.#text", ["<$>", "#text"]),
        ("$['@attr']", ["<$>", "@attr"]),
        ("$['any text, even . [ ] \"']", ["<$>", 'any text, even . [ ] "']),
        ("$['a']['b'].c", ["<$>", "a", "b", "c"]),
        ("$.*", ["<$>", "<*>"]),
        ("$[*]", ["<$>", "<[*]>"]),
        ("$[0][12]", ["<$>", "<0>", "<12>"]),
        ("$[007]", ["<$>", "<7>"]),
        ("$.a[*].b.*", ["<$>", "a", "<[*]>", "b", "<*>"]),
        ("$.1", ["<$>", "1"]),
        ("k", ["<$>", "k"]),
        ("1", ["<$>", "1"]),
        ("a.b[0]", ["<$>", "a", "b", "<0>"]),
        ("$['back\\slash']", ["<$>", "back\\slash"]),
        ("$.*.*[*]", ["<$>", "<*>", "<*>", "<[*]>"]),
        ("$.**", None),
    ],
)
def test_an_expression_is_read_step_by_step(text: str, steps: list[str] | None) -> None:
    if steps is None:
        with pytest.raises(InvalidPath):
            parse_path(text)
    else:
        assert written(text) == steps


@pytest.mark.parametrize(
    ("text", "character"),
    [
        ("$.", 3),
        ("$..a", 3),
        ("$.a b", 4),
        ("$.a$", 4),
        ("$a", 2),
        ("$[", 3),
        ("$[]", 3),
        ("$[a]", 3),
        ("$[-1]", 3),
        ("$[*", 4),
        ("$[0", 4),
        ("$['a", 3),
        ("$['']", 3),
        ("$['a'", 6),
        ('$["a"]', 3),
        ("$['it's']", 7),
        (".a", 1),
        ("[0]", 1),
        ("*", 1),
        (" $.a", 1),
        ("$.a/b", 4),
        ("$[18446744073709551616]", 23),
        ("$[99999999999999999999999]", 26),
    ],
)
def test_an_expression_that_cannot_be_read_says_where(text: str, character: int) -> None:
    with pytest.raises(InvalidPath) as raised:
        parse_path(text)
    assert f'"{text}"' in str(raised.value)
    assert str(raised.value).endswith(f"at character {character}")


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        tokens = parse_path(text)
    except InvalidPath:
        return
    assert (tokens == ()) is (text == "")


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("$", 2),
        ("$.a", 8),
        ("$.*", 4),
        ("$[*]", 4),
        ("$[0]", 8),
        ("$.a.b", 24),
        ("$.*.b", 12),
        ("$.a[*]", 12),
        ("$.*.*", 6),
        ("$.*.*.*", 8),
        ("$.a.*.b", 32),
    ],
)
def test_a_path_weighs_two_to_the_power_of_its_solid_steps_times_its_length(text: str, weight: int) -> None:
    assert score(parse_path(text)) == weight


@pytest.mark.parametrize(
    ("key", "index"),
    [
        ("0", "0"),
        ("1", "1"),
        ("01", "1"),
        ("000", "0"),
        ("+1", "1"),
        ("+01", "1"),
        ("18446744073709551615", "18446744073709551615"),
        ("0" * 5000 + "7", "7"),
        ("18446744073709551616", None),
        ("9" * 5000, None),
        ("-1", None),
        ("+", None),
        ("++1", None),
        ("", None),
        ("1.0", None),
        ("1a", None),
        (" 1", None),
        ("1_0", None),
        ("²", None),
        ("١", None),
    ],
)
def test_a_key_of_digits_is_an_index_as_the_core_reads_it(key: str, index: str | None) -> None:
    assert as_index(key) == index
