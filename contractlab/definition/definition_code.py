"""The lines that define a contract: run, they give the same file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pprint import pformat
from typing import Any

from contractlab.contracts.defined import Defined, DefinedBody, DefinedPart, Element, FormPart
from contractlab.contracts.defining import ContinuesContracts, FormatDefining
from contractlab.definition.given_bodies import body_of
from contractlab.definition.kept_example import KeptExample
from contractlab.definition.plain_values import refuse_unwritable
from contractlab.errors import InvalidEdit
from contractlab.values.json_text import json_equal
from contractlab.values.json_types import JSON, JSONObject

__all__ = ["definition_code", "kept_code", "same_example"]

_WIDTH = 100
_LEFT_OUT = frozenset({"transport", "_id"})
"""What programs write into examples, and no call says."""
_PENDING = ("pending", False)
_NOTHING: tuple[JSON, ...] = (None, [], {})
_INTERACTIONS = {"message": "Async", "sync-message": "Sync"}


def definition_code(
    name: str, begin: str, metadata: Mapping[str, Any], examples: list[Defined | str], repeated: Collection[int] = ()
) -> str:
    """The code of a definition.

    Parameters
    ----------
    name : str
        Of the variable.
    begin : str
        The expression that begins the contract.
    metadata : mapping
        Entries of the file's metadata, by namespace.
    examples : list of Defined or str
        A text is a call of its own; see `kept_code`.
    repeated : collection of int
        Places of examples that do not take the place of an earlier one.
    """
    lines = [f"{name} = {begin}"]
    lines += [f"{name}.with_metadata({namespace!r}, {_code(entries)})" for namespace, entries in metadata.items()]
    for place, example in enumerate(examples):
        if isinstance(example, str):
            lines.append(f"{name}.{example}")
            continue
        calls = [f"({name}.{_begin(example, place in repeated)}", *_calls(example)]
        lines.append("\n".join([calls[0], *(f"    {call}" for call in calls[1:])]) + ")")
    code = "\n".join(lines)
    return "\n".join([*_imports(code), "", code, ""])


def kept_code(entry: KeptExample, defining: FormatDefining, version: str, *, repeated: bool) -> Defined | str:
    """A kept example as calls would define it; as the file has it, where they would define another.

    Parameters
    ----------
    entry : KeptExample
    defining : FormatDefining
    version : str
    repeated : bool
        True if one of its identity stands before it, whose place it does not take.
    """
    if isinstance(defining, ContinuesContracts):
        defined = defining.defined(entry.example)
        if defined is not None:
            try:
                refuse_unwritable(defined)
                if same_example(defining.example(defined, version), entry.written):
                    return defined
            except InvalidEdit:
                pass
    kind = "" if entry.kind == "http" else f", kind={entry.kind!r}"
    return f"add({_code(entry.written)}{kind}{', repeated=True' if repeated else ''})"


def same_example(first: JSON, second: JSON) -> bool:
    """True for examples that differ in nothing but what writers may leave out or spell in two ways."""
    return json_equal(_settled(first), _settled(second))


def _settled(example: JSON) -> JSON:
    """An example without what says nothing: empty fields of its parts, defaults, what programs write for themselves."""
    if not isinstance(example, dict):
        return example
    kept = {name: _part(value) for name, value in example.items() if name not in _LEFT_OUT}
    return {name: value for name, value in kept.items() if value not in _NOTHING and (name, value) != _PENDING}


def _part(part: JSON) -> JSON:
    if isinstance(part, list):
        return [_part(each) for each in part]
    if not isinstance(part, dict):
        return part
    made: JSONObject = {}
    for name, value in part.items():
        if value in _NOTHING and name not in ("body", "contents"):
            continue
        upper = name == "method" and isinstance(value, str)
        made[name] = _rules(value) if name == "matchingRules" else str(value).upper() if upper else value
    return made


def _rules(rules: JSON) -> JSON:
    """Lists of rules with the default of how they go together."""
    if not isinstance(rules, dict):
        return rules
    if isinstance(rules.get("matchers"), list):
        return {"combine": "AND", **rules}
    return {name: _rules(below) for name, below in rules.items() if below not in _NOTHING}


def _imports(code: str) -> Iterator[str]:
    """What the lines need, and nothing else; a name inside a text costs an import too many at most."""
    words = [word for word in ("generate", "match", "xml") if re.search(rf"\b{word}\.", code)]
    classes = [word for word in ("DefinedBody", "DefinedHeader", "FormPart") if f"{word}(" in code]
    yield "import contractlab as cl"
    if words:
        yield f"from contractlab import {', '.join(words)}"
    if classes:
        yield f"from contractlab.contracts.defined import {', '.join(classes)}"


def _begin(example: Defined, repeated: bool) -> str:
    """The call that begins an example."""
    interaction = _INTERACTIONS.get(example.kind)
    given = [_code(each) for each in (example.description or None, interaction) if each is not None]
    given += ["repeated=True"] if repeated else []
    return f"{'receives' if example.received else 'example'}({', '.join(given)})"


def _function_calls(example: Defined) -> Iterator[str]:
    """The call of a function, and what comes of it."""
    assert example.request is not None  # of everything but a message
    call, (answer,) = example.request.call, example.responses
    assert call is not None  # of a function
    assert answer.outcome is not None  # likewise
    yield f".with_call({', '.join(map(_code, (call.function, *call.arguments)))})"
    named = [] if answer.name is None else [f"name={answer.name!r}"]
    outcome = answer.outcome
    if outcome.error_class is None:
        yield f".will_return({', '.join([_code(outcome.value), *named])})"
        return
    message = [] if outcome.message is None else [_code(outcome.message)]
    yield f".will_throw({', '.join([_code(outcome.error_class), *message, *named])})"


def _calls(example: Defined) -> Iterator[str]:
    for state, params in example.states:
        yield f".given({_arguments(state, dict(params) or None)})"
    if example.kind == "http":
        assert example.request is not None  # of everything but a message
        yield f".with_request({_arguments(example.request.method, example.request.path)})"
        yield from _calls_of_part(example.request, "Request")
        (response,) = example.responses
        named = "" if response.name is None else f", name={response.name!r}"
        yield f".will_respond_with({_code(response.status)}{named})"
        yield from _calls_of_part(response, "Response")
    elif example.kind == "function":
        yield from _function_calls(example)
    elif example.kind == "message":
        yield from _calls_of_part(example.responses[0], "Response")
    else:
        assert example.request is not None
        yield from _calls_of_part(example.request, "Request")
        for reply in example.responses:
            yield ".will_respond_with()"
            yield from _calls_of_part(reply, "Response")
    if example.key is not None:
        yield f".set_key({example.key!r})"
    if example.pending:
        yield ".set_pending()"
    for key, comment in example.comments.items():
        yield f".set_comment({key!r}, {_code(comment)})"


def _headers(part: DefinedPart, side: str) -> Iterator[str]:
    names = [header.name.lower() for header in part.headers]
    for header in part.headers:
        if not header.whole or not isinstance(header.value, str) or "," not in header.value:
            yield f".with_header({header.name!r}, {_code(header.value)}, {side!r})"
        elif names.count(header.name.lower()) == 1:
            yield f".set_header({header.name!r}, {_code(header.value)}, {side!r})"
        else:  # several lines, with commas that belong to them
            yield f".with_headers([DefinedHeader({header.name!r}, {header.value!r}, whole=True)], {side!r})"


def _calls_of_part(part: DefinedPart, side: str) -> Iterator[str]:
    for field in dict.fromkeys((*part.order, "query", "headers", "body")):
        if field == "query" and part.query:
            yield f".with_query_parameters({_code(list(part.query))})"
        elif field == "headers":
            yield from _headers(part, side)
        elif field == "body" and part.body is not None:
            yield from _body(part.body, side)
    if part.metadata:
        yield f".with_metadata({_code(dict(part.metadata))}, {side!r})"
    if part.rules:
        yield f".with_matching_rules({_code(dict(part.rules))}, {side!r})"
    if part.generators:
        yield f".with_generators({_code(dict(part.generators))}, {side!r})"


def _body(body: DefinedBody, side: str) -> Iterator[str]:
    if body.kind == "multipart":
        for part in body.value:
            yield f".with_multipart_part({_form_part(part)}, {side!r}, {body.boundary!r})"
    elif body_of(body.value, body.content_type) == body:
        written = _code(body.value).replace("\n", f"\n{' ' * len('    .with_body(')}")
        yield f".with_body({written}, {body.content_type!r}, {side!r})"
    else:  # what the value alone would not say: a text that is JSON, a form
        yield f".with_body(DefinedBody({body.kind!r}, {_code(body.value)}, {body.content_type!r}), part={side!r})"


def _form_part(part: FormPart) -> str:
    return f"FormPart({part.name!r}, {part.content!r}, {part.content_type!r}, {part.file_name!r})"


def _arguments(first: Any, second: Any) -> str:
    return _code(first) if second is None else f"{_code(first)}, {_code(second)}"


def _code(value: Any) -> str:
    """A value as it is typed; matchers and generators show their own code."""
    if isinstance(value, Element):
        return _element(value)
    return pformat(value, width=_WIDTH, sort_dicts=False)


def _element(element: Element) -> str:
    inner = [repr(element.tag), *(_code(child) for child in element.children)]
    if element.attributes:
        inner.append(f"attrs={_code(dict(element.attributes))}")
    made = f"xml.element({', '.join(inner)})"
    if not element.repeats:
        return made
    return f"xml.each({made}, min={element.least!r}, max={element.most!r}, examples={element.examples!r})"
