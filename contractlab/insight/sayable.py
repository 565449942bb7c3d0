"""What a format can say of an expected body: where it cannot, the nearest looser thing, and the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from contractlab.contracts import match
from contractlab.contracts.match import Matcher, example_of
from contractlab.definition import Definition
from contractlab.errors import InvalidEdit
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import EVERY_ITEM, EVERY_KEY, format_path

__all__ = ["Sayable", "format_words"]

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def format_words(definition: Definition) -> str:
    """What a format and its version are called: ``pact 2.0``."""
    return f"{definition.format} {definition.spec_version}".strip()


class Sayable:
    """Puts into a format what values are expected.

    Parameters
    ----------
    definition : Definition
        An empty one, of the format and version.
    """

    def __init__(self, definition: Definition) -> None:
        self.words = format_words(definition)
        self._definition = definition
        self._known: dict[Any, bool] = {}

    def says(self, matcher: Matcher) -> bool:
        """True if the format has a matcher; what it is an example of does not count."""
        key = (matcher.name, tuple(part.name for part in matcher.parts), repr(sorted(matcher.args)))
        if key not in self._known:
            self._known[key] = self._definition.can_say(matcher)
        return self._known[key]

    def body(self, expected: Any, not_dared: dict[str, str]) -> Any:
        """An expected body as the format can say it; MISSING if nothing of it.

        Parameters
        ----------
        expected : JSON value with matchers
        not_dared : dict of str to str
            By path, what the format cannot say; filled.
        """
        return self._value(expected, (), not_dared)

    def _value(self, expected: Any, tokens: tuple[Any, ...], not_dared: dict[str, str]) -> Any:
        if isinstance(expected, Matcher):
            return self._matcher(expected, tokens, not_dared)
        if isinstance(expected, Mapping):
            return self._object(expected, tokens, not_dared)
        return expected

    def _object(self, expected: Mapping[str, Any], tokens: tuple[Any, ...], not_dared: dict[str, str]) -> Any:
        made: dict[str, Any] = {}
        for key, below in expected.items():
            if not self._has_path(key):
                not_dared[format_path((*tokens, key))] = f"{self.words} has no path for this key"
            elif (value := self._value(below, (*tokens, key), not_dared)) is not MISSING:
                made[key] = value
        return made if made or not expected else match.like({})

    def _has_path(self, key: str) -> bool:
        if _PLAIN_KEY.fullmatch(key):
            return True
        asked = ("key", key)
        if asked not in self._known:
            self._known[asked] = self._holds({key: match.like(1)})
        return self._known[asked]

    def _holds(self, body: Any) -> bool:
        """True if the format can hold a body."""
        trial = Definition(*(getattr(self._definition, name) for name in _OWN))
        try:
            trial.example("a body").with_request("GET", "/").will_respond_with(200, body=body)
            _ = trial.contract
        except InvalidEdit:
            return False
        return True

    def _matcher(self, expected: Matcher, tokens: tuple[Any, ...], not_dared: dict[str, str]) -> Any:
        if expected.name == "each_like":
            return self._array(expected, tokens, not_dared)
        values = next((part for part in (expected, *expected.parts) if part.name == "each_value_matches"), None)
        if values is not None:
            return self._map(expected, values, tokens, not_dared)
        if self.says(expected):
            return expected
        path = format_path(tokens)
        if expected.parts:
            not_dared[path] = f"null at times, which {self.words} cannot say"
            return MISSING
        looser = match.like(example_of(expected))
        not_dared[path] = f"only its type is asked for: {self.words} cannot say match.{expected.name}"
        return looser

    def _map(self, expected: Matcher, values: Matcher, tokens: tuple[Any, ...], not_dared: dict[str, str]) -> Any:
        """Values and keys of a map; values alone; that it is an object."""
        path = format_path(tokens)
        (key, item), *_ = values.example.items()
        below = self._value(item, (*tokens, EVERY_KEY), not_dared)
        if below is not MISSING:
            for rules in (values.args["rules"], match.like()):
                if not isinstance(rules, Matcher):
                    continue
                sayable = match.each_value_matches({key: below}, rules=rules)
                keys = [part for part in expected.parts if part.name == "each_key_matches"]
                if keys and self._holds(sayable & keys[0]):
                    return sayable & keys[0]
                if self._holds(sayable):
                    if keys:
                        not_dared[path] = f"what its keys look like, which {self.words} cannot say"
                    return sayable
        not_dared[path] = f"its keys vary, and {self.words} cannot say what its values are"
        return match.like({})

    def _array(self, expected: Matcher, tokens: tuple[Any, ...], not_dared: dict[str, str]) -> Any:
        path = format_path(tokens)
        least = expected.args.get("min")
        if self.says(match.each_like("an item", min=1 if least else 0)):
            item = self._value(expected.example, (*tokens, EVERY_ITEM), not_dared)
            if item is not MISSING:
                return match.each_like(item, min=1) if least else match.each_like(item)
            not_dared[path] = f"{self.words} cannot say what its items have in common"
            return MISSING
        not_dared[path] = f"its items, as it is empty at times, which {self.words} cannot say"
        any_length = match.array_length([example_of(expected.example)], min=0)
        return any_length if self.says(any_length) else MISSING


_OWN = ("consumer", "provider", "format", "spec_version")
