"""Pacticipants and their branches over HTTP."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.broker.book import Book
from contractlab.broker.records import Pacticipant
from contractlab.broker.server.call import Call, Refusal, Reply
from contractlab.broker.server.links import branch_document, pacticipant_document
from contractlab.broker.server.paging import page_of
from contractlab.broker.writing import change_pacticipant, delete_branch, delete_pacticipant, ensure_pacticipant
from contractlab.values.json_types import JSON

__all__ = ["ROUTES"]

_ATTRIBUTES = {
    "displayName": "display_name",
    "mainBranch": "main_branch",
    "repositoryUrl": "repository_url",
    "repositoryName": "repository_name",
    "repositoryNamespace": "repository_namespace",
}

_OLD_LIST = "DEPRECATED - Please use the embedded pacticipants collection"


def _list(call: Call, book: Book, rows: Sequence[Pacticipant], *, old_form: bool) -> Reply:
    """A list of pacticipants; the page is cut here, and in its old form it stands at the top too."""
    shown, page = page_of(call, sorted(rows, key=lambda row: (row.name.lower(), row.id)))
    listed = [pacticipant_document(call, book, row, whole=False) for row in shown]
    links = [{"href": call.url("pacticipants", row.name), "title": "Pacticipant", "name": row.name} for row in shown]
    old = "DEPRECATED - please use pb:pacticipants"
    top: dict[str, JSON] = {"pacticipants": [{**document, "title": _OLD_LIST} for document in listed]}
    return Reply(
        {
            **page.document,
            "_embedded": {"pacticipants": listed},
            "_links": {
                "self": {"href": call.url("pacticipants")},
                "pb:pacticipants-with-label": {
                    "title": "Find pacticipants by label",
                    "href": f"{call.url('pacticipants', 'label')}/{{label}}",
                    "templated": True,
                },
                **page.links,
                "pb:pacticipants": links,
                "pacticipants": [{**link, "title": link["name"], "name": old} for link in links],
            },
            **(top if old_form else {}),
        }
    )


def list_pacticipants(call: Call) -> Reply:
    wanted = (call.first("q") or "").lower()
    with call.store.reading() as book:
        rows = [row for row in book.pacticipants if wanted in row.name.lower()]
        return _list(call, book, rows, old_form=True)


def list_by_label(call: Call) -> Reply:
    with call.store.reading() as book:
        labels = book.labels.by("name", call.names["label"])
        rows = [book.pacticipants[label.pacticipant] for label in labels]
        return _list(call, book, rows, old_form=False)


def _changes(document: dict[str, JSON]) -> dict[str, str | None]:
    """Attributes that are sent; a null or an empty text takes one away.

    Raises
    ------
    Refusal
        400 with what is wrong.
    """
    errors: dict[str, JSON] = {}
    changes: dict[str, str | None] = {}
    for name, attribute in _ATTRIBUTES.items():
        value = document.get(name)
        if name not in document:
            continue
        if value is not None and not isinstance(value, str):
            errors[name] = ["must be a string"]
        elif name == "mainBranch" and value is not None and any(character.isspace() for character in value):
            errors[name] = ["cannot contain spaces"]
        else:
            changes[attribute] = value.strip() or None if value is not None else None
    if errors:
        raise Refusal(400, {"errors": errors})
    return changes


def create_pacticipant(call: Call) -> Reply:
    document = call.document()
    name = document.get("name")
    if not isinstance(name, str) or not name.strip():
        words = "is missing" if "name" not in document else "must be filled"
        raise Refusal(400, {"errors": {"name": [words]}})
    changes = _changes(document)
    with call.writing() as book:
        before = book.pacticipant(name)
        row = _changed(book, before or ensure_pacticipant(book, name), changes, fresh=before is None)
        # Upstream sends this address with a slip in it; clients do not follow it.
        return Reply(pacticipant_document(call, book, row, whole=False), 201, call.url("pacticpants", name))


def _changed(book: Book, row: Pacticipant, changes: dict[str, str | None], *, fresh: bool) -> Pacticipant:
    if not changes:
        return row
    # What is made with all that it has was never updated.
    return change_pacticipant(book, row, changes, updated=not fresh)


def get_pacticipant(call: Call) -> Reply:
    with call.store.reading() as book:
        return Reply(pacticipant_document(call, book, call.pacticipant(book)))


def patch_pacticipant(call: Call) -> Reply:
    changes = _changes(call.document())
    name = call.names["pacticipant"]
    with call.writing() as book:
        before = book.pacticipant(name)
        row = _changed(book, before or ensure_pacticipant(book, name), changes, fresh=before is None)
        own = call.url("pacticipants", name) if before is None else ""
        return Reply(pacticipant_document(call, book, row), 201 if before is None else 200, own)


def put_pacticipant(call: Call) -> Reply:
    """What is not sent is taken away."""
    changes = {**dict.fromkeys(_ATTRIBUTES.values()), **_changes(call.document())}
    with call.writing() as book:
        row = change_pacticipant(book, call.pacticipant(book), changes)
        return Reply(pacticipant_document(call, book, row))


def remove_pacticipant(call: Call) -> Reply:
    with call.writing() as book:
        delete_pacticipant(book, call.pacticipant(book))
    return Reply(status=204)


def list_branches(call: Call) -> Reply:
    wanted = (call.first("q") or "").lower()
    with call.store.reading() as book:
        row = call.pacticipant(book)
        branches = [each for each in book.branches.by("pacticipant", row.id) if wanted in each.name.lower()]
        shown, page = page_of(call, branches[::-1], always=True)
        own = call.url("pacticipants", row.name, "branches")
        links = [{"name": each.name, "href": f"{own}/{call.segment(each.name)}"} for each in shown]
        return Reply(
            {
                **page.document,
                "_embedded": {"branches": [branch_document(call, book, each) for each in shown]},
                "_links": {
                    "self": {"title": f"{row.name} branches", "href": call.base + call.target},
                    "pb:branches": links,
                    **page.links,
                },
            }
        )


def remove_branches(call: Call) -> Reply:
    """Delete all branches but the main one and those of ``exclude[]``; the real broker does it a little later."""
    kept = {value for key, value in call.query if key in ("exclude[]", "exclude")}
    with call.writing() as book:
        row = call.pacticipant(book)
        branches = book.branches.by("pacticipant", row.id)
        going = [each for each in branches if each.name not in kept and each.name != row.main_branch]
        staying = [each.name for each in branches if each not in going]
        for branch in going:
            delete_branch(book, branch)
        text = (
            f"Scheduled deletion of {len(going)} branches for pacticipant {row.name}. "
            f"Remaining branches are: {', '.join(staying)}"
        )
        return Reply({"notices": [{"type": "success", "text": text}]}, 202)


def get_branch(call: Call) -> Reply:
    with call.store.reading() as book:
        return Reply(branch_document(call, book, call.branch(book)))


def remove_branch(call: Call) -> Reply:
    with call.writing() as book:
        delete_branch(book, call.branch(book))
    return Reply(status=204)


_ONE = "pacticipants/{pacticipant}"
ROUTES = {
    "pacticipants": {"GET": list_pacticipants, "POST": create_pacticipant},
    "pacticipants/label/{label}": {"GET": list_by_label},
    _ONE: {
        "GET": get_pacticipant,
        "PUT": put_pacticipant,
        "PATCH": patch_pacticipant,
        "DELETE": remove_pacticipant,
    },
    f"{_ONE}/branches": {"GET": list_branches, "DELETE": remove_branches},
    f"{_ONE}/branches/{{branch}}": {"GET": get_branch, "DELETE": remove_branch},
}
