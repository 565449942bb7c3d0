"""Lists of versions: of a pacticipant, a branch, a tag or an environment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from contractlab.broker.book import Book
from contractlab.broker.records import Pacticipant, Version
from contractlab.broker.server.call import Call, Reply
from contractlab.broker.server.links import deployed_links, version_document
from contractlab.broker.server.paging import page_of

__all__ = ["day", "version_list"]


def day(moment: int) -> str:
    """A date as brokers write it in titles."""
    return datetime.fromtimestamp(moment // 1_000_000, UTC).strftime("%d/%m/%Y")


def version_list(
    call: Call, book: Book, owner: Pacticipant, versions: Sequence[Version], title: str, *, places: bool = False
) -> Reply:
    """A list of versions.

    Parameters
    ----------
    call : Call
    book : Book
    owner : Pacticipant
    versions : sequence of Version
        All of them; the page is cut here.
    title : str
    places : bool
        Say where each of them runs.
    """
    shown, page = page_of(call, versions)
    documents = []
    for version in shown:
        document = version_document(call, book, version, whole=False)
        if places:
            document["_links"]["pb:deployed-environments"] = deployed_links(call, book, version, last_written=True)
        documents.append(document)
    own = call.url("pacticipants", owner.name)
    links: dict[str, Any] = {"self": {"href": call.base + call.target, "title": title}, **page.links}
    links["pb:pacticipant"] = {"href": own, "title": owner.name}
    links["pb:versions"] = [
        {"href": document["_links"]["self"]["href"], "title": f"Version {version.number} - {day(version.created_at)}"}
        for version, document in zip(shown, documents, strict=True)
    ]
    # Two older names of the same, which old clients follow.
    links["pacticipant"] = {"href": own, "title": "Deprecated - please use pb:pacticipant"}
    links["versions"] = [
        {"href": link["href"], "title": "Deprecated - please use pb:versions"} for link in links["pb:versions"]
    ]
    return Reply({**page.document, "_embedded": {"versions": documents}, "_links": links})
