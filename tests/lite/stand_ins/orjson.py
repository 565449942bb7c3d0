"""Stands in for orjson in tests under node: the standard library's `json`, as strict as orjson is."""

import json
from json import JSONDecodeError

__all__ = ["JSONDecodeError", "JSONEncodeError", "dumps", "loads"]

JSONEncodeError = TypeError


def _refuse(text):
    raise JSONDecodeError(f"{text} is no JSON", text, 0)


def loads(data):
    text = data if isinstance(data, str) else bytes(data).decode("utf-8")
    return json.loads(text, parse_constant=_refuse)


def dumps(value, default=None, option=None):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=default).encode("utf-8")
