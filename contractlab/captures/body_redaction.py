"""Redaction of bodies, by what they are: JSON, a form, multipart, XML, other text, bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from contractlab.captures.json_paths import BodyPath
from contractlab.captures.json_redaction import redact_json
from contractlab.captures.sensitive import REDACTED, Secrets, may_hold_secret_key, redact_parameters, redact_text
from contractlab.values.mismatch import format_path

__all__ = ["BodyRules", "redact_body"]

WHOLE = "$"
"""Listed where a place inside a body has no JSON path: the check of the whole body is then not made."""

_PART_NAME = re.compile(r"content-disposition:[^\r\n]*?[;\s]name=(?:\"([^\"\r\n]*)\"|([^;\s]+))", re.IGNORECASE)
_BOUNDARY = re.compile(r"boundary=(?:\"([^\"]+)\"|([^;\s]+))", re.IGNORECASE)
_ELEMENT = re.compile(r"<((?:[\w.\-]+:)?([\w.\-]+))((?:\s[^<>]*)?)>(<!\[CDATA\[[^<>]*\]\]>|[^<>]+)(?=</)")
_FIELD_TAG = re.compile(r"<(?:input|meta)\s[^<>]*>", re.IGNORECASE)
_FIELD_NAME = re.compile(r"\sname\s*=\s*[\"']?([^\s\"'<>]+)", re.IGNORECASE)
_FIELD_VALUE = re.compile(r"(\s(?:value|content)\s*=\s*)(\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<=[\s:])([\w.\-]+)(\s*=\s*)(\"[^\"<>]*\"|'[^'<>]*')")
_TEXT_ENCODINGS = ("utf-16-le", "utf-16-be", "utf-16", "utf-32-le", "utf-32-be", "utf-32")


@dataclass(frozen=True, slots=True)
class BodyRules:
    """What to remove from bodies.

    Attributes
    ----------
    is_secret_key : callable
        Takes a key of JSON, an element or attribute of XML.
    is_secret_parameter : callable
        Takes name and value of a form field or a parameter in an address.
    paths : tuple of BodyPath
        Places in JSON; those of one step hold for form fields too.
    custom : bool
        True if there are names beyond the known ones, which the quick look at a body cannot know.
    """

    is_secret_key: Callable[[str], bool]
    is_secret_parameter: Callable[[str, str], bool]
    paths: tuple[BodyPath, ...] = ()
    custom: bool = False

    def is_secret_field(self, name: str, value: str) -> bool:
        """Tell whether a form field is a secret, by its name or by a path such as ``$.pin``."""
        return self.is_secret_parameter(name, value) or any(path.steps == (name,) for path in self.paths)


def _replace_secrets(text: str, known: list[str]) -> str:
    for secret in known:
        if secret in text:
            text = text.replace(secret, REDACTED)
    return text


def _spellings(secret: str) -> set[str]:
    """How JSON text may write `secret`."""
    if secret.isalnum() and secret.isascii():
        return {secret}
    escaped = {json.dumps(secret, ensure_ascii=False)[1:-1], json.dumps(secret)[1:-1]}
    return {secret, *escaped, *(one.replace("/", "\\/") for one in escaped)}


def _redact_json_text(text: str, rules: BodyRules, secrets: Secrets) -> tuple[str, tuple[str, ...]]:
    known = secrets.exact()

    def clean(value: str) -> str:
        return _replace_secrets(redact_text(value, rules.is_secret_parameter, secrets), known)

    def repeats_a_secret(where: str) -> bool:
        return any(spelling in where for secret in known for spelling in _spellings(secret))

    if not (rules.paths or rules.custom or may_hold_secret_key(text) or repeats_a_secret(text) or clean(text) != text):
        return text, ()
    redacted, names = redact_json(
        text, is_secret_key=rules.is_secret_key, paths=rules.paths, clean=clean, secrets=secrets
    )
    known = secrets.exact()  # what was just found may be repeated under a harmless key
    if repeats_a_secret(redacted):
        redacted, more = redact_json(redacted, is_secret_key=lambda _: False, clean=clean, secrets=secrets)
        names = (*names, *(name for name in more if name not in names))
    return redacted, names


def _redact_form(text: str, rules: BodyRules, secrets: Secrets) -> tuple[str, tuple[str, ...]]:
    redacted, names = redact_parameters(text, rules.is_secret_field, secrets)
    return redacted, tuple(format_path((name,)) for name in names)


def _redact_multipart(text: str, boundary: str, rules: BodyRules, secrets: Secrets) -> tuple[str, tuple[str, ...]]:
    delimiter = f"--{boundary}"
    parts = text.split(delimiter)
    names: dict[str, None] = {}
    for index, part in enumerate(parts):
        blank = "\r\n\r\n" if "\r\n\r\n" in part else "\n\n"
        head, found, content = part.partition(blank)
        name = _PART_NAME.search(head)
        if not found or name is None:
            continue
        field = name[1] if name[1] is not None else name[2]
        value = content.rstrip("\r\n")
        if value and rules.is_secret_field(field, value):
            secrets.add(value)
            parts[index] = head + found + REDACTED + content[len(value) :]
            names[format_path((field,))] = None
    return delimiter.join(parts), tuple(names)


def _redact_markup(text: str, rules: BodyRules, secrets: Secrets) -> str:
    def element(match: re.Match[str]) -> str:
        if not match[4].strip() or not rules.is_secret_key(match[2]):
            return match[0]
        secrets.add(match[4])
        return f"<{match[1]}{match[3]}>{REDACTED}"

    def attribute(match: re.Match[str]) -> str:
        if len(match[3]) == 2 or not rules.is_secret_key(match[1]):
            return match[0]
        secrets.add(match[3][1:-1])
        return f"{match[1]}{match[2]}{match[3][0]}{REDACTED}{match[3][0]}"

    def field(match: re.Match[str]) -> str:
        name = _FIELD_NAME.search(match[0])
        if name is None or not rules.is_secret_key(name[1]):
            return match[0]
        return _FIELD_VALUE.sub(field_value, match[0])

    def field_value(match: re.Match[str]) -> str:
        secrets.add(match[2].strip("\"'"))
        return f'{match[1]}"{REDACTED}"'

    return _FIELD_TAG.sub(field, _ATTRIBUTE.sub(attribute, _ELEMENT.sub(element, text)))


def _decode(body: bytes) -> tuple[str, str, str]:
    """Text of `body` with the encoding and error handler that give back the same bytes."""
    encoding = json.detect_encoding(body)
    if encoding in _TEXT_ENCODINGS:
        try:
            text = body.decode(encoding)
            if text.encode(encoding) == body:
                return text, encoding, "strict"
        except UnicodeError:
            pass
    return body.decode("utf-8", "surrogateescape"), "utf-8", "surrogateescape"


def redact_body(body: bytes, content_type: str, rules: BodyRules, secrets: Secrets) -> tuple[bytes, tuple[str, ...]]:
    """Remove secrets from a body.

    Parameters
    ----------
    body : bytes
    content_type : str
        As the header says; where it says nothing useful, the first character tells JSON.
    rules : BodyRules
    secrets : Secrets
        Knows what was removed elsewhere, and collects what is removed here.

    Returns
    -------
    body : bytes
    names : tuple of str
        JSON paths of the places, ``$`` for a body in which places have no path.
    """
    text, encoding, errors = _decode(body)
    kind = content_type.partition(";")[0].strip().lower()
    start = text.lstrip("\ufeff \t\r\n")[:1]
    names: tuple[str, ...] = ()
    redacted = text
    boundary = _BOUNDARY.search(content_type)
    if "json" in kind or start in ("{", "["):
        redacted, names = _redact_json_text(text, rules, secrets)
    elif kind == "application/x-www-form-urlencoded":
        redacted, names = _redact_form(text, rules, secrets)
    elif kind.startswith("multipart/") and boundary is not None:
        redacted, names = _redact_multipart(text, boundary[1] or boundary[2], rules, secrets)
    else:
        if start == "<":
            redacted = _redact_markup(redacted, rules, secrets)
        redacted = redact_text(redacted, rules.is_secret_parameter, secrets)
    # Keys, comments, text between parts: whatever repeats a secret outside the places above.
    swept = _replace_secrets(redacted, secrets.exact())
    if swept != redacted or (redacted != text and not names):
        names = (*names, WHOLE) if WHOLE not in names else names
    if swept == text:
        return body, names
    return swept.encode(encoding, errors), names
