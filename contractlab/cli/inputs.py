"""What commands are given: contracts, captures and what to redact, of the command line, else of the settings."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

import click

import contractlab as cl
from contractlab.cli.standard_input import StandardInput, with_standard_input
from contractlab.cli.verbosity import tell
from contractlab.settings import Settings, read_settings
from contractlab.values.files import read_file
from contractlab.values.patterns import expand_patterns
from contractlab.values.text import visible

if TYPE_CHECKING:
    from contractlab.captures import Captures, Redaction
    from contractlab.contracts.collection import Contracts

__all__ = [
    "InputKind",
    "capture_files",
    "contract_files",
    "kind_of",
    "load_captures_of",
    "load_contracts_of",
    "project_settings",
    "redaction_of",
    "require_captures",
    "require_input",
    "require_names",
]

_RECORDINGS = (".har", ".jsonl", ".ndjson")


class InputKind(Enum):
    """What a path or an address that was typed holds."""

    CONTRACTS = auto()
    CAPTURES = auto()


def kind_of(source: str | StandardInput) -> InputKind:
    """Tell recordings from contracts by the end of the name, else by what a file begins with; decided here alone.

    Parameters
    ----------
    source : str or StandardInput
        Path or address. Whoever loads it says what is wrong with it.
    """
    if isinstance(source, StandardInput):
        return InputKind.CAPTURES if _is_recording(source.data, source.name) else InputKind.CONTRACTS
    if source.lower().endswith(_RECORDINGS):
        return InputKind.CAPTURES
    try:
        data = read_file(source)
    except (OSError, ValueError):
        return InputKind.CONTRACTS
    return InputKind.CAPTURES if _is_recording(data, source) else InputKind.CONTRACTS


def _is_recording(data: bytes, name: str) -> bool:
    from contractlab.captures.readers.registry import READERS

    return READERS.sniff(data, Path(name).name) is not None


def project_settings() -> Settings:
    """The settings of the working folder or of one above it; modules that they name can be imported from there."""
    settings = read_settings()
    if settings.file is None:
        tell("settings: none found")
        return settings
    tell(f"settings: {visible(settings.file)}")
    folder = os.path.abspath(settings.file.parent)
    if folder not in sys.path:
        sys.path.append(folder)
    return settings


def contract_files(typed: Sequence[str], settings: Settings) -> list[str]:
    """Contracts of the command line, else of the settings, with the files in the place of patterns.

    Raises
    ------
    click.UsageError
        If there are none.
    NothingMatches
        If no file matches a pattern.
    """
    sources = list(typed) or list(settings.contracts)
    if not sources:
        raise click.UsageError("no contract: name files, folders or addresses, or set tool.contractlab.contracts")
    return expand_patterns(sources)


def capture_files(typed: Sequence[str], settings: Settings) -> list[str]:
    """Captures of the command line, else of the settings; raises as `contract_files`."""
    sources = list(typed) or list(settings.captures)
    if not sources:
        raise click.UsageError("no captures: give --captures PATH, or set tool.contractlab.captures")
    return expand_patterns(sources)


def load_contracts_of(typed: Sequence[str], settings: Settings) -> Contracts:
    """Load what `contract_files` gives; ``-`` is standard input."""
    contracts = cl.load_all(*with_standard_input(contract_files(typed, settings)))
    for contract in contracts:
        count = len(contract.examples)
        tell(f"read: {visible(contract.source.name)}: {count:,} example{'' if count == 1 else 's'}")
    for name in contracts.skipped:
        tell(f"skipped: {visible(name)}: no contract")
    return contracts


def load_captures_of(
    typed: Sequence[str], settings: Settings, *, provider_version: str | None = None, base_path: str = ""
) -> Captures:
    """Load what `capture_files` gives; ``-`` is standard input. Other parameters as `contractlab.load_captures`."""
    captures = cl.load_captures(
        with_standard_input(capture_files(typed, settings)), provider_version=provider_version, base_path=base_path
    )
    for name in captures.files:
        tell(f"read: {visible(name)}")
    tell(f"captures: {len(captures):,}")
    return captures


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
    require_captures(captures)


def require_captures(captures: Captures) -> None:
    """Refuse folders without a recording, as `require_input` does."""
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
