"""What verifiers ask for: contracts to verify."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from contractlab.broker.book import Book
from contractlab.broker.selecting import Chosen, Provider, select
from contractlab.broker.selectors import parse_selectors
from contractlab.broker.server.call import Call, Refusal, Reply
from contractlab.broker.server.pact_links import token_of
from contractlab.broker.server.rack import rack_list
from contractlab.broker.server.verification_notices import verification_notices
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON

__all__ = ["ROUTES"]


_EMPTY_BRANCH = (
    "when pending or WIP pacts are enabled and there are no tags provided, the provider version branch must not be an "
    "empty string, as it is used in the calculations for WIP/pending. A value must be provided (recommended), or it "
    "must not be set at all."
)


def _since(document: dict[str, JSON], errors: dict[str, JSON]) -> int | None:
    if "includeWipPactsSince" not in document:
        return None
    try:
        moment = datetime.fromisoformat(str(document["includeWipPactsSince"]))
        moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
        return int(moment.timestamp() * 1_000_000)
    except (ValueError, OverflowError):
        errors["includeWipPactsSince"] = ["must be a date"]
        return None


@quiet
@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked for, checked as far as that needs no book."""

    selectors: Sequence[JSON]
    branch: str | None
    tags: tuple[str, ...]
    pending: bool
    since: int | None


def _question(document: dict[str, JSON], errors: dict[str, JSON]) -> _Question:
    raw = document.get("consumerVersionSelectors", [])
    branch = document.get("providerVersionBranch")
    tags = document.get("providerVersionTags")
    if not isinstance(raw, list):
        errors["consumerVersionSelectors"] = ["must be an array"]
        raw = []
    if tags is not None and not isinstance(tags, list):
        errors["providerVersionTags"] = ["must be an array"]
    pending = document.get("includePendingStatus", True)
    if not isinstance(pending, bool):
        errors["includePendingStatus"] = ["must be one of: true, false"]
    since = _since(document, errors)
    if isinstance(branch, str) and branch and not branch.strip():
        errors["providerVersionBranch"] = ["cannot be blank"]
    elif branch == "" and not tags and (document.get("includePendingStatus") is True or since is not None):
        errors["providerVersionBranch"] = [_EMPTY_BRANCH]
    return _Question(
        raw,
        branch if isinstance(branch, str) and branch else None,
        tuple(str(tag) for tag in tags) if isinstance(tags, list) else (),
        pending is not False,
        since,
    )


def _old_question(call: Call, errors: dict[str, JSON]) -> dict[str, JSON]:
    """The query of libraries from before there were selectors by branches: each selector needs a tag."""
    selectors: list[JSON] = []
    faults: list[JSON] = []
    for index, entry in enumerate(rack_list(call.query, "consumer_version_selectors")):
        if not isinstance(entry, dict):
            faults.append(f"must be a hash (at index {index})")
            continue
        if "tag" not in entry:
            faults.append(f"tag is missing (at index {index})")
        names = {"tag": "tag", "fallback_tag": "fallbackTag", "consumer": "consumer"}
        selector: dict[str, JSON] = {names[key]: value for key, value in entry.items() if key in names}
        if entry.get("latest") == "true":
            selector["latest"] = True
        selectors.append(selector)
    if faults:
        errors["consumer_version_selectors"] = faults
    document: dict[str, JSON] = {"consumerVersionSelectors": selectors}
    tags = [entry for entry in rack_list(call.query, "provider_version_tags") if isinstance(entry, str)]
    if tags:
        document["providerVersionTags"] = [*tags]
    branch, since = call.first("provider_version_branch"), call.first("include_wip_pacts_since")
    if branch is not None:
        document["providerVersionBranch"] = branch
    if since is not None:
        document["includeWipPactsSince"] = since
    if call.first("include_pending_status") == "false":
        document["includePendingStatus"] = False
    return document


def for_verification(call: Call) -> Reply:
    errors: dict[str, JSON] = {}
    by_query = call.method == "GET"
    document = _old_question(call, errors) if by_query else call.document()
    question = _question(document, errors)
    with call.store.reading() as book:
        if not errors or not by_query:
            selectors, faults = parse_selectors(question.selectors, book, question.branch)
            if faults:
                errors["consumerVersionSelectors"] = [*faults]
        if errors:
            raise Refusal(400, {"errors": errors})
        provider = Provider(call.pacticipant(book, "provider"), question.branch, question.tags)
        if call.chosen is None:
            raise Refusal(406)
        chosen = select(book, provider, selectors, pending=question.pending, wip_since=question.since)
        name = provider.pacticipant.name
        own = {"href": call.url("pacts", "provider", name, "for-verification"), "title": "Pacts to be verified"}
        pacts = [_pact(call, book, provider, each, by_query) for each in chosen]
        return Reply({"_embedded": {"pacts": pacts}, "_links": {"self": own}})


def _token(chosen: Chosen) -> str:
    if chosen.wip:
        return token_of(("w", "true"))
    pairs = [("s[][cv]", str(order)) for order in chosen.versions]
    return token_of(*pairs, *([("p", "true")] if chosen.pending else []))


def _pact(call: Call, book: Book, provider: Provider, chosen: Chosen, old_client: bool) -> dict[str, Any]:
    publication = chosen.publication
    consumer, name = book.pacticipants[publication.consumer].name, provider.pacticipant.name
    number, sha = book.versions[publication.version].number, book.contents[publication.content].sha
    parts = ("pacts", "provider", name, "consumer", consumer, "pact-version", sha)
    properties: dict[str, Any] = {}
    if chosen.pending is not None:
        properties["pending"] = chosen.pending
    if chosen.wip:
        properties["wip"] = True
    token = ("metadata", _token(chosen))
    # The notice of work in progress has the address with its token, any other one that of the content.
    url = call.url(*parts, *(token if chosen.wip else ()))
    properties["notices"] = verification_notices(book, chosen, provider, url, old_client=old_client)
    return {
        "shortDescription": ", ".join(criterion.short for criterion, _ in chosen.reasons),
        "verificationProperties": properties,
        "_links": {
            "self": {
                "href": call.url(*parts, *token),
                "name": f"Pact between {consumer} ({number}) and {name}",
            }
        },
    }


ROUTES = {"pacts/provider/{provider}/for-verification": {"GET": for_verification, "POST": for_verification}}
