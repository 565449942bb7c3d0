"""The lines that would define a request which was received, with its values as they came."""

from __future__ import annotations

import re
from collections.abc import Sequence
from keyword import iskeyword

from contractlab.contracts.request_forms import parameters_of
from contractlab.values.content_types import ContentType, parse_content_type
from contractlab.values.http import HttpRequest
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON

__all__ = ["request_code"]

_OF_THE_CLIENT = frozenset(
    "host user-agent accept-encoding connection content-length transfer-encoding content-type date expect"
    " sec-fetch-mode accept-language origin referer".split()
)
"""Headers that clients send of themselves: nobody means them."""

_WIDTH = 100
_DEEPEST = 40
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def request_code(request: HttpRequest, name: str, states: Sequence[str] = ()) -> str:
    """A chain that defines an example with a request.

    Parameters
    ----------
    request : HttpRequest
        Without secrets: the code is shown, and kept.
    name : str
        The variable of the definition.
    states : sequence of str
        Those that were in force.
    """
    title = f"a request to {request.method.upper()} {request.path}"
    called = name if _NAME.match(name) and not iskeyword(name) else "contract"
    given = "".join(f"    .given({state!r})\n" for state in states)
    arguments = [repr(request.method.upper()), repr(request.path), *_arguments(request)]
    written = ", ".join(arguments)
    if len(written) > _WIDTH - len("    .with_request()"):
        indent = " " * len("    .with_request(")
        written = f"{', '.join(arguments[:2])},\n{indent}" + f",\n{indent}".join(arguments[2:])
    return f"({called}.example({title!r})\n{given}    .with_request({written})\n    .will_respond_with(200))"


def _arguments(request: HttpRequest) -> list[str]:
    listed: list[str] = []
    query = _by_name(parameters_of(request.query))
    if query:
        listed.append(f"query={query}")
    headers = _by_name(
        (name, value)
        for name, value in request.headers
        if name.lower() not in _OF_THE_CLIENT and (name.lower(), value) != ("accept", "*/*")
    )
    if headers:
        listed.append(f"headers={headers}")
    return listed + _body(request)


def _by_name(pairs: object) -> str:
    """A mapping from names to a value, or to a list of those that repeat."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:  # type: ignore[attr-defined]
        values.setdefault(name, []).append(value)
    written = (f"{name!r}: {each[0]!r}" if len(each) == 1 else f"{name!r}: {each!r}" for name, each in values.items())
    return "{" + ", ".join(written) + "}" if values else ""


def _body(request: HttpRequest) -> list[str]:
    data = request.body
    if not isinstance(data, bytes) or not data:
        return []
    declared = request.headers.get("content-type")
    kind = parse_content_type(declared) if declared is not None else None
    if kind is None or kind.is_json:
        try:
            listed = [f"json={_matchers(parse_json(data), 0)}"]
        except NotJson:
            return _text(data, declared)
        return listed + ([] if kind == ContentType("application", "json") else [f"content_type={declared!r}"])
    if kind.is_form:
        fields = _by_name(parameters_of(data.decode("utf-8", "replace")))
        return [f"form={fields}"] if fields else []
    return _text(data, declared)


def _text(data: bytes, declared: str | None) -> list[str]:
    try:
        value: object = data.decode("utf-8")
    except UnicodeDecodeError:
        value = data
    return [f"body={value!r}", f"content_type={declared!r}"]


def _matchers(value: JSON, depth: int) -> str:
    """A value as code: its scalars by type, as another request of the kind would have other ones."""
    if isinstance(value, dict) and depth < _DEEPEST:
        return "{" + ", ".join(f"{key!r}: {_matchers(below, depth + 1)}" for key, below in value.items()) + "}"
    if isinstance(value, list) and depth < _DEEPEST:
        return "[" + ", ".join(_matchers(below, depth + 1) for below in value) + "]"
    if isinstance(value, bool):
        return f"match.bool({value!r})"
    if isinstance(value, int):
        return f"match.int({value!r})"
    if isinstance(value, float):
        return f"match.float({value!r})"
    if isinstance(value, str):
        return f"match.str({value!r})"
    return repr(value)
