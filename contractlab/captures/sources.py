"""Where recordings come from: files, folders, several of them, bytes, open files, parsed documents."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeAlias, TypeGuard, runtime_checkable

from contractlab.captures.documents import DEEP
from contractlab.captures.packed_files import without_packing
from contractlab.captures.problem import CaptureProblem
from contractlab.captures.readers import READERS
from contractlab.errors import Fault, InvalidCapture
from contractlab.redaction.addresses import clean_address
from contractlab.values.display import quiet
from contractlab.values.files import read_file

__all__ = ["CaptureInput", "CaptureSource", "find_sources", "read_source", "real_path"]

_SNIFFED = 4096
"""Bytes of a file in a folder that are looked at to tell whether it is a recording."""


@runtime_checkable
class _OpenFile(Protocol):
    def read(self) -> bytes | str: ...


CaptureInput: TypeAlias = (
    str
    | os.PathLike[str]
    | bytes
    | bytearray
    | memoryview
    | Mapping[str, object]
    | _OpenFile
    | Iterable["CaptureInput"]
)
"""What a user may hand over: paths, bytes, open files, parsed documents, and iterables of these."""


@quiet
@dataclass(frozen=True, slots=True)
class CaptureSource:
    """One thing to read.

    Attributes
    ----------
    name : str
        What to call it on screen.
    path : Path or None
        The file; None where `data` holds the content already.
    data : bytes or None
    provider_version : str or None
        What the way to the file says.
    named : bool
        True if the user named this very thing, False if it was met in a folder.
    """

    name: str
    path: Path | None = None
    data: bytes | None = None
    provider_version: str | None = None
    named: bool = True


def read_source(source: CaptureSource) -> bytes:
    """Bytes of one source.

    Raises
    ------
    InvalidCapture
        If the file cannot be read.
    """
    if source.data is not None:
        return source.data
    assert source.path is not None
    try:
        return read_file(source.path)
    except FileNotFoundError:
        raise InvalidCapture(clean_address(source.name), ["No such file or folder. Check the path."]) from None
    except (OSError, ValueError) as error:
        raise InvalidCapture(clean_address(source.name), [_cannot_be_read(error)]) from None


def real_path(path: Path) -> str:
    """One name for one file, however it was given."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):  # reading it will say what is wrong
        return str(path)


def _cannot_be_read(error: OSError | ValueError) -> str:
    reason = error.strerror if isinstance(error, OSError) else None
    return f"cannot be read: {reason or error}."


def find_sources(given: CaptureInput) -> tuple[list[CaptureSource], list[CaptureProblem]]:
    """Take apart what a user handed over.

    Parameters
    ----------
    given : path, bytes, open file, parsed HAR document, or an iterable of these

    Returns
    -------
    sources : list of CaptureSource
        In the order given, folders sorted by path.
    problems : list of CaptureProblem
        Folders in which nothing was found.

    Raises
    ------
    InvalidCapture
        If `given` is nothing of the kind.
    """
    if isinstance(given, str | os.PathLike):
        return _sources_at(Path(os.path.expanduser(os.fspath(given))))
    if isinstance(given, bytes | bytearray | memoryview):
        return [CaptureSource("<bytes>", data=bytes(given))], []
    if isinstance(given, Mapping):
        return [CaptureSource("<document>", data=_as_json(given, "<document>"))], []
    if isinstance(given, _OpenFile):
        return [_source_of_file(given)], []
    if _is_iterable(given):
        sources: list[CaptureSource] = []
        problems: list[CaptureProblem] = []
        for number, item in enumerate(given):
            inner, odd = find_sources(item)
            sources += [_numbered(source, number) for source in inner]
            problems += odd
        return sources, problems
    kind = type(given).__name__
    raise InvalidCapture(
        f"<{kind}>", [f"A {kind} is not a recording: give a path, bytes, an open file or a HAR document."]
    )


def _is_iterable(given: object) -> TypeGuard[Iterable[CaptureInput]]:
    """Tell what is left of `CaptureInput` from what is nothing of the kind, which callers without types hand over."""
    return isinstance(given, Iterable)


