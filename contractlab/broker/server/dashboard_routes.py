"""Overviews over HTTP: integrations, the dashboard, groups, counts, and that the server is well."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from contractlab.broker.book import Book
from contractlab.broker.records import Integration, Publication, Version
from contractlab.broker.server.call import Call, Reply, gone, instant
from contractlab.broker.server.links import pact_url
from contractlab.broker.server.metrics import metrics_of
from contractlab.broker.server.paging import page_of
from contractlab.broker.writing import delete_integration

__all__ = ["ROUTES"]

Hal = dict[str, Any]


def _last_action(book: Book, row: Integration) -> int:
    """When something was last told of a pair: a contract or a result."""
    publications = book.publications.by("consumer provider", row.consumer, row.provider)
    moments = [row.created_at, *(each.created_at for each in publications)]
    for content in {each.content for each in publications}:
        last = book.results.last("content", content)
        if last is not None:
            moments.append(last.created_at)
    return max(moments)


def list_integrations(call: Call) -> Reply:
    with call.store.reading() as book:
        rows, page = page_of(call, sorted(book.integrations, key=lambda row: -_last_action(book, row)))
        listed = []
        for row in rows:
            consumer, provider = book.pacticipants[row.consumer].name, book.pacticipants[row.provider].name
            pair = ("provider", provider, "consumer", consumer)
            listed.append(
                {
                    "consumer": {"name": consumer},
                    "provider": {"name": provider},
                    "_links": {
                        "pb:dashboard": {
                            "title": "BETA: Pacts to show on the dashboard",
                            "href": call.url("dashboard", *pair),
                        },
                        # Without the broker's address, as recorded.
                        "pb:matrix": {
                            "title": f"Matrix of pacts/verification results for {consumer} and {provider}",
                            "href": call.url("matrix", *pair).removeprefix(call.base),
                        },
                        "pb:group": {"href": call.url("pacticipants", consumer)},
                        "pb:delete_integration": {
                            "title": f"Delete the integration between {consumer} and {provider}",
                            "href": call.url("integrations", *pair),
                        },
                    },
                }
            )
        links = {"self": {"href": call.url("integrations"), "title": "All integrations"}, **page.links}
        return Reply({**page.document, "_embedded": {"integrations": listed}, "_links": links})


def remove_integration(call: Call) -> Reply:
    with call.writing() as book:
        consumer, provider = book.pacticipant(call.names["consumer"]), book.pacticipant(call.names["provider"])
        row = (
            None
            if consumer is None or provider is None
            else book.integrations.first("consumer provider", consumer.id, provider.id)
        )
        if row is None:
            raise gone()
        delete_integration(book, row)
    return Reply(status=204)


def _dashboard_rows(book: Book, pairs: Iterable[Integration]) -> list[Publication]:
    """Of each pair the newest contract, the newest with each tag, and those of versions that are live."""
    chosen: dict[int, Publication] = {}
    for pair in pairs:
        rows = book.publications.by("consumer provider", pair.consumer, pair.provider)
        if not rows:
            continue
        newest = max(rows, key=lambda row: row.version)
        live = [row for row in rows if book.environments_of(book.versions[row.version])]
        tagged = [row for row in rows if _head_tags(book, row)]
        chosen |= {row.id: row for row in (newest, *live, *tagged)}

    def last_action(row: Publication) -> int:
        result = book.results.last("content", row.content)
        return row.created_at if result is None else max(row.created_at, result.created_at)

    return sorted(chosen.values(), key=last_action, reverse=True)


def _head_tags(book: Book, row: Publication) -> list[str]:
    """Tags of which this is the pair's newest contract."""
    rows = book.publications.by("consumer provider", row.consumer, row.provider)
    versions = {each.version for each in rows}

    def newest(name: str) -> int:
        tagged = book.tags.by("pacticipant name", row.consumer, name)
        return max(tag.version for tag in tagged if tag.version in versions)

    return [name for name in book.tag_names(book.versions[row.version]) if newest(name) == row.version]


def _version(call: Call, book: Book, version: Version, *, linked: bool) -> Hal:
    heads = [branch.name for branch in book.branches_of(version) if branch.head == version.id]
    document: Hal = {
        "number": version.number,
        "branch": heads[-1] if heads else None,
        "headBranchNames": heads,
    }
    if linked:
        owner = book.pacticipants[version.pacticipant].name
        document["_links"] = {"self": {"href": call.url("pacticipants", owner, "versions", version.number)}}
    return document


def _tags(call: Call, book: Book, version: Version) -> list[Hal]:
    owner = book.pacticipants[version.pacticipant]
    own = call.url("pacticipants", owner.name, "versions", version.number, "tags")
    return [
        {
            "name": name,
            "latest": book.tag_head(owner.id, name) == version,
            "_links": {"self": {"href": f"{own}/{call.segment(name)}"}},
        }
        for name in book.tag_names(version)
    ]


