"""Headers and query parameters of a ContractCase example being edited: names with values or matchers."""

from __future__ import annotations

from collections.abc import Mapping

from contractlab.contracts import json_document as document_of
from contractlab.contracts.editing import EditOperation, Tokens
from contractlab.contracts.validate import named_value, text_of
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.editing.body import holds_matcher, written_at
from contractlab.formats.contractcase.editing.places import followed
from contractlab.formats.contractcase.editing.site import CaseSite
from contractlab.formats.contractcase.forms import M
from contractlab.formats.contractcase.walking import matcher_type
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING

__all__ = ["CaseNamed"]


class CaseNamed:
    """See `NamedEditing`; a plain value gives the matcher that stands there another example.

    Parameters
    ----------
    site : CaseSite
    field : str
        ``"headers"`` or ``"query"``.
    """

    def __init__(self, site: CaseSite, field: str) -> None:
        self._site = site
        self.field = field
        self._code = f"{site.code}.{field}"

    @property
    def _noun(self) -> str:
        return "header" if self.field == "headers" else "parameter"

    def _place(self) -> Tokens | None:
        """Where the object of names is written; None where there is none."""
        if self.field not in self._site.document:
            return None
        place = followed(self._site.root, (*self._site.place, self.field))
        raw = document_of.get(self._site.root, place)
        kind = matcher_type(raw)
        if kind == "_case:ObjectShape":
            return (*place, f"{M}children")
        if kind is not None or not isinstance(raw, Mapping):
            raise InvalidEdit(f"the {self.field} are one matcher {str(kind).removeprefix('_case:')}; set them whole")
        return place

    def _written(self) -> Mapping[str, JSON]:
        place = self._place()
        written = {} if place is None else document_of.get(self._site.root, place)
        return written if isinstance(written, Mapping) else {}

    def _spelled(self, name: str) -> str:
        """The name as the file spells it; headers are alike in any case, and ContractCase sees them in lower case."""
        if self.field != "headers":
            return name
        return next((spelled for spelled in self._written() if spelled.lower() == name.lower()), name.lower())

    def raw(self, name: str) -> JSON:
        """What is written for a name; MISSING where nothing is."""
        return self._written().get(self._spelled(name), MISSING)

    @property
    def values(self) -> Mapping[str, JSON]:
        """See `NamedEditing`; None for a matcher without an example."""
        return {name: self._example(raw) for name, raw in self._written().items()}

    def get(self, name: str) -> JSON:
        """See `NamedEditing`."""
        return self._example(self._written()[self._spelled(name)])

    def _example(self, raw: JSON) -> JSON:
        example = self._site.example_of(raw)
        return None if example is MISSING else example

    def set(self, name: str, value: object) -> EditOperation:
        """See `NamedEditing`."""
        text_of(name, f"the name of a {self._noun}")
        raw = self.raw(name)
        plain = value if holds_matcher(value) else named_value(value, name)
        written = written_at(raw, plain, self._site.example_of(raw))
        return self.put(name, written, f"set the {self._noun} {name}", f"{self._code}[{name!r}] = {value!r}")

    def put(self, name: str, written: JSON, label: str, code: str) -> EditOperation:
        """Set what is written for a name."""
        place, spelled = self._place(), self._spelled(name)
        if place is None:
            return self._site.put(self.field, {spelled: written}, label, code)
        value_place = (*place, spelled)
        return EditOperation(label, code, lambda document: document_of.put(document, value_place, written))

    def _existing(self, name: str) -> Tokens:
        place, spelled = self._place(), self._spelled(name)
        if place is None or spelled not in self._written():
            raise InvalidEdit(f"there is no {self._noun} {name!r}")
        return (*place, spelled)

    def remove(self, name: str) -> EditOperation:
        """See `NamedEditing`."""
        place, code = self._existing(name), f"{self._code}[{name!r}]"
        return EditOperation(f"remove {name}", code, lambda document: document_of.remove(document, place), True)

    def rename(self, name: str, new_name: str) -> EditOperation:
        """See `NamedEditing`; its matchers go along."""
        place = self._existing(name)
        text_of(new_name, f"the name of a {self._noun}")
        spelled = new_name.lower() if self.field == "headers" else new_name
        code = f"{self._code}.rename({name!r}, {new_name!r})"
        return EditOperation(f"rename {name}", code, lambda document: document_of.rename(document, place, spelled))
