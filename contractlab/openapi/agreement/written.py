"""An agreement as plain data, for other programs."""

from __future__ import annotations

from contractlab.openapi.agreement.check import Agreement
from contractlab.openapi.agreement.findings import Finding
from contractlab.openapi.operations import Operation
from contractlab.redaction import Redaction
from contractlab.values.json_types import JSON
from contractlab.values.source import Location

__all__ = ["agreement_document"]


def agreement_document(agreement: Agreement) -> dict[str, JSON]:
    """Findings, counts and operations of an agreement.

    Returns
    -------
    dict
        ``document``, ``passed``, ``examples``, ``captures``, ``findings`` and ``operations``; each finding with file,
        line and JSON pointer in both files.
    """
    return {
        "document": {
            "file": _hidden(agreement.document.source.name),
            "title": agreement.document.title,
            "version": agreement.document.version,
        },
        "passed": agreement.passed,
        "examples": agreement.examples,
        "captures": agreement.captures,
        "findings": [_finding(finding) for finding in agreement.findings],
        "operations": [
            {**_operation(each), "examples": agreement.used[each], "captures": agreement.seen[each]}
            for each in agreement.document.operations
        ],
    }


def _hidden(text: str) -> str:
    """Addresses without user names and tokens."""
    return Redaction().redact_text(text)


def _finding(finding: Finding) -> dict[str, JSON]:
    example = finding.example
    return {
        "severity": str(finding.severity),
        "code": finding.code.value,
        "message": _hidden(finding.text),
        "consumer": None if example is None else example.contract.consumer,
        "example": None if example is None else example.description,
        "capture": finding.capture or None,
        "path": finding.path,
        "contract": _place(finding.value_at or finding.here),
        "document": _place(finding.there),
        "operation": None if finding.operation is None else finding.operation.name,
    }


def _operation(operation: Operation) -> dict[str, JSON]:
    return {"name": operation.name, "method": operation.method, "path": operation.path}


def _place(location: Location | None) -> JSON:
    if location is None:
        return None
    return {"file": _hidden(location.file), "line": location.line, "pointer": location.pointer}
