"""The command ``contractlab infer``: a contract that recorded answers pass, to start from."""

from __future__ import annotations

from dataclasses import dataclass

import click

import contractlab as cl
from contractlab.cli.declare import argument, command, option
from contractlab.cli.file_names import FILE
from contractlab.cli.input_options import base_path_option, redact_option
from contractlab.cli.inputs import load_captures_of, project_settings, redaction_of, require_captures
from contractlab.cli.output import PASSED, UNREADABLE, draw, tell_refused
from contractlab.cli.verbosity import is_quiet
from contractlab.values.text import visible

__all__ = ["InferArguments", "infer"]

_MOST = 40
"""Things that were not dared that are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InferArguments:
    """Which answers, between whom, and where the contract is written."""

    captures: tuple[str, ...] = argument(nargs=-1, metavar="CAPTURES...", type=FILE)
    consumer: str = option("--consumer", required=True, metavar="NAME", help="Who asked.")
    provider: str = option("--provider", required=True, metavar="NAME", help="Who answered.")
    base_path: str = base_path_option("What stands before the paths of the captures.")
    openapi: str | None = option(
        "--openapi", metavar="FILE|URL", help="An API document that says which steps of a path vary."
    )
    spec_version: str | None = option(
        "--spec-version", metavar="VERSION", help="Of the contract: 4.0, 3.0 or 2.0 of Pact."
    )
    to: str | None = option("--to", metavar="FORMAT", help="pact, which is the default, or contractcase.")
    format: str | None = option("--format", metavar="FORMAT", hidden=True, help="The same as --to.")
    redact: tuple[str, ...] = redact_option("leave out")
    output: str | None = option(
        "--output",
        metavar="FILE",
        help="Write the contract there, or into a folder, or `-` for standard output; without, nothing is written.",
    )


@command(InferArguments)
def infer(arguments: InferArguments) -> int:
    """Make a contract of captures: requests as they were sent, answers as loose as they came.

    The captures pass against it; what was seen and is not asked for is listed with the reason.
    """
    if arguments.to and arguments.format and arguments.to != arguments.format:
        raise click.UsageError("--format is the same as --to: give one of them")
    settings = project_settings()
    if not arguments.captures and not settings.captures:
        raise click.UsageError("no captures: name a HAR or JSON lines file, or a folder of them")
    captures = load_captures_of(arguments.captures, settings, base_path=arguments.base_path)
    require_captures(captures)
    inferred = cl.infer(
        captures,
        consumer=arguments.consumer,
        provider=arguments.provider,
        redaction=redaction_of(arguments.redact, settings),
        openapi=arguments.openapi,
        spec_version=arguments.spec_version,
        format=arguments.to or arguments.format,
    )
    if arguments.output == "-":  # for a pipe: the contract and nothing else
        click.echo(inferred.contract.source.data, nl=False)
        return UNREADABLE if tell_refused(cl.Contracts([]), captures) else PASSED
    if not is_quiet():
        draw(inferred.contract)
        _tell(inferred)
    if arguments.output:
        path = inferred.save(arguments.output, unproved=True)
        if not is_quiet():
            click.echo(f"written: {visible(str(path))}")
    return UNREADABLE if tell_refused(cl.Contracts([]), captures) else PASSED


def _tell(inferred: cl.InferredDefinition) -> None:
    """What was not dared, and which captures are in no example."""
    if inferred.not_dared:
        click.echo("not asked for:")
    for each in inferred.not_dared[:_MOST]:
        click.echo(visible(f"  {each.path or 'the whole example'}  {each.why}  ({each.example})"))
    more = len(inferred.not_dared) - _MOST
    if more > 0:
        click.echo(f"  and {more:,} more")
    for lost in inferred.lost[:_MOST]:
        click.echo(visible(f"left out: {lost.name}: {lost.sentence}"))
    if inferred.left_out:
        count = len(inferred.left_out)
        left = f"{count:,} capture{'s are' if count > 1 else ' is'} in no example"
        click.echo(f"{left}: without an answer, messages, or such as no contract lets pass")
