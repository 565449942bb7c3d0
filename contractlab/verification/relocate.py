"""Differences of one example as those of an equal example that is written somewhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from contractlab.values.mismatch import Mismatch
from contractlab.values.rule import DecidingRule
from contractlab.values.source import Location, Source

__all__ = ["move_mismatches"]


def move_mismatches(
    mismatches: Iterable[Mismatch], source: Source, old: str = "", new: str = ""
) -> tuple[Mismatch, ...]:
    """The same differences, their rules declared in another file.

    Parameters
    ----------
    mismatches : iterable of Mismatch
    source : Source
        The other file.
    old, new : str
        JSON pointers of the example there and here.
    """
    return tuple(
        mismatch if mismatch.rule is None else replace(mismatch, rule=_move_rule(mismatch.rule, source, old, new))
        for mismatch in mismatches
    )


def _move_rule(rule: DecidingRule, source: Source, old: str, new: str) -> DecidingRule:
    def move(place: Location) -> Location:
        return Location(source, new + place.pointer.removeprefix(old))

    beaten = tuple(replace(loser, declared_at=move(loser.declared_at)) for loser in rule.beaten)
    return replace(rule, declared_at=move(rule.declared_at), beaten=beaten)
