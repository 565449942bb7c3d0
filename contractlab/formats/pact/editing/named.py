"""Headers, query parameters and metadata of a Pact example being edited: names with values, and rules by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from contractlab.contracts.editing import EditOperation, Tokens
from contractlab.contracts.validate import named_value, text_of
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.editing.rules import Entry, entries_of, set_entries, written_rules
from contractlab.formats.pact.editing.site import PactSite
from contractlab.formats.pact.write_rules import say
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.markers import MISSING

__all__ = ["PactNamed", "read_values"]


class PactNamed:
    """See `NamedEditing`; setting a matcher writes its rule too.

    Parameters
    ----------
    site : PactSite
        Where the part stands.
    field : str
        ``"headers"``, ``"query"``, ``"metadata"`` or ``"metaData"``.
    category : str
        Of its rules.
    """

    def __init__(self, site: PactSite, field: str, category: str) -> None:
        self._site = site
        self.field = field
        self._category = category
        self._code = f"{site.code}.{'metadata' if category == 'metadata' else field}"
        self._spelled_in: tuple[Mapping[str, JSON], dict[str, str]] | None = None

    @property
    def _noun(self) -> str:
        return {"header": "header", "query": "parameter"}.get(self._category, "entry")

    @property
    def values(self) -> Mapping[str, JSON]:
        """See `NamedEditing`."""
        return self._values()

    def _values(self) -> JSONObject:
        return read_values(self._site.document.get(self.field))

    def _spelled(self, name: str) -> str:
        """The name as the file spells it; headers are alike in any case."""
        if self._category != "header":
            return name
        document = self._site.document
        if self._spelled_in is None or self._spelled_in[0] is not document:
            spellings: dict[str, str] = {}
            for spelled in read_values(document.get(self.field)):
                spellings.setdefault(spelled.lower(), spelled)
            self._spelled_in = (document, spellings)
        return self._spelled_in[1].get(name.lower(), name)

    def get(self, name: str) -> JSON:
        """See `NamedEditing`."""
        return self._values()[self._spelled(name)]

    def set(self, name: str, value: object) -> EditOperation:
        """See `NamedEditing`."""
        text_of(name, f"the name of a {self._noun}")
        spelled, version = self._spelled(name), self._site.version
        written = say(value, version, text=True)
        rules = written.rules.get((), None)
        if self._category != "metadata" and written.example is not MISSING:
            written.example = named_value(written.example, name)
        if rules is None and written.rules:
            raise InvalidEdit("outside of bodies a value has one rule; write it around the whole value")

        def change(part: JSONObject) -> JSONObject:
            new, values = part, read_values(part.get(self.field))
            if written.example is not MISSING:
                values[spelled] = self._shaped(written.example, values.get(spelled))
                new = {**part, self.field: self._written(values, part.get(self.field))}
            elif spelled not in values:
                raise InvalidEdit(f"there is no {self._noun} {name!r} yet; give the matcher an example")
            if rules is None:
                return new
            declared = next((entry for entry in entries_of(part) if self._is_for(entry, spelled)), None)
            place = (spelled,) if declared is None or declared.tokens is None else declared.tokens
            added: dict[tuple[str, Tokens], Any] = {(self._category, place): written_rules(rules, version)}
            return set_entries(new, lambda entry: entry.tokens, added, version=version)

        return self._site.operation(f"set the {self._noun} {name}", f"{self._code}[{name!r}] = {value!r}", change)

    def remove(self, name: str) -> EditOperation:
        """See `NamedEditing`."""
        spelled, version = self._spelled(name), self._site.version
        if spelled not in self._values():
            raise InvalidEdit(f"there is no {self._noun} {name!r}")

        def change(part: JSONObject) -> JSONObject:
            values = read_values(part.get(self.field))
            del values[spelled]
            new = {**part, self.field: self._written(values, part.get(self.field))}
            new = set_entries(new, self._steps(spelled, None), {}, version=version)
            return set_entries(new, self._steps(spelled, None), {}, version=version, field="generators")

        return self._site.operation(f"remove {name}", f"{self._code}[{name!r}]", change, deletes=True)

    def rename(self, name: str, new_name: str) -> EditOperation:
        """See `NamedEditing`; its rules and generators go along."""
        spelled, version = self._spelled(name), self._site.version
        if spelled not in self._values():
            raise InvalidEdit(f"there is no {self._noun} {name!r} to rename")
        text_of(new_name, f"the name of a {self._noun}")
        if self._spelled(new_name) in self._values() and self._spelled(new_name) != spelled:
            raise InvalidEdit(f"there is a {self._noun} {new_name!r} already")

        def change(part: JSONObject) -> JSONObject:
            values = read_values(part.get(self.field))
            renamed = {new_name if key == spelled else key: value for key, value in values.items()}
            new = {**part, self.field: self._written(renamed, part.get(self.field))}
            for field in ("matchingRules", "generators"):
                new = set_entries(new, self._steps(spelled, new_name), {}, version=version, field=field)
            return new

        return self._site.operation(f"rename {name}", f"{self._code}.rename({name!r}, {new_name!r})", change)

    def _steps(self, name: str, new: str | None) -> Callable[[Entry], Tokens | None]:
        """What becomes of rules for a name: they are renamed, or go."""

        def steps(entry: Entry) -> Tokens | None:
            if entry.tokens is None or not self._is_for(entry, name):
                return entry.tokens
            return None if new is None else (new, *entry.tokens[1:])

        return steps

    def _is_for(self, entry: Entry, name: str) -> bool:
        """True if rules or a generator are declared for a name, which in headers may be spelled in other cases."""
        if entry.category != self._category or not entry.tokens:
            return False
        first = str(entry.tokens[0])
        return first == name or (self._category == "header" and first.lower() == name.lower())

    def _shaped(self, value: JSON, before: JSON) -> JSON:
        """A value in the form that the file uses for this one, or that its version asks for."""
        if self._category == "metadata":
            return value
        texts = value if isinstance(value, list) else [value]
        version = self._site.version
        as_list = isinstance(before, list) or (
            before is None and (version >= "4.0" or (self._category == "query" and version >= "3.0"))
        )
        return texts if as_list or len(texts) != 1 else texts[0]

    def _written(self, values: JSONObject, before: JSON) -> JSON:
        text_form = isinstance(before, str) or (before is None and self._site.version < "3.0")
        if self._category == "query" and text_form:
            lists = {name: value if isinstance(value, list) else [value] for name, value in values.items()}
            return urlencode([(name, text) for name, texts in lists.items() for text in texts])
        return values


def read_values(values: JSON) -> JSONObject:
    """Values by name, as a file has them: a mapping, or a query in one text."""
    if isinstance(values, str):
        by_name: JSONObject = {}
        for name, value in parse_qsl(values, keep_blank_values=True):
            by_name.setdefault(name, []).append(value)
        return by_name
    return dict(values) if isinstance(values, dict) else {}
