"""A changed ContractCase document as text and as a contract."""

from __future__ import annotations

from collections.abc import Mapping

from contractlab.formats.contractcase.hashing import pretty_json
from contractlab.formats.contractcase.model import CaseContract
from contractlab.formats.contractcase.reading import read_contractcase
from contractlab.formats.contractcase.reference_sync import settle, with_hash
from contractlab.values.json_types import JSON
from contractlab.values.source import Source

__all__ = ["revise", "write_document"]

_BOM = b"\xef\xbb\xbf"


def revise(contract: CaseContract, document: Mapping[str, JSON]) -> CaseContract:
    """A contract with a changed document.

    Parameters
    ----------
    contract : CaseContract
        The one it was before: what differs from it is what was edited.
    document : mapping
        It stays as it is; copies are brought in step in the new contract.

    Returns
    -------
    CaseContract
        With the layout of ContractCase, and with the right hash where the file records one.

    Raises
    ------
    InvalidEdit
        If two copies of one matcher were edited in different ways.
    InvalidContract
        As `read_contractcase`.
    """
    settled = settle(contract.document, document)
    data = write_document(settled)
    old = contract.to_bytes()
    data = (_BOM if old.startswith(_BOM) else b"") + data + (b"\n" if old.endswith(b"\n") else b"")
    return read_contractcase(Source(contract.source.name, data), settled, contract.path)


def write_document(document: Mapping[str, JSON]) -> bytes:
    """The text of a document as ContractCase writes it; a hash that it records is made right first."""
    return pretty_json(with_hash(document)).encode("utf-8", "surrogatepass")
