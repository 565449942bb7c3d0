"""Cassettes of VCR.py and of Ruby's VCR: YAML or JSON with a list of interactions."""

from __future__ import annotations

import re

from contractlab.captures.documents import UnreadableJson, parse_recording, read_text
from contractlab.captures.entries.wording import kind_of
from contractlab.captures.problem import CaptureProblem
from contractlab.captures.readers.cassette_entry import read_interaction
from contractlab.captures.readers.json_head import head_of, leading_keys
from contractlab.captures.readers.old_cassette import LOOKS_OLD, is_old_list, modernise
from contractlab.captures.readers.reader import ReadCaptures, RecordedFile, read_entries
from contractlab.errors import Fault, InvalidCapture
from contractlab.values.source import join_pointer

__all__ = ["CassetteReader"]

_KEYS = ("interactions", "http_interactions")
"""Where VCR.py keeps its list, and where Ruby's VCR does."""
_YAML_LIST = re.compile(r"^:?(?:http_)?interactions\s*:", re.MULTILINE)
_OF_OTHERS = frozenset(["log", "consumer", "provider"])
"""Keys of a HAR and of a contract, which has interactions too."""


class CassetteReader:
    """Reads cassettes, which are known by their content alone: other tools use their endings, too."""

    name = "VCR cassette"
    suffixes = (".yaml", ".yml")

    def sniff(self, data: bytes, name: str) -> bool:
        """Tell a cassette by its list of interactions; see `CaptureReader`."""
        head = head_of(data)
        if _is_json(head):
            return _is_json_cassette(data, head)
        return _YAML_LIST.search(head) is not None or LOOKS_OLD.search(head) is not None

    def read(self, file: RecordedFile) -> ReadCaptures:
        """Read every interaction; see `CaptureReader`."""
        text = file.text
        document: object
        lines: list[int] = []
        if _is_json(text):
            document = parse_recording(text)
        else:
            from contractlab.captures.readers.yaml_text import parse_yaml

            document, lines = parse_yaml(text, file.name, (*_KEYS, *map(":{}".format, _KEYS)))
        interactions, pointer = _interactions_of(document, file.name)
        located = len(lines) == len(interactions)
        result = read_entries(
            (
                (
                    modernise(interaction),
                    file.place(index, join_pointer(pointer, index), lines[index] if located else None),
                )
                for index, interaction in enumerate(interactions)
            ),
            read_interaction,
            file=file,
        )
        if not interactions:
            message = "This recording is empty: it has no interactions."
            result.problems.append(CaptureProblem(message, file.name, 1, "warning", pointer))
        return result


def _is_json(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[")


def _is_json_cassette(data: bytes, head: str) -> bool:
    """Look at the first keys; only where those leave it open, parse all of it: `_OF_OTHERS` may stand behind."""
    keys = {key for key, _ in leading_keys(head)}
    listed = head.lstrip().startswith("[")
    if keys & _OF_OTHERS or (listed and "request" not in keys):
        return False
    try:
        text = read_text(data)
        document = parse_recording(text) if listed or 'interactions"' in text else None
    except UnreadableJson:
        return False
    if listed:
        return is_old_list(document)
    if not isinstance(document, dict) or any(key in document for key in _OF_OTHERS):
        return False
    return any(key in document for key in _KEYS)


def _without_colons(document: dict[object, object]) -> dict[object, object]:
    """Keys of Ruby's symbols as texts."""
    return {key.removeprefix(":") if isinstance(key, str) else key: value for key, value in document.items()}


def _interactions_of(document: object, source: str) -> tuple[list[object], str]:
    """The interactions of a cassette, and the JSON pointer of their list.

    Raises
    ------
    InvalidCapture
        If there is no list of them, or it was written by a version that is not known.
    """
    faults: list[Fault] = []
    if isinstance(document, list):
        return document, ""
    cassette = _without_colons(document) if isinstance(document, dict) else {}
    key = next((key for key in _KEYS if key in cassette), _KEYS[0])
    interactions = cassette.get(key)
    if not isinstance(interactions, list):
        faults.append(Fault(f"expected a list of interactions, got {kind_of(interactions)}.", f"/{key}"))
    version = cassette.get("version")
    if version not in (None, 1):
        message = f"is a cassette of version {kind_of(version)}; version 1 can be read. Record it again."
        faults.append(Fault(message, "/version"))
    if faults:
        raise InvalidCapture(source, faults)
    assert isinstance(interactions, list)
    return interactions, f"/{key}"
