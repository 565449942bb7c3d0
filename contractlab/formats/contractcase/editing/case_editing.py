"""How ContractCase contracts are edited, as the house asks for it; copies of what was edited follow, and the hash.

A matcher with a name is one matcher, wherever it is written: an edit of it reaches every example that uses it. Give an
example a ``request_name`` or ``response_name`` of its own to edit it alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.editing import RecordedExchange, Tokens, Written
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.editing.example import CaseExampleEditing
from contractlab.formats.contractcase.editing.promotion import promoted
from contractlab.formats.contractcase.editing.states import CaseStates
from contractlab.formats.contractcase.files import MAIN, name_in_file
from contractlab.formats.contractcase.model import CaseContract, CaseExample
from contractlab.formats.contractcase.reference_sync import settle
from contractlab.values.files import read_file
from contractlab.values.json_rewriting import rewrite_bytes
from contractlab.values.json_types import JSON, JSONObject

__all__ = ["CASE_EDITING"]


@dataclass(frozen=True, slots=True)
class CaseEditing:
    """See `FormatEditing`."""

    fields: tuple[str, ...] = ("examples",)

    def example(self, contract: Contract, example: Example, tokens: Tokens) -> CaseExampleEditing:
        """See `FormatEditing`."""
        return CaseExampleEditing(cast(CaseContract, contract), cast(CaseExample, example), tokens)

    def states(self, contract: Contract) -> CaseStates:
        """See `FormatEditing`."""
        return CaseStates()

    def settle(self, before: JSON, after: JSON, moved: Mapping[str, Mapping[int, int]] | None) -> JSON:
        """See `contractlab.formats.contractcase.reference_sync.settle`."""
        return settle(before, after, None if moved is None else moved["examples"])

    def check_new(self, contract: Contract, example: Mapping[str, JSON]) -> None:
        """An example has a mock."""
        if not isinstance(example.get("mock"), Mapping):
            raise InvalidEdit("an example of a ContractCase file has an object 'mock' with a request and a response")

    def names(self, contract: Contract) -> set[str]:
        """Names of requests."""
        return {example.request_name for example in cast(CaseContract, contract).case_examples}

    def called(self, example: Example) -> tuple[str, str]:
        """The names of request and response; the description tells its states, too."""
        case = cast(CaseExample, example)
        return case.request_name, case.response_name

    def promote(self, contract: Contract, recorded: RecordedExchange) -> tuple[str, JSONObject]:
        """See `FormatEditing`; what states bring as parameters becomes variables with defaults."""
        if recorded.kind != "http":
            raise InvalidEdit("ContractCase has no messages; functions stand for them")
        if recorded.description in self.names(contract):
            raise InvalidEdit(f"there is a request called {recorded.description!r} already")
        states = [{"name": name, "params": dict(params)} for name, params in recorded.states]
        return "examples", self.states(contract).write({"states": [], **promoted(recorded)}, states)

    def write(self, document: JSON, before: Written) -> bytes:
        """See `rewrite`."""
        return rewrite_bytes(before.data, before.document, document)

    def targets(self, path: Path, before: Contract, after: Contract) -> Sequence[Path]:
        """The files to write: one called by its hash stays what others got under it, and the next lies beside it.

        The file called main follows where it held the same, and main has a file by hash beside it where it had one.
        """
        old_hash, new_hash = (cast(CaseContract, contract).content_hash for contract in (before, after))
        called = name_in_file(path.name)
        if called not in (MAIN, old_hash):
            return [path]
        stem = path.name[: -len(f"{called}.case.json")]
        main, old, new = (path.with_name(f"{stem}{name}.case.json") for name in (MAIN, old_hash, new_hash))
        present = [file for file in (main, old) if file == path or _same_bytes(file, before.source.data)]
        targets = [main] * (main in present) + [new] * (old in present)
        return sorted(targets, key=lambda file: (file == main) is not (path == main))


def _same_bytes(path: Path, data: bytes) -> bool:
    try:
        return read_file(path) == data
    except OSError:
        return False


CASE_EDITING = CaseEditing()
