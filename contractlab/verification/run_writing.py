"""A run as one JSON document: contracts byte for byte, captures without secrets, verdicts and mismatches as they are.

What is written is a run's fields, so that a run can be saved by what knows nothing of runs.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from contractlab.__about__ import __version__
from contractlab.captures import AnyCapture, Capture, Captures, Redaction
from contractlab.captures.saving import write_capture
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract
from contractlab.values.files import replace_file
from contractlab.values.http import HttpRequest
from contractlab.values.internal import keep_fault, reason_of_fault
from contractlab.values.json_types import JSON, JSONObject
from contractlab.verification.results import Result
from contractlab.verification.run_json import safe_name, write_mismatch, write_note, write_unchecked
from contractlab.verification.run_lines import document_lines
from contractlab.verification.unpaired import Unpaired

__all__ = ["FORMAT", "RunFields", "run_to_dict", "save_run"]

FORMAT = 1
"""Version of the file format."""


class RunFields(Protocol):
    """What a file holds of a run; attributes as in `contractlab.verification.run.Run`."""

    contracts: Contracts
    captures: Captures
    results: tuple[Result, ...]
    unpaired: tuple[Unpaired, ...]
    allow_not_exercised: bool
    redaction: Redaction
    base_path_hint: str

    @property
    def dialect(self) -> str:
        """``"reference"`` or ``"spec"``."""

    @property
    def passed(self) -> bool:
        """True if the run passed."""

    def counts(self) -> Mapping[str, int]:
        """Number of results by verdict."""


def _write_contract(contract: Contract) -> JSONObject:
    data = contract.source.data
    written: JSONObject = {"name": safe_name(contract.source.name)}
    try:
        written["text"] = data.decode("utf-8")
    except UnicodeDecodeError:
        written["base64"] = base64.b64encode(data).decode("ascii")
    return written


def _write_capture(capture: AnyCapture, redaction: Redaction) -> JSONObject:
    """A capture without secrets; of one that cannot be written its place alone, as others are counted from there."""
    try:
        return _written_capture(capture, redaction)
    except Exception as error:
        sentence = keep_fault(error, "this capture cannot be written")
        request = HttpRequest(method="GET", path="/")
        return _written_capture(
            Capture(request, None, source=capture.source, index=capture.index, error=sentence), redaction
        )


def _written_capture(capture: AnyCapture, redaction: Redaction) -> JSONObject:
    return {
        "source": capture.source,
        "index": capture.index,
        "line": capture.line,
        "base_path": capture.base_path,
        "assigned": capture.assigned,
        "entry": write_capture(redaction.redact_capture(capture)),
    }


def _write_result(result: Result, contract: int, capture: int | None) -> JSONObject:
    """A result without secrets; one that cannot be written is an error, with what it is a result of."""
    try:
        return _written_result(result, contract, capture)
    except Exception as error:
        reason = reason_of_fault(error, "this result cannot be written")
        lost = Result(result.contract, result.example, None, None, verdict="error", reason=reason)
        return _written_result(lost, contract, None)


def _written_result(result: Result, contract: int, capture: int | None) -> JSONObject:
    return {
        "consumer": result.contract.consumer,
        "provider": result.contract.provider,
        "example": result.example.description,
        "key": result.example.key,
        "contract": contract,
        "capture": capture,
        "provider_version": result.provider_version,
        "verdict": result.verdict,
        "reason": result.reason,
        # Only where there is a reason: files of runs without errors stay what earlier versions wrote.
        **({} if result.reason_code is None else {"reason_code": result.reason_code.value}),
        **({"pairing_notes": [note.value for note in result.pairing_notes]} if result.pairing_notes else {}),
        "mismatches": [write_mismatch(mismatch) for mismatch in result.shown_mismatches],
        "unchecked": [write_unchecked(unchecked) for unchecked in result.unchecked],
        **({"notes": [write_note(note) for note in result.notes]} if result.notes else {}),
    }


def _write_refused(contracts: Contracts) -> list[JSONObject]:
    return [
        {
            "source": safe_name(refused.source),
            "faults": [
                {"message": safe_name(fault.message), "pointer": fault.pointer, "line": fault.line}
                for fault in refused.faults
            ],
        }
        for refused in contracts.refused
    ]


def _write_problems(captures: Captures) -> list[JSONObject]:
    return [
        {
            "message": safe_name(problem.message),
            "file": problem.file,
            "line": problem.line,
            "severity": problem.severity,
            "pointer": problem.pointer,
        }
        for problem in captures.problems
    ]


def _places(items: Sequence[object]) -> dict[int, int]:
    """Where each item stands, by its ``id``: results name contracts and captures by their places in the file."""
    return {id(item): place for place, item in enumerate(items)}


def run_to_dict(run: RunFields) -> JSONObject:
    """Write a run as JSON values, without secrets.

    Parameters
    ----------
    run : RunFields

    Returns
    -------
    dict
        ``passed``, ``counts`` and ``results`` are for other tools; the rest is what `load_run` needs beside them.
    """
    return {name: list(value) if isinstance(value, Iterator) else value for name, value in _fields(run).items()}


def _fields(run: RunFields) -> dict[str, JSON | Iterator[JSON]]:
    """The fields of a file; what there may be many of is written while somebody takes it."""
    contracts, captures = _places(list(run.contracts)), _places(list(run.captures))
    return {
        "contractlab_run": FORMAT,
        "created_by": {"name": "contractlab", "version": __version__},
        "passed": run.passed,
        "counts": run.counts(),
        "dialect": run.dialect,
        "allow_not_exercised": run.allow_not_exercised,
        "contracts": (_write_contract(contract) for contract in run.contracts),
        "refused": _write_refused(run.contracts),
        "skipped": list(run.contracts.skipped),
        "captures": (_write_capture(capture, run.redaction) for capture in run.captures),
        "capture_files": list(run.captures.files),
        "base_path": run.captures.base_path,
        **({"base_path_hint": run.base_path_hint} if run.base_path_hint else {}),
        "capture_problems": _write_problems(run.captures),
        "results": (
            _write_result(
                result,
                contracts[id(result.contract)],
                None if result.capture is None else captures[id(result.capture)],
            )
            for result in run.results
        ),
        "unpaired": ({"capture": captures[id(unpaired.capture)], "note": unpaired.note} for unpaired in run.unpaired),
        "redaction": {
            "headers": list(run.redaction.headers),
            "parameters": list(run.redaction.parameters),
            "body": [path.text for path in run.redaction.body],
        },
    }


def save_run(run: RunFields, path: Path) -> Path:
    """Write a run to a file, whole or not at all.

    Parameters
    ----------
    run : RunFields
    path : Path

    Raises
    ------
    SaveConflict
        If the file cannot be written.
    """
    replace_file(path, document_lines(_fields(run)))
    return path
