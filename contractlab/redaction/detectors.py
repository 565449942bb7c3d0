"""Detectors of secrets that others add: by their own packages, or in a notebook.

A detector takes a text and gives the places of what it takes for secrets, as pairs of start and end. It is asked about
each header, each text in a body and each sentence that is shown, after everything that is removed always.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from contractlab.redaction.secret_texts import REDACTED, Secrets
from contractlab.values.plugins import load_plugins, plugin_words, warn_of_plugin

__all__ = ["GROUP", "SecretDetector", "add_detector", "has_detectors", "redact_detected", "remove_detector"]

GROUP = "contractlab.redaction_detectors"
"""Group of entry points of other packages; each names a `SecretDetector`."""

SecretDetector = Callable[[str], Iterable[tuple[int, int]]]
"""From a text to the places of secrets in it: start and end, as in ``text[start:end]``."""

_KIND = "redaction detector"
_added: list[tuple[str, SecretDetector]] = []
_plugins: list[tuple[str, SecretDetector]] | None = None


def add_detector(detector: SecretDetector) -> None:
    """Add a detector in this process."""
    _added.append((getattr(detector, "__name__", type(detector).__name__), detector))


def remove_detector(detector: SecretDetector) -> None:
    """Take back a detector that was added.

    Raises
    ------
    ValueError
        If it was not.
    """
    kept = [(name, each) for name, each in _added if each is not detector]
    if len(kept) == len(_added):
        raise ValueError("this detector was not added")
    _added[:] = kept


def _detectors() -> list[tuple[str, SecretDetector]]:
    global _plugins
    if _plugins is None:
        _plugins = list(load_plugins(GROUP, _KIND))
    return [*_added, *_plugins]


def has_detectors() -> bool:
    """True if there is a detector that somebody added."""
    return bool(_detectors())


def _places(text: str) -> list[tuple[int, int]]:
    """What detectors point at, in order, overlaps joined; what points outside of the text is cut to it."""
    places: list[tuple[int, int]] = []
    for name, detector in _detectors():
        try:
            marked = [(max(int(start), 0), min(int(end), len(text))) for start, end in detector(text)]
        except Exception as error:  # a detector of others must not cost the view of what it looks at
            warn_of_plugin(_KIND, name, f"failed and was passed over: {plugin_words(error)}")
            continue
        places += [(start, end) for start, end in marked if start < end]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def redact_detected(text: str, secrets: Secrets | None = None) -> str:
    """Remove what detectors take for secrets.

    Parameters
    ----------
    text : str
    secrets : Secrets, optional
        Collects what was removed.
    """
    if not text or not _detectors():
        return text
    pieces: list[str] = []
    done = 0
    for start, end in _places(text):
        secret = text[start:end]
        if REDACTED in secret:
            continue
        if secrets is not None:
            secrets.add(secret)
        pieces += [text[done:start], _MARKER if _is_json_number(text, start, end) else REDACTED]
        done = end
    return "".join([*pieces, text[done:]])


_MARKER = json.dumps(REDACTED, ensure_ascii=False)


def _is_json_number(text: str, start: int, end: int) -> bool:
    """True for a number that is a value of JSON: what stands in its place must be one, too."""
    if text[:80].lstrip()[:1] not in ("{", "[") or text[start:end].strip("-.+eE0123456789"):
        return False
    before, after = text[max(start - 80, 0) : start].rstrip()[-1:], text[end : end + 80].lstrip()[:1]
    return before in (":", ",", "[") and after in (",", "]", "}")
