"""What is taken out of captures before anybody sees or stores them, and how.

Captures stay raw in memory. Views and files get what `Redaction` gives back: the same capture with a marker where
secrets were, and the list of these places in ``redacted``: a check on one of them is "not made", never a mismatch.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, overload

from contractlab.captures.body_redaction import BodyRules, redact_body
from contractlab.captures.capture import AnyCapture, Capture, State
from contractlab.captures.raw_redaction import redact_raw_entry
from contractlab.captures.sensitive import (
    REDACTED,
    Secrets,
    is_secret_header,
    is_secret_key,
    is_secret_parameter,
    normalise_name,
    redact_parameters,
    redact_text,
)
from contractlab.values.headers import Headers
from contractlab.values.http import Body, HttpRequest, HttpResponse, Redacted
from contractlab.values.json_path import parse_body_path
from contractlab.values.message import Message

__all__ = ["REDACTED", "Redaction"]

# "Bearer x" keeps its first word: which scheme was used is no secret and often the answer.
_SCHEMES = frozenset(
    ["basic", "bearer", "digest", "dpop", "token", "apikey", "negotiate", "ntlm", "hawk", "aws4-hmac-sha256"]
)
_COOKIE_ATTRIBUTES = frozenset(
    ["path", "domain", "expires", "max-age", "samesite", "secure", "httponly", "priority", "partitioned", "version"]
)
_NEXT_COOKIE = re.compile(r",\s*([^=;,\s]+)=(.*)\Z", re.DOTALL)
_MATRIX_PARAMETER = re.compile(r";([\w.\-]+)=([^;/]+)")


class Redaction:
    """What to remove, beyond what is removed always.

    Always removed: credentials in headers (Authorization, cookies, API keys, tokens), token parameters in queries,
    forms and addresses (``access_token``, ``api_key``, ``signature`` …; ``key`` and ``code`` where the value looks like
    a credential), values under such names in JSON and XML bodies (``password``, ``clientSecret``, ``refresh_token``),
    user names in addresses, and each of these texts again wherever the same capture repeats it.

    Parameters
    ----------
    headers : names, optional
        More headers, in any case.
    parameters : names, optional
        More names of parameters and body keys.
    body : JSON paths, optional
        Places in bodies: ``$.password``, ``$.users[*].token``, ``$..iban``.

    Raises
    ------
    ValueError
        If a body path is not understood.
    """

    def __init__(
        self, *, headers: Iterable[str] = (), parameters: Iterable[str] = (), body: Iterable[str] = ()
    ) -> None:
        self.headers = tuple(name.lower() for name in _several(headers))
        self.parameters = tuple(normalise_name(name) for name in _several(parameters))
        self.body = tuple(parse_body_path(path) for path in _several(body))
        self._header_names = frozenset(self.headers)
        self._parameter_names = frozenset(self.parameters)
        self._secret_key = lru_cache(maxsize=4096)(self._is_secret_key)
        self._rules = BodyRules(self._secret_key, self._is_secret_parameter, self.body, bool(self.parameters))

    @classmethod
    def of(cls, places: Iterable[str]) -> Redaction:
        """Make one from a plain list, as a configuration file has it.

        Parameters
        ----------
        places : iterable of str
            What starts with ``$`` is a body path; anything else names a header as well as a parameter.
        """
        listed = list(_several(places))
        names = [place for place in listed if not place.startswith("$")]
        return cls(headers=names, parameters=names, body=[place for place in listed if place.startswith("$")])

    def __reduce__(self) -> tuple[Any, ...]:
        body = tuple(path.text for path in self.body)
        return _made_of, (self.headers, self.parameters, body)

    def __repr__(self) -> str:
        body = [path.text for path in self.body]
        return f"Redaction(headers={list(self.headers)}, parameters={list(self.parameters)}, body={body})"

    def redact_request(self, request: HttpRequest) -> HttpRequest:
        """Give `request` without its secrets; ``redacted`` lists the places."""
        return self._request(request, Secrets())

    def redact_response(self, response: HttpResponse) -> HttpResponse:
        """Give `response` without its secrets; ``redacted`` lists the places."""
        return self._response(response, Secrets())

    def redact_message(self, message: Message) -> Message:
        """Give `message` without its secrets; ``redacted`` lists the places."""
        return self._message(message, Secrets())

    def redact_text(self, text: str) -> str:
        """Remove token parameters, user names of addresses, and values given to secret names from any text."""
        return self._rules.redact_prose(text)

    @overload
    def redact_capture(self, capture: Capture) -> Capture: ...
    @overload
    def redact_capture(self, capture: AnyCapture) -> AnyCapture: ...
    def redact_capture(self, capture: AnyCapture) -> AnyCapture:
        """Give `capture` without its secrets, in the recorded entry too.

        What is removed in one place is looked for in all others: a token that the response repeats, a password that a
        tool wrote into a field of its own.
        """
        secrets = Secrets()
        if not isinstance(capture, Capture):
            request, message = capture.request, capture.message
            replies = capture.responses
            for _ in range(2):
                request = None if request is None else self._message(request, secrets)
                message = None if message is None else self._message(message, secrets)
                replies = tuple(self._message(one, secrets) for one in replies)
            error, states, raw = self._beside(capture, secrets)
            return replace(
                capture, request=request, message=message, responses=replies, error=error, states=states, raw=raw
            )
        return self._exchange(capture, secrets)

    def _exchange(self, capture: Capture, secrets: Secrets) -> Capture:
        origin = redact_text(capture.origin, self._is_secret_parameter, secrets)
        # Twice: what the response gives away may stand in the request, and the other way round.
        request = self._request(capture.request, secrets)
        response = self._response(capture.response, secrets) if capture.response is not None else None
        request = self._request(request, secrets)
        if origin != capture.origin:
            listed = _merged(request.redacted, [Redacted("url", "userinfo")])
            request = replace(request, query=request.query, redacted=listed)
        error, states, raw = self._beside(capture, secrets)
        return replace(capture, request=request, response=response, origin=origin, raw=raw, error=error, states=states)

    def _beside(
        self, capture: AnyCapture, secrets: Secrets
    ) -> tuple[str | None, tuple[State, ...], Mapping[str, Any] | None]:
        """What stands beside the messages: the error, the states, the recorded entry."""
        raw = None if capture.raw is None else self._values(capture.raw, secrets)
        error = self._sweep(capture.error, secrets) if capture.error is not None else None
        states = tuple((name, self._values(params, secrets)) for name, params in capture.states)
        return error, states, raw

    def _values(self, values: Mapping[str, Any], secrets: Secrets) -> dict[str, Any]:
        return redact_raw_entry(values, self._is_secret_name, self._rules, secrets)

    # -- names ----------------------------------------------------------------------------------------------------

    def _is_secret_header(self, name: str) -> bool:
        return name.lower() in self._header_names or is_secret_header(name)

    def _is_secret_key(self, name: str) -> bool:
        return is_secret_key(name) or normalise_name(name) in self._parameter_names

    def _is_secret_parameter(self, name: str, value: str) -> bool:
        return is_secret_parameter(name, value) or normalise_name(name) in self._parameter_names

    def _is_secret_name(self, name: str) -> bool:
        return self._is_secret_header(name) or self._secret_key(name)

    # -- parts ----------------------------------------------------------------------------------------------------

    def _request(self, request: HttpRequest, secrets: Secrets) -> HttpRequest:
        headers, places = self._redact_headers(request.headers, secrets)
        query, names = redact_parameters(request.query, self._is_secret_parameter, secrets)
        body, body_places = self._redact_body(request.body, request.headers, secrets)
        path = _MATRIX_PARAMETER.sub(lambda match: self._matrix(match, secrets), request.path)
        swept_query, swept_path = _sweep_exact(query, secrets), _sweep_exact(path, secrets)
        places += [Redacted("query", name) for name in names]
        if swept_query != query:
            places += [Redacted("query", name) for name in _changed_parameters(query, swept_query)]
        if swept_path != request.path:
            places.append(Redacted("path", "path"))
        listed = _merged(request.redacted, [*places, *body_places])
        return replace(request, path=swept_path, query=swept_query, headers=headers, body=body, redacted=listed)

    def _response(self, response: HttpResponse, secrets: Secrets) -> HttpResponse:
        headers, places = self._redact_headers(response.headers, secrets)
        body, body_places = self._redact_body(response.body, response.headers, secrets)
        return replace(
            response, headers=headers, body=body, redacted=_merged(response.redacted, [*places, *body_places])
        )

    def _message(self, message: Message, secrets: Secrets) -> Message:
        given = dict(message.metadata)
        metadata = self._values(given, secrets)
        for name in given:
            if metadata.get(name) == REDACTED and isinstance(given[name], str):
                secrets.add(given[name])
        names: tuple[str, ...] = ()
        contents = message.contents
        if isinstance(contents, bytes) and contents:
            kind = next((v for k, v in given.items() if k.lower() in ("contenttype", "content-type")), "")
            contents, names = redact_body(contents, str(kind), self._rules, secrets)
        changed = [name for name, value in given.items() if metadata.get(name) != value]
        # A name that repeats a secret is itself replaced.
        places = [Redacted("metadata", name if name in metadata else REDACTED) for name in changed]
        listed = _merged(message.redacted, [*places, *(Redacted("contents", one) for one in names)])
        return replace(message, contents=contents, metadata=metadata, redacted=listed)

    def _matrix(self, match: re.Match[str], secrets: Secrets) -> str:
        if not self._is_secret_parameter(match[1], match[2]):
            return match[0]
        secrets.add(match[2])
        return f";{match[1]}={REDACTED}"

    def _redact_headers(self, headers: Headers, secrets: Secrets) -> tuple[Headers, list[Redacted]]:
        items: list[tuple[str, str]] = []
        places: list[Redacted] = []
        # The secret ones first: an ordinary one may repeat them.
        replaced = {
            index: self._redact_credential(name, value, secrets)
            for index, (name, value) in enumerate(headers)
            if self._is_secret_header(name)
        }
        for index, (name, value) in enumerate(headers):
            new = replaced.get(index)
            if new is None:
                new = redact_text(value, self._is_secret_parameter, secrets)
                new = _sweep_exact(new, secrets)
            if new != value or (index in replaced and value):
                places.append(Redacted("header", name))
            items.append((name, new))
        return Headers(items), places

    def _redact_credential(self, name: str, value: str, secrets: Secrets) -> str:
        if not value:
            return value
        lower = name.lower()
        if lower in ("cookie", "cookie2"):
            return ";".join(_redact_cookie(pair, secrets) for pair in value.split(";"))
        if lower in ("set-cookie", "set-cookie2"):
            return _redact_set_cookie(value, secrets)
        scheme, space, credential = value.partition(" ")
        if space and scheme.lower() in _SCHEMES and credential.strip():
            secrets.add(credential)
            _add_password(scheme, credential, secrets)
            return f"{scheme} {REDACTED}"
        secrets.add(value)
        return REDACTED

    def _redact_body(self, body: Body, headers: Headers, secrets: Secrets) -> tuple[Body, list[Redacted]]:
        if not isinstance(body, bytes) or not body:
            return body, []
        redacted, names = redact_body(body, headers.get("content-type") or "", self._rules, secrets)
        return redacted, [Redacted("body", name) for name in names]

    def _sweep(self, text: str, secrets: Secrets) -> str:
        text = self._rules.redact_prose(text, secrets)
        for secret in secrets.everywhere():
            text = text.replace(secret, REDACTED)
        return text


def _several(names: Iterable[str]) -> tuple[str, ...]:
    """One string is one name, not its letters."""
    return (names,) if isinstance(names, str) else tuple(names)


def _sweep_exact(text: str, secrets: Secrets) -> str:
    for secret in secrets.exact():
        if secret in text:
            text = text.replace(secret, REDACTED)
    return text


def _redact_cookie(pair: str, secrets: Secrets) -> str:
    """``name=value`` with its value removed, the space in front kept; what is no pair goes whole."""
    name, equals, value = pair.partition("=")
    secret = value if equals else name
    if not secret.strip():
        return pair
    secrets.add(secret.strip().strip('"'), cookie=True)
    space = name[: len(name) - len(name.lstrip())]
    return f"{name}={REDACTED}" if equals else f"{space}{REDACTED}"


def _redact_set_cookie(value: str, secrets: Secrets) -> str:
    """Keep the cookie's name and its attributes; some clients join several cookies by commas."""
    first, *attributes = value.split(";")
    kept = [_redact_cookie(first, secrets)]
    for attribute in attributes:
        name, equals, content = attribute.partition("=")
        if equals and name.strip().lower() not in _COOKIE_ATTRIBUTES:
            kept.append(_redact_cookie(attribute, secrets))
            continue
        # After the attribute's own value the next cookie may follow; a date has a comma too, but no equals sign.
        joined = _NEXT_COOKIE.search(content if equals else attribute)
        if joined is None:
            kept.append(attribute)
        else:
            secrets.add(joined[2].strip().strip('"'), cookie=True)
            kept.append(attribute[: len(attribute) - len(joined[2])] + REDACTED)
    return ";".join(kept)


def _add_password(scheme: str, credential: str, secrets: Secrets) -> None:
    if scheme.lower() != "basic":
        return
    try:
        decoded = base64.b64decode(credential.strip(), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return
    secrets.add(decoded)
    secrets.add(decoded.partition(":")[2])


def _changed_parameters(before: str, after: str) -> list[str]:
    """Names of the parameters in which two queries of the same shape differ."""
    pairs = zip(before.split("&"), after.split("&"), strict=False)
    return [new.partition("=")[0] for old, new in pairs if old != new]


def _merged(known: tuple[Redacted, ...], found: Iterable[Redacted]) -> tuple[Redacted, ...]:
    return tuple(dict.fromkeys((*known, *found)))


def _made_of(headers: tuple[str, ...], parameters: tuple[str, ...], body: tuple[str, ...]) -> Redaction:
    """A pickled redaction, made again from what it was told to remove."""
    return Redaction(headers=headers, parameters=parameters, body=body)
