"""The rows of the matchers of dates and times, which differ in little but their format."""

from __future__ import annotations

from typing import Any

from contractlab.contracts.vocabulary import MatcherArgument, MatcherField, MatcherForm
from contractlab.formats.pact.expectations import coded
from contractlab.formats.pact.matcher_spec import MatcherSpec
from contractlab.formats.pact.predicates.containers import passes_container
from contractlab.formats.pact.predicates.scalars import date_in, date_texts
from contractlab.formats.pact.read_matchers import read_texts
from contractlab.formats.pact.refusals import date_refusal
from contractlab.formats.pact.rule_checks import date_faults, unreadable_format
from contractlab.formats.pact.word_rules import with_arguments

__all__ = ["dated"]

_TEXT = frozenset({"string"})


def dated(name: str, default: str, noun: str, label: str, position: int, **more: Any) -> MatcherSpec:
    """The row of a matcher of dates or times.

    Parameters
    ----------
    name : str
    default : str
        The format where a rule has none.
    noun : str
        What it asks for, with its article: ``a date``.
    label : str
        What an editor calls it.
    position : int
        Where an editor offers it.
    more
        Other fields of the row.
    """
    json, text = date_in(default)
    return MatcherSpec(
        name,
        "3.0",
        arguments=(MatcherArgument("format", default=default),),
        read=read_texts,
        json=json,
        many_texts=date_texts(default),
        text=text,
        on_array=passes_container,
        faults=date_faults(default),
        unreadable=unreadable_format(default),
        expects=coded(f"{noun} in ", "format"),
        hint=date_refusal(default),
        words={name: with_arguments(name, format="format")},
        word=name,
        forms=(MatcherForm(name, label, name, _TEXT, (MatcherField("format", "format"),), position),),
        nearest="match.regex",
        older_by_type=True,
        **more,
    )
