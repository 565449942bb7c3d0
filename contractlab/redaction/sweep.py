"""`Sweep`: the redaction of what belongs together, a request with its response or a message with its replies.

What is removed in one place is looked for in all others: a token that the response repeats, a password that a tool
wrote into a field of its own. So a sweep remembers what it removed; whoever redacts parts that may repeat each
other's secrets goes over them twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from contractlab.redaction.addresses import redact_addresses
from contractlab.redaction.bodies import redact_body, redact_query
from contractlab.redaction.header_values import challenge_without_secrets, redact_credential
from contractlab.redaction.json_types import JSONObject, JSONValue
from contractlab.redaction.json_values import NOTHING_LEFT_OUT, LeftOut, redact_values
from contractlab.redaction.likely import is_likely_secret
from contractlab.redaction.rules import SecretRules
from contractlab.redaction.secret_texts import REDACTED, Secrets, replace_secrets
from contractlab.redaction.shapes import redact_shapes
from contractlab.values.headers import Headers
from contractlab.values.http import Body, HttpRequest, HttpResponse, Redacted
from contractlab.values.message import Message

__all__ = ["Sweep", "merge_places"]

_MATRIX_PARAMETER = re.compile(r";([\w.\-]+)=([^;/]+)")
_GRANT = re.compile(
    r"(?<=/)((?:[\w-]{0,40}-)?(?:tokens?|reset|resets|password|passwords|invite|invites|invitations?|verify|verification"
    r"|confirm|confirmation|activate|activation|unsubscribe|magic|magic-link|verify-email|login-link|one-time)/)"
    r"(?=[^/]{0,200}[0-9])(?=[^/]{0,200}[A-Za-z])([\w~+=.%-]{24,400})(?=/|$)",
    re.IGNORECASE,
)
"""A step of a path behind one that says what it is good for: a one-time link."""
_NO_GRANT = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z]+(?:[-_.][a-z0-9]+)+|[\w-]{2,80}\.[a-z]{2,5}", re.I
)
"""An id, or words with signs between them: ``/confirm/terms-of-service-2``."""


class Sweep:
    """Redacts the parts of one capture, and remembers what it removed.

    Parameters
    ----------
    rules : SecretRules
        What is a secret.
    """

    def __init__(self, rules: SecretRules) -> None:
        self._rules = rules
        self._secrets = Secrets()

    @property
    def removed_something(self) -> bool:
        """True if there is a text to look for in the other parts."""
        return bool(self._secrets.everywhere())

    def request(self, request: HttpRequest) -> HttpRequest:
        """Give `request` without its secrets; ``redacted`` lists the places."""
        headers, places = self._headers(request.headers)
        query, names = redact_query(request.query, self._rules, self._secrets)
        body, body_places = self._body(request.body, request.headers)
        path = _MATRIX_PARAMETER.sub(self._matrix_parameter, request.path)
        path = _GRANT.sub(self._grant, path)
        swept_query = redact_shapes(self._repeated(query), self._secrets)
        swept_path = redact_shapes(self._repeated(path), self._secrets)
        places += [Redacted("query", name) for name in names]
        if swept_query != query:
            places += [Redacted("query", name) for name in _changed_parameters(query, swept_query)]
        if swept_path != request.path:
            places.append(Redacted("path", "path"))
        listed = merge_places(request.redacted, [*places, *body_places])
        return replace(request, path=swept_path, query=swept_query, headers=headers, body=body, redacted=listed)

    def response(self, response: HttpResponse) -> HttpResponse:
        """Give `response` without its secrets; ``redacted`` lists the places."""
        headers, places = self._headers(response.headers)
        body, body_places = self._body(response.body, response.headers)
        listed = merge_places(response.redacted, [*places, *body_places])
        return replace(response, headers=headers, body=body, redacted=listed)

    def message(self, message: Message) -> Message:
        """Give `message` without its secrets; ``redacted`` lists the places."""
        original = dict(message.metadata)
        metadata = self.values(original)
        for name, value in original.items():
            if metadata.get(name) == REDACTED and isinstance(value, str):
                self._secrets.add(value)
        names: tuple[str, ...] = ()
        contents = message.contents
        if isinstance(contents, bytes) and contents:
            types = (value for name, value in original.items() if name.lower() in ("contenttype", "content-type"))
            contents, names = redact_body(contents, str(next(types, "")), self._rules, self._secrets)
        changed = [name for name, value in original.items() if metadata.get(name) != value]
        # A name that repeats a secret is itself replaced.
        places = [Redacted("metadata", name if name in metadata else REDACTED) for name in changed]
        listed = merge_places(message.redacted, [*places, *(Redacted("contents", name) for name in names)])
        return replace(message, contents=contents, metadata=metadata, redacted=listed)

    def address(self, address: str) -> str:
        """Remove user names and token parameters from an address."""
        return redact_addresses(address, self._rules.is_secret_parameter, self._secrets)

    def text(self, text: str) -> str:
        """Remove secrets from text that no check looks at: short ones that were removed elsewhere, too."""
        return replace_secrets(self._rules.redact_prose(text, self._secrets), self._secrets.everywhere())

    def values(self, values: JSONObject, left_out: LeftOut = NOTHING_LEFT_OUT) -> dict[str, JSONValue]:
        """Copy JSON values that no check looks into without their secrets; see `redact_values`."""
        return redact_values(values, self._rules, self._secrets, left_out)

    def _headers(self, headers: Headers) -> tuple[Headers, list[Redacted]]:
        items: list[tuple[str, str]] = []
        places: list[Redacted] = []
        # The secret ones first: an ordinary one may repeat them.
        credentials = {
            index: redact_credential(name, value, self._secrets)
            for index, (name, value) in enumerate(headers)
            if self._rules.is_secret_header(name) or is_likely_secret(name, value)
        }
        for index, (name, value) in enumerate(headers):
            new = credentials.get(index)
            if new is None:
                new = challenge_without_secrets(name, value, self._secrets)
                new = self._repeated(self._rules.redact_prose(new, self._secrets))
            if new != value or (index in credentials and value):
                places.append(Redacted("header", name))
            items.append((name, new))
        return Headers(items), places

    def _body(self, body: Body, headers: Headers) -> tuple[Body, list[Redacted]]:
        if not isinstance(body, bytes) or not body:
            return body, []
        redacted, names = redact_body(body, headers.get("content-type") or "", self._rules, self._secrets)
        return redacted, [Redacted("body", name) for name in names]

    def _matrix_parameter(self, match: re.Match[str]) -> str:
        if not self._rules.is_secret_parameter(match[1], match[2]):
            return match[0]
        self._secrets.add(match[2])
        return f";{match[1]}={REDACTED}"

    def _grant(self, match: re.Match[str]) -> str:
        if _NO_GRANT.fullmatch(match[2]):
            return match[0]
        self._secrets.add(match[2])
        return f"{match[1]}{REDACTED}"

    def _repeated(self, text: str) -> str:
        """Remove what was removed elsewhere; only long secrets, because a contract may check this text."""
        return replace_secrets(text, self._secrets.exact())


def merge_places(listed: tuple[Redacted, ...], added: Iterable[Redacted]) -> tuple[Redacted, ...]:
    """Places that were listed before, then those that were added; each once."""
    return tuple(dict.fromkeys((*listed, *added)))


def _changed_parameters(before: str, after: str) -> list[str]:
    """Names of the parameters in which two queries of the same shape differ."""
    pairs = zip(before.split("&"), after.split("&"), strict=False)
    return [new.partition("=")[0] for old, new in pairs if old != new]
