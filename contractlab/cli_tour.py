"""``contractlab tour``: the guided notebooks in a folder of one's own, opened in JupyterLab."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import click

from contractlab.cli_output import PASSED

__all__ = ["FIRST", "copy_tours", "run_tour"]

_PACKED = Path(__file__).parent / "notebooks"
_CHECKOUT = Path(__file__).parent.parent / "notebooks"
FIRST = "first-tour.ipynb"


def copy_tours(folder: Path, *, replace: bool = False) -> tuple[list[str], list[str]]:
    """Copy the notebooks and their data.

    Parameters
    ----------
    folder : Path
        Made where it is not there.
    replace : bool
        True writes over files that are there already; else they stay as they are.

    Returns
    -------
    list of str, list of str
        Files that were copied, and files that were kept, relative to `folder`.

    Raises
    ------
    OSError
        If they cannot be written.
    """
    source = _PACKED if _PACKED.is_dir() else _CHECKOUT
    copied: list[str] = []
    kept: list[str] = []
    for file in sorted(source.rglob("*")):
        inside = file.relative_to(source)
        if not file.is_file() or any(part.startswith((".", "__")) for part in inside.parts):
            continue
        target = folder / inside
        if target.exists() and not replace:
            kept.append(inside.as_posix())
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
        copied.append(inside.as_posix())
    return copied, kept


def run_tour(folder: Path, *, copy_only: bool, replace: bool, browser: bool) -> int:
    """Copy the notebooks, start JupyterLab on them, and wait for its end.

    Returns
    -------
    int
        Exit status.

    Raises
    ------
    click.UsageError
        If the folder cannot be written.
    """
    try:
        copied, kept = copy_tours(folder, replace=replace)
    except OSError as error:
        raise click.UsageError(f"{folder}: cannot be written: {error.strerror or error}") from None
    told = f"{len(copied)} files copied to {folder}"
    click.echo(f"{told}, {len(kept)} kept as they were; --replace writes over them" if kept else told)
    if copy_only:
        return PASSED
    if importlib.util.find_spec("jupyterlab") is None:
        click.echo(f'JupyterLab is not installed: pip install "contractlab[lab]", then jupyter lab {folder / FIRST}')
        return PASSED
    # The server listens on the loopback interface alone, with a token of its own.
    command = [sys.executable, "-m", "jupyterlab", "--ip=127.0.0.1", os.fspath(folder / FIRST)]
    try:
        return subprocess.call(command if browser else [*command, "--no-browser"])
    except KeyboardInterrupt:
        return PASSED
