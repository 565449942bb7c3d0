"""The vocabulary of matchers as ContractCase writes them: inside the example, not beside it.

Source: the forms that ContractCase 0.30.1's own packages write. It has no patterns, dates or alternatives on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contractlab.contracts.matcher import Matcher
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.matchers import MATCHERS
from contractlab.formats.contractcase.word_writers import WriteInner, WriteWord
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING

__all__ = ["say_case", "writer_of"]

_NEAREST = {
    "regex": "match.string_prefix, match.string_suffix, match.includes or match.any_string",
    "decimal": "match.any_number",
    "date": "match.any_string",
    "time": "match.any_string",
    "datetime": "match.any_string",
    "semver": "match.any_string",
    "uuid": "match.any_string",
    "content_type": "match.any_string",
    "not_empty": "match.array_length(min=1) for an array",
    "any_of": "one of the alternatives: ContractCase leaves optional values out on purpose, and asks for two examples",
}
"""Words of `match` that no matcher of ContractCase says, each with the nearest."""


def writer_of(own: Mapping[str, WriteWord]) -> WriteInner:
    """A function that turns a value with matchers in it into what a ContractCase file has.

    Parameters
    ----------
    own : mapping of str to callable
        Words that are written otherwise than everywhere.

    Returns
    -------
    callable
        From a value that may hold matchers at any depth, and matchers as JSON, which stay as they are; and, for a
        matcher without an example, the example that stands there now. It raises `InvalidEdit` if ContractCase cannot
        say a matcher (and names the nearest that can), or one has no example.
    """

    def say(value: Value, kept: Any = MISSING) -> Any:
        if isinstance(value, Matcher):
            return _said(value, kept, own, say)
        if isinstance(value, Mapping):
            return {str(key): say(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [say(item) for item in value]
        return value

    return say


def _said(value: Matcher, kept: Any, own: Mapping[str, WriteWord], say: WriteInner) -> Any:
    if value.generator is not None:
        raise InvalidEdit(f"ContractCase has no generators, so {value.generator!r} cannot be said; leave it out")
    spec = MATCHERS.by_word.get(value.name)
    if spec is None:
        nearest = _NEAREST.get(value.name, "match.like")
        raise InvalidEdit(f"ContractCase cannot say match.{value.name}; the nearest here is {nearest}")
    write = own.get(value.name) or spec.words[value.name]
    if value.example is not MISSING:
        return write(value, value.example, say)
    item = value.name in ("each_like", "each_entry")  # its example is one item of what stands there
    standing = (kept[0] if isinstance(kept, list) and kept else MISSING) if item else kept
    return write(value, standing, say)


say_case = writer_of({})
"""The usual writer: edits, suggestions and promotion write by it."""
