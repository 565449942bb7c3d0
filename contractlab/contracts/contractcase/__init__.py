"""ContractCase files of every version: read, hashed, checked, saved as ContractCase lays them."""

from contractlab.contracts.contractcase.check_matcher import MatcherAnswer, check_matcher
from contractlab.contracts.contractcase.copies import without_copies
from contractlab.contracts.contractcase.model import CaseContract, CaseExample
from contractlab.contracts.contractcase.read import looks_like_contractcase, parse_contractcase, read_contractcase
from contractlab.contracts.contractcase.write import revise

__all__ = [
    "CaseContract",
    "CaseExample",
    "MatcherAnswer",
    "check_matcher",
    "looks_like_contractcase",
    "parse_contractcase",
    "read_contractcase",
    "revise",
    "without_copies",
]
