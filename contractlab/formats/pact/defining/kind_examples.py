"""What a matcher has where it is given no example: one of its kind, and the generator that makes others.

pact-python 4.2.0 writes null in its place, which the matcher itself refuses, and the same generators.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any

from contractlab.contracts import generate_words as generate
from contractlab.contracts.generator import Generator
from contractlab.contracts.matcher import Matcher
from contractlab.contracts.registry import vocabularies
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.date_writing import written_date
from contractlab.formats.pact.generated_texts import matching_text
from contractlab.formats.pact.word_rules import status_rule
from contractlab.values.markers import MISSING
from contractlab.values.text import quote

__all__ = ["kind_example", "kind_generator", "rule_example"]

_MOMENT = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
"""Fixed, so that a file does not depend on the clock; each of its numbers is another one, so that a format shows."""

_UUID = "c0ffee00-1234-4abc-8def-0123456789ab"
_UUIDS = {"uppercase": _UUID.upper(), "simple": _UUID.replace("-", ""), "urn": f"urn:uuid:{_UUID}"}
_STATUSES = {"info": 100, "redirect": 302, "clientError": 400, "serverError": 500, "error": 400}
_TRIES = 50
_DEFAULT_FORMATS = {"date": "yyyy-MM-dd", "time": "HH:mm:ss", "datetime": "yyyy-MM-dd'T'HH:mm:ssXXX"}
"""Formats of rules that name none."""


def _text_for(matcher: Matcher) -> str:
    """A text that a pattern matches, the same each time."""
    pattern = str(matcher.args["regex"])
    random = Random(0)  # noqa: S311 - the same text each time is wanted
    for _ in range(_TRIES):
        text = matching_text(pattern, random)
        if text is not None and _fits(matcher, text):
            return text
    raise InvalidEdit(f"no example can be made for the pattern {quote(pattern, 60)}; give one: match.regex(…, regex=…)")


def _fits(matcher: Matcher, text: str) -> bool:
    return all(vocabulary.accepts(matcher, text) is not False for vocabulary in vocabularies())


def _date(matcher: Matcher) -> str:
    return written_date(_MOMENT, str(matcher.args["format"]))


def _status(matcher: Matcher) -> Any:
    wanted = status_rule(matcher, lambda inner, word: [])["status"]
    return wanted[0] if isinstance(wanted, list) else _STATUSES.get(str(wanted), 200)


_EXAMPLES: dict[str, Callable[[Matcher], Any]] = {
    "any_string": lambda matcher: "string",
    "any_number": lambda matcher: 1,
    "number": lambda matcher: 1,
    "integer": lambda matcher: 1,
    "decimal": lambda matcher: 1.5,
    "boolean": lambda matcher: True,
    "regex": _text_for,
    "includes": lambda matcher: matcher.args["includes"],
    "string_prefix": lambda matcher: matcher.args["prefix"],
    "string_suffix": lambda matcher: matcher.args["suffix"],
    "uuid": lambda matcher: _UUIDS.get(str(matcher.args.get("format")), _UUID),
    "semver": lambda matcher: "1.2.3",
    "date": _date,
    "time": _date,
    "datetime": _date,
    "not_empty": lambda matcher: "string",
    "content_type": lambda matcher: matcher.args["content_type"],
    "status_code": _status,
    "null": lambda matcher: None,
}

_GENERATORS: dict[str, Callable[[Matcher], Generator]] = {
    "any_string": lambda matcher: generate.string(),
    "integer": lambda matcher: generate.integer(),
    "decimal": lambda matcher: generate.decimal(),
    "boolean": lambda matcher: generate.boolean(),
    "regex": lambda matcher: generate.regex(str(matcher.args["regex"])),
    "uuid": lambda matcher: generate.uuid(_text_or_none(matcher.args.get("format"))),
    "date": lambda matcher: generate.date(str(matcher.args["format"])),
    "time": lambda matcher: generate.time(str(matcher.args["format"])),
    "datetime": lambda matcher: generate.datetime(str(matcher.args["format"])),
}


def _text_or_none(value: Any) -> str | None:
    return None if value is None or value == "lowercase" else str(value)


def kind_example(matcher: Matcher) -> Any:
    """The example of a matcher, or one of its kind where it has none.

    Raises
    ------
    InvalidEdit
        If it could be anything.
    """
    if matcher.example is not MISSING:
        return matcher.example
    make = _EXAMPLES.get(matcher.name)
    if make is None:
        raise InvalidEdit(f"match.{matcher.name} needs an example here: what does the other side send?")
    return make(matcher)


_WORDS = {"notEmpty": "not_empty", "statusCode": "status_code"}
"""Words of the vocabulary for rules that have another name in a file."""


def rule_example(matcher: Matcher) -> Any:
    """As `kind_example`, of a matcher that names a rule of a file: `match.rule`.

    Raises
    ------
    InvalidEdit
        If it could be anything.
    """
    name, args = str(matcher.args["name"]), matcher.args["args"]
    word = _WORDS.get(name, name)
    if matcher.example is not MISSING or word not in _EXAMPLES:
        if matcher.example is MISSING:
            raise InvalidEdit(f"the rule {name} needs an example here: what does the other side send?")
        return matcher.example
    given = dict(args) if isinstance(args, Mapping) else {}
    if word in _DEFAULT_FORMATS:
        given.setdefault("format", _DEFAULT_FORMATS[word])
    return kind_example(Matcher(word, args=given))


def kind_generator(matcher: Matcher) -> Generator | None:
    """The generator of a matcher; one without an example has that of its kind."""
    if matcher.generator is not None or matcher.example is not MISSING:
        return matcher.generator
    make = _GENERATORS.get(matcher.name)
    return None if make is None else make(matcher)
