"""Interrupting a run keeps what was done; what was not reached is an error that says so, never a pass."""

from __future__ import annotations

from pathlib import Path

import matrices
import pytest

import contractlab as cl
from contractlab.values.progress import Work
from contractlab.values.reasons import ReasonCode
from contractlab.verification import verifying


def interrupted_after(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C comes after so many checks, and once: who presses it again means it."""
    left = [steps]

    class Interrupted(Work):
        def step(self) -> None:
            super().step()
            left[0] -= 1
            if left[0] == 0:
                raise KeyboardInterrupt

    monkeypatch.setattr(verifying, "Work", Interrupted)


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_what_was_done_is_kept(steps: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    contract, captures = matrices.contract(), matrices.provider(["good", "text", "good"], "1.0.0")
    whole = cl.verify(contract, captures)
    interrupted_after(steps, monkeypatch)
    run = cl.verify(contract, captures)
    assert [result.verdict for result in run.results[:steps]] == [each.verdict for each in whole.results[:steps]]
    for result in run.results[steps:]:
        assert (result.verdict, result.reason_code) == ("error", ReasonCode.CANCELLED)
        assert result.reason == f"interrupted after {steps} of 3 checks, before this one was made"
    assert len(run.results) == 3
    assert not run.passed
    run.save(tmp_path / "run.json")
    again = cl.load_run(tmp_path / "run.json")
    assert [result.reason_code for result in again.results] == [result.reason_code for result in run.results]
    assert run._repr_mimebundle_()["text/plain"]


def test_a_matrix_keeps_the_columns_that_were_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = {f"1.{number}.0": matrices.provider(["good", "good", "null"], f"1.{number}.0") for number in range(3)}
    interrupted_after(4, monkeypatch)
    matrix = cl.matrix(matrices.contract(), versions)
    verdicts = matrix.to_frame().to_numpy().tolist()
    assert [row[0] for row in verdicts] == ["passed", "passed", "failed"]
    assert [row[1] for row in verdicts] == ["passed", "error", "error"]
    assert [row[2] for row in verdicts] == ["error", "error", "error"]


def test_who_interrupts_before_anything_was_done_gets_the_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    def judge(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(verifying, "_judge", judge)
    with pytest.raises(KeyboardInterrupt):
        cl.verify(matrices.contract(), matrices.provider(["good"] * 3, "1.0.0"))
