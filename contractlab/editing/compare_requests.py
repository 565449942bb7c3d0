"""Changes of a request, by what is sent before and after; and of what can only be compared as it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contractlab.editing.change import Change
from contractlab.editing.probing import Side, Tokens
from contractlab.editing.strictness import alike, rule_of, single
from contractlab.values.http import HttpRequest
from contractlab.values.json_rewriting import same_value
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import format_path
from contractlab.values.sentences import Sentence, Span, code, strong, where_spans
from contractlab.values.text import quote

__all__ = ["beside_changes", "document_changes", "request_changes", "structural_differences"]

About = tuple[str, str, str]
"""Description and key of the example, and what is sent."""


def request_changes(example: tuple[str, str], old: Side, new: Side) -> Iterator[Change]:
    """Changes of a request: what the provider will be sent.

    Parameters
    ----------
    example : (str, str)
        Description and key.
    old, new : Side
    """
    about = (*example, "response" if new.name == "response" else "request")
    before, after = old.recording, new.recording
    if isinstance(before, HttpRequest) and isinstance(after, HttpRequest):
        for part in ("method", "path"):
            was, now = getattr(before, part), getattr(after, part)
            if was != now:
                yield _sent(about, part, "", was, now)
        yield from _sent_names(about, "query", _query(old), _query(new))
        sent, now_sent = _headers(before), _headers(after)
        spelled = {name.lower(): name for name in now_sent}
        yield from _sent_names(about, "headers", {spelled.get(n.lower(), n): v for n, v in sent.items()}, now_sent)
    if old.json is not MISSING and new.json is not MISSING:
        yield from _sent_body(about, old.json, new.json)
    elif old.data != new.data:
        sentence = Sentence.of(strong(f"{about[2]} body"), ": another one is sent now.")
        if old.data is None or new.data is None:
            sentence = Sentence.of(
                strong(f"{about[2]} body"), ": is sent now." if old.data is None else ": is no longer sent."
            )
        yield Change(*about[:2], f"{about[2]} body", "$", "other", sentence)
    yield from _request_rules(about, old, new)


def _query(side: Side) -> dict[str, Any]:
    return {name: single(value.expected) for (part, name), value in side.named.items() if part == "query"}


def _headers(request: HttpRequest) -> dict[str, Any]:
    spelled = {name.lower(): name for name, _ in request.headers}
    return {spelled[name]: ", ".join(lines) for name, lines in request.headers.by_name.items()}


def _request_where(noun: str, part: str, path: str) -> list[Span]:
    return [strong(f"{noun} "), *where_spans(part, path)]


def _sent(about: About, part: str, path: str, was: Any, now: Any) -> Change:
    place = _request_where(about[2], part, path)
    if was is MISSING:
        sentence = Sentence.of(*place, ": is sent now: ", code(quote(now)), ".")
    elif now is MISSING:
        sentence = Sentence.of(*place, ": is no longer sent; it was ", code(quote(was)), ".")
    else:
        sentence = Sentence.of(*place, ": was sent as ", code(quote(was)), ", is now sent as ", code(quote(now)), ".")
    values = [None if value is MISSING else quote(value) for value in (was, now)]
    return Change(*about[:2], f"{about[2]} {part}", path, "other", sentence, *values)


def _sent_names(about: About, part: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for name, value in new.items():
        if not alike(old.get(name, MISSING), value):
            yield _sent(about, part, name, old.get(name, MISSING), value)
    for name, value in old.items():
        if name not in new:
            yield _sent(about, part, name, value, MISSING)


def _sent_body(about: About, old: Any, new: Any) -> Iterator[Change]:
    for tokens, was, now in structural_differences(old, new):
        yield _sent(about, "body", format_path(tokens), was, now)


def _request_rules(about: About, old: Side, new: Side) -> Iterator[Change]:
    """Rules on a request bind the consumer's own test; the provider is sent the example all the same."""
    places: set[str] = set()
    for place in [*new.values, *new.named]:
        before = old.values.get(place) if place in new.values else old.named.get(place)  # type: ignore[arg-type]
        after = new.values[place] if place in new.values else new.named[place]  # type: ignore[index]
        if before is None or rule_of(before) == rule_of(after) or not alike(before.expected, after.expected):
            continue
        named = place in new.named and place not in new.values
        part, path = (place[0], place[1]) if named else (new.body_part, format_path(place))
        spans = _request_where(about[2], str(part), str(path))
        if str(spans) not in places:
            places.add(str(spans))
            sentence = Sentence.of(*spans, ": another rule for the consumer's own test; what is sent is the same.")
            yield Change(*about[:2], f"{about[2]} {part}", str(path), "same", sentence)


