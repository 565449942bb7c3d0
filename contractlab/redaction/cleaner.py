"""What a ``repr`` shows of recorded words: `contractlab.values.display` asks it through its slot."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.redaction.policy import Redaction
from contractlab.values.headers import Headers
from contractlab.values.http import HttpResponse

__all__ = ["RedactionCleaner"]


class RedactionCleaner:
    """Takes out what is removed always; what a user added belongs to a run, and a value knows none."""

    def __init__(self) -> None:
        self._redaction = Redaction()

    def text(self, text: str) -> str:
        """See `contractlab.values.display.Cleaner`."""
        return self._redaction.redact_text(text)

    def headers(self, items: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
        """See `contractlab.values.display.Cleaner`."""
        return self._redaction.redact_response(HttpResponse(headers=Headers(items))).headers.items()
