"""The figures of the pictures as an Altair chart, for people who want to go on from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contractlab.errors import ContractLabError
from contractlab.values.text import shorten, visible
from contractlab.verification.matrix import Matrix, matrix_of
from contractlab.verification.results import SEVERITY
from contractlab.verification.run import Run
from contractlab.views.pictures.causes import STEPS, find_kinds
from contractlab.views.pictures.hot_paths import count_checks, field_name, hottest, results_looked_into
from contractlab.views.pictures.verdicts import counts_at

if TYPE_CHECKING:
    import altair

__all__ = ["plot"]

_COLOURS = {
    "failed": "#b8430a",
    "error": "#a8327a",
    "pending": "#d6b93d",
    "not exercised": "#b0b0b0",
    "passed": "#9cc9ea",
    "not checked": "#6b6b6b",
}
_STEP_COLOURS = ["#f6d9c9", "#e8a37c", "#b8430a", "#7a2a00"]
_FIELDS = 40
_OF_FIELDS = ["failed", "not checked", "passed"]

Record = dict[str, str | int]


def plot(item: Run | Matrix) -> altair.VConcatChart | altair.Chart:
    """Draw a run or a matrix with Altair.

    Parameters
    ----------
    item : Run or Matrix
        A matrix, and a run over several versions, become verdicts and causes over versions; a run of one version
        becomes its hot paths: which fields fail, and which are not checked.

    Returns
    -------
    altair.Chart
        To be displayed, changed or saved; its data are plain records.

    Raises
    ------
    ContractLabError
        If Altair is not installed.
    TypeError
        If it is neither a run nor a matrix.
    """
    if not isinstance(item, Run | Matrix):
        raise TypeError(f"a run or a matrix can be plotted, not {type(item).__name__}")
    try:
        import altair
    except ImportError:
        raise ContractLabError('cl.plot needs Altair: pip install "contractlab[plot]"') from None
    if isinstance(item, Run):
        if len(item.provider_versions) < 2:
            return _hot_paths(item)
        item = matrix_of(item)
    return altair.vconcat(_verdicts(item), _causes(item)).resolve_scale(color="independent")


def _hot_paths(run: Run) -> altair.Chart:
    import altair

    results, _ = results_looked_into(run.results)
    hot = [(shorten(visible(field_name(place)), 80), checks) for place, checks in hottest(count_checks(results))]
    hot = hot[:_FIELDS]
    records: list[Record] = [
        {"field": name, "verdict": verdict, "checks": number}
        for name, checks in hot
        for verdict, number in zip(_OF_FIELDS, (checks.failed, checks.unchecked, checks.passed), strict=True)
        if number
    ]
    names = [name for name, _ in hot]
    return (
        altair.Chart(altair.InlineData(values=records), title="Hot paths")
        .mark_bar()
        .encode(
            x=altair.X("checks:Q"),
            y=altair.Y("field:N", sort=names, title=None),
            color=altair.Color("verdict:N", scale=_scale(_OF_FIELDS), sort=_OF_FIELDS),
            tooltip=["field:N", "verdict:N", "checks:Q"],
        )
    )


def _scale(verdicts: list[str]) -> altair.Scale:
    import altair

    return altair.Scale(domain=verdicts, range=[_COLOURS[verdict] for verdict in verdicts])


def _versions(matrix: Matrix) -> list[str]:
    return [shorten(visible(version), 40) for version in matrix.versions]


def _verdicts(matrix: Matrix) -> altair.Chart:
    import altair

    names, verdicts = _versions(matrix), [str(verdict) for verdict in SEVERITY]
    records: list[Record] = [
        {"version": name, "verdict": verdict, "examples": number, "order": SEVERITY[verdict]}
        for column, name in enumerate(names)
        for verdict, number in counts_at(matrix.rows, column).items()
    ]
    return (
        altair.Chart(altair.InlineData(values=records), title="Verdicts over versions")
        .mark_bar()
        .encode(
            x=altair.X("version:N", sort=names, title=None),
            y=altair.Y("examples:Q"),
            color=altair.Color("verdict:N", scale=_scale(verdicts), sort=verdicts),
            # What is drawn last stands on top: failures.
            order=altair.Order("order:Q", sort="descending"),
            tooltip=["version:N", "verdict:N", "examples:Q"],
        )
    )


def _causes(matrix: Matrix) -> altair.LayerChart:
    import altair

    names = _versions(matrix)
    kinds = find_kinds(matrix, matrix.rows)
    labels = [shorten(visible(f"{kind.sign} {''.join(span.text for span in kind.sentence)}"), 100) for kind in kinds]
    records: list[Record] = [
        {"version": names[column], "cause": label, "examples": len(rows)}
        for label, kind in zip(labels, kinds, strict=True)
        for column, rows in sorted(kind.rows.items())
    ]
    base = altair.Chart(altair.InlineData(values=records), title="Causes over versions").encode(
        x=altair.X("version:N", sort=names, title=None),
        y=altair.Y("cause:N", sort=labels, title=None, axis=altair.Axis(labelLimit=400)),
        tooltip=["cause:N", "version:N", "examples:Q"],
    )
    steps = altair.Scale(type="threshold", domain=list(STEPS), range=_STEP_COLOURS)
    marks = base.mark_rect().encode(color=altair.Color("examples:Q", scale=steps))
    return altair.layer(marks, base.mark_text().encode(text="examples:Q"))
