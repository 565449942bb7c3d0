"""What may be chosen about a report: how much of it is shown, and what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass

from contractlab.values.display import quiet

__all__ = ["DEFAULTS", "ReportOptions"]


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions:
    """How much each form of a report shows; what is left out is counted and named there.

    Attributes
    ----------
    stamp : str
        When it was made; said among the versions, and nowhere where it is empty: two reports of the same data are then
        equal byte for byte.
    matrix_rows, matrix_bars : int
        Rows of the matrix, and bars of a wide one.
    notebook_failures, markdown_failures : int
        Failures told in full in a notebook, and in Markdown.
    page_bytes : int
        Bytes of a page at most.
    summary_bytes : int
        Bytes of a step summary at most: GitHub refuses one of more than 1,024 kB as a whole.
    """

    stamp: str = ""
    matrix_rows: int = 60
    matrix_bars: int = 300
    notebook_failures: int = 50
    markdown_failures: int = 200
    page_bytes: int = 1_000_000
    summary_bytes: int = 900_000


DEFAULTS = ReportOptions()
