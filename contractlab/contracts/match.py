"""The vocabulary of matchers: what people write, whatever the format of the contract.

>>> from contractlab import match
>>> match.each_like({"id": match.integer(1), "name": match.like("Ada")}, min=1)

Names are those of pact-python where it has one, its short ones too (``match.int``, ``match.str`` …). A matcher without
a value keeps the example that the contract has, or gets one of its kind where an example is defined. Each refuses an
example that it would not accept itself; which formats and versions can say it is told where it is written.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from contractlab.contracts.generator import Generator
from contractlab.contracts.match_structures import (
    array_length,
    array_starting_with,
    base64,
    basic_auth,
    concat,
    each_entry,
    json_stringified,
    named,
    reference,
    rule,
    state_variable,
    url_encoded,
    with_example,
)
from contractlab.contracts.match_words import (
    STATUS_CLASSES,
    UUID,
    UUID_PATTERNS,
    all_of,
    any_number,
    any_of,
    any_string,
    array_containing,
    boolean,
    content_type,
    date,
    datetime,
    decimal,
    each_key_matches,
    each_like,
    each_value_matches,
    equality,
    exactly_like,
    includes,
    integer,
    like,
    made_word,
    not_empty,
    null,
    nullable,
    number,
    regex,
    semver,
    shaped_like,
    status_code,
    string_prefix,
    string_suffix,
    time,
    uuid,
)
from contractlab.contracts.matcher import Matcher, example_of
from contractlab.contracts.registry import vocabularies
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING

__all__ = [
    "STATUS_CLASSES",
    "UUID",
    "UUID_PATTERNS",
    "Generator",
    "Matcher",
    "all_of",
    "any_number",
    "any_of",
    "any_string",
    "array_containing",
    "array_length",
    "array_starting_with",
    "base64",
    "basic_auth",
    "bool",
    "boolean",
    "concat",
    "content_type",
    "date",
    "datetime",
    "decimal",
    "each_entry",
    "each_key_matches",
    "each_like",
    "each_value_matches",
    "equality",
    "exactly_like",
    "example_of",
    "float",
    "includes",
    "int",
    "integer",
    "json_stringified",
    "like",
    "named",
    "none",
    "not_empty",
    "null",
    "nullable",
    "number",
    "reference",
    "regex",
    "rule",
    "semver",
    "shaped_like",
    "state_variable",
    "status_code",
    "str",
    "string",
    "string_prefix",
    "string_suffix",
    "time",
    "timestamp",
    "type",
    "url_encoded",
    "uuid",
    "with_example",
]

bool = boolean
float = decimal
int = integer
none = null
str = any_string
string = any_string
timestamp = datetime
type = like


if not TYPE_CHECKING:  # a checker is to find words that nobody knows

    def __getattr__(name: builtins.str) -> Callable[..., Matcher]:
        """A word that a format has beyond these: ``match.even(2)``, after somebody added its matcher."""
        if name.startswith("_") or not any(vocabulary.says(name) for vocabulary in vocabularies()):
            raise AttributeError(f"match has no word {name!r}")

        def word(value: Value = MISSING, *, generator: Generator | None = None, **args: Any) -> Matcher:
            return made_word(name, value, args, generator)

        word.__name__ = name
        return word
