"""Secrets in text of any kind: ``password: …`` in a log, ``"token": "…"`` inside a script, private keys.

Where places have names of their own (headers, parameters, keys of JSON) those decide; this is for all other text, so it
looks for what reads like an assignment. A bare value must look like a credential, because "password: required" is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from contractlab.redaction.addresses import IsSecretParameter, redact_addresses
from contractlab.redaction.likely import is_likely_secret, may_name_secret
from contractlab.redaction.names import is_secret_key, is_secret_parameter, may_assign_secret
from contractlab.redaction.secret_texts import REDACTED, Secrets

__all__ = ["IsSecretKey", "redact_prose"]

# A name, in quotes that may be escaped themselves, and the sign after it. Every repetition has its bound, so that
# no text makes the search start over and over.
_NAME = re.compile(
    r"(?:\\{0,16}+[\"']|(?<![\w.\-]))(?P<name>[A-Za-z_$][\w.\-]{0,63}+)(?:\[\w{0,20}\])?+"
    r"(?:\\{0,16}+[\"'])?+[ \t]{0,20}+(?P<sign>=>|[:=])\s{0,20}+"
)
_VALUE = re.compile(
    r"\"(?P<double>(?:[^\"\\\r\n]|\\.)*+)"
    r"|'(?P<single>(?:[^'\\\r\n]|\\.)*+)"
    r"|(?P<slashes>\\{1,16}+)(?P<quote>[\"'])(?P<escaped>(?:(?!(?<!\\)(?P=slashes)(?P=quote))[^\r\n])*+)"
    r"|(?P<bare>[^\s\"'<>\\,;&{}\[\]()\x00-\x1f]{1,4096}+)"
)
_REST_OF_LINE = re.compile(r"[^\r\n]++")
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|\bPrivate-Lines: \d{1,6}[\r\n]")
_END_OF_KEY = re.compile(r"-----END|\bPrivate-MAC:")
_SHORTEST_BARE = 6
_OPTION = re.compile(r"((?<![\w-])--?)([A-Za-z][\w-]{0,63}+)([ \t]{1,20}+[\"']?+|=[\"']?+)([^\s\"']{3,4096}+)")
_CURL_USER = re.compile(
    r"(\bcurl\b[^\r\n]{0,400}?\s(?:-u|--user|--proxy-user|-U)[ \t=]{0,20}[\"']?)([^\s:\"']{1,200}):([^\s\"']{1,400})"
)
_SPOKEN = re.compile(
    r"(\blogin\s{1,40}[^\s;,]{1,200}\s{1,40}password\s{1,40})(?P<netrc>\S{3,400})"
    r"|(\b(?:WITH\s{1,9}(?:ENCRYPTED\s{1,9})?PASSWORD|IDENTIFIED\s{1,9}(?:WITH\s{1,9}\S{1,60}\s{1,9})?BY)\s{1,9}')"
    r"(?P<sql>[^'\r\n]{3,400})"
    r"|(\b(?:mysql\w{0,20}|mariadb|sshpass)\b[^\r\n]{0,200}?\s-p[ \t]?)(?P<option>[^\s-][^\s]{2,400})",
    re.IGNORECASE,
)
"""Passwords behind a word instead of a sign: in a ``.netrc``, in SQL, on command lines of databases."""
_SPOKEN_WORDS = ("password", "identified", "mysql", "mariadb", "sshpass")

IsSecretKey = Callable[[str], bool]
"""Takes the name under which a value stands."""


def redact_prose(
    text: str,
    is_key: IsSecretKey = is_secret_key,
    is_parameter: IsSecretParameter = is_secret_parameter,
    secrets: Secrets | None = None,
    *,
    custom: bool = False,
) -> str:
    """Remove what `redact_addresses` removes, and the values of assignments to secret names, and private keys.

    Parameters
    ----------
    text : str
    is_key, is_parameter : callable
        Tell a secret by the name of a key, and by name and value of a parameter.
    secrets : Secrets, optional
        Collects what was removed.
    custom : bool
        True if there are names beyond the known ones, which the quick look at a text cannot know.
    """
    text = redact_addresses(text, is_parameter, secrets)
    if "PRIVATE KEY" in text or "Private-Lines:" in text:
        text = _without_keys(text)
    if custom or may_assign_secret(text):
        text = _without_values(text, is_key, secrets)
        if "--" in text or "curl" in text:
            text = _without_options(text, is_key, secrets)
    lower = text.lower() if " " in text else ""
    if any(word in lower for word in _SPOKEN_WORDS):
        text = _SPOKEN.sub(lambda match: _without_spoken(match, secrets), text)
    return text


def _without_spoken(match: re.Match[str], secrets: Secrets | None) -> str:
    value = match["netrc"] or match["sql"] or match["option"]
    if value.startswith(REDACTED) or not (match["sql"] or is_likely_secret("pass", value)):
        return match[0]
    if secrets is not None:
        secrets.add(value)
    return match[0][: len(match[0]) - len(value)] + REDACTED


def _without_options(text: str, is_key: IsSecretKey, secrets: Secrets | None) -> str:
    """Of command lines: ``--password x``, ``curl -u user:x``."""

    def option(match: re.Match[str]) -> str:
        name, value = match[2], match[4]
        if value.startswith(("-", REDACTED)) or not (is_key(name) or is_likely_secret(name, value)):
            return match[0]
        if secrets is not None:
            secrets.add(value)
        return f"{match[1]}{match[2]}{match[3]}{REDACTED}"

    def user(match: re.Match[str]) -> str:
        if secrets is not None:
            secrets.add(match[3])
        return f"{match[1]}{match[2]}:{REDACTED}"

    return _CURL_USER.sub(user, _OPTION.sub(option, text))


def _without_keys(text: str) -> str:
    pieces: list[str] = []
    at = 0
    while (match := _PRIVATE_KEY.search(text, at)) is not None:
        behind = _END_OF_KEY.search(text, match.end())
        end = len(text) if behind is None else behind.start()
        pieces += (text[at : match.end()], REDACTED)
        at = end
    return "".join([*pieces, text[at:]])


def _without_values(text: str, is_key: IsSecretKey, secrets: Secrets | None) -> str:
    pieces: list[str] = []
    at = skipped = 0  # what is written down, and what was looked at and is no credential
    for match in _NAME.finditer(text):
        name = match["name"]
        if match.start() < max(at, skipped):
            continue
        certain = is_key(name)
        if not certain and not may_name_secret(name):
            continue
        start, end, secret = _value_of(text, match, name)
        if not certain:
            secret = start < end and is_likely_secret(name, text[start:end])
        if not secret or text.startswith(REDACTED, start):
            skipped = end
            continue
        if secrets is not None:
            secrets.add(text[start:end])
        pieces += (text[at:start], REDACTED)
        at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def _value_of(text: str, match: re.Match[str], name: str) -> tuple[int, int, bool]:
    """From where to where the value stands, and whether it is a credential."""
    nothing = (match.end(), match.end(), False)
    if name.lower().endswith("cookie"):
        line = _REST_OF_LINE.match(text, match.end())
        return (*line.span(), True) if line is not None else nothing
    value = _VALUE.match(text, match.end())
    if value is None:
        return nothing
    kind = next(form for form in ("double", "single", "escaped", "bare") if value[form] is not None)
    start, end = value.span(kind)
    if kind != "bare" or (match["sign"] == "=" and name.isupper()):
        return start, end, start < end
    bare = value[kind]
    mixed = any(map(str.isdigit, bare)) and any(map(str.isalpha, bare))
    return start, end, mixed and len(bare) >= _SHORTEST_BARE
