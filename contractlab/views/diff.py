"""Expected, rule and got side by side, as rows of a table.

What differs is shown, one neighbour on each side of it, and the rest is folded: "⋯ 9 equal or matching". Items of an
array that differ in the same way are shown once. Never more than `limit` rows are made, however large the body is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from contractlab.engine.xml_document import XmlElement
from contractlab.values.explanation import Explained
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import OTHER_KIND, Mismatch, PathToken
from contractlab.values.sentences import answer_place, status_text
from contractlab.verification.masking import Mask
from contractlab.views.diff_cells import (
    folded_line,
    folded_text,
    rule_span,
    rules_line,
    single_value,
    size_text,
    value_line,
)
from contractlab.views.model import Cell, Fold, Line, Row, Span, Table, code, faint, faint_code, line
from contractlab.views.tree import GIVEN, Branch, Marks
from contractlab.views.values import (
    brackets,
    difference_spans,
    is_container,
    key_label,
    size_of,
)
from contractlab.views.words import count

__all__ = ["DiffBuilder", "diff_table"]

HEAD = ("", "expected (contract)", "rule", "got (capture)")
WIDTHS = ("26px", "38%", "22%", "")
_FEW_ITEMS = 8
_GROUPS = 3
_FOLDED = 3


class DiffBuilder:
    """Makes the rows.

    Parameters
    ----------
    marks : Marks
    mask : Mask
        Takes secrets out of the given values.
    limit : int
        Most rows.
    context : int
        Neighbours shown on each side of a difference.
    """

    def __init__(self, marks: Marks, mask: Mask, *, limit: int = 40, context: int = 1) -> None:
        self.marks = marks
        self.mask = mask
        self.limit = limit
        self.context = context
        self.rows: list[Row] = []
        self.shown = 0
        self.cut = False
        self.markup = False

    def _full(self) -> bool:
        self.cut = self.cut or len(self.rows) >= self.limit
        return self.cut

    def _add(
        self,
        mark: str,
        expected: Line,
        rule: Line,
        got: Line,
        depth: int,
        *,
        faint_sides: bool = False,
        fold: Fold | None = None,
        bracket: Literal["", "opens", "closes"] = "",
    ) -> None:
        if self._full():
            return
        failed = mark == "✗"
        cells = (
            Cell((Span("text", mark),), strong=failed),
            Cell(expected, indent=depth, faint=faint_sides),
            Cell(rule),
            Cell(got, indent=depth, faint=faint_sides),
        )
        self.rows.append(Row(cells, "failed" if failed else "", fold, bracket))

    def fold(self, text: str, depth: int, fold: Fold | None, *more: Span) -> None:
        """Add a row that stands for others."""
        if not self._full():
            cell = Cell((Span("text", f"⋯ {text}"), *more), indent=depth, span=3, faint=True)
            self.rows.append(Row((Cell(()), cell), fold=fold))

    def _actual(self, explained: Explained) -> Value:
        value = explained.actual
        return value if is_container(value) else self.mask.value("body", explained.tokens, value)

    def _label(self, explained: Explained) -> str:
        key = explained.key
        if explained.expected is MISSING and isinstance(key, str) and not self.markup:
            key = self.mask.key(key)
        return key_label(key, markup=self.markup)

    def _noun(self, explained: Explained) -> str:
        if isinstance(explained.key, int):
            return "item"
        if not self.markup:
            return "key"
        return {"@": "attribute", "#": "text"}.get(str(explained.key)[:1], "element")

    def add_part(self, mismatch: Mismatch) -> None:
        """Add a row for a status, a header, a parameter and the like."""
        shown = self.mask.mismatch(mismatch)
        label = {"headers": f"{shown.path}: ", "query": f"{shown.path}=", "metadata": f"{shown.path}: "}.get(
            shown.part, f"{shown.part.replace('-', ' ')} "
        )
        expected, actual = shown.expected, shown.actual
        if shown.part == "status":
            sides: tuple[Line, Line] = (
                line(faint(label), Span("ins", status_text(expected))),
                line(faint(label), Span("del", status_text(actual))),
            )
        else:
            sides = (
                difference_spans(label, single_value(expected), single_value(actual), "ins"),
                difference_spans(label, single_value(actual), single_value(expected), "del", answer_place(shown)),
            )
            if actual is MISSING:
                sides = (sides[0], (Span("del", f"{_NOUNS.get(shown.part, 'value')} is missing"),))
        self._add("✗", sides[0], (rule_span(shown.rule, failed=True),), sides[1], 0)
        self.shown += 1

    def add(self, branch: Branch, depth: int = 0) -> None:
        """A value with all below it that is worth a row."""
        if self._full():
            return
        explained = branch.explained
        opens = is_container(explained.actual) and type(explained.expected) is type(explained.actual)
        if depth == 0:
            self.markup = isinstance(explained.actual, XmlElement)
        if opens and (self.marks.differs(explained.tokens) or (depth == 0 and not self.marks.body)):
            self._container(branch, depth)
        elif explained.status in ("extra", GIVEN):
            self._extra(branch, depth)
        elif self.marks.own(explained.tokens) or (self.marks.differs(explained.tokens) and not opens):
            self._difference(branch, depth)
        else:
            self._agreeing(branch, depth)

    def _difference(self, branch: Branch, depth: int) -> None:
        explained = branch.explained
        own = self.marks.own(explained.tokens)
        mismatch = own[0] if own else None
        label = self._label(explained)
        expected, actual = explained.expected, self._actual(explained)
        rule = mismatch.rule if mismatch is not None else explained.rule
        want = (
            line(code(label), Span("ins", f"no {self._noun(explained)}")) if expected is MISSING
            else difference_spans(label, expected, actual, "ins")
        )  # fmt: skip
        got = (
            (Span("del", f"{self._noun(explained)} is missing"),) if actual is MISSING
            else difference_spans(label, actual, expected, "del", _answer(mismatch, self.mask))
        )  # fmt: skip
        self.shown += max(len(own), 1)
        of_another_kind = is_container(explained.actual) and type(explained.expected) is not type(explained.actual)
        self._add("✗", want, rules_line(own, rule), got, depth, fold=_below(branch) if of_another_kind else None)

    def _agreeing(self, branch: Branch, depth: int) -> None:
        explained = branch.explained
        label = self._label(explained)
        idle = self.marks.unchecked(explained.tokens) or explained.status == "unchecked"
        mark = "○" if idle or self.marks.unchecked_below(explained.tokens) else ""
        silent = any(note.reason == OTHER_KIND for note in explained.unchecked)
        remark = " accepted another kind" if silent else " checked nothing"
        rule = (rule_span(explained.rule), faint(remark)) if idle else (rule_span(explained.rule),)
        container = is_container(explained.actual)
        expected = value_line(label, explained.expected, "in the contract")
        if explained.actual is MISSING:
            # Where the value around it is too short, that is the difference, and stands there.
            needless = not self.marks.own(explained.tokens[:-1])
            why: Line = (faint("not needed"),) if needless else ()
            nothing = (faint(f"no {self._noun(explained)}"),)
            self._add(mark if needless else "", expected, why, nothing, depth, faint_sides=True)
            return
        if container and size_of(explained.actual) and not idle:
            word = "equal" if explained.rule is None else "matching"
            got = folded_line(label, explained.actual, word)
            want = (
                folded_line(label, explained.expected, word)
                if type(explained.expected) is type(explained.actual)
                else expected
            )
            self._add(mark, want, rule, got, depth, faint_sides=True, fold=_below(branch))
            return
        self._add(mark, expected, rule, value_line(label, self._actual(explained)), depth, fold=_below(branch))

    def _extra(self, branch: Branch, depth: int) -> None:
        got = value_line(self._label(branch.explained), self._actual(branch.explained))
        remarks: tuple[Line, Line] = (line("not in the contract"), line(faint("allowed")))
        if branch.explained.status == GIVEN:
            remarks = ((), ())
        self._add("", remarks[0], remarks[1], got, depth, faint_sides=True, fold=_below(branch))

    def _container(self, branch: Branch, depth: int) -> None:
        explained = branch.explained
        own = self.marks.own(explained.tokens)
        opening, closing = brackets(explained.actual)
        start = code(f"{self._label(explained)}{opening}")
        if self._bare(depth, own):
            pass
        elif own:
            self.shown += len(own)
            want = line(start, " ", Span("ins", size_text(explained.expected)))
            got = line(start, " ", Span("del", size_text(explained.actual)))
            self._add("✗", want, rules_line(own, own[0].rule), got, depth, bracket="opens")
        else:
            mark = "○" if self.marks.unchecked(explained.tokens) else ""
            rule = (rule_span(explained.rule),) if explained.rule else ()
            self._add(mark, (start,), rule, (start,), depth, bracket="opens")
        if isinstance(explained.actual, list) and self._many(branch):
            self._items(branch, depth + 1)
        else:
            self._children(branch.children, depth + 1)
        if self.context:
            self._add("", (code(closing),), (), (code(closing),), depth, bracket="closes")

    def _bare(self, depth: int, own: Sequence[Mismatch]) -> bool:
        """A short diff does without the brackets of the whole body."""
        return depth == 0 and not self.context and not own

    def _children(self, children: Sequence[Branch], depth: int) -> None:
        """Keys or a few items: what matters, its neighbours, and folds between."""
        keep = [self._matters(child.tokens) for child in children]
        near = [
            any(keep[max(0, index - self.context) : index + self.context + 1]) or (self.context and not self.marks.body)
            for index in range(len(children))
        ]
        run: list[Branch] = []
        for child, shown in zip(children, near, strict=True):
            if not shown:
                run.append(child)
                continue
            self._flush(run, depth)
            run = []
            self.add(child, depth)
        self._flush(run, depth)

    def _matters(self, tokens: tuple[PathToken, ...]) -> bool:
        return self.marks.differs(tokens) or (bool(self.context) and self.marks.unchecked(tokens))

    def _flush(self, run: Sequence[Branch], depth: int) -> None:
        if len(run) < _FOLDED and self.context:
            for branch in run:
                self.add(branch, depth)
        elif run:
            place, start = run[0].place[:-1], run[0].place[-1]
            fold = Fold("run", place, start, start + len(run))
            there = [branch.likely for branch in run if not branch.absent]
            self.fold(folded_text(there, len(run) - len(there)), depth, fold)

    def _many(self, branch: Branch) -> bool:
        return branch.size > _FEW_ITEMS or len(self.marks.items(branch.tokens)) > _GROUPS

    def _items(self, branch: Branch, depth: int) -> None:
        """An array of many: one item in full for each way of differing."""
        differing = self.marks.items(branch.tokens)
        rest = branch.size - sum(index < branch.size for index in differing)
        self.ways(branch, depth, 0, _GROUPS)
        if rest:
            self.fold(f"{count(rest, 'item')} equal or matching", depth, Fold("rest", branch.place))
        self._absent(branch, depth)

    def _absent(self, branch: Branch, depth: int) -> None:
        """What an array of many has in the contract alone."""
        places = [child.place[-1] for child in branch.children if child.absent and not self.marks.differs(child.tokens)]
        runs = groupby(enumerate(places), key=lambda numbered: numbered[1] - numbered[0])
        for _, run in runs:
            listed = [place for _, place in run]
            fold = Fold("run", branch.place, listed[0], listed[-1] + 1)
            self.fold(f"{count(len(listed), 'item')} only in the contract", depth, fold)

    def ways(self, branch: Branch, depth: int, start: int, most: int) -> None:
        """Add some of an array's ways of differing, each with one item in full, and what is left of them.

        Parameters
        ----------
        branch : Branch
            An array.
        depth : int
            Of its items.
        start, most : int
            Which ways, and how many.
        """
        differing = self.marks.items(branch.tokens)
        ordered = self.marks.ways(branch.tokens)
        for number, indices in enumerate(ordered[start : start + most], start):
            for item in branch.items(indices[:1]):
                self.add(item, depth)
            if len(indices) > 1:
                shown: list[Span] = []
                for index in indices[1:4]:
                    shown += [Span("text", " ")] * bool(shown) + [faint_code(f"[{index:,}]")]
                more = f" and {len(indices) - 4:,} more" if len(indices) > 4 else ""
                verb = "differs" if len(indices) == 2 else "differ"
                text = f"{count(len(indices) - 1, 'item')} {verb} the same way: "
                self.fold(text, depth, Fold("way", branch.place, 1, 0, number), *shown, Span("text", more))
            self.shown += sum(len(differing[index]) for index in indices[1:])
        left = ordered[start + most :]
        if left:
            text = f"{count(sum(map(len, left)), 'item')} differ in {count(len(left), 'other way')}"
            self.fold(text, depth, Fold("ways", branch.place, start + most))
            self.shown += sum(len(differing[index]) for indices in left for index in indices)


def _answer(mismatch: Mismatch | None, mask: Mask) -> int | None:
    return None if mismatch is None else answer_place(mask.mismatch(mismatch))


_NOUNS = {"headers": "header", "query": "parameter", "metadata": "entry"}


def _below(branch: Branch) -> Fold | None:
    """What is below a value that is shown in one row."""
    explained = branch.explained
    if isinstance(explained.actual, XmlElement) and explained.status not in ("matches", "equal"):
        return None
    return Fold("branch", branch.place) if is_container(explained.actual) and size_of(explained.actual) else None


def count_values(value: Value, most: int = 20_000) -> int:
    """Number of single values in a body; counting stops at `most`."""
    stack, counted = [value], 0
    while stack and counted < most:
        waiting = stack.pop()
        if isinstance(waiting, dict) and waiting:
            stack.extend(waiting.values())
        elif isinstance(waiting, list) and waiting:
            stack.extend(waiting)
        else:
            counted += 1
    return counted


def diff_table(
    branch: Branch | None,
    marks: Marks,
    mask: Mask,
    *,
    limit: int = 40,
    context: int = 1,
    caption: bool = True,
    text_lines: int = 0,
) -> tuple[Table | None, int]:
    """The table of all parts that differ and of the body.

    Returns
    -------
    tuple of Table or None, int
        The table, None where there is nothing to show; and how many differences it leaves out.
    """
    builder = DiffBuilder(marks, mask, limit=limit, context=context)
    for mismatch in marks.parts[: limit - 3]:
        builder.add_part(mismatch)
    if (
        branch is not None
        and (marks.body or not marks.parts)
        and not any(part.part == "content-type" for part in marks.parts)
    ):
        builder.add(branch)
    if not builder.rows:
        return None, 0
    total = len(marks.parts) + len(marks.body)
    left = max(total - builder.shown, 0)
    legend: list[str] = []
    if caption and branch is not None and isinstance(branch.explained.actual, dict | list):
        values = count_values(branch.explained.actual)
        of = count(values, "value") if values < 20_000 else "more than 20,000 values"
        signs = ["✗ differs"] * bool(total)
        signs += ["○ passed, but nothing was checked"] * any(_mark(row) == "○" for row in builder.rows)
        differences = f"{count(total, 'mismatch', 'mismatches')} in " if total else ""
        legend = [f"{differences}{of}. " + " · ".join([*signs, "everything else matches"])]
    return (
        Table(
            tuple(builder.rows),
            HEAD,
            "diff",
            WIDTHS,
            tuple(Span("text", text) for text in legend),
            text_lines,
            "result.mismatches",
        ),
        left,
    )


def _mark(row: Row) -> str:
    spans = row.cells[0].spans
    return spans[0].text if spans else ""
