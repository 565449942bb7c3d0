"""Publishing contracts over HTTP, as the command lines of brokers do."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from contractlab.broker.book import Book
from contractlab.broker.notices import Notice
from contractlab.broker.records import Version
from contractlab.broker.server.call import PLAIN_JSON, Call, Refusal, Reply
from contractlab.broker.server.contract_difference import text_difference
from contractlab.broker.server.links import Hal, pact_url, short_version
from contractlab.broker.server.publish_notices import (
    NO_BRANCH,
    conflict_words,
    near_name_words,
    notice_document,
    published_notices,
)
from contractlab.broker.similar_names import near_duplicates
from contractlab.broker.writing import (
    add_to_branch,
    ensure_pacticipant,
    ensure_version,
    publish_content,
    tag_version,
)
from contractlab.contracts.format import format_of
from contractlab.contracts.published import KeptByBroker
from contractlab.errors import ContractLabError
from contractlab.formats.load import read_source
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON
from contractlab.values.source import Source

__all__ = ["ROUTES"]


@quiet
@dataclass(frozen=True, slots=True)
class _Incoming:
    provider: str
    text: bytes
    sha: str
    merge: bool


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
    return _Incoming(str(item["providerName"]), content, sha, item.get("onConflict") == "merge")


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


@quiet
@dataclass(frozen=True, slots=True)
class _Publication:
    consumer: str
    number: str
    branch: str | None
    tags: list[str]
    build_url: str | None
    contracts: list[_Incoming]


def _read(document: dict[str, JSON]) -> _Publication:
    """What is to be published.

    Raises
    ------
    Refusal
        With all that is wrong with the document.
    """
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
    branch, build_url, raw_tags = document.get("branch"), document.get("buildUrl"), document.get("tags")
    for name, value in (("branch", branch), ("buildUrl", build_url)):
        if value is not None and not isinstance(value, str):
            errors[name] = ["must be a string"]
    if raw_tags is not None and not isinstance(raw_tags, list):
        errors["tags"] = ["must be an array"]
    contracts = [_incoming(raw, index, consumer, errors) for index, raw in enumerate(listed)]
    if errors:
        raise Refusal(400, {"errors": errors})
    return _Publication(
        consumer,
        number,
        branch if isinstance(branch, str) else None,
        [tag for tag in raw_tags if isinstance(tag, str)] if isinstance(raw_tags, list) else [],
        build_url if isinstance(build_url, str) else None,
        [each for each in contracts if each is not None],
    )


def publish(call: Call) -> Reply:
    """Publish contracts of one consumer version: all of them, or none."""
    publication = _read(call.document())
    consumer, number = publication.consumer, publication.number
    branch, tags = publication.branch, publication.tags
    with call.writing() as book:
        _refuse(call, book, consumer, number, publication.contracts)
        consumer_row = book.pacticipant(consumer)
        verb = "Updated" if consumer_row is not None and book.version(consumer_row, number) is not None else "Created"
        version = ensure_version(book, ensure_pacticipant(book, consumer), number, publication.build_url)
        if branch is not None:
            add_to_branch(book, version, branch)
        for tag in tags:
            tag_version(book, version, tag, first_tag_limit=call.first_tag_limit)
        place = (f" with branch {branch}" if branch else "") + (
            f" {'and' if branch else 'with'} tags {', '.join(tags)}" if tags else ""
        )
        notices = [Notice("debug", f"{verb} {consumer} version {number}{place}")]
        if not branch:
            notices.append(Notice("prompt", NO_BRANCH))
        links: list[Hal] = []
        for each in publication.contracts:
            published = publish_content(book, version, ensure_pacticipant(book, each.provider), each.sha)
            call.store.put_text(published.content.id, each.text)
            url = pact_url(call, book, published.publication)
            notices += published_notices(book, published, url, merge=each.merge)
            name = f"Pact between {consumer} ({number}) and {each.provider}"
            links.append({"title": "Pact", "name": name, "href": url})
        return Reply(_document(call, book, version, publication, notices, links))


def _document(
    call: Call,
    book: Book,
    version: Version,
    publication: _Publication,
    notices: list[Notice],
    links: list[Hal],
) -> Hal:
    """The answer in the words of the real one."""
    consumer = publication.consumer
    own = call.url("pacticipants", consumer)
    version_document = short_version(call, book, version)
    version_link = version_document["_links"]["self"]
    return {
        "logs": [
            {"level": each.type, "message": each.text, "deprecationWarning": "Replaced by notices"} for each in notices
        ],
        "notices": [notice_document(each) for each in notices],
        "_embedded": {
            "pacticipant": {"name": consumer, "_links": {"self": {"href": own}}},
            "version": version_document,
        },
        "_links": {
            "pb:pacticipant": {"title": "Pacticipant", "name": consumer, "href": own},
            "pb:pacticipant-version": version_link,
            "pb:pacticipant-version-tags": [
                {"title": "Tag", "name": tag, "href": f"{version_link['href']}/tags/{call.segment(tag)}"}
                for tag in publication.tags
            ],
            "pb:contracts": links,
        },
    }


def _refuse(call: Call, book: Book, consumer: str, number: str, incoming: list[_Incoming]) -> None:
    """Refuse other content of a version that is there, and names that may be slips.

    Raises
    ------
    Refusal
        409 with every reason.
    """
    consumer_row = book.pacticipant(consumer)
    version = None if consumer_row is None else book.version(consumer_row, number)
    notices = []
    for each in incoming:
        provider = book.pacticipant(each.provider)
        before = None if version is None or provider is None else book.publication(version, provider)
        if before is not None and book.contents[before.content].sha != each.sha:
            notices.append(Notice("error", conflict_words(consumer, number, each.provider)))
            notices.append(Notice("info", text_difference(call.store.text(before.content), each.text)))
    names = [row.name for row in book.pacticipants]
    for name in dict.fromkeys([consumer, *(each.provider for each in incoming)]):
        similar = near_duplicates(name, names)
        if similar:
            notices.append(Notice("error", near_name_words(call.base, name, similar)))
    if notices:
        texts: list[JSON] = [notice.text for notice in notices if notice.type == "error"]
        listed: list[JSON] = [{**notice_document(notice)} for notice in notices]
        raise Refusal(409, {"notices": listed, "errors": {"contracts": texts}}, PLAIN_JSON)


ROUTES = {"contracts/publish": {"POST": publish}}
