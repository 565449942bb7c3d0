"""Folded rows of a diff: everything that a body holds is behind them, in pieces, and nothing that is secret."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small_contracts import example_of
from support import examples

import contractlab as cl
from contractlab.captures import Capture
from contractlab.verification.masking import Mask
from contractlab.views import tree
from contractlab.views.diff import DiffBuilder, diff_table
from contractlab.views.model import Fold, Row
from contractlab.views.tree import Branch, Marks, body_branch
from contractlab.views.unfolding import unfold

TYPE = {"match": "type"}


def judge(example: Any, actual: Any) -> Any:
    return example.check_response(cl.HttpResponse(200, json=actual))


class Seen:
    """All rows of a result, every fold opened.

    Attributes
    ----------
    rows : list of Row
    most : int
        Rows of the largest answer.
    """

    def __init__(self, match: Any, mask: Mask | None = None, limit: int = 200) -> None:
        root = body_branch(match)
        assert root is not None
        self.root: Branch = root
        self.marks = Marks(match.mismatches, match.unchecked)
        self.mask = Mask(None, cl.Redaction()) if mask is None else mask
        table, _ = diff_table(root, self.marks, self.mask, limit=limit)
        self.rows: list[Row] = []
        self.most = 0
        waiting = list(table.rows) if table is not None else []
        while waiting:
            row = waiting.pop(0)
            self.rows.append(row)
            if row.fold is not None:
                more = self.open(row.fold)
                self.most = max(self.most, len(more))
                waiting = more + waiting

    def open(self, fold: Fold) -> list[Row]:
        unfolded = unfold(self.root, self.marks, self.mask, fold)
        assert unfolded is not None
        return unfolded

    @property
    def got(self) -> list[str]:
        """The texts of the right column."""
        return ["".join(span.text for span in row.cells[3].spans) for row in self.rows if len(row.cells) > 3]


def scalars(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [scalar for inner in value.values() for scalar in scalars(inner)]
    if isinstance(value, list):
        return [scalar for inner in value for scalar in scalars(inner)]
    return [value]


VALUES = st.recursive(
    st.one_of(st.integers(-5, 5), st.text(alphabet="abc", max_size=3), st.booleans()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=14),
        st.dictionaries(st.text(alphabet="xyz", min_size=1, max_size=2), inner, max_size=8),
    ),
    max_leaves=40,
)


@settings(max_examples=examples(120))
@given(VALUES.filter(lambda value: isinstance(value, dict | list)), VALUES, st.booleans())
def test_every_value_that_was_recorded_is_behind_a_row(expected: Any, actual: Any, typed: bool) -> None:
    match = judge(example_of(expected, {"$": TYPE} if typed else None), actual)
    if match.explanation.body is None:
        return
    seen = Seen(match, limit=10_000)
    if type(expected) is not type(actual):
        return
    shown = "\n".join(seen.got)
    for scalar in scalars(actual):
        assert json.dumps(scalar) in shown


@settings(max_examples=examples(60))
@given(st.integers(1, 80), st.integers(0, 80), st.integers(0, 80), st.booleans(), st.booleans())
def test_every_item_that_only_the_contract_has_is_behind_a_row(
    size: int, recorded: int, wrong: int, typed: bool, nested: bool
) -> None:
    wanted = [f"item {number}" for number in range(size)]
    got = [0 if number == wrong else text for number, text in enumerate(wanted[:recorded])]
    contract, answer = ({"list": wanted}, {"list": got}) if nested else (wanted, got)
    match = judge(example_of(contract, {"$": TYPE} if typed else None), answer)
    if match.passed:
        return  # nothing differs: the list is one row, and what nobody checked is said there
    rows = Seen(match, limit=10_000).rows
    sides = [["".join(span.text for span in cell.spans) for cell in row.cells] for row in rows]
    for number in range(recorded, size):
        (own,) = [row for row in sides if len(row) == 4 and row[1] == f'[{number}] "item {number}"']
        assert own[0] == ("○" if typed else "")
        assert own[2:] == (["not needed", "no item"] if typed else ["", "no item"])


@settings(max_examples=examples(120))
@example([[0, 0, 0]], [[0, 0]], False)
@given(VALUES.filter(lambda value: isinstance(value, dict | list)), VALUES, st.booleans())
def test_values_that_are_explained_when_they_are_looked_at_read_the_same(
    expected: Any, actual: Any, typed: bool
) -> None:
    match = judge(example_of(expected, {"$": TYPE} if typed else None), actual)
    if match.explanation.body is None:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tree, "_MANY", 1)
        later = Seen(match, limit=10_000).rows
        patch.setattr(tree, "_MANY", 10_000)
        at_once = Seen(match, limit=10_000).rows
    assert later == at_once


def test_what_is_equal_and_what_differs_alike_opens_in_pieces() -> None:
    good, bad = {"a": 1, "b": "x"}, {"a": "1", "b": "x"}
    match = judge(example_of([good], {"$": {"match": "type", "min": 1}}), [good] * 450 + [bad] * 70)
    seen = Seen(match)
    assert sum('"a": "1"' in text for text in seen.got) == 70
    assert sum('"a": 1' in text for text in seen.got) == 450
    assert seen.most < 250
    table, _ = diff_table(seen.root, seen.marks, seen.mask)
    assert table is not None
    folds = [row.fold for row in table.rows if row.fold is not None and len(row.cells) == 2]
    assert [fold.kind for fold in folds] == ["way", "rest"]
    first = seen.open(folds[1])
    assert len(first) == 101
    assert first[-1].fold == Fold("rest", (), 100)
    assert "350 more equal or matching" in first[-1].cells[1].spans[0].text


def test_other_ways_of_differing_open_too() -> None:
    item = dict.fromkeys("abcdef", 1)
    items = [{**item, name: "no"} for name in "abcdef"] * 2 + [item] * 3
    seen = Seen(judge(example_of([item], {"$": {"match": "type", "min": 1}}), items))
    for name in "abcdef":
        assert sum(f'"{name}": "no"' in text for text in seen.got) == 2


def test_what_only_the_recording_has_can_be_looked_into() -> None:
    match = judge(example_of({"a": 1}, {"$": TYPE}), {"a": "x", "more": {"deep": [1, {"deeper": "found"}]}})
    assert '"deeper": "found"' in Seen(match).got


@pytest.mark.parametrize(
    "fold",
    [
        Fold("branch", (99,)), Fold("branch", (-1,)), Fold("branch", (0, 0, 0, 0)), Fold("way", (), number=7),
        Fold("way", (), number=-1), Fold("run", (5, 5)),
    ],
)  # fmt: skip
def test_a_fold_that_is_none_is_told(fold: Fold) -> None:
    match = judge(example_of({"a": {"b": 1}, "c": 2}), {"a": {"b": 2}, "c": 2})
    root = body_branch(match)
    assert root is not None
    assert unfold(root, Marks(match.mismatches), Mask(None, cl.Redaction()), fold) is None


@pytest.mark.parametrize(
    "fold",
    [
        Fold("branch", (), 10**9), Fold("branch", (), -5), Fold("run", (), 5, 2), Fold("run", (), 0, 10**9),
        Fold("rest", (0,)), Fold("ways", (0,), 10**6), Fold("rest", (), 10**9),
    ],
)  # fmt: skip
def test_numbers_of_strangers_do_no_harm(fold: Fold) -> None:
    match = judge(example_of({"a": [1], "c": 2}), {"a": [2], "c": 2})
    root = body_branch(match)
    assert root is not None
    assert len(unfold(root, Marks(match.mismatches), Mask(None, cl.Redaction()), fold) or []) < 10


def test_a_place_never_names_a_key() -> None:
    """Keys may be secret, and places go to the screen and back."""
    match = judge(
        example_of({"a": {"b": 1}, "c": [{"d": 1}]}, {"$": TYPE}), {"a": {"b": 2}, "c": [{"d": 2}], "x": {"k": 1}}
    )
    folds = [row.fold for row in Seen(match).rows if row.fold is not None]
    assert folds
    assert all(isinstance(step, int) for fold in folds for step in fold.place)


def test_secrets_stay_behind_every_fold() -> None:
    answered = {
        "a": 1,
        "more": {"password": "s3cr3t-0f-Ada", "user": {"name": "Ada", "api_key": "s3cr3t-0f-Ada"}},
        "said": ["s3cr3t-0f-Ada"],
    }
    response = cl.HttpResponse(200, json=answered)
    mask = Mask(Capture(cl.HttpRequest("GET", "/"), response), cl.Redaction())
    seen = Seen(example_of({"a": "x"}, {"$": TYPE}).check_response(response), mask)
    texts = "\n".join(span.text + span.title for row in seen.rows for cell in row.cells for span in cell.spans)
    assert '"name": "Ada"' in texts
    assert "s3cr3t-0f-Ada" not in texts


def test_a_body_path_that_is_secret_is_secret_below() -> None:
    secret = cl.HttpResponse(200, json={"a": 1, "card": {"number": {"digits": "4111"}}})
    capture = Capture(cl.HttpRequest("GET", "/"), secret)
    mask = Mask(capture, cl.Redaction(body=["$.card"]))
    match = judge(example_of({"a": "x"}, {"$": TYPE}), {"a": 1, "card": {"number": {"digits": "4111"}}})
    seen = Seen(match, mask)
    assert "4111" not in "\n".join(seen.got)


def test_a_row_says_what_it_holds_together() -> None:
    match = judge(example_of({"a": {"b": 1}, "c": 2}), {"a": {"b": 2}, "c": 2})
    builder = DiffBuilder(Marks(match.mismatches), Mask(None, cl.Redaction()))
    root = body_branch(match)
    assert root is not None
    builder.add(root)
    assert [row.bracket for row in builder.rows] == ["opens", "opens", "", "closes", "", "closes"]
