"""What matchers accept of one value: a JSON scalar, a text (header, parameter, path, plain body), bytes, a status.

Source: pact_matching's rules on JSON values, strings and numbers. The tables differ on purpose: ``integer`` takes no
string in JSON but reads digits in a header, ``type`` accepts any text, ``null`` can never hold in a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from semver import Version

from contractlab.contracts.vocabulary import STATUS_CLASSES
from contractlab.engine.paths import as_index
from contractlab.engine.rules import Rule
from contractlab.formats.pact.predicates.dates import date_checker
from contractlab.formats.pact.predicates.regexes import InvalidRegex, whole_match, whole_match_all
from contractlab.values.content_sniffing import has_content_type, json_bytes
from contractlab.values.json_text import json_equal, json_text, to_string
from contractlab.values.json_types import JSON, JSONObject, Value

__all__ = [
    "ALL_TYPES",
    "BytesCheck",
    "BytesPredicate",
    "Facts",
    "JsonCheck",
    "JsonPredicate",
    "ManyTextsPredicate",
    "StatusCheck",
    "StatusPredicate",
    "TextCheck",
    "TextPredicate",
    "TypesOf",
    "any_bytes",
    "any_status",
    "any_text",
    "as_text",
    "boolean_json",
    "boolean_text",
    "bytes_if_cascaded",
    "container_like",
    "date_in",
    "date_texts",
    "digits",
    "equal_bytes",
    "equal_json",
    "equal_status",
    "equal_text",
    "every_type",
    "filled_bytes",
    "filled_json",
    "filled_text",
    "float_text",
    "includes_bytes",
    "includes_json",
    "includes_status",
    "includes_text",
    "is_semver",
    "media_bytes",
    "media_json",
    "media_text",
    "no_bytes",
    "no_fraction",
    "no_json",
    "no_loose_text",
    "no_status",
    "no_text",
    "not_finite",
    "of_utf8",
    "only_types",
    "pattern_bytes",
    "pattern_json",
    "pattern_reason",
    "pattern_status",
    "pattern_text",
    "pattern_texts",
    "same_kind",
    "semver_json",
    "semver_text",
    "semver_texts",
    "status_class",
    "status_text",
    "text_if_cascaded",
]

JsonCheck = Callable[[Value], bool]
TextCheck = Callable[[str], bool]
BytesCheck = Callable[[bytes], bool]
StatusCheck = Callable[[int], bool]

TypesOf = Callable[[Any], frozenset[type] | None]
"""From the example to the Python types that are accepted; None where more than the type is asked."""

JsonPredicate = Callable[[Rule, Any], JsonCheck]
"""From a rule and the example to the check of a JSON scalar; in metadata also of a list or an object."""

TextPredicate = Callable[[Rule, str, bool], TextCheck]
"""From a rule, the example, and whether the rule is inherited from further up, to the check of a text."""

ManyTextsPredicate = Callable[[Rule], Callable[[Collection[str]], bool]]
"""From a rule to the check of many texts at once, where it needs nothing but the texts."""

BytesPredicate = Callable[[Rule, bytes, bool], BytesCheck]
StatusPredicate = Callable[[Rule, int], StatusCheck]

Facts = Callable[[Rule, Any], tuple[str, JSONObject]]
"""From a rule and the value that it refused to the code of the difference and further facts."""

ALL_TYPES: frozenset[type] = frozenset({str, bool, type(None), int, float, dict, list})
_NUMBERS: frozenset[type] = frozenset({int, float})
_KINDS: dict[type, frozenset[type]] = {
    str: frozenset({str}),
    bool: frozenset({bool}),
    type(None): frozenset({type(None)}),
    int: _NUMBERS,
    float: _NUMBERS,
}
_FLOAT = re.compile(r"[+-]?(?:inf|infinity|nan|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)", re.IGNORECASE)


def _never(_: object) -> bool:
    return False


def _always(_: object) -> bool:
    return True


def no_json(rule: Rule, example: Value) -> JsonCheck:
    """Refuse every JSON scalar."""
    return _never


def no_text(rule: Rule, example: str, cascaded: bool) -> TextCheck:
    """Refuse every text."""
    return _never


def no_bytes(rule: Rule, example: bytes, cascaded: bool) -> BytesCheck:
    """Refuse all bytes."""
    return _never


def no_status(rule: Rule, example: int) -> StatusCheck:
    """Refuse every status."""
    return _never


def any_text(rule: Rule, example: str, cascaded: bool) -> TextCheck:
    """Accept every text, as the Rust core does under ``type``."""
    return _always


def any_bytes(rule: Rule, example: bytes, cascaded: bool) -> BytesCheck:
    """Accept all bytes."""
    return _always


def any_status(rule: Rule, example: int) -> StatusCheck:
    """Accept every status: to the Rust core a status is an unsigned number, and so of the right type."""
    return _always


def text_if_cascaded(rule: Rule, example: str, cascaded: bool) -> TextCheck:
    """Accept every text where the rule is inherited, and none where it stands on the text itself."""
    return _always if cascaded else _never


def bytes_if_cascaded(rule: Rule, example: bytes, cascaded: bool) -> BytesCheck:
    """Accept all bytes where the rule is inherited."""
    return _always if cascaded else _never


# The type of a value


def same_kind(example: Value) -> frozenset[type] | None:
    """Types of the example's kind; None for containers, of which more than the type is asked."""
    return None if type(example) in (list, dict) else _KINDS.get(type(example))


