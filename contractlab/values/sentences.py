"""The one sentence that says what differs: ``WHERE: expected EXPECTED, got GOT.`` and at most one hint.

Made here and nowhere else, so that HTML, Markdown, text, JUnit and accessible names say the same words.
A sentence is a row of spans, because a path or a value must be marked as code wherever markup exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from contractlab.values.display import clean_text
from contractlab.values.json_types import JSON, Value
from contractlab.values.lookups import looked_up
from contractlab.values.markers import MISSING, NOT_RECORDED
from contractlab.values.meant_rule import meant_rule_words
from contractlab.values.neighbour_sentences import neighbour_hint
from contractlab.values.spans import code, counted, side_by_side, strong
from contractlab.values.status_phrases import reason_phrase
from contractlab.values.text import first_difference, json_kind, quote, visible
from contractlab.values.wording import (
    NO_WORDS,
    FormatSentences,
    Hint,
    MatcherWording,
    Span,
    Writer,
    format_expectation,
    format_hint,
    format_writer,
    install_sentences,
    wording_of,
)

__all__ = [
    "NO_WORDS",
    "FormatSentences",
    "MatcherWording",
    "Sentence",
    "Span",
    "Writer",
    "answer_place",
    "build_sentence",
    "code",
    "counted",
    "describe_expectation",
    "describe_got",
    "expected_and_got",
    "install_sentences",
    "like_example",
    "missing_named",
    "nothing_there",
    "side_by_side",
    "status_text",
    "strong",
    "where_spans",
]


@dataclass(frozen=True, slots=True, repr=False)
class Sentence:
    """Spans of text; ``str()`` gives the plain sentence, and values as they are."""

    spans: tuple[Span, ...]

    def __repr__(self) -> str:
        words = "".join(text if kind == "text" else "…" for kind, text in self.spans)
        return f"<Sentence {clean_text(words)!r}>"

    def __str__(self) -> str:
        return "".join(text for _, text in self.spans)

    @classmethod
    def of(cls, *pieces: str | Span) -> Sentence:
        """Put a sentence together; strings are plain text."""
        return cls(tuple(("text", piece) if isinstance(piece, str) else piece for piece in pieces))


def status_text(status: Any) -> str:
    """A status with its reason phrase: ``404 Not Found``."""
    words = reason_phrase(status)
    return f"{status} {words}" if words else str(status)


def _kind_with_article(value: Value) -> str:
    kind = json_kind(value)
    return {"object": "an object", "array": "an array", "null": "null", "boolean": "a boolean"}.get(kind, f"a {kind}")


def like_example(words: str, example: Value) -> list[Span]:
    """Words, and the example where one says more than they do."""
    if example is MISSING or json_kind(example) in ("object", "array", "null"):
        return [("text", words)]
    return [("text", f"{words} like "), code(quote(example))]


def describe_expectation(
    rule: str | None, args: Mapping[str, JSON], expected: Value, *, keep: int | None = None
) -> list[Span]:
    """Say what a rule asks of a value, with the example where the rule is not about the exact value.

    Parameters
    ----------
    rule : str or None
        Matcher name; None where no rule applies and the value must be equal.
    args : mapping
        Attributes of the rule.
    expected : JSON value or MISSING
        The example.
    """
    if wording_of(rule).exact:
        if expected is MISSING:
            return [("text", "nothing")]
        return [("text", "exactly "), code(quote(expected, keep=keep))]
    assert rule is not None
    spans = format_expectation(rule, args, expected)
    return [("text", "a value for matcher "), code(rule)] if spans is None else spans


def describe_got(actual: Value, *, name_kind: bool, keep: int | None = None) -> list[Span]:
    """Say what was there; its kind is named only where the kind is the difference."""
    if actual is MISSING:
        return [("text", "nothing")]
    if actual is NOT_RECORDED:
        return [("text", "nothing: it was not recorded")]
    if isinstance(actual, bytes):
        return [("text", counted(len(actual), "byte"))]
    kind = json_kind(actual)
    if kind == "null":
        return [("text", "null")]
    if kind == "array":
        return [("text", "an empty array" if not actual else f"an array of {counted(len(actual), 'item')}")]
    if kind == "object":
        return [("text", "an empty object" if not actual else f"an object with {counted(len(actual), 'key')}")]
    shown = code(quote(actual, keep=keep))
    return [("text", f"the {kind} "), shown] if name_kind else [shown]


def where_spans(part: str, path: str) -> list[Span]:
    """Name a place: a path in bodies, else the part with the name in it."""
    if part in ("body", "contents"):
        return [code(path)]
    if part == "headers":
        return [strong("header "), code(path)]
    if part == "query" and path:
        return [strong("query "), code(path)]
    if part == "metadata":
        return [strong("metadata "), code(path)]
    return [strong(part.replace("-", " "))]


def _hint_spans(hint: Hint | None) -> list[Span]:
    return [] if hint is None else list(hint.spans)


def _value(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    rule = m.rule.name if m.rule else None
    args = m.rule.args if m.rule else {}
    remark = format_hint(m)
    keep = None if remark is None else remark.place
    hint = _hint_spans(remark)
    wording = wording_of(rule)
    if isinstance(m.expected, str) and isinstance(m.actual, str) and wording.exact:
        keep = first_difference(m.expected, m.actual)
        if keep is not None and max(len(m.expected), len(m.actual)) > 60:
            hint = [("text", f"First difference at character {keep + 1:,}.")]
    kinds_differ = json_kind(m.expected) != json_kind(m.actual)
    name_kind = kinds_differ or wording.names_kind
    if m.part not in ("body", "contents"):
        name_kind = False
    if m.actual is None and m.rule is not None and not wording.allows_null and m.part == "body":
        hint = [
            ("text", "Rule "),
            code(m.rule.label),
            ("text", " at "),
            code(m.rule.path),
            ("text", " does not allow null."),
        ]
    if "at" in m.facts:
        hint = [("text", visible(m.facts["at"]))]
    want = describe_expectation(rule, args, m.expected, keep=keep)
    return (
        want,
        describe_got(m.actual, name_kind=name_kind, keep=keep),
        hint,
    )


def _kind(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    hint: list[Span] = []
    if m.actual is None and m.rule is not None and _names_null(m.rule):
        hint = [("text", "Rules are not asked where the example is an object or an array, so "), code("null")]
        hint.append(("text", " cannot be allowed here."))
    return [("text", _kind_with_article(m.expected))], describe_got(m.actual, name_kind=True), hint


def _names_null(rule: Any) -> bool:
    return any(wording_of(name).allows_null for name in (rule.name, *rule.combined.split(" OR ")))


def _nearest(m: Any) -> list[Span]:
    nearest = m.facts.get("nearest")
    return [("text", "Nearest key: "), code(nearest), ("text", ".")] if nearest is not None else []


def _missing_key(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    rule = m.rule.name if m.rule else None
    args = m.rule.args if m.rule else {}
    if json_kind(m.expected) in ("object", "array"):
        want: list[Span] = [("text", _kind_with_article(m.expected))]
    else:
        want = describe_expectation(rule, args, m.expected)
    hint = _nearest(m)
    remark = _hint_spans(format_hint(m))
    if remark:
        hint += [("text", " "), *remark] if hint else remark
    return want, [("text", "the key is missing")], hint


def _extra_key(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    hint: list[Span] = [("text", "Requests may carry only what the contract names.")]
    return [("text", "no key of this name")], describe_got(m.actual, name_kind=False), hint


def _empty_object(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    hint: list[Span] = [("text", "Requests may carry only what the contract names.")]
    return [("text", "an empty object")], describe_got(m.actual, name_kind=True), hint


def _length(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    want, got = m.facts["expected_count"], m.facts["actual_count"]
    hint: list[Span] = [("text", "No rule stands at or above this array, so its length is fixed.")]
    if want == 0:
        return [("text", "an empty array")], [("text", counted(got, "item"))], hint
    return [("text", f"exactly {counted(want, 'item')}")], [("text", f"{got:,}")], hint


def _size(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    noun = str(m.facts.get("noun", "item"))
    bound = "at least" if m.code == "min" else "at most"
    return [("text", f"{bound} {counted(m.facts['limit'], noun)}")], [("text", f"{m.facts['count']:,}")], []


def _variant(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    index = m.facts["index"]
    if m.facts.get("out_of_range"):
        hint: list[Span] = [("text", "The rule names an item that the example does not have.")]
        return [("text", f"an item for variant {index}")], [("text", "nothing")], hint
    want: list[Span] = [("text", "an item like "), code(quote(m.expected)), ("text", f" (variant {index})")]
    count = m.facts["actual_count"]
    return want, [("text", "none among " + counted(count, "item") if count else "an empty array")], []


def _each_key(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    inner = m.facts.get("key_rule")
    args = m.facts.get("key_args", {})
    want: list[Span] = [("text", "a key that is "), *describe_expectation(inner, args, MISSING)]
    remark = format_hint(m)
    return want, [code(quote(m.actual, keep=None if remark is None else remark.place))], _hint_spans(remark)


def missing_named(noun: str) -> Writer:
    """The writer for something that goes by name and is not there."""

    def write(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
        rule = m.rule.name if m.rule else None
        args = m.rule.args if m.rule else {}
        expected = m.expected
        if isinstance(expected, list | tuple) and len(expected) == 1:
            expected = expected[0]
        if m.code == "missing-header" and rule is None and isinstance(expected, str):
            want: list[Span] = [("text", "exactly "), code(expected)]
        elif rule is not None and wording_of(rule).any_text:
            want = [("text", "any value, like "), code(quote(expected))]
        else:
            want = describe_expectation(rule, args, expected)
        return want, [("text", f"the {noun} is missing")], []

    return write


def _header_value(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    hint: list[Span] = []
    if "parameter" in m.facts:
        hint = [("text", "The parameter "), code(m.facts["parameter"]), ("text", " differs.")]
    elif m.facts.get("index"):
        hint = [("text", f"This is value {m.facts['index'] + 1}.")]
    expected, actual = side_by_side(m.expected, m.actual)
    return [("text", "exactly "), expected], [actual], hint


def _value_count(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    want, got = m.facts["expected_count"], m.facts["actual_count"]
    return [("text", counted(want, "value"))], [("text", f"{got:,}")], []


def _extra_parameter(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    return [("text", "no parameter of this name")], [code(quote(m.actual))], []


def _status(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    wording = wording_of(None if m.rule is None else m.rule.name)
    if not wording.exact:
        example = MISSING if wording.no_example_of_status else m.expected
        want = describe_expectation(m.rule.name, m.rule.args, example)
        return want, [("text", status_text(m.actual))], _answer(m)
    return [("text", status_text(m.expected))], [("text", status_text(m.actual))], _answer(m)


def _answer(m: Any) -> list[Span]:
    """What an error says in its body, which answers more than its number."""
    words = m.facts.get("answer")
    return [("text", "The provider answered: "), code(words, 400)] if isinstance(words, str) else []


def _plain(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    if m.rule is not None and not wording_of(m.rule.name).exact:
        remark = format_hint(m)
        got = code(m.actual, keep=None if remark is None else remark.place)
        return describe_expectation(m.rule.name, m.rule.args, m.expected), [got], _hint_spans(remark)
    expected, actual = side_by_side(m.expected, m.actual)
    return [expected], [actual], []


def _content_type(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    return [code(m.expected)], [code(m.actual)], [("text", "The body was not compared."), *_guesses(m)]


def _guesses(m: Any) -> list[Span]:
    """Which of the two types nobody named, so that it was guessed from how the body starts."""
    spans: list[Span] = []
    why = {"absent": "no content type was sent", "unreadable": "the content type that was sent cannot be read"}
    sent = looked_up(why, m.facts.get("sent_type"))
    if sent is not None:
        spans += [("text", " "), code(m.actual), ("text", f" is a guess from the body, because {sent}.")]
    if m.facts.get("guessed_example") is True:
        spans += [("text", " "), code(m.expected), ("text", " is a guess from the example: the contract names none.")]
    return spans


def _body_missing(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    return [("text", "a body")], [("text", "an empty body" if m.actual == b"" else "no body")], []


def _body_unexpected(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    return [("text", "no body")], describe_got(m.actual, name_kind=True), []


def _parse(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    noun = str(m.facts.get("format", "JSON"))
    guess: list[Span] = []
    if m.facts.get("guessed_example") is True:
        guess = [("text", f" The contract names no content type; {noun} is a guess from its example.")]
    if m.facts.get("side") == "expected":
        return (
            [("text", noun)],
            [("text", f"an example in the contract that is not {noun}")],
            [("text", visible(m.facts["reason"])), *guess],
        )
    return [("text", noun)], [("text", f"text that is not {noun}")], [("text", visible(m.facts["reason"])), *guess]


def _unknown(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    return (
        [("text", "a value for matcher "), code(m.rule.name if m.rule else "")],
        describe_got(m.actual, name_kind=False),
        [("text", "contractlab does not know this matcher; it may come from a plugin.")],
    )


def _invalid_regex(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    want, got, _ = _value(m)
    return want, got, [("text", f"The pattern cannot be read: {visible(m.facts['reason'])}. No value can match it.")]


def nothing_there(noun: str) -> Writer:
    """The writer for something that goes by name and is not to be there."""

    def write(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
        hint: list[Span] = [("text", "Requests may carry only what the contract names.")] if noun == "attribute" else []
        return [("text", f"no {noun} of this name")], [code(quote(m.actual))], hint

    return write


_WRITERS: dict[str, Writer] = {
    "kind": _kind,
    "missing-key": _missing_key,
    "extra-key": _extra_key,
    "empty-object": _empty_object,
    "length": _length,
    "min": _size,
    "max": _size,
    "variant": _variant,
    "each-key": _each_key,
    "missing-header": missing_named("header"),
    "missing-parameter": missing_named("parameter"),
    "missing-metadata": missing_named("entry"),
    "extra-parameter": _extra_parameter,
    "header-value": _header_value,
    "value-count": _value_count,
    "status": _status,
    "method": _plain,
    "path": _plain,
    "content-type": _content_type,
    "body-missing": _body_missing,
    "body-unexpected": _body_unexpected,
    "parse": _parse,
    "unknown-matcher": _unknown,
    "invalid-regex": _invalid_regex,
}


def answer_place(mismatch: Any) -> int | None:
    """The character of the actual text at which a rule that refused it stopped; None where that is not known."""
    hint = format_hint(mismatch)
    return None if hint is None else hint.place


def expected_and_got(mismatch: Any) -> tuple[Sentence, Sentence]:
    """What a mismatch expected, and what it got instead, for a text that has a line for each."""
    writer = _WRITERS.get(mismatch.code) or format_writer(mismatch.code) or _value
    want, got, _ = writer(mismatch)
    number = mismatch.facts.get("actual_count", mismatch.facts.get("count"))
    if isinstance(number, int) and got == [("text", f"{number:,}")]:  # beside what was expected it needs no noun
        got = [("text", counted(number, str(mismatch.facts.get("noun", "item"))))]
    return Sentence(tuple(want)), Sentence(tuple(got))


def build_sentence(
    mismatch: Any, *, place: str | None = None, tail: Iterable[Span] = (), several: int = 1, advice: bool = True
) -> Sentence:
    """Write the sentence of a mismatch.

    Parameters
    ----------
    mismatch : Mismatch
    place : str, optional
        A path to show instead of the mismatch's own: a cause shows the general one.
    tail : spans, optional
        What follows the last word: ``, in 38 of 4,053 items``.
    several : int
        For how many different values the sentence stands: of GOT, then, their number or their kind is named.
    advice : bool
        False leaves out how the contract could be changed: the team of the provider cannot.
    """
    writer = _WRITERS.get(mismatch.code) or format_writer(mismatch.code)
    want, got, hint = (writer or _value)(mismatch)
    if not advice and mismatch.code == "missing-key":
        hint = _nearest(mismatch)
    if several > 1 and writer is None and json_kind(mismatch.actual) in ("string", "number", "boolean"):
        same = json_kind(mismatch.expected) == json_kind(mismatch.actual)
        hint = _hint_spans(format_hint(mismatch))
        kind: list[Span] = [("text", _kind_with_article(mismatch.actual))]
        if hint:
            hint = [("text", "Of "), got[-1], ("text", ": "), *hint]
        got = [("text", f"{several:,} other values, e.g. "), got[-1]] if same else kind
    spans: list[Span] = [
        *where_spans(mismatch.part, mismatch.path if place is None else place),
        ("text", ": expected "),
    ]
    spans += want
    for alternative, args in mismatch.facts.get("alternatives", ()):
        spans += [("text", " or "), *describe_expectation(alternative, args, mismatch.expected)]
    spans += [("text", ", but " if mismatch.code.startswith("missing-") else ", got "), *got]
    spans += tail
    spans.append(("text", "."))
    meant = meant_rule_words(mismatch.facts["meant"]) if "meant" in mismatch.facts else ()
    for sentence in (hint, neighbour_hint(mismatch.facts), mismatch.remark if advice else (), meant):
        if sentence:
            spans += [("text", " "), *sentence]
    if "deviation_says" in mismatch.facts:
        spans.append(("text", f" {mismatch.facts['deviation_says']}"))
    return Sentence(tuple(spans))
