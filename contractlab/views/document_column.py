"""The column of an API document beside the versions of a matrix, and what its cells open to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from contractlab.contracts.contract import Example
from contractlab.values.source import Location
from contractlab.verification.beside import BesideFinding, BesideVersions
from contractlab.verification.matrix import Matrix, MatrixRow
from contractlab.views.model import (
    Block,
    Cell,
    Details,
    Line,
    Only,
    Paragraph,
    Row,
    Table,
    chip,
    code,
    faint,
    line,
    strong,
)
from contractlab.views.words import count, cut, named, short_place

__all__ = ["HEAD", "contradicted", "document_blocks", "document_cell", "document_total", "findings_table"]

HEAD = "document"
EXAMPLES = 40
"""Examples whose findings are shown."""

FINDINGS = 20
_RICH = frozenset({"html", "markdown"})


def section_of(example: Example) -> str:
    """The name of the section that a cell opens to."""
    contract = example.contract
    return f"document-{contract.consumer}-{contract.provider}-{example.key}"


def contradicted(matrix: Matrix, row: MatrixRow) -> bool:
    """True if an API document says otherwise than the example."""
    return matrix.document is not None and matrix.document.verdict_of(row.example) == "failed"


def document_cell(document: BesideVersions, row: MatrixRow, *, wide: bool = False) -> Cell:
    """What the document says of one example: a sign, and how many findings."""
    verdict = document.verdict_of(row.example)
    if verdict is None:
        return Cell(line(faint("–")), center=True)
    findings = document.findings_of(row.example)
    errors = sum(1 for finding in findings if finding.is_error)
    if errors:
        shown = replace(chip("failed", f"{errors:,}"), target=section_of(row.example))
        return Cell((shown,), center=True, fill="failed" if wide else "")
    # A remark is no fault, and not to be overlooked: the sign of lists of findings.
    return Cell(line(faint("✓" if not findings else f"✓ ○{len(findings):,}")), center=True)


def document_total(matrix: Matrix, document: BesideVersions, wide: bool) -> Cell:
    """How many examples it contradicts, of how many."""
    verdicts = [document.verdict_of(row.example) for row in matrix.rows]
    failed, held = verdicts.count("failed"), len(verdicts) - verdicts.count(None)
    figures = f"{failed:,}" if wide else f"{failed:,} / {held:,}"
    return Cell(line(strong(figures) if failed else faint(figures)), center=True)


def document_blocks(matrix: Matrix) -> list[Block]:
    """What the cells open to: for each example the findings, with line and pointer in both files."""
    document = matrix.document
    if document is None:
        return []
    listed = [(row, document.findings_of(row.example)) for row in matrix.rows]
    rows = [(row, findings) for row, findings in listed if findings]
    rows.sort(key=lambda pair: not any(finding.is_error for finding in pair[1]))
    failed = sum(1 for row in matrix.rows if document.verdict_of(row.example) == "failed")
    held = sum(1 for row in matrix.rows if document.verdict_of(row.example) is not None)
    words = f"{count(failed, 'example')} of {held:,} not as the document says" if failed else "no error"
    title = line(strong("Against the document"), " ", faint(cut(document.name, 80)), f" · {words}")
    blocks: list[Block] = [Paragraph(title)]
    blocks += [_findings(row, list(findings)) for row, findings in rows[:EXAMPLES]]
    if len(rows) > EXAMPLES:
        blocks.append(
            Paragraph(line(faint(f"… {count(len(rows) - EXAMPLES, 'more example')}: "), code("matrix.document")))
        )
    return [Only(_RICH, tuple(blocks)), Only(frozenset({"text"}), (Paragraph(title),))]


def _findings(row: MatrixRow, findings: list[BesideFinding]) -> Details:
    errors = sum(1 for finding in findings if finding.is_error)
    remarks = len(findings) - errors
    sign = chip("failed", count(errors, "error")) if errors else faint(count(remarks, "warning"))
    more = faint(f" {count(remarks, 'warning')}") if errors and remarks else ""
    summary = line(sign, " ", named("text", row.description), faint(f" {cut(row.consumer, 40)}"), more)
    return Details(summary, (findings_table(findings),), boxed=False, name=section_of(row.example))


def findings_table(findings: Sequence[BesideFinding]) -> Table:
    """What is stated differently, with line and pointer in both files."""
    shown = findings[:FINDINGS]
    rows = tuple(
        Row((Cell(_text(finding)), Cell(_place(finding.value_at)), Cell(_place(finding.there)))) for finding in shown
    )
    head = ("what does not agree", "contract", "document")
    left = len(findings) - len(shown)
    return Table(rows, head, "grid", ("", "28%", "28%"), (), FINDINGS, "matrix.document.findings", left)


def _text(finding: BesideFinding) -> Line:
    text = cut(finding.text, 300)
    return line(chip("failed"), " ", text) if finding.is_error else line(faint("○ "), text)


def _place(location: Location | None) -> Line:
    """File and line, and below them the pointer."""
    if location is None:
        return line(faint("–"))
    return line(code(short_place(location)), " ", faint(cut(location.pointer, 160)))
