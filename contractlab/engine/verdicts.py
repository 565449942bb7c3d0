"""From differences and troubles to a verdict, in one place."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.values.mismatch import Mismatch
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.result import Verdict

__all__ = ["judge"]


def judge(found: Sequence[Mismatch], trouble: Reason | None) -> tuple[Verdict, Reason | None]:
    """Verdict and reason.

    Parameters
    ----------
    found : sequence of Mismatch
        An unknown matcher alone makes an error: it says nothing about the provider.
    trouble : Reason or None
        Why some part could not be checked; it counts where nothing differs.
    """
    if not found:
        return ("passed", None) if trouble is None else ("error", trouble)
    if any(one.code != "unknown-matcher" for one in found):
        return "failed", None
    name = found[0].rule.name if found[0].rule else ""
    text = f"unknown matcher {name}: contractlab cannot judge values by it"
    return "error", Reason(ReasonCode.UNKNOWN_MATCHER, text)
