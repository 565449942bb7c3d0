"""What a schema promises, as an example with matchers; and what it says that matchers do not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from contractlab.contracts import match
from contractlab.contracts.matcher import Matcher, example_of
from contractlab.errors import InvalidEdit
from contractlab.openapi.references import Place, UnreadableReference
from contractlab.openapi.schemas import Schema
from contractlab.openapi.texts import text_matcher
from contractlab.values.display import quiet
from contractlab.values.json_text import to_string
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING

__all__ = ["Promise", "Sayable", "Side", "Unsaid", "promise_of"]

Side = Literal["request", "response"]
Sayable = Callable[[Matcher], bool]
"""Whether a matcher can be written where it is to stand: in this format and version."""

MOST_VALUES = 5_000
"""Values of one example; what lies beyond is left out, and told."""
DEEPEST = 40
_UNSAID_KEYWORDS = (
    "not", "if", "uniqueItems", "contains", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
    "minProperties", "maxProperties", "patternProperties", "propertyNames", "dependentSchemas", "dependentRequired",
    "unevaluatedProperties", "unevaluatedItems", "contentEncoding",
)  # fmt: skip
_MOST_ENUM = 100
_UNFIT = "the document's own example breaks its schema; those of its values that keep it are used"


@quiet
@dataclass(frozen=True, slots=True)
class Unsaid:
    """Something that a schema says and the example does not.

    Attributes
    ----------
    text : str
        A sentence, with the place in the body.
    place : Place
        Of the schema.
    """

    text: str
    place: Place


@quiet
@dataclass(slots=True)
class Promise:
    """An example with matchers.

    Attributes
    ----------
    value : JSON value with matchers, or MISSING
        MISSING where nothing fits the schema.
    unsaid : list of Unsaid
    """

    value: Any
    unsaid: list[Unsaid] = field(default_factory=list)


def promise_of(
    schema: Schema, side: Side, sayable: Sayable, example: tuple[JSON, ...] = (), *, text: bool = False
) -> Promise:
    """What a schema promises.

    Parameters
    ----------
    schema : Schema
    side : str
        What only the other side sends is left out.
    sayable : callable
    example : tuple of JSON value
        Of the whole, or nothing: its values are taken where they fit.
    text : bool
        True for a value that travels as a text: a parameter, a header.
    """
    builder = _Builder(side, sayable, text)
    if example:
        builder.take(schema, example[0], "$")
    return Promise(builder.value(schema, example, "$", ()), builder.unsaid)


class _Builder:
    def __init__(self, side: Side, sayable: Sayable, text: bool) -> None:
        self.side, self.sayable, self.text = side, sayable, text
        self.unsaid: list[Unsaid] = []
        self.unfit = False
        self._count = 0

    def note(self, path: str, text: str, schema: Schema) -> None:
        """Remember what was not said."""
        try:
            place = schema.target
        except UnreadableReference:
            place = schema.place
        self.unsaid.append(Unsaid(f"{path}: {text}", place))

    def take(self, schema: Schema, example: JSON, path: str) -> None:
        """Look at an example of the document: from one that does not fit, every single value is looked at."""
        if not self.fits(schema, example):
            self.unfit = True
            self.note(path, _UNFIT, schema)

    @staticmethod
    def fits(schema: Schema, example: JSON) -> bool:
        try:
            return not schema.errors(example)
        except UnreadableReference:
            return True  # nobody knows better

    def value(self, schema: Schema, example: tuple[JSON, ...], path: str, above: tuple[tuple[str, str], ...]) -> Any:
        """The value of a schema; MISSING where none can stand there."""
        self._count += 1
        try:
            name = (schema.target.base, schema.target.pointer)
        except UnreadableReference as error:
            self.note(path, str(error), schema)
            return match.like(example[0]) if example else MISSING
        if schema.is_false:
            return MISSING
        if above.count(name) or len(above) > DEEPEST:
            self.note(path, "the schema stands within itself, and ends here", schema)
            return MISSING
        if self._count > MOST_VALUES:
            self.note(path, f"only {MOST_VALUES:,} values are taken", schema)
            return MISSING
        given = example or schema.example
        if not example and given:
            self.take(schema, given[0], path)
        scalar = bool(given) and not isinstance(given[0], dict | list)
        if scalar and self.unfit and not self.fits(schema, given[0]):
            given = ()
        for keyword in _UNSAID_KEYWORDS:
            if (stated := schema.first(keyword)) is not None and stated is not False:
                self.note(path, f"{keyword} {stated!r:.60} is not asked for", schema)
        return self._of_types(schema, given, path, (*above, name))

    def _of_types(self, schema: Schema, given: tuple[JSON, ...], path: str, above: tuple[tuple[str, str], ...]) -> Any:
        fixed = self._fixed(schema, given, path)
        if fixed is not MISSING:
            return fixed
        options = schema.options
        types = [each for each in schema.types if each != "null"]
        nullable = "null" in schema.types
        if options and not schema.properties:
            return self._option(schema, options, given, path, above, nullable)
        if len(types) > 1:
            self.note(path, f"{' or '.join(types)}: {types[0]} is taken", schema)
        kind = _kind_of(given[0]) if given and _kind_of(given[0]) in types else types[0] if types else None
        if kind == "number" and given and isinstance(given[0], int):
            kind = "number"
        made = self._of_kind(kind, schema, given if given and given[0] is not None else (), path, above)
        if options:
            self.note(path, f"one of {len(options)} further schemas has to fit as well", schema)
        return self._nullable(made, schema, path) if nullable else made

    def _of_kind(
        self, kind: str | None, schema: Schema, given: tuple[JSON, ...], path: str, above: tuple[tuple[str, str], ...]
    ) -> Any:
        if kind == "object":
            return self._object(schema, given, path, above)
        if kind == "array":
            return self._array(schema, given, path, above)
        if kind == "string":
            return self._said(text_matcher(schema, given, lambda text: self.note(path, text, schema)), path, schema)
        if kind == "integer":
            value = given[0] if given and type(given[0]) is int else _bounded(schema, 1)
            return self._said(match.integer(value), path, schema)
        if kind == "number":
            value = given[0] if given and type(given[0]) in (int, float) else _bounded(schema, 1.5)
            return self._said(match.number(value), path, schema)
        if kind == "boolean":
            return self._said(match.boolean(given[0] if given and isinstance(given[0], bool) else True), path, schema)
        if schema.types == ("null",):
            return None
        if given:
            return match.like(given[0])
        self.note(path, "the schema says nothing of this value, so that anything fits", schema)
        return match.like("anything") if not self.text else match.any_string("anything")

    def _said(self, matcher: Matcher, path: str, schema: Schema) -> Matcher:
        """A matcher, or the nearest that the version can say."""
        if self.sayable(matcher):
            return matcher
        self.note(path, f"this version has no match.{matcher.name}, so that the type alone counts", schema)
        example = example_of(matcher)
        return match.like(example if example is not MISSING else "text")

    def _nullable(self, made: Any, schema: Schema, path: str) -> Any:
        if made is MISSING:
            return None
        if not isinstance(example_of(made), dict | list):  # of which null is no alternative to every format
            try:
                either = match.nullable(made)
            except InvalidEdit:
                either = None
            if either is not None and self.sayable(either):
                return either
        self.note(path, "null is allowed, which is not said", schema)
        return made

    def _fixed(self, schema: Schema, given: tuple[JSON, ...], path: str) -> Any:
        """A value that can be one thing, or one of a few."""
        if any(True for _ in schema.values_of("const")):
            return self._said_exactly(schema.first("const"))
        listed = schema.first("enum")
        if not isinstance(listed, list) or not listed:
            return MISSING
        example = given[0] if given and given[0] in listed else listed[0]
        if len(listed) == 1:
            return self._said_exactly(example)
        if len(listed) > _MOST_ENUM:
            self.note(path, f"one of {len(listed)} values, which is not said", schema)
            return match.like(example)
        if all(isinstance(each, str) for each in listed):
            pattern = "^(" + "|".join(re.escape(str(each)).replace(r"\ ", " ") for each in listed) + ")$"
            return self._said(match.regex(example, regex=pattern), path, schema)
        scalars = [each for each in listed if each is not None]
        if scalars and all(isinstance(each, str | int) for each in scalars) and example is not None:
            pattern = "^(" + "|".join(re.escape(to_string(each)) for each in scalars) + ")$"
            try:
                made = match.regex(example, regex=pattern)
            except InvalidEdit:
                made = None
            if made is not None and self.sayable(made):
                return self._nullable(made, schema, path) if len(scalars) < len(listed) else made
        self.note(path, f"one of {len(listed)} values, which is not said", schema)
        return match.like(example)

    def _said_exactly(self, value: JSON) -> Any:
        made = match.equality(value)
        return made if self.sayable(made) else value

    def _option(
        self,
        schema: Schema,
        options: tuple[Schema, ...],
        given: tuple[JSON, ...],
        path: str,
        above: tuple[tuple[str, str], ...],
        nullable: bool,
    ) -> Any:
        """The alternative that fits the example, else the first that is more than null."""
        real: list[Schema] = []
        for option in options:
            try:
                if option.types == ("null",):
                    nullable = True
                    continue
            except UnreadableReference:
                pass
            real.append(option)
        if not real:
            return None
        taken = real[0]
        if given:
            taken = next((option for option in real if self.fits(option, given[0])), taken)
        if len(real) > 1:
            self.note(path, f"one of {len(real)} alternatives: {_title(taken)} is taken", schema)
        made = self.value(taken, given if given and given[0] is not None else (), path, above)
        return self._nullable(made, schema, path) if nullable else made

    def _object(self, schema: Schema, given: tuple[JSON, ...], path: str, above: tuple[tuple[str, str], ...]) -> Any:
        example = given[0] if given and isinstance(given[0], Mapping) else {}
        properties, required = schema.properties, schema.required
        if not properties:
            return self._map(schema, example, path, above)
        wanted = [name for name in properties if name in required] if required else list(properties)
        if not required:
            self.note(path, "the document requires none of its properties, so that all are asked for", schema)
        hidden = "readOnly" if self.side == "request" else "writeOnly"
        made: dict[str, Any] = {}
        for name in wanted:
            inner = properties[name]
            if _flag(inner, hidden):
                continue
            own = (example[name],) if name in example else ()
            value = self.value(inner, own, _below(path, name), above)
            if value is MISSING:
                continue
            made[name] = value
        left = [name for name in properties if name not in wanted and not _flag(properties[name], hidden)]
        if left:
            shown = ", ".join(left[:8]) + (f" and {len(left) - 8} more" if len(left) > 8 else "")
            self.note(path, f"not required, so not asked for: {shown}", schema)
        for name in required:
            if name not in properties:
                made[name] = match.like(example.get(name, "anything"))
                self.note(_below(path, name), "required, and the schema says nothing of it", schema)
        return made

    def _map(self, schema: Schema, example: Mapping[str, JSON], path: str, above: tuple[tuple[str, str], ...]) -> Any:
        """An object of names that are free."""
        made: dict[str, Any] = {}
        inner = schema.inner("additionalProperties")
        names = [*schema.required, *(name for name in example if name not in schema.required)] or ["name"]
        if inner is None or not isinstance(inner.target.value, Mapping):
            return match.like({name: example.get(name, "anything") for name in names}) if example else match.like({})
        for name in names[:3]:
            own = (example[name],) if name in example else ()
            value = self.value(inner, own, _below(path, name), above)
            if value is not MISSING:
                made[name] = value
        rules = next(iter(made.values()), None)
        if isinstance(rules, Matcher) and not rules.parts:
            plain = {name: example_of(value) for name, value in made.items()}
            if MISSING not in plain.values():
                try:
                    each = match.each_value_matches(plain, rules=rules)
                except InvalidEdit:
                    each = None
                if each is not None and self.sayable(each):
                    return each
        self.note(path, "names are free, and only these are asked for: " + ", ".join(made), schema)
        return made

    def _array(self, schema: Schema, given: tuple[JSON, ...], path: str, above: tuple[tuple[str, str], ...]) -> Any:
        example = given[0] if given and isinstance(given[0], list) else []
        first = schema.listed("prefixItems")
        if first:
            items = [
                self.value(each, tuple(example[index : index + 1]), f"{path}[{index}]", above)
                for index, each in enumerate(first)
            ]
            return [item for item in items if item is not MISSING]
        least, most = schema.first("minItems"), schema.first("maxItems")
        inner = schema.inner("items")
        if inner is None:
            return match.like(list(example))
        item = self.value(inner, tuple(example[:1]), f"{path}[*]", above)
        if item is MISSING or most == 0:
            return match.like([])
        low = least if type(least) is int and 0 < least <= 100 else None
        high = most if type(most) is int and most >= (low or 0) else None
        if len(example) > 1:
            self.note(path, "the first item of the document's example stands for all", schema)
        made = match.each_like(item, min=low, max=high)
        return made if self.sayable(made) else [item]


def _kind_of(value: JSON) -> str:
    if isinstance(value, bool):
        return "boolean"
    kinds = ((int, "integer"), (float, "number"), (str, "string"), (list, "array"), (dict, "object"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "null")


def _bounded(schema: Schema, usual: float) -> Any:
    """A number within the bounds that are stated, or the usual one where none is found."""
    whole = isinstance(usual, int)
    step = 1 if whole else 0.5
    least, most = _number(schema.first("minimum")), _number(schema.first("maximum"))
    over, under = schema.first("exclusiveMinimum"), schema.first("exclusiveMaximum")
    if over is True and least is not None:
        least += step
    elif (bound := _number(over)) is not None:
        least = bound + step
    if under is True and most is not None:
        most -= step
    elif (bound := _number(under)) is not None:
        most = bound - step
    value = usual
    if least is not None and value < least:
        value = least
    if most is not None and value > most:
        value = most
    multiple = _number(schema.first("multipleOf"))
    if multiple is not None and multiple >= 1 and abs(value) < 2**53:
        value = -(-value // multiple) * multiple
    return int(value) if whole and abs(value) < 2**53 else value


def _number(value: JSON) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _flag(schema: Schema, keyword: str) -> bool:
    try:
        return schema.first(keyword) is True
    except UnreadableReference:
        return False


def _title(schema: Schema) -> str:
    try:
        title = schema.first("title")
        return str(title) if isinstance(title, str) else schema.pointer.rsplit("/", 1)[-1]
    except UnreadableReference:
        return "the first"


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if re.fullmatch(r"[A-Za-z_]\w*", name) else f"{path}[{name!r}]"
