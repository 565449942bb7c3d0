"""The command ``contractlab diff``: what new versions of contracts ask for, compared with the old ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import click

import contractlab as cl
from contractlab.cli.declare import argument, command
from contractlab.cli.file_names import FILE
from contractlab.cli.output import BROKEN, PASSED, UNREADABLE, draw, tell_refused
from contractlab.cli.output_format import echo_findings, output_format_option, write_findings
from contractlab.cli.standard_input import with_standard_input
from contractlab.cli.verbosity import is_quiet
from contractlab.reports.annotations import ASKS_NEW, Finding, findings_of_changes, findings_of_presence
from contractlab.values.json_types import JSON
from contractlab.values.patterns import expand_patterns
from contractlab.values.text import visible

__all__ = ["DiffArguments", "diff"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffArguments:
    """Which versions, and how the difference is written."""

    old: str = argument(metavar="OLD", type=FILE)
    new: str = argument(metavar="NEW", type=FILE)
    output_format: str = output_format_option(of_run=False)


class _Versions:
    """A contract in its old and its new version; one of them is missing where it is new, or gone."""

    def __init__(self, old: cl.Contract | None, new: cl.Contract | None) -> None:
        self.old, self.new = old, new

    @cached_property
    def comparison(self) -> cl.Comparison | None:
        return None if self.old is None or self.new is None else cl.compare(self.old, self.new)

    @property
    def contract(self) -> cl.Contract:
        """The version that is there, the new one before the old one."""
        contract = self.new if self.new is not None else self.old
        assert contract is not None
        return contract

    @property
    def findings(self) -> list[Finding]:
        if self.comparison is not None:
            return findings_of_changes(self.comparison)
        return findings_of_presence(self.contract, added=self.old is None)

    @property
    def asks_new(self) -> bool:
        """True if something is asked that was not asked before."""
        if self.comparison is None:
            return self.old is None
        return any(change.effect in ASKS_NEW for change in self.comparison.changes)


@command(DiffArguments, broken="a new contract asks for more than the old one, or for something else")
def diff(arguments: DiffArguments) -> int:
    """Say what NEW asks for that OLD did not: two contracts, or folders, whose contracts are paired by their names."""
    old, new = _load(arguments.old), _load(arguments.new)
    if tell_refused(old) | tell_refused(new):
        return UNREADABLE
    for typed, contracts in ((arguments.old, old), (arguments.new, new)):
        if not contracts:
            raise click.UsageError(f"{visible(typed)}: no contract: it holds no JSON file that is one. Check the path.")
    versions = list(_paired(old, new))
    findings = [finding for each in versions for finding in each.findings]
    form = arguments.output_format
    if form == "json":
        click.echo(json.dumps(_document(versions), indent=1))
    elif form not in ("text", "github"):
        write_findings(findings, form, "diff")
    else:
        if is_quiet():
            echo_findings(findings)
        else:
            _draw(versions)
        if form == "github":
            write_findings(findings, form, "diff")
    return BROKEN if any(each.asks_new for each in versions) else PASSED


def _load(typed: str) -> cl.Contracts:
    return cl.load_all(*with_standard_input(expand_patterns([typed])))


def _paired(old: cl.Contracts, new: cl.Contracts) -> Iterator[_Versions]:
    """Two contracts as they were named; several by consumer and provider, in the order of the new ones."""
    if len(old) == len(new) == 1:
        yield _Versions(old[0], new[0])
        return
    left: dict[tuple[str, str], list[cl.Contract]] = {}
    for contract in old:
        left.setdefault((contract.consumer, contract.provider), []).append(contract)
    for contract in new:
        candidates = left.get((contract.consumer, contract.provider), [])
        # Of several with the same names, those of one file name belong together.
        same = [each for each in candidates if _file(each) == _file(contract)] or candidates
        partner = same[0] if same else None
        if partner is not None:
            candidates.remove(partner)
        yield _Versions(partner, contract)
    for contracts in left.values():
        for contract in contracts:
            yield _Versions(contract, None)


def _file(contract: cl.Contract) -> str:
    return "" if contract.path is None else contract.path.name


def _draw(versions: list[_Versions]) -> None:
    for number, each in enumerate(versions):
        if len(versions) > 1:
            click.echo(f"{'' if not number else chr(10)}{_label(each.contract)}")
        if each.comparison is not None:
            draw(each.comparison)
        else:
            for finding in each.findings:
                click.echo(finding.message)


def _label(contract: cl.Contract) -> str:
    return visible(f"{contract.consumer} → {contract.provider}")


def _document(versions: list[_Versions]) -> JSON:
    """What differs, for other programs.

    Returns
    -------
    dict
        ``asks_new`` tells whether anything is asked that was not; ``contracts`` has an object for each contract with
        ``changes``, whose ``effect`` is ``"more"``, ``"other"``, ``"less"`` or ``"same"``.
    """
    hide = cl.Redaction().redact_text
    return {
        "asks_new": any(each.asks_new for each in versions),
        "contracts": [
            {
                "consumer": each.contract.consumer,
                "provider": each.contract.provider,
                "old": None if each.old is None else hide(each.old.source.name),
                "new": None if each.new is None else hide(each.new.source.name),
                "asks_new": each.asks_new,
                "changes": [
                    {
                        "example": change.example,
                        "key": change.key,
                        "part": change.part,
                        "path": change.path,
                        "effect": change.effect,
                        "message": hide(change.message),
                    }
                    for change in (each.comparison.changes if each.comparison is not None else ())
                ],
            }
            for each in versions
        ],
    }
