"""What a translation of a pattern is: its text, and what is to be known before it is used."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Translation"]


@dataclass(frozen=True, slots=True)
class Translation:
    """A pattern in Python's words.

    Attributes
    ----------
    text : str
        For the package ``regex`` with its flags V1 and MULTILINE.
    plain : bool
        True if `ascii_text` stands for it on ASCII texts.
    ascii_text : str
        For the standard library's ``re`` with ASCII and MULTILINE.
    unbounded : int
        How many repetitions have no small upper bound.
    nested : bool
        True if such a repetition holds another or a choice, so that backtracking may explode.
    ascii_only : bool
        True if the translation is exact for ASCII texts alone.
    folds : bool
        True if case does not count somewhere, so that it is not exact for texts with a character that is several
        characters in the other case (`FOLDS_TO_SEVERAL`).
    sharp : bool
        True if it is exact for ß all the same.
    """

    text: str
    plain: bool
    ascii_text: str
    unbounded: int
    nested: bool
    ascii_only: bool
    folds: bool
    sharp: bool
