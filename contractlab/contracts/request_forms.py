"""The request that a verifier may send for an example: as plain data, part by part, with what varies from run to run.

Pairing compares recordings with it. It says nothing of matching rules: those judge what a consumer sends.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl, unquote

from contractlab.values.display import quiet
from contractlab.values.http import HttpRequest
from contractlab.values.json_text import NotJson, json_equal, parse_json
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING

__all__ = ["RequestForms", "ValueForm", "decoded_path", "exact_forms", "parameters_of", "parsed_body"]


@quiet
@dataclass(frozen=True, slots=True)
class ValueForm:
    """A value of a request that may be sent.

    Attributes
    ----------
    value : JSON value
        What the contract has; a text outside of JSON bodies.
    made : tuple of JSON values
        What is sent if the provider is in the states of the example, as the contract has them.
    fits : callable or None
        From a value to whether it may have been made at run time; None where nothing is.
    """

    value: JSON
    made: tuple[JSON, ...] = ()
    fits: Callable[[JSON], bool] | None = None

    @property
    def varies(self) -> bool:
        """True if something else than the contract's value may be sent."""
        return bool(self.made) or self.fits is not None

    def distance(self, value: JSON) -> int | None:
        """0 for what is surely sent, 1 for another value of the same form, None for any other."""
        if any(json_equal(value, made) for made in self.made):
            return 0
        if json_equal(value, self.value):
            return 1 if self.made else 0
        return 1 if self.fits is not None and self.fits(value) else None


@quiet
@dataclass(frozen=True)
class RequestForms:
    """What a verifier sends for one example.

    Attributes
    ----------
    request : HttpRequest
        With the values of the contract, as it is sent to an address without a path.
    path : ValueForm
        Of the decoded path, see `decoded_path`.
    query : mapping of str to sequence of ValueForm
        Values by decoded name, in order.
    headers : mapping of str to sequence of ValueForm
        By name in lower case. A verifier can be told to replace and to add headers, so they decide nothing alone.
    body : JSON value or MISSING
        A JSON body, in which a `ValueForm` stands wherever a value is made; MISSING for any other body, and for none.
    alternatives : tuple of RequestForms
        What may be sent instead, where one value that is made changes several parts.
    judged_by : hashable
        All that `Example.check_request` depends on: examples that have it in common judge a request alike. None where
        the format does not say.
    made_by : hashable
        All that these forms depend on, likewise.
    """

    request: HttpRequest
    path: ValueForm
    query: Mapping[str, Sequence[ValueForm]] = field(default_factory=dict)
    headers: Mapping[str, Sequence[ValueForm]] = field(default_factory=dict)
    body: Value = MISSING
    alternatives: tuple[RequestForms, ...] = ()
    judged_by: Hashable = None
    made_by: Hashable = None

    @cached_property
    def varies(self) -> bool:
        """True if path, query or body may differ from run to run."""
        in_query = any(form.varies for values in self.query.values() for form in values)
        return self.path.varies or in_query or _holds_form(self.body)


def exact_forms(request: HttpRequest) -> RequestForms:
    """The forms of a request that is always sent with the same values.

    Parameters
    ----------
    request : HttpRequest
        As it is sent.
    """
    query: dict[str, list[ValueForm]] = {}
    for name, value in parameters_of(request.query):
        query.setdefault(name, []).append(ValueForm(value))
    headers: dict[str, list[ValueForm]] = {}
    for name, value in request.headers:
        headers.setdefault(name.lower(), []).append(ValueForm(value))
    return RequestForms(request, ValueForm(decoded_path(request.path)), query, headers, parsed_body(request))


def decoded_path(path: str) -> str:
    """A path without percent-encoding, so that it does not matter which characters somebody encodes.

    An encoded slash stays encoded: it is no end of a segment. Bytes that are no UTF-8 become halves of surrogate pairs.
    """
    if "%" not in path:
        return path
    return "/".join(unquote(segment, errors="surrogateescape").replace("/", "%2F") for segment in path.split("/"))


def parameters_of(query: str) -> list[tuple[str, str]]:
    """Names and values of a query as it was sent, decoded as a form; a name without ``=`` has an empty value."""
    return parse_qsl(query, keep_blank_values=True, errors="surrogateescape") if query else []


def parsed_body(request: HttpRequest) -> Value:
    """The body of a request as JSON, whatever it calls itself; MISSING where there is none, and for other texts."""
    body = request.body
    if not isinstance(body, bytes) or not body:
        return MISSING
    try:
        return parse_json(body)
    except NotJson:
        return MISSING


def _holds_form(body: Value) -> bool:
    rest = [body]
    while rest:
        value = rest.pop()
        if isinstance(value, ValueForm):
            return True
        if isinstance(value, dict):
            rest.extend(value.values())
        elif isinstance(value, list):
            rest.extend(value)
    return False
