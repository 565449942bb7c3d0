"""Asking a broker whether something may be deployed; the verdict is the broker's own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from contractlab.broker.client.documents import matrix_of
from contractlab.broker.client.links import BrokerLinks
from contractlab.broker.client.matrix_query import IgnoredVersion, VersionSelector, deploy_query, selected_names
from contractlab.broker.client.names import Asked
from contractlab.broker.client.recording import live_versions
from contractlab.broker.results import MatrixRow, MatrixTable
from contractlab.broker.verbs import Proposed
from contractlab.errors import ContractBroken
from contractlab.values.display import Shown, quiet
from contractlab.values.text import visible

__all__ = ["LiveVersion", "RemoteAnswer", "ask_matrix", "can_i_deploy"]


@quiet
@dataclass(frozen=True, slots=True)
class LiveVersion:
    """A version of a provider that is live and has no result with the version to be deployed.

    Attributes
    ----------
    pacticipant, version : str
    """

    pacticipant: str
    version: str


@quiet
@dataclass(frozen=True)
class RemoteAnswer(Shown):
    """Whether a version may be deployed, as a broker says.

    Attributes
    ----------
    question : str
        What was asked, in words.
    table : MatrixTable
    hidden : tuple of LiveVersion
        Looked for with ``strict=True`` alone. Reference broker pact_broker 2.120.0 says yes where one live version of
        a provider is verified and another one never was.
    strict : bool
        True if `hidden` versions make a yes a no.
    """

    question: str
    table: MatrixTable
    hidden: tuple[LiveVersion, ...] = ()
    strict: bool = False

    @property
    def deployable(self) -> bool | None:
        """Yes, no, or None for "unknown", which is not a yes; ``strict=True`` makes hidden live versions a no."""
        if self.table.deployable is True and self.strict and self.hidden:
            return False
        return self.table.deployable

    @property
    def yes(self) -> bool:
        """True for a yes; neither for a no nor for "unknown"."""
        return self.deployable is True

    def __bool__(self) -> bool:
        return self.yes

    @property
    def cells(self) -> tuple[MatrixRow, ...]:
        """The rows that the broker judged."""
        return self.table.rows

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, a sentence each: the broker's, and one for each hidden version."""
        hidden = [
            f"{visible(each.pacticipant)} {visible(each.version)} is live there too, and has no result with it."
            for each in self.hidden
        ]
        return (*self.table.reasons, *hidden)

    @property
    def proposals(self) -> tuple[Proposed, ...]:
        """Nothing: a proposal is checked on a copy of the book, and a remote broker's book is not here."""
        return ()

    def require(self) -> RemoteAnswer:
        """Return the answer if it is yes.

        Raises
        ------
        ContractBroken
            If it is not, with the reasons.
        """
        if not self.yes:
            raise ContractBroken(self.text)
        return self

    @property
    def text(self) -> str:
        """The answer in a few lines."""
        head = "yes" if self.yes else "no" if self.deployable is False else "unknown, which is not a yes"
        return "\n".join([f"{self.question} {head}", *(f"  {reason}" for reason in self.reasons)])


def ask_matrix(links: BrokerLinks, query: str, asked: Asked) -> MatrixTable:
    """Ask the matrix; the brackets of its query are literal, as the command lines write them."""
    link = links.below("/matrix")
    return matrix_of(links.send("GET", f"{link}?{query}", asked=asked).mapping, link)


def can_i_deploy(
    links: BrokerLinks,
    selectors: Sequence[VersionSelector],
    *,
    environment: str | None = None,
    to: str | None = None,
    main_branch: bool = False,
    ignore: Iterable[IgnoredVersion] = (),
    strict: bool = False,
    wait: float = 0,
    interval: float = 10,
    sleep: Callable[[float], None] = time.sleep,
) -> RemoteAnswer:
    """See `RemoteBroker.can_i_deploy`."""
    left_out = list(ignore)
    query = deploy_query(selectors, environment=environment, to=to, main_branch=main_branch, ignore=left_out)
    asked = Asked(selected_names(selectors), () if environment is None else (environment,))
    table = ask_matrix(links, query, asked)
    waited = 0.0
    while table.summary.unknown and waited < wait:
        pause = min(max(interval, 0.01), wait - waited)
        sleep(pause)
        waited += pause
        table = ask_matrix(links, query, asked)
    hidden = _hidden(links, table, asked, environment) if strict and environment is not None else ()
    question = _question(selectors, environment, to, main_branch)
    return RemoteAnswer(question, table, hidden, strict)


def _hidden(links: BrokerLinks, table: MatrixTable, asked: Asked, environment: str) -> tuple[LiveVersion, ...]:
    """Live versions of providers without a result, where another version of the provider has one or is missing one."""
    pairs: dict[tuple[str, str], set[str]] = {}
    for row in table.rows:
        if row.ignored or row.provider in asked.pacticipants:
            continue
        judged = pairs.setdefault((f"{row.consumer} {row.consumer_version}", row.provider), set())
        if row.success is not None and row.provider_version is not None:
            judged.add(row.provider_version)
    live = live_versions(links, environment) if pairs else []
    # Of a pair without any result the broker itself says that something is missing.
    hidden = [
        LiveVersion(name, version)
        for (_, provider), judged in pairs.items()
        if judged
        for name, version in live
        if name == provider and version not in judged
    ]
    return tuple(dict.fromkeys(hidden))


def _question(selectors: Sequence[VersionSelector], environment: str | None, to: str | None, main_branch: bool) -> str:
    versions = " with ".join(_described(each) for each in selectors)
    if environment is not None:
        return f"Can {versions} be deployed to {visible(environment)}?"
    if to is not None:
        return f"Can {versions} be deployed to what is tagged {visible(to)}?"
    if main_branch:
        return f"Can {versions} be merged?"
    return f"Can {versions} be deployed?"


def _described(selector: VersionSelector) -> str:
    if isinstance(selector, str):
        return visible(selector)
    name = visible(selector.get("pacticipant", ""))
    if "version" in selector:
        return f"{name} {visible(selector['version'])}"
    kinds = [f"{key} {visible(selector[key])}" for key in ("branch", "tag", "environment") if key in selector]
    if selector.get("mainBranch"):
        kinds.append("the main branch")
    if not kinds:
        return f"the latest {name}" if selector.get("latest") else name
    return f"{name} of {' and '.join(kinds)}"
