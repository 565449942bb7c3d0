"""What stands around a difference, in sentences: the nearest item, another order, what decided, a header's form.

The facts come from `contractlab.engine.neighbours` and from the checks of headers; here are their words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contractlab.values.lookups import looked_up
from contractlab.values.text import visible
from contractlab.values.wording import Span

__all__ = ["neighbour_hint"]

_KINDS = frozenset({"text", "code", "strong"})


def neighbour_hint(facts: Mapping[str, Any]) -> list[Span]:
    """Sentences for the facts that a difference has; empty where it has none of them.

    Parameters
    ----------
    facts : mapping
        Of a `Mismatch`; they may come from a file.
    """
    spans: list[Span] = []
    if "same_items" in facts:
        spans += _text(
            f"The same {_items(facts['same_items'])} are there in another order; items are compared one by one."
        )
    if "found_at" in facts:
        index, place = map(int, facts["found_at"])
        spans += [("text", "What is expected at "), ("code", f"[{index}]"), ("text", " stands at "),
                  ("code", f"[{place}]"), ("text", ".")]  # fmt: skip
    if "lacking" in facts:
        spans += _listed(facts["lacking"], facts["lacking_count"], "of the example is not among them", "are not")
    if "beside" in facts:
        spans += _listed(facts["beside"], facts["beside_count"], "is one too many", "are too many")
    if "nearest_item" in facts:
        spans += _nearest(facts["nearest_item"])
    if facts.get("not_searched") is True:
        spans += _text("The nearest item was not looked for: there is too much to compare.")
    return spans + _compared_with(facts) + _header(facts)


def _read_spans(written: Sequence[Any]) -> list[Span]:
    """Spans as a fact keeps them."""
    return [(kind if kind in _KINDS else "text", visible(words)) for kind, words in written]


def _text(words: str) -> list[Span]:
    return [("text", words)]


def _code(text: object) -> Span:
    return ("code", visible(text)[:200])


def _items(count: object) -> str:
    number = int(str(count))
    return "1 item" if number == 1 else f"{number:,} items"


def _listed(indices: Sequence[Any], count: Any, alone: str, several: str) -> list[Span]:
    """``Item [1] is one too many.``, ``Items [1], [2] and 3 more are too many.``."""
    number, shown = int(count), [f"[{int(index)}]" for index in indices]
    if number == 1:
        return [("text", "Item "), ("code", shown[0]), ("text", f" {alone}.")]
    spans: list[Span] = [("text", "Items ")]
    for place, name in enumerate(shown):
        last = place == len(shown) - 1 and number == len(shown)
        spans += [("text", " and " if last else ", ")] if place else []
        spans.append(("code", name))
    more = f" and {number - len(shown):,} more" if number > len(shown) else ""
    words = f"{several} among them" if several == "are not" else several
    return [*spans, ("text", f"{more} {words}.")]


def _nearest(item: Mapping[str, Any]) -> list[Span]:
    index, spans = int(item["index"]), _text("Nearest item: ")
    inner = _read_spans(item.get("spans", ()))
    more = int(item.get("more", 0))
    if inner:
        spans += inner
        if more:
            spans += _text(f" And {more:,} more mismatch{'es' if more > 1 else ''} there.")
    else:
        spans += [
            ("code", f"[{index}]"),
            ("text", f", with {more + 1:,} mismatches." if more else ", but for one value."),
        ]
    if "cut" in item:
        looked_at, count = map(int, item["cut"])
        spans += _text(f" Only the first {looked_at:,} of {_items(count)} were looked at.")
    return spans


def _compared_with(facts: Mapping[str, Any]) -> list[Span]:
    """Under a rule that frees the keys: which value of the example was the one to compare with."""
    if "compared_with" not in facts:
        return []
    key, rule = _code(facts["compared_with"]), _code(facts.get("of_rule", ""))
    if facts.get("key_is_there") is True:
        return [("text", "Rule "), rule, ("text", " compares it with the example's "), key, ("text", ".")]
    spans: list[Span] = [("text", "The example does not have this key, so rule "), rule]
    return [*spans, ("text", " compares it with the first value there, that of "), key, ("text", ".")]


def _header(facts: Mapping[str, Any]) -> list[Span]:
    """What the form of a header has to do with a difference."""
    spans: list[Span] = []
    names = facts.get("spellings", ())
    if len(names) > 1:
        spans += _text("The contract names this header in two spellings, ")
        spans += [_code(names[0]), ("text", " and "), _code(names[1]), ("text", ", and compares each.")]
    lines = facts.get("sent_as", ())
    if len(lines) > 1:
        spans += _text(" " if spans else "")
        spans += _text(f"It was sent {'twice' if len(lines) == 2 else f'{len(lines):,} times'}")
        if lines[0] != lines[1]:
            spans += [("text", ", as "), _code(lines[0]), ("text", " and "), _code(lines[1])]
        spans += _text(".")
    form = looked_up(_FORMS, facts.get("never_split"))
    if form is not None:
        spans += _text((" " if spans else "") + form)
    return spans


_FORMS = {
    "listed value": (
        "A value that the contract has in a list is never split at commas, and what was sent is: list each value by "
        "itself."
    ),
    "lines": (
        "The contract lists several values, which stand for as many header lines; this header is never split at commas."
    ),
    "one line": "The contract's value stands for one header line; it is never split at commas.",
}
