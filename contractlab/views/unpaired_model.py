"""The view of a capture that fits no example: the nearest one, and every difference from it."""

from __future__ import annotations

from contractlab.captures import MessageCapture, Redaction
from contractlab.verification.causes import group_mismatches
from contractlab.verification.masking import Mask
from contractlab.verification.unpaired import Unpaired
from contractlab.views.model import Block, Bullets, Document, Line, Paragraph, Span, code, faint, line, strong, typed
from contractlab.views.result_model import result_sentences
from contractlab.views.words import count, cut, file_name

__all__ = ["ASSIGN", "build_unpaired", "unpaired_differences", "unpaired_sentence", "unpaired_start"]

_DIFFERENCES = 8
"""Kinds of differences from the nearest example that are listed beside others."""

ASSIGN: Span = typed("captures.assign(capture, example)", '"_contractlab": {"example": "…"} in its HAR entry')
"""How a capture is matched to an example by hand."""

_REDACTION = Redaction()


def _subject(unpaired: Unpaired, redaction: Redaction) -> tuple[Mask, Line]:
    mask = Mask(unpaired.capture, redaction)
    shown = mask.capture if mask.capture is not None else unpaired.capture
    if isinstance(shown, MessageCapture):
        name = cut(file_name(shown.source), 80)
        return mask, line(
            f"a {shown.kind.replace('sync-message', 'message with reply')} (", code(f"{name}#{shown.index}"), ")"
        )
    return mask, line(code(f"{cut(shown.request.method, 20)} {cut(shown.request.target, 120)}"))


def unpaired_sentence(unpaired: Unpaired, redaction: Redaction) -> Line:
    """What fits nothing, the nearest example, and the first difference to it."""
    mask, subject = _subject(unpaired, redaction)
    if unpaired.note:
        return line(subject, f": {cut(unpaired.note, 300)}.")
    if unpaired.nearest is None:
        return line(subject, " matches no example; none is near.")
    start = line(subject, " matches no example. Nearest: “", cut(unpaired.nearest.description), "”; ")
    groups = group_mismatches(unpaired.differences)
    more = f" and {len(groups) - 1:,} more" if len(groups) > 1 else ""
    return line(start, *result_sentences(groups[:1], mask, None), faint(more))


def unpaired_start(unpaired: Unpaired, redaction: Redaction) -> Line:
    """What fits nothing and which example is nearest, before a list of the differences."""
    _, subject = _subject(unpaired, redaction)
    name = "" if unpaired.nearest is None else cut(unpaired.nearest.description)
    return line(subject, " matches no example. Nearest: “", name, "”, which differs:")


def unpaired_differences(unpaired: Unpaired, redaction: Redaction) -> tuple[tuple[Line, ...], int]:
    """A sentence for each kind of difference from the nearest example, and how many are left out."""
    mask, _ = _subject(unpaired, redaction)
    groups = group_mismatches(unpaired.differences)
    return tuple(result_sentences(groups[:_DIFFERENCES], mask, None)), max(0, len(groups) - _DIFFERENCES)


def build_unpaired(unpaired: Unpaired) -> Document:
    """The document of a capture that fits no example."""
    mask, subject = _subject(unpaired, unpaired.redaction or _REDACTION)
    blocks: list[Block] = [Paragraph(line(subject, strong(" matches no example")), "title")]
    if unpaired.note:
        blocks.append(Paragraph(line(f"{cut(unpaired.note, 300)}.")))
    if unpaired.nearest is None:
        blocks.append(Paragraph(line("No example is near. Nobody relies on this yet.")))
        return Document(tuple(blocks))
    groups = group_mismatches(unpaired.differences)
    blocks.append(
        Paragraph(
            line(
                "Nearest: ",
                strong(cut(unpaired.nearest.description)),
                faint(f", {count(len(unpaired.differences), 'mismatch', 'mismatches')}"),
            )
        )
    )
    blocks.append(Bullets(tuple(result_sentences(groups[:12], mask, None))))
    if len(groups) > 12:
        blocks.append(Paragraph(line(faint(f"… {len(groups) - 12:,} more: "), typed("unpaired.differences"))))
    blocks.append(Paragraph(line(faint("To match it by hand: "), ASSIGN)))
    return Document(tuple(blocks))
