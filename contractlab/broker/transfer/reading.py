"""Reading a broker whole over its API: lists each time, what they are about once.

Requests: one for each list (applications, integrations, environments, webhooks; versions and branches of each
application, 500 a page; what is live in each environment), one for each hundred contents (their results), one for each
webhook, and one for each contract, tag and result that was not there before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from contractlab.broker.client.answers import BrokerResponse, links_of
from contractlab.broker.client.documents import (
    embedded,
    matrix_of,
    read_deployment,
    read_environment,
    read_pacticipant,
    read_version,
    text_or_none,
)
from contractlab.broker.client.links import BrokerLinks
from contractlab.broker.client.matrix_query import matrix_query
from contractlab.broker.client.reading import pair_in
from contractlab.broker.transfer.facts import (
    BranchFacts,
    EnvironmentFacts,
    LiveFacts,
    PacticipantFacts,
    Pair,
    PublicationFacts,
    ResultFacts,
    Snapshot,
    VersionFacts,
)
from contractlab.broker.transfer.webhooks import read_webhooks
from contractlab.contracts.format import registered_formats
from contractlab.contracts.published import KeptByBroker
from contractlab.errors import BrokerError
from contractlab.values.display import quiet
from contractlab.values.http_date import read_http_date
from contractlab.values.json_types import JSON
from contractlab.values.text import visible

__all__ = ["ReadBroker", "read_broker"]

_PAGE = 500
_BATCH = 100
_LONGEST_QUERY = 6000
"""Characters; servers before a broker refuse long addresses."""
_FRESH = 2_000_000
"""What was written less than so long before a reading may have been written again in the same second."""
_ALL = 1_000_000
_SECOND = 1_000_000
_RESULT = "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/verification-results/{number}"
_CONTRACT = "/pacts/provider/{provider}/consumer/{consumer}/version/{version}"

Progress = Callable[[str], None]


@quiet
@dataclass(slots=True)
class ReadBroker:
    """What was read.

    Attributes
    ----------
    facts : Snapshot
    texts : dict
        Contracts that were not known, by consumer, provider and SHA, as their authors wrote them.
    details : dict
        What results say of each example, as JSON, by the numbers of results that were not known.
    """

    facts: Snapshot
    texts: dict[tuple[str, str, str], bytes] = field(default_factory=dict)
    details: dict[int, str] = field(default_factory=dict)


def read_broker(
    links: BrokerLinks, earlier: Snapshot, *, bodies: bool = True, progress: Progress | None = None
) -> ReadBroker:
    """Read a broker.

    Parameters
    ----------
    links : BrokerLinks
    earlier : Snapshot
        What was read before; an empty one at first.
    bodies : bool
        False to leave out what results say of each example.
    progress : callable, optional
        Is told what is read.

    Raises
    ------
    BrokerError
        If the broker does not answer, or not as brokers do.
    """
    return _Reader(links, earlier, bodies, progress or (lambda _: None)).read()


class _Reader:
    def __init__(self, links: BrokerLinks, earlier: Snapshot, bodies: bool, progress: Progress) -> None:
        self.links, self.earlier, self.bodies, self.progress = links, earlier, bodies, progress
        self.result = ReadBroker(earlier)
        self.contents = {(*each.pair, each.sha) for each in earlier.publications}
        self.published = {(each.consumer, each.version, each.provider): each for each in earlier.publications}
        self.earlier_results = {each.number: each for each in earlier.results}
        self.read_at = 0

    def read(self) -> ReadBroker:
        documents = list(self._listed(self.links.link("pb:pacticipants", "/pacticipants"), "pacticipants"))
        pacticipants: dict[str, PacticipantFacts] = {}
        places: list[tuple[str, str, str, int]] = []
        for document in documents:
            name = text_or_none(document.get("name"))
            if name:
                pacticipants[name], contracts = self._pacticipant(document, name)
                places += contracts
        publications = self._publications(places)
        facts = Snapshot(
            pacticipants,
            publications,
            self._results(publications),
            tuple(self._environments()),
            self._integrations(publications),
            self._tag_dates(pacticipants),
            self.read_at,
            tuple(read_webhooks(self.links)),
        )
        self.result.facts = facts
        return self.result

    def _listed(self, link: str, name: str) -> Iterator[Mapping[str, JSON]]:
        for page in self.links.session.pages(f"{link}?page=1&size={_PAGE}"):
            self._note_time(page)
            yield from embedded(page.mapping, name)

    def _note_time(self, answer: BrokerResponse) -> None:
        """The broker's clock when reading began."""
        if not self.read_at:
            moment = read_http_date(answer.headers.get("date", ""))
            if moment is not None:
                self.read_at = _seconds(moment) * 1_000_000

    def _pacticipant(
        self, document: Mapping[str, JSON], name: str
    ) -> tuple[PacticipantFacts, list[tuple[str, str, str, int]]]:
        self.progress(f"versions of {visible(name)}")
        read = read_pacticipant(document)
        link = self.links.below("/pacticipants/{name}/versions", name=name)
        versions: list[VersionFacts] = []
        contracts: list[tuple[str, str, str, int]] = []
        for each in self._listed(link, "versions"):
            version = read_version(each, name)
            moment = _moment(version.created_at)
            versions.append(
                VersionFacts(version.number, version.build_url, moment, version.branches, version.heads, version.tags)
            )
            contracts += [(name, version.number, provider, moment) for provider in _providers(each, self.links)]
        branches = [
            BranchFacts(str(each["name"]), _moment(each.get("createdAt")))
            for each in self._listed(self.links.below("/pacticipants/{name}/branches", name=name), "branches")
            if isinstance(each.get("name"), str)
        ]
        created_at = _moment(document.get("createdAt"))
        # Brokers list the newest first.
        facts = PacticipantFacts(
            name,
            read.main_branch,
            read.display_name or None,
            read.repository_url,
            created_at,
            tuple(reversed(branches)),
            tuple(reversed(versions)),
            read.labels,
        )
        return facts, contracts[::-1]

    # Contracts

    def _publications(self, places: Sequence[tuple[str, str, str, int]]) -> tuple[PublicationFacts, ...]:
        orders = {(each.consumer, each.version, each.provider): at for at, each in enumerate(self.earlier.publications)}
        read: list[tuple[int, int, PublicationFacts]] = []
        for at, (consumer, version, provider, _) in enumerate(places):
            key = (consumer, version, provider)
            before = self.published.get(key)
            fresh = before is not None and before.created_at > self.earlier.read_at - _FRESH
            publication = before if before is not None and not fresh else self._publication(consumer, version, provider)
            if publication is not None:
                second = publication.created_at // _SECOND
                read.append((second, orders.get(key, len(orders) + at), publication))
        return tuple(each for _, _, each in sorted(read, key=lambda entry: entry[:2]))

    def _publication(self, consumer: str, version: str, provider: str) -> PublicationFacts | None:
        self.progress(f"contract of {visible(consumer)} {visible(version)} with {visible(provider)}")
        link = self.links.below(_CONTRACT, consumer=consumer, provider=provider, version=version)
        try:
            answer = self.links.session.get(link)
        except BrokerError as error:
            if error.status == 404:  # deleted meanwhile
                return None
            raise
        self._note_time(answer)
        sha = next((name for name, _ in answer.named_links("pb:pact-version") if name), "")
        if not sha:
            raise BrokerError(f"{visible(link)}: the broker does not name the content of this contract")
        if (consumer, provider, sha) not in self.contents:
            self.contents.add((consumer, provider, sha))
            self.result.texts[consumer, provider, sha] = _authored(answer)
        return PublicationFacts(consumer, version, provider, sha, _moment(answer.mapping.get("createdAt")))

    def _integrations(self, publications: Sequence[PublicationFacts]) -> tuple[Pair, ...]:
        pairs: list[Pair] = []
        try:
            for each in self._listed(self.links.link("pb:integrations", "/integrations"), "integrations"):
                consumer, provider = _name_of(each.get("consumer")), _name_of(each.get("provider"))
                if consumer and provider:
                    pairs.append((consumer, provider))
        except BrokerError as error:
            if error.status not in (404, 406):
                raise
        return tuple(dict.fromkeys([*pairs, *(each.pair for each in publications)]))

    # Results

    def _results(self, publications: Sequence[PublicationFacts]) -> tuple[ResultFacts, ...]:
        representatives: dict[Pair, dict[str, str]] = {}
        for each in publications:
            representatives.setdefault(each.pair, {})[each.sha] = each.version
        read: dict[int, ResultFacts] = {}
        for pair, versions in representatives.items():
            for batch in _batches(versions):
                for result in self._results_of(pair, batch):
                    read[result.number] = result
        return tuple(read[number] for number in sorted(read))

    def _results_of(self, pair: Pair, batch: Mapping[str, str]) -> Iterator[ResultFacts]:
        """Results of contents, asked for by a version that has each: a row for each result, and no more."""
        consumer, provider = pair
        self.progress(f"results of {visible(consumer)} with {visible(provider)}")
        selectors = [{"pacticipant": consumer, "version": version} for version in batch.values()]
        link = f"{self.links.below('/matrix')}?{matrix_query([*selectors, provider], limit=_ALL)}"
        shas = {version: sha for sha, version in batch.items()}
        for row in matrix_of(self.links.session.get(link).mapping, self.links.base).rows:
            sha = shas.get(row.consumer_version)
            if (row.consumer, row.provider) != pair or sha is None or row.success is None:
                continue
            if row.result_number is None or row.provider_version is None:
                raise BrokerError(f"{self.links.base}: the broker does not say which result a row of its matrix is of")
            facts = ResultFacts(
                consumer,
                provider,
                sha,
                row.result_number,
                row.provider_version,
                row.success,
                _moment(row.verified_at),
            )
            before = self.earlier_results.get(row.result_number)
            if before is not None and replace(before, build_url=None, wip=None) == facts:
                yield before
            else:
                yield self._with_details(facts) if self.bodies else facts

    def _with_details(self, facts: ResultFacts) -> ResultFacts:
        link = self.links.below(
            _RESULT, provider=facts.provider, consumer=facts.consumer, sha=facts.sha, number=str(facts.number)
        )
        try:
            document = self.links.session.get(link).mapping
        except BrokerError as error:
            if error.status != 404:
                raise
            return facts
        kept = {name: document[name] for name in ("testResults", "verifiedBy") if name in document}
        self.result.details[facts.number] = json.dumps(kept, ensure_ascii=False)
        return replace(facts, build_url=text_or_none(document.get("buildUrl")))

    # Tags and environments

    def _tag_dates(self, pacticipants: Mapping[str, PacticipantFacts]) -> dict[tuple[str, str, str], int]:
        dates: dict[tuple[str, str, str], int] = {}
        for name, pacticipant in pacticipants.items():
            for version in pacticipant.versions:
                for tag in version.tags:
                    key = (name, version.number, tag)
                    date = self.earlier.tag_dates.get(key)
                    if date is None or date > self.earlier.read_at - _FRESH:
                        date = self._tag_date(*key)
                    dates[key] = date if date is not None else version.created_at
        return dates

    def _tag_date(self, name: str, version: str, tag: str) -> int | None:
        path = "/pacticipants/{name}/versions/{version}/tags/{tag}"
        try:
            document = self.links.session.get(self.links.below(path, name=name, version=version, tag=tag)).mapping
        except BrokerError as error:
            if error.status == 404:
                return None
            raise
        return _moment(document.get("createdAt"))

    def _environments(self) -> Iterator[EnvironmentFacts]:
        for document in self.links.environment_documents():
            read = read_environment(document)
            path = f"/environments/{{uuid}}/{_DEPLOYED}"
            deployed = self._live(self.links.below(path, uuid=read.uuid), "deployedVersions")
            path = f"/environments/{{uuid}}/{_SUPPORTED}"
            released = self._live(self.links.below(path, uuid=read.uuid), "releasedVersions")
            yield EnvironmentFacts(
                read.uuid,
                read.name,
                read.display_name or None,
                read.production,
                _moment(document.get("createdAt")),
                deployed,
                released,
                json.dumps(list(read.contacts), ensure_ascii=False) if read.contacts else None,
            )

    def _live(self, link: str, name: str) -> tuple[LiveFacts, ...]:
        live = []
        for page in self.links.session.pages(link):
            for each in embedded(page.mapping, name):
                read = read_deployment(each, "")
                moment = _moment(each.get("createdAt"))
                live.append(LiveFacts(read.uuid, read.pacticipant, read.version, read.instance, moment))
        return tuple(reversed(live))


