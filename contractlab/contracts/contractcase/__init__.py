"""ContractCase files of every version."""

from contractlab.contracts.contractcase.check_matcher import MatcherAnswer, check_matcher

__all__ = ["MatcherAnswer", "check_matcher"]
