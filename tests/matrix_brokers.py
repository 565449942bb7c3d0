"""A broker whose matrix has everything: contents shared by versions, failures by cause, environments, what blocks."""

from __future__ import annotations

from pathlib import Path

import contractlab as cl
from contractlab.broker.embedded import EmbeddedBroker

__all__ = ["CONSUMER", "PROVIDER", "many_pacticipants", "publish_results", "shop_broker", "shop_contract"]

CONSUMER, PROVIDER = "Shop Front", "Stock/Lager"


def shop_contract(*names: str, consumer: str = CONSUMER, provider: str = PROVIDER, price: object = 12.5) -> cl.Contract:
    """A contract with an example for each name."""
    return cl.load(
        {
            "consumer": {"name": consumer},
            "provider": {"name": provider},
            "interactions": [
                {
                    "description": f"a request for {name}",
                    "request": {"method": "GET", "path": f"/{name}"},
                    "response": {
                        "status": 200,
                        "headers": {"Content-Type": "application/json"},
                        "body": {"name": name, "price": price},
                    },
                }
                for name in names
            ],
            "metadata": {"pactSpecification": {"version": "2.0.0"}},
        }
    )


def publish_results(
    broker: EmbeddedBroker,
    number: str,
    version: str,
    *,
    wrong: dict[str, object] | None = None,
    branch: str | None = "main",
    consumer: str = CONSUMER,
    provider: str = PROVIDER,
) -> None:
    """Results of a provider version about the contract of a consumer version: examples in `wrong` get that price."""
    contract = broker.contract(consumer, provider, version=number)
    captures = []
    for example in contract.examples:
        request, response = example.request, example.response
        name = request.path[1:]
        price = (wrong or {}).get(name, 12.5)
        captures.append(
            cl.Capture(
                request=cl.HttpRequest(method="GET", path=request.path),
                response=cl.HttpResponse(
                    status=response.status,
                    headers=[("Content-Type", "application/json")],
                    json={"name": name, "price": price},
                ),
                provider_version=version,
            )
        )
    broker.publish_results(cl.verify([contract], captures), provider_version=version, branch=branch)


def shop_broker(path: str | Path = ":memory:") -> EmbeddedBroker:
    """Four contents by four provider versions; the newest content is kept out of prod by what never verified it."""
    broker = EmbeddedBroker(path)
    broker.create_or_update_pacticipant(CONSUMER, main_branch="main")
    broker.create_or_update_pacticipant(PROVIDER, main_branch="main")
    broker.create_environment("test", production=False)
    broker.create_environment("prod", production=True)
    for number in ("2.8.1", "2.9.0"):
        broker.publish(shop_contract("apples"), version=number, branch="main")
    for number in ("3.0.0", "3.0.3"):
        broker.publish(shop_contract("apples", "pears"), version=number, branch="main")
    for number in ("3.0.4", "3.1.0"):
        broker.publish(shop_contract("apples", "pears", "plums"), version=number, branch="main")
    broker.publish(shop_contract("apples", "figs"), version="feat-1", branch="feat/figs")
    for version in ("2.2.0", "2.3.0", "2.4.0", "2.5.0"):
        publish_results(broker, "2.9.0", version)
    publish_results(broker, "3.0.3", "2.3.0", wrong={"pears": "none"})
    publish_results(broker, "3.0.3", "2.4.0")
    publish_results(broker, "3.0.3", "2.5.0", wrong={"apples": None})
    publish_results(broker, "3.1.0", "2.4.0")
    publish_results(broker, "3.1.0", "2.5.0", wrong={"apples": None, "plums": None})
    broker.record_deployment(CONSUMER, "2.9.0", "prod")
    broker.record_deployment(CONSUMER, "3.0.3", "test")
    broker.record_deployment(PROVIDER, "2.3.0", "prod")
    broker.record_deployment(PROVIDER, "2.4.0", "test")
    return broker


def many_pacticipants(count: int = 200, path: str | Path = ":memory:") -> EmbeddedBroker:
    """So many pacticipants, each with a contract with one before it; some failed, some were never verified."""
    broker = EmbeddedBroker(path)
    broker.create_environment("prod", production=True)
    for number in range(1, count):
        consumer, provider = f"service-{number:03d}", f"service-{(number - 1) // 3:03d}"
        broker.publish(shop_contract("apples", consumer=consumer, provider=provider), version="1", branch="main")
        if number % 7:
            wrong = {} if number % 5 else {"apples": None}
            publish_results(broker, "1", "1", wrong=wrong, consumer=consumer, provider=provider)
    return broker
