"""Whether a recorded request is what a verifier sends for an example.

Method, path, query and body decide. Headers decide nothing here: verifiers are told to replace and to add some, and
many recordings leave them out. Neither do removed values, nor a token in the query, which a request filter may put
there.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property, lru_cache

from contractlab.contracts.request_forms import RequestForms, ValueForm, decoded_path, parameters_of, parsed_body
from contractlab.engine.redacted import RedactionFilter
from contractlab.redaction.names import is_secret_parameter
from contractlab.values.content_types import parse_content_type
from contractlab.values.http import HttpRequest
from contractlab.values.json_text import json_text
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING, NOT_RECORDED
from contractlab.values.mismatch import PathToken, format_path

__all__ = ["RecordedRequest", "exact_key", "request_distance"]

_DRIFT = 4e-16
"""The core reads and writes floats of 16 and 17 digits one unit off, relative to the number."""


_is_secret = lru_cache(maxsize=4096)(is_secret_parameter)
"""Names repeat from request to request."""


class RecordedRequest:
    """A recorded request as pairing looks at it; parts are worked out when asked for.

    Parameters
    ----------
    request : HttpRequest
        Without the base path.

    Attributes
    ----------
    body_known : bool
        False if the body is not to be judged.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.method = request.method.upper()
        self.path = decoded_path(request.path) or "/"
        self.removed = RedactionFilter.of(request.redacted)
        self.body_known = request.body is not NOT_RECORDED

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """Values by name, without credentials."""
        by_name: dict[str, list[str]] = {}
        for name, value in parameters_of(self.request.query):
            by_name.setdefault(name, []).append(value)
        removed = self.removed.parameters
        return {
            name: values
            for name, values in by_name.items()
            if name not in removed and not any(_is_secret(name, value) for value in values)
        }

    @cached_property
    def body(self) -> Value:
        """The body as JSON, or MISSING."""
        return parsed_body(self.request)

    @cached_property
    def bytes(self) -> bytes:
        """The body; nothing sent and an empty body are the same on the wire."""
        return self.request.body or b"" if isinstance(self.request.body, bytes) else b""

    @property
    def is_whole(self) -> bool:
        """True if nothing of query and body was left out or removed, so that it can be looked up by `key`."""
        places = self.request.redacted
        return self.body_known and not any(place.part in ("body", "path") for place in places)

    @cached_property
    def key(self) -> Hashable:
        """What `exact_key` gives for an example with the same query and body."""
        return _key(self.query, self.body, self.bytes)


def _key(query: Mapping[str, Sequence[str]], body: Value, data: bytes) -> Hashable:
    parameters = frozenset((name, tuple(values)) for name, values in query.items())
    return parameters, data if body is MISSING else json_text(body)


def exact_key(forms: RequestForms) -> Hashable | None:
    """Query and body of a request that is always sent with the same values, credentials aside; None for any other."""
    if forms.varies or _drifts(forms.body):
        return None
    query = {
        name: [str(form.value) for form in values]
        for name, values in forms.query.items()
        if not _is_credential(name, values)
    }
    data = forms.request.body
    return _key(query, forms.body, data if isinstance(data, bytes) else b"")


def _is_credential(name: str, values: Sequence[ValueForm]) -> bool:
    return any(_is_secret(name, str(form.value)) for form in values)


def _drifts(body: Value) -> bool:
    """True if a number in a body may be written with another last digit."""
    rest = [body]
    while rest:
        value = rest.pop()
        if isinstance(value, float) and len(repr(value)) > 16:
            return True
        if isinstance(value, dict):
            rest.extend(value.values())
        elif isinstance(value, list):
            rest.extend(value)
    return False


def request_distance(forms: RequestForms, recorded: RecordedRequest) -> int | None:
    """How many values of a recorded request are not those of an example, but others that may be sent for it.

    Parameters
    ----------
    forms : RequestForms
    recorded : RecordedRequest

    Returns
    -------
    int or None
        None if a verifier does not send such a request for the example.
    """
    distances = [_distance(each, recorded) for each in (forms, *forms.alternatives)]
    return min((distance for distance in distances if distance is not None), default=None)


