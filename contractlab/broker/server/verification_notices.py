"""Notices for verifiers with each contract: why it is to be verified, and what becomes of its pending state."""

from __future__ import annotations

from contractlab.broker.book import Book
from contractlab.broker.selecting import Chosen, Provider

__all__ = ["verification_notices"]

Notices = list[dict[str, str]]

_PENDING_PAGE = "Read more at https://docs.pact.io/go/pending"
_WIP_PAGE = "Read more at https://docs.pact.io/go/wip"
_OLD = (
    "WARNING - this version of the Pact library uses a beta version of the API which will be removed in the future. "
    "Please upgrade your Pact library. See https://docs.pact.io/pact_broker/advanced_topics/"
    "provider_verification_results/#pacts-for-verification for minimum required versions."
)


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _versions_of(provider: Provider) -> tuple[str, str]:
    """Versions of the provider that count together, in words, and what they are told apart by."""
    name = provider.pacticipant.name
    if provider.branch is not None:
        return f"version of {name} from branch '{provider.branch}'", ""
    if provider.tags:
        tags = _joined([f"'{tag}'" for tag in provider.tags])
        if len(provider.tags) == 1:
            return f"version of {name} with tag {tags}", " with this tag"
        return f"versions of {name} with tag {tags}", " with these tags"
    return name, ""


def _in_progress(book: Book, chosen: Chosen, provider: Provider, url: str) -> str:
    consumer = book.pacticipants[chosen.publication.consumer].name
    branches = [f"'{why.partition(' branch ')[2]}'" for why in chosen.why if why.startswith("latest from branch ")]
    tags = [f"'{why.partition(' tag ')[2]}'" for why in chosen.why if why.startswith("latest with tag ")]
    heads = [
        f"{words} {_joined(names)}" for words, names in (("from branch", branches), ("tagged with", tags)) if names
    ]
    count = len(branches) + len(tags)
    same = "" if count < 2 else f" ({'both' if count == 2 else 'all'} have the same content)"
    versions, _ = _versions_of(provider)
    return (
        f"The pact at {url} is being verified because it is a 'work in progress' pact (ie. it is the pact for the "
        f"latest version of {consumer} {' and '.join(heads)}{same} and it has not yet been successfully verified by a "
        f"{versions} when the pact's application version was explicitly specified in the consumer version selectors). "
        f"{_WIP_PAGE}"
    )


def _criteria(book: Book, chosen: Chosen) -> list[str]:
    """Lines of what chose a contract; what is live stands in one line for each kind."""
    lines: dict[str, list[str]] = {}
    for criterion, version in chosen.reasons:
        number = f"({book.versions[version].number})"
        key = criterion.whole if criterion.place else f"{criterion.whole} {number}"
        lines.setdefault(key, []).append(f"{criterion.place} {number}" if criterion.place else "")
    return [f"{words} {' and '.join(places)}" if any(places) else words for words, places in lines.items()]


def _chosen_because(book: Book, chosen: Chosen, provider: Provider, url: str) -> str:
    if chosen.wip:
        return _in_progress(book, chosen, provider, url)
    several = len(chosen.reasons) > 1
    belongs = "versions matching the following criteria" if several else "version matching the following criterion"
    listed = "".join(f"\n    * {line}" for line in _criteria(book, chosen))
    return f"The pact at {url} is being verified because the pact content belongs to the consumer {belongs}:{listed}"


def _pending(chosen: Chosen, provider: Provider) -> Notices:
    name = provider.pacticipant.name
    versions, which_tag = _versions_of(provider)
    verifiers = versions if versions == name else f"a {versions}"
    scope = versions if versions == name else f"any {versions}"
    if not chosen.pending:
        text = (
            f"This pact has previously been successfully verified by {verifiers}. If this verification fails, it will "
            f"fail the build. {_PENDING_PAGE}"
        )
        return [{"when": "before_verification", "text": text}]
    because = (
        "it was included as a 'work in progress' pact"
        if chosen.wip
        else f"a successful verification result for {verifiers} has not yet been published"
    )
    still = f"This pact is still in pending state for {scope} as"
    failed = f"{still} a successful verification result{which_tag} has not yet been published"
    done = (
        f"This pact is no longer in pending state for {scope}, as a successful verification result{which_tag} has been "
        f"published. If a verification for a version of {name}{which_tag} fails in the future, it will fail the build. "
        f"{_PENDING_PAGE}"
    )
    texts = {
        "before_verification": f"This pact is in pending state for this version of {name} because {because}. If this "
        f"verification fails, it will not cause the overall build to fail. {_PENDING_PAGE}",
        "after_verification:success_true_published_false": (
            f"{still} the successful verification results{which_tag} have not yet been published."
        ),
        "after_verification:success_false_published_false": failed,
        "after_verification:success_true_published_true": done,
        "after_verification:success_false_published_true": failed,
    }
    return [{"when": when, "text": text} for when, text in texts.items()]


def verification_notices(
    book: Book, chosen: Chosen, provider: Provider, url: str, *, old_client: bool = False
) -> Notices:
    """Notices of one contract.

    Parameters
    ----------
    book : Book
    chosen : Chosen
    provider : Provider
        Who asks.
    url : str
        Where the contract is.
    old_client : bool
        The client asked by the query, as libraries did before there were selectors.
    """
    notices = [{"when": "before_verification", "text": _OLD}] if old_client else []
    notices.append({"when": "before_verification", "text": _chosen_because(book, chosen, provider, url)})
    return notices if chosen.pending is None else notices + _pending(chosen, provider)
