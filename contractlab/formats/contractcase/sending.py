"""The request of an example as ContractCase's verifier sends it, which is as axios does.

Source: what axios 1.7.9 put on the wire for the fields that ContractCase 0.30.1 hands it (method, url, params, headers,
data): brackets after the names of lists and objects, a space as ``+``, nothing for null, JSON for objects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import quote

from contractlab.contracts.expected import ExpectedRequest
from contractlab.contracts.sample_exchange import prefixed, request_of
from contractlab.formats.contractcase.matching.js_values import template
from contractlab.values.headers import Headers
from contractlab.values.http import HttpRequest
from contractlab.values.json_types import JSON
from contractlab.values.url_targets import parsed_target

__all__ = ["axios_query", "sent_request"]

_ACCEPTED = "application/json, text/plain, */*"
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_FORMS_ALONE = frozenset({"POST", "PUT", "PATCH"})
"""Methods after which axios says that nothing is a form."""
_UNESCAPED = "!'()*:$,-._~"


def sent_request(
    expected: ExpectedRequest, query: JSON, base_path: str, custom_headers: Mapping[str, str]
) -> HttpRequest:
    """The request behind a base path.

    Parameters
    ----------
    expected : ExpectedRequest
        As the matchers of the example describe it.
    query : JSON value
        The query likewise, in its own shape.
    base_path : str
    custom_headers : mapping of str to str
        They take the place of the example's own of the same name.
    """
    plain = request_of(expected)
    method = plain.method.upper()
    named = {name.lower() for name, _ in plain.headers}
    added: list[tuple[str, str]] = []
    if "accept" not in named:
        added.append(("Accept", _ACCEPTED))
    if "content-type" not in named and plain.body:
        added.append(("Content-Type", _JSON))
    elif "content-type" not in named and method in _FORMS_ALONE:
        added.append(("Content-Type", _FORM))
    body = b"" if not plain.body and method in _FORMS_ALONE else plain.body
    request = prefixed(replace(plain, headers=Headers([*plain.headers, *added]), body=body), base_path, custom_headers)
    # A path that begins with no slash makes no address behind a host, and is left as the example has it.
    target = parsed_target(request.path) if request.path.startswith("/") else request.path
    path, _, inside = target.partition("?")
    return replace(request, method=method, path=path, query="&".join(filter(None, (inside, axios_query(query)))))


def axios_query(query: JSON) -> str:
    """The text of a query that is an object.

    Parameters
    ----------
    query : JSON value
        Anything but an object makes no query.
    """
    if not isinstance(query, Mapping):
        return ""
    return "&".join(f"{_escaped(name)}={_escaped(value)}" for name, value in _pairs(query))


def _pairs(query: Mapping[str, JSON]) -> Iterator[tuple[str, str]]:
    """Names and values in order; what is inside lists and objects has its way there in brackets."""
    stack: list[tuple[str, JSON]] = [(str(name), value) for name, value in reversed(list(query.items()))]
    while stack:
        name, value = stack.pop()
        if isinstance(value, Mapping):
            stack += [(f"{name}[{key}]", inner) for key, inner in reversed(list(value.items()))]
        elif isinstance(value, list):
            flat = not any(isinstance(item, Mapping | list) for item in value)
            stack += [
                (f"{name}[]" if flat else f"{name}[{place}]", item) for place, item in reversed(list(enumerate(value)))
            ]
        elif value is not None:
            yield name, template(value)


def _escaped(text: str) -> str:
    return quote(text.encode("utf-8", "replace"), safe=_UNESCAPED).replace("%20", "+")
