"""Random histories of a real broker, played on a book: every answer equal, of whatever histories lie in the data."""

from __future__ import annotations

from typing import Any

from broker_player import play
from data import needs, rows

HISTORIES = "golden/broker/histories-*.jsonl*"


def _comparable(answer: Any) -> Any:
    """An answer without what is cosmetic: wording of notices, the short words of a selector's choice."""
    if isinstance(answer, dict) and "notices" in answer:
        return {**answer, "notices": [kind for kind, _ in answer["notices"]]}
    if not isinstance(answer, dict) or "pacts" not in answer:
        return answer
    return {**answer, "pacts": [{name: pact[name] for name in pact if name != "why"} for pact in answer["pacts"]]}


@needs(HISTORIES)
def test_every_answer_is_that_of_the_broker() -> None:
    asked = 0
    for history in rows(HISTORIES):
        answers = play(history["steps"])
        assert len(answers) == len(history["answers"])
        for step, golden, ours in zip(history["steps"], history["answers"], answers, strict=True):
            asked += 1
            assert _comparable(ours) == _comparable(golden), (history["seed"], step)
    assert asked
