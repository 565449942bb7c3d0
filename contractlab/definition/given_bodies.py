"""The body that arguments of a call mean: ``json=``, ``body=``, ``text=``, ``xml=``, ``form=``, ``files=``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from contractlab.contracts.defined import DefinedBody, DefinedHeader, Element, FormPart
from contractlab.contracts.matcher import Matcher
from contractlab.errors import InvalidEdit
from contractlab.values.content_types import detect_from_text, parse_content_type
from contractlab.values.files import read_file
from contractlab.values.markers import MISSING
from contractlab.values.text import quote

__all__ = ["body_of", "given_body", "header_lines", "part_of_file", "query_pairs"]

_INTEGRATION = ('"pact:matcher:type"', '"pact:generator:type"')


def body_of(value: Any, content_type: str | None) -> DefinedBody:
    """What ``with_body(value)`` means: bytes, a text, an XML element, or JSON.

    None is JSON's null. A text with Pact's integration JSON in it holds matchers.
    """
    if isinstance(value, DefinedBody):
        return value
    if isinstance(value, bytes | bytearray):
        return DefinedBody("bytes", bytes(value), content_type)
    if isinstance(value, Element):
        return DefinedBody("xml", value, content_type)
    if isinstance(value, str):
        kind = parse_content_type(content_type) if content_type else detect_from_text(value)
        holds_matchers = any(mark in value for mark in _INTEGRATION) and kind is not None and kind.is_json
        return DefinedBody("integration" if holds_matchers else "text", value, content_type)
    return DefinedBody("json", value, content_type)


def given_body(
    *,
    body: Any = MISSING,
    json: Any = MISSING,
    text: str | None = None,
    xml: Element | str | None = None,
    form: Mapping[str, Any] | None = None,
    files: Mapping[str, Any] | None = None,
    content_type: str | None = None,
) -> DefinedBody | None:
    """The body of a call; None where it gives none.

    Raises
    ------
    InvalidEdit
        If it gives more than one, or one of another kind than its name says.
    """
    given = [name for name, value in (("body", body), ("json", json)) if value is not MISSING]
    given += [name for name, value in (("text", text), ("xml", xml), ("files", files)) if value is not None]
    if form is not None and files is None:
        given.append("form")
    if len(given) > 1:
        raise InvalidEdit(f"give one body: {' or '.join(f'{name}=' for name in given)}")
    if json is not MISSING:
        return DefinedBody("json", json, content_type or "application/json")
    if text is not None:
        return DefinedBody("text", _needs(text, str, "text="), content_type or "text/plain")
    if isinstance(xml, str):
        return DefinedBody("text", xml, content_type or "application/xml")
    if xml is not None:
        return DefinedBody("xml", _needs(xml, Element, "xml="), content_type)
    if files is not None:
        fields = [] if form is None else [_field(name, value) for name, value in form.items()]
        return DefinedBody("multipart", (*fields, *(_file(name, value) for name, value in files.items())))
    if form is not None:
        return DefinedBody("form", dict(form), content_type)
    return None if body is MISSING else body_of(body, content_type)


def _needs(value: Any, kind: type, name: str) -> Any:
    if not isinstance(value, kind):
        raise InvalidEdit(f"{name} takes no {type(value).__name__}: {quote(value, 60)}")
    return value


def _field(name: str, value: Any) -> FormPart:
    """A plain field among files."""
    if isinstance(value, Matcher):
        raise InvalidEdit(f"{name}: a field beside files is a text; rules are for whole parts there")
    return FormPart(name, str(value).encode("utf-8"), "text/plain")


def _file(name: str, value: Any) -> FormPart:
    """As httpx takes files: content alone, ``(file name, content)`` or ``(file name, content, type)``."""
    if isinstance(value, tuple) and 2 <= len(value) <= 3:
        file_name, content, *kind = value
        return FormPart(name, _bytes(content), str(kind[0]) if kind else "application/octet-stream", str(file_name))
    if isinstance(value, Path):
        return part_of_file(name, value, None)
    return FormPart(name, _bytes(value), "application/octet-stream", name)


def _bytes(content: Any) -> bytes:
    if isinstance(content, str):
        return content.encode("utf-8")
    if hasattr(content, "read"):
        return _bytes(content.read())
    return bytes(_needs(content, bytes, "files="))


def part_of_file(name: str, path: Path, content_type: str | None) -> FormPart:
    """A file as a part of a multipart body.

    Raises
    ------
    InvalidEdit
        If it cannot be read.
    """
    try:
        content = read_file(path)
    except OSError as error:
        raise InvalidEdit(f"{path} cannot be read: {error.strerror or error}") from None
    return FormPart(name, content, content_type or "application/octet-stream", path.name)


def header_lines(headers: Any, *, whole: bool = False) -> tuple[DefinedHeader, ...]:
    """Lines of headers from a mapping (a list for several lines), from pairs, or as they are."""
    if headers is None:
        return ()
    if isinstance(headers, list | tuple) and all(isinstance(line, DefinedHeader) for line in headers):
        return tuple(headers)
    return tuple(DefinedHeader(name, value, whole) for name, value in _pairs(headers))


def query_pairs(query: Any) -> tuple[tuple[str, Any], ...]:
    """Parameters from a mapping (a list for several values), from pairs, or from a text as it stands in an address."""
    if query is None:
        return ()
    if isinstance(query, str):
        return tuple(parse_qsl(query, keep_blank_values=True))
    return tuple(_pairs(query))


def _pairs(given: Any) -> list[tuple[str, Any]]:
    if isinstance(given, Mapping):
        return [
            (str(name), item)
            for name, value in given.items()
            for item in (value if isinstance(value, list | tuple) else [value])
        ]
    if not isinstance(given, Sequence) or not all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in given):
        raise InvalidEdit(f"{quote(given, 60)} is neither a mapping nor a list of pairs")
    return [(str(name), value) for name, value in given]
