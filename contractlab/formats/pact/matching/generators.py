"""Generators: values that are made at run time, as a contract declares them.

Names and attributes are those of the Pact specification (V3 and V4, "generators") as the Rust core reads them
(pact_models, generators): what it cannot use it leaves out in silence, and the example's value stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from contractlab.engine.errors import CannotCheck
from contractlab.engine.paths import PathExpression
from contractlab.formats.pact.date_expressions import DEFAULT_FORMATS, date_faults, date_oddities
from contractlab.formats.pact.predicates.regexes import InvalidRegex, whole_match
from contractlab.values.json_types import JSON
from contractlab.values.lookups import is_one_of
from contractlab.values.source import Location
from contractlab.values.text import visible

__all__ = ["GENERATORS", "Generator"]

UUID_FORMATS = frozenset({"simple", "lower-case-hyphenated", "upper-case-hyphenated", "URN"})
DATA_TYPES = frozenset({"STRING", "INTEGER", "DECIMAL", "FLOAT", "BOOLEAN", "RAW"})


@dataclass(frozen=True, slots=True)
class Generator:
    """One generator of an example.

    Attributes
    ----------
    name : str
        ``"RandomInt"``, ``"ProviderState"`` …, or an unknown name as written.
    args : mapping
        Its attributes as written.
    category : str
        ``"method"``, ``"path"``, ``"query"``, ``"header"``, ``"body"``, ``"status"`` or ``"metadata"``.
    path : str
        Path expression in bodies, name of a header or parameter; empty elsewhere.
    tokens : tuple of Token or None
        `path` in a body, read; None where it cannot be read.
    declared_at : Location
    """

    name: str
    args: Mapping[str, JSON]
    category: str
    path: str
    tokens: PathExpression | None
    declared_at: Location

    @property
    def is_known(self) -> bool:
        """False for a generator that no specification names."""
        return self.name in GENERATORS

    @property
    def since(self) -> str:
        """Version of the specification in which it appeared."""
        return "4.0" if self.name == "MockServerURL" else "3.0"

    def faults(self) -> Iterator[str]:
        """What keeps it from making a value, in words."""
        check = GENERATORS.get(self.name)
        if check is None:
            yield f"the generator {visible(self.name)[:60]!r} is unknown, so the example's value is used"
        else:
            yield from check(self.args)

    def oddities(self) -> Iterator[str]:
        """What the core makes of it otherwise than it seems to say, in words."""
        expression = self.args.get("expression")
        if self.name in DEFAULT_FORMATS and isinstance(expression, str):
            yield from date_oddities(self.name, expression)


def _whole(args: Mapping[str, JSON], name: str) -> int | None:
    value = args.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _size(name: str) -> Callable[[Mapping[str, JSON]], Iterator[str]]:
    def check(args: Mapping[str, JSON]) -> Iterator[str]:
        if name not in args:
            return
        given = _whole(args, name)
        if given is None or given < 0:
            yield f"{name} must be an integer from 0, not {visible(args[name])[:40]!r}; it is not used"

    return check


def _random_int(args: Mapping[str, JSON]) -> Iterator[str]:
    for name in ("min", "max"):
        if name in args and _whole(args, name) is None:
            yield f"{name} must be an integer, not {visible(args[name])[:40]!r}; it is not used"
    low, high = _whole(args, "min"), _whole(args, "max")
    low, high = 0 if low is None else low, 10 if high is None else high
    if low > high:
        yield f"min {low:,} is above max {high:,}, so there is no number to make"


def _regex(args: Mapping[str, JSON]) -> Iterator[str]:
    pattern = args.get("regex")
    if not isinstance(pattern, str):
        yield "there is no regex, so the example's value is used"
        return
    try:
        whole_match(pattern)
    except (InvalidRegex, CannotCheck) as error:
        yield f"the pattern cannot be read: {visible(error)}"


def _uuid(args: Mapping[str, JSON]) -> Iterator[str]:
    given = args.get("format")
    if given is not None and not is_one_of(given, UUID_FORMATS):
        yield f"the format {visible(given)[:40]!r} is none of {', '.join(sorted(UUID_FORMATS))}"


def _dated(kind: str) -> Callable[[Mapping[str, JSON]], Iterator[str]]:
    def check(args: Mapping[str, JSON]) -> Iterator[str]:
        pattern, expression = args.get("format"), args.get("expression")
        for name, given in (("format", pattern), ("expression", expression)):
            if given is not None and not isinstance(given, str):
                yield f"the {name} is to be text, not {visible(given)[:40]!r}; it is not used"
        yield from date_faults(
            kind,
            pattern if isinstance(pattern, str) else None,
            expression if isinstance(expression, str) else None,
        )

    return check


def _provider_state(args: Mapping[str, JSON]) -> Iterator[str]:
    expression = args.get("expression")
    if not isinstance(expression, str) or not expression:
        yield "there is no expression, so the example's value is used"
    elif expression.count("${") != len(re.findall(r"\$\{[^}]*\}", expression)):
        yield f"a ${{ in the expression {visible(expression)[:60]!r} is not closed"
    kind = args.get("dataType")
    if kind is not None and (not isinstance(kind, str) or kind.upper() not in DATA_TYPES):
        yield f"the data type {visible(kind)[:40]!r} is none of {', '.join(sorted(DATA_TYPES))}"


def _mock_server_url(args: Mapping[str, JSON]) -> Iterator[str]:
    for name in ("example", "regex"):
        if not isinstance(args.get(name), str):
            yield f"there is no {name}, so the example's value is used"
    pattern, example = args.get("regex"), args.get("example")
    if isinstance(pattern, str):
        try:
            fits = whole_match(pattern)
            if isinstance(example, str) and not fits(example):
                yield "the regex does not match its own example, so the example's value is used"
        except (InvalidRegex, CannotCheck) as error:
            yield f"the pattern cannot be read: {visible(error)}"


def _nothing(args: Mapping[str, JSON]) -> Iterator[str]:
    return iter(())


GENERATORS: dict[str, Callable[[Mapping[str, JSON]], Iterator[str]]] = {
    "RandomInt": _random_int,
    "RandomDecimal": _size("digits"),
    "RandomHexadecimal": _size("digits"),
    "RandomString": _size("size"),
    "RandomBoolean": _nothing,
    "Regex": _regex,
    "Uuid": _uuid,
    "Date": _dated("Date"),
    "Time": _dated("Time"),
    "DateTime": _dated("DateTime"),
    "ProviderState": _provider_state,
    "MockServerURL": _mock_server_url,
}
"""Generators by name, each with what it asks of its attributes."""
