"""The column of an API document in the live matrix: its cells, what they open to, and what edits would change there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from contractlab.contracts.contract import Example
from contractlab.values.result import Verdict
from contractlab.values.text import shorten
from contractlab.verification.beside import BesideVersions
from contractlab.verification.matrix_rows import MatrixRow
from contractlab.views.document_column import findings_table
from contractlab.views.model import Block, Paragraph, faint, line
from contractlab.views.origin import origin_line
from contractlab.views.words import count, cut
from contractlab.widgets.block_json import blocks_json
from contractlab.widgets.explorer.protocol import DocumentColumn, InspectedCell

__all__ = ["changes_beside", "column_beside", "inspect_beside"]

_SIGNS: Mapping[Verdict | None, str] = {"passed": "p", "failed": "f"}


def column_beside(document: BesideVersions, rows: Sequence[MatrixRow]) -> DocumentColumn:
    """What the document says of each row."""
    listed = [document.findings_of(row.example) for row in rows]
    errors = [sum(finding.is_error for finding in findings) for findings in listed]
    return {
        "name": cut(document.name, 80),
        "verdicts": "".join(_SIGNS.get(document.verdict_of(row.example), "-") for row in rows),
        "findings": [(wrong, len(findings) - wrong) for wrong, findings in zip(errors, listed, strict=True)],
    }


def inspect_beside(
    document: BesideVersions, row: MatrixRow, unsaved: Example | None = None, *, live: bool = True
) -> InspectedCell:
    """What the inspector shows of a cell of the document: every finding, with line and pointer in both files.

    Parameters
    ----------
    document : BesideVersions
    row : MatrixRow
    unsaved : Example, optional
        The example as it is edited; it is judged in place of the one that is saved.
    live : bool
        False for a page without a kernel, which does not say where contracts came from.
    """
    example = row.example if unsaved is None else unsaved
    judged = document if unsaved is None else document.again([unsaved])
    verdict, findings = judged.verdict_of(example), judged.findings_of(example)
    errors = sum(finding.is_error for finding in findings)
    name = faint(cut(document.name, 80))
    if verdict is None:
        sentence = line("The document is about requests over HTTP, and says nothing of this example. ", name)
    elif not findings:
        sentence = line("The document promises what the example asks. ", name)
    else:
        remarks = len(findings) - errors
        counted = [count(errors, "error")] * bool(errors) + [count(remarks, "warning")] * bool(remarks)
        sentence = line(f"{', '.join(counted)} against the document. ", name)
    blocks: list[Block] = [Paragraph(sentence, "sentence")]
    blocks += [findings_table(findings)] if findings else []
    if unsaved is not None:
        blocks.append(Paragraph(line("This is the example as you edited it, not saved yet."), "plain"))
    if live:
        blocks.append(Paragraph(line(faint("Contract: "), *origin_line(row.example.contract)), "plain"))
    shown: InspectedCell = {
        "description": shorten(row.description, 300),
        "version": "",
        "verdict": verdict or "none",
        "letters": "",
        "more": 0,
        "head": blocks_json(blocks),
        "tabs": [],
        "copy": [],
    }
    if verdict is None:
        shown["word"] = "not looked at"
    return shown


def changes_beside(
    document: BesideVersions, before: Mapping[int, Example], now: Mapping[int, Example]
) -> Iterator[tuple[int, Verdict | None, Verdict | None]]:
    """Rows of which the document would say otherwise: number, verdict before and after.

    Parameters
    ----------
    document : BesideVersions
    before, now : mapping of int to Example
        Of each row, the example that is shown, and as it is edited.
    """
    if not now:
        return
    judged = document.again([*before.values(), *now.values()])
    for at, example in now.items():
        was, is_now = document.verdict_of(before[at]), judged.verdict_of(example)
        if was != is_now:
            yield at, was, is_now
