"""The answer to "can I deploy?", with its reasons, and what would have to be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, cached_property, partial

from contractlab.broker.book import Book
from contractlab.broker.cells import Cell, CellKind, cells_of
from contractlab.broker.matrix import MatrixQuery, QueryAnswer, ask_matrix
from contractlab.broker.notices import Notice, matrix_notices
from contractlab.broker.proposals import Proposal, Step, StepKind, apply_steps, proposals_for
from contractlab.broker.result_details import FailedExample
from contractlab.broker.results import MatrixRow, MatrixSummary, MatrixTable
from contractlab.errors import BrokerError, ContractBroken
from contractlab.values.display import Shown
from contractlab.values.text import visible

__all__ = ["Answer", "WhatIf", "explain", "table_of"]


def table_of(book: Book, answer: QueryAnswer, notices: Sequence[Notice]) -> MatrixTable:
    """An answer of the matrix as plain data."""
    standing = cache(partial(_standing, book))
    rows = tuple(
        MatrixRow(
            book.pacticipants[row.publication.consumer].name,
            book.versions[row.publication.version].number,
            book.pacticipants[row.publication.provider].name,
            None if row.result is None else book.versions[row.result.version].number,
            row.success,
            row.ignored,
            book.contents[row.publication.content].sha,
            None if row.result is None else row.result.id,
            None if row.result is None else _instant(row.result.created_at),
            standing(row.publication.version)[0],
            () if row.result is None else standing(row.result.version)[0],
            standing(row.publication.version)[1],
            () if row.result is None else standing(row.result.version)[1],
            wip=row.result is not None and row.result.wip,
        )
        for row in answer.rows
    )
    counts = answer.counts
    summary = MatrixSummary(
        answer.deployable, counts["success"], counts["failed"], counts["unknown"], counts.get("ignored")
    )
    return MatrixTable(rows, summary, tuple(notices))


def _standing(book: Book, order: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Branches of a version, and environments where it runs or is supported."""
    version = book.versions[order]
    branches = tuple(branch.name for branch in book.branches_of(version))
    return branches, tuple(environment.name for environment in book.environments_of(version))


