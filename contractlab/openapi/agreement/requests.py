"""Whether a document takes a request: path, security, headers, media types, parameters, body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from contractlab.contracts import json_document
from contractlab.openapi.agreement.allowed import AskedBody, new_misfits, taken_values
from contractlab.openapi.agreement.encodings import form_value, multipart_value, named_value, pieces_of, readings
from contractlab.openapi.agreement.exchange import Exchange, header_text, json_body, path_of
from contractlab.openapi.agreement.findings import FindingCode
from contractlab.openapi.agreement.media_types import find_media_type, is_form, is_json, is_multipart
from contractlab.openapi.agreement.other_requests import check_other_headers, check_other_paths, check_other_queries
from contractlab.openapi.agreement.promised import unpromised
from contractlab.openapi.agreement.routing import Route, Router
from contractlab.openapi.agreement.validity import Misfit, misfits
from contractlab.openapi.operations import Operation, Parameter
from contractlab.openapi.references import UnreadableReference
from contractlab.openapi.schemas import Schema
from contractlab.values.http import HttpRequest
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING

__all__ = ["check_path", "check_paths_beside", "check_request"]

_STANDARD = frozenset(
    "accept accept-charset accept-datetime accept-encoding accept-language authorization cache-control connection "
    "content-length content-md5 content-type cookie date expect forwarded from host if-match if-modified-since "
    "if-none-match if-range if-unmodified-since max-forwards origin pragma proxy-authorization range referer te "
    "upgrade user-agent via warning".split()
)
"""Headers that any client may send without the document naming them."""


def check_path(exchange: Exchange, route: Route) -> bool:
    """True if the parameters of the path fit their schemas; else a finding says which does not."""
    good = True
    for parameter in route.operation.parameters:
        text = route.parameters.get(parameter.name)
        if parameter.location != "path" or text is None:
            continue
        for reason in _refusals(exchange, parameter, _in_path(parameter, text)):
            words = f"{_route(route.operation)} does not take {text[:60]!r} for {parameter.name}: {reason}"
            exchange.add(FindingCode.PATH, words, parameter.place, route.operation, path=exchange.request.path)
            good = False
            break
    return good


def check_paths_beside(exchange: Exchange, route: Route, router: Router, asked: AskedBody) -> None:
    """Note other paths that the contract lets the consumer ask for, and the document does not have."""

    def refusals(parameter: Parameter, sent: HttpRequest) -> list[str]:
        there = router.find(sent.method, sent.path)
        text = None if there is None else there.parameters.get(parameter.name)
        return [] if text is None else _why_not(exchange, parameter, _in_path(parameter, text))

    if exchange.asks_rightly:
        check_other_paths(exchange, route, router, asked, refusals)


def check_request(exchange: Exchange, operation: Operation, asked: AskedBody | None = None) -> None:
    """Note everything of a request that the operation does not take.

    Parameters
    ----------
    exchange : Exchange
    operation : Operation
    asked : AskedBody, optional
        Of an example: what its matchers let the consumer send.
    """
    if exchange.asks_rightly:
        _security(exchange, operation)
    _accept(exchange, operation)
    _sent_type(exchange, operation)
    secured = _key_names(exchange, operation)
    _headers(exchange, operation, secured["header"], asked)
    if exchange.asks_rightly:
        _query(exchange, operation, secured["query"], asked)
        _body(exchange, operation, asked)


def _in_path(parameter: Parameter, text: str) -> JSON:
    """The value of a parameter of the path; those of the styles label and matrix begin with a sign of their own."""
    if parameter.style == "label":
        text = text.removeprefix(".")
        return _apart(parameter, text.replace(".", ",") if parameter.explode else text)
    if parameter.style == "matrix":
        text = text.removeprefix(";")
        if parameter.explode:
            text = text.replace(";", ",")
            is_list = parameter.schema is not None and "object" not in parameter.schema.types
            text = text.replace(f"{parameter.name}=", "") if is_list else text
        else:
            text = text.removeprefix(f"{parameter.name}=")
    return _apart(parameter, text)


def _apart(parameter: Parameter, text: str) -> JSON:
    return text if parameter.schema is None else pieces_of(parameter.schema, text, exploded=parameter.explode)


def _route(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


def _refusals(exchange: Exchange, parameter: Parameter, value: JSON) -> Iterator[str]:
    """Why a parameter's schema does not take what was sent; nothing where it does, or cannot be asked."""
    schema = parameter.schema
    if schema is None or parameter.is_content:
        return
    try:
        for misfit in _misfits_of_texts(exchange, schema, value):
            yield misfit.text
    except UnreadableReference as error:
        exchange.add(FindingCode.UNREADABLE, f"the schema of {parameter.name} cannot be used: {error}",
                     parameter.place, None, path=parameter.name)  # fmt: skip


