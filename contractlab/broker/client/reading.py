"""Asking a broker for contracts: chosen for a verification, or by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import unquote, urlsplit

from contractlab.broker.client.answers import links_of
from contractlab.broker.client.documents import embedded, text_or_none
from contractlab.broker.client.links import BrokerLinks
from contractlab.broker.client.loading import ContractLoader
from contractlab.broker.client.names import Asked
from contractlab.broker.client.recording import live_versions
from contractlab.broker.objects import ContractEntry, ProviderState
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract
from contractlab.contracts.published import Published
from contractlab.errors import BrokerError, InvalidContract
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.text import visible

__all__ = [
    "Selector",
    "latest_contracts",
    "load_contract",
    "load_entries",
    "load_selected",
    "pair_in",
    "provider_contracts",
    "provider_states",
]

Selector = Mapping[str, JSON]
"""A consumer version selector as brokers take it, such as ``{"mainBranch": True}``."""


def load_selected(
    links: BrokerLinks,
    provider: str,
    *,
    selectors: Sequence[Selector] | None = None,
    branch: str | None = None,
    tags: Sequence[str] = (),
    pending: bool | None = None,
    wip_since: str | None = None,
) -> Contracts:
    """Contracts for a verification, in the broker's order; parameters as `RemoteBroker.contracts`."""
    body: JSONObject = {}
    if selectors is not None:
        body["consumerVersionSelectors"] = [dict(each) for each in selectors]
    if branch is not None:
        body["providerVersionBranch"] = branch
    if tags:
        body["providerVersionTags"] = list(tags)
    if pending is not None:
        body["includePendingStatus"] = pending
    if wip_since is not None:
        body["includeWipPactsSince"] = wip_since
    link = links.link(
        "pb:provider-pacts-for-verification", "/pacts/provider/{provider}/for-verification", provider=provider
    )
    named = [each.get("consumer") for each in selectors or ()]
    places = [each.get("environment") for each in selectors or ()]
    asked = Asked(
        (provider, *(name for name in named if isinstance(name, str))),
        tuple(name for name in places if isinstance(name, str)),
    )
    answer = links.send("POST", link, body, asked=asked)
    loader = ContractLoader(links)
    loaded: list[Contract] = []
    refused: list[InvalidContract] = []
    for entry in embedded(answer.mapping, "pacts"):
        address = next((href for _, href in links_of(entry, "self")), None)
        if address is None:
            continue
        try:
            loaded.append(loader.load(address, _selection(entry)))
        except InvalidContract as error:
            refused.append(error)
    return Contracts(loaded, refused)


def _selection(entry: Mapping[str, JSON]) -> Published:
    """What a selection says of one of its contracts."""
    properties = entry.get("verificationProperties")
    selected: Mapping[str, JSON] = properties if isinstance(properties, Mapping) else {}
    notices = selected.get("notices")
    texts = [
        "\n".join(visible(line) for line in each["text"].splitlines())
        for each in (notices if isinstance(notices, list) else ())
        if isinstance(each, Mapping)
        and isinstance(each.get("text"), str)
        and each.get("when", "before_verification") == "before_verification"
    ]
    pending = selected.get("pending")
    return Published(
        "",
        "",
        "",
        "",
        pending=pending if isinstance(pending, bool) else None,
        wip=selected.get("wip") is True,
        why=visible(text_or_none(entry.get("shortDescription")) or ""),
        notices=tuple(texts),
    )


def load_contract(
    links: BrokerLinks,
    consumer: str,
    provider: str,
    *,
    version: str | None = None,
    tag: str | None = None,
    branch: str | None = None,
    environment: str | None = None,
    sha: str | None = None,
    latest: bool = False,
) -> Contract:
    """One contract by name; parameters as `RemoteBroker.contract`."""
    if sum(each is not None for each in (version, tag, branch, environment, sha)) + latest > 1:
        raise BrokerError("more than one of version, tag, branch, environment, sha and latest", advice="Name one.")
    if environment is not None:
        return _live_contract(links, consumer, provider, environment)
    names = {"provider": provider, "consumer": consumer}
    pair = "/pacts/provider/{provider}/consumer/{consumer}"
    if version is not None:
        path = f"{pair}/version/{{consumerApplicationVersion}}"
        link = links.link("pb:publish-pact", path, consumerApplicationVersion=version, **names)
    elif tag is not None:
        link = links.below(f"{pair}/latest/{{tag}}", tag=tag, **names)
    elif branch is not None:
        link = links.below(f"{pair}/branch/{{branch}}/latest", branch=branch, **names)
    elif sha is not None:
        link = links.below(f"{pair}/pact-version/{{sha}}", sha=sha, **names)
    else:
        link = links.below(f"{pair}/latest", **names)
    answer = links.send("GET", link, asked=Asked((consumer, provider)))
    return ContractLoader(links).read(answer, link)


