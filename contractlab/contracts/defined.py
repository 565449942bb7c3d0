"""An example as people define it, before a format writes it.

Values may hold matchers (`contractlab.match`) at any depth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from contractlab.values.display import quiet
from contractlab.values.json_types import JSON, JSONObject

__all__ = [
    "BodyKind",
    "Defined",
    "DefinedBody",
    "DefinedCall",
    "DefinedHeader",
    "DefinedOutcome",
    "DefinedPart",
    "Element",
    "FormPart",
]

BodyKind = Literal["json", "text", "bytes", "xml", "form", "multipart", "integration"]


@quiet
@dataclass(frozen=True, slots=True)
class Element:
    """An element of an XML document.

    Attributes
    ----------
    tag : str
        With its prefix, as it is written.
    children : tuple of Element, text, number or Matcher
    attributes : mapping of str to value or Matcher
    least, most : int or None
        Bounds, where the element may occur several times.
    examples : int
        Times that it stands in the example.
    repeats : bool
        True if it may occur several times.
    """

    tag: str
    children: tuple[Any, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)
    least: int | None = None
    most: int | None = None
    examples: int = 1
    repeats: bool = False


@quiet
@dataclass(frozen=True, slots=True)
class FormPart:
    """A part of a multipart body."""

    name: str
    content: bytes
    content_type: str
    file_name: str | None = None


@quiet
@dataclass(frozen=True, slots=True)
class DefinedBody:
    """A body.

    Attributes
    ----------
    kind : str
        What `value` is: a JSON value, a text, bytes, an `Element`, a mapping of form fields, a tuple of `FormPart`, or
        ``"integration"``: a text of JSON with matchers in it as Pact's integrations write them.
    value : object
    content_type : str or None
        As given; the format adds one where there is none, and none where this is empty.
    boundary : str or None
        Of multipart.
    """

    kind: BodyKind
    value: Any
    content_type: str | None = None
    boundary: str | None = None


@quiet
@dataclass(frozen=True, slots=True)
class DefinedHeader:
    """One line of a header.

    Attributes
    ----------
    name : str
    value : value or Matcher
    whole : bool
        True for a value that stays as it is, where others are split at commas (``Accept``).
    """

    name: str
    value: Any
    whole: bool = False


@quiet
@dataclass(frozen=True, slots=True)
class DefinedCall:
    """A call of a function.

    Attributes
    ----------
    function : str
        Its name.
    arguments : tuple of value or Matcher
    """

    function: str
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class DefinedOutcome:
    """What comes of a call.

    Attributes
    ----------
    value : value or Matcher
        What is returned; it counts where `error_class` is None.
    error_class : str, Matcher or None
        The name of the class of what is thrown.
    message : str, Matcher or None
        Of what is thrown.
    """

    value: Any = None
    error_class: Any = None
    message: Any = None


@dataclass(frozen=True, slots=True)
class DefinedPart:
    """A request, a response, or the contents of a message with their metadata; a call, or what comes of it.

    Attributes
    ----------
    name : str or None
        Of a response, or of what comes of a call; the description of an example names the request or the call.
    order : tuple of str
        ``"query"``, ``"headers"`` and ``"body"`` in the order in which they were given.
    """

    method: str = "GET"
    path: Any = "/"
    status: Any = 200
    query: tuple[tuple[str, Any], ...] = ()
    headers: tuple[DefinedHeader, ...] = ()
    body: DefinedBody | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, JSON] = field(default_factory=dict)
    generators: Mapping[str, JSON] = field(default_factory=dict)
    name: str | None = None
    order: tuple[str, ...] = ()
    call: DefinedCall | None = None
    outcome: DefinedOutcome | None = None


@quiet
@dataclass(frozen=True, slots=True)
class Defined:
    """One example.

    Attributes
    ----------
    kind : str
        ``"http"``, ``"message"``, ``"sync-message"`` or ``"function"``.
    description : str
        Empty where the format makes one of what is exchanged.
    states : tuple of (str, mapping)
        Names with their parameters, in order; values may be matchers in formats that have some there.
    request : DefinedPart or None
        None for a message.
    responses : tuple of DefinedPart
        The response, the message, or the replies.
    key : str or None
    pending : bool
    comments : mapping
    received : bool
        True if the consumer is the one that is asked: a server, or a function.
    """

    kind: str
    description: str
    states: tuple[tuple[str, Mapping[str, JSON]], ...]
    request: DefinedPart | None
    responses: tuple[DefinedPart, ...]
    key: str | None = None
    pending: bool = False
    comments: JSONObject = field(default_factory=dict)
    received: bool = False
