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
        found: dict[str, CaseNode] = {}
        for part in self.order_of_check:
            if part in self.always or self.given(part):
                found[part] = self.below(self.fields.get(part, MISSING), part)
        return found

    def example_parts(self, where: Where) -> dict[str, Any]:
        """Examples of the parts that the core leaves out where they are empty."""
        found: dict[str, Any] = {}
        for part in self.stripped:
            if is_truthy(self.fields.get(part, MISSING)):
                found[part] = self.parts[part].example_of(where.at(part))
        return found

    def phrase(self, part: str, words: str, where: Where) -> str:
        """A part of the sentence."""
        if not is_truthy(self.fields.get(part, MISSING)):
            return ""
        return f"{words} {self.parts[part].name(where.at(part))}"

    def well_formed(self, actual: Any, where: Where) -> None:
        """Refuse what is no request or response.

        Raises
        ------
        Thrown
        """
        raise NotImplementedError

    def check(self, actual: Any, where: Where) -> list[CaseError]:
        self.well_formed(actual, where)
        pairs = [(node, actual.get(part, MISSING), where.at(part)) for part, node in self.parts.items()]
        return check_together(pairs)

    def accepts(self) -> Callable[[Any], bool]:
        checks = [(part, node.ok) for part, node in self.parts.items()]

        def check(actual: Any) -> bool:
            self.well_formed(actual, Where())
            return all(ok(actual.get(part, MISSING)) for part, ok in checks)

        return check

    def expand(self, actual: Any) -> Expansion:
        self.well_formed(actual, Where())
        children = [Child(part, (node,), node.example, actual.get(part, MISSING)) for part, node in self.parts.items()]
        return Expansion(children=children)

    def validate_parts(self, where: Where) -> None:
        """Validate every part that is there."""
        for part in self.stripped:
            if self.fields.get(part) is not None:
                self.parts[part].validate(where.at(part))


@register
class RequestNode(ExchangeNode):
    """A request."""

    kind = "HttpRequestMatcher"
    always = ("method", "path")
    stripped = ("body", "query", "headers")
    order_of_check = ("method", "path", "query", "headers", "body")

    def well_formed(self, actual: Any, where: Where) -> None:
        if not is_truthy(actual):
            said = "The server was never called. Please confirm that you are calling the mock server, "
            raise config_error(f"{said}and not your real server", where)
        if not isinstance(actual, Mapping) or not all(isinstance(actual.get(part), str) for part in ("method", "path")):
            said = "The HttpRequestMatcher was invoked with something that isn't http request data."
            raise core_error(said, where)

    def strip(self, where: Where) -> Any:
        found = self.example_parts(where)
        for part in self.always:
            inside = where.at(part)
            found[part] = self.world.must_be_text(self.parts[part].example_of(inside), inside)
        return found

    def name(self, where: Where) -> str:
        unique = self.fields.get("uniqueName")
        if is_truthy(unique):
            return template(unique)
        method = self.parts["method"].name(where.at("method"))
        path = self.parts["path"].name(where.at("path"))
        body = self.phrase("body", " and body", where) or " without a body"
        headers = self.phrase("headers", " with the following headers", where)
        return f"an http {method} request to {path}{self._query(where)}{headers}{body}"

    def _query(self, where: Where) -> str:
        if "query" not in self.fields:
            return ""
        raw = self.fields["query"]
        if raw is None:
            raise Thrown("TypeError", "Cannot convert undefined or null to object")
        pairs = in_key_order(raw) if isinstance(raw, Mapping) else enumerate(raw if isinstance(raw, list | str) else ())
        told = [f"{key}={self.below(one, 'query', key).name(where.at(f'query[{key}]'))}" for key, one in pairs]
        return f"?{'&'.join(told)}"

    def validate(self, where: Where) -> None:
        self.validate_parts(where)
        self.parts["method"].validate(where.at("method"))


@register
class ResponseNode(ExchangeNode):
    """A response."""

    kind = "HttpResponseMatcher"
    always = ("status",)
    stripped = ("body", "headers")
    order_of_check = ("status", "headers", "body")

    def well_formed(self, actual: Any, where: Where) -> None:
        if actual is None or actual is MISSING:
            said = f"Cannot read properties of {template(actual)} (reading 'status')"
            raise Thrown("TypeError", said)
        if not isinstance(actual, Mapping) or not is_number(actual.get("status")):
            said = "The HttpResponseMatcher was called with an actual that wasn't an http response"
            raise Thrown("CaseCoreError", said)

    def strip(self, where: Where) -> Any:
        found = self.example_parts(where)
        inside = where.at("status")
        status = self.parts["status"].example_of(inside)
        if not is_number(status):
            said = f"Provided matcher did not resolve to a number. Instead, it resolved to: {js_type(status)}"
            raise config_error(said, inside)
        found["status"] = status
        return found

    def name(self, where: Where) -> str:
        unique = self.fields.get("uniqueName")
        if is_truthy(unique):
            return f"returns {template(unique)}"
        status = self.parts["status"].name(where.at("status"))
        body = self.phrase("body", "with body", where) or "without a body"
        headers = self.phrase("headers", " with the following headers", where)
        return f"returns a ({status}) response {body}{headers}"

    def validate(self, where: Where) -> None:
        self.validate_parts(where)
        raw = self.fields.get("status", MISSING)
        inside = where.at("status")
        if not (isinstance(raw, Mapping) and TYPE in raw):
            valid_codes(raw, inside)
        self.parts["status"].validate(inside)


