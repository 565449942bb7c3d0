"""Defaults of a project: the table ``[tool.contractlab]`` in the working folder's pyproject.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from contractlab.errors import ContractLabError

__all__ = ["InvalidSettings", "Settings", "read_settings"]


class InvalidSettings(ContractLabError):
    """A table ``[tool.contractlab]`` that cannot be used; every fault is named."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project says once.

    Attributes
    ----------
    contracts, captures : tuple of str
        Paths, relative to the folder of the file, or addresses.
    provider : str or None
        Where the provider answers; for commands that call it.
    states : str or None
        Where provider states are brought about; for commands that call it.
    messages, triggers, functions : str or None
        What produces messages, makes a provider call that is a client, and functions of the provider: names of objects
        such as ``package.module:messages``; an address of messages.
    redaction : tuple of str
        More headers, parameters and JSON paths to redact.
    broker : str or None
        A broker's address or file, for contracts written as ``broker:Provider`` and for the broker commands.
    """

    contracts: tuple[str, ...] = ()
    captures: tuple[str, ...] = ()
    provider: str | None = None
    states: str | None = None
    messages: str | None = None
    triggers: str | None = None
    functions: str | None = None
    redaction: tuple[str, ...] = ()
    broker: str | None = None


_LISTS = frozenset({"contracts", "captures", "redaction"})


def read_settings(folder: str | Path = ".") -> Settings:
    """Read the settings of a folder; defaults where it has none.

    Raises
    ------
    InvalidSettings
        If the file is no TOML, or the table has unknown keys or values of the wrong kind.
    """
    path = Path(folder) / "pyproject.toml"
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        raise InvalidSettings(f"{path}: cannot be read: {error}") from None
    tools = document.get("tool", {})
    if not isinstance(tools, dict):
        raise InvalidSettings(f"{path}: [tool] must be a table")
    table = tools.get("contractlab")
    if table is None:
        return Settings()
    if not isinstance(table, dict):
        raise InvalidSettings(f"{path}: [tool.contractlab] must be a table")
    names = [field.name for field in fields(Settings)]
    faults: list[str] = []
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in names:
            faults.append(f"{key} is unknown; there are {', '.join(names)}")
        elif key in _LISTS:
            texts = [value] if isinstance(value, str) else value
            if isinstance(texts, list) and all(isinstance(text, str) for text in texts):
                values[key] = tuple(texts)
            else:
                faults.append(f"{key} must be text or a list of texts")
        elif isinstance(value, str):
            values[key] = value
        else:
            faults.append(f"{key} must be text")
    if faults:
        raise InvalidSettings(f"{path}: [tool.contractlab]: {'; '.join(faults)}")
    return Settings(**values)
