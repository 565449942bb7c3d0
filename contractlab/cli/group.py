"""The command line: ``contractlab show | lint | verify | report | record | diff | convert | join | broker | tour …``.

Exit status: 0 passed; 1 a verdict that is failed, error or not exercised; 2 input that cannot be read, or usage; 3 an
internal error.
"""

from __future__ import annotations

import errno
import gc
import traceback
from importlib import import_module
from typing import Any

import click

from contractlab.__about__ import __version__
from contractlab.cli.declare import Command
from contractlab.cli.environment import PREFIX, name_variables
from contractlab.cli.output import INTERNAL, UNREADABLE, complain, silence_output, use_utf8
from contractlab.cli.verbosity import verbosity_options
from contractlab.errors import ContractLabError
from contractlab.values.internal import fault_count, internal_faults

__all__ = ["COMMANDS", "main"]

COMMANDS = (
    "broker",
    "completion",
    "convert",
    "coverage",
    "crosscheck",
    "diff",
    "drift",
    "infer",
    "join",
    "lint",
    "record",
    "report",
    "show",
    "strictness",
    "tour",
    "verify",
)
"""Names of all commands; each lives in the module of this folder that is called like it, under the same name."""

_TOLD = 5
_OUTPUT_ERRORS = frozenset({errno.ENOSPC, errno.EIO, errno.EBADF, errno.EDQUOT, errno.EFBIG})
"""What writing gives where there is no room, or nothing to write to."""


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
        if isinstance(command, Command):
            name_variables(command, command.common_options, cmd_name)
        return command

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """See `click.Group`; the help and the version are written while options are read."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except OSError as error:
            if error.errno not in _OUTPUT_ERRORS:
                raise
            _tell_full_output(error)
            raise click.exceptions.Exit(UNREADABLE) from None

    def invoke(self, ctx: click.Context) -> Any:
        """See `click.Group`."""
        before = fault_count()
        try:
            done = self._invoke(ctx)
        except (click.exceptions.Exit, SystemExit):
            if fault_count() > before:
                _tell_faults(ctx, before)
                ctx.exit(INTERNAL)
            raise
        if fault_count() > before:
            _tell_faults(ctx, before)
            ctx.exit(INTERNAL)
        return done

    def _invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ContractLabError as error:
            complain(error)
            ctx.exit(UNREADABLE)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except OSError as error:
            if error.errno not in _OUTPUT_ERRORS:
                return self._fault(ctx, error)
            _tell_full_output(error)
            ctx.exit(UNREADABLE)
        except Exception as error:
            return self._fault(ctx, error)

    def _fault(self, ctx: click.Context, error: Exception) -> None:
        # A traceback is long, and may repeat what a recording says: it is written where it was asked for.
        if ctx.params.get("debug"):
            complain("".join(traceback.format_exception(error)))
        fault = " ".join(f"{type(error).__name__}: {error}".split())
        complain(f"{fault}. This is a fault in contractlab, not in your input; contractlab --debug … shows where.")
        ctx.exit(INTERNAL)


def _tell_full_output(error: OSError) -> None:
    """Say that output goes where no room is, or to nothing; there itself nothing more can be said."""
    complain(f"the output cannot be written: {error.strerror}.")
    silence_output()


def _tell_faults(ctx: click.Context, before: int) -> None:
    """Say what went wrong in contractlab itself; a traceback is long, so it is written where it was asked for."""
    faults = internal_faults(before)
    for fault in faults:
        if ctx.params.get("debug"):
            complain(fault.traceback)
    sentences = list(dict.fromkeys(fault.sentence for fault in faults))
    for sentence in sentences[:_TOLD]:
        complain(f"{sentence}.")
    complain("contractlab itself went wrong; contractlab --debug … shows where. Everything else was done.")


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0 passed, or done; 1 a verdict that is failed, error or not exercised, or what a command's "
    "own help says; 2 input that cannot be read, or usage; 3 a fault in contractlab.\n\nEnvironment: every option of a "
    "command has a variable, such as CONTRACTLAB_VERIFY_CAPTURES for contractlab verify --captures; what is typed "
    "comes first. Defaults of a project stand in [tool.contractlab] of its pyproject.toml.",
)
@click.version_option(__version__, "-V", "--version", package_name="contractlab", message="contractlab %(version)s")
@click.option("--debug", is_flag=True, envvar=f"{PREFIX}_DEBUG", help="Show the traceback of an internal error.")
def main(debug: bool) -> None:
    """Explore consumer-driven contracts: read them, check captured responses, see what differs and why."""
    # A command builds many objects that live until it ends; looking through them again and again takes a third of it.
    gc.set_threshold(200_000, 20, 100)
    use_utf8()


main.params += verbosity_options(of_all=True)
