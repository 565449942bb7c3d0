"""A run in one file: contracts byte for byte, captures without secrets, verdicts and mismatches as they were.

Loading does not judge again: what was redacted could not give the same verdict. Only the aligned trees are worked out
anew, from what the file may show.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from contractlab.__about__ import __version__
from contractlab.captures import Capture, Captures, Problem, Redaction, load_captures
from contractlab.captures.har_writing import write_entry
from contractlab.captures.saving import replace_file
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract
from contractlab.contracts.load import load
from contractlab.errors import ContractLabError, Fault, InvalidCapture, InvalidContract
from contractlab.matching.dialect import check_dialect
from contractlab.matching.json_text import NotJson, parse_json
from contractlab.values.markers import MISSING, NOT_RECORDED
from contractlab.values.mismatch import AnyKey, Mismatch, PathToken, Unchecked
from contractlab.values.result import MatchResult
from contractlab.values.rule import BeatenRule, DecidingRule
from contractlab.values.sentences import Sentence
from contractlab.values.source import Location, Source
from contractlab.verification.pairing import Unpaired
from contractlab.verification.results import SEVERITY, Result
from contractlab.verification.run import Run

__all__ = ["load_run", "run_to_dict", "save_run"]

FORMAT = 1
"""Version of the file format."""


# -- values that JSON has no words for --------------------------------------------------------------------------------


def _write_value(value: Any) -> dict[str, Any]:
    if value is MISSING:
        return {"missing": True}
    if value is NOT_RECORDED:
        return {"not_recorded": True}
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode("ascii")}
    try:
        # There and back, so that a run and the same run loaded give equal values: tuples are lists here.
        return {"json": json.loads(json.dumps(value, allow_nan=False))}
    except (TypeError, ValueError, RecursionError):
        return {"text": str(value)}


def _read_value(written: Any) -> Any:
    if not isinstance(written, Mapping):
        return MISSING
    if "json" in written:
        return written["json"]
    if "base64" in written:
        return base64.b64decode(written["base64"])
    if "text" in written:
        return written["text"]
    return NOT_RECORDED if "not_recorded" in written else MISSING


def _write_tokens(tokens: tuple[PathToken, ...]) -> list[Any]:
    return [{"any": str(one)} if isinstance(one, AnyKey) else one for one in tokens]


def _read_tokens(written: Any) -> tuple[PathToken, ...]:
    return tuple(AnyKey(one["any"]) if isinstance(one, Mapping) else one for one in written)


def _write_place(place: Location) -> dict[str, Any]:
    return {"file": place.file, "pointer": place.pointer, "line": place.line}


def _write_rule(rule: DecidingRule | None) -> dict[str, Any] | None:
    if rule is None:
        return None
    return {
        "name": rule.name,
        "args": dict(rule.args),
        "path": rule.path,
        "declared_at": _write_place(rule.declared_at),
        "weight": rule.weight,
        "cascaded": rule.cascaded,
        "combined": rule.combined,
        "beaten": [
            {
                "name": one.name,
                "path": one.path,
                "declared_at": _write_place(one.declared_at),
                "weight": one.weight,
                "why": one.why,
            }
            for one in rule.beaten
        ],
    }


def _read_rule(written: Mapping[str, Any] | None, source: Source) -> DecidingRule | None:
    if written is None:
        return None

    def place(one: Mapping[str, Any]) -> Location:
        return Location(source, one["declared_at"]["pointer"])

    beaten = tuple(
        BeatenRule(one["name"], one["path"], place(one), one["weight"], one["why"]) for one in written["beaten"]
    )
    return DecidingRule(
        written["name"],
        written["args"],
        written["path"],
        place(written),
        written["weight"],
        written["cascaded"],
        beaten,
        written["combined"],
    )


def _write_mismatch(one: Mismatch) -> dict[str, Any]:
    return {
        "part": one.part,
        "path": one.path,
        "code": one.code,
        "message": one.message,
        "rule": _write_rule(one.rule),
        "expected": _write_value(one.expected),
        "actual": _write_value(one.actual),
        "tokens": _write_tokens(one.tokens),
        "facts": _write_value(dict(one.facts)),
    }


def _read_mismatch(written: Mapping[str, Any], source: Source) -> Mismatch:
    facts = _read_value(written["facts"])
    return Mismatch(
        written["part"],
        written["path"],
        written["code"],
        _read_rule(written["rule"], source),
        _read_value(written["expected"]),
        _read_value(written["actual"]),
        _read_tokens(written["tokens"]),
        facts if isinstance(facts, Mapping) else {},
    )


def _write_unchecked(one: Unchecked) -> dict[str, Any]:
    return {
        "part": one.part,
        "path": one.path,
        "reason": one.reason,
        "message": one.message,
        "spans": [list(span) for span in one.sentence.spans],
        "tokens": _write_tokens(one.tokens),
    }


def _read_unchecked(written: Mapping[str, Any]) -> Unchecked:
    sentence = Sentence(tuple((kind, text) for kind, text in written["spans"]))
    return Unchecked(written["part"], written["path"], written["reason"], sentence, _read_tokens(written["tokens"]))


# -- writing ----------------------------------------------------------------------------------------------------------


def _write_contract(contract: Contract) -> dict[str, Any]:
    data = contract.source.data
    written: dict[str, Any] = {"name": contract.source.name}
    try:
        written["text"] = data.decode("utf-8")
    except UnicodeDecodeError:
        written["base64"] = base64.b64encode(data).decode("ascii")
    return written


def _write_capture(capture: Capture, redaction: Redaction) -> dict[str, Any]:
    return {
        "source": capture.source,
        "index": capture.index,
        "line": capture.line,
        "base_path": capture.base_path,
        "assigned": capture.assigned,
        "entry": write_entry(redaction.redact_capture(capture)),
    }


def run_to_dict(run: Run) -> dict[str, Any]:
    """Write a run as JSON values, without secrets.

    Returns
    -------
    dict
        ``passed``, ``counts`` and ``results`` are for other tools; the rest is what `load_run` needs beside them.
    """
    contracts = list(run.contracts)
    place = {id(one): number for number, one in enumerate(contracts)}
    captures = {id(one): number for number, one in enumerate(run.captures)}
    results = [
        {
            "consumer": one.contract.consumer,
            "provider": one.contract.provider,
            "example": one.example.description,
            "key": one.example.key,
            "contract": place[id(one.contract)],
            "capture": None if one.capture is None else captures[id(one.capture)],
            "provider_version": one.provider_version,
            "verdict": one.verdict,
            "reason": one.reason,
            "mismatches": [_write_mismatch(mismatch) for mismatch in run.shown_mismatches(one)],
            "unchecked": [_write_unchecked(unchecked) for unchecked in one.unchecked],
        }
        for one in run.results
    ]
    return {
        "contractlab_run": FORMAT,
        "created_by": {"name": "contractlab", "version": __version__},
        "passed": run.passed,
        "counts": run.counts(),
        "dialect": run.dialect,
        "allow_not_exercised": run.allow_not_exercised,
        "contracts": [_write_contract(one) for one in contracts],
        "refused": [
            {
                "source": one.source,
                "faults": [{"message": f.message, "pointer": f.pointer, "line": f.line} for f in one.faults],
            }
            for one in run.contracts.refused
        ],
        "skipped": list(run.contracts.skipped),
        "captures": [_write_capture(one, run.redaction) for one in run.captures],
        "capture_files": list(run.captures.files),
        "base_path": run.captures.base_path,
        "capture_problems": [
            {
                "message": one.message,
                "file": one.file,
                "line": one.line,
                "severity": one.severity,
                "pointer": one.pointer,
            }
            for one in run.captures.problems
        ],
        "results": results,
        "unpaired": [{"capture": captures[id(one.capture)], "note": one.note} for one in run.unpaired],
        "redaction": {
            "headers": list(run.redaction.headers),
            "parameters": list(run.redaction.parameters),
            "body": [path.text for path in run.redaction.body],
        },
    }


def save_run(run: Run, path: Path) -> Path:
    """Write a run to a file, whole or not at all.

    Raises
    ------
    SaveConflict
        If the file cannot be written.
    """
    # ASCII, because contracts and captures may hold halves of surrogate pairs.
    text = json.dumps(run_to_dict(run), ensure_ascii=True, indent=1)
    replace_file(path, text.encode("ascii") + b"\n")
    return path


# -- reading ----------------------------------------------------------------------------------------------------------


def _read_contract(written: Mapping[str, Any]) -> Contract:
    data = written["text"].encode("utf-8") if "text" in written else base64.b64decode(written["base64"])
    return load(data, name=written["name"])


def _read_capture(written: Mapping[str, Any]) -> Capture:
    (read,) = load_captures(written["entry"], base_path=written["base_path"])
    return replace(
        read,
        source=written["source"],
        index=written["index"],
        line=written["line"],
        assigned=written["assigned"],
        provider_version=written["entry"]["_contractlab"].get("provider_version"),
    )


def _read_result(
    written: Mapping[str, Any], contracts: list[Contract], captures: list[Capture], run: Mapping[str, Any]
) -> Result:
    contract = contracts[written["contract"]]
    example = next(one for one in contract.examples if one.key == written["key"])
    capture = None if written["capture"] is None else captures[written["capture"]]
    verdict = written["verdict"]
    if verdict not in SEVERITY:
        raise ValueError(f"{verdict!r} is no verdict")
    redaction = Redaction(**run["redaction"])
    version, reason = written["provider_version"], written["reason"]
    if capture is None:
        return Result(
            contract, example, None, None, provider_version=version, verdict=verdict, reason=reason, redaction=redaction
        )
    response, dialect = capture.response, check_dialect(run["dialect"])
    again = None if response is None else example.check_response(response, dialect=dialect)
    unchecked = tuple(map(_read_unchecked, written["unchecked"]))
    match = MatchResult(
        "failed" if verdict == "pending" else verdict,
        tuple(_read_mismatch(one, contract.source) for one in written["mismatches"]),
        reason=reason,
        dialect=dialect,
        expected=None if again is None else again.expected,
        actual=response,
        example=example,
        explain=None if again is None else lambda: again.explanation,
        unchecked=lambda: unchecked,
    )
    return Result(
        contract,
        example,
        capture,
        match,
        provider_version=version,
        verdict=verdict,
        reason=reason,
        redaction=redaction,
    )


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
        document = parse_json(Path(path).read_bytes())
    except OSError as error:
        raise InvalidCapture(name, [f"cannot be read: {error.strerror or error}"]) from None
    except NotJson as error:
        raise InvalidCapture(name, [f"is no saved run, because it is not JSON: {error}"]) from None
    if not isinstance(document, Mapping) or "contractlab_run" not in document:
        raise InvalidCapture(name, ["is no saved run: run.save(path) writes one"])
    if document["contractlab_run"] != FORMAT:
        raise InvalidCapture(
            name, [Fault("was saved by a newer contractlab; update it to read this run", "/contractlab_run")]
        )
    try:
        return _read_run(document)
    except ContractLabError:
        raise
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, StopIteration, RecursionError) as error:
        raise InvalidCapture(name, [f"is a damaged run: {type(error).__name__}: {error}"]) from None


def _read_run(document: Mapping[str, Any]) -> Run:
    contracts = [_read_contract(one) for one in document["contracts"]]
    refused = [
        InvalidContract(one["source"], [Fault(f["message"], f["pointer"], f["line"]) for f in one["faults"]])
        for one in document["refused"]
    ]
    items = [_read_capture(one) for one in document["captures"]]
    problems = [
        Problem(one["message"], one["file"], one["line"], one["severity"], one["pointer"])
        for one in document["capture_problems"]
    ]
    captures = Captures(
        items, problems=problems, files=document["capture_files"], base_path=document.get("base_path", "")
    )
    examples = [example for contract in contracts for example in contract.examples]
    return Run(
        Contracts(contracts, refused, document.get("skipped", ())),
        captures,
        [_read_result(one, contracts, items, document) for one in document["results"]],
        [Unpaired(items[one["capture"]], examples, one["note"]) for one in document["unpaired"]],
        dialect=check_dialect(document["dialect"]),
        allow_not_exercised=bool(document["allow_not_exercised"]),
        redaction=Redaction(**document["redaction"]),
    )
