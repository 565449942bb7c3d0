"""What became of each capture of a desk: matched, ambiguous, unmatched and why; made once for each matrix."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from contractlab.captures import AnyCapture, Captures
from contractlab.contracts.contract import Example
from contractlab.engine.dialect import check_dialect
from contractlab.errors import InvalidEdit
from contractlab.values.reasons import ReasonCode
from contractlab.verification.ambiguous import AmbiguousGroup, Trial, group_ambiguous
from contractlab.verification.check_cache import CheckCache
from contractlab.verification.matrix import Matrix
from contractlab.verification.results import SEVERITY, Result
from contractlab.verification.unmatched_groups import GroupKind, UnmatchedGroup, group_unmatched
from contractlab.verification.unpaired import Unpaired
from contractlab.verification.verifying import verify
from contractlab.widgets.captures.protocol import GroupJson
from contractlab.widgets.desk_protocol import DeskProtocol

__all__ = ["Picture", "picture_of", "unsettled_figure"]

_ORDER = ("unmatched", "ambiguous", "matched", "ignored", "other")
"""Kinds of captures, those first about which something can be done."""

_pictures: weakref.WeakKeyDictionary[Matrix, Picture] = weakref.WeakKeyDictionary()


def picture_of(desk: DeskProtocol) -> Picture:
    """The picture of a desk as it is now."""
    matrix = desk.matrix
    picture = _pictures.get(matrix)
    if picture is None:
        picture = _pictures[matrix] = Picture(desk, matrix)
    return picture


def unsettled_figure(desk: DeskProtocol, matrix: Matrix) -> str:
    """How many captures match nothing, without those that are ignored; else how many are ambiguous, else nothing.

    Parameters
    ----------
    desk : DeskProtocol
    matrix : Matrix
        The one that is shown; another one is made only where something is ignored.
    """
    if desk.ignored:
        unmatched = sum(kind == "unmatched" for kind in picture_of(desk).kinds().values())
    else:
        unmatched = sum(len(run.unpaired) for run in matrix.runs.values())
    if unmatched:
        return f"{unmatched:,} unmatched"
    results = (result for run in matrix.runs.values() for result in run.results)
    ambiguous = {id(result.capture) for result in results if result.reason_code == ReasonCode.AMBIGUOUS}
    return f"{len(ambiguous):,} ambiguous" if ambiguous else ""


class Picture:
    """Captures by what became of them.

    Parameters
    ----------
    desk : DeskProtocol
    matrix : Matrix
        Of the desk as it is now.

    Attributes
    ----------
    captures : tuple of Capture and MessageCapture
        In the order of the desk.
    results : dict of str to list of Result
        By the key of the capture, worst first.
    unmatched : dict of str to Unpaired
    letters : dict of int to str
        The letter of the first cause by identity of the result.
    group_payloads : dict of str to dict
        What screens show of groups, by their id: finding the nearest example takes time.
    """

    def __init__(self, desk: DeskProtocol, matrix: Matrix) -> None:
        self._contracts = list(desk.contracts)
        self._dialect, self._redaction = check_dialect(desk.dialect), desk.redaction
        self._ignored = desk.ignored
        self._cache = CheckCache()
        self.group_payloads: dict[str, GroupJson] = {}
        self._kinds: tuple[frozenset[str], dict[str, str]] | None = None
        self.captures = tuple(desk.captures)
        self.numbers = {capture.key: number for number, capture in enumerate(self.captures)}
        self.results: dict[str, list[Result]] = {}
        self.unmatched: dict[str, Unpaired] = {}
        self.letters: dict[int, str] = {}
        for run in matrix.runs.values():
            for result in run.results:
                if result.capture is not None:
                    self.results.setdefault(result.capture.key, []).append(result)
            for unpaired in run.unpaired:
                self.unmatched.setdefault(unpaired.capture.key, unpaired)
        for results in self.results.values():
            results.sort(key=lambda result: SEVERITY[result.verdict])
        for cause in matrix.causes:
            for result in cause.results:
                self.letters.setdefault(id(result), cause.letter)

    def kinds(self) -> dict[str, str]:
        """``matched``, ``ambiguous``, ``unmatched``, ``ignored`` or ``other``, by the key of the capture.

        What is ignored changes without the matrix.
        """
        now = frozenset(self._ignored)
        if self._kinds is None or self._kinds[0] != now:
            hidden = {capture.key for group in self.ignored for capture in group.captures} if now else set()
            kinds = {
                capture.key: "ignored" if capture.key in hidden else self._kind(capture.key)
                for capture in self.captures
            }
            self._kinds = (now, kinds)
        return self._kinds[1]

    def _kind(self, key: str) -> str:
        results = self.results.get(key)
        if results:
            return "ambiguous" if results[0].reason_code == ReasonCode.AMBIGUOUS else "matched"
        return "unmatched" if key in self.unmatched else "other"

    def listed(self, name: str) -> list[AnyCapture]:
        """The captures of a list: ``all`` with those first that need something done, a kind, or the id of a group.

        Raises
        ------
        InvalidEdit
            If there is no such list.
        """
        kinds = self.kinds()
        if name == "all":
            return sorted(self.captures, key=lambda capture: self._urgency(capture.key, kinds[capture.key]))
        if name in _ORDER:
            return [capture for capture in self.captures if kinds[capture.key] == name]
        if name.startswith("ambiguous:"):
            return list(self.ambiguous_group(name).captures)
        return list(self.group(name).captures)

    def _urgency(self, key: str, kind: str) -> tuple[int, int]:
        results = self.results.get(key)
        return _ORDER.index(kind), SEVERITY[results[0].verdict] if results else 0

    @cached_property
    def _all_groups(self) -> list[UnmatchedGroup]:
        lone = [unpaired for key, unpaired in self.unmatched.items() if key not in self.results]
        matched = [capture for capture in self.captures if capture.key in self.results]
        return group_unmatched(self._contracts, lone, matched)

    @cached_property
    def group_by_key(self) -> dict[str, UnmatchedGroup]:
        """The group of each unmatched capture, by the key of the capture."""
        return {capture.key: group for group in self._all_groups for capture in group.captures}

    @property
    def groups(self) -> list[UnmatchedGroup]:
        """Unmatched captures by reason, but for those that are ignored."""
        return [group for group in self._all_groups if group.id not in self._ignored]

    @property
    def ignored(self) -> list[UnmatchedGroup]:
        """Groups that are hidden."""
        return [group for group in self._all_groups if group.id in self._ignored]

    def group(self, name: str) -> UnmatchedGroup:
        """A group of unmatched captures by its id.

        Raises
        ------
        InvalidEdit
            If there is none any more.
        """
        for group in self._all_groups:
            if group.id == name:
                return group
        raise InvalidEdit("this group no longer exists")

    @cached_property
    def ambiguous(self) -> list[AmbiguousGroup]:
        """Captures that match several examples, by these examples."""
        listed = [
            result
            for capture in self.captures
            for result in self.results.get(capture.key, ())
            if result.reason_code == ReasonCode.AMBIGUOUS
        ]
        return group_ambiguous(listed)

    def ambiguous_group(self, name: str) -> AmbiguousGroup:
        """A group of ambiguous captures by its id; exceptions as in `group`."""
        for group in self.ambiguous:
            if group.id == name:
                return group
        raise InvalidEdit("this group no longer exists")

    def ambiguous_with(self, capture: AnyCapture) -> AmbiguousGroup | None:
        """The group that an ambiguous capture is of."""
        return self._ambiguous_by_key.get(capture.key)

    @cached_property
    def _ambiguous_by_key(self) -> dict[str, AmbiguousGroup]:
        return {capture.key: group for group in self.ambiguous for capture in group.captures}

    @cached_property
    def trial(self) -> Trial:
        """What would be if a capture were of an example."""
        return Trial(self.captures, self._dialect, self._redaction, self._cache)

    def outcome(self, group: UnmatchedGroup, captures: Sequence[AnyCapture]) -> dict[str, tuple[Example, str]]:
        """Example and verdict of captures of a group, by their keys, if what the group offers were done.

        Parameters
        ----------
        group : UnmatchedGroup
        captures : sequence of Capture and MessageCapture
            Those of the group that are looked at.
        """
        if group.kind == GroupKind.BASE_PATH:
            below = Captures(replace(capture, base_path=group.value) for capture in captures)
            run = verify(self._contracts, below, dialect=self._dialect, redaction=self._redaction, cache=self._cache)
            return {
                result.capture.key: (result.example, result.verdict)
                for result in run.results
                if result.capture is not None
            }
        near = group.nearest if group.kind in (GroupKind.NEAR_PATH, GroupKind.VALUES, GroupKind.MESSAGE) else None
        if near is None:
            return {}
        return {capture.key: (near, self.trial.result(near, capture).verdict) for capture in captures}
