"""Content that only a Pact plugin can compare.

Source: pact_matching asks its catalogue of plugins before it compares a body itself; JSON, XML, forms, multipart
bodies and plain text stay with the core.
"""

from __future__ import annotations

from collections.abc import Mapping

from contractlab.contracts.expected_body import ExpectedBody
from contractlab.values.content_types import ContentType
from contractlab.values.json_text import to_string
from contractlab.values.json_types import JSON
from contractlab.values.reasons import Reason, ReasonCode

__all__ = ["plugin_names", "plugin_reason"]


def plugin_names(document: Mapping[str, JSON]) -> tuple[str, ...]:
    """Names of the plugins that a contract lists in its metadata."""
    metadata = document.get("metadata")
    listed = metadata.get("plugins") if isinstance(metadata, Mapping) else None
    if not isinstance(listed, list):
        return ()
    return tuple(
        to_string(plugin.get("name")) for plugin in listed if isinstance(plugin, Mapping) and plugin.get("name")
    )


def _core_compares(kind: ContentType) -> bool:
    plain = (kind.main, kind.sub) == ("text", "plain")
    return kind.is_json or kind.is_xml or kind.is_form or kind.is_multipart or plain or kind.is_unknown


def plugin_reason(names: tuple[str, ...], body: ExpectedBody, header: str | None) -> Reason | None:
    """Why a body cannot be checked without a plugin; None if it can.

    Parameters
    ----------
    names : tuple of str
        Plugins that the example or its contract names.
    body : ExpectedBody
    header : str or None
        The expected Content-Type header.
    """
    if not names or body.presence != "present":
        return None
    kind = body.type_with(header)
    if _core_compares(kind):
        return None
    noun = "plugin" if len(names) == 1 else "one of the plugins"
    text = f"needs {noun} {', '.join(names)}: {kind} is compared by a plugin, and contractlab runs none"
    return Reason(ReasonCode.NEEDS_PLUGIN, text)
