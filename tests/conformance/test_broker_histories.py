"""Random histories of a real broker, played on a book: every answer equal, of whatever histories lie in the data."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import Any

from broker_player import Ticks, play
from data import needs, rows

from contractlab.broker.store import Store

EVERY = int(os.environ.get("CONTRACTLAB_BROKER_EVERY", "25"))
"""1: every history is played in a file too."""
HISTORIES = "golden/broker/histories-*.jsonl*"


def _comparable(answer: Any) -> Any:
    """An answer without what is cosmetic: wording of notices, the short words of a selector's choice."""
    if isinstance(answer, dict) and "notices" in answer:
        return {**answer, "notices": [kind for kind, _ in answer["notices"]]}
    if not isinstance(answer, dict) or "pacts" not in answer:
        return answer
    return {**answer, "pacts": [{name: pact[name] for name in pact if name != "why"} for pact in answer["pacts"]]}


def _check(history: dict[str, Any], answers: list[Any]) -> int:
    assert len(answers) == len(history["answers"])
    for step, golden, ours in zip(history["steps"], history["answers"], answers, strict=True):
        assert _comparable(ours) == _comparable(golden), (history["seed"], step)
    return len(answers)


@needs(HISTORIES)
def test_every_answer_is_that_of_the_broker() -> None:
    assert sum(_check(history, play(history["steps"])) for history in rows(HISTORIES))


@needs(HISTORIES)
def test_every_answer_of_a_file_is_that_of_the_broker(tmp_path: Path) -> None:
    asked = 0
    for number, history in enumerate(islice(rows(HISTORIES), 0, None, EVERY)):
        store = Store(tmp_path / f"{number}.sqlite", Ticks())
        with store.writing() as book:
            asked += _check(history, play(history["steps"], book))
        store.close()
    assert asked
