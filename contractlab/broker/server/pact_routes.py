"""Contracts over HTTP: handing them out, and publishing one the old way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from contractlab.broker.book import Book
from contractlab.broker.records import Content, Pacticipant, Publication
from contractlab.broker.server.call import Call, Refusal, Reply, gone, instant
from contractlab.broker.server.contract_difference import text_difference
from contractlab.broker.server.links import pact_url
from contractlab.broker.server.pact_links import chosen_versions, content_document
from contractlab.broker.server.publish_notices import conflict_words
from contractlab.broker.writing import delete_publication, ensure_pacticipant, ensure_version, publish_content
from contractlab.contracts.contract import Contract
from contractlab.contracts.format import format_of
from contractlab.contracts.handed_out import Merged
from contractlab.errors import ContractLabError
from contractlab.formats.load import read_source
from contractlab.values.json_types import JSON
from contractlab.values.source import Source

__all__ = ["ROUTES"]


def _sides(call: Call, book: Book) -> tuple[Pacticipant, Pacticipant]:
    consumer, provider = book.pacticipant(call.names["consumer"]), book.pacticipant(call.names["provider"])
    if consumer is None or provider is None:
        raise gone()
    return consumer, provider


def _publications(call: Call, book: Book) -> list[Publication]:
    """Contracts of the pair, the oldest version first."""
    consumer, provider = _sides(call, book)
    return sorted(book.publications.by("consumer provider", consumer.id, provider.id), key=lambda row: row.version)


def _newest(call: Call, fits: Callable[[Book, Publication], bool]) -> Reply:
    with call.store.reading() as book:
        for row in reversed(_publications(call, book)):
            if fits(book, row):
                return content_document(call, book, row, latest=True)
        raise gone()


def get_latest(call: Call) -> Reply:
    tag = call.names.get("tag")
    return _newest(call, lambda book, row: tag is None or book.tags.first("version name", row.version, tag) is not None)


def get_untagged(call: Call) -> Reply:
    return _newest(call, lambda book, row: not book.tags.by("version", row.version))


def on_branch(book: Book, row: Publication, name: str) -> bool:
    """True if the version of a contract is on a branch."""
    return any(each.name == name for each in book.branches_of(book.versions[row.version]))


def get_branch_latest(call: Call) -> Reply:
    name = call.names["branch"]
    return _newest(call, lambda book, row: on_branch(book, row, name))


def _of_version(call: Call, book: Book, key: str = "version") -> Publication:
    consumer, provider = _sides(call, book)
    version = book.version(consumer, call.names[key])
    publication = None if version is None else book.publication(version, provider)
    if publication is None:
        raise gone()
    return publication


def get_pact(call: Call) -> Reply:
    with call.store.reading() as book:
        return content_document(call, book, _of_version(call, book))


def _previous_distinct(call: Call, book: Book, row: Publication) -> Publication | None:
    """The newest older version of the pair that has other content."""
    older = [each for each in _publications(call, book) if each.version < row.version and each.content != row.content]
    return older[-1] if older else None


def get_previous_distinct(call: Call) -> Reply:
    with call.store.reading() as book:
        previous = _previous_distinct(call, book, _of_version(call, book))
        if previous is None:
            raise gone()
        return content_document(call, book, previous)


def _difference(call: Call, book: Book, row: Publication, previous: Publication | None) -> Reply:
    """What changed since another contract, as lines; one that is not older is none, as in the reference broker."""
    name = _pair_name(book, row)
    if previous is None:
        return Reply(f"No previous distinct version was found for {name}")
    texts = [call.store.text(each.content) for each in (previous, row)]
    words = text_difference(*texts)
    if call.flag("raw"):
        return Reply(words)
    numbers = [book.versions[each.version].number for each in (previous, row)]
    names = f"{book.pacticipants[row.consumer].name} and {book.pacticipants[row.provider].name}"
    links = "".join(
        f"{relation}:\n  title: Pact\n  name: {_pair_name(book, each)}\n  href: {pact_url(call, book, each)}\n"
        for relation, each in (("pact-version", row), ("comparison-pact-version", previous))
    )
    return Reply(
        f"# Diff between versions {numbers[0]} and {numbers[1]} of the pact between {names}\n\n"
        f"The following changes were published at {instant(row.created_at)}\n\n{words}\n\n## Links\n\n{links}"
    )


def _pair_name(book: Book, row: Publication) -> str:
    consumer, provider = book.pacticipants[row.consumer].name, book.pacticipants[row.provider].name
    return f"Pact between {consumer} ({book.versions[row.version].number}) and {provider}"


def get_difference(call: Call) -> Reply:
    with call.store.reading() as book:
        row = _of_version(call, book)
        previous = _previous_distinct(call, book, row)
        if "other" in call.names:
            number = call.names["other"]
            rows = [each for each in _publications(call, book) if book.versions[each.version].number == number]
            previous = previous if previous is not None and previous in rows else None
        return _difference(call, book, row, previous)


def get_content_difference(call: Call) -> Reply:
    with call.store.reading() as book:
        row, compared = (_newest_of(book, _content(call, book, key)) for key in ("sha", "other"))
        return _difference(call, book, row, None if compared.content == row.content else compared)


def _content(call: Call, book: Book, key: str = "sha") -> Content:
    consumer, provider = _sides(call, book)
    content = book.contents.first("consumer provider sha", consumer.id, provider.id, call.names[key])
    if content is None:
        raise gone()
    return content


def _newest_of(book: Book, content: Content) -> Publication:
    rows = book.publications.by("content", content.id)
    if not rows:
        raise gone()
    return max(rows, key=lambda row: row.version)


def get_content(call: Call) -> Reply:
    with call.store.reading() as book:
        content, metadata = _content(call, book), call.names.get("metadata", "")
        chosen = set(chosen_versions(metadata))
        rows = [row for row in book.publications.by("content", content.id) if row.version in chosen]
        row = max(rows, key=lambda each: each.version) if rows else _newest_of(book, content)
        return content_document(call, book, row, metadata)


def _merged(call: Call, before: Content) -> bytes:
    """The body together with what this version has.

    Raises
    ------
    Refusal
        409 where both say different things of one example.
    """
    kept = call.store.text(before.id)
    kind = format_of(read_source(Source("a published contract", kept), None))
    merged = kind.merged(kept, call.body) if isinstance(kind, Merged) else None
    if merged is None:
        words = conflict_words(call.names["consumer"], call.names["version"], call.names["provider"])
        raise Refusal(409, {"error": words})
    return merged


def _checked(call: Call) -> Contract:
    """Look at a contract before it is published.

    Raises
    ------
    Refusal
        400 if it is none, or is of others than its address says.
    """
    document = call.document()
    try:
        contract = read_source(Source("a published contract", call.body), None)
    except ContractLabError as error:
        raise Refusal(400, {"error": f"The content could not be read as a contract: {error}"}) from None
    errors: dict[str, JSON] = {}
    for side in ("consumer", "provider"):
        owner = document.get(side)
        name = owner.get("name") if isinstance(owner, dict) else None
        if name is not None and name != call.names[side]:
            errors[f"{side}.name"] = [f"name in pact '{name}' does not match name in URL path '{call.names[side]}'."]
    if errors:
        raise Refusal(400, {"errors": errors})
    return contract


def put_pact(call: Call) -> Reply:
    """Publish one contract the old way; PATCH merges it with what is there."""
    contract = _checked(call)
    number = call.names["version"]
    with call.writing() as book:
        consumer, provider = (ensure_pacticipant(book, call.names[side]) for side in ("consumer", "provider"))
        version = ensure_version(book, consumer, number)
        before = book.publication(version, provider)
        merges = call.method == "PATCH"
        text = call.body if before is None or not merges else _merged(call, book.contents[before.content])
        # Also of a merged contract it is the SHA of the part that was sent, as observed.
        sha = format_of(contract).content_hash(contract)
        if before is not None and book.contents[before.content].sha != sha and not merges:
            raise Refusal(409, {"error": conflict_words(consumer.name, number, provider.name)})
        published = publish_content(book, version, provider, sha)
        call.store.put_text(published.content.id, text)
        reply = content_document(call, book, published.publication)
        return replace(reply, status=201 if before is None else 200)


def _left(call: Call, book: Book) -> Reply:
    """Where to go on after a deletion."""
    rows = _publications(call, book)
    links: dict[str, JSON] = {"index": {"href": call.base}}
    if rows:
        of = call.url("pacts", "provider", call.names["provider"], "consumer", call.names["consumer"])
        links["pb:latest-pact-version"] = {"href": f"{of}/latest", "title": "Latest pact"}
    return Reply({"_links": links})


def delete_pact(call: Call) -> Reply:
    with call.writing() as book:
        delete_publication(book, _of_version(call, book))
        return _left(call, book)


def delete_branch_pacts(call: Call) -> Reply:
    with call.writing() as book:
        for row in _publications(call, book):
            if on_branch(book, row, call.names["branch"]):
                delete_publication(book, row)
        return _left(call, book)


def delete_tag_pacts(call: Call) -> Reply:
    with call.writing() as book:
        for row in _publications(call, book):
            if book.tags.first("version name", row.version, call.names["tag"]) is not None:
                delete_publication(book, row)
        return _left(call, book)


def delete_all_pacts(call: Call) -> Reply:
    with call.writing() as book:
        for row in _publications(call, book):
            delete_publication(book, row)
        return _left(call, book)


_PACT = "pacts/provider/{provider}/consumer/{consumer}"
ROUTES = {
    f"{_PACT}/version/{{version}}": {"GET": get_pact, "PUT": put_pact, "DELETE": delete_pact, "PATCH": put_pact},
    f"{_PACT}/versions/{{version}}": {"GET": get_pact},
    f"{_PACT}/version/{{version}}/previous-distinct": {"GET": get_previous_distinct},
    f"{_PACT}/version/{{version}}/diff/previous-distinct": {"GET": get_difference},
    f"{_PACT}/version/{{version}}/diff/version/{{other}}": {"GET": get_difference},
    f"{_PACT}/pact-version/{{sha}}/diff/pact-version/{{other}}": {"GET": get_content_difference},
    f"{_PACT}/latest": {"GET": get_latest},
    f"{_PACT}/latest/{{tag}}": {"GET": get_latest},
    f"{_PACT}/latest-untagged": {"GET": get_untagged},
    f"{_PACT}/branch/{{branch}}/latest": {"GET": get_branch_latest},
    f"{_PACT}/pact-version/{{sha}}": {"GET": get_content},
    f"{_PACT}/pact-version/{{sha}}/metadata/{{metadata}}": {"GET": get_content},
}
