"""`load_captures`: whatever holds recordings in, one sequence of captures out, with everything that was odd."""

from __future__ import annotations

from contractlab.captures.capture import AnyCapture, normalise_base_path
from contractlab.captures.collection import Captures
from contractlab.captures.problem import CaptureProblem
from contractlab.captures.readers import READERS, RecordedFile
from contractlab.captures.sources import CaptureInput, find_sources, read_source, real_path
from contractlab.errors import Fault, InvalidCapture

__all__ = ["load_captures"]


def load_captures(source: CaptureInput, *, provider_version: str | None = None, base_path: str = "") -> Captures:
    """Read recorded requests and responses.

    Parameters
    ----------
    source : path, bytes, open file, parsed HAR document, or an iterable of these
        A path is a HAR 1.2 file, a file of JSON lines (one HAR entry or message a line), a cassette of VCR (YAML or
        JSON, known by its content), or a folder with such files: read recursively, sorted, hidden ones left out,
        everything ignored but ``.har``, ``.jsonl``, ``.ndjson`` and cassettes in ``.yaml`` and ``.yml``. Readers of
        other packages (entry points of the group ``contractlab.captures``) may know more formats.
    provider_version : str, optional
        Version of the provider that answered. An entry's own ``_contractlab.provider_version`` comes before it; where
        neither is given, the first folder level below the given path, or the file's stem, is the version.
    base_path : str, optional
        What stands before the contract's paths in the recorded ones: ``/api/v2``. ``"auto"``: it is found, for captures
        that fit no example otherwise, when they are verified.

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
            result = READERS.read(RecordedFile(read_source(item), item.name, version, base))
        except InvalidCapture as error:
            refused.append(error)
            problems += [
                CaptureProblem(fault.message, error.source, fault.line, "error", fault.pointer)
                for fault in error.faults
            ]
            continue
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


def _joined(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")


def _with_source(error: InvalidCapture, fault: Fault) -> Fault:
    return Fault(f"{error.source} {fault.message}", fault.pointer, fault.line)
