"""Secrets in XML and HTML: elements and attributes with secret names, form fields and meta tags.

The text is edited in place and never parsed: whatever is broken in it stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from contractlab.redaction.likely import may_name_secret
from contractlab.redaction.prose import IsSecretKey
from contractlab.redaction.secret_texts import REDACTED, Secrets

__all__ = ["redact_markup"]

_TAG = re.compile(r"<((?:[\w.\-]{1,200}+:)?+([\w.\-]{1,200}+))(?:\s[^<>]*+)?+>")
_FIELD_TAG = re.compile(r"<[\w.:\-]{1,200}+\s(?:[^<>\"']++|\"[^\"]{0,2000}+\"|'[^']{0,2000}+'|[\"'])*+>", re.IGNORECASE)
_FIELD_NAME = re.compile(r"\s(?:name|key)\s*=\s*[\"']?([^\s\"'<>]+)", re.IGNORECASE)
_FIELD_VALUE = re.compile(r"(\s(?:value|content)\s*=\s*)(\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<=[\s:])([\w.\-]+)(\s*=\s*)(\"[^\"<>]*\"|'[^'<>]*')")
_PAIR = re.compile(
    r"(<((?:[\w.\-]{1,40}+:)?+(?:name|key|field|parameter|property|label|k))>\s{0,40}+([^<>]{1,80})</\2>\s{0,400}+"
    r"<((?:[\w.\-]{1,40}+:)?+(?:value|val|v|string|data|content|text))>)([^<>]{1,4096})(?=</\4>)",
    re.IGNORECASE,
)
"""``<name>password</name><value>…</value>``, and the same of a property list."""

IsLikely = Callable[[str, str], bool]
_MOST_UNNAMED = 4096
"""Characters of an element that is a secret by its content as well as by its name."""


def _redact_elements(text: str, is_secret_key: IsSecretKey, secrets: Secrets, is_likely: IsLikely) -> str:
    """Everything between the tags of a secret element goes, whatever stands in it."""
    pieces: list[str] = []
    at = 0
    unclosed: set[str] = set()
    for match in _TAG.finditer(text):
        name = match[1]
        if match.start() < at or match[0].endswith("/>") or name in unclosed:
            continue
        label = _FIELD_NAME.search(match[0])
        names = [match[2], *([label[1]] if label is not None else [])]
        likely = not any(map(is_secret_key, names))
        if likely and not any(map(may_name_secret, names)):
            continue
        end = text.find(f"</{name}", match.end())
        if end < 0:
            unclosed.add(name)
            continue
        content = text[match.end() : end]
        if not content.strip() or content == REDACTED:
            continue
        bare = content.strip().removeprefix("<![CDATA[").removesuffix("]]>")
        if likely and (len(bare) > _MOST_UNNAMED or not any(is_likely(each, bare) for each in names)):
            continue
        secrets.add(content.strip().removeprefix("<![CDATA[").removesuffix("]]>"))
        pieces += (text[at : match.end()], REDACTED)
        at = end
    return "".join([*pieces, text[at:]])


def redact_markup(
    text: str, is_secret_key: IsSecretKey, secrets: Secrets, is_likely: IsLikely = lambda name, value: False
) -> str:
    """Remove secrets from XML or HTML.

    Parameters
    ----------
    text : str
    is_secret_key : callable
        Takes the name of an element, an attribute or a form field.
    is_likely : callable
        Takes such a name and the value: what is a secret by both together.
    secrets : Secrets
        Collects what was removed.
    """

    def attribute(match: re.Match[str]) -> str:
        if len(match[3]) == 2 or not (is_secret_key(match[1]) or is_likely(match[1], match[3][1:-1])):
            return match[0]
        secrets.add(match[3][1:-1])
        return f"{match[1]}{match[2]}{match[3][0]}{REDACTED}{match[3][0]}"

    def field(match: re.Match[str]) -> str:
        name = _FIELD_NAME.search(match[0])
        if name is None:
            return match[0]
        if is_secret_key(name[1]):
            return _FIELD_VALUE.sub(field_value, match[0])
        value = _FIELD_VALUE.search(match[0])
        if value is None or not is_likely(name[1], value[2].strip("\"'")):
            return match[0]
        return _FIELD_VALUE.sub(field_value, match[0])

    def field_value(match: re.Match[str]) -> str:
        secrets.add(match[2].strip("\"'"))
        return f'{match[1]}"{REDACTED}"'

    def pair(match: re.Match[str]) -> str:
        label, value = match[3].strip(), match[5].strip()
        if not value or value == REDACTED or not (is_secret_key(label) or is_likely(label, value)):
            return match[0]
        secrets.add(value)
        return f"{match[1]}{REDACTED}"

    text = _PAIR.sub(pair, text)
    return _FIELD_TAG.sub(field, _ATTRIBUTE.sub(attribute, _redact_elements(text, is_secret_key, secrets, is_likely)))
