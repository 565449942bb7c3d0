"""An example in words and values, as views show it: plain data that every format gives of its own examples.

A format whose examples are a request and a response that must be equal takes `describe_exchange` as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from contractlab.contracts.contract import Example
from contractlab.contracts.expected import ExpectedMessage, ExpectedRequest, ExpectedResponse
from contractlab.contracts.expected_body import ExpectedBody
from contractlab.values.display import quiet
from contractlab.values.explanation import Explained
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON
from contractlab.values.mismatch import Mismatch, PathToken
from contractlab.values.rule import DecidingRule
from contractlab.values.sentences import status_text
from contractlab.values.source import join_pointer
from contractlab.values.text import shorten

__all__ = [
    "DescribedBody",
    "DescribedExample",
    "DescribedGenerator",
    "DescribedPart",
    "DescribedRules",
    "DescribedSide",
    "DescribedValue",
    "describe_exchange",
    "exact_tree",
    "named_values",
    "pointer_in_exchange",
    "pointer_in_part",
]


@quiet
@dataclass(frozen=True, slots=True)
class DescribedValue:
    """A value that goes by a name: a status, a header, a parameter, an entry of the metadata.

    Attributes
    ----------
    kind : str
        ``"method"``, ``"path"``, ``"query"``, ``"header"``, ``"status"``, ``"metadata"``, or another word.
    text : str
        As people write it: ``GET``, ``page=2``, ``Accept: text/html``.
    rule : DecidingRule or None
        The rule in force; None where the value must be equal, or where `matchers` says what it must be.
    matchers : str
        Rules that decide together, in a few words.
    judged : bool
        False where the description does not say what the value is held to.
    hint : str
        What to show of a value that is pointed at; what is cut is shown then, too.
    placed : bool
        False where the place of a rule is never told.
    """

    kind: str
    text: str
    rule: DecidingRule | None = None
    matchers: str = ""
    judged: bool = True
    hint: str = ""
    placed: bool = True


@quiet
@dataclass(frozen=True, slots=True)
class DescribedRules:
    """Rules that are declared for one path, where no tree of values shows them."""

    path: str
    matchers: str


@quiet
@dataclass(frozen=True, slots=True)
class DescribedBody:
    """What a part carries.

    Attributes
    ----------
    presence : str
        ``"missing"`` (anything goes), ``"none"`` (nothing may come) or ``"present"``.
    noun : str
        ``"body"`` or ``"contents"``; empty where the part is nothing but its values.
    content_type : str
    remark : str
        What else is to be known of how it is read.
    tree : Explained or None
        The example held against itself, value by value; None where contractlab does not compare such content.
    data : bytes or None
        As it is written, for what has no tree. None where a part whose tree breaks has to be shown as a whole.
    rules : tuple of DescribedRules
        For what has no tree.
    call : str
        Code that shows all of it.
    """

    presence: Literal["missing", "none", "present"]
    noun: str = "body"
    content_type: str = ""
    remark: str = ""
    tree: Explained | None = None
    data: bytes | None = None
    rules: tuple[DescribedRules, ...] = ()
    call: str = "example.document"


@quiet
@dataclass(frozen=True, slots=True)
class DescribedGenerator:
    """A value that is made at run time.

    Attributes
    ----------
    category, path : str
        Where it goes.
    kind : str
    detail : str
        Its arguments in a few words.
    """

    category: str
    path: str
    kind: str
    detail: str = ""


@quiet
@dataclass(frozen=True, slots=True)
class DescribedPart:
    """What one side sends: a request, a response, a message, the arguments of a call.

    Attributes
    ----------
    title : str
        ``Request``.
    about : str
        Who sends it: ``what the consumer sends``.
    name : str or None
        What the contract calls it.
    judged : bool
        True if the part gets the verdict and that is worth saying.
    values : tuple of DescribedValue
    body : DescribedBody or None
        None where nothing is to be said of it.
    generators : tuple of DescribedGenerator
    call : str
        Code that shows all of its values.
    failure : str or None
        Why it cannot be worked out; the other fields say nothing then.
    written : str
        As the contract writes it, for what cannot be worked out.
    """

    title: str
    about: str = ""
    name: str | None = None
    judged: bool = False
    values: tuple[DescribedValue, ...] = ()
    body: DescribedBody | None = None
    generators: tuple[DescribedGenerator, ...] = ()
    call: str = "example.document"
    failure: str | None = None
    written: str = ""


@quiet
@dataclass(frozen=True, slots=True)
class DescribedSide:
    """Who is under test at one of the times at which an example is run.

    Attributes
    ----------
    when : str
        ``when verified``.
    party : str
        ``consumer`` or ``provider``.
    tested : str
        ``HTTP server``; empty where the contract does not say.
    needs : tuple of str
        What has to be given: ``state handlers``.
    """

    when: str
    party: str
    tested: str
    needs: tuple[str, ...] = ()


@quiet
@dataclass(frozen=True, slots=True)
class DescribedExample:
    """Everything that a view of an example shows beside its description, states and problems.

    Attributes
    ----------
    parts : tuple of DescribedPart
        In the order in which they are sent.
    sides : tuple of DescribedSide
        Where the direction is worth saying.
    plugins : tuple of str
        Plugins without which it cannot be checked.
    comments : tuple of str or None
        What its author wrote beside it; None without any.
    refusal : str
        Why there are no parts to show.
    written : str
        As the contract writes it, where there are none.
    """

    parts: tuple[DescribedPart, ...] = ()
    sides: tuple[DescribedSide, ...] = ()
    plugins: tuple[str, ...] = ()
    comments: tuple[str, ...] | None = None
    refusal: str = ""
    written: str = ""


def named_values(kind: str, separator: str, values: Mapping[str, Sequence[object]]) -> tuple[DescribedValue, ...]:
    """Headers or parameters that must be equal.

    Parameters
    ----------
    kind : str
        ``"header"`` or ``"query"``.
    separator : str
        What stands between a name and its values.
    values : mapping of str to sequence
    """
    return tuple(
        DescribedValue(kind, f"{name}{separator}{', '.join(map(str, listed))}", placed=False)
        for name, listed in values.items()
    )


def exact_tree(value: JSON, tokens: tuple[PathToken, ...] = ()) -> Explained:
    """A JSON value held against itself, each value equal to itself and nothing else.

    Parameters
    ----------
    value : JSON value
    tokens : tuple of str and int
        Where it stands.
    """

    def child(key: PathToken) -> Explained | None:
        if isinstance(value, Mapping):
            return exact_tree(value[key], (*tokens, key)) if key in value else None
        within = isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value)
        return exact_tree(value[key], (*tokens, key)) if within else None

    def children() -> tuple[Explained, ...]:
        items = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
        return tuple(exact_tree(below, (*tokens, key)) for key, below in items)

    return Explained(tokens, value, value, "equal", None, (), (), children, _pick=child)


def _exact_body(body: ExpectedBody, headers: Mapping[str, Sequence[str]]) -> DescribedBody:
    if body.presence != "present":
        return DescribedBody("missing" if body.presence == "missing" else "none")
    header = next((", ".join(values) for name, values in headers.items() if name.lower() == "content-type"), None)
    kind = body.type_with(header)
    tree: Explained | None = None
    if body.has_value:
        tree = exact_tree(body.value)
    elif kind.is_json:
        try:
            tree = exact_tree(parse_json(body.data))
        except NotJson:
            tree = None  # what is no JSON, whatever its type says, is shown as it is written
    return DescribedBody("present", content_type=str(kind), tree=tree, data=body.data)


def _exact_request(request: ExpectedRequest) -> DescribedPart:
    values = (
        DescribedValue("method", request.method, placed=False),
        DescribedValue("path", request.path, placed=False),
        *named_values("query", "=", request.query),
        *named_values("header", ": ", request.headers),
    )
    body = _exact_body(request.body, request.headers) if request.body.presence == "present" else None
    return DescribedPart("Request", "what the consumer sends", values=values, body=body, call="example.request")


def _exact_response(response: ExpectedResponse) -> DescribedPart:
    values = (
        DescribedValue("status", status_text(response.status), placed=False),
        *named_values("header", ": ", response.headers),
    )
    body = _exact_body(response.body, response.headers)
    return DescribedPart("Response", "what the provider must answer", values=values, body=body, call="example.response")


def describe_exchange(example: Example) -> DescribedExample:
    """An example that is a request and a response without rules: everything must be equal.

    Parameters
    ----------
    example : Example
        Its `request` is an ExpectedRequest, its `response` an ExpectedResponse; of another kind than ``"http"`` it
        cannot be described so.
    """
    if example.kind != "http":
        return DescribedExample(refusal=f"Examples of kind {shorten(example.kind, 40)} cannot be checked yet.")
    return DescribedExample((_exact_request(example.request), _exact_response(example.response)))


def pointer_in_part(pointer: str, mismatch: Mismatch, body: Sequence[str] = ("body",)) -> str:
    """Where a contract writes the value that a difference is about.

    Parameters
    ----------
    pointer : str
        JSON pointer of the request, response or message.
    mismatch : Mismatch
    body : sequence of str
        Steps from there to its body.
    """
    if mismatch.part in ("body", "contents"):
        return join_pointer(pointer, *body, *mismatch.tokens)
    if mismatch.part in ("headers", "query", "metadata"):
        return join_pointer(pointer, mismatch.part, mismatch.path)
    if mismatch.part == "content-type":
        return join_pointer(pointer, "headers", "Content-Type")
    return join_pointer(pointer, mismatch.part)


def pointer_in_exchange(example: Example, mismatch: Mismatch, subject: str) -> str:
    """Where the value stands that a difference is about, for examples that are a request and a response.

    Parameters
    ----------
    example : Example
    mismatch : Mismatch
    subject : str
        ``"request"`` or ``"response"``, as in `MatchResult`; for others the pointer of the example is given.
    """
    if example.kind != "http" or subject not in ("request", "response"):
        return example.pointer
    part: ExpectedRequest | ExpectedResponse | ExpectedMessage
    part = example.request if subject == "request" else example.response
    return pointer_in_part(part.pointer or example.pointer, mismatch)
