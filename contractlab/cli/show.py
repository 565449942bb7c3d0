"""The command ``contractlab show``: contracts, single examples and captures on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import click

import contractlab as cl
from contractlab.cli.declare import argument, command, option
from contractlab.cli.file_names import FILE
from contractlab.cli.inputs import (
    InputKind,
    contract_files,
    kind_of,
    project_settings,
    redaction_of,
    require_names,
)
from contractlab.cli.output import PASSED, UNREADABLE, draw, draw_document, tell_refused
from contractlab.cli.standard_input import StandardInput, with_standard_input
from contractlab.settings import Settings
from contractlab.values.patterns import expand_patterns

__all__ = ["ShowArguments", "show"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowArguments:
    """What to show."""

    paths: tuple[str, ...] = argument(nargs=-1, metavar="PATH...")
    examples: tuple[str, ...] = option("--example", multiple=True, metavar="NAME", help="Show these examples in full.")
    captures: tuple[str, ...] = option(
        "--captures",
        multiple=True,
        metavar="PATH",
        type=FILE,
        help="Show these captures; folders need it.",
    )


@command(ShowArguments)
def show(arguments: ShowArguments) -> int:
    """Show contracts or captures; of both, what matches what; with --example, single examples in full."""
    settings = project_settings()
    typed = expand_patterns(arguments.paths) if arguments.captures else contract_files(arguments.paths, settings)
    sources = with_standard_input(typed)
    captures = with_standard_input(expand_patterns(arguments.captures))
    recordings = [*captures, *(source for source in sources if kind_of(source) is InputKind.CAPTURES)]
    contracts = [source for source in sources if source not in recordings]
    loaded = cl.load_all(*contracts) if contracts else cl.Contracts()
    complete = True
    if recordings:
        complete = _show_captures(recordings, loaded, settings)
    if contracts:
        complete = _show_contracts(loaded, arguments.examples) and complete
    return PASSED if complete else UNREADABLE


def _show_captures(sources: Sequence[str | StandardInput], contracts: cl.Contracts, settings: Settings) -> bool:
    """Draw captures, beside contracts with the example that each is matched to; True if all could be read."""
    captures = cl.load_captures(sources)
    captures.redaction = redaction_of((), settings)
    if contracts and captures:
        from contractlab.views.matches_model import build_matches

        draw_document(build_matches(cl.verify(contracts, captures, redaction=captures.redaction)))
        click.echo()
    else:
        draw(captures)
    return not tell_refused(cl.Contracts(), captures)


def _show_contracts(contracts: cl.Contracts, names: Sequence[str]) -> bool:
    """Draw contracts, or their examples of these names; True if every contract could be read."""
    if names:
        for example in _examples(contracts, names):
            draw(example)
    else:
        draw(contracts[0] if len(contracts) == 1 and not contracts.refused else contracts)
    return not tell_refused(contracts)


def _examples(contracts: cl.Contracts, names: Sequence[str]) -> list[cl.Example]:
    from contractlab.verification.inputs import select_examples

    require_names(contracts, names)
    return select_examples([example for contract in contracts for example in contract.examples], names)
