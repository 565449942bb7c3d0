"""Changes beside the body of a response or a message: its status, headers and metadata."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from contractlab.editing.change import Change, Effect
from contractlab.editing.probing import STATUSES, TEXTS, Place, Side, variations
from contractlab.editing.strictness import compare_values, differs, expectation, single
from contractlab.values.explanation import Explained
from contractlab.values.markers import MISSING
from contractlab.values.sentences import Sentence, Span, where_spans

__all__ = ["About", "named_changes", "plain", "was_is"]

About = tuple[str, str]
"""Description and key of the example."""

_TOLD = {"more": ": stricter", "less": ": looser", "other": "", "same": ""}


def plain(spans: Iterable[Span]) -> str:
    """Spans as text."""
    return "".join(text for _, text in spans)


def was_is(about: About, part: str, path: str, effect: Effect, was: list[Span], now: list[Span]) -> Change:
    """What a value was asked to be, and is now."""
    place = where_spans(part, path)
    if effect == "same":
        sentence = Sentence.of(*place, ": its example is another, what is accepted is the same.")
    else:
        sentence = Sentence.of(*place, ": was ", *was, ", is now ", *now, f"{_TOLD[effect]}.")
    return Change(*about, part, path, effect, sentence, plain(was), plain(now))


def named_changes(about: About, old: Side, new: Side) -> Iterator[Change]:
    """Changes of status, headers and metadata.

    Parameters
    ----------
    about : (str, str)
    old, new : Side
    """
    for place, value in new.named.items():
        part, name = place[0], new.spelled[place]
        before = old.named.get(place)
        if before is None:
            now = expectation(part, value)
            effect: Effect = "same" if new.accepts_named(place, MISSING) else "more"
            phrase = ": now required: "
            if not old.accepts_named(place, _one_line(part, value.expected)):
                effect, phrase = "other", ": now required, which the body did not match before: "
            sentence = Sentence.of(*where_spans(part, name), phrase, *now, ".")
            yield Change(*about, part, name, effect, sentence, None, plain(now))
        elif differs(before, value):
            effect = compare_values(
                before,
                value,
                lambda probe, at=place: old.accepts_named(at, probe),  # type: ignore[misc]
                lambda probe, at=place: new.accepts_named(at, probe),  # type: ignore[misc]
                _named_probes(place, before, value),
            )
            yield was_is(about, part, name, effect, expectation(part, before), expectation(part, value))
    for place, value in old.named.items():
        if place not in new.named:
            part, name = place[0], old.spelled[place]
            kept = new.accepts_named(place, _one_line(part, value.expected))
            phrase = ": no longer required."
            if not kept:
                phrase = ": no longer required, and what it was does not match the body any more."
            sentence = Sentence.of(*where_spans(part, name), phrase)
            effect = "less" if kept else "other"
            yield Change(*about, part, name, effect, sentence, plain(expectation(part, value)), None)


def _one_line(part: str, value: Any) -> Any:
    """Several values of one header as the line that they are together."""
    if part == "headers" and isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return value


def _named_probes(place: Place, old: Explained, new: Explained) -> list[Any]:
    examples = [single(old.expected), single(new.expected)]
    examples = [_one_line(place[0], example) for example in examples]
    if place[0] == "status":
        return [*STATUSES, *examples]
    return [*TEXTS, *(probe for example in examples for probe in variations(example))]
