"""Arguments that several commands declare alike: contracts, captures and how they are taken."""

from __future__ import annotations

from typing import Any

import click

from contractlab.cli.declare import argument, option
from contractlab.cli.file_names import FILE

__all__ = [
    "base_path_option",
    "captures_option",
    "contracts_argument",
    "csv_option",
    "dialect_option",
    "json_option",
    "only_option",
    "redact_option",
]


def contracts_argument() -> Any:
    """Declare the contracts."""
    return argument(nargs=-1, metavar="CONTRACT...")


def captures_option() -> Any:
    """Declare the option that names captures."""
    return option(
        "--captures", multiple=True, metavar="PATH", type=FILE, help="HAR or JSON lines file, or a folder of them."
    )


def dialect_option(words: str) -> Any:
    """Declare the option that chooses a dialect; the words say whose verdicts it chooses."""
    return option(
        "--dialect", type=click.Choice(["reference", "spec"]), default="reference", show_default=True, help=words
    )


def only_option(verb: str) -> Any:
    """Declare the option that chooses examples, to be checked, compared ... as the verb says."""
    return option(
        "--only", multiple=True, metavar="NAME", help=f"Examples to {verb}: key, description, part of one, pattern."
    )


def base_path_option(words: str = "What stands before the contract's paths; auto: find it.") -> Any:
    """Declare the option that says what stands before the paths of captures."""
    return option("--base-path", default="", metavar="PATH", help=words)


def json_option(rows: str) -> Any:
    """Declare the option that writes a table as JSON; the words say of what."""
    return option("--json", is_flag=True, help=f"Write JSON: a list of {rows}.")


def csv_option(row: str) -> Any:
    """Declare the option that writes a table as comma-separated values; the words say what a line is."""
    return option("--csv", is_flag=True, help=f"Write comma-separated values: a line for each {row}.")


def redact_option(verb: str = "redact") -> Any:
    """Declare the option that names more secrets."""
    return option("--redact", multiple=True, metavar="NAME", help=f"More headers, parameters or JSON paths to {verb}.")
