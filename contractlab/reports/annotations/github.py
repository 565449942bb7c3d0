"""Findings as workflow commands, which GitHub shows beside the line of the file.

Form and escapes: "Workflow commands for GitHub Actions", setting an error message; ``actions/toolkit`` escapes ``%``
and line ends everywhere, and ``:`` and ``,`` in properties.
"""

from __future__ import annotations

from collections.abc import Iterable

from contractlab.reports.annotations.finding import Finding

__all__ = ["github_commands"]

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def github_commands(findings: Iterable[Finding]) -> str:
    """Write findings as lines such as ``::error file=pacts/a.json,line=12,title=…::…``; no line end at the end."""
    return "\n".join(map(_command, findings))


def _command(finding: Finding) -> str:
    properties: dict[str, object] = {}
    if finding.file and "://" not in finding.file:
        properties["file"] = finding.file
        if finding.line is not None:
            properties["line"] = finding.line
    properties["title"] = finding.title
    written = ",".join(f"{name}={str(value).translate(_PROPERTY)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.level]} {written}::{finding.message.translate(_DATA)}"
