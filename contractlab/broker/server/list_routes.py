"""Lists of contracts, and of the states that they name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from contractlab.broker.book import Book
from contractlab.broker.embedded_lists import newest_publications, publications_on_branch, states_of
from contractlab.broker.records import Publication
from contractlab.broker.server.call import Call, Reply, instant
from contractlab.broker.server.links import curies, pact_url, short_version
from contractlab.broker.server.pact_routes import delete_all_pacts, delete_branch_pacts, delete_tag_pacts, on_branch
from contractlab.broker.server.paging import page_of
from contractlab.broker.server.version_links import day
from contractlab.values.json_types import JSON

__all__ = ["ROUTES"]


def _link(call: Call, book: Book, row: Publication) -> dict[str, str]:
    consumer, provider = book.pacticipants[row.consumer].name, book.pacticipants[row.provider].name
    number = book.versions[row.version].number
    return {
        "href": pact_url(call, book, row),
        "title": f"Pact between {consumer} ({number}) and {provider}",
        "name": consumer,
    }


def _side(call: Call, name: str) -> dict[str, Any]:
    return {"name": name, "_links": {"self": {"href": call.url("pacticipants", name)}}}


def get_latest_contracts(call: Call) -> Reply:
    with call.store.reading() as book:
        entries, links = [], []
        for row in newest_publications(book):
            names = f"{book.pacticipants[row.consumer].name} and {book.pacticipants[row.provider].name}"
            links.append({"href": pact_url(call, book, row, "latest"), "title": f"Latest pact between {names}"})
            consumer = _side(call, book.pacticipants[row.consumer].name)
            consumer["_embedded"] = {"version": short_version(call, book, book.versions[row.version])}
            entries.append(
                {
                    "createdAt": instant(row.created_at),
                    "_embedded": {
                        "consumer": consumer,
                        "provider": _side(call, book.pacticipants[row.provider].name),
                    },
                    # Two links of itself: that of the newest, whichever it is, and that of its version.
                    "_links": {"self": [{"href": links[-1]["href"]}, {"href": pact_url(call, book, row)}]},
                }
            )
        old = "DEPRECATED - please use the pb:pacts relation"
        return Reply(
            {
                "pacts": entries,
                "_links": {
                    "self": {"href": call.url("pacts", "latest")},
                    "pb:pacts": links,
                    "pacts": [{**link, "name": old} for link in links],
                    "curies": curies(call, "pacts"),
                },
            }
        )


def _provider_list(call: Call, book: Book, rows: Sequence[Publication], title: str) -> Reply:
    """Contracts with a provider; their links stand twice, as old clients follow other names."""
    provider = call.pacticipant(book, "provider").name
    own = call.url("pacticipants", provider)
    shown, page = page_of(call, rows)
    links = [_link(call, book, row) for row in shown]
    old = "DEPRECATED - please use the pb:pacts relation."
    return Reply(
        {
            **page.document,
            "_links": {
                "self": {"href": call.base + call.target, "title": f"{title} for the provider {provider}{_of(call)}"},
                "pb:provider": {"href": own, "name": provider},
                "pb:pacts": links,
                **page.links,
                "provider": {
                    "href": own,
                    "title": provider,
                    "name": "DEPRECATED - please use the pb:provider relation",
                },
                "pacts": [{**link, "title": f"{old} {link['title']}"} for link in links],
            },
        }
    )


def _of(call: Call) -> str:
    for kind in ("tag", "branch"):
        if kind in call.names:
            return f" with consumer version {kind} '{call.names[kind]}'"
    return ""


def _of_provider(call: Call, book: Book) -> list[list[Publication]]:
    """Contracts with a provider, those of each consumer in the order of its versions."""
    provider = call.pacticipant(book, "provider")
    consumers: dict[int, list[Publication]] = {}
    for row in book.publications.by("provider", provider.id):
        consumers.setdefault(row.consumer, []).append(row)
    ordered = sorted(consumers, key=lambda number: book.pacticipants[number].name.lower())
    return [sorted(consumers[number], key=lambda row: row.version) for number in ordered]


def _tagged(call: Call, book: Book, rows: list[Publication]) -> list[Publication]:
    tag = call.names.get("tag")
    if tag is None:
        return rows
    return [row for row in rows if book.tags.first("version name", row.version, tag) is not None]


def get_provider_contracts(call: Call) -> Reply:
    with call.store.reading() as book:
        # A contract whose content was changed stands once for each content that it had, as observed.
        rows = [
            row
            for group in _of_provider(call, book)
            for revised in _tagged(call, book, group)
            for row in [revised] * revised.revision
        ]
        return _provider_list(call, book, rows, "All pact versions")


def get_latest_provider_contracts(call: Call) -> Reply:
    with call.store.reading() as book:
        rows = [row for group in _of_provider(call, book) for row in _tagged(call, book, group)[-1:]]
        return _provider_list(call, book, rows, "Latest pact versions")


def _get_branch(call: Call, *, latest: bool) -> Reply:
    with call.store.reading() as book:
        provider = call.pacticipant(book, "provider").name
        rows = publications_on_branch(book, provider, None, call.names.get("branch"), latest)
        return _provider_list(call, book, rows, f"{'Latest' if latest else 'All'} pact versions")


def get_branch_contracts(call: Call) -> Reply:
    return _get_branch(call, latest=False)


def get_latest_branch_contracts(call: Call) -> Reply:
    return _get_branch(call, latest=True)


def _pair_list(call: Call, book: Book, rows: Sequence[Publication], *, of: str = "", prefix: str = "") -> Reply:
    """Contracts of one pair; `prefix` goes before the names of relations, which lists by tag have in their new form."""
    consumer, provider = (call.pacticipant(book, side).name for side in ("consumer", "provider"))
    shown, page = page_of(call, rows)
    entries, links = [], []
    for row in shown:
        version = book.versions[row.version]
        link = _link(call, book, row)
        entries.append(
            {
                "createdAt": instant(row.created_at),
                "_embedded": {"consumerVersion": short_version(call, book, version)},
                "_links": {"self": {"href": link["href"], "title": link["title"]}},
            }
        )
        name = f"Version {version.number} - {day(row.created_at)}"
        links.append({"href": link["href"], "title": "Pact", "name": name})
    title = f"All versions of the pact between {consumer} and {provider}{of}"
    sides = {
        f"{prefix}{side}": {"href": call.url("pacticipants", name), "title": side.capitalize(), "name": name}
        for side, name in (("consumer", consumer), ("provider", provider))
    }
    return Reply(
        {
            **page.document,
            "_embedded": {"pacts": entries},
            "_links": {
                "self": {"href": call.base + call.target, "title": title},
                **page.links,
                **sides,
                f"{prefix}pact-versions": links,
            },
        }
    )


def _pair(call: Call, book: Book) -> list[Publication]:
    """Contracts of a pair, the newest version first."""
    consumer, provider = call.pacticipant(book, "consumer"), call.pacticipant(book, "provider")
    rows = book.publications.by("consumer provider", consumer.id, provider.id)
    return sorted(rows, key=lambda row: -row.version)


def list_pair(call: Call) -> Reply:
    with call.store.reading() as book:
        return _pair_list(call, book, _pair(call, book))


def list_pair_tag(call: Call) -> Reply:
    tag = call.names["tag"]
    with call.store.reading() as book:
        return _pair_list(call, book, _tagged(call, book, _pair(call, book)), of=f" with tag {tag}", prefix="pb:")


def _on_branch(call: Call, choose: Callable[[list[Publication]], list[Publication]]) -> Reply:
    """Contracts of a pair on a branch, the oldest version first; on the consumer's main branch where none is named."""
    with call.store.reading() as book:
        name = call.names.get("branch", call.pacticipant(book, "consumer").main_branch)
        rows = [row for row in _pair(call, book)[::-1] if name is not None and on_branch(book, row, name)]
        return _pair_list(call, book, choose(rows))


