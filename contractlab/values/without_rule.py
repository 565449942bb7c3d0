"""Why a value had to be what the contract says where no rule decided: most often because it is compared exactly.

A body that cannot be read, or whose content type is another, was never compared; to say that no rule applies would
send people looking for one.
"""

from __future__ import annotations

from dataclasses import dataclass

from contractlab.values.mismatch import Mismatch

__all__ = ["WithoutRule", "why_without_rule"]


@dataclass(frozen=True, slots=True)
class WithoutRule:
    """What decided in place of a rule.

    Attributes
    ----------
    remark : str
        A few words, for a line with other remarks: ``no rule: exact``.
    clause : str
        The same as a clause without its full stop.
    compared : bool
        True if the value was compared, and had to be equal.
    """

    remark: str
    clause: str
    compared: bool = False


_EXACT = WithoutRule("no rule: exact", "no rule applies, so it must be exactly what the example says", True)
_BY_CODE = {
    "body-missing": WithoutRule("a body is asked for", "the example has a body, so there must be one"),
    "body-unexpected": WithoutRule("no body is asked for", "the example says that there is no body"),
}


def why_without_rule(mismatch: Mismatch) -> WithoutRule:
    """Say what decided about a difference that no rule is to blame for.

    Parameters
    ----------
    mismatch : Mismatch
    """
    facts = mismatch.facts
    if mismatch.code == "parse":
        noun = str(facts.get("format", "JSON"))
        if facts.get("side") == "expected":
            clause = f"the example in the contract cannot be read as {noun}, so nothing can match it"
            return WithoutRule("example not readable", clause)
        return WithoutRule("body not readable", f"the body cannot be read as {noun}, so no value was compared")
    if mismatch.code == "content-type":
        if "sent_type" in facts or "guessed_example" in facts:
            clause = "the content types differ, one of them a guess, so the body was not compared"
            return WithoutRule("guessed content type", clause)
        return WithoutRule("other content type", "the content types differ, so the body was not compared")
    return _BY_CODE.get(mismatch.code, _EXACT)