def _live_contract(links: BrokerLinks, consumer: str, provider: str, environment: str) -> Contract:
    """The contract of the version that runs in an environment.

    Raises
    ------
    BrokerError
        If none runs there, or several whose contracts are not the same.
    """
    live = [version for name, version in live_versions(links, environment, consumer) if name == consumer]
    loaded: dict[str, Contract] = {}
    for version in live:
        try:
            contract = load_contract(links, consumer, provider, version=version)
        except BrokerError as error:
            if error.status != 404:
                raise
            continue
        loaded.setdefault(contract.published.sha if contract.published else version, contract)
    scope = f"of {visible(consumer)} with {visible(provider)} in {visible(environment)}"
    if not loaded:
        why = f"{', '.join(map(visible, live))} is there, without one." if live else "No version is recorded there."
        raise BrokerError(f"{links.base}: there is no contract {scope}", messages=(why,))
    if len(loaded) > 1:
        raise BrokerError(
            f"{links.base}: several contracts {scope}",
            messages=tuple(each.published.consumer_version for each in loaded.values() if each.published),
            advice="Name one of these versions.",
        )
    return next(iter(loaded.values()))


def provider_contracts(
    links: BrokerLinks, provider: str, *, consumer: str | None = None, branch: str | None = None, latest: bool = False
) -> tuple[ContractEntry, ...]:
    """Contracts with a provider whose consumer versions are on a branch; on the main branches where none is named.

    One consumer's are chosen here: the broker's own list of them has no address without a branch, and another form with
    one.

    Parameters
    ----------
    consumer, branch : str, optional
    latest : bool
        Only the newest of each consumer.
    """
    names = {"provider": provider} if branch is None else {"provider": provider, "branch": branch}
    relation = f"pb:{'latest-' if latest else ''}provider-pacts-with-{'main-' if branch is None else ''}branch"
    path = f"/pacts/provider/{{provider}}/branch{'' if branch is None else '/{branch}'}{'/latest' if latest else ''}"
    asked = Asked((provider,) if consumer is None else (provider, consumer))
    answer = links.send("GET", links.link(relation, path, **names), asked=asked)
    return tuple(
        ContractEntry(name, _version_in(href), provider, None, href)
        for name, href in answer.named_links("pb:pacts")
        if consumer in (None, name)
    )


def latest_contracts(links: BrokerLinks) -> tuple[ContractEntry, ...]:
    """The newest contract of each pair, in the broker's order."""
    answer = links.session.get(links.link("pb:latest-pact-versions", "/pacts/latest"))
    listed = answer.mapping.get("pacts")
    entries: list[ContractEntry] = []
    for each in listed if isinstance(listed, list) else ():
        hrefs = [href for _, href in links_of(each, "self")] if isinstance(each, Mapping) else []
        if not hrefs:
            continue
        # The first link is that of the newest, whichever it is; the last one is that of the version.
        consumer, provider = pair_in(hrefs[-1])
        entries.append(
            ContractEntry(consumer, _version_in(hrefs[-1]), provider, text_or_none(each.get("createdAt")), hrefs[-1])
        )
    return tuple(entries)


def load_entries(links: BrokerLinks, entries: Iterable[ContractEntry]) -> Contracts:
    """The contracts of a list."""
    loader = ContractLoader(links)
    loaded: list[Contract] = []
    refused: list[InvalidContract] = []
    for entry in entries:
        try:
            loaded.append(loader.load(entry.url))
        except InvalidContract as error:
            refused.append(error)
    return Contracts(loaded, refused)


def _segments(href: str) -> list[str]:
    return [unquote(part) for part in urlsplit(href).path.split("/")]


def _after(segments: Sequence[str], word: str) -> str:
    """The segment that follows the last `word`, which may itself be a name."""
    places = [at for at, part in enumerate(segments[:-1]) if part == word]
    return segments[places[-1] + 1] if places else ""


def _version_in(href: str) -> str:
    """The consumer version in the address of a contract."""
    segments = _segments(href)
    return segments[-1] if len(segments) > 1 and segments[-2] == "version" else ""


def pair_in(href: str) -> tuple[str, str]:
    """Consumer and provider in the address of a contract: ``…/pacts/provider/P/consumer/C/version/V``."""
    segments = _segments(href)
    if len(segments) < 6 or segments[-4] != "consumer" or segments[-6] != "provider":
        return _after(segments, "consumer"), _after(segments, "provider")
    return segments[-3], segments[-5]


def provider_states(links: BrokerLinks, provider: str, *, branch: str | None = None) -> tuple[ProviderState, ...]:
    """States that consumers name; with `branch`, those of consumer versions on it."""
    path = "/pacts/provider/{provider}/provider-states"
    link = links.below(path, provider=provider)
    if branch is not None:
        link = links.below(f"{path}/branch/{{branch}}", provider=provider, branch=branch)
    answer = links.send("GET", link, asked=Asked((provider,)))
    listed = answer.mapping.get("providerStates")
    return tuple(
        ProviderState(each["name"], tuple(name for name in each.get("consumers") or () if isinstance(name, str)))
        for each in (listed if isinstance(listed, list) else ())
        if isinstance(each, Mapping) and isinstance(each.get("name"), str)
    )
