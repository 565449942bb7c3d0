"""The numbers of a contract as the Rust core reads them, kept beside those that the file says.

The core reads some floats one unit in the last place off, once when it loads the file, and those of a JSON body again
when it compares, from the text that it has written of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import orjson

from contractlab.contracts.expected import ExpectedMessage, ExpectedRequest, ExpectedResponse
from contractlab.contracts.expected_body import ExpectedBody
from contractlab.errors import Fault, FaultCode, InvalidContract
from contractlab.formats.pact.model import Interaction
from contractlab.values.json_text import NotJson, parse_serde_json
from contractlab.values.json_types import JSON, Value
from contractlab.values.serde_numbers import may_drift
from contractlab.values.source import Source

__all__ = ["document_as_read", "has_drifting_numbers", "with_written_values"]

_BOM = b"\xef\xbb\xbf"
_Http = TypeVar("_Http", ExpectedRequest, ExpectedResponse)


def document_as_read(source: Source, document: JSON) -> JSON:
    """A file's document as the core reads it.

    Parameters
    ----------
    source : Source
    document : JSON value
        The same with exact numbers.

    Returns
    -------
    JSON value
        `document` itself where the core reads no number otherwise.

    Raises
    ------
    InvalidContract
        If a number is out of range for the core alone.
    """
    text = source.data.removeprefix(_BOM)
    if not may_drift(text):
        return document
    try:
        return parse_serde_json(text)
    except NotJson as error:
        raise InvalidContract(source.name, [Fault(f"not JSON: {error}", code=FaultCode.NOT_JSON)]) from None


def has_drifting_numbers(value: Value) -> bool:
    """Whether the core may read a number of a value otherwise; True for what cannot be written."""
    try:
        return may_drift(orjson.dumps(value))
    except TypeError:
        return True


def with_written_values(read: Interaction, written: Interaction) -> Interaction:
    """An interaction for checks, which shows the numbers of its file.

    Parameters
    ----------
    read : Interaction
        Made of the document as the core reads it.
    written : Interaction
        The same, made of the document with exact numbers.
    """
    messages = zip(read.messages, written.messages, strict=True)
    return replace(
        read,
        document=written.document,
        states=written.states,
        request=_with_written_body(read.request, written.request),
        response=_with_written_body(read.response, written.response),
        messages=tuple(_with_written_contents(*pair) for pair in messages),
    )


def _with_written_body(read: _Http | None, written: _Http | None) -> _Http | None:
    if read is None or written is None:
        return read
    return replace(read, body=_both(read.body, written.body))


def _with_written_contents(read: ExpectedMessage, written: ExpectedMessage) -> ExpectedMessage:
    return replace(read, contents=_both(read.contents, written.contents))


def _both(read: ExpectedBody, written: ExpectedBody) -> ExpectedBody:
    return replace(written, as_read=read.value) if read.has_value and written.has_value else read
