"""What verifiers ask for and tell: contracts to verify, and results."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from contractlab.broker.book import Book
from contractlab.broker.records import Content, VerificationResult
from contractlab.broker.selecting import Chosen, Provider, select
from contractlab.broker.selectors import parse_selectors
from contractlab.broker.server.call import Call, Refusal, Reply, instant, missing
from contractlab.broker.server.pacticipant_routes import NOT_FOUND
from contractlab.broker.writing import ensure_pacticipant, ensure_version, record_result
from contractlab.values.json_types import JSON

__all__ = ["ROUTES"]


def _token(chosen: Chosen) -> str:
    """What the address of a chosen contract carries, so that its result is known to be of work in progress."""
    pairs = [("w", "true")] if chosen.wip else [("s[][cv]", str(order)) for order in chosen.versions]
    if chosen.pending and not chosen.wip:
        pairs.append(("p", "true"))
    return base64.urlsafe_b64encode(urlencode(pairs).encode()).decode().rstrip("=")


def _is_wip(token: str) -> bool:
    """A token that cannot be read means nothing, as in the broker."""
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
        return ("w", "true") in parse_qsl(text, max_num_fields=1000)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return False


_EMPTY_BRANCH = (
    "when pending or WIP pacts are enabled and there are no tags provided, the provider version branch must not be an "
    "empty string, as it is used in the calculations for WIP/pending. A value must be provided (recommended), or it "
    "must not be set at all."
)


def _since(document: dict[str, JSON], errors: dict[str, JSON]) -> int | None:
    if "includeWipPactsSince" not in document:
        return None
    try:
        moment = datetime.fromisoformat(str(document["includeWipPactsSince"]))
    except ValueError:
        errors["includeWipPactsSince"] = ["must be a date"]
        return None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return int(moment.timestamp() * 1_000_000)


def for_verification(call: Call) -> Reply:
    document = call.document() if call.method == "POST" else {}
    raw = document.get("consumerVersionSelectors", [])
    branch = document.get("providerVersionBranch")
    tags = document.get("providerVersionTags")
    errors: dict[str, JSON] = {}
    if not isinstance(raw, list):
        errors["consumerVersionSelectors"] = ["must be an array"]
        raw = []
    if tags is not None and not isinstance(tags, list):
        errors["providerVersionTags"] = ["must be an array"]
    pending = document.get("includePendingStatus", True)
    if not isinstance(pending, bool):
        errors["includePendingStatus"] = ["must be one of: true, false"]
    since = _since(document, errors)
    if isinstance(branch, str) and branch and not branch.strip():
        errors["providerVersionBranch"] = ["cannot be blank"]
    elif branch == "" and not tags and (document.get("includePendingStatus") is True or since is not None):
        errors["providerVersionBranch"] = [_EMPTY_BRANCH]
    name = branch if isinstance(branch, str) and branch else None
    with call.store.reading() as book:
        selectors, faults = parse_selectors(raw, book, name)
        if faults:
            errors["consumerVersionSelectors"] = [*faults]
        if errors:
            raise Refusal(400, {"errors": errors})
        row = call.pacticipant(book, "provider")
        names = tuple(str(tag) for tag in tags) if isinstance(tags, list) else ()
        chosen = select(book, Provider(row, name, names), selectors, pending=pending is not False, wip_since=since)
        own = {"href": call.url("pacts", "provider", row.name, "for-verification"), "title": "Pacts to be verified"}
        return Reply({"_embedded": {"pacts": [_pact(call, book, each) for each in chosen]}, "_links": {"self": own}})


def _pact(call: Call, book: Book, chosen: Chosen) -> dict[str, Any]:
    publication = chosen.publication
    consumer, provider = book.pacticipants[publication.consumer], book.pacticipants[publication.provider]
    number, sha = book.versions[publication.version].number, book.contents[publication.content].sha
    parts = ("pacts", "provider", provider.name, "consumer", consumer.name, "pact-version", sha)
    notices = [
        {
            "when": "before_verification",
            "text": f"The pact at {call.url(*parts)} is being verified: {', '.join(chosen.why)} ({number})",
        }
    ]
    properties: dict[str, Any] = {"notices": notices}
    if chosen.pending is not None:
        properties["pending"] = chosen.pending
    if chosen.wip:
        properties["wip"] = True
    if chosen.pending:
        text = (
            f"This pact is in pending state for this version of {provider.name} because a successful verification "
            "result has not yet been published. If this verification fails, it will not cause the overall build to "
            "fail. Read more at https://docs.pact.io/go/pending"
        )
        notices.append({"when": "before_verification", "text": text})
    return {
        "shortDescription": ", ".join(chosen.why),
        "verificationProperties": properties,
        "_links": {
            "self": {
                "href": call.url(*parts, "metadata", _token(chosen)),
                "name": f"Pact between {consumer.name} ({number}) and {provider.name}",
            }
        },
    }


def _content(call: Call, book: Book) -> Content:
    consumer, provider = call.pacticipant(book, "consumer"), call.pacticipant(book, "provider")
    content = book.contents.first("consumer provider sha", consumer.id, provider.id, call.names["sha"])
    if content is None:
        raise missing(NOT_FOUND)
    return content


_KEPT = ("testResults", "verifiedBy")


def post_results(call: Call) -> Reply:
    document = call.document()
    success, number = document.get("success"), document.get("providerApplicationVersion")
    errors: dict[str, list[str]] = {}
    if not isinstance(success, bool):
        errors["success"] = ["is missing" if "success" not in document else "must be boolean"]
    if not isinstance(number, str) or not number.strip():
        absent = "providerApplicationVersion" not in document
        errors["providerApplicationVersion"] = ["is missing" if absent else "cannot be blank"]
    build_url = document.get("buildUrl")
    with call.store.writing() as book:
        content = _content(call, book)
        if errors or not isinstance(success, bool) or not isinstance(number, str):
            raise Refusal(400, {"errors": errors})
        version = ensure_version(book, ensure_pacticipant(book, call.names["provider"]), number)
        result = record_result(
            book,
            content,
            version,
            success,
            wip=_is_wip(call.names.get("metadata", "")),
            build_url=build_url if isinstance(build_url, str) else None,
        )
        kept = {name: document[name] for name in _KEPT if name in document}
        call.store.put_details(result.id, json.dumps(kept, ensure_ascii=False))
        body = _result(call, book, result, kept)
        return Reply(body, 201, body["_links"]["self"]["href"])


def _result(call: Call, book: Book, result: VerificationResult, kept: dict[str, JSON]) -> dict[str, Any]:
    consumer, provider = call.names["consumer"], call.names["provider"]
    rows = book.publications.by("content", result.content)
    number = book.versions[max(row.version for row in rows)].number if rows else ""
    of = call.url("pacts", "provider", provider, "consumer", consumer, "pact-version", call.names["sha"])
    name = f"Pact between {consumer} ({number}) and {provider}"
    document: dict[str, Any] = {
        "providerName": provider,
        "providerApplicationVersion": book.versions[result.version].number,
        "success": result.success,
        "verificationDate": instant(result.created_at),
    }
    if result.build_url is not None:
        document["buildUrl"] = result.build_url
    own = {
        "title": "Verification result",
        "name": f"Verification result {result.id} for {name}",
        "href": f"{of}/verification-results/{result.id}",
    }
    return {
        **document,
        **kept,
        "_links": {"self": own, "pb:pact-version": {"title": "Pact", "name": name, "href": of}},
    }


def get_result(call: Call) -> Reply:
    with call.store.reading() as book:
        rows = book.results.by("content", _content(call, book).id)
        wanted = call.names.get("number")
        row = next((each for each in reversed(rows) if wanted is None or str(each.id) == wanted), None)
        if row is None:
            raise missing(NOT_FOUND)
        details = call.store.details(row.id)
        kept = json.loads(details) if details is not None else {}
        return Reply(_result(call, book, row, kept if isinstance(kept, dict) else {"testResults": kept}))


_CONTENT = "pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}"
ROUTES = {
    "pacts/provider/{provider}/for-verification": {"GET": for_verification, "POST": for_verification},
    f"{_CONTENT}/verification-results": {"POST": post_results},
    f"{_CONTENT}/metadata/{{metadata}}/verification-results": {"POST": post_results},
    f"{_CONTENT}/verification-results/latest": {"GET": get_result},
    f"{_CONTENT}/verification-results/{{number}}": {"GET": get_result},
}
