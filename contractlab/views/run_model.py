"""The view of a run: the verdict, the causes, and the failed examples; what passed stays quiet."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.contracts.example import Example
from contractlab.values.sentences import Sentence
from contractlab.values.text import quote
from contractlab.verification.causes import Cause, group_mismatches, shared_sentence
from contractlab.verification.results import SEVERITY, Result
from contractlab.verification.run import Run
from contractlab.views.diff import diff_table
from contractlab.views.model import (
    Block,
    Bullets,
    Cell,
    Details,
    Document,
    Line,
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
    square,
    strong,
    tell,
)
from contractlab.views.result_model import error_reason, result_sentences
from contractlab.views.tree import Marks, body_branch
from contractlab.views.words import (
    capture_line,
    count,
    cut,
    file_name,
    format_name,
    place_of,
    request_line,
    short_place,
    versions,
)

__all__ = ["build_run", "summary_chip", "summary_text"]

STRIP = 60
CAUSES = 12
ERRORS = 6
FAILURES = 20
NAMES = 40
_UNCHECKED_LOOKED_AT = 400
_PAIRS = 20


# -- the headline -------------------------------------------------------------------------------------------------------------


def summary_chip(run: Run) -> Span:
    """The verdict of the whole run: ``4 of 8 failed``."""
    counts, total = run.counts(), len(run.results)
    if not total:
        return chip("error", "nothing to check")
    if counts["failed"]:
        return chip("failed", f"{counts['failed']:,} of {total:,} failed")
    if counts["error"]:
        return chip("error", f"{counts['error']:,} of {total:,} could not be checked")
    missing = counts["not exercised"]
    if missing == total:
        return chip("not exercised", f"{missing:,} not exercised")
    if missing and not run.allow_not_exercised:
        return chip("not exercised", f"{missing:,} of {total:,} not exercised")
    return chip("passed", f"{counts['passed']:,} of {total:,} passed")


def _unchecked_results(run: Run) -> list[Result] | None:
    """Passing results with parts that nothing checked; None where there are too many to look through."""
    passed = [one for one in run.results if one.verdict == "passed"]
    return [one for one in passed if one.unchecked] if len(passed) <= _UNCHECKED_LOOKED_AT else None


def summary_text(run: Run) -> str:
    """The other figures: ``4 failed, 1 could not be checked, 3 passed``."""
    counts = run.counts()
    words = {
        "failed": "failed",
        "error": "could not be checked",
        "pending": "pending",
        "not exercised": "not exercised",
        "passed": "passed",
    }
    return ", ".join(f"{counts[verdict]:,} {word}" for verdict, word in words.items() if counts[verdict])


def _pair(run: Run) -> str:
    contracts = list(run.contracts)
    if not contracts:
        return ""
    providers = list(dict.fromkeys(one.provider for one in contracts))
    consumers = list(dict.fromkeys(one.consumer for one in contracts))
    if len(providers) == 1 and len(consumers) == 1:
        return f"{cut(consumers[0], 80)} → {cut(providers[0], 80)}"
    if len(providers) == 1:
        return f"{count(len(consumers), 'consumer')} → {cut(providers[0], 80)}"
    return count(len(contracts), "contract")


def _sources(run: Run) -> Line:
    contracts = list(run.contracts)
    if len(contracts) == 1:
        one = contracts[0]
        left = line(code(file_name(one.source.name)), faint(f" ({format_name(one)})"))
    else:
        left = line(faint(count(len(contracts), "contract")))
    files = list(dict.fromkeys(one.source for one in run.captures))
    if len(files) == 1:
        return line(left, faint(" against "), code(file_name(files[0])))
    captures = count(len(run.captures), "capture")
    return line(left, faint(f" against {captures}" + (f" in {count(len(files), 'file')}" if files else "")))


def _strip(run: Run) -> Line:
    if not 1 < len(run.results) <= STRIP:
        return ()
    ordered = sorted(run.results, key=lambda one: SEVERITY[one.verdict])
    squares = tuple(square(one.verdict, f"{cut(one.example.description)}: {one.verdict}") for one in ordered)
    return (*squares, Span("text", " "))


def _headline(run: Run, idle: list[Result] | None) -> list[Block]:
    version = versions(run.provider_versions)
    pair = _pair(run)
    title = line(summary_chip(run), " ", strong(pair), f" {version}" if version else "")
    counts = run.counts()
    remarks: list[Line] = []
    if counts["passed"] != len(run.results) and run.results:
        remarks.append(line(faint(summary_text(run))))
    if run.passed and idle:
        has = "has" if len(idle) == 1 else "have"
        remarks.append(line(f"{count(len(idle), 'example')} {has} parts that nothing checked"))
    if run.dialect != "reference":
        remarks.append(line(faint(f"dialect {run.dialect}")))
    remarks.append(_sources(run))
    blocks: list[Block] = [
        Paragraph(title, "title"),
        Only(frozenset({"html", "markdown"}), (Paragraph(line(_strip(run), join(remarks))),)),
    ]
    if not run.results:
        said = "the contract has no examples" if len(run.contracts) == 1 else "there are no examples"
        blocks.append(Paragraph(line(f"Nothing to check: {said}."), "sentence"))
    elif counts["not exercised"] == len(run.results):
        blocks.append(Paragraph(line(_nothing_exercised(run)), "sentence"))
    elif counts["not exercised"] and not run.allow_not_exercised:
        blocks.append(
            Paragraph(
                line(
                    faint("Examples that nothing exercised break the build; "),
                    code("allow_not_exercised=True"),
                    faint(" tolerates them."),
                )
            )
        )
    return blocks


def _nothing_exercised(run: Run) -> str:
    captures = (
        "no captures" if not len(run.captures) else f"{count(len(run.captures), 'capture')} that fit none of them"
    )
    return f"{count(len(run.results), 'example')}, {captures}. Nothing was checked, so nothing passed."


def _pairs_block(run: Run) -> list[Block]:
    """A row for each contract, where there are several."""
    contracts = list(run.contracts)
    if len(contracts) < 2:
        return []
    by_contract: dict[int, dict[str, int]] = {id(one): dict.fromkeys(SEVERITY, 0) for one in contracts}
    for result in run.results:
        by_contract.setdefault(id(result.contract), dict.fromkeys(SEVERITY, 0))[result.verdict] += 1
    worst = sorted(
        contracts, key=lambda one: tuple(-by_contract[id(one)][verdict] for verdict in SEVERITY if verdict != "passed")
    )
    rows = []
    for one in worst[:_PAIRS]:
        counted = by_contract[id(one)]
        total = sum(counted.values())
        verdict = next((name for name in SEVERITY if counted[name]), "not exercised")
        said = {"passed": f"{total:,} of {total:,} passed"}.get(verdict, f"{counted[verdict]:,} of {total:,} {verdict}")
        rows.append(
            Row(
                (
                    Cell((chip(verdict, said),)),
                    Cell(line(cut(one.label))),
                    Cell((code(file_name(one.source.name)),), faint=True),
                )
            )
        )
    blocks: list[Block] = [Table(tuple(rows), (), "grid", ("220px", "", "34%"), (), 6, "run.contracts")]
    if len(contracts) > _PAIRS:
        blocks.append(Paragraph(line(faint(f"… {len(contracts) - _PAIRS:,} more: "), code("run.contracts"))))
    return blocks


# -- causes -------------------------------------------------------------------------------------------------------------------


def _cause_sentence(cause: Cause) -> Sentence:
    shown = cause.results[0].mask.mismatch(cause.mismatches[0])
    return shared_sentence(cause.mismatches, cause.path, shown=shown)


def _extent(cause: Cause) -> str:
    examples = count(len(cause.examples), "example")
    values = len(cause.mismatches)
    seen = {one.provider_version for one in cause.results}
    pieces = [examples] + ([count(len(seen), "version")] if len(seen) > 1 else [])
    return ", ".join(pieces + ([count(values, "value")] if values > len(cause.results) else []))


def _cause_rule(cause: Cause) -> Line:
    if cause.rule is None:
        return line(faint(" · no rule: exact"))
    return line(faint(" · rule "), Span("code-faint", cut(cause.rule.name, 40), cause.rule.label))


def _named_examples(examples: Sequence[Example]) -> str:
    names = f"“{cut(examples[0].description, 60)}”"
    return names if len(examples) == 1 else f"{names} and {len(examples) - 1:,} more"


def _cause_row(cause: Cause) -> Row:
    first = cause.results[0]
    subject = first.match.subject if first.match is not None else "response"
    place = place_of(cause.mismatches[0], first.example, subject)
    remark = line(
        faint(_extent(cause)), _cause_rule(cause), faint(" · "), Span("code-faint", short_place(place), str(place))
    )
    return Row((Cell(line(cause.letter), strong=True), Cell(tell(_cause_sentence(cause))), Cell(remark)))


def _error_rows(errors: Sequence[Result]) -> list[Row]:
    """Errors of one reason together."""
    grouped: dict[str, list[Result]] = {}
    for one in errors:
        grouped.setdefault(error_reason(one.reason), []).append(one)
    rows = []
    for reason, results in grouped.items():
        names = list({id(one.example): one.example for one in results}.values())
        said = line(
            strong(cut(names[0].description)),
            f" and {len(names) - 1:,} more" if len(names) > 1 else "",
            f": {cut(reason, 300)}",
        )
        remark = line(
            faint(f"{count(len(names), 'example')} · error, not a pass · "),
            Span("code-faint", short_place(names[0].location)),
        )
        rows.append(Row((Cell((chip("error"),)), Cell(said), Cell(remark))))
    return rows


def _causes_blocks(run: Run) -> list[Block]:
    causes = run.causes
    errors = [one for one in run.results if one.verdict == "error"]
    rows = [_cause_row(one) for one in causes[:CAUSES]]
    error_rows = _error_rows(errors)
    if not rows and not error_rows:
        return []
    blocks: list[Block] = []
    if causes:
        heading = Paragraph(line(f"Why: {count(len(causes), 'cause')}"), "heading")
        blocks.append(Only(frozenset({"html", "markdown"}), (heading,)))
    widths = ("36px", "", "34%")
    listed = [*rows, *error_rows[:ERRORS]]
    blocks.append(Only(frozenset({"html", "markdown"}), (Table(tuple(listed), (), "list", widths),)))
    more = [f"{count(len(causes) - CAUSES, 'more cause')}"] if len(causes) > CAUSES else []
    more += [f"{count(len(error_rows) - ERRORS, 'more reason')} for errors"] if len(error_rows) > ERRORS else []
    if more:
        cap = line(faint(f"… {', '.join(more)}: "), code("run.causes" if len(causes) > CAUSES else "run.failures"))
        blocks.append(Only(frozenset({"html", "markdown"}), (Paragraph(cap),)))
    texts: list[Block] = []
    if rows:
        texts.append(
            Table(
                tuple(_for_text(row, cause) for row, cause in zip(rows, causes, strict=False)),
                (),
                "list",
                (),
                (),
                14 if error_rows else 18,
                "run.causes",
            )
        )
    if error_rows:
        texts.append(Table(tuple(error_rows), (), "list", (), (), 5 if rows else 18, "run.failures"))
    blocks.append(Only(frozenset({"text"}), tuple(texts)))
    return blocks


def _for_text(row: Row, cause: Cause) -> Row:
    """The remark of a cause for a terminal: with the name of the example and the place to look at."""
    sign, sentence, remark = row.cells
    spans = (*remark.spans, Span("faint", f" · {_named_examples(cause.examples)}"))
    return Row((sign, sentence, Cell(spans)))


# -- examples -----------------------------------------------------------------------------------------------------------------


def _letters(run: Run) -> dict[int, str]:
    found: dict[int, str] = {}
    for cause in run.causes:
        for result in cause.results:
            known = found.get(id(result), "")
            found[id(result)] = cause.letter if not known else f"{known[0]}+"
    return found


def _alike(result: Result) -> str:
    """``20 of 20 items, the same way``: where one difference repeats."""
    groups = group_mismatches(result.mismatches)
    if len(groups) != 1 or len(groups[0][1]) < 2:
        return ""
    body = result.explanation.body
    from contractlab.views.result_model import _many

    tail = _many(groups[0][1], None if body is None else body.actual)
    return tail[0][1].removeprefix(", in ") + ", the same way" if tail else ""


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
        join([one for one in remarks if one and one[0].text]),
    )
    blocks: list[Block] = []
    groups = group_mismatches(result.mismatches)
    if len(groups) > 1:
        body = result.explanation.body
        blocks.append(Bullets(tuple(result_sentences(groups[:3], mask, None if body is None else body.actual))))
    match = result.match
    if match is not None:
        table, left = diff_table(body_branch(match), Marks(match.mismatches), mask, limit=12, context=0, caption=False)
        if table is not None:
            blocks.append(table)
        if left or len(groups) > 3:
            blocks.append(Paragraph(line(faint("… all of it: "), code(call_for(result)))))
    return Details(summary, tuple(blocks), opened)


def call_for(result: Result) -> str:
    """The code that shows one result in full."""
    description = result.example.description
    alike = sum(one.description == description for one in result.contract.examples)
    name = result.example.key if alike > 1 or len(description) > 120 else description
    return f"run[{quote(name, 160)}]"


def _failures_blocks(run: Run) -> list[Block]:
    letters = _letters(run)
    failed = [one for one in run.results if one.verdict == "failed"]
    if not failed:
        return []
    failed.sort(key=lambda one: (letters.get(id(one), "~") + "~")[:1])
    several = len(run.provider_versions) > 1
    blocks: list[Block] = [Paragraph(line("Failed examples"), "heading")]
    blocks += [
        _failed_example(one, letters.get(id(one), ""), index == 0, several)
        for index, one in enumerate(failed[:FAILURES])
    ]
    if len(failed) > FAILURES:
        blocks.append(Paragraph(line(faint(f"… {len(failed) - FAILURES:,} more: "), code("run.failures"))))
    return [Only(frozenset({"html", "markdown"}), tuple(blocks))]


def _names(results: Sequence[Result], call: str, idle: list[Result] | None = None) -> tuple[Block, ...]:
    """Names of examples in a list."""
    known = {id(one) for one in idle or ()}
    items = []
    for one in results[:NAMES]:
        method, target, _ = request_line(one.example)
        version = f" {one.provider_version}" if one.provider_version else ""
        remark = f" · {count(len(one.unchecked), 'part')} not checked" if id(one) in known else ""
        items.append(
            line(
                cut(one.example.description),
                faint(f" {cut(method, 20)} {cut(target, 80)}{cut(version, 40)}{remark}".rstrip()),
            )
        )
    blocks: list[Block] = [Bullets(tuple(items))]
    if len(results) > NAMES:
        blocks.append(Paragraph(line(faint(f"… {len(results) - NAMES:,} more: "), code(call))))
    return tuple(blocks)


def _quiet_blocks(run: Run, idle: list[Result] | None) -> list[Block]:
    """What does not break the build, folded: pending, not exercised, passed, captures that fit nothing."""
    blocks: list[Block] = []
    for verdict, call in (
        ("pending", "run.results"),
        ("not exercised", "run.not_exercised"),
        ("passed", "run.results"),
    ):
        results = [one for one in run.results if one.verdict == verdict]
        if not results:
            continue
        mine = idle if verdict == "passed" else None
        remark = ""
        if verdict == "pending":
            remark = " failed, and marked pending: breaks no build"
        elif mine:
            which = (
                "all of them"
                if len(mine) == len(results) > 1
                else ("with" if len(results) == 1 else f"{len(mine):,} of them")
            )
            remark = f" {which} with parts that nothing checked".replace("with with", "with")
        blocks.append(
            Details(
                line(chip(verdict, f"{len(results):,} {verdict}"), " ", faint(remark.strip())),
                _names(results, call, mine),
                False,
                False,
            )
        )
    return [Only(frozenset({"html", "markdown"}), tuple(blocks))] if blocks else []


def _unpaired_block(run: Run) -> list[Block]:
    if not run.unpaired:
        return []
    from contractlab.views.captures_model import unpaired_sentence

    items = tuple(unpaired_sentence(one, run.redaction) for one in run.unpaired[:10])
    verb = "fits" if len(run.unpaired) == 1 else "fit"
    summary = line(
        strong(f"{count(len(run.unpaired), 'capture')} {verb} no example"),
        faint(" and fails nothing" if verb == "fits" else " and fail nothing"),
    )
    blocks: list[Block] = [Bullets(items)]
    if len(run.unpaired) > 10:
        blocks.append(Paragraph(line(faint(f"… {len(run.unpaired) - 10:,} more: "), code("run.unpaired"))))
    return [
        Only(frozenset({"html", "markdown"}), (Details(summary, tuple(blocks), False, False),)),
        Only(
            frozenset({"text"}),
            (Paragraph(line(f"{count(len(run.unpaired), 'capture')} {verb} no example: ", code("run.unpaired"))),),
        ),
    ]


def _problems_block(run: Run) -> list[Block]:
    if len(run.contracts) > 50:
        return []
    found = run.contracts.problems
    serious = [one for one in found if one.severity == "error"]
    refused = len(run.contracts.refused)
    blocks: list[Block] = []
    if refused:
        blocks.append(
            Paragraph(
                line(chip("error", f"{count(refused, 'contract')} could not be read"), " ", code("run.contracts"))
            )
        )
    if serious:
        blocks.append(
            Paragraph(
                line(
                    strong(f"{count(len(serious), 'problem')} in the contract"),
                    f": {cut(str(serious[0].message), 200)} ",
                    Span("code-faint", short_place(serious[0].location)),
                )
            )
        )
    return blocks


def _closing_text(run: Run, idle: list[Result] | None) -> list[Block]:
    """The last line of the text view."""
    counts = run.counts()
    pieces = []
    if counts["passed"] and not (counts["passed"] == len(run.results) and not idle):
        unchecked = f", {len(idle):,} with parts that nothing checked" if idle else ""
        pieces.append(f"{counts['passed']:,} passed{unchecked}.")
    pieces += [f"{counts[one]:,} {one}." for one in ("pending", "not exercised") if 0 < counts[one] < len(run.results)]
    worst = run.failures[0] if len(run.failures) else None
    spans = line(
        " ".join(pieces),
        "   " if pieces and worst else "",
        *([code(call_for(worst)), " shows one in full."] if worst else []),
    )
    return [Only(frozenset({"text"}), (Paragraph(spans),))] if any(one.text for one in spans) else []


def _next(run: Run) -> list[Block]:
    if not run.results:
        return []
    worst = run.failures[0] if len(run.failures) else run.results[0]
    what = "one failure in full" if len(run.failures) else "one result in full"
    remarks = [line(code(call_for(worst)), faint(f" {what}"))]
    if run.failures:
        remarks.append(line(code('run.to_frame("mismatches")'), faint(" every difference as a row")))
    return [Only(frozenset({"html"}), (Paragraph(line(faint("Next: "), join(remarks))),))]


def build_run(run: Run) -> Document:
    """The document of a run."""
    idle = _unchecked_results(run)
    return Document(
        (
            *_headline(run, idle),
            *_pairs_block(run),
            *_problems_block(run),
            *_causes_blocks(run),
            *_failures_blocks(run),
            *_quiet_blocks(run, idle),
            *_unpaired_block(run),
            *_closing_text(run, idle),
            *_next(run),
        )
    )
