"""The dialects in which a verdict can be asked for, and what a named difference between them is.

``"reference"`` is the verdict of the Rust core behind pact-python, pact-js, pact-go, pact-net and pact-php.
``"spec"`` is the verdict of the official cases (pact-specification, folders ``testcases``). Each format has its own
short, named table of where they differ; everything that is not in it is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

__all__ = ["Deviation", "Dialect", "check_dialect"]

Dialect = Literal["reference", "spec"]

_DIALECTS = get_args(Dialect)


@dataclass(frozen=True, slots=True)
class Deviation:
    """One named difference.

    Attributes
    ----------
    name : str
    reference, spec : str
        What each does.
    source : str
        The official case, or the observation, that shows it.
    """

    name: str
    reference: str
    spec: str
    source: str

    def facts(self) -> dict[str, str]:
        """What a difference that it decided carries."""
        return {"deviation": self.name, "deviation_says": str(self)}

    def __str__(self) -> str:
        return f"Here the Rust core and the specification differ ({self.name}): {self.reference}; {self.spec}."


def check_dialect(dialect: str) -> Dialect:
    """Return `dialect` if there is such a one.

    Raises
    ------
    ValueError
        With the dialects that exist.
    """
    if dialect not in _DIALECTS:
        raise ValueError(f"there is no dialect {dialect!r}; use one of {', '.join(_DIALECTS)}")
    return dialect  # type: ignore[return-value]
