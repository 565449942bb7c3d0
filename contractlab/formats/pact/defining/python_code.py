"""The code that defines a contract with pact-python 4: run, it writes the same file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.defined import Defined
from contractlab.formats.pact.defining.python_parts import PartCalls
from contractlab.formats.pact.defining.python_values import code_of
from contractlab.formats.pact.defining.read_back import defined_of
from contractlab.values.json_text import json_text
from contractlab.values.json_types import JSON
from contractlab.values.text import quote

__all__ = ["python_code"]

_INTERACTIONS = {"message": ", 'Async'", "sync-message": ", 'Sync'"}
_VERSIONS = {"1.0": "V1", "1.1": "V1_1", "2.0": "V2", "3.0": "V3", "4.0": "V4"}
_OF_FILE = frozenset({"consumer", "provider", "interactions", "messages", "metadata"})
_OF_EXAMPLE = frozenset(
    {
        "description", "request", "response", "providerState", "providerStates", "type", "key", "pending", "comments",
        "contents", "metadata", "metaData", "matchingRules", "generators", "_id", "transport",
    }
)  # fmt: skip
_OF_PROGRAMS = frozenset({"pactSpecification", "pactSpecificationVersion", "pact-specification", "pactRust"})


def python_code(contract: Contract, name: str, lost: Sequence[str] = ()) -> str:
    """The code.

    Parameters
    ----------
    contract : Contract
        Of Pact.
    name : str
        Of the variable.
    lost : sequence of str
        What was lost before, to be listed, too.

    Returns
    -------
    str
        What pact-python cannot say is listed in comments.
    """
    last = {example.description: example.key for example in contract.examples}
    notes = [*lost, *_of_the_file(contract)]
    lines: list[str] = []
    for example in contract.examples:
        if last[example.description] != example.key:
            notes.append(f"{_called(example)}: of two of one description pact-python keeps the last alone")
            continue
        calls, unsaid = _example(example, name)
        lines += [_comment(f"{_called(example)}: {each}") for each in unsaid]
        lines += calls
    version = _VERSIONS.get(contract.spec_version, "V4")
    begin = f"{name} = Pact({contract.consumer!r}, {contract.provider!r}).with_specification({version!r})"
    body = "\n".join([begin, *_metadata(contract, name, notes), *lines])
    return "\n".join([*_imports(body), "", *map(_comment, notes), body, ""])


def _comment(text: str) -> str:
    """One line, whatever a contract has in its texts."""
    return "# not said: " + "".join(char if char.isprintable() else " " for char in text)


def _called(example: Example) -> str:
    states = [state.name for state in example.states]
    given = f" (given {', '.join(quote(name, 60) for name in states)})" if states else ""
    return f"{quote(example.description, 80)}{given}"


def _of_the_file(contract: Contract) -> Iterator[str]:
    document = contract.document
    assert isinstance(document, Mapping)  # as the format reads it
    for key in document:
        if key not in _OF_FILE:
            yield f"the file's {quote(key, 60)}"


def _metadata(contract: Contract, name: str, notes: list[str]) -> Iterator[str]:
    """Entries of the file's metadata, which are texts in pact-python."""
    document = contract.document
    metadata = document.get("metadata") if isinstance(document, Mapping) else None
    for namespace, entries in (metadata if isinstance(metadata, Mapping) else {}).items():
        if namespace in _OF_PROGRAMS:
            continue
        texts = {key: each for key, each in entries.items() if isinstance(each, str)} if _is_map(entries) else {}
        if texts != entries:
            notes.append(f"entries of the metadata {quote(namespace, 60)} that are not text")
        if texts:
            yield f"{name}.with_metadata({namespace!r}, {code_of(texts)})"


def _is_map(value: JSON) -> bool:
    return isinstance(value, Mapping)


def _imports(code: str) -> Iterator[str]:
    words = [word for word in ("generate", "match") if re.search(rf"\b{word}\.", code)]
    yield f"from pact import {', '.join(['Pact', *words])}"
    if "GenericMatcher(" in code:
        yield "from pact.match.matcher import GenericMatcher"


def _example(example: Example, name: str) -> tuple[list[str], list[str]]:
    """The lines of an example, and what they cannot say."""
    defined, document = defined_of(example), example.document
    if defined is None or not isinstance(document, Mapping):
        return [], [f"an example of the kind {example.kind}"]
    if "\0" in json_text([example.description, *[state.name for state in example.states]]).replace("\\u0000", "\0"):
        return [], ["a text with a NUL"]
    lost = [f"the field {quote(key, 60)}" for key in document if key not in _OF_EXAMPLE]
    lines = [*_begin(defined, document), *_parts(example, defined, document, lost)]
    begin = f"    {name}.upon_receiving({example.description!r}{_INTERACTIONS.get(example.kind, '')})"
    return ["(", begin, *("    " + line.replace("\n", "\n    ") for line in lines), ")"], lost


def _begin(defined: Defined, document: Mapping[str, JSON]) -> Iterator[str]:
    if not defined.states and document.get("providerState") == "":
        yield ".given('')"
    for state, params in defined.states:
        yield f".given({state!r}{f', {code_of(dict(params), 4)}' if params else ''})"
    if defined.key:
        yield f".set_key({defined.key!r})"
    if defined.pending:
        yield ".set_pending(pending=True)"
    for key, comment in defined.comments.items():
        yield from _comment_calls(key, comment)


def _comment_calls(key: str, comment: JSON) -> Iterator[str]:
    if key == "text" and isinstance(comment, list) and all(isinstance(text, str) for text in comment):
        yield from (f".add_text_comment({text!r})" for text in comment)
    elif key == "testname" and isinstance(comment, str):
        yield f".test_name({comment!r})"
    elif isinstance(comment, str) or comment is None:  # a text that is JSON would be taken for what it says
        yield f".set_comment({key!r}, {json_text(comment)!r})"
    else:
        yield f".set_comment({key!r}, {code_of(comment, 4)})"


def _parts(example: Example, defined: Defined, document: Mapping[str, JSON], lost: list[str]) -> Iterator[str]:
    version = example.contract.spec_version
    (reply, *more) = defined.responses or (None,)
    if defined.kind == "message":
        assert reply is not None  # of every message
        yield from _contents(PartCalls(document, version, reply), "", lost)
        return
    assert defined.request is not None  # of everything but a message
    asked, answered = document.get("request"), document.get("response")
    if defined.kind == "http":
        assert reply is not None
        for calls, fill in (
            (request := PartCalls(_mapping(asked), version, defined.request), request.request),
            (response := PartCalls(_mapping(answered), version, reply), response.response),
        ):
            fill()
            lost += calls.lost
            yield from calls.lines
        return
    yield from _contents(PartCalls(_mapping(asked), version, defined.request), "Request", lost)
    replies = answered if isinstance(answered, list) else []
    for written, each in zip(replies, defined.responses, strict=True):
        yield from _contents(PartCalls(_mapping(written), version, each), "Response", lost)
    if more and any(each.metadata or each.rules or each.generators for each in defined.responses):
        lost.append("metadata, rules and generators of one reply among several: pact-python gives them to all")


def _contents(calls: PartCalls, part: str, lost: list[str]) -> Iterator[str]:
    calls.contents(part)
    lost += calls.lost
    yield from calls.lines


def _mapping(value: JSON) -> Mapping[str, JSON]:
    return value if isinstance(value, Mapping) else {}
