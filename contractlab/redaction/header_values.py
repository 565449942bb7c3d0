"""Redaction of headers that carry credentials: the scheme, the names of cookies and their attributes stay."""

from __future__ import annotations

import base64
import binascii
import re

from contractlab.redaction.likely import is_likely_secret
from contractlab.redaction.secret_texts import REDACTED, Secrets

__all__ = ["challenge_without_secrets", "redact_credential"]

# "Bearer x" keeps its first word: which scheme was used is no secret and often the answer.
_SCHEMES = frozenset(
    ["basic", "bearer", "digest", "dpop", "token", "apikey", "negotiate", "ntlm", "hawk", "aws4-hmac-sha256"]
)
_COOKIE_ATTRIBUTES = frozenset(
    ["path", "domain", "expires", "max-age", "samesite", "secure", "httponly", "priority", "partitioned", "version"]
)
_NEXT_COOKIE = re.compile(r",\s*([^=;,\s]+)=(.*)\Z", re.DOTALL)


def redact_credential(name: str, value: str, secrets: Secrets) -> str:
    """Remove what is secret in the value of a secret header.

    Parameters
    ----------
    name, value : str
    secrets : Secrets
        Collects what was removed; of ``Basic …`` the password as well.
    """
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


_CHALLENGES = frozenset(["www-authenticate", "proxy-authenticate", "authentication-info", "proxy-authentication-info"])
_CHALLENGE_SECRET = re.compile(
    r"\b((?:next|c|server)?nonce|opaque|rspauth|response|token|sid|salt|challenge)(\s{0,20}+=\s{0,20}+)"
    r"(\"[^\"]{1,4096}\"|[^\s\",]{1,4096})",
    re.IGNORECASE,
)
_CHALLENGE_TOKEN = re.compile(
    r"((?:^|,)\s{0,20}+[A-Za-z][\w-]{1,40}[ \t]{1,20}+)([\w.~+/-]{8,8192}={0,2})(?=\s{0,20}(?:,|$))"
)


def challenge_without_secrets(name: str, value: str, secrets: Secrets) -> str:
    """Of ``WWW-Authenticate`` and ``Authentication-Info``: without nonces and tokens; realm and scheme stay.

    Parameters
    ----------
    name, value : str
    secrets : Secrets
        Collects what was removed.
    """
    lower = name.strip().lower()
    if lower == "sec-websocket-protocol":  # a browser can send a token in no other header
        return ",".join(_offered(protocol, secrets) for protocol in value.split(","))
    if lower not in _CHALLENGES:
        return value

    def parameter(match: re.Match[str]) -> str:
        secrets.add(match[3].strip('"'))
        quote = '"' if match[3].startswith('"') else ""
        return f"{match[1]}{match[2]}{quote}{REDACTED}{quote}"

    def token(match: re.Match[str]) -> str:
        secrets.add(match[2])
        return f"{match[1]}{REDACTED}"

    return _CHALLENGE_TOKEN.sub(token, _CHALLENGE_SECRET.sub(parameter, value))


def _offered(protocol: str, secrets: Secrets) -> str:
    """One of the protocols of a web socket; a token goes."""
    plain = protocol.strip()
    if not is_likely_secret("credential", plain):
        return protocol
    secrets.add(plain)
    return protocol.replace(plain, REDACTED)


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
