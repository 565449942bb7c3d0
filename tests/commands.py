"""The command line in this process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from small_runs import answers, entry, write_contract, write_har

from contractlab.cli import main


def run(*arguments: object, given: bytes | None = None, variables: Mapping[str, str] | None = None) -> Result:
    """The command in this process; an exception it lets through fails the test.

    Parameters
    ----------
    *arguments
    given : bytes, optional
        Standard input.
    variables : mapping, optional
        Environment variables.
    """
    # Parallel test processes say how wide a terminal is that they do not have.
    environment = {"COLUMNS": None, **(variables or {})}
    done = CliRunner(env=environment).invoke(main, [str(argument) for argument in arguments], input=given)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def small(folder: Path, actual: Any = 1) -> tuple[Path, Path]:
    """One example, and a capture of it."""
    return (
        write_contract(folder / "small.json", answers("/a", {"a": 1})),
        write_har(folder / "1.0.0.har", entry("/a", {"a": actual})),
    )
