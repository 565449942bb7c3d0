"""Differences and gaps of a saved run as JSON values, those that JSON has no words for included."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from contractlab.captures import Redaction
from contractlab.values.markers import MISSING, NOT_RECORDED
from contractlab.values.mismatch import AnyKey, Mismatch, PathToken, Unchecked
from contractlab.values.rule import BeatenRule, DecidingRule
from contractlab.values.sentences import Sentence
from contractlab.values.source import Location, Source

__all__ = [
    "number",
    "number_or_none",
    "read_mismatch",
    "read_unchecked",
    "safe_name",
    "text",
    "text_or_none",
    "write_mismatch",
    "write_unchecked",
]

_ADDRESSES = Redaction()


def safe_name(name: str) -> str:
    """The name of a file, or an address without the user names and tokens it may carry; words about one likewise."""
    return _ADDRESSES.redact_text(name)


def text(value: Any) -> str:
    """`value`, if it is text.

    Raises
    ------
    TypeError
        If it is anything else: a file may come from anyone, and what it holds is drawn later.
    """
    if not isinstance(value, str):
        raise TypeError(f"expected text, got {type(value).__name__}")
    return value


def text_or_none(value: Any) -> str | None:
    """`value`, if it is text or None; exceptions as in `text`."""
    return None if value is None else text(value)


def number(value: Any) -> int:
    """`value`, if it is a whole number that a list could have; exceptions as in `text`."""
    if isinstance(value, bool) or not isinstance(value, int) or not -1 <= value < 2**53:
        raise TypeError(f"expected a whole number, got {type(value).__name__}")
    return value


def number_or_none(value: Any) -> int | None:
    """`value`, if it is such a number or None; exceptions as in `text`."""
    return None if value is None else number(value)


def _write_value(value: Any) -> dict[str, Any]:
    if value is MISSING:
        return {"missing": True}
    if value is NOT_RECORDED:
        return {"not_recorded": True}
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode("ascii")}
    try:
        # There and back, so that a run and the same run loaded give equal values: tuples are lists here.
        return {"json": json.loads(json.dumps(value, allow_nan=False))}
    except (TypeError, ValueError, RecursionError):
        return {"text": str(value)}


def _read_value(written: Any) -> Any:
    if not isinstance(written, Mapping):
        return MISSING
    if "json" in written:
        return written["json"]
    if "base64" in written:
        return base64.b64decode(written["base64"])
    if "text" in written:
        return written["text"]
    return NOT_RECORDED if "not_recorded" in written else MISSING


def _write_tokens(tokens: tuple[PathToken, ...]) -> list[Any]:
    return [{"any": str(one)} if isinstance(one, AnyKey) else one for one in tokens]


def _read_tokens(written: Any) -> tuple[PathToken, ...]:
    if not isinstance(written, list):
        raise TypeError("expected a list of steps")
    return tuple(
        AnyKey(text(one["any"])) if isinstance(one, Mapping) else one if isinstance(one, str) else number(one)
        for one in written
    )


def _write_place(place: Location) -> dict[str, Any]:
    return {"file": safe_name(place.file), "pointer": place.pointer, "line": place.line}


def _write_rule(rule: DecidingRule | None) -> dict[str, Any] | None:
    if rule is None:
        return None
    return {
        "name": rule.name,
        "args": dict(rule.args),
        "path": rule.path,
        "declared_at": _write_place(rule.declared_at),
        "weight": rule.weight,
        "cascaded": rule.cascaded,
        "combined": rule.combined,
        "beaten": [
            {
                "name": one.name,
                "path": one.path,
                "declared_at": _write_place(one.declared_at),
                "weight": one.weight,
                "why": one.why,
            }
            for one in rule.beaten
        ],
    }


def _read_rule(written: Mapping[str, Any] | None, source: Source) -> DecidingRule | None:
    if written is None:
        return None

    def place(one: Mapping[str, Any]) -> Location:
        return Location(source, text(one["declared_at"]["pointer"]))

    beaten = tuple(
        BeatenRule(text(one["name"]), text(one["path"]), place(one), _weight(one["weight"]), text(one["why"]))
        for one in written["beaten"]
    )
    return DecidingRule(
        text(written["name"]),
        dict(written["args"]),
        text(written["path"]),
        place(written),
        _weight(written["weight"]),
        bool(written["cascaded"]),
        beaten,
        text(written["combined"]),
    )


def _weight(value: Any) -> int:
    """A score; it grows with the depth of the path beyond what `number` lets through."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("expected a whole number")
    return value


def write_mismatch(one: Mismatch) -> dict[str, Any]:
    """A difference as JSON values; its actual value is written as it is, so mask it first."""
    return {
        "part": one.part,
        "path": one.path,
        "code": one.code,
        "message": one.message,
        "rule": _write_rule(one.rule),
        "expected": _write_value(one.expected),
        "actual": _write_value(one.actual),
        "tokens": _write_tokens(one.tokens),
        "facts": _write_value(dict(one.facts)),
    }


def read_mismatch(written: Mapping[str, Any], source: Source) -> Mismatch:
    """The difference that `write_mismatch` wrote, its rule declared in `source`."""
    facts = _read_value(written["facts"])
    read = Mismatch(
        text(written["part"]),
        text(written["path"]),
        text(written["code"]),
        _read_rule(written["rule"], source),
        _read_value(written["expected"]),
        _read_value(written["actual"]),
        _read_tokens(written["tokens"]),
        facts if isinstance(facts, Mapping) else {},
    )
    _ = read.message  # a fact that is missing, or of the wrong kind, shows here and not when it is drawn
    return read


def write_unchecked(one: Unchecked) -> dict[str, Any]:
    """A gap as JSON values."""
    return {
        "part": one.part,
        "path": one.path,
        "reason": one.reason,
        "message": one.message,
        "spans": [list(span) for span in one.sentence.spans],
        "tokens": _write_tokens(one.tokens),
    }


def read_unchecked(written: Mapping[str, Any]) -> Unchecked:
    """The gap that `write_unchecked` wrote."""
    sentence = Sentence(tuple((text(kind), text(said)) for kind, said in written["spans"]))
    part, path, reason = (text(written[name]) for name in ("part", "path", "reason"))
    return Unchecked(part, path, reason, sentence, _read_tokens(written["tokens"]))
