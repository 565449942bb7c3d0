"""HAL documents of what stands in a book."""

from __future__ import annotations

from typing import Any

from contractlab.broker.book import Book
from contractlab.broker.display_names import display_name_of
from contractlab.broker.records import (
    Branch,
    BranchVersion,
    Environment,
    Pacticipant,
    Publication,
    Tag,
    Version,
)
from contractlab.broker.server.call import Call, instant

__all__ = [
    "branch_document",
    "branch_version_document",
    "branch_versions",
    "curies",
    "deployed_links",
    "label_documents",
    "pact_url",
    "pacticipant_document",
    "short_version",
    "shown_name",
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


def label_documents(call: Call, book: Book, row: Pacticipant) -> list[Hal]:
    """Labels as a pacticipant embeds them."""
    own = call.url("pacticipants", row.name, "labels")
    return [
        {
            "name": label.name,
            "_links": {"self": {"title": "Label", "name": label.name, "href": f"{own}/{call.segment(label.name)}"}},
        }
        for label in sorted(book.labels.by("pacticipant", row.id), key=lambda each: each.name)
    ]


def pacticipant_document(call: Call, book: Book, row: Pacticipant, *, whole: bool = True) -> Hal:
    """A pacticipant; with `whole`, with where it runs."""
    own = call.url("pacticipants", row.name)
    document: Hal = {"name": row.name, "displayName": row.display_name or display_name_of(row.name)}
    optional = {
        "repositoryUrl": row.repository_url,
        "repositoryName": row.repository_name,
        "repositoryNamespace": row.repository_namespace,
        "mainBranch": row.main_branch,
        "updatedAt": None if row.updated_at is None else instant(row.updated_at),
    }
    document |= {name: value for name, value in optional.items() if value is not None}
    embedded: Hal = {"labels": label_documents(call, book, row)}
    newest = book.versions.last("pacticipant", row.id)
    if newest is not None:
        latest = short_version(call, book, newest)
        old = "DEPRECATED - please use latestVersion"
        embedded |= {"latestVersion": latest, "latest-version": {**latest, "title": old, "name": old}}
    return {
        **document,
        "createdAt": instant(row.created_at),
        "_embedded": embedded,
        "_links": _pacticipant_links(call, row.name, own, _deployed(call, book, row) if whole else None),
    }


def _deployed(call: Call, book: Book, row: Pacticipant) -> list[Hal]:
    """Environments in which versions of a pacticipant run."""
    places = dict.fromkeys(each.environment for each in book.deployments.by("pacticipant ended_at", row.id, None))
    environments = sorted((book.environments[number] for number in places), key=lambda each: each.name)
    return [
        {
            "title": "Deployed versions in " + shown_name(each),
            "name": shown_name(each),
            "href": f"{call.url('environments', each.uuid)}/deployed-versions/currently-deployed"
            f"?pacticipant={call.segment(row.name)}",
        }
        for each in environments
    ]


def _pacticipant_links(call: Call, name: str, own: str, deployed: list[Hal] | None) -> Hal:
    def templated(title: str, rest: str) -> Hal:
        return {"title": title, "href": f"{own}/{rest}", "templated": True}

    links: Hal = {
        "self": {"href": own},
        "pb:versions": {"href": f"{own}/versions"},
        "pb:branches": {"href": f"{own}/branches"},
    }
    if deployed is not None:
        links["pb:deployed-environments"] = deployed
    return {
        **links,
        "pb:version": templated("Get, create or delete a pacticipant version", "versions/{version}"),
        "pb:version-tag": templated(
            f"Get, create or delete a tag for a version of {name}", "versions/{version}/tags/{tag}"
        ),
        "pb:branch-version": templated(
            f"Get or add/create a version for a branch of {name}", "branches/{branch}/versions/{version}"
        ),
        "pb:label": templated(f"Get, create or delete a label for {name}", "labels/{label}"),
        "versions": {"title": "Deprecated - use pb:versions", "href": f"{own}/versions"},
        # The reference broker offers badges here; ours says at those addresses what to ask instead.
        "pb:can-i-deploy-badge": templated(
            f"Can I Deploy {name} badge", "latest-version/{tag}/can-i-deploy/to/{environmentTag}/badge"
        ),
        "pb:can-i-deploy-branch-to-environment-badge": templated(
            f"Can I Deploy {name} from branch to environment badge",
            "branches/{branch}/latest-version/can-i-deploy/to-environment/{environment}/badge",
        ),
        "curies": curies(call, "pacticipant"),
    }


def branch_versions(call: Call, book: Book, version: Version) -> list[Hal]:
    """Branches of a version, as it embeds them."""
    name = _pacticipant_name(book, version)
    documents = []
    for branch in book.branches_of(version):
        href = call.url("pacticipants", name, "branches", branch.name, "versions", version.number)
        link = {"title": "Branch version", "name": branch.name, "href": href}
        documents.append({"name": branch.name, "latest": branch.head == version.id, "_links": {"self": link}})
    return documents


def version_document(call: Call, book: Book, version: Version, *, whole: bool = True, at: str = "") -> Hal:
    """A version; with `whole`, with where it runs and where that can be recorded; `at`: the address it was asked by."""
    name = _pacticipant_name(book, version)
    own = call.url("pacticipants", name, "versions", version.number)
    document: Hal = {"number": version.number}
    if version.build_url is not None:
        document["buildUrl"] = version.build_url
    if version.updated_at is not None:
        document["updatedAt"] = instant(version.updated_at)
    tags = [
        {
            "name": tag.name,
            "_links": {"self": {"title": "Tag", "name": tag.name, "href": f"{own}/tags/{call.segment(tag.name)}"}},
        }
        for tag in book.tags.by("version", version.id)
    ]
    links: Hal = {
        "self": {"title": "Version", "name": version.number, "href": at or own},
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


def deployed_links(call: Call, book: Book, version: Version, *, last_written: bool = False) -> list[Hal]:
    """Where a version runs or ran; in the order of the records, or of what was reported of them last."""
    deployed = []
    rows = book.deployments.by("version", version.id)
    if last_written:
        rows.sort(key=lambda row: row.created_at if row.ended_at is None else row.ended_at)
    for row in rows:
        environment = book.environments[row.environment]
        link: Hal = {
            "title": "Version deployed to " + shown_name(environment),
            "name": shown_name(environment),
            "href": call.url("deployed-versions", row.uuid),
            "currently_deployed": row.ended_at is None,
        }
        if row.instance is not None:
            link["application_instance"] = row.instance
        deployed.append(link)
    return deployed


def _places(call: Call, book: Book, version: Version, own: str) -> Hal:
    environments = sorted(book.environments, key=lambda row: (row.name.lower(), row.id))
    released = [
        {
            "title": "Version released to " + shown_name(book.environments[row.environment]),
            "name": shown_name(book.environments[row.environment]),
            "href": call.url("released-versions", row.uuid),
            "currently_supported": row.ended_at is None,
        }
        for row in book.releases.by("version", version.id)
    ]

    def record(words: str, kind: str) -> list[Hal]:
        return [
            {
                "title": f"Record {words} to {shown_name(row)}",
                "name": row.name,
                "href": f"{own}/{kind}/environment/{row.uuid}",
            }
            for row in environments
        ]

    return {
        "pb:deployed-environments": deployed_links(call, book, version),
        "pb:released-environments": released,
        "pb:record-deployment": record("deployment", "deployed-versions"),
        "pb:record-release": record("release", "released-versions"),
    }


def shown_name(environment: Environment) -> str:
    """The name of an environment for people."""
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
            "self": {"title": "Branch version", "href": f"{of}/versions/{call.segment(version.number)}"},
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
