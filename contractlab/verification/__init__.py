"""Floor 5: pairing captures with examples, runs, causes."""

from contractlab.verification.causes import Cause
from contractlab.verification.results import Result, Results
from contractlab.verification.run import Run
from contractlab.verification.verifying import verify

__all__ = ["Cause", "Result", "Results", "Run", "verify"]
