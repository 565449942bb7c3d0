"""Lists of contracts, and of the states that they name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contractlab.broker.book import Book
from contractlab.broker.embedded_lists import newest_publications, publications_on_branch, states_of
from contractlab.broker.records import Publication
from contractlab.broker.server.call import Call, Reply, instant
from contractlab.broker.server.links import short_version

__all__ = ["ROUTES"]


def _address(call: Call, book: Book, row: Publication, *rest: str) -> str:
    consumer, provider = book.pacticipants[row.consumer].name, book.pacticipants[row.provider].name
    return call.url("pacts", "provider", provider, "consumer", consumer, *rest)


def _link(call: Call, book: Book, row: Publication) -> dict[str, str]:
    consumer, provider = book.pacticipants[row.consumer].name, book.pacticipants[row.provider].name
    number = book.versions[row.version].number
    return {
        "href": _address(call, book, row, "version", number),
        "title": f"Pact between {consumer} ({number}) and {provider}",
        "name": consumer,
    }


def _side(call: Call, name: str) -> dict[str, Any]:
    return {"name": name, "_links": {"self": {"href": call.url("pacticipants", name)}}}


def get_latest_contracts(call: Call) -> Reply:
    with call.store.reading() as book:
        rows = newest_publications(book)
        entries = []
        for row in rows:
            version = book.versions[row.version]
            consumer = _side(call, book.pacticipants[row.consumer].name)
            consumer["_embedded"] = {"version": short_version(call, book, version)}
            own = [_address(call, book, row, "latest"), _address(call, book, row, "version", version.number)]
            entries.append(
                {
                    "createdAt": instant(row.created_at),
                    "_embedded": {
                        "consumer": consumer,
                        "provider": _side(call, book.pacticipants[row.provider].name),
                    },
                    # Two links of itself: that of the newest, whichever it is, and that of its version.
                    "_links": {"self": [{"href": href} for href in own]},
                }
            )
        links = [{**_link(call, book, row), "href": _address(call, book, row, "latest")} for row in rows]
    return Reply({"pacts": entries, "_links": {"self": {"href": call.url("pacts", "latest")}, "pb:pacts": links}})


def _provider_list(call: Call, book: Book, rows: Sequence[Publication], title: str) -> Reply:
    provider = call.names["provider"]
    return Reply(
        {
            "_links": {
                "self": {"href": call.base + call.target.partition("?")[0], "title": title},
                "pb:provider": {"href": call.url("pacticipants", provider), "name": provider},
                "pb:pacts": [_link(call, book, row) for row in rows],
            }
        }
    )


def _get_branch(call: Call, *, latest: bool) -> Reply:
    branch = call.names.get("branch")
    with call.store.reading() as book:
        call.pacticipant(book, "provider")
        rows = publications_on_branch(book, call.names["provider"], None, branch, latest)
        title = f"{'Latest pact' if latest else 'All pact'} versions for the provider {call.names['provider']}"
        if branch is not None:
            title += f" with consumer version branch '{branch}'"
        return _provider_list(call, book, rows, title)


def get_branch_contracts(call: Call) -> Reply:
    return _get_branch(call, latest=False)


def get_latest_branch_contracts(call: Call) -> Reply:
    return _get_branch(call, latest=True)


def get_states(call: Call) -> Reply:
    with call.store.reading() as book:
        call.pacticipant(book, "provider")
        states = states_of(call.store, book, call.names["provider"], call.names.get("branch"))
    return Reply({"providerStates": [{"name": each.name, "consumers": list(each.consumers)} for each in states]})


_PROVIDER = "pacts/provider/{provider}"
ROUTES = {
    "pacts/latest": {"GET": get_latest_contracts},
    f"{_PROVIDER}/branch": {"GET": get_branch_contracts},
    f"{_PROVIDER}/branch/latest": {"GET": get_latest_branch_contracts},
    f"{_PROVIDER}/branch/{{branch}}": {"GET": get_branch_contracts},
    f"{_PROVIDER}/branch/{{branch}}/latest": {"GET": get_latest_branch_contracts},
    f"{_PROVIDER}/provider-states": {"GET": get_states},
    f"{_PROVIDER}/provider-states/branch/{{branch}}": {"GET": get_states},
}
