"""What is known of the tool that wrote a HAR: what it leaves out is not recorded, which is not the same as absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contractlab.values.display import quiet
from contractlab.values.http import EVERY_HEADER

__all__ = ["UNKNOWN_RECORDER", "Recorder", "recorder_of"]


@quiet
@dataclass(frozen=True, slots=True)
class Recorder:
    """What a tool leaves out of every entry.

    Attributes
    ----------
    request, response : frozenset of str
        Lower-case names of headers.
    is_browser : bool
        True if it answers from a cache of its own, and lists that among its requests.
    lists_no_request_headers : bool
        True if a request without any header means that they were not recorded: no client sends none.
    omits_binary_requests : bool
        True if an empty text of a request stands for bytes that were left out.
    """

    request: frozenset[str] = frozenset()
    response: frozenset[str] = frozenset()
    is_browser: bool = False
    lists_no_request_headers: bool = False
    omits_binary_requests: bool = False

    def without_request_headers(self, headers_listed: int) -> frozenset[str]:
        """Headers that a request lacks because they were not recorded."""
        if self.lists_no_request_headers and not headers_listed:
            return self.request | {EVERY_HEADER}
        return self.request


UNKNOWN_RECORDER = Recorder()
_PLAYWRIGHT = Recorder(is_browser=True, lists_no_request_headers=True, omits_binary_requests=True)
_CHROME_SANITIZED = Recorder(frozenset(["cookie", "authorization"]), frozenset(["set-cookie"]), is_browser=True)
_BROWSER = Recorder(is_browser=True)
_BROWSERS = (
    "chrome", "google chrome", "chromium", "firefox", "mozilla", "webinspector", "webkit", "safari", "microsoft edge",
    "edge", "msedge", "opera", "brave",
)  # fmt: skip
_CHROMIUM = ("chrome", "google chrome")


def recorder_of(log: Mapping[str, object], entries: list[object]) -> Recorder:
    """Tell what the tool that wrote this log left out.

    Chrome's default export ("sanitized", since Chrome 130) has neither cookies nor Authorization. That they are missing
    from the whole log is the only sign of it; where one of them occurs, the log is complete. Playwright names the
    browser that it drives; in its minimal mode it may list no request headers at all.

    Parameters
    ----------
    log : mapping
        The ``log`` object.
    entries : list
        Its entries.
    """
    creator, browser = _name_of(log.get("creator")), _name_of(log.get("browser"))
    if creator.startswith("playwright"):
        return _PLAYWRIGHT
    if creator == "webinspector" or browser.startswith(_CHROMIUM):
        return _BROWSER if _lists_cookies(entries) else _CHROME_SANITIZED
    return _BROWSER if creator.startswith(_BROWSERS) or browser.startswith(_BROWSERS) else UNKNOWN_RECORDER


def _lists_cookies(entries: list[object]) -> bool:
    """True if cookies or Authorization occur anywhere in the log."""
    names = _CHROME_SANITIZED.request | _CHROME_SANITIZED.response
    for entry in entries:
        for side in ("request", "response"):
            part = entry.get(side) if isinstance(entry, dict) else None
            if not isinstance(part, dict):
                continue
            headers = part.get("headers")
            for header in headers if isinstance(headers, list) else ():
                name = header.get("name") if isinstance(header, dict) else None
                if isinstance(name, str) and name.lower() in names:
                    return True
            if part.get("cookies"):
                return True
    return False


def _name_of(tool: object) -> str:
    name = tool.get("name") if isinstance(tool, dict) else None
    return name.strip().lower() if isinstance(name, str) else ""
