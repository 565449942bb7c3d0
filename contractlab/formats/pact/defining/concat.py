"""State variables, and texts of fixed and varying pieces, as matchers that Pact has."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from contractlab.contracts import generate_words as generate
from contractlab.contracts.generator import Generator
from contractlab.contracts.match_words import UUID, UUID_PATTERNS
from contractlab.contracts.matcher import Matcher
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.defining.kind_examples import kind_example
from contractlab.formats.pact.word_rules import escaped
from contractlab.values.json_text import json_text
from contractlab.values.json_types import JSON
from contractlab.values.text import quote

__all__ = ["joined", "text_of"]

_DATA_TYPES = {bool: "BOOLEAN", int: "INTEGER", float: "DECIMAL"}

_PATTERNS: dict[str, Callable[[Matcher], str]] = {
    "any_string": lambda matcher: ".+",
    "like": lambda matcher: ".+",
    "not_empty": lambda matcher: ".+",
    "state_variable": lambda matcher: ".+",
    "any_number": lambda matcher: r"-?\d+(\.\d+)?",
    "number": lambda matcher: r"-?\d+(\.\d+)?",
    "integer": lambda matcher: r"-?\d+",
    "decimal": lambda matcher: r"-?\d+\.\d+",
    "boolean": lambda matcher: "(true|false)",
    "regex": lambda matcher: f"(?:{_unanchored(str(matcher.args['regex']))})",
    "uuid": lambda matcher: _unanchored(UUID_PATTERNS.get(str(matcher.args.get("format")), UUID)),
    "includes": lambda matcher: f".*{escaped(str(matcher.args['includes']))}.*",
    "string_prefix": lambda matcher: f"{escaped(str(matcher.args['prefix']))}.*",
    "string_suffix": lambda matcher: f".*{escaped(str(matcher.args['suffix']))}",
}


def _unanchored(pattern: str) -> str:
    if pattern.endswith("$") and not pattern.endswith(r"\$"):
        pattern = pattern[:-1]
    return pattern.removeprefix("^")


def text_of(value: Any) -> str:
    """A value where a text stands, as the reference writes it: ``true``, ``null``, ``12``."""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value if isinstance(value, str) else json_text(value)


def joined(matcher: Matcher, params: Mapping[str, JSON]) -> Matcher:
    """A matcher that Pact has, for a state variable or for several pieces; any other as it is.

    Raises
    ------
    InvalidEdit
        If no state brings a variable, or a piece has no pattern.
    """
    if matcher.name == "state_variable":
        name, value = _variable(matcher, params)
        expression = generate.provider_state(f"${{{name}}}", data_type=_DATA_TYPES.get(type(value)))
        return Matcher("like", value, generator=expression)
    if matcher.name != "concat":
        return matcher
    pieces = matcher.args["pieces"]
    assert isinstance(pieces, list)  # as `match.concat` makes it
    pattern, example, expression_text, varies = "", "", "", False
    for piece in pieces:
        if not isinstance(piece, Matcher):
            pattern, example, expression_text = pattern + escaped(piece), example + piece, expression_text + piece
            continue
        make = _PATTERNS.get(piece.name)
        if make is None:
            raise InvalidEdit(f"{quote(piece, 60)} is not a piece of a text in Pact; give match.regex, or match.str")
        pattern += make(piece)
        if piece.name == "state_variable":
            name, value = _variable(piece, params)
            example, expression_text, varies = example + text_of(value), expression_text + f"${{{name}}}", True
        else:
            shown = text_of(kind_example(piece))
            example, expression_text = example + shown, expression_text + shown
    generator: Generator | None = generate.provider_state(expression_text) if varies else None
    return Matcher("regex", example, {"regex": pattern}, generator=generator)


def _variable(matcher: Matcher, params: Mapping[str, JSON]) -> tuple[str, JSON]:
    name = str(matcher.args["name"])
    if name not in params:
        raise InvalidEdit(
            f"no state brings {name}, which match.state_variable asks for; give it an example in the state: "
            f'.given("…", {name}="…")'
        )
    return name, params[name]
