"""Text as JavaScript takes it apart: JSON with V8's messages, percent-encoding, base64.

Source: ECMA-262 (decodeURIComponent, JSON), and observed behaviour of V8 11 and of Node.js' Buffer.
"""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import quote

from contractlab.formats.contractcase.matching.js_values import in_key_order, number_text, utf8
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING

__all__ = [
    "BadJson",
    "BadUri",
    "decode_base64",
    "decode_uri_component",
    "encode_base64",
    "encode_uri_component",
    "is_strict_base64",
    "parse_as_javascript",
    "stringify",
]

_CONTEXT = 10
_SPACE = " \t\n\r"
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_STRICT_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)?")
_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_UNITS = re.compile("[\ud800-\udbff][\udc00-\udfff]")


class BadJson(ValueError):
    """Text that ``JSON.parse`` refuses; the message is V8's."""


class BadUri(ValueError):
    """Text that ``decodeURIComponent`` or ``encodeURIComponent`` refuses."""


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _integer(text: str) -> int | float:
    if text == "-0":
        return -0.0
    return int(text) if len(text) <= 15 else float(text)


_DECODER = json.JSONDecoder(parse_constant=_no_constant)
_EXACT_DECODER = json.JSONDecoder(parse_constant=_no_constant, parse_int=_integer)
_UNUSUAL = re.compile(r"[0-9]{16}|-0(?![.0-9eE])")


def parse_as_javascript(text: str) -> Any:
    """Read JSON as ``JSON.parse`` does: every number a double, the last of duplicate keys wins.

    Raises
    ------
    BadJson
        With V8's message.
    RecursionError
        For text that is nested deeper than Python's own parser goes.
    """
    try:
        # Python's parser takes a byte order mark for an error, as V8 does, but with another class of exception.
        return (_EXACT_DECODER if _UNUSUAL.search(text) else _DECODER).decode(text)
    except ValueError:
        raise BadJson(_why(text)) from None


class _Scanner:
    """Finds the first character that V8 objects to; containers are kept on a list, so that depth costs no stack."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def _units(self, index: int) -> int:
        """Position in UTF-16 code units."""
        return len(self.text[:index].encode("utf-16-le", "surrogatepass")) // 2

    def fail(self, message: str, at: int | None = None) -> BadJson:
        place = self.at if at is None else at
        return BadJson(f"{message} in JSON at position {self._units(place)}")

    def unexpected(self) -> BadJson:
        text = self.text
        if self.at >= len(text):
            return BadJson("Unexpected end of JSON input")
        if text[self.at] in '"-0123456789':
            return self.fail("Unexpected string" if text[self.at] == '"' else "Unexpected number")
        if text in ("undefined", "NaN", "Infinity", "[object Object]"):
            return BadJson(f'"{text}" is not valid JSON')
        units = text.encode("utf-16-le", "surrogatepass")
        length, at = len(units) // 2, self._units(self.at)

        def cut(start: int, end: int) -> str:
            return units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")

        token = cut(at, at + 1)
        if length <= 2 * _CONTEXT:
            shown = f'"{cut(0, length)}"'
        elif at < _CONTEXT:
            shown = f'"{cut(0, at + _CONTEXT)}"...'
        elif at < length - _CONTEXT:
            shown = f'..."{cut(at - _CONTEXT, at + _CONTEXT)}"...'
        else:
            shown = f'..."{cut(at - _CONTEXT, length)}"'
        return BadJson(f"Unexpected token '{token}', {shown} is not valid JSON")

    def space(self) -> str:
        text = self.text
        while self.at < len(text) and text[self.at] in _SPACE:
            self.at += 1
        return text[self.at : self.at + 1]

    def literal(self, word: str) -> None:
        for letter in word:
            if self.text[self.at : self.at + 1] != letter:
                raise self.unexpected()
            self.at += 1

    def string(self) -> None:
        text = self.text
        self.at += 1
        while True:
            char = text[self.at : self.at + 1]
            if not char:
                raise self.fail("Unterminated string")
            if char == '"':
                self.at += 1
                return
            if char < " ":
                raise self.fail("Bad control character in string literal")
            if char == "\\":
                self.escape()
            else:
                self.at += 1

    def escape(self) -> None:
        self.at += 1
        char = self.text[self.at : self.at + 1]
        if not char:
            raise self.unexpected()
        if char == "u":
            for _ in range(4):
                self.at += 1
                digit = self.text[self.at : self.at + 1]
                if not digit or digit not in "0123456789abcdefABCDEF":
                    raise self.fail("Bad Unicode escape")
        elif char not in '"\\/bfnrt':
            raise self.fail("Bad escaped character") if char <= "\xff" else self.unexpected()
        self.at += 1

    def _digits(self) -> bool:
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in "0123456789":
            self.at += 1
        return self.at > start

    def number(self) -> None:
        text = self.text
        if text[self.at] == "-":
            self.at += 1
            if text[self.at : self.at + 1] not in tuple("0123456789"):
                raise self.fail("No number after minus sign")
        if text[self.at] == "0":
            self.at += 1
            if text[self.at : self.at + 1] in tuple("0123456789"):
                raise self.fail("Unexpected number")
        else:
            self._digits()
        if text[self.at : self.at + 1] == ".":
            self.at += 1
            if not self._digits():
                raise self.fail("Unterminated fractional number")
        if text[self.at : self.at + 1] in ("e", "E"):
            self.at += 1
            if text[self.at : self.at + 1] in ("+", "-"):
                self.at += 1
            if not self._digits():
                raise self.fail("Exponent part is missing a number")

    def key(self, opening: bool) -> None:
        if self.space() != '"':
            raise self.fail("Expected property name or '}'" if opening else "Expected double-quoted property name")
        self.string()
        if self.space() != ":":
            raise self.fail("Expected ':' after property name") if opening else self.unexpected()
        self.at += 1

    def scan(self) -> BadJson:
        """The complaint; the text is known to be no JSON."""
        try:
            self._scan()
        except BadJson as error:
            return error
        return BadJson("Unexpected end of JSON input")

    def _scan(self) -> None:
        open_: list[str] = []
        while True:
            char = self.space()
            if char == '"':
                self.string()
            elif char and char in "-0123456789":
                self.number()
            elif char in ("t", "f", "n"):
                self.literal({"t": "true", "f": "false", "n": "null"}[char])
            elif char == "{":
                self.at += 1
                if self.space() != "}":
                    open_.append("}")
                    self.key(True)
                    continue
                self.at += 1
            elif char == "[":
                self.at += 1
                if self.space() != "]":
                    open_.append("]")
                    continue
                self.at += 1
            else:
                raise self.unexpected()
            self._after_value(open_)
            if not open_:
                if self.space():
                    place = self._units(self.at)
                    raise BadJson(f"Unexpected non-whitespace character after JSON at position {place}")
                return

    def _after_value(self, open_: list[str]) -> None:
        while open_:
            char = self.space()
            if char == ",":
                self.at += 1
                if open_[-1] == "}":
                    self.key(False)
                return
            if char != open_[-1]:
                what = "array element" if open_[-1] == "]" else "property value"
                raise self.fail(f"Expected ',' or '{open_[-1]}' after {what}")
            self.at += 1
            open_.pop()


def _why(text: str) -> str:
    return str(_Scanner(text).scan())


def stringify(value: Value) -> Any:
    """``JSON.stringify``: compact, in JavaScript's key order; MISSING for what has no text.

    Lone surrogates are escaped, numbers that JSON has no words for are null.
    """
    if value is MISSING:
        return MISSING
    pieces: list[str] = []
    stack: list[Value] = [value]
    while stack:
        current = stack.pop()
        if isinstance(current, _Raw):
            pieces.append(current.text)
        elif isinstance(current, Mapping):
            inside: list[Value] = [_Raw("{")]
            for number, (key, below) in enumerate(
                (key, below) for key, below in in_key_order(current) if below is not MISSING
            ):
                inside += [_Raw(f"{',' if number else ''}{_string(key)}:"), below]
            stack += reversed([*inside, _Raw("}")])
        elif isinstance(current, list):
            inside = [_Raw("[")]
            for number, below in enumerate(current):
                inside += [_Raw(",")] * bool(number) + [None if below is MISSING else below]
            stack += reversed([*inside, _Raw("]")])
        elif isinstance(current, str):
            pieces.append(_string(current))
        elif current is None or isinstance(current, bool):
            pieces.append({None: "null", True: "true", False: "false"}[current])
        else:
            finite = isinstance(current, int) or math.isfinite(current)
            text = number_text(current) if finite else "null"
            pieces.append("null" if text.endswith("Infinity") else text)
    return "".join(pieces)


class _Raw:
    """Text that is already written."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


