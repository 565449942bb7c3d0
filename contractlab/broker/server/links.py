"""HAL documents of what stands in a book."""

from __future__ import annotations

from typing import Any

from contractlab.broker.book import Book
from contractlab.broker.display_names import display_name_of
from contractlab.broker.records import (
    Branch,
    BranchVersion,
    Deployment,
    Environment,
    Pacticipant,
    Publication,
    Release,
    Tag,
    Version,
)
from contractlab.broker.server.call import Call, instant

__all__ = [
    "branch_document",
    "branch_version_document",
    "curies",
    "deployment_document",
    "environment_document",
    "pact_url",
    "pacticipant_document",
    "release_document",
    "short_version",
    "tag_document",
    "version_document",
]

Hal = dict[str, Any]


def curies(call: Call, context: str) -> list[Hal]:
    """Where relations are said to be described."""
    return [{"name": "pb", "href": f"{call.base}/doc/{{rel}}?context={context}", "templated": True}]


def _pacticipant_name(book: Book, version: Version) -> str:
    return book.pacticipants[version.pacticipant].name


def pact_url(call: Call, book: Book, publication: Publication, *rest: str) -> str:
    """Address of the contract of a consumer version."""
    consumer, provider = book.pacticipants[publication.consumer], book.pacticipants[publication.provider]
    number = book.versions[publication.version].number
    parts = rest or ("version", number)
    return call.url("pacts", "provider", provider.name, "consumer", consumer.name, *parts)


def short_version(call: Call, book: Book, version: Version) -> Hal:
    """A version as other documents hold it."""
    href = call.url("pacticipants", _pacticipant_name(book, version), "versions", version.number)
    return {
        "number": version.number,
        "_links": {"self": {"title": "Version", "name": version.number, "href": href}},
    }


def pacticipant_document(call: Call, book: Book, row: Pacticipant) -> Hal:
    """A pacticipant."""
    own = call.url("pacticipants", row.name)
    document: Hal = {"name": row.name, "displayName": row.display_name or display_name_of(row.name)}
    if row.repository_url is not None:
        document["repositoryUrl"] = row.repository_url
    if row.main_branch is not None:
        document["mainBranch"] = row.main_branch
    document |= {"updatedAt": instant(row.created_at), "createdAt": instant(row.created_at)}
    embedded: Hal = {"labels": []}
    newest = book.versions.last("pacticipant", row.id)
    if newest is not None:
        latest = short_version(call, book, newest)
        old = "DEPRECATED - please use latestVersion"
        embedded = {"latestVersion": latest, "labels": [], "latest-version": {**latest, "title": old, "name": old}}
    title = {"version": "Get, create or delete a pacticipant version"}
    return {
        **document,
        "_embedded": embedded,
        "_links": {
            "self": {"href": own},
            "pb:versions": {"href": f"{own}/versions"},
            "pb:branches": {"href": f"{own}/branches"},
            "pb:deployed-environments": [],
            "pb:version": {"title": title["version"], "href": f"{own}/versions/{{version}}", "templated": True},
            "pb:version-tag": {
                "title": f"Get, create or delete a tag for a version of {row.name}",
                "href": f"{own}/versions/{{version}}/tags/{{tag}}",
                "templated": True,
            },
            "pb:branch-version": {
                "title": f"Get or add/create a version for a branch of {row.name}",
                "href": f"{own}/branches/{{branch}}/versions/{{version}}",
                "templated": True,
            },
            "versions": {"title": "Deprecated - use pb:versions", "href": f"{own}/versions"},
            "curies": curies(call, "pacticipant"),
        },
    }


def branch_versions(call: Call, book: Book, version: Version) -> list[Hal]:
    """Branches of a version, as it embeds them."""
    name = _pacticipant_name(book, version)
    found = []
    for branch in book.branches_of(version):
        href = call.url("pacticipants", name, "branches", branch.name, "versions", version.number)
        link = {"title": "Branch version", "name": branch.name, "href": href}
        found.append({"name": branch.name, "latest": branch.head == version.id, "_links": {"self": link}})
    return found


