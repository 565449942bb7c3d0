"""Reports written from what is there already: a notebook with every output in place, a page, Markdown."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from contractlab.captures import Redaction
from contractlab.errors import SaveConflict
from contractlab.reports.document import MOST_FAILURES, Report
from contractlab.reports.subject import Subject
from contractlab.reports.template import SECTIONS, Kind, fold_code, make_template
from contractlab.values.files import replace_file

__all__ = ["report", "write_report"]

FORMS = (".ipynb", ".html", ".md")


def report(item: Any, path: str | os.PathLike[str], *, stamp: str = "") -> Path:
    """Write a run, a matrix or a desk as a report, without executing anything.

    Parameters
    ----------
    item : Run, Matrix or Lab
    path : path
        Says by its end what it becomes: a notebook (``.ipynb``), which can be executed again where contracts and
        captures lie in the files they came from; a page (``.html``); or Markdown (``.md``).
    stamp : str
        When it was made, as the report is to say; without it, two reports of the same data are equal byte for byte.

    Returns
    -------
    Path
        The file, complete.

    Raises
    ------
    SaveConflict
        If it cannot be written, or its name ends in anything else.
    TypeError
        If `item` is no run, no matrix and no desk.
    """
    made = Report(item, stamp=stamp)
    target = Path(os.path.expanduser(os.fspath(path)))
    write_report(made, target)
    return target


def write_report(made: Report, target: Path) -> None:
    """Write a report in the form that the file's name asks for; exceptions as in `report`."""
    form = target.suffix.lower()
    if form == ".html":
        from contractlab.reports.page import render_page

        text = render_page(made)
    elif form == ".md":
        from contractlab.reports.words import render_markdown_report

        text = render_markdown_report(made)
    elif form == ".ipynb":
        text = _notebook(made)
    else:
        forms = f"{', '.join(FORMS[:-1])} or {FORMS[-1]}"
        raise SaveConflict(f"{target}: its end must say what to write: {forms}")
    replace_file(target, text.encode("utf-8", "backslashreplace"))


# -- the notebook -----------------------------------------------------------------------------------------------------


def _notebook(made: Report) -> str:
    import nbformat
    from nbformat.v4 import new_output

    subject = made.subject
    notebook = make_template(_kind(subject))
    fold_code(notebook)
    cells = {cell.id: cell for cell in notebook.cells}
    # A repr holds no line of its own: names of files can say nothing but a name here.
    values = {**_values(subject), "stamp": made.stamp, "strict": True}
    cells["parameters"].source += "".join(f"\n{name} = {value!r}" for name, value in values.items())
    shown: dict[str, Iterable[Any]] = {"run": [made.heading, made.overview, made["causes"]]}
    for name in SECTIONS:
        shown[name] = made.failures(MOST_FAILURES) if name == "failures" else [made[name]]
    for count, (identifier, items) in enumerate(shown.items(), start=2):
        cells[identifier].execution_count = count
        cells[identifier].outputs = [new_output("display_data", one._repr_mimebundle_()) for one in items]
    nbformat.validate(notebook)
    return str(nbformat.writes(notebook)) + "\n"


def _kind(subject: Subject) -> Kind:
    if subject.second_hand is not None:
        return "second-hand"
    return "matrix" if subject.matrix.axis == "consumer" else "run"


def _values(subject: Subject) -> dict[str, Any]:
    """Values of the parameters with which the notebook finds the same again."""
    run = subject.runs[0] if subject.runs else None
    kind = _kind(subject)
    hidden = run.redaction if run is not None else Redaction()
    contracts: Any = [_address(one.source.name) for one in subject.contracts]
    if kind == "matrix":
        contracts = {
            version: [_address(one.source.name) for one in mine.contracts]
            for version, mine in subject.matrix.runs.items()
        }
    second_hand = subject.second_hand
    captures: Any = [_address(one) for one in subject.files]
    if second_hand is not None:
        captures = _address(second_hand.second_hand.file)
    return {
        "contracts": contracts,
        "captures": captures,
        "dialect": run.dialect if run is not None else "reference",
        "base_path": run.captures.base_path if run is not None else "",
        "allow_not_exercised": subject.tolerant,
        "redaction": list(dict.fromkeys([*hidden.headers, *hidden.parameters, *(one.text for one in hidden.body)])),
    }


def _address(name: str) -> str:
    """The name of a file or an address, without users and tokens."""
    return Redaction().redact_text(name) if "://" in name else name
