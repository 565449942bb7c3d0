"""A generator as people write it: how a value is made anew at run time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contractlab.values.json_types import JSON, JSONObject

__all__ = ["Generator"]


@dataclass(frozen=True, slots=True, repr=False)
class Generator:
    """How a value is made.

    Attributes
    ----------
    word : str
        The word of `contractlab.generate` that says it: ``"uuid"``.
    name : str
        The generator's own name in a file: ``"Uuid"``.
    args : mapping
        What was given, by the names of a file: ``{"format": "simple"}``.
    spoken : mapping
        What was given, by the names of `contractlab.generate`.
    """

    word: str
    name: str
    args: Mapping[str, JSON] = field(default_factory=dict)
    spoken: Mapping[str, JSON] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"generate.{self.word}({', '.join(f'{name}={value!r}' for name, value in self.spoken.items())})"

    def written(self) -> JSONObject:
        """As a file has it: ``{"type": "RandomInt", "min": 1, "max": 9}``."""
        return {"type": self.name, **self.args}
