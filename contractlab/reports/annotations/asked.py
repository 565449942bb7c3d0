"""What a new version of a contract asks for, as findings: more, and something else, break a build."""

from __future__ import annotations

from contractlab.contracts.contract import Contract, Example
from contractlab.editing.change import Change, Effect
from contractlab.editing.compare import Comparison
from contractlab.reports.annotations.finding import Finding, Level, make_finding
from contractlab.values.source import Location
from contractlab.views.words import count

__all__ = ["ASKS_NEW", "findings_of_changes", "findings_of_presence"]

ASKS_NEW: frozenset[Effect] = frozenset({"more", "other"})
"""Effects of a change that asks what was not asked before."""

_LEVELS: dict[Effect, Level] = {"more": "error", "other": "error", "less": "note", "same": "note"}


def findings_of_changes(comparison: Comparison) -> list[Finding]:
    """Every change at the example that it is about, what asks for something new first; rewordings are left out."""
    findings = [_change(change, comparison) for change in comparison.changes if change.effect != "same"]
    return sorted(findings, key=lambda finding: finding.level != "error")


def findings_of_presence(contract: Contract, *, added: bool) -> list[Finding]:
    """A contract that is new, or gone.

    Parameters
    ----------
    contract : Contract
    added : bool
        False if it is gone.
    """
    effect: Effect = "more" if added else "less"
    what = "a new contract" if added else "the contract is gone"
    message = f"{what}: {count(len(contract.examples), 'example')}."
    return [make_finding(_LEVELS[effect], f"asks/{effect}", _title(contract), message, contract.source.at(""))]


def _change(change: Change, comparison: Comparison) -> Finding:
    contract = comparison.new
    example = _example(change, contract)
    if example is None:
        contract = comparison.old
        example = _example(change, contract)
    place: Location = contract.source.at("") if example is None else example.location
    about = f" In “{change.example}”" if change.example else ""
    message = f"{change.part}: {change.message}" if not change.message.startswith(change.part) else change.message
    return make_finding(_LEVELS[change.effect], f"asks/{change.effect}", _title(contract), f"{message}{about}", place)


def _example(change: Change, contract: Contract) -> Example | None:
    if not change.key:
        return None
    return next((example for example in contract.examples if example.key == change.key), None)


def _title(contract: Contract) -> str:
    return f"{contract.consumer} → {contract.provider}"
