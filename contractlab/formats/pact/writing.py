"""A changed document as a contract, without reading again what did not change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from contractlab.formats.pact.core_numbers import has_drifting_numbers
from contractlab.formats.pact.model import Interaction, PactContract
from contractlab.formats.pact.reading import InteractionReader, contract_of, read_pact
from contractlab.formats.pact.versions import declared_version
from contractlab.values.json_types import JSON, Value
from contractlab.values.source import LaterSource, Source

__all__ = ["revise"]


class _ReadWhole(Exception):
    """A number comes out as its text says to the core, so that the text of the document is needed."""


def revise(contract: PactContract, document: JSON, to_bytes: Callable[[], bytes]) -> PactContract:
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
    version, is_known = declared_version(document) if isinstance(document, dict) else (contract.spec_version, True)
    is_same_version = (version, is_known) == declared_version(contract.document)
    by_place: Mapping[tuple[str, int], Interaction] = contract.by_place if is_same_version else {}

    read = InteractionReader(source, version, is_known)

    def interaction(value: Value, pointer: str, index: int, message: bool) -> Interaction:
        same = by_place.get((pointer, id(value)))
        if same is None and has_drifting_numbers(value):
            raise _ReadWhole
        if same is None:
            return read(value, pointer, index, message)
        return same if same.index == index else replace(same, index=index)

    has_mark = contract.has_mark
    try:
        return contract_of(source, document, contract.path, version, interaction, read.faults, has_mark=has_mark)
    except _ReadWhole:
        return read_pact(Source(source.name, to_bytes()), document, contract.path)
