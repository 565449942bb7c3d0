"""Regular expressions of contracts, matched as the Rust core matches them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import regex

__all__ = ["InvalidRegex", "whole_match"]


class InvalidRegex(ValueError):
    """A pattern that Oniguruma cannot read; no value matches it."""


@lru_cache(maxsize=4096)
def whole_match(pattern: str) -> Callable[[str], bool]:
    """A function that says whether a whole text matches `pattern`."""
    try:
        compiled = regex.compile(pattern, regex.MULTILINE | regex.V1)
    except regex.error as error:
        raise InvalidRegex(str(error)) from None
    return lambda text: compiled.fullmatch(text) is not None


from collections.abc import Iterator  # noqa: E402
from contextlib import contextmanager  # noqa: E402


@contextmanager
def regex_budget(seconds: float = 1.0) -> Iterator[None]:
    """Placeholder until the translation lands."""
    yield
