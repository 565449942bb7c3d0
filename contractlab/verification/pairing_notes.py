"""Notes on how a recording was paired, and their words."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

__all__ = ["PairingNote", "note_sentence", "read_notes"]


class PairingNote(StrEnum):
    """How a recording was paired, where that is no matter of course. Codes stand in saved runs, so none is renamed."""

    BY_ANSWER = "by-answer"
    """A guess: of the examples with this request, only one accepts the recorded answer."""

    BY_ORDER = "by-order"
    """Examples with this request were asked in the order of the file, as a verifier does."""

    HEADERS_NOT_RECORDED = "headers-not-recorded"
    """The recording has no request headers at all, and the example names some."""


_SENTENCES = {
    PairingNote.BY_ANSWER: "Matched by its response, which is a guess: only this example's response matches.",
    PairingNote.BY_ORDER: "Paired by its place in the run: other examples have this request too, and a verifier "
    "asks them in the order of the file.",
    PairingNote.HEADERS_NOT_RECORDED: "Paired with a reservation: the request headers were not recorded.",
}


def note_sentence(note: PairingNote) -> str:
    """A note for people."""
    return _SENTENCES[note]


def read_notes(codes: Iterable[object]) -> tuple[PairingNote, ...]:
    """Notes of a saved run; those of a later contractlab are not known here, and left out."""
    by_code = {note.value: note for note in PairingNote}
    return tuple(by_code[code] for code in codes if isinstance(code, str) and code in by_code)
