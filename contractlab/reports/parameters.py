"""Parameters of a report notebook, as they are handed to papermill and as they arrive in the notebook.

On papermill's command line most values are text, so the notebook reads each of them by `as_flag` and `as_list`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contractlab.values.display import quiet

__all__ = ["JSONValue", "ReportParameters", "as_flag", "as_list"]

JSONValue = None | bool | int | float | str | list["JSONValue"] | dict[str, "JSONValue"]
"""What papermill can write as an assignment."""

_NO = frozenset({"", "0", "false", "no", "off", "none"})


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class ReportParameters:
    """What a report notebook is executed with; the names are those of its cell tagged ``parameters``.

    Attributes
    ----------
    contracts, captures : tuple of str
        Paths and addresses.
    dialect : str
    only : tuple of str
        Examples to check; all where it is empty.
    provider_version : str or None
    base_path : str
    allow_not_exercised : bool
    redaction : tuple of str
        More headers, parameters and JSON paths to redact.
    broker : str
        Address or file of the broker that is asked what may be deployed.
    deploy : tuple of str
        Questions to it, as ``"Foo?version=3&environment=prod"``.
    insight : tuple of str
        Sections beside the usual ones: ``"coverage"``, ``"strictness"``, ``"drift"``.
    stamp : str
        When the report was made.
    save_run : str
        Where to save the run; nowhere where it is empty.
    more : mapping
        Values under their names as they were typed: parameters of a template of one's own, the notebook's other
        parameters, and any of the above, which they replace.
    """

    contracts: tuple[str, ...] = ()
    captures: tuple[str, ...] = ()
    dialect: str = "reference"
    only: tuple[str, ...] = ()
    provider_version: str | None = None
    base_path: str = ""
    allow_not_exercised: bool = False
    redaction: tuple[str, ...] = ()
    broker: str = ""
    deploy: tuple[str, ...] = ()
    insight: tuple[str, ...] = ()
    stamp: str = ""
    save_run: str = ""
    more: Mapping[str, JSONValue] = field(default_factory=dict)

    def values(self) -> dict[str, JSONValue]:
        """Every parameter under its name, in the order in which the notebook lists them."""
        return {
            "contracts": list(self.contracts),
            "captures": list(self.captures),
            "dialect": self.dialect,
            "only": list(self.only) or None,
            "provider_version": self.provider_version,
            "base_path": self.base_path,
            "allow_not_exercised": self.allow_not_exercised,
            "redaction": list(self.redaction),
            "broker": self.broker,
            "deploy": list(self.deploy),
            "insight": list(self.insight),
            "stamp": self.stamp,
            "save_run": self.save_run,
            **self.more,
        }


def as_flag(value: Any) -> bool:
    """True unless the value says no; ``-p strict false`` arrives as text."""
    return value.strip().lower() not in _NO if isinstance(value, str) else bool(value)


def as_list(value: Any) -> list[Any]:
    """A single value or several, as a list; nothing as an empty list."""
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
