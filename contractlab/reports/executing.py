"""Executing a report notebook: only the notebook verifies, and the verdict is read from the run it saved."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contractlab.captures.saving import replace_file
from contractlab.errors import ContractLabError
from contractlab.reports.template import make_template
from contractlab.values.text import visible
from contractlab.verification.run import Run
from contractlab.verification.run_file import load_run

__all__ = ["ReportFailed", "execute_report"]


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


def execute_report(output: str | os.PathLike[str], parameters: Mapping[str, Any], *, kernel: str = "python3") -> Run:
    """Write the report notebook with these parameters and execute it.

    Parameters
    ----------
    output : path
        The executed notebook; written whole, also if a cell fails.
    parameters : mapping
        Values for the cell tagged ``parameters``. The last cell never fails here: ``strict`` is off, because whoever
        executes the report asks the run.
    kernel : str
        Name of the Jupyter kernel.

    Returns
    -------
    Run
        The run that the notebook saved.

    Raises
    ------
    ReportFailed
        If a cell raised something, or there is no such kernel.
    SaveConflict
        If the output cannot be written.
    """
    # The kernel's debugger warns about frozen modules; nobody debugs here.
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from jupyter_client.kernelspec import NoSuchKernel
        from papermill import PapermillExecutionError, execute_notebook

    target = Path(os.path.expanduser(os.fspath(output)))
    # papermill fills braces in paths, and leaves a half-written file where it is stopped: it works on a path of ours.
    with tempfile.TemporaryDirectory(prefix="contractlab-") as folder:
        made, saved = Path(folder) / "report.ipynb", Path(folder) / "run.json"
        wanted = parameters.get("save_run")
        values = {**parameters, "strict": False, "save_run": str(saved)}
        try:
            execute_notebook(
                make_template(),
                str(made),
                parameters=values,
                kernel_name=kernel,
                progress_bar=False,
                store_widget_state=False,
                extra_arguments=["--IPKernelApp.log_level=ERROR"],
            )
        except NoSuchKernel:
            raise ReportFailed(
                f"there is no Jupyter kernel {kernel!r}; install ipykernel in this environment"
            ) from None
        except PapermillExecutionError as error:
            _keep(made, target)
            cell = f"cell {error.exec_count}" if error.exec_count else "a cell"
            message = f"{cell} of the report failed: {error.ename}: {visible(error.evalue)}"
            raise ReportFailed(message, error.ename, target) from None
        _keep(made, target)
        if wanted:
            replace_file(Path(wanted), saved.read_bytes())
        return load_run(saved)


def _keep(made: Path, target: Path) -> None:
    """Put the executed notebook in its place, without the paths of this machine's temporary folder."""
    import nbformat

    notebook = nbformat.read(made, as_version=4)
    about = notebook.metadata.get("papermill", {})
    about.pop("input_path", None)
    about["output_path"] = target.name
    for values in (about.get("parameters", {}), about.get("environment_variables", {})):
        values.pop("save_run", None)
    for cell in notebook.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            lines = [line for line in cell.source.splitlines() if not line.startswith("save_run = ")]
            cell.source = "\n".join(lines)
    replace_file(target, nbformat.writes(notebook).encode("utf-8") + b"\n")
