"""Files that hold the same contract: ContractCase writes each contract by hash and as ``main``."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.contracts.contract import Contract
from contractlab.formats.contractcase.files import MAIN, name_in_file
from contractlab.formats.contractcase.model import CaseContract

__all__ = ["without_copies"]


def without_copies(contracts: Sequence[Contract]) -> tuple[list[Contract], list[str]]:
    """Contracts without those that are there twice, and the names of the files left out.

    Parameters
    ----------
    contracts : sequence of Contract
        Of any format. Of files with the same participants and content the one called main stays, else the first; it
        keeps the place of the first.
    """
    kept: list[Contract] = []
    left_out: list[str] = []
    place: dict[tuple[str, str, str], int] = {}
    for contract in contracts:
        if not isinstance(contract, CaseContract) or name_in_file(contract.source.name) is None:
            kept.append(contract)
            continue
        key = (contract.consumer, contract.provider, contract.content_hash)
        if key not in place:
            place[key] = len(kept)
            kept.append(contract)
        elif name_in_file(contract.source.name) == MAIN and name_in_file(kept[place[key]].source.name) != MAIN:
            left_out.append(kept[place[key]].source.name)
            kept[place[key]] = contract
        else:
            left_out.append(contract.source.name)
    return kept, left_out
