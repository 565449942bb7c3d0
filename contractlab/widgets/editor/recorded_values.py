"""What the recordings of an example had at each place, in a few words beside the value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from contractlab.captures import REDACTED, AnyCapture, Capture, Redaction
from contractlab.editing.observations import Seen, general, observe
from contractlab.values.display import quiet
from contractlab.values.http import HttpResponse
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import Value
from contractlab.values.message import Message
from contractlab.values.mismatch import PathToken
from contractlab.values.reasons import ReasonCode
from contractlab.values.text import quote
from contractlab.verification.masking import Mask
from contractlab.verification.results import Result

__all__ = ["RecordedPart", "named_in_words", "part_of_capture", "recorded_part", "value_in_words"]

_FEW = 3
"""So many different values are named; of more, only their kinds or their number is told."""

Tokens = tuple[PathToken, ...]


@quiet
@dataclass
class RecordedPart:
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
    bodies : list of (str or None, JSON value)
        Bodies without secrets, each with the provider's version.
    """

    captures: int = 0
    body: Mapping[Tokens, Seen] = field(default_factory=dict)
    differing: Counter[Tokens] = field(default_factory=Counter)
    named: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    named_differing: Counter[tuple[str, str]] = field(default_factory=Counter)
    bodies: list[tuple[str | None, Value]] = field(default_factory=list)


def part_of_capture(capture: AnyCapture, number: int) -> HttpResponse | Message | None:
    """The part of a capture that the provider sent, by its number; None where it was not recorded."""
    if isinstance(capture, Capture):
        return capture.response
    if capture.kind == "message":
        return capture.message
    return capture.responses[number] if number < len(capture.responses) else None


def recorded_part(results: Iterable[Result], redaction: Redaction, number: int = 0) -> RecordedPart:
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
    recorded = RecordedPart()
    for result in results:
        capture = result.seen
        # What also fits other examples tells nothing of this one.
        if capture is None or result.reason_code is ReasonCode.AMBIGUOUS:
            continue
        part = part_of_capture(capture, number)
        if part is None:
            continue
        recorded.captures += 1
        mask = Mask(capture, redaction)
        data = part.contents if isinstance(part, Message) else part.body
        if isinstance(data, bytes) and data:
            with suppress(NotJson):
                noun = "contents" if isinstance(part, Message) else "body"
                recorded.bodies.append((result.provider_version, mask.value(noun, (), parse_json(data))))
        noun = "metadata" if isinstance(part, Message) else "headers"
        for name, value in _named(part):
            shown = mask.value(noun, name, value)
            recorded.named.setdefault((noun, str(name).lower()), Counter())[str(shown)] += 1
        if not isinstance(part, Message):
            recorded.named.setdefault(("status", ""), Counter())[str(part.status)] += 1
        for mismatch in result.mismatches:
            if mismatch.part in ("body", "contents"):
                recorded.differing[general(mismatch.tokens)] += 1
            else:
                name = "" if mismatch.part == "status" else mismatch.path.lower()
                recorded.named_differing[(mismatch.part, name)] += 1
    recorded.body = observe(body for _, body in recorded.bodies)
    return recorded


def _named(part: HttpResponse | Message) -> Iterable[tuple[str, object]]:
    if isinstance(part, Message):
        return part.metadata.items()
    return [(name, ", ".join(lines)) for name, lines in part.headers.by_name.items()]


def _values(counted: Sequence[tuple[str, int]]) -> str:
    if len(counted) == 1:
        return f"only {counted[0][0]}"
    return ", ".join(f"{text} ×{number:,}" for text, number in counted)


def _verdict(total: int, differing: int) -> str:
    alike = max(total - differing, 0)
    return f"{alike:,} of {max(total, differing):,} {'matches' if alike == 1 else 'match'}"


def value_in_words(recorded: Seen | None, differing: int) -> tuple[str, bool]:
    """``("5 of 6 match", True)``: the words, and whether they say that something is wrong.

    Parameters
    ----------
    recorded : Seen or None
        What recordings had at a place of the body; None for nothing.
    differing : int
        In how many of them the value differs.
    """
    if recorded is None:
        return ("never seen" if not differing else f"missing {differing:,} times", bool(differing))
    if recorded.secret:
        return ("redacted", False)
    missing = recorded.parents - recorded.total
    gap = f", missing in {missing:,}" if missing > 0 else ""
    if differing:
        kinds = f"{recorded.kinds_in_words()}: " if len(recorded.kinds) > 1 else ""
        return (kinds + _verdict(recorded.total + max(missing, 0), differing) + gap, True)
    if recorded.lengths and not set(recorded.kinds) - {"array", "empty array"}:
        return (_arrays(recorded) + gap, False)
    if "object" in recorded.kinds and len(recorded.kinds) == 1:
        return (recorded.kinds_in_words() + gap, False)
    few = sorted(recorded.values.values(), key=lambda pair: -pair[1])
    if not recorded.more and few and len(few) <= _FEW and (len(few) == 1 or recorded.total > len(few)):
        return (_values([(quote(value, 24), number) for value, number in few]) + gap, False)
    return (recorded.kinds_in_words() + gap, False)


def _arrays(recorded: Seen) -> str:
    empty = recorded.kinds["empty array"]
    filled = recorded.kinds["array"]
    if empty and filled:
        return f"{filled:,} filled, {empty:,} empty"
    if empty:
        return f"{empty:,} empty"
    low, high = min(recorded.lengths), max(recorded.lengths)
    words = f"{low:,} item{'' if low == 1 else 's'}" if low == high else f"{low:,} to {high:,} items"
    return f"{filled:,} array{'' if filled == 1 else 's'} of {words}"


def named_in_words(recorded: RecordedPart, place: tuple[str, str]) -> tuple[str, bool]:
    """The same for a header, an entry of metadata, or the status.

    Parameters
    ----------
    recorded : RecordedPart
    place : tuple
        As in `RecordedPart.named`.
    """
    counted, differing = recorded.named.get(place), recorded.named_differing[place]
    if not recorded.captures:
        return ("", False)
    total = 0 if counted is None else counted.total()
    gap = f", missing in {recorded.captures - total:,}" if 0 < total < recorded.captures else ""
    if differing:
        return (_verdict(recorded.captures, differing), True)
    if counted is None:
        return ("never seen", False)
    if REDACTED in counted:
        return ("redacted", False)
    if len(counted) <= _FEW:
        return (_values([(quote(text, 24)[1:-1], number) for text, number in counted.most_common()]) + gap, False)
    return (f"{len(counted):,} different values{gap}", False)
