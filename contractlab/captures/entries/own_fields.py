"""What HAR has no place for: the entry's own field ``_contractlab``, in and out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from contractlab.captures.capture import AnyCapture, Capture, State
from contractlab.captures.entries.har_bodies import has_no_body
from contractlab.captures.entries.place import Note
from contractlab.captures.entries.wording import kind_of
from contractlab.redaction.json_types import JSONObject, JSONValue
from contractlab.redaction.prose import redact_prose
from contractlab.values.display import quiet
from contractlab.values.http import HttpRequest, HttpResponse, Redacted
from contractlab.values.markers import NOT_RECORDED
from contractlab.values.message import Message
from contractlab.values.text import shorten

__all__ = [
    "OWN_KEY",
    "WHY_KEY",
    "OwnFields",
    "OwnSide",
    "common_own_fields",
    "read_own_fields",
    "read_states",
    "write_own_fields",
]

OWN_KEY = "_contractlab"
WHY_KEY = "why_not_recorded"
"""Why a body is missing, by side, in the recorder's words."""
_BODY_WORDS = ("absent", "empty", "not recorded", "recorded")


@quiet
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


@quiet
@dataclass(frozen=True, slots=True)
class OwnFields:
    """The field ``_contractlab`` of an entry."""

    provider_version: str | None = None
    example: str | None = None
    contract: str | None = None
    states: tuple[State, ...] = ()
    from_cache: bool = False
    request: OwnSide = field(default_factory=OwnSide)
    response: OwnSide = field(default_factory=OwnSide)


_NOTHING = OwnFields()


def read_own_fields(entry: Mapping[str, object], note: Note) -> OwnFields:
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
        from_cache=own.get("from_cache") is True,
        request=sides["request"],
        response=sides["response"],
    )


def _text(own: Mapping[str, object], key: str, note: Note) -> str | None:
    value = own.get(key)
    if value is None or isinstance(value, str):
        return value or None
    note(f"/{OWN_KEY}/{key}", f"expected text, got {kind_of(value)}; it is ignored.")
    return None


def _body_word(words: object, side: str) -> str | None:
    word = words.get(side) if isinstance(words, dict) else None
    return word if isinstance(word, str) and word in _BODY_WORDS else None


def _tell_why(reasons: object, note: Note) -> None:
    """Repeat what the recorder said about bodies that it left out."""
    for side in ("request", "response"):
        reason = reasons.get(side) if isinstance(reasons, dict) else None
        if isinstance(reason, str) and reason:
            note(
                f"/{OWN_KEY}/{WHY_KEY}/{side}",
                f"the {side} body was not recorded: {shorten(redact_prose(reason), 200)}.",
            )


def _names(listed: object, side: str) -> frozenset[str]:
    names = listed.get(side) if isinstance(listed, dict) else None
    return frozenset(name for name in names if isinstance(name, str)) if isinstance(names, list) else frozenset()


def read_states(listed: object, note: Note) -> tuple[State, ...]:
    """Provider states, each a name or an object with name and params."""
    if listed is None:
        return ()
    states: list[State] = []
    for state in listed if isinstance(listed, list) else [listed]:
        name = state.get("name") if isinstance(state, dict) else state
        params = (state.get("params") if isinstance(state, dict) else None) or {}
        if not isinstance(name, str) or not isinstance(params, dict):
            note(f"/{OWN_KEY}/states", "expected names, or objects with name and params; the states are ignored.")
            return ()
        states.append((name, params))
    return tuple(states)


def _redacted(listed: object, note: Note) -> dict[str, list[Redacted]]:
    """Places whose text was removed, by side."""
    sides: dict[str, list[Redacted]] = {"request": [], "response": []}
    for index, place in enumerate(listed if isinstance(listed, list) else []):
        part, name = (place.get("part"), place.get("name")) if isinstance(place, dict) else (None, None)
        if not isinstance(part, str) or not isinstance(name, str):
            note(f"/{OWN_KEY}/redacted/{index}", "expected side, part and name of a removed text; it is ignored.")
            continue
        stated = place.get("side")
        for side, places in sides.items():
            if stated == side or stated not in ("request", "response"):  # a place without a side holds for both
                places.append(Redacted(part, name))
    return sides


def common_own_fields(
    capture: AnyCapture, sides: Sequence[tuple[str, HttpRequest | HttpResponse | Message]]
) -> dict[str, JSONValue]:
    """Fields that captures of every kind write; a caller leaves out those that say nothing.

    Parameters
    ----------
    capture : Capture or MessageCapture
        Redacted already.
    sides : sequence of (str, HttpRequest, HttpResponse or Message)
        Its parts by the name of their side.
    """
    states: list[JSONValue] = [
        {"name": name, "params": dict(params)} if params else name for name, params in capture.states
    ]
    redacted: list[JSONValue] = [
        {"side": side, "part": place.part, "name": place.name} for side, part in sides for place in part.redacted
    ]
    return {
        "provider_version": capture.provider_version,
        "example": capture.assigned or capture.example,
        "contract": capture.contract,
        "states": states,
        "redacted": redacted,
    }


def write_own_fields(capture: Capture, raw: JSONObject, exact: frozenset[str]) -> dict[str, JSONValue]:
    """Write ``_contractlab``; what says nothing is left out, and what a later version may have added is kept.

    Parameters
    ----------
    capture : Capture
        Redacted already.
    raw : mapping
        The field as it was read, or an empty one.
    exact : frozenset of str
        Sides whose body stands there byte for byte, although a reader would doubt it in a recording of others.
    """
    sides: list[tuple[str, HttpRequest | HttpResponse | Message]] = [("request", capture.request)]
    not_recorded: dict[str, JSONValue] = {}
    if capture.request.not_recorded:
        not_recorded["request"] = [*sorted(capture.request.not_recorded)]
    if capture.response is not None:
        sides.append(("response", capture.response))
        if capture.response.not_recorded:
            not_recorded["response"] = [*sorted(capture.response.not_recorded)]
    common = common_own_fields(capture, sides)
    redacted = common.pop("redacted")
    own = {**common, "body": _body_words(capture, exact), "not_recorded": not_recorded, "redacted": redacted}
    own["from_cache"] = capture.from_cache
    return {**{key: value for key, value in raw.items() if key not in own}, **{k: v for k, v in own.items() if v}}


def _body_words(capture: Capture, exact: frozenset[str]) -> dict[str, JSONValue]:
    """Say of a body what HAR's own fields would tell wrongly or not at all."""
    words: dict[str, JSONValue] = dict.fromkeys(exact, "recorded")
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
