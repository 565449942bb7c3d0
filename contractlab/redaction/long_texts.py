"""Long texts that were looked through before: every view, file and report shows the same body."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from contractlab.redaction.secret_texts import Secrets

__all__ = ["LongTexts"]

_LONG = 2_000
"""Characters from which on a text is worth its place here."""
_MOST = 64
_MOST_CHARACTERS = 8_000_000
"""Of all texts together; a longer one is looked through each time."""


class _Collected(Secrets):
    """Secrets of one text, in the order in which they were removed."""

    def __init__(self) -> None:
        super().__init__()
        self.removed: dict[tuple[str, bool], None] = {}

    def add(self, value: str, *, cookie: bool = False) -> None:
        """Remember one removed text; as many as anybody looks for, of each kind."""
        if len(self.removed) < 4 * self.MOST:
            self.removed[value, cookie] = None


class LongTexts:
    """Long texts without their secrets, each with what was removed; of many, those that were asked for last."""

    def __init__(self) -> None:
        self._texts: OrderedDict[str, tuple[str, tuple[tuple[str, bool], ...]]] = OrderedDict()
        self._characters = 0
        self._lock = Lock()  # views may be worked out in threads

    def takes(self, text: str) -> bool:
        """True for a text that is kept."""
        return _LONG <= len(text) <= _MOST_CHARACTERS

    def redacted(self, text: str, redact: Callable[[str, Secrets | None], str], secrets: Secrets | None) -> str:
        """What `redact` makes of a text.

        Parameters
        ----------
        text : str
            One that this `takes`.
        redact : callable
            Takes the text, and what collects that which it removes.
        secrets : Secrets or None
            Gets what was removed, now or the first time.
        """
        with self._lock:
            kept = self._texts.get(text)
            if kept is not None:
                self._texts.move_to_end(text)
        if kept is None:
            collected = _Collected()
            kept = (redact(text, collected), tuple(collected.removed))
            self._keep(text, kept)
        if secrets is not None:
            for value, cookie in kept[1]:
                secrets.add(value, cookie=cookie)
        return kept[0]

    def _keep(self, text: str, kept: tuple[str, tuple[tuple[str, bool], ...]]) -> None:
        with self._lock:
            if text in self._texts:
                return
            self._texts[text] = kept
            self._characters += len(text)
            while len(self._texts) > _MOST or self._characters > _MOST_CHARACTERS:
                oldest, _ = self._texts.popitem(last=False)
                self._characters -= len(oldest)
