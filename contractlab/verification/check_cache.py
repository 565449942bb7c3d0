"""Identical checks are made once: the same example against an answer with the same content."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from contractlab.captures import AnyCapture, Capture
from contractlab.contracts.example import Example
from contractlab.values.result import MatchResult
from contractlab.verification.pairing import Pair

__all__ = ["CheckCache"]


class CheckCache:
    """Results of checks by example and content.

    Attributes
    ----------
    made, spared : int
        Checks that were made, and that were not because an identical one had been.
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, MatchResult] = {}
        self._examples: list[Example] = []  # held, so that no other can get the same id
        self.made = 0
        self.spared = 0

    def check(
        self, example: Example, capture: AnyCapture, dialect: str, make: Callable[[], MatchResult]
    ) -> MatchResult:
        """The result of a check, made unless it is known.

        Parameters
        ----------
        example : Example
        capture : Capture or MessageCapture
        dialect : str
        make : callable
        """
        content = _content(example, capture)
        if content is None:
            self.made += 1
            return make()
        key = (id(example), dialect, content)
        known = self._known.get(key)
        if known is not None:
            self.spared += 1
            return known
        result = self._known[key] = make()
        self._examples.append(example)
        self.made += 1
        return result

    def missing(self, pairs: Iterable[Pair], dialect: str) -> list[Pair]:
        """One pair for each check that is not known yet."""
        found: dict[Hashable, Pair] = {}
        for pair in pairs:
            content = _content(pair.example, pair.capture)
            if content is not None and not pair.also:
                key = (id(pair.example), dialect, content)
                if key not in self._known:
                    found.setdefault(key, pair)
        return list(found.values())

    def add(self, example: Example, capture: AnyCapture, dialect: str, result: MatchResult) -> None:
        """Take over the result of a check that was made elsewhere."""
        content = _content(example, capture)
        if content is not None:
            self._known[(id(example), dialect, content)] = result
            self._examples.append(example)

    def __repr__(self) -> str:
        return f"<CheckCache {self.made} made, {self.spared} spared>"


def _content(example: Example, capture: AnyCapture) -> Hashable | None:
    """All that a verdict on a response looks at; None where results say more than that."""
    if not isinstance(capture, Capture) or capture.response is None or example.judged != "response":
        return None
    if example.variables_of(capture.states) is not None:
        return None
    response = capture.response
    return (response.status, tuple(response.headers), response.body, response.not_recorded, response.redacted)
