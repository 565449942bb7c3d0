"""What matchers let a consumer send in path, query and headers beside the example, and the document does not take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from urllib.parse import quote as percent
from urllib.parse import urlencode

from contractlab.contracts import match
from contractlab.errors import InvalidEdit
from contractlab.openapi.agreement.allowed import AskedBody
from contractlab.openapi.agreement.exchange import Exchange
from contractlab.openapi.agreement.findings import FindingCode
from contractlab.openapi.agreement.near_values import LONGEST, numbers_by_schema, other_texts
from contractlab.openapi.agreement.routing import Route, Router
from contractlab.openapi.operations import Operation, Parameter
from contractlab.openapi.references import UnreadableReference
from contractlab.values.headers import Headers
from contractlab.values.http import HttpRequest
from contractlab.values.json_types import JSON
from contractlab.values.rule import DecidingRule
from contractlab.values.text import quote

__all__ = ["Refusals", "check_other_headers", "check_other_paths", "check_other_queries", "texts_beside"]

_MOST = 40
Refusals = Callable[[Parameter, HttpRequest], list[str]]
"""Why a parameter is not taken as another request sends it."""


def texts_beside(text: str, parameter: Parameter, rule: DecidingRule | None) -> Iterator[str]:
    """Texts near one that was sent, and at the borders of what a parameter takes."""
    schema = parameter.schema
    made: list[str] = []
    written = rule.args.get("regex") if rule is not None else None
    if isinstance(written, str) and len(written) <= LONGEST:
        try:
            drawn = match.regex(regex=written).example
        except InvalidEdit:
            drawn = None
        made += [drawn] if isinstance(drawn, str) else []
    bounds = () if schema is None else numbers_by_schema(schema)
    made += [format(bound, "g") for bound in bounds]
    made += islice(other_texts(text, schema, rule), _MOST)
    return (each for each in dict.fromkeys(made) if each != text and "," not in each)


def _search(exchange: Exchange, search: Callable[[], None]) -> None:
    """Look for another value; where a schema cannot be asked, that is noted, unless it was."""
    try:
        search()
    except UnreadableReference as error:
        if not any(each.code is FindingCode.UNREADABLE for each in exchange.findings):
            words = f"what matchers allow beside the example cannot be judged: {error}"
            exchange.add(FindingCode.UNREADABLE, words, "", None)


def check_other_paths(exchange: Exchange, route: Route, router: Router, asked: AskedBody, refusals: Refusals) -> None:
    """Note another path that the contract lets the consumer ask for, and the document does not have."""
    rule = asked.rule_of_part("path", "")
    if rule is not None:
        _search(exchange, lambda: _other_paths(exchange, route, router, asked, refusals, rule))


def _other_paths(
    exchange: Exchange, route: Route, router: Router, asked: AskedBody, refusals: Refusals, rule: DecidingRule
) -> None:
    request = exchange.request
    for parameter in route.operation.parameters:
        text = route.parameters.get(parameter.name) if parameter.location == "path" else None
        before, mark, after = request.path.rpartition(percent(text, safe="")) if text else ("", "", "")
        if text is None or not mark:
            continue
        for candidate in texts_beside(text, parameter, rule):
            path = f"{before}{percent(candidate, safe='')}{after}"
            sent = replace(request, path=path)
            if not candidate or not asked.accepts_message(sent):
                continue
            there = router.find(request.method, path)
            if there is None:
                _note_path(exchange, route.operation, parameter, path, "the document has no such path")
                return
            reasons = refusals(parameter, sent) if there.operation is route.operation else []
            if reasons:
                _note_path(exchange, route.operation, parameter, path, reasons[0])
                return
    for path in _whole_paths(request.path, rule):
        if router.find(request.method, path) is None and asked.accepts_message(replace(request, path=path)):
            _note_path(exchange, route.operation, None, path, "the document has no such path")
            return


def _whole_paths(path: str, rule: DecidingRule) -> Iterator[str]:
    written = rule.args.get("regex")
    if isinstance(written, str) and len(written) <= LONGEST:
        try:
            drawn = match.regex(regex=written).example
        except InvalidEdit:
            drawn = None
        if isinstance(drawn, str) and drawn.startswith("/"):
            yield drawn
    yield from (f"{path}/a", path.rpartition("/")[0] or "/", "/a")


def _note_path(exchange: Exchange, operation: Operation, parameter: Parameter | None, path: str, why: str) -> None:
    words = f"the contract lets the consumer ask for another path, {quote(path, 80)}: {why}"
    place = operation.above if parameter is None else parameter.place
    exchange.add(FindingCode.PATH_VALUE, words, place, operation, path=exchange.request.path)


def check_other_queries(
    exchange: Exchange, parameter: Parameter, operation: Operation, asked: AskedBody, refusals: Refusals
) -> None:
    """Note another value of a parameter that the contract lets the consumer send, and the operation does not take."""
    pairs = exchange.query
    at = next((number for number, (name, _) in enumerate(pairs) if name == parameter.name), None)
    rule = asked.rule_of_part("query", parameter.name)
    if at is not None and rule is not None:
        _search(exchange, lambda: _other_queries(exchange, parameter, operation, asked, refusals, rule, pairs, at))


def _other_queries(
    exchange: Exchange,
    parameter: Parameter,
    operation: Operation,
    asked: AskedBody,
    refusals: Refusals,
    rule: DecidingRule,
    pairs: list[tuple[str, str]],
    at: int,
) -> None:
    for candidate in texts_beside(pairs[at][1], parameter, rule):
        query = urlencode([*pairs[:at], (parameter.name, candidate), *pairs[at + 1 :]])
        if _noted(exchange, parameter, operation, candidate, replace(exchange.request, query=query), asked, refusals):
            return
    if parameter.schema is None or "array" not in parameter.schema.types:
        return  # sent twice, what is no list is a slip that nobody means
    for length, query in _lengths(pairs, parameter.name):
        if _noted(
            exchange, parameter, operation, f"{length} values", replace(exchange.request, query=query), asked, refusals
        ):
            return


def _lengths(pairs: list[tuple[str, str]], name: str) -> Iterator[tuple[int, str]]:
    """Queries in which a parameter stands less or more often."""
    own = [pair for pair in pairs if pair[0] == name]
    rest = [pair for pair in pairs if pair[0] != name]
    for length in (0, 1, len(own) + 1, len(own) + 9):
        if length != len(own):
            yield length, urlencode([*rest, *(own + own[-1:] * length)[:length]])


def check_other_headers(
    exchange: Exchange, parameter: Parameter, operation: Operation, asked: AskedBody, refusals: Refusals
) -> None:
    """Note another value of a header that the contract lets the consumer send, and the operation does not take."""
    rule = asked.rule_of_part("headers", parameter.name)
    lines = list(exchange.request.headers)
    at = next((number for number, (name, _) in enumerate(lines) if name.lower() == parameter.name.lower()), None)
    if at is not None and rule is not None:
        _search(exchange, lambda: _other_headers(exchange, parameter, operation, asked, refusals, rule, lines, at))


def _other_headers(
    exchange: Exchange,
    parameter: Parameter,
    operation: Operation,
    asked: AskedBody,
    refusals: Refusals,
    rule: DecidingRule,
    lines: list[tuple[str, str]],
    at: int,
) -> None:
    for candidate in texts_beside(lines[at][1], parameter, rule):
        headers = [*lines[:at], (lines[at][0], candidate), *lines[at + 1 :]]
        sent = replace(exchange.request, headers=Headers(headers))
        if _noted(exchange, parameter, operation, candidate, sent, asked, refusals):
            return


def _noted(
    exchange: Exchange,
    parameter: Parameter,
    operation: Operation,
    candidate: JSON,
    sent: HttpRequest,
    asked: AskedBody,
    refusals: Refusals,
) -> bool:
    """True if the contract takes another request and the operation does not; it is noted then."""
    reasons = refusals(parameter, sent)
    if not reasons or not asked.accepts_message(sent):
        return False
    kind, code = (
        ("header", FindingCode.HEADER_VALUE)
        if parameter.location == "header"
        else ("parameter", FindingCode.QUERY_VALUE)
    )
    words = (
        f"the contract lets the consumer send {quote(candidate, 60)} for the {kind} {parameter.name}, which"
        f" {operation.method} {operation.path} does not take: {reasons[0]}"
    )
    exchange.add(code, words, parameter.place, operation, path=parameter.name)
    return True
