"""The calls of pact-python 4 for one part of an example: a request, a response, contents with metadata."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contractlab.contracts.defined import DefinedBody, DefinedHeader, DefinedPart
from contractlab.contracts.matcher import Matcher, example_of
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.defining.fold_rules import Folded, fold, rule_place
from contractlab.formats.pact.defining.python_values import NotSaid, code_of, spoken, spoken_in_parts
from contractlab.formats.pact.defining.read_back import plain_body, rules_of
from contractlab.formats.pact.defining.values import defined_path
from contractlab.formats.pact.write_rules import Tokens
from contractlab.values.content_types import parse_content_type
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.text import quote

__all__ = ["PartCalls"]

_TYPE = "Content-Type"
_PLAIN_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")
"""A content type that pact-python writes as it is given; others get another spelling unless they stand in a header."""
_BINARY = frozenset({"image", "audio", "video"})
_GENERATED = frozenset({"method", "path", "header", "query", "body", "status", "metadata"})
"""Categories of generators that the core reads."""


@dataclass(slots=True)
class PartCalls:
    """Collects the calls of a part.

    Attributes
    ----------
    written : mapping
        The part as the file has it.
    version : str
    defined : DefinedPart
        The same, as our calls would define it.
    side : str
        ``", 'Request'"`` or ``", 'Response'"`` where a call has to say it, else empty.
    lines : list of str
    lost : list of str
        What pact-python cannot say.
    """

    written: Mapping[str, JSON]
    version: str
    defined: DefinedPart
    lines: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    _rules: JSONObject = field(default_factory=dict)
    _generators: JSONObject = field(default_factory=dict)
    _left_rules: JSONObject = field(default_factory=dict)
    _left_generators: JSONObject = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._rules, self._generators = rules_of(self.written, self.version)
        self._left_rules = dict(self.defined.rules)
        self._left_generators = dict(self.defined.generators)

    def request(self) -> None:
        """The calls of a request."""
        self.lines.append(f".with_request({code_of(self.defined.method)}, {self._path()})")
        for name, value in self._several("query", self.defined.query):
            self.lines.append(f".with_query_parameter({name!r}, {value})")
        if self.version < "3.0" and not all(str(example_of(value)).isascii() for _, value in self.defined.query):
            self.lost.append("a query beyond ASCII as UTF-8: pact-python writes it in another encoding")
        self._headers_and_body()
        self._beside()

    def response(self) -> None:
        """The calls of a response."""
        self.lines.append(f".will_respond_with({code_of(self.defined.status)})")
        if self.written.get("status", self.defined.status) != self.defined.status:
            self.lost.append("a status that is not a number")
        self._headers_and_body()
        self._beside()

    def contents(self, part: str) -> None:
        """The calls of contents and metadata; `part` as in ``part='Response'``, or empty."""
        metadata = dict(self.defined.metadata)
        if self.defined.body is not None:
            declared = metadata.get("contentType")
            kind = declared if isinstance(declared, str) else None
            if kind is None:
                self.lost.append("contents without a contentType in their metadata: pact-python writes one")
            else:
                metadata.pop("contentType")
            self._body(self.defined.body, kind or self._content_type(), part)
        if metadata:
            self.lines.append(f".with_metadata({code_of(self._metadata(metadata))}{part and f', {part!r}'})")
        self._beside(part)

    def _metadata(self, metadata: Mapping[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, value in metadata.items():
            try:
                made[name] = spoken(value)
            except NotSaid:
                self.lost.append(f"the metadata {quote(name, 60)}")
        return made

    # A value with its matcher, or plain with the rule beside

    def _path(self) -> str:
        path = self.defined.path
        if isinstance(path, Matcher):
            try:
                return code_of(spoken(path))
            except NotSaid:
                self._put_back("path")
                path = example_of(path)
        return code_of(json.dumps({"value": path}, ensure_ascii=False) if path[:1] == "{" else path)

    def _named(self, category: str, name: str, value: Any) -> str:
        if isinstance(value, Matcher):
            try:
                return code_of(spoken(value))
            except NotSaid:
                self._put_back(category, name)
                value = example_of(value)
        text = value if isinstance(value, str) else json.dumps(value)
        # A text that is JSON would be read, and one with a comma be split.
        return code_of({"value": text} if text[:1] == "{" or (category == "header" and "," in text) else text)

    def _several(self, category: str, pairs: Sequence[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
        """Names with the code of their values; in V2 each value of several has rules of its own."""
        count: Counter[str] = Counter()
        for name, value in pairs:
            index = count[name]
            count[name] += 1
            yield name, self._named(category, name, self._with_own_rule(category, name, index, value))

    def _with_own_rule(self, category: str, name: str, index: int, value: Any) -> Any:
        left = self._left_rules.get(category)
        if self.version >= "3.0" or not isinstance(left, Mapping) or isinstance(value, Matcher):
            return value
        path = own_path(name, index)
        if path not in left:
            return value
        folded = fold(value, Folded({"$": left[path]}, {}))
        try:
            spoken(folded)
        except NotSaid:
            return value
        self._left_rules[category] = {key: each for key, each in left.items() if key != path}
        return folded

    def _put_back(self, category: str, name: str | None = None) -> None:
        """A rule that the value cannot say stands beside it."""
        for given, left in ((self._rules, self._left_rules), (self._generators, self._left_generators)):
            entries = given.get(category)
            if entries is None:
                continue
            if name is None or not isinstance(entries, Mapping):
                left[category] = entries
            elif name in entries:
                present = left.get(category)
                left[category] = {**(present if isinstance(present, dict) else {}), name: entries[name]}

    def _headers_and_body(self) -> None:
        body = self.defined.body
        kind = self._content_type()
        plain = [header.value for header in self.defined.headers if header.name == _TYPE]
        by_body = body is not None and plain == [kind] and kind is not None and bool(_PLAIN_TYPE.fullmatch(kind))
        sent = [pair for header in self.defined.headers for pair in self._lines_of(header)]
        sent = [pair for pair in sent if not (by_body and pair[0] == _TYPE)]
        names = Counter(name.lower() for name, _ in sent)
        whole = [pair for pair in sent if names[pair[0].lower()] == 1 and _may_be_split(pair[1])]
        for name, value in whole:
            if isinstance(value, Matcher):
                self._put_back("header", name)
            self.lines.append(f".set_header({name!r}, {example_of(value)!r})")
        for name, value in self._several("header", [pair for pair in sent if pair not in whole]):
            self.lines.append(f".with_header({name!r}, {value})")
        if body is not None:
            spelled = [header.name for header in self.defined.headers if header.name.lower() == _TYPE.lower()]
            if not spelled:
                self.lost.append(f"a body without the header {_TYPE}: pact-python writes one")
            self._body(body, kind, "", binary=bool(spelled) and _TYPE not in spelled)

    def _lines_of(self, header: DefinedHeader) -> list[tuple[str, Any]]:
        """A header as it was given: V2 writes several values as one text, with rules for each."""
        left = self._left_rules.get("header")
        if self.version >= "3.0" or not isinstance(left, Mapping) or not isinstance(header.value, str):
            return [(header.name, header.value)]
        values = header.value.split(", ")
        if not any(own_path(header.name, index) in left for index in range(len(values))):
            return [(header.name, header.value)]
        return [(header.name, value) for value in values]

    def _content_type(self) -> str | None:
        """The content type that the file says of the body."""
        body = self.written.get("body", self.written.get("contents"))
        if self.version >= "4.0" and isinstance(body, Mapping):
            declared = body.get("contentType")
            if isinstance(declared, str):
                return declared
        for header in self.defined.headers:
            value = example_of(header.value)
            if header.name.lower() == _TYPE.lower() and isinstance(value, str):
                return value
        return None

    def _body(self, body: DefinedBody, kind: str | None, part: str, *, binary: bool = False) -> None:
        more = f", {kind!r}" if kind is not None else ", None" if part else ""
        more += f", {part!r}" if part else ""
        if isinstance(body.value, bytes):
            self._bytes(body.value, more)
        elif body.kind == "json" and not (isinstance(body.value, str) and _is_text(kind)):
            self._json(body.value, kind, more, binary=binary)
        elif self._is_packed(kind):
            self._bytes(base64.b64decode(body.value), more)
        elif binary or "\0" in body.value or not body.value:
            self._bytes(body.value.encode(), more)
        else:
            self.lines.append(f".with_body({code_of(body.value, 11)}{more})")

    def _is_packed(self, kind: str | None) -> bool:
        """True for the contents of a V3 message that are bytes as base64."""
        parsed, value = parse_content_type(kind) if kind else None, self.written.get("contents")
        if parsed is None or self.version >= "4.0" or not isinstance(value, str):
            return False
        if parsed.main not in _BINARY and (parsed.main, parsed.sub) != ("application", "octet-stream"):
            return False
        try:
            return bool(base64.b64decode(value, validate=True))
        except (binascii.Error, ValueError):
            return False

    def _bytes(self, data: bytes, more: str) -> None:
        if not data and self.version >= "4.0":
            self.lost.append("an empty body: pact-python writes none")
        self.lines.append(f".with_binary_body({code_of(data, 18)}{more})")

    def _json(self, value: Any, kind: str | None, more: str, *, binary: bool) -> None:
        is_text = _is_text(kind)
        try:
            if binary or is_text:
                raise NotSaid
            plain = self._plain_value()
            refused: list[Tokens] = []
            self._with_body(spoken_in_parts(value, plain, refused), more)
            self._put_back_below(refused)
        except NotSaid:
            self._put_back("body")
            self._plain_json(more, binary=binary or is_text)

    def _put_back_below(self, refused: Sequence[Tokens]) -> None:
        """The rules of a body at some places and below them stand beside it."""
        for given, left in ((self._rules, self._left_rules), (self._generators, self._left_generators)):
            entries = given.get("body")
            if not refused or not isinstance(entries, Mapping) or "body" in left:
                continue
            kept = {path: entry for path, entry in entries.items() if _is_below(rule_place(path), refused)}
            if kept:
                left["body"] = kept

    def _plain_value(self) -> Any:
        plain = plain_body(self.written, "body" if "body" in self.written else "contents", self.version)
        assert plain is not None  # there is a body
        return plain.value

    def _with_body(self, shown: Any, more: str) -> None:
        if isinstance(shown, str):  # the text of a JSON string
            shown = json.dumps(shown, ensure_ascii=False)
        self.lines.append(f".with_body({code_of(shown, 11)}{more})")

    def _plain_json(self, more: str, *, binary: bool) -> None:
        """A body whose rules stand beside it, as values or (where pact-python would read them as matchers) as text."""
        plain = self._plain_value()
        if plain is None and binary:
            self._bytes(b"", more)
            return
        if binary and not isinstance(plain, str):
            self.lost.append("a body of JSON that its content type does not name: pact-python writes a text")
        try:
            if binary:
                raise NotSaid
            self._with_body(spoken(plain), more)
        except NotSaid:
            text = json.dumps(plain, ensure_ascii=False)
            self._bytes(text.encode("utf-8", "surrogatepass"), more)

    def _beside(self, part: str = "") -> None:
        more = f", {part!r}" if part else ""
        named = {category: self._by_name(category, entries) for category, entries in self._left_rules.items()}
        rules = {category: entries for category, entries in named.items() if entries}
        generators = {category: made for category, made in self._left_generators.items() if category in _GENERATED}
        self.lost += [f"generators of {quote(name, 40)}" for name in self._left_generators if name not in _GENERATED]
        if rules:
            self.lines.append(f".with_matching_rules({code_of(rules, 21)}{more})")
        if generators:
            self.lines.append(f".with_generators({code_of(generators, 17)}{more})")

    def _by_name(self, category: str, entries: JSON) -> JSON:
        """Rules; those of V2's headers and parameters by their names, which it writes as paths."""
        if self.version >= "3.0" or category not in ("header", "query") or not isinstance(entries, Mapping):
            return entries
        made: JSONObject = {}
        for path, rule in entries.items():
            if "[" in path:
                self.lost.append(f"a rule of {quote(category, 20)} at {quote(path, 60)}")
            else:
                made[path.removeprefix("$.")] = rule
        return made


def _is_below(place: Tokens, places: Sequence[Tokens]) -> bool:
    return any(place[: len(above)] == above for above in places)


def _may_be_split(value: Any) -> bool:
    """True for a header that calls would take apart: ``Accept`` with a comma, a text that is JSON."""
    text = example_of(value)
    return isinstance(text, str) and ("," in text or (value is text and text[:1] == "{"))


def _is_text(kind: str | None) -> bool:
    """True for a content type of which the core keeps a body as a text."""
    parsed = parse_content_type(kind) if kind else None
    return parsed is not None and not parsed.is_json


def own_path(name: str, index: int) -> str:
    """The path of the rules of one value among several, as V2 has it."""
    try:
        return defined_path((name, index))
    except InvalidEdit:  # a name without a path has no rules either
        return ""
