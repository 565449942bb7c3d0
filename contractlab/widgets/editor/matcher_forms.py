"""Matchers as forms: which there are for a value, what each asks for, and what a contract's rules look like in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from contractlab.contracts import match
from contractlab.contracts.match import Matcher
from contractlab.errors import InvalidEdit
from contractlab.values.rule import rule_label
from contractlab.values.text import quote, shorten
from contractlab.widgets.editor.protocol import MatcherForm
from contractlab.widgets.protocol import JSONValue

__all__ = ["FORMS", "Field", "Form", "Written", "forms_for", "matcher_of", "read_rules"]

_TEXT_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a matcher asks for.

    Attributes
    ----------
    name : str
        As in `contractlab.contracts.match`.
    label : str
    kind : str
        ``"text"``, ``"count"`` (a whole number, may be left out) or ``"choice"``.
    choices : tuple of str
    attribute : str
        What the rule of a Pact file calls it, where that is another word.
    """

    name: str
    label: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One matcher with its fields.

    Attributes
    ----------
    name : str
        The word of the vocabulary.
    label : str
        What the list calls it.
    rule : str
        The name of the rule in a Pact file.
    kinds : frozenset of str
        JSON kinds of values that it is offered for.
    fields : tuple of Field
    """

    name: str
    label: str
    rule: str
    kinds: frozenset[str]
    fields: tuple[Field, ...] = ()


_TEXT = frozenset({"string"})
_NUMBER = frozenset({"number"})
_ANY = frozenset({"object", "array", "string", "number", "boolean", "null"})
_FORMAT = (Field("format", "format"),)

FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        Form("like", "type: any value of this kind", "type", _ANY),
        Form("equality", "exact: this very value", "equality", _ANY),
        Form("regex", "regex", "regex", _TEXT | _NUMBER, (Field("regex", "pattern"),)),
        Form("includes", "includes", "include", _TEXT, (Field("includes", "text", attribute="value"),)),
        Form("not_empty", "not empty", "notEmpty", _TEXT | {"array", "object"}),
        Form("datetime", "date and time", "datetime", _TEXT, _FORMAT),
        Form("date", "date", "date", _TEXT, _FORMAT),
        Form("time", "time", "time", _TEXT, _FORMAT),
        Form("uuid", "UUID", "", _TEXT),
        Form("semver", "semantic version", "semver", _TEXT),
        Form("string_prefix", "starts with", "", _TEXT, (Field("prefix", "text"),)),
        Form("string_suffix", "ends with", "", _TEXT, (Field("suffix", "text"),)),
        Form("number", "number", "number", _NUMBER | _TEXT),
        Form("integer", "whole number", "integer", _NUMBER | _TEXT),
        Form("decimal", "decimal number", "decimal", _NUMBER | _TEXT),
        Form("boolean", "true or false", "boolean", frozenset({"boolean"}) | _TEXT),
        Form("null", "null", "null", frozenset({"null"})),
        Form(
            "each_like",
            "type, for every item",
            "type",
            frozenset({"array"}),
            (Field("min", "at least", "count"), Field("max", "at most", "count")),
        ),
        Form(
            "each_key_matches",
            "every key matches a pattern",
            "eachKey",
            frozenset({"object"}),
            (Field("regex", "pattern"),),
        ),
        Form("each_value_matches", "every value by type", "eachValue", frozenset({"object"})),
        Form(
            "status_code",
            "class of statuses",
            "statusCode",
            frozenset({"status"}),
            (Field("status", "class", "choice", match.STATUS_CLASSES),),
        ),
    )
}


def forms_for(kind: str) -> list[MatcherForm]:
    """The matchers that are offered for a value of a JSON kind, as JSON."""
    return [
        {
            "name": form.name,
            "label": form.label,
            "fields": [
                {"name": field.name, "label": field.label, "kind": field.kind, "choices": list(field.choices)}
                for field in form.fields
            ],
        }
        for form in FORMS.values()
        if kind in form.kinds
    ]


@dataclass(frozen=True, slots=True)
class Written:
    """What a file declares for a place, as a form shows it.

    Attributes
    ----------
    matcher : str
        The word of the vocabulary; empty where no form can show it.
    fields : mapping
    nullable : bool
        True if null passes too.
    label : str
        The rules in a few words.
    """

    matcher: str
    fields: Mapping[str, str | int]
    nullable: bool
    label: str


def read_rules(rules: Sequence[Mapping[str, JSONValue]], combine: str = "AND") -> Written | None:
    """Rules as a Pact file has them; None where there are none."""
    if not rules:
        return None
    sign = " or " if combine.upper() == "OR" else " and "
    label = sign.join(rule_label(str(rule.get("match", "type")), _args(rule)) for rule in rules)
    nullable = combine.upper() == "OR" and len(rules) == 2 and any(rule.get("match") == "null" for rule in rules)
    left = [rule for rule in rules if rule.get("match") != "null"] if nullable else list(rules)
    name, fields = _form_of(left[0]) if len(left) == 1 else ("", {})
    return Written(name, fields, nullable and bool(name), label)


def _args(rule: Mapping[str, JSONValue]) -> dict[str, JSONValue]:
    return {key: value for key, value in rule.items() if key != "match"}


def _form_of(rule: Mapping[str, JSONValue]) -> tuple[str, dict[str, str | int]]:
    """The word and the fields of a rule; no word where no form can show it."""
    name = rule.get("match")
    if name is None:  # V2 and the loose files: the attribute says what it is
        name = "regex" if "regex" in rule else "type" if {"min", "max"} & set(rule) else ""
    if name == "type":
        bounds: dict[str, str | int] = {}
        for key in ("min", "max"):
            bound = rule.get(key)
            if isinstance(bound, int):
                bounds[key] = bound
        return ("each_like", bounds) if bounds else ("like", {})
    if name == "regex" and rule.get("regex") == match.UUID:
        return "uuid", {}
    if name == "eachKey":
        inner = rule.get("rules")
        only = inner[0] if isinstance(inner, list) and len(inner) == 1 else None
        pattern = only.get("regex") if isinstance(only, dict) else None
        return ("each_key_matches", {"regex": pattern}) if isinstance(pattern, str) else ("", {})
    if name == "eachValue":
        return ("each_value_matches", {}) if rule.get("rules") == [{"match": "type"}] else ("", {})
    if name == "statusCode" and not isinstance(rule.get("status", "success"), str):
        return "", {}
    form = next((form for form in FORMS.values() if form.rule == name), None)
    if form is None:
        return "", {}
    fields: dict[str, str | int] = {}
    for field in form.fields:
        value = rule.get(field.attribute or field.name)
        if isinstance(value, str):
            fields[field.name] = value
    return form.name, fields


def matcher_of(name: JSONValue, fields: JSONValue, nullable: JSONValue = False) -> Matcher:
    """The matcher that a form says, without an example.

    Parameters
    ----------
    name : str
    fields : mapping of str to text or number
        As they came from the screen; nothing about them is trusted.
    nullable : bool
        True lets null pass too.

    Raises
    ------
    InvalidEdit
        If there is no such matcher, or a field cannot be used; the text is for the line under the field.
    """
    form = FORMS.get(name) if isinstance(name, str) else None
    if form is None:
        raise InvalidEdit(f"there is no matcher {shorten(name, 40)}")
    filled = fields if isinstance(fields, dict) else {}
    values = {field.name: _value(field, filled.get(field.name)) for field in form.fields}
    matcher = _MAKE.get(form.name, _plain(form.name))(values)
    return match.any_of(match.null(), matcher) if nullable is True and form.name != "null" else matcher


def _value(field: Field, written: JSONValue) -> str | int | None:
    """What a field of the form holds; None where a count is left out."""
    if field.kind == "count":
        if written in (None, ""):
            return None
        text = str(written).strip()
        if isinstance(written, bool) or not text.isascii() or not text.isdecimal() or len(text) > 9:
            raise InvalidEdit(f"{quote(written, 30)} is no number of items; give a whole number such as 1, or nothing")
        return int(text)
    text = written if isinstance(written, str) else ""
    if len(text) > _TEXT_LIMIT:
        raise InvalidEdit(f"that is {len(text):,} characters; {_TEXT_LIMIT:,} are the most here")
    if field.kind == "choice":
        if text not in field.choices:
            raise InvalidEdit(f"{quote(text, 30)} is none of {', '.join(field.choices)}")
    elif not text and field.name not in ("format",):
        raise InvalidEdit(f"give a {field.label}")
    return text


Values = Mapping[str, str | int | None]


def _plain(name: str) -> Callable[[Values], Matcher]:
    """The matcher of the vocabulary that takes the fields as they are."""

    def make(values: Values) -> Matcher:
        matcher: Matcher = getattr(match, name)(**{key: value for key, value in values.items() if value is not None})
        return matcher

    return make


_MAKE: dict[str, Callable[[Values], Matcher]] = {
    "null": lambda values: match.null(),
    "status_code": lambda values: match.status_code(str(values["status"])),
    "each_key_matches": lambda values: match.each_key_matches(rules=match.regex(regex=str(values["regex"]))),
    "each_value_matches": lambda values: match.each_value_matches(rules=match.like()),
}
