"""Bodies of every kind as the versions of Pact hold them.

Source: what pact-python 4.2.0 (pact_ffi 0.5.12) wrote for each kind.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

from contractlab.contracts.defined import DefinedBody, FormPart
from contractlab.contracts.matcher import Matcher
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.defining.concat import text_of
from contractlab.formats.pact.defining.integration import integration_value
from contractlab.formats.pact.defining.values import Params, defined_path, write_value
from contractlab.formats.pact.defining.xml_text import write_xml
from contractlab.formats.pact.write_rules import Rules
from contractlab.values.content_types import ContentType, detect_from_text, parse_content_type
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSONObject, Value
from contractlab.values.text import quote

__all__ = ["WrittenBody", "write_body"]

_JSON = ContentType("application", "json")
_BOUNDARY_RULE = r"multipart/form-data;(\s*charset=[^;]*;)?\s*boundary=.*"
_ABSENT = object()


@dataclass(slots=True)
class WrittenBody:
    """A body as a file has it.

    Attributes
    ----------
    content_type : str
        For a header, or for metadata, where there is none yet.
    fields : dict
        ``{"body": …}`` or ``{"contents": …}`` without that name: empty where there is no body, else one value under
        ``"value"``.
    rules : dict of str to (combine, rules)
    generators : dict of str to generator
    header_rule : list of rules
        For the header of the content type.
    """

    content_type: str
    fields: JSONObject = field(default_factory=dict)
    rules: dict[str, tuple[str, list[Rules]]] = field(default_factory=dict)
    generators: dict[str, JSONObject] = field(default_factory=dict)
    header_rule: list[Rules] = field(default_factory=list)


def write_body(body: DefinedBody, declared: str | None, version: str, params: Params) -> WrittenBody:
    """A body as a version of Pact holds it.

    Parameters
    ----------
    body : DefinedBody
    declared : str or None
        The content type that headers or metadata name.
    version : str
    params : mapping
        Parameters of the states.

    Raises
    ------
    InvalidEdit
        If the version, or the content type, cannot hold it.
    """
    return _Writer(body, declared, version, params).written()


class _Writer:
    def __init__(self, body: DefinedBody, declared: str | None, version: str, params: Params) -> None:
        self.body = body
        self.version = version
        self.params = params
        given = body.content_type or declared
        self.kind = parse_content_type(given) if given else None  # one that cannot be read is none, as in the core

    def written(self) -> WrittenBody:
        kind = self.body.kind
        if kind == "json":
            return self._json(self.body.value)
        if kind == "integration":
            return self._json(integration_value(str(self.body.value)))
        if kind == "xml":
            return self._xml()
        if kind == "form":
            return self._form()
        if kind == "multipart":
            return self._multipart()
        if kind == "text":
            text = str(self.body.value)
            return self._data(text.encode("utf-8"), self.kind or detect_from_text(text))
        return self._data(bytes(self.body.value), self.kind or ContentType("application", "octet-stream"))

    def _json(self, value: Value) -> WrittenBody:
        kind = self.kind or _JSON
        if not kind.is_json:
            if _holds_matcher(value):
                raise InvalidEdit(
                    f"a body of {kind} is a text to Pact, so that matchers in it would say nothing; give a content "
                    "type of JSON, such as application/json"
                )
            return self._data(json.dumps(value).encode("utf-8"), kind)
        written = write_value(value, self.version, self.params)
        made = WrittenBody(str(kind), {"value": self._content(written.example, kind)})
        made.rules = {defined_path(tokens): listed for tokens, listed in written.rules.items()}
        made.generators = {defined_path(tokens): generator for tokens, generator in written.generators.items()}
        return made

    def _content(self, value: Any, kind: ContentType, encoded: Any = False) -> Any:
        if self.version < "4.0":
            return value
        return {"content": value, "contentType": str(kind), "encoded": encoded}

    def _data(self, data: bytes, kind: ContentType) -> WrittenBody:
        made = WrittenBody(str(kind))
        if not data:
            if self.version < "4.0":
                made.fields = {"value": None if self.body.kind == "bytes" else ""}
            elif self.body.kind != "bytes":
                made.fields = {"value": self._content("", kind)}
            return made
        made.fields = {"value": self._of_data(data, kind)}
        return made

    def _of_data(self, data: bytes, kind: ContentType) -> Any:
        if kind.is_json:
            try:
                return self._content(parse_json(data), kind)
            except NotJson:
                return self._content(base64.b64encode(data).decode("ascii"), kind, "base64")
        if self.version < "4.0" or kind.is_text:
            try:
                return self._content(data.decode("utf-8"), kind)
            except UnicodeDecodeError:
                pass
        return self._content(base64.b64encode(data).decode("ascii"), kind, "base64")

    def _xml(self) -> WrittenBody:
        kind = self.kind or ContentType("application", "xml")
        document = write_xml(self.body.value, self.version, self.params)
        made = WrittenBody(str(kind), {"value": self._content(document.text, kind)})
        made.rules, made.generators = document.rules, document.generators
        return made

    def _form(self) -> WrittenBody:
        kind = self.kind or ContentType("application", "x-www-form-urlencoded")
        made = WrittenBody(str(kind))
        pairs: list[str] = []
        for name, value in self.body.value.items():
            written = write_value(value, self.version, self.params, text=True)
            if isinstance(written.example, Mapping) or any(
                isinstance(item, list | dict) for item in _items(written.example)
            ):
                raise InvalidEdit(f"{quote(value, 60)} is not a value of a form field; give a text, or a list of them")
            pairs += [f"{quote_plus(name)}={quote_plus(text_of(item))}" for item in _items(written.example)]
            for tokens, listed in written.rules.items():
                made.rules[defined_path((name, *tokens))] = listed
            for tokens, generator in written.generators.items():
                made.generators[defined_path((name, *tokens))] = generator
        made.fields = {"value": self._content("&".join(pairs), kind)}
        return made

    def _multipart(self) -> WrittenBody:
        parts: tuple[FormPart, ...] = self.body.value
        boundary = self.body.boundary or _boundary(parts)
        kind = ContentType("multipart", "form-data")
        made = WrittenBody(f"multipart/form-data; boundary={boundary}")
        data = b""
        for part in parts:
            data += _part_head(part, boundary) + part.content + b"\r\n"
            if part.file_name is not None:
                rule = write_value(Matcher("content_type", "x", {"content_type": part.content_type}), self.version, {})
                made.rules[defined_path((part.name,))] = rule.rules[()]
        data += f"--{boundary}--\r\n".encode()
        if self.version >= "2.0":
            made.header_rule = [{"match": "regex", "regex": _BOUNDARY_RULE}]
        made.fields = {"value": self._of_data(data, kind)}
        return made


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _part_head(part: FormPart, boundary: str) -> bytes:
    for text in (part.name, part.file_name or "", part.content_type):
        if any(letter in '"\r\n' for letter in text):
            raise InvalidEdit(f"{quote(text, 60)} cannot stand in the head of a part: it has a quote or a line break")
    file_name = "" if part.file_name is None else f'; filename="{part.file_name}"'
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{part.name}"{file_name}\r\n'
    return f"{head}Content-Type: {part.content_type}\r\n\r\n".encode()


def _boundary(parts: tuple[FormPart, ...]) -> str:
    """The same for the same parts, where the reference takes a random one, and in none of them."""
    digest = hashlib.sha256(repr(parts).encode())
    while any(digest.hexdigest()[:16].encode() in part.content for part in parts):
        digest.update(b"again")
    return digest.hexdigest()[:16]


def _holds_matcher(value: Value) -> bool:
    if isinstance(value, Mapping):
        return any(map(_holds_matcher, value.values()))
    return isinstance(value, Matcher) or (isinstance(value, list | tuple) and any(map(_holds_matcher, value)))
