"""Matchers of HTTP: requests, responses, status codes.

Source: ContractCase 0.30.1, HTTP plugin.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from contractlab.engine.nodes import Child, Expansion
from contractlab.formats.contractcase.matching.context import (
    CaseError,
    Thrown,
    Where,
    config_error,
    core_error,
    text_of,
)
from contractlab.formats.contractcase.matching.js_values import (
    in_key_order,
    is_number,
    is_truthy,
    js_type,
    number_text,
    pretty,
    same,
    template,
)
from contractlab.formats.contractcase.matching.node import TYPE, CaseNode, check_together, register
from contractlab.values.json_types import JSONObject, Value
from contractlab.values.markers import MISSING

__all__: list[str] = []


class ExchangeNode(CaseNode):
    """A request or a response: named parts, each with its matcher."""

    always: tuple[str, ...] = ()
    stripped: tuple[str, ...] = ()
    order_of_check: tuple[str, ...] = ()

    def given(self, part: str) -> bool:
        """True if the contract says something of a part."""
        return part in self.fields

    @cached_property
    def parts(self) -> dict[str, CaseNode]:
        """Parts that are checked, in the core's order."""
        nodes: dict[str, CaseNode] = {}
        for part in self.order_of_check:
            if part in self.always or self.given(part):
                nodes[part] = self.below(self.fields.get(part, MISSING), part)
        return nodes

    def example_parts(self, place: Where) -> JSONObject:
        """Examples of the parts that the core leaves out where they are empty."""
        examples: JSONObject = {}
        for part in self.stripped:
            if is_truthy(self.fields.get(part, MISSING)):
                examples[part] = self.parts[part].example_of(place.at(part))
        return examples

    def phrase(self, part: str, words: str, place: Where) -> str:
        """A part of the sentence."""
        if not is_truthy(self.fields.get(part, MISSING)):
            return ""
        return f"{words} {self.parts[part].name(place.at(part))}"

    def well_formed(self, actual: Value, place: Where) -> None:
        """Refuse what is no request or response.

        Raises
        ------
        Thrown
        """
        raise NotImplementedError

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        self.well_formed(actual, place)
        pairs = [(node, actual.get(part, MISSING), place.at(part)) for part, node in self.parts.items()]
        return check_together(pairs)

    def accepts(self) -> Callable[[Value], bool]:
        checks = [(part, node.ok) for part, node in self.parts.items()]

        def check(actual: Value) -> bool:
            self.well_formed(actual, Where())
            return all(ok(actual.get(part, MISSING)) for part, ok in checks)

        return check

    def expand(self, actual: Value) -> Expansion:
        self.well_formed(actual, Where())
        children = [Child(part, (node,), node.example, actual.get(part, MISSING)) for part, node in self.parts.items()]
        return Expansion(children=children)

    def validate_parts(self, place: Where) -> None:
        """Validate every part that is there."""
        for part in self.stripped:
            if self.fields.get(part) is not None:
                self.parts[part].validate(place.at(part))


@register
class RequestNode(ExchangeNode):
    """A request."""

    kind = "HttpRequestMatcher"
    always = ("method", "path")
    stripped = ("body", "query", "headers")
    order_of_check = ("method", "path", "query", "headers", "body")

    def well_formed(self, actual: Value, place: Where) -> None:
        if not is_truthy(actual):
            message = "The server was never called. Please confirm that you are calling the mock server, "
            raise config_error(f"{message}and not your real server", place)
        if not isinstance(actual, Mapping) or not all(isinstance(actual.get(part), str) for part in ("method", "path")):
            message = "The HttpRequestMatcher was invoked with something that isn't http request data."
            raise core_error(message, place)

    def strip(self, place: Where) -> Any:
        example = self.example_parts(place)
        for part in self.always:
            inside = place.at(part)
            example[part] = self.world.must_be_text(self.parts[part].example_of(inside), inside)
        return example

    def name(self, place: Where) -> str:
        unique = self.fields.get("uniqueName")
        if is_truthy(unique):
            return template(unique)
        method = self.parts["method"].name(place.at("method"))
        path = self.parts["path"].name(place.at("path"))
        body = self.phrase("body", " and body", place) or " without a body"
        headers = self.phrase("headers", " with the following headers", place)
        return f"an http {method} request to {path}{self._query(place)}{headers}{body}"

    def _query(self, place: Where) -> str:
        if "query" not in self.fields:
            return ""
        raw = self.fields["query"]
        if raw is None:
            raise Thrown("TypeError", "Cannot convert undefined or null to object")
        pairs = in_key_order(raw) if isinstance(raw, Mapping) else enumerate(raw if isinstance(raw, list | str) else ())
        parameters = [
            f"{key}={self.below(value, 'query', key).name(place.at(f'query[{key}]'))}" for key, value in pairs
        ]
        return f"?{'&'.join(parameters)}"

    def validate(self, place: Where) -> None:
        self.validate_parts(place)
        self.parts["method"].validate(place.at("method"))


