"""The text of an API document, JSON or YAML, as a value with lines."""

from __future__ import annotations

from contractlab.errors import Fault, InvalidDocument
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON
from contractlab.values.source import Source

__all__ = ["MAX_BYTES", "parsed_text"]

MAX_BYTES = 64 * 2**20


def parsed_text(data: bytes, name: str) -> tuple[JSON, Source]:
    """The value of a text, JSON or YAML, and where its values stand.

    Parameters
    ----------
    data : bytes
    name : str

    Raises
    ------
    InvalidDocument
        If it is neither.
    """
    if len(data) > MAX_BYTES:
        raise InvalidDocument(name, [f"it is larger than {MAX_BYTES // 2**20} MiB"])
    text = data.removeprefix(b"\xef\xbb\xbf")
    looks_like_json = text.lstrip()[:1] in (b"{", b"[")
    if looks_like_json:
        try:
            return parse_json(text), Source(name, text)
        except NotJson as error:
            reason, line = str(error), error.line or None
    try:
        from contractlab.openapi.yaml_text import NotYaml, YamlSource, parse_yaml

        value, lines = parse_yaml(text.decode("utf-8"))
    except UnicodeDecodeError:
        raise InvalidDocument(name, ["it is not UTF-8"]) from None
    except NotYaml as error:
        if not looks_like_json:
            reason, line = str(error), error.line
        raise InvalidDocument(name, [Fault(reason, "", line)]) from None
    return value, YamlSource(name, text, lines)
