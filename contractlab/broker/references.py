"""Contracts of a broker as a text, for settings, reports and command lines: ``broker:Provider?branch=main``."""

from __future__ import annotations

import os
from urllib.parse import parse_qsl, unquote

from contractlab.broker.verbs import Broker, DeployAnswer
from contractlab.contracts.collection import Contracts
from contractlab.errors import BrokerError
from contractlab.redaction.addresses import clean_address
from contractlab.values.json_types import JSONObject
from contractlab.values.text import visible

__all__ = ["ask_reference", "load_reference", "parse_reference"]

_FLAGS = ("mainBranch", "deployedOrReleased", "deployed", "released", "matchingBranch", "latest")
_NAMES = ("branch", "tag", "environment")


def parse_reference(reference: str) -> tuple[str, list[JSONObject] | None, str | None]:
    """What a reference asks for.

    Parameters
    ----------
    reference : str
        ``broker:`` and the provider; after a question mark any of ``branch``, ``tag`` (the newest with it),
        ``environment``, ``mainBranch``, ``deployedOrReleased``, ``deployed``, ``released``, ``matchingBranch`` and
        ``latest``, each of which adds contracts; ``consumer`` restricts them; ``providerBranch`` says who verifies.

    Returns
    -------
    str
        The provider.
    list of mapping or None
        Consumer version selectors; None for the broker's own choice.
    str or None
        The provider's branch.

    Raises
    ------
    BrokerError
        If it names no provider, or has an unknown key.
    """
    named, _, query = reference.partition(":")[2].partition("?")
    shown, provider = visible(clean_address(reference)), unquote(named)
    if not provider.strip():
        raise BrokerError(f"{shown}: this names no provider", advice="Write broker:Provider?branch=main.")
    selectors: list[JSONObject] = []
    branch: str | None = None
    consumers: list[str] = []
    for key, value in parse_qsl(query, keep_blank_values=True):
        if key in _FLAGS:
            selectors.append({key: True})
        elif key == "tag":
            selectors.append({"tag": value, "latest": True})
        elif key in _NAMES:
            selectors.append({key: value})
        elif key == "consumer":
            consumers.append(value)
        elif key == "providerBranch":
            branch = value
        else:
            keys = ", ".join((*_NAMES, *_FLAGS, "consumer", "providerBranch"))
            raise BrokerError(f"{shown}: {visible(key)!r} is unknown", advice=f"There are {keys}.")
    if not consumers:
        return provider, selectors or None, branch
    asked = selectors or [{"latest": True}]
    return provider, [{**selector, "consumer": consumer} for consumer in consumers for selector in asked], branch


def load_reference(reference: str, place: str | None = None) -> Contracts:
    """The contracts that a reference names.

    Parameters
    ----------
    reference : str
        As `parse_reference`.
    place : str, optional
        Address or file of the broker; the variable ``PACT_BROKER_BASE_URL`` goes first, the usual file last.

    Raises
    ------
    BrokerError
        If it cannot be understood, or the broker does not give them.
    """
    from contractlab.broker.front import broker

    provider, selectors, branch = parse_reference(reference)
    with broker(os.environ.get("PACT_BROKER_BASE_URL") or place) as opened:
        asked: Broker = opened
        return asked.contracts(provider=provider, selectors=selectors, provider_branch=branch)


_QUESTION = ("version", "environment", "to", "mainBranch", "ignore", "strict")


def ask_reference(question: str, place: str | None = None) -> DeployAnswer:
    """Ask a broker whether a version may be deployed, by a text as settings, reports and command lines hold it.

    Parameters
    ----------
    question : str
        ``Foo?version=3&environment=prod``, with ``broker:`` before it or not. Instead of ``environment`` there is
        ``to`` (a tag) or ``mainBranch``; ``ignore`` may come several times; ``strict`` counts live versions that
        brokers hide.
    place : str, optional
        Address or file of the broker; the variable ``PACT_BROKER_BASE_URL`` goes first, the usual file last.

    Raises
    ------
    BrokerError
        If it cannot be understood, or the broker does not answer it.
    """
    from contractlab.broker.front import broker

    named, _, query = question.removeprefix("broker:").partition("?")
    name = unquote(named)
    values: dict[str, list[str]] = {}
    for key, value in parse_qsl(query, keep_blank_values=True):
        if key not in _QUESTION:
            keys = ", ".join(_QUESTION)
            raise BrokerError(f"{visible(question)}: {visible(key)!r} is unknown", advice=f"There are {keys}.")
        values.setdefault(key, []).append(value)
    version = values.get("version", [""])[0]
    if not name.strip() or not version:
        advice = "Write Foo?version=3&environment=prod."
        raise BrokerError(f"{visible(question)}: this names no application with a version", advice=advice)
    with broker(os.environ.get("PACT_BROKER_BASE_URL") or place) as opened:
        asked: Broker = opened
        answer = asked.can_i_deploy(
            name,
            version=version,
            environment=values.get("environment", [None])[0],
            to=values.get("to", [None])[0],
            main_branch="mainBranch" in values,
            ignore=values.get("ignore", ()),
            strict="strict" in values,
        )
        # What would help is looked for while the book is open.
        _ = answer.proposals
    return answer
