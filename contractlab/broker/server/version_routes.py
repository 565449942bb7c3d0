"""Versions, their branches and their tags over HTTP."""

from __future__ import annotations

from contractlab.broker.book import Book
from contractlab.broker.records import Version
from contractlab.broker.server.call import Call, Refusal, Reply, gone
from contractlab.broker.server.links import branch_version_document, tag_document, version_document
from contractlab.broker.server.version_links import version_list
from contractlab.broker.writing import (
    add_to_branch,
    delete_branch_version,
    delete_tag,
    delete_version,
    ensure_pacticipant,
    ensure_version,
    put_tag,
    tag_version,
    touch_version,
)
from contractlab.values.json_types import JSON

__all__ = ["ROUTES"]


def list_versions(call: Call) -> Reply:
    with call.store.reading() as book:
        row = call.pacticipant(book)
        return version_list(call, book, row, book.versions_of(row.id), f"All application versions of {row.name}")


def list_branch_versions(call: Call) -> Reply:
    with call.store.reading() as book:
        branch = call.branch(book)
        owner = call.pacticipant(book)
        title = f"Versions for branch {branch.name} of {owner.name}"
        return version_list(call, book, owner, book.on_branch(branch), title)


def list_tag_versions(call: Call) -> Reply:
    with call.store.reading() as book:
        owner = call.pacticipant(book)
        versions = book.tagged(owner.id, call.names["tag"])
        return version_list(call, book, owner, versions, f"All application versions of {owner.name}")


def list_environment_versions(call: Call) -> Reply:
    with call.store.reading() as book:
        owner, environment = call.pacticipant(book), call.environment(book)
        title = f"Versions for {owner.name} in environment {environment.display_name or environment.name}"
        return version_list(call, book, owner, book.live(owner.id, environment), title, places=True)


def get_version(call: Call) -> Reply:
    with call.store.reading() as book:
        return Reply(version_document(call, book, call.version(book)))


def _tags(document: dict[str, JSON]) -> list[str]:
    listed = document.get("tags")
    names = [each.get("name") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return [name for name in names if isinstance(name, str) and name.strip()]


def put_version(call: Call) -> Reply:
    document = call.document()
    value = document.get("buildUrl")
    build_url = value if isinstance(value, str) and value.strip() else None
    with call.writing() as book:
        pacticipant = ensure_pacticipant(book, call.names["pacticipant"])
        before = book.version(pacticipant, call.names["version"])
        version = ensure_version(book, pacticipant, call.names["version"], build_url)
        if before is not None:
            version = touch_version(book, version, build_url)
        for tag in _tags(document):
            tag_version(book, version, tag, first_tag_limit=0)
        return Reply(version_document(call, book, version), 200 if before is not None else 201)


def remove_version(call: Call) -> Reply:
    with call.writing() as book:
        delete_version(book, call.version(book))
    return Reply(status=204)


def _latest(call: Call, book: Book, version: Version | None) -> Reply:
    if version is None:
        raise gone()
    return Reply(version_document(call, book, version, at=call.base + call.path))


def latest_version(call: Call) -> Reply:
    with call.store.reading() as book:
        row, tag = book.pacticipant(call.names["pacticipant"]), call.names.get("tag")
        if row is None:
            raise gone()
        return _latest(
            call, book, book.versions.last("pacticipant", row.id) if tag is None else book.tag_head(row.id, tag)
        )


def branch_latest(call: Call) -> Reply:
    with call.store.reading() as book:
        head = call.branch(book).head
        return _latest(call, book, None if head is None else book.versions[head])


def get_branch_version(call: Call) -> Reply:
    with call.store.reading() as book:
        row = book.branch_versions.first("branch version", call.branch(book).id, call.version(book).id)
        if row is None:
            raise gone()
        return Reply(branch_version_document(call, book, row))


def put_branch_version(call: Call) -> Reply:
    call.document()
    if not call.names["version"].strip() or not call.names["branch"].strip():
        raise Refusal(400, {"errors": {"branch": ["cannot be blank"]}})
    with call.writing() as book:
        pacticipant = ensure_pacticipant(book, call.names["pacticipant"])
        version = ensure_version(book, pacticipant, call.names["version"])
        added = add_to_branch(book, version, call.names["branch"])
        if added:
            touch_version(book, version)
        row = book.branch_versions.first("branch version", call.branch(book).id, version.id)
        if row is None:
            raise gone()
        document = branch_version_document(call, book, row)
        own = document["_links"]["self"]["href"]
        return Reply(document, 201 if added else 200, own if added else "")


def remove_branch_version(call: Call) -> Reply:
    with call.writing() as book:
        if not delete_branch_version(book, call.branch(book), call.version(book)):
            raise gone()
    return Reply(status=204)


def get_tag(call: Call) -> Reply:
    with call.store.reading() as book:
        tag = book.tags.first("version name", call.version(book).id, call.names["tag"])
        if tag is None:
            raise gone()
        return Reply(tag_document(call, book, tag))


def put_version_tag(call: Call) -> Reply:
    call.document()
    with call.writing() as book:
        pacticipant = ensure_pacticipant(book, call.names["pacticipant"])
        version = ensure_version(book, pacticipant, call.names["version"])
        added = put_tag(book, version, call.names["tag"], first_tag_limit=call.first_tag_limit)
        tag = book.tags.first("version name", version.id, call.names["tag"])
        if tag is None:
            raise gone()
        document = tag_document(call, book, tag)
        return Reply(document, 201 if added else 200, document["_links"]["self"]["href"] if added else "")


def remove_tag(call: Call) -> Reply:
    with call.writing() as book:
        if not delete_tag(book, call.version(book), call.names["tag"]):
            raise gone()
    return Reply(status=204)


_ONE = "pacticipants/{pacticipant}"
ROUTES = {
    f"{_ONE}/versions": {"GET": list_versions},
    f"{_ONE}/versions/{{version}}": {"GET": get_version, "PUT": put_version, "DELETE": remove_version},
    f"{_ONE}/versions/{{version}}/tags/{{tag}}": {"GET": get_tag, "PUT": put_version_tag, "DELETE": remove_tag},
    f"{_ONE}/latest-version": {"GET": latest_version},
    f"{_ONE}/latest-version/{{tag}}": {"GET": latest_version},
    f"{_ONE}/branches/{{branch}}/latest-version": {"GET": branch_latest},
    f"{_ONE}/branches/{{branch}}/versions": {"GET": list_branch_versions},
    f"{_ONE}/branches/{{branch}}/versions/{{version}}": {
        "GET": get_branch_version,
        "PUT": put_branch_version,
        "DELETE": remove_branch_version,
    },
    f"{_ONE}/tags/{{tag}}/versions": {"GET": list_tag_versions},
    f"{_ONE}/environments/{{environment}}/versions": {"GET": list_environment_versions},
}
