"""Matchers of text that stands for something else: base64, percent-encoding, JSON, basic credentials.

Source: ContractCase 0.30.1, and for HTTP's its HTTP plugin.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from contractlab.engine.errors import CannotCheck
from contractlab.engine.nodes import Child, Expansion
from contractlab.formats.contractcase.matching.context import (
    CaseError,
    Thrown,
    Where,
    config_error,
    text_of,
)
from contractlab.formats.contractcase.matching.js_text import (
    BadJson,
    BadUri,
    decode_base64,
    decode_uri_component,
    encode_base64,
    encode_uri_component,
    is_strict_base64,
    parse_as_javascript,
    stringify,
)
from contractlab.formats.contractcase.matching.js_values import pretty
from contractlab.formats.contractcase.matching.node import CaseNode, check_together, register
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING
from contractlab.values.reasons import ReasonCode

__all__: list[str] = []


class _Encoded(CaseNode):
    """Text that stands for something else."""

    place = ""
    key = ""
    sentence = ""

    @cached_property
    def inside(self) -> CaseNode:
        """What it must stand for."""
        return self.inner("child")

    def decode(self, actual: Value) -> Any:
        """What the text stands for; MISSING if it stands for nothing.

        Raises
        ------
        Thrown
            Where the core throws.
        """
        raise NotImplementedError

    def complaint(self, actual: Value) -> tuple[str, Any]:
        """The core's words for text that stands for nothing, and what it says it expected."""
        raise NotImplementedError

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        decoded = self.decode(actual)
        if decoded is MISSING:
            message, expected = self.complaint(actual)
            return [self.error(message, actual, place, expected)]
        return check_together([(self.inside, decoded, place.at(self.place))])

    def name(self, place: Where) -> str:
        return f"{self.sentence} '{self.inside.name(place.at(self.place))}'"

    def validate(self, place: Where) -> None:
        self.inside.validate(place.at(self.place))

    def accepts(self) -> Callable[[Value], bool]:
        ok, decode = self.inside.ok, self.decode

        def check(actual: Value) -> bool:
            decoded = decode(actual)
            return decoded is not MISSING and ok(decoded)

        return check

    def expand(self, actual: Value) -> Expansion:
        decoded = self.decode(actual)
        if decoded is MISSING:
            return Expansion(own=[self.difference(self.kind, actual)])
        return Expansion(children=[Child(self.key, (self.inside,), self.inside.example, decoded)])


def _in_base64(text: Any, place: Where) -> str:
    if isinstance(text, str):
        return encode_base64(text)
    message = f"Unable to base64 encode '{text_of(text)}' during stripMatchers, as it's not a string and "
    raise config_error(f"{message}therefore can't be base64 encoded", place)


@register
class Base64Node(_Encoded):
    """Base64 of some text, strictly padded."""

    kind = "Base64Encoded"
    place = ":base64"
    key = "#base64"
    sentence = "base64 encoded string"

    def decode(self, actual: Value) -> Any:
        return decode_base64(actual) if isinstance(actual, str) and is_strict_base64(actual) else MISSING

    def complaint(self, actual: Value) -> tuple[str, Any]:
        if isinstance(actual, str):
            return f"{pretty(actual)} is not a base64 encoded string", MISSING
        return f"{pretty(actual)} is not a string; so it can't match a base64 encoded string", MISSING

    def strip(self, place: Where) -> Any:
        return self.encoded(lambda text: _in_base64(text, place), lambda: self.inside.example_of(place.at(self.place)))

    def validate(self, place: Where) -> None:
        inside = place.at(self.place)
        self.world.must_be_text(self.example_of(inside), inside)


def _in_percents(text: Any, place: Where) -> str:
    if not isinstance(text, str):
        message = f"Unable to URL encode '{text_of(text)}' during stripMatchers, as it's not a string and "
        raise config_error(f"{message}therefore can't be URL encoded", place)
    try:
        return encode_uri_component(text)
    except BadUri as error:
        raise Thrown("URIError", str(error)) from None


