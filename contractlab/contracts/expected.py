"""The parts of an example as the contract expects them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from contractlab.contracts.expected_body import ExpectedBody
from contractlab.engine.rules import RuleSet
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON

__all__ = ["ExpectedMessage", "ExpectedRequest", "ExpectedResponse"]


@quiet
@dataclass(frozen=True, slots=True)
class ExpectedRequest:
    """The request of an example.

    Attributes
    ----------
    method : str
        Upper case.
    path : str
    query : mapping of str to list of str
    query_text : str or None
        The query as written, where it is a string.
    headers : mapping of str to list of str
        Values split as the Rust core splits them.
    body : ExpectedBody
    rules : mapping of str to RuleSet
        By category.
    generators : JSON value
    pointer : str
        JSON pointer into the contract.
    """

    method: str
    path: str
    query: Mapping[str, Sequence[str]]
    query_text: str | None
    headers: Mapping[str, Sequence[str]]
    body: ExpectedBody
    rules: Mapping[str, RuleSet] = field(default_factory=dict, repr=False)
    generators: JSON = None
    pointer: str = ""


@quiet
@dataclass(frozen=True, slots=True)
class ExpectedResponse:
    """The response of an example; attributes as in `ExpectedRequest`."""

    status: int
    headers: Mapping[str, Sequence[str]]
    body: ExpectedBody
    rules: Mapping[str, RuleSet] = field(default_factory=dict, repr=False)
    generators: JSON = None
    pointer: str = ""


@quiet
@dataclass(frozen=True, slots=True)
class ExpectedMessage:
    """The contents of a message with its metadata; other attributes as in `ExpectedRequest`."""

    contents: ExpectedBody
    metadata: Mapping[str, JSON]
    rules: Mapping[str, RuleSet] = field(default_factory=dict, repr=False)
    generators: JSON = None
    pointer: str = ""
