"""The view of a mock: what it received, which examples were proved, and what fits none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contractlab.contracts.contract import Example
from contractlab.definition.mock import MockProvider
from contractlab.definition.received import Received, ReceivedRequests
from contractlab.verification.causes import group_mismatches
from contractlab.views.guard import guarded
from contractlab.views.miss_model import miss_blocks, received_line
from contractlab.views.model import (
    Block,
    Cell,
    Details,
    Document,
    Line,
    Paragraph,
    Row,
    Table,
    chip,
    code,
    faint,
    line,
    strong,
    tell,
)
from contractlab.views.words import count, cut, format_name, some

__all__ = ["build_mock", "build_requests"]

_ROWS = 60
_MISSES = 3
"""Misses of which everything is shown beside the table."""


def build_requests(requests: ReceivedRequests) -> Document:
    """The document of everything that a mock received."""
    return Document((Paragraph(_title(requests), "title"), *_table(requests)))


def build_mock(provider: MockProvider) -> Document:
    """The document of a mock."""
    requests = provider.requests
    contract = provider.contract
    address = "" if not provider.serves else f" · {provider.url}"
    about = line(strong(f" {cut(contract.label)} "), faint(f"{format_name(contract)} · mock{address}"))
    blocks: list[Block] = [Paragraph(line(_title(requests), about), "title"), Paragraph(_proof(provider))]
    blocks += _table(requests)
    missed = requests.missed
    for place, received in enumerate(missed[:_MISSES]):
        summary = line(strong(f"Request {received.number:,} "), received_line(received))
        blocks.append(Details(summary, tuple(miss_blocks(received)), open=place == 0))
    if len(missed) > _MISSES:
        more = count(len(missed) - _MISSES, "more request")
        blocks.append(Paragraph(line(faint(f"… {more} that match no example: "), code("provider.requests.missed"))))
    return Document(tuple(blocks), text_lines=0)


def _title(requests: Sequence[Received]) -> Line:
    missed = sum(not each.passed for each in requests)
    if not requests:
        return line(chip("not exercised", "no request"))
    if missed:
        verb = "matches" if missed == 1 else "match"
        return line(chip("failed", f"{missed:,} of {count(len(requests), 'request')} {verb} no example"))
    return line(chip("passed", f"{count(len(requests), 'request')}, all match an example"))


def _proof(provider: MockProvider) -> Line:
    """How many examples were proved, and which were not called."""
    proved, uncalled = provider.proved, provider.uncalled
    total = len(proved) + len(uncalled)
    if not total:
        return line("The contract has no example that a mock could answer with.")
    if not provider.requests:
        return line(f"Nothing was received, so nothing was proved; {count(total, 'example')} wait for a request.")
    rest = faint(f" Uncalled: {_names(uncalled)}.") if uncalled else faint("")
    return line(f"{len(proved):,} of {count(total, 'example')} proved.", rest)


def _names(examples: Iterable[Example]) -> str:
    return some([f"“{cut(example.description, 60)}”" for example in examples])


@guarded
def _table(requests: Sequence[Received]) -> list[Block]:
    if not requests:
        return []
    # What fits nothing comes first: it is what has to be mended.
    ordered = sorted(requests, key=lambda each: each.passed)
    rows = tuple(_row(each) for each in ordered[:_ROWS])
    return [
        Table(
            rows,
            ("", "verdict", "request", "example", "status"),
            "grid",
            ("6%", "18%", "30%", "", "10%"),
            text_lines=20,
            rest="provider.requests",
            left_out=len(ordered) - len(rows),
        )
    ]


def _row(received: Received) -> Row:
    words = {"passed": "matches", "failed": "matches none", "error": "not judged"}
    cells = (
        Cell((faint(f"{received.number:,}"),)),
        Cell((chip(received.verdict, words[received.verdict]),)),
        Cell(received_line(received)),
        Cell(_example(received)),
        Cell((faint(received.response.status),)),
    )
    return Row(cells)


def _example(received: Received) -> Line:
    if received.reason:
        return line(cut(received.reason, 200))
    if received.example is not None:
        return line(strong(cut(received.example.description)))
    if not received.nearest:
        return line(faint("none is near"))
    near = received.nearest[0]
    groups = group_mismatches(near.mismatches)
    first = tell(received.mask.mismatch(groups[0][1][0]).sentence)
    more = faint(f" and {len(groups) - 1:,} more") if len(groups) > 1 else faint("")
    return line(faint("nearest: "), strong(cut(near.example.description)), "; ", first, more)