@register
class UrlEncodedNode(_Encoded):
    """Percent-encoded text; a plus sign is one."""

    kind = "UrlEncodedString"
    place = ":urlEncoded"
    key = "#decoded"
    sentence = "uriEncoded string"

    def decode(self, actual: Value) -> Any:
        if not isinstance(actual, str):
            return MISSING
        try:
            return decode_uri_component(actual)
        except BadUri as error:
            raise Thrown("URIError", str(error)) from None

    def complaint(self, actual: Value) -> tuple[str, Any]:
        return f"{pretty(actual)} is not a string; so can't treat it as an encoded URL component", MISSING

    def strip(self, place: Where) -> Any:
        return self.encoded(
            lambda text: _in_percents(text, place), lambda: self.inside.example_of(place.at(self.place))
        )

    def validate(self, place: Where) -> None:
        inside = place.at(self.place)
        text = self.world.must_be_text(self.inside.example_of(inside), inside)
        try:
            decode_uri_component(text)
        except BadUri as error:
            raise config_error(f"The provided string example failed to decode as a URI: {error}", place) from None


_PARSABLE = "<A string that would parse as json>"


@register
class JsonNode(_Encoded):
    """JSON as text."""

    kind = "JsonEncoded"
    place = ":jsonStringify"
    key = "#json"
    sentence = "json stringified"

    def decode(self, actual: Value) -> Any:
        if not isinstance(actual, str):
            return MISSING
        try:
            return parse_as_javascript(actual)
        except BadJson:
            return MISSING
        except RecursionError:
            raise CannotCheck("JSON inside a text is nested too deep to be read", ReasonCode.LIMIT) from None

    def complaint(self, actual: Value) -> tuple[str, Any]:
        if not isinstance(actual, str):
            return f"{pretty(actual)} is not a string; so it can't match a json stringified string", _PARSABLE
        try:
            parse_as_javascript(actual)
        except BadJson as error:
            return f"{pretty(actual)} failed to parse as json ({error})", _PARSABLE
        raise AssertionError("only asked for text that is not JSON")

    def strip(self, place: Where) -> Any:
        return self.encoded(stringify, lambda: self.inside.example_of(place.at(self.place)))


@register
class BasicAuthNode(CaseNode):
    """A user's name and password as they stand after ``Basic`` in an Authorization header."""

    kind = "HttpBasicAuth"

    @cached_property
    def username(self) -> CaseNode:
        """What the name must satisfy."""
        return self.inner("username")

    @cached_property
    def password(self) -> CaseNode:
        """What the password must satisfy."""
        return self.inner("password")

    def _pair(self, actual: Value) -> tuple[str, str] | None:
        if not isinstance(actual, str):
            return None
        name, colon, password = decode_base64(actual).partition(":")
        return (name, password) if colon else None

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        if not isinstance(actual, str):
            return [self.error(f"{pretty(actual)} is not a string; so can't use it as basic auth", actual, place)]
        pair = self._pair(actual)
        if pair is None:
            message = f"Basic auth value decoded to {decode_base64(actual)}, which doesn't contain a ':'"
            return [self.error(message, actual, place)]
        return check_together(
            [(self.username, pair[0], place.at("username")), (self.password, pair[1], place.at("password"))]
        )

    def strip(self, place: Where) -> Any:
        return self.encoded(encode_base64, lambda: self._plain(place))

    def _plain(self, place: Where) -> str:
        name, password = self.username.example_of(place), self.password.example_of(place)
        for value, word in ((name, "username"), (password, "password")):
            if not isinstance(value, str):
                message = f"The {word} for basic auth didn't resolve to a string, please check the definition"
                raise config_error(message, place)
        if ":" in name:
            message = f"The username for basic auth was: '{name}', but it must not contain a ':' (See RFC 7617)"
            raise config_error(message, place)
        return f"{name}:{password}"

    def name(self, place: Where) -> str:
        name, password = self.username.name(place.at("username")), self.password.name(place.at("password"))
        return f"http basic auth with username='{name}' and password={password}"

    def validate(self, place: Where) -> None:
        self.username.validate(place.at("username"))
        self.password.validate(place.at("password"))

    def accepts(self) -> Callable[[Value], bool]:
        name_ok, password_ok = self.username.ok, self.password.ok

        def check(actual: Value) -> bool:
            pair = self._pair(actual)
            return pair is not None and name_ok(pair[0]) and password_ok(pair[1])

        return check

    def expand(self, actual: Value) -> Expansion:
        pair = self._pair(actual)
        if pair is None:
            return Expansion(own=[self.difference(self.kind, actual)])
        both = (("#username", self.username, pair[0]), ("#password", self.password, pair[1]))
        return Expansion(children=[Child(key, (node,), node.example, value) for key, node, value in both])
