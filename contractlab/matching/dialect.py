"""Where the Rust core and the specification's official cases give different verdicts: a short, named table.

``"reference"`` is the verdict of the Rust core behind pact-python, pact-js, pact-go, pact-net and pact-php.
``"spec"`` is the verdict of the official cases (pact-specification, folders ``testcases``). Everything that is not
in this table is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

__all__ = ["DEVIATIONS", "Deviation", "Dialect", "check_dialect"]

Dialect = Literal["reference", "spec"]


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


DEVIATIONS: dict[str, Deviation] = {
    one.name: one
    for one in (
        Deviation(
            "v1-query-order",
            "the Rust core lets query parameters of Pact V1 come in any order",
            "the specification compares names, values and their order",
            "v1/testcases/request/query: different param order, trailing amperand",
        ),
        Deviation(
            "null-body",
            "the Rust core takes an expected null for no body at all",
            "the specification also accepts JSON null",
            "v1.1 to v4/testcases/response/body: null body",
        ),
        Deviation(
            "xml-regex-on-element",
            "the Rust core tests an element's name by a regex on its path",
            "the specification tests the element's text",
            "v2, v3/testcases/request/body: matches with regex xml",
        ),
        Deviation(
            "xml-index",
            "in the Rust core an index in an XML path fits nothing, so its rule is dead",
            "the specification leaves the index out",
            "v4/testcases/request/body: array with regular expression that does not match in element xml",
        ),
    )
}


def check_dialect(dialect: str) -> Dialect:
    """Return `dialect` if there is such a one.

    Raises
    ------
    ValueError
        With the dialects that exist.
    """
    if dialect not in get_args(Dialect):
        raise ValueError(f"there is no dialect {dialect!r}; use one of {', '.join(get_args(Dialect))}")
    return dialect  # type: ignore[return-value]
