"""The order of provider versions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from contractlab.captures.capture import AnyCapture

__all__ = ["by_precedence", "order_versions"]

_NEVER = datetime.max.replace(tzinfo=UTC)


def order_versions(captures: Iterable[AnyCapture]) -> list[str]:
    """Distinct provider versions, oldest first.

    Parameters
    ----------
    captures : iterable of Capture

    Returns
    -------
    list of str
        By SemVer precedence if all of them are semantic versions; else by the time of their first capture, those
        without a time last, in order of appearance.
    """
    first: dict[str, datetime] = {}
    for capture in captures:
        version = capture.provider_version
        if version is not None:
            started = _moment(capture.started) if capture.started else _NEVER
            first[version] = min(first.get(version, _NEVER), started)
    if len(first) < 2:
        return list(first)
    return by_precedence(list(first)) or sorted(first, key=first.__getitem__)


def by_precedence(versions: Iterable[str]) -> list[str] | None:
    """Versions in the order of SemVer, oldest first; None if one of them is no semantic version."""
    import semver  # only here: most recordings have one version

    try:
        return sorted(versions, key=semver.Version.parse)
    except (ValueError, TypeError):
        return None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _NEVER
    # Without an offset it is taken as UTC, so that all can be compared.
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
