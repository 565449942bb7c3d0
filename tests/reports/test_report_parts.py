"""A report that takes long: how far it is can be seen, and an interrupt keeps the parts that were made."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import matrices
import pytest

import contractlab as cl
from contractlab.captures import Captures
from contractlab.reports.parts import Parts
from contractlab.values import progress
from contractlab.verification.matrix import Matrix, versions_of

FORMS = (".html", ".md", ".ipynb")


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    """Eight examples fail at the newer of two versions."""
    captures = Captures()
    for number, answers in enumerate((["good"] * 10, ["text", "null"] * 4 + ["good"] * 2)):
        captures = captures + matrices.provider(answers, f"1.{number}.0")
    return cl.matrix(matrices.contract(10), versions_of(captures))


@pytest.fixture
def interrupts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Numbers of the parts after which somebody presses Ctrl+C."""
    at: list[int] = []
    made = 0
    step = Parts.step

    def stepped(parts: Parts) -> None:
        nonlocal made
        made += 1
        step(parts)
        for _ in range(at.count(made)):
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Parts, "step", stepped)
    yield at
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("after", [1, 9, 17])
def test_a_report_that_is_interrupted_says_what_is_left_out(
    matrix: Matrix, tmp_path: Path, interrupts: list[int], form: str, after: int
) -> None:
    interrupts.append(after)
    text = cl.report(matrix, tmp_path / f"part{form}").read_text("utf-8")
    assert ("was interrupted before this was made" in text) or ("more failure" in text) or ("more: " in text)
    if form == ".html":
        assert text.endswith("</html>\n")
    if form == ".ipynb":
        nbformat = pytest.importorskip("nbformat")
        nbformat.validate(nbformat.reads(text, as_version=4))


def test_what_is_interrupted_twice_is_not_written(matrix: Matrix, tmp_path: Path, interrupts: list[int]) -> None:
    interrupts += [2, 2]
    with pytest.raises(KeyboardInterrupt):
        cl.report(matrix, tmp_path / "never.html")
    assert list(tmp_path.iterdir()) == []


def test_whoever_hears_an_interrupt_already_goes_on_hearing_it(
    matrix: Matrix, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:
        step = Parts.step
        monkeypatch.setattr(Parts, "step", lambda parts: (step(parts), signal.raise_signal(signal.SIGINT)))
        text = cl.report(matrix, tmp_path / "whole.md").read_text("utf-8")
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard
    assert "interrupted" not in text


@pytest.mark.parametrize("form", FORMS)
def test_how_far_it_is_can_be_seen(matrix: Matrix, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    texts: list[str] = []

    class Lines:
        def tell(self, text: str) -> None:
            texts.append(text)

        def end(self, text: str) -> None:
            texts.append(text)

    monkeypatch.setattr(progress, "_chooser", Lines)
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setattr(progress, "_PACE", 0.0)
    cl.report(matrix, tmp_path / f"seen{form}")
    *lines, last = texts
    counts = [tuple(map(int, line.partition(" parts of the report, about ")[0].split(" of "))) for line in lines]
    assert [done for done, _ in counts] == list(range(1, len(counts) + 1))
    assert all(done <= total for done, total in counts)
    assert last.startswith(f"{len(counts)} parts of the report in ")


def test_a_report_that_is_looked_at_tells_nothing(matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    from contractlab.reports import Report

    monkeypatch.setattr(progress, "_chooser", lambda: pytest.fail("nobody waits for it"))
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    assert Report(matrix).sections
