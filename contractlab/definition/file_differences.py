"""What of a file would be another, example by example: for people who are told that it may not change."""

from __future__ import annotations

from contractlab.contracts.contract import Contract
from contractlab.contracts.defining import FormatDefining
from contractlab.definition.ground import Name, name_of_example
from contractlab.errors import ContractLabError
from contractlab.formats.load import read_source
from contractlab.values.json_text import json_equal
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.source import Source
from contractlab.values.text import quote

__all__ = ["file_differences"]

_SHOWN = 20


def file_differences(document: JSONObject, present: bytes, defining: FormatDefining) -> list[str]:
    """How a definition's document differs from the file.

    Parameters
    ----------
    document : JSON object
        As it would be written.
    present : bytes
        What the file holds.
    defining : FormatDefining

    Returns
    -------
    list of str
        A line each; what is in the file and not in the document comes last.
    """
    try:
        held = _by_name(read_source(Source("<file>", present), None))
        wanted = _by_name(read_source(Source("<definition>", defining.write(document)), None))
    except ContractLabError:
        return ["the file holds something else"]
    lines = []
    for name, (description, documents) in wanted.items():
        _, before = held.get(name, ("", []))
        if not before:
            lines.append(f"{quote(description, 80)} is not in the file")
        elif len(before) != len(documents) or not all(map(json_equal, before, documents)):
            lines.append(f"{quote(description, 80)} is in the file otherwise")
    gone = [description for name, (description, _) in held.items() if name not in wanted]
    lines += [f"{quote(description, 80)} is in the file and is not defined" for description in gone]
    if not lines:
        return ["what stands beside the examples, or their order, is in the file otherwise"]
    return lines if len(lines) <= _SHOWN else [*lines[:_SHOWN], f"… {len(lines) - _SHOWN} more"]


def _by_name(contract: Contract) -> dict[Name, tuple[str, list[JSON]]]:
    named: dict[Name, tuple[str, list[JSON]]] = {}
    for example in contract.examples:
        named.setdefault(name_of_example(example), (example.description, []))[1].append(example.document)
    return named
