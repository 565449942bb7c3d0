"""Contracts and recordings against an API document: `check_agreement`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any

from contractlab.captures import AnyCapture, Capture
from contractlab.contracts.contract import Example
from contractlab.contracts.format import format_of
from contractlab.contracts.sample_exchange import OwnPart
from contractlab.openapi.agreement.allowed import AskedBody
from contractlab.openapi.agreement.exchange import Exchange
from contractlab.openapi.agreement.findings import Finding, FindingCode, Severity, moved, says_the_same
from contractlab.openapi.agreement.requests import check_path, check_paths_beside, check_request
from contractlab.openapi.agreement.responses import check_response
from contractlab.openapi.agreement.routing import Router
from contractlab.openapi.document import ApiDocument
from contractlab.openapi.operations import Operation
from contractlab.values.display import Shown
from contractlab.values.headers import Headers
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_path import read_path
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch
from contractlab.values.pickling import lasting_state
from contractlab.values.result import Verdict
from contractlab.values.source import Location
from contractlab.values.tables import Column, ColumnKind, make_table
from contractlab.values.text import count

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FINDING_COLUMNS", "Agreement", "check_agreement"]

FINDING_COLUMNS = (
    Column("severity", "how serious it is", ColumnKind.ORDERED, tuple(map(str, Severity))),
    Column("code", "what does not agree"),
    Column("consumer", "of the example; empty for a recording"),
    Column("example", "description; empty for a recording"),
    Column("capture", "file and number of the recording; empty for an example"),
    Column("path", "JSON path in bodies, else the name"),
    Column("text", "the whole sentence"),
    Column("contract", "file and line in the contract"),
    Column("document", "file and line in the API document"),
    Column("pointer", "JSON pointer into the API document"),
)


class Agreement(Shown):
    """What contracts, recordings and a document say differently.

    Attributes
    ----------
    document : ApiDocument
    findings : tuple of Finding
        Errors first, in file order.
    examples : int
        Examples of HTTP that were checked.
    captures : int
        Recordings that were checked.
    used : dict of Operation to int
        Examples of each operation.
    seen : dict of Operation to int
        Recordings of each operation.
    held : tuple of Example
        Examples that were checked.
    operations : tuple of Operation or None
        Of each of these; None where none fits.
    """

    def __init__(
        self,
        document: ApiDocument,
        findings: Iterable[Finding],
        examples: int,
        captures: int,
        used: Counter[Operation],
        seen: Counter[Operation],
        held: Iterable[Example] = (),
        operations: Iterable[Operation | None] = (),
    ) -> None:
        self.document = document
        self.findings = tuple(sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR))
        self.examples = examples
        self.captures = captures
        self.used = used
        self.seen = seen
        self.held = tuple(held)
        self.operations = tuple(operations)

    @property
    def name(self) -> str:
        """Title and version of the document; the name of the file where it has no title."""
        return f"{self.document.title or self.document.source.name} {self.document.version}".strip()

    @cached_property
    def _by_example(self) -> dict[int, list[Finding]]:
        grouped: dict[int, list[Finding]] = {id(example): [] for example in self.held}
        for finding in self.findings:
            if finding.example is not None:
                grouped.setdefault(id(finding.example), []).append(finding)
        return grouped

    def findings_of(self, example: Example) -> tuple[Finding, ...]:
        """What one example and the document say differently, errors first."""
        return tuple(self._by_example.get(id(example), ()))

    def verdict_of(self, example: Example) -> Verdict | None:
        """``"failed"`` if a finding of an example is an error, else ``"passed"``; None for one that was not checked."""
        if id(example) not in self._by_example:
            return None
        return "failed" if any(finding.is_error for finding in self.findings_of(example)) else "passed"

    def again(self, examples: Iterable[Example]) -> Agreement:
        """The document against examples as they are now, and the recordings as they were held against it.

        Parameters
        ----------
        examples : iterable of Example
            Those that say what they said are not checked again; their places are those of the contract they are in.
        """
        return _with_examples(self, examples)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that break a build."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Findings to look at."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.WARNING)

    @property
    def passed(self) -> bool:
        """True if something was checked, and no finding is an error."""
        return bool(self.examples or self.captures) and not self.errors

    @property
    def unused(self) -> tuple[Operation, ...]:
        """Operations that no example uses."""
        return tuple(operation for operation in self.document.operations if operation not in self.used)

    @property
    def unseen(self) -> tuple[Operation, ...]:
        """Operations that no recording shows."""
        return tuple(operation for operation in self.document.operations if operation not in self.seen)

    def __getstate__(self) -> dict[str, Any]:
        return lasting_state(self)  # what is found by the identity of an example is not the same elsewhere

    def to_frame(self) -> pd.DataFrame:
        """One row for each finding: severity, code, consumer, example, capture, path, text, both places, pointer.

        The severity is an ordered category; ``contract`` and ``document`` are the places in both.
        """
        rows: list[tuple[Any, ...]] = [
            (
                str(finding.severity), finding.code.value,
                "" if finding.example is None else finding.example.contract.consumer,
                "" if finding.example is None else finding.example.description, finding.capture, finding.path,
                finding.text, "" if finding.here is None else str(finding.here), str(finding.there),
                finding.there.pointer,
            )
            for finding in self.findings
        ]  # fmt: skip
        return make_table(FINDING_COLUMNS, rows)

    def __repr__(self) -> str:
        return f"<Agreement: {count(len(self.errors), 'error')}, {count(len(self.warnings), 'warning')}>"


def check_agreement(
    document: ApiDocument, examples: Iterable[Example] = (), captures: Iterable[AnyCapture] = ()
) -> Agreement:
    """Hold examples and recordings against a document.

    Parameters
    ----------
    document : ApiDocument
    examples : iterable of Example
    captures : iterable of Capture

    Returns
    -------
    Agreement
    """
    router = Router(document)
    findings: list[Finding] = []
    seen: Counter[Operation] = Counter()
    recordings = 0
    for capture in captures:
        if not isinstance(capture, Capture) or capture.response is None:
            continue
        recordings += 1
        request = capture.relative_request
        exchange = Exchange(document, request, capture.response, None, capture.key, lambda *_: None)
        operation = _check(exchange, router)
        seen.update([operation] if operation is not None else [])
        findings += exchange.findings
    return _with_examples(Agreement(document, findings, 0, recordings, Counter(), seen), examples, router)


def _with_examples(before: Agreement, examples: Iterable[Example], router: Router | None = None) -> Agreement:
    """An agreement about other examples; of those that it held already, what it knows."""
    document = before.document
    router = Router(document) if router is None else router
    before_by_key = {
        (example.contract.consumer, example.contract.provider, example.key): (example, operation)
        for example, operation in zip(before.held, before.operations, strict=True)
    }
    findings: list[Finding] = []
    held: list[Example] = []
    operations: list[Operation | None] = []
    for example in examples:
        same = before_by_key.get((example.contract.consumer, example.contract.provider, example.key))
        if same is not None and says_the_same(same[0], example):
            held.append(example)
            operations.append(same[1])
            findings += [moved(finding, example) for finding in before.findings_of(same[0])]
            continue
        made = _of_example(document, example)
        if made is None:
            continue
        exchange, sent, answered = made
        held.append(example)
        operations.append(_check(exchange, router, sent, answered))
        findings += exchange.findings
    findings += [finding for finding in before.findings if finding.example is None]
    used = Counter(operation for operation in operations if operation is not None)
    return Agreement(document, findings, len(held), before.captures, used, before.seen, held, operations)


def _of_example(document: ApiDocument, example: Example) -> tuple[Exchange, OwnPart, OwnPart] | None:
    """The exchange of an example as it would be sent; None for what is not HTTP."""
    parts = {own.name: own for own in example.own_parts}
    sent, answered = parts.get("request"), parts.get("response")
    if sent is None or answered is None:
        return None
    request, response = sent.recording, answered.recording
    if not isinstance(request, HttpRequest) or not isinstance(response, HttpResponse):
        return None
    request = replace(request, headers=_declared(request.headers, example.request.headers))
    response = replace(response, headers=_declared(response.headers, example.response.headers))

    def locate(part: str, path: str) -> Location:
        tokens = read_path(path) if path.startswith("$") else None
        if not tokens:
            return example.contract.source.at(parts[part].pointer)
        value = Mismatch("body", path, "", None, MISSING, MISSING, tokens)
        return example.contract.source.at(format_of(example.contract).value_pointer(example, value, part, 0))

    return Exchange(document, request, response, example, "", locate), sent, answered


def _declared(headers: Headers, expected: Mapping[str, Any]) -> Headers:
    """Headers without a content type that a body only implies: the contract does not ask for it."""
    if any(name.lower() == "content-type" for name in expected):
        return headers
    return Headers([(name, value) for name, value in headers if name.lower() != "content-type"])


def _check(
    exchange: Exchange, router: Router, sent: OwnPart | None = None, answered: OwnPart | None = None
) -> Operation | None:
    """Check one exchange; gives the operation that it is of."""
    request = exchange.request
    route = router.find(request.method, request.path)
    if route is None:
        exchange.add(FindingCode.PATH, _no_route(router, request), "/paths", None, path=request.path)
        return None
    if not check_path(exchange, route):
        return None
    asked = None if sent is None else AskedBody(sent)
    if asked is not None:
        check_paths_beside(exchange, route, router, asked)
    check_request(exchange, route.operation, asked)
    check_response(exchange, route.operation, None if answered is None else AskedBody(answered))
    return route.operation


def _no_route(router: Router, request: HttpRequest) -> str:
    methods = router.methods_of(request.path)
    shown = request.path[:120]
    if methods:
        return f"the document has no {request.method} {shown}; it has {', '.join(methods)} there"
    servers = router.servers_of(request.method, request.path)
    if servers:
        listed = ", ".join(base or "/" for base in servers[:3])
        return f"the document has {request.method} {shown} on another server; it is served below {listed}"
    near = get_close_matches(request.path, router.paths.get(request.path.count("/") + 1, []), 3, 0.4)
    return f"the document has no path for {request.method} {shown}" + (f"; near: {', '.join(near)}" if near else "")
