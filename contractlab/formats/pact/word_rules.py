"""How each word of `match` is written as a rule of a Pact file, and how older versions say what they lack."""

from __future__ import annotations

import re
from collections.abc import Callable

from contractlab.contracts.matcher import Matcher
from contractlab.contracts.vocabulary import STATUS_CLASSES
from contractlab.engine.rules import Rule
from contractlab.errors import InvalidEdit
from contractlab.values.json_types import JSONObject

__all__ = [
    "WriteInner",
    "WriteRule",
    "WrittenRule",
    "as_pattern",
    "escaped",
    "includes_as_pattern",
    "named",
    "semver_as_pattern",
    "status_rule",
    "with_arguments",
    "with_bounds",
    "with_rules",
]

WrittenRule = JSONObject
"""A rule as a file has it: ``{"match": "regex", "regex": "…"}``."""

WriteInner = Callable[[Matcher, str], list[WrittenRule]]
"""From a matcher, and the word that it stands inside, to the rules inside a rule."""

WriteRule = Callable[[Matcher, WriteInner], WrittenRule]
"""From a matcher as people write it, and the writer of rules inside a rule, to what the file has."""

_SEMVER = (
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?"
)


def named(name: str) -> WriteRule:
    """A rule that is its name alone."""
    return lambda matcher, inner: {"match": name}


def with_arguments(name: str, **words: str) -> WriteRule:
    """A rule with attributes, each from the argument that `match` has for it."""
    return lambda matcher, inner: {
        "match": name,
        **{attribute: matcher.args[argument] for attribute, argument in words.items()},
    }


_CLASS_OF = {"1XX": "info", "2XX": "success", "3XX": "redirect", "4XX": "clientError", "5XX": "serverError"}


def status_rule(matcher: Matcher, inner: WriteInner) -> WrittenRule:
    """A class of statuses, or a list of numbers: the core has no digits that are free in a status."""
    wanted = matcher.args["status"]
    if isinstance(wanted, str):
        wanted = _CLASS_OF.get(wanted.upper(), wanted)
    listed = wanted if isinstance(wanted, list) else [wanted]
    codes = [int(each) if isinstance(each, str) and each.isdigit() else each for each in listed]
    if isinstance(wanted, str) and wanted in STATUS_CLASSES:
        return {"match": "statusCode", "status": wanted}
    if not all(isinstance(code, int) for code in codes):
        raise InvalidEdit(
            f"Pact cannot say {matcher!r}: it has classes ({', '.join(STATUS_CLASSES)}) and lists of statuses"
        )
    return {"match": "statusCode", "status": codes}


def as_pattern(make: Callable[[Matcher], str]) -> WriteRule:
    """A pattern that says what a word asks for."""
    return lambda matcher, inner: {"match": "regex", "regex": make(matcher)}


def with_rules(name: str) -> WriteRule:
    """A rule with the rules of another matcher inside."""
    return lambda matcher, inner: {"match": name, "rules": inner(matcher.args["rules"], matcher.name)}


def escaped(text: str) -> str:
    """A text as a pattern that matches nothing else; in Oniguruma every one of these may be escaped."""
    return re.sub(r"([\\^$.|?*+()\[\]{}#\s-])", r"\\\1", text)


def includes_as_pattern(rule: Rule) -> WrittenRule:
    """The pattern of a text with a part, for versions without ``include``."""
    return {"match": "regex", "regex": f"(?m).*{re.escape(str(rule.args.get('value', '')))}.*"}


def with_bounds(matcher: Matcher, inner: WriteInner) -> WrittenRule:
    """A type with the bounds that were given."""
    return {"match": "type", **matcher.args}


def semver_as_pattern(rule: Rule) -> WrittenRule:
    """The pattern of a semantic version, for versions without ``semver``."""
    return {"match": "regex", "regex": _SEMVER}
