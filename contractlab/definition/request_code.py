"""The lines that would define a request which was received, with its values as they came."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
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


def _quoted(text: str) -> str:
    """A text as code, in double quotes where none stands in it."""
    written = repr(text)
    plain = written.startswith("'") and '"' not in written and "\\'" not in written
    return f'"{written[1:-1]}"' if plain else written


def _can_be_called(parts: Sequence[str]) -> bool:
    """False for a name that Python has no room for, or that the code imports."""
    return all(map(_NAME.match, parts)) and not any(map(iskeyword, parts)) and parts[0] != "match"


def request_code(request: HttpRequest, name: str, states: Sequence[str] = ()) -> str:
    """A chain that defines an example with a request, after the import that it needs.

    Parameters
    ----------
    request : HttpRequest
        Without secrets: the code is shown, and kept.
    name : str
        Of the definition: a variable, or the attribute of one.
    states : sequence of str
        Those that were in force.
    """
    title = f"a request to {request.method.upper()} {request.path}"
    parts = name.split(".")
    called = name if _can_be_called(parts) else "contract"
    given = "".join(f"    .given({_quoted(state)})\n" for state in states)
    arguments = [_quoted(request.method.upper()), _quoted(request.path), *_arguments(request)]
    written = ", ".join(arguments)
    if len(written) > _WIDTH - len("    .with_request()"):
        indent = " " * len("    .with_request(")
        written = f"{', '.join(arguments[:2])},\n{indent}" + f",\n{indent}".join(arguments[2:])
    needed = "from contractlab import match\n\n" if any("match." in each for each in arguments[2:]) else ""
    begin = f"{needed}({called}.example({_quoted(title)})\n{given}"
    return f"{begin}    .with_request({written})\n    .will_respond_with(200))"


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


def _by_name(pairs: Iterable[tuple[str, str]]) -> str:
    """A mapping from names to a value, or to a list of those that repeat."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    written = ", ".join(f"{_quoted(name)}: {_values(each)}" for name, each in values.items())
    return f"{{{written}}}" if values else ""


def _values(values: list[str]) -> str:
    return _quoted(values[0]) if len(values) == 1 else f"[{', '.join(map(_quoted, values))}]"


def _declared(content_type: str | None) -> str:
    return "None" if content_type is None else _quoted(content_type)


def _body(request: HttpRequest) -> list[str]:
    data = request.body
    if not isinstance(data, bytes) or not data:
        return []
    declared = request.headers.get("content-type")
    kind = parse_content_type(declared) if declared is not None else None
    if kind is None or kind.is_json:
        try:
            value = parse_json(data)
        except NotJson:
            return _text(data, declared)
        if value is None:  # as an argument it would say that there is no body
            return _text(data, declared)
        return [f"json={_matchers(value, 0)}"] + (
            [] if kind == ContentType("application", "json") else [f"content_type={_declared(declared)}"]
        )
    if kind.is_form:
        fields = _by_name(parameters_of(data.decode("utf-8", "replace")))
        return [f"form={fields}"] if fields else []
    return _text(data, declared)


def _text(data: bytes, declared: str | None) -> list[str]:
    try:
        written = _quoted(data.decode("utf-8"))
    except UnicodeDecodeError:
        written = repr(data)
    return [f"body={written}", f"content_type={_declared(declared)}"]


def _member(key: str, value: JSON, depth: int) -> str:
    # No path leads below such a key, so that a matcher has no place there.
    written = repr(value) if not key or "'" in key else _matchers(value, depth)
    return f"{_quoted(key)}: {written}"


def _matchers(value: JSON, depth: int) -> str:
    """A value as code: its scalars by type, as another request of the kind would have other ones."""
    if isinstance(value, dict) and depth < _DEEPEST:
        return "{" + ", ".join(_member(key, below, depth + 1) for key, below in value.items()) + "}"
    if isinstance(value, list) and depth < _DEEPEST:
        return "[" + ", ".join(_matchers(below, depth + 1) for below in value) + "]"
    if isinstance(value, bool):
        return f"match.bool({value!r})"
    if isinstance(value, int):
        return f"match.int({value!r})"
    if isinstance(value, float):
        return f"match.float({value!r})"
    if isinstance(value, str):
        return f"match.str({_quoted(value)})"
    return repr(value)
