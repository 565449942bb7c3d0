"""How far work is: short work is never told, long work with its rest, and the last line says how it ended."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from contractlab.values import progress
from contractlab.values.progress import Work


class Lines:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.ended: list[str] = []

    def tell(self, text: str) -> None:
        self.texts.append(text)

    def end(self, text: str) -> None:
        self.ended.append(text)


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Lines:
    shown = Lines()
    monkeypatch.setattr(progress, "_chooser", lambda: shown)
    return shown


def clock(pace: float) -> Iterator[float]:
    now = 0.0
    while True:
        yield now
        now += pace


def worked(total: int, steps: int, pace: float) -> Work:
    ticks = clock(pace)
    work = Work(total, "checks", clock=lambda: next(ticks))
    for _ in range(steps):
        work.step()
    return work


def test_work_of_less_than_a_second_is_never_told(lines: Lines) -> None:
    worked(9, 9, 0.1).end()
    assert (lines.texts, lines.ended) == ([], [])


def test_long_work_says_what_is_left(lines: Lines) -> None:
    work = worked(9_000, 1_200, 0.01)
    assert lines.texts[0] == "100 of 9,000 checks, about 89 s left; interrupting keeps what is done"
    assert 40 <= len(lines.texts) <= 45, "four lines a second after the first second"
    work.cancelled = True
    work.end()
    assert lines.ended == ["Interrupted after 1,200 of 9,000 checks. What was done is kept."]
    work.end()
    assert len(lines.ended) == 1


def test_the_last_line_counts(lines: Lines) -> None:
    worked(200, 200, 0.01).end()
    assert lines.ended == ["200 checks in 2.0 s."]


def test_minutes_are_minutes(lines: Lines) -> None:
    worked(100_000, 101, 0.01).end()
    assert lines.texts == ["100 of 100,000 checks, about 17 min left; interrupting keeps what is done"]


def test_where_nobody_looks_on_nothing_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(progress, "_chooser", lambda: asked.append(1))
    worked(9_000, 1_200, 0.01).end()
    assert asked == [1]
