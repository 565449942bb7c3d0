"""What surrounds a matcher while it is checked: where it stands, which mode is in force, what it can refer to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from contractlab.engine.errors import CannotCheck
from contractlab.formats.contractcase.matching.js_values import has_text, js_type, template
from contractlab.values.json_types import JSON, JSONObject, Value
from contractlab.values.markers import MISSING
from contractlab.values.reasons import ReasonCode
from contractlab.values.source import Location, Source

__all__ = [
    "MAX_LEVELS",
    "MAX_MATCHERS",
    "MAX_TEXT",
    "CaseError",
    "Mode",
    "StripUnsupported",
    "Thrown",
    "Where",
    "World",
    "config_error",
    "core_error",
    "text_of",
]

MAX_LEVELS = 160
"""Matchers inside one another that are followed; the real core goes on until its stack is used up."""

MAX_MATCHERS = 500_000
"""Matchers and values of one side that are followed: names that lead to names twice each double with every step."""

MAX_TEXT = 2**25
"""Characters of an encoded example: JSON as text inside JSON as text doubles with every level."""

_NAME_COSTS = 10


class Thrown(Exception):
    """Something the real core throws instead of answering.

    Attributes
    ----------
    name : str
        The class of the error there, such as ``CaseConfigurationError``.
    message : str
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.message = message


class UnknownMatcher(Thrown):
    """A type of matcher that the core has no executor for."""

    def __init__(self, type_name: str) -> None:
        super().__init__("CaseCoreError", f"Missing executor for matcher type '{type_name}'")


class StripUnsupported(Thrown):
    """A matcher that has no example of its own."""

    def __init__(self, type_name: Any, place: Where) -> None:
        message = (
            f"Matchers of type '{template(type_name)}' do not support stripMatchers() without an example. This is an "
            "auxiliary matcher designed to be used with `and()`, and must be combined with a matcher that can be "
            f"stripped. At: (at {'.'.join(place.steps)})"
        )
        super().__init__("StripUnsupportedError", message)


class Where:
    """A place in the tree of matchers, as a chain: the steps are put together only for messages."""

    __slots__ = ("_parent", "_step")

    def __init__(self, parent: Where | None = None, step: str | None = None) -> None:
        self._parent = parent
        self._step = step

    def at(self, step: str) -> Where:
        """One step further down."""
        return Where(self, step)

    @property
    def steps(self) -> tuple[str, ...]:
        """Every step from the root, those that only maintainers see included."""
        steps: list[str] = []
        place: Where | None = self
        while place is not None:
            if place._step is not None:
                steps.append(place._step)
            place = place._parent
        return tuple(reversed(steps))

    @property
    def text(self) -> str:
        """The place as messages name it: hidden steps left out."""
        text = ""
        for step in self.steps:
            if not step.startswith(":"):
                text += step if step.startswith("[") or not text else f".{step}"
        return text

    @property
    def suffix(self) -> str:
        """What the core appends to the message of an error it throws."""
        return f" (at {self.text})" if self.steps else ""


def config_error(message: str, place: Where) -> Thrown:
    """The contract, or its use, is wrong."""
    return Thrown("CaseConfigurationError", f"{message}\n{place.suffix}")


def core_error(message: str, place: Where) -> Thrown:
    """The core was given something that it did not foresee."""
    return Thrown("CaseCoreError", f"{message}{place.suffix}")


def text_of(value: Value) -> str:
    """The text of any value.

    Raises
    ------
    Thrown
        Where JavaScript finds none.
    """
    if not has_text(value):
        raise Thrown("TypeError", "Cannot convert object to primitive value")
    return template(value)


