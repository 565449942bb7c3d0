"""The one sentence that says what differs: ``WHERE: expected EXPECTED, got GOT.`` and at most one hint.

Made here and nowhere else, so that HTML, Markdown, text, JUnit and accessible names say the same words.
A sentence is a row of spans, because a path or a value must be marked as code wherever markup exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

from contractlab.values.markers import MISSING, NOT_RECORDED
from contractlab.values.text import first_difference, json_kind, quote, visible

__all__ = [
    "FormatSentences",
    "Sentence",
    "Span",
    "Writer",
    "build_sentence",
    "install_sentences",
    "status_text",
    "where_spans",
]

Span = tuple[str, str]
"""Kind and text; the kind is ``"text"``, ``"code"`` or ``"strong"``."""

Writer = Callable[[Any], tuple[list[Span], list[Span], list[Span]]]
"""From a mismatch to what was expected, what was got, and the hint."""


class FormatSentences(Protocol):
    """The words of a format for differences and matchers that it alone has."""

    @property
    def writers(self) -> Mapping[str, Writer]:
        """Writers by the code of a difference."""

    def expectation(self, rule: str, args: Mapping[str, Any], expected: Any) -> list[Span] | None:
        """Say what a matcher asks; None for one that the format does not have."""


_load_formats: Callable[[], Iterable[FormatSentences]] = tuple


def install_sentences(loader: Callable[[], Iterable[FormatSentences]]) -> None:
    """Say where the words of the formats come from, which stand higher in the house.

    Parameters
    ----------
    loader : callable
        Asked each time that a sentence needs words that are not here.
    """
    global _load_formats
    _load_formats = loader


def _format_expectation(rule: str, args: Mapping[str, Any], expected: Any) -> list[Span] | None:
    for words in _load_formats():
        spans = words.expectation(rule, args, expected)
        if spans is not None:
            return spans
    return None


def _writer(code: str) -> Writer | None:
    if code in _WRITERS:
        return _WRITERS[code]
    return next((words.writers[code] for words in _load_formats() if code in words.writers), None)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Spans of text; ``str()`` gives the plain sentence."""

    spans: tuple[Span, ...]

    def __str__(self) -> str:
        return "".join(text for _, text in self.spans)

    @classmethod
    def of(cls, *pieces: str | Span) -> Sentence:
        """Put a sentence together; strings are plain text."""
        return cls(tuple(("text", piece) if isinstance(piece, str) else piece for piece in pieces))


def code(text: object, limit: int = 200) -> Span:
    """A path, a name or a value."""
    shown = visible(text)
    if len(shown) > limit:
        shown = f"{shown[: limit // 2]}…{shown[-limit // 2 :]}"
    return ("code", shown)


def strong(text: str) -> Span:
    """A word that names the place."""
    return ("strong", text)


