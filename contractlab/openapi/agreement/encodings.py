"""What the texts of parameters, headers and forms are, read as their schemas say: numbers, lists, objects.

Styles are those of OpenAPI (Parameter Object, "Style Values"); what names with brackets and dots hold is read as the
library qs does it, which PactFlow's comparator asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from contractlab.openapi.schemas import Schema
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING

__all__ = ["form_value", "multipart_value", "named_value", "pieces_of", "readings", "typed"]

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_LONGEST_NUMBER = 400
_DEEPEST = 5
"""Brackets behind a name that are looked into."""
_MOST_FIELDS = 1_000
_MOST_READINGS = 8
_STEP = re.compile(r"\[([^\[\]]*)\]|\.([^\[\].]+)")


def readings(schema: Schema, value: JSON) -> Iterator[JSON]:
    """What texts may stand for: by the schema itself, then by each of its alternatives; the first is the likeliest."""
    first = typed(schema, value)
    yield first
    for option in schema.options[:_MOST_READINGS]:
        read = typed(option, value)
        if type(read) is not type(first) or read != first:
            yield read


def typed(schema: Schema | None, value: JSON, depth: int = 0) -> JSON:
    """Texts as the types that a schema asks for; as they are where they are none of these.

    Parameters
    ----------
    schema : Schema or None
    value : JSON value
        A text, or lists and objects of texts.
    depth : int
    """
    if schema is None or depth > _DEEPEST:
        return value
    if isinstance(value, str):
        return _typed_text(schema.types, value)
    if isinstance(value, list):
        items = schema.inner("items")
        return [typed(items, each, depth + 1) for each in value]
    if isinstance(value, dict):
        more = schema.inner("additionalProperties")
        return {key: typed(schema.properties.get(key, more), each, depth + 1) for key, each in value.items()}
    return value


def _typed_text(types: Sequence[str], text: str) -> JSON:
    if "string" in types or not types:
        return text
    if "null" in types and text == "":
        return None
    if "boolean" in types and text in ("true", "false"):
        return text == "true"
    if ("integer" in types or "number" in types) and len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text):
        return int(text) if text.lstrip("+-").isdigit() else float(text)
    return text


def pieces_of(schema: Schema, text: str, *, exploded: bool = False) -> JSON:
    """The text of a path or a header, taken apart where its schema is one of lists or objects.

    Of an object keys and values stand in turn, ``x,1,y,2``, or in pairs, ``x=1,y=2``.
    """
    types = schema.types
    if "array" in types:
        return list(text.split(","))
    if "object" not in types or "string" in types:
        return text
    pieces = text.split(",")
    if "=" in text:
        pairs = (piece.partition("=") for piece in pieces)
        return {name: rest for name, _, rest in pairs}
    if not exploded and len(pieces) % 2 == 0:
        return dict(zip(pieces[::2], pieces[1::2], strict=True))
    return list(pieces) if len(pieces) > 1 else text


def named_value(name: str, pairs: Iterable[tuple[str, str]]) -> Any:
    """What names such as ``p[x]``, ``p.x`` and ``p[]`` hold together; MISSING where there is none.

    Parameters
    ----------
    name : str
    pairs : iterable of name and text
    """
    root: dict[str, Any] = {}
    for key, text in pairs:
        if key.startswith((f"{name}[", f"{name}.")):
            _put(root, _steps(key[len(name) :]), text)
    return _listed(root) if root else MISSING


def _steps(rest: str) -> list[str]:
    return [inner or dotted for inner, dotted in _STEP.findall(rest)[:_DEEPEST]] or [rest]


def _put(owner: dict[str, Any], steps: Sequence[str], text: str) -> None:
    for step in steps[:-1]:
        below = owner.setdefault(step or str(len(owner)), {})
        if not isinstance(below, dict):
            return
        owner = below
    last = steps[-1] or str(len(owner))
    if last in owner:
        before = owner[last]
        owner[last] = [*before, text] if isinstance(before, list) else [before, text]
    else:
        owner[last] = text


def _listed(value: Any) -> Any:
    """Objects whose keys count from nought, as lists."""
    if not isinstance(value, dict):
        return value
    below = {key: _listed(each) for key, each in value.items()}
    if list(below) == [str(number) for number in range(len(below))]:
        return list(below.values())
    return below


def form_value(schema: Schema, pairs: Sequence[tuple[str, str]]) -> dict[str, JSON]:
    """The fields of a form by its schema.

    Parameters
    ----------
    schema : Schema
    pairs : sequence of name and text
        In order; 1,000 of them are looked at.
    """
    texts: dict[str, list[str]] = {}
    for name, text in pairs[:_MOST_FIELDS]:
        texts.setdefault(name, []).append(text)
    fields: dict[str, JSON] = {}
    for name, values in texts.items():
        whole = name if name in schema.properties else re.split(r"[\[.]", name, maxsplit=1)[0] or name
        if whole in fields:
            continue
        own = schema.properties.get(whole)
        value: JSON = named_value(whole, pairs[:_MOST_FIELDS]) if whole != name else _several(own, values)
        fields[whole] = typed(own, value)
    return fields


def _several(schema: Schema | None, values: list[str]) -> JSON:
    if schema is not None and "array" in schema.types:
        return list(values[0].split(",")) if len(values) == 1 else list(values)
    return values[0] if len(values) == 1 else list(values)


class _Fields(PushMultipartParser):  # type: ignore[misc]
    """The parser for parts that need no name."""

    def _create_segment(self, headerlist: list[tuple[str, str]]) -> MultipartSegment:
        return MultipartSegment(headerlist)


def multipart_value(schema: Schema, data: bytes, header: str) -> Any:
    """The parts of a form by its schema; MISSING where it cannot be taken apart.

    Parameters
    ----------
    schema : Schema
    data : bytes
    header : str
        ``Content-Type``, which names the boundary.
    """
    boundary = parse_options_header(header)[1].get("boundary")
    if not boundary:
        return MISSING
    parts: list[tuple[str, str, bytearray]] = []
    try:
        with _Fields(boundary, max_segment_count=_MOST_FIELDS, max_segment_size=len(data) + 1) as parser:
            for event in [*parser.parse(data), *parser.parse(b"")]:
                if isinstance(event, MultipartSegment):
                    headers = {name.lower(): value for name, value in event.headerlist}
                    named = parse_options_header(headers.get("content-disposition", ""))[1].get("name", "")
                    parts.append((named, headers.get("content-type", ""), bytearray()))
                elif event:
                    parts[-1][2].extend(event)
    except (MultipartError, ValueError, IndexError):
        return MISSING
    fields: dict[str, JSON] = {}
    for name, kind, content in parts:
        value = _part_value(schema.properties.get(name), kind, bytes(content))
        if name in fields:
            before = fields[name]
            fields[name] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            own = schema.properties.get(name)
            is_list = own is not None and "array" in own.types and not isinstance(value, list)
            fields[name] = [value] if is_list else value
    return {name: typed(schema.properties.get(name), value) for name, value in fields.items()}


def _part_value(schema: Schema | None, kind: str, content: bytes) -> JSON:
    """A part: JSON where it says so, or where the schema is one of objects or lists; else its text."""
    wanted = schema is not None and bool({"object", "array"} & set(schema.types))
    if "json" in kind.lower() or wanted:
        try:
            return parse_json(content)
        except NotJson:
            pass
    return content.decode("utf-8", "replace")
