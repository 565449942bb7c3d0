"""Pacticipants, versions, branches and tags over HTTP."""

from __future__ import annotations

from contractlab.broker.book import Book
from contractlab.broker.server.call import Call, Refusal, Reply, missing
from contractlab.broker.server.links import (
    branch_document,
    branch_version_document,
    pacticipant_document,
    tag_document,
    version_document,
)
from contractlab.broker.writing import (
    add_to_branch,
    delete_branch,
    delete_branch_version,
    delete_tag,
    delete_version,
    ensure_pacticipant,
    ensure_version,
    put_tag,
    update_pacticipant,
)
from contractlab.values.json_types import JSON

__all__ = ["ROUTES"]

NOT_FOUND = "The requested document was not found on this server."


def _text(document: dict[str, JSON], name: str) -> str | None:
    value = document.get(name)
    return value if isinstance(value, str) and value.strip() else None


def list_pacticipants(call: Call) -> Reply:
    with call.store.reading() as book:
        rows = sorted(book.pacticipants, key=lambda row: row.name.lower())
        listed = [pacticipant_document(call, book, row) for row in rows]
        links = [{"title": row.name, "name": row.name, "href": call.url("pacticipants", row.name)} for row in rows]
        own = {"href": call.url("pacticipants")}
        return Reply(
            {
                "_embedded": {"pacticipants": listed},
                "_links": {"self": own, "pb:pacticipants": links},
                "pacticipants": listed,
            }
        )


def create_pacticipant(call: Call) -> Reply:
    document = call.document()
    name = _text(document, "name")
    if name is None:
        raise Refusal(400, {"errors": {"name": ["is missing" if "name" not in document else "can't be blank"]}})
    with call.store.writing() as book:
        if book.pacticipant(name) is not None:
            raise Refusal(409)
        row = _update(call, book, name, document)
        # Upstream sends this address with a slip in it; clients do not follow it.
        return Reply(row, 201, call.url("pacticipants", name))


def _update(call: Call, book: Book, name: str, document: dict[str, JSON]) -> dict[str, JSON]:
    row = update_pacticipant(
        book,
        ensure_pacticipant(book, name),
        main_branch=_text(document, "mainBranch"),
        display_name=_text(document, "displayName"),
        repository_url=_text(document, "repositoryUrl"),
    )
    return pacticipant_document(call, book, row)


def get_pacticipant(call: Call) -> Reply:
    with call.store.reading() as book:
        return Reply(pacticipant_document(call, book, call.pacticipant(book)))


def patch_pacticipant(call: Call) -> Reply:
    document = call.document()
    with call.store.writing() as book:
        status = 201 if book.pacticipant(call.names["pacticipant"]) is None else 200
        return Reply(_update(call, book, call.names["pacticipant"], document), status)


def put_pacticipant(call: Call) -> Reply:
    document = call.document()
    with call.store.writing() as book:
        call.pacticipant(book)
        return Reply(_update(call, book, call.names["pacticipant"], document))


def list_versions(call: Call) -> Reply:
    with call.store.reading() as book:
        row = call.pacticipant(book)
        listed = [version_document(call, book, version, whole=False) for version in book.versions_of(row.id)]
        own = call.url("pacticipants", row.name, "versions")
        return Reply({"_embedded": {"versions": listed}, "_links": {"self": {"title": "Versions", "href": own}}})


def get_version(call: Call) -> Reply:
    with call.store.reading() as book:
        return Reply(version_document(call, book, call.version(book)))


def put_version(call: Call) -> Reply:
    build_url = _text(call.document(), "buildUrl")
    with call.store.writing() as book:
        pacticipant = ensure_pacticipant(book, call.names["pacticipant"])
        known = book.version(pacticipant, call.names["version"])
        version = ensure_version(book, pacticipant, call.names["version"], build_url)
        return Reply(version_document(call, book, version), 200 if known is not None else 201)


def remove_version(call: Call) -> Reply:
    with call.store.writing() as book:
        delete_version(book, call.version(book))
    return Reply(status=204)


def latest_version(call: Call) -> Reply:
    with call.store.reading() as book:
        row, tag = call.pacticipant(book), call.names.get("tag")
        version = book.versions.last("pacticipant", row.id) if tag is None else book.tag_head(row.id, tag)
        if version is None:
            raise missing(NOT_FOUND)
        return Reply(version_document(call, book, version))


