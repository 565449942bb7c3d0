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

__all__ = ["read_mismatch", "read_unchecked", "safe_name", "write_mismatch", "write_unchecked"]

_ADDRESSES = Redaction()


def safe_name(name: str) -> str:
    """The name of a file, or an address without the user names and tokens it may carry; words about one likewise."""
    return _ADDRESSES.redact_text(name)


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
    return tuple(AnyKey(one["any"]) if isinstance(one, Mapping) else one for one in written)


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
        return Location(source, one["declared_at"]["pointer"])

    beaten = tuple(
        BeatenRule(one["name"], one["path"], place(one), one["weight"], one["why"]) for one in written["beaten"]
    )
    return DecidingRule(
        written["name"],
        written["args"],
        written["path"],
        place(written),
        written["weight"],
        written["cascaded"],
        beaten,
        written["combined"],
    )


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
    return Mismatch(
        written["part"],
        written["path"],
        written["code"],
        _read_rule(written["rule"], source),
        _read_value(written["expected"]),
        _read_value(written["actual"]),
        _read_tokens(written["tokens"]),
        facts if isinstance(facts, Mapping) else {},
    )


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
    sentence = Sentence(tuple((kind, text) for kind, text in written["spans"]))
    return Unchecked(written["part"], written["path"], written["reason"], sentence, _read_tokens(written["tokens"]))
