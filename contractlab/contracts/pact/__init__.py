"""Pact files of every version: read, checked, judged by the official cases."""

from contractlab.contracts.pact.cases import check_case
from contractlab.contracts.pact.model import PactContract, PactExample
from contractlab.contracts.pact.read import looks_like_pact, read_pact, spec_version_of

__all__ = ["PactContract", "PactExample", "check_case", "looks_like_pact", "read_pact", "spec_version_of"]
