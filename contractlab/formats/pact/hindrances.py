"""What the Rust core does with a contract instead of verifying it, over all of its examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from contractlab.contracts.hindrance import Hindrance
from contractlab.formats.pact.core_loading import NEVER_VERIFIED, LoadingFault, file_faults, never_verified
from contractlab.values.display import quiet
from contractlab.values.internal import reason_of_fault
from contractlab.values.json_types import JSON
from contractlab.values.reasons import ReasonCode
from contractlab.values.source import Source

__all__ = ["Hindrances", "LoadedExample", "find_hindrances"]


class LoadedExample(Protocol):
    """What has to be known of an example."""

    index: int
    key: str
    pointer: str
    unread: Hindrance | None

    @property
    def loading_faults(self) -> tuple[LoadingFault, ...]:
        """What is wrong with it when the core loads it."""

    @property
    def sending_faults(self) -> tuple[LoadingFault, ...]:
        """What is wrong with it when the core sends its request."""


@quiet
@dataclass(frozen=True, slots=True)
class Hindrances:
    """What keeps the core from verdicts on a contract.

    Attributes
    ----------
    source : Source
    faults : tuple of (LoadingFault, str or None)
        In the order in which the core comes to them; with the key of the example, where they are of one.
    of_all : Hindrance or None
        The first that ends everything.
    passed_over : mapping of int to Hindrance
        Why the core never looks at some of the examples, by their index.
    """

    source: Source
    faults: tuple[tuple[LoadingFault, str | None], ...]
    of_all: Hindrance | None
    passed_over: Mapping[int, Hindrance]

    def of(self, example: LoadedExample) -> Hindrance | None:
        """What keeps the core from a verdict on an example; None where it has one."""
        passed_over = self.of_all or self.passed_over.get(example.index) or example.unread
        if passed_over is not None or not example.sending_faults:
            return passed_over
        return example.sending_faults[0].hindrance(self.source)


def find_hindrances(
    source: Source, document: Mapping[str, JSON], version: str, examples: Sequence[LoadedExample], *, has_mark: bool
) -> Hindrances:
    """Look for everything that keeps the core from verdicts on a contract.

    Parameters
    ----------
    source : Source
    document : mapping
    version : str
        Of the specification.
    examples : sequence of LoadedExample
    has_mark : bool
        True if the file starts with a byte order mark.
    """
    faulty, broken = _faulty(source, examples)
    passed_over = {**broken, **_passed_over(source, document, version, examples)}
    faults: list[tuple[LoadingFault, str | None]] = [
        (fault, None) for fault in file_faults(document, version, has_mark=has_mark)
    ]
    verified = [each for each in faulty if each[0].index not in passed_over]
    faults += [(fault, example.key) for example, loading, _ in verified for fault in loading]
    # The core loads everything before it sends anything.
    faults += [(fault, example.key) for example, _, sending in verified for fault in sending]
    ending = next((fault for fault, _ in faults if fault.outcome is not ReasonCode.UNSENDABLE), None)
    of_all = None if ending is None else ending.hindrance(source)
    return Hindrances(source, tuple(faults), of_all, passed_over)


_Faulty = tuple[LoadedExample, tuple[LoadingFault, ...], tuple[LoadingFault, ...]]
"""An example with what is wrong with it when it is loaded, and when its request is sent."""


def _faulty(source: Source, examples: Sequence[LoadedExample]) -> tuple[list[_Faulty], dict[int, Hindrance]]:
    """Examples with something wrong, and those that nobody can say it of: they alone have no verdict."""
    faulty: list[_Faulty] = []
    broken: dict[int, Hindrance] = {}
    for example in examples:
        try:
            loading, sending = example.loading_faults, example.sending_faults
        except Exception as error:
            reason = reason_of_fault(error, "whether CI has a verdict cannot be told")
            broken[example.index] = Hindrance(reason.code, reason.text, "report it", source.at(example.pointer))
            continue
        if loading or sending:
            faulty.append((example, loading, sending))
    return faulty, broken


def _passed_over(
    source: Source, document: Mapping[str, JSON], version: str, examples: Sequence[LoadedExample]
) -> Mapping[int, Hindrance]:
    passed_over = never_verified(document, version)
    if passed_over is None:
        return {}
    field, why = passed_over
    hindrance = Hindrance(ReasonCode.NEVER_VERIFIED, NEVER_VERIFIED, why, source.at("/messages"))
    return {example.index: hindrance for example in examples if example.pointer.startswith(f"/{field}/")}
