"""Whether a document promises a response: status, media type, headers, and every value that is relied on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from contractlab.openapi.agreement.allowed import AskedBody, document_values
from contractlab.openapi.agreement.encodings import pieces_of, readings
from contractlab.openapi.agreement.exchange import Exchange, header_text, json_body, path_of
from contractlab.openapi.agreement.findings import FindingCode
from contractlab.openapi.agreement.media_types import find_media_type, is_json
from contractlab.openapi.agreement.other_requests import texts_beside
from contractlab.openapi.agreement.promised import Promised, unpromised
from contractlab.openapi.agreement.validity import misfits
from contractlab.openapi.operations import Operation, Parameter, Reply
from contractlab.openapi.references import UnreadableReference
from contractlab.openapi.schemas import Schema
from contractlab.values.headers import Headers
from contractlab.values.json_text import to_string
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING
from contractlab.values.text import quote

__all__ = ["check_response"]

_STANDARD = frozenset(
    "access-control-allow-origin accept-patch accept-ranges age allow alt-svc cache-control connection "
    "content-disposition content-encoding content-language content-length content-location content-md5 content-range "
    "date etag expires last-modified link location p3p pragma proxy-authenticate public-key-pins refresh retry-after "
    "server set-cookie status strict-transport-security trailer transfer-encoding tsv upgrade vary via warning "
    "www-authenticate x-frame-options".split()
)
"""Headers that any server may send; a warning where a consumer relies on one that the document does not name."""

_MOST_MEMBERS = 50


def check_response(exchange: Exchange, operation: Operation, asked: AskedBody | None = None) -> None:
    """Note everything of a response that the operation does not promise.

    Parameters
    ----------
    exchange : Exchange
    operation : Operation
    asked : AskedBody, optional
        Of an example: what its matchers take. A recording has none, and is held to the whole schema.
    """
    status = exchange.response.status or 0
    reply = operation.reply(status)
    if reply is None:
        names = ", ".join(each.status for each in operation.replies) or "none"
        words = f"{operation.method} {operation.path} does not answer {status}; it answers {names}"
        exchange.add(FindingCode.STATUS, words, operation.place, operation, part="response", path="status")
        return
    if reply.status == "default":
        words = f"{status} is answered by the default of {operation.method} {operation.path}, not by itself"
        exchange.add(FindingCode.STATUS_DEFAULT, words, reply.place, operation, part="response", path="status")
    _media_type(exchange, operation, reply)
    _headers(exchange, operation, reply, asked)
    _body(exchange, operation, reply, asked)


def _media_type(exchange: Exchange, operation: Operation, reply: Reply) -> None:
    sent = (header_text(exchange.response.headers, "content-type") or "").split(";")[0]
    names = [media.name for media in reply.content]
    says = "is relied on" if exchange.example is not None else "is answered"
    if sent and not names:
        words = f"{sent[:60]} {says}, and the answer {reply.status} names no media type"
        exchange.add(FindingCode.TYPE_UNKNOWN, words, reply.place, operation, part="response", path="Content-Type")
    elif sent and find_media_type(sent, names) is None:
        words = f"{sent[:60]} {says}, and the answer {reply.status} is {', '.join(names[:3])}"
        exchange.add(FindingCode.TYPE, words, reply.place, operation, part="response", path="Content-Type")


def _headers(exchange: Exchange, operation: Operation, reply: Reply, asked: AskedBody | None) -> None:
    headers_by_name = {header.name.lower(): header for header in reply.headers}
    for name in dict.fromkeys(key.lower() for key, _ in exchange.response.headers):
        if name == "content-type":
            continue
        header = headers_by_name.get(name)
        if header is None:
            code = FindingCode.HEADER_UNDEFINED if name in _STANDARD else FindingCode.HEADER_UNKNOWN
            if exchange.example is None and code is FindingCode.HEADER_UNDEFINED:
                continue  # servers and proxies send what they like; nobody relies on it
            words = f"the header {name[:60]} is relied on, and the answer {reply.status} does not name it"
            if exchange.example is None:
                words = f"the answer {reply.status} has the header {name[:60]}, which the document does not name"
            exchange.add(code, words, reply.place, operation, part="response", path=name)
            continue
        text = header_text(exchange.response.headers, name) or ""
        schema = header.schema
        if schema is None:
            continue
        reasons = _reasons(exchange, schema, pieces_of(schema, text, exploded=header.explode), operation)
        if asked is not None and not reasons:
            _other_header(exchange, operation, header, text, asked)
        for reason in reasons:
            words = f"the header {header.name} is not as the document has it: {reason}"
            exchange.add(FindingCode.HEADER, words, header.place, operation, part="response", path=header.name)
    if exchange.example is None:
        sent = {key.lower() for key, _ in exchange.response.headers}
        for header in reply.headers:
            if header.required and header.name.lower() not in sent:
                words = f"the answer {reply.status} lacks the header {header.name}, which the document requires"
                exchange.add(FindingCode.HEADER, words, header.place, operation, part="response", path=header.name)


def _other_header(exchange: Exchange, operation: Operation, header: Parameter, text: str, asked: AskedBody) -> None:
    """Another value of a header that the document allows, and the contract's matcher refuses."""
    rule, schema = asked.rule_of_part("headers", header.name), header.schema
    if rule is None or schema is None:
        return
    try:
        members = schema.first("enum")
        drawn = document_values(schema, None, exchange.document.references)
        values = members[:_MOST_MEMBERS] if isinstance(members, list) else drawn
        texts = [to_string(value) for value in values if isinstance(value, str | int | float)]
        texts += [each for each in texts_beside(text, header, rule) if _is_allowed(exchange, header, schema, each)]
    except UnreadableReference:
        return
    for candidate in texts:
        if "," in candidate or not candidate.isascii() or not candidate.strip():
            continue
        lines = [(name, candidate if name.lower() == header.name.lower() else value)
                 for name, value in exchange.response.headers]  # fmt: skip
        if not asked.accepts_message(replace(exchange.response, headers=Headers(lines))):
            words = (
                f"the header {header.name} may be {quote(candidate, 60)} by the document, and the contract refuses that"
            )
            exchange.add(FindingCode.REFUSED_HEADER, words, header.place, operation, part="response", path=header.name)
            return


