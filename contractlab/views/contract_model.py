"""Views of contracts: their examples as a table, and what is odd about them."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.format import format_of
from contractlab.contracts.problems import Problem
from contractlab.contracts.published import Published
from contractlab.values.text import shorten_middle
from contractlab.views.guard import guarded
from contractlab.views.model import (
    Block,
    Bullets,
    Cell,
    Details,
    Document,
    Only,
    Paragraph,
    Row,
    Span,
    Table,
    chip,
    code,
    faint,
    join,
    line,
    strong,
    typed,
)
from contractlab.views.words import count, cut, file_name, format_name, request_line, safe_source

__all__ = ["build_contract", "build_contracts", "problems_block", "rule_count"]

ROWS = 60
PROBLEMS = 20
LINT, ONE_EXAMPLE, ONE_CONTRACT = "contractlab lint FILE", "--example NAME", "contractlab show FILE"
"""What shows in a shell what is left out here."""

_ORDER = {"error": 0, "warning": 1, "info": 2}


def rule_count(example: Example) -> int:
    """Number of matchers that an example declares."""
    return format_of(example.contract).matcher_count(example)


def _problem(problem: Problem, with_file: bool) -> tuple[Span, ...]:
    number = problem.line
    at_line = f"line {number:,}" if number is not None else ""
    place = f"{file_name(problem.location.file)} {at_line}".strip() if with_file else at_line
    return line(
        strong(f"{place} " if place else ""),
        faint(f"{problem.severity} "),
        cut(problem.message, 400),
        " ",
        Span("code-faint", shorten_middle(problem.pointer, 120), problem.pointer if len(problem.pointer) > 120 else ""),
    )


@guarded
def problems_block(problems: Sequence[Problem], call: str, *, with_file: bool = False) -> list[Block]:
    """Problems, worst first, each with its line and pointer."""
    if not problems:
        return []
    ordered = sorted(problems, key=lambda problem: _ORDER.get(problem.severity, 3))
    errors = sum(problem.severity == "error" for problem in problems)
    remark = f"{errors:,} of them make a verdict wrong or random" if errors else "verdicts still hold"
    summary = line(strong(f"{count(len(problems), 'problem')} in the file{'s' if with_file else ''} "), faint(remark))

    def listed(most: int) -> tuple[Block, ...]:
        blocks: list[Block] = [Bullets(tuple(_problem(problem, with_file) for problem in ordered[:most]))]
        if len(ordered) > most:
            blocks.append(Paragraph(line(faint(f"… {len(ordered) - most:,} more: "), typed(call, LINT))))
        return tuple(blocks)

    return [
        Only(frozenset({"html", "markdown"}), (Details(summary, listed(PROBLEMS), True),)),
        Only(frozenset({"text"}), (Details(summary, listed(3), True),)),
    ]


def _request(example: Example) -> tuple[Span, ...]:
    method, target, status = request_line(example)
    if not target:
        return (faint(method),)
    return line(
        faint(f"{cut(method, 20)} "),
        Span("code", shorten_middle(target, 100), target if len(target) > 100 else ""),
        faint(f" → {status}"),
    )


@guarded
def _remarks_block(remarks: Sequence[Problem]) -> list[Block]:
    """What is worth knowing and no trouble."""
    if not remarks:
        return []
    blocks: list[Block] = [Bullets(tuple(_problem(remark, False) for remark in remarks[:PROBLEMS]))]
    if len(remarks) > PROBLEMS:
        blocks.append(Paragraph(line(faint(f"… {len(remarks) - PROBLEMS:,} more: "), typed("contract.problems", LINT))))
    summary = line(strong(f"{count(len(remarks), 'remark')} "), faint("worth knowing"))
    return [Only(frozenset({"html", "markdown"}), (Details(summary, tuple(blocks)),))]


@guarded
def _lost_block(lost: Sequence[Problem]) -> list[Block]:
    """What a converted contract cannot say as the original did."""
    if not lost:
        return []
    blocks: list[Block] = [Bullets(tuple(_problem(loss, True) for loss in lost[:PROBLEMS]))]
    if len(lost) > PROBLEMS:
        blocks.append(Paragraph(line(faint(f"… {len(lost) - PROBLEMS:,} more: "), typed("contract.lost"))))
    summary = line(strong(f"{count(len(lost), 'thing')} lost in the conversion "), faint("with places in the original"))
    return [Details(summary, tuple(blocks), True)]


def _example_row(example: Example, odd: int, any_odd: bool) -> Row:
    states = "; ".join(map(str, example.states))
    # Loud is what needs a look: names stay quiet unless something is odd about them.
    name = [
        Span(
            "strong" if odd else "text",
            cut(example.description),
            example.description if len(example.description) > 160 else "",
        )
    ]
    name += [Span("text", " "), chip("pending", "pending")] if example.pending else []
    rules = rule_count(example)
    cells = [
        Cell(tuple(name)),
        Cell(_request(example)),
        Cell(line(cut(states, 120)), faint=True),
        Cell(line(f"{rules:,}" if rules else "–")),
    ]
    return Row((*cells, Cell(line(f"! {odd:,}" if odd else ""))) if any_odd else tuple(cells))


def _place(contract: Contract) -> tuple[Span, ...]:
    """Where a contract comes from: its file, or the version that a broker has it of."""
    published = contract.published
    if published is None:
        return (code(file_name(contract.source.name)),)
    branches = f" on {', '.join(published.branches)}" if published.branches else ""
    return line("version ", code(cut(published.consumer_version, 80)), faint(cut(branches, 80)))


def _standing(published: Published) -> list[tuple[Span, ...]]:
    """What a broker says of a contract that it handed out."""
    facts = [
        line(chip("pending", "pending")) if published.pending else (),
        line(faint("work in progress")) if published.wip else (),
        line(faint(f"in {cut(', '.join(published.environments), 80)}")) if published.environments else (),
        line(faint(f"chosen as {cut(published.why, 120)}")) if published.why else (),
    ]
    return [each for each in facts if each]


def build_contract(contract: Contract) -> Document:
    """The document of a contract."""
    total = len(contract.examples)
    title = line(
        strong(f"{cut(contract.consumer, 80)} → {cut(contract.provider, 80)}"), faint(f" {format_name(contract)}")
    )
    remarks = [
        _place(contract),
        line(faint(count(total, "example"))),
        line(faint(count(len(contract.states), "state"))) if contract.states else (),
    ]
    pending = sum(example.pending for example in contract.examples)
    remarks.append(line(faint(f"{pending:,} pending")) if pending else ())
    if contract.published is not None:
        remarks += _standing(contract.published)
    blocks: list[Block] = [Paragraph(title, "title"), Paragraph(join(remarks))]
    if not total:
        blocks.append(Paragraph(line(chip("error", "nothing to check"), " The contract has no examples.")))
    odd: dict[str, int] = {}
    for problem in contract.problems:
        if problem.example is not None and problem.severity != "info":
            odd[problem.example] = odd.get(problem.example, 0) + 1
    if total:
        rows = tuple(_example_row(example, odd.get(example.key, 0), bool(odd)) for example in contract.examples[:ROWS])
        head: tuple[str, ...] = ("example", "request", "given", "rules")
        widths: tuple[str, ...] = ("31%", "36%", "", "56px")
        if odd:
            head, widths = (*head, "problems"), (*widths, "80px")
        left = max(total - ROWS, 0)
        blocks.append(Table(rows, head, "grid", widths, (), 18, "contract.examples", left, ONE_EXAMPLE))
    if total > ROWS:
        blocks.append(
            Only(
                frozenset({"html", "markdown"}),
                (
                    Paragraph(
                        line(faint(f"… {total - ROWS:,} more: "), typed(f"contract.examples[{ROWS}:]", ONE_EXAMPLE))
                    ),
                ),
            )
        )
    blocks += _lost_block(contract.lost)
    blocks += problems_block(
        [problem for problem in contract.problems if problem.severity != "info"], "contract.problems"
    )
    blocks += _remarks_block([problem for problem in contract.problems if problem.severity == "info"])
    return Document(tuple(blocks))


def _contract_row(contract: Contract) -> Row:
    problems = [problem for problem in contract.problems if problem.severity != "info"]
    errors = sum(problem.severity == "error" for problem in problems)
    figures = count(len(problems), "problem") if problems else ""
    return Row(
        (
            Cell(line(strong(cut(contract.label)))),
            Cell(_place(contract)),
            Cell(line(format_name(contract)), faint=True),
            Cell(line(f"{len(contract.examples):,}")),
            Cell(line(("! " if errors else "") + figures), faint=not errors),
        )
    )


def build_contracts(contracts: Contracts) -> Document:
    """The document of several contracts."""
    total = len(contracts)
    blocks: list[Block] = []
    if total:
        title = line(strong(count(total, "contract")), faint(f", {count(contracts.examples_count, 'example')}"))
        blocks.append(Paragraph(title, "title"))
        head = ("contract", "file", "format", "examples", "problems")
        rows = tuple(map(_contract_row, contracts[:ROWS]))
        blocks.append(
            Table(
                rows,
                head,
                "grid",
                ("38%", "", "90px", "76px", "100px"),
                (),
                16,
                f"contracts[{ROWS}:]",
                max(total - ROWS, 0),
                ONE_CONTRACT,
            )
        )
        if total > ROWS:
            blocks.append(
                Only(
                    frozenset({"html", "markdown"}),
                    (Paragraph(line(faint(f"… {total - ROWS:,} more: "), typed(f"contracts[{ROWS}:]", ONE_CONTRACT))),),
                )
            )
    else:
        blocks.append(Paragraph(line(strong("No contracts here yet.")), "title"))
    if contracts.skipped:
        verb = "was" if len(contracts.skipped) == 1 else "were"
        blocks.append(
            Paragraph(line(faint(f"{count(len(contracts.skipped), 'other JSON file')} {verb} skipped: no contract.")))
        )
    if contracts.duplicates:
        number = len(contracts.duplicates)
        copies = f"{count(number, 'file')} {'holds' if number == 1 else 'hold'} the same contract as another."
        blocks.append(Paragraph(line(faint(copies))))
    if not total and not contracts.refused:
        blocks.append(Paragraph(line("Load some: ", typed('cl.load_all("pacts/")', "contractlab show pacts/"))))
    blocks += _refused_block(contracts)
    return Document(tuple(blocks))


@guarded
def _refused_block(contracts: Contracts) -> list[Block]:
    refused = contracts.refused
    if not refused:
        return []
    items = []
    for refusal in refused[:PROBLEMS]:
        first = refusal.faults[0] if refusal.faults else None
        more = f" and {len(refusal.faults) - 1:,} more" if len(refusal.faults) > 1 else ""
        items.append(line(code(file_name(safe_source(refusal.source))), f" {cut(str(first), 300)}{more}"))
    blocks: list[Block] = [Bullets(tuple(items))]
    if len(refused) > PROBLEMS:
        blocks.append(Paragraph(line(faint(f"… {len(refused) - PROBLEMS:,} more: "), typed("contracts.refused", LINT))))
    summary = line(chip("error", f"{count(len(refused), 'file')} could not be read"), " ", faint("the others were"))
    return [Details(summary, tuple(blocks), True)]
