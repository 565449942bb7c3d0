"""What is kept of a webhook: everything but secrets."""

from __future__ import annotations

import json
from collections.abc import Mapping

from contractlab.values.json_types import JSON

__all__ = ["HIDDEN_VALUE", "kept_webhook"]

HIDDEN_VALUE = "**********"
"""In the place of a secret, as a Pact Broker writes it."""
_REQUEST = ("method", "url", "headers", "username", "password", "body")


def kept_webhook(document: Mapping[str, JSON]) -> str:
    """The JSON that is kept of a webhook as the API has it; passwords and values of authorization headers are not."""
    events = document.get("events") or [{"name": "contract_content_changed"}]
    request = document.get("request")
    given = request if isinstance(request, Mapping) else {}
    shown = {name: given[name] for name in _REQUEST if given.get(name) not in (None, {}, "")}
    if "password" in shown:
        shown["password"] = HIDDEN_VALUE
    headers = shown.get("headers")
    if isinstance(headers, Mapping):
        # Values of authorization headers are secrets; names are written in small letters, as the real one writes them.
        shown["headers"] = {
            name.lower(): HIDDEN_VALUE if "authorization" in name.lower() or "token" in name.lower() else value
            for name, value in headers.items()
        }
    sides = {side: entry for side in ("consumer", "provider") if isinstance(entry := document.get(side), Mapping)}
    kept = {
        "labels": {side: entry["label"] for side, entry in sides.items() if "label" in entry and "name" not in entry},
        "description": document.get("description"),
        "enabled": document.get("enabled") is not False,
        "request": shown,
        "events": [{"name": each["name"]} for each in events if isinstance(each, Mapping) and "name" in each]
        if isinstance(events, list)
        else [],
    }
    return json.dumps(kept, ensure_ascii=False)