def _numbered(source: CaptureSource, number: int) -> CaptureSource:
    """Keep nameless things of one list apart: their names make the keys of their captures."""
    if source.path is not None or not source.name.startswith("<"):
        return source
    return replace(source, name=f"{source.name[:-1]} {number}>")


def _as_json(document: Mapping[str, object], name: str) -> bytes:
    """Write a parsed document, so that it is read like any other and later changes to it change nothing here."""
    try:
        return json.dumps(document, ensure_ascii=True).encode("ascii")
    except RecursionError:
        raise InvalidCapture(name, [Fault(DEEP)]) from None
    except (TypeError, ValueError) as error:
        raise InvalidCapture(name, [f"holds something that JSON cannot: {error}."]) from None


def _source_of_file(file: _OpenFile) -> CaptureSource:
    given_name = getattr(file, "name", None)  # a path, the number of a descriptor, or nothing
    named = isinstance(given_name, str) and not given_name.startswith("<")  # <stdin> is no name of a file
    name = given_name if isinstance(given_name, str) else "<file>"
    try:
        content: object = file.read()
    except (OSError, ValueError) as error:
        raise InvalidCapture(name, [f"cannot be read: {error}."]) from None
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    if not isinstance(content, bytes):
        raise InvalidCapture(name, [f"gave {type(content).__name__} instead of bytes or text."])
    return CaptureSource(name, data=content, provider_version=_stem(Path(name)) if named else None)


def _sources_at(path: Path) -> tuple[list[CaptureSource], list[CaptureProblem]]:
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError) as error:
        raise InvalidCapture(clean_address(path), [f"is not a usable path: {error}."]) from None
    if not is_folder:
        return [CaptureSource(str(path), path, provider_version=_stem(path))], []
    sources: list[CaptureSource] = []
    problems: list[CaptureProblem] = []
    skipped: Counter[str] = Counter()
    for file in _walk(path, problems):
        if not _is_recording(file):
            skipped[file.suffix.lower()] += 1
            continue
        below = file.relative_to(path)
        version = below.parts[0] if len(below.parts) > 1 else _stem(file)
        sources.append(CaptureSource(str(file), file, provider_version=version, named=False))
    if not sources and not problems:
        message = f"This folder holds no .har or .jsonl file and no cassette.{_in_words(skipped)}"
        problems.append(CaptureProblem(message, str(path), severity="warning"))
    return sources, problems


def _stem(path: Path) -> str:
    """The name of a file without its endings: ``2.5.0`` of ``2.5.0.har.gz``."""
    return Path(without_packing(path.name)).stem


def _in_words(skipped: Counter[str]) -> str:
    """Say what was passed over, by its ending; JSON is left unsaid, as contracts often lie beside recordings."""
    count = skipped.total()
    if not count:
        return ""
    kinds = [(ending or "without an ending", number) for ending, number in skipped.most_common(5) if ending != ".json"]
    listed = ", ".join(f"{number:,} {ending[:20]}" for ending, number in kinds)
    passed = "1 other file was skipped" if count == 1 else f"{count:,} other files were skipped"
    hint = " A log is not a recording: record with contractlab record, or export HAR." if skipped[".log"] else ""
    return f" {passed}{f' ({listed})' if listed else ''}.{hint}"


def _is_recording(file: Path) -> bool:
    """Tell a recording among the files of a folder, by its ending and its beginning.

    One that cannot be read is taken where its name alone says what it is: reading it will say what is wrong.
    """
    if not without_packing(file.name).lower().endswith(READERS.suffixes):
        return False
    try:
        with open(file, "rb") as opened:
            head = opened.read(_SNIFFED)
    except (OSError, ValueError):
        head = b""
    return READERS.sniff(head, file.name) is not None


def _walk(folder: Path, problems: list[CaptureProblem]) -> Iterator[Path]:
    """Every file below `folder`, sorted, without hidden ones; links to folders are not followed, so it ends."""

    def unreadable(error: OSError) -> None:
        problems.append(CaptureProblem(_cannot_be_read(error), str(error.filename or folder)))

    for parent, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            file = Path(parent, name)
            if not name.startswith(".") and (file.is_file() or not file.exists()):  # a pipe would be waited for
                yield file
