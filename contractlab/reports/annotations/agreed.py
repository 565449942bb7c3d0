"""What contracts, recordings and an API document say differently, as findings with a line in the contract."""

from __future__ import annotations

from contractlab.openapi.agreement.check import Agreement
from contractlab.openapi.agreement.findings import Finding as Disagreement
from contractlab.reports.annotations.finding import Finding, Level, make_finding
from contractlab.views.words import short_place

__all__ = ["findings_of_agreement"]


def findings_of_agreement(agreement: Agreement) -> list[Finding]:
    """Every finding at its value in the contract, errors first; of a recording at its place in the document."""
    return [_finding(each) for each in agreement.findings]


def _finding(own: Disagreement) -> Finding:
    level: Level = "error" if own.is_error else "warning"
    if own.example is None:
        return make_finding(level, f"document/{own.code.value}", f"capture {own.capture}", own.text, own.there)
    contract = own.example.contract
    title = f"{contract.consumer} → {contract.provider}: {own.example.description}"
    place = own.value_at or own.here or own.example.location
    message = f"{own.text} ({short_place(own.there)})"
    return make_finding(level, f"document/{own.code.value}", title, message, place)
