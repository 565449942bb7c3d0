"""Environment variables of the command line: one for every option, named after its command and its spelling.

``contractlab verify --junit`` is ``CONTRACTLAB_VERIFY_JUNIT``; what is typed comes first.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from typing import Any

import click
from click.core import ParameterSource

__all__ = ["PREFIX", "ListedArgument", "ListedOption", "name_variables", "split_words"]

PREFIX = "CONTRACTLAB"


class ListedOption(click.Option):
    """An option of which a variable may hold several values; a fault in it names the variable."""

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """See `click.Parameter`."""
        try:
            return super().process_value(ctx, value)
        except click.BadParameter as error:
            if ctx.get_parameter_source(self.name or "") is ParameterSource.ENVIRONMENT:
                words = f"{error.message} It stands in the variable {_variable(self)}."
                raise click.BadParameter(words, ctx, self) from None
            raise

    def value_from_envvar(self, ctx: click.Context) -> Any:
        """See `click.Parameter`."""
        return _values(self, ctx) if self.multiple else super().value_from_envvar(ctx)


class ListedArgument(click.Argument):
    """The same for an argument."""

    def value_from_envvar(self, ctx: click.Context) -> Any:
        """See `click.Parameter`."""
        return _values(self, ctx) if self.nargs != 1 else super().value_from_envvar(ctx)


def _values(parameter: click.Parameter, context: click.Context) -> tuple[str, ...] | None:
    text = parameter.resolve_envvar_value(context)
    return None if text is None else split_words(text, _variable(parameter))


def _variable(parameter: click.Parameter) -> str:
    """The variable of a parameter, of several the one that is set."""
    named = [parameter.envvar] if isinstance(parameter.envvar, str) else list(parameter.envvar or ())
    return next((name for name in named if os.environ.get(name)), "")


def split_words(text: str, variable: str) -> tuple[str, ...]:
    """Several values of one variable: separated by spaces, in quotes where they have some.

    Raises
    ------
    click.UsageError
        If a quote does not end.
    """
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split = True
    lexer.commenters = lexer.escape = ""  # paths of Windows keep their signs
    try:
        return tuple(lexer)
    except ValueError:
        raise click.UsageError(
            f"{variable}: a quote in it does not end; put values with spaces or quotes between other quotes"
        ) from None


def name_variables(command: click.Command, common: Sequence[click.Option], *path: str) -> None:
    """Let every parameter of a command be set by a variable, and say so in its help.

    Parameters
    ----------
    command : click.Command
    common : sequence of click.Option
        What it takes beside its own parameters.
    *path : str
        How it is called, after ``contractlab``.
    """
    prefix = "_".join((PREFIX, *(_upper(name) for name in path)))
    sample = f"{prefix}_QUIET"
    for parameter in (*command.params, *common):
        variable = f"{prefix}_{_upper(_spelling(parameter))}"
        named = [parameter.envvar] if isinstance(parameter.envvar, str) else list(parameter.envvar or ())
        if variable not in named:
            parameter.envvar = [*named, variable]
        if sample.endswith("_QUIET") and isinstance(parameter, click.Option) and not parameter.is_flag:
            sample = variable
    marker = "Environment: "
    if marker not in (command.epilog or ""):
        words = (
            f"{marker}{prefix}_ and the name of an option set it, such as {sample}; 1 sets a flag, and several values "
            "are separated by spaces, with quotes around those that have some."
        )
        command.epilog = f"{command.epilog}\n\n{words}" if command.epilog else words


def _spelling(parameter: click.Parameter) -> str:
    """The name of an option as it is typed in full; of an argument, what it is called."""
    long = [spelling for spelling in parameter.opts if spelling.startswith("--")]
    return (long or [parameter.name or ""])[0].lstrip("-")


def _upper(name: str) -> str:
    return name.replace("-", "_").upper()
