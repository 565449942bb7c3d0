"""ContractCase contracts and their examples."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from contractlab.contracts.contract import Contract
from contractlab.contracts.contractcase.direction import Direction, Judged
from contractlab.contracts.contractcase.files import MAIN, contract_files, slug
from contractlab.contracts.contractcase.hashing import content_hash, recorded_hash
from contractlab.contracts.contractcase.states import CaseState, CaseStateUse, shaped
from contractlab.contracts.example import Example
from contractlab.contracts.problems import Problem
from contractlab.contracts.saving import write_atomically
from contractlab.contracts.states import StateUse
from contractlab.errors import SaveConflict
from contractlab.matching.contractcase.world import World
from contractlab.values.source import Source, join_pointer

__all__ = ["CaseContract", "CaseExample"]


class CaseExample(Example):
    """An example of a ContractCase contract.

    Attributes are those of `Example`, and the following.

    Attributes
    ----------
    document : mapping
        The example as it stands in the file.
    direction : Direction
        Which side is under test when.
    request_name, response_name : str
        What triggers are found by.
    """

    contract: CaseContract
    states: tuple[CaseState, ...]

    def __init__(
        self,
        index: int,
        document: Mapping[str, Any],
        direction: Direction,
        names: tuple[str, str],
        states: tuple[CaseState, ...],
        pointer: str,
    ) -> None:
        self.key = ""
        self.index = index
        self.document = document
        self.direction = direction
        self.kind = direction.kind
        self.request_name, self.response_name = names
        self.states = states
        self.pointer = pointer
        self.pending = False
        given = f"When {' and '.join(state.name for state in states)}, then " if states else ""
        self.description = f"{given}{self.request_name} {self.response_name}"

    @property
    def mock(self) -> Mapping[str, Any]:
        """What is exchanged: ``request``, ``response`` and how it is run."""
        mock = self.document.get("mock")
        return mock if isinstance(mock, Mapping) else {}

    @property
    def recorded_result(self) -> Any:
        """``VERIFIED``, or what the file says instead."""
        return self.document.get("result")

    @property
    def judged(self) -> Judged:
        """What gets the verdict when the provider is verified: the response, unless the provider makes the calls."""
        return self.direction.judged

    def part_pointer(self, part: str) -> str:
        """JSON pointer of ``request`` or ``response``."""
        return join_pointer(self.pointer, "mock", part)

    def world(self, variables: Mapping[str, Any] | None = None, documented: frozenset[str] = frozenset()) -> World:
        """What matchers of this example can refer to, with the values of state variables.

        Defaults are those of the example's own states: ContractCase numbers them by test, which is not always the place
        of the example in the file.
        """
        name = self.mock.get("functionName")
        lookups = dict(self.contract.lookups)
        for state in self.states:
            for variable in state.variables.values():
                lookups[f"variable:default:{variable.name}::test[{self.index}]"] = shaped(variable.matcher)
        return World(
            lookups,
            variables,
            function_name=name if isinstance(name, str) else None,
            test=self.index,
            locate=self.contract.source.at,
            documented=documented,
        )


class CaseContract(Contract):
    """A contract in a ContractCase file of any version."""

    format = "contractcase"

    def __init__(
        self,
        source: Source,
        document: Mapping[str, Any],
        path: Path | None,
        participants: tuple[str, str],
        version: str,
        lookups: Mapping[str, Any],
        examples: tuple[CaseExample, ...],
    ) -> None:
        self.source = source
        self.document = document
        self.path = path
        self.consumer, self.provider = participants
        self.spec_version = version
        self.lookups = lookups
        self.examples = examples
        self.case_examples = examples
        for example in examples:
            example.contract = self

    @cached_property
    def content_hash(self) -> str:
        """The hash of the content as it is now, whatever the file says."""
        return content_hash(self.document)

    @property
    def recorded_hash(self) -> str | None:
        """The hash that the file says it has."""
        return recorded_hash(self.document)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is odd, each with line and JSON pointer."""
        from contractlab.contracts.contractcase.problems import find_problems

        return tuple(find_problems(self))

    @cached_property
    def states(self) -> tuple[StateUse, ...]:
        """Every state that the examples name, with who uses it, its variables and their defaults."""
        users: dict[str, list[CaseExample]] = {}
        defaults: dict[str, dict[str, list[Any]]] = {}
        for example in self.case_examples:
            for state in example.states:
                users.setdefault(state.name, []).append(example)
                known = defaults.setdefault(state.name, {})
                for name, variable in state.variables.items():
                    values = known.setdefault(name, [])
                    if variable.default not in values:
                        values.append(variable.default)
        return tuple(
            CaseStateUse(
                name,
                tuple(dict.fromkeys(one.key for one in examples)),
                tuple(defaults[name]),
                {variable: tuple(values) for variable, values in defaults[name].items()},
                any(one.direction.verification.needs_state_handlers for one in examples),
            )
            for name, examples in users.items()
        )

    @property
    def file_name(self) -> str:
        """The file name that does not change with the content: ``<consumer>-main.case.json``."""
        return f"{slug(self.consumer)}-{MAIN}.case.json"

    def save(self, path: str | Path | None = None) -> Path:
        """Write the contract.

        Parameters
        ----------
        path : path, optional
            A file; a folder, and then two files are written as ContractCase lays them, ``<provider>/<consumer>-main``
            and ``<provider>/<consumer>-<hash>``; or nothing (where it came from).

        Returns
        -------
        Path
            The file that was written; of two, the one called main.

        Raises
        ------
        SaveConflict
            If there is no place to save to, or it cannot be written.
        """
        if path is None or not Path(path).is_dir():
            return super().save(path)
        by_hash, main = contract_files(Path(path), self.consumer, self.provider, self.content_hash)
        try:
            main.parent.mkdir(exist_ok=True)
        except OSError as error:
            raise SaveConflict(f"{main.parent}: cannot be made: {error.strerror or error}") from None
        for target in (by_hash, main):
            write_atomically(target, self.to_bytes())
        return main
