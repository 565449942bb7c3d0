"""Labels, contacts and webhooks go with a mirror, as far as APIs tell and take them; what they do not is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from broker_books import contract
from support import require

from contractlab.broker.embedded import EmbeddedBroker
from contractlab.broker.remote import RemoteBroker

require("uvicorn")
require("starlette")

SECRET = "hunter2-planted"
HOOKS: list[dict[str, Any]] = [
    {
        "description": "tell the chat",
        "consumer": {"name": "Shop"},
        "provider": {"name": "Stock"},
        "request": {"method": "POST", "url": "https://chat.example/x", "body": {"text": "${pactbroker.pactUrl}"}},
        "events": [{"name": "contract_published"}, {"name": "provider_verification_failed"}],
    },
    {
        "provider": {"label": "warehouse"},
        "request": {
            "method": "POST",
            "url": "https://ci.example/build",
            "username": "robot",
            "password": SECRET,
            "headers": {"Authorization": f"Bearer {SECRET}", "Content-Type": "application/json"},
        },
        "events": [{"name": "contract_requiring_verification_published"}],
    },
]


def _webhooks(url: str) -> list[dict[str, Any]]:
    """What a broker tells of its webhooks, without what is its own."""
    listed = httpx.get(f"{url}/webhooks").json()["_links"]["pb:webhooks"]
    documents = [httpx.get(each["href"]).json() for each in listed]
    own = ("uuid", "createdAt", "updatedAt", "_links")
    return [{name: value for name, value in each.items() if name not in own} for each in documents]


def _filled(path: Path) -> EmbeddedBroker:
    broker = EmbeddedBroker(path)
    broker.publish(contract(), version="1", branch="main")
    with broker.serve() as url:
        for label in ("warehouse", "team a/b"):
            assert httpx.put(f"{url}/pacticipants/Stock/labels/{label.replace('/', '%2F')}", json={}).status_code == 201
        for hook in HOOKS:
            assert httpx.post(f"{url}/webhooks", json=hook).status_code == 201
        place = {"name": "live", "production": True, "contacts": [{"name": "Ops", "details": {"mail": "ops@example"}}]}
        assert httpx.post(f"{url}/environments", json=place).status_code == 201
    return broker


def _labels(broker: EmbeddedBroker) -> list[str]:
    with broker.serve() as url:
        document = httpx.get(f"{url}/pacticipants/Stock").json()
        return sorted(each["name"] for each in document["_embedded"]["labels"])


def test_a_mirror_has_labels_contacts_and_webhooks(tmp_path: Path) -> None:
    with _filled(tmp_path / "team.sqlite") as broker, broker.serve() as url, RemoteBroker(url) as remote:
        mirror = remote.mirror(tmp_path / "mirror.sqlite")
        assert _labels(mirror) == ["team a/b", "warehouse"]
        with mirror.serve() as copy:
            assert _webhooks(copy) == _webhooks(url)
            (place,) = httpx.get(f"{copy}/environments").json()["_embedded"]["environments"]
            assert place["contacts"] == [{"name": "Ops", "details": {"mail": "ops@example"}}]
        assert mirror.refresh().rows == 0
        listed = httpx.get(f"{url}/webhooks").json()["_links"]["pb:webhooks"]
        httpx.delete(listed[0]["href"])
        httpx.delete(f"{url}/pacticipants/Stock/labels/warehouse")
        mirror.refresh()
        assert _labels(mirror) == ["team a/b"]
        with mirror.serve() as copy:
            assert len(_webhooks(copy)) == 1
    assert SECRET.encode() not in (tmp_path / "mirror.sqlite").read_bytes()


def test_they_are_pushed_once_and_what_is_secret_is_switched_off_and_named(tmp_path: Path) -> None:
    with _filled(tmp_path / "team.sqlite") as broker, EmbeddedBroker(tmp_path / "copy.sqlite") as copy:
        planned = broker.push(copy, dry_run=True)
        assert "label Stock warehouse" in planned.done
        pushed = broker.push(copy)
        assert any("secrets of the webhook" in text for text in pushed.lost)
        assert SECRET not in str(pushed)
        assert _labels(copy) == ["team a/b", "warehouse"]
        with broker.serve() as original, copy.serve() as two:
            first, second = _webhooks(original), _webhooks(two)
        assert [each["enabled"] for each in second] == [True, False]
        assert second[0] == first[0]
        assert {**second[1], "enabled": True} == first[1]
        assert broker.push(copy).done == ()


def test_a_broker_that_refuses_a_webhook_gets_the_rest(tmp_path: Path) -> None:
    with _filled(tmp_path / "team.sqlite") as broker, EmbeddedBroker(tmp_path / "copy.sqlite") as copy:
        with broker._store.writing() as book:
            hook = next(iter(book.webhooks))
            book.webhooks.replace(replace(hook, document=hook.document.replace("https://chat", "http://chat")))
        pushed = broker.push(copy)
        assert any("tell the chat" in text and "400" in text for text in pushed.lost), pushed.lost
        with copy.serve() as url:
            assert len(_webhooks(url)) == 1
