"""What is known of a format's matchers, as plain data: for lint, the editor, conversion and the words of `match`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from contractlab.contracts.matcher import Matcher
from contractlab.values.json_types import JSON, Value

__all__ = [
    "NO_MATCHERS",
    "STATUS_CLASSES",
    "FilledForm",
    "MatcherArgument",
    "MatcherField",
    "MatcherForm",
    "MatcherInfo",
    "StatusClass",
    "Vocabulary",
]


@dataclass(frozen=True, slots=True)
class StatusClass:
    """A class of HTTP statuses that a matcher can ask for.

    Attributes
    ----------
    name : str
        As `match.status_code` takes it.
    codes : range
        Statuses that belong to it.
    words : str
        What a sentence calls it.
    """

    name: str
    codes: range
    words: str


_CLASSES = (
    StatusClass("info", range(100, 200), "an information status (100 to 199)"),
    StatusClass("success", range(200, 300), "a success status (200 to 299)"),
    StatusClass("redirect", range(300, 400), "a redirect status (300 to 399)"),
    StatusClass("clientError", range(400, 500), "a client error status (400 to 499)"),
    StatusClass("serverError", range(500, 600), "a server error status (500 to 599)"),
    StatusClass("nonError", range(400), "a status below 400"),
    StatusClass("error", range(400, 65536), "a status of 400 or above"),
)
STATUS_CLASSES: Mapping[str, StatusClass] = MappingProxyType({group.name: group for group in _CLASSES})
"""Classes of statuses by name, in the order in which they are offered (Pact V4, ``statusCode``)."""


@dataclass(frozen=True, slots=True)
class MatcherArgument:
    """One attribute that a matcher has in the file.

    Attributes
    ----------
    name : str
    required : bool
    default : str
        What stands for it where the file has none; empty if nothing does.
    """

    name: str
    required: bool = False
    default: str = ""


@dataclass(frozen=True, slots=True)
class MatcherField:
    """One thing that an editor asks for.

    Attributes
    ----------
    name : str
        As the word of `match` calls it.
    label : str
    kind : str
        ``"text"``, ``"count"`` (a whole number, may be left out) or ``"choice"``.
    choices : tuple of str
    attribute : str
        What the file calls it, where that is another word.
    """

    name: str
    label: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class MatcherForm:
    """One matcher as an editor offers it.

    Attributes
    ----------
    name : str
        The word of `match`.
    label : str
        What the list calls it.
    rule : str
        The matcher in the file; empty where the word is written by another word's matcher.
    kinds : frozenset of str
        JSON kinds of the values that it is offered for, or ``"status"``.
    fields : tuple of MatcherField
    position : int
        Where in the list it is offered; those of one position in the order of the table.
    """

    name: str
    label: str
    rule: str
    kinds: frozenset[str]
    fields: tuple[MatcherField, ...] = ()
    position: int = 100


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A rule of a file as an editor shows it.

    Attributes
    ----------
    matcher : str
        The rule's matcher.
    word : str
        The form; empty where none can show the rule.
    fields : mapping of str to str or int
        What the form holds.
    """

    matcher: str
    word: str = ""
    fields: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MatcherInfo:
    """What a format knows of one matcher.

    Attributes
    ----------
    name : str
        As the format's files spell it.
    aliases : tuple of str
        Other spellings.
    since : str
        Version of the format in which it appeared; empty where versions do not differ.
    arguments : tuple of MatcherArgument
    word : str
        The word of `match` that says the same, or the nearest; empty if none does.
    words : tuple of str
        Every word of `match` that is written by it.
    lets_through : str
        What it does not look at, in words; empty if nothing is known.
    forms : tuple of MatcherForm
    exact : bool
        True if it asks for the example itself.
    allows_null : bool
        True if it is null that it asks for.
    by_kind : bool
        True if values of every kind tell all that it accepts: it asks for kinds, or for the example itself.
    type_like : bool
        True if it asks for the kind of its example; of an array, for items that are like the first.
    vague : bool
        True if it leaves so much open that recordings may say what else to ask for.
    """

    name: str
    aliases: tuple[str, ...] = ()
    since: str = ""
    arguments: tuple[MatcherArgument, ...] = ()
    word: str = ""
    words: tuple[str, ...] = ()
    lets_through: str = ""
    forms: tuple[MatcherForm, ...] = ()
    exact: bool = False
    allows_null: bool = False
    by_kind: bool = False
    type_like: bool = False
    vague: bool = False


class Vocabulary(Protocol):
    """The matchers of a format, as others ask for them."""

    @property
    def matchers(self) -> Sequence[MatcherInfo]:
        """Every matcher, in the order of the format's own table."""

    @property
    def forms(self) -> Sequence[MatcherForm]:
        """What an editor offers, in the order of its list."""

    def matcher(self, name: str) -> MatcherInfo | None:
        """The matcher with a name or alias; None for one that the format does not have."""

    def says(self, word: str) -> bool:
        """True if the format has a matcher for a word of `match`."""

    def default(self, word: str, argument: str) -> str:
        """What stands for an argument that was not given; empty if nothing does."""

    def filled(self, rule: Mapping[str, JSON]) -> FilledForm:
        """A rule as a file declares it beside a value, in the form that shows it."""

    def fault(self, matcher: Matcher) -> str | None:
        """Why the arguments of a matcher cannot be used, such as a pattern that cannot be read; None if they can."""

    def accepts(self, matcher: Matcher, value: Value) -> bool | None:
        """True if the matcher accepts a value of its own; None if the format does not judge it.

        Raises
        ------
        CannotCheck
            If that cannot be found out.
        """


class _NoMatchers:
    """The vocabulary of a format in which every value is exact."""

    matchers: Sequence[MatcherInfo] = ()
    forms: Sequence[MatcherForm] = ()

    def matcher(self, name: str) -> MatcherInfo | None:
        return None

    def says(self, word: str) -> bool:
        return False

    def default(self, word: str, argument: str) -> str:
        return ""

    def filled(self, rule: Mapping[str, JSON]) -> FilledForm:
        return FilledForm("")

    def fault(self, matcher: Matcher) -> str | None:
        return None

    def accepts(self, matcher: Matcher, value: Value) -> bool | None:
        return None


NO_MATCHERS: Vocabulary = _NoMatchers()
"""For formats without matchers."""
