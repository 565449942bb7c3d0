"""Labels of pacticipants over HTTP."""

from __future__ import annotations

from typing import Any

from contractlab.broker.records import Label
from contractlab.broker.server.call import Call, Reply, gone, instant
from contractlab.broker.server.paging import page_of
from contractlab.broker.writing import delete_label, ensure_pacticipant, put_label

__all__ = ["ROUTES"]


def _document(call: Call, row: Label, owner: str) -> dict[str, Any]:
    own = call.url("pacticipants", owner, "labels", row.name)
    return {
        "name": row.name,
        "createdAt": instant(row.created_at),
        "_links": {
            "self": {"title": "Label", "name": row.name, "href": own},
            "pacticipant": {"title": "Pacticipant", "name": owner, "href": call.url("pacticipants", owner)},
        },
    }


def list_labels(call: Call) -> Reply:
    with call.store.reading() as book:
        names, page = page_of(call, sorted({row.name for row in book.labels}))
        links = {"self": {"title": "Labels", "href": call.base + call.target}, **page.links}
        return Reply({**page.document, "_embedded": {"labels": [{"name": name} for name in names]}, "_links": links})


def get_label(call: Call) -> Reply:
    with call.store.reading() as book:
        owner = book.pacticipant(call.names["pacticipant"])
        row = None if owner is None else book.labels.first("pacticipant name", owner.id, call.names["label"])
        if owner is None or row is None:
            raise gone()
        return Reply(_document(call, row, owner.name))


def put_one_label(call: Call) -> Reply:
    call.document()
    with call.writing() as book:
        owner = ensure_pacticipant(book, call.names["pacticipant"])
        row, added = put_label(book, owner, call.names["label"])
        document = _document(call, row, owner.name)
        return Reply(document, 201 if added else 200, document["_links"]["self"]["href"] if added else "")


def remove_label(call: Call) -> Reply:
    with call.writing() as book:
        owner = book.pacticipant(call.names["pacticipant"])
        if owner is None or not delete_label(book, owner, call.names["label"]):
            raise gone()
    return Reply(status=204)


ROUTES = {
    "labels": {"GET": list_labels},
    "pacticipants/{pacticipant}/labels/{label}": {"GET": get_label, "PUT": put_one_label, "DELETE": remove_label},
}
