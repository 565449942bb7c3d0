"""Contracts in another format, or in another version of theirs, with what that cannot say."""

from __future__ import annotations

from contractlab.contracts.contract import Contract
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase import CaseContract, read_contractcase
from contractlab.formats.convert.case_to_pact import case_to_pact
from contractlab.formats.convert.losses import Losses
from contractlab.formats.convert.pact_to_case import pact_to_case
from contractlab.formats.convert.pact_versions import convert_pact
from contractlab.formats.pact.model import PactContract

__all__ = ["VERSIONS", "convert"]

VERSIONS = ("1.0", "1.1", "2.0", "3.0", "4.0")


def convert(contract: Contract, to: str = "pact", *, spec_version: str | None = None) -> Contract:
    """A contract in another format or version.

    Parameters
    ----------
    contract : Contract
    to : str
        ``"pact"`` or ``"contractcase"``.
    spec_version : str, optional
        Of the Pact specification, ``"1.0"`` to ``"4.0"``; the newest without it.

    Returns
    -------
    Contract
        Without a path: say where to save it. Its ``lost`` lists what the target cannot say as the original did, each
        with its place in the original; an example that is not listed there gets the verdicts that it got before.

    Raises
    ------
    InvalidEdit
        If there is no such format or version.
    """
    if to not in ("pact", "contractcase"):
        raise InvalidEdit(f"there is no format {to!r}; use 'pact' or 'contractcase'")
    if spec_version is not None and (to != "pact" or spec_version not in VERSIONS):
        choices = f"use one of {', '.join(VERSIONS)}" if to == "pact" else "ContractCase files have none"
        raise InvalidEdit(f"there is no version {spec_version!r} of {to}; {choices}")
    version = spec_version or VERSIONS[-1]
    made: Contract
    losses: Losses
    if isinstance(contract, PactContract) and to == "pact":
        made, losses = convert_pact(contract, version)
    elif isinstance(contract, PactContract):
        made, losses = pact_to_case(contract)
    elif isinstance(contract, CaseContract) and to == "pact":
        made, losses = case_to_pact(contract, version)
    elif isinstance(contract, CaseContract):
        made, losses = read_contractcase(contract.source, contract.document, None), Losses()
    else:
        raise InvalidEdit(f"a {type(contract).__name__} cannot be converted")
    order = {"error": 0, "warning": 1, "info": 2}
    made.lost = tuple(sorted(losses.problems, key=lambda problem: (order[problem.severity], problem.line or 0)))
    return made
