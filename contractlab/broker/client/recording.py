"""Telling a broker what runs and what is supported where, and asking it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from contractlab.broker.client.answers import links_of
from contractlab.broker.client.documents import read_deployment, read_release
from contractlab.broker.client.links import BrokerLinks
from contractlab.broker.client.names import Asked, near_names
from contractlab.broker.objects import Deployment, Release
from contractlab.errors import BrokerError
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.text import visible

__all__ = [
    "end_support",
    "live_deployments",
    "live_releases",
    "live_versions",
    "record_deployment",
    "record_release",
    "record_undeployment",
]

_DEPLOYED = ("pb:currently-deployed-deployed-versions", "/deployed-versions/currently-deployed", "deployedVersions")
_SUPPORTED = ("pb:currently-supported-released-versions", "/released-versions/currently-supported", "releasedVersions")

_Entry = tuple[Mapping[str, JSON], str]
"""A record as the broker writes it, and its address."""


def record_deployment(
    links: BrokerLinks, pacticipant: str, version: str, environment: str, instance: str | None = None
) -> Deployment:
    """See `RemoteBroker.record_deployment`."""
    # The older name of the instance is sent as well, as the command lines do.
    body: JSONObject = {} if instance is None else {"applicationInstance": instance, "target": instance}
    link = _record_link(links, "pb:record-deployment", pacticipant, version, environment)
    return read_deployment(links.send("POST", link, body).mapping, environment)


def record_release(links: BrokerLinks, pacticipant: str, version: str, environment: str) -> Release:
    """See `RemoteBroker.record_release`."""
    link = _record_link(links, "pb:record-release", pacticipant, version, environment)
    return read_release(links.send("POST", link, {}).mapping, environment)


def _record_link(links: BrokerLinks, relation: str, pacticipant: str, version: str, environment: str) -> str:
    """Where something about a version in an environment is recorded.

    Raises
    ------
    BrokerError
        If the version or the environment is unknown, with near names.
    """
    path = "/pacticipants/{pacticipant}/versions/{version}"
    link = links.link("pb:pacticipant-version", path, pacticipant=pacticipant, version=version)
    answer = links.send("GET", link, asked=Asked((pacticipant,)))
    places = dict(answer.named_links(relation))
    if environment not in places:
        raise BrokerError(
            f"{links.base}: there is no environment {visible(environment)!r}",
            candidates=near_names(environment, places or links.environment_names()),
            advice="Create it first: create_environment, or contractlab broker create-environment.",
        )
    return places[environment]


def _entries(
    links: BrokerLinks, environment: Mapping[str, JSON], kind: tuple[str, str, str], query: Mapping[str, str]
) -> Iterator[_Entry]:
    relation, path, name = kind
    link = next((href for _, href in links_of(environment, relation)), None)
    if link is None:
        link = links.below(f"/environments/{{uuid}}{path}", uuid=str(environment.get("uuid", "")))
    if query:
        link = f"{link}?{urlencode(query)}"
    for document in links.listed(link, name):
        yield document, next((href for _, href in links_of(document, "self")), "")


def live_deployments(links: BrokerLinks, environment: str, pacticipant: str | None = None) -> tuple[Deployment, ...]:
    """What runs in an environment."""
    document = links.environment(environment)
    query = {} if pacticipant is None else {"pacticipant": pacticipant}
    return tuple(read_deployment(each, environment) for each, _ in _entries(links, document, _DEPLOYED, query))


def live_releases(links: BrokerLinks, environment: str, pacticipant: str | None = None) -> tuple[Release, ...]:
    """What is supported in an environment."""
    document = links.environment(environment)
    query = {} if pacticipant is None else {"pacticipant": pacticipant}
    return tuple(read_release(each, environment) for each, _ in _entries(links, document, _SUPPORTED, query))


def live_versions(links: BrokerLinks, environment: str, pacticipant: str | None = None) -> list[tuple[str, str]]:
    """Names and versions that run or are supported in an environment, each once."""
    document = links.environment(environment)
    query = {} if pacticipant is None else {"pacticipant": pacticipant}
    live: dict[tuple[str, str], None] = {}
    for kind in (_DEPLOYED, _SUPPORTED):
        for each, _ in _entries(links, document, kind, query):
            record = read_release(each, environment)
            live[record.pacticipant, record.version] = None
    return list(live)


def record_undeployment(
    links: BrokerLinks, pacticipant: str, environment: str, instance: str | None = None
) -> tuple[Deployment, ...]:
    """See `RemoteBroker.record_undeployment`."""
    document = links.environment(environment)
    running = list(_entries(links, document, _DEPLOYED, {"pacticipant": pacticipant}))
    chosen = [
        (each, link) for each, link in running if read_deployment(each, environment).instance == (instance or None)
    ]
    if not chosen:
        instances = [read_deployment(each, environment).instance for each, _ in running]
        raise _nothing_there(links, pacticipant, environment, "deployed", _instances(instances))
    ended: list[Deployment] = []
    for _, link in chosen:
        answer = links.send("PATCH", link, {"currentlyDeployed": False}, merge=True)
        ended.append(read_deployment(answer.mapping, environment))
    return tuple(ended)


def _instances(instances: list[str | None]) -> str:
    """What else runs there, for the one who named the wrong instance or none."""
    if not instances:
        return ""
    named = ", ".join(visible(each) if each else "without an instance" for each in instances)
    return f"Deployed there: {named}. Name the application instance."


def end_support(links: BrokerLinks, pacticipant: str, version: str, environment: str) -> tuple[Release, ...]:
    """See `RemoteBroker.record_support_ended`."""
    document = links.environment(environment)
    supported = list(_entries(links, document, _SUPPORTED, {"pacticipant": pacticipant, "version": version}))
    chosen = [link for each, link in supported if read_release(each, environment).version == version]
    if not chosen:
        raise _nothing_there(links, pacticipant, environment, f"supported as version {visible(version)}", "")
    return tuple(
        read_release(links.send("PATCH", link, {"currentlySupported": False}, merge=True).mapping, environment)
        for link in chosen
    )


def _nothing_there(links: BrokerLinks, pacticipant: str, environment: str, status: str, advice: str) -> BrokerError:
    names = links.pacticipant_names()
    if pacticipant not in names:
        return BrokerError(
            f"{links.base}: there is no pacticipant {visible(pacticipant)!r}", candidates=near_names(pacticipant, names)
        )
    return BrokerError(
        f"{links.base}: {visible(pacticipant)} is not currently {status} in {visible(environment)}", advice=advice
    )
