"""Headers, query parameters and metadata being edited: names with values, and rules by name."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from contractlab.editing.pact_rules import Entry, entries_of, set_entries
from contractlab.editing.validate import named_value, text_of
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.write_rules import say
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import PathToken

if TYPE_CHECKING:
    from contractlab.editing.example_edit import PartEdit

__all__ = ["NamedEdit", "read_values"]


class NamedEdit(MutableMapping[str, Any]):
    """Values by name; setting one with a matcher writes its rule too.

    Parameters
    ----------
    part : PartEdit
    field : str
        ``"headers"``, ``"query"``, ``"metadata"`` or ``"metaData"``.
    category : str
        Of its rules.
    """

    def __init__(self, part: PartEdit, field: str, category: str) -> None:
        self._part = part
        self._field = field
        self._category = category

    @property
    def _noun(self) -> str:
        return {"header": "header", "query": "parameter"}.get(self._category, "entry")

    def _values(self) -> dict[str, Any]:
        return read_values(self._part.document.get(self._field))

    def _spelled(self, name: str) -> str:
        """The name as the file spells it; headers are alike in any case."""
        if self._category == "header":
            for known in self._values():
                if known.lower() == name.lower():
                    return known
        return name

    def __getitem__(self, name: str) -> Any:
        return self._values()[self._spelled(name)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values())

    def __len__(self) -> int:
        return len(self._values())

    def __setitem__(self, name: str, value: Any) -> None:
        text_of(name, f"the name of a {self._noun}")
        spelled = self._spelled(name)
        said = say(value, self._part.version, text=True)
        rules = said.rules.get((), None)
        if self._category != "metadata" and said.example is not MISSING:
            said.example = named_value(said.example, name)
        if rules is None and said.rules:
            raise InvalidEdit("outside of bodies a value has one rule; write it around the whole value")

        def change(part: dict[str, Any]) -> dict[str, Any]:
            new = part
            if said.example is not MISSING:
                known = read_values(part.get(self._field))
                known[spelled] = self._shaped(said.example, known.get(spelled))
                new = {**part, self._field: self._written(known, part.get(self._field))}
            elif spelled not in read_values(part.get(self._field)):
                raise InvalidEdit(f"there is no {self._noun} {name!r} yet; give the matcher an example")
            if rules is None:
                return new
            combine, listed = rules
            flat = self._part.version < "3.0"
            entry = listed[0] if flat else {"matchers": listed, "combine": combine}
            known_rule = next((one for one in entries_of(part) if self._is_for(one, spelled)), None)
            place = (spelled,) if known_rule is None or known_rule.tokens is None else known_rule.tokens
            added: dict[tuple[str, tuple[PathToken, ...]], Any] = {(self._category, place): entry}
            return set_entries(new, lambda one: one.tokens, added, version=self._part.version)

        self._part.change(change, f"set the {self._noun} {name}", f"{self._code}[{name!r}] = {value!r}")

    def __delitem__(self, name: str) -> None:
        spelled = self._spelled(name)
        if spelled not in self._values():
            raise InvalidEdit(f"there is no {self._noun} {name!r}")

        def change(part: dict[str, Any]) -> dict[str, Any]:
            known = read_values(part.get(self._field))
            del known[spelled]
            new = {**part, self._field: self._written(known, part.get(self._field))}
            new = set_entries(new, self._steps(spelled, None), {}, version=self._part.version)
            return set_entries(new, self._steps(spelled, None), {}, version=self._part.version, field="generators")

        self._part.change(change, f"remove {name}", f"del {self._code}[{name!r}]")

    def rename(self, name: str, new_name: str) -> None:
        """Call a value by another name; its rules and generators go along."""
        spelled = self._spelled(name)
        if spelled not in self._values():
            raise InvalidEdit(f"there is no {self._noun} {name!r} to rename")
        text_of(new_name, f"the name of a {self._noun}")
        if self._spelled(new_name) in self._values() and self._spelled(new_name) != spelled:
            raise InvalidEdit(f"there is a {self._noun} {new_name!r} already")

        def change(part: dict[str, Any]) -> dict[str, Any]:
            values = read_values(part.get(self._field))
            known = {new_name if one == spelled else one: value for one, value in values.items()}
            new = {**part, self._field: self._written(known, part.get(self._field))}
            for field in ("matchingRules", "generators"):
                new = set_entries(new, self._steps(spelled, new_name), {}, version=self._part.version, field=field)
            return new

        self._part.change(change, f"rename {name}", f"{self._code}.rename({name!r}, {new_name!r})")

    @property
    def _code(self) -> str:
        return f"{self._part.code}.{'metadata' if self._category == 'metadata' else self._field}"

    def _steps(self, name: str, new: str | None) -> Any:
        """What becomes of rules for a name: they are renamed, or go."""

        def steps(entry: Entry) -> Any:
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

    def _shaped(self, value: Any, known: Any) -> Any:
        """A value in the form that the file uses for this one, or that its version asks for."""
        if self._category == "metadata":
            return value
        texts = value if isinstance(value, list) else [value]
        version = self._part.version
        as_list = isinstance(known, list) or (
            known is None and (version >= "4.0" or (self._category == "query" and version >= "3.0"))
        )
        return texts if as_list or len(texts) != 1 else texts[0]

    def _written(self, values: dict[str, Any], before: Any) -> Any:
        text_form = isinstance(before, str) or (before is None and self._part.version < "3.0")
        if self._category == "query" and text_form:
            return urlencode([(n, one) for n, v in values.items() for one in (v if isinstance(v, list) else [v])])
        return values

    def __repr__(self) -> str:
        return f"<{self._field} {self._values()!r}>"


def read_values(values: Any) -> dict[str, Any]:
    """Values by name, as a file has them: a mapping, or a query in one text."""
    if isinstance(values, str):
        found: dict[str, Any] = {}
        for name, value in parse_qsl(values, keep_blank_values=True):
            found.setdefault(name, []).append(value)
        return found
    return dict(values) if isinstance(values, dict) else {}
