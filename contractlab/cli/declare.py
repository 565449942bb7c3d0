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
from inspect import cleandoc
from typing import Any, ClassVar, Protocol, TypeVar

import click

__all__ = ["argument", "command", "option"]

_DECLARATION = "click"


class Arguments(Protocol):
    """A frozen dataclass whose fields are made by `argument` and `option`."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


A = TypeVar("A", bound=Arguments)


@dataclass(frozen=True, slots=True)
class _Declaration:
    """What click is told of a field.

    Attributes
    ----------
    kind : type
        `click.Argument` or `click.Option`.
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
        return self.kind([*self.spellings, name], **self.settings)


def argument(**settings: Any) -> Any:
    """Declare a field as a positional argument; `settings` are those of `click.Argument`."""
    return field(metadata={_DECLARATION: _Declaration(click.Argument, (), settings)})


def option(*spellings: str, **settings: Any) -> Any:
    """Declare a field as an option; `settings` are those of `click.Option`."""
    return field(metadata={_DECLARATION: _Declaration(click.Option, spellings, settings)})


def command(
    arguments: type[A], kind: type[click.Command] = click.Command, name: str | None = None
) -> Callable[[Callable[[A], int]], click.Command]:
    """Make a command of a function that takes `arguments` and returns the exit status.

    Parameters
    ----------
    arguments : type
        A dataclass whose fields are made by `argument` and `option`; ``--help`` lists them in their order, those of a
        base class first.
    kind : type of click.Command
        For a command that reads its arguments in another way.
    name : str, optional
        What is typed, where it is no name of a function.

    Returns
    -------
    callable
        A decorator. The command is called like the function, and its docstring is the help.
    """

    def make(body: Callable[[A], int]) -> click.Command:
        def run(**values: Any) -> None:
            sys.exit(body(arguments(**values)))

        return kind(
            name if name is not None else body.__name__,
            callback=run,
            help=cleandoc(body.__doc__ or ""),
            params=[declared.metadata[_DECLARATION].parameter(declared.name) for declared in fields(arguments)],
        )

    return make
