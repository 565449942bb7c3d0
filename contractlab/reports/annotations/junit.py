"""Findings of a lint as JUnit XML: a suite for each file, a case for each kind of finding in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from contractlab.reports.annotations.finding import Finding

__all__ = ["junit_findings"]


def junit_findings(findings: Iterable[Finding], command: str = "lint") -> str:
    """Write findings as the text of a JUnit document; errors fail, warnings and notes are written as skipped.

    Parameters
    ----------
    findings : iterable of Finding
    command : str
        What found them, for the name of the document.

    Notes
    -----
    Without findings there is one case that passed, because servers take an empty document for a fault.
    """
    by_file: dict[str, dict[str, list[Finding]]] = {}
    for finding in findings:
        by_file.setdefault(finding.file or "contracts", {}).setdefault(finding.rule, []).append(finding)
    root = Element("testsuites", name=f"contractlab {command}")
    for file, by_rule in by_file.items():
        failed = sum(_fails(group) for group in by_rule.values())
        suite = SubElement(
            root,
            "testsuite",
            name=file,
            tests=str(len(by_rule)),
            failures=str(failed),
            errors="0",
            skipped=str(len(by_rule) - failed),
        )
        for rule, group in by_rule.items():
            _add_case(suite, file, rule, group)
    if not by_file:
        suite = SubElement(root, "testsuite", name="contracts", tests="1", failures="0", errors="0", skipped="0")
        SubElement(suite, "testcase", classname="contracts", name=command)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode")


def _fails(group: Sequence[Finding]) -> bool:
    return any(finding.level == "error" for finding in group)


def _add_case(suite: Element, file: str, rule: str, group: Sequence[Finding]) -> None:
    line = next((finding.line for finding in group if finding.line is not None), None)
    place = {} if line is None or not group[0].file else {"file": file, "line": str(line)}
    case = SubElement(suite, "testcase", {"classname": file, "name": rule, **place})
    outcome = SubElement(case, "failure" if _fails(group) else "skipped", message=group[0].message)
    if _fails(group):
        outcome.text = "\n".join(
            f"{finding.file}:{finding.line}: {finding.level}: {finding.message}" for finding in group
        )
