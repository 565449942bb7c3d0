"""A run in one file: contracts byte for byte, captures without secrets, verdicts and mismatches as they were.

Loading does not judge again: what was redacted could not give the same verdict. Only the aligned trees are worked out
anew, from what the file may show.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from contractlab.captures import AnyCapture, CaptureProblem, Captures, Redaction
from contractlab.captures.capture import normalise_base_path
from contractlab.captures.entries.entry import read_entry
from contractlab.captures.entries.place import EntryPlace, UnreadableEntry
from contractlab.captures.own_keys import with_own_keys
from contractlab.captures.unpacking import UnpackBudget
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract, Example
from contractlab.engine.dialect import check_dialect
from contractlab.errors import ContractLabError, Fault, InvalidCapture, InvalidContract
from contractlab.formats.load import load
from contractlab.values.json_text import NotJson
from contractlab.values.json_types import JSON
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.result import MatchResult, Verdict
from contractlab.verification.check_pair import check_capture, judged_part, subject_of
from contractlab.verification.pairing_notes import read_notes
from contractlab.verification.results import SEVERITY, Result
from contractlab.verification.run import Run
from contractlab.verification.run_json import (
    number,
    number_or_none,
    read_mismatch,
    read_note,
    read_unchecked,
    text,
    text_or_none,
)
from contractlab.verification.run_lines import read_document
from contractlab.verification.run_writing import FORMAT
from contractlab.verification.saved_match import SavedMatch
from contractlab.verification.transport import SeenCapture, Sight
from contractlab.verification.unpaired import Unpaired

__all__ = ["load_run"]

_MANY = frozenset({"captures", "results"})
_CODES = {member.value: member for member in ReasonCode}


def _read_contract(written: Mapping[str, JSON]) -> Contract:
    data = written["text"].encode("utf-8") if "text" in written else base64.b64decode(written["base64"])
    return load(data, name=text(written["name"]))


def _read_capture(written: Mapping[str, JSON], budget: UnpackBudget) -> AnyCapture:
    place = EntryPlace(
        text(written["source"]),
        number(written["index"]),
        line=number_or_none(written["line"]),
        base_path=normalise_base_path(text(written["base_path"])),
        budget=budget,
    )
    entry = written["entry"]
    try:
        read = read_entry(entry, place)
    except UnreadableEntry as error:
        faults = [Fault(problem.message, problem.pointer, problem.line) for problem in error.problems]
        raise InvalidCapture(place.source, faults) from None
    version, assigned = entry["_contractlab"].get("provider_version"), text_or_none(written["assigned"])
    if assigned is None and read.provider_version == version:
        return read
    return replace(read, assigned=assigned, provider_version=text_or_none(version))


def _read_reason(written: Mapping[str, JSON]) -> Reason | None:
    """The reason with its code; files of earlier versions have none, and a code of a later one is not known here."""
    code = written.get("reason_code")
    return Reason.of(_CODES.get(code) if isinstance(code, str) else None, text_or_none(written["reason"]))


def _of_match(verdict: Verdict, reason: JSON) -> Verdict:
    """The verdict of the check itself: what is pending in the run failed, or could not be checked for a reason."""
    if verdict != "pending":
        return verdict
    return "failed" if reason is None else "error"


class _ResultReader:
    """What the results of a file are made from.

    Parameters
    ----------
    document : mapping
    contracts : list of Contract
    captures : list of Capture and MessageCapture
    """

    def __init__(self, document: Mapping[str, JSON], contracts: list[Contract], captures: list[AnyCapture]) -> None:
        self.contracts, self.captures = contracts, captures
        self.examples = [{example.key: example for example in contract.examples} for contract in contracts]
        self.dialect = check_dialect(document["dialect"])
        self.redaction = Redaction(**document["redaction"])
        self._sight = Sight(captures, self.dialect, self.redaction)

    def result(self, written: Mapping[str, JSON]) -> Result:
        number, verdict = written["contract"], written["verdict"]
        if verdict not in SEVERITY:
            raise ValueError(f"{verdict!r} is not a verdict")
        contract, example = self.contracts[number], self.examples[number][written["key"]]
        capture = None if written["capture"] is None else self.captures[written["capture"]]
        seen = None if capture is None else self._sight.see(example, capture)
        return Result(
            contract,
            example,
            capture,
            None if seen is None else self._match(written, contract, example, seen),
            provider_version=text_or_none(written["provider_version"]),
            verdict=verdict,
            reason=_read_reason(written),
            redaction=self.redaction,
            seen=None if seen is None else seen.capture,
            # Files of earlier versions have none.
            notes=tuple(map(read_note, written.get("notes", ()))),
            pairing_notes=read_notes(written.get("pairing_notes", ())),
        )

    def _match(
        self, written: Mapping[str, JSON], contract: Contract, example: Example, seen: SeenCapture
    ) -> MatchResult:
        capture, dialect = seen.capture, self.dialect
        subject, reply = subject_of(capture, example)
        unchecked = tuple(map(read_unchecked, written["unchecked"]))
        return SavedMatch(
            partial(check_capture, example, capture, dialect) if seen.reason is None else _nothing_to_check,
            _of_match(written["verdict"], written["reason"]),
            tuple(read_mismatch(mismatch, contract.source) for mismatch in written["mismatches"]),
            reason=_read_reason(written),
            subject=subject,
            reply=reply,
            dialect=dialect,
            actual=judged_part(capture, example),
            example=example,
            unchecked=unchecked,
        )


def _nothing_to_check() -> None:
    """What the verifier's client does not hand on was not checked, and is not checked again."""


