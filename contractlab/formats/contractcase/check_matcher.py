"""One matcher asked about one value: everything ContractCase 0.30.1 would answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from contractlab.engine.errors import CannotCheck
from contractlab.formats.contractcase.matching import (
    CaseError,
    CaseNode,
    Mode,
    Thrown,
    Where,
    World,
    compile_node,
    self_verify,
)
from contractlab.formats.contractcase.matching.deviations import check_case_dialect, documented_for
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING

__all__ = ["MatcherAnswer", "check_matcher"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class MatcherAnswer:
    """What came of it.

    Attributes
    ----------
    passed : bool
        True if the check gave no error; False too if it threw.
    errors : tuple of CaseError
        Each with ``message``, ``location`` (steps, those that begin with a colon are internal), ``expected``,
        ``actual``, ``matcher_type``.
    thrown : mapping of str to str
        From what was asked (``check``, ``strip``, ``describe``, ``validate``, ``selfVerify``) to the message with which
        the core stops, or to the reason why contractlab gives up.
    thrown_names : mapping of str to str
        The same with the class of the error: ``CaseConfigurationError`` …; ``CannotCheck`` is contractlab's own.
    example : JSON value or MISSING
        What the core strips the matcher to.
    description : str
        The sentence that the core prints; empty where it throws.
    """

    passed: bool
    errors: tuple[CaseError, ...] = ()
    thrown: Mapping[str, str] = field(default_factory=dict)
    thrown_names: Mapping[str, str] = field(default_factory=dict)
    example: Any = MISSING
    description: str = ""

    def __bool__(self) -> bool:
        return self.passed


def check_matcher(
    matcher: Any,
    actual: Value = MISSING,
    *,
    variables: Mapping[str, JSON] | None = None,
    lookup: Mapping[str, JSON] | None = None,
    function_name: str | None = None,
    dialect: str = "reference",
) -> MatcherAnswer:
    """Ask a matcher about a value.

    Parameters
    ----------
    matcher : JSON value
        A matcher, or plain data, as a contract holds it.
    actual : JSON value or MISSING
        MISSING is JavaScript's undefined.
    variables : mapping of str to JSON value, optional
        Values of state variables.
    lookup : mapping of str to JSON value, optional
        The contract's ``matcherLookup``.
    function_name : str, optional
        The function that the example is about.
    dialect : str
        ``"reference"`` (ContractCase 0.30.1) or ``"documented"`` (what its documentation promises).

    Returns
    -------
    MatcherAnswer

    Raises
    ------
    ValueError
        For a dialect that does not exist; never for JSON.
    """
    documented = documented_for(check_case_dialect(dialect))
    thrown: dict[str, str] = {}
    names: dict[str, str] = {}

    def ask(operation: str, question: Callable[[World], _T], without: _T) -> _T:
        # Each question starts anew: names that one of them saved must not be there for the next.
        world = World(lookup, variables, function_name=function_name, documented=documented)
        try:
            return question(world)
        except Thrown as error:
            thrown[operation], names[operation] = error.message, error.name
        except CannotCheck as error:
            thrown[operation], names[operation] = str(error), "CannotCheck"
        except RecursionError:
            thrown[operation], names[operation] = "the matcher or the value is nested too deep", "CannotCheck"
        return without

    nothing: list[CaseError] = []
    errors = ask("check", lambda world: _node(matcher, world).check(actual, Where()), nothing)
    example = ask("strip", lambda world: _node(matcher, world).example_of(Where()), MISSING)
    description = ask("describe", lambda world: _node(matcher, world).name(Where()), "")
    ask("validate", lambda world: _node(matcher, world).validate(Where()), None)
    ask("selfVerify", lambda world: self_verify(_node(matcher, world), Where()), None)
    return MatcherAnswer("check" not in thrown and not errors, tuple(errors), thrown, names, example, description)


def _node(matcher: Any, world: World) -> CaseNode:
    return compile_node(matcher, Mode(), "", world)
