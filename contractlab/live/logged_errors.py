"""Exceptions that are logged while an app answers: Flask and Django answer 500 themselves, and log what was raised."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

__all__ = ["noting_errors"]

_lock = Lock()
_noting: list[list[BaseException]] = []
_made_by: list[Callable[..., logging.LogRecord]] = []
"""What made records before the first run began; several may go on at once."""


def _note(*args: Any, **keywords: Any) -> logging.LogRecord:
    record = _made_by[0](*args, **keywords)
    if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
        for noted in list(_noting):
            noted.append(record.exc_info[1])
    return record


@contextmanager
def noting_errors() -> Iterator[list[BaseException]]:
    """Note what is logged with a traceback, whatever the handlers and levels of its loggers are."""
    noted: list[BaseException] = []
    with _lock:
        if not _noting:
            _made_by[:] = [logging.getLogRecordFactory()]
            logging.setLogRecordFactory(_note)
        _noting.append(noted)
    try:
        yield noted
    finally:
        with _lock:
            # By identity: lists of the same exceptions are equal.
            _noting[:] = [each for each in _noting if each is not noted]
            if not _noting and logging.getLogRecordFactory() is _note:
                logging.setLogRecordFactory(_made_by[0])