def _why_not(exchange: Exchange, parameter: Parameter, value: JSON) -> list[str]:
    """As `_refusals`, of what was not sent; one that cannot be asked ends the search."""
    if parameter.schema is None or parameter.is_content:
        return []
    return [misfit.text for misfit in _misfits_of_texts(exchange, parameter.schema, value)]


def _misfits_of_texts(exchange: Exchange, schema: Schema, value: JSON) -> list[Misfit]:
    """Why texts do not fit, however they are read."""
    first: list[Misfit] | None = None
    for read in readings(schema, value):
        refused = list(misfits(schema, read, exchange.document.references))
        if not refused:
            return []
        first = refused if first is None else first
    return first or []


# Security


def _schemes(exchange: Exchange) -> Mapping[str, Any]:
    components = exchange.document.document.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, Mapping) else None
    return schemes if isinstance(schemes, Mapping) else {}


def _requirements(exchange: Exchange, operation: Operation) -> list[Mapping[str, Any]]:
    own = operation.place.value
    listed = own.get("security") if isinstance(own, Mapping) else None
    if listed is None:
        listed = exchange.document.document.get("security")
    return [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []


def _key_names(exchange: Exchange, operation: Operation) -> dict[str, set[str]]:
    """Names of keys that the operation's security asks for, by where they stand; of headers in lower case."""
    names: dict[str, set[str]] = {"header": set(), "query": set()}
    for requirement in _requirements(exchange, operation):
        for name in requirement:
            scheme = _schemes(exchange).get(name)
            if isinstance(scheme, Mapping) and scheme.get("type") == "apiKey" and scheme.get("in") in names:
                key = str(scheme.get("name", ""))
                names[scheme["in"]].add(key.lower() if scheme["in"] == "header" else key)
    return names


def _security(exchange: Exchange, operation: Operation) -> None:
    """One finding where none of the requirements is met; any scheme of them is enough, as the comparator has it."""
    requirements = _requirements(exchange, operation)
    lacking: list[str] = []
    for requirement in requirements:
        if not requirement:
            return
        for name in requirement:
            scheme = _schemes(exchange).get(name)
            if not isinstance(scheme, Mapping):
                continue  # the document names a scheme that it does not have
            lack = _lacks(exchange, scheme)
            if lack is None:
                return
            lacking.append(lack)
    for lack in lacking:
        words = f"{_route(operation)} asks for {lack}, and the request has none"
        exchange.add(FindingCode.AUTHORIZATION, words, operation.place, operation, path="Authorization")


def _lacks(exchange: Exchange, scheme: Mapping[str, Any]) -> str | None:
    """What a scheme asks for that the request has not; None where it has it, or it cannot be seen."""
    kind, location, name = (str(scheme.get(key, "")) for key in ("type", "in", "name"))
    headers = exchange.request.headers
    if kind.lower() == "apikey":
        if location == "header":
            return None if header_text(headers, name) is not None else f"the header {name}"
        if location == "query":
            return None if any(key == name for key, _ in exchange.query) else f"the parameter {name}"
        return None
    given = (header_text(headers, "authorization") or "").lower()
    if kind.lower() == "http":
        asked = str(scheme.get("scheme", "")).lower()
        return None if given.startswith(f"{asked} ") else f"Authorization: {asked or 'http'}"
    # Certificates and tokens of oauth2 and openIdConnect may be sent in ways that a document does not say.
    return None


# Media types and headers


def _sent_types(operation: Operation) -> list[str]:
    return [media.name for media in operation.body[0]]


def _accept(exchange: Exchange, operation: Operation) -> None:
    accept = (header_text(exchange.request.headers, "accept") or "").split(";")[0]
    if not accept:
        return
    made = [media.name for reply in operation.replies for media in reply.content]
    own = next((reply for reply in operation.replies if reply.status == str(exchange.response.status)), None)
    if not made:
        words = f"the request accepts {accept[:60]}, and {_route(operation)} names no media type"
        exchange.add(FindingCode.ACCEPT_UNKNOWN, words, operation.place, operation, path="Accept")
    elif own is not None and own.content and find_media_type(accept, made) is None:
        words = f"the request accepts {accept[:60]}, and {_route(operation)} answers {', '.join(made[:3])}"
        exchange.add(FindingCode.ACCEPT, words, operation.place, operation, path="Accept")


def _sent_type(exchange: Exchange, operation: Operation) -> None:
    sent = (header_text(exchange.request.headers, "content-type") or "").split(";")[0]
    taken = _sent_types(operation)
    if sent and not taken:
        words = f"the request sends {sent[:60]}, and {_route(operation)} names no media type that it takes"
        exchange.add(FindingCode.SENT_TYPE_UNKNOWN, words, operation.place, operation, path="Content-Type")
    elif sent and find_media_type(sent, taken) is None:
        words = f"the request sends {sent[:60]}, and {_route(operation)} takes {', '.join(taken[:3])}"
        exchange.add(FindingCode.SENT_TYPE, words, operation.place, operation, path="Content-Type")
    elif not sent and taken and exchange.request.body:
        words = f"the request sends a body without Content-Type, and {_route(operation)} takes {', '.join(taken[:3])}"
        exchange.add(FindingCode.SENT_TYPE_MISSING, words, operation.place, operation, path="Content-Type")


def _refused_header(exchange: Exchange, parameter: Parameter, sent: HttpRequest) -> list[str]:
    value = header_text(sent.headers, parameter.name) or ""
    return _why_not(exchange, parameter, _apart(parameter, value))


def _headers(exchange: Exchange, operation: Operation, secured: set[str], asked: AskedBody | None) -> None:
    declared: set[str] = set()
    for parameter in operation.parameters:
        if parameter.location != "header":
            continue
        declared.add(parameter.name.lower())
        value = header_text(exchange.request.headers, parameter.name)
        if not exchange.asks_rightly:
            continue
        if value is None:
            if parameter.required:
                words = f"{_route(operation)} requires the header {parameter.name}, and the request has none"
                exchange.add(FindingCode.SENT_HEADER, words, parameter.place, operation, path=parameter.name)
            continue
        refused = list(_refusals(exchange, parameter, _apart(parameter, value)))
        for reason in refused:
            words = f"{_route(operation)} does not take this header {parameter.name}: {reason}"
            exchange.add(FindingCode.SENT_HEADER, words, parameter.place, operation, path=parameter.name)
        if asked is not None and not refused:
            check_other_headers(exchange, parameter, operation, asked, partial(_refused_header, exchange))
    if not exchange.asks_rightly:
        return
    for name in dict.fromkeys(key.lower() for key, _ in exchange.request.headers):
        if name not in declared and name not in _STANDARD and name not in secured:
            words = f"the request sends the header {name[:60]}, of which {_route(operation)} says nothing"
            exchange.add(FindingCode.SENT_HEADER_UNKNOWN, words, operation.place, operation, path=name)


# Query and body


def _refused_parameter(exchange: Exchange, parameter: Parameter, sent: HttpRequest) -> list[str]:
    texts: dict[str, list[str]] = {}
    for name, text in parse_qsl(sent.query, keep_blank_values=True):
        texts.setdefault(name, []).append(text)
    value = _sent_parameter(exchange, parameter, texts)
    if value is MISSING:
        return ["it is required"] if parameter.required else []
    return _why_not(exchange, parameter, value)


def _query(exchange: Exchange, operation: Operation, secured: set[str], asked: AskedBody | None) -> None:
    sent: dict[str, list[str]] = {}
    for name, value in exchange.query:
        sent.setdefault(name, []).append(value)
    for parameter in operation.parameters:
        if parameter.location != "query":
            continue
        value = _sent_parameter(exchange, parameter, sent)
        if value is MISSING:
            if parameter.required:
                words = f"{_route(operation)} requires the parameter {parameter.name}, and the request has none"
                exchange.add(FindingCode.QUERY, words, parameter.place, operation, path=parameter.name)
            continue
        refused = list(_refusals(exchange, parameter, value))
        if asked is not None and not refused:
            check_other_queries(exchange, parameter, operation, asked, partial(_refused_parameter, exchange))
        for reason in refused:
            words = f"{_route(operation)} does not take this parameter {parameter.name}: {reason}"
            exchange.add(FindingCode.QUERY, words, parameter.place, operation, path=parameter.name)
    for name in sent:
        if name not in secured:
            words = f"the request sends the parameter {name[:60]}, of which {_route(operation)} says nothing"
            exchange.add(FindingCode.QUERY_UNKNOWN, words, operation.place, operation, path=name)


def _sent_parameter(exchange: Exchange, parameter: Parameter, sent: dict[str, list[str]]) -> Any:
    """What was sent of a parameter, taken out of `sent`; MISSING where nothing was."""
    schema = parameter.schema
    types = () if schema is None else schema.types
    texts = sent.pop(parameter.name, None) or sent.pop(f"{parameter.name}[]", None)
    if texts is None:
        names = [name for name in sent if name.startswith((f"{parameter.name}[", f"{parameter.name}."))]
        for name in names:
            del sent[name]
        return named_value(parameter.name, exchange.query) if names else MISSING
    if "array" in types:
        return [piece for text in texts for piece in _parted(parameter, text)]
    whole = texts[0] if len(texts) == 1 else ",".join(texts)
    if "object" in types and schema is not None:
        return pieces_of(schema, whole, exploded=parameter.explode)
    return whole


_SIGNS = {"spaceDelimited": " ", "pipeDelimited": "|"}


def _parted(parameter: Parameter, text: str) -> list[str]:
    """The items of a list that stand in one text."""
    sign = _SIGNS.get(parameter.style, ",")
    return [piece for part in text.split(",") for piece in part.split(sign)]


def _body(exchange: Exchange, operation: Operation, asked: AskedBody | None) -> None:
    media, required = operation.body
    body = exchange.request.body
    if not body and not required:
        return
    header = header_text(exchange.request.headers, "content-type") or ""
    names = [each.name for each in media]
    kind = (find_media_type(header, names) or header) if header else "application/json"
    fitting = find_media_type(kind, names)
    schema = next((each.schema for each in media if each.name == fitting), None)
    if schema is None:
        if body:
            words = f"the request sends a body, and {_route(operation)} has no schema for {kind[:60]}"
            exchange.add(FindingCode.SENT_BODY_UNKNOWN, words, operation.place, operation, path="$")
        return
    value = _sent_value(exchange, kind, schema)
    if not body:
        words = f"{_route(operation)} requires a body, and the request has none"
        exchange.add(FindingCode.SENT_BODY, words, schema.place, operation, path="$")
        return
    if value is MISSING:
        return
    try:
        if asked is not None and is_json(kind):
            _other_bodies(exchange, operation, schema, value, asked)
        for misfit in misfits(schema, value, exchange.document.references):
            path = path_of(misfit.tokens)
            at = "" if path == "$" else f" at {path}"
            words = f"{_route(operation)} does not take this body{at}: {misfit.text}"
            exchange.add(FindingCode.SENT_BODY, words, misfit.place, operation, path=path)
    except UnreadableReference as error:
        words = f"the schema of the body cannot be used: {error}"
        exchange.add(FindingCode.UNREADABLE, words, schema.place, operation, path="$")


def _other_bodies(exchange: Exchange, operation: Operation, schema: Schema, value: JSON, asked: AskedBody) -> None:
    """What a matcher lets the consumer send beside the example, and the operation does not take."""
    references = exchange.document.references
    for own in unpromised(schema, value, references):
        if own.schema is None or own.text:
            continue
        here = json_document.get(value, own.tokens)
        if not isinstance(here, dict) and not asked.is_matched(own.tokens):
            continue
        for taken in taken_values(asked, own.tokens, here, own.schema):
            refused = next(new_misfits(own.schema, here, taken, references), None)
            if refused is None:
                continue
            whole = json_document.put(value, own.tokens, taken) if own.tokens else taken
            if next(new_misfits(schema, value, whole, references), None) is not None:  # no other alternative has it
                path = path_of(own.tokens)
                words = f"the contract lets the consumer send another {path}, which {_route(operation)} does not take:"
                exchange.add(FindingCode.SENT_VALUE, f"{words} {refused.text}", own.place, operation, path=path)
                break


def _sent_value(exchange: Exchange, kind: str, schema: Schema) -> Any:
    """The body as its schema sees it; MISSING for what is neither JSON nor a form, or cannot be read."""
    body = exchange.request.body
    if not isinstance(body, bytes) or not body:
        return MISSING
    if is_json(kind):
        value = json_body(exchange.request)
        return body.decode("utf-8", "replace") if value is MISSING else value
    if is_form(kind):
        written = json_body(exchange.request)
        if isinstance(written, dict | list):
            return written  # a contract that writes the fields as JSON
        return form_value(schema, parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    if is_multipart(kind):
        return multipart_value(schema, body, header_text(exchange.request.headers, "content-type") or "")
    return MISSING
