"""What could make failing examples pass: for each cause the changes that might help, each with what it would change.

Nothing is changed by looking: candidates are made on forks, and none is applied by itself. Least harm comes first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, overload

from contractlab.editing.contract_edit import Edit
from contractlab.editing.preview import Preview, VerdictChange
from contractlab.editing.repair_effect import Effect
from contractlab.editing.repair_ground import Change, RepairGround
from contractlab.editing.repair_kinds import RepairKind
from contractlab.editing.repair_options import RunOption
from contractlab.editing.repair_order import least_harm
from contractlab.editing.still_stopped import StillStopped
from contractlab.errors import InvalidEdit
from contractlab.values.display import Shown
from contractlab.values.internal import Losses, LostItem
from contractlab.verification.causes import Cause

if TYPE_CHECKING:
    from contractlab.editing.differences import Difference

__all__ = ["CauseRepairs", "FindsRepairs", "Repair", "Repairs"]

Counts = Counter[tuple[str | None, str | None]]


class Repair(Shown):
    """One thing that could be done about a cause.

    Parameters
    ----------
    kind : RepairKind
    name, meaning, evidence : str
    effects : tuple of Effect
        One for each contract that it changes, made on forks.
    changes : tuple of (RepairGround, callable)
    figures : tuple of int
        Results that the cause breaks, how many of them pass then, and in how many the cause is gone.
    why_not : str
    text : str
    why_last : str
    mends_example : bool
    strictness : StillStopped or None

    Attributes
    ----------
    kind : RepairKind
    name : str
        ``"Loosen creditLimit everywhere it is used"``.
    meaning : str
        What the contract asks then: ``"Asks less: any number. 2 examples."``
    evidence : str
        What was seen, where captures taught it; else empty.
    total : int
        Results that the cause breaks now.
    mended : int
        How many of them pass then.
    settled : int
        In how many of them the cause is gone; other causes may be left there.
    why_not : str
        Why it does not help, or cannot be done; empty where it helps.
    text : str
        What to tell the provider's team; empty for changes of the contract.
    why_last : str
        Why the provider is rather asked to change, although it helps; empty where it is as good. The rule with its
        reasons: `contractlab.editing.repair_order`.
    mends_example : bool
        True if the example does not match its own rule, and this changes the example.
    strictness : StillStopped or None
        How strict the contract remains at the place; None where the place is another then, or was never asked for.
    """

    def __init__(
        self,
        kind: RepairKind,
        name: str,
        meaning: str,
        *,
        evidence: str = "",
        effects: tuple[Effect, ...] = (),
        changes: tuple[tuple[RepairGround, Change], ...] = (),
        figures: tuple[int, int, int] = (0, 0, 0),
        why_not: str = "",
        text: str = "",
        why_last: str = "",
        mends_example: bool = False,
        strictness: StillStopped | None = None,
    ) -> None:
        self.kind = kind
        self.name = name
        self.meaning = meaning
        self.evidence = evidence
        self.total, self.mended, self.settled = figures
        self.why_not = why_not
        self.text = text
        self.why_last, self.mends_example = why_last, mends_example
        self.strictness = strictness
        self._effects = effects
        self._changes = changes

    @property
    def helps(self) -> bool:
        """True if the cause goes away somewhere, or it tells who else can make it go away."""
        return not self.why_not

    @property
    def comes_last(self) -> bool:
        """True if the provider is rather asked to change; `why_last` says why."""
        return bool(self.why_last)

    @property
    def waits(self) -> bool:
        """True if only asking the provider again can tell what it mends: it brings about another state."""
        return self.kind is RepairKind.STATE and not self.mended

    @property
    def applies(self) -> bool:
        """True if it changes the contract; advice for the provider changes nothing."""
        return bool(self._effects)

    @cached_property
    def verdict_changes(self) -> tuple[VerdictChange, ...]:
        """Verdicts that would change, over all captures and versions."""
        return tuple(change for effect in self._effects for change in effect.changes)

    def counts(self) -> Counts:
        """Number of verdicts that would change, by verdict before and after."""
        return sum((effect.counts() for effect in self._effects), Counter())

    @property
    def broken(self) -> int:
        """How many verdicts would go from passed to failed, or to something that cannot be checked."""
        counted = self.counts()
        return sum(number for (before, after), number in counted.items() if before == "passed" and after != "passed")

    @property
    def unexercised(self) -> int:
        """How many examples nothing would exercise any more."""
        return sum(number for (_, after), number in self.counts().items() if after == "not exercised")

    @property
    def still(self) -> int:
        """How many results of the cause would fail all the same."""
        return self.total - self.mended

    @property
    def still_in_words(self) -> str:
        """What of the results of the cause fails all the same, and whether by this cause; empty where nothing does."""
        gone = max(min(self.settled, self.total) - self.mended, 0)
        left = self.still - gone
        pieces = [f"{gone:,} then {'fails' if gone == 1 else 'fail'} for another cause"] if gone else []
        pieces += [f"{left:,} still {'fails' if left == 1 else 'fail'}"] if left > 0 else []
        return ", ".join(pieces)

    @property
    def previews(self) -> tuple[Preview, ...]:
        """Every verdict before and after, one preview for each contract that it changes."""
        return tuple(effect.preview for effect in self._effects)

    def differences(self) -> tuple[Difference, ...]:
        """What it changes in meaning and in the file, one for each contract, from what is saved."""
        return tuple(effect.edited.diff() for effect in self._effects)

    @property
    def edited(self) -> tuple[Edit, ...]:
        """Forks of the edits in which it was made."""
        return tuple(effect.edited for effect in self._effects)

    @property
    def code(self) -> str:
        """The lines of Python that do it."""
        lines: list[str] = []
        for effect in self._effects:
            lines += [step.code for step in effect.edited.steps[effect.steps_before :]]
        return "\n".join(lines)

    @property
    def sentence(self) -> str:
        """``4 failed → passed, 0 passed → failed``."""
        if not self.applies:
            return self.why_not or "nothing changes until the provider is released"
        counted = self.counts()
        always = (("failed", "passed"), ("passed", "failed"))
        phrases = [f"{counted.get(pair, 0):,} {pair[0]} → {pair[1]}" for pair in always]
        others = sorted((pair for pair in counted if pair not in always), key=str)
        phrases += [f"{counted[pair]:,} {pair[0] or 'nothing'} → {pair[1] or 'nothing'}" for pair in others]
        return ", ".join(phrases)

    def apply(self, edit: Edit | None = None) -> tuple[Edit, ...]:
        """Make the edits; each contract gets one step, which can be undone like any other.

        Parameters
        ----------
        edit : Edit, optional
            Of a contract that it changes, with the examples that it had when the repair was looked for. Without it,
            the edits that the repairs were made for.

        Returns
        -------
        tuple of Edit
            Those that were changed.

        Raises
        ------
        InvalidEdit
            If there is nothing to apply, or it can no longer be done; nothing has changed then.
        """
        grounds = list(dict.fromkeys(ground for ground, _ in self._changes))
        if not grounds or not self.applies:
            raise InvalidEdit(self.why_not or "this changes no contract: its text is for the team of the provider")
        targets = {ground: ground.edit for ground in grounds}
        if edit is not None:
            targets = {ground: edit for ground in grounds if ground.edit.original is edit.original}
            if not targets:
                raise InvalidEdit("this repair is for another contract than the one that is edited")
        done: list[Edit] = []
        try:
            for ground, target in targets.items():
                before = len(target.steps)
                _make(self.name, target, [change for own, change in self._changes if own is ground])
                if len(target.steps) > before:
                    done.append(target)
        except BaseException:
            for target in done:
                target.undo()
            raise
        return tuple(done)

    def __str__(self) -> str:
        return f"{self.name}: {self.meaning} {self.sentence}"

    def __repr__(self) -> str:
        return f"<Repair {self.name}: {self.sentence}>"


def _make(name: str, edit: Edit, changes: Iterable[Change]) -> None:
    with edit.as_one(name[:1].lower() + name[1:]):
        for change in changes:
            change(edit)


class CauseRepairs(Shown, Sequence[Repair]):
    """What could be done about one cause: what helps first, the least harm first; then what does not help.

    Attributes
    ----------
    cause : Cause
    untried : str
        Why no change of the contract was tried; empty where some were.
    lost : tuple of LostItem
        What a fault of contractlab cost: a candidate, or all that could be done.
    """

    def __init__(self, cause: Cause, items: Iterable[Repair], untried: str = "", lost: Iterable[LostItem] = ()) -> None:
        self.lost = tuple(lost)
        self.cause = cause
        self.untried = untried
        self._items = tuple(sorted(items, key=least_harm))

    @property
    def helping(self) -> tuple[Repair, ...]:
        """Those that help."""
        return tuple(repair for repair in self._items if repair.helps)

    @property
    def folded(self) -> tuple[Repair, ...]:
        """Those that do not, each with the reason."""
        return tuple(repair for repair in self._items if not repair.helps)

    @property
    def sentence(self) -> str:
        """What can be done, in a few words: ``6 fixes, 1 breaks others``."""
        fixes = [repair for repair in self.helping if repair.applies]
        if self.untried:
            return self.untried
        if not fixes:
            return "No change to the contract helps. The provider must change."
        harmful = sum(1 for repair in fixes if repair.broken)
        words = f"{len(fixes):,} {'fix' if len(fixes) == 1 else 'fixes'}"
        return words + (f", {harmful:,} {'breaks' if harmful == 1 else 'break'} others" if harmful else "")

    @overload
    def __getitem__(self, index: int) -> Repair: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Repair, ...]: ...

    def __getitem__(self, index: int | slice) -> Repair | tuple[Repair, ...]:
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return f"<CauseRepairs {self.cause.letter}: {self.sentence}>"


class FindsRepairs(Protocol):
    """Looks for what could be done about causes."""

    @property
    def causes(self) -> tuple[Cause, ...]:
        """The causes, the widest first."""

    @property
    def options(self) -> tuple[RunOption, ...]:
        """What could be done about the run as a whole."""

    def find(self, cause: Cause) -> CauseRepairs:
        """What could be done about one of them."""


class Repairs(Shown, Sequence[CauseRepairs]):
    """What could be done about each cause of a run or a matrix; looked for when it is asked for.

    Parameters
    ----------
    finder : FindsRepairs
    """

    def __init__(self, finder: FindsRepairs) -> None:
        self._finder = finder
        self._made: dict[int, CauseRepairs] = {}

    @property
    def causes(self) -> tuple[Cause, ...]:
        """The causes, the widest first."""
        return self._finder.causes

    @cached_property
    def options(self) -> tuple[RunOption, ...]:
        """What could be done about the run as a whole, beside its causes: it changes no contract.

        A base path that stands before the contract's paths in what was recorded; a state without a handler.
        """
        return self._finder.options

    def of(self, cause: Cause | str) -> CauseRepairs:
        """Those of a cause, or of its letter.

        Raises
        ------
        KeyError
            If there is no such cause.
        """
        for place, own in enumerate(self.causes):
            if cause is own or cause == own.letter:
                return self[place]
        raise KeyError(f"there is no cause {cause!r}; there are {', '.join(own.letter for own in self.causes)}")

    @overload
    def __getitem__(self, index: int) -> CauseRepairs: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[CauseRepairs, ...]: ...

    def __getitem__(self, index: int | slice) -> CauseRepairs | tuple[CauseRepairs, ...]:
        if isinstance(index, slice):
            return tuple(self[place] for place in range(*index.indices(len(self))))
        place = range(len(self))[index]
        made = self._made.get(place)
        if made is None:
            made = self._made[place] = self._find(self.causes[place])
        return made

    def _find(self, cause: Cause) -> CauseRepairs:
        losses = Losses()
        try:
            return self._finder.find(cause)
        except Exception as error:
            losses.note(error, "what could be done about it cannot be told", lambda: f"cause {cause.letter}")
            (lost,) = losses.items
            return CauseRepairs(cause, (), f"{lost.sentence[:1].upper()}{lost.sentence[1:]}.", losses.items)

    def __iter__(self) -> Iterator[CauseRepairs]:
        return (self[place] for place in range(len(self)))

    def __len__(self) -> int:
        return len(self.causes)

    def __bool__(self) -> bool:
        return bool(self.causes or self.options)

    def __repr__(self) -> str:
        return f"<Repairs of {len(self)} {'cause' if len(self) == 1 else 'causes'}>"
