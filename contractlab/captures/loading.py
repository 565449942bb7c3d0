"""`load_captures`: whatever holds recordings in, one sequence of captures out, with everything that was odd."""

from __future__ import annotations

from collections.abc import Iterator

from contractlab.captures.attachments import NO_ATTACHMENTS, FolderBodies
from contractlab.captures.capture import AnyCapture, normalise_base_path
from contractlab.captures.collection import Captures
from contractlab.captures.packed_files import most_entries, open_packed
from contractlab.captures.problem import CaptureProblem
from contractlab.captures.readers import READERS, RecordedFile
from contractlab.captures.sources import CaptureInput, CaptureSource, find_sources, read_source, real_path
from contractlab.captures.unpacking import UnpackBudget
from contractlab.errors import ContractLabError, Fault, InvalidCapture
from contractlab.values.internal import keep_fault

__all__ = ["load_captures"]


def load_captures(source: CaptureInput, *, provider_version: str | None = None, base_path: str = "") -> Captures:
    """Read recorded requests and responses.

    Parameters
    ----------
    source : path, bytes, open file, parsed HAR document, or an iterable of these
        A path is a HAR 1.2 file, a file of JSON lines (one HAR entry or message a line), a cassette of VCR (YAML or
        JSON, known by its content), or a folder with such files: read recursively, sorted, hidden ones left out,
        everything ignored but ``.har``, ``.jsonl``, ``.ndjson`` and cassettes in ``.yaml`` and ``.yml``. Each may be
        packed by gzip (``.har.gz``); ``.har.zip`` is Playwright's archive. Readers of other packages (entry points of
        the group ``contractlab.captures``) may know more formats.
    provider_version : str, optional
        Version of the provider that answered. An entry's own ``_contractlab.provider_version`` comes before it; where
        neither is given, the first folder level below the given path, or the file's stem, is the version.
    base_path : str, optional
        What stands before the contract's paths in the recorded paths: ``/api/v2``. ``"auto"``: found when they are
        verified, for captures that fit no example otherwise.

    Returns
    -------
    Captures
        In the order of files and entries. ``problems`` lists what could not be read, or only with a reservation.

    Raises
    ------
    InvalidCapture
        If nothing could be read: with every fault of the input, each with its line and JSON pointer. One bad file among
        several, or in a folder, stops nothing; it is a problem of severity "error".
    """
    sources, problems = find_sources(source)
    base = normalise_base_path(base_path)
    captures: list[AnyCapture] = []
    files: list[str] = []
    refused: list[InvalidCapture] = []
    read: set[str] = set()
    for item in sources:
        if item.path is not None:
            real = real_path(item.path)
            if real in read:  # named itself and met in its folder
                continue
            read.add(real)
        try:
            version = provider_version or item.provider_version
            results = [READERS.read(file) for file in _files_of(item, version, base)]
        except Exception as error:
            refusal = error if isinstance(error, InvalidCapture) else _broken(item, error)
            refused.append(refusal)
            problems += [
                CaptureProblem(fault.message, refusal.source, fault.line, "error", fault.pointer)
                for fault in refusal.faults
            ]
            continue
        for result in results:
            captures += result.captures
            problems += result.problems
        files.append(item.name)
    if refused and not files and any(item.named for item in sources):
        if len(refused) == 1:
            raise refused[0]
        raise InvalidCapture(
            _joined([error.source for error in refused]), [_with_source(e, f) for e in refused for f in e.faults]
        )
    return Captures(captures, problems=[*problems, *READERS.problems], files=files, base_path=base)


def _files_of(item: CaptureSource, version: str | None, base_path: str) -> Iterator[RecordedFile]:
    """The recordings that a source holds: itself, or what it packs."""
    data = read_source(item)
    for packed in open_packed(data, item.name, READERS.suffixes):
        attachments = packed.attachments
        if attachments is NO_ATTACHMENTS and item.path is not None:
            attachments = FolderBodies(item.path.parent)
        name = f"{item.name}/{packed.member}" if packed.member else item.name
        yield RecordedFile(
            packed.data,
            name,
            version,
            base_path,
            packed.plain_name,
            attachments,
            UnpackBudget.of_file(len(data)),
            None if packed.data is data else most_entries(len(data)),
        )


def _broken(item: CaptureSource, error: Exception) -> InvalidCapture:
    if isinstance(error, ContractLabError):
        raise error
    return InvalidCapture(item.name, [keep_fault(error, "this file cannot be read")])


def _joined(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")


def _with_source(error: InvalidCapture, fault: Fault) -> Fault:
    return Fault(f"{error.source} {fault.message}", fault.pointer, fault.line)
