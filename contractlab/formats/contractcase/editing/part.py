"""A request or a response of a ContractCase example being edited, or the call of a function and its result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NoReturn

from contractlab.contracts.editing import DeclaredRules, EditOperation, GeneratorsEditing, Tokens
from contractlab.contracts.matcher import Matcher
from contractlab.contracts.validate import content_type_of, status_of
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.editing.body import CaseBody, written_at
from contractlab.formats.contractcase.editing.named import CaseNamed
from contractlab.formats.contractcase.editing.places import with_example
from contractlab.formats.contractcase.editing.site import CaseSite
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING

__all__ = ["CasePart", "refuse"]

_DEFAULTS = {"method": "GET", "path": "/"}


def refuse(noun: str, instead: str) -> NoReturn:
    """Refuse what ContractCase does not have."""
    raise InvalidEdit(f"ContractCase has no {noun}; {instead}")


class CasePart:
    """See `PartEditing`; every value is written where its name leads.

    Parameters
    ----------
    name, answers, place
        As there.
    site : CaseSite
    contents : CaseBody, optional
        Of a call its arguments, of a result what is returned: what a message would have as contents.
    """

    def __init__(
        self,
        name: str,
        answers: bool,
        place: tuple[str | int, ...],
        site: CaseSite,
        contents: CaseBody | None = None,
    ) -> None:
        self.name = name
        self.answers = answers
        self.place = place
        self._site = site
        self._contents = contents

    @property
    def tokens(self) -> Tokens:
        """See `PartEditing`."""
        return self._site.place

    @property
    def document(self) -> Mapping[str, JSON]:
        """See `PartEditing`."""
        return self._site.document

    def body(self, attribute: str) -> CaseBody:
        """See `PartEditing`."""
        if attribute == "body":
            return CaseBody(self._site, "body", f"{self._site.code}.body")
        if self._contents is None:
            refuse("messages", "see body, or arguments and returns of a function")
        return self._contents

    def named(self, attribute: str) -> CaseNamed:
        """See `PartEditing`."""
        if attribute == "metadata":
            refuse("metadata", "functions stand for messages")
        return CaseNamed(self._site, attribute)

    def generators(self) -> GeneratorsEditing:
        """See `PartEditing`."""
        refuse("generators", "variables of its states bring values: match.state_variable(name)")

    def declared(self, field: str, place: Tokens) -> DeclaredRules | None:
        """Nothing is declared beside a value: matchers stand around it, see `CaseBody.rules`."""
        return None

    def read(self, attribute: str) -> JSON:
        """See `PartEditing`."""
        if attribute == "content_type":
            headers = self.named("headers").values
            header = next((value for name, value in headers.items() if name.lower() == "content-type"), None)
            return None if header is None else str(header)
        example = self._site.example_of(self.document.get(attribute, MISSING))
        if attribute == "status":
            status = 200 if example is MISSING else example
            return int(status) if isinstance(status, int | float) else 200
        return str(_DEFAULTS[attribute] if example is MISSING else example)

    def write(self, attribute: str, value: object) -> EditOperation:
        """See `PartEditing`."""
        if attribute == "content_type":
            return self._set_content_type(value)
        checks: dict[str, Callable[[object], None]] = {
            "status": status_of, "method": _check_method, "path": _check_path
        }  # fmt: skip
        checks[attribute](value)
        raw = self.document.get(attribute, MISSING)
        written = written_at(raw, value, self._site.example_of(raw))
        code = f"{self._site.code}.{attribute} = {value!r}"
        return self._site.put(attribute, written, f"set the {attribute}", code)

    def _set_content_type(self, value: object) -> EditOperation:
        kind = content_type_of(value)
        headers = self.named("headers")
        raw = headers.raw("content-type")
        written = kind if raw is MISSING else with_example(raw, kind)
        code = f"{self._site.code}.content_type = {kind!r}"
        return headers.put("content-type", written, f"set the content type to {kind}", code)


def _check_method(value: object) -> None:
    if not isinstance(value, str | Matcher | Mapping) or not value:
        raise InvalidEdit("a method is a word such as GET")


def _check_path(value: object) -> None:
    if not isinstance(value, str | Matcher | Mapping):
        raise InvalidEdit(f"{value!r} is not a path; give text such as /customers/1")
