"""Laws of the matrix, whatever the versions answered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import matrices
from hypothesis import given, settings
from hypothesis import strategies as st
from matrices import provider
from support import examples

import contractlab as cl
from contractlab.verification.check_cache import CheckCache

CONTRACT = matrices.contract(4)
ANSWERS = st.sampled_from(["good", "text", "null", "gone", "status", None])
TABLES = st.lists(st.lists(ANSWERS, min_size=4, max_size=4), min_size=1, max_size=5)
BAD = ("failed", "error")


def made(table: list[list[str | None]]) -> cl.Matrix:
    return cl.matrix(CONTRACT, {f"1.{number}": provider(answers) for number, answers in enumerate(table)})


@given(st.lists(ANSWERS, min_size=4, max_size=4))
def test_a_matrix_of_one_version_is_the_run(answers: list[str | None]) -> None:
    run, matrix = cl.verify(CONTRACT, provider(answers)), cl.matrix(CONTRACT, {"1": provider(answers)})
    assert [row.cells[0].verdict for row in matrix] == [result.verdict for result in run]
    assert [row.cells[0].result.mismatches for row in matrix if row.cells[0].result] == [
        result.mismatches for result in run
    ]
    assert [(cause.letter, cause.message) for cause in matrix.causes] == [
        (cause.letter, cause.message) for cause in run.causes
    ]
    assert matrix.passed == run.passed


@given(TABLES)
def test_since_agrees_with_the_cells(table: list[list[str | None]]) -> None:
    matrix = made(table)
    for row in matrix:
        since = matrix.first_failing(row)
        asked = [
            (v, cell.verdict)
            for v, cell in zip(matrix.versions, row.cells, strict=True)
            if cell.verdict != "not exercised"
        ]
        if since is None:
            assert not asked or asked[-1][1] not in BAD
        else:
            names = [version for version, _ in asked]
            at = names.index(since)
            assert all(verdict in BAD for _, verdict in asked[at:])
            assert at == 0 or asked[at - 1][1] not in BAD
    last = matrix.last_passing
    for number, version in enumerate(matrix.versions):
        bad = any(row.cells[number].verdict in BAD for row in matrix)
        if version == last:
            assert not bad
        elif last is None or matrix.versions.index(last) < number:
            assert bad or all(row.cells[number].verdict == "not exercised" for row in matrix)


@given(TABLES.filter(lambda table: len(table) > 1))
def test_changes_agree_with_the_cells(table: list[list[str | None]]) -> None:
    matrix = made(table)
    changes = matrix.changes(0, -1)
    by_name = {change.description: change for change in changes}
    for row in matrix:
        before, after = row.cells[0], row.cells[-1]
        differences = [
            {(m.path, m.code) for result in cell.results for m in result.mismatches} for cell in (before, after)
        ]
        change = by_name.get(row.description)
        if change is None:
            assert before.verdict == after.verdict
            assert differences[0] == differences[1]
        else:
            assert (change.before, change.after) == (before.verdict, after.verdict)
            assert {(mismatch.path, mismatch.code) for mismatch in change.new} == differences[1] - differences[0]
            assert {(mismatch.path, mismatch.code) for mismatch in change.gone} == differences[0] - differences[1]
    back = {change.description: (change.before, change.after) for change in matrix.changes(-1, 0)}
    assert back == {name: (change.after, change.before) for name, change in by_name.items()}


@settings(max_examples=examples(40))
@given(TABLES)
def test_sharing_checks_changes_nothing(table: list[list[str | None]]) -> None:
    versions = {f"1.{number}": provider(answers) for number, answers in enumerate(table)}
    cache = CheckCache()
    again = cl.load(CONTRACT.to_bytes())
    cl.matrix(again, versions, cache=cache)
    with ThreadPoolExecutor(2) as threads:
        shared = [cl.matrix(CONTRACT, versions, cache=cache), cl.matrix(CONTRACT, versions, executor=threads)]
    for matrix in shared:
        for version, row_answers in versions.items():
            alone = cl.verify(CONTRACT, row_answers)
            for mine, their in zip(matrix.runs[version], alone, strict=True):
                assert (mine.verdict, mine.reason, mine.mismatches) == (their.verdict, their.reason, their.mismatches)
                assert mine.unchecked == their.unchecked
                assert [(n.path, n.status, n.actual) for n in mine.explanation.walk()] == [
                    (n.path, n.status, n.actual) for n in their.explanation.walk()
                ]
