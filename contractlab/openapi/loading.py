"""Loading an API document from a file, an address, bytes or a parsed document."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from contractlab.errors import Fault, InvalidDocument
from contractlab.formats.fetch import fetch, is_url
from contractlab.openapi.document import ApiDocument
from contractlab.openapi.parsing import MAX_BYTES, parsed_text
from contractlab.openapi.references import References
from contractlab.redaction.addresses import clean_address
from contractlab.values.files import read_file
from contractlab.values.json_types import JSON

__all__ = ["load_openapi"]

_VERSIONS = ("3.0", "3.1")


def load_openapi(
    source: str | os.PathLike[str] | bytes | Mapping[str, Any],
    *,
    name: str | None = None,
    headers: Mapping[str, str] | None = None,
    client: Any = None,
    allow_remote: bool = False,
) -> ApiDocument:
    """Load an API document: OpenAPI 3.0 or 3.1, as YAML or JSON.

    Parameters
    ----------
    source : path, address, bytes or mapping
    name : str, optional
        What to call it instead of its path or address.
    headers : mapping, optional
        Sent along where it is an address, to its origin alone.
    client : httpx.Client, optional
        One of the caller's.
    allow_remote : bool
        True reads what ``$ref`` names outside of the document: files of its folder, and addresses. Without, nothing is
        read that was not named here, and such references are reported as problems.

    Returns
    -------
    ApiDocument

    Raises
    ------
    InvalidDocument
        If it cannot be read.
    ProviderError
        If the address does not answer.
    """
    base = ""
    name = None if name is None else clean_address(name)
    if isinstance(source, Mapping):
        text = json.dumps(source, ensure_ascii=False, indent=2, default=str).encode("utf-8", "surrogatepass")
        called = name or "<document>"
    elif isinstance(source, bytes | bytearray):
        text, called = bytes(source), name or "<bytes>"
    elif isinstance(source, str) and is_url(source):
        text, called = fetch(source, headers, client), name or clean_address(source)
        base, headers = _without_credentials(source, headers)
    else:
        path = Path(source)
        text, called, base = _read(path), name or str(source), path.resolve().as_uri()
    document, written = parsed_text(text, called)
    _check_version(document, called)
    assert isinstance(document, dict)  # as the check has seen to it
    references = References(document, base, called, allow_remote=allow_remote, headers=headers, client=client)
    return ApiDocument(written, document, references)


def _without_credentials(address: str, headers: Mapping[str, str] | None) -> tuple[str, dict[str, str]]:
    """What stays of an address once it was asked, and headers that say what its user and password said.

    The address stands in errors and saved documents; the headers are forgotten with them.
    """
    url = urlsplit(address)
    userinfo, _, host = url.netloc.rpartition("@")
    sent = dict(headers or {})
    if userinfo and "authorization" not in map(str.lower, sent):
        sent["Authorization"] = f"Basic {b64encode(unquote(userinfo).encode()).decode()}"
    return urlunsplit((url.scheme, host, url.path, "", "")), sent


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InvalidDocument(str(path), [f"it is larger than {MAX_BYTES // 2**20} MiB"])
        return read_file(path)
    except OSError as error:
        raise InvalidDocument(str(path), [f"it cannot be read: {error.strerror or error}"]) from None


def _check_version(document: JSON, name: str) -> None:
    version = document.get("openapi") if isinstance(document, dict) else None
    if isinstance(document, dict) and "swagger" in document:
        raise InvalidDocument(name, ["it is Swagger 2.0; convert it to OpenAPI 3 first, such as with swagger2openapi"])
    if not isinstance(version, str) or not version.startswith(_VERSIONS):
        shown = f"openapi: {version}" if version is not None else "it lacks the field openapi"
        raise InvalidDocument(name, [Fault(f"this is not OpenAPI 3.0 or 3.1 ({shown})", "/openapi")])