def every_type(example: Value) -> frozenset[type] | None:
    """Every type: nothing is asked of a scalar."""
    return ALL_TYPES


def only_types(*types: type) -> TypesOf:
    """These Python types, whatever the example is."""
    accepted = frozenset(types)
    return lambda example: accepted


def container_like(rule: Rule, example: Value) -> JsonCheck:
    """A list or an object that is judged as one value, as metadata is, by ``type`` with its bounds."""
    kind = type(example)
    low, high = rule.args.get("min", 0), rule.args.get("max")
    if kind is dict or (not low and high is None):
        return lambda actual: type(actual) is kind
    return lambda actual: type(actual) is list and low <= len(actual) and (high is None or len(actual) <= high)


# Equality


def equal_json(rule: Rule, example: Value) -> JsonCheck:
    """The example itself."""
    return partial(json_equal, example)


def equal_text(rule: Rule, example: str, cascaded: bool) -> TextCheck:
    """The example itself."""
    return lambda text: text == example


def equal_bytes(rule: Rule, example: bytes, cascaded: bool) -> BytesCheck:
    """The example itself."""
    return lambda data: data == example


def equal_status(rule: Rule, example: int) -> StatusCheck:
    """The example itself."""
    return lambda status: status == example


# Patterns


def _pattern(rule: Rule, text_of: Callable[[Any], str]) -> Callable[[Value], bool]:
    try:
        match = whole_match(str(rule.args.get("regex", "")))
    except InvalidRegex:
        return _never
    return lambda actual: match(actual if type(actual) is str else text_of(actual))


def pattern_json(rule: Rule, example: Value) -> JsonCheck:
    """A scalar whose JSON text the pattern matches as a whole."""
    return _pattern(rule, json_text)


def pattern_text(rule: Rule, example: str, cascaded: bool) -> TextCheck:
    """A text that the pattern matches as a whole."""
    return _pattern(rule, str)


def pattern_status(rule: Rule, example: int) -> StatusCheck:
    """A status whose digits the pattern matches."""
    return _pattern(rule, str)


def pattern_texts(rule: Rule) -> Callable[[Collection[str]], bool]:
    """Texts that the pattern matches, every one as a whole."""
    try:
        return whole_match_all(str(rule.args.get("regex", "")))
    except InvalidRegex:
        return lambda texts: not texts


def pattern_reason(rule: Rule, actual: Value) -> tuple[str, JSONObject]:
    """A pattern that Oniguruma refuses is reported as such; no value can match it."""
    try:
        whole_match(str(rule.args.get("regex", "")))
    except InvalidRegex as error:
        return "invalid-regex", {"reason": str(error)}
    return rule.name, {}


def of_utf8(check: TextCheck) -> BytesCheck:
    """Judge bytes as the UTF-8 text that they are; bytes that are none are refused."""

    def decoded(actual: bytes) -> bool:
        try:
            return check(actual.decode("utf-8"))
        except UnicodeDecodeError:
            return False

    return decoded


def as_text(predicate: TextPredicate) -> BytesPredicate:
    """A matcher of texts for bytes, whatever the example."""
    return lambda rule, example, cascaded: of_utf8(predicate(rule, "", False))


pattern_bytes = as_text(pattern_text)


# Parts of texts


def includes_json(rule: Rule, example: Value) -> JsonCheck:
    """A scalar whose JSON text has the part."""
    part = to_string(rule.args.get("value"))
    return lambda actual: part in (actual if type(actual) is str else json_text(actual))


def includes_text(rule: Rule, example: str, cascaded: bool) -> TextCheck:
    """A text with the part."""
    part = to_string(rule.args.get("value"))
    return lambda text: part in text


def includes_status(rule: Rule, example: int) -> StatusCheck:
    """A status whose digits have the part."""
    part = to_string(rule.args.get("value"))
    return lambda status: part in str(status)


includes_bytes = as_text(includes_text)


# Numbers, booleans, dates, versions


def float_text(rule: Rule, example: str, cascaded: bool) -> TextCheck:
    """A text that Rust reads as a float, which is how the core judges ``number`` and ``decimal`` in a text."""
    return lambda text: text.isascii() and bool(_FLOAT.fullmatch(text))


