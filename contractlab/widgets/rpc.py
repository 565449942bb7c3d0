"""Messages from a screen and the answers to them: every one is answered, and an error is a text under its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from contractlab.errors import ContractLabError, InvalidEdit
from contractlab.values.internal import keep_fault
from contractlab.values.text import visible
from contractlab.widgets.protocol import Answer, JSONValue, Message

__all__ = ["Operation", "answer", "failed", "text_of", "whole_number"]

Operation = Callable[[Message], Mapping[str, object] | None]
"""From a message to more of its answer."""
_LONGEST = 1_200


def answer(operations: Mapping[str, Operation], message: JSONValue) -> Answer:
    """Do what a message asks for.

    Parameters
    ----------
    operations : mapping of str to callable
        From the message to more of the answer.
    message : JSON value
        ``{"op": …, "id": …}``; nothing about it is trusted.

    Returns
    -------
    dict
        ``id`` as sent, ``op``, ``ok``, and ``error`` where it could not be done; nothing has changed then.
    """
    if not isinstance(message, dict):
        return {"id": None, "op": "", "ok": False, "error": "that is not a message"}
    name, head = message.get("op"), _head(message)
    operation = operations.get(name) if isinstance(name, str) else None
    if operation is None:
        return {**head, "ok": False, "error": "unknown operation"}
    try:
        more = operation(message)
    except ContractLabError as error:
        return {**head, "ok": False, "error": _sentence(str(error))}
    except RecursionError:
        return {**head, "ok": False, "error": "That is nested too deep."}
    except Exception as error:
        return failed(message, error)
    return {**head, "ok": True, **(more or {})}


def failed(message: JSONValue, error: Exception) -> Answer:
    """The answer where something went wrong that nobody thought of.

    Somebody is waiting for it, and the kernel's log is not where they look.
    """
    sentence = _sentence(keep_fault(error, "this could not be done"))  # its own words may repeat a recording
    return {**_head(message), "ok": False, "error": sentence}


def _head(message: JSONValue) -> Answer:
    fields = message if isinstance(message, dict) else {}
    name, number = fields.get("op"), fields.get("id")
    return {
        "id": number if isinstance(number, str | int) else None,
        "op": name if isinstance(name, str) else "",
    }


def _sentence(text: str) -> str:
    shown = visible(text.strip()[:_LONGEST])[:_LONGEST]
    shown = shown[:1].upper() + shown[1:]
    return shown if shown.endswith((".", "!", "?", "…", ")")) else f"{shown}."


def text_of(message: Message, name: str, longest: int = 100_000) -> str:
    """A text that a message carries.

    Parameters
    ----------
    message : mapping
    name : str
    longest : int
        Characters at most.

    Raises
    ------
    InvalidEdit
        If it is none, or too long.
    """
    text = message.get(name)
    if not isinstance(text, str):
        raise InvalidEdit("a text is missing")
    if len(text) > longest:
        raise InvalidEdit(f"that is {len(text):,} characters; {longest:,} are the most here")
    return text


def whole_number(message: Message, name: str) -> int:
    """A whole number that a message carries.

    Raises
    ------
    InvalidEdit
        If it is none.
    """
    number = message.get(name)
    if isinstance(number, bool) or not isinstance(number, int):
        raise InvalidEdit("a whole number is missing")
    return number
