"""Which advice comes first: one rule for all causes, and the reasons for it.

1. What helps comes before what does not, and what breaks least comes first: verdicts that would go from passed to
   something else, then examples that nothing would exercise any more. A repair that breaks an older version is no
   repair of it.
2. Of what breaks nothing, changes of the contract come before *the provider must change*, except those that a careful
   colleague would not make, which come after it and say why (`why_after_provider`):

   - *Others of the same field still refuse what came.* The contract would take what another example or consumer
     forbids, and the provider cannot please both.
   - *What came is of another JSON type, in another format, null or gone.* The consumer was made for the other one, and
     no matcher makes its code read this one: loosening only hides that. Versions before it answered as asked: then it
     began with the provider, as it nearly always does. Two things speak for the contract instead: no version ever
     answered as asked, so that it was wrong from the start; or one version answers both ways, with null or without a
     value, which is what data look like that the contract forgot. Another type or format at times is a fault of the
     provider all the same: what a field is does not depend on data.
   - *It follows one answer, where others were as asked*: the example is changed to what came, and what is right today
     would be refused, whether or not something else hides that from the verdicts.
   - *The answer is of another kind as a whole*: another class of status, another syntax of content.

   Another format is as good where the change still refuses text of no format at all. Two examples are, too, where the
   recordings say that the other answer came in a state of its own: that is another case, and takes nothing away.
3. An example that its own rule refuses is wrong by itself, and is mended before its matcher.
4. Then most good: results that pass, results in which the cause is gone. Of what does the same good, that which still
   stops most wrong answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from contractlab.contracts.registry import matcher_info
from contractlab.editing.repair_history import History
from contractlab.editing.repair_kinds import RepairKind
from contractlab.editing.still_stopped import StillStopped
from contractlab.editing.text_formats import common_format
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch
from contractlab.values.text import json_kind

__all__ = ["BAD", "Wrongness", "least_harm", "why_after_provider", "wrongness_of"]

BAD = frozenset({"failed", "pending"})
"""Verdicts of which a mismatch is the reason."""


class Wrongness(StrEnum):
    """How what came differs from what was asked."""

    TYPE = "type"
    FORMAT = "format"
    NULL = "null"
    MISSING = "missing"
    VALUE = "value"
    """Another value of the same type, where only this one is taken; or something that is not about one value."""


_NAMED = {
    Wrongness.TYPE: "the consumer was made for another type",
    Wrongness.FORMAT: "the consumer was made for another format",
    Wrongness.NULL: "the consumer was made for a value",
    Wrongness.MISSING: "the consumer relies on it",
}
_OF_DATA = frozenset({Wrongness.NULL, Wrongness.MISSING})
"""What may depend on data: a value that is not always there."""

_COPIES = frozenset({RepairKind.EXAMPLE, RepairKind.EXAMPLE_AND_MATCHER})
"""Changes to what came: another value, and no more of them."""

_HAS_VALUES = frozenset({"body", "contents", "headers", "metadata"})


def wrongness_of(mismatches: Sequence[Mismatch]) -> Wrongness:
    """How what came differs, by the first of the mismatches of a cause.

    Parameters
    ----------
    mismatches : sequence of Mismatch
    """
    first = mismatches[0]
    if first.part not in _HAS_VALUES or first.expected is MISSING:
        return Wrongness.VALUE
    if first.actual is MISSING:
        return Wrongness.MISSING
    if first.part in ("headers", "metadata"):
        return Wrongness.VALUE
    if first.actual is None and first.expected is not None:
        return Wrongness.NULL
    if _type_of(first.actual) != _type_of(first.expected):
        return Wrongness.TYPE
    if not isinstance(first.actual, str) or not isinstance(first.expected, str):
        return Wrongness.VALUE
    if first.rule is None or first.rule.combined or matcher_info(first.rule.name).exact:
        # An exact day asks for a day all the more.
        lost = common_format([first.expected]) is not None and common_format([first.expected, first.actual]) is None
        return Wrongness.FORMAT if lost else Wrongness.VALUE
    return Wrongness.FORMAT


def _type_of(value: object) -> str:
    """The JSON type; what is no JSON is a text."""
    if isinstance(value, bool | int | float | str | dict | list) or value is None:
        kind = json_kind(value)
        return "number" if isinstance(value, int | float) and not isinstance(value, bool) else kind
    return "text"


def why_after_provider(
    kind: RepairKind, wrongness: Wrongness, history: History, strictness: StillStopped | None, refused_by: str
) -> str:
    """Why the provider is rather asked to change than a contract changed so; empty where the change is as good.

    Parameters
    ----------
    kind : RepairKind
    wrongness : Wrongness
        Of the cause.
    history : History
        Of the cause.
    strictness : StillStopped or None
        What the contract would still stop.
    refused_by : str
        Who else has the field and would still refuse what came; empty for nobody.
    """
    if refused_by and kind is not RepairKind.TWO_EXAMPLES:
        return f"{refused_by} would still refuse what came"
    if kind in _COPIES and history.right:
        return "what is right today would be refused"
    if wrongness is Wrongness.VALUE or history.never_fitted:
        return ""
    if kind is RepairKind.TWO_EXAMPLES and history.of_other_states:
        return ""
    if wrongness in _OF_DATA and history.at_times and not history.began:
        return ""
    if kind is RepairKind.RENAME and not history.began:
        return ""
    if wrongness is Wrongness.FORMAT and strictness is not None and not strictness.any_text:
        return ""
    return _NAMED[wrongness] if not history.began else f"{_NAMED[wrongness]}, and got it before"


class Weighed(Protocol):
    """What a repair is ordered by."""

    @property
    def kind(self) -> RepairKind: ...
    @property
    def helps(self) -> bool: ...
    @property
    def broken(self) -> int: ...
    @property
    def unexercised(self) -> int: ...
    @property
    def comes_last(self) -> bool: ...
    @property
    def mends_example(self) -> bool: ...
    @property
    def settled(self) -> int: ...
    @property
    def strictness(self) -> StillStopped | None: ...

    def counts(self) -> Counter[tuple[str | None, str | None]]: ...


def least_harm(repair: Weighed) -> tuple[int, ...]:
    """What repairs are ordered by; the reasons stand at the top of this file."""
    counted = repair.counts()
    mended = sum(number for (before, after), number in counted.items() if before in BAD and after == "passed")
    waits = repair.kind is RepairKind.PROVIDER
    return (
        not repair.helps, repair.broken, repair.unexercised, 2 if repair.comes_last else waits,
        not repair.mends_example, -mended, -repair.settled,
        0 if repair.strictness is None else repair.strictness.lost,
        list(RepairKind).index(repair.kind),
    )  # fmt: skip
