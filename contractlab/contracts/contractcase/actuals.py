"""Recorded exchanges and calls of functions as ContractCase's matchers get to see them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from contractlab.contracts.contractcase.checks import Actual, CasePlan
from contractlab.contracts.contractcase.exchanges import RefusedBody, response_body, response_headers, seen_request
from contractlab.contracts.contractcase.walking import CHILD, matcher_type
from contractlab.matching.trouble import CannotCheck
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch

__all__ = ["actual_call", "actual_request", "actual_response", "actual_return", "with_lower_headers"]


def actual_response(response: HttpResponse) -> Actual:
    """A response: status and body, and headers where the documentation is followed."""
    parts: dict[str, Any] = {"status": response.status, "headers": response_headers(response)}
    troubles: dict[str, str] = {}
    try:
        parts["body"] = response_body(response)
    except CannotCheck as error:
        troubles["body"] = str(error)
    return Actual(parts, response, troubles)


def actual_request(request: HttpRequest, plan: CasePlan) -> Actual:
    """A request; a body that the mock server refuses is a difference, whatever the contract says of it."""
    bare = HttpRequest(
        request.method, request.path, request.query, request.headers, None, not_recorded=request.not_recorded
    )
    troubles: dict[str, str] = {}
    refused: tuple[Mismatch, ...] = ()
    try:
        seen = seen_request(request)
    except RefusedBody as error:
        seen = seen_request(bare)
        troubles["body"] = str(error)
        refused = (Mismatch("body", "$", "refused-body", None, MISSING, request.body, (), {"reason": str(error)}),)
    except CannotCheck as error:
        seen = seen_request(bare)
        troubles["body"] = str(error)
    headers = dict(seen.headers)
    lost = _lost_headers(plan, request)
    if lost:
        troubles["headers"] = f"not recorded: header {', '.join(lost)}"
    method = seen.method
    if "method-case" in plan.documented:
        method = _in_expected_case(plan, method)
    parts = {"method": method, "path": seen.path, "query": seen.query, "headers": headers, "body": seen.body}
    return Actual(parts, request, troubles, refused)


def _in_expected_case(plan: CasePlan, method: str) -> str:
    node = plan.nodes.get("method")
    wanted = node.example if node is not None else None
    return wanted if isinstance(wanted, str) and wanted.lower() == method.lower() else method


def _lost_headers(plan: CasePlan, request: HttpRequest) -> list[str]:
    node = plan.nodes.get("headers")
    wanted = node.example if node is not None else None
    return [name for name in wanted if name.lower() in request.not_recorded] if isinstance(wanted, Mapping) else []


def actual_call(arguments: Sequence[Any]) -> Actual:
    """The arguments of a call."""
    listed = list(arguments)
    return Actual({"body": listed}, listed)


def actual_return(outcome: Any) -> Actual:
    """What came of a call, in the envelope that ContractCase's wrappers make."""
    if isinstance(outcome, BaseException):
        envelope = {"errorClassName": type(outcome).__name__, "message": str(outcome)}
    else:
        envelope = {"success": json.dumps(outcome, ensure_ascii=False)}
    return Actual({"body": envelope}, outcome)


def with_lower_headers(raw: Any) -> Any:
    """The matcher with names of headers in lower case, as the documentation would have them found."""
    if not isinstance(raw, Mapping):
        return raw
    if "headers" in raw and isinstance(raw["headers"], Mapping):
        return {**raw, "headers": _lowered(raw["headers"])}
    return {**raw, CHILD: with_lower_headers(raw[CHILD])} if CHILD in raw else raw


def _lowered(headers: Mapping[str, Any]) -> dict[str, Any]:
    if matcher_type(headers) is not None:
        inner = headers.get(CHILD)
        return {**headers, CHILD: _lowered(inner)} if isinstance(inner, Mapping) else dict(headers)
    return {name.lower(): value for name, value in headers.items()}
