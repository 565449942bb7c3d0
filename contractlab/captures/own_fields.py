"""What HAR has no place for: the entry's own field ``_contractlab``, in and out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from contractlab.captures.capture import Capture, State
from contractlab.captures.har_bodies import has_no_body
from contractlab.captures.text_redaction import redact_prose
from contractlab.values.http import HttpRequest, HttpResponse, Redacted
from contractlab.values.markers import NOT_RECORDED
from contractlab.values.text import quote, shorten

__all__ = [
    "OWN_KEY",
    "WHY_KEY",
    "OwnFields",
    "OwnSide",
    "bare_address",
    "kind_of",
    "read_own_fields",
    "read_states",
    "write_own_fields",
]

OWN_KEY = "_contractlab"
WHY_KEY = "why_not_recorded"
"""Why a body is missing, by side, in the recorder's words."""
_BODY_WORDS = ("absent", "empty", "not recorded", "recorded")


@dataclass(frozen=True, slots=True)
class OwnSide:
    """What is known of one side beyond HAR.

    Attributes
    ----------
    body : str or None
        ``"absent"``, ``"empty"``, ``"not recorded"`` or ``"recorded"``, where HAR's own fields would tell wrongly.
    not_recorded : frozenset of str
        Headers that an earlier recorder left out.
    redacted : tuple of Redacted
        Places whose text was removed before storing.
    """

    body: str | None = None
    not_recorded: frozenset[str] = frozenset()
    redacted: tuple[Redacted, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnFields:
    """The field ``_contractlab`` of an entry."""

    provider_version: str | None = None
    example: str | None = None
    contract: str | None = None
    states: tuple[State, ...] = ()
    request: OwnSide = field(default_factory=OwnSide)
    response: OwnSide = field(default_factory=OwnSide)


_NOTHING = OwnFields()
Note = Callable[[str, str], None]


def kind_of(value: Any) -> str:
    """Name what was found instead of what was expected, without the secrets that it may hold."""
    if isinstance(value, str):
        return quote(redact_prose(value), 40)
    if isinstance(value, int | float | None):
        return quote(value, 40)
    return "an array" if isinstance(value, list) else "an object"


def bare_address(text: str) -> str:
    """What was to be an address and is none, without what could be a user name or a parameter."""
    return re.split(r"[?#;]", text, maxsplit=1)[0].rpartition("@")[2]


def read_own_fields(entry: Mapping[str, Any], note: Note) -> OwnFields:
    """Read ``_contractlab``; what is of the wrong kind is noted and ignored.

    Parameters
    ----------
    entry : mapping
        A HAR entry.
    note : callable
        Takes a JSON pointer below the entry and what to say about it.
    """
    own = entry.get(OWN_KEY)
    if own is None:
        return _NOTHING
    if not isinstance(own, dict):
        note(f"/{OWN_KEY}", f"expected an object, got {kind_of(own)}; it is ignored.")
        return _NOTHING
    redacted = _redacted(own.get("redacted"), note)
    _tell_why(own.get(WHY_KEY), note)
    sides = {
        side: OwnSide(_body_word(own.get("body"), side), _names(own.get("not_recorded"), side), tuple(redacted[side]))
        for side in ("request", "response")
    }
    return OwnFields(
        provider_version=_text(own, "provider_version", note),
        example=_text(own, "example", note),
        contract=_text(own, "contract", note),
        states=read_states(own.get("states"), note),
        request=sides["request"],
        response=sides["response"],
    )


def _text(own: Mapping[str, Any], key: str, note: Note) -> str | None:
    value = own.get(key)
    if value is None or isinstance(value, str):
        return value or None
    note(f"/{OWN_KEY}/{key}", f"expected text, got {kind_of(value)}; it is ignored.")
    return None


def _body_word(words: Any, side: str) -> str | None:
    word = words.get(side) if isinstance(words, dict) else None
    return word if isinstance(word, str) and word in _BODY_WORDS else None


def _tell_why(reasons: Any, note: Note) -> None:
    """Repeat what the recorder said about bodies that it left out."""
    for side in ("request", "response"):
        reason = reasons.get(side) if isinstance(reasons, dict) else None
        if isinstance(reason, str) and reason:
            note(
                f"/{OWN_KEY}/{WHY_KEY}/{side}",
                f"the {side} body was not recorded: {shorten(redact_prose(reason), 200)}.",
            )


def _names(listed: Any, side: str) -> frozenset[str]:
    names = listed.get(side) if isinstance(listed, dict) else None
    return frozenset(one for one in names if isinstance(one, str)) if isinstance(names, list) else frozenset()


def read_states(listed: Any, note: Note) -> tuple[State, ...]:
    """Provider states, each a name or an object with name and params."""
    if listed is None:
        return ()
    states: list[State] = []
    for one in listed if isinstance(listed, list) else [listed]:
        name = one.get("name") if isinstance(one, dict) else one
        params = (one.get("params") if isinstance(one, dict) else None) or {}
        if not isinstance(name, str) or not isinstance(params, dict):
            note(f"/{OWN_KEY}/states", "expected names, or objects with name and params; the states are ignored.")
            return ()
        states.append((name, params))
    return tuple(states)


def _redacted(listed: Any, note: Note) -> dict[str, list[Redacted]]:
    """Places whose text was removed, by side."""
    sides: dict[str, list[Redacted]] = {"request": [], "response": []}
    for index, one in enumerate(listed if isinstance(listed, list) else []):
        part, name = (one.get("part"), one.get("name")) if isinstance(one, dict) else (None, None)
        if not isinstance(part, str) or not isinstance(name, str):
            note(f"/{OWN_KEY}/redacted/{index}", "expected side, part and name of a removed text; it is ignored.")
            continue
        side = one.get("side")
        for known, places in sides.items():
            if side == known or side not in ("request", "response"):  # one that does not say holds for both
                places.append(Redacted(part, name))
    return sides


def write_own_fields(capture: Capture, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Write ``_contractlab``; what says nothing is left out, and what a later version may have added is kept.

    Parameters
    ----------
    capture : Capture
        Redacted already.
    raw : mapping
        The field as it was read, or an empty one.
    """
    sides: list[tuple[str, HttpRequest | HttpResponse]] = [("request", capture.request)]
    if capture.response is not None:
        sides.append(("response", capture.response))
    own: dict[str, Any] = {
        "provider_version": capture.provider_version,
        "example": capture.assigned or capture.example,
        "contract": capture.contract,
        "states": [{"name": name, "params": dict(params)} if params else name for name, params in capture.states],
        "body": _body_words(capture),
        "not_recorded": {side: sorted(part.not_recorded) for side, part in sides if part.not_recorded},
        "redacted": [
            {"side": side, "part": place.part, "name": place.name} for side, part in sides for place in part.redacted
        ],
    }
    return {**{key: value for key, value in raw.items() if key not in own}, **{k: v for k, v in own.items() if v}}


def _body_words(capture: Capture) -> dict[str, str]:
    """Say of a body what HAR's own fields would tell wrongly or not at all."""
    words: dict[str, str] = {}
    if capture.request.body is NOT_RECORDED:
        words["request"] = "not recorded"
    if capture.response is not None:
        body = capture.response.body
        bodiless = has_no_body(capture.response.status, capture.request.method)
        if body is NOT_RECORDED:
            words["response"] = "not recorded"
        elif body is None and not bodiless:
            words["response"] = "absent"
        elif body is not None and bodiless:
            words["response"] = "recorded" if body else "empty"
    return words
