"""From differences and troubles to a verdict, in one place."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.values.mismatch import Mismatch
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.result import Verdict

__all__ = ["judge"]


def judge(mismatches: Sequence[Mismatch], trouble: Reason | None) -> tuple[Verdict, Reason | None]:
    """Verdict and reason.

    Parameters
    ----------
    mismatches : sequence of Mismatch
        An unknown matcher alone makes an error: it says nothing about the provider.
    trouble : Reason or None
        Why some part could not be checked; it counts where nothing differs.
    """
    if not mismatches:
        return ("passed", None) if trouble is None else ("error", trouble)
    if any(mismatch.code != "unknown-matcher" for mismatch in mismatches):
        return "failed", None
    name = mismatches[0].rule.name if mismatches[0].rule else ""
    text = f"unknown matcher {name}: contractlab cannot judge values by it"
    return "error", Reason(ReasonCode.UNKNOWN_MATCHER, text)