@dataclass(frozen=True, slots=True)
class Mode:
    """The context in force.

    Attributes
    ----------
    match_by : JSON value
        ``"exact"``; everything else means by type.
    serialisable_to : JSON value
        ``"json"`` refuses numbers that JSON has no words for.
    declared : str or None
        JSON pointer of the matcher that set `match_by`; None where nothing did.
    """

    match_by: Any = "exact"
    serialisable_to: Any = "json"
    declared: str | None = None

    @property
    def exact(self) -> bool:
        """True if values are compared."""
        return isinstance(self.match_by, str) and self.match_by == "exact"

    def under(self, matcher: Mapping[str, JSON], pointer: str) -> Mode:
        """The mode for `matcher` and everything below it: keys ``_case:context:*`` are folded in."""
        if "_case:context:matchBy" not in matcher and "_case:context:serialisableTo" not in matcher:
            return self
        declared = pointer if "_case:context:matchBy" in matcher else self.declared
        return Mode(
            matcher.get("_case:context:matchBy", self.match_by),
            matcher.get("_case:context:serialisableTo", self.serialisable_to),
            declared,
        )


@dataclass(slots=True)
class CaseError:
    """One error as the real core reports it.

    Attributes
    ----------
    message : str
    location : tuple of str
        Steps from the root; those that start with a colon are hidden from users.
    expected, actual : JSON value or MISSING
    matcher_type : str
    annotations : mapping
        What the core writes over expected and actual, where it says more than that.
    """

    message: str
    location: tuple[str, ...]
    expected: Value
    actual: Value
    matcher_type: str
    annotations: Mapping[str, str] = field(default_factory=dict)


_NOWHERE = Source("<matcher>", b"")


class World:
    """What matchers can refer to.

    Parameters
    ----------
    lookups : mapping of str to JSON value, optional
        The contract's ``matcherLookup``; what is named while matchers are followed is added, as the core does.
    variables : mapping of str to JSON value, optional
        Values of state variables.
    function_name : str, optional
    locate : callable, optional
        From a JSON pointer to a place in the file.
    documented : frozenset of str
        Names of the deviations in which the documentation is followed instead of the core.
    """

    def __init__(
        self,
        lookups: Mapping[str, JSON] | None = None,
        variables: Mapping[str, JSON] | None = None,
        *,
        function_name: str | None = None,
        test: int | None = None,
        locate: Callable[[str], Location] | None = None,
        documented: frozenset[str] = frozenset(),
    ) -> None:
        self.lookups: JSONObject = dict(lookups or {})
        self.pointers: dict[str, str] = {}
        self.variables: Mapping[str, JSON] = variables or {}
        self.function_name = function_name
        self.test = test
        self.locate: Callable[[str], Location] = locate or _NOWHERE.at
        self.documented = documented
        self.same_names: set[tuple[int, int]] = set()
        self._followed = 0

    def follow(self, named: bool = False) -> None:
        """Count a matcher or a value, or a name that leads to one.

        Raises
        ------
        CannotCheck
            When there are more than anybody means.
        """
        self._followed += _NAME_COSTS if named else 1
        if self._followed > MAX_MATCHERS:
            raise CannotCheck(f"names and matchers lead to more than {MAX_MATCHERS:,} others in all", ReasonCode.LIMIT)

    def default_variable(self, name: str) -> Any:
        """A variable that only the contract's lookup knows; MISSING if there is none."""
        keys = [f"variable:state:{name}", f"variable:default:{name}"]
        if self.test is not None:
            keys.insert(0, f"variable:default:{name}::test[{self.test}]")
        for key in keys:
            if key in self.lookups:
                return self.lookups[key]
        if self.test is None:
            prefix = f"variable:default:{name}::test["
            return next((value for key, value in self.lookups.items() if key.startswith(prefix)), MISSING)
        return MISSING

    def must_be_text(self, value: Value, place: Where) -> str:
        """`value` if it is a string.

        Raises
        ------
        Thrown
            As the core does.
        """
        if not isinstance(value, str):
            message = f"The provided matcher did not resolve to a string. Instead, it resolved to: {js_type(value)}"
            raise config_error(message, place)
        return value
