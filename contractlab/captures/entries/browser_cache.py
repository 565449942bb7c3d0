"""Answers that came from a browser's cache: the provider did not give them, so nothing can be said about it."""

from __future__ import annotations

from collections.abc import Mapping

from contractlab.captures.entries.har_recorder import Recorder

__all__ = ["is_from_cache"]

_MARKS = ("_fromCache", "_fromDiskCache", "_fromMemoryCache", "_fromPrefetchCache", "_servedFromCache", "fromCache")
"""Fields of Chrome, of its derivatives and of tools that speak its protocol."""
_WORKER_CACHES = ("cache-storage", "http-cache")


def is_from_cache(entry: Mapping[str, object], response: Mapping[str, object], status: int, recorder: Recorder) -> bool:
    """Tell whether a browser answered from its cache, by what recorders write then.

    Parameters
    ----------
    entry, response : mapping
        A HAR entry and its response.
    status : int
    recorder : Recorder
    """
    for part in (entry, response):
        # "disk", "memory" or true; in a HAR that went through a form, perhaps "false".
        if any(part.get(mark) not in (None, False, "", "false", 0) for mark in _MARKS):
            return True
        # How Chrome says where a page's service worker took the answer from.
        source = part.get("_serviceWorkerResponseSource")
        if isinstance(source, str) and source in _WORKER_CACHES:
            return True
    content = response.get("content")
    held: Mapping[str, object] = content if isinstance(content, dict) else {}
    if status == 304:
        # Its own answer has no body: what stands there is the cache's, as is what Firefox and HAR call its entry.
        return recorder.is_browser or bool(held.get("text")) or _is_positive(held.get("size")) or _has_entry(entry)
    # Chrome counts every byte of the answer, its headers too: none came.
    if _is_zero(response.get("_transferSize")) and (recorder.is_browser or _fetched(held)):
        return True
    # "Set to zero in case of responses coming from the cache" (HAR 1.2, response.bodySize); exporters beside browsers
    # write zero where they do not know it.
    return recorder.is_browser and _is_zero(response.get("bodySize")) and _fetched(held)


def _has_entry(entry: Mapping[str, object]) -> bool:
    cache = entry.get("cache")
    return isinstance(cache, dict) and bool(cache.get("beforeRequest") or cache.get("afterRequest"))


def _fetched(content: Mapping[str, object]) -> bool:
    return bool(content.get("text")) or _is_positive(content.get("size"))


def _is_zero(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == 0


def _is_positive(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0
