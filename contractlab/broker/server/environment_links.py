"""HAL documents of environments, and of what runs in them."""

from __future__ import annotations

import json
from typing import Any

from contractlab.broker.book import Book
from contractlab.broker.records import Deployment, Environment, Release
from contractlab.broker.server.call import Call, instant
from contractlab.broker.server.links import short_version, shown_name

__all__ = ["deployment_document", "environment_document", "release_document"]

Hal = dict[str, Any]


def environment_document(call: Call, environment: Environment) -> Hal:
    """An environment."""
    own, shown = call.url("environments", environment.uuid), shown_name(environment)
    document: Hal = {"uuid": environment.uuid, "name": environment.name}
    if environment.display_name is not None:
        document["displayName"] = environment.display_name
    document["production"] = environment.production
    if environment.contacts is not None:
        document["contacts"] = json.loads(environment.contacts)
    if environment.updated_at is not None:
        document["updatedAt"] = instant(environment.updated_at)
    return {
        **document,
        "createdAt": instant(environment.created_at),
        "_links": {
            "self": {"title": "Environment", "name": environment.name, "href": own},
            "pb:currently-deployed-deployed-versions": {
                "title": f"Versions currently deployed to {shown} environment",
                "href": f"{own}/deployed-versions/currently-deployed",
            },
            "pb:currently-supported-released-versions": {
                "title": f"Versions released and supported in {shown} environment",
                "href": f"{own}/released-versions/currently-supported",
            },
            "pb:environments": {"title": "Environments", "href": call.url("environments")},
        },
    }


def _living(call: Call, book: Book, row: Deployment | Release, whole: bool) -> Hal:
    name = book.pacticipants[row.pacticipant].name
    embedded: Hal = {
        "pacticipant": {"name": name, "_links": {"self": {"href": call.url("pacticipants", name)}}},
        "version": short_version(call, book, book.versions[row.version]),
    }
    if whole:
        embedded["environment"] = environment_document(call, book.environments[row.environment])
    return embedded


def deployment_document(call: Call, book: Book, row: Deployment, *, whole: bool = True) -> Hal:
    """A version that runs, or ran."""
    document: Hal = {"uuid": row.uuid, "currentlyDeployed": row.ended_at is None}
    if row.instance is not None:
        document |= {"applicationInstance": row.instance, "target": row.instance}
    document["createdAt"] = instant(row.created_at)
    if row.ended_at is not None:
        document["undeployedAt"] = instant(row.ended_at)
    return {
        **document,
        "_embedded": _living(call, book, row, whole),
        "_links": {"self": {"href": call.url("deployed-versions", row.uuid)}},
    }


def release_document(call: Call, book: Book, row: Release, *, whole: bool = True) -> Hal:
    """A version that is supported, or was."""
    document: Hal = {
        "uuid": row.uuid,
        "currentlySupported": row.ended_at is None,
        "createdAt": instant(row.created_at),
    }
    if row.updated_at is not None and row.ended_at is None:
        document["updatedAt"] = instant(row.updated_at)
    if row.ended_at is not None:
        document["supportEndedAt"] = instant(row.ended_at)
    return {
        **document,
        "_embedded": _living(call, book, row, whole),
        "_links": {"self": {"href": call.url("released-versions", row.uuid)}},
    }
