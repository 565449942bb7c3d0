"""Reports written from what is there already: a notebook with every output in place, a page, Markdown."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from contractlab.broker.verbs import DeployAnswer
from contractlab.captures import Redaction
from contractlab.errors import SaveConflict
from contractlab.reports.added_writers import FORMS, added_writers, write_added
from contractlab.reports.document import Report, more_failures
from contractlab.reports.failures import Failure
from contractlab.reports.parameters import JSONValue
from contractlab.reports.section import Heading, Section
from contractlab.reports.subject import Reportable, Subject
from contractlab.reports.template import SECTIONS, Kind, fold_code, make_template
from contractlab.values.files import replace_file

__all__ = ["report", "write_report"]


def report(
    item: Reportable,
    path: str | os.PathLike[str],
    *,
    stamp: str = "",
    answers: Sequence[DeployAnswer] = (),
    insight: Sequence[str] = (),
) -> Path:
    """Write a run, a matrix or a desk as a report, without executing anything.

    Where that takes long, how far it is can be seen. Who interrupts it gets the report with the parts that were made;
    the others say that they were not. Interrupted twice, nothing is written.

    Parameters
    ----------
    item : Run, Matrix or Lab
    path : path
        Says by its end what it becomes: a notebook (``.ipynb``), which can be executed again where contracts and
        captures lie in the files they came from; a page (``.html``); Markdown (``.md``); what another package writes.
    stamp : str
        When it was made, as the report is to say; without it, two reports of the same data are equal byte for byte.
    answers : sequence of Answer
        What ``broker.can_i_deploy`` answered: the section "Can it be deployed?".
    insight : sequence of str
        Sections beside the usual ones: ``"coverage"``, ``"strictness"``, ``"drift"``.

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
    made = Report(item, stamp=stamp, answers=answers, insight=insight)
    target = Path(os.path.expanduser(os.fspath(path)))
    with made.parts.watched():
        write_report(made, target)
    return target


def write_report(made: Report, target: Path) -> None:
    """Write a report in the form that the file's name asks for; exceptions as in `report`."""
    form = target.suffix.lower()
    text: str | bytes
    if form == ".html":
        from contractlab.reports.page import render_page

        text = render_page(made)
    elif form == ".md":
        from contractlab.reports.markdown import render_markdown_report

        text = render_markdown_report(made)
    elif form == ".ipynb":
        text = _notebook(made)
    elif form in added_writers():
        text = write_added(made, target)
    else:
        forms = [*FORMS, *sorted(added_writers())]
        raise SaveConflict(f"{target}: its end must say what to write: {', '.join(forms[:-1])} or {forms[-1]}")
    replace_file(target, text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text)


def _notebook(made: Report) -> str:
    import nbformat
    from nbformat.v4 import new_output

    subject = made.subject
    notebook = make_template(_kind(subject))
    fold_code(notebook)
    cells = {cell.id: cell for cell in notebook.cells}
    # A repr holds no line of its own: names of files can say nothing but a name here.
    values = {**_values(subject), "insight": list(made.insight), "stamp": made.options.stamp, "strict": True}
    cells["parameters"].source += "".join(f"\n{name} = {value!r}" for name, value in values.items())
    displays: dict[str, Sequence[Heading | Failure | Section]] = {"run": [made.heading, made.overview, made["causes"]]}
    displays["deploy"] = made.deploy()
    for name in SECTIONS:
        if name == "failures":
            displays["over-versions"] = made.over_versions()
        displays[name] = made.failures() if name == "failures" else [made[name]]
    displays["insights"] = made.insights()
    for count, (identifier, items) in enumerate(displays.items(), start=2):
        cells[identifier].execution_count = count
        bundles = _failure_bundles(made, items) if identifier == "failures" else map(_bundle, items)
        cells[identifier].outputs = [new_output("display_data", bundle) for bundle in bundles]
    nbformat.validate(notebook)
    return str(nbformat.writes(notebook)) + "\n"


def _bundle(item: Heading | Failure | Section) -> dict[str, str]:
    return item._repr_mimebundle_()


def _failure_bundles(made: Report, items: Sequence[Heading | Failure | Section]) -> Iterator[dict[str, str]]:
    """What a notebook shows of failures; where somebody interrupts, the rest is counted."""
    failing = sum(isinstance(item, Failure) for item in items)
    made.parts.expect(failing)
    left = len(made.failing)
    for item in items:
        if made.parts.interrupted and left and isinstance(item, Heading):
            yield from map(_bundle, more_failures(left))
            return
        yield _bundle(item)
        if isinstance(item, Failure):
            left -= 1
            made.parts.step()


def _kind(subject: Subject) -> Kind:
    if subject.second_hand is not None:
        return "second-hand"
    return "matrix" if subject.matrix.axis == "consumer" else "run"


def _values(subject: Subject) -> dict[str, JSONValue]:
    """Values of the parameters with which the notebook finds the same again."""
    run = subject.runs[0] if subject.runs else None
    redaction = run.redaction if run is not None else Redaction()
    contracts: JSONValue = _addresses(contract.source.name for contract in subject.contracts)
    if _kind(subject) == "matrix":
        contracts = {
            version: _addresses(contract.source.name for contract in mine.contracts)
            for version, mine in subject.matrix.runs.items()
        }
    captures: JSONValue = _addresses(subject.files)
    if subject.second_hand is not None:
        captures = _address(subject.second_hand.second_hand.file)
    hidden = [*redaction.headers, *redaction.parameters, *(path.text for path in redaction.body)]
    return {
        "contracts": contracts,
        "captures": captures,
        "dialect": run.dialect if run is not None else "reference",
        "base_path": run.captures.base_path if run is not None else "",
        "allow_not_exercised": subject.tolerant,
        "redaction": list(dict.fromkeys(hidden)),
    }


def _addresses(names: Iterable[str]) -> list[JSONValue]:
    return [_address(name) for name in names]


def _address(name: str) -> str:
    """The name of a file or an address, without users and tokens."""
    return Redaction().redact_text(name) if "://" in name else name
