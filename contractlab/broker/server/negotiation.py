"""Which form of a document a client asked for: ``Accept`` in one header or several, as Webmachine reads it."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["CSV", "EXTENDED", "HAL_JSON", "HTML", "JSON_TYPE", "PROBLEM", "TEXT", "choose", "is_asked_for"]

HAL_JSON = "application/hal+json"
JSON_TYPE = "application/json"
PROBLEM = "application/problem+json"
EXTENDED = "application/vnd.pactbrokerextended.v1+json"
TEXT = "text/plain"
CSV = "text/csv"
HTML = "text/html"

_MAX_RANGES = 100


def _ranges(accept: Sequence[str]) -> list[tuple[float, str]]:
    """Media ranges with their weights, as they stand."""
    ranges = []
    for entry in ",".join(accept).split(",")[:_MAX_RANGES]:
        name, *parameters = (part.strip().lower() for part in entry.split(";"))
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    weight = float(value)
                except ValueError:
                    weight = 0.0
        if name:
            ranges.append((weight, name))
    return ranges


def _fits(media_range: str, media_type: str) -> bool:
    if media_range in ("*/*", "*", media_type):
        return True
    kind, _, rest = media_range.partition("/")
    return rest == "*" and media_type.startswith(f"{kind}/")


def choose(accept: Sequence[str], produced: Sequence[str]) -> str | None:
    """The form that is sent: of the highest weight, then the first that the client names.

    Parameters
    ----------
    accept : sequence of str
        Values of all ``Accept`` headers; none means anything.
    produced : sequence of str
        Media types that there are; the first is the usual one.

    Returns
    -------
    str or None
        None where the client takes none of them.
    """
    ranges = _ranges(accept)
    if not ranges:
        return produced[0]
    for weight, name in sorted(ranges, key=lambda each: -each[0]):
        if weight > 0:
            for media_type in produced:
                if _fits(name, media_type):
                    return media_type
    return None


def is_asked_for(accept: Sequence[str], media_type: str) -> bool:
    """True if a header names a media type itself."""
    return any(name == media_type and weight > 0 for weight, name in _ranges(accept))