def load_run(path: str | Path) -> Run:
    """Load a run that `Run.save` wrote, with the verdicts and mismatches it had.

    Parameters
    ----------
    path : path

    Returns
    -------
    Run
        Secrets are gone from its captures; nothing is judged again.

    Raises
    ------
    InvalidCapture
        If the file cannot be read, or is no saved run.
    """
    name = str(path)
    try:
        document = read_document(Path(path), _MANY)
    except OSError as error:
        raise InvalidCapture(name, [f"cannot be read: {error.strerror or error}"]) from None
    except NotJson as error:
        raise InvalidCapture(name, [f"is not a saved run, because it is not JSON: {error}"]) from None
    if not isinstance(document, Mapping) or "contractlab_run" not in document:
        raise InvalidCapture(name, ["is not a saved run: run.save(path) writes one"])
    if document["contractlab_run"] != FORMAT:
        raise InvalidCapture(
            name, [Fault("was saved by a newer contractlab; update it to read this run", "/contractlab_run")]
        )
    try:
        return _read_run(document, Path(path).stat().st_size)
    except ContractLabError:
        raise
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, StopIteration, RecursionError) as error:
        raise InvalidCapture(name, [f"is a damaged run: {type(error).__name__}: {error}"]) from None


def _read_run(document: Mapping[str, JSON], size: int) -> Run:
    contracts = [_read_contract(item) for item in document["contracts"]]
    refused = [
        InvalidContract(
            text(item["source"]),
            [Fault(text(f["message"]), text(f["pointer"]), number_or_none(f["line"])) for f in item["faults"]],
        )
        for item in document["refused"]
    ]
    budget = UnpackBudget.of_file(size)
    items = with_own_keys(_read_capture(item, budget) for item in document["captures"])
    problems = [
        CaptureProblem(
            text(item["message"]),
            text(item["file"]),
            number_or_none(item["line"]),
            "error" if text(item["severity"]) == "error" else "warning",
            text(item["pointer"]),
        )
        for item in document["capture_problems"]
    ]
    captures = Captures(
        items,
        problems=problems,
        files=map(text, document["capture_files"]),
        base_path=text(document.get("base_path", "")),
    )
    examples = [example for contract in contracts for example in contract.examples]
    reader = _ResultReader(document, contracts, items)
    return Run(
        Contracts(contracts, refused, tuple(map(text, document.get("skipped", ())))),
        captures,
        [reader.result(item) for item in document["results"]],
        [Unpaired(items[item["capture"]], examples, text(item["note"])) for item in document["unpaired"]],
        dialect=reader.dialect,
        allow_not_exercised=bool(document["allow_not_exercised"]),
        redaction=reader.redaction,
        base_path_hint=text(document.get("base_path_hint", "")),
    )
