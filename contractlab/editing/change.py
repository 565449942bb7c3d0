"""One change of a contract, with its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from contractlab.values.display import quiet
from contractlab.values.sentences import Sentence

__all__ = ["Change", "Effect"]

Effect = Literal["more", "less", "other", "same"]
"""What a change asks of the side that sends: more than before, less (it is looser), something else, the same."""


@quiet
@dataclass(frozen=True, slots=True)
class Change:
    """One change of a contract.

    Attributes
    ----------
    example : str
        Description; empty for the file itself.
    key : str
        Key of the example.
    part : str
        ``example``, ``description``, ``states``, ``pending``, ``status``, ``headers``, ``body`` …; of requests with
        ``request`` before it.
    path : str
        JSON path in bodies, else the name.
    effect : str
        ``"more"``: more is asked; ``"less"``: less, or less strictly; ``"other"``: something else; ``"same"``: it only
        reads differently.
    sentence : Sentence
    before, after : object
        What was and is asked, in words or as a value; None where there is nothing.
    """

    example: str
    key: str
    part: str
    path: str
    effect: Effect
    sentence: Sentence
    before: Any = None
    after: Any = None

    @property
    def message(self) -> str:
        """The sentence as text."""
        return str(self.sentence)
