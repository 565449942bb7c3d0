"""What the Rust core makes of a file that is read here all the same: it refuses it, panics, or passes examples over.

Source: pact_models 1.3, the loaders of each part, and files that pact-python 4.2 was asked about. Faults stand in the
order in which the core comes to them, because the first one decides what happens.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from contractlab.contracts.contract import Kind
from contractlab.contracts.hindrance import Hindrance
from contractlab.engine.paths import InvalidPath, parse_path
from contractlab.errors import Fault
from contractlab.values.json_types import JSON, Value
from contractlab.values.reasons import ReasonCode
from contractlab.values.source import Source, join_pointer
from contractlab.values.text import visible

__all__ = [
    "NEVER_VERIFIED",
    "NOT_READ",
    "V4_TYPES",
    "LoadingFault",
    "file_faults",
    "http_faults",
    "message_faults",
    "never_verified",
    "type_faults",
]

NOT_READ = "refused-file"
"""Code of a problem that has no name of its own."""

_WITH_PATHS = frozenset({"body", "metadata"})
"""Categories of generators whose keys the core reads as path expressions; of the others it takes them as names."""

V4_TYPES = frozenset({"Synchronous/HTTP", "Asynchronous/Messages", "Synchronous/Messages"})


NEVER_VERIFIED = "not verified by the reference"
"""What happens to examples that the core passes over."""

_WHAT = {
    ReasonCode.REFUSED_FILE: "the verifier refuses this file",
    ReasonCode.PANIC: "the verifier panics on this file",
    ReasonCode.UNSENDABLE: "the verifier cannot send this request",
}


@dataclass(frozen=True, slots=True)
class LoadingFault:
    """One reason why the core has no verdicts for a file.

    Attributes
    ----------
    outcome : ReasonCode
        ``REFUSED_FILE`` or ``PANIC``; ``UNSENDABLE`` keeps one example alone from its verdict.
    code : str
        Of the problem that it is.
    message : str
        What is wrong, without a full stop.
    pointer : str
        JSON pointer of the place.
    """

    outcome: ReasonCode
    code: str
    message: str
    pointer: str

    def hindrance(self, source: Source) -> Hindrance:
        """What it does to a verification, with its place in the file."""
        why = self.message
        if self.outcome is ReasonCode.PANIC:
            why += ". It stops with nothing checked, and its result says success: CI is green for nothing"
        return Hindrance(self.outcome, _WHAT[self.outcome], why, source.at(self.pointer))


def _refused(code: str, message: str, pointer: str) -> LoadingFault:
    return LoadingFault(ReasonCode.REFUSED_FILE, code, message, pointer)


def file_faults(document: Mapping[str, JSON], version: str, *, has_mark: bool) -> Iterator[LoadingFault]:
    """Faults of the file as a whole.

    Parameters
    ----------
    document : mapping
    version : str
        Of the specification.
    has_mark : bool
        True if the file starts with a byte order mark.
    """
    if has_mark:
        text = "it starts with a byte order mark; save it as UTF-8 without one"
        yield _refused("byte-order-mark", text, "")
    if version != "4.0" and "messages" in document and not isinstance(document["messages"], list):
        yield _refused(NOT_READ, "'messages' must be a list; leave it out where there are none", "/messages")


def type_faults(interaction: Mapping[str, JSON], pointer: str) -> Iterator[LoadingFault]:
    """Faults of the type of a V4 interaction; the core reads no further then.

    Parameters
    ----------
    interaction : mapping
    pointer : str
    """
    if "type" not in interaction:
        text = "an example of V4 needs a 'type', such as Synchronous/HTTP"
        yield _refused("no-type", text, pointer)
    elif not isinstance(interaction["type"], str) or interaction["type"] not in V4_TYPES:
        declared = visible(str(interaction["type"]))[:80]
        text = (
            f"the type {declared!r} is unknown, so the example cannot be checked; use one of "
            f"{', '.join(sorted(V4_TYPES))}"
        )
        yield _refused("unknown-type", text, join_pointer(pointer, "type"))


def http_faults(
    interaction: Mapping[str, JSON], pointer: str, request_rules: Sequence[Fault], v4: bool
) -> Iterator[LoadingFault]:
    """Faults of a request and its response.

    Parameters
    ----------
    interaction : mapping
    pointer : str
    request_rules : sequence of Fault
        Rules of the request that cannot be read.
    v4 : bool
    """
    request, response = interaction.get("request"), interaction.get("response")
    at = join_pointer(pointer, "request")
    yield from _headers(request, at, v4)
    yield from _rules(request_rules)
    yield from _generators(request, at)
    at = join_pointer(pointer, "response")
    yield from _status(response, at)
    yield from _headers(response, at, v4)
    yield from _generators(response, at)


def message_faults(
    interaction: Mapping[str, JSON], pointer: str, kind: Kind, version: str, named: bool
) -> Iterator[LoadingFault]:
    """Faults of a message, or of a synchronous one with its replies.

    Parameters
    ----------
    interaction : mapping
    pointer : str
    kind : str
        ``"message"`` or ``"sync-message"``.
    version : str
        Of the specification.
    named : bool
        True if the file names a version that there is.
    """
    if kind == "message":
        if version < "3.0" or not named:
            text = "messages came with V3, and the file names another version; change metadata.pactSpecification"
            yield _refused("mixed-kinds", text, pointer)
        elif version == "4.0":
            # Those of V3 messages are never looked at: no path is too odd for them.
            yield from _generators(interaction, pointer)
        return
    if "request" not in interaction:
        yield _refused("no-request", "a synchronous message needs a 'request'", pointer)
        return
    replies = interaction.get("response")
    if not isinstance(replies, list):
        text = "the 'response' of a synchronous message must be a list of messages"
        yield _refused("no-response", text, join_pointer(pointer, "response") if replies is not None else pointer)
        return
    base = join_pointer(pointer, "response")
    parts = [(reply, join_pointer(base, index)) for index, reply in enumerate(replies)]
    for part, at in (*parts, (interaction["request"], join_pointer(pointer, "request"))):
        if isinstance(part, Mapping):
            yield from _generators(part, at)
        else:
            yield _refused(NOT_READ, "a message must be an object", at)


def _rules(faults: Iterable[Fault]) -> Iterator[LoadingFault]:
    for fault in faults:
        yield _refused("unreadable-request", fault.message, fault.pointer)


def _status(response: Value, pointer: str) -> Iterator[LoadingFault]:
    """The core takes any status for a number from 0, and panics on everything else."""
    status = response.get("status", 200) if isinstance(response, Mapping) else 200
    if isinstance(status, bool) or not isinstance(status, int) or status < 0:
        text = "the status is not an integer; elsewhere 200 is assumed"
        yield LoadingFault(ReasonCode.PANIC, "bad-status", text, join_pointer(pointer, "status"))


def _headers(part: Value, pointer: str, v4: bool) -> Iterator[LoadingFault]:
    """The core takes the first value of Content-Type for the type of the body; V4 only where the body says none."""
    headers = part.get("headers") if isinstance(part, Mapping) else None
    if not isinstance(headers, Mapping):
        return
    for name, values in headers.items():
        if str(name).lower() == "content-type" and values == [] and (not v4 or _asks_headers(part)):
            text = "the header Content-Type has a list without a value; write one, or leave the header out"
            yield LoadingFault(ReasonCode.PANIC, "empty-header", text, join_pointer(pointer, "headers", name))


def _asks_headers(part: Value) -> bool:
    """True if the core looks for the type of a V4 body among the headers."""
    body = part.get("body") if isinstance(part, Mapping) else None
    return isinstance(body, Mapping) and body.get("content") is not None and "contentType" not in body


def _generators(part: Value, pointer: str) -> Iterator[LoadingFault]:
    listed = part.get("generators") if isinstance(part, Mapping) else None
    for category, by_path in listed.items() if isinstance(listed, Mapping) else ():
        if str(category).lower() not in _WITH_PATHS or not isinstance(by_path, Mapping):
            continue
        for path, generator in by_path.items():
            if not isinstance(generator, Mapping):
                continue
            try:
                parse_path(str(path))
            except InvalidPath as error:
                at = join_pointer(pointer, "generators", category, path)
                text = f"the path cannot be read, so the generator has no place: {error}"
                yield _refused("invalid-generator", text, at)


def never_verified(document: Mapping[str, JSON], version: str) -> tuple[str, str] | None:
    """The list of examples that the core passes over, and why with what to do; None where there is none.

    Parameters
    ----------
    document : mapping
    version : str
        Of the specification.
    """
    if "messages" not in document:
        return None
    if version == "4.0":
        mend = "move them to 'interactions', each with the type Asynchronous/Messages"
        return "messages", f"V4 has no 'messages', so the verifier never looks at them; {mend}"
    if "interactions" not in document:
        return None
    mend = "give the messages a file of their own" if document["messages"] else "remove the empty 'messages'"
    why = "before V4 a file holds interactions or messages, not both, and the verifier looks at the messages alone"
    return "interactions", f"{why}; {mend}"
