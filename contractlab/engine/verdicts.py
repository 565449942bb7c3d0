"""From differences and troubles to a verdict, in one place."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.values.mismatch import Mismatch
from contractlab.values.result import Verdict

__all__ = ["judge"]


def judge(mismatches: Sequence[Mismatch], trouble: str | None) -> tuple[Verdict, str | None]:
    """Verdict and reason.

    Parameters
    ----------
    mismatches : sequence of Mismatch
        An unknown matcher alone makes an error: it says nothing about the provider.
    trouble : str or None
        Why some part could not be checked; it counts where nothing differs.
    """
    if any(mismatch.code != "unknown-matcher" for mismatch in mismatches):
        return "failed", None
    if mismatches:
        name = mismatches[0].rule.name if mismatches[0].rule else ""
        return "error", f"unknown matcher {name}: contractlab cannot judge values by it"
    return ("passed", None) if trouble is None else ("error", trouble)
