"""What does not agree: codes, and a finding with its places in both files.

The codes but the last eight are those of the comparator of PactFlow (openapi-pact-comparator 1.7.0), and so is what is
an error and what a warning.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from contractlab.contracts.contract import Example
from contractlab.contracts.format import format_of
from contractlab.openapi.operations import Operation
from contractlab.values.display import quiet
from contractlab.values.json_rewriting import same_value
from contractlab.values.source import Location

__all__ = ["Finding", "FindingCode", "Severity", "moved", "says_the_same"]


class Severity(StrEnum):
    """How serious a finding is."""

    ERROR = "error"
    WARNING = "warning"


class FindingCode(StrEnum):
    """What does not agree."""

    PATH = "request.path-or-method.unknown"
    AUTHORIZATION = "request.authorization.missing"
    ACCEPT_UNKNOWN = "request.accept.unknown"
    ACCEPT = "request.accept.incompatible"
    SENT_TYPE_UNKNOWN = "request.content-type.unknown"
    SENT_TYPE_MISSING = "request.content-type.missing"
    SENT_TYPE = "request.content-type.incompatible"
    SENT_HEADER = "request.header.incompatible"
    SENT_HEADER_UNKNOWN = "request.header.unknown"
    QUERY = "request.query.incompatible"
    QUERY_UNKNOWN = "request.query.unknown"
    SENT_BODY = "request.body.incompatible"
    SENT_BODY_UNKNOWN = "request.body.unknown"
    STATUS = "response.status.unknown"
    STATUS_DEFAULT = "response.status.default"
    TYPE_UNKNOWN = "response.content-type.unknown"
    TYPE = "response.content-type.incompatible"
    HEADER = "response.header.incompatible"
    HEADER_UNDEFINED = "response.header.undefined"
    HEADER_UNKNOWN = "response.header.unknown"
    BODY = "response.body.incompatible"
    BODY_UNKNOWN = "response.body.unknown"
    PATH_VALUE = "request.path.value-refused"
    QUERY_VALUE = "request.query.value-refused"
    HEADER_VALUE = "request.header.value-refused"
    SENT_VALUE = "request.body.value-refused"
    NOT_REQUIRED = "response.body.not-required"
    REFUSED_HEADER = "response.header.value-refused"
    REFUSED_VALUE = "response.body.value-refused"
    UNREADABLE = "document.unreadable"


_WARNINGS = frozenset(
    {
        FindingCode.ACCEPT_UNKNOWN, FindingCode.SENT_TYPE_UNKNOWN, FindingCode.SENT_TYPE_MISSING,
        FindingCode.SENT_HEADER_UNKNOWN, FindingCode.QUERY_UNKNOWN, FindingCode.STATUS_DEFAULT,
        FindingCode.TYPE_UNKNOWN, FindingCode.HEADER_UNDEFINED, FindingCode.NOT_REQUIRED, FindingCode.REFUSED_VALUE,
        FindingCode.SENT_VALUE, FindingCode.PATH_VALUE, FindingCode.QUERY_VALUE, FindingCode.HEADER_VALUE,
        FindingCode.REFUSED_HEADER,
    }
)  # fmt: skip


@quiet
@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """Something that a contract, or a recording, and the document say differently.

    Attributes
    ----------
    code : FindingCode
    text : str
        A sentence; it may hold a stranger's words.
    example : Example or None
        None for a recording.
    capture : str
        Key of the recording; empty for an example.
    path : str
        JSON path, name of a header or parameter, or empty.
    here : Location or None
        The request or the response in the contract; None for a recording.
    there : Location
        In the document.
    operation : Operation or None
        None where no operation fits.
    value_at : Location or None
        The value of a body in the contract that it is about, where there is one; else as `here`.
    """

    code: FindingCode
    text: str
    example: Example | None
    capture: str
    path: str
    here: Location | None
    there: Location
    operation: Operation | None
    value_at: Location | None = None

    @property
    def severity(self) -> Severity:
        """Error or warning."""
        return Severity.WARNING if self.code in _WARNINGS else Severity.ERROR

    @property
    def is_error(self) -> bool:
        """True if it breaks a build."""
        return self.severity is Severity.ERROR

    def __repr__(self) -> str:
        return f"<Finding {self.code.value}: {self.text}>"


def says_the_same(before: Example, now: Example) -> bool:
    """True if what was found in an example holds for it as it is now."""
    if before is now:
        return True
    then, contract = before.contract, now.contract
    if (then.format, then.spec_version) != (contract.format, contract.spec_version) or before.kind != now.kind:
        return False
    # Of other formats, what stands elsewhere in the file decides, too.
    alike = before.document is now.document or same_value(dict(before.document), dict(now.document))
    return alike and format_of(contract).checks_by_content


def moved(finding: Finding, example: Example) -> Finding:
    """The same of an example that says the same in another text: its places are there."""
    before = finding.example
    if before is None or before is example:
        return finding

    def place(location: Location | None) -> Location | None:
        if location is None:
            return None
        return Location(example.contract.source, example.pointer + location.pointer.removeprefix(before.pointer))

    return replace(finding, example=example, here=place(finding.here), value_at=place(finding.value_at))
