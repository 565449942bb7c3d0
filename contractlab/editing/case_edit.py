"""`CaseEdit`: a ContractCase contract being changed; copies of what was edited follow, and the hash."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar, cast

from contractlab.captures import AnyCapture, Capture, Redaction
from contractlab.contracts.contract import Contract
from contractlab.editing.case_example import CaseExampleEdit
from contractlab.editing.case_states import CaseStates
from contractlab.editing.contract_edit import Edit
from contractlab.editing.history import Edited
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.files import MAIN, name_in_file
from contractlab.formats.contractcase.model import CaseContract
from contractlab.formats.contractcase.reading import read_contractcase
from contractlab.formats.contractcase.reference_sync import settle
from contractlab.formats.contractcase.walking import UNIQUE_NAME
from contractlab.formats.convert.pact_to_case import pact_to_case
from contractlab.formats.pact.model import PactContract
from contractlab.formats.pact.reading import read_pact
from contractlab.values.source import LaterSource, Source

__all__ = ["CaseEdit"]


class CaseEdit(Edit):
    """A ContractCase contract being edited; nothing is written before `save`.

    A matcher with a name is one matcher, wherever it is written: an edit of it reaches every example that uses it. Give
    an example a ``request_name`` or ``response_name`` of its own to edit it alone.
    """

    format: ClassVar[str] = "contractcase"
    fields: ClassVar[tuple[str, ...]] = ("examples",)

    def _revise(self) -> Contract:
        source = LaterSource(self.original.source.name, self.to_bytes)
        return read_contractcase(source, self._state.document, self.original.path)

    def _settle(self, before: Edited, document: Any, ids: Mapping[str, tuple[int, ...]]) -> Any:
        place_of = {number: index for index, number in enumerate(ids["examples"])}
        moved = {index: place_of.get(number, -1) for index, number in enumerate(before.ids["examples"])}
        return settle(before.document, document, moved)

    def example_edit(self, field: str, number: int) -> CaseExampleEdit:
        """See `Edit`."""
        return CaseExampleEdit(self, field, number)

    @property
    def state_form(self) -> CaseStates:
        """See `Edit`."""
        return CaseStates()

    def _targets(self, path: Path, contract: Contract) -> list[Path]:
        """The files to write: one called by its hash stays what others got under it, and the next lies beside it.

        The file called main follows where it held the same, and main has a file by hash beside it where it had one.
        """
        before, digest = cast(CaseContract, self.original).content_hash, cast(CaseContract, contract).content_hash
        called = name_in_file(path.name)
        if called not in (MAIN, before):
            return [path]
        stem = path.name[: -len(f"{called}.case.json")]
        main, old, new = (path.with_name(f"{stem}{one}.case.json") for one in (MAIN, before, digest))
        there = [one for one in (main, old) if one == path or _same_bytes(one, self.original.source.data)]
        targets = [main] * (main in there) + [new] * (old in there)
        return sorted(targets, key=lambda one: (one == main) is not (path == main))

    def promote(
        self,
        capture: AnyCapture,
        description: str = "",
        *,
        states: Iterable[str | tuple[str, Mapping[str, Any]]] | None = None,
        headers: Iterable[str] = (),
        by_type: bool = True,
        redaction: Redaction | None = None,
    ) -> CaseExampleEdit:
        """Add what was recorded as an example; secrets stay out of the file.

        Parameters
        ----------
        capture : Capture
        description : str, optional
            What the request is called; by default method and path.
        states : iterable of str or (str, mapping), optional
            By default those that the recording names; what a mapping holds becomes variables with defaults.
        headers, by_type, redaction
            As in `Edit.promote`.

        Raises
        ------
        InvalidEdit
            If the recording is a message, or has no answer.
        """
        from contractlab.editing.from_capture import name_for, promoted

        if not isinstance(capture, Capture):
            raise InvalidEdit("ContractCase has no messages; functions stand for them")
        taken = {one.request_name for one in cast(CaseContract, self.revised).case_examples}
        if description in taken:
            raise InvalidEdit(f"there is a request called {description!r} already")
        name = description or name_for(capture, taken)
        named = [(one, {}) if isinstance(one, str) else one for one in (capture.states if states is None else states)]
        hide = redaction if redaction is not None else Redaction()
        made = promoted(capture, "4.0", name, [], headers, by_type, hide)
        (example,) = _as_case(made)["examples"]
        read = {"name": "", "params": {}}
        wanted = [{**read, "name": state, "params": dict(given)} for state, given in named]
        return self.add(self.state_form.write({**example, "states": []}, wanted))  # type: ignore[return-value]

    def _insert(self, value: dict[str, Any], field: str, at: int, label: str, code: str) -> CaseExampleEdit:
        mock = value.get("mock")
        if not isinstance(mock, Mapping):
            raise InvalidEdit("an example of a ContractCase file has an object 'mock' with a request and a response")
        made: Any = super()._insert(value, field, at, label, code)
        return made  # type: ignore[no-any-return]


def _same_bytes(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def _as_case(interaction: Mapping[str, Any]) -> dict[str, Any]:
    """A ContractCase document with one Pact interaction of V4."""
    pact = {
        "consumer": {"name": "consumer"},
        "provider": {"name": "provider"},
        "interactions": [interaction],
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }
    contract = read_pact(Source("<recording>", b""), pact, None)
    assert isinstance(contract, PactContract)
    made, losses = pact_to_case(contract)
    lost = [one.message for one in losses.found if one.severity == "error"]
    if lost:
        raise InvalidEdit(f"ContractCase cannot hold this recording: {'; '.join(lost)}")
    document = copy.deepcopy(dict(made.document))
    request = document["examples"][0]["mock"]["request"]
    document["examples"][0]["mock"]["response"][UNIQUE_NAME] = f"the response to {request[UNIQUE_NAME]}"
    return document
