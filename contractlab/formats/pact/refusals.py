"""Why a pattern or a date format refused a text, in a sentence: how nearly it matched, and where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from contractlab.formats.pact.predicates.dates import date_trouble
from contractlab.formats.pact.predicates.pattern_hints import Nearly, PatternHint, pattern_hint
from contractlab.values.json_types import JSON
from contractlab.values.sentences import Span, code
from contractlab.values.text import quote, visible
from contractlab.values.wording import Hint

__all__ = ["RefusalHint", "date_refusal", "no_hint", "pattern_refusal"]

RefusalHint = Callable[[Mapping[str, JSON], str], Hint | None]
"""From the attributes of a rule and the text that it refused to a hint."""

_PIECE = 40
_LONGEST_DATE = 1_000


def no_hint(args: Mapping[str, JSON], actual: str) -> Hint | None:
    """Nothing: what the matcher asks for says it all."""
    return None


def date_refusal(default: str) -> RefusalHint:
    """At which letter of its format a text stops being a date; `default` stands where the rule has none."""

    def hint(args: Mapping[str, JSON], actual: str) -> Hint | None:
        trouble = date_trouble(str(args.get("format") or default), actual) if len(actual) <= _LONGEST_DATE else None
        return None if trouble is None else Hint((("text", visible(trouble)),))

    return hint


def pattern_refusal(args: Mapping[str, JSON], actual: str) -> Hint | None:
    """How nearly a pattern matches a text."""
    nearly = pattern_hint(str(args.get("regex", "")), actual)
    if nearly is None or (nearly.nearly in _SEEN_AT_ONCE and len(actual) <= _SHORT):
        return None
    return Hint(tuple(_words(nearly, actual)), nearly.place)


_SHORT = 16
_SEEN_AT_ONCE = frozenset({Nearly.STOPS, Nearly.SHORT})
"""What a reader sees of a short text without being told."""


def _words(hint: PatternHint, text: str) -> list[Span]:
    piece = code(quote(text[hint.start : hint.end], _PIECE))
    if hint.nearly in _PARTS:
        start = f"The pattern matches only {_PARTS[hint.nearly]}, "
        return [("text", start), piece, ("text", "; the whole value must match.")]
    if hint.nearly is Nearly.UNANCHORED:
        part = _PARTS[_where(hint, text)]
        return [("text", f"Without its anchors the pattern matches only {part}, "), piece, ("text", ".")]
    if hint.nearly is Nearly.STOPS:
        rest = code(quote(text[hint.end : hint.end + _PIECE], _PIECE))
        return [("text", f"The pattern stops matching at character {hint.end + 1:,}: "), rest, ("text", ".")]
    if hint.nearly is Nearly.EDGES:
        return [("text", f"The pattern matches but for {_surroundings(hint, text)}.")]
    return [("text", _SENTENCES[hint.nearly])]


_PARTS = {Nearly.BEGINNING: "the beginning", Nearly.END: "the end", Nearly.PART: "a part"}
_SENTENCES = {
    Nearly.SLASHES: "The slashes are part of the pattern.",
    Nearly.BACKSLASHES: "The backslashes of the pattern are doubled; with single ones it matches.",
    Nearly.CASE: "The pattern matches only if case is ignored.",
    Nearly.SHORT: "The value ends before the pattern does.",
}
_NAMES = {
    "\n": "the newline",
    "\r\n": "the newline",
    " ": "the space",
    "\t": "the tab",
    "\ufeff": "the byte order mark",
}


def _where(hint: PatternHint, text: str) -> Nearly:
    if not hint.start:
        return Nearly.BEGINNING
    return Nearly.END if hint.end == len(text) else Nearly.PART


def _surroundings(hint: PatternHint, text: str) -> str:
    before, after = text[: hint.start], text[hint.end :]
    if before and before == after and before in "\"'":
        return "the quotes around the value"
    names = [f"{_NAMES.get(before, 'the white space')} at its beginning"] * bool(before)
    names += [f"{_NAMES.get(after, 'the white space')} at its end"] * bool(after)
    return " and ".join(names)
