"""What webhooks would be told."""

from __future__ import annotations

import warnings

import httpx
import pytest
from broker_books import contract
from support import require

import contractlab as cl
from contractlab.broker.events import Event
from contractlab.broker.remote import RemoteBroker
from contractlab.errors import BrokerError

require("uvicorn")
require("starlette")


def names(events: object) -> list[str]:
    assert isinstance(events, list | tuple)
    return [event.name for event in events]


def test_what_is_written_over_http_is_told_once_it_is_written() -> None:
    events: list[Event] = []
    with cl.broker(":memory:") as broker:
        with broker.serve(on_event=events.append) as url, RemoteBroker(url) as remote:
            remote.publish(contract(), version="1", branch="main")
            assert names(events) == ["contract_published", "contract_content_changed"]
            remote.publish(contract(), version="1", branch="main")
            assert names(events[2:]) == ["contract_published"]
            events.clear()
            with pytest.raises(BrokerError):
                remote.publish(contract(path="/pears"), version="1")
            assert events == []
            chosen = remote.contracts(provider="Stock")
            place = chosen[0].published
            assert place is not None
            body = {"success": False, "providerApplicationVersion": "s1"}
            assert httpx.post(place.results_url, json=body).status_code == 201
            assert names(events) == ["provider_verification_published", "provider_verification_failed"]
            assert (events[0].consumer_version, events[0].provider_version) == ("1", "s1")
        events.clear()
        broker.publish(contract(), version="2")
        assert events == []
        past = names(broker.events())
        assert past[:2] == ["contract_published", "contract_content_changed"]
        assert past[-1] in ("contract_content_changed", "contract_published")
        assert "provider_verification_failed" in past
        assert broker.events(since="2999-01-01") == ()


def test_a_provider_that_lives_needs_verification() -> None:
    events: list[Event] = []
    with cl.broker(":memory:") as broker:
        broker.create_or_update_version("Stock", "s1", branch="main")
        with broker.serve(on_event=events.append):
            broker.publish(contract(), version="1")
        assert names(events)[:2] == ["contract_published", "contract_requiring_verification_published"]
        assert "contract_requiring_verification_published" in names(broker.events())


def test_a_listener_that_raises_stops_nothing() -> None:
    def raising(event: Event) -> None:
        raise ValueError(event.name)

    with cl.broker(":memory:") as broker, broker.serve(on_event=raising), warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        broker.publish(contract(), version="1")
        assert [str(each.message) for each in seen] == [
            "on_event raised ValueError: contract_published",
            "on_event raised ValueError: contract_content_changed",
        ]
        assert broker.contract("Shop", "Stock").published is not None
