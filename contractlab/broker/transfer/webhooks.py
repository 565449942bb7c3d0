"""Webhooks of a broker: read as its API tells them, and asked of another one; none shows what is secret."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from contractlab.broker.client.links import BrokerLinks
from contractlab.broker.kept_webhook import HIDDEN_VALUE, kept_webhook
from contractlab.broker.transfer.facts import WebhookFacts
from contractlab.errors import BrokerError
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.text import visible

__all__ = ["hides_secrets", "read_webhooks", "same_webhook", "webhook_body", "webhook_title"]

_MOST = 1_000


def read_webhooks(links: BrokerLinks) -> Iterator[WebhookFacts]:
    """Webhooks of a broker, a request for each; none where it has none to tell.

    Raises
    ------
    BrokerError
        If the broker does not answer.
    """
    try:
        listed = links.session.get(links.link("pb:webhooks", "/webhooks")).named_links("pb:webhooks")
    except BrokerError as error:
        if error.status in (401, 403, 404, 406):
            return
        raise
    for _, address in listed[:_MOST]:
        try:
            document = links.session.get(address).mapping
        except BrokerError as error:
            if error.status == 404:  # deleted meanwhile
                continue
            raise
        facts = _facts(document)
        if facts is not None:
            yield facts


def _facts(document: Mapping[str, JSON]) -> WebhookFacts | None:
    uuid = document.get("uuid")
    if not isinstance(uuid, str):
        return None
    return WebhookFacts(uuid, _name(document, "consumer"), _name(document, "provider"), kept_webhook(document))


def _name(document: Mapping[str, JSON], side: str) -> str | None:
    entry = document.get(side)
    name = entry.get("name") if isinstance(entry, Mapping) else None
    return name if isinstance(name, str) else None


def webhook_title(webhook: WebhookFacts) -> str:
    """A webhook in a few words, without its address, which may be a secret."""
    description = json.loads(webhook.document).get("description")
    sides = f"{webhook.consumer or 'any'} and {webhook.provider or 'any'}"
    return f"{visible(str(description))[:80]!r}" if description else f"between {visible(sides)}"


def hides_secrets(webhook: WebhookFacts) -> bool:
    """True where the API told a webhook without its password, or a header's value."""
    request = json.loads(webhook.document).get("request") or {}
    headers = request.get("headers")
    values = headers.values() if isinstance(headers, Mapping) else ()
    return request.get("password") == HIDDEN_VALUE or HIDDEN_VALUE in values


def same_webhook(webhook: WebhookFacts) -> str:
    """What two brokers tell alike of the same webhook: neither its description, which may be made, nor its switch."""
    kept = json.loads(webhook.document)
    events = sorted(str(each.get("name")) for each in kept["events"])
    request = {**kept["request"], "password": None, "username": None}
    alike = [webhook.consumer, webhook.provider, kept["labels"], events, request]
    return json.dumps(alike, sort_keys=True, ensure_ascii=False)


def webhook_body(webhook: WebhookFacts) -> JSONObject:
    """What asks a broker to make a webhook; one whose secrets are hidden is switched off."""
    kept = json.loads(webhook.document)
    body: JSONObject = {"request": kept["request"], "events": kept["events"]}
    body["enabled"] = kept["enabled"] and not hides_secrets(webhook)
    if kept["description"] is not None:
        body["description"] = kept["description"]
    for side, name in (("consumer", webhook.consumer), ("provider", webhook.provider)):
        if name is not None:
            body[side] = {"name": name}
    for side, label in kept["labels"].items():
        body[side] = {"label": label}
    return body