_LEADING = re.compile(r"\s*([+-]?[0-9]+)")


def valid_codes(codes: Any, where: Where) -> int | float:
    """The example of a rule for status codes: its first code, with zeros for the free digits.

    Raises
    ------
    Thrown
        If one of them cannot be a status code.
    """
    if isinstance(codes, list):
        if not codes:
            raise config_error("An empty array isn't a valid list of HTTP status codes", where)
        first, *_ = [_valid_code(one, where) for one in codes]
        return first
    return _valid_code(codes, where)


def _valid_code(code: Any, where: Where) -> int | float:
    if isinstance(code, str):
        number = _LEADING.match(code.replace("X", "0").replace("x", "0"))
        value: int | float = int(number[1][:400]) if number else math.nan
    elif is_number(code):
        value = code
    else:
        raise config_error(f"'{js_type(code)}' is not a valid type for an HTTP status code", where)
    if value < 100 or value >= 600:
        said = f"HTTP status code '{number_text(value)}' is outside the valid range (100-599) for status codes"
        raise config_error(said, where)
    if math.isnan(value):
        raise config_error("HTTP status code 'NaN' must be a whole integer", where)
    return value


@register
class StatusCodeNode(CaseNode):
    """A status code, a pattern such as ``4XX``, or a list of both."""

    kind = "HttpStatusCode"

    @property
    def rule(self) -> Any:
        """The code, pattern or list."""
        return self.field("rule")

    def check(self, actual: Any, where: Where) -> list[CaseError]:
        rule = self.rule
        if not isinstance(rule, list):
            return self._check_one(rule, actual, where)
        told = [self._check_one(one, actual, where) for one in rule]
        if not all(told):
            return []
        said = (
            f"The returned http status code ({pretty(actual)}) did not match any of the following status codes: "
            f"{', '.join('' if one is None else template(one) for one in rule)}"
        )
        return [self.error(said, actual, where)]

    def _check_one(self, rule: Any, actual: Any, where: Where) -> list[CaseError]:
        if not is_number(actual):
            said = f"Inappropriate type '{js_type(actual)}' for HTTP status code - must be a number"
            return [self.error(said, actual, where)]
        if is_number(rule):
            error = self.error(f"Status code {pretty(actual)} is not equal to '{template(rule)}'", actual, where)
            return [] if same(actual, rule) else [error]
        if not isinstance(rule, str):
            said = f"Inappropriate type '{js_type(rule)}' for HTTP status code matching rule."
            raise Thrown("CaseCoreError", said)
        digits = number_text(actual)
        if len(digits) != 3:
            return [self.error(f"Status code {pretty(actual)} does not appear to be the right length", actual, where)]
        if all(want in "xX" or digits[at : at + 1] == want for at, want in enumerate(rule)):
            return []
        return [self.error(f"Status code {pretty(actual)} does not match '{rule}'", actual, where)]

    def strip(self, where: Where) -> Any:
        given = self.field("example")
        return given if given is not MISSING and given is not None else valid_codes(self.rule, where)

    def name(self, where: Where) -> str:
        rule = self.rule
        return f"httpStatus {' | '.join(map(text_of, rule)) if isinstance(rule, list) else text_of(rule)}"

    def validate(self, where: Where) -> None:
        self.strip(where)

    def args(self) -> dict[str, Any]:
        rule = self.rule
        return {"rule": ", ".join(map(template, rule)) if isinstance(rule, list) else template(rule)}

    def accepts(self) -> Callable[[Any], bool]:
        known: dict[Any, bool] = {}

        def check(actual: Any) -> bool:
            if type(actual) is not int:
                return not self.check(actual, Where())
            if actual not in known:
                known[actual] = not self.check(actual, Where())
            return known[actual]

        return check

    def expand(self, actual: Any) -> Expansion:
        return Expansion() if self.ok(actual) else Expansion(own=[self.difference(self.kind, actual)])
