"""Providers that make the calls themselves, and providers that are functions: what the user gives for them.

A trigger makes the provider send a request, or call a function, whose other side is played here; a function of the
provider is called. Both run in the caller's thread.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeAlias

from contractlab.contracts.calls import CallNeed, RunsCalls
from contractlab.contracts.contract import Example
from contractlab.contracts.format import format_of
from contractlab.errors import ProviderError
from contractlab.live.handler_code import call_stubs
from contractlab.live.importing import import_named
from contractlab.values.display import quiet
from contractlab.values.text import quote

__all__ = ["NO_CALLS", "Calls", "Named", "TriggerArguments", "as_named", "call_need_of"]

Named: TypeAlias = "Mapping[str, Callable[..., Any]] | None"
"""Functions by name."""


def as_named(given: object, word: str) -> Named:
    """Functions by name out of what ``triggers=`` and ``functions=`` take.

    Parameters
    ----------
    given : mapping, str or None
        A text is the name of a mapping: ``"package.module:triggers"``.
    word : str
        ``"triggers"`` or ``"functions"``, for sentences.

    Raises
    ------
    ProviderError
        For anything else.
    """
    if isinstance(given, str):
        given = import_named(given, word, ProviderError)
    if given is None or isinstance(given, Mapping):
        return given
    kind = type(given).__name__
    raise ProviderError(f"{word}= takes functions by name, or the name of such a mapping; this is {kind}")


def call_need_of(example: Example) -> CallNeed | None:
    """What an example needs of its user; None where the provider answers requests over HTTP."""
    form = format_of(example.contract)
    return form.call_need(example) if isinstance(form, RunsCalls) else None


@dataclass(frozen=True, slots=True)
class Calls:
    """What makes a provider call, and its functions.

    Attributes
    ----------
    triggers : mapping of str to callable, or None
        By the name of the request. A trigger may ask for ``url`` (of the server that plays the partner), ``function``
        (which plays it), ``variables`` and ``example``; one parameter of another name gets the address or the function.
    functions : mapping of str to callable, or None
        By the name of the function.
    """

    triggers: Named = None
    functions: Named = None

    @property
    def given(self) -> bool:
        """True if the user gave anything of it."""
        return self.triggers is not None or self.functions is not None

    def lookup(self, need: CallNeed) -> Callable[..., Any] | None:
        """The trigger or the function for a need."""
        return self._named(need).get(need.name if need.kind == "function" else need.trigger)

    def _named(self, need: CallNeed) -> Mapping[str, Callable[..., Any]]:
        return (self.functions if need.kind == "function" else self.triggers) or {}

    def require(self, examples: Sequence[Example]) -> None:
        """Find what is missing, all of it at once; nothing is where the user gave neither triggers nor functions.

        Raises
        ------
        ProviderError
            With code to begin with.
        """
        for word, given in (("triggers", self.triggers), ("functions", self.functions)):
            broken = [name for name, each in (given or {}).items() if not callable(each)]
            if broken:
                raise ProviderError(f"{word}= has no function for {', '.join(map(quote, broken[:5]))}")
        if not self.given:
            return
        missing: dict[tuple[bool, str], CallNeed] = {}
        for example in examples:
            need = call_need_of(example)
            if need is not None and self.lookup(need) is None:
                is_function = need.kind == "function"
                missing.setdefault((is_function, need.name if is_function else need.trigger), need)
        if not missing:
            return
        lines = [self._line(is_function, name, need) for (is_function, name), need in list(missing.items())[:20]]
        if len(missing) > 20:
            lines.append(f"  and {len(missing) - 20:,} more")
        named = [(name, need.kind) for (_, name), need in list(missing.items())[:20]]
        raise ProviderError(
            f"{len(missing):,} {'name is' if len(missing) == 1 else 'names are'} missing:\n"
            + "\n".join(lines)
            + f"\n\nA beginning:\n\n{call_stubs(named)}"
        )

    def _line(self, is_function: bool, name: str, need: CallNeed) -> str:
        near = get_close_matches(name, list(self._named(need)), n=1, cutoff=0.6)
        what = "function" if is_function else "trigger"
        return f"  {what} {quote(name, 160)}" + (f" (there is one for {quote(near[0], 160)})" if near else "")


NO_CALLS = Calls()


@quiet
@dataclass(frozen=True, slots=True)
class TriggerArguments:
    """What a trigger may ask for.

    Attributes
    ----------
    partner : object
        Address of the server, or the function, that plays the partner.
    named : mapping of str to object
        Everything by name, the partner too.
    """

    partner: object
    named: Mapping[str, object]

    def call(self, trigger: Callable[..., Any]) -> Any:
        """Call a trigger with what its signature asks for.

        Raises
        ------
        TypeError
            For parameters that nobody has a value for.
        """
        try:
            parameters = list(inspect.signature(trigger).parameters.values())
        except (TypeError, ValueError):  # some built-in functions have no signature that can be read
            return trigger(self.partner)
        needed = [each for each in parameters if each.default is each.empty and each.kind not in _REST]
        unknown = [each for each in needed if each.name not in self.named]
        if len(unknown) == 1 and needed[0] is unknown[0] and needed[0].kind is not inspect.Parameter.KEYWORD_ONLY:
            rest = {each.name: self.named[each.name] for each in needed[1:]}
            return trigger(self.partner, **rest)
        if unknown:
            names = ", ".join(repr(each.name) for each in unknown)
            raise TypeError(f"the trigger asks for {names}; it may ask for {', '.join(self.named)}")
        if any(each.kind is each.VAR_KEYWORD for each in parameters):
            return trigger(**self.named)
        positional = [self.named[each.name] for each in needed if each.kind is each.POSITIONAL_ONLY]
        rest = {
            each.name: self.named[each.name]
            for each in parameters
            if each.name in self.named and each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)
        }
        return trigger(*positional, **rest)


_REST = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
