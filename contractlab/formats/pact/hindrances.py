"""What the Rust core does with a contract instead of verifying it, over all of its examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contractlab.contracts.hindrance import Hindrance
from contractlab.formats.pact.core_loading import NEVER_VERIFIED, LoadingFault, file_faults, never_verified
from contractlab.values.reasons import ReasonCode
from contractlab.values.source import Source

if TYPE_CHECKING:
    from contractlab.formats.pact.model import PactContract, PactExample

__all__ = ["Hindrances", "find_hindrances"]


@dataclass(frozen=True, slots=True)
class Hindrances:
    """What keeps the core from verdicts on a contract.

    Attributes
    ----------
    source : Source
    faults : tuple of (LoadingFault, PactExample or None)
        In the order in which the core comes to them; with the example, where they are of one.
    of_all : Hindrance or None
        The first that ends everything.
    passed_over : mapping of int to Hindrance
        Why the core never looks at some of the examples, by their index.
    """

    source: Source
    faults: tuple[tuple[LoadingFault, PactExample | None], ...]
    of_all: Hindrance | None
    passed_over: Mapping[int, Hindrance]

    def of(self, example: PactExample) -> Hindrance | None:
        """What keeps the core from a verdict on an example; None where it has one."""
        passed_over = self.of_all or self.passed_over.get(example.index)
        if passed_over is not None or not example.sending_faults:
            return passed_over
        return example.sending_faults[0].hindrance(self.source)


def find_hindrances(contract: PactContract) -> Hindrances:
    """Look for everything that keeps the core from verdicts on a contract.

    Parameters
    ----------
    contract : PactContract
    """
    document, version, source = contract.document, contract.spec_version, contract.source
    passed_over = _passed_over(contract)
    verified = [example for example in contract.pact_examples if example.index not in passed_over]
    faults: list[tuple[LoadingFault, PactExample | None]] = [
        (fault, None) for fault in file_faults(document, version, has_mark=contract.has_mark)
    ]
    faults += [(fault, example) for example in verified for fault in example.interaction.loading_faults]
    # The core loads everything before it sends anything.
    faults += [(fault, example) for example in verified for fault in example.sending_faults]
    ending = next((fault for fault, _ in faults if fault.outcome is not ReasonCode.UNSENDABLE), None)
    of_all = None if ending is None else ending.hindrance(source)
    return Hindrances(source, tuple(faults), of_all, passed_over)


def _passed_over(contract: PactContract) -> Mapping[int, Hindrance]:
    passed_over = never_verified(contract.document, contract.spec_version)
    if passed_over is None:
        return {}
    field, why = passed_over
    place = contract.source.at("/messages")
    hindrance = Hindrance(ReasonCode.NEVER_VERIFIED, NEVER_VERIFIED, why, place)
    return {example.index: hindrance for example in contract.pact_examples if example.pointer.startswith(f"/{field}/")}
