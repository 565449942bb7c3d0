"""What can be unfolded holds something, in every view and every report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from matrices import contract, provider
from small_runs import BROKEN, CONTRACT, DATA, GOOD, broken_run, many_verdicts_run

import contractlab as cl
from contractlab.reports import Report
from contractlab.views.model import Block, Bullets, CodeBlock, Details, Document, Only, Paragraph, Picture, Table
from contractlab.views.registry import build


def second_hand() -> Any:
    return cl.load_verifier_results(DATA / "broken" / "2.5.0-verifier.json", [cl.load(CONTRACT)])


ITEMS = {
    "second hand": second_hand,
    "second hand, a result": lambda: second_hand().failures[0],
    "broken": broken_run,
    "many verdicts": many_verdicts_run,
    "a result": lambda: broken_run().failures[0],
    "versions": lambda: cl.verify(cl.load(CONTRACT), cl.load_captures([GOOD, BROKEN])),
    "matrix": lambda: cl.matrix(contract(30), {"1": provider(["good"] * 30), "2": provider(["text", "good"] * 15)}),
    "contract": lambda: cl.load(CONTRACT),
}


def has_content(block: Block) -> bool:
    if isinstance(block, Paragraph):
        return any(span.text for span in block.spans)
    if isinstance(block, Table):
        return bool(block.rows)
    if isinstance(block, Bullets):
        return bool(block.items)
    if isinstance(block, CodeBlock):
        return bool(block.text)
    if isinstance(block, Picture):
        return bool(block.drawing.marks) and has_content(block.table)
    return any(map(has_content, block.blocks))


def sections_of(blocks: tuple[Block, ...]) -> Iterator[Details]:
    for block in blocks:
        if isinstance(block, Details):
            yield block
        if isinstance(block, Details | Only):
            yield from sections_of(block.blocks)


@pytest.mark.parametrize("name", ITEMS)
def test_every_section_has_content(name: str) -> None:
    document: Document = build(ITEMS[name]())
    for section in sections_of(document.blocks):
        assert any(map(has_content, section.blocks)), section.summary


@pytest.mark.parametrize("name", ["second hand", "broken", "versions"])
def test_every_section_of_a_report_has_content(name: str) -> None:
    for section in Report(ITEMS[name]()):
        assert any(map(has_content, section.blocks)), section.name
        assert all(any(map(has_content, inner.blocks)) for inner in sections_of(section.blocks))


def test_one_version_is_not_compared_with_itself() -> None:
    report = Report(broken_run())
    assert "Over versions" not in [section.title for section in report]
    pictures = [block for block in report["causes"].blocks if isinstance(block, Picture)]
    assert [picture.title[0].text for picture in pictures] == ["Hot paths"]
    kept = Report(cl.verify(cl.load(CONTRACT), cl.load_captures(GOOD)))
    assert "over-versions" not in [section.name for section in kept]
    assert kept.over_versions() == []
    assert kept["over-versions"].quiet
    several = Report(ITEMS["versions"]())
    assert "Over versions" in [section.title for section in several]
