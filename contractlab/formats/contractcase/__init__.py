"""ContractCase files of every version: read, hashed, checked, saved as ContractCase lays them."""

from contractlab.formats.contractcase.check_matcher import MatcherAnswer, check_matcher
from contractlab.formats.contractcase.copies import without_copies
from contractlab.formats.contractcase.model import CaseContract, CaseExample
from contractlab.formats.contractcase.reading import looks_like_contractcase, parse_contractcase, read_contractcase
from contractlab.formats.contractcase.writing import revise

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
