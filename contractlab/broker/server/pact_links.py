"""Where a contract leads to, and how it is handed out."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from contractlab.broker.book import Book
from contractlab.broker.records import Content, Publication
from contractlab.broker.server.call import Call, Reply, instant
from contractlab.broker.server.links import curies, pact_url
from contractlab.broker.server.negotiation import EXTENDED
from contractlab.broker.store import Store
from contractlab.contracts.format import format_of
from contractlab.contracts.handed_out import HandedOut
from contractlab.formats.load import read_source
from contractlab.values.source import Source

__all__ = ["chosen_versions", "content_document", "handed_out", "pact_links", "read_token", "token_of"]

Hal = dict[str, Any]
_MAX_FIELDS = 10_000


def token_of(*pairs: tuple[str, str]) -> str:
    """What an address carries so that a result is known to be of the version, and of the work, that was asked for."""
    return base64.urlsafe_b64encode(urlencode(pairs).encode()).decode().rstrip("=")


def read_token(token: str) -> list[tuple[str, str]]:
    """The pairs of a token; one that cannot be read means nothing, as in the reference broker."""
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
        return parse_qsl(text, max_num_fields=_MAX_FIELDS)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return []


def chosen_versions(token: str) -> list[int]:
    """Numbers of the consumer versions that a contract was chosen for."""
    values = [value for key, value in read_token(token) if key == "s[][cv]"]
    return [int(value) for value in values if value.isdecimal() and len(value) < 19]


def pact_links(call: Call, book: Book, publication: Publication, metadata: str = "") -> Hal:
    """Links of a contract; clients publish results where ``pb:publish-verification-results`` says."""
    consumer = book.pacticipants[publication.consumer].name
    provider = book.pacticipants[publication.provider].name
    version = book.versions[publication.version]
    sha = book.contents[publication.content].sha
    of = call.url("pacts", "provider", provider, "consumer", consumer)
    by_sha = f"{of}/pact-version/{sha}"
    own = pact_url(call, book, publication)
    token = f"/metadata/{metadata}" if metadata else ""
    links: Hal = {
        "self": {"title": "Pact", "name": f"Pact between {consumer} ({version.number}) and {provider}", "href": own},
        "pb:consumer": {"title": "Consumer", "name": consumer, "href": call.url("pacticipants", consumer)},
        "pb:consumer-version": _version_link(call, consumer, version.number),
    }
    chosen = chosen_versions(metadata)
    if chosen:
        rows = [book.versions[number] for number in chosen if number in book.versions]
        links["pb:consumer-versions"] = [
            _version_link(call, consumer, row.number) for row in rows if row.pacticipant == publication.consumer
        ]
    return {
        **links,
        "pb:provider": {"title": "Provider", "name": provider, "href": call.url("pacticipants", provider)},
        "pb:pact-version": {"title": "Pact content version permalink", "name": sha, "href": by_sha},
        **_other_contracts(of, own, by_sha),
        **_webhooks(call, consumer, provider, own),
        **_tags(call, consumer, version.number),
        "pb:publish-verification-results": {
            "title": "Publish verification results",
            "href": f"{by_sha}{token}/verification-results",
        },
        "pb:latest-verification-results": {"href": f"{by_sha}/verification-results/latest"},
        "pb:matrix-for-consumer-version": {
            "title": "View matrix rows for the consumer version to which this pact belongs",
            "href": f"{call.base}/matrix?q%5B%5D%5Bpacticipant%5D={quote(consumer, safe='')}"
            f"&q%5B%5D%5Bversion%5D={quote(version.number, safe='')}&latestby=cvpv",
        },
        "curies": curies(call, "pact"),
    }


def _version_link(call: Call, consumer: str, number: str) -> Hal:
    href = call.url("pacticipants", consumer, "versions", number)
    return {"title": "Consumer version", "name": number, "href": href}


def _other_contracts(of: str, own: str, by_sha: str) -> Hal:
    return {
        "pb:latest-pact-version": {"title": "Latest version of this pact", "href": f"{of}/latest"},
        "pb:all-pact-versions": {"title": "All versions of this pact", "href": f"{of}/versions"},
        "pb:latest-untagged-pact-version": {
            "title": "Latest untagged version of this pact",
            "href": f"{of}/latest-untagged",
        },
        "pb:latest-tagged-pact-version": {
            "title": "Latest tagged version of this pact",
            "href": f"{of}/latest/{{tag}}",
            "templated": True,
        },
        "pb:previous-distinct": {
            "title": "Previous distinct version of this pact",
            "href": f"{own}/previous-distinct",
        },
        "pb:diff-previous-distinct": {
            "title": "Diff with previous distinct version of this pact",
            "href": f"{own}/diff/previous-distinct",
        },
        "pb:diff": {
            "title": "Diff with another specified version of this pact",
            "href": f"{by_sha}/diff/pact-version/{{pactVersion}}",
            "templated": True,
        },
    }


def _webhooks(call: Call, consumer: str, provider: str, own: str) -> Hal:
    return {
        "pb:pact-webhooks": {
            "title": f"Webhooks for the pact between {consumer} and {provider}",
            "href": call.url("webhooks", "provider", provider, "consumer", consumer),
        },
        # The reference broker names the provider where the consumer belongs; clients get what they got.
        "pb:consumer-webhooks": {
            "title": f"Webhooks for all pacts with provider {provider}",
            "href": call.url("webhooks", "consumer", provider),
        },
        "pb:triggered-webhooks": {
            "title": "Webhooks triggered by the publication of this pact",
            "href": f"{own}/triggered-webhooks",
        },
    }


def _tags(call: Call, consumer: str, number: str) -> Hal:
    own = call.url("pacticipants", consumer, "versions", number, "tags")
    return {
        "pb:tag-prod-version": {
            "title": "PUT to this resource to tag this consumer version as 'production'",
            "href": f"{own}/prod",
        },
        "pb:tag-version": {"title": "PUT to this resource to tag this consumer version", "href": f"{own}/{{tag}}"},
    }


def handed_out(store: Store, content: Content) -> Hal:
    """A contract with what its format adds in a broker: ids of its examples."""
    text = store.text(content.id)
    kind = format_of(read_source(Source("a published contract", text), None))
    document: Hal = json.loads(kind.handed_out(text) if isinstance(kind, HandedOut) else text)
    return document


def _header_text(name: str) -> str:
    """A name as a header's value: its bytes in UTF-8, and nothing that would end the header."""
    printable = "".join(character if character.isprintable() else "?" for character in name)
    return printable.encode("utf-8", "replace").decode("latin-1")


def content_document(
    call: Call, book: Book, publication: Publication, metadata: str = "", *, latest: bool = False
) -> Reply:
    """A contract as a broker hands it out: with ids of its examples, a date and links.

    Parameters
    ----------
    call : Call
    book : Book
    publication : Publication
    metadata : str
        Token of the address that it was asked by.
    latest : bool
        It was asked for as the newest of something: a header says which version that is.
    """
    number = book.versions[publication.version].number
    document = handed_out(call.store, book.contents[publication.content])
    links = pact_links(call, book, publication, token_of(("cv", str(publication.version))) if latest else metadata)
    headers = (("X-Pact-Consumer-Version", _header_text(number)),) if latest else ()
    if call.chosen == EXTENDED:
        return Reply(
            {
                "createdAt": instant(publication.created_at),
                "contract": document,
                # Observed: no tags, whatever tags the version has.
                "_embedded": {"tags": []},
                "_links": links,
            },
            headers=headers,
        )
    return Reply({**document, "createdAt": instant(publication.created_at), "_links": links}, headers=headers)
