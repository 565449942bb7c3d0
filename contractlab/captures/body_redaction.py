"""Redaction of bodies, by what they are: JSON, a form, multipart, XML, other text, bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from contractlab.captures.json_redaction import redact_json
from contractlab.captures.sensitive import (
    REDACTED,
    Secrets,
    may_assign_secret,
    may_hold_secret_key,
    redact_parameters,
)
from contractlab.captures.text_redaction import redact_prose
from contractlab.values.json_path import BodyPath
from contractlab.values.mismatch import format_path

__all__ = ["BodyRules", "redact_body"]

WHOLE = "$"
"""Listed where a place inside a body has no JSON path: the check of the whole body is then not made."""

_PART_NAME = re.compile(
    r"content-disposition:[^\r\n]*?[;\s]name(?:=\"([^\"\r\n]*)\"|\*?=(?:[\w-]*'[\w-]*')?([^;\s]+))", re.IGNORECASE
)
_PART_TYPE = re.compile(r"content-type:[ \t]*([^\r\n]*)", re.IGNORECASE)
_BOUNDARY = re.compile(r"boundary=(?:\"([^\"]+)\"|([^;\s]+))", re.IGNORECASE)
_TAG = re.compile(r"<((?:[\w.\-]{1,200}+:)?+([\w.\-]{1,200}+))(?:\s[^<>]*+)?+>")
_FIELD_TAG = re.compile(r"<(?:input|meta)\s(?:[^<>\"']++|\"[^\"]{0,2000}+\"|'[^']{0,2000}+'|[\"'])*+>", re.IGNORECASE)
_FIELD_NAME = re.compile(r"\sname\s*=\s*[\"']?([^\s\"'<>]+)", re.IGNORECASE)
_FIELD_VALUE = re.compile(r"(\s(?:value|content)\s*=\s*)(\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<=[\s:])([\w.\-]+)(\s*=\s*)(\"[^\"<>]*\"|'[^'<>]*')")
_DEEPEST = 4
"""Levels of parts within parts, and of JSON within strings of JSON, that are looked into."""
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

    def redact_prose(self, text: str, secrets: Secrets | None = None) -> str:
        """Remove secrets from text whose places have no names."""
        return redact_prose(text, self.is_secret_key, self.is_secret_parameter, secrets, custom=self.custom)


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


def _redact_json_text(text: str, rules: BodyRules, secrets: Secrets, depth: int = 0) -> tuple[str, tuple[str, ...]]:
    known = secrets.exact()

    def clean(value: str) -> str:
        # JSON within a string of JSON: a log line, the payload of a message.
        if depth < _DEEPEST and value.lstrip()[:1] in ("{", "[") and (rules.custom or may_assign_secret(value)):
            value, _ = _redact_json_text(value, rules, secrets, depth + 1)
        return _replace_secrets(rules.redact_prose(value, secrets), known)

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


def _redact_multipart(
    text: str, boundary: str, rules: BodyRules, secrets: Secrets, depth: int
) -> tuple[str, tuple[str, ...]]:
    """Fields by their names; what a part holds besides is redacted by its own type."""
    delimiter = f"--{boundary}"
    parts = text.split(delimiter)
    names: dict[str, None] = {}
    for index, part in enumerate(parts):
        blank = "\r\n\r\n" if "\r\n\r\n" in part else "\n\n"
        head, found, content = part.partition(blank)
        value = content.rstrip("\r\n")
        if not found or not value:
            continue
        name = _PART_NAME.search(head)
        field = "" if name is None else name[1] if name[1] is not None else name[2]
        if name is not None and rules.is_secret_field(field, value):
            secrets.add(value)
            parts[index] = head + found + REDACTED + content[len(value) :]
            names[format_path((field,))] = None
            continue
        kind = _PART_TYPE.search(head)
        inner, _ = _redact_text_body(value, "" if kind is None else kind[1], rules, secrets, depth + 1)
        if inner != value:
            parts[index] = head + found + inner + content[len(value) :]
            names[format_path((field,)) if name is not None else WHOLE] = None
    return delimiter.join(parts), tuple(names)


def _redact_elements(text: str, rules: BodyRules, secrets: Secrets) -> str:
    """Everything between the tags of a secret element goes, whatever stands in it."""
    pieces: list[str] = []
    at = 0
    unclosed: set[str] = set()
    for match in _TAG.finditer(text):
        name = match[1]
        if match.start() < at or match[0].endswith("/>") or name in unclosed or not rules.is_secret_key(match[2]):
            continue
        end = text.find(f"</{name}", match.end())
        if end < 0:
            unclosed.add(name)
            continue
        content = text[match.end() : end]
        if not content.strip() or content == REDACTED:
            continue
        secrets.add(content.strip().removeprefix("<![CDATA[").removesuffix("]]>"))
        pieces += (text[at : match.end()], REDACTED)
        at = end
    return "".join([*pieces, text[at:]])


def _redact_markup(text: str, rules: BodyRules, secrets: Secrets) -> str:
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

    return _FIELD_TAG.sub(field, _ATTRIBUTE.sub(attribute, _redact_elements(text, rules, secrets)))


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
    redacted, names = _redact_text_body(text, content_type, rules, secrets)
    # Keys, comments, text between parts: whatever repeats a secret outside the places above.
    known = secrets.exact()
    swept = _replace_secrets(redacted, known if errors == "strict" else _as_bytes_read(known))
    if swept != redacted or (redacted != text and not names):
        names = (*names, WHOLE) if WHOLE not in names else names
    if swept == text:
        return body, names
    return swept.encode(encoding, errors), names


def _as_bytes_read(known: list[str]) -> list[str]:
    """Secrets, and how those with letters beyond ASCII read where the same bytes are read as UTF-8.

    Headers are read byte by byte; a body may have the same bytes, whatever its character set.
    """
    found = list(known)
    for secret in known:
        if not secret.isascii():
            with suppress(UnicodeError):
                found.append(secret.encode("latin-1").decode("utf-8", "surrogateescape"))
    return found


def _redact_text_body(
    text: str, content_type: str, rules: BodyRules, secrets: Secrets, depth: int = 0
) -> tuple[str, tuple[str, ...]]:
    kind = content_type.partition(";")[0].strip().lower()
    start = text.lstrip("\ufeff \t\r\n")[:1]
    boundary = _BOUNDARY.search(content_type)
    if "json" in kind or start in ("{", "["):
        return _redact_json_text(text, rules, secrets)
    if kind == "application/x-www-form-urlencoded":
        return _redact_form(text, rules, secrets)
    if kind.startswith("multipart/") and boundary is not None and depth < _DEEPEST:
        return _redact_multipart(text, boundary[1] or boundary[2], rules, secrets, depth)
    if start == "<":
        text = _redact_markup(text, rules, secrets)
    return rules.redact_prose(text, secrets), ()
