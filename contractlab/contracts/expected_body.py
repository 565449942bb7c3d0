"""The body of an example as the contract expects it, and the content type that stands for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from contractlab.values.content_types import UNKNOWN_TYPE, ContentType, detect_from_text, parse_content_type
from contractlab.values.display import quiet
from contractlab.values.json_text import json_text

__all__ = ["ExpectedBody", "Presence", "type_of"]

Presence = Literal["missing", "null", "empty", "present"]
_NO_VALUE: Any = object()


@quiet
@dataclass(frozen=True, slots=True)
class ExpectedBody:
    """The body that a contract expects.

    Attributes
    ----------
    presence : str
        ``"missing"`` (anything goes), ``"null"`` or ``"empty"`` (no body), ``"present"``.
    data : bytes
        What it is byte by byte.
    content_type : ContentType or None
        What the contract says of the body itself; the Content-Type header is asked next.
    value : JSON value
        The parsed body where the contract holds it parsed.
    as_read : JSON value
        `value` as the verifier reads it from the file, where it reads a number otherwise; only beside `value`.
    """

    presence: Presence
    raw: bytes | None = None
    content_type: ContentType | None = None
    value: Any = _NO_VALUE
    as_read: Any = _NO_VALUE

    @property
    def data(self) -> bytes:
        """The body's bytes; an expected value is written as compact JSON with sorted keys."""
        if self.raw is not None:
            return self.raw
        return b"" if self.value is _NO_VALUE else json_text(self.value).encode("utf-8", "surrogatepass")

    @property
    def has_value(self) -> bool:
        """True if the contract holds the body parsed."""
        return self.value is not _NO_VALUE

    @property
    def value_as_read(self) -> Any:
        """The parsed body as the verifier reads it."""
        return self.value if self.as_read is _NO_VALUE else self.as_read

    def type_with(self, header: str | None) -> ContentType:
        """The content type: of the body, else of the header, else guessed from the whole text."""
        if self.content_type is not None:
            return self.content_type
        declared = parse_content_type(header) if header is not None else None
        if declared is not None:
            return declared
        return type_of(None, self.data if self.presence == "present" else None)


def type_of(header: str | None, data: bytes | None) -> ContentType:
    """Content type by header, else guessed from the text; ``*/*`` where there is neither."""
    if header is not None:
        parsed = parse_content_type(header)
        if parsed is not None:
            return parsed
    if not data:
        return UNKNOWN_TYPE
    try:
        return detect_from_text(data.decode("utf-8"))
    except UnicodeDecodeError:
        return ContentType("text", "plain")