def status_text(status: Any) -> str:
    """A status with its reason phrase: ``404 Not Found``."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _kind_with_article(value: Any) -> str:
    kind = json_kind(value)
    return {"object": "an object", "array": "an array", "null": "null", "boolean": "a boolean"}.get(kind, f"a {kind}")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _like(kind: str, example: Any) -> list[Span]:
    if example is MISSING or json_kind(example) in ("object", "array", "null"):
        return [("text", kind)]
    return [("text", f"{kind} like "), code(quote(example))]


STATUS_CLASSES = {
    "info": "an information status (100 to 199)",
    "success": "a success status (200 to 299)",
    "redirect": "a redirect status (300 to 399)",
    "clientError": "a client error status (400 to 499)",
    "serverError": "a server error status (500 to 599)",
    "nonError": "a status below 400",
    "error": "a status of 400 or above",
}


def _status_class(args: Mapping[str, Any]) -> str:
    wanted = args.get("status", "success")
    if isinstance(wanted, list):
        return "one of the statuses " + ", ".join(visible(one) for one in wanted)
    return STATUS_CLASSES.get(str(wanted), f"a status of class {visible(wanted)}")


def _exactly(expected: Any) -> list[Span]:
    if expected is MISSING:
        return [("text", "nothing")]
    return [("text", "exactly "), code(quote(expected))]


def describe_expectation(
    rule: str | None, args: Mapping[str, Any], expected: Any, *, keep: int | None = None
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
    if rule in ("regex",):
        return [("text", "text matching "), code(args.get("regex", ""))]
    if rule in ("date", "time", "datetime"):
        noun = {"date": "a date", "time": "a time", "datetime": "a date-time"}[rule]
        return [("text", f"{noun} in "), code(args.get("format", ""))]
    if rule == "type":
        kind = json_kind(expected)
        noun = {"null": "null", "object": "an object", "array": "an array"}.get(kind, f"a {kind}")
        return _like(noun, expected)
    if rule == "include":
        return [("text", "text containing "), code(quote(args.get("value", "")))]
    if rule == "statusCode":
        return [("text", _status_class(args))]
    if rule == "contentType":
        return [("text", "content of type "), code(args.get("value", ""))]
    simple = {
        "integer": "an integer",
        "decimal": "a decimal number",
        "number": "a number",
        "boolean": "true or false",
        "null": "null",
        "semver": "a semantic version",
        "notEmpty": "something that is not empty",
        "values": "values that match",
        "eachKey": "keys that match",
        "eachValue": "values that match",
        "arrayContains": "an array with certain items",
    }
    if rule in ("integer", "decimal", "number", "semver"):
        return _like(simple[rule], expected if json_kind(expected) in ("number", "string") else MISSING)
    if rule is not None and rule in simple:
        return [("text", simple[rule])]
    if rule is None or rule == "equality":
        if expected is MISSING:
            return [("text", "nothing")]
        return [("text", "exactly "), code(quote(expected, keep=keep))]
    spans = _format_expectation(rule, args, expected)
    return [("text", "a value for matcher "), code(rule)] if spans is None else spans


def describe_got(actual: Any, *, name_kind: bool, keep: int | None = None) -> list[Span]:
    """Say what was there; its kind is named only where the kind is the difference."""
    if actual is MISSING:
        return [("text", "nothing")]
    if actual is NOT_RECORDED:
        return [("text", "nothing: it was not recorded")]
    if isinstance(actual, bytes):
        return [("text", _count(len(actual), "byte"))]
    kind = json_kind(actual)
    if kind == "null":
        return [("text", "null")]
    if kind == "array":
        return [("text", "an empty array" if not actual else f"an array of {_count(len(actual), 'item')}")]
    if kind == "object":
        return [("text", "an empty object" if not actual else f"an object with {_count(len(actual), 'key')}")]
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


def _value(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    rule = m.rule.name if m.rule else None
    args = m.rule.args if m.rule else {}
    keep = None
    hint: list[Span] = []
    if isinstance(m.expected, str) and isinstance(m.actual, str) and rule in (None, "equality"):
        keep = first_difference(m.expected, m.actual)
        if keep is not None and max(len(m.expected), len(m.actual)) > 60:
            hint = [("text", f"First difference at character {keep + 1:,}.")]
    kinds_differ = json_kind(m.expected) != json_kind(m.actual)
    name_kind = kinds_differ or rule in ("type", "integer", "decimal", "number", "boolean", "null", "semver")
    if m.part not in ("body", "contents"):
        name_kind = False
    if m.actual is None and m.rule is not None and rule != "null" and m.part == "body":
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
    if m.actual is None and m.rule is not None and "null" in (m.rule.name, *m.rule.combined.split(" OR ")):
        hint = [("text", "Rules are not asked where the example is an object or an array, so "), code("null")]
        hint.append(("text", " cannot be allowed here."))
    return [("text", _kind_with_article(m.expected))], describe_got(m.actual, name_kind=True), hint


def _missing_key(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    rule = m.rule.name if m.rule else None
    args = m.rule.args if m.rule else {}
    if json_kind(m.expected) in ("object", "array"):
        want: list[Span] = [("text", _kind_with_article(m.expected))]
    else:
        want = describe_expectation(rule, args, m.expected)
    nearest = m.facts.get("nearest")
    hint: list[Span] = [("text", "Nearest key: "), code(nearest), ("text", ".")] if nearest is not None else []
    return want, [("text", "no such key")], hint


def _extra_key(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    hint: list[Span] = [("text", "Requests may carry only what the contract names.")]
    return [("text", "no such key")], describe_got(m.actual, name_kind=False), hint


def _empty_object(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    hint: list[Span] = [("text", "Requests may carry only what the contract names.")]
    return [("text", "an empty object")], describe_got(m.actual, name_kind=True), hint


def _length(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    want, got = m.facts["expected_count"], m.facts["actual_count"]
    hint: list[Span] = [("text", "No rule stands at or above this array, so its length is fixed.")]
    if want == 0:
        return [("text", "an empty array")], [("text", _count(got, "item"))], hint
    return [("text", f"exactly {_count(want, 'item')}")], [("text", f"{got:,}")], hint


def _size(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    noun = str(m.facts.get("noun", "item"))
    bound = "at least" if m.code == "min" else "at most"
    return [("text", f"{bound} {_count(m.facts['limit'], noun)}")], [("text", f"{m.facts['count']:,}")], []


def _variant(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    index = m.facts["index"]
    if m.facts.get("out_of_range"):
        hint: list[Span] = [("text", "The rule names an item that the example does not have.")]
        return [("text", f"an item for variant {index}")], [("text", "no such item in the example")], hint
    want: list[Span] = [("text", "an item like "), code(quote(m.expected)), ("text", f" (variant {index})")]
    count = m.facts["actual_count"]
    return want, [("text", "none among " + _count(count, "item") if count else "an empty array")], []


def _each_key(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    rule = m.rule
    inner = m.facts.get("key_rule")
    args = m.facts.get("key_args", {})
    want: list[Span] = [("text", "a key that is "), *describe_expectation(inner, args, MISSING)]
    del rule
    return want, [code(quote(m.actual))], []


def _no_rules(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    return (
        [("text", "a rule for each value")],
        [("text", "none")],
        [
            ("text", "The matcher "),
            code("eachValue"),
            ("text", " lists no rules, and the Rust core fails every value then."),
        ],
    )


def _missing_named(noun: str) -> Writer:
    def write(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
        rule = m.rule.name if m.rule else None
        args = m.rule.args if m.rule else {}
        expected = m.expected
        if isinstance(expected, list | tuple) and len(expected) == 1:
            expected = expected[0]
        if m.code == "missing-header" and rule is None and isinstance(expected, str):
            want: list[Span] = [("text", "exactly "), code(expected)]
        elif rule == "type":
            want = [("text", "any value, like "), code(quote(expected))]
        else:
            want = describe_expectation(rule, args, expected)
        return want, [("text", f"no such {noun}")], []

    return write


def _header_value(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    hint: list[Span] = []
    if "parameter" in m.facts:
        hint = [("text", "The parameter "), code(m.facts["parameter"]), ("text", " differs.")]
    elif m.facts.get("index"):
        hint = [("text", f"This is value {m.facts['index'] + 1}.")]
    return [("text", "exactly "), code(m.expected)], [code(m.actual)], hint


def _value_count(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    want, got = m.facts["expected_count"], m.facts["actual_count"]
    return [("text", _count(want, "value"))], [("text", f"{got:,}")], []


def _extra_parameter(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    return [("text", "no such parameter")], [code(quote(m.actual))], []


def _status(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    if m.rule is not None and m.rule.name not in ("equality",):
        want = describe_expectation(m.rule.name, m.rule.args, m.expected)
        if m.rule.name in ("decimal",):
            want = [("text", "a decimal number")]
        return want, [("text", status_text(m.actual))], []
    return [("text", status_text(m.expected))], [("text", status_text(m.actual))], []


def _plain(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    if m.rule is not None and m.rule.name != "equality":
        return describe_expectation(m.rule.name, m.rule.args, m.expected), [code(m.actual)], []
    return [code(m.expected)], [code(m.actual)], []


def _content_type(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    return [code(m.expected)], [code(m.actual)], [("text", "The body was not compared.")]


def _part_type(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    return [code(m.expected)], [code(m.actual)], [("text", "The part was not compared.")]


def _body_missing(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    return [("text", "a body")], [("text", "an empty body" if m.actual == b"" else "no body")], []


def _body_unexpected(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    return [("text", "no body")], describe_got(m.actual, name_kind=True), []


def _parse(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    noun = str(m.facts.get("format", "JSON"))
    if m.facts.get("side") == "expected":
        return (
            [("text", noun)],
            [("text", f"an example in the contract that is not {noun}")],
            [("text", visible(m.facts["reason"]))],
        )
    return [("text", noun)], [("text", f"text that is not {noun}")], [("text", visible(m.facts["reason"]))]


def _unknown(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    return (
        [("text", "a value for matcher "), code(m.rule.name if m.rule else "")],
        describe_got(m.actual, name_kind=False),
        [("text", "contractlab does not know this matcher; it may come from a plugin.")],
    )


def _invalid_regex(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    want, got, _ = _value(m)
    return want, got, [("text", f"The pattern cannot be read: {visible(m.facts['reason'])}. No value can match it.")]


def _order(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    return [code(m.expected)], [code(m.actual)], [("text", "Pact V1 compares names, values and their order.")]


def _element(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    return [("text", "the element "), code(m.expected)], [("text", "the element "), code(m.actual)], []


def _missing_element(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    return [("text", "the element "), code(m.expected)], [("text", "no such element")], []


def _extra_element(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    hint: list[Span] = (
        [("text", "A rule "), code("type"), ("text", " at or above it lets only the example's elements repeat.")]
        if m.rule
        else [("text", "Requests may carry only what the contract names.")]
    )
    return [("text", "no such element")], [code(m.actual)], hint


def _repeats(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    return [("text", _count(m.facts["expected_count"], "such element"))], [("text", f"{m.facts['actual_count']:,}")], []


def _nothing_there(noun: str) -> Writer:
    def write(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
        hint: list[Span] = [("text", "Requests may carry only what the contract names.")] if noun == "attribute" else []
        return [("text", f"no such {noun}")], [code(quote(m.actual))], hint

    return write


def _part_is(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    return [("text", str(m.expected))], [("text", str(m.actual))], []


def _missing_part(m: Any) -> tuple[list[Span], list[Span], list[Span]]:
    return [("text", "the part "), code(m.expected)], [("text", "no such part")], []


_WRITERS: dict[str, Writer] = {
    "element": _element,
    "missing-element": _missing_element,
    "extra-element": _extra_element,
    "repeats": _repeats,
    "missing-attribute": _missing_named("attribute"),
    "extra-attribute": _nothing_there("attribute"),
    "missing-field": _missing_named("field"),
    "extra-field": _nothing_there("field"),
    "part-type": _part_type,
    "part-kind": _part_is,
    "missing-part": _missing_part,
    "missing-part-header": _missing_named("header"),
    "kind": _kind,
    "missing-key": _missing_key,
    "extra-key": _extra_key,
    "empty-object": _empty_object,
    "length": _length,
    "min": _size,
    "max": _size,
    "variant": _variant,
    "each-key": _each_key,
    "no-rules": _no_rules,
    "missing-header": _missing_named("header"),
    "missing-parameter": _missing_named("parameter"),
    "missing-metadata": _missing_named("entry"),
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
    "query-order": _order,
}


def build_sentence(
    mismatch: Any, *, where: str | None = None, tail: Iterable[Span] = (), kind_only: bool = False
) -> Sentence:
    """Write the sentence of a mismatch.

    Parameters
    ----------
    mismatch : Mismatch
    where : str, optional
        A path to show instead of the mismatch's own: a cause shows the general one.
    tail : spans, optional
        What follows the last word: ``, in 38 of 4,053 items``.
    kind_only : bool
        True where the sentence stands for several values that are not the same: of GOT, its kind is named alone.
    """
    writer = _writer(mismatch.code)
    want, got, hint = (writer or _value)(mismatch)
    if kind_only and writer is None and json_kind(mismatch.actual) in ("string", "number", "boolean"):
        same = json_kind(mismatch.expected) == json_kind(mismatch.actual)
        got, hint = [("text", "other values" if same else _kind_with_article(mismatch.actual))], []
    spans: list[Span] = [
        *where_spans(mismatch.part, mismatch.path if where is None else where),
        ("text", ": expected "),
    ]
    spans += want
    for other, args in mismatch.facts.get("alternatives", ()):
        spans += [("text", " or "), *describe_expectation(other, args, mismatch.expected)]
    spans.append(("text", ", got "))
    spans += got
    spans += tail
    spans.append(("text", "."))
    if hint:
        spans.append(("text", " "))
        spans += hint
    if "deviation_says" in mismatch.facts:
        spans.append(("text", f" {mismatch.facts['deviation_says']}"))
    return Sentence(tuple(spans))
