"""Matchers of ContractCase as JSON, in the form that its own packages write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["BY_TYPE", "MODE", "M", "exactly", "matcher", "status_matcher", "status_rule", "switched"]

M = "_case:matcher:"
MODE = "_case:context:matchBy"
BY_TYPE: Mapping[str, str] = {MODE: "type"}
_STATUS: dict[str, str | list[str]] = {
    "info": "1XX", "success": "2XX", "redirect": "3XX", "clientError": "4XX", "serverError": "5XX",
    "nonError": ["1XX", "2XX", "3XX"], "error": ["4XX", "5XX"],
}  # fmt: skip


def matcher(kind: str, **fields: Any) -> dict[str, Any]:
    """A matcher of ContractCase; names of fields get their prefix."""
    return {f"{M}type": f"_case:{kind}", **{f"{M}{name}": value for name, value in fields.items()}}


def switched(value: Any, by_type: bool) -> dict[str, Any]:
    """A value in the other mode: compared by type, or exactly."""
    return {**matcher("CascadingContext", child=value), MODE: "type" if by_type else "exact"}


def exactly(value: Any) -> dict[str, Any]:
    """A value that is compared exactly, whatever is in force further up."""
    return switched(value, False)


def status_rule(wanted: Any) -> str | list[str]:
    """Classes of statuses, or a list of them, as ContractCase writes them: ``4XX``."""
    return _STATUS.get(wanted, wanted) if isinstance(wanted, str) else [str(one) for one in wanted]


def status_matcher(wanted: Any, example: int) -> dict[str, Any]:
    """A matcher for classes of statuses, or a list of them."""
    return matcher("HttpStatusCode", example=example, rule=status_rule(wanted), resolvesTo="HttpStatusCode")
