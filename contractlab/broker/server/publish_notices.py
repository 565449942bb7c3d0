"""What a publication is answered with, in the words of the reference broker."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.broker.book import Book
from contractlab.broker.events import publication_events
from contractlab.broker.notices import Notice
from contractlab.broker.writing import PublishedContent

__all__ = ["NO_BRANCH", "conflict_words", "near_name_words", "notice_document", "published_notices"]

NO_BRANCH = "  Next steps:\n    Configure the version branch to be the value of your repository branch."

_CONFLICT = (
    "Cannot change the content of the pact for {consumer} version {version} and provider {provider}, as race "
    "conditions will cause unreliable results for can-i-deploy. Each pact must be published with a unique consumer "
    "version number. Some Pact libraries generate random data when a concrete value for a type matcher is not "
    "specified, and this can cause the contract to mutate - ensure you have given example values for all type "
    "matchers. For more information see https://docs.pact.io/go/versioning"
)


def notice_document(notice: Notice) -> dict[str, str]:
    """A notice as it is sent."""
    return {"type": notice.type, "text": notice.text}


def conflict_words(consumer: str, version: str, provider: str) -> str:
    """Why other content of a version that is there is refused."""
    return _CONFLICT.format(consumer=consumer, version=version, provider=provider)


def near_name_words(base: str, name: str, similar: Sequence[str]) -> str:
    """Why a new name is refused that may be a slip of another."""
    listed = "\n".join(f"* {near}" for near in similar)
    return (
        f'This is the first time a pact has been published for "{name}".\n'
        f'The name "{name}" is very similar to the following existing pacticipants:\n{listed}\n'
        "If you meant to specify one of the above names, please correct the pact configuration, and re-publish the "
        "pact.\n"
        f'If the pact is intended to be for a new consumer or provider, please manually create "{name}" using the '
        "following command from the Pact Broker CLI, and then re-publish the pact:\n\n"
        f'pact-broker create-or-update-pacticipant --name "{name}" --broker-base-url {base}\n\n'
        "For information on the Pact Broker CLI see https://docs.pact.io/go/pbc-cli\n"
    )


def published_notices(book: Book, published: PublishedContent, url: str, *, merge: bool) -> list[Notice]:
    """The notices of one contract that was published, with what to do next.

    Parameters
    ----------
    book : Book
    published : PublishedContent
    url : str
        Where it is.
    merge : bool
        The client asked to merge it with what was there.
    """
    row = published.publication
    consumer, provider = book.pacticipants[row.consumer].name, book.pacticipants[row.provider].name
    of = f"{consumer} version {book.versions[row.version].number} and provider {provider}"
    if published.before is None:
        words = f"Pact successfully published for {of}."
    elif merge:
        words = f"Pact content merged with existing content for {of}."
    else:
        words = f"Pact successfully republished for {of} with no content changes."
    return [
        Notice("success", words),
        Notice("debug", f"  View the published pact at {url}"),
        Notice("debug", f"  Events detected: {publication_events(book, published)}"),
        *_next_steps(book, published, provider),
    ]


def _next_steps(book: Book, published: PublishedContent, provider: str) -> list[Notice]:
    row = published.publication
    pair = (row.consumer, row.provider)
    steps = []
    if not any(book.results.by("content", each.content) for each in book.publications.by("consumer provider", *pair)):
        steps.append(
            f"    * Add Pact verification tests to the {provider} build. "
            "See https://docs.pact.io/go/provider_verification"
        )
    if not any(each.consumer in (None, pair[0]) and each.provider in (None, pair[1]) for each in book.webhooks):
        steps.append(
            f"    * Configure separate {provider} pact verification build and webhook to trigger it when the pact "
            "content changes. See https://docs.pact.io/go/webhooks"
        )
    return [Notice("prompt", text) for text in (["  Next steps:", *steps] if steps else [])]
