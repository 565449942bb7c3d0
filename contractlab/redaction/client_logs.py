"""The log of the HTTP client, without secrets: httpx writes whole addresses down, httpcore the headers of answers."""

from __future__ import annotations

import logging
import re
from functools import cache

from contractlab.redaction.names import is_secret_header
from contractlab.redaction.policy import Redaction
from contractlab.redaction.secret_texts import REDACTED

__all__ = ["clean_client_logs"]

_LOGGERS = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy", "httpcore.socks")
_HEADER = re.compile(
    r"(\(b(['\"])(?P<name>[\w!#$%&'*+.^`|~-]{1,200})\2, b)(?P<quote>['\"])(?:[^\\\r\n]|\\.)*?(?P=quote)(?=\))"
)
"""A header as httpcore writes it: ``(b'Set-Cookie', b'sid=1')``."""


@cache
def clean_client_logs() -> None:
    """Take secrets out of what the HTTP client logs in this process; whoever asks anything calls this first.

    Only what is a secret goes; the loggers, their levels and their handlers stay as they are.
    """
    taking_out = _WithoutSecrets()
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(taking_out)


class _WithoutSecrets(logging.Filter):
    """Lets every record through, its text without secrets."""

    def __init__(self) -> None:
        super().__init__()
        self._redaction = Redaction()

    def filter(self, record: logging.LogRecord) -> bool:
        """See `logging.Filter`."""
        try:
            text = record.getMessage()
        except Exception:
            return True  # the handler says what is wrong with it
        shown = self._redaction.redact_text(_HEADER.sub(_without_value, text))
        if shown != text:
            record.msg, record.args = shown, ()
        return True


def _without_value(match: re.Match[str]) -> str:
    if not is_secret_header(match["name"]):
        return match[0]
    return f"{match[1]}{match['quote']}{REDACTED}{match['quote']}"
