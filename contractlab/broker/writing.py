"""What writing does to a book, and what goes with a deletion."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from contractlab.broker.book import Book
from contractlab.broker.display_names import display_name_of
from contractlab.broker.records import (
    Branch,
    BranchVersion,
    Content,
    Deployment,
    Environment,
    Integration,
    Label,
    Pacticipant,
    Publication,
    Release,
    Tag,
    TagSuccess,
    VerificationResult,
    Version,
)

__all__ = [
    "FIRST_TAG_LIMIT",
    "PublishedContent",
    "add_to_branch",
    "change_pacticipant",
    "create_environment",
    "delete_branch",
    "delete_branch_version",
    "delete_environment",
    "delete_integration",
    "delete_label",
    "delete_pacticipant",
    "delete_publication",
    "delete_tag",
    "delete_version",
    "deploy",
    "end_deployment",
    "end_release",
    "ensure_pacticipant",
    "ensure_version",
    "publish_content",
    "put_label",
    "put_tag",
    "record_result",
    "release",
    "set_main_branch",
    "tag_version",
    "touch_version",
    "update_pacticipant",
]

FIRST_TAG_LIMIT = 10.0
"""Seconds after its creation in which the first tag of a version without branch becomes its branch."""

_MAIN_BRANCHES = ("develop", "main", "master")
"""The first branch of one of these names becomes a pacticipant's main branch, if it has none."""


def ensure_pacticipant(book: Book, name: str) -> Pacticipant:
    """The pacticipant of a name, made when missing."""
    pacticipant = book.pacticipant(name)
    if pacticipant is not None:
        return pacticipant
    return book.pacticipants.add(Pacticipant(book.pacticipants.next_id(), name, None, None, None, book.now()))


def ensure_version(book: Book, pacticipant: Pacticipant, number: str, build_url: str | None = None) -> Version:
    """The version of a number, made when missing; a build address is kept until another comes."""
    version = book.version(pacticipant, number)
    if version is None:
        return book.versions.add(Version(book.versions.next_id(), pacticipant.id, number, build_url, book.now()))
    if build_url is not None and build_url != version.build_url:
        return book.versions.replace(replace(version, build_url=build_url, updated_at=book.now()))
    return version


def touch_version(book: Book, version: Version, build_url: str | None = None) -> Version:
    """Write down that somebody told something of a version that is there."""
    changed = replace(version, build_url=build_url or version.build_url, updated_at=book.now())
    return book.versions.replace(changed)


def _maybe_main(book: Book, pacticipant: int, name: str) -> None:
    row = book.pacticipants[pacticipant]
    if row.main_branch is None and name in _MAIN_BRANCHES:
        book.pacticipants.replace(replace(row, main_branch=name, updated_at=book.now()))


def add_to_branch(book: Book, version: Version, name: str, *, automatic: bool = False) -> bool:
    """Put a version on a branch: it becomes its head, unless it was on it before.

    Returns
    -------
    bool
        False if it was.
    """
    branch = book.branch(version.pacticipant, name)
    if branch is None:
        branch = book.branches.add(Branch(book.branches.next_id(), version.pacticipant, name, None, book.now()))
    _maybe_main(book, version.pacticipant, name)
    if book.branch_versions.first("branch version", branch.id, version.id) is not None:
        return False
    number = book.branch_versions.next_id()
    book.branch_versions.add(BranchVersion(number, branch.id, version.id, version.pacticipant, automatic))
    book.branches.replace(replace(branch, head=version.id))
    return True


def tag_version(book: Book, version: Version, name: str, *, first_tag_limit: float = FIRST_TAG_LIMIT) -> bool:
    """Tag a version, as publishing a contract does; see `put_tag`.

    Returns
    -------
    bool
        False if it had the tag.
    """
    fresh = book.clock() - version.created_at <= first_tag_limit * 1_000_000
    if fresh and not book.tags.by("version", version.id) and not book.branch_versions.by("version", version.id):
        add_to_branch(book, version, name, automatic=True)
    _maybe_main(book, version.pacticipant, name)
    if book.tags.first("version name", version.id, name) is not None:
        return False
    book.tags.add(Tag(book.tags.next_id(), version.id, version.pacticipant, name, book.now()))
    return True


def put_tag(book: Book, version: Version, name: str, *, first_tag_limit: float = FIRST_TAG_LIMIT) -> bool:
    """Tag a version by a request of its own: a tag that is named like an environment records a deployment too.

    Returns
    -------
    bool
        False if it had the tag.
    """
    added = tag_version(book, version, name, first_tag_limit=first_tag_limit)
    environment = book.environments.first("name", name)
    if environment is not None:
        deploy(book, version, environment, None, automatic=True)
    return added


@dataclass(frozen=True, slots=True)
class PublishedContent:
    """What publishing one contract did; `before` is the publication that was there."""

    publication: Publication
    content: Content
    before: Publication | None