def _distance(forms: RequestForms, recorded: RecordedRequest) -> int | None:
    if forms.request.method != recorded.method:
        return None
    path = _path_distance(forms.path, recorded)
    if path is None:
        return None
    query = _query_distance(forms.query, recorded)
    if query is None:
        return None
    body = _body_distance(forms, recorded) if recorded.body_known else 0
    return None if body is None else path + query + body


def _path_distance(form: ValueForm, recorded: RecordedRequest) -> int | None:
    distance = form.distance(recorded.path)
    if distance is None and any(place.part == "path" for place in recorded.request.redacted):
        # A token was taken out of some segment; which one is not told.
        sent, seen = str(form.value).split("/"), recorded.path.split("/")
        same = sum(map(str.__eq__, sent, seen))
        return 1 if len(sent) == len(seen) and same == len(sent) - 1 else None
    return distance


def _query_distance(forms: Mapping[str, Sequence[ValueForm]], recorded: RecordedRequest) -> int | None:
    expected = {
        name: values
        for name, values in forms.items()
        if name not in recorded.removed.parameters and not _is_credential(name, values)
    }
    if expected.keys() != recorded.query.keys():
        return None
    distance = 0
    for name, values in expected.items():
        seen = recorded.query[name]
        if len(seen) != len(values):
            return None
        for form, value in zip(values, seen, strict=True):
            step = form.distance(value)
            if step is None:
                return None
            distance += step
    return distance


def _body_distance(forms: RequestForms, recorded: RecordedRequest) -> int | None:
    if recorded.removed.removes("$"):
        return 0
    if forms.body is not MISSING and recorded.body is not MISSING:
        return _json_distance(forms.body, recorded.body, recorded.removed)
    sent = forms.request.body
    data = sent if isinstance(sent, bytes) else b""
    if data == recorded.bytes:
        return 0
    declared = recorded.request.headers.get("content-type")
    kind = parse_content_type(declared) if declared is not None else None
    if kind is None or not kind.is_form or not data:
        return None
    return _form_distance(data, recorded)


def _form_distance(sent: bytes, recorded: RecordedRequest) -> int | None:
    """Of the fields of a form, those that were removed say nothing."""
    fields = [
        [(name, value) for name, value in parameters_of(data.decode("utf-8", "surrogateescape"))]
        for data in (sent, recorded.bytes)
    ]
    kept = [[pair for pair in pairs if not _field_removed(pair[0], recorded.removed)] for pairs in fields]
    return 0 if sorted(kept[0]) == sorted(kept[1]) else None


def _field_removed(name: str, removed: RedactionFilter) -> bool:
    return removed.removes(name) or removed.removes(format_path((name,)))


def _json_distance(expected: JSON, actual: JSON, removed: RedactionFilter) -> int | None:
    distance = 0
    rest: list[tuple[JSON, JSON, tuple[PathToken, ...]]] = [(expected, actual, ())]
    while rest:
        form, value, path = rest.pop()
        if removed and removed.removes(format_path(path)):
            continue
        if isinstance(form, ValueForm):
            step = form.distance(value)
            if step is None:
                return None
            distance += step
        elif isinstance(form, dict):
            if not isinstance(value, dict) or form.keys() != value.keys():
                return None
            rest += [(form[key], value[key], (*path, key)) for key in form]
        elif isinstance(form, list):
            if not isinstance(value, list) or len(form) != len(value):
                return None
            rest += [(item, value[place], (*path, place)) for place, item in enumerate(form)]
        elif not _same_scalar(form, value):
            return None
    return distance


def _same_scalar(sent: JSON, seen: JSON) -> bool:
    if isinstance(sent, float) and isinstance(seen, float):
        return math.isclose(sent, seen, rel_tol=_DRIFT, abs_tol=0.0)
    return type(sent) is type(seen) and bool(sent == seen)
