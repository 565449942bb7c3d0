"""Examples without matchers: what was written is what must come, for formats that know no more than that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.expected import ExpectedRequest, ExpectedResponse
from contractlab.contracts.expected_body import ExpectedBody
from contractlab.contracts.states import StateDefinition
from contractlab.engine.dialect import check_dialect
from contractlab.engine.errors import CannotCheck
from contractlab.engine.neighbours import settle
from contractlab.engine.nodes import collect, explain
from contractlab.engine.redacted import RedactionFilter
from contractlab.engine.verdicts import judge
from contractlab.formats.exact.node import ExactNode
from contractlab.values.explanation import Explained, Explanation
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.internal import broken_check
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING, NOT_RECORDED
from contractlab.values.message import Message
from contractlab.values.mismatch import Mismatch
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.result import MatchResult

__all__ = ["ExactExample"]

_Row = tuple[str, str, Explained]


class ExactExample(Example):
    """A request and its response, compared exactly; headers that the example does not name are free.

    Parameters
    ----------
    contract : Contract
    document : mapping
    key, description : str
    index : int
    pointer : str
        JSON pointer into the contract.
    request : ExpectedRequest
    response : ExpectedResponse
    states : tuple of StateDefinition
    """

    def __init__(
        self,
        contract: Contract,
        document: Mapping[str, JSON],
        key: str,
        index: int,
        description: str,
        pointer: str,
        request: ExpectedRequest,
        response: ExpectedResponse,
        states: tuple[StateDefinition, ...] = (),
    ) -> None:
        self.contract = contract
        self.document = document
        self.key = key
        self.index = index
        self.description = description
        self.kind = "http"
        self.states = states
        self.pending = False
        self.pointer = pointer
        self._request = request
        self._response = response

    @property
    def request(self) -> ExpectedRequest:
        """What the consumer sends."""
        return self._request

    @property
    def response(self) -> ExpectedResponse:
        """What the provider answers."""
        return self._response

    def check_response(
        self, response: Any, *, dialect: str = "reference", variables: Mapping[str, JSON] | None = None
    ) -> MatchResult:
        """See `Example`."""
        actual = response if isinstance(response, HttpResponse) else HttpResponse.of(response)
        rows = [_row("status", "", self._response.status, actual.status)]
        return self._check("response", rows, self._response, actual, dialect)

    def check_request(
        self, request: Any, *, dialect: str = "reference", variables: Mapping[str, JSON] | None = None
    ) -> MatchResult:
        """See `Example`."""
        actual = request if isinstance(request, HttpRequest) else HttpRequest.of(request)
        expected = self._request
        rows = [
            _row("method", "", expected.method.upper(), actual.method.upper()),
            _row("path", "", expected.path, actual.path),
        ]
        sent = _by_name(parse_qsl(actual.query, keep_blank_values=True))
        for name in dict.fromkeys((*expected.query, *sent)):
            rows.append(_row("query", name, _listed(expected.query.get(name)), _listed(sent.get(name))))
        return self._check("request", rows, expected, actual, dialect)

    def check_message(
        self,
        contents: Message | bytes | str | None,
        metadata: Mapping[str, JSON] | None = None,
        *,
        part: str = "request",
        index: int = 0,
        dialect: str = "reference",
        variables: Mapping[str, JSON] | None = None,
    ) -> MatchResult:
        """See `Example`; there are no messages."""
        text = "the example is a request with its response: use check_request and check_response"
        reason = Reason(ReasonCode.WRONG_KIND, text)
        return MatchResult("error", reason=reason, subject="message", dialect=dialect, actual=contents, example=self)

    def _check(
        self,
        subject: str,
        rows: list[_Row],
        expected: ExpectedRequest | ExpectedResponse,
        actual: HttpRequest | HttpResponse,
        dialect: str,
    ) -> MatchResult:
        check_dialect(dialect)
        try:
            return self._compare(subject, rows, expected, actual, dialect)
        except Exception as error:
            return broken_check(error, subject, dialect, actual, self)

    def _compare(
        self,
        subject: str,
        rows: list[_Row],
        expected: ExpectedRequest | ExpectedResponse,
        actual: HttpRequest | HttpResponse,
        dialect: str,
    ) -> MatchResult:
        hidden = RedactionFilter.of(actual.redacted)
        lost: Reason | None = None
        for name, values in expected.headers.items():
            lines = actual.headers.by_name.get(name.lower())
            if lines is None and name.lower() in actual.not_recorded:
                lost = Reason(ReasonCode.NOT_RECORDED, f"not recorded: header {name}")
            elif name.lower() not in hidden.headers:
                rows.append(_row("headers", name, ", ".join(values), MISSING if lines is None else ", ".join(lines)))
        body: Explained | None = None
        mismatches = [mismatch for _, _, row in rows for mismatch in row.mismatches]
        try:
            body, differences = _body(expected.body, actual)
            mismatches += differences
        except CannotCheck as error:
            lost = lost or error.reason
        kept, unsure = hidden.keep(mismatches) if hidden else (mismatches, None)
        kept = settle(kept)
        verdict, reason = judge(kept, lost or unsure)
        explanation = Explanation(tuple(rows), body)
        return MatchResult(
            verdict,
            tuple(kept),
            reason=reason,
            subject=subject,
            dialect=dialect,
            actual=actual,
            example=self,
            explain=lambda: explanation,
            unchecked=lambda: tuple(hidden.unchecked()),
        )


def _row(part: str, name: str, expected: Value, actual: Value) -> _Row:
    if expected == actual:
        return part, name, Explained((), expected, actual, "equal")
    codes = {"query": "missing-parameter", "headers": "missing-header"}
    code = codes.get(part, part) if actual is MISSING else {"headers": "header-value"}.get(part, part)
    code = "extra-parameter" if part == "query" and expected is MISSING else code
    mismatch = Mismatch(part, name, "equality" if code == "query" else code, None, expected, actual)
    return part, name, Explained((), expected, actual, "differs", None, (mismatch,))


def _by_name(query: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in query:
        values.setdefault(name, []).append(value)
    return values


def _listed(values: Sequence[str] | None) -> Any:
    return MISSING if values is None else ", ".join(values)


def _body(expected: ExpectedBody, actual: HttpRequest | HttpResponse) -> tuple[Explained | None, list[Mismatch]]:
    if expected.presence == "missing":
        return None, []
    if actual.body is NOT_RECORDED:
        raise CannotCheck("not recorded: the body", ReasonCode.NOT_RECORDED)
    data = actual.body or b""
    assert isinstance(data, bytes)
    if expected.presence != "present":
        return None, [Mismatch("body", "$", "body-unexpected", None, MISSING, data)] if data else []
    if not data:
        return None, [Mismatch("body", "$", "body-missing", None, expected.data, data)]
    if not expected.has_value:
        if data == expected.data:
            return None, []
        wanted, sent = (side.decode("utf-8", "replace") for side in (expected.data, data))
        return None, [Mismatch("body", "$", "equality", None, wanted, sent)]
    try:
        value = parse_json(data)
    except NotJson as error:
        reason = str(error)
        facts = {"format": "JSON", "reason": f"{reason[:1].upper()}{reason[1:]}."}
        return None, [Mismatch("body", "$", "parse", None, expected.value, data, (), facts)]
    node = ExactNode(expected.value)
    return explain(node, value, "body"), [] if node.ok(value) else collect(node, value, "body")
