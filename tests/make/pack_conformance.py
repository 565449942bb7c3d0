"""Pack our own questions, with the answers that the real programs gave, into the files that travel with the project.

``python tests/make/pack_conformance.py FOLDER [OUTPUT]`` reads a folder of conformance data (``golden/`` and
``corpus/``, plain or packed) and writes ``golden/*.jsonl.xz``, ``corpus/pact/synthetic.jsonl.xz`` and
``golden/versions.json`` into `OUTPUT`, by default ``tests/conformance``. Contracts and cases that others wrote stay
outside. The same input gives the same rows in the same order, and packing what is packed changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parent.parent

ANSWERED_BY = {
    "pact": {"pact-python": "4.2.0", "pact_ffi": "0.5.12", "pact_verifier": "1.4.7"},
    "contractcase": {"@contract-case/case-core": "0.30.1"},
}
SEEDS = {"corpus/pact/synthetic-11-*": 11, "golden/contractcase-matching, s31-*": 31}
"""Seeds of the scripts that wrote the contracts and the matchers; probes and named matchers are written by hand."""


def _of_a_synthetic_contract(row: dict[str, Any]) -> bool:
    return str(row["file"]).startswith("synthetic-")


def _with_its_own_contract(row: dict[str, Any]) -> bool:
    """Rows that carry their contract: our scripts call its two participants c and p."""
    return bool(row["pact"]["consumer"]["name"] == "c" and row["pact"]["provider"]["name"] == "p")


def _of_our_own_script(row: dict[str, Any]) -> bool:
    """Rows on matchers of real contracts are named after the file that holds the matcher."""
    return ".case.json|" not in row["id"]


OWN_ROWS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "pact-responses": _of_a_synthetic_contract,
    "pact-requests": _with_its_own_contract,
    "pact-probes": _with_its_own_contract,
    "pact-request-probes": _with_its_own_contract,
    "contractcase-matching": _of_our_own_script,
}


def _lines(path: Path) -> list[bytes]:
    data = path.read_bytes()
    if path.suffix == ".xz":
        data = lzma.decompress(data)
    return [line for line in data.split(b"\n") if line]


def _golden_lines(folder: Path, name: str) -> Iterator[bytes]:
    """Lines as they stand in the file: the text of a number may be what a row asks about."""
    for path in sorted((folder / "golden").glob(f"{name}.jsonl*")):
        for line in _lines(path):
            if OWN_ROWS[name](json.loads(line)):
                yield line


def _contract_lines(folder: Path) -> Iterator[bytes]:
    """The synthetic contracts, one ``{"file", "text"}`` a line."""
    room = folder / "corpus" / "pact"
    for path in sorted(room.glob("synthetic-*.json")):
        yield json.dumps({"file": path.name, "text": path.read_text(encoding="utf-8")}).encode()
    for path in sorted(room.glob("synthetic*.jsonl*")):
        yield from _lines(path)


def packed_rows(folder: Path) -> dict[str, bytes]:
    """Text of every file to pack, by its name below the output folder."""
    texts = {f"golden/{name}.jsonl.xz": list(_golden_lines(folder, name)) for name in OWN_ROWS}
    texts["corpus/pact/synthetic.jsonl.xz"] = list(_contract_lines(folder))
    return {name: b"".join(line + b"\n" for line in lines) for name, lines in texts.items() if lines}


def pack(folder: Path, output: Path) -> dict[str, Any]:
    """Write the packed files and ``golden/versions.json``, whose content is returned."""
    files: dict[str, dict[str, Any]] = {}
    for name, text in packed_rows(folder).items():
        data = lzma.compress(text, preset=9 | lzma.PRESET_EXTREME)
        path = output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        # Another release of liblzma may pack the same text into other bytes: what counts is the text.
        files[name] = {
            "rows": text.count(b"\n"),
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
            "sha256_of_text": hashlib.sha256(text).hexdigest(),
        }
    versions = {"answered_by": ANSWERED_BY, "seeds": SEEDS, "files": files}
    (output / "golden" / "versions.json").write_text(json.dumps(versions, indent=2) + "\n", encoding="utf-8")
    return versions


if __name__ == "__main__":
    written = pack(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else TESTS / "conformance")
    for file, facts in written["files"].items():
        print(f"{file}: {facts['rows']:,} rows, {facts['bytes']:,} bytes")
