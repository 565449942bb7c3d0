"""Which version of the specification a Pact file declares, as the Rust core reads it.

Source: pact_models, ``determine_spec_version``, and files that pact-python 4.2 was asked about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from contractlab.values.json_text import json_text
from contractlab.values.json_types import JSON

__all__ = ["declared_version", "spec_version_of"]

_VERSION = re.compile(r"\s*[vV]?(\d+)(?:\.(\d+))?(?:[.+-]?[0-9A-Za-z][0-9A-Za-z.+-]*)?\s*")
_LONGEST_VERSION = 60


def spec_version_of(document: Mapping[str, JSON]) -> str:
    """Version of the specification, ``"1.0"`` to ``"4.0"``; V3 where the file says nothing."""
    return declared_version(document)[0]


def declared_version(document: Mapping[str, JSON]) -> tuple[str, bool]:
    """The version, and whether the Rust core knows it: one that it does not know is V3 without maps in queries.

    The core reads a version leniently (lenient_semver: ``v4``, ``4.0.x``, the number 4), and nothing but an object's
    ``version``; the old ``pactSpecificationVersion`` tells V1 from V2 for us alone, so it makes no V4.
    """
    metadata = document.get("metadata")
    if not isinstance(metadata, Mapping):
        return "3.0", True
    entry = metadata.get("pactSpecification", metadata.get("pact-specification"))
    if not isinstance(entry, Mapping) or "version" not in entry:
        older = metadata.get("pactSpecificationVersion")
        version = _version(older) if isinstance(older, str) else None
        return (version if version is not None and version < "3.0" else "3.0"), True
    declared = entry["version"]
    version = _version(declared if isinstance(declared, str) else json_text(declared))
    return ("3.0", False) if version is None else (version, True)


def _version(text: str) -> str | None:
    match = _VERSION.fullmatch(text) if len(text) <= _LONGEST_VERSION else None
    if match is None:
        return None
    major = str(int(match[1]))
    if major == "1":
        return "1.1" if int(match[2] or 0) == 1 else "1.0"
    return {"2": "2.0", "3": "3.0", "4": "4.0"}.get(major)
