"""Views of contracts against an API document: each finding as a sentence with a line in both files."""

from __future__ import annotations

from contractlab.openapi.agreement.check import Agreement
from contractlab.openapi.agreement.findings import Finding, Severity
from contractlab.values.source import Location
from contractlab.views.model import (
    Block,
    Cell,
    Details,
    Document,
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

__all__ = ["build_agreement"]

_RICH = frozenset({"html", "markdown"})
_SHOWN = 40
_OPERATIONS = 60


def build_agreement(agreement: Agreement) -> Document:
    """The document of what contracts, recordings and an API document say differently."""
    blocks: list[Block] = [Paragraph(_title(agreement), "title"), Paragraph(_figures(agreement), "sentence")]
    if agreement.findings:
        rows = tuple(_row(finding) for finding in agreement.findings[:_SHOWN])
        left = max(0, len(agreement.findings) - _SHOWN)
        head = ("", "what does not agree", "example", "contract", "document")
        widths = ("40px", "", "24%", "150px", "150px")
        blocks.append(Table(rows, head, "grid", widths, (), _SHOWN, "agreement.findings", left))
    operations = _operations(agreement)
    if operations is not None:
        blocks.append(Only(_RICH, (operations,)))
    refused = list(agreement.document.references.refused)
    if refused:
        were = "was" if len(refused) == 1 else "were"
        words = f"{count(len(refused), 'reference')} to other addresses {were} not fetched."
        blocks.append(Paragraph(line(faint(words))))
    blocks.append(
        Paragraph(line(faint("Next: "), code("agreement.to_frame()"), faint(" · "), code("agreement.unused")))
    )
    return Document(tuple(blocks), 64)


def _title(agreement: Agreement) -> Line:
    document = faint(
        f" {cut(agreement.document.title or agreement.document.source.name, 80)} {agreement.document.version}"
    )
    if not agreement.examples and not agreement.captures:
        return line(chip("error", "nothing to check"), document)
    if agreement.errors:
        return line(
            chip("failed", count(len(agreement.errors), "error")), " ", strong("against the document"), document
        )
    if agreement.warnings:
        words = f"no error, {count(len(agreement.warnings), 'warning')}"
        return line(chip("passed", words), document)
    return line(chip("passed", "everything agrees with the document"), document)


def _figures(agreement: Agreement) -> Line:
    pieces = [count(agreement.examples, "example")]
    if agreement.captures:
        pieces.append(count(agreement.captures, "capture"))
    unused = len(agreement.unused)
    total = len(agreement.document.operations)
    words = f"{' and '.join(pieces)} checked. {unused:,} of {count(total, 'operation')} in no contract."
    if agreement.warnings and agreement.errors:
        words += f" {count(len(agreement.warnings), 'warning')} below the errors."
    return line(words)


def _row(finding: Finding) -> Row:
    wrong = finding.severity is Severity.ERROR
    sign = chip("failed") if wrong else faint("○")
    text = line(strong(cut(finding.text, 300)) if wrong else cut(finding.text, 300), " ", faint(finding.code.value))
    if finding.example is not None:
        owner = line(
            named("text", finding.example.description), faint(f" {cut(finding.example.contract.consumer, 40)}")
        )
    else:
        owner = line(faint(f"capture {cut(finding.capture, 60)}"))
    cells = (Cell(line(sign)), Cell(text), Cell(owner), Cell(_place(finding.here)), Cell(_place(finding.there)))
    return Row(cells)


def _place(location: Location | None) -> Line:
    return line(faint("–")) if location is None else line(code(short_place(location)))


def _operations(agreement: Agreement) -> Details | None:
    operations = agreement.document.operations
    if not operations:
        return None
    rows = []
    for operation in operations[:_OPERATIONS]:
        used, seen = agreement.used.get(operation, 0), agreement.seen.get(operation, 0)
        words = line(count(used, "example")) if used else line(strong("in no contract"))
        name = line(code(cut(f"{operation.method} {operation.path}", 100)))
        rows.append(Row((Cell(name), Cell(words), Cell(line(f"{seen:,}" if seen else faint("0"))))))
    left = max(0, len(operations) - _OPERATIONS)
    table = Table(
        tuple(rows),
        ("operation", "contracts", "captures"),
        "grid",
        ("", "150px", "90px"),
        (),
        0,
        "agreement.used",
        left,
    )
    return Details(line("Operations of the document"), (table,))
