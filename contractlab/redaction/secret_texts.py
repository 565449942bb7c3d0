"""The marker that stands where a secret was, and the memory of what was removed."""

from __future__ import annotations

from typing import Final

__all__ = ["REDACTED", "Secrets", "replace_secrets"]

REDACTED: Final = "‹redacted›"
"""What stands where a secret was. The text alone means nothing: only listed places were redacted."""


class Secrets:
    """The texts that were removed from one capture, to find them again where they are repeated.

    Only the first hundred are looked for: the search costs their number times the text, and who sends thousands of
    different secrets in one body sends them under names that are removed anyway.
    """

    # Shorter ones are ordinary words. Cookies hold language codes and customer numbers, so they must be longer.
    MINIMUM, MINIMUM_COOKIE, MINIMUM_ELSEWHERE = 8, 16, 4
    MOST = 100

    def __init__(self) -> None:
        self._exact: dict[str, None] = {}
        self._everywhere: dict[str, None] = {}

    def add(self, value: str, *, cookie: bool = False) -> None:
        """Remember one removed text."""
        value = value.strip()
        if len(value) < self.MINIMUM_ELSEWHERE or REDACTED in value:
            return
        if len(self._everywhere) < self.MOST:
            self._everywhere[value] = None
        if len(value) >= (self.MINIMUM_COOKIE if cookie else self.MINIMUM) and len(self._exact) < self.MOST:
            self._exact[value] = None

    def exact(self) -> list[str]:
        """Secrets to look for where a contract may check: long ones only; the longest first."""
        return sorted(self._exact, key=len, reverse=True)

    def everywhere(self) -> list[str]:
        """Secrets to look for where no contract checks; the longest first."""
        return sorted(self._everywhere, key=len, reverse=True)


def replace_secrets(text: str, secrets: list[str]) -> str:
    """Put the marker in the place of every text of `secrets`, in their order: the longest should come first."""
    for secret in secrets:
        if secret in text:
            text = text.replace(secret, REDACTED)
    return text