def publish_content(book: Book, version: Version, provider: Pacticipant, sha: str) -> PublishedContent:
    """Publish a content for a consumer version; the same content again changes nothing."""
    consumer = version.pacticipant
    content = book.contents.first("consumer provider sha", consumer, provider.id, sha)
    if content is None:
        content = book.contents.add(Content(book.contents.next_id(), consumer, provider.id, sha))
    before = book.publication(version, provider)
    if before is None:
        publication = book.publications.add(
            Publication(book.publications.next_id(), version.id, consumer, provider.id, content.id, book.now())
        )
    elif before.content != content.id:
        revised = replace(before, content=content.id, created_at=book.now(), revision=before.revision + 1)
        publication = book.publications.replace(revised)
    else:
        publication = before
    if book.integrations.first("consumer provider", consumer, provider.id) is None:
        book.integrations.add(Integration(book.integrations.next_id(), consumer, provider.id, book.now()))
    published = PublishedContent(publication, content, before)
    book.happened.append(published)
    return published


def record_result(
    book: Book, content: Content, version: Version, success: bool, *, wip: bool = False, build_url: str | None = None
) -> VerificationResult:
    """Write down what a provider version made of a content."""
    moment = book.now()
    result = book.results.add(
        VerificationResult(book.results.next_id(), content.id, version.id, success, wip, build_url, moment)
    )
    if success:
        for name in book.tag_names(version):
            if book.tag_successes.first("content name wip", content.id, name, wip) is None:
                book.tag_successes.add(
                    TagSuccess(book.tag_successes.next_id(), content.id, content.provider, name, wip, moment)
                )
    book.happened.append(result)
    return result


def deploy(
    book: Book, version: Version, environment: Environment, instance: str | None, *, automatic: bool = False
) -> Deployment:
    """Record that a version runs; what ran in its place until now does so no longer."""
    current = [
        row
        for row in book.deployments.by("pacticipant environment ended_at", version.pacticipant, environment.id, None)
        if (row.instance or "") == (instance or "")
    ]
    for row in current:
        if row.version == version.id:
            return row
    moment = book.now()
    for row in current:
        book.deployments.replace(replace(row, ended_at=moment))
    number = book.deployments.next_id()
    place = (version.id, version.pacticipant, environment.id, instance)
    return book.deployments.add(Deployment(number, str(uuid.uuid4()), *place, moment, None, automatic))


def end_deployment(book: Book, deployment: Deployment) -> None:
    """Record that a version runs no longer."""
    if deployment.ended_at is None:
        book.deployments.replace(replace(deployment, ended_at=book.now()))


def release(book: Book, version: Version, environment: Environment) -> bool:
    """Record that a version is supported; after the end of its support it is the same record again.

    Returns
    -------
    bool
        False if there was one.
    """
    row = book.releases.first("version environment", version.id, environment.id)
    if row is not None:
        if row.ended_at is not None:
            book.releases.replace(replace(row, ended_at=None, updated_at=book.now()))
        return False
    number = book.releases.next_id()
    book.releases.add(
        Release(number, str(uuid.uuid4()), version.id, version.pacticipant, environment.id, book.now(), None)
    )
    return True


def end_release(book: Book, row: Release) -> None:
    """Record that a version is supported no longer."""
    if row.ended_at is None:
        book.releases.replace(replace(row, ended_at=book.now()))


def _leave_branch(book: Book, row: BranchVersion) -> None:
    """Take a version off a branch; where it was the head, the newest that is left becomes the head."""
    book.branch_versions.remove(row)
    branch = book.branches[row.branch]
    if branch.head == row.version:
        rest = [each.version for each in book.branch_versions.by("branch", branch.id)]
        book.branches.replace(replace(branch, head=max(rest, default=None)))


def delete_branch(book: Book, branch: Branch) -> None:
    """Take a branch away; its versions and their contracts stay."""
    for row in book.branch_versions.by("branch", branch.id):
        book.branch_versions.remove(row)
    book.branches.remove(book.branches[branch.id])


def delete_branch_version(book: Book, branch: Branch, version: Version) -> bool:
    """Take a version off a branch; False if it was not on it."""
    row = book.branch_versions.first("branch version", branch.id, version.id)
    if row is None:
        return False
    _leave_branch(book, row)
    return True


def delete_tag(book: Book, version: Version, name: str) -> bool:
    """Take a tag off a version; False if it had none of the name."""
    row = book.tags.first("version name", version.id, name)
    if row is None:
        return False
    book.tags.remove(row)
    return True


def delete_publication(book: Book, publication: Publication) -> None:
    """Take the contract of a version away; a content that nobody published nor verified goes with it."""
    book.publications.remove(publication)
    _drop_orphans(book, [publication.content])


def _drop_orphans(book: Book, contents: Sequence[int]) -> None:
    for number in contents:
        if not book.publications.by("content", number) and not book.results.by("content", number):
            for row in book.tag_successes.by("content", number):
                book.tag_successes.remove(row)
            if number in book.contents:
                book.contents.remove(book.contents[number])


