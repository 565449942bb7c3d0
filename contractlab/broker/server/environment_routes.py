"""Environments, deployments and releases over HTTP."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from contractlab.broker.display_names import display_name_of
from contractlab.broker.records import Deployment, Release
from contractlab.broker.server.call import Call, Refusal, Reply, gone
from contractlab.broker.server.environment_links import deployment_document, environment_document, release_document
from contractlab.broker.writing import (
    create_environment,
    delete_environment,
    deploy,
    end_deployment,
    end_release,
    release,
)
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON

__all__ = ["ROUTES"]

_MERGE_PATCH = "application/merge-patch+json"


def list_environments(call: Call) -> Reply:
    name = call.first("name")
    with call.store.reading() as book:
        rows = sorted(book.environments, key=lambda row: (row.name.lower(), row.id))
        rows = [row for row in rows if name is None or row.name == name]
        links = [{"title": "Environment", "name": row.name, "href": call.url("environments", row.uuid)} for row in rows]
        own = {"title": "Environments", "href": call.url("environments")}
        return Reply(
            {
                "_embedded": {"environments": [environment_document(call, row) for row in rows]},
                "_links": {"self": own, "pb:environments": links},
            }
        )


def _contacts(document: dict[str, JSON], errors: dict[str, list[str]]) -> str | None:
    """Contacts as they are kept; each needs a name."""
    listed = document.get("contacts")
    if listed is None:
        return None
    if not isinstance(listed, list):
        errors["contacts"] = ["must be an array"]
        return None
    faults = []
    for index, each in enumerate(listed):
        if not isinstance(each, dict):
            faults.append(f"must be a hash (at index {index})")
            continue
        name, details = each.get("name"), each.get("details")
        if "name" not in each:
            faults.append(f"name is missing (at index {index})")
        elif not isinstance(name, str):
            faults.append(f"name must be a string (at index {index})")
        elif not name:
            faults.append(f"name must be filled (at index {index})")
        if details is not None and not isinstance(details, dict):
            faults.append(f"details must be a hash (at index {index})")
    if faults:
        errors["contacts"] = faults
        return None
    return json.dumps(listed, ensure_ascii=False)


@quiet
@dataclass(frozen=True, slots=True)
class _Sent:
    """An environment as it is sent."""

    name: str
    production: bool
    shown: str | None
    contacts: str | None


def _checked(call: Call) -> _Sent:
    """What is sent of an environment.

    Raises
    ------
    Refusal
        400 with what is wrong.
    """
    document = call.document()
    name, production, shown = document.get("name"), document.get("production"), document.get("displayName")
    errors: dict[str, list[str]] = {}
    if "name" not in document:
        errors["name"] = ["is missing"]
    elif name is None or name == "":
        errors["name"] = ["must be filled"]
    elif not isinstance(name, str):
        errors["name"] = ["must be a string"]
    elif any(character.isspace() for character in name):
        errors["name"] = ["cannot contain spaces"]
    if shown is not None and not isinstance(shown, str):
        errors["displayName"] = ["must be a string"]
    if "production" not in document:
        errors["production"] = ["is missing"]
    elif production is None or production == "":
        errors["production"] = ["must be filled"]
    elif not isinstance(production, bool):
        errors["production"] = ["must be one of: true, false"]
    contacts = _contacts(document, errors)
    if errors or not isinstance(name, str) or not isinstance(production, bool):
        raise Refusal(400, {"errors": {key: [*texts] for key, texts in errors.items()}})
    return _Sent(name, production, shown if isinstance(shown, str) and shown.strip() else None, contacts)


def _taken(name: str) -> Refusal:
    return Refusal(400, {"errors": {"name": [f"name '{name}' is already used by an existing environment."]}})


def post_environment(call: Call) -> Reply:
    sent = _checked(call)
    with call.writing() as book:
        if book.environments.first("name", sent.name) is not None:
            raise _taken(sent.name)
        row = create_environment(
            book, sent.name, production=sent.production, display_name=sent.shown, contacts=sent.contacts
        )
        return Reply(environment_document(call, row), 201, call.url("environments", row.uuid))


def put_environment(call: Call) -> Reply:
    sent = _checked(call)
    with call.writing() as book:
        row = call.environment(book)
        holder = book.environments.first("name", sent.name)
        if holder is not None and holder.id != row.id:
            raise _taken(sent.name)
        changed = replace(
            row,
            name=sent.name,
            production=sent.production,
            display_name=sent.shown or display_name_of(sent.name),
            contacts=sent.contacts,
            updated_at=book.now(),
        )
        return Reply(environment_document(call, book.environments.replace(changed)))


def get_environment(call: Call) -> Reply:
    with call.store.reading() as book:
        return Reply(environment_document(call, call.environment(book)))


def remove_environment(call: Call) -> Reply:
    """Also one that is in use, as the reference broker does; what was recorded there goes with it."""
    with call.writing() as book:
        delete_environment(book, call.environment(book))
    return Reply(status=204)


def _instance(document: dict[str, JSON]) -> str | None:
    value = document.get("applicationInstance", document.get("target"))
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    raise Refusal(400, {"errors": {"applicationInstance": ["must be a string"]}})


def post_deployment(call: Call) -> Reply:
    instance = _instance(call.document())
    with call.writing() as book:
        row = deploy(book, call.version(book), call.environment(book), instance)
        return Reply(deployment_document(call, book, row), 201, call.url("deployed-versions", row.uuid))


def post_release(call: Call) -> Reply:
    with call.writing() as book:
        version, environment = call.version(book), call.environment(book)
        added = release(book, version, environment)
        row = book.releases.first("version environment", version.id, environment.id)
        assert row is not None
        address = call.url("released-versions", row.uuid)
        return Reply(release_document(call, book, row), 201 if added else 200, address)


def list_version_deployments(call: Call) -> Reply:
    with call.store.reading() as book:
        version, environment = call.version(book), call.environment(book)
        rows = [row for row in book.deployments.by("version", version.id) if row.environment == environment.id]
        listed = [deployment_document(call, book, row) for row in rows]
        name, shown = call.names["pacticipant"], environment.display_name or environment.name
        title = f"Deployed versions for {name} version {version.number} in environment {shown}"
        return _for_version(call, "deployedVersions", listed, title)


def list_version_releases(call: Call) -> Reply:
    with call.store.reading() as book:
        version, environment = call.version(book), call.environment(book)
        rows = [row for row in book.releases.by("version", version.id) if row.environment == environment.id]
        listed = [release_document(call, book, row) for row in rows if row.ended_at is None]
        name, shown = call.names["pacticipant"], environment.display_name or environment.name
        title = f"Released versions for {name} version {version.number} in {shown}"
        return _for_version(call, "releasedVersions", listed, title)


def _for_version(call: Call, name: str, documents: Sequence[dict[str, JSON]], title: str) -> Reply:
    """A list of one version in one environment, which its address names: nothing of them is embedded."""
    listed: list[JSON] = [
        {key: value for key, value in document.items() if key != "_embedded"} for document in documents
    ]
    own: JSON = {"href": call.base + call.target, "title": title}
    return Reply({"_embedded": {name: listed}, "_links": {"self": own}})


def currently_deployed(call: Call) -> Reply:
    pacticipant = call.first("pacticipant")
    instance = call.first("applicationInstance") if call.first("target") is None else call.first("target")
    with call.store.reading() as book:
        environment = call.environment(book)
        rows = book.deployments.by("environment ended_at", environment.id, None)[::-1]
        if pacticipant is not None:
            rows = [row for row in rows if book.pacticipants[row.pacticipant].name == pacticipant]
        if instance is not None:
            rows = [row for row in rows if (row.instance or "") == instance]
        title = f"Currently deployed versions for {environment.display_name or environment.name}"
        listed = [deployment_document(call, book, row, whole=False) for row in rows]
        own = {"href": call.base + call.target, "title": title}
        return Reply({"_embedded": {"deployedVersions": listed}, "_links": {"self": own}})


def currently_supported(call: Call) -> Reply:
    pacticipant, number = call.first("pacticipant"), call.first("version")
    with call.store.reading() as book:
        environment = call.environment(book)
        rows = book.releases.by("environment ended_at", environment.id, None)
        if pacticipant is not None:
            rows = [row for row in rows if book.pacticipants[row.pacticipant].name == pacticipant]
        if number is not None:
            rows = [row for row in rows if book.versions[row.version].number == number]
        title = f"Currently supported versions in {environment.display_name or environment.name}"
        listed = [release_document(call, book, row, whole=False) for row in rows]
        own = {"href": call.base + call.target, "title": title}
        return Reply({"_embedded": {"releasedVersions": listed}, "_links": {"self": own}})


def _deployment(call: Call, row: Deployment | None) -> Deployment:
    if row is None:
        raise gone()
    return row


def get_deployment(call: Call) -> Reply:
    with call.store.reading() as book:
        row = _deployment(call, book.deployments.first("uuid", call.names["uuid"]))
        return Reply(deployment_document(call, book, row))


def patch_deployment(call: Call) -> Reply:
    if call.content_type != _MERGE_PATCH:
        raise Refusal(415)
    value = call.document().get("currentlyDeployed")
    with call.writing() as book:
        row = _deployment(call, book.deployments.first("uuid", call.names["uuid"]))
        if value is True:
            text = "The currentlyDeployed property cannot be set back to true. Please record a new deployment."
            raise Refusal(422, {"errors": {"currentlyDeployed": [text]}})
        if value is False:
            end_deployment(book, row)
        return Reply(deployment_document(call, book, book.deployments[row.id]))


def _release(call: Call, row: Release | None) -> Release:
    if row is None:
        raise gone()
    return row


def get_release(call: Call) -> Reply:
    with call.store.reading() as book:
        return Reply(release_document(call, book, _release(call, book.releases.first("uuid", call.names["uuid"]))))


def patch_release(call: Call) -> Reply:
    if call.content_type != _MERGE_PATCH:
        raise Refusal(415)
    value = call.document().get("currentlySupported")
    with call.writing() as book:
        row = _release(call, book.releases.first("uuid", call.names["uuid"]))
        if value is True:
            raise Refusal(422)
        if value is False:
            end_release(book, row)
        return Reply(release_document(call, book, book.releases[row.id]))


_PLACE = "environments/{environment}"
_VERSION = "pacticipants/{pacticipant}/versions/{version}"
ROUTES = {
    "environments": {"GET": list_environments, "POST": post_environment},
    _PLACE: {"GET": get_environment, "PUT": put_environment, "DELETE": remove_environment},
    f"{_PLACE}/deployed-versions/currently-deployed": {"GET": currently_deployed},
    f"{_PLACE}/released-versions/currently-supported": {"GET": currently_supported},
    f"{_VERSION}/deployed-versions/environment/{{environment}}": {
        "GET": list_version_deployments,
        "POST": post_deployment,
    },
    f"{_VERSION}/released-versions/environment/{{environment}}": {
        "GET": list_version_releases,
        "POST": post_release,
    },
    "deployed-versions/{uuid}": {"GET": get_deployment, "PATCH": patch_deployment},
    "released-versions/{uuid}": {"GET": get_release, "PATCH": patch_release},
}
