"""Requests, responses and messages as the versions of Pact write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from contractlab.contracts.defined import DefinedHeader, DefinedPart
from contractlab.contracts.matcher import Matcher, example_of
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.defining.bodies import WrittenBody, write_body
from contractlab.formats.pact.defining.concat import text_of
from contractlab.formats.pact.defining.rule_maps import RuleMaps
from contractlab.formats.pact.defining.values import Params, Written, write_value
from contractlab.formats.pact.matching.headers import split_header
from contractlab.values.json_types import JSONObject
from contractlab.values.markers import MISSING
from contractlab.values.text import quote

__all__ = ["write_message", "write_request", "write_response"]

_KEPT = frozenset("-")
"""The core encodes everything in a query but ASCII letters, digits and the hyphen, in lower case."""


def write_request(part: DefinedPart, version: str, params: Params) -> JSONObject:
    """A request as a version has it."""
    writer = _Writer(part, version, params)
    made: JSONObject = {"method": part.method.upper(), "path": writer.one_text("path", part.path)}
    query = writer.query()
    if query:
        made["query"] = query
    made.update(writer.headers_and_body())
    made.update(writer.maps.fields())
    return made


def write_response(part: DefinedPart, version: str, params: Params) -> JSONObject:
    """A response as a version has it."""
    writer = _Writer(part, version, params)
    made: JSONObject = {"status": writer.status()}
    made.update(writer.headers_and_body())
    made.update(writer.maps.fields())
    return made


def write_message(part: DefinedPart, version: str, params: Params) -> JSONObject:
    """Contents of a message with their metadata."""
    writer = _Writer(part, version, params)
    made = writer.contents_and_metadata()
    made.update(writer.maps.fields())
    return made


class _Writer:
    def __init__(self, part: DefinedPart, version: str, params: Params) -> None:
        self.part = part
        self.version = version
        self.params = params
        self.maps = RuleMaps(version, part.rules, part.generators)

    def _say(self, value: Any) -> Written:
        return write_value(value, self.version, self.params, text=True)

    def one_text(self, category: str, value: Any) -> str:
        """A value that is one text, whose rules stand in the category itself."""
        written = self._say(value)
        self.maps.direct(category, written.rules.get(()), written.generators.get(()))
        return text_of(written.example)

    def status(self) -> int:
        written = self._say(self.part.status)
        if type(written.example) is not int or not 0 <= written.example <= 65535:
            raise InvalidEdit(f"{quote(written.example, 40)} is not a status; give a number such as 200")
        self.maps.status(written.rules.get(()), written.generators.get(()))
        return written.example

    def _named(self, category: str, name: str, values: list[Any]) -> list[str]:
        """The texts of one header or parameter; rules stand at its name, whichever value has them."""
        texts: list[str] = []
        listed: list[tuple[int, Written]] = []
        for value in values:
            written = self._say(value)
            if written.rules or written.generators:
                listed.append((len(texts), written))
            several = isinstance(value, Matcher) and isinstance(written.example, list)
            texts += [text_of(item) for item in written.example] if several else [text_of(written.example)]
        for index, written in listed:
            indexed = index if len(texts) > 1 and not isinstance(written.example, list) else None
            self.maps.named(category, name, indexed, written.rules, written.generators)
        return texts

    def query(self) -> Any:
        by_name: dict[str, list[Any]] = {}
        for name, value in self.part.query:
            by_name.setdefault(name, []).append(value)
        texts = {name: self._named("query", name, values) for name, values in by_name.items()}
        if self.version >= "3.0":
            return texts
        return "&".join(f"{name}={_encoded(text)}" for name in sorted(texts) for text in texts[name])

    def _headers(self) -> dict[str, list[str]]:
        by_name: dict[str, tuple[str, list[DefinedHeader]]] = {}
        for header in self.part.headers:
            by_name.setdefault(header.name.lower(), (header.name, []))[1].append(header)
        made: dict[str, list[str]] = {}
        for name, lines in by_name.values():
            values: list[Any] = []
            for line in lines:
                split = not line.whole and isinstance(line.value, str)
                values += split_header(name, line.value) if split else [line.value]
            made[name] = self._named("header", name, values)
        return made

    def headers_and_body(self) -> JSONObject:
        made: JSONObject = {}
        headers = self._headers()
        if self.part.body is not None:
            declared = next(
                (lines[0] for name, lines in headers.items() if name.lower() == "content-type" and lines), None
            )
            body = write_body(self.part.body, declared, self.version, self.params)
            self.maps.body(body.rules, body.generators)
            # The core looks for this very spelling, so one in another case gets a second line beside it.
            if "Content-Type" not in headers and self.part.body.content_type != "":
                headers["Content-Type"] = [body.content_type]
                if body.header_rule:
                    self.maps.named("header", "Content-Type", None, {(): ("AND", body.header_rule)}, {})
            made.update(_field("body", body))
        if headers:
            listed = self.version >= "4.0"
            made["headers"] = {name: lines if listed else ", ".join(lines) for name, lines in headers.items()}
        return made

    def contents_and_metadata(self) -> JSONObject:
        made: JSONObject = {}
        metadata: JSONObject = {}
        for name, value in self.part.metadata.items():
            written = write_value(value, self.version, self.params)
            if any(tokens for tokens in (*written.rules, *written.generators)):
                raise InvalidEdit(f"metadata {quote(name, 40)}: Pact has rules for whole entries of metadata only")
            self.maps.named("metadata", name, None, written.rules, written.generators)
            metadata[name] = written.example
        if self.part.body is not None:
            declared = _declared(metadata)
            body = write_body(self.part.body, declared, self.version, self.params)
            self.maps.body(body.rules, body.generators)
            if "contentType" not in metadata and self.part.body.content_type != "":
                metadata["contentType"] = body.content_type
            made.update(_field("contents", body))
        if metadata or self.version < "4.0":
            made["metadata"] = metadata
        return made


def _declared(metadata: Mapping[str, Any]) -> str | None:
    """The content type that metadata names, in any of its spellings."""
    spelled = (value for name, value in metadata.items() if name.lower().replace("-", "") == "contenttype")
    value = example_of(next(spelled, MISSING))
    return value if isinstance(value, str) else None


def _field(name: str, body: WrittenBody) -> JSONObject:
    return {name: body.fields["value"]} if body.fields else {}


def _encoded(text: str) -> str:
    return "".join(_encoded_letters(text))


def _encoded_letters(text: str) -> Iterable[str]:
    for letter in text:
        if letter == " ":
            yield "+"
        elif letter in _KEPT or (letter.isascii() and letter.isalnum()):
            yield letter
        else:
            yield "".join(f"%{byte:02x}" for byte in letter.encode("utf-8", "surrogatepass"))
