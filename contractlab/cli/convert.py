"""The command ``contractlab convert``: contracts in another format or version, and what is lost on the way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

import contractlab as cl
from contractlab.cli.declare import command, option
from contractlab.cli.input_options import contracts_argument
from contractlab.cli.inputs import load_contracts_of, project_settings
from contractlab.cli.output import BROKEN, PASSED, UNREADABLE, tell_refused
from contractlab.cli.verbosity import is_quiet, note
from contractlab.errors import SaveConflict
from contractlab.values.files import is_folder
from contractlab.values.text import visible

__all__ = ["ConvertArguments", "convert"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertArguments:
    """Which contracts, what they become, and where they go."""

    contracts: tuple[str, ...] = contracts_argument()
    to: str | None = option("--to", metavar="FORMAT", help="pact, which is the default, or contractcase.")
    spec_version: str | None = option(
        "--spec-version", metavar="VERSION", help="Of the Pact specification: 1.0, 1.1, 2.0, 3.0 or 4.0, the default."
    )
    output: str = option(
        "-o",
        "--output",
        default="-",
        metavar="FILE",
        help="Where to: a file, a folder for several contracts, or - for standard output, the default.",
    )
    strict: bool = option("--strict", is_flag=True, help="Losses that change verdicts fail, as those of examples do.")


@command(ConvertArguments, broken="an example or a part of it is lost, with --strict anything that changes verdicts")
def convert(arguments: ConvertArguments) -> int:
    """Write contracts in another format or version. What that cannot say is listed with file and line."""
    contracts = load_contracts_of(arguments.contracts, project_settings())
    if not contracts and not contracts.refused:
        raise click.UsageError("no contract: the folder holds no JSON file that is one. Check the path.")
    into_folder = arguments.output.endswith(("/", "\\")) or is_folder(arguments.output)
    if len(contracts) > 1 and not into_folder:
        raise click.UsageError(f"{len(contracts)} contracts do not go into one file: give --output FOLDER/")
    made = [_converted(contract, arguments) for contract in contracts]
    for contract in made:
        _write(contract, arguments.output, into_folder)
    lost = [problem for contract in made for problem in contract.lost]
    for problem in lost:
        if problem.severity == "error" or arguments.strict or not is_quiet():
            click.echo(visible(cl.Redaction().redact_text(str(problem))), err=True)
    if tell_refused(contracts):
        return UNREADABLE
    breaking = {"error", "warning"} if arguments.strict else {"error"}
    return BROKEN if any(problem.severity in breaking for problem in lost) else PASSED


def _converted(contract: cl.Contract, arguments: ConvertArguments) -> cl.Contract:
    if arguments.to is None:
        return cl.convert(contract, spec_version=arguments.spec_version)
    return cl.convert(contract, arguments.to, spec_version=arguments.spec_version)


def _write(contract: cl.Contract, output: str, into_folder: bool) -> None:
    if output == "-":
        data = contract.to_bytes()
        click.echo(data, nl=not data.endswith(b"\n"))
        return
    if into_folder:
        try:
            Path(output).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SaveConflict(f"{output}: cannot be made: {error.strerror or error}") from None
    written = contract.save(output)
    note(f"{visible(contract.source.name)} written to {visible(written)}")