def _item(call: Call, book: Book, row: Publication) -> Hal:
    consumer, provider = book.pacticipants[row.consumer].name, book.pacticipants[row.provider].name
    version, own = book.versions[row.version], pact_url(call, book, row)
    result = book.results.last("content", row.content)
    verified_by = None if result is None else book.versions[result.version]
    tags = call.url("pacticipants", consumer, "versions", version.number, "tags")
    return {
        "consumer": {
            "name": consumer,
            "version": _version(call, book, version, linked=True),
            "_links": {"self": {"href": call.url("pacticipants", consumer)}},
        },
        "provider": {
            "name": provider,
            "version": None if verified_by is None else _version(call, book, verified_by, linked=False),
            "_links": {"self": {"href": call.url("pacticipants", provider)}},
        },
        "pact": {"createdAt": instant(row.created_at), "_links": {"self": {"href": own}}},
        "pactTags": [
            {"name": name, "latest": True, "_links": {"self": {"href": f"{tags}/{call.segment(name)}"}}}
            for name in _head_tags(book, row)
        ],
        "latestVerificationResult": None
        if result is None
        else {
            "success": result.success,
            "verifiedAt": instant(result.created_at),
            "_links": {"self": {"href": f"{own}/verification-results/latest"}},
        },
        "latestVerificationResultTags": [] if verified_by is None else _tags(call, book, verified_by),
        "verificationStatus": "never" if result is None else "success" if result.success else "failed",
        "webhookStatus": "none",
        "latestWebhookExecution": None,
        "_links": {
            "pb:webhook-status": {
                "title": f"Status of webhooks for {consumer}/{provider} pact",
                "href": call.url("pacts", "provider", provider, "consumer", consumer, "webhooks", "status"),
            }
        },
    }


def get_dashboard(call: Call) -> Reply:
    with call.store.reading() as book:
        pairs = list(book.integrations)
        for side in ("consumer", "provider"):
            if side in call.names:
                number = call.pacticipant(book, side).id
                pairs = [row for row in pairs if (row.consumer if side == "consumer" else row.provider) == number]
        rows, page = page_of(call, _dashboard_rows(book, pairs))
        document: Hal = {**page.document, "items": [_item(call, book, row) for row in rows]}
        if page.links:
            document["_links"] = page.links
        return Reply(document)


def _csv(book: Book, pairs: Sequence[Integration]) -> str:
    """Pacticipants as a drawing program reads them: a number, a name, three constants, a place, and whom they call."""
    providers: dict[int, list[int]] = {}
    for pair in pairs:
        providers.setdefault(pair.consumer, []).append(pair.provider)
        providers.setdefault(pair.provider, [])
    width = max((len(numbers) for numbers in providers.values()), default=0)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for place, (number, numbers) in enumerate(providers.items(), start=1):
        name = book.pacticipants[number].name
        writer.writerow([number, name, 1, 1, 0, place, *numbers, *[0] * (width - len(numbers))])
    return text.getvalue()


def get_relationships(call: Call) -> Reply:
    with call.store.reading() as book:

        def names(row: Integration) -> tuple[str, str]:
            return book.pacticipants[row.consumer].name.lower(), book.pacticipants[row.provider].name.lower()

        return Reply(_csv(book, sorted(book.integrations, key=names)))


def get_group(call: Call) -> Reply:
    """All that are connected with a pacticipant, by however many steps."""
    with call.store.reading() as book:
        row = book.pacticipant(call.names["pacticipant"])
        if row is None:
            raise gone()
        members, waiting = {row.id}, [row.id]
        while waiting:
            number = waiting.pop()
            near = {each.provider for each in book.integrations.by("consumer", number)}
            near |= {each.consumer for each in book.integrations.by("provider", number)}
            waiting += near - members
            members |= near
        return Reply(_csv(book, [each for each in book.integrations if each.consumer in members]))


def get_metrics(call: Call) -> Reply:
    with call.store.reading() as book:
        return Reply(metrics_of(call.store, book))


_PLAIN_HAL = "application/hal+json"


def get_heartbeat(call: Call) -> Reply:
    own = {"self": {"href": call.url("diagnostic", "status", "heartbeat")}}
    return Reply({"ok": True, "_links": own}, content_type=_PLAIN_HAL)


def get_dependencies(call: Call) -> Reply:
    own = {"self": {"href": call.url("diagnostic", "status", "dependencies")}}
    with call.store.reading():
        return Reply({"database": {"ok": True}, "_links": own}, content_type=_PLAIN_HAL)


_PAIR = "provider/{provider}/consumer/{consumer}"
ROUTES = {
    "integrations": {"GET": list_integrations},
    f"integrations/{_PAIR}": {"DELETE": remove_integration},
    "dashboard": {"GET": get_dashboard},
    f"dashboard/{_PAIR}": {"GET": get_dashboard},
    "dashboard/provider/{provider}": {"GET": get_dashboard},
    "dashboard/consumer/{consumer}": {"GET": get_dashboard},
    "relationships": {"GET": get_relationships},
    "groups/{pacticipant}": {"GET": get_group},
    "metrics": {"GET": get_metrics},
    "diagnostic/status/heartbeat": {"GET": get_heartbeat},
    "diagnostic/status/dependencies": {"GET": get_dependencies},
}