def _instant(microseconds: int) -> str:
    return datetime.fromtimestamp(microseconds // 1_000_000, UTC).isoformat(timespec="seconds")


class Answer(Shown):
    """Whether a version may be deployed.

    Attributes
    ----------
    pacticipant, version : str
    deployable : bool or None
        None where something is unknown; that is no yes. What a broker answers, or, asked strictly, less.
    table : MatrixTable
        The broker's answer.
    cells : tuple of Cell
        One for each pair of versions that must fit.
    reasons : tuple of str
        Why it is no; empty where it is yes.
    difference : str
        What a strict answer would say otherwise; ``""`` where it would say the same.
    strict : bool
    as_of : str
        Of a mirror: when it was read; else ``""``.
    """

    as_of = ""

    def __init__(
        self, query: MatrixQuery, table: MatrixTable, cells: Sequence[Cell], strict: bool, copy: Callable[[], Book]
    ) -> None:
        self._query = query
        self._copy = copy
        self.pacticipant = query.selectors[0].pacticipant
        self.version = query.selectors[0].version or ""
        self.table = table
        self.cells = tuple(cells)
        self.strict = strict
        self.deployable = _strictly(table.deployable, cells) if strict else table.deployable
        self.reasons = self._find_reasons()
        self.difference = self._find_difference()

    def _find_reasons(self) -> tuple[str, ...]:
        if self.deployable is True:
            return ()
        texts = [cell.text for cell in self.cells if cell.blocks]
        if not texts:
            texts = [notice.text for notice in self.table.notices if notice.type == "error"]
        return tuple(dict.fromkeys(texts))

    def _find_difference(self) -> str:
        hidden = [
            cell for cell in self.cells if cell.hidden and not cell.ignored and cell.kind is not CellKind.VERIFIED
        ]
        if not hidden:
            return ""
        names = ", ".join(f"{cell.provider} {cell.provider_version}" for cell in hidden)
        if self.strict:
            return f"A broker would not count {names}, which runs there too"
        return f"{names} runs there too, and was never asked; the broker does not count it: strict=True does"

    @cached_property
    def _book(self) -> Book:
        return self._copy()

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        """What would turn cells green: each was tried on a copy of the book; those that are enough come first."""
        if self.deployable is True:
            return ()
        return tuple(proposals_for(self._book, self._query, strict=self.strict))

    @property
    def place(self) -> str:
        """Where it is to go, in words: ``"prod"``, ``"what is tagged rc"``, ``"the main branches of the others"``."""
        to = self._query.to
        if to is None:
            return "all others"
        if to.environment is not None:
            return to.environment
        if to.tag is not None:
            return f"what is tagged {to.tag}"
        return "the main branches of the others" if to.main_branch else "the latest of all others"

    @property
    def to_environment(self) -> bool:
        """True if it was asked about an environment."""
        return self._query.to is not None and self._query.to.environment is not None

    @property
    def what_if(self) -> WhatIf:
        """The answer that it would be if something were done; nothing is written."""
        return WhatIf(self._book, self._query, self.strict)

    def require(self) -> Answer:
        """The answer itself if it is yes.

        Raises
        ------
        ContractBroken
            If it is not, with the reasons and what would help.
        """
        if self.deployable is True:
            return self
        verdict = "cannot be deployed" if self.deployable is False else "cannot be deployed yet"
        first = [f"{self.proposals[0].text}."] if self.proposals else []
        lines = [f"{self.pacticipant} {self.version} {verdict}", *(f"{text}." for text in self.reasons), *first]
        raise ContractBroken("\n  ".join(map(visible, lines)))

    def __bool__(self) -> bool:
        return self.deployable is True

    def __repr__(self) -> str:
        return f"<Answer {self.pacticipant} {self.version}: deployable={self.deployable}>"


def _strictly(deployable: bool | None, cells: Sequence[Cell]) -> bool | None:
    if deployable is not True:
        return deployable
    blocking = [cell for cell in cells if cell.blocks]
    if not blocking:
        return True
    return False if all(cell.kind is CellKind.FAILED for cell in blocking) else None


Failures = Callable[[Cell], tuple[FailedExample, ...]]
"""What the result of a failed cell says of each example."""


def explain(
    book: Book,
    query: MatrixQuery,
    *,
    strict: bool,
    copy: Callable[[], Book] | None = None,
    failures: Failures | None = None,
) -> Answer:
    """Ask whether a version may be deployed.

    Parameters
    ----------
    book : Book
    query : MatrixQuery
        About one version, with what is there.
    strict : bool
    copy : callable, optional
        Gives a copy of the book when somebody asks for proposals or what would be if.
    failures : callable, optional
        Gives what the result of a failed cell says of each example.
    """
    answer = ask_matrix(book, query)
    cells = cells_of(book, answer, strict=strict)
    if failures is not None:
        cells = [replace(cell, failures=failures(cell)) if cell.kind is CellKind.FAILED else cell for cell in cells]
    return Answer(query, table_of(book, answer, matrix_notices(book, answer)), cells, strict, copy or book.sketch)


class WhatIf:
    """Answers of a copy of the book in which one more thing was done."""

    def __init__(self, book: Book, query: MatrixQuery, strict: bool) -> None:
        self._book, self._query, self._strict = book, query, strict

    def _asked(self, step: Step) -> Answer:
        return explain(apply_steps(self._book, [step]), self._query, strict=self._strict)

    def deploy(self, pacticipant: str, version: str, environment: str | None = None) -> Answer:
        """If a version were deployed, where the question looks or in another environment."""
        to = self._query.to
        place = environment or (None if to is None else to.environment)
        if place is None or self._book.environments.first("name", place) is None:
            raise BrokerError("Say to which environment it would be deployed", advice="deploy(…, environment='prod')")
        return self._asked(Step(StepKind.DEPLOY, pacticipant, version, place))

    def verify(self, consumer: str, consumer_version: str, provider: str, version: str) -> Answer:
        """If a provider version had verified the contract of a consumer version."""
        asking, keeping = self._book.pacticipant(consumer), self._book.pacticipant(provider)
        published = None if asking is None else self._book.version(asking, consumer_version)
        publication = None if published is None or keeping is None else self._book.publication(published, keeping)
        if publication is None:
            raise BrokerError(f"There is no contract of {consumer} {consumer_version} with {provider}", status=404)
        sha = self._book.contents[publication.content].sha
        return self._asked(Step(StepKind.VERIFY, provider, version, "", consumer, sha))

    def publish(self, pacticipant: str, version: str) -> Answer:
        """If a version were there, without any contract."""
        return self._asked(Step(StepKind.PUBLISH, pacticipant, version))
