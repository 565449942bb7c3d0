"""How much a command says beside what it was asked for: ``-q`` less, ``-v`` more."""

from __future__ import annotations

from typing import Any

import click
from click.core import ParameterSource

from contractlab.cli.environment import PREFIX, ListedOption

__all__ = ["is_quiet", "is_verbose", "note", "tell", "verbosity_options"]

_QUIET, _VERBOSE = "contractlab.quiet", "contractlab.verbose"


def verbosity_options(*, of_all: bool = False) -> list[click.Option]:
    """The options ``-q`` and ``-v``, which stand before or after the name of the command.

    Parameters
    ----------
    of_all : bool
        True before the name: there a variable sets them for every command.
    """
    return [
        ListedOption(
            ["-q", "--quiet"],
            envvar=f"{PREFIX}_QUIET" if of_all else None,
            is_flag=True,
            expose_value=False,
            callback=_keep(_QUIET),
            help="Only what is wrong, a line each.",
        ),
        ListedOption(
            ["-v", "--verbose"],
            envvar=f"{PREFIX}_VERBOSE" if of_all else None,
            is_flag=True,
            expose_value=False,
            callback=_keep(_VERBOSE),
            help="Also what was read, and from where.",
        ),
    ]


def is_quiet() -> bool:
    """True if nothing is to be written where all is well."""
    return _given(_QUIET)


def is_verbose() -> bool:
    """True if more is to be written."""
    return _given(_VERBOSE)


def note(text: str) -> None:
    """Write a remark on standard error, unless nothing is to be written."""
    if not is_quiet():
        click.echo(text, err=True)


def tell(text: str) -> None:
    """Write on standard error what only matters where more is to be written."""
    if is_verbose():
        click.echo(text, err=True)


def _keep(name: str) -> Any:
    opposite = _VERBOSE if name == _QUIET else _QUIET

    def keep(context: click.Context, parameter: click.Parameter, value: bool) -> None:
        if not value:
            return
        typed = context.get_parameter_source(parameter.name or "") is ParameterSource.COMMANDLINE
        if opposite in context.meta:
            if context.meta[opposite] == typed:
                raise click.UsageError("-q and -v: say less, or say more", context)
            if not typed:
                return  # what is typed comes before what a variable says
            del context.meta[opposite]
        context.meta[name] = typed or context.meta.get(name, False)

    return keep


def _given(name: str) -> bool:
    context = click.get_current_context(silent=True)
    return context is not None and name in context.meta
