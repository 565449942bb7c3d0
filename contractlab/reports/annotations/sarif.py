"""Findings as SARIF 2.1.0 (OASIS), which GitHub's code scanning, Azure DevOps and editors read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from urllib.parse import quote

from contractlab.__about__ import __version__
from contractlab.reports.annotations.finding import Finding

__all__ = ["sarif_log"]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_KINDS = {
    "mismatch": "A provider's answer differs from what the contract asks for.",
    "error": "An example could not be checked, which is not a success.",
    "not-exercised": "No capture exercises an example.",
    "not-readable": "A contract cannot be read.",
    "asks": "A new version of a contract asks for something else than the old one.",
    "document": "A contract, or a recording, says something else than the API document.",
    "lint": "A contract may not do what its author thinks.",
}


def sarif_log(findings: Iterable[Finding]) -> str:
    """Write findings as the JSON text of a SARIF log with one run."""
    findings = list(findings)
    rules = list(dict.fromkeys(finding.rule for finding in findings))
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "contractlab",
                        "semanticVersion": __version__,
                        "rules": [
                            {"id": rule, "shortDescription": {"text": _KINDS[rule.partition("/")[0]]}} for rule in rules
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, rules.index(finding.rule)) for finding in findings],
            }
        ],
    }
    return json.dumps(log, indent=1)


def _result(finding: Finding, rule_index: int) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": finding.level,
        "message": {"text": f"{finding.title}: {finding.message}"},
        "partialFingerprints": {"contractlab/v1": finding.fingerprint},
    }
    if finding.file:
        address = finding.file if "://" in finding.file else quote(finding.file)
        physical: dict[str, object] = {"artifactLocation": {"uri": address}}
        if finding.line is not None:
            physical["region"] = {"startLine": finding.line}
        logical = [{"fullyQualifiedName": finding.pointer}] if finding.pointer else []
        result["locations"] = [{"physicalLocation": physical, "logicalLocations": logical}]
    return result
