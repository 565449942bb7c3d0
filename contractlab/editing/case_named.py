"""Headers and query parameters of a ContractCase example being edited: names with values or matchers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

from contractlab.contracts import json_document as document_of
from contractlab.editing.case_body import holds_matcher, said_at
from contractlab.editing.validate import named_value, text_of
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.forms import M
from contractlab.formats.contractcase.places import followed
from contractlab.formats.contractcase.walking import matcher_type
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import PathToken

if TYPE_CHECKING:
    from contractlab.editing.case_example import CasePartEdit

__all__ = ["CaseNamedEdit"]


class CaseNamedEdit(MutableMapping[str, Any]):
    """Values by name; a plain value gives the matcher that stands there another example.

    Parameters
    ----------
    part : CasePartEdit
    field : str
        ``"headers"`` or ``"query"``.
    """

    def __init__(self, part: CasePartEdit, field: str) -> None:
        self._part = part
        self._field = field

    @property
    def _noun(self) -> str:
        return "header" if self._field == "headers" else "parameter"

    def _where(self) -> tuple[PathToken, ...] | None:
        """Where the object of names is written; None where there is none."""
        if self._field not in self._part.document:
            return None
        document = self._part.owner.edit.document
        place = followed(document, (*self._part.place, self._field))
        raw = document_of.get(document, place)
        kind = matcher_type(raw)
        if kind == "_case:ObjectShape":
            return (*place, f"{M}children")
        if kind is not None or not isinstance(raw, Mapping):
            raise InvalidEdit(f"the {self._field} are one matcher {str(kind).removeprefix('_case:')}; set them whole")
        return place

    def _written(self) -> Mapping[str, Any]:
        where = self._where()
        found = {} if where is None else document_of.get(self._part.owner.edit.document, where)
        return found if isinstance(found, Mapping) else {}

    def _spelled(self, name: str) -> str:
        """The name as the file spells it; headers are alike in any case, and ContractCase sees them in lower case."""
        if self._field != "headers":
            return name
        return next((known for known in self._written() if known.lower() == name.lower()), name.lower())

    def raw(self, name: str) -> Any:
        """What is written for a name; MISSING where nothing is."""
        return self._written().get(self._spelled(name), MISSING)

    def __getitem__(self, name: str) -> Any:
        raw = self._written()[self._spelled(name)]
        found = self._part.example_of(raw)
        return None if found is MISSING else found

    def __iter__(self) -> Iterator[str]:
        return iter(self._written())

    def __len__(self) -> int:
        return len(self._written())

    def __setitem__(self, name: str, value: Any) -> None:
        text_of(name, f"the name of a {self._noun}")
        raw = self.raw(name)
        given = value if holds_matcher(value) else named_value(value, name)
        written = said_at(raw, given, MISSING if raw is MISSING else self._part.example_of(raw))
        self.put(name, written, f"set the {self._noun} {name}", f"{self._code}[{name!r}] = {value!r}")

    def put(self, name: str, written: Any, label: str, code: str) -> None:
        """Set what is written for a name."""
        where, spelled = self._where(), self._spelled(name)
        if where is None:
            self._part.put(self._field, {spelled: written}, label, code)
            return
        self._apply(lambda document: document_of.put(document, (*where, spelled), written), label, code)

    def _known(self, name: str) -> tuple[PathToken, ...]:
        where, spelled = self._where(), self._spelled(name)
        if where is None or spelled not in self._written():
            raise InvalidEdit(f"there is no {self._noun} {name!r}")
        return (*where, spelled)

    def __delitem__(self, name: str) -> None:
        place = self._known(name)
        code = f"del {self._code}[{name!r}]"
        self._apply(lambda document: document_of.remove(document, place), f"remove {name}", code)

    def rename(self, name: str, new_name: str) -> None:
        """Call a value by another name; its matchers go along."""
        place = self._known(name)
        text_of(new_name, f"the name of a {self._noun}")
        spelled = new_name.lower() if self._field == "headers" else new_name
        code = f"{self._code}.rename({name!r}, {new_name!r})"
        self._apply(lambda document: document_of.rename(document, place, spelled), f"rename {name}", code)

    def _apply(self, change: Any, label: str, code: str) -> None:
        self._part.owner.edit.apply(change, label, code)

    @property
    def _code(self) -> str:
        return f"{self._part.code}.{self._field}"

    def __repr__(self) -> str:
        return f"<{self._field} {dict(self)!r}>"
