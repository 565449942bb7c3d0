"""Pact files of every version: read, checked, judged by the official cases."""

from contractlab.formats.pact.cases import check_case
from contractlab.formats.pact.model import PactContract, PactExample
from contractlab.formats.pact.reading import looks_like_pact, read_pact
from contractlab.formats.pact.versions import spec_version_of

__all__ = ["PactContract", "PactExample", "check_case", "looks_like_pact", "read_pact", "spec_version_of"]
