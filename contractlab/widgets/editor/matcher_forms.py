"""Matchers as forms: which there are for a value, what each asks for, and what a contract's rules look like in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from contractlab.contracts import match
from contractlab.contracts.match import Matcher
from contractlab.contracts.registry import matcher_info, vocabularies
from contractlab.contracts.vocabulary import FilledForm, MatcherField, MatcherForm, Vocabulary
from contractlab.errors import InvalidEdit
from contractlab.values.display import quiet
from contractlab.values.json_types import JSONObject
from contractlab.values.rule import rule_label
from contractlab.values.text import quote, shorten
from contractlab.widgets.editor.protocol import MatcherForm as OfferedForm
from contractlab.widgets.protocol import JSONValue

__all__ = ["Written", "forms_for", "matcher_of", "read_rules"]

_TEXT_LIMIT = 10_000


def _forms(vocabulary: Vocabulary) -> Sequence[MatcherForm]:
    """What a format offers; one that names no forms is offered those of all, and says itself what it cannot say."""
    return vocabulary.forms or [form for each in vocabularies() for form in each.forms]


def forms_for(kind: str, vocabulary: Vocabulary) -> list[OfferedForm]:
    """The matchers that a format offers for a value of a JSON kind, or for a ``"status"``, as JSON."""
    return [
        {
            "name": form.name,
            "label": form.label,
            "fields": [
                {"name": field.name, "label": field.label, "kind": field.kind, "choices": list(field.choices)}
                for field in form.fields
            ],
        }
        for form in _forms(vocabulary)
        if kind in form.kinds
    ]


@quiet
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


def read_rules(rules: Sequence[JSONObject], vocabulary: Vocabulary, combine: str = "AND") -> Written | None:
    """Rules as a file declares them beside a value; None where there are none.

    Parameters
    ----------
    rules : sequence of mapping
    vocabulary : Vocabulary
        Of the format of the file.
    combine : str
        ``"AND"`` or ``"OR"``.
    """
    if not rules:
        return None
    any_of = combine.upper() == "OR"
    filled = [vocabulary.filled(rule) for rule in rules]
    labels = [rule_label(form.matcher, _args(rule)) for form, rule in zip(filled, rules, strict=True)]
    others = [form for form in filled if not matcher_info(form.matcher).allows_null]
    nullable = any_of and len(filled) == 2 and len(others) < 2
    left = others if nullable else filled
    shown = left[0] if len(left) == 1 else FilledForm("")
    return Written(
        shown.word, shown.fields, nullable and bool(shown.word), (" or " if any_of else " and ").join(labels)
    )


def _args(rule: JSONObject) -> JSONObject:
    return {key: value for key, value in rule.items() if key != "match"}


def matcher_of(vocabulary: Vocabulary, name: JSONValue, fields: JSONValue, nullable: JSONValue = False) -> Matcher:
    """The matcher that a form says, without an example.

    Parameters
    ----------
    vocabulary : Vocabulary
        Of the format of the contract that is edited.
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
    form = next((form for form in _forms(vocabulary) if form.name == name), None)
    if form is None:
        raise InvalidEdit(f"there is no matcher {shorten(name, 40)}")
    filled = fields if isinstance(fields, dict) else {}
    values = {field.name: _value(form, field, filled.get(field.name)) for field in form.fields}
    matcher = _MAKE.get(form.name, _plain(form.name))(values)
    null = matcher_info(form.rule).allows_null
    return match.any_of(match.null(), matcher) if nullable is True and not null else matcher


def _value(form: MatcherForm, field: MatcherField, written: JSONValue) -> str | int | None:
    """What a field of the form holds; None where a count is left out."""
    if field.kind == "count":
        if written in (None, ""):
            return None
        text = str(written).strip()
        if isinstance(written, bool) or not text.isascii() or not text.isdecimal() or len(text) > 9:
            raise InvalidEdit(f"{quote(written, 30)} is not a number of items; enter an integer such as 1, or nothing")
        return int(text)
    text = written if isinstance(written, str) else ""
    if len(text) > _TEXT_LIMIT:
        raise InvalidEdit(f"that is {len(text):,} characters; {_TEXT_LIMIT:,} are the most here")
    if field.kind == "choice":
        if text not in field.choices:
            raise InvalidEdit(f"{quote(text, 30)} is none of {', '.join(field.choices)}")
    elif not text and not _default(form, field):
        raise InvalidEdit(f"give a {field.label}")
    return text


def _default(form: MatcherForm, field: MatcherField) -> str:
    """What stands for a field that is left empty."""
    defaults = (vocabulary.default(form.name, field.attribute or field.name) for vocabulary in vocabularies())
    return next((default for default in defaults if default), "")


Values = Mapping[str, str | int | None]


def _plain(name: str) -> Callable[[Values], Matcher]:
    """The matcher of the vocabulary that takes the fields as they are."""

    def make(values: Values) -> Matcher:
        matcher: Matcher = getattr(match, name)(**{key: value for key, value in values.items() if value is not None})
        return matcher

    return make


_MAKE: dict[str, Callable[[Values], Matcher]] = {
    "each_key_matches": lambda values: match.each_key_matches(rules=match.regex(regex=str(values["regex"]))),
    "each_value_matches": lambda values: match.each_value_matches(rules=match.like()),
}
