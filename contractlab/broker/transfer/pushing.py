"""Sending what another broker lacks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Protocol, runtime_checkable

from contractlab.broker.client.address import BrokerAddress
from contractlab.broker.client.credentials import Credentials
from contractlab.broker.client.links import MERGE_PATCH, BrokerLinks
from contractlab.broker.client.session import BrokerSession
from contractlab.broker.results import PlannedRequest
from contractlab.broker.store import Store
from contractlab.broker.transfer.book_facts import facts_of
from contractlab.broker.transfer.facts import PublicationFacts, ResultFacts, Snapshot
from contractlab.broker.transfer.push_plan import PushStep, plan_push
from contractlab.broker.transfer.reading import Progress, read_broker
from contractlab.errors import BrokerError
from contractlab.values.display import quiet

__all__ = ["AtAddress", "PushTarget", "Pushed", "Served", "push"]


@quiet
@dataclass(frozen=True)
class Pushed:
    """What was sent to another broker, or would be.

    Attributes
    ----------
    to : str
        Its address or file.
    done : tuple of str
        A sentence for each request.
    requests : tuple of PlannedRequest
        Of a dry run.
    lost : tuple of str
        What the API cannot carry.
    dry_run : bool
    """

    to: str
    done: tuple[str, ...]
    requests: tuple[PlannedRequest, ...]
    lost: tuple[str, ...]
    dry_run: bool = False

    def __len__(self) -> int:
        return len(self.done)

    def __bool__(self) -> bool:
        return True


class AtAddress(Protocol):
    """A broker at an address: `contractlab.broker.remote.RemoteBroker`."""

    @property
    def address(self) -> str:
        """Without user and password."""

    @property
    def links(self) -> BrokerLinks:
        """Requests to it."""


@runtime_checkable
class Served(Protocol):
    """A broker in a file: `contractlab.broker.embedded.EmbeddedBroker`."""

    def serve(self) -> AbstractContextManager[str]:
        """Serve it, and give its address."""


PushTarget = AtAddress | Served


@contextmanager
def _asked(to: PushTarget) -> Iterator[BrokerLinks]:
    """The broker over its API, of which only what it carries is shown."""
    if not isinstance(to, Served):
        yield to.links
        return
    with to.serve() as address:
        session = BrokerSession(BrokerAddress.parse(address), Credentials())
        try:
            yield BrokerLinks(session)
        finally:
            session.close()


def push(
    store: Store,
    to: PushTarget,
    *,
    sure_of_wip: bool,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Pushed:
    """Bring what a book holds to a broker that lacks it; nothing there is taken away.

    Parameters
    ----------
    store : Store
    to : RemoteBroker or EmbeddedBroker
    sure_of_wip : bool
        False for a mirror.
    dry_run : bool
        True to send nothing, and give the requests.
    progress : callable, optional

    Raises
    ------
    BrokerError
        If the broker refuses; what was sent before stays, and pushing again goes on from there.
    """
    with store.reading() as book:
        source = facts_of(book, sure_of_wip=sure_of_wip)
    with _asked(to) as links:
        target = read_broker(links, Snapshot(), bodies=False, progress=progress).facts
        steps, lost = plan_push(source, target, partial(_text_of, store), partial(_details_of, store))
        places = {environment.name: environment.uuid for environment in target.environments}
        name = repr(to) if isinstance(to, Served) else to.address
        if dry_run:
            return Pushed(name, tuple(step.text for step in steps), tuple(map(_planned, steps)), tuple(lost), True)
        for step in steps:
            if progress is not None:
                progress(step.text)
            try:
                _send(links, step, places)
            except BrokerError as error:
                if not step.may_fail or error.status is None:
                    raise
                lost.append(f"{step.text}: the broker refuses it ({error.status})")
    return Pushed(name, tuple(step.text for step in steps), (), tuple(lost))


def _planned(step: PushStep) -> PlannedRequest:
    return PlannedRequest(step.method, step.path.replace("{uuid}", f"{{uuid of {step.environment}}}"), step.make_body())


def _send(links: BrokerLinks, step: PushStep, places: dict[str, str]) -> None:
    path = step.path
    if step.environment:
        if step.environment not in places:
            places |= {str(each.get("name")): str(each.get("uuid")) for each in links.environment_documents()}
        if step.environment not in places:
            raise BrokerError(f"{links.base}: environment {step.environment} was created, and is not listed")
        path = path.replace("{uuid}", places[step.environment])
    body = None if step.method == "DELETE" else step.make_body()
    if step.method == "PATCH":
        links.session.send("PATCH", f"{links.base}{path}", body, content_type=MERGE_PATCH)
    else:
        links.session.send(step.method, f"{links.base}{path}", body)


def _text_of(store: Store, publication: PublicationFacts) -> bytes:
    with store.reading() as book:
        consumer, provider = book.pacticipant(publication.consumer), book.pacticipant(publication.provider)
        assert consumer is not None
        assert provider is not None
        content = book.contents.first("consumer provider sha", consumer.id, provider.id, publication.sha)
        assert content is not None
        return store.text(content.id)


def _details_of(store: Store, result: ResultFacts) -> str | None:
    return store.details(result.number)
