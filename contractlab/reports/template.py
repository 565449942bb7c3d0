"""The report notebook before it is executed.

Its cells hold code and fixed words only: nothing of a contract or a capture is ever written into source, where it
would run.
"""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

__all__ = ["DISPLAYS", "MOST_FAILURES", "make_template"]

_TITLE = """\
# Contract report

Contracts checked against captured responses: what fails and why, every example, every failure in full, and what
passed without being checked. Written by [contractlab](https://pypi.org/project/contractlab/)."""

_PARAMETERS = """\
contracts = "contracts"  # a Pact file, a folder or an address, or a list of them
captures = "captures"  # a HAR or JSON lines file or a folder, or a list of them
dialect = "reference"  # "reference": the verdicts of the Rust core; "spec": those of the official cases
only = None  # keys, descriptions or patterns of the examples to check; None for all
provider_version = None  # where the captures do not say it themselves
base_path = ""  # what stands before the contract's paths in the captures
allow_not_exercised = False  # True: examples without a capture do not fail the report
redaction = []  # more headers, parameters and JSON paths to keep from sight
most_failures = 50  # how many failures to show in full
strict = True  # True: the last cell fails if the contract is broken
save_run = ""  # where to save the run for cl.load_run"""

_VERIFY = """\
import contractlab as cl
from contractlab.reports import as_flag, as_list

run = cl.verify(
    cl.load_all(*as_list(contracts)),
    cl.load_captures(as_list(captures), provider_version=provider_version or None, base_path=base_path),
    dialect=dialect,
    only=as_list(only) or None,
    allow_not_exercised=as_flag(allow_not_exercised),
    redaction=cl.Redaction.of(as_list(redaction)),
)
if save_run:
    run.save(save_run)
run"""

_EXAMPLES = "cl.Results(run)"
_FAILURES = """\
for result in run.failures[:most_failures]:
    display(result)
if len(run.failures) > most_failures:
    print(f"{len(run.failures) - most_failures:,} more: run.failures")"""
_INPUT = "display(run.contracts, run.captures)"
_REQUIRE = "if as_flag(strict):\n    run.require_passed()"

MOST_FAILURES = 50
"""How many failures a report shows in full, unless its parameter says otherwise."""

DISPLAYS: dict[str, str] = {"run": _VERIFY, "examples": _EXAMPLES, "failures": _FAILURES, "input": _INPUT}
"""Cells that show something, by the identifier of the cell."""


def _code(identifier: str, source: str, *tags: str) -> Any:
    return new_code_cell(source, id=identifier, metadata={"tags": list(tags)} if tags else {})


def _words(identifier: str, text: str) -> Any:
    return new_markdown_cell(text, id=identifier)


def make_template() -> Any:
    """The report notebook, with its parameters in a cell tagged ``parameters``.

    Returns
    -------
    nbformat.NotebookNode
        Always the same, byte for byte.
    """
    notebook = new_notebook(
        cells=[
            _words("title", _TITLE),
            _code("parameters", _PARAMETERS, "parameters"),
            _words("summary", "## Summary"),
            _code("run", _VERIFY),
            _words("all-examples", "## Examples"),
            _code("examples", _EXAMPLES),
            _words("all-failures", "## Failures"),
            _code("failures", _FAILURES),
            _words("all-input", "## Contracts and captures"),
            _code("input", _INPUT),
            _code("verdict", _REQUIRE),
        ],
        metadata={
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
    )
    nbformat.validate(notebook)
    return notebook
