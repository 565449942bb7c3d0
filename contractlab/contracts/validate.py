"""What people hand over: refused in words where it is not what is needed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from contractlab.contracts.matcher import Matcher
from contractlab.errors import InvalidEdit
from contractlab.values.json_path import read_path
from contractlab.values.json_types import JSONObject, Value
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import PathToken
from contractlab.values.text import quote

__all__ = ["content_type_of", "named_value", "object_of", "path_tokens", "place_of", "status_of", "text_of"]


def text_of(value: Value, noun: str) -> str:
    """A text that is not empty: ``"a description"`` says what for."""
    if not isinstance(value, str) or not value:
        raise InvalidEdit(f"{noun} must be non-empty text, not {quote(value, 40)}")
    return value


def object_of(value: Value, noun: str) -> JSONObject:
    """A mapping with texts for keys; None is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise InvalidEdit(f"{quote(value, 40)} cannot be {noun}; give a dict whose keys are text")
    return dict(value)


def named_value(value: Value, name: str) -> Any:
    """The text of a header or a parameter, or several; numbers and truth are written as JSON writes them."""
    if isinstance(value, list | tuple) and value:
        return [_line(line, name) for line in value]
    return _line(value, name)


def _line(value: Value, name: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return str(value)
    raise InvalidEdit(f"{quote(value, 40)} is not a value for {name}; give text, or several as a list")


def place_of(index: Any, last: int, among: str) -> int:
    """An index from 0 to `last`."""
    if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index <= last:
        raise InvalidEdit(f"there is no place {quote(index, 40)} among {among}")
    return index


def content_type_of(value: Value) -> str:
    """A media type such as ``application/json``."""
    if not isinstance(value, str) or "/" not in value:
        raise InvalidEdit(f"{quote(value, 40)} is not a content type, such as application/json")
    return value


def status_of(value: object) -> None:
    """Refuse a status, or the example of a matcher for one, that is no number from 100 to 999."""
    example = value.example if isinstance(value, Matcher) else value
    if example is MISSING or isinstance(example, Mapping):
        return
    if isinstance(example, bool) or not isinstance(example, int):
        raise InvalidEdit(f"{example!r} is not a status; give a number such as 200")
    if not 100 <= example <= 999:
        raise InvalidEdit(f"{example} is not a status: statuses are 100 to 999")


_read = lru_cache(maxsize=1_024)(read_path)
"""One path is set in many examples."""


def path_tokens(path: object) -> tuple[PathToken, ...]:
    """Steps of a path into a body: ``$.items[0].id``."""
    tokens = _read(path) if isinstance(path, str) else None
    if tokens is None:
        raise InvalidEdit(f"{path!r} is not a path; write it as $.items[0].id or $['odd key']")
    return tokens
