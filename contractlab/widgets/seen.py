"""What the recordings of an example had at each place, in a few words beside the value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from contractlab.captures import REDACTED, AnyCapture, Capture, MessageCapture, Redaction
from contractlab.editing.observations import Seen, general, observe
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.reasons import ReasonCode
from contractlab.values.text import quote
from contractlab.verification.masking import Mask
from contractlab.verification.results import Result

__all__ = ["SeenPart", "observed", "seen_in_words", "seen_values"]

_FEW = 3
_KINDS = {"integer": "number", "decimal": "number", "string": "string", "boolean": "boolean", "null": "null"}


@dataclass
class SeenPart:
    """What was recorded of one part of an example.

    Attributes
    ----------
    captures : int
    body : mapping of tokens to Seen
        By general path.
    differing : Counter of tokens
        Differences by general path.
    named : mapping of (field, lower-case name) to Counter of str
        Values of headers and metadata, and under ``("status", "")`` statuses.
    named_differing : Counter of (field, lower-case name)
    """

    captures: int = 0
    body: Mapping[tuple[Any, ...], Seen] = field(default_factory=dict)
    differing: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    named: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    named_differing: Counter[tuple[str, str]] = field(default_factory=Counter)


def _recorded(capture: AnyCapture, number: int) -> Any:
    if isinstance(capture, Capture):
        return capture.response
    if capture.kind == "message":
        return capture.message
    return capture.responses[number] if number < len(capture.responses) else None


def observed(results: Iterable[Result], redaction: Redaction, number: int = 0) -> SeenPart:
    """Look at the recordings that some results are about.

    Parameters
    ----------
    results : iterable of Result
        Of one example, as it is now.
    redaction : Redaction
        What must not be looked at.
    number : int
        Which of the parts that the provider sends it is.
    """
    seen = SeenPart()
    bodies: list[Any] = []
    for one in results:
        capture = one.capture
        if capture is None or one.reason_code is ReasonCode.AMBIGUOUS:
            continue
        part = _recorded(capture, number)
        if part is None:
            continue
        seen.captures += 1
        mask = Mask(capture, redaction)
        is_message = isinstance(capture, MessageCapture)
        data = part.contents if is_message else part.body
        if isinstance(data, bytes) and data:
            with suppress(NotJson):
                bodies.append(mask.value("contents" if is_message else "body", (), parse_json(data)))
        pairs = part.metadata.items() if is_message else _lines(part)
        for name, value in pairs:
            noun = "metadata" if is_message else "headers"
            shown = mask.value(noun, name, value)
            seen.named.setdefault((noun, str(name).lower()), Counter())[str(shown)] += 1
        if not is_message:
            seen.named.setdefault(("status", ""), Counter())[str(part.status)] += 1
        for mismatch in one.mismatches:
            if mismatch.part in ("body", "contents"):
                seen.differing[general(mismatch.tokens)] += 1
            else:
                name = "" if mismatch.part == "status" else mismatch.path.lower()
                seen.named_differing[(mismatch.part, name)] += 1
    seen.body = observe(bodies)
    return seen


def _lines(response: Any) -> list[tuple[str, str]]:
    return [(name, ", ".join(lines)) for name, lines in response.headers.by_name.items()]


def _values(counted: Sequence[tuple[str, int]]) -> str:
    if len(counted) == 1:
        return f"only {counted[0][0]}"
    return ", ".join(f"{text} ×{number:,}" for text, number in counted)


def _verdict(total: int, differing: int) -> str:
    return f"{max(total - differing, 0):,} {_verb(max(total - differing, 0))}, {differing:,} {_not(differing)}"


def _verb(number: int) -> str:
    return "matches" if number == 1 else "match"


def _not(number: int) -> str:
    return "does not" if number == 1 else "do not"


def seen_in_words(seen: Seen | None, differing: int) -> tuple[str, bool]:
    """``("5 match, 1 does not", True)``: the words, and whether they say that something is wrong."""
    if seen is None:
        return ("never seen" if not differing else f"missing {differing:,} times", bool(differing))
    if seen.secret:
        return ("redacted", False)
    missing = seen.parents - seen.total
    gap = f", missing in {missing:,}" if missing > 0 else ""
    if differing:
        kinds = f"{seen.kinds_in_words()}: " if len(seen.kinds) > 1 else ""
        return (kinds + _verdict(seen.total + max(missing, 0), differing) + gap, True)
    if seen.lengths and not set(seen.kinds) - {"array", "empty array"}:
        return (_arrays(seen) + gap, False)
    if "object" in seen.kinds and len(seen.kinds) == 1:
        return (seen.kinds_in_words() + gap, False)
    few = sorted(seen.values.values(), key=lambda pair: -pair[1])
    if not seen.more and few and len(few) <= _FEW and (len(few) == 1 or seen.total > len(few)):
        return (_values([(quote(value, 24), number) for value, number in few]) + gap, False)
    return (seen.kinds_in_words() + gap, False)


def _arrays(seen: Seen) -> str:
    empty = seen.kinds["empty array"]
    filled = seen.kinds["array"]
    if empty and filled:
        return f"{filled:,} filled, {empty:,} empty"
    if empty:
        return f"{empty:,} empty"
    low, high = min(seen.lengths), max(seen.lengths)
    words = f"{low:,} item{'' if low == 1 else 's'}" if low == high else f"{low:,} to {high:,} items"
    return f"{filled:,} array{'' if filled == 1 else 's'} of {words}"


def seen_values(counted: Counter[str] | None, differing: int, captures: int) -> tuple[str, bool]:
    """The same for a header, an entry of metadata, or the status."""
    if not captures:
        return ("", False)
    total = 0 if counted is None else counted.total()
    gap = f", missing in {captures - total:,}" if 0 < total < captures else ""
    if differing:
        return (_verdict(captures, differing), True)
    if counted is None:
        return ("never seen", False)
    if REDACTED in counted:
        return ("redacted", False)
    if len(counted) <= _FEW:
        return (_values([(quote(text, 24)[1:-1], number) for text, number in counted.most_common()]) + gap, False)
    return (f"{len(counted):,} different values{gap}", False)
