"""Executing a report notebook, papermill-style: the notebook verifies, and the verdict is that of the run it saved."""

from __future__ import annotations

import ast
import os
import tempfile
import warnings
from collections.abc import MutableMapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from contractlab.captures import Redaction, load_captures
from contractlab.errors import ContractLabError
from contractlab.formats.load import load_all
from contractlab.reports.parameters import JSONValue, ReportParameters, as_flag, as_list
from contractlab.reports.template import fold_code, make_template
from contractlab.reports.watching import watch
from contractlab.values.files import replace_file
from contractlab.values.text import shorten, visible
from contractlab.verification.run import Run
from contractlab.verification.run_file import load_run
from contractlab.verification.verifying import verify

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["ReportFailed", "execute_report", "judge"]

_TIMES = ("start_time", "end_time", "duration")
_REDACTION = Redaction()


class ReportFailed(ContractLabError):
    """The report notebook could not be executed to its end.

    Attributes
    ----------
    error : str
        Name of the exception in the notebook; empty where no cell was reached.
    path : Path or None
        The notebook as far as it came.
    """

    def __init__(self, message: str, error: str = "", path: Path | None = None) -> None:
        self.error = error
        self.path = path
        super().__init__(message)


def judge(parameters: ReportParameters) -> Run:
    """The run that a report with these parameters is about: what the notebook's own cell makes of them.

    Raises
    ------
    InvalidCapture
        If no capture can be read.
    """
    values = parameters.values()
    captures = load_captures(
        as_list(values["captures"]),
        provider_version=_text(values["provider_version"]) or None,
        base_path=_text(values["base_path"]),
    )
    return verify(
        load_all(*as_list(values["contracts"])),
        captures,
        dialect=_text(values["dialect"]) or "reference",
        only=as_list(values["only"]) or None,
        allow_not_exercised=as_flag(values["allow_not_exercised"]),
        redaction=Redaction.of(as_list(values["redaction"])),
    )


def _text(value: JSONValue) -> str:
    """A parameter as text: ``-p provider_version=2`` arrives as a number."""
    return str(value) if value else ""


def execute_report(
    output: str | os.PathLike[str],
    parameters: ReportParameters,
    *,
    kernel: str = "python3",
    template: str | os.PathLike[str] | None = None,
) -> Run:
    """Write the report notebook with these parameters and execute it.

    Parameters
    ----------
    output : path
        The executed notebook; written whole, also if a cell fails. Nothing in it differs from one execution to the next
        but what the data make different.
    parameters : ReportParameters
        Values for the cell tagged ``parameters``. The last cell never fails here: ``strict`` is off, because whoever
        executes the report asks the run.
    kernel : str
        Name of the Jupyter kernel.
    template : path, optional
        A notebook of one's own instead; where it saves no run to ``save_run``, the parameters say what is judged.

    Returns
    -------
    Run
        The run that the notebook saved.

    Raises
    ------
    ReportFailed
        If a cell raised something, or there is no such kernel or template.
    SaveConflict
        If the output cannot be written.
    """
    # The kernel's debugger warns about frozen modules; nobody debugs here.
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from jupyter_client.kernelspec import NoSuchKernel
            from papermill import PapermillExecutionError, execute_notebook
        except ImportError as error:
            raise ReportFailed(
                f"a report notebook is executed by papermill and ipykernel, and here is no {error.name}; "
                "cl.report(run, path) writes one without executing it"
            ) from None

    target = Path(os.path.expanduser(os.fspath(output)))
    source = make_template() if template is None else _template(Path(os.path.expanduser(os.fspath(template))))
    # papermill fills braces in paths, and leaves a half-written file where it is stopped: it works on a path of ours.
    with tempfile.TemporaryDirectory(prefix="contractlab-") as folder:
        made, saved = Path(folder) / "report.ipynb", Path(folder) / "run.json"
        values = parameters.values()
        kept_run = _text(values["save_run"])
        values |= {"strict": False, "save_run": str(saved)}
        try:
            watch(
                partial(
                    execute_notebook,
                    source,
                    str(made),
                    parameters=values,
                    kernel_name=kernel,
                    language=str(source.metadata.get("language_info", {}).get("name") or "python"),
                    progress_bar=False,
                    store_widget_state=False,
                    extra_arguments=["--IPKernelApp.log_level=ERROR"],
                ),
                Path(folder) / "progress",
            )
        except NoSuchKernel:
            raise ReportFailed(
                f"there is no Jupyter kernel {kernel!r}; install ipykernel in this environment"
            ) from None
        except PapermillExecutionError as error:
            _keep(made, target, folded=template is None)
            first = next(iter(error.source.strip().splitlines()), "")
            cell = f"cell {error.exec_count} ({shorten(first, 60)})" if error.exec_count else "a cell"
            message = f"{cell} of the report failed: {error.ename}: {visible(error.evalue)}"
            raise ReportFailed(message, error.ename, target) from None
        _keep(made, target, folded=template is None)
        run = load_run(saved) if saved.exists() else judge(parameters)
        if kept_run:
            if saved.exists():
                replace_file(Path(kept_run), saved.read_bytes())
            else:
                run.save(kept_run)
        return run


def _template(path: Path) -> NotebookNode:
    import nbformat

    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except OSError as error:
        raise ReportFailed(f"{path}: the template cannot be read: {error.strerror or error}") from None
    except Exception as error:  # nbformat has many ways to say that something is no notebook
        why = " ".join(str(error).split())
        raise ReportFailed(f"{path}: the template is not a notebook: {shorten(why, 200)}") from None
    if not any("parameters" in cell.metadata.get("tags", []) for cell in notebook.cells):
        raise ReportFailed(
            f"{path}: no cell of the template is tagged 'parameters', so nothing tells it what to check; tag the cell "
            "that sets contracts and captures"
        )
    # What an earlier execution left there would look like one of this report.
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def _keep(made: Path, target: Path, *, folded: bool) -> None:
    """Put the executed notebook in its place, without what differs from one execution to the next.

    Times, durations and generated identifiers go, and so do the paths of this machine's temporary folder and secrets in
    addresses that were given as parameters.
    """
    import nbformat

    notebook = nbformat.read(made, as_version=4)
    about = notebook.metadata.get("papermill", {})
    about.pop("input_path", None)
    about["output_path"] = target.name
    _forget(about, _TIMES)
    for values in (about.get("parameters", {}), about.get("environment_variables", {})):
        values.pop("save_run", None)
        for name in ("contracts", "captures"):
            if name in values:
                values[name] = _without_secrets(values[name])
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        _forget(cell.metadata.get("papermill", {}), _TIMES)
        if "injected-parameters" in cell.metadata.get("tags", []):
            lines = [line for line in cell.source.splitlines() if not line.startswith("save_run = ")]
            cell.id = "injected-parameters"
            cell.source = "\n".join(map(_injected, lines))
    if folded:
        fold_code(notebook)
    replace_file(target, nbformat.writes(notebook).encode("utf-8") + b"\n")


def _injected(assignment: str) -> str:
    """An injected line; addresses may carry user names and tokens."""
    name, _, value = assignment.partition(" = ")
    if name not in ("contracts", "captures"):
        return assignment
    return f"{name} = {_without_secrets(ast.literal_eval(value))!r}"


def _without_secrets(value: JSONValue) -> JSONValue:
    if isinstance(value, list):
        return [_without_secrets(address) for address in value]
    return _REDACTION.redact_text(value) if isinstance(value, str) and "://" in value else value


def _forget(values: MutableMapping[str, object], names: tuple[str, ...]) -> None:
    for name in names:
        values.pop(name, None)
