"""The formats that contractlab brings, and those that other distributions add.

An entry point of the group ``contractlab.formats`` names an object with the members of
`contractlab.contracts.format.Format`; it is loaded when the first contract is.
"""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.contracts.format import Format
from contractlab.formats.contractcase.format import CONTRACTCASE
from contractlab.formats.pact.format import PACT
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING
from contractlab.values.plugins import load_plugins, plugin_words, warn_of_plugin

__all__ = ["add_format", "detects", "formats", "parsed_by"]

GROUP = "contractlab.formats"
_BUILT_IN: tuple[Format, ...] = (CONTRACTCASE, PACT)
_formats: tuple[Format, ...] | None = None


def formats() -> Sequence[Format]:
    """Every format; those that were added are asked first, because they know their own documents best."""
    global _formats
    if _formats is None:
        needed = ("name", "sentences", "vocabulary", "parse", "detect", "read", "problems")
        added: list[Format] = [loaded for _, loaded in load_plugins(GROUP, "format", needed)]
        _formats = (*added, *_BUILT_IN)
    return _formats


def detects(candidate: Format, document: JSON) -> bool:
    """True if a document is one of this format; a format of others that goes wrong over it is passed over."""
    try:
        return candidate.detect(document)
    except Exception as error:
        _pass_over(candidate, error)
        return False


def parsed_by(candidate: Format, text: bytes) -> JSON:
    """What a format makes of a text that is no JSON; MISSING where it is none of its own, or it goes wrong over it."""
    try:
        return candidate.parse(text)
    except Exception as error:
        _pass_over(candidate, error)
        return MISSING


def _pass_over(candidate: Format, error: Exception) -> None:
    if candidate in _BUILT_IN:
        raise error
    fault = f"failed when it was asked about a document, and was passed over: {plugin_words(error)}"
    warn_of_plugin("format", candidate.name, fault)


def add_format(format: Format) -> None:  # noqa: A002  the word of the house
    """Add a format in this process; one of the same name takes the place of the former."""
    global _formats
    _formats = (format, *(each for each in formats() if each.name != format.name))
