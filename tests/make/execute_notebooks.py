"""Execute the notebooks of the project as papermill does, all in one process: starting costs more than most of them.

``python tests/make/execute_notebooks.py OUTPUT`` executes every tour of ``notebooks/``, and the report notebook on a
provider that keeps its contract and on one that breaks it. Ends with 1 where a notebook does otherwise than it should.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from papermill import PapermillExecutionError, execute_notebook

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
CONTRACT = "data/billing-service-customer-service.json"


def execute(name: str, output: Path, **parameters: Any) -> None:
    print(f"{name} → {output.name}", flush=True)
    execute_notebook(name, str(output), parameters=parameters, progress_bar=False)


def main(folder: Path) -> int:
    os.chdir(NOTEBOOKS)
    for tour in sorted(Path().glob("*.ipynb")):
        if tour.name != "report.ipynb":
            execute(tour.name, folder / tour.name)
    execute("report.ipynb", folder / "good.ipynb", contracts=CONTRACT, captures="data/good/2.4.0.har")
    try:
        execute("report.ipynb", folder / "broken.ipynb", contracts=CONTRACT, captures="data/broken/2.5.0.har")
    except PapermillExecutionError as error:
        if error.ename == "ContractBroken":
            return 0
        raise
    print("the report of a broken contract must fail")
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
