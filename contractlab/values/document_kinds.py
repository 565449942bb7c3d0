"""What a file is that was given as something else: known by its first keys, so that the mistake can be named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

from contractlab.values.json_types import JSON

__all__ = ["DocumentKind", "kind_of_bytes", "kind_of_document"]


class DocumentKind(Enum):
    """Kinds of files that are taken for contracts or recordings; the value names one in a sentence."""

    API_DESCRIPTION = "an API document (OpenAPI, Swagger or AsyncAPI)"
    ARCHIVE = "a packed file"
    COLLECTION = "a collection of requests (Postman, Insomnia), which holds no answers"
    CONTRACT = "a contract"
    LOG = "a log"
    RECORDING = "a recording"
    RUN = "a saved run"
    VERIFIER_RESULTS = "the results of a verifier"
    WEB_PAGE = "a web page"


_HEAD = 4096
_API_TEXT = re.compile(r"^[\"']?(?:openapi|swagger|asyncapi)[\"']?[ \t]*:", re.MULTILINE)
_CASSETTE_TEXT = re.compile(r"^:?(?:http_)?interactions[ \t]*:|^- !ruby/\w+:VCR::", re.MULTILINE)
_LOG_LINE = re.compile(
    r"[\[(]?(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\d\d:\d\d:\d\d|(?:\d{1,3}\.){3}\d{1,3} |\w{3} +\d{1,2} \d\d:\d\d:\d\d"
    r"|(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL)\b)"
)
_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")


def kind_of_document(document: object) -> DocumentKind | None:
    """Tell what parsed JSON is; None for what nobody mistakes for anything."""
    if isinstance(document, list):
        first = document[0] if document else None
        return DocumentKind.RECORDING if isinstance(first, Mapping) and _is_exchange(first) else None
    if not isinstance(document, Mapping):
        return None
    if any(isinstance(document.get(key), str) for key in ("openapi", "swagger", "asyncapi")):
        return DocumentKind.API_DESCRIPTION
    if "contractlab_run" in document:
        return DocumentKind.RUN
    if isinstance(document.get("interactionResults"), list):
        return DocumentKind.VERIFIER_RESULTS
    log = document.get("log")
    if isinstance(log, Mapping) and "entries" in log:
        return DocumentKind.RECORDING
    info = document.get("info")
    if isinstance(info, Mapping) and isinstance(document.get("item"), list):
        return DocumentKind.COLLECTION
    if "__export_format" in document or document.get("_type") == "export":
        return DocumentKind.COLLECTION
    if _is_cassette(document) or _is_exchange(document):
        return DocumentKind.RECORDING
    if "contractType" in document or ("consumer" in document and "provider" in document):
        return DocumentKind.CONTRACT
    return None


def _is_exchange(entry: Mapping[str, JSON]) -> bool:
    request = entry.get("request")
    return isinstance(request, Mapping) and ("url" in request or "uri" in request)


def _is_cassette(document: Mapping[str, JSON]) -> bool:
    """True for interactions of VCR: they have a ``uri``, and no participants stand beside them."""
    listed = document.get("http_interactions", document.get("interactions"))
    if not isinstance(listed, list) or not listed or "consumer" in document or "provider" in document:
        return False
    return all(isinstance(item, Mapping) and _is_exchange(item) for item in listed)


def kind_of_bytes(data: bytes) -> DocumentKind | None:
    """Tell what a file is that is no JSON, by its first bytes; None where nothing gives it away."""
    if data.startswith(_PACKED):
        return DocumentKind.ARCHIVE
    head = data[:_HEAD].decode("utf-8", "replace").lstrip("\ufeff")
    if _PAGE.match(head):
        return DocumentKind.WEB_PAGE
    if _LOG_LINE.match(head.lstrip()):
        return DocumentKind.LOG
    if head.lstrip()[:1] in ("{", "["):
        lines = head.split("\n")
        # One entry a line: JSON, but not as a whole.
        is_lines = len(lines) > 1 and lines[0].rstrip().endswith("}") and '"request"' in lines[0]
        return DocumentKind.RECORDING if is_lines else None
    if _API_TEXT.search(head):
        return DocumentKind.API_DESCRIPTION
    return DocumentKind.RECORDING if _CASSETTE_TEXT.search(head) else None
