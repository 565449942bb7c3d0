"""Whether contracts, and what was recorded, keep to what an API document says: with places in both files."""

from contractlab.openapi.agreement.check import Agreement, check_agreement
from contractlab.openapi.agreement.findings import Finding, FindingCode

__all__ = ["Agreement", "Finding", "FindingCode", "check_agreement"]