def structural_differences(old: Any, new: Any) -> list[tuple[Tokens, Any, Any]]:
    """Where two JSON values differ: tokens, and both values, MISSING where there is none; in document order.

    Parameters
    ----------
    old, new : JSON value
    """
    try:
        from deepdiff import DeepDiff
    except ImportError:  # as in a browser, where nothing compiled of it can be had
        return list(_plain_differences(old, new))

    differences: list[tuple[Tokens, Any, Any]] = []
    tree = DeepDiff(old, new, view="tree", verbose_level=2, threshold_to_diff_deeper=0)
    for kind, levels in tree.items():
        for level in levels:
            tokens = tuple(level.path(output_format="list"))
            was = MISSING if kind.endswith("_added") else level.t1
            now = MISSING if kind.endswith("_removed") else level.t2
            differences.append((tokens, was, now))
    return sorted(differences, key=lambda difference: [str(token).zfill(9) for token in difference[0]])


def _plain_differences(old: Any, new: Any) -> Iterator[tuple[Tokens, Any, Any]]:
    """The same without a library: key by key, and item by item; what an array has more of or less of is at its end."""
    places: list[tuple[Tokens, Any, Any]] = [((), old, new)]
    while places:
        tokens, was, now = places.pop()
        if isinstance(was, Mapping) and isinstance(now, Mapping):
            keys: list[str] | range = [*was, *(key for key in now if key not in was)]
            pairs = [((*tokens, key), was.get(key, MISSING), now.get(key, MISSING)) for key in keys]
        elif isinstance(was, list) and isinstance(now, list):
            longest = max(len(was), len(now))
            ends = ([*each, *[MISSING] * (longest - len(each))] for each in (was, now))
            pairs = [((*tokens, place), *both) for place, both in enumerate(zip(*ends, strict=True))]
        else:
            if not same_value(was, now):
                yield tokens, was, now
            continue
        places += reversed(pairs)


def document_changes(about: tuple[str, str], old: Any, new: Any) -> Iterator[Change]:
    """Changes of an example that cannot be asked anything: an unknown kind.

    Parameters
    ----------
    about : (str, str)
    old, new : JSON value
    """
    for tokens, was, now in structural_differences(old, new):
        path = format_path(tokens)
        texts = [None if value is MISSING else quote(value) for value in (was, now)]
        sentence = Sentence.of(
            code(path), ": was ", code(texts[0] or "nothing"), ", is now ", code(texts[1] or "nothing"), "."
        )
        yield Change(*about, "example", path, "other", sentence, *texts)


def beside_changes(about: tuple[str, str], old: Mapping[str, JSON], new: Mapping[str, JSON]) -> Iterator[Change]:
    """Changes of what asks for nothing: metadata of a file, comments, fields of other programs.

    Parameters
    ----------
    about : (str, str)
        Description and key of the example; empty for the file.
    old, new : mapping of str to JSON value
    """
    if same_value(dict(old), dict(new)):
        return
    for tokens, was, now in structural_differences(dict(old), dict(new)):
        path = format_path(tokens)
        texts = [None if value is MISSING else quote(value) for value in (was, now)]
        sentence = Sentence.of(
            code(path), ", which asks for nothing: was ", code(texts[0] or "nothing"), ", is now ",
            code(texts[1] or "nothing"), ".",
        )  # fmt: skip
        yield Change(*about, "beside", path, "same", sentence, *texts)