def _is_allowed(exchange: Exchange, header: Parameter, schema: Schema, text: str) -> bool:
    value, references = pieces_of(schema, text, exploded=header.explode), exchange.document.references
    return any(next(misfits(schema, read, references), None) is None for read in readings(schema, value))


def _reasons(exchange: Exchange, schema: Schema, value: JSON, operation: Operation) -> list[str]:
    """Why the text of a header does not fit, however it is read."""
    try:
        refused = [[each.text for each in misfits(schema, read, exchange.document.references)]
                   for read in readings(schema, value)]  # fmt: skip
        return [] if not all(refused) else refused[0]
    except UnreadableReference as error:
        exchange.add(FindingCode.UNREADABLE, f"a schema cannot be used: {error}", schema.place, operation,
                     part="response")  # fmt: skip
        return []


def _body(exchange: Exchange, operation: Operation, reply: Reply, asked: AskedBody | None) -> None:
    value = _answered(exchange)
    if value is MISSING:
        return
    names = [media.name for media in reply.content]
    kind = _kind_of(exchange, names)
    if kind is None or not is_json(kind):
        return
    schema = next((media.schema for media in reply.content if media.name == kind), None)
    if schema is None:
        words = f"a body is relied on, and the answer {reply.status} has no schema"
        if exchange.example is None:
            words = f"there is a body, and the answer {reply.status} has no schema"
        exchange.add(FindingCode.BODY_UNKNOWN, words, reply.place, operation, part="response", path="$")
        return
    try:
        if asked is None:
            _keeps(exchange, operation, schema, value)
        else:
            _relies(exchange, operation, schema, value, asked)
    except UnreadableReference as error:
        words = f"the schema of the answer {reply.status} cannot be used: {error}"
        exchange.add(FindingCode.UNREADABLE, words, schema.place, operation, part="response", path="$")


def _answered(exchange: Exchange) -> Any:
    """The body as JSON, else as a text; MISSING where there is none."""
    value, body = json_body(exchange.response), exchange.response.body
    if value is MISSING and isinstance(body, bytes) and body:
        return body.decode("utf-8", "replace")
    return value