_DEPLOYED = "deployed-versions/currently-deployed"
_SUPPORTED = "released-versions/currently-supported"


def _batches(versions: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """So many contents as one request may name."""
    batch: dict[str, str] = {}
    length = 0
    for sha, version in versions.items():
        cost = 3 * len(version.encode("utf-8", "replace")) + 80
        if batch and (len(batch) >= _BATCH or length + cost > _LONGEST_QUERY):
            yield batch
            batch, length = {}, 0
        batch[sha] = version
        length += cost
    if batch:
        yield batch


def _name_of(value: JSON) -> str:
    return text_or_none(value.get("name")) or "" if isinstance(value, Mapping) else ""


def _providers(document: Mapping[str, JSON], links: BrokerLinks) -> list[str]:
    """With whom a version has contracts, by the addresses of these."""
    return list(dict.fromkeys(pair_in(href)[1] for _, href in links_of(document, "pb:pact-versions")))


def _authored(answer: BrokerResponse) -> bytes:
    keeper = next(
        (each for each in registered_formats() if isinstance(each, KeptByBroker) and each.detect(answer.mapping)), None
    )
    return answer.body if keeper is None else keeper.authored_document(answer.body)[0]


def _moment(text: JSON) -> int:
    """Microseconds of a date as brokers write it; 0 where there is none."""
    try:
        return _seconds(datetime.fromisoformat(str(text))) * 1_000_000
    except ValueError:
        return 0


def _seconds(moment: datetime) -> int:
    """Seconds since 1970; 0 for a year that the clocks of this machine do not reach."""
    try:
        return int(moment.timestamp())
    except (ValueError, OverflowError, OSError):
        return 0
