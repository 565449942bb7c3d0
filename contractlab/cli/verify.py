"""The command ``contractlab verify``: captured responses, or a running provider, against contracts."""

from __future__ import annotations

from dataclasses import dataclass, replace

import click

import contractlab as cl
from contractlab.cli.declare import BROKEN_RUN, command, option, refuse_given_beside
from contractlab.cli.inputs import (
    load_captures_of,
    load_contracts_of,
    project_settings,
    redaction_of,
    require_input,
    require_names,
)
from contractlab.cli.live_arguments import LiveArguments, ask, sources_of
from contractlab.cli.output import BROKEN, PASSED, UNREADABLE, status_of, tell_refused
from contractlab.cli.output_format import write_agreement, write_run
from contractlab.cli.run_arguments import load_second_hand, verifier_results_option
from contractlab.cli.standard_input import standard_input

__all__ = ["VerifyArguments", "verify"]

_SECOND_HAND = (
    "contracts", "captures", "only", "output", "dialect", "provider_version", "allow_not_exercised", "redact",
    "json_file", "junit", "sarif", "gitlab", "output_format", "verifier_results",
)  # fmt: skip
"""Fields that have an effect beside somebody else's verdicts, or are refused by name."""

_WITH_DOCUMENT = (
    "contracts", "captures", "base_path", "only", "openapi", "json_file", "junit", "sarif", "gitlab", "output_format",
)  # fmt: skip
"""Fields that have an effect beside an API document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyArguments(LiveArguments):
    """What every check takes, and where the run is saved."""

    output: str | None = option("--output", metavar="FILE", help="Save the run for cl.load_run; - is standard output.")
    verifier_results: str | None = verifier_results_option()
    openapi: str | None = option(
        "--openapi", metavar="FILE|URL", help="Hold contracts, and captures that are given, against an API document."
    )


@command(VerifyArguments, broken=BROKEN_RUN)
def verify(arguments: VerifyArguments) -> int:
    """Check captured responses, or a provider that is asked now, against contracts."""
    if arguments.openapi:
        return _against_document(arguments, arguments.openapi)
    if arguments.output == "-":
        if arguments.json_file:
            raise click.UsageError("--output - and --json go to one place; give one of them a file")
        arguments = replace(arguments, output=None, json_file="-")
    run = _run_of(arguments)
    write_run(run, arguments)
    return status_of(run)


def _against_document(arguments: VerifyArguments, document: str) -> int:
    """Exit status: 0 if nothing is an error, 1 if something is or nothing was checked, 2 for what cannot be read."""
    settings = project_settings()
    refuse_given_beside("--openapi", *_WITH_DOCUMENT)
    contracts = load_contracts_of(arguments.contracts, settings)
    require_names(contracts, arguments.only)
    captures = (
        load_captures_of(arguments.captures, settings, base_path=arguments.base_path)
        if arguments.captures
        else cl.Captures()
    )
    agreement = cl.verify(contracts, captures, openapi=_document(document), only=arguments.only or None)
    write_agreement(agreement, arguments)
    if tell_refused(contracts, captures):
        return UNREADABLE
    return PASSED if agreement.passed else BROKEN


def _document(place: str) -> cl.ApiDocument:
    if place != "-":
        return cl.load_openapi(place)
    given = standard_input()
    return cl.load_openapi(given.data, name=given.name)


def _run_of(arguments: VerifyArguments) -> cl.Run:
    settings = project_settings()
    contracts = load_contracts_of(arguments.contracts, settings)
    redaction = redaction_of(arguments.redact, settings)
    require_names(contracts, arguments.only)
    if arguments.verifier_results:
        if arguments.captures or arguments.only or arguments.output or arguments.dialect != "reference":
            raise click.UsageError("--verifier-results goes without --captures, --only, --output and --dialect")
        refuse_given_beside("--verifier-results", *_SECOND_HAND)
        return load_second_hand(arguments.verifier_results, contracts, arguments, redaction)
    sources = sources_of(arguments, settings)
    if sources is not None:
        asked = ask(sources, contracts, arguments, settings, redaction)
        if arguments.output:
            asked.save(arguments.output)
        return asked
    captures = load_captures_of(
        arguments.captures,
        settings,
        provider_version=arguments.provider_version,
        base_path=arguments.base_path,
    )
    require_input(contracts, captures)
    run = cl.verify(
        contracts,
        captures,
        dialect=arguments.dialect,
        only=arguments.only or None,
        allow_not_exercised=arguments.allow_not_exercised,
        redaction=redaction,
    )
    if arguments.output:
        run.save(arguments.output)
    return run
