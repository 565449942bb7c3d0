"""Why a schema refuses a value, in plain words: the library's own where it has said enough."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contractlab.values.text import json_kind, quote

__all__ = ["reason_of"]

_MEMBERS = 5


def reason_of(error: Any) -> str:
    """What is wrong, as part of a sentence.

    Parameters
    ----------
    error : jsonschema.ValidationError
    """
    keyword, wanted, value = str(error.validator), error.validator_value, error.instance
    if keyword in ("type", "nullable"):
        types = error.schema.get("type") if isinstance(error.schema, Mapping) else wanted
        words = " or ".join(map(str, types)) if isinstance(types, list) else str(types)
        return f"{_shown(value)} where the document says {words}"
    if keyword == "required" and isinstance(value, Mapping):
        missing = next((name for name in wanted if repr(name) in str(error.message)), "")
        return f"the key {quote(missing, 60)} is missing, and the document requires it"
    if keyword == "additionalProperties" and isinstance(value, Mapping):
        property_names = error.schema.get("properties", {}) if isinstance(error.schema, Mapping) else {}
        more = [key for key in value if key not in property_names][:_MEMBERS]
        return f"the document does not allow {', '.join(quote(key, 40) for key in more)}"
    if keyword == "enum" and isinstance(wanted, list):
        members = ", ".join(quote(member, 40) for member in wanted[:_MEMBERS])
        more_words = " …" if len(wanted) > _MEMBERS else ""
        return f"{_shown(value)} is none of {members}{more_words}"
    if keyword == "format":
        return f"{_shown(value)} has not the format {wanted}"
    if keyword == "pattern":
        return f"{_shown(value)} does not match {quote(wanted, 60)[1:-1]}"
    return str(error.message)[:300]


def _shown(value: Any) -> str:
    return json_kind(value) if isinstance(value, dict | list) else quote(value, 60)
