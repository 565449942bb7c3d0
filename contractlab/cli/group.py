"""The command line: ``contractlab show | lint | verify | report | record | broker | tour``.

Exit status: 0 passed; 1 a verdict that is failed, error or not exercised; 2 input that cannot be read, or usage; 3 an
internal error.
"""

from __future__ import annotations

import gc
import traceback
from importlib import import_module
from typing import Any

import click

from contractlab.__about__ import __version__
from contractlab.cli.output import INTERNAL, UNREADABLE, complain, use_utf8
from contractlab.errors import ContractLabError
from contractlab.values.text import visible

__all__ = ["COMMANDS", "main"]

COMMANDS = ("broker", "coverage", "crosscheck", "lint", "record", "report", "show", "tour", "verify")
"""Names of all commands; each lives in the module of this folder that is called like it, under the same name."""


class _Group(click.Group):
    """Imports a command when it is asked for, and turns errors into exit statuses."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """See `click.Group`."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """See `click.Group`; by name, so that a command costs nothing where another one runs."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"contractlab.cli.{cmd_name}"), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """See `click.Group`."""
        try:
            return super().invoke(ctx)
        except ContractLabError as error:
            complain(error)
            ctx.exit(UNREADABLE)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            # A traceback is long, and may repeat what a recording says: it is written where it was asked for.
            if ctx.params.get("debug"):
                click.echo("\n".join(map(visible, traceback.format_exc().splitlines())), err=True)
            fault = " ".join(f"{type(error).__name__}: {error}".split())
            complain(f"{fault}. This is a fault in contractlab, not in your input; contractlab --debug … shows where.")
            ctx.exit(INTERNAL)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="contractlab", message="contractlab %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an internal error.")
def main(debug: bool) -> None:
    """Explore consumer-driven contracts: read them, check captured responses, see what differs and why."""
    # A command builds many objects that live until it ends; looking through them again and again takes a third of it.
    gc.set_threshold(200_000, 20, 100)
    use_utf8()
