"""A request, a response or a message of a Pact example being edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contractlab.contracts.editing import DeclaredRules, EditOperation, Tokens
from contractlab.contracts.matcher import Matcher
from contractlab.contracts.validate import content_type_of, status_of
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.editing.body import PactBody
from contractlab.formats.pact.editing.generators import PactGenerators
from contractlab.formats.pact.editing.named import PactNamed
from contractlab.formats.pact.editing.rules import Entry, entries_of, rules_field, set_entries, written_rules
from contractlab.formats.pact.editing.site import PactSite
from contractlab.formats.pact.write_rules import say
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.markers import MISSING
from contractlab.values.source import join_pointer

__all__ = ["PactPart"]

_CATEGORIES = {"headers": "header", "query": "query", "metadata": "metadata"}
_BODIES = ("body", "content", "contents")


def _is_at(entry: Entry, place: Tokens) -> bool:
    if entry.category == "header" and entry.tokens and place:
        return str(entry.tokens[0]).lower() == str(place[0]).lower()
    return entry.tokens == place


class PactPart:
    """See `PartEditing`.

    Parameters
    ----------
    name, answers, place
        As there.
    site : PactSite
    """

    def __init__(self, name: str, answers: bool, place: tuple[str | int, ...], site: PactSite) -> None:
        self.name = name
        self.answers = answers
        self.place = place
        self._site = site

    @property
    def tokens(self) -> Tokens:
        """See `PartEditing`."""
        return (*self._site.at, *self._site.steps)

    @property
    def document(self) -> Mapping[str, JSON]:
        """See `PartEditing`."""
        return self._site.document

    def body(self, attribute: str) -> PactBody:
        """See `PartEditing`."""
        return PactBody(self._site, attribute)

    def named(self, attribute: str) -> PactNamed:
        """See `PartEditing`; some files of V3 call metadata ``metaData``, as the JVM's writer did."""
        older = attribute == "metadata" and "metaData" in self.document
        return PactNamed(self._site, "metaData" if older else attribute, _CATEGORIES[attribute])

    def generators(self) -> PactGenerators:
        """See `PartEditing`."""
        return PactGenerators(self._site)

    def declared(self, field: str, place: Tokens) -> DeclaredRules | None:
        """See `PartEditing`."""
        categories = _BODIES if field in _BODIES else (_CATEGORIES.get(field, field),)
        for entry in entries_of(self.document):
            if entry.category in categories and isinstance(entry.value, Mapping) and _is_at(entry, place):
                listed = entry.value.get("matchers")
                rules = listed if isinstance(listed, list) else [entry.value]
                written = tuple(dict(rule) for rule in rules if isinstance(rule, Mapping))
                return DeclaredRules(written, str(entry.value.get("combine")), self._pointer(entry))
        return None

    def _pointer(self, entry: Entry) -> str:
        field = rules_field(self.document)
        rules = self.document[field]
        direct = not entry.key and not entry.tokens  # the category has one value, and rules without a path
        whole = entry.key in rules or direct
        steps = [entry.key if entry.key in rules else entry.category]
        if not whole:
            steps.append(entry.key)
        inside = rules if whole else rules[entry.category]
        while steps and len(inside) == 1:  # nothing empty is left behind in the file
            steps, inside = steps[:-1], rules
        return join_pointer("", *self.tokens, field, *steps)

    def read(self, attribute: str) -> JSON:
        """See `PartEditing`."""
        if attribute == "status":
            status = self.document.get("status", 200)
            return status if isinstance(status, int) else 200
        if attribute == "content_type":
            return self._content_type()
        return str(self.document.get(attribute, {"method": "GET", "path": "/"}[attribute]))

    def write(self, attribute: str, value: object) -> EditOperation:
        """See `PartEditing`."""
        writers: dict[str, Callable[[Any], EditOperation]] = {
            "status": self._set_status, "method": self._set_method, "path": self._set_path,
            "content_type": self._set_content_type,
        }  # fmt: skip
        return writers[attribute](value)

    def _set_status(self, status: object) -> EditOperation:
        status_of(status)
        return self._set_direct("status", status)

    def _set_method(self, method: object) -> EditOperation:
        if not isinstance(method, str) or not method:
            raise InvalidEdit("a method is a word such as GET")
        code = f"{self._site.code}.method = {method!r}"
        return self._site.operation("set the method", code, lambda part: {**part, "method": method})

    def _set_path(self, path: object) -> EditOperation:
        example = path.example if isinstance(path, Matcher) else path
        if example is not MISSING and not isinstance(example, str):
            raise InvalidEdit(f"{example!r} is not a path; give text such as /customers/1")
        return self._set_direct("path", path)

    def _set_direct(self, field: str, value: object) -> EditOperation:
        """Set a part that is one value, with its rule where a matcher is given."""
        version = self._site.version
        written = say(value, version, text=True)
        rules = written.rules.get((), None)

        def change(part: JSONObject) -> JSONObject:
            new = part if written.example is MISSING else {**part, field: written.example}
            added: dict[tuple[str, Tokens], Any] = {}
            if rules is not None:
                added[(field, ())] = written_rules(rules, version)
            # A plain value keeps its rule; warnings tell where it does not fit.
            return set_entries(new, lambda entry: entry.tokens, added, version=version)

        return self._site.operation(f"set the {field}", f"{self._site.code}.{field} = {value!r}", change)

    def _content_type(self) -> str | None:
        """The content type that the part declares: of its body, else its header."""
        for field in ("body", "contents"):
            body = self.document.get(field)
            if self._site.version >= "4.0" and isinstance(body, Mapping) and isinstance(body.get("contentType"), str):
                return str(body["contentType"])
        headers = self.named("headers").values
        header = next((value for name, value in headers.items() if name.lower() == "content-type"), None)
        return header if header is None or isinstance(header, str) else ", ".join(map(str, header))

    def _set_content_type(self, kind: object) -> EditOperation:
        content_type_of(kind)
        version = self._site.version

        def change(part: JSONObject) -> JSONObject:
            new = dict(part)
            written = False
            for field in ("body", "contents"):
                if version >= "4.0" and isinstance(new.get(field), Mapping):
                    new[field] = {**new[field], "contentType": kind}
                    written = True
            headers = new.get("headers")
            names = list(headers) if isinstance(headers, dict) else []
            spelled = next((name for name in names if name.lower() == "content-type"), None)
            if isinstance(headers, dict) and spelled is not None:
                new["headers"] = {**headers, spelled: [kind] if isinstance(headers[spelled], list) else kind}
                written = True
            if not written:
                value: JSON = [kind] if version >= "4.0" else kind
                new["headers"] = {**(headers if isinstance(headers, dict) else {}), "Content-Type": value}
            return new

        code = f"{self._site.code}.content_type = {kind!r}"
        return self._site.operation(f"set the content type to {kind}", code, change)
