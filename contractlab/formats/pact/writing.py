"""A changed document as a contract, without reading again what did not change."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from contractlab.formats.pact.model import PactContract, PactExample
from contractlab.formats.pact.reading import contract_of, example_reader, spec_version_of
from contractlab.values.source import LaterSource

__all__ = ["revise"]


def revise(contract: PactContract, document: Any, to_bytes: Callable[[], bytes]) -> PactContract:
    """Read a document that shares most of its parts with the one of `contract`.

    Parameters
    ----------
    contract : PactContract
    document : JSON value
        Interactions that are the same objects at the same places are taken over with everything compiled for them; the
        lines of their rules are those of the old text.
    to_bytes : callable
        Gives the text of the new document.

    Raises
    ------
    InvalidContract
        As `read_pact`.
    """
    source = LaterSource(contract.source.name, to_bytes)
    version = spec_version_of(document) if isinstance(document, dict) else contract.spec_version
    by_place: dict[tuple[str, int], PactExample] = {}
    if version == contract.spec_version:
        by_place = {(example.pointer, id(example.document)): example for example in contract.pact_examples}

    read = example_reader(source, version)

    def example(value: Any, pointer: str, index: int, message: bool) -> PactExample | None:
        same = by_place.get((pointer, id(value)))
        if same is None:
            return read(value, pointer, index, message)
        taken = copy.copy(same)
        taken.index = index
        return taken

    return contract_of(source, document, contract.path, version, example, read.faults)
