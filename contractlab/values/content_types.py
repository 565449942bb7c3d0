"""Content types: parsing, sniffing from text, and when one stands for another.

Source: pact_models' content types, which parse with the MIME crate: type and parameter names without regard to
case, values of ``charset`` as well, all other values exactly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["UNKNOWN_TYPE", "ContentType", "detect_from_bytes", "detect_from_text", "parse_content_type"]

_TOKEN = r"[!#$&'*+\-.^_`|~0-9A-Za-z%]+"
_TYPE = re.compile(rf"({_TOKEN})/({_TOKEN})", re.ASCII)
_PARAMETER = re.compile(rf"[ ]*;[ ]*(?:({_TOKEN})=(?:\"((?:[^\"\\]|\\.)*)\"|({_TOKEN})))", re.ASCII)


@dataclass(frozen=True, slots=True)
class ContentType:
    """A parsed content type.

    Attributes
    ----------
    main, sub : str
        Lower case; `sub` without its suffix.
    suffix : str
        What follows the last ``+``, or nothing.
    attributes : tuple of (str, str)
        Sorted by name.
    """

    main: str
    sub: str
    suffix: str = ""
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def is_unknown(self) -> bool:
        """True for ``*/*`` and the like."""
        return self.main == "*" or self.sub == "*"

    @property
    def is_json(self) -> bool:
        """JSON to the Rust core: any application type that starts with json or ends with +json, and graphql."""
        return self.main == "application" and (
            self.sub.startswith("json") or self.suffix == "json" or self.sub == "graphql"
        )

    @property
    def is_xml(self) -> bool:
        """XML: application or text, with xml as subtype or suffix."""
        return self.main in ("application", "text") and (self.sub == "xml" or self.suffix == "xml")

    @property
    def is_strict_xml(self) -> bool:
        """XML without a suffix: ``text/xml`` and ``application/xml`` mean the same."""
        return self.main in ("application", "text") and self.sub == "xml"

    @property
    def is_form(self) -> bool:
        """``application/x-www-form-urlencoded``."""
        return self.main == "application" and self.sub == "x-www-form-urlencoded"

    @property
    def is_multipart(self) -> bool:
        """Any multipart type."""
        return self.main == "multipart"

    @property
    def is_text(self) -> bool:
        """Text, XML, JSON or a form."""
        return self.main == "text" or self.is_xml or self.is_json or self.is_form

    @property
    def is_binary(self) -> bool:
        """Media, and everything else that is not text."""
        if self.main in ("audio", "font", "image", "video"):
            return True
        return not self.is_text

    @property
    def base(self) -> ContentType:
        """The suffix as a type, without parameters: ``application/hal+json`` is ``application/json``."""
        return ContentType(self.main, self.suffix or self.sub)

    def stands_for(self, content_type: ContentType) -> bool:
        """True if a body of type `content_type` may be compared with one of this type."""
        if self.is_strict_xml and content_type.is_strict_xml:
            return not self.attributes or self.attributes == content_type.attributes
        if not self.attributes:
            return self.main == content_type.main and self.sub == content_type.sub
        return self == content_type

    def __str__(self) -> str:
        base = f"{self.main}/{self.sub}+{self.suffix}" if self.suffix else f"{self.main}/{self.sub}"
        return ";".join([base, *(f"{name}={value}" for name, value in self.attributes)])


UNKNOWN_TYPE = ContentType("*", "*")


@lru_cache(maxsize=1024)
def parse_content_type(text: str) -> ContentType | None:
    """Read a content type; None for what is none, such as ``json``."""
    match = _TYPE.match(text)
    if match is None:
        return None
    main, whole = match[1].lower(), match[2].lower()
    sub, plus, suffix = whole.rpartition("+")
    if not plus or not sub:
        sub, suffix = whole, ""
    at = match.end()
    attributes: dict[str, str] = {}
    while at < len(text):
        parameter = _PARAMETER.match(text, at)
        if parameter is None:
            if text[at:].strip(" ;"):
                return None
            break
        name = parameter[1].lower()
        value = re.sub(r"\\(.)", r"\1", parameter[2]) if parameter[2] is not None else parameter[3]
        attributes[name] = value.lower() if name == "charset" else value
        at = parameter.end()
    return ContentType(main, sub, suffix, tuple(sorted(attributes.items())))


_XML_DECLARATION = re.compile(r"\s*<\?xml\s*version")
_HTML = re.compile(r"\s*<!DOCTYPE|<HTML>")
_XML_ELEMENT = re.compile(r"\s*<\w+")
_JSON = re.compile(r'\s*(true|false|null|[0-9]+|"\w*|\{\s*(}|"\w+)|\[\s*)')


def detect_from_text(text: str) -> ContentType:
    """Guess the type of a text by how it starts; plain text where nothing else fits."""
    if _XML_DECLARATION.match(text):
        return ContentType("application", "xml")
    if _HTML.match(text[:4096].upper()):
        return ContentType("text", "html")
    if _XML_ELEMENT.match(text):
        return ContentType("application", "xml")
    if _JSON.match(text):
        return ContentType("application", "json")
    return ContentType("text", "plain")


def detect_from_bytes(data: bytes) -> ContentType | None:
    """Guess the type by the first 32 bytes; None if they are not UTF-8."""
    try:
        return detect_from_text(data[:32].decode("utf-8"))
    except UnicodeDecodeError:
        return None
