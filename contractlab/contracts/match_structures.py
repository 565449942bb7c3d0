"""Words of the vocabulary about structure and names, most of which only ContractCase can say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contractlab.contracts.generator import Generator
from contractlab.contracts.matcher import Matcher, length_bounds, listed, needs_text
from contractlab.errors import InvalidEdit
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING
from contractlab.values.text import quote

__all__ = [
    "array_length",
    "array_starting_with",
    "base64",
    "basic_auth",
    "concat",
    "each_entry",
    "json_stringified",
    "named",
    "reference",
    "rule",
    "state_variable",
    "url_encoded",
    "with_example",
]


def url_encoded(value: Value) -> Matcher:
    """A text that is another, percent-encoded."""
    return Matcher("url_encoded", value)


def base64(value: Value) -> Matcher:
    """A text that is another in base64."""
    return Matcher("base64", value)


def json_stringified(value: Value) -> Matcher:
    """A text that is a JSON value."""
    return Matcher("json_stringified", value)


def basic_auth(username: Any, password: Any) -> Matcher:
    """The credentials of HTTP basic authentication, without the word ``Basic`` that stands before them in a header.

    Parameters
    ----------
    username, password : str or Matcher
    """
    return Matcher("basic_auth", MISSING, {"username": username, "password": password})


def state_variable(name: str) -> Matcher:
    """The value of a variable that a state definition brings."""
    needs_text(name, "name of a state variable", 'match.state_variable("userId")')
    return Matcher("state_variable", MISSING, {"name": name})


def array_length(value: Value = MISSING, *, min: int = 0, max: int | None = None) -> Matcher:
    """An array of a length, whatever its items are.

    Parameters
    ----------
    value : list, optional
    min, max : int
    """
    bounds = {"min": 0, **length_bounds(min, max)}
    least = bounds["min"]
    most = float("inf") if max is None else max
    if value is not MISSING and not (isinstance(value, list | tuple) and least <= len(value) <= most):
        raise InvalidEdit(f"{quote(value, 60)} is not an array of this length; give a value that is")
    return Matcher("array_length", value, bounds)


def array_starting_with(items: Sequence[Any]) -> Matcher:
    """An array that begins with these items and may have more."""
    return Matcher("array_starting_with", listed(items, "items"))


def each_entry(value: Value, *, example: Sequence[Any] | None = None) -> Matcher:
    """An array whose entries all satisfy `value`, and that has one at least.

    Unlike `each_like` it does not say how plain values in it are compared: as around it, in ContractCase exactly.

    Parameters
    ----------
    value : JSON value or Matcher
    example : sequence, optional
        The whole array; without it, one entry.
    """
    return Matcher("each_entry", value, {} if example is None else {"example": listed(list(example), "entries")})


def with_example(value: Value, matcher: Matcher) -> Matcher:
    """A matcher with another example than the one that it makes of its parts.

    Parameters
    ----------
    value : JSON value
        The example.
    matcher : Matcher
    """
    if not isinstance(matcher, Matcher):
        raise InvalidEdit(f"{quote(matcher, 60)} is not a matcher; write with_example(value, match.string_prefix(…))")
    return Matcher("with_example", value, {"matcher": matcher})


def named(value: Value, name: str) -> Matcher:
    """A matcher with a name, under which it can be referred to.

    Parameters
    ----------
    value : JSON value or Matcher
    name : str
    """
    needs_text(name, "name of a matcher", 'match.named(value, "a user")')
    return Matcher("named", value, {"name": name})


def reference(name: str) -> Matcher:
    """What the matcher of this name says, which stands elsewhere in the contract."""
    needs_text(name, "name of a matcher", 'match.reference("a user")')
    return Matcher("reference", MISSING, {"name": name})


def concat(*pieces: Any) -> Matcher:
    """A text of fixed and varying pieces: ``match.concat("/customers/", match.state_variable("id"))``.

    Parameters
    ----------
    *pieces : str or Matcher
        Matchers of texts, numbers and state variables.

    Raises
    ------
    InvalidEdit
        If there is none, or one is neither.
    """
    for piece in listed(list(pieces), "pieces of a text"):
        if not isinstance(piece, str | Matcher):
            raise InvalidEdit(f"{quote(piece, 60)} is not a piece of a text; give texts and matchers")
    return Matcher("concat", MISSING, {"pieces": list(pieces)})


def rule(name: str, value: Value = MISSING, *, generator: Generator | None = None, **args: Any) -> Matcher:
    """A rule by the name that a Pact file has for it: ``match.rule("type", [1], min=1)``.

    Parameters
    ----------
    name : str
    value : JSON value, optional
        The example.
    generator : Generator, optional
    **args
        What else stands in the rule.
    """
    needs_text(name, "name of a rule", 'match.rule("type", 1)')
    return Matcher("rule", value, {"name": name, "args": args}, generator=generator)
