"""A report notebook written from a run that is there already, with every output in place."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_output

from contractlab.captures.saving import replace_file
from contractlab.reports.sections import failures, heading, not_checked, not_exercised, problems, versions
from contractlab.reports.template import MOST_FAILURES, make_template
from contractlab.reports.title import title
from contractlab.verification.results import Results
from contractlab.verification.run import Run

__all__ = ["report"]


def report(run: Run, path: str | os.PathLike[str]) -> Path:
    """Write a run as a report notebook, without executing anything.

    Parameters
    ----------
    run : Run
    path : path
        Ends in ``.ipynb``; the notebook can be opened anywhere, and executed again where contracts and captures lie
        in the files they came from.

    Returns
    -------
    Path
        The notebook, complete.

    Raises
    ------
    SaveConflict
        If it cannot be written.
    """
    notebook = make_template()
    cells = {cell.id: cell for cell in notebook.cells}
    hidden = run.redaction
    values = {
        "contracts": [hidden.redact_text(one.source.name) for one in run.contracts],
        "captures": [hidden.redact_text(name) for name in run.captures.files],
        "dialect": run.dialect,
        "base_path": run.captures.base_path,
        "allow_not_exercised": run.allow_not_exercised,
        "redaction": list(dict.fromkeys([*hidden.headers, *hidden.parameters, *(one.text for one in hidden.body)])),
        "strict": True,
    }
    # A repr holds no line of its own: names of files can say nothing but a name here.
    cells["parameters"].source += "".join(f"\n{name} = {value!r}" for name, value in values.items())
    for count, (identifier, items) in enumerate(_shown(run).items(), start=2):
        cells[identifier].execution_count = count
        if isinstance(items, list):
            cells[identifier].outputs = [new_output("display_data", _bundle(one)) for one in items]
        else:
            cells[identifier].outputs = [new_output("execute_result", _bundle(items), execution_count=count)]
    nbformat.validate(notebook)
    target = Path(os.path.expanduser(os.fspath(path)))
    replace_file(target, nbformat.writes(notebook).encode("utf-8") + b"\n")
    return target


def _shown(run: Run) -> dict[str, Any]:
    """What each cell shows: what it displays as a list, its last value as it is."""
    return {
        "verify": heading(title(run)),
        "run": run,
        "examples": Results(run),
        "failures": failures(run, MOST_FAILURES),
        "not-checked": not_checked(run),
        "not-exercised": not_exercised(run),
        "input": [run.contracts, run.captures, problems(run)],
        "versions": versions(run),
    }


def _bundle(item: Any) -> dict[str, str]:
    bundle: dict[str, str] = item._repr_mimebundle_()
    return bundle
