"""Where recordings come from: files, folders, several of them, bytes, open files, parsed documents."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contractlab.captures.capture import Problem
from contractlab.captures.cassettes import looks_like_yaml_cassette
from contractlab.captures.documents import DEEP
from contractlab.errors import Fault, InvalidCapture

__all__ = ["Found", "find_sources", "read_source", "real_path"]

HAR_SUFFIX = ".har"
LINES_SUFFIXES = (".jsonl", ".ndjson")
YAML_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to read.

    Attributes
    ----------
    name : str
        What to call it on screen.
    path : Path or None
        The file; None where `data` holds the text already.
    data : bytes or None
    provider_version : str or None
        What the way to the file says.
    lines : bool or None
        True for JSON lines, False for one document, None where the content has to tell.
    named : bool
        True if the user named this very thing, False if it was met in a folder.
    """

    name: str
    path: Path | None = None
    data: bytes | None = None
    provider_version: str | None = None
    lines: bool | None = None
    named: bool = True


def read_source(found: Found) -> bytes:
    """Bytes of one source.

    Raises
    ------
    InvalidCapture
        If the file cannot be read.
    """
    if found.data is not None:
        return found.data
    assert found.path is not None
    try:
        return found.path.read_bytes()
    except FileNotFoundError:
        raise InvalidCapture(found.name, ["There is no such file or folder. Check the path."]) from None
    except (OSError, ValueError) as error:
        raise InvalidCapture(found.name, [_cannot_be_read(error)]) from None


def real_path(path: Path) -> str:
    """One name for one file, however it was given."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):  # reading it will say what is wrong
        return str(path)


def _cannot_be_read(error: OSError | ValueError) -> str:
    return f"cannot be read: {getattr(error, 'strerror', None) or error}."


def find_sources(given: Any) -> tuple[list[Found], list[Problem]]:
    """Take apart what a user handed over.

    Parameters
    ----------
    given : path, bytes, open file, parsed HAR document, or an iterable of these

    Returns
    -------
    found : list of Found
        In the order given, folders sorted by path.
    problems : list of Problem
        Folders in which nothing was found.

    Raises
    ------
    InvalidCapture
        If `given` is nothing of the kind.
    """
    if isinstance(given, str | os.PathLike):
        return _find_path(given)
    if isinstance(given, bytes | bytearray | memoryview):
        return [Found("<bytes>", data=bytes(given))], []
    if isinstance(given, Mapping):
        return [Found("<document>", data=_as_json(given, "<document>"), lines=False)], []
    if hasattr(given, "read"):
        return [_find_open_file(given)], []
    if isinstance(given, Iterable):
        found: list[Found] = []
        problems: list[Problem] = []
        for number, one in enumerate(given):
            more, odd = find_sources(one)
            found += [_numbered(item, number) for item in more]
            problems += odd
        return found, problems
    kind = type(given).__name__
    raise InvalidCapture(
        f"<{kind}>", [f"A {kind} is no recording: give a path, bytes, an open file or a HAR document."]
    )


def _numbered(found: Found, number: int) -> Found:
    """Keep nameless things of one list apart: their names make the keys of their captures."""
    if found.path is not None or not found.name.startswith("<"):
        return found
    return Found(f"{found.name[:-1]} {number}>", data=found.data, lines=found.lines)


def _as_json(document: Mapping[str, Any], name: str) -> bytes:
    """Write a parsed document, so that it is read like any other and later changes to it change nothing here."""
    try:
        return json.dumps(document, ensure_ascii=True).encode("ascii")
    except RecursionError:
        raise InvalidCapture(name, [Fault(DEEP)]) from None
    except (TypeError, ValueError) as error:
        raise InvalidCapture(name, [f"holds something that JSON cannot: {error}."]) from None


def _find_open_file(file: Any) -> Found:
    named = getattr(file, "name", None)
    name = named if isinstance(named, str) else "<file>"
    try:
        content = file.read()
    except (OSError, ValueError) as error:
        raise InvalidCapture(name, [f"cannot be read: {error}."]) from None
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    if not isinstance(content, bytes):
        raise InvalidCapture(name, [f"gave {type(content).__name__} instead of bytes or text."])
    version = Path(name).stem if isinstance(named, str) else None
    return Found(name, data=content, provider_version=version, lines=_is_lines(name) if named else None)


def _is_lines(name: str) -> bool | None:
    lower = name.lower()
    if lower.endswith(LINES_SUFFIXES):
        return True
    return False if lower.endswith(HAR_SUFFIX) else None


def _is_cassette(path: Path) -> bool:
    """Tell a cassette among other YAML files by its beginning; those that cannot be read are none."""
    if not path.name.lower().endswith(YAML_SUFFIXES):
        return False
    try:
        with open(path, "rb") as file:
            return looks_like_yaml_cassette(file.read(4096).decode("utf-8", "replace"))
    except (OSError, ValueError):
        return False


def _find_path(given: str | os.PathLike[str]) -> tuple[list[Found], list[Problem]]:
    path = Path(os.path.expanduser(os.fspath(given)))
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError) as error:
        raise InvalidCapture(str(path), [f"is no usable path: {error}."]) from None
    if not is_folder:
        return [Found(str(path), path, provider_version=path.stem, lines=_is_lines(path.name))], []
    found: list[Found] = []
    problems: list[Problem] = []
    others = 0
    for file in _walk(path, problems):
        lines = _is_lines(file.name)
        if lines is None and not _is_cassette(file):
            others += 1
            continue
        below = file.relative_to(path)
        version = below.parts[0] if len(below.parts) > 1 else file.stem
        found.append(Found(str(file), file, provider_version=version, lines=lines, named=False))
    if not found and not problems:
        skipped = (
            f" {others:,} other files were skipped." if others > 1 else " 1 other file was skipped." if others else ""
        )
        message = f"This folder holds no .har or .jsonl file and no cassette.{skipped}"
        problems.append(Problem(message, str(path), severity="warning"))
    return found, problems


def _walk(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Every file below `folder`, sorted, without hidden ones; links to folders are not followed, so it ends."""

    def unreadable(error: OSError) -> None:
        problems.append(Problem(_cannot_be_read(error), str(error.filename or folder)))

    for parent, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(parent, name)
