"""Links of a broker's index, filled with names; and requests whose unknown names are looked up when they fail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from contractlab.broker.client.address import expand
from contractlab.broker.client.answers import BrokerResponse
from contractlab.broker.client.documents import embedded
from contractlab.broker.client.names import Asked, near_names, with_near_names
from contractlab.broker.client.session import BrokerSession
from contractlab.errors import BrokerError
from contractlab.values.json_types import JSON
from contractlab.values.text import visible

__all__ = ["BrokerLinks"]

MERGE_PATCH = "application/merge-patch+json"


class BrokerLinks:
    """Requests to a broker by relation and names.

    Parameters
    ----------
    session : BrokerSession
    """

    def __init__(self, session: BrokerSession) -> None:
        self.session = session

    @property
    def base(self) -> str:
        """The broker's address."""
        return self.session.address.base

    def link(self, relation: str, path: str, **names: str) -> str:
        """The address of a relation of the index; that of `path` in a broker whose index has no such relation.

        Parameters
        ----------
        relation : str
            Such as ``"pb:pacticipant-version"``.
        path : str
            The same as a template below the broker's address.
        **names : str
            Put in the place of ``{name}``.
        """
        template = self.session.index.link(relation)
        return expand(template if template is not None else f"{self.base}{path}", names)

    def below(self, path: str, **names: str) -> str:
        """The address of what the index does not name."""
        return expand(f"{self.base}{path}", names)

    def send(
        self, method: str, link: str, body: JSON = None, *, asked: Asked | None = None, merge: bool = False
    ) -> BrokerResponse:
        """Send a request; an error names what the unknown names may have meant.

        Raises
        ------
        BrokerError
            As `BrokerSession.send`.
        """
        try:
            if merge:
                return self.session.send(method, link, body, content_type=MERGE_PATCH)
            return self.session.send(method, link, body)
        except BrokerError as error:
            if asked is None:
                raise
            raise with_near_names(error, asked, self.pacticipant_names, self.environment_names) from None

    def exists(self, link: str) -> bool:
        """True if there is something at an address."""
        try:
            self.session.get(link)
        except BrokerError as error:
            if error.status == 404:
                return False
            raise
        return True

    def listed(self, link: str, name: str, asked: Asked | None = None) -> Iterator[Mapping[str, JSON]]:
        """Entries of a list, of all of its pages."""
        try:
            for page in self.session.pages(link):
                yield from embedded(page.mapping, name)
        except BrokerError as error:
            if asked is None:
                raise
            raise with_near_names(error, asked, self.pacticipant_names, self.environment_names) from None

    def pacticipant_names(self) -> list[str]:
        """Names of all applications."""
        entries = self.listed(self.link("pb:pacticipants", "/pacticipants"), "pacticipants")
        return [each["name"] for each in entries if isinstance(each.get("name"), str)]

    def environment_documents(self) -> list[Mapping[str, JSON]]:
        """All environments, as the broker writes them."""
        return list(self.listed(self.link("pb:environments", "/environments"), "environments"))

    def environment_names(self) -> list[str]:
        """Names of all environments."""
        return [each["name"] for each in self.environment_documents() if isinstance(each.get("name"), str)]

    def environment(self, name: str) -> Mapping[str, JSON]:
        """The document of an environment, by its name.

        Raises
        ------
        BrokerError
            If there is none, with near names.
        """
        documents = self.environment_documents()
        document = next((each for each in documents if each.get("name") == name), None)
        if document is None:
            names = [each["name"] for each in documents if isinstance(each.get("name"), str)]
            raise BrokerError(
                f"{self.base}: there is no environment {visible(name)!r}",
                candidates=near_names(name, names),
                advice="" if names else "None has been created yet.",
            )
        return document