def list_pair_branch(call: Call) -> Reply:
    return _on_branch(call, lambda rows: rows)


def list_pair_branch_latest(call: Call) -> Reply:
    return _on_branch(call, lambda rows: rows[-1:])


def get_states(call: Call) -> Reply:
    with call.store.reading() as book:
        provider = call.pacticipant(book, "provider")
        states = states_of(call.store, book, provider.name, call.names.get("branch"))
    listed: list[JSON] = []
    for state in states:
        entry: dict[str, JSON] = {"name": state.name, "consumers": [*state.consumers]}
        if state.params:
            entry["params"] = dict(state.params)
        listed.append(entry)
    return Reply({"providerStates": listed})


_PROVIDER = "pacts/provider/{provider}"
_PAIR = f"{_PROVIDER}/consumer/{{consumer}}"
ROUTES = {
    "pacts/latest": {"GET": get_latest_contracts},
    _PROVIDER: {"GET": get_provider_contracts},
    f"{_PROVIDER}/tag/{{tag}}": {"GET": get_provider_contracts},
    f"{_PROVIDER}/latest": {"GET": get_latest_provider_contracts},
    f"{_PROVIDER}/latest/{{tag}}": {"GET": get_latest_provider_contracts},
    f"{_PROVIDER}/branch": {"GET": get_branch_contracts},
    f"{_PROVIDER}/branch/latest": {"GET": get_latest_branch_contracts},
    f"{_PROVIDER}/branch/{{branch}}": {"GET": get_branch_contracts},
    f"{_PROVIDER}/branch/{{branch}}/latest": {"GET": get_latest_branch_contracts},
    f"{_PROVIDER}/provider-states": {"GET": get_states},
    f"{_PROVIDER}/provider-states/branch/{{branch}}": {"GET": get_states},
    f"{_PAIR}/versions": {"GET": list_pair, "DELETE": delete_all_pacts},
    f"{_PAIR}/tag/{{tag}}": {"GET": list_pair_tag, "DELETE": delete_tag_pacts},
    f"{_PAIR}/branch/versions": {"GET": list_pair_branch},
    f"{_PAIR}/branch/latest/versions": {"GET": list_pair_branch_latest},
    f"{_PAIR}/branch/{{branch}}": {"GET": list_pair_branch, "DELETE": delete_branch_pacts},
    f"{_PAIR}/branch/{{branch}}/latest/versions": {"GET": list_pair_branch_latest},
}
