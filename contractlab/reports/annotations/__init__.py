"""Findings for programs that show them beside the file: GitHub, GitLab, and whatever reads SARIF."""

from contractlab.reports.annotations.agreed import findings_of_agreement
from contractlab.reports.annotations.asked import ASKS_NEW, findings_of_changes, findings_of_presence
from contractlab.reports.annotations.finding import Finding, findings_of_contracts, findings_of_run
from contractlab.reports.annotations.github import github_commands
from contractlab.reports.annotations.gitlab import code_quality
from contractlab.reports.annotations.junit import junit_findings
from contractlab.reports.annotations.sarif import sarif_log

__all__ = [
    "ASKS_NEW",
    "Finding",
    "code_quality",
    "findings_of_agreement",
    "findings_of_changes",
    "findings_of_contracts",
    "findings_of_presence",
    "findings_of_run",
    "github_commands",
    "junit_findings",
    "sarif_log",
]
