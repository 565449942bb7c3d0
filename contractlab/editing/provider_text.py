"""What to tell the team of the provider: a text to paste, with everything that they need to look into it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath, PureWindowsPath

from contractlab.captures import Capture, Redaction
from contractlab.captures.versions import order_versions
from contractlab.contracts.format import format_of
from contractlab.values.mismatch import Mismatch
from contractlab.values.sentences import expected_and_got
from contractlab.values.source import Location
from contractlab.values.text import json_kind, shorten
from contractlab.verification.causes import Cause, shared_sentence
from contractlab.verification.results import Result

__all__ = ["provider_text", "versions_in_words"]

_MOST_VERSIONS = 8
_MOST_EXAMPLES = 5


def provider_text(
    cause: Cause, results: Iterable[Result], redaction: Redaction, passing: Sequence[str] | None = None
) -> str:
    """Request, expected, got, rule with its line, how often it was seen and since which version.

    Parameters
    ----------
    cause : Cause
    results : iterable of Result
        All results, those that passed too: how often is counted among the answers of the cause's examples.
    redaction : Redaction
        What must not be shown.
    passing : sequence of str, optional
        Versions that answered as asked where the cause is; those whose answers passed altogether where it is left out.

    Returns
    -------
    str
        Plain text of a few lines; secrets are taken out.
    """
    first = cause.results[0]
    mismatch = first.mask.mismatch(cause.mismatches[0])
    expected, got = expected_and_got(mismatch)
    broken = {id(result) for result in cause.results}
    examples = {id(example) for example in cause.examples}
    answered = [result for result in results if id(result.example) in examples and result.match is not None]
    rows = [("Request", _request(first, redaction)), ("Expected", str(expected)), ("Got", str(got))]
    rows.append(("Rule", _rule(cause, first, redaction)))
    failed = [result for result in answered if id(result) in broken]
    versions = _versions(failed)
    since = f", first at {shorten(versions[0], 60)}" if versions else ""
    rows.append(("Seen", f"in {len(failed):,} of {len(answered):,} answers{since}"))
    if versions:
        rows.append(("Failing", versions_in_words(versions)))
        if passing is None:
            passing = _versions(result for result in answered if result.verdict == "passed")
        rows.append(("Passing", versions_in_words([each for each in passing if each not in versions]) or "none"))
    described = [example.description for example in cause.examples]
    more = f" and {len(described) - _MOST_EXAMPLES:,} more" if len(described) > _MOST_EXAMPLES else ""
    listed = ", ".join(f"“{shorten(name, 120)}”" for name in described[:_MOST_EXAMPLES])
    rows.append(("Example" if len(described) == 1 else "Examples", listed + more))
    width = max(len(name) for name, _ in rows) + 2
    sentence = str(shared_sentence(cause.mismatches, cause.path, shown=mismatch, advice=False))
    return "\n".join([sentence, *(f"{name + ':':<{width}}{text}" for name, text in rows)])


def _request(result: Result, redaction: Redaction) -> str:
    capture = result.capture
    if isinstance(capture, Capture):
        shown = redaction.redact_capture(capture)
        if isinstance(shown, Capture):
            return shorten(f"{shown.request.method} {shown.request.target}", 300)
    return shorten(result.example.description, 300)


def _rule(cause: Cause, result: Result, redaction: Redaction) -> str:
    mismatch = cause.mismatches[0]
    if cause.rule is not None:
        return f"{shorten(cause.rule.label, 200)}, {_place(cause.rule.declared_at, redaction)}"
    match = result.match
    subject, reply = ("response", 0) if match is None else (match.subject, match.reply)
    pointer = format_of(result.contract).value_pointer(result.example, mismatch, subject, reply)
    return f"{_without_rule(mismatch)}, {_place(result.contract.source.at(pointer), redaction)}"


def _without_rule(mismatch: Mismatch) -> str:
    """What holds where no rule is written."""
    kind = json_kind(mismatch.expected)
    if mismatch.code == "missing-key":
        return "none; the example has this key"
    if "expected_count" in mismatch.facts:
        return "none, so the length is fixed"
    if mismatch.part in ("body", "contents") and kind in ("object", "array"):
        return f"none; the example has an {kind} here"
    return "none, so the exact value"


def _place(location: Location, redaction: Redaction) -> str:
    """The file, without folders and secrets, and the line."""
    name = redaction.redact_text(location.file)
    if "://" not in name and "<" not in name:
        name = (PureWindowsPath(name) if "\\" in name else PurePosixPath(name)).name or name
    return shorten(name, 120) + ("" if location.line is None else f" line {location.line:,}")


def _versions(results: Iterable[Result]) -> list[str]:
    captures = [result.capture for result in results if result.capture is not None]
    return [version for version in order_versions(captures) if version]


def versions_in_words(versions: Sequence[str]) -> str:
    """``2.2.0 and 2.4.0``; of many, the first few."""
    shown = [shorten(version, 60) for version in versions[:_MOST_VERSIONS]]
    if len(versions) > len(shown):
        return f"{', '.join(shown)} and {len(versions) - len(shown):,} more"
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + f" and {shown[-1]}" if shown else ""
