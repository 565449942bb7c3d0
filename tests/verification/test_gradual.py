"""A matrix that is made a slice at a time: the same in the end, and wherever it is stopped, honest about the rest."""

from __future__ import annotations

import matrices

import contractlab as cl
from contractlab.captures import Captures
from contractlab.values.reasons import ReasonCode
from contractlab.verification.check_cache import CheckCache
from contractlab.verification.gradual import GradualMatrix
from contractlab.verification.matrix import versions_of

KINDS = (["good", "text", "gone"], ["text", "good", "good"], ["good", "null", "good"])


def recorded() -> Captures:
    captures = Captures()
    for number, kinds in enumerate(KINDS):
        captures = captures + matrices.provider(kinds, f"1.{number}.0")
    captures.add(cl.HttpRequest("GET", "/elsewhere"), cl.HttpResponse(200), provider_version="1.1.0")
    return captures


def begun(cache: CheckCache | None = None) -> GradualMatrix:
    contract = matrices.contract(3)
    return GradualMatrix(cl.load_all(contract.to_bytes()), versions_of(recorded()), cache=cache)


def verdicts(matrix: cl.Matrix) -> dict[str, list[tuple[str, str]]]:
    return {
        version: [(result.example.description, result.verdict) for result in run.results]
        for version, run in matrix.runs.items()
    }


def finished(gradual: GradualMatrix) -> int:
    """How many slices of no length it takes."""
    slices = 1
    while not gradual.go_on(0.0):
        slices += 1
    return slices


def test_in_the_end_it_is_the_matrix() -> None:
    gradual = begun()
    assert finished(gradual) > 9
    whole = cl.matrix(matrices.contract(3), recorded())
    assert verdicts(gradual.matrix()) == verdicts(whole)
    assert [len(run.unpaired) for run in gradual.matrix().runs.values()] == [0, 1, 0]
    assert (gradual.work.done, gradual.work.total) == (10, 10)
    assert len(gradual.reached) == 10
    assert gradual.seconds_left == 0


def test_wherever_it_is_stopped_what_was_done_is_kept() -> None:
    whole = verdicts(cl.matrix(matrices.contract(3), recorded()))
    length = finished(begun())
    before = -1
    for stop in range(length + 1):
        gradual = begun()
        for _ in range(stop):
            gradual.go_on(0.0)
        partial = gradual.matrix()
        checked = 0
        for version, run in partial.runs.items():
            assert [name for name, _ in verdicts(partial)[version]] == [name for name, _ in whole[version]]
            for result, (_, verdict) in zip(run.results, whole[version], strict=True):
                if result.reason_code is ReasonCode.CANCELLED:
                    assert result.verdict == "error"
                    assert f"of {gradual.work.total} checks" in str(result.reason)
                else:
                    checked += 1
                    assert result.verdict == verdict
        assert checked >= before
        before = checked
        glimpse = gradual.glimpse()
        assert sum(len(run.results) for run in glimpse.runs.values()) == checked
        reached = {capture.key for capture in gradual.reached}
        exercised = {result.capture.key for run in glimpse.runs.values() for result in run.results if result.capture}
        assert exercised <= reached


def test_what_was_stopped_goes_on_where_it_was() -> None:
    cache = CheckCache()
    gradual = begun(cache)
    for _ in range(4):
        gradual.go_on(0.0)
    made = cache.made
    assert made
    again = begun(cache)
    finished(again)
    once = CheckCache()
    finished(begun(once))
    assert cache.made == once.made
    assert verdicts(again.matrix()) == verdicts(cl.matrix(matrices.contract(3), recorded()))
