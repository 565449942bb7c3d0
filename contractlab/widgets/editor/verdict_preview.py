"""What saving would change in the verdicts: the sentence, this example by version, the first that gets worse."""

from __future__ import annotations

from contractlab.captures import Redaction
from contractlab.editing.preview import Preview, VerdictChange
from contractlab.verification.causes import group_mismatches
from contractlab.verification.masking import Mask
from contractlab.views.model import faint, line, strong
from contractlab.views.result_model import error_reason, result_sentences
from contractlab.views.words import cut
from contractlab.widgets.changed_cells import preview_cells
from contractlab.widgets.editor.protocol import CountOfChanges, VerdictPreviewJson, VersionVerdicts
from contractlab.widgets.protocol import LineJson
from contractlab.widgets.span_json import line_json
from contractlab.widgets.verdict_counts import change_tone

__all__ = ["verdict_preview"]

_VERSIONS = 40
_WOULD = {"failed": "would fail", "error": "could not be checked", "not exercised": "would not be exercised"}


def verdict_preview(preview: Preview, redaction: Redaction, index: int | None) -> VerdictPreviewJson:
    """What the strip on top of the editor shows.

    Parameters
    ----------
    preview : Preview
    redaction : Redaction
    index : int or None
        The example that is being edited; None where it was removed.

    Returns
    -------
    dict
        ``sentence`` (the words), ``counts`` (of changes, each with its tone), ``versions`` (this example by version),
        ``broken`` (the first verdict that would get worse, as a sentence).
    """
    counted = sorted(preview.counts().items(), key=lambda item: (change_tone(*item[0]), str(item[0])))
    counts: list[CountOfChanges] = [
        {"text": f"{number:,} {_word(before)} → {_word(after)}", "tone": change_tone(before, after)}
        for (before, after), number in counted
    ]
    worse = next((change for change in preview.changes if change_tone(change.before, change.after) == "worse"), None)
    return {
        "sentence": preview.sentence,
        "counts": counts,
        "versions": [] if index is None else _versions(preview, index),
        "broken": None if worse is None else _broken(worse, redaction),
    }


def _versions(preview: Preview, index: int) -> list[VersionVerdicts]:
    versions: list[VersionVerdicts] = [
        {"version": cut(version, 40), "before": cell.before, "after": cell.after}
        for version, cell in preview_cells(preview, index).items()
    ]
    return versions[-_VERSIONS:]


def _word(verdict: str | None) -> str:
    return "nothing" if verdict is None else verdict


def _broken(change: VerdictChange, redaction: Redaction) -> LineJson:
    """The first verdict that would get worse, in a sentence."""
    result = change.result
    version = None if result is None else result.provider_version
    subject = strong(cut(version, 40)) if version else strong(cut(change.example, 80))
    start = line(subject, f" {_WOULD.get(change.after or '', 'would be gone')}")
    if version:
        start = line(faint(f"{cut(change.example, 60)}: "), start)
    if result is None or change.after is None:
        return line_json(start, ".")
    if change.after == "error":
        return line_json(start, ": ", error_reason(result.reason)[:300])
    if not result.mismatches:
        return line_json(start, ".")
    groups = group_mismatches(result.mismatches)
    mask = Mask(result.seen, redaction)
    return line_json(start, ", ", *result_sentences(groups[:1], mask, None))
