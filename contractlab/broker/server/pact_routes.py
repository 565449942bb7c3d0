"""Contracts over HTTP: publishing them, and handing them out."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from contractlab.broker.book import Book
from contractlab.broker.events import publication_events
from contractlab.broker.records import Pacticipant, Publication
from contractlab.broker.server.call import PLAIN_JSON, Call, Refusal, Reply, instant, missing
from contractlab.broker.server.links import curies, pact_url, quoted, short_version
from contractlab.broker.similar_names import near_duplicates
from contractlab.broker.writing import (
    add_to_branch,
    delete_publication,
    ensure_pacticipant,
    ensure_version,
    publish_content,
    tag_version,
)
from contractlab.contracts.format import format_of
from contractlab.contracts.handed_out import HandedOut
from contractlab.contracts.published import KeptByBroker
from contractlab.errors import ContractLabError
from contractlab.formats.load import read_source
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON
from contractlab.values.source import Source

__all__ = ["ROUTES", "content_document", "pact_links"]

_CONFLICT = (
    "Cannot change the content of the pact for {consumer} version {version} and provider {provider}, as race "
    "conditions will cause unreliable results for can-i-deploy. Each pact must be published with a unique consumer "
    "version number. Some Pact libraries generate random data when a concrete value for a type matcher is not "
    "specified, and this can cause the contract to mutate - ensure you have given example values for all type "
    "matchers. For more information see https://docs.pact.io/go/versioning"
)
_NO_PACT = "The requested document was not found on this server."


@quiet
@dataclass(frozen=True, slots=True)
class _Incoming:
    provider: str
    text: bytes
    sha: str


def _filled(document: dict[str, JSON], name: str, errors: dict[str, list[str]]) -> str:
    value = document.get(name)
    if name not in document:
        errors[name] = ["is missing"]
    elif not isinstance(value, str):
        errors[name] = ["must be a string"]
    elif not value:
        errors[name] = ["must be filled"]
    elif not value.strip():
        errors[name] = ["cannot be blank"]
    elif "\n" in value:
        errors[name] = ["cannot contain multiple lines"]
    else:
        return value
    return ""


_KEYS = ("consumerName", "providerName", "content", "contentType", "specification")
_CHOICES = {
    "specification": ("pact",),
    "contentType": ("application/json",),
    "onConflict": ("overwrite", "merge"),
}


def _incoming(raw: JSON, index: int, consumer: str, errors: dict[str, list[str]]) -> _Incoming | None:
    item = raw if isinstance(raw, dict) else {}
    faults = [f"{name} is missing" for name in _KEYS if name not in item]
    faults += [
        f"{name} must be one of: {', '.join(words)}"
        for name, words in _CHOICES.items()
        if name in item and item[name] not in words
    ]
    content: bytes | None = None
    try:
        content = base64.b64decode(str(item["content"]), validate=True) if "content" in item else None
    except (binascii.Error, ValueError):
        content = None
    if content is None:
        faults.append("is not valid Base64")
    sha = ""
    if "content" in item:
        sha = _sha_of(content, item, faults)
    named = item.get("consumerName")
    if "consumerName" in item and named != consumer:
        faults.append(f"consumerName ('{named}') must match pacticipantName ('{consumer}')")
    if faults or content is None:
        errors.setdefault("contracts", []).extend(f"{fault} (at index {index})" for fault in faults)
        return None
    return _Incoming(str(item["providerName"]), content, sha)


def _sha_of(content: bytes | None, item: dict[str, JSON], faults: list[str]) -> str:
    try:
        contract = None if content is None else read_source(Source("a published contract", content), None)
    except ContractLabError:
        contract = None
    if contract is None:
        faults.append("content could not be parsed as application/json")
        return ""
    kind = format_of(contract)
    if not isinstance(kind, KeptByBroker):
        faults.append("content is not of a format that brokers keep")
    for side, name in (("consumer", contract.consumer), ("provider", contract.provider)):
        given = item.get(f"{side}Name")
        if name and given is not None and name != given:
            faults.append(
                f"{side} name in contract content ('{name}') must match {side}Name in contract params ('{given}')"
            )
            break
    return kind.content_hash(contract)


def publish(call: Call) -> Reply:
    document = call.document()
    errors: dict[str, list[str]] = {}
    consumer = _filled(document, "pacticipantName", errors)
    number = _filled(document, "pacticipantVersionNumber", errors)
    listed = document.get("contracts")
    if not isinstance(listed, list):
        errors["contracts"] = ["is missing" if "contracts" not in document else "must be an array"]
        listed = []
    elif not listed and not errors:
        # The real one answers 500.
        errors["contracts"] = ["must not be empty"]
    branch = document.get("branch")
    raw_tags = document.get("tags")
    for name in ("branch", "buildUrl"):
        if document.get(name) is not None and not isinstance(document[name], str):
            errors[name] = ["must be a string"]
    if raw_tags is not None and not isinstance(raw_tags, list):
        errors["tags"] = ["must be an array"]
    tags = [tag for tag in raw_tags if isinstance(tag, str)] if isinstance(raw_tags, list) else []
    read = [_incoming(raw, index, consumer, errors) for index, raw in enumerate(listed)]
    incoming = [each for each in read if each is not None]
    if errors:
        raise Refusal(400, {"errors": errors})
    build_url = document.get("buildUrl")
    with call.store.writing() as book:
        _refuse(book, consumer, number, incoming)
        known = book.pacticipant(consumer)
        verb = "Updated" if known is not None and book.version(known, number) is not None else "Created"
        version = ensure_version(
            book, ensure_pacticipant(book, consumer), number, build_url if isinstance(build_url, str) else None
        )
        if isinstance(branch, str):
            add_to_branch(book, version, branch)
        for tag in tags:
            tag_version(book, version, tag, first_tag_limit=call.first_tag_limit)
        place = (f" with branch {branch}" if branch else "") + (
            f" {'and' if branch else 'with'} tags {', '.join(tags)}" if tags else ""
        )
        notices = [{"type": "debug", "text": f"{verb} {consumer} version {number}{place}"}]
        links = []
        for each in incoming:
            published = publish_content(book, version, ensure_pacticipant(book, each.provider), each.sha)
            call.store.put_text(published.content.id, each.text)
            again = published.before is not None
            url = pact_url(call, book, published.publication)
            words = (
                f"Pact successfully republished for {consumer} version {number} and provider {each.provider} with no "
                "content changes."
                if again
                else f"Pact successfully published for {consumer} version {number} and provider {each.provider}."
            )
            notices += [
                {"type": "success", "text": words},
                {"type": "debug", "text": f"  View the published pact at {url}"},
                {"type": "debug", "text": f"  Events detected: {publication_events(book, published)}"},
            ]
            name = f"Pact between {consumer} ({number}) and {each.provider}"
            links.append({"title": "Pact", "name": name, "href": url})
        own = call.url("pacticipants", consumer)
        pacticipant_link = {"title": "Pacticipant", "name": consumer, "href": own}
        version_link = short_version(call, book, version)["_links"]["self"]
        tag_links = [
            {"title": "Tag", "name": tag, "href": f"{version_link['href']}/tags/{quoted(call, tag)}"} for tag in tags
        ]
        return Reply(
            {
                "logs": [
                    {"level": each["type"], "message": each["text"], "deprecationWarning": "Replaced by notices"}
                    for each in notices
                ],
                "notices": notices,
                "_embedded": {
                    "pacticipant": {"name": consumer, "_links": {"self": {"href": own}}},
                    "version": short_version(call, book, version),
                },
                "_links": {
                    "pb:pacticipant": pacticipant_link,
                    "pb:pacticipant-version": version_link,
                    "pb:pacticipant-version-tags": tag_links,
                    "pb:contracts": links,
                },
            }
        )


def _refuse(book: Book, consumer: str, number: str, incoming: list[_Incoming]) -> None:
    known = book.pacticipant(consumer)
    version = None if known is None else book.version(known, number)
    notices = []
    for each in incoming:
        provider = book.pacticipant(each.provider)
        before = None if version is None or provider is None else book.publication(version, provider)
        if before is not None and book.contents[before.content].sha != each.sha:
            text = _CONFLICT.format(consumer=consumer, version=number, provider=each.provider)
            notices.append({"type": "error", "text": text})
    names = [row.name for row in book.pacticipants]
    for name in dict.fromkeys([consumer, *(each.provider for each in incoming)]):
        for other in near_duplicates(name, names):
            text = f"The name {name!r} is new, and very like that of the existing pacticipant {other!r}."
            notices.append({"type": "error", "text": text})
    if notices:
        texts = [notice["text"] for notice in notices]
        raise Refusal(409, {"notices": notices, "errors": {"contracts": texts}}, PLAIN_JSON)


def pact_links(call: Call, book: Book, publication: Publication, metadata: str) -> dict[str, Any]:
    """Where a contract leads to; clients publish results where ``pb:publish-verification-results`` says."""
    consumer = book.pacticipants[publication.consumer].name
    provider = book.pacticipants[publication.provider].name
    version = book.versions[publication.version]
    sha = book.contents[publication.content].sha
    of = call.url("pacts", "provider", provider, "consumer", consumer)
    by_sha = f"{of}/pact-version/{sha}"
    own = pact_url(call, book, publication)
    token = f"/metadata/{metadata}" if metadata else ""
    version_url = call.url("pacticipants", consumer, "versions", version.number)
    return {
        "self": {"title": "Pact", "name": f"Pact between {consumer} ({version.number}) and {provider}", "href": own},
        "pb:consumer": {"title": "Consumer", "name": consumer, "href": call.url("pacticipants", consumer)},
        "pb:consumer-version": {"title": "Consumer version", "name": version.number, "href": version_url},
        "pb:provider": {"title": "Provider", "name": provider, "href": call.url("pacticipants", provider)},
        "pb:pact-version": {"title": "Pact content version permalink", "name": sha, "href": by_sha},
        "pb:latest-pact-version": {"title": "Latest version of this pact", "href": f"{of}/latest"},
        "pb:latest-untagged-pact-version": {
            "title": "Latest untagged version of this pact",
            "href": f"{of}/latest-untagged",
        },
        "pb:latest-tagged-pact-version": {
            "title": "Latest tagged version of this pact",
            "href": f"{of}/latest/{{tag}}",
            "templated": True,
        },
        "pb:tag-version": {
            "title": "PUT to this resource to tag this consumer version",
            "href": f"{version_url}/tags/{{tag}}",
        },
        "pb:publish-verification-results": {
            "title": "Publish verification results",
            "href": f"{by_sha}{token}/verification-results",
        },
        "pb:latest-verification-results": {"href": f"{by_sha}/verification-results/latest"},
        "curies": curies(call, "pact"),
    }


def content_document(call: Call, book: Book, publication: Publication, metadata: str = "") -> Reply:
    """A contract as a broker hands it out: with ids of its examples, a date and links."""
    text = call.store.text(publication.content)
    contract = read_source(Source("a published contract", text), None)
    kind = format_of(contract)
    document = json.loads(kind.handed_out(text) if isinstance(kind, HandedOut) else text)
    document["createdAt"] = instant(publication.created_at)
    document["_links"] = pact_links(call, book, publication, metadata)
    number = book.versions[publication.version].number
    return Reply(document, headers=(("X-Pact-Consumer-Version", number),))


def _sides(call: Call, book: Book) -> tuple[Pacticipant, Pacticipant]:
    return call.pacticipant(book, "consumer"), call.pacticipant(book, "provider")


def _newest(call: Call, fits: Callable[[Book, Publication], bool]) -> Reply:
    with call.store.reading() as book:
        consumer, provider = _sides(call, book)
        rows = book.publications.by("consumer provider", consumer.id, provider.id)
        rows = [row for row in rows if fits(book, row)]
        if not rows:
            raise missing(_NO_PACT)
        return content_document(call, book, max(rows, key=lambda row: row.version))


def get_latest(call: Call) -> Reply:
    tag = call.names.get("tag")
    return _newest(call, lambda book, row: tag is None or book.tags.first("version name", row.version, tag) is not None)


def get_untagged(call: Call) -> Reply:
    return _newest(call, lambda book, row: not book.tags.by("version", row.version))


def get_branch_latest(call: Call) -> Reply:
    name = call.names["branch"]
    return _newest(
        call, lambda book, row: any(each.name == name for each in book.branches_of(book.versions[row.version]))
    )


def _of_version(call: Call, book: Book) -> Publication:
    consumer, provider = _sides(call, book)
    version = book.version(consumer, call.names["version"])
    publication = None if version is None else book.publication(version, provider)
    if publication is None:
        raise missing(_NO_PACT)
    return publication


def get_pact(call: Call) -> Reply:
    with call.store.reading() as book:
        return content_document(call, book, _of_version(call, book))


def put_pact(call: Call) -> Reply:
    """Publish one contract the old way; PATCH, which merges, is refused like PUT where the content differs."""
    document = call.document()
    consumer, provider, number = (call.names[name] for name in ("consumer", "provider", "version"))
    try:
        contract = read_source(Source("a published contract", call.body), None)
    except ContractLabError as error:
        raise Refusal(400, {"error": f"The content could not be read as a contract: {error}"}) from None
    errors: dict[str, JSON] = {}
    for side, given in (("consumer", consumer), ("provider", provider)):
        owner = document.get(side)
        name = owner.get("name") if isinstance(owner, dict) else None
        if name is not None and name != given:
            errors[f"{side}.name"] = [f"name in pact '{name}' does not match name in URL path '{given}'."]
    if errors:
        raise Refusal(400, {"errors": errors})
    sha = format_of(contract).content_hash(contract)
    with call.store.writing() as book:
        version = ensure_version(book, ensure_pacticipant(book, consumer), number)
        other = ensure_pacticipant(book, provider)
        before = book.publication(version, other)
        if before is not None and book.contents[before.content].sha != sha:
            text = _CONFLICT.format(consumer=consumer, version=number, provider=provider)
            raise Refusal(409, {"error": text}, PLAIN_JSON)
        published = publish_content(book, version, other, sha)
        call.store.put_text(published.content.id, call.body)
        reply = content_document(call, book, published.publication)
        status = 201 if before is None else 200
        where = pact_url(call, book, published.publication) if before is None else ""
        return replace(reply, status=status, location=where)


def delete_pact(call: Call) -> Reply:
    with call.store.writing() as book:
        publication = _of_version(call, book)
        number = book.versions[publication.version].number
        delete_publication(book, publication)
        consumer, provider = call.names["consumer"], call.names["provider"]
        of = call.url("pacts", "provider", provider, "consumer", consumer)
        return Reply({"_links": {"pb:latest-pact-version": {"href": f"{of}/latest", "name": number}}})


def get_content(call: Call) -> Reply:
    with call.store.reading() as book:
        consumer, provider = _sides(call, book)
        content = book.contents.first("consumer provider sha", consumer.id, provider.id, call.names["sha"])
        rows = [] if content is None else book.publications.by("content", content.id)
        if not rows:
            raise missing(_NO_PACT)
        newest = max(rows, key=lambda row: row.version)
        return content_document(call, book, newest, call.names.get("metadata", ""))


_PACT = "pacts/provider/{provider}/consumer/{consumer}"
ROUTES = {
    "contracts/publish": {"POST": publish},
    f"{_PACT}/version/{{version}}": {"GET": get_pact, "PUT": put_pact, "PATCH": put_pact, "DELETE": delete_pact},
    f"{_PACT}/versions/{{version}}": {"GET": get_pact},
    f"{_PACT}/latest": {"GET": get_latest},
    f"{_PACT}/latest/{{tag}}": {"GET": get_latest},
    f"{_PACT}/latest-untagged": {"GET": get_untagged},
    f"{_PACT}/branch/{{branch}}/latest": {"GET": get_branch_latest},
    f"{_PACT}/pact-version/{{sha}}": {"GET": get_content},
    f"{_PACT}/pact-version/{{sha}}/metadata/{{metadata}}": {"GET": get_content},
}
