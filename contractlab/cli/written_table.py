"""A table on standard output for programs: JSON or comma-separated values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

import click

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TableForm", "table_form", "write_table"]

TableForm = Literal["text", "json", "csv"]


def table_form(*, as_json: bool, as_csv: bool) -> TableForm:
    """The form that was asked for.

    Raises
    ------
    click.UsageError
        If both were.
    """
    if as_json and as_csv:
        raise click.UsageError("--json and --csv cannot both go to standard output")
    return "json" if as_json else "csv" if as_csv else "text"


def write_table(frame: pd.DataFrame, form: TableForm) -> None:
    """Write the rows of a frame, without its index."""
    if form == "json":
        rows = json.loads(frame.to_json(orient="records"))  # without escaped slashes, and null for what is missing
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
    else:
        click.echo(frame.to_csv(index=False), nl=False)
