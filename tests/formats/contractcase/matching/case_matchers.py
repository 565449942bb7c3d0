"""Matchers as ContractCase writes them, for tests, and strategies that make any of them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

TYPE = "_case:matcher:type"


def matcher(kind: str, **attributes: Any) -> dict[str, Any]:
    """A matcher of a type; attributes get their prefix."""
    return {TYPE: f"_case:{kind}", **{f"_case:matcher:{name}": value for name, value in attributes.items()}}


def by_type(child: Any) -> dict[str, Any]:
    return {**matcher("CascadingContext", child=child), "_case:context:matchBy": "type"}


texts = st.sampled_from(
    ["", "a", "/users/7", "é☃", 'x"y', "\ud83d", "😀", "__proto__", "10", "null", "[1]", "%41", "%zz", "YQ=="]
)
rules = st.sampled_from(["2XX", 404, ["4xx", 200], [], "9xx"])
numbers = st.sampled_from([0, -0.0, 1, 2, 2.0, 0.5, 1e21, 10**25, 200, 404, float("nan"), float("inf")])
keys = st.sampled_from(["a", "b", "10", "2", "é", "x.y", "__proto__", "toString", "", "<b>"])
scalars = st.none() | st.booleans() | texts | numbers
values = st.recursive(
    scalars, lambda below: st.lists(below, max_size=3) | st.dictionaries(keys, below, max_size=3), max_leaves=6
)


def _wrapped(below: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(below, max_size=3)
    return st.one_of(
        st.dictionaries(keys, below, max_size=3),
        some,
        st.builds(lambda child: matcher("ObjectShape", children=child), st.dictionaries(keys, below, max_size=2)),
        st.builds(lambda child: matcher("ArrayShape", children=child), some),
        st.builds(lambda low, child: matcher("ArrayLength", minLength=low, maxLength=child), st.integers(0, 2),
                  st.just("unlimited") | st.integers(0, 3)),
        st.builds(lambda child: matcher("ArrayEachEntryLike", matcher=child), below),
        st.builds(lambda child: matcher("ArrayContains", matchers=child), some),
        st.builds(lambda child: matcher("ObjectValuesMatch", matcher=child), below),
        st.builds(lambda child: matcher("ObjectKeysMatch", matcher=child), below),
        st.builds(lambda child: matcher("And", children=child), some),
        st.builds(by_type, below),
        st.builds(lambda name, child: matcher("Lookup", uniqueName=name, child=child), st.sampled_from("xy"), below),
        st.builds(lambda name: matcher("Lookup", uniqueName=name), st.sampled_from("xyz")),
        st.builds(lambda name: matcher("ContextVariable", variableName=name), st.sampled_from("vw")),
        st.builds(lambda fixed, child: matcher("StringPrefix", prefix=fixed, suffix=child), texts, below),
        st.builds(lambda fixed, child: matcher("StringSuffix", suffix=fixed, prefix=child), texts, below),
        st.builds(lambda part: matcher("StringContains", contains=part, example=f"-{part}-"), texts),
        st.builds(lambda part: matcher("StringContains", contains=part), texts),
        *(
            st.builds(lambda child, kind=kind: matcher(kind, child=child), below)
            for kind in ("Base64Encoded", "UrlEncodedString", "JsonEncoded")
        ),
        st.builds(lambda name, word: matcher("HttpBasicAuth", username=name, password=word), texts, below),
        st.builds(lambda rule: matcher("HttpStatusCode", rule=rule), rules),
        st.builds(
            lambda status, body: {**matcher("HttpResponseMatcher"), "status": status, "body": body}, below, below
        ),
        st.builds(lambda body: {**matcher("HttpRequestMatcher"), "method": "GET", "path": "/a", "body": body}, below),
        st.builds(lambda child: {**matcher("FunctionArgumentsMatcher"), "arguments": child}, some),
        st.builds(lambda child: {**matcher("FunctionResultMatcher"), "success": child}, below),
        st.builds(lambda child: {**matcher("FunctionResultMatcher"), "errorClassName": child, "message": "m"}, below),
    )  # fmt: skip


leaves = scalars | st.builds(
    lambda kind, example: matcher(kind, example=example),
    st.sampled_from(["MatchNumber", "MatchString", "MatchBoolean", "MatchNull", "Integer", "Unheard"]),
    scalars,
)
matchers = st.recursive(leaves, _wrapped, max_leaves=7)
