"""How a command is declared: a frozen dataclass of its arguments, and a function that takes it and gives a status.

.. code-block:: python

    @dataclass(frozen=True, slots=True, kw_only=True)
    class LintArguments:
        contracts: tuple[str, ...] = argument(nargs=-1, metavar="CONTRACT...")
        strict: bool = option("--strict", is_flag=True, help="Warnings fail as well.")


    @command(LintArguments)
    def lint(arguments: LintArguments) -> int:
        '''List what is odd about contracts, with file and line.'''
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import Field, dataclass, field, fields
from functools import cached_property
from inspect import cleandoc
from typing import Any, ClassVar, Protocol, TypeVar

import click
from click.core import ParameterSource

from contractlab.cli.environment import ListedArgument, ListedOption
from contractlab.cli.file_names import FILE, FOLDER
from contractlab.cli.verbosity import verbosity_options

__all__ = ["BROKEN_RUN", "Command", "argument", "command", "option", "refuse_given_beside"]

_DECLARATION = "click"
_COMPLETED = {"FILE": FILE, "FILE|URL": FILE, "CONTRACT...": FILE, "PATH...": FILE, "FOLDER": FOLDER}
"""What a shell completes, by what the help calls it."""

BROKEN_RUN = "a verdict that is failed, error or not exercised"
"""What exit status 1 says of the commands that judge a run."""


class Arguments(Protocol):
    """A frozen dataclass whose fields are made by `argument` and `option`."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


A = TypeVar("A", bound=Arguments)


@dataclass(frozen=True, slots=True)
class _Declaration:
    """What click learns of a field.

    Attributes
    ----------
    kind : type
        `ListedArgument` or `ListedOption`.
    spellings : tuple of str
        Of an option, as it is typed: ``-p``, ``--parameter``.
    settings : dict
        Everything else that click takes.
    """

    kind: type[click.Parameter]
    spellings: tuple[str, ...]
    settings: dict[str, Any]

    def parameter(self, name: str) -> click.Parameter:
        """Give click's own object, which hands the value over under the field's name."""
        completed = _COMPLETED.get(str(self.settings.get("metavar", "")))
        more: dict[str, Any] = {} if completed is None or "type" in self.settings else {"type": completed}
        return self.kind([*self.spellings, name], **self.settings, **more)


def argument(**settings: Any) -> Any:
    """Declare a field as a positional argument; `settings` are those of `click.Argument`."""
    return field(metadata={_DECLARATION: _Declaration(ListedArgument, (), settings)})


def option(*spellings: str, **settings: Any) -> Any:
    """Declare a field as an option; `settings` are those of `click.Option`."""
    return field(metadata={_DECLARATION: _Declaration(ListedOption, spellings, settings)})


def command(
    arguments: type[A],
    kind: type[Command] | None = None,
    name: str | None = None,
    *,
    broken: str = "",
) -> Callable[[Callable[[A], int]], click.Command]:
    """Make a command of a function that takes `arguments` and returns the exit status.

    Parameters
    ----------
    arguments : type
        A dataclass whose fields are made by `argument` and `option`; ``--help`` lists them in their order, those of a
        base class first.
    kind : type of Command, optional
        For a command that reads its arguments in another way.
    name : str, optional
        What is typed, where it is no name of a function.
    broken : str, optional
        What exit status 1 says, for the help; empty for a command that gives no verdict.

    Returns
    -------
    callable
        A decorator. The command is called like the function, and its docstring is the help.
    """

    def make(body: Callable[[A], int]) -> click.Command:
        def run(**values: Any) -> None:
            sys.exit(body(arguments(**values)))

        return (kind or Command)(
            name if name is not None else body.__name__,
            callback=run,
            help=cleandoc(body.__doc__ or ""),
            epilog=_statuses(broken),
            params=[declared.metadata[_DECLARATION].parameter(declared.name) for declared in fields(arguments)],
        )

    return make


def refuse_given_beside(option: str, *used: str) -> None:
    """Refuse what was typed, or set by a variable, and would have no effect beside an option.

    Parameters
    ----------
    option : str
        As it is typed.
    *used : str
        Names of the fields that have an effect beside it, itself among them.

    Raises
    ------
    click.UsageError
        If something else is given.
    """
    context = click.get_current_context()
    given = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)
    idle = [
        max(parameter.opts, key=len)
        for parameter in context.command.params
        if parameter.name not in used and context.get_parameter_source(parameter.name or "") in given
    ]
    if idle:
        raise click.UsageError(f"{option} goes without {' and '.join(idle)}")


class Command(click.Command):
    """A command that takes ``-q`` and ``-v`` beside the arguments that it declares."""

    @cached_property
    def common_options(self) -> list[click.Option]:
        """What every command takes; a spelling that the command has itself is the command's."""
        taken = {spelling for parameter in self.params for spelling in parameter.opts}
        return [each for each in verbosity_options() if not taken.intersection(each.opts)]

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """See `click.Command`; before the option that shows the help."""
        own = super().get_params(ctx)
        return [*own[: len(self.params)], *self.common_options, *own[len(self.params) :]]


def _statuses(broken: str) -> str:
    """What exit statuses mean, for the help."""
    good = f"0 passed; 1 {broken}" if broken else "0 done"
    return f"Exit status: {good}; 2 input that cannot be read, or usage; 3 a fault in contractlab."
