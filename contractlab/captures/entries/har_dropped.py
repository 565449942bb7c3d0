"""Headers that a recorder leaves out of every HAR it writes: they are not recorded, which is not the same as absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["NOTHING_DROPPED", "Dropped", "dropped_by_recorder"]


@dataclass(frozen=True, slots=True)
class Dropped:
    """Lower-case names of headers that a recorder leaves out of requests and responses."""

    request: frozenset[str] = frozenset()
    response: frozenset[str] = frozenset()


NOTHING_DROPPED = Dropped()
_CHROME = Dropped(frozenset(["cookie", "authorization"]), frozenset(["set-cookie"]))


def dropped_by_recorder(log: Mapping[str, object], entries: list[object]) -> Dropped:
    """Tell which headers the tool that wrote this log left out.

    Chrome's default export ("sanitized", since Chrome 130) has neither cookies nor Authorization. That they are missing
    from the whole log is the only sign of it; where one of them occurs, the log is complete.

    Parameters
    ----------
    log : mapping
        The ``log`` object.
    entries : list
        Its entries.
    """
    creator, browser = _name_of(log.get("creator")), _name_of(log.get("browser"))
    if creator != "webinspector" and not browser.startswith(("chrome", "google chrome")):
        return NOTHING_DROPPED
    names = _CHROME.request | _CHROME.response
    for entry in entries:
        for side in ("request", "response"):
            part = entry.get(side) if isinstance(entry, dict) else None
            if not isinstance(part, dict):
                continue
            headers = part.get("headers")
            for header in headers if isinstance(headers, list) else ():
                name = header.get("name") if isinstance(header, dict) else None
                if isinstance(name, str) and name.lower() in names:
                    return NOTHING_DROPPED
            if part.get("cookies"):
                return NOTHING_DROPPED
    return _CHROME


def _name_of(tool: object) -> str:
    name = tool.get("name") if isinstance(tool, dict) else None
    return name.lower() if isinstance(name, str) else ""
