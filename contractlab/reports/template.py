"""The report notebook before it is executed.

Its cells hold code and fixed words only: nothing of a contract or a capture is ever written into source, where it
would run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["SECTIONS", "Kind", "fold_code", "make_template"]

Kind = Literal["run", "matrix", "second-hand"]
"""What the notebook is about: a run; versions of a contract side by side; what somebody else's verifier said."""

_TITLE = """\
Contracts checked against captured responses: what fails, why and since when, every failure in full, and what passed
without being checked. Written by [contractlab](https://pypi.org/project/contractlab/)."""

_PARAMETERS = """\
contracts = "contracts"  # a Pact or ContractCase file, a folder or an address, or a list of them
captures = "captures"  # a HAR or JSON lines file or a folder, or a list of them
dialect = "reference"  # "reference": the verdicts of the real programs; "spec": those of the specification
only = None  # keys, descriptions or patterns of the examples to check; None for all
provider_version = None  # where the captures do not say it themselves
base_path = ""  # what stands before the contract's paths in the captures
allow_not_exercised = False  # True: examples without a capture do not fail the report
broker = ""  # address or file of the broker that is asked what may be deployed
deploy = []  # questions to it, as contractlab report takes them for --can-i-deploy
insight = []  # more sections: "coverage", "strictness", "drift"
redaction = []  # more headers, parameters and JSON paths to redact
most_failures = 50  # how many failures to show in full
stamp = ""  # when the report was made; reports of the same data are equal without it
strict = True  # True: the last cell fails if the contract is broken
save_run = ""  # where to save the run for cl.load_run"""

_IMPORT = """\
import contractlab as cl
from contractlab.reports import Report, as_flag, as_list, deploy_answers

"""

_RUN = """\
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
"""

_MATRIX = """\
run = cl.matrix(
    {version: cl.load_all(*as_list(files)) for version, files in contracts.items()},
    cl.load_captures(as_list(captures), provider_version=provider_version or None, base_path=base_path),
    dialect=dialect,
    allow_not_exercised=as_flag(allow_not_exercised),
    redaction=cl.Redaction.of(as_list(redaction)),
)
"""

_SECOND_HAND = """\
run = cl.load_verifier_results(
    captures,
    cl.load_all(*as_list(contracts)),
    provider_version=provider_version or None,
    allow_not_exercised=as_flag(allow_not_exercised),
    redaction=cl.Redaction.of(as_list(redaction)),
)
"""

_SHOW = """\
report = Report(run, stamp=stamp, answers=deploy_answers(as_list(deploy), broker), insight=as_list(insight))
display(report.heading, report.overview, report["causes"])"""

_CHECKS: dict[Kind, str] = {"run": _RUN, "matrix": _MATRIX, "second-hand": _SECOND_HAND}

SECTIONS = {
    "matrix": "Matrix",
    "failures": "Failures",
    "not-checked": "Not checked",
    "not-exercised": "Not exercised",
    "states": "States",
    "problems": "Problems",
    "versions": "Versions",
}
"""Sections that have a cell of their own, with their titles, in order."""

_REQUIRE = "if as_flag(strict):\n    run.require_passed()"


def _code(identifier: str, source: str, *tags: str) -> NotebookNode:
    from nbformat.v4 import new_code_cell

    cell: NotebookNode = new_code_cell(source, id=identifier, metadata={"tags": list(tags)} if tags else {})
    return cell


def _markdown(identifier: str, text: str) -> NotebookNode:
    from nbformat.v4 import new_markdown_cell

    cell: NotebookNode = new_markdown_cell(text, id=identifier)
    return cell


def make_template(kind: Kind = "run") -> NotebookNode:
    """The report notebook, with its parameters in a cell tagged ``parameters``.

    Parameters
    ----------
    kind : str
        What it is about, as in `Kind`.

    Returns
    -------
    nbformat.NotebookNode
        Always the same, byte for byte.
    """
    # The notebook itself imports this package, and makes no notebook: nbformat takes longer than the whole check.
    from nbformat import validate
    from nbformat.v4 import new_notebook

    cells = [
        _markdown("title", _TITLE),
        _code("parameters", _PARAMETERS, "parameters"),
        _code("run", f"{_IMPORT}{_CHECKS[kind]}\n{_SHOW}"),
        _code("deploy", "display(*report.deploy())"),
    ]
    for name, title in SECTIONS.items():
        source = "display(*report.failures(most_failures))" if name == "failures" else f'display(report["{name}"])'
        if name == "failures":  # of one version there is nothing to compare, and then no heading either
            cells.append(_code("over-versions", "display(*report.over_versions())"))
        cells += [_markdown(f"about-{name}", f"## {title}"), _code(name, source)]
    cells.append(_code("insights", "display(*report.insights())"))
    cells.append(_code("verdict", _REQUIRE))
    notebook: NotebookNode = new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
    )
    validate(notebook)
    return notebook


def fold_code(notebook: NotebookNode) -> None:
    """Show results first: in JupyterLab the code of a report is one click away, elsewhere it stands as it does.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Changed in place.
    """
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.metadata["jupyter"] = {**cell.metadata.get("jupyter", {}), "source_hidden": True}
