"""Applications, versions, branches, tags, labels and environments of a broker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from contractlab.broker.client.documents import read_environment, read_pacticipant, read_version
from contractlab.broker.client.links import BrokerLinks
from contractlab.broker.client.names import Asked
from contractlab.broker.objects import Environment, Pacticipant, PacticipantVersion
from contractlab.errors import BrokerError
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.text import visible

__all__ = [
    "add_label",
    "create_environment",
    "delete_branch",
    "labels",
    "list_environments",
    "list_pacticipants",
    "list_versions",
    "read_one_pacticipant",
    "read_one_version",
    "tag_version",
    "write_pacticipant",
    "write_version",
]

_VERSION = "/pacticipants/{pacticipant}/versions/{version}"


def list_environments(links: BrokerLinks) -> tuple[Environment, ...]:
    """All environments, by name."""
    return tuple(map(read_environment, links.environment_documents()))


def create_environment(
    links: BrokerLinks,
    name: str,
    *,
    production: bool,
    display_name: str | None = None,
    contacts: Sequence[Mapping[str, JSON]] = (),
) -> Environment:
    """See `RemoteBroker.create_environment`."""
    body: JSONObject = {"name": name, "production": production}
    if display_name is not None:
        body["displayName"] = display_name
    if contacts:
        body["contacts"] = [dict(each) for each in contacts]
    return read_environment(links.send("POST", links.link("pb:environments", "/environments"), body).mapping)


def list_pacticipants(links: BrokerLinks) -> dict[str, Pacticipant]:
    """All applications by name, in the broker's order."""
    entries = links.listed(links.link("pb:pacticipants", "/pacticipants"), "pacticipants")
    pacticipants = [read_pacticipant(each, partial(list_versions, links, str(each.get("name")))) for each in entries]
    return {each.name: each for each in pacticipants}


def read_one_pacticipant(links: BrokerLinks, name: str) -> Pacticipant:
    """One application."""
    link = links.link("pb:pacticipant", "/pacticipants/{pacticipant}", pacticipant=name)
    document = links.send("GET", link, asked=Asked((name,))).mapping
    return read_pacticipant(document, partial(list_versions, links, name))


def write_pacticipant(
    links: BrokerLinks,
    name: str,
    *,
    main_branch: str | None = None,
    display_name: str | None = None,
    repository_url: str | None = None,
) -> Pacticipant:
    """See `RemoteBroker.create_or_update_pacticipant`."""
    body: JSONObject = {"name": name}
    for key, value in (("displayName", display_name), ("mainBranch", main_branch), ("repositoryUrl", repository_url)):
        if value is not None:
            body[key] = value
    link = links.link("pb:pacticipant", "/pacticipants/{pacticipant}", pacticipant=name)
    if links.exists(link):
        document = links.send("PATCH", link, body, merge=True).mapping
    else:
        document = links.send("POST", links.link("pb:pacticipants", "/pacticipants"), body).mapping
    return read_pacticipant(document, partial(list_versions, links, name))


def list_versions(links: BrokerLinks, pacticipant: str) -> tuple[PacticipantVersion, ...]:
    """Versions of an application, the newest first."""
    link = links.below("/pacticipants/{pacticipant}/versions", pacticipant=pacticipant)
    entries = links.listed(link, "versions", Asked((pacticipant,)))
    return tuple(read_version(each, pacticipant) for each in entries)


def read_one_version(links: BrokerLinks, pacticipant: str, number: str | None = None) -> PacticipantVersion:
    """A version of an application; its newest where none is named."""
    if number is None:
        link = links.link("pb:latest-version", "/pacticipants/{pacticipant}/latest-version", pacticipant=pacticipant)
    else:
        link = links.link("pb:pacticipant-version", _VERSION, pacticipant=pacticipant, version=number)
    return read_version(links.send("GET", link, asked=Asked((pacticipant,))).mapping, pacticipant)


def write_version(
    links: BrokerLinks,
    pacticipant: str,
    version: str,
    *,
    branch: str | None = None,
    tags: Sequence[str] = (),
    build_url: str | None = None,
) -> PacticipantVersion:
    """See `RemoteBroker.create_or_update_version`; the version with what is given, not with what it had before."""
    if branch is not None:
        put_on_branch(links, pacticipant, version, branch)
    for tag in tags:
        put_tag(links, pacticipant, version, tag)
    if build_url is not None or (branch is None and not tags):
        link = links.link("pb:pacticipant-version", _VERSION, pacticipant=pacticipant, version=version)
        body: JSONObject = {} if build_url is None else {"buildUrl": build_url}
        links.send("PUT", link, body)
    return PacticipantVersion(
        pacticipant, version, branches=() if branch is None else (branch,), tags=tuple(tags), build_url=build_url
    )


def put_on_branch(links: BrokerLinks, pacticipant: str, version: str, branch: str) -> None:
    """Put a version on a branch; it is made if it is not there."""
    path = "/pacticipants/{pacticipant}/branches/{branch}/versions/{version}"
    link = links.link("pb:pacticipant-branch-version", path, pacticipant=pacticipant, branch=branch, version=version)
    links.send("PUT", link, {})


def put_tag(links: BrokerLinks, pacticipant: str, version: str, tag: str) -> None:
    """Tag a version; it is made if it is not there."""
    path = f"{_VERSION}/tags/{{tag}}"
    link = links.link("pb:pacticipant-version-tag", path, pacticipant=pacticipant, version=version, tag=tag)
    links.send("PUT", link, {})


def tag_version(links: BrokerLinks, pacticipant: str, version: str, tag: str, *, create: bool = False) -> None:
    """See `RemoteBroker.tag`."""
    if not create:
        link = links.link("pb:pacticipant-version", _VERSION, pacticipant=pacticipant, version=version)
        links.send("GET", link, asked=Asked((pacticipant,)))
    put_tag(links, pacticipant, version, tag)


def delete_branch(links: BrokerLinks, pacticipant: str, branch: str, *, missing_ok: bool = False) -> bool:
    """See `RemoteBroker.delete_branch`."""
    path = "/pacticipants/{pacticipant}/branches/{branch}"
    link = links.link("pb:pacticipant-branch", path, pacticipant=pacticipant, branch=branch)
    try:
        links.send("DELETE", link, asked=Asked((pacticipant,)))
    except BrokerError as error:
        if error.status != 404:
            raise
        if missing_ok:
            return False
        if not error.candidates and not error.messages:
            error.messages = (f"{visible(pacticipant)} has no branch {visible(branch)!r}.",)
        raise
    return True


def labels(links: BrokerLinks) -> tuple[str, ...]:
    """All labels of applications."""
    entries = links.listed(links.below("/labels"), "labels")
    return tuple(each["name"] for each in entries if isinstance(each.get("name"), str))


def add_label(links: BrokerLinks, pacticipant: str, label: str) -> None:
    """Label an application."""
    link = links.below("/pacticipants/{pacticipant}/labels/{label}", pacticipant=pacticipant, label=label)
    links.send("PUT", link, {}, asked=Asked((pacticipant,)))
