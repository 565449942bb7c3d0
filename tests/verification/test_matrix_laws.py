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
    return cl.matrix(CONTRACT, {f"1.{number}": provider(told) for number, told in enumerate(table)})


@given(st.lists(ANSWERS, min_size=4, max_size=4))
def test_a_matrix_of_one_version_is_the_run(told: list[str | None]) -> None:
    run, matrix = cl.verify(CONTRACT, provider(told)), cl.matrix(CONTRACT, {"1": provider(told)})
    assert [row.cells[0].verdict for row in matrix] == [one.verdict for one in run]
    assert [row.cells[0].result.mismatches for row in matrix if row.cells[0].result] == [one.mismatches for one in run]
    assert [(one.letter, one.message) for one in matrix.causes] == [(one.letter, one.message) for one in run.causes]
    assert matrix.passed == run.passed


@given(TABLES)
def test_since_agrees_with_the_cells(table: list[list[str | None]]) -> None:
    matrix = made(table)
    for row in matrix:
        since = matrix.first_failing(row)
        asked = [
            (v, one.verdict)
            for v, one in zip(matrix.versions, row.cells, strict=True)
            if one.verdict != "not exercised"
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


@given(TABLES.filter(lambda one: len(one) > 1))
def test_changes_agree_with_the_cells(table: list[list[str | None]]) -> None:
    matrix = made(table)
    changes = matrix.changes(0, -1)
    by_name = {one.description: one for one in changes}
    for row in matrix:
        before, after = row.cells[0], row.cells[-1]
        told = [{(m.path, m.code) for one in cell.results for m in one.mismatches} for cell in (before, after)]
        change = by_name.get(row.description)
        if change is None:
            assert before.verdict == after.verdict
            assert told[0] == told[1]
        else:
            assert (change.before, change.after) == (before.verdict, after.verdict)
            assert {(one.path, one.code) for one in change.new} == told[1] - told[0]
            assert {(one.path, one.code) for one in change.gone} == told[0] - told[1]
    back = {one.description: (one.before, one.after) for one in matrix.changes(-1, 0)}
    assert back == {name: (one.after, one.before) for name, one in by_name.items()}


@settings(max_examples=examples(40))
@given(TABLES)
def test_sharing_checks_changes_nothing(table: list[list[str | None]]) -> None:
    versions = {f"1.{number}": provider(told) for number, told in enumerate(table)}
    cache = CheckCache()
    again = cl.load(CONTRACT.to_bytes())
    cl.matrix(again, versions, cache=cache)
    with ThreadPoolExecutor(2) as threads:
        shared = [cl.matrix(CONTRACT, versions, cache=cache), cl.matrix(CONTRACT, versions, executor=threads)]
    for matrix in shared:
        for version, told in versions.items():
            alone = cl.verify(CONTRACT, told)
            for mine, other in zip(matrix.runs[version], alone, strict=True):
                assert (mine.verdict, mine.reason, mine.mismatches) == (other.verdict, other.reason, other.mismatches)
                assert mine.unchecked == other.unchecked
                assert [(n.path, n.status, n.actual) for n in mine.explanation.walk()] == [
                    (n.path, n.status, n.actual) for n in other.explanation.walk()
                ]
