"""Differences and gaps of a saved run as JSON values, those that JSON has no words for included."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from contractlab.captures import Redaction
from contractlab.contracts.transport import TransportNote
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING, NOT_RECORDED
from contractlab.values.mismatch import AnyKey, Mismatch, PathToken, Unchecked
from contractlab.values.rule import BeatenRule, DecidingRule
from contractlab.values.sentences import Sentence
from contractlab.values.source import Location, Source

__all__ = [
    "number",
    "number_or_none",
    "read_mismatch",
    "read_note",
    "read_unchecked",
    "safe_name",
    "text",
    "text_or_none",
    "write_mismatch",
    "write_note",
    "write_unchecked",
]

_ADDRESSES = Redaction()


def safe_name(name: str) -> str:
    """The name of a file, or an address without the user names and tokens it may carry; words about one likewise."""
    return _ADDRESSES.redact_text(name)


def text(value: Value) -> str:
    """`value`, if it is text.

    Raises
    ------
    TypeError
        If it is anything else: a file may come from anyone, and what it holds is drawn later.
    """
    if not isinstance(value, str):
        raise TypeError(f"expected text, got {type(value).__name__}")
    return value


def text_or_none(value: Value) -> str | None:
    """`value`, if it is text or None; exceptions as in `text`."""
    return None if value is None else text(value)


def number(value: Value) -> int:
    """`value`, if it is a whole number that a list could have; exceptions as in `text`."""
    if isinstance(value, bool) or not isinstance(value, int) or not -1 <= value < 2**53:
        raise TypeError(f"expected a whole number, got {type(value).__name__}")
    return value


def number_or_none(value: Value) -> int | None:
    """`value`, if it is such a number or None; exceptions as in `text`."""
    return None if value is None else number(value)


def _write_value(value: Value) -> dict[str, Value]:
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


def _read_value(written: Value) -> Value:
    if not isinstance(written, Mapping):
        return MISSING
    if "json" in written:
        return written["json"]
    if "base64" in written:
        return base64.b64decode(written["base64"])
    if "text" in written:
        return written["text"]
    return NOT_RECORDED if "not_recorded" in written else MISSING


def _write_tokens(tokens: tuple[PathToken, ...]) -> list[Value]:
    return [{"any": str(token)} if isinstance(token, AnyKey) else token for token in tokens]


def _read_tokens(written: Value) -> tuple[PathToken, ...]:
    if not isinstance(written, list):
        raise TypeError("expected a list of steps")
    return tuple(
        AnyKey(text(token["any"])) if isinstance(token, Mapping) else token if isinstance(token, str) else number(token)
        for token in written
    )


def _write_place(place: Location) -> dict[str, Value]:
    return {"file": safe_name(place.file), "pointer": place.pointer, "line": place.line}


def _write_rule(rule: DecidingRule | None) -> dict[str, Value] | None:
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
                "name": loser.name,
                "path": loser.path,
                "declared_at": _write_place(loser.declared_at),
                "weight": loser.weight,
                "why": loser.why,
            }
            for loser in rule.beaten
        ],
    }


def _read_rule(written: Mapping[str, Value] | None, source: Source) -> DecidingRule | None:
    if written is None:
        return None

    def place(loser: Mapping[str, Value]) -> Location:
        return Location(source, text(loser["declared_at"]["pointer"]))

    beaten = tuple(
        BeatenRule(text(loser["name"]), text(loser["path"]), place(loser), _weight(loser["weight"]), text(loser["why"]))
        for loser in written["beaten"]
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


def _weight(value: Value) -> int:
    """A score; it grows with the depth of the path beyond what `number` lets through."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("expected a whole number")
    return value


def write_mismatch(mismatch: Mismatch) -> dict[str, Value]:
    """A difference as JSON values; its actual value is written as it is, so mask it first."""
    return {
        "part": mismatch.part,
        "path": mismatch.path,
        "code": mismatch.code,
        "message": mismatch.message,
        "rule": _write_rule(mismatch.rule),
        "expected": _write_value(mismatch.expected),
        "actual": _write_value(mismatch.actual),
        "tokens": _write_tokens(mismatch.tokens),
        "facts": _write_value(dict(mismatch.facts)),
        **({"remark": [list(span) for span in mismatch.remark]} if mismatch.remark else {}),
    }


def read_mismatch(written: Mapping[str, Value], source: Source) -> Mismatch:
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
        tuple((text(kind), text(words)) for kind, words in written.get("remark", ())),
    )
    _ = read.message  # a fact that is missing, or of the wrong kind, shows here and not when it is drawn
    return read


def write_note(note: TransportNote) -> dict[str, Value]:
    """What a verifier's client did, as JSON values."""
    return {
        "rule": note.rule,
        "message": note.message,
        "spans": [list(span) for span in note.sentence.spans],
        "headers": sorted(note.headers),
    }


def read_note(written: Mapping[str, Value]) -> TransportNote:
    """The note that `write_note` wrote."""
    sentence = Sentence(tuple((text(kind), text(words)) for kind, words in written["spans"]))
    return TransportNote(text(written["rule"]), sentence, frozenset(map(text, written["headers"])))


def write_unchecked(note: Unchecked) -> dict[str, Value]:
    """A gap as JSON values."""
    return {
        "part": note.part,
        "path": note.path,
        "reason": note.reason,
        "message": note.message,
        "spans": [list(span) for span in note.sentence.spans],
        "tokens": _write_tokens(note.tokens),
    }


def read_unchecked(written: Mapping[str, Value]) -> Unchecked:
    """The gap that `write_unchecked` wrote."""
    sentence = Sentence(tuple((text(kind), text(words)) for kind, words in written["spans"]))
    part, path, reason = (text(written[name]) for name in ("part", "path", "reason"))
    return Unchecked(part, path, reason, sentence, _read_tokens(written["tokens"]))
