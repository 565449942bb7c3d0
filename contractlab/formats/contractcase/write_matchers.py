"""The vocabulary of matchers as ContractCase writes them: inside the example, not beside it.

Source: the forms that ContractCase 0.30.1's own packages write. It has no patterns, dates or alternatives on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contractlab.contracts.matcher import Matcher
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.matchers import MATCHERS
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING

__all__ = ["say_case"]

_NEAREST = {
    "regex": "match.string_prefix, match.string_suffix, match.includes or match.any_string",
    "decimal": "match.any_number",
    "date": "match.any_string",
    "time": "match.any_string",
    "datetime": "match.any_string",
    "semver": "match.any_string",
    "uuid": "match.any_string",
    "content_type": "match.any_string",
    "concat": "match.string_prefix or match.string_suffix, with a matcher inside",
    "not_empty": "match.array_length(min=1) for an array",
    "any_of": "one of the alternatives: ContractCase leaves optional values out on purpose, and asks for two examples",
}
"""Words of `match` that no matcher of ContractCase says, each with the nearest."""


def say_case(value: Value, kept: Any = MISSING) -> Any:
    """Turn a value with matchers in it into what a ContractCase file has.

    Parameters
    ----------
    value : JSON value, or Matcher
        May hold matchers at any depth, and matchers as JSON, which stay as they are.
    kept : JSON value, optional
        The example that stands there now, for a matcher without one.

    Returns
    -------
    JSON value

    Raises
    ------
    InvalidEdit
        If ContractCase cannot say a matcher (it names the nearest that can), or one has no example.
    """
    if isinstance(value, Matcher):
        if value.generator is not None:
            raise InvalidEdit(f"ContractCase has no generators, so {value.generator!r} cannot be said; leave it out")
        spec = MATCHERS.by_word.get(value.name)
        if spec is None:
            nearest = _NEAREST.get(value.name, "match.like")
            raise InvalidEdit(f"ContractCase cannot say match.{value.name}; the nearest here is {nearest}")
        write = spec.words[value.name]
        if value.example is not MISSING:
            return write(value, value.example, say_case)
        item = value.name == "each_like"  # its example is one item of what stands there
        standing = (kept[0] if isinstance(kept, list) and kept else MISSING) if item else kept
        return write(value, standing, say_case)
    if isinstance(value, Mapping):
        return {str(key): say_case(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [say_case(item) for item in value]
    return value
