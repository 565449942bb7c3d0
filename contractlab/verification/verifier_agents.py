"""What tells that a verifier sent a recorded request, and that it only followed a redirect.

Source: requests of pact-python 4.2.0 (pact_verifier 1.4.7 on reqwest), pact-js 17.1.4 and pact-python-cli 0.10.9 in
recordings. Each names itself, and names where it came from in what it sends after a redirect, and there alone.
"""

from __future__ import annotations

from contractlab.captures import AnyCapture, Capture

__all__ = ["follows_redirect", "is_of_verifier"]

_VERIFIERS = ("pact_verifier", "pact-verifier", "pact/")
"""How verifiers begin their User-Agent."""


def is_of_verifier(capture: AnyCapture) -> bool:
    """True if the request says that a verifier sent it."""
    if not isinstance(capture, Capture):
        return False
    agent = capture.request.headers.get("user-agent") or ""
    return agent.lower().startswith(_VERIFIERS)


def follows_redirect(capture: Capture) -> bool | None:
    """Whether a verifier sent a request because it was redirected; None where the recording does not tell."""
    if not is_of_verifier(capture) or "referer" in capture.request.not_recorded:
        return None
    return "referer" in capture.request.headers
