"""What verifiers tell: results, and how they are read again."""

from __future__ import annotations

import json
from typing import Any

from contractlab.broker.book import Book
from contractlab.broker.records import Content, Publication, VerificationResult
from contractlab.broker.server.call import Call, Refusal, Reply, gone, instant
from contractlab.broker.server.pact_links import read_token, token_of
from contractlab.broker.writing import ensure_pacticipant, ensure_version, record_result
from contractlab.values.json_types import JSON

__all__ = ["ROUTES"]


def _content(call: Call, book: Book) -> Content:
    consumer, provider = book.pacticipant(call.names["consumer"]), book.pacticipant(call.names["provider"])
    content = (
        None
        if consumer is None or provider is None
        else book.contents.first("consumer provider sha", consumer.id, provider.id, call.names["sha"])
    )
    if content is None:
        raise gone()
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
    with call.writing() as book:
        content = _content(call, book)
        if errors or not isinstance(success, bool) or not isinstance(number, str):
            raise Refusal(400, {"errors": errors})
        version = ensure_version(book, ensure_pacticipant(book, call.names["provider"]), number)
        result = record_result(
            book,
            content,
            version,
            success,
            wip=("w", "true") in read_token(call.names.get("metadata", "")),
            build_url=build_url if isinstance(build_url, str) else None,
        )
        kept = {name: document[name] for name in _KEPT if name in document}
        call.store.put_details(result.id, json.dumps(kept, ensure_ascii=False))
        body = _result(call, book, result, kept)
        return Reply(body, 201, body["_links"]["self"]["href"])


def _result(call: Call, book: Book, result: VerificationResult, kept: dict[str, JSON]) -> dict[str, Any]:
    content = book.contents[result.content]
    consumer, provider = book.pacticipants[content.consumer].name, book.pacticipants[content.provider].name
    rows = book.publications.by("content", result.content)
    number = book.versions[max(row.version for row in rows)].number if rows else ""
    of = call.url("pacts", "provider", provider, "consumer", consumer, "pact-version", content.sha)
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
        "verifiedBy": {},
        **kept,
        "_links": {
            "self": own,
            "pb:pact-version": {
                "title": "Pact",
                "name": name,
                "href": f"{of}/metadata/{token_of(('cvn', number))}",
            },
            "pb:triggered-webhooks": {
                "title": "Webhooks triggered by the publication of this verification result",
                "href": f"{own['href']}/triggered-webhooks",
            },
        },
    }


def _kept(call: Call, result: VerificationResult) -> dict[str, JSON]:
    details = call.store.details(result.id)
    kept = json.loads(details) if details is not None else {}
    return kept if isinstance(kept, dict) else {"testResults": kept}


def _shown(call: Call, book: Book, row: VerificationResult | None) -> Reply:
    if row is None:
        raise gone()
    return Reply(_result(call, book, row, _kept(call, row)))


def get_result(call: Call) -> Reply:
    number = call.names["number"]
    with call.store.reading() as book:
        rows = book.results.by("content", _content(call, book).id)
        return _shown(call, book, next((each for each in rows if str(each.id) == number), None))


def get_latest_result(call: Call) -> Reply:
    with call.store.reading() as book:
        return _shown(call, book, book.results.last("content", _content(call, book).id))


def _pair(call: Call, book: Book) -> list[Publication]:
    consumer, provider = book.pacticipant(call.names["consumer"]), book.pacticipant(call.names["provider"])
    if consumer is None or provider is None:
        raise gone()
    return book.publications.by("consumer provider", consumer.id, provider.id)


def get_latest_of_version(call: Call) -> Reply:
    """The newest result of the contract of a consumer version; without a version, of the newest that has a result."""
    number = call.names.get("version")
    with call.store.reading() as book:
        rows = [row for row in _pair(call, book) if number in (None, book.versions[row.version].number)]
        rows.sort(key=lambda row: row.version)
        return _shown(call, book, book.results.last("content", rows[-1].content) if rows else None)


def get_results_of_version(call: Call) -> Reply:
    """Results of every contract of a consumer version, each provider's newest.

    As observed, a result is counted once for each version that shares the content, and the whole counts as a failure
    then: clients do well not to ask this.
    """
    name, number = call.names["consumer"], call.names["version"]
    with call.store.reading() as book:
        consumer = book.pacticipant(name)
        version = None if consumer is None else book.version(consumer, number)
        if version is None:
            raise gone()
        summary: dict[str, list[str]] = {"successful": [], "failed": [], "unknown": []}
        documents = []
        for row in book.publications.by("version", version.id):
            result = book.results.last("content", row.content)
            kind = "unknown" if result is None else "successful" if result.success else "failed"
            provider = book.pacticipants[row.provider].name
            if result is None:
                summary[kind].append(provider)
                continue
            for _ in book.publications.by("content", row.content):
                summary[kind].append(provider)
                documents.append(_result(call, book, result, _kept(call, result)))
        providers = [book.pacticipants[row.provider].name for row in book.publications.by("version", version.id)]
        own = call.url("verification-results", "consumer", name, "version", number, "latest")
        title = f"Latest verification results for consumer {name} version {number}"
        return Reply(
            {
                "success": bool(providers) and sorted(summary["successful"]) == sorted(providers),
                "providerSummary": {kind: [*names] for kind, names in summary.items()},
                "_embedded": {"verificationResults": documents},
                "_links": {"self": {"href": own, "title": title}},
            }
        )


_PAIR = "pacts/provider/{provider}/consumer/{consumer}"
_CONTENT = f"{_PAIR}/pact-version/{{sha}}"
ROUTES = {
    f"{_CONTENT}/verification-results": {"POST": post_results},
    f"{_CONTENT}/metadata/{{metadata}}/verification-results": {"POST": post_results},
    f"{_CONTENT}/verification-results/latest": {"GET": get_latest_result},
    f"{_CONTENT}/verification-results/{{number}}": {"GET": get_result},
    f"{_CONTENT}/metadata/{{metadata}}/verification-results/{{number}}": {"GET": get_result},
    f"{_PAIR}/version/{{version}}/verification-results/latest": {"GET": get_latest_of_version},
    f"{_PAIR}/latest/verification-results/latest": {"GET": get_latest_of_version},
    "verification-results/consumer/{consumer}/version/{version}/latest": {"GET": get_results_of_version},
}