def no_loose_text(text: str) -> str:
    """Nothing."""
    return ""


def not_finite(text: str) -> str:
    """Words of infinity, and of what is no number, which Rust reads as floats."""
    return "a text that JSON does not take for a number" if _WORDS_OF_FLOATS.search(text) else ""


def no_fraction(text: str) -> str:
    """Whole numbers, which Rust reads as floats too."""
    return not_finite(text) or ("" if any(char in ".eE" for char in text) else "an integer")


_WORDS_OF_FLOATS = re.compile("inf|nan", re.IGNORECASE)


def digits(rule: Rule, example: str, cascaded: bool) -> TextCheck:
    """A text that the core reads as an unsigned number."""
    return lambda text: as_index(text) is not None


def boolean_json(rule: Rule, example: Value) -> JsonCheck:
    """True, false, or one of their texts."""
    return lambda actual: type(actual) is bool or actual in ("true", "false")


def boolean_text(rule: Rule, example: str, cascaded: bool) -> TextCheck:
    """One of the texts ``true`` and ``false``."""
    return lambda text: text in ("true", "false")


def _date_pattern(rule: Rule, default: str) -> str:
    return str(rule.args.get("format") or default)


def date_in(default: str) -> tuple[JsonPredicate, TextPredicate]:
    """A date or time in the rule's format, else in the `default` one: of a scalar, and of a text."""

    def check(rule: Rule) -> Callable[[Value], bool]:
        fits = date_checker(_date_pattern(rule, default))
        return lambda actual: fits(to_string(actual))

    return lambda rule, example: check(rule), lambda rule, example, cascaded: check(rule)


def date_texts(default: str) -> ManyTextsPredicate:
    """Texts that are dates in the rule's format."""

    def make(rule: Rule) -> Callable[[Collection[str]], bool]:
        fits = date_checker(_date_pattern(rule, default))
        return lambda texts: all(map(fits, texts))

    return make


def is_semver(text: object) -> bool:
    """Semantic version 2.0 of three parts, each within 64 bits."""
    if not isinstance(text, str) or not text.isascii() or text != text.strip():
        return False
    try:
        version = Version.parse(text)
    except (ValueError, TypeError):
        return False
    return max(version.major, version.minor, version.patch) < 2**64


def semver_json(rule: Rule, example: Value) -> JsonCheck:
    """A semantic version."""
    return is_semver


def semver_text(rule: Rule, example: str, cascaded: bool) -> TextCheck:
    """A semantic version."""
    return is_semver


def semver_texts(rule: Rule) -> Callable[[Collection[str]], bool]:
    """Texts that are semantic versions."""
    return lambda texts: all(map(is_semver, texts))


# Emptiness and media types


def filled_json(rule: Rule, example: Value) -> JsonCheck:
    """Anything but null, and empty texts, lists and objects."""
    return lambda actual: actual is not None and actual != "" and actual != [] and actual != {}


def filled_text(rule: Rule, example: str, cascaded: bool) -> TextCheck:
    """A text that is not empty."""
    return bool


def filled_bytes(rule: Rule, example: bytes, cascaded: bool) -> BytesCheck:
    """Bytes that are not empty."""
    return bool


def media_json(rule: Rule, example: Value) -> JsonCheck:
    """A value whose JSON bytes look like the media type."""
    wanted = str(rule.args.get("value", ""))
    return lambda actual: has_content_type(json_bytes(actual), wanted)


def media_text(rule: Rule, example: str, cascaded: bool) -> TextCheck:
    """A text whose bytes look like the media type."""
    wanted = str(rule.args.get("value", ""))
    return lambda text: has_content_type(text.encode("utf-8", "surrogatepass"), wanted)


def media_bytes(rule: Rule, example: bytes, cascaded: bool) -> BytesCheck:
    """Bytes that look like the media type."""
    wanted = str(rule.args.get("value", ""))
    return lambda data: has_content_type(data, wanted)


# Statuses


def _statuses(args: Mapping[str, JSON]) -> StatusCheck:
    wanted = args.get("status", "success")
    if isinstance(wanted, list):
        return lambda status: status in wanted
    status_group = STATUS_CLASSES.get(str(wanted))
    accepted = range(0) if status_group is None else status_group.codes
    return lambda status: status in accepted


def status_class(rule: Rule, example: int) -> StatusCheck:
    """A status of the class, or one of those that are listed."""
    return _statuses(rule.args)


def status_text(rule: Rule, example: str, cascaded: bool) -> TextCheck:
    """A text that the core reads as a status of the class."""
    check = _statuses(rule.args)

    def accepts(text: str) -> bool:
        index = as_index(text)
        return index is not None and int(index) < 65536 and check(int(index))

    return accepts
