"""The JSON results of the Rust verifier, as pact_ffi and the command ``pact_verifier`` write them: reading alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from contractlab.captures import CaptureProblem
from contractlab.errors import Fault, InvalidCapture
from contractlab.values.display import quiet
from contractlab.values.files import read_file
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON
from contractlab.values.lookups import is_one_of
from contractlab.values.text import quote
from contractlab.verification.verifier_errors import VerifierError, read_verifier_errors

__all__ = ["VerifierFile", "VerifierMismatch", "VerifierResult", "read_verifier_file"]

LARGEST = 256_000_000
_FAULTS = 20
_KINDS = frozenset(
    {
        "BodyMismatch", "BodyTypeMismatch", "HeaderMismatch", "StatusMismatch", "MetadataMismatch", "QueryMismatch",
        "MethodMismatch", "PathMismatch",
    }
)  # fmt: skip


@quiet
@dataclass(frozen=True, slots=True)
class VerifierMismatch:
    """One difference, in the verifier's words.

    Attributes
    ----------
    kind : str
        ``"BodyMismatch"``, ``"HeaderMismatch"`` …
    path : str
        Path in a body; name of a header, a metadata entry or a parameter; else empty.
    expected, actual : JSON value
        As written: mostly texts, containers encoded twice.
    words : str
    body : str or None
        The whole actual body, which only a wrong content type brings along.
    """

    kind: str
    path: str
    expected: JSON
    actual: JSON
    words: str
    body: str | None = None


@quiet
@dataclass(frozen=True, slots=True)
class VerifierResult:
    """What the verifier says of one interaction.

    Attributes
    ----------
    consumer, provider : str
        Empty where the file does not name them.
    description : str
    states : tuple of str
        Names alone: their parameters are not kept.
    key : str
        The interaction's own key (V4), else empty.
    passed, pending : bool
    error : str or None
        Why it could not be verified.
    mismatches : tuple of VerifierMismatch
    pointer : str
        JSON pointer into the file.
    """

    consumer: str
    provider: str
    description: str
    states: tuple[str, ...]
    key: str
    passed: bool
    pending: bool
    error: str | None
    mismatches: tuple[VerifierMismatch, ...]
    pointer: str


@quiet
@dataclass(frozen=True, slots=True)
class VerifierFile:
    """What a file of results says.

    Attributes
    ----------
    name : str
    results : list of VerifierResult
    problems : list of CaptureProblem
        What was left out.
    errors : tuple of VerifierError
        What the verifier says of the verification as a whole.
    """

    name: str
    results: list[VerifierResult]
    problems: list[CaptureProblem]
    errors: tuple[VerifierError, ...] = ()


def read_verifier_file(source: JSON) -> VerifierFile:
    """Read a file of results.

    Parameters
    ----------
    source : path, bytes, or the parsed document (``Verifier.results`` of pact-python)

    Returns
    -------
    VerifierFile

    Raises
    ------
    InvalidCapture
        If it cannot be read, or is nothing of the kind.
    """
    name, document = _document(source)
    listed = document.get("interactionResults") if isinstance(document, Mapping) else None
    if not isinstance(listed, list):
        message = (
            "expected the JSON results of the Rust verifier, with interactionResults: Verifier.results of pact-python, "
            "or what pact_verifier --json writes."
        )
        raise InvalidCapture(name, [Fault(message, "/interactionResults")])
    reader = _ResultsReader(name, _by_sentence(document))
    verified = [
        result for index, item in enumerate(listed) if (result := reader.read(item, f"/interactionResults/{index}"))
    ]
    if listed and not verified:
        raise InvalidCapture(name, [Fault(problem.message, problem.pointer) for problem in reader.problems[:_FAULTS]])
    descriptions = [result.description for result in verified]
    return VerifierFile(name, verified, reader.problems, read_verifier_errors(document, descriptions))


def _document(source: JSON) -> tuple[str, JSON]:
    if isinstance(source, Mapping):
        return "<results>", source
    name = "<bytes>" if isinstance(source, bytes) else str(source)
    try:
        if not isinstance(source, bytes) and Path(source).stat().st_size > LARGEST:
            raise InvalidCapture(name, [f"is larger than {LARGEST:,} bytes."])
        return name, parse_json(source if isinstance(source, bytes) else read_file(source))
    except (OSError, ValueError, TypeError) as error:
        raise InvalidCapture(name, [f"cannot be read: {getattr(error, 'strerror', None) or error}"]) from None
    except (NotJson, RecursionError) as error:
        raise InvalidCapture(name, [f"is not JSON: {error}"]) from None


def _by_sentence(document: Mapping[str, JSON]) -> dict[str, tuple[JSON, bool]]:
    """Differences by the sentence that names the interaction; some versions keep them there alone. True if pending."""
    by_sentence: dict[str, tuple[JSON, bool]] = {}
    for key, pending in (("errors", False), ("pendingErrors", True)):
        listed = document.get(key)
        for item in listed if isinstance(listed, list) else ():
            if isinstance(item, Mapping) and isinstance(item.get("interaction"), str):
                by_sentence[item["interaction"]] = (item.get("mismatch"), pending)
    return by_sentence


class _ResultsReader:
    """Reads the items of one file.

    Parameters
    ----------
    name : str
    by_sentence : dict
        What `_by_sentence` found.
    """

    def __init__(self, name: str, by_sentence: dict[str, tuple[JSON, bool]]) -> None:
        self._name, self._by_sentence = name, by_sentence
        self.problems: list[CaptureProblem] = []

    def _fault(self, pointer: str, message: str) -> None:
        self.problems.append(CaptureProblem(message, self._name, None, "error", pointer))

    def read(self, item: JSON, pointer: str) -> VerifierResult | None:
        if not isinstance(item, Mapping):
            self._fault(pointer, f"expected an object, got {_kind(item)}; it is left out.")
            return None
        description = item.get("description") or item.get("interactionDescription")
        if not isinstance(description, str):
            self._fault(f"{pointer}/description", f"expected text, got {_kind(description)}; it is left out.")
            return None
        result = item.get("result")
        if result not in ("OK", "Error"):
            self._fault(f"{pointer}/result", f"expected OK or Error, got {_kind(result)}; it is left out.")
            return None
        states = item.get("providerStates")
        failure, pending = item.get("mismatch"), item.get("pending") is True
        if failure is None and result == "Error":
            failure, pending = self._sentence(description, pending)
        error, mismatches = self._failure(failure, f"{pointer}/mismatch") if result == "Error" else (None, ())
        return VerifierResult(
            consumer=_text(item.get("consumer")),
            provider=_text(item.get("provider")),
            description=description,
            states=tuple(map(_state, states)) if isinstance(states, list) else (),
            key=_text(item.get("interactionKey")),
            passed=result == "OK",
            pending=pending,
            error=error,
            mismatches=mismatches,
            pointer=pointer,
        )

    def _sentence(self, description: str, pending: bool) -> tuple[JSON, bool]:
        fitting = [value for sentence, value in self._by_sentence.items() if sentence.endswith(f" - {description}")]
        return fitting[0] if len(fitting) == 1 else (None, pending)

    def _failure(self, failure: JSON, pointer: str) -> tuple[str | None, tuple[VerifierMismatch, ...]]:
        if not isinstance(failure, Mapping):
            return "the verifier says that it failed, and not why", ()
        listed = failure.get("mismatches")
        if not isinstance(listed, list):
            return _text(failure.get("message")) or "the verifier could not verify it, and does not say why", ()
        mismatches = [
            mismatch
            for index, item in enumerate(listed)
            if (mismatch := self._mismatch(item, f"{pointer}/mismatches/{index}"))
        ]
        return (None, tuple(mismatches)) if mismatches else ("the verifier says that it failed, and not why", ())

    def _mismatch(self, item: JSON, pointer: str) -> VerifierMismatch | None:
        kind = item.get("type") if isinstance(item, Mapping) else None
        if not is_one_of(kind, _KINDS):
            self._fault(pointer, f"expected a mismatch of a known type, got {_kind(kind)}; it is left out.")
            return None
        place = next((item[key] for key in ("path", "key", "parameter") if isinstance(item.get(key), str)), "")
        body = item.get("actualBody")
        return VerifierMismatch(
            kind,
            place,
            item.get("expected"),
            item.get("actual"),
            _text(item.get("mismatch")),
            body if isinstance(body, str) else None,
        )


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else ""


def _state(value: JSON) -> str:
    """The name of a state; some versions write an object."""
    return _text(value.get("name")) if isinstance(value, Mapping) else _text(value)


def _kind(value: JSON) -> str:
    if isinstance(value, str | int | float | None):
        return quote(value, 40)
    return "an array" if isinstance(value, list) else "an object"
