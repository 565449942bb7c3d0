"""What tests of report notebooks look at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat


def read(path: Path) -> Any:
    """The notebook, if it is a valid one."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


def outputs(notebook: Any, identifier: str) -> list[Any]:
    """Outputs of the cell with this identifier."""
    (cell,) = (cell for cell in notebook.cells if cell.id == identifier)
    return list(cell.outputs)


def bundles(notebook: Any, identifier: str) -> list[dict[str, str]]:
    """What a cell displayed, by media type."""
    return [dict(output.data) for output in outputs(notebook, identifier)]


def code_of(notebook: Any) -> str:
    """Everything that would run."""
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")


def kinds(notebook: Any) -> set[str]:
    """Kinds of all outputs."""
    return {output.output_type for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs}