_LONE = re.compile("[\ud800-\udfff]")


def _string(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    if _LONE.search(quoted):
        # Halves that stand together are one character to JavaScript.
        joined = _UNITS.sub(lambda m: m[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le"), quoted)
        quoted = _LONE.sub(lambda m: f"\\u{ord(m[0]):04x}", joined)
    return quoted


def decode_uri_component(text: str) -> str:
    """``decodeURIComponent``: a plus sign stays one.

    Raises
    ------
    BadUri
        For a percent sign without two digits, or bytes that are not UTF-8.
    """

    def decode(match: re.Match[str]) -> str:
        try:
            return bytes.fromhex(match[0].replace("%", "")).decode("utf-8")
        except UnicodeDecodeError:
            raise BadUri("URI malformed") from None

    if "%" not in text:
        return text
    if "%" in _ESCAPED.sub("", text):
        raise BadUri("URI malformed")
    return _ESCAPED.sub(decode, text)


def encode_uri_component(text: str) -> str:
    """``encodeURIComponent``.

    Raises
    ------
    BadUri
        For a lone surrogate.
    """
    try:
        data = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le").encode()
    except UnicodeDecodeError:
        raise BadUri("URI malformed") from None
    return quote(data, safe="!~*'()-_.")


def is_strict_base64(text: str) -> bool:
    """True for padded base64 in the standard alphabet; the empty text is some."""
    return _STRICT_BASE64.fullmatch(text) is not None


_FOREIGN = re.compile(r"[^A-Za-z0-9+/]")


def decode_base64(text: str) -> str:
    """``Buffer.from(text, "base64").toString()``: foreign characters are passed over, bad UTF-8 is U+FFFD.

    Only the lower half of a UTF-16 code unit is looked at, so that U+0141 is read as ``A``.
    """
    if not text.isascii():
        text = text.encode("utf-16-le", "surrogatepass")[::2].decode("latin-1")
    letters = _FOREIGN.sub("", text.split("=", 1)[0].replace("-", "+").replace("_", "/"))
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return base64.b64decode(letters + "=" * (-len(letters) % 4)).decode("utf-8", "replace")


def encode_base64(text: str) -> str:
    """``Buffer.from(text).toString("base64")``."""
    return base64.b64encode(utf8(text)).decode("ascii")
