"""The command ``contractlab tour``: the guided notebooks in a folder of one's own, opened in JupyterLab."""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from contractlab.cli.declare import argument, command, option
from contractlab.cli.output import PASSED
from contractlab.values.text import count

__all__ = ["FIRST", "TourArguments", "copy_tours", "tour"]

_PACKAGE = Path(__file__).parent.parent
_PACKED = _PACKAGE / "notebooks"
_CHECKOUT = _PACKAGE.parent / "notebooks"
FIRST = "first-tour.ipynb"


@dataclass(frozen=True, slots=True, kw_only=True)
class TourArguments:
    """Where the notebooks go, and what is done with them."""

    folder: str = argument(default="contractlab-tour", type=click.Path(file_okay=False))
    copy_only: bool = option("--copy-only", is_flag=True, help="Copy the notebooks, and do not start JupyterLab.")
    replace: bool = option("--replace", is_flag=True, help="Overwrite existing notebooks.")
    no_browser: bool = option("--no-browser", is_flag=True, help="Start JupyterLab without opening a browser.")


@command(TourArguments)
def tour(arguments: TourArguments) -> int:
    """Copy the guided notebooks to FOLDER and open them in JupyterLab. Needs the extra "lab"."""
    folder = Path(arguments.folder)
    try:
        copied, kept = copy_tours(folder, replace=arguments.replace)
    except OSError as error:
        raise click.UsageError(f"{folder}: cannot be written: {error.strerror or error}") from None
    sentence = f"{count(len(copied), 'file')} copied to {folder}"
    click.echo(f"{sentence}, {len(kept)} kept as they were; --replace overwrites them" if kept else sentence)
    if arguments.copy_only:
        return PASSED
    if importlib.util.find_spec("jupyterlab") is None:
        opened = shlex.quote(os.fspath(folder / FIRST))
        click.echo(
            'The tours open in JupyterLab, which is not installed here. Install it: pip install "contractlab[lab]"'
        )
        click.echo(f"Then open the first tour: jupyter lab {opened}")
        return PASSED
    # The server listens on the loopback interface alone, with a token of its own.
    start = [sys.executable, "-m", "jupyterlab", "--ip=127.0.0.1", os.fspath(folder / FIRST)]
    try:
        return subprocess.call([*start, "--no-browser"] if arguments.no_browser else start)
    except KeyboardInterrupt:
        return PASSED


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
        # The pages of the site lie beside the tours, and are read elsewhere.
        hidden = any(part.startswith((".", "__")) for part in inside.parts) or inside.parts[0] == "site"
        if hidden or not file.is_file():
            continue
        target = folder / inside
        if target.exists() and not replace:
            kept.append(inside.as_posix())
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
        copied.append(inside.as_posix())
    return copied, kept
