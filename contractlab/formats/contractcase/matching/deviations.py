"""Where ContractCase 0.30.1 does not do what its documentation says: a short, named table.

``"reference"`` is the verdict of the real core. ``"documented"`` is the verdict that its documentation promises.
Everything that is not in this table is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

__all__ = ["CASE_DEVIATIONS", "CaseDeviation", "CaseDialect", "check_case_dialect", "documented_for"]

CaseDialect = Literal["reference", "documented"]


@dataclass(frozen=True, slots=True)
class CaseDeviation:
    """One named difference.

    Attributes
    ----------
    name : str
    reference, documented : str
        What the core does, and what its documentation says.
    source : str
        Where that was seen.
    """

    name: str
    reference: str
    documented: str
    source: str

    def facts(self) -> dict[str, str]:
        """What a difference that it decided carries."""
        return {"deviation": self.name, "deviation_says": str(self)}

    def __str__(self) -> str:
        return (
            f"Here ContractCase 0.30.1 and its documentation differ ({self.name}): {self.reference}; {self.documented}."
        )


CASE_DEVIATIONS: dict[str, CaseDeviation] = {
    deviation.name: deviation
    for deviation in (
        CaseDeviation(
            "response-headers",
            "its client hands on no headers of a response, so whoever expects one fails",
            "the documentation says that they are verified",
            "observed: any headers of an HttpResponseMatcher fail at response.headers",
        ),
        CaseDeviation(
            "header-names",
            "it compares names of headers letter by letter with lower-case ones",
            "the documentation follows HTTP, where the case of a name means nothing",
            "observed: X-Case never matches",
        ),
        CaseDeviation(
            "method-case",
            "it compares the method letter by letter",
            "the documentation says that its case means nothing",
            "DSL documentation of HttpRequestConfig.method; observed",
        ),
        CaseDeviation(
            "error-message",
            "it writes down the message of an error and never looks at it",
            "the documentation says that it is matched",
            "observed: FunctionResultMatcher with message",
        ),
        CaseDeviation(
            "contains-without-example",
            "stringContaining without an example stops it, whatever the text",
            "the documentation says that the example may be left out inside other matchers",
            "observed: StripUnsupportedError even for a text that matches",
        ),
    )
}


def documented_for(dialect: CaseDialect) -> frozenset[str]:
    """Names of the deviations in which the documentation is followed."""
    return frozenset(CASE_DEVIATIONS) if dialect == "documented" else frozenset()


def check_case_dialect(dialect: str) -> CaseDialect:
    """Return `dialect` if there is such a one.

    Raises
    ------
    ValueError
        With the dialects that exist.
    """
    if dialect not in get_args(CaseDialect):
        raise ValueError(f"there is no dialect {dialect!r}; use one of {', '.join(get_args(CaseDialect))}")
    return dialect  # type: ignore[return-value]