def delete_version(book: Book, version: Version) -> None:
    """Take a version away with its contracts, results, tags, deployments and releases."""
    for row in book.branch_versions.by("version", version.id):
        _leave_branch(book, row)
    for tag in book.tags.by("version", version.id):
        book.tags.remove(tag)
    contents = []
    for publication in book.publications.by("version", version.id):
        book.publications.remove(publication)
        contents.append(publication.content)
    for result in book.results.by("version", version.id):
        book.results.remove(result)
        contents.append(result.content)
    for deployment in book.deployments.by("version", version.id):
        book.deployments.remove(deployment)
    for row_of_release in book.releases.by("version", version.id):
        book.releases.remove(row_of_release)
    book.versions.remove(version)
    _drop_orphans(book, contents)


def create_environment(
    book: Book, name: str, *, production: bool, display_name: str | None = None, contacts: str | None = None
) -> Environment:
    """Make an environment; its name must be free."""
    number = book.environments.next_id()
    shown = display_name or display_name_of(name)
    row = Environment(number, str(uuid.uuid4()), name, shown, production, book.now(), None, contacts)
    return book.environments.add(row)


def set_main_branch(book: Book, pacticipant: Pacticipant, name: str | None) -> Pacticipant:
    """Say which branch is a pacticipant's main one."""
    return change_pacticipant(book, pacticipant, {"main_branch": name})


def change_pacticipant(
    book: Book, pacticipant: Pacticipant, changes: Mapping[str, str | None], *, updated: bool = True
) -> Pacticipant:
    """Set attributes of a pacticipant; None takes one away, and without `updated` it counts as never changed."""
    moment = book.now() if updated else None
    changed = replace(pacticipant, **changes, updated_at=moment)  # type: ignore[arg-type]
    return book.pacticipants.replace(changed)


def update_pacticipant(
    book: Book,
    pacticipant: Pacticipant,
    *,
    main_branch: str | None = None,
    display_name: str | None = None,
    repository_url: str | None = None,
) -> Pacticipant:
    """Change what is given of a pacticipant."""
    changed = replace(
        pacticipant,
        main_branch=main_branch or pacticipant.main_branch,
        display_name=display_name or pacticipant.display_name,
        repository_url=repository_url or pacticipant.repository_url,
    )
    if changed == pacticipant:
        return pacticipant
    return book.pacticipants.replace(replace(changed, updated_at=book.now()))


def delete_environment(book: Book, environment: Environment) -> None:
    """Take an environment away with what was recorded there."""
    for deployment in [row for row in book.deployments if row.environment == environment.id]:
        book.deployments.remove(deployment)
    for supported in [row for row in book.releases if row.environment == environment.id]:
        book.releases.remove(supported)
    book.environments.remove(environment)


def delete_integration(book: Book, integration: Integration) -> None:
    """Take away that a consumer and a provider ever had a contract, with their contracts and results."""
    pair = (integration.consumer, integration.provider)
    contents = [row.content for row in book.publications.by("consumer provider", *pair)]
    for publication in book.publications.by("consumer provider", *pair):
        book.publications.remove(publication)
    for content in dict.fromkeys(contents):
        for result in book.results.by("content", content):
            book.results.remove(result)
    _drop_orphans(book, contents)
    book.integrations.remove(integration)


def delete_pacticipant(book: Book, pacticipant: Pacticipant) -> None:
    """Take a pacticipant away with everything of it."""
    number = pacticipant.id
    for integration in [*book.integrations.by("consumer", number), *book.integrations.by("provider", number)]:
        if integration.id in book.integrations:
            delete_integration(book, integration)
    for version in book.versions.by("pacticipant", number):
        delete_version(book, version)
    for branch in book.branches.by("pacticipant", number):
        delete_branch(book, branch)
    for label in book.labels.by("pacticipant", number):
        book.labels.remove(label)
    for content in [row for row in book.contents if number in (row.consumer, row.provider)]:
        book.contents.remove(content)
    for webhook in [row for row in book.webhooks if number in (row.consumer, row.provider)]:
        book.webhooks.remove(webhook)
    book.pacticipants.remove(book.pacticipants[number])


def put_label(book: Book, pacticipant: Pacticipant, name: str) -> tuple[Label, bool]:
    """Label a pacticipant; False beside the label where it had it."""
    label = book.labels.first("pacticipant name", pacticipant.id, name)
    if label is not None:
        return label, False
    return book.labels.add(Label(book.labels.next_id(), pacticipant.id, name, book.now())), True


def delete_label(book: Book, pacticipant: Pacticipant, name: str) -> bool:
    """Take a label off a pacticipant; False if it had none of the name."""
    row = book.labels.first("pacticipant name", pacticipant.id, name)
    if row is None:
        return False
    book.labels.remove(row)
    return True
