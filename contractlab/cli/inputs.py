"""What commands are given: contracts, captures and what to redact, of the command line, else of the settings."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

import click

import contractlab as cl
from contractlab.values.text import visible

if TYPE_CHECKING:
    from contractlab.captures import Captures, Redaction
    from contractlab.contracts.collection import Contracts
    from contractlab.settings import Settings

__all__ = [
    "InputKind",
    "capture_sources",
    "contract_sources",
    "kind_of",
    "redaction_of",
    "require_input",
    "require_names",
]

_RECORDINGS = (".har", ".jsonl", ".ndjson")


class InputKind(Enum):
    """What a path or an address that was typed holds."""

    CONTRACTS = auto()
    CAPTURES = auto()


def kind_of(source: str) -> InputKind:
    """Tell recordings from contracts by the end of the name, else by what a file begins with; decided here alone.

    Parameters
    ----------
    source : str
        Path or address. Whoever loads it says what is wrong with it.
    """
    if source.lower().endswith(_RECORDINGS) or _is_recording(Path(source)):
        return InputKind.CAPTURES
    return InputKind.CONTRACTS


def _is_recording(path: Path) -> bool:
    from contractlab.captures.readers.registry import READERS

    try:
        with path.open("rb") as file:
            data = file.read()
    except (OSError, ValueError):
        return False
    return READERS.sniff(data, path.name) is not None


def contract_sources(typed: Sequence[str], settings: Settings) -> list[str]:
    """Contracts of the command line, else of the settings.

    Raises
    ------
    click.UsageError
        If there are none.
    """
    sources = list(typed) or list(settings.contracts)
    if not sources:
        raise click.UsageError("no contract: name files, folders or addresses, or set tool.contractlab.contracts")
    return sources


def capture_sources(typed: Sequence[str], settings: Settings) -> list[str]:
    """Captures of the command line, else of the settings.

    Raises
    ------
    click.UsageError
        If there are none.
    """
    sources = list(typed) or list(settings.captures)
    if not sources:
        raise click.UsageError("no captures: give --captures PATH, or set tool.contractlab.captures")
    return sources


def require_input(contracts: Contracts, captures: Captures) -> None:
    """Refuse folders in which there is nothing to read: a mistyped path is no verdict on a provider.

    Raises
    ------
    click.UsageError
        With what was looked for, and what was skipped.
    """
    if not contracts and not contracts.refused:
        skipped = len(contracts.skipped)
        rest = f" {skipped:,} JSON files in it are something else." if skipped else ""
        raise click.UsageError(f"no contract: the folder holds no JSON file that is one.{rest} Check the path.")
    if not captures and not captures.files and not any(each.severity == "error" for each in captures.problems):
        reasons = " ".join(visible(str(problem)) for problem in captures.problems[:3])
        raise click.UsageError(f"no captures: {reasons} Check the path.".replace("  ", " "))


def require_names(contracts: Contracts, names: Sequence[str]) -> None:
    """Refuse names of ``--only`` and ``--example`` that match no example: a slip must not narrow a run in silence.

    Raises
    ------
    AmbiguousExample
        With the names that come nearest.
    """
    from contractlab.verification.inputs import nearest_descriptions, select_examples

    examples = [example for contract in contracts for example in contract.examples]
    for name in names:
        if examples and not select_examples(examples, name):
            near = nearest_descriptions(examples, name)
            raise cl.AmbiguousExample(f"no example matches {name!r}; nearest:", near)


def redaction_of(typed: Sequence[str], settings: Settings) -> Redaction:
    """What to keep from sight: of the settings and of the command line.

    Raises
    ------
    click.UsageError
        If a place is not understood.
    """
    try:
        return cl.Redaction.of([*settings.redaction, *typed])
    except ValueError as error:
        raise click.UsageError(f"what to redact is not understood: {visible(error)}") from None
