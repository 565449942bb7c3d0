"""The examples of a run, as the view shows them: failed ones with what differs, quiet ones as folded names."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from contractlab.values.text import quote, visible
from contractlab.verification.causes import group_mismatches
from contractlab.verification.results import Result
from contractlab.verification.run import Run
from contractlab.views.diff import diff_table
from contractlab.views.guard import guarded
from contractlab.views.model import (
    Block,
    Bullets,
    Details,
    Only,
    Paragraph,
    Span,
    Table,
    chip,
    faint,
    join,
    line,
    strong,
    typed,
)
from contractlab.views.result_model import extent, result_sentences, unchecked_groups
from contractlab.views.tree import Marks, body_branch
from contractlab.views.words import capture_line, count, cut, request_line

__all__ = ["call_for", "failures_blocks", "quiet_blocks"]

FAILURES = 20
NAMES = 40
_RICH = frozenset({"html", "markdown"})


def _letters(run: Run) -> dict[int, str]:
    letters: dict[int, str] = {}
    for cause in run.causes:
        for result in cause.results:
            before = letters.get(id(result), "")
            letters[id(result)] = cause.letter if not before else f"{before[0]}+"
    return letters


def _alike(result: Result) -> str:
    """``20 of 20 items, the same way``: where one difference repeats."""
    groups = group_mismatches(result.mismatches)
    if len(groups) != 1 or len(groups[0][1]) < 2:
        return ""
    body = result.explanation.body
    return f"{extent(groups[0][1], None if body is None else body.actual)}, the same way"


def _failed_example(result: Result, letter: str, opened: bool, several_versions: bool) -> Block:
    mask = result.mask
    about = capture_line(mask.capture) if mask.capture is not None else ()
    remarks = [about, line(faint(_alike(result)))]
    if several_versions and result.provider_version:
        remarks.append(line(faint(cut(result.provider_version, 40))))
    summary = line(
        chip(result.verdict, letter),
        " ",
        strong(cut(result.example.description)),
        " ",
        join([remark for remark in remarks if remark and remark[0].text]),
    )
    blocks: list[Block] = []
    groups = group_mismatches(result.mismatches)
    match = result.match
    table: Table | None = None
    left = 0
    if match is not None:
        table, left = diff_table(body_branch(match), Marks(match.mismatches), mask, limit=12, context=0, caption=False)
    # A box that opens on nothing helps nobody: where there is no body to compare, its sentences stand there.
    if len(groups) > 1 or (groups and table is None):
        body = result.explanation.body
        blocks.append(Bullets(tuple(result_sentences(groups[:3], mask, None if body is None else body.actual))))
    if table is not None:
        blocks.append(table)
    if left or len(groups) > 3:
        blocks.append(Paragraph(line(faint("… the whole result: "), call_for(result))))
    if not blocks:
        return Paragraph(summary)
    return Details(summary, tuple(blocks), opened)


def call_for(result: Result) -> Span:
    """What shows one result in full, in Python and in a shell."""
    description = result.example.description
    alike = sum(example.description == description for example in result.contract.examples)
    name = result.example.key if alike > 1 or len(description) > 120 else description
    return typed(f"run[{quote(name, 160)}]", f"--only {shlex.quote(visible(name))}")


@guarded
def failures_blocks(run: Run) -> list[Block]:
    """Failed examples, the first one open."""
    letters = _letters(run)
    failed = [result for result in run.results if result.verdict == "failed"]
    if not failed:
        return []
    failed.sort(key=lambda result: (letters.get(id(result), "~") + "~")[:1])
    several = len(run.provider_versions) > 1
    blocks: list[Block] = [Paragraph(line("Failed examples"), "heading")]
    blocks += [
        _failed_example(result, letters.get(id(result), ""), index == 0, several)
        for index, result in enumerate(failed[:FAILURES])
    ]
    if len(failed) > FAILURES:
        blocks.append(Paragraph(line(faint(f"… {len(failed) - FAILURES:,} more: "), typed("run.failures"))))
    return [Only(_RICH, tuple(blocks))]


def _names(results: Sequence[Result], call: str, idle: list[Result] | None = None) -> tuple[Block, ...]:
    """Names of examples in a list."""
    gaps = {id(result) for result in idle or ()}
    items = []
    for result in results[:NAMES]:
        method, target, _ = request_line(result.example)
        version = f" {result.provider_version}" if result.provider_version else ""
        remark = (
            f" · {count(len(unchecked_groups(result.unchecked)), 'part')} not checked" if id(result) in gaps else ""
        )
        items.append(
            line(
                cut(result.example.description),
                faint(f" {cut(method, 20)} {cut(target, 80)}{cut(version, 40)}{remark}".rstrip()),
            )
        )
    blocks: list[Block] = [Bullets(tuple(items))]
    if len(results) > NAMES:
        blocks.append(Paragraph(line(faint(f"… {len(results) - NAMES:,} more: "), typed(call))))
    return tuple(blocks)


@guarded
def quiet_blocks(run: Run, idle: list[Result] | None) -> list[Block]:
    """What does not break the build, folded: pending, not exercised, passed, captures that fit nothing."""
    blocks: list[Block] = []
    for verdict, call in (
        ("pending", "run.results"),
        ("not exercised", "run.not_exercised"),
        ("passed", "run.results"),
    ):
        results = [result for result in run.results if result.verdict == verdict]
        if not results:
            continue
        mine = idle if verdict == "passed" else None
        remark = ""
        if verdict == "pending":
            remark = " failed, and marked pending: breaks no build"
        elif mine:
            how_many = (
                "all of them"
                if len(mine) == len(results) > 1
                else ("with" if len(results) == 1 else f"{len(mine):,} of them")
            )
            remark = f" {how_many} with parts that nothing checked".replace("with with", "with")
        blocks.append(
            Details(
                line(chip(verdict, f"{len(results):,} {verdict}"), " ", faint(remark.strip())),
                _names(results, call, mine),
                False,
                False,
            )
        )
    return [Only(_RICH, tuple(blocks))] if blocks else []
