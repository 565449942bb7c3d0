"""One exchange that is held against a document: of an example, or recorded; and how findings of it are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from contractlab.contracts.contract import Example
from contractlab.openapi.agreement.findings import Finding, FindingCode
from contractlab.openapi.document import ApiDocument
from contractlab.openapi.operations import Operation
from contractlab.openapi.references import Place
from contractlab.values.display import quiet
from contractlab.values.headers import Headers
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import PathToken, format_path
from contractlab.values.source import Location

__all__ = ["Exchange", "header_text", "json_body"]

_LONGEST = 400


@quiet
@dataclass(slots=True)
class Exchange:
    """A request with its answer.

    Attributes
    ----------
    document : ApiDocument
    request : HttpRequest
    response : HttpResponse
    example : Example or None
        None for a recording.
    capture : str
        Key of the recording.
    locate : callable
        From ``"request"`` or ``"response"``, and the path of a finding, to the place in the contract; None for a
        recording.
    findings : list of Finding
        Filled as it is checked.
    """

    document: ApiDocument
    request: HttpRequest
    response: HttpResponse
    example: Example | None
    capture: str
    locate: Callable[[str, str], Location | None]
    findings: list[Finding] = field(default_factory=list)

    @property
    def asks_rightly(self) -> bool:
        """True if the request is meant to be a good one: what is answered with 400 or above may break the rules."""
        return (self.response.status or 0) < 400

    @property
    def query(self) -> list[tuple[str, str]]:
        """Parameters of the query, as sent."""
        return parse_qsl(self.request.query, keep_blank_values=True)

    def add(
        self,
        code: FindingCode,
        text: str,
        there: Place | str,
        operation: Operation | None,
        *,
        part: str = "request",
        path: str = "",
    ) -> None:
        """Note a finding.

        Parameters
        ----------
        code : FindingCode
        text : str
        there : Place or str
            In the document; a text is a JSON pointer.
        operation : Operation or None
        part : str
            ``"request"`` or ``"response"``.
        path : str
            As in `Finding`.
        """
        shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
        place = self.document.location(there)
        here, value = self.locate(part, ""), self.locate(part, path)
        self.findings.append(Finding(code, shown, self.example, self.capture, path, here, place, operation, value))


def header_text(headers: Headers, name: str) -> str | None:
    """The value of a header, its lines joined with commas; None where there is none."""
    lines = [value for key, value in headers if key.lower() == name.lower()]
    return ",".join(lines) if lines else None


def json_body(message: HttpRequest | HttpResponse) -> Any:
    """The body as JSON; MISSING where there is none, or it is none."""
    body = message.body
    if not isinstance(body, bytes) or not body:
        return MISSING
    try:
        return parse_json(body)
    except NotJson:
        return MISSING


def path_of(tokens: Sequence[PathToken]) -> str:
    """Tokens as a JSON path."""
    return format_path(tuple(tokens))