@register
class ResponseNode(ExchangeNode):
    """A response."""

    kind = "HttpResponseMatcher"
    always = ("status",)
    stripped = ("body", "headers")
    order_of_check = ("status", "headers", "body")

    def well_formed(self, actual: Value, place: Where) -> None:
        if actual is None or actual is MISSING:
            message = f"Cannot read properties of {template(actual)} (reading 'status')"
            raise Thrown("TypeError", message)
        if not isinstance(actual, Mapping) or not is_number(actual.get("status")):
            message = "The HttpResponseMatcher was called with an actual that wasn't an http response"
            raise Thrown("CaseCoreError", message)

    def strip(self, place: Where) -> Any:
        example = self.example_parts(place)
        inside = place.at("status")
        status = self.parts["status"].example_of(inside)
        if not is_number(status):
            message = f"Provided matcher did not resolve to a number. Instead, it resolved to: {js_type(status)}"
            raise config_error(message, inside)
        example["status"] = status
        return example

    def name(self, place: Where) -> str:
        unique = self.fields.get("uniqueName")
        if is_truthy(unique):
            return f"returns {template(unique)}"
        status = self.parts["status"].name(place.at("status"))
        body = self.phrase("body", "with body", place) or "without a body"
        headers = self.phrase("headers", " with the following headers", place)
        return f"returns a ({status}) response {body}{headers}"

    def validate(self, place: Where) -> None:
        self.validate_parts(place)
        raw = self.fields.get("status", MISSING)
        inside = place.at("status")
        if not (isinstance(raw, Mapping) and TYPE in raw):
            valid_codes(raw, inside)
        self.parts["status"].validate(inside)


_LEADING = re.compile(r"\s*([+-]?[0-9]+)")


def valid_codes(codes: Any, place: Where) -> int | float:
    """The example of a rule for status codes: its first code, with zeros for the free digits.

    Raises
    ------
    Thrown
        If one of them cannot be a status code.
    """
    if isinstance(codes, list):
        if not codes:
            raise config_error("An empty array isn't a valid list of HTTP status codes", place)
        first, *_ = [_valid_code(code, place) for code in codes]
        return first
    return _valid_code(codes, place)


def _valid_code(code: Any, place: Where) -> int | float:
    if isinstance(code, str):
        number = _LEADING.match(code.replace("X", "0").replace("x", "0"))
        value: int | float = int(number[1][:400]) if number else math.nan
    elif is_number(code):
        value = code
    else:
        raise config_error(f"'{js_type(code)}' is not a valid type for an HTTP status code", place)
    if value < 100 or value >= 600:
        message = f"HTTP status code '{number_text(value)}' is outside the valid range (100-599) for status codes"
        raise config_error(message, place)
    if math.isnan(value):
        raise config_error("HTTP status code 'NaN' must be a whole integer", place)
    return value


@register
class StatusCodeNode(CaseNode):
    """A status code, a pattern such as ``4XX``, or a list of both."""

    kind = "HttpStatusCode"

    @property
    def rule(self) -> Any:
        """The code, pattern or list."""
        return self.field("rule")

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        rule = self.rule
        if not isinstance(rule, list):
            return self._check_one(rule, actual, place)
        by_code = [self._check_one(code, actual, place) for code in rule]
        if not all(by_code):
            return []
        message = (
            f"The returned http status code ({pretty(actual)}) did not match any of the following status codes: "
            f"{', '.join('' if code is None else template(code) for code in rule)}"
        )
        return [self.error(message, actual, place)]

    def _check_one(self, rule: Any, actual: Value, place: Where) -> list[CaseError]:
        if not is_number(actual):
            message = f"Inappropriate type '{js_type(actual)}' for HTTP status code - must be a number"
            return [self.error(message, actual, place)]
        if is_number(rule):
            error = self.error(f"Status code {pretty(actual)} is not equal to '{template(rule)}'", actual, place)
            return [] if same(actual, rule) else [error]
        if not isinstance(rule, str):
            message = f"Inappropriate type '{js_type(rule)}' for HTTP status code matching rule."
            raise Thrown("CaseCoreError", message)
        digits = number_text(actual)
        if len(digits) != 3:
            return [self.error(f"Status code {pretty(actual)} does not appear to be the right length", actual, place)]
        if all(want in "xX" or digits[at : at + 1] == want for at, want in enumerate(rule)):
            return []
        return [self.error(f"Status code {pretty(actual)} does not match '{rule}'", actual, place)]

    def strip(self, place: Where) -> Any:
        given = self.field("example")
        return given if given is not MISSING and given is not None else valid_codes(self.rule, place)

    def name(self, place: Where) -> str:
        rule = self.rule
        return f"httpStatus {' | '.join(map(text_of, rule)) if isinstance(rule, list) else text_of(rule)}"

    def validate(self, place: Where) -> None:
        self.strip(place)

    def args(self) -> JSONObject:
        rule = self.rule
        return {"rule": ", ".join(map(template, rule)) if isinstance(rule, list) else template(rule)}

    def accepts(self) -> Callable[[Value], bool]:
        cached: dict[Any, bool] = {}

        def check(actual: Value) -> bool:
            if type(actual) is not int:
                return not self.check(actual, Where())
            if actual not in cached:
                cached[actual] = not self.check(actual, Where())
            return cached[actual]

        return check

    def expand(self, actual: Value) -> Expansion:
        return Expansion() if self.ok(actual) else Expansion(own=[self.difference(self.kind, actual)])
