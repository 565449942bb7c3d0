"""Identical checks are made once: the same example against an answer with the same content."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from contractlab.captures import AnyCapture, Capture
from contractlab.contracts.example import Example
from contractlab.values.result import MatchResult
from contractlab.verification.pairing import Pair
from contractlab.verification.saved_match import SavedMatch

__all__ = ["CheckCache"]


class CheckCache:
    """Results of checks by example and content.

    An example is the same as long as it is the same part of a document: an edited contract keeps what was not edited.
    Another contract with the same example shares what passed; what failed names places in its own file.

    Attributes
    ----------
    made, spared : int
        Checks that were made, and that were not because an identical one had been.
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, MatchResult] = {}
        self._passed: set[Hashable] = set()
        self._held: dict[int, Any] = {}  # so that no other document can get the same id
        self._texts: dict[int, str] = {}
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
        content = _content(capture)
        if content is None:
            self.made += 1
            return make()
        document = _document(example)
        key = (id(document), dialect, content)
        known = self._known.get(key)
        if known is not None:
            self.spared += 1
            return known
        shared = self._shared(example, dialect, content)
        if shared is not None and shared in self._passed:
            self.spared += 1
            result: MatchResult = SavedMatch(make, "passed", dialect=dialect, actual=_answer(capture), example=example)
        else:
            result = make()
            self.made += 1
        self._keep(example, key, shared, result)
        return result

    def _keep(self, example: Example, key: Hashable, shared: Hashable | None, result: MatchResult) -> None:
        document = _document(example)
        self._known[key] = result
        self._held[id(document)] = document
        if shared is not None and result.verdict == "passed":
            self._passed.add(shared)

    def _shared(self, example: Example, dialect: str, content: Hashable) -> Hashable | None:
        """What makes two checks of different contracts the same."""
        document = _document(example)
        if not isinstance(document, dict):
            return None
        text = self._texts.get(id(document))
        if text is None:
            try:
                text = json.dumps(document, separators=(",", ":"))
            except (TypeError, ValueError, RecursionError):
                return None
            self._texts[id(document)] = text
            self._held[id(document)] = document
        contract = example.contract
        return (contract.format, contract.spec_version, text, dialect, content)

    def missing(self, pairs: Iterable[Pair], dialect: str) -> list[Pair]:
        """One pair for each check that is not known yet."""
        found: dict[Hashable, Pair] = {}
        for pair in pairs:
            content = _content(pair.capture)
            if content is not None and not pair.also:
                key = (id(_document(pair.example)), dialect, content)
                shared = self._shared(pair.example, dialect, content)
                if key not in self._known and shared not in self._passed:
                    found.setdefault(key, pair)
        return list(found.values())

    def add(self, example: Example, capture: AnyCapture, dialect: str, result: MatchResult) -> None:
        """Take over the result of a check that was made elsewhere."""
        content = _content(capture)
        if content is not None:
            key = (id(_document(example)), dialect, content)
            self._keep(example, key, self._shared(example, dialect, content), result)

    def __repr__(self) -> str:
        return f"<CheckCache {self.made} made, {self.spared} spared>"


def _document(example: Example) -> Any:
    return getattr(example, "document", example)


def _answer(capture: AnyCapture) -> Any:
    return capture.response if isinstance(capture, Capture) else None


def _content(capture: AnyCapture) -> Hashable | None:
    """All that a verdict on a response looks at; None where results say more than that."""
    if not isinstance(capture, Capture) or capture.response is None:
        return None
    response = capture.response
    return (response.status, tuple(response.headers), response.body, response.not_recorded, response.redacted)
