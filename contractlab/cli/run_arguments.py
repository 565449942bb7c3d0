"""Arguments of the commands that check captures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import contractlab as cl
from contractlab.cli.declare import option
from contractlab.cli.input_options import (
    base_path_option,
    captures_option,
    contracts_argument,
    dialect_option,
    only_option,
    redact_option,
)
from contractlab.cli.output_format import output_format_option
from contractlab.cli.standard_input import standard_input

if TYPE_CHECKING:
    from contractlab.captures import Redaction
    from contractlab.verification.verifier_run import SecondHandRun

__all__ = ["RunArguments", "load_second_hand", "verifier_results_option"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunArguments:
    """What is checked against what, how, and which files of other programs are written."""

    contracts: tuple[str, ...] = contracts_argument()
    captures: tuple[str, ...] = captures_option()
    dialect: str = dialect_option("Whose verdicts: the Rust core's, or those of the specification's own cases.")
    only: tuple[str, ...] = only_option("check")
    allow_not_exercised: bool = option(
        "--allow-not-exercised", is_flag=True, help="Examples without a capture do not fail."
    )
    provider_version: str | None = option(
        "--provider-version", metavar="VERSION", help="Where the captures do not say it themselves."
    )
    base_path: str = base_path_option("What stands before the contract's paths; auto: find it for unmatched captures.")
    redact: tuple[str, ...] = redact_option()
    json_file: str | None = option("--json", metavar="FILE", help="Write the whole run as JSON; - for standard output.")
    junit: str | None = option("--junit", metavar="FILE", help="Write a JUnit file; - for standard output.")
    sarif: str | None = option("--sarif", metavar="FILE", help="Write a SARIF log; - for standard output.")
    gitlab: str | None = option(
        "--gitlab", metavar="FILE", help="Write a GitLab code quality report; - for standard output."
    )
    output_format: str = output_format_option()


def verifier_results_option() -> Any:
    """Declare the option that takes somebody else's verdicts instead of captures; it comes last among the options."""
    return option(
        "--verifier-results",
        metavar="FILE",
        help="Instead of captures: the JSON results of the Rust verifier, explained.",
    )


def load_second_hand(
    file: str, contracts: cl.Contracts, arguments: RunArguments, redaction: Redaction
) -> SecondHandRun:
    """Read the results of the Rust verifier beside the contracts that it checked.

    Raises
    ------
    InvalidCapture
        If they cannot be read.
    """
    return cl.load_verifier_results(
        standard_input().data if file == "-" else file,
        contracts,
        provider_version=arguments.provider_version,
        allow_not_exercised=arguments.allow_not_exercised,
        redaction=redaction,
    )