def version_document(call: Call, book: Book, version: Version, *, whole: bool = True) -> Hal:
    """A version; with `whole`, with where it runs and where that can be recorded."""
    name = _pacticipant_name(book, version)
    own = call.url("pacticipants", name, "versions", version.number)
    document: Hal = {"number": version.number}
    if version.build_url is not None:
        document["buildUrl"] = version.build_url
    tags = [
        {
            "name": tag.name,
            "_links": {"self": {"title": "Tag", "name": tag.name, "href": f"{own}/tags/{quoted(call, tag.name)}"}},
        }
        for tag in book.tags.by("version", version.id)
    ]
    links: Hal = {
        "self": {"title": "Version", "name": version.number, "href": own},
        "pb:pacticipant": {"title": "Pacticipant", "name": name, "href": call.url("pacticipants", name)},
        "pb:tag": {
            "href": f"{own}/tags/{{tag}}",
            "title": "Get, create or delete a tag for this pacticipant version",
            "templated": True,
        },
        "pb:latest-verification-results-where-pacticipant-is-consumer": {
            "title": "Latest verification results for consumer version",
            "href": call.url("verification-results", "consumer", name, "version", version.number, "latest"),
        },
        "pb:pact-versions": [
            {
                "title": "Pact",
                "name": f"Pact between {name} ({version.number}) and {book.pacticipants[row.provider].name}",
                "href": pact_url(call, book, row),
            }
            for row in book.publications.by("version", version.id)
        ],
    }
    if whole:
        links |= _places(call, book, version, own)
    return {
        **document,
        "createdAt": instant(version.created_at),
        "_embedded": {"branchVersions": branch_versions(call, book, version), "tags": tags},
        "_links": {**links, "curies": curies(call, "version")},
    }


def quoted(call: Call, name: str) -> str:
    """A name as a part of an address."""
    return call.url(name).removeprefix(f"{call.base}/")


def _places(call: Call, book: Book, version: Version, own: str) -> Hal:
    environments = sorted(book.environments, key=lambda row: row.name)
    deployed = []
    for row in book.deployments.by("version", version.id):
        environment = book.environments[row.environment]
        link: Hal = {
            "title": "Version deployed to " + _shown(environment),
            "name": _shown(environment),
            "href": call.url("deployed-versions", row.uuid),
            "currently_deployed": row.ended_at is None,
        }
        if row.instance is not None:
            link["application_instance"] = row.instance
        deployed.append(link)
    released = [
        {
            "title": "Version released to " + _shown(book.environments[row.environment]),
            "name": _shown(book.environments[row.environment]),
            "href": call.url("released-versions", row.uuid),
            "currently_supported": row.ended_at is None,
        }
        for row in book.releases.by("version", version.id)
    ]

    def record(words: str, kind: str) -> list[Hal]:
        return [
            {
                "title": f"Record {words} to {_shown(row)}",
                "name": row.name,
                "href": f"{own}/{kind}/environment/{row.uuid}",
            }
            for row in environments
        ]

    return {
        "pb:deployed-environments": deployed,
        "pb:released-environments": released,
        "pb:record-deployment": record("deployment", "deployed-versions"),
        "pb:record-release": record("release", "released-versions"),
    }


def _shown(environment: Environment) -> str:
    return environment.display_name or environment.name


def branch_document(call: Call, book: Book, branch: Branch) -> Hal:
    """A branch."""
    own = call.url("pacticipants", book.pacticipants[branch.pacticipant].name, "branches", branch.name)
    return {
        "name": branch.name,
        "createdAt": instant(branch.created_at),
        "_links": {
            "self": {"title": "Branch", "href": own},
            "pb:latest-version": {"title": "Latest version for branch", "href": f"{own}/latest-version"},
        },
    }


def branch_version_document(call: Call, book: Book, row: BranchVersion) -> Hal:
    """A version on a branch."""
    branch, version = book.branches[row.branch], book.versions[row.version]
    name = _pacticipant_name(book, version)
    of = call.url("pacticipants", name, "branches", branch.name)
    return {
        "createdAt": instant(version.created_at),
        "_links": {
            "self": {"title": "Branch version", "href": f"{of}/versions/{quoted(call, version.number)}"},
            "pb:branch": {"title": "Branch", "name": branch.name, "href": of},
            "pb:version": short_version(call, book, version)["_links"]["self"],
        },
    }


def tag_document(call: Call, book: Book, tag: Tag) -> Hal:
    """A tag."""
    version = book.versions[tag.version]
    name = _pacticipant_name(book, version)
    own = call.url("pacticipants", name, "versions", version.number, "tags", tag.name)
    return {
        "name": tag.name,
        "createdAt": instant(tag.created_at),
        "_links": {
            "self": {"title": "Tag", "name": tag.name, "href": own},
            "version": short_version(call, book, version)["_links"]["self"],
            "pacticipant": {"title": "Pacticipant", "name": name, "href": call.url("pacticipants", name)},
        },
    }


def environment_document(call: Call, environment: Environment) -> Hal:
    """An environment."""
    own, shown = call.url("environments", environment.uuid), _shown(environment)
    document: Hal = {"uuid": environment.uuid, "name": environment.name}
    if environment.display_name is not None:
        document["displayName"] = environment.display_name
    return {
        **document,
        "production": environment.production,
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
    if row.ended_at is not None:
        document["supportEndedAt"] = instant(row.ended_at)
    return {
        **document,
        "_embedded": _living(call, book, row, whole),
        "_links": {"self": {"href": call.url("released-versions", row.uuid)}},
    }
