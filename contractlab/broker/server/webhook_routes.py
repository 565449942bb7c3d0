"""Webhooks over HTTP: they are kept and shown, and never run; no address that a client gives is ever called."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from contractlab.broker.book import Book
from contractlab.broker.kept_webhook import kept_webhook
from contractlab.broker.records import Pacticipant, Webhook
from contractlab.broker.server.call import Call, Refusal, Reply, gone, instant
from contractlab.broker.server.links import curies
from contractlab.values.json_types import JSON

__all__ = ["ROUTES"]

_EVENTS = (
    "contract_published",
    "contract_content_changed",
    "contract_requiring_verification_published",
    "provider_verification_published",
    "provider_verification_succeeded",
    "provider_verification_failed",
)
_METHODS = ("POST", "PUT", "PATCH", "GET", "DELETE")
_NOT_RUN = "Webhooks are kept here and never run: ask for the events of this broker instead."
_EXECUTE = (
    "Test the execution of the webhook with the latest matching pact or verification by sending a POST request to this "
    "URL"
)

Hal = dict[str, Any]


def _request_faults(request: JSON, errors: dict[str, list[str]]) -> None:
    if not isinstance(request, dict):
        errors["request"] = ["is missing" if request is None else "must be a hash"]
        return
    method, url = request.get("method"), request.get("url")
    if method is None:
        errors["request.method"] = ["is missing"]
    elif not isinstance(method, str) or method.upper() not in _METHODS:
        errors["request.method"] = ["is not a recognised HTTP method"]
    elif method.upper() != "POST":
        errors["request.method"] = ["must be POST. See /doc/webhooks#whitelist for more information."]
    if url is None:
        errors["request.url"] = ["is missing"]
        return
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
        whole = bool(parts.scheme and parts.hostname)
    except ValueError:
        parts, whole = urlsplit(""), False
    if not whole:
        errors["request.url"] = ["is not a valid URL eg. http://example.org"]
    elif parts.scheme != "https":
        errors["request.url"] = ["scheme must be https. See /doc/webhooks#whitelist for more information."]


def _event_faults(events: JSON, errors: dict[str, list[str]]) -> None:
    if events is None:
        return
    if not isinstance(events, list):
        errors["events"] = ["must be an array"]
    elif not events:
        errors["events"] = ["size cannot be less than 1"]
    else:
        names = [each.get("name") if isinstance(each, dict) else None for each in events]
        faults = [
            f"name must be one of: {', '.join(_EVENTS)} (at index {index})"
            for index, name in enumerate(names)
            if name not in _EVENTS
        ]
        if faults:
            errors["events"] = faults


def _side(book: Book, document: dict[str, JSON], side: str, errors: dict[str, list[str]]) -> Pacticipant | None:
    entry = document.get(side)
    if entry is None:
        return None
    name = entry.get("name") if isinstance(entry, dict) else None
    if isinstance(entry, dict) and name is None and isinstance(entry.get("label"), str):
        return None
    row = book.pacticipant(name) if isinstance(name, str) else None
    if row is None:
        errors[f"{side}.name"] = ["is missing" if name is None else "does not match an existing pacticipant"]
    return row


def _checked(call: Call, book: Book) -> tuple[Pacticipant | None, Pacticipant | None, str]:
    """Consumer, provider and the rest of a webhook that is sent.

    Raises
    ------
    Refusal
        400 with what is wrong.
    """
    document = call.document()
    errors: dict[str, list[str]] = {}
    _event_faults(document.get("events"), errors)
    _request_faults(document.get("request"), errors)
    sides = []
    for side in ("consumer", "provider"):
        if side in call.names:
            sides.append(call.pacticipant(book, side))
        else:
            sides.append(_side(book, document, side, errors))  # type: ignore[arg-type]
    if errors:
        raise Refusal(400, {"errors": {name: [*texts] for name, texts in errors.items()}})
    return sides[0], sides[1], kept_webhook(document)


def _document(call: Call, book: Book, row: Webhook) -> Hal:
    kept = json.loads(row.document)
    own = call.url("webhooks", row.uuid)
    document: Hal = {"uuid": row.uuid, "description": kept["description"] or _words(book, row)}
    names = {
        side: book.pacticipants[number].name
        for side, number in (("consumer", row.consumer), ("provider", row.provider))
        if number is not None
    }
    document |= {side: {"label": label} for side, label in kept["labels"].items()}
    document |= {side: {"name": name} for side, name in names.items()}
    document |= {name: kept[name] for name in ("enabled", "request", "events")}
    document["createdAt"] = instant(row.created_at)
    if row.updated_at is not None:
        document["updatedAt"] = instant(row.updated_at)
    links: Hal = {
        "self": {"title": document["description"], "href": own},
        "pb:execute": {"title": _EXECUTE, "href": f"{own}/execute"},
    }
    for side, name in names.items():
        href = call.url("pacticipants", name)
        links[f"pb:{side}"] = {"title": side.capitalize(), "name": name, "href": href}
    if len(names) == 2:
        links["pb:pact-webhooks"] = {
            "title": f"All webhooks for consumer {names['consumer']} and provider {names['provider']}",
            "href": call.url("webhooks", "provider", names["provider"], "consumer", names["consumer"]),
        }
    links["pb:webhooks"] = {"title": "All webhooks", "href": call.url("webhooks")}
    return {**document, "_links": links}


def _words(book: Book, row: Webhook) -> str:
    """Which contracts a webhook is for."""
    consumer = None if row.consumer is None else book.pacticipants[row.consumer].name
    provider = None if row.provider is None else book.pacticipants[row.provider].name
    if consumer is not None and provider is not None:
        return f"A webhook for the pact between {consumer} and {provider}"
    if consumer is not None:
        return f"A webhook for all pacts with consumer {consumer}"
    if provider is not None:
        return f"A webhook for all pacts with provider {provider}"
    return "A webhook for all pacts"


def _list(call: Call, book: Book, rows: Sequence[Webhook], title: str) -> Reply:
    own = call.base + call.path
    links = [
        {
            "title": _words(book, row),
            "name": json.loads(row.document)["description"] or "",
            "href": call.url("webhooks", row.uuid),
        }
        for row in rows
    ]
    return Reply(
        {
            "_links": {
                "self": {"title": title, "href": own},
                "pb:create": {"title": "POST to create a webhook", "href": own},
                "pb:webhooks": links,
                "curies": curies(call, "webhooks"),
            }
        }
    )


def _chosen(call: Call, book: Book) -> list[Webhook]:
    """Webhooks of those whom the path names."""
    rows = list(book.webhooks)
    for side in ("consumer", "provider"):
        if side in call.names:
            number = call.pacticipant(book, side).id
            rows = [row for row in rows if (row.consumer if side == "consumer" else row.provider) == number]
    return rows


def list_webhooks(call: Call) -> Reply:
    with call.store.reading() as book:
        return _list(call, book, _chosen(call, book), "Webhooks")


def list_pact_webhooks(call: Call) -> Reply:
    with call.store.reading() as book:
        return _list(call, book, _chosen(call, book), "Pact webhooks")


def post_webhook(call: Call) -> Reply:
    with call.writing() as book:
        consumer, provider, kept = _checked(call, book)
        row = book.webhooks.add(
            Webhook(
                book.webhooks.next_id(),
                secrets.token_urlsafe(16),
                None if consumer is None else consumer.id,
                None if provider is None else provider.id,
                kept,
                book.now(),
            )
        )
        return Reply(_document(call, book, row), 201, call.url("webhooks", row.uuid))


def _webhook(call: Call, book: Book) -> Webhook:
    row = book.webhooks.first("uuid", call.names["uuid"])
    if row is None:
        raise gone()
    return row


def get_webhook(call: Call) -> Reply:
    with call.store.reading() as book:
        return Reply(_document(call, book, _webhook(call, book)))


def put_webhook(call: Call) -> Reply:
    with call.writing() as book:
        row = book.webhooks.first("uuid", call.names["uuid"])
        consumer, provider, kept = _checked(call, book)
        sides = (None if consumer is None else consumer.id, None if provider is None else provider.id)
        if row is None:
            moment = book.now()
            row = book.webhooks.add(Webhook(book.webhooks.next_id(), call.names["uuid"], *sides, kept, moment))
            return Reply(_document(call, book, row), 201, call.url("webhooks", row.uuid))
        changed = replace(row, consumer=sides[0], provider=sides[1], document=kept, updated_at=book.now())
        return Reply(_document(call, book, book.webhooks.replace(changed)))


def remove_webhook(call: Call) -> Reply:
    with call.writing() as book:
        book.webhooks.remove(_webhook(call, book))
    return Reply(status=204)


def execute_webhook(call: Call) -> Reply:
    with call.store.reading() as book:
        _webhook(call, book)
    raise Refusal(400, {"error": _NOT_RUN})


def get_status(call: Call) -> Reply:
    with call.store.reading() as book:
        consumer, provider = call.pacticipant(book, "consumer").name, call.pacticipant(book, "provider").name
    of = call.url("pacts", "provider", provider, "consumer", consumer, "webhooks")
    return Reply(
        {
            "summary": {"successful": 0, "failed": 0},
            "_embedded": {"triggeredWebhooks": []},
            "_links": {
                "self": {"href": f"{of}/status", "title": "Webhooks status"},
                "pb:error-logs": [],
                "pb:pact-webhooks": {"title": f"Webhooks for the pact between {consumer} and {provider}", "href": of},
                "pb:consumer": {
                    "href": call.url("pacticipants", consumer),
                    "title": "Consumer",
                    "name": consumer,
                },
                "pb:provider": {
                    "href": call.url("pacticipants", provider),
                    "title": "Provider",
                    "name": provider,
                },
            },
        }
    )


def _triggered(call: Call, of: str) -> Reply:
    """Nothing was ever triggered."""
    own = {"title": f"Webhooks triggered by the publication of {of}", "href": call.base + call.path}
    return Reply({"_embedded": {"triggeredWebhooks": []}, "_links": {"self": own}})


def get_triggered(call: Call) -> Reply:
    with call.store.reading() as book:
        consumer, provider = book.pacticipant(call.names["consumer"]), book.pacticipant(call.names["provider"])
        version = None if consumer is None else book.version(consumer, call.names["version"])
        if consumer is None or provider is None or version is None or book.publication(version, provider) is None:
            raise gone()
    names = call.names
    return _triggered(call, f"the pact between {names['consumer']} ({names['version']}) and {names['provider']}")


def get_triggered_by_result(call: Call) -> Reply:
    with call.store.reading() as book:
        rows = [row for row in book.results if str(row.id) == call.names["number"]]
        if not rows or book.contents[rows[0].content].sha != call.names["sha"]:
            raise gone()
    return _triggered(call, f"verification result {call.names['number']}")


_PAIR = "pacts/provider/{provider}/consumer/{consumer}"
ROUTES = {
    "webhooks": {"GET": list_webhooks, "POST": post_webhook},
    "webhooks/{uuid}": {"GET": get_webhook, "PUT": put_webhook, "DELETE": remove_webhook},
    "webhooks/{uuid}/execute": {"POST": execute_webhook},
    "webhooks/provider/{provider}": {"GET": list_webhooks, "POST": post_webhook},
    "webhooks/consumer/{consumer}": {"GET": list_webhooks, "POST": post_webhook},
    "webhooks/provider/{provider}/consumer/{consumer}": {"GET": list_webhooks, "POST": post_webhook},
    f"{_PAIR}/webhooks": {"GET": list_pact_webhooks, "POST": post_webhook},
    f"{_PAIR}/webhooks/status": {"GET": get_status},
    f"{_PAIR}/version/{{version}}/triggered-webhooks": {"GET": get_triggered},
    f"{_PAIR}/pact-version/{{sha}}/verification-results/{{number}}/triggered-webhooks": {
        "GET": get_triggered_by_result
    },
}
