"""How strict a contract remains after a repair: of the wrong answers that it stops at a place, those it still stops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from contractlab.editing.contract_edit import Edit
from contractlab.editing.probing import Place, Side
from contractlab.editing.repair_ground import Spot
from contractlab.editing.wrong_answers import Mutant, MutantKind, body_mutants, named_mutants
from contractlab.errors import InvalidEdit
from contractlab.values.display import quiet
from contractlab.values.markers import MISSING

__all__ = ["StillStopped", "StoppedAnswers"]


_NONSENSE = Mutant(MutantKind.FORMAT, "~ of no format ~")


@quiet
@dataclass(frozen=True, slots=True)
class StillStopped:
    """Wrong answers at the place that a repair is about, in the example that it was looked for in.

    Attributes
    ----------
    before : int
        How many the contract stops as it is.
    after : int
        How many of them it would still stop.
    any_text : bool
        True if it would take text of no format at all, which it stops as it is.
    """

    before: int
    after: int
    any_text: bool = False

    @property
    def lost(self) -> int:
        """How many would pass that are stopped now."""
        return self.before - self.after

    @property
    def sentence(self) -> str:
        """``5 of 7 wrong answers there are still stopped``."""
        verb = "is" if self.before == 1 else "are"
        noun = "wrong answer" if self.before == 1 else "wrong answers"
        return f"{self.after:,} of {self.before:,} {noun} there {verb} still stopped"


class StoppedAnswers:
    """The wrong answers that an example stops at a place.

    Parameters
    ----------
    spot : Spot
    """

    def __init__(self, spot: Spot) -> None:
        self.spot = spot

    @cached_property
    def mutants(self) -> tuple[Mutant, ...]:
        """They; none where none are made, as of text that is no JSON."""
        accepts = self._asking(self.spot.side)
        return () if accepts is None else tuple(mutant for mutant in self._tried() if not accepts(mutant))

    def still_in(self, edited: Edit) -> StillStopped | None:
        """How many of them an edited contract stops.

        Parameters
        ----------
        edited : Edit
            A fork of the one that the spot is in.

        Returns
        -------
        StillStopped or None
            None where there is nothing to compare: no wrong answers, or the example is no more.
        """
        if not self.mutants:
            return None
        try:
            accepts = self._asking(self.spot.side_in(edited))
        except (InvalidEdit, LookupError, StopIteration):
            return None
        # A place of which the example says nothing any more is not asked for.
        after = 0 if accepts is None else sum(not accepts(mutant) for mutant in self.mutants)
        any_text = self._stops_nonsense and (accepts is None or accepts(_NONSENSE))
        return StillStopped(len(self.mutants), after, any_text)

    @cached_property
    def _stops_nonsense(self) -> bool:
        accepts = self._asking(self.spot.side)
        return accepts is not None and not accepts(_NONSENSE)

    @cached_property
    def _place(self) -> Place:
        """Part and name of what stands beside the body, as `Side.named` has them."""
        first = self.spot.mismatches[0]
        return (first.part, first.path.lower() if first.part == "headers" else first.path)

    def _tried(self) -> tuple[Mutant, ...]:
        if self.spot.values:
            return tuple(body_mutants(self.spot.values[0]))
        return named_mutants(*self._place, self.spot.side.named[self._place])

    def _asking(self, side: Side) -> Callable[[Mutant], bool] | None:
        """Asks a part whether it accepts a wrong answer; None where the part says nothing of the place."""
        if self.spot.values:
            tokens = self.spot.values[0].tokens
            if tokens not in side.values or side.json is MISSING:  # a value of XML or of a form is no JSON to write
                return None
            return lambda mutant: side.accepts(tokens, mutant.value)
        if not self.spot.mismatches or self._place not in side.named:
            return None
        return lambda mutant: side.accepts_named(self._place, mutant.value)
