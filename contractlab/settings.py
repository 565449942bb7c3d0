"""Defaults of a project: the table ``[tool.contractlab]`` in a pyproject.toml, found from a folder upwards.

The nearest file with such a table counts, as ruff has it; files without one are passed over.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from contractlab.errors import ContractLabError
from contractlab.values.files import read_file
from contractlab.values.patterns import is_elsewhere

__all__ = ["InvalidSettings", "Settings", "read_settings"]


class InvalidSettings(ContractLabError):
    """A table ``[tool.contractlab]`` that cannot be used; every fault is named."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project says once.

    Attributes
    ----------
    contracts, captures : tuple of str
        Paths and patterns of paths, or addresses. In the file they are relative to its folder; here to the folder that
        `read_settings` was given.
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
    file : Path or None
        Where all this is written; None for defaults. Modules that are named lie beside it.
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
    file: Path | None = field(default=None, compare=False)


_LISTS = frozenset({"contracts", "captures", "redaction"})
_PATHS = frozenset({"contracts", "captures", "broker"})
"""Keys whose values are places; what the others name is an address or an object in a module."""

_FILE = "pyproject.toml"


def read_settings(folder: str | Path = ".") -> Settings:
    """Read the settings of a folder, or of the nearest folder above it that has some; defaults where none has.

    Raises
    ------
    InvalidSettings
        If a file on the way is no TOML, or the table has unknown keys or values of the wrong kind.
    """
    start = Path(folder)
    for distance, above in enumerate((start, *Path(os.path.abspath(start)).parents)):
        path = above / _FILE
        if path.exists() and not path.is_file() and not path.is_dir():  # a pipe would be waited for
            continue
        try:
            data = read_file(path)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            if distance:  # of a folder that is not ours, perhaps
                continue
            raise InvalidSettings(f"{path}: cannot be read: {error}") from None
        table = _table_in(data, path)
        if table is not None:
            return _settings_in(table, path, os.path.relpath(above, start) if distance else "")
    return Settings()


def _table_in(data: bytes, path: Path) -> dict[str, Any] | None:
    """The table in a file; None where it has none."""
    try:
        document = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InvalidSettings(f"{path}: cannot be read: {error}") from None
    tools = document.get("tool", {})
    if not isinstance(tools, dict):
        raise InvalidSettings(f"{path}: [tool] must be a table")
    table = tools.get("contractlab")
    if table is not None and not isinstance(table, dict):
        raise InvalidSettings(f"{path}: [tool.contractlab] must be a table")
    return table


def _settings_in(table: dict[str, Any], path: Path, way: str) -> Settings:
    """The settings of a table.

    Parameters
    ----------
    table : dict
    path : Path
        Of the file.
    way : str
        From the folder that was asked for to that of the file; empty where it is the same.
    """
    names = [each.name for each in fields(Settings) if each.name != "file"]
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
    for key in _PATHS & values.keys():
        value = values[key]
        values[key] = _beyond(way, value) if isinstance(value, str) else tuple(_beyond(way, each) for each in value)
    return Settings(**values, file=path)


def _beyond(way: str, source: str) -> str:
    """A place as it is written from the folder that was asked for."""
    if not way or is_elsewhere(source) or source == "-" or os.path.isabs(source):
        return source
    return os.path.normpath(os.path.join(way, source))
