"""What a row of the table of matchers holds, and the table, which others can add rows to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from enum import Enum

from contractlab.contracts.vocabulary import MatcherArgument, MatcherForm, MatcherInfo
from contractlab.engine.rules import Rule
from contractlab.formats.pact.expectations import Expectation, phrase
from contractlab.formats.pact.filled_forms import FillForm, fill_fields
from contractlab.formats.pact.predicates.containers import (
    NO_ELEMENT,
    ContainerPredicate,
    ElementRule,
    no_container,
)
from contractlab.formats.pact.predicates.scalars import (
    BytesPredicate,
    Facts,
    JsonPredicate,
    ManyTextsPredicate,
    StatusPredicate,
    TextPredicate,
    TypesOf,
    any_status,
    any_text,
    equal_json,
    every_type,
    no_bytes,
    no_json,
    no_loose_text,
    no_status,
    no_text,
    same_kind,
)
from contractlab.formats.pact.read_matchers import ReadMatcher, read_as_written
from contractlab.formats.pact.refusals import RefusalHint, no_hint
from contractlab.formats.pact.rule_checks import RuleFaults, no_faults
from contractlab.formats.pact.word_rules import WriteRule, WrittenRule
from contractlab.values.json_types import JSON, JSONObject, Value
from contractlab.values.sentences import MatcherWording
from contractlab.values.text import json_kind

__all__ = ["Inside", "MatcherSpec", "MatcherTable"]


class Inside(Enum):
    """What the rules inside a rule are about."""

    NOTHING = "nothing"
    KEYS = "keys"
    VALUES = "values"
    VARIANTS = "variants"


_SAMPLES: tuple[Value, ...] = ("", 0, 0.5, True, None)
"""A JSON scalar of each type."""


def _by_name(rule: Rule, actual: Value) -> tuple[str, JSONObject]:
    return rule.name, {}


_fits = phrase("a value that matches")


def _readable(rule: Rule) -> str | None:
    return None


@dataclass(frozen=True, slots=True, eq=False)
class MatcherSpec:
    """Everything that is known of one matcher.

    Attributes
    ----------
    name : str
        As the specification writes it.
    since : str
        Version of the specification in which it appeared: ``"2.0"``, ``"3.0"``, ``"4.0"``.
    aliases : tuple of str
        Other spellings in files: old ones, and those of V4's integration JSON.
    guessed_by : tuple of str
        Attributes that alone say that it is meant, where a rule has no name (V2).
    arguments : tuple of MatcherArgument
    read : callable
        How it is read from a file.

    json_types : callable or None
        Types that it accepts, where the type of a JSON scalar is all it asks.
    json, many_texts : callable
        What it accepts of a JSON scalar; of many texts at once, where that is quicker.
    text, data, status : callable
        What it accepts of a text (header, parameter, form field, path, text and attributes of XML, a text body), of a
        binary body, and of a status.
    on_object, on_array : callable
        What it asks of an object or an array itself.
    element : ElementRule
        What it asks of an element of XML itself.
    inside : Inside
        What the rules inside it are about.
    keys_optional : bool
        Keys of an object that stands under it may be missing, and others be there.
    every_value : bool
        It looks at every value of an object, whatever its key is.
    type_like : bool
        An array or a repeated element under it may have another number of items, each like the first.
    sniffs : bool
        It asks for a media type, so that other text than plain text is judged as bytes.
    silent_on : frozenset of str
        ``"object"``, ``"array"``: what it stands on without asking anything, although it looks as if it did.
    inert_says : str
        What a note says of it where it accepted a scalar that it does not look at.
    kinds : frozenset of str
        Kinds of JSON values that it is made for, where neither `json_types` nor `many_texts` tells; see `made_for`.
    loose_text : callable
        What a text is that it accepts, where JSON would not take it for such a value; else an empty text.
    lets_through : str
        What passes although people think that it is checked.

    reason : callable
        Code and facts of a difference.
    faults : callable
        What is odd about a rule of it, whatever the example.
    wording : MatcherWording
    expects : callable
        What it asks for, in words.
    label : callable or None
        The rule in a few words; None where the name with the usual arguments is enough.
    hint : callable
        Why it refused a text, where more is known than what it asks for.

    words : mapping of str to callable
        Words of `match` that are written by it, and how.
    word : str
        The word of `match` that means the same, by which another format writes it; empty if there is none.
    forms : tuple of MatcherForm
        How an editor offers it.
    fill : callable
        From the forms and a rule to the form that shows it, with what it holds.
    kinds_tell : bool
        Values of every kind tell all that it accepts, although its predicate is one of its own.
    vague : bool
        It leaves so much open that recordings may say what else to ask for.
    whole : bool
        It judges an object or an array with all that is inside as one text.
    unreadable : callable
        Why the arguments of a rule cannot be used; gives None if they can.
    nearest : str
        What to write in a version that does not have it.
    older : callable or None
        How a version that does not have it says the same.
    older_by_type : bool
        A version that does not have it takes any value of the example's type.
    """

    name: str
    since: str
    aliases: tuple[str, ...] = ()
    guessed_by: tuple[str, ...] = ()
    arguments: tuple[MatcherArgument, ...] = ()
    read: ReadMatcher = read_as_written

    json_types: TypesOf | None = None
    json: JsonPredicate = no_json
    many_texts: ManyTextsPredicate | None = None
    text: TextPredicate = no_text
    data: BytesPredicate = no_bytes
    status: StatusPredicate = no_status
    on_object: ContainerPredicate = no_container
    on_array: ContainerPredicate = no_container
    element: ElementRule = NO_ELEMENT
    inside: Inside = Inside.NOTHING
    keys_optional: bool = False
    every_value: bool = False
    type_like: bool = False
    sniffs: bool = False
    silent_on: frozenset[str] = frozenset()
    inert_says: str = ""
    kinds: frozenset[str] = frozenset()
    loose_text: Callable[[str], str] = no_loose_text
    lets_through: str = ""

    reason: Facts = _by_name
    faults: RuleFaults = no_faults
    wording: MatcherWording = field(default_factory=MatcherWording)
    expects: Expectation = _fits
    label: Callable[[str, Mapping[str, JSON]], str] | None = None
    hint: RefusalHint = no_hint

    words: Mapping[str, WriteRule] = field(default_factory=dict)
    word: str = ""
    forms: tuple[MatcherForm, ...] = ()
    fill: FillForm = fill_fields
    kinds_tell: bool = False
    vague: bool = False
    whole: bool = False
    unreadable: Callable[[Rule], str | None] = _readable
    nearest: str = "match.like"
    older: Callable[[Rule], WrittenRule] | None = None
    older_by_type: bool = False

    @property
    def info(self) -> MatcherInfo:
        """What others may know of it, as plain data."""
        return MatcherInfo(
            self.name,
            self.aliases,
            self.since,
            self.arguments,
            self.word,
            tuple(self.words),
            self.lets_through,
            self.forms,
            self.wording.exact,
            self.wording.allows_null,
            self.by_kind,
            self.type_like,
            self.vague,
        )

    @property
    def made_for(self) -> frozenset[str]:
        """Kinds of JSON values that it is made for; empty for one that is made for any."""
        if self.kinds or self.many_texts is not None:
            return self.kinds or frozenset({"string"})
        if self.json_types in (None, every_type, same_kind):
            return frozenset()
        return frozenset(map(json_kind, [sample for sample in _SAMPLES if type(sample) in self._types()]))

    def _types(self) -> frozenset[type]:
        types = None if self.json_types is None else self.json_types(None)
        return frozenset() if types is None else types

    @property
    def asks_equality(self) -> bool:
        """True if it accepts no JSON scalar but the example itself, or none at all."""
        return self.json in (equal_json, no_json)

    @property
    def by_kind(self) -> bool:
        """True if values of every kind tell all that it accepts: types alone are asked for, or equality."""
        types_alone = self.json_types is not None and self.inside is Inside.NOTHING
        return self.kinds_tell or types_alone or self.json is equal_json


class MatcherTable:
    """Rows by name, with what is asked of all of them together.

    Parameters
    ----------
    rows : iterable of MatcherSpec

    Attributes
    ----------
    by_name, by_alias, by_word : dict of str to MatcherSpec
    keys_optional, every_value, type_like, silent_on_objects, silent_on_arrays, for_keys, for_values, for_variants : set
        Names of the matchers of which that is true.
    any_scalar, any_text, any_status : set
        Names of those that accept every JSON scalar, every text, every status.
    whole : set
        Names of those that judge what holds others as one text.
    statuses_alone : set
        Names of those that judge statuses, and accept every other value.
    """

    def __init__(self, rows: Iterable[MatcherSpec]) -> None:
        self._unknown = MatcherSpec("", "")
        self._use(list(rows))

    def _use(self, rows: Sequence[MatcherSpec]) -> None:
        self.rows = tuple(rows)
        self.by_name = {spec.name: spec for spec in rows}
        self.by_alias = {alias: spec for spec in rows for alias in (spec.name, *spec.aliases)}
        self.by_word = {word: spec for spec in rows for word in spec.words}
        self.keys_optional = self._names(lambda spec: spec.keys_optional)
        self.every_value = self._names(lambda spec: spec.every_value)
        self.type_like = self._names(lambda spec: spec.type_like)
        self.silent_on_objects = self._names(lambda spec: "object" in spec.silent_on)
        self.silent_on_arrays = self._names(lambda spec: "array" in spec.silent_on)
        self.for_keys = self._names(lambda spec: spec.inside is Inside.KEYS)
        self.for_values = self._names(lambda spec: spec.inside is Inside.VALUES)
        self.for_variants = self._names(lambda spec: spec.inside is Inside.VARIANTS)
        self.any_scalar = self._names(lambda spec: spec.json_types is every_type)
        self.any_text = self._names(lambda spec: spec.text is any_text)
        self.statuses_alone = self._names(lambda spec: spec.json_types is every_type and spec.status is not no_status)
        self.any_status = self._names(lambda spec: spec.status is any_status)
        self.whole = self._names(lambda spec: spec.whole)

    def _names(self, holds: Callable[[MatcherSpec], bool]) -> frozenset[str]:
        return frozenset(spec.name for spec in self.rows if holds(spec))

    def __iter__(self) -> Iterator[MatcherSpec]:
        return iter(self.rows)

    def of(self, name: str) -> MatcherSpec:
        """The row of a matcher; of one that is unknown, a row that accepts nothing."""
        return self.by_name.get(name, self._unknown)

    def add(self, spec: MatcherSpec) -> AbstractContextManager[None]:
        """Add a row, or put it in the place of the one with its name.

        Contracts that were read before keep what they were read with.

        Parameters
        ----------
        spec : MatcherSpec

        Returns
        -------
        context manager
            Takes the row away again when it is left; who wants to keep the row does not enter it.
        """
        before = self.rows
        self._use([*(row for row in before if row.name != spec.name), spec])
        return self._until_left(before)

    @contextmanager
    def _until_left(self, before: Sequence[MatcherSpec]) -> Iterator[None]:
        try:
            yield
        finally:
            self._use(before)
