"""Redaction of bodies, by what they are: JSON, a form, multipart, XML, other text, bytes."""

from __future__ import annotations

import json
import re
from contextlib import suppress

from contractlab.redaction.addresses import redact_parameters
from contractlab.redaction.detectors import redact_detected
from contractlab.redaction.json_redaction import redact_json
from contractlab.redaction.markup import redact_markup
from contractlab.redaction.names import may_assign_secret, may_hold_secret_key
from contractlab.redaction.rules import SecretRules
from contractlab.redaction.secret_texts import REDACTED, Secrets, replace_secrets
from contractlab.redaction.shapes import redact_shapes
from contractlab.values.mismatch import format_path

__all__ = ["redact_body", "redact_query"]

WHOLE = "$"
"""Listed where a place inside a body has no JSON path: the check of the whole body is then not made."""

_PART_NAME = re.compile(
    r"content-disposition:[^\r\n]*?[;\s]name(?:=\"([^\"\r\n]*)\"|\*?=(?:[\w-]*'[\w-]*')?([^;\s]+))", re.IGNORECASE
)
_PART_TYPE = re.compile(r"content-type:[ \t]*([^\r\n]*)", re.IGNORECASE)
_BOUNDARY = re.compile(r"boundary=(?:\"([^\"]+)\"|([^;\s]+))", re.IGNORECASE)
_DEEPEST = 4
"""Levels of parts within parts, and of JSON within strings of JSON, that are looked into."""
_TEXT_ENCODINGS = ("utf-16-le", "utf-16-be", "utf-16", "utf-32-le", "utf-32-be", "utf-32")


def _spellings(secret: str) -> set[str]:
    """How JSON text may write `secret`."""
    if secret.isalnum() and secret.isascii():
        return {secret}
    escaped = {json.dumps(secret, ensure_ascii=False)[1:-1], json.dumps(secret)[1:-1]}
    return {secret, *escaped, *(spelling.replace("/", "\\/") for spelling in escaped)}


def _redact_json_text(text: str, rules: SecretRules, secrets: Secrets, depth: int = 0) -> tuple[str, tuple[str, ...]]:
    removed = secrets.exact()

    def clean(value: str) -> str:
        # JSON within a string of JSON: a log line, the payload of a message.
        if depth < _DEEPEST and value.lstrip()[:1] in ("{", "[") and (rules.custom or may_assign_secret(value)):
            value, _ = _redact_json_text(value, rules, secrets, depth + 1)
        return replace_secrets(rules.redact_prose(value, secrets), removed)

    def repeats_a_secret(document: str) -> bool:
        return any(spelling in document for secret in removed for spelling in _spellings(secret))

    if not (rules.paths or rules.custom or may_hold_secret_key(text) or repeats_a_secret(text) or clean(text) != text):
        return text, ()
    redacted, names = redact_json(
        text,
        is_secret_key=rules.is_secret_key,
        is_likely=rules.is_likely_secret,
        paths=rules.paths,
        clean=clean,
        secrets=secrets,
    )
    removed = secrets.exact()  # what was just removed may be repeated under a harmless key
    if repeats_a_secret(redacted):
        redacted, more = redact_json(redacted, is_secret_key=lambda _: False, clean=clean, secrets=secrets)
        names = (*names, *(name for name in more if name not in names))
    return redacted, names


def _redact_form(text: str, rules: SecretRules, secrets: Secrets) -> tuple[str, tuple[str, ...]]:
    redacted, names = redact_parameters(
        text, rules.is_secret_field, secrets, lambda document: _redact_json_text(document, rules, secrets, 1)[0]
    )
    return redacted, tuple(format_path((name,)) for name in names)


def redact_query(query: str, rules: SecretRules, secrets: Secrets) -> tuple[str, tuple[str, ...]]:
    """Remove secrets from a query; gives the decoded names of the parameters in which there were some."""
    return redact_parameters(
        query, rules.is_secret_parameter, secrets, lambda document: _redact_json_text(document, rules, secrets, 1)[0]
    )


def _redact_multipart(
    text: str, boundary: str, rules: SecretRules, secrets: Secrets, depth: int
) -> tuple[str, tuple[str, ...]]:
    """Fields by their names; what a part holds besides is redacted by its own type."""
    delimiter = f"--{boundary}"
    parts = text.split(delimiter)
    names: dict[str, None] = {}
    for index, part in enumerate(parts):
        blank = "\r\n\r\n" if "\r\n\r\n" in part else "\n\n"
        head, gap, content = part.partition(blank)
        value = content.rstrip("\r\n")
        if not gap or not value:
            continue
        name = _PART_NAME.search(head)
        field = "" if name is None else name[1] if name[1] is not None else name[2]
        if name is not None and rules.is_secret_field(field, value):
            secrets.add(value)
            parts[index] = head + gap + REDACTED + content[len(value) :]
            names[format_path((field,))] = None
            continue
        kind = _PART_TYPE.search(head)
        inner, _ = _redact_text_body(value, "" if kind is None else kind[1], rules, secrets, depth + 1)
        if inner != value:
            parts[index] = head + gap + inner + content[len(value) :]
            names[format_path((field,)) if name is not None else WHOLE] = None
    return delimiter.join(parts), tuple(names)


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


def redact_body(body: bytes, content_type: str, rules: SecretRules, secrets: Secrets) -> tuple[bytes, tuple[str, ...]]:
    """Remove secrets from a body.

    Parameters
    ----------
    body : bytes
    content_type : str
        As the header says; where it says nothing useful, the first character tells JSON.
    rules : SecretRules
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
    # Keys, comments, text between parts: whatever repeats a secret outside the places above. Detectors are asked first,
    # because what they find may be a number of JSON, in whose place a text must stand.
    pointed = redact_detected(redacted, secrets)
    removed = secrets.exact()
    swept = redact_shapes(replace_secrets(pointed, removed if errors == "strict" else _as_bytes_read(removed)), secrets)
    if swept != redacted or (redacted != text and not names):
        names = (*names, WHOLE) if WHOLE not in names else names
    if swept == text:
        return body, names
    return swept.encode(encoding, errors), names


def _as_bytes_read(removed: list[str]) -> list[str]:
    """Secrets, and how those with letters beyond ASCII read where the same bytes are read as UTF-8.

    Headers are read byte by byte; a body may have the same bytes, whatever its character set.
    """
    spellings = list(removed)
    for secret in removed:
        if not secret.isascii():
            with suppress(UnicodeError):
                spellings.append(secret.encode("latin-1").decode("utf-8", "surrogateescape"))
    return spellings


def _redact_text_body(
    text: str, content_type: str, rules: SecretRules, secrets: Secrets, depth: int = 0
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
        text = redact_markup(text, rules.is_secret_key, secrets, rules.is_likely_secret)
    return rules.redact_prose(text, secrets), ()
