"""Loading contracts from wherever they lie."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract
from contractlab.contracts.format import registered_formats
from contractlab.contracts.registry import referenced
from contractlab.errors import ContractLabError, Fault, FaultCode, InvalidContract
from contractlab.formats.fetch import fetch, is_url
from contractlab.redaction.addresses import clean_address
from contractlab.values.document_kinds import DocumentKind, kind_of_bytes, kind_of_document
from contractlab.values.files import is_folder, read_file
from contractlab.values.gc_pause import PausedCollection
from contractlab.values.internal import keep_fault
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING
from contractlab.values.source import Source

__all__ = ["MAX_CONTRACT_BYTES", "is_reference", "load", "load_all", "read_source"]

MAX_CONTRACT_BYTES = 64 * 1024 * 1024
"""Larger files are refused: no contract is, and reading them would take the memory."""


_REFERENCE = "broker:"


def is_reference(source: object) -> bool:
    """True for a text that names contracts in a broker."""
    return isinstance(source, str) and source.startswith(_REFERENCE)


def _referenced(reference: str) -> Contracts:
    try:
        contracts: Contracts = referenced(reference)
    except LookupError:
        raise InvalidContract(clean_address(reference), ["nobody asks brokers here: import contractlab"]) from None
    return contracts


def load(
    source: Any, *, headers: Mapping[str, str] | None = None, client: Any = None, name: str | None = None
) -> Contract:
    """Load one contract.

    Parameters
    ----------
    source : path, URL, file object, bytes, parsed dict, or broker reference
        The format is detected by content: Pact V1 to V4, or ContractCase.
    headers : mapping, optional
        Sent with the request for a URL, such as an authorization.
    client : httpx.Client, optional
        Makes the request for a URL.
    name : str, optional
        What to call it on screen instead of its path or address.

    Returns
    -------
    Contract
        With what is odd in ``contract.problems``.

    Raises
    ------
    InvalidContract
        If it cannot be read; every fault is listed with line and JSON pointer.
    ProviderError
        If the address does not answer.
    """
    path: Path | None = None
    if is_reference(source):
        named = _referenced(source)
        if len(named) != 1:
            raise InvalidContract(clean_address(source), [f"this names {len(named)} contracts; cl.load_all loads them"])
        return named[0]
    if isinstance(source, Mapping):
        # Through its text and back, so that a parsed document is judged like the file it would be.
        shown = name or "<dict>"
        return read_source(Source(shown, _text_of(source, shown)), None)
    if isinstance(source, bytes | bytearray):
        data, shown = bytes(source), "<bytes>"
    elif hasattr(source, "read"):
        read = source.read()
        data = read.encode() if isinstance(read, str) else read
        shown = str(getattr(source, "name", "<file>"))
    elif isinstance(source, str) and is_url(source):
        data, shown = fetch(source, headers, client), clean_address(source)
    else:
        path = Path(os.fspath(source))
        data, shown = _read_file(path), str(path)
    return read_source(Source(name or shown, data), path)


def _text_of(document: Mapping[str, JSON], name: str) -> bytes:
    try:
        # Keys stay in their order: it is the order of mismatches, and it breaks ties between rules.
        return json.dumps(dict(document), ensure_ascii=False).encode("utf-8", "surrogatepass")
    except (RecursionError, TypeError, ValueError) as error:
        raise InvalidContract(name, [f"the document is not valid JSON: {error}"]) from None


def _read_file(path: Path) -> bytes:
    shown = clean_address(path)  # a scheme that is not known makes a path of an address
    try:
        if path.stat().st_size > MAX_CONTRACT_BYTES:
            raise InvalidContract(shown, [f"the file is larger than {MAX_CONTRACT_BYTES // 2**20} MiB"])
        return read_file(path)
    except IsADirectoryError:
        raise InvalidContract(shown, ["this is a folder; cl.load_all loads folders"]) from None
    except (OSError, ValueError) as error:
        raise InvalidContract(shown, [f"cannot be read: {getattr(error, 'strerror', None) or error}"]) from None


def read_source(source: Source, path: Path | None) -> Contract:
    """Read a contract from its bytes; parameters as in `Contract`, raises as `load`."""
    if len(source.data) > MAX_CONTRACT_BYTES:
        raise InvalidContract(source.name, [f"it is larger than {MAX_CONTRACT_BYTES // 2**20} MiB"])
    text = source.data.removeprefix(b"\xef\xbb\xbf")
    with PausedCollection():
        try:
            return _read_text(source, text, path)
        except ContractLabError:
            raise
        except Exception as error:
            message = keep_fault(error, "this contract cannot be read")
            raise InvalidContract(source.name, [Fault(message, code=FaultCode.INTERNAL)]) from error


def _read_text(source: Source, text: bytes, path: Path | None) -> Contract:
    try:
        document = parse_json(text)
    except NotJson as error:
        from contractlab.formats.registry import parsed_by

        texts = (parsed_by(each, text) for each in registered_formats())
        document = next((parsed for parsed in texts if parsed is not MISSING), MISSING)
        if document is MISSING:
            message = _not_as_contract(kind_of_bytes(text)) or f"not JSON: {error}"
            raise InvalidContract(source.name, [Fault(message, code=FaultCode.NOT_JSON)]) from None
    return _read(source, document, path)


def _read(source: Source, document: JSON, path: Path | None) -> Contract:
    # A cassette has interactions, too; it would be loaded as a contract in which nothing is right.
    if kind_of_document(document) is not DocumentKind.RECORDING:
        from contractlab.formats.registry import detects

        for candidate in registered_formats():
            if detects(candidate, document):
                return candidate.read(source, document, path)
    raise InvalidContract(source.name, [Fault(_what_it_is(document), code=FaultCode.NO_CONTRACT)])


_WHAT_TO_DO = {
    DocumentKind.API_DESCRIPTION: "it says what an API may answer, and no consumer's examples",
    DocumentKind.RECORDING: "give it as captures: cl.load_captures, or --captures on the command line",
    DocumentKind.RUN: "cl.load_run reads it",
    DocumentKind.VERIFIER_RESULTS: "cl.load_verifier_results reads it, or --verifier-results on the command line",
    DocumentKind.ARCHIVE: "unpack it first",
    DocumentKind.WEB_PAGE: "the address may want to be logged in to",
}


def _not_as_contract(kind: DocumentKind | None) -> str:
    """Name what was given instead of a contract; ``""`` where that is not known."""
    if kind is None or kind is DocumentKind.CONTRACT:
        return ""
    hint = _WHAT_TO_DO.get(kind, "a contract is a JSON file that a consumer's tests write")
    return f"this is {kind.value}, not a contract; {hint}"


def _what_it_is(document: JSON) -> str:
    named = _not_as_contract(kind_of_document(document))
    if named:
        return named
    if not isinstance(document, Mapping):
        return "this is JSON, but not a contract: a contract is an object with 'interactions', 'messages' or 'examples'"
    return "this is a JSON object, but not a contract: it has neither 'interactions' nor 'messages' nor 'examples'"


def _json_files(folder: Path, refused: list[InvalidContract]) -> list[Path]:
    """JSON files below a folder in a stable order, without hidden ones; a folder in it may vanish meanwhile."""

    def unreadable(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            name = str(error.filename or folder)
            refused.append(InvalidContract(name, [f"the folder cannot be read: {error.strerror or error}"]))

    paths: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        json_names = (name for name in names if name.endswith(".json") and not name.startswith("."))
        paths += [path for name in json_names if (path := Path(parent, name)).is_file()]
    return sorted(paths)


def load_all(*sources: Any, headers: Mapping[str, str] | None = None, client: Any = None) -> Contracts:
    """Load several contracts; one that cannot be read does not stop the others.

    Parameters
    ----------
    *sources : paths, folders, URLs, file objects, bytes, dicts, contracts, or lists of these
        Folders are searched with their sub-folders; JSON files in them that are no contracts are skipped. A text such
        as ``broker:Provider?branch=main`` names contracts in a broker.
    headers, client
        As in `load`.

    Returns
    -------
    Contracts
        With ``.problems``, ``.refused``, ``.skipped`` and ``.duplicates``.
    """
    loaded: list[Contract] = []
    refused: list[InvalidContract] = []
    skipped: list[str] = []

    def add(source: Any, *, searched: bool) -> None:
        try:
            loaded.append(source if isinstance(source, Contract) else load(source, headers=headers, client=client))
        except InvalidContract as error:
            if searched and _is_other_json(error):
                skipped.append(error.source)
            else:
                refused.append(error)
        except ContractLabError as error:
            refused.append(InvalidContract(clean_address(source), [str(error)]))

    def walk(source: Any) -> None:
        if isinstance(source, list | tuple | Contracts):
            for item in source:
                walk(item)
        elif is_reference(source):
            try:
                named = _referenced(source)
            except ContractLabError as error:
                refused.append(InvalidContract(clean_address(source), [str(error)]))
                return
            loaded.extend(named)
            refused.extend(named.refused)
        elif (
            isinstance(source, str | os.PathLike)
            and not (isinstance(source, str) and is_url(source))
            and is_folder(source)
        ):
            for path in _json_files(Path(source), refused):
                add(path, searched=True)
        else:
            add(source, searched=False)

    for source in sources:
        walk(source)
    duplicates: list[str] = []
    for each in registered_formats():
        loaded, copies = each.without_copies(loaded)
        duplicates += copies
    return Contracts(loaded, refused, skipped, duplicates)


def _is_other_json(error: InvalidContract) -> bool:
    return [fault.code for fault in error.faults] == [FaultCode.NO_CONTRACT]
