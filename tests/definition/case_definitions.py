"""Definitions of ContractCase contracts of every kind, for laws."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from contractlab import match
from contractlab.definition import Definition, ExampleBeingDefined, define

__all__ = ["case_definitions", "values"]

WORDS = st.text(st.sampled_from("abc xyzäß€\"'\\{}/1"), min_size=1, max_size=6)
SAFE = st.text(st.sampled_from("abcxyz019"), min_size=1, max_size=5)
SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | WORDS | st.sampled_from([1.5, -0.25])


def _leaf_matchers() -> st.SearchStrategy[Any]:
    return st.one_of(
        WORDS.map(match.any_string),
        st.just(match.any_string()),
        st.integers(-5, 5).map(match.integer),
        st.just(match.integer()),
        st.sampled_from([2, 2.5]).map(match.number),
        st.booleans().map(match.boolean),
        st.just(match.null()),
        st.builds(lambda before, text: match.string_prefix(before + text, before), SAFE, WORDS),
        st.builds(lambda text, after: match.string_suffix(text + after, after), WORDS, SAFE),
        st.builds(lambda before, text, after: match.concat(before, match.any_string(text), after), SAFE, WORDS, SAFE),
        st.builds(lambda text: match.includes(f"a{text}b", text), WORDS),
        WORDS.map(match.base64),
        SAFE.map(match.url_encoded),
        st.just(match.state_variable("id")),
        st.builds(
            lambda before, text: match.with_example(f"{before}{text}", match.string_prefix(prefix=before)), SAFE, SAFE
        ),
    )


def _around(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    objects = st.dictionaries(SAFE, inner, max_size=3)
    return st.one_of(
        objects,
        st.lists(inner, max_size=3),
        inner.map(match.like),
        inner.map(match.exactly_like),
        inner.map(match.each_like),
        inner.map(match.each_entry),
        inner.map(match.json_stringified),
        st.lists(inner, min_size=1, max_size=2).map(match.array_containing),
        st.lists(inner, min_size=1, max_size=2).map(match.array_starting_with),
        inner.map(lambda value: match.all_of(match.array_length(min=1, max=4), match.each_entry(value))),
        st.lists(inner, max_size=3).map(lambda items: match.array_length(items, max=5)),
        st.builds(
            lambda key, number: match.each_value_matches({key: number}, rules=match.integer()), SAFE, st.integers(0, 9)
        ),
    )


def values() -> st.SearchStrategy[Any]:
    """Values with matchers at any depth."""
    return st.recursive(SCALARS | _leaf_matchers(), _around, max_leaves=6)


@st.composite
def case_definitions(draw: st.DrawFn, *, ways: tuple[str, ...] = ("client", "server", "caller", "implementer")) -> Any:
    """A definition with some examples, each with a name of its own, so that none is described as another."""
    made = define(draw(SAFE), draw(SAFE), format="contractcase")
    for number in range(draw(st.integers(1, 3))):
        _example(draw, made, number, draw(st.sampled_from(ways)))
    return made


def _example(draw: st.DrawFn, made: Definition, number: int, way: str) -> ExampleBeingDefined:
    begin = made.receives if way in ("server", "implementer") else made.example
    chain = begin(f"question {number} {draw(SAFE)}").given("one is there", id=draw(WORDS | st.integers(0, 99)))
    if draw(st.booleans()):
        chain.given(draw(WORDS))
    if way in ("caller", "implementer"):
        chain.with_call(draw(SAFE), *draw(st.lists(values(), max_size=3)))
        if draw(st.booleans()):
            return chain.will_throw(draw(SAFE), draw(st.none() | WORDS))
        return chain.will_return(draw(values()), name=f"answer {number}" if draw(st.booleans()) else None)
    method = draw(st.sampled_from(["GET", "HEAD", "POST", "PUT"]))
    chain.with_request(method, f"/{number}/{draw(SAFE)}")
    for step in draw(st.permutations(["query", "headers", "body"])):
        if not draw(st.booleans()):
            continue
        if step == "query":
            chain.with_query_parameters(
                draw(st.dictionaries(SAFE, SAFE | WORDS.map(match.any_string), min_size=1, max_size=2))
            )
        elif step == "headers":
            chain.with_header(f"X-{draw(SAFE)}", draw(SAFE))
        elif method not in ("GET", "HEAD"):
            chain.with_body(draw(st.dictionaries(SAFE, values(), min_size=1, max_size=3)))
    chain.will_respond_with(
        draw(st.integers(200, 299) | st.sampled_from([204, 304]) | st.just(match.status_code("4XX"))),
        name=f"answer {number}",
    )
    return chain.with_body(draw(values())) if draw(st.booleans()) else chain
