"""Findings as a GitLab code quality report, which a merge request shows.

Form: "Code Quality", implement a custom tool: an array of objects with ``description``, ``check_name``,
``fingerprint``, ``location`` and ``severity``; fingerprints are unique within a report.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from contractlab.reports.annotations.finding import Finding

__all__ = ["code_quality"]

_SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}


def code_quality(findings: Iterable[Finding]) -> str:
    """Write findings as the JSON text of a code quality report.

    What lies in no file is left out, because GitLab refuses an entry without a path.
    """
    entries: list[dict[str, object]] = []
    seen: dict[str, int] = {}
    for finding in findings:
        if not finding.file or "://" in finding.file:
            continue
        repeats = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        unique = finding.fingerprint
        if repeats > 1:
            unique = hashlib.sha256(f"{unique} {repeats}".encode()).hexdigest()
        entries.append(
            {
                "description": f"{finding.title}: {finding.message}",
                "check_name": f"contractlab/{finding.rule}",
                "fingerprint": unique,
                "severity": _SEVERITIES[finding.level],
                "location": {"path": finding.file, "lines": {"begin": finding.line or 1}},
            }
        )
    return json.dumps(entries, indent=1)