def list_branches(call: Call) -> Reply:
    with call.store.reading() as book:
        row = call.pacticipant(book)
        branches = sorted(book.branches.by("pacticipant", row.id), key=lambda each: -each.id)
        listed = [branch_document(call, book, each) for each in branches]
        own = call.url("pacticipants", row.name, "branches")
        links = [
            {"name": each.name, "href": call.url("pacticipants", row.name, "branches", each.name)} for each in branches
        ]
        page = {"number": 1, "size": 100, "totalElements": len(listed), "totalPages": 1}
        title = f"{row.name} branches"
        return Reply(
            {
                "page": page,
                "_embedded": {"branches": listed},
                "_links": {"self": {"title": title, "href": own}, "pb:branches": links},
            }
        )


def get_branch(call: Call) -> Reply:
    with call.store.reading() as book:
        return Reply(branch_document(call, book, call.branch(book)))


def branch_latest(call: Call) -> Reply:
    with call.store.reading() as book:
        head = call.branch(book).head
        if head is None:
            raise missing(NOT_FOUND)
        return Reply(version_document(call, book, book.versions[head]))


def remove_branch(call: Call) -> Reply:
    with call.store.writing() as book:
        delete_branch(book, call.branch(book))
    return Reply(status=204)


def get_branch_version(call: Call) -> Reply:
    with call.store.reading() as book:
        row = book.branch_versions.first("branch version", call.branch(book).id, call.version(book).id)
        if row is None:
            raise missing(NOT_FOUND)
        return Reply(branch_version_document(call, book, row))


def put_branch_version(call: Call) -> Reply:
    call.document()
    with call.store.writing() as book:
        pacticipant = ensure_pacticipant(book, call.names["pacticipant"])
        version = ensure_version(book, pacticipant, call.names["version"])
        added = add_to_branch(book, version, call.names["branch"])
        row = book.branch_versions.first("branch version", call.branch(book).id, version.id)
        assert row is not None
        return Reply(branch_version_document(call, book, row), 201 if added else 200)


def remove_branch_version(call: Call) -> Reply:
    with call.store.writing() as book:
        if not delete_branch_version(book, call.branch(book), call.version(book)):
            raise missing(NOT_FOUND)
    return Reply(status=204)


def get_tag(call: Call) -> Reply:
    with call.store.reading() as book:
        tag = book.tags.first("version name", call.version(book).id, call.names["tag"])
        if tag is None:
            raise missing(NOT_FOUND)
        return Reply(tag_document(call, book, tag))


def put_version_tag(call: Call) -> Reply:
    call.document()
    with call.store.writing() as book:
        pacticipant = ensure_pacticipant(book, call.names["pacticipant"])
        version = ensure_version(book, pacticipant, call.names["version"])
        added = put_tag(book, version, call.names["tag"], first_tag_limit=call.first_tag_limit)
        tag = book.tags.first("version name", version.id, call.names["tag"])
        assert tag is not None
        document = tag_document(call, book, tag)
        return Reply(document, 201 if added else 200, document["_links"]["self"]["href"] if added else "")


def remove_tag(call: Call) -> Reply:
    with call.store.writing() as book:
        if not delete_tag(book, call.version(book), call.names["tag"]):
            raise missing(NOT_FOUND)
    return Reply(status=204)


_ONE = "pacticipants/{pacticipant}"
ROUTES = {
    "pacticipants": {"GET": list_pacticipants, "POST": create_pacticipant},
    _ONE: {"GET": get_pacticipant, "PATCH": patch_pacticipant, "PUT": put_pacticipant},
    f"{_ONE}/versions": {"GET": list_versions},
    f"{_ONE}/versions/{{version}}": {"GET": get_version, "PUT": put_version, "DELETE": remove_version},
    f"{_ONE}/versions/{{version}}/tags/{{tag}}": {"GET": get_tag, "PUT": put_version_tag, "DELETE": remove_tag},
    f"{_ONE}/latest-version": {"GET": latest_version},
    f"{_ONE}/latest-version/{{tag}}": {"GET": latest_version},
    f"{_ONE}/branches": {"GET": list_branches},
    f"{_ONE}/branches/{{branch}}": {"GET": get_branch, "DELETE": remove_branch},
    f"{_ONE}/branches/{{branch}}/latest-version": {"GET": branch_latest},
    f"{_ONE}/branches/{{branch}}/versions/{{version}}": {
        "GET": get_branch_version,
        "PUT": put_branch_version,
        "DELETE": remove_branch_version,
    },
}
