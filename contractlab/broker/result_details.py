"""What a result says of each example, as verifiers tell it: which failed, with their mismatches."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.format import format_of
from contractlab.values.display import quiet
from contractlab.values.json_path import read_path
from contractlab.values.json_types import JSON
from contractlab.values.mismatch import Mismatch

__all__ = ["FailedExample", "ReportedMismatch", "failed_examples", "first_failure", "joined_with"]

_MOST = 100
_LONGEST = 400


@quiet
@dataclass(frozen=True, slots=True)
class ReportedMismatch:
    """A mismatch as a verifier told it.

    Attributes
    ----------
    part : str
        ``"body"``, ``"header"``, ``"status"`` …
    path : str
        Where in it, such as ``"$.a"``; ``""`` for the whole.
    text : str
    line : int or None
        Of what did not match, in the contract's text.
    """

    part: str
    path: str
    text: str
    line: int | None = None

    @property
    def place(self) -> str:
        """The path, else the part; ``""`` where the text begins with it, as some verifiers write it."""
        place = self.path or ("" if self.part == "status" else self.part)
        return "" if place and self.text.startswith(place) else place


@quiet
@dataclass(frozen=True, slots=True)
class FailedExample:
    """An example that failed.

    Attributes
    ----------
    description : str
        ``""`` where neither the result nor the contract says.
    id : str
        The broker's id of it.
    index : int or None
        Its place in the contract, where the result tells.
    mismatches : tuple of ReportedMismatch
    errors : tuple of str
        What went wrong instead of a mismatch.
    """

    description: str
    id: str
    index: int | None
    mismatches: tuple[ReportedMismatch, ...]
    errors: tuple[str, ...]

    @property
    def text(self) -> str:
        """The example with its first mismatch, as a sentence."""
        name = self.description or self.id or "an example"
        if self.mismatches:
            first = self.mismatches[0]
            path = f"{first.path}: " if first.path and first.place else ""
            at = f" (line {first.line})" if first.line is not None else ""
            more = f", and {len(self.mismatches) - 1} more" if len(self.mismatches) > 1 else ""
            return f"{name}: {path}{first.text.rstrip('.')}{at}{more}"
        return f"{name}: {self.errors[0]}" if self.errors else name


def _text(value: JSON) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""


def _listed(value: JSON) -> Sequence[JSON]:
    return value[:_MOST] if isinstance(value, list) else ()


def failed_examples(details: str | None) -> tuple[FailedExample, ...]:
    """Examples that failed, at most 100; nothing where the result says nothing that can be read."""
    try:
        document = json.loads(details) if details is not None else None
    except (ValueError, RecursionError):
        return ()
    tests = document.get("testResults") if isinstance(document, Mapping) else document
    if isinstance(tests, Mapping):  # an old form of verifiers
        tests = tests.get("tests")
    return tuple(_read(tests if isinstance(tests, list) else ()))


def _read(tests: Sequence[JSON]) -> Iterator[FailedExample]:
    failed = [each for each in tests if isinstance(each, Mapping) and each.get("success") is False]
    for each in failed[:_MOST]:
        index = each.get("index")
        yield FailedExample(
            _text(each.get("interactionDescription")) or _text(each.get("description")),
            _text(each.get("interactionId")),
            index if isinstance(index, int) and not isinstance(index, bool) else None,
            tuple(
                ReportedMismatch(
                    _text(item.get("attribute")),
                    _text(item.get("identifier")),
                    _text(item.get("description")),
                )
                for item in _listed(each.get("mismatches"))
                if isinstance(item, Mapping)
            ),
            tuple(_text(item.get("message")) for item in _listed(each.get("exceptions")) if isinstance(item, Mapping)),
        )


_PARTS = {"header": "headers", "body": "body", "status": "status", "path": "path", "method": "method", "query": "query"}


def joined_with(failed: Sequence[FailedExample], contract: Contract) -> tuple[FailedExample, ...]:
    """Failed examples with what their contract says: their descriptions, and the lines of what did not match.

    Parameters
    ----------
    failed : sequence of FailedExample
    contract : Contract
        With ``.published``, whose ids name the examples.
    """
    ids = contract.published.ids if contract.published is not None else ()
    by_id = dict(zip(ids, contract.examples, strict=False)) if len(ids) == len(contract.examples) else {}
    return tuple(_joined(each, _example_of(each, contract, by_id)) for each in failed)


def _example_of(failed: FailedExample, contract: Contract, by_id: Mapping[str, Example]) -> Example | None:
    if failed.id in by_id:
        return by_id[failed.id]
    if failed.index is not None and 0 <= failed.index < len(contract.examples):
        return contract.examples[failed.index]
    named = [each for each in contract.examples if each.description == failed.description]
    return named[0] if len(named) == 1 else None


def _joined(failed: FailedExample, example: Example | None) -> FailedExample:
    if example is None:
        return failed
    mismatches = tuple(replace(each, line=_line(each, example)) for each in failed.mismatches)
    return replace(failed, description=example.description, index=example.index, mismatches=mismatches)


def _line(reported: ReportedMismatch, example: Example) -> int | None:
    """Where the contract says what did not match, or what holds it."""
    part = _PARTS.get(reported.part, reported.part)
    tokens = tuple(token for token in read_path(reported.path) or () if isinstance(token, str | int))
    mismatch = Mismatch(part, reported.path, "other", None, None, None, tokens if part == "body" else ())
    subject = "request" if part in ("method", "path", "query") else "response"
    pointer = format_of(example.contract).value_pointer(example, mismatch, subject, 0)
    return example.contract.source.line(pointer)


def first_failure(details: str | None) -> str:
    """The first example that failed, as a sentence; ``""`` where none is known."""
    failed = failed_examples(details)
    if not failed:
        return ""
    more = f"; {len(failed) - 1} more failed" if len(failed) > 1 else ""
    return f"{failed[0].text}{more}"
