"""Why there is no verdict, as a code beside the sentence: who decides by a reason asks the code, never the words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from contractlab.values.display import quiet

__all__ = ["Reason", "ReasonCode"]


class ReasonCode(StrEnum):
    """What kept a check from giving an answer. Codes stand in saved runs, so none is ever renamed."""

    AMBIGUOUS = "ambiguous"
    """The recording fits several examples, and nothing tells them apart."""

    CANCELLED = "cancelled"
    """Somebody interrupted the run before this check."""

    FROM_CACHE = "from-cache"
    """A browser answered from its cache: the provider was not asked, or only whether the cache is still good."""

    INTERRUPTED = "interrupted"
    """Whoever started the run stopped it before its end."""

    INTERNAL = "internal"
    """contractlab itself went wrong."""

    LIMIT = "limit"
    """Too deep, too long or too many: a limit of contractlab, see `contractlab.limits`."""

    NEEDS_PLUGIN = "needs-plugin"
    """A plugin compares this content, and contractlab runs none."""

    NOT_RECORDED = "not-recorded"
    """The recording left out what the check needs."""

    NEVER_VERIFIED = "never-verified"
    """The program whose verdicts are given passes the example over, so in CI it has no verdict."""

    NO_ANSWER = "no-answer"
    """Nothing came back, or nothing was produced."""

    NO_SUCH_PART = "no-such-part"
    """The example has no such reply or message."""

    PANIC = "panic"
    """The program whose verdicts are given breaks down on the file: nothing is checked, and that looks like success."""

    PROVIDER_ERROR = "provider-error"
    """Whoever verified it elsewhere could not ask the provider, or could not bring about a state."""

    REDACTED = "redacted"
    """What the check needs was removed before storing."""

    REDIRECTED = "redirected"
    """The client of the verifier follows a redirect, and what it leads to was not recorded."""

    REFUSED = "refused"
    """The mock server refuses the request before any matcher sees it."""

    REFUSED_FILE = "refused-file"
    """The program whose verdicts are given refuses to load the contract, so no example of it has a verdict."""

    STATE_FAILED = "state-failed"
    """A provider state could not be brought about, or not undone."""

    STOPPED = "stopped"
    """The program whose verdicts are given stops with an error here, so there is no verdict to give."""

    TIMED_OUT = "timed-out"
    """Regular expressions took longer than they may."""

    UNKNOWN_MATCHER = "unknown-matcher"
    """Nobody knows what the matcher asks."""

    UNREADABLE = "unreadable"
    """The example, or a rule of it, cannot be read."""

    UNSENDABLE = "unsendable"
    """Whoever verifies the contract cannot send the request that it describes, so the provider is never asked."""

    UNSPECIFIED = "unspecified"
    """Whoever gave the reason gave no code: a file of an earlier contractlab, or a format of somebody else."""

    UNSUPPORTED = "unsupported"
    """contractlab does not understand it."""

    VARIABLES = "variables"
    """The values of state variables do not fit their definitions."""

    WRONG_KIND = "wrong-kind"
    """The recording and the example are of different kinds, or the wrong question was asked of the example."""


@quiet
@dataclass(frozen=True, slots=True)
class Reason:
    """A reason with its code.

    Attributes
    ----------
    code : ReasonCode
    text : str
        The sentence, for people alone.
    """

    code: ReasonCode
    text: str

    @classmethod
    def of(cls, code: ReasonCode | None, text: str | None) -> Reason | None:
        """Code and text of a result put together again; None where it has no reason."""
        return None if text is None else cls(code or ReasonCode.UNSPECIFIED, text)

    def __str__(self) -> str:
        return self.text
