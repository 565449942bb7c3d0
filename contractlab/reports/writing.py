"""A report notebook written from a run that is there already, with every output in place."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_output

from contractlab.captures.saving import replace_file
from contractlab.errors import SaveConflict
from contractlab.reports.template import MOST_FAILURES, make_template
from contractlab.values.shown import present
from contractlab.verification.results import Results
from contractlab.verification.run import Run
from contractlab.verification.second_hand import SecondHandRun

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
        If it cannot be written, or the run is one at second hand.
    """
    if isinstance(run, SecondHandRun):
        raise SaveConflict("a run at second hand has no captures that a report could check again; show it as it is")
    notebook = make_template()
    cells = {cell.id: cell for cell in notebook.cells}
    hidden = run.redaction
    values = {
        "contracts": [one.source.name for one in run.contracts],
        "captures": list(run.captures.files),
        "dialect": run.dialect,
        "base_path": run.captures.base_path,
        "allow_not_exercised": run.allow_not_exercised,
        "redaction": list(dict.fromkeys([*hidden.headers, *hidden.parameters, *(one.text for one in hidden.body)])),
        "strict": True,
    }
    # A repr holds no line of its own: names of files can say nothing but a name here.
    cells["parameters"].source += "".join(f"\n{name} = {value!r}" for name, value in values.items())
    shown: dict[str, Iterable[Any]] = {
        "run": [run],
        "examples": [Results(run)],
        "failures": run.failures[:MOST_FAILURES],
        "input": [run.contracts, run.captures],
    }
    for count, (identifier, items) in enumerate(shown.items(), start=2):
        cells[identifier].execution_count = count
        cells[identifier].outputs = [_output(item, count, identifier) for item in items]
    nbformat.validate(notebook)
    target = Path(os.path.expanduser(os.fspath(path)))
    replace_file(target, nbformat.writes(notebook).encode("utf-8") + b"\n")
    return target


def _output(item: Any, count: int, identifier: str) -> Any:
    if identifier in ("run", "examples"):
        return new_output("execute_result", present(item), execution_count=count)
    return new_output("display_data", present(item))
