"""Triggers, servers and functions of a consumer by name, and the proofs of several examples together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeAlias, overload

from contractlab.contracts.contract import Example
from contractlab.definition.consumer_runs import ConsumerRun
from contractlab.definition.message_proofs import MessageProof
from contractlab.definition.proving import Proof
from contractlab.errors import ContractBroken, InvalidEdit
from contractlab.values.display import Shown, present
from contractlab.values.text import count, quote, shorten

__all__ = ["AnyProof", "Proofs", "named_consumer", "require_consumers"]

AnyProof: TypeAlias = Proof | MessageProof | ConsumerRun

_SHOWN = 20


def named_consumer(consumers: Mapping[str, Any], names: Sequence[str], example: Example) -> Any:
    """What a mapping has for an example; the first of its names counts.

    Raises
    ------
    InvalidEdit
        If it has nothing.
    """
    require_consumers(consumers, [(example, names)])
    return next(consumers[name] for name in names if name in consumers)


def require_consumers(consumers: Mapping[str, Any], examples: Sequence[tuple[Example, Sequence[str]]]) -> None:
    """Find the examples for which a mapping has nothing, all of them at once.

    Raises
    ------
    InvalidEdit
        If there are some.
    """
    missing = [names for _, names in examples if not any(name in consumers for name in names)]
    if not missing:
        return
    lines = [_line(names, list(consumers)) for names in missing[:_SHOWN]]
    more = [f"  and {len(missing) - _SHOWN:,} more"] if len(missing) > _SHOWN else []
    what = "1 name is" if len(missing) == 1 else f"{len(missing):,} names are"
    raise InvalidEdit("\n".join([f"{what} missing:", *lines, *more]))


def _line(names: Sequence[str], given: list[str]) -> str:
    wanted = names[1] if len(names) > 1 else names[0]
    near = [close for name in names for close in get_close_matches(name, given, n=1, cutoff=0.6)]
    return f"  {quote(wanted, 160)}" + (f" (there is one for {quote(near[0], 160)})" if near else "")


class Proofs(Sequence["AnyProof"], Shown):
    """Proofs of several examples.

    Parameters
    ----------
    items : sequence of Proof or ConsumerRun
    """

    def __init__(self, items: Sequence[AnyProof]) -> None:
        self._items = tuple(items)

    @property
    def passed(self) -> bool:
        """True if every one is a proof, and there is one."""
        return bool(self._items) and all(each.passed for each in self._items)

    @property
    def failures(self) -> tuple[AnyProof, ...]:
        """Those that are none."""
        return tuple(each for each in self._items if not each.passed)

    def require_passed(self) -> Proofs:
        """Raise if one is no proof.

        Raises
        ------
        ContractBroken
            Its text is the view: of the one that is none, or of all.
        """
        if not self.passed:
            if len(self.failures) == 1:
                self.failures[0].require_passed()
            raise ContractBroken(f"{self._sentence()}\n{present(self)['text/plain']}")
        return self

    def _sentence(self) -> str:
        """What is not proved, with the first difference of the first."""
        if not self._items:
            return "There is no example, so nothing is proved."
        first = self.failures[0]
        named = f"“{shorten(first.example.description, 200)}”: {first.differs}"
        return f"{len(self.failures):,} of {count(len(self), 'example')} are not proved. {named}"

    @overload
    def __getitem__(self, index: int) -> AnyProof: ...
    @overload
    def __getitem__(self, index: slice) -> Proofs: ...
    def __getitem__(self, index: int | slice) -> AnyProof | Proofs:
        return Proofs(self._items[index]) if isinstance(index, slice) else self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return f"<Proofs: {len(self)}, {len(self.failures)} not proved>"
