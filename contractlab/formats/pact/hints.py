"""What a reader should know of a difference that Pact's rules found, worked out where its sentence is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contractlab.formats.pact.matchers import MATCHERS
from contractlab.redaction import REDACTED
from contractlab.values.json_types import JSON
from contractlab.values.sentences import code
from contractlab.values.wording import Hint

__all__ = ["hint_of"]


def hint_of(mismatch: Any) -> Hint | None:
    """Why the rule refused the value; None where nothing is to be told, and of values that are hidden.

    Parameters
    ----------
    mismatch : Mismatch
    """
    if mismatch.code == "missing-key" and "star" in mismatch.facts:
        return _keys_are_bound(mismatch.facts["star"])
    actual = mismatch.actual
    if not isinstance(actual, str) or REDACTED in actual or mismatch.rule is None:
        return None
    for name, args in _refusing(mismatch):
        spec = MATCHERS.by_name.get(name)
        hint = None if spec is None else spec.hint(args, actual)
        if hint is not None:
            return hint
    return None


def _keys_are_bound(path: str) -> Hint:
    """A star in a path is taken for a word that frees keys."""
    above = code(str(path).removesuffix(".*"))
    return Hint(
        (
            ("text", "The rule "), code(path), ("text", " judges values; nothing frees the keys. The matcher "),
            code("values"), ("text", " at "), above, ("text", " frees them, from Pact V3 on."),
        )
    )  # fmt: skip


def _refusing(mismatch: Any) -> Iterator[tuple[str, Mapping[str, JSON]]]:
    """The rule that refused the value, or the ones inside and beside it that did."""
    facts = mismatch.facts
    if "key_rule" in facts:
        yield facts["key_rule"], facts["key_args"]
        return
    yield mismatch.rule.name, mismatch.rule.args
    yield from facts.get("alternatives", ())
