"""Errors of the Rust verifier that are about no interaction: what it could not load, and where it broke off.

Source: ``Verifier.results`` of pact-python 4.2.0. An error before the first interaction stands among ``errors`` alone;
where the core panics the document is empty and says success.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contractlab.values.display import quiet
from contractlab.values.json_types import JSON

__all__ = ["VerifierError", "read_verifier_errors"]

_FILE = re.compile(r"'([^'\n]{1,2000})'")
_MOST = 100

BROKE_OFF = (
    "the verifier broke off before it verified anything, and its results say success all the same: CI is green for "
    "nothing where it asks no more than the results"
)
NOT_WHY = "the verifier says that the verification failed, and names no interaction and no reason"


@quiet
@dataclass(frozen=True, slots=True)
class VerifierError:
    """An error of the verification as a whole.

    Attributes
    ----------
    text : str
        As a sentence of ours: ``the verifier said: Failed to load pact 'a.json' - …``.
    files : tuple of str
        Names of files that it quotes, without their folders.
    pointer : str
        JSON pointer into the results.
    """

    text: str
    files: tuple[str, ...] = ()
    pointer: str = ""


def read_verifier_errors(document: Mapping[str, JSON], descriptions: Sequence[str]) -> tuple[VerifierError, ...]:
    """Read what a document of results says of the verification as a whole.

    Parameters
    ----------
    document : mapping
    descriptions : sequence of str
        Of the interactions that have a result of their own.
    """
    listed = document.get("errors")
    errors = [
        error
        for index, item in enumerate(listed[:_MOST] if isinstance(listed, list) else ())
        if (error := _read(item, f"/errors/{index}", descriptions)) is not None
    ]
    if errors:
        return tuple(errors)
    if document.get("interactionResults") or listed:
        return ()
    if document.get("result") is False:
        return (VerifierError(NOT_WHY, pointer="/result"),)
    # A verification that ended well writes at least a line, even where it found no pact.
    return (VerifierError(BROKE_OFF, pointer="/output"),) if document.get("output") == [] else ()


def _read(item: JSON, pointer: str, descriptions: Sequence[str]) -> VerifierError | None:
    if not isinstance(item, Mapping):
        return None
    subject, failure = item.get("interaction"), item.get("mismatch")
    about = subject if isinstance(subject, str) else ""
    if any(about.endswith(f" - {description}") for description in descriptions):
        return None
    message = failure.get("message") if isinstance(failure, Mapping) else None
    words = message if isinstance(message, str) else ""
    # "Failed to load pact" stands in front of most messages already.
    sentence = words if words.startswith(about) else f"{about}: {words}"
    sentence = sentence.strip(": ")
    if not sentence:
        return None
    names = tuple(name.replace("\\", "/").rstrip("/").rpartition("/")[2] for name in _FILE.findall(words))
    return VerifierError(f"the verifier said: {sentence}", names, pointer)
