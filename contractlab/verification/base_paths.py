"""What stands before the contract's paths in recordings that fit no example."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from contractlab.captures import AnyCapture, Capture
from contractlab.captures.capture import AUTO_BASE_PATH, strip_base_path
from contractlab.values.http import HttpRequest

__all__ = ["detect_base_path"]

_MOST_CAPTURES = 200
_MOST_STEPS = 8


def detect_base_path(captures: Iterable[AnyCapture], fits: Callable[[HttpRequest], bool]) -> str:
    """The base path below which recordings fit examples that they do not fit as they are.

    Parameters
    ----------
    captures : iterable of Capture and MessageCapture
        Those that fit no example.
    fits : callable
        From a request to whether an example has it.

    Returns
    -------
    str
        Empty where there is none: all of them must stand below it, or at least half of them fit then. The shortest of
        those with which most fit.
    """
    requests = [
        capture.request
        for capture in captures
        if isinstance(capture, Capture) and capture.base_path in ("", AUTO_BASE_PATH)
    ][:_MOST_CAPTURES]
    answers: dict[str, bool] = {}
    fitting: Counter[str] = Counter()
    for request in requests:
        for prefix in _prefixes(request.path):
            inside = strip_base_path(request, prefix)
            key = f"{inside.method} {inside.target}"
            if not answers.get(key):  # another body may fit where this one did not
                answers[key] = fits(inside)
            fitting[prefix] += answers[key]
    if not fitting:
        return ""
    best = max(fitting, key=lambda prefix: (fitting[prefix], -len(prefix)))
    below = sum(request.path == best or request.path.startswith(f"{best}/") for request in requests)
    enough = below == len(requests) or 2 * fitting[best] >= len(requests)
    return best if fitting[best] and enough else ""


def _prefixes(path: str) -> Iterator[str]:
    """Paths above a path, the shortest first."""
    steps = path.split("/")[1:-1][:_MOST_STEPS]
    for count in range(1, len(steps) + 1):
        yield "/" + "/".join(steps[:count])
