"""Secrets inside addresses, queries and forms: token parameters, user names, and ``Bearer …`` in any text."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, unquote_plus

from contractlab.redaction.names import is_secret_parameter
from contractlab.redaction.secret_texts import REDACTED, Secrets

__all__ = ["IsSecretParameter", "clean_address", "redact_addresses", "redact_parameters"]

_PARAMETER_IN_TEXT = re.compile(r"((?:^|[?&;#])([\w.\-\[\]%]{1,64})=)([^&;#\s\"'<>\\]+)")
_USERINFO_IN_TEXT = re.compile(r"(?<=://)[^/\s@?#\"'<>\\]++(?=@)")
_CREDENTIAL_IN_TEXT = re.compile(r"\b(bearer|basic|dpop|apikey)([ \t]++)([\w.~+/=-]{8,}+)", re.IGNORECASE)
_ORACLE_IN_TEXT = re.compile(r"(?<=jdbc:oracle:)([a-z0-9]{1,20}:)([^/\s@\"']{1,200})/([^/\s@\"']{1,400})(?=@)")
_DIGIT, _SMALL, _CAPITAL = re.compile("[0-9]"), re.compile("[a-z]"), re.compile("[A-Z]")

IsSecretParameter = Callable[[str, str], bool]
"""Takes name and value of a parameter or a form field."""


_USERINFO_OF_PATH = re.compile(r"(?<=:/)[^/\s@?#\"'<>\\]++(?=@)")
"""A path that was made of an address has one slash left."""


def clean_address(address: object) -> str:
    """An address as it may be shown, whatever it is: without user and password, without tokens in its query.

    What comes into the house is called by this; the address itself is used to ask, and then forgotten.

    Parameters
    ----------
    address : str or path
    """
    text = str(address)
    if "@" in text:
        text = _USERINFO_OF_PATH.sub(REDACTED, text)
    return redact_addresses(text)


def redact_addresses(
    text: str, is_secret: IsSecretParameter = is_secret_parameter, secrets: Secrets | None = None
) -> str:
    """Remove token parameters (``?access_token=…``), user names of addresses and ``Bearer …`` from any text.

    Parameters
    ----------
    text : str
    is_secret : callable
        Takes a parameter's name and value.
    secrets : Secrets, optional
        Collects what was removed.
    """

    def replace(match: re.Match[str]) -> str:
        if match[3] == REDACTED or not is_secret(match[2], unquote_plus(match[3])):
            return match[0]
        if secrets is not None:
            secrets.add(match[3])
            secrets.add(unquote_plus(match[3]))
        return match[1] + REDACTED

    if "://" in text:
        text = _USERINFO_IN_TEXT.sub(lambda match: _without_userinfo(match[0], secrets), text)
    if "jdbc:oracle:" in text:
        text = _ORACLE_IN_TEXT.sub(lambda match: match[1] + _without_userinfo(f"{match[2]}:{match[3]}", secrets), text)
    if "=" in text:
        text = _PARAMETER_IN_TEXT.sub(replace, text)
    if " " in text or "\t" in text:
        text = _CREDENTIAL_IN_TEXT.sub(lambda match: _without_credential(match, secrets), text)
    return text


def _without_credential(match: re.Match[str], secrets: Secrets | None) -> str:
    credential = match[3]
    # "Bearer authentication" is none: a credential has a digit, or a capital after a small letter.
    small = _SMALL.search(credential)
    if not _DIGIT.search(credential) and (small is None or not _CAPITAL.search(credential, small.start())):
        return match[0]
    if secrets is not None:
        secrets.add(credential)
    return f"{match[1]}{match[2]}{REDACTED}"


def _without_userinfo(userinfo: str, secrets: Secrets | None) -> str:
    if secrets is not None:
        secrets.add(userinfo)
        secrets.add(unquote_plus(userinfo.rpartition(":")[2]))
    return REDACTED


def redact_parameters(
    text: str,
    is_secret: IsSecretParameter,
    secrets: Secrets | None = None,
    clean: Callable[[str], str] = lambda document: document,
) -> tuple[str, tuple[str, ...]]:
    """Remove the values of secret parameters from a query or a form; every other byte stays as sent.

    Parameters
    ----------
    text : str
    is_secret : callable
        Takes a parameter's name and value.
    secrets : Secrets, optional
        Collects what was removed.
    clean : callable
        Takes a value that is JSON, and gives it back without the secrets in it.

    Returns
    -------
    text : str
    names : tuple of str
        Decoded names of the parameters whose value was removed.
    """
    if "=" not in text:
        return text, ()
    names: dict[str, None] = {}
    parts = text.split("&")
    for index, part in enumerate(parts):
        raw_name, equals, raw_value = part.partition("=")
        if not equals or not raw_value:
            continue
        name, value = unquote_plus(raw_name), unquote_plus(raw_value)
        if is_secret(name, value):
            if secrets is not None:
                secrets.add(raw_value)
                secrets.add(value)
            parts[index] = f"{raw_name}={REDACTED}"
            names[name] = None
            continue
        # An address inside a parameter: ?next=https%3A%2F%2F…%3Faccess_token%3D…
        inner = redact_addresses(value, is_secret, secrets)
        if value.lstrip()[:1] in ("{", "["):
            inner = clean(inner)
        if inner != value:
            parts[index] = f"{raw_name}={quote(inner, safe=':/@').replace(quote(REDACTED), REDACTED)}"
            names[name] = None
    return "&".join(parts), tuple(names)