def _kind_of(exchange: Exchange, names: list[str]) -> str | None:
    """The document's media type of an answer: the one that it says itself, else what the request accepts.

    None for a recording of another media type than the document has, of which `_media_type` speaks.
    """
    own = header_text(exchange.response.headers, "content-type")
    kind = find_media_type(own, names) if own else None
    if kind is not None:
        return kind
    if exchange.example is None and own and names:
        return None
    wanted = header_text(exchange.request.headers, "accept") or "application/json"
    return find_media_type(wanted, names) or (names[0] if names else "application/json")


def _keeps(exchange: Exchange, operation: Operation, schema: Schema, value: JSON) -> None:
    """A recorded body is held to the whole schema: what is required must be there."""
    for misfit in misfits(schema, value, exchange.document.references):
        path = path_of(misfit.tokens)
        words = f"{_of(path)}the answer is not as the document has it: {misfit.text}"
        exchange.add(FindingCode.BODY, words, misfit.place, operation, part="response", path=path)


def _of(path: str) -> str:
    return "" if path == "$" else f"{path} of "


def _relies(exchange: Exchange, operation: Operation, schema: Schema, value: JSON, asked: AskedBody) -> None:
    optional_above: list[tuple[Any, ...]] = []
    for own in unpromised(schema, value, exchange.document.references):
        path = path_of(own.tokens)
        if own.text:
            words = f"relies on {path}: {own.text}"
            exchange.add(FindingCode.BODY, words, own.place, operation, part="response", path=path)
            continue
        if not own.required and not any(own.tokens[: len(above)] == above for above in optional_above):
            optional_above.append(own.tokens)
            if not asked.accepts(own.tokens, MISSING):
                words = f"relies on {path}, which the document does not require"
                exchange.add(FindingCode.NOT_REQUIRED, words, own.place, operation, part="response", path=path)
        if not _members(exchange, operation, own, path, asked):
            _forms(exchange, operation, own, path, asked)


def _members(exchange: Exchange, operation: Operation, own: Promised, path: str, asked: AskedBody) -> bool:
    """Values that the document allows by name, and the contract refuses: null, and members of an enumeration.

    True where the document lists the values, so that there is no other.
    """
    if own.schema is None:
        return True
    if "null" in own.schema.types and not asked.accepts(own.tokens, None):
        words = f"{path} may be null by the document, and the contract does not take null"
        exchange.add(FindingCode.REFUSED_VALUE, words, own.place, operation, part="response", path=path)
    members = own.schema.first("enum")
    if not isinstance(members, list):
        return own.schema.first("const") is not None
    values = [member for member in members[:_MOST_MEMBERS] if member is not None]
    refused = [member for member in values if not asked.accepts(own.tokens, member)]
    if refused:
        named = ", ".join(quote(member, 40) for member in refused[:3]) + (" …" if len(refused) > 3 else "")
        words = f"{path} may be {named} by the document, and the contract does not take that"
        exchange.add(FindingCode.REFUSED_VALUE, words, own.place, operation, part="response", path=path)
    return True


def _forms(exchange: Exchange, operation: Operation, own: Promised, path: str, asked: AskedBody) -> None:
    """Forms that the document allows and a matcher refuses: a contract may rely on a pattern that nobody promises.

    What is asked for exactly is left out: a state of the provider makes it so.
    """
    if own.schema is None:
        return
    here = asked.value(own.tokens)
    kinds = {kind for each in (own.schema, *own.schema.options) for kind in each.types} - {"null"}
    if isinstance(here, dict):
        is_asked = asked.has_free_keys(own.tokens)
    else:
        is_asked = (
            asked.is_picky(own.tokens) if len(kinds) == 1 and "array" not in kinds else asked.is_matched(own.tokens)
        )
    if not is_asked:
        return
    for value in document_values(own.schema, here, exchange.document.references):
        if not asked.accepts(own.tokens, value):
            words = f"{path} may be {quote(value, 40)} by the document, and the contract's matcher does not take that"
            exchange.add(FindingCode.REFUSED_VALUE, words, own.place, operation, part="response", path=path)
            return
