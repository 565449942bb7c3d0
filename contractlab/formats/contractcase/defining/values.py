"""Values as definitions have them: in the forms of ContractCase's packages for JavaScript, with examples for all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contractlab.contracts.matcher import Matcher
from contractlab.formats.contractcase.matchers import MATCHERS
from contractlab.formats.contractcase.word_writers import WriteInner, WriteWord, integer
from contractlab.formats.contractcase.write_matchers import writer_of
from contractlab.values.markers import MISSING

__all__ = ["say_defined"]

_KIND_EXAMPLES: dict[str, Callable[[Matcher], Any]] = {
    "any_string": lambda word: "someString",
    "any_number": lambda word: 1.1,
    "number": lambda word: 1.1,
    "integer": lambda word: 1,
    "boolean": lambda word: True,
    "includes": lambda word: word.args["includes"],
}
"""What stands for a value where a definition gives none: never null, and the same each time."""


def _with_kind_example(name: str, write: WriteWord) -> WriteWord:
    """A writer of a word that takes an example of its kind where there is none."""
    make = _KIND_EXAMPLES[name]

    def written(word: Matcher, example: Any, inner: WriteInner) -> Any:
        return write(word, make(word) if example is MISSING else example, inner)

    return written


_OWN: dict[str, WriteWord] = {
    name: _with_kind_example(name, integer if name == "integer" else MATCHERS.by_word[name].words[name])
    for name in _KIND_EXAMPLES
}

say_defined = writer_of(_OWN)
"""From a value with matchers in it to what a ContractCase file has; see `writer_of`."""
