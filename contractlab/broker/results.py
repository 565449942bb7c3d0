"""What every broker answers with: rows of its matrix, its own counts and words, and what became of a publication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from contractlab.broker.notices import Notice
from contractlab.captures.versions import by_precedence
from contractlab.values.display import Shown, quiet
from contractlab.values.json_types import JSON
from contractlab.values.tables import Column, ColumnKind, make_table

if TYPE_CHECKING:
    import pandas

    from contractlab.broker.result_details import FailedExample
    from contractlab.contracts.contract import Contract

__all__ = [
    "MATRIX_COLUMNS",
    "EnvironmentInfo",
    "LivePlace",
    "MatrixRow",
    "MatrixSource",
    "MatrixSummary",
    "MatrixTable",
    "Notice",
    "PacticipantInfo",
    "PlannedRequest",
    "PublishOutcome",
    "VersionInfo",
    "version_orders",
]

MATRIX_COLUMNS = (
    Column("consumer", "name of the consumer"),
    Column("consumer_version", "version that published the contract", ColumnKind.ORDERED),
    Column("provider", "name of the provider"),
    Column("provider_version", "version that verified it; nothing where none did", ColumnKind.ORDERED),
    Column(
        "verdict", "sorted, the worst comes first", ColumnKind.ORDERED, ("failed", "not verified", "ignored", "passed")
    ),
    Column("verified_at", "when it was verified", ColumnKind.TIME),
)


class OfVersions(Protocol):
    """A version of a consumer beside one of a provider."""

    @property
    def consumer_version(self) -> str | None:
        """None where there is none."""

    @property
    def provider_version(self) -> str | None:
        """None where there is none."""


def version_orders(rows: Iterable[OfVersions]) -> dict[str, list[str]]:
    """Versions in order, for the columns of a frame: that of SemVer if all are such versions, else as they appear."""
    listed = list(rows)
    sides = {
        "consumer_version": [row.consumer_version for row in listed],
        "provider_version": [row.provider_version for row in listed],
    }
    named = {side: list(dict.fromkeys(filter(None, versions))) for side, versions in sides.items()}
    return {side: by_precedence(versions) or versions for side, versions in named.items()}


@quiet
@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A consumer version with a contract, and a provider version that verified it, or none.

    Attributes
    ----------
    consumer, consumer_version, provider : str
    provider_version : str or None
        None where nothing was verified; the broker does not say which version would have had to.
    success : bool or None
        None where there is no result.
    ignored : bool
        True if the row does not count, because it was asked for so.
    sha : str
        The broker's name of the content; ``""`` where the row does not say.
    result_number : int or None
    verified_at : str or None
        As the broker writes it.
    consumer_branches, provider_branches : tuple of str
    consumer_environments, provider_environments : tuple of str
        Where the versions run or are supported.
    result_url : str
        Address of the result; ``""`` in a broker without addresses.
    wip : bool
        True if the result was made of work in progress, where the broker tells.
    """

    consumer: str
    consumer_version: str
    provider: str
    provider_version: str | None
    success: bool | None
    ignored: bool = False
    sha: str = ""
    result_number: int | None = None
    verified_at: str | None = None
    consumer_branches: tuple[str, ...] = ()
    provider_branches: tuple[str, ...] = ()
    consumer_environments: tuple[str, ...] = ()
    provider_environments: tuple[str, ...] = ()
    result_url: str = field(default="", repr=False, compare=False)
    wip: bool = field(default=False, repr=False, compare=False)

    @property
    def verdict(self) -> str:
        """``"passed"``, ``"failed"``, ``"not verified"``; ``"ignored"`` where the row does not count."""
        if self.ignored:
            return "ignored"
        return "not verified" if self.success is None else "passed" if self.success else "failed"


@dataclass(frozen=True, slots=True)
class MatrixSummary:
    """What a broker counted.

    Attributes
    ----------
    deployable : bool or None
        None for "unknown", which is not a yes.
    success, failed, unknown : int
    ignored : int or None
        None where nothing was to be ignored.
    """

    deployable: bool | None
    success: int
    failed: int
    unknown: int
    ignored: int | None = None


class MatrixSource(Protocol):
    """The broker that a matrix came from, asked for what lies behind it."""

    @property
    def is_near(self) -> bool:
        """True for a broker in a file or in memory: asking it costs no requests."""

    def again(self) -> MatrixTable:
        """The same question, asked now."""

    def contract_of(self, row: MatrixRow) -> Contract:
        """The contract of a row."""

    def failed_examples(self, row: MatrixRow) -> tuple[FailedExample, ...]:
        """Examples that failed in the result of a row, with their lines in the contract."""

    def live_versions(self, names: frozenset[str]) -> tuple[LivePlace, ...]:
        """Where versions of these applications run or are supported."""

    def main_branch_of(self, pacticipant: str) -> str | None:
        """Name of the main branch."""

    def in_order(self, pacticipant: str, versions: tuple[str, ...]) -> tuple[str, ...]:
        """Versions, the oldest first, as far as the broker tells; without an order they stay as they are."""


@quiet
@dataclass(frozen=True, slots=True)
class LivePlace:
    """A version that runs or is supported in an environment."""

    pacticipant: str
    version: str
    environment: str


@dataclass(frozen=True)
class MatrixTable(Shown):
    """Rows of versions, as a broker chose them.

    Attributes
    ----------
    rows : tuple of MatrixRow
    summary : MatrixSummary
    notices : tuple of Notice
    document : mapping
        The whole answer of a broker that was asked over HTTP, for programs.
    source : MatrixSource or None
        The broker, for what lies behind the rows: ``cl.explore(table)`` asks it.
    """

    rows: tuple[MatrixRow, ...]
    summary: MatrixSummary
    notices: tuple[Notice, ...] = ()
    document: Mapping[str, JSON] = field(default_factory=dict, repr=False, compare=False)
    source: MatrixSource | None = field(default=None, repr=False, compare=False)

    @property
    def deployable(self) -> bool | None:
        """As in `summary`."""
        return self.summary.deployable

    @property
    def reasons(self) -> tuple[str, ...]:
        """What the broker says, without the kinds of its notices."""
        return tuple(notice.text for notice in self.notices)

    def __iter__(self) -> Iterator[MatrixRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, versions: tuple[str, str]) -> MatrixRow:
        """The newest result of a consumer version and a provider version: ``table["3.1.0", "2.5.0"]``.

        Raises
        ------
        KeyError
            If the matrix has none.
        """
        consumer_version, provider_version = versions
        rows = [
            row
            for row in self.rows
            if row.consumer_version == consumer_version and row.provider_version == provider_version
        ]
        if not rows:
            raise KeyError(f"no result of {consumer_version} with {provider_version}")
        return max(rows, key=lambda row: row.result_number or 0)

    def with_source(self, source: MatrixSource) -> MatrixTable:
        """The same rows, which know the broker that they came from."""
        return replace(self, source=source)

    def to_frame(self) -> pandas.DataFrame:
        """The rows as a table: consumer, consumer_version, provider, provider_version, verdict, verified_at.

        Verdicts (worst first) and versions (oldest first) are ordered categories; times are UTC.
        """
        data = [
            (row.consumer, row.consumer_version, row.provider, row.provider_version, row.verdict, row.verified_at)
            for row in self.rows
        ]
        return make_table(MATRIX_COLUMNS, data, orders=version_orders(self.rows))


@quiet
@dataclass(frozen=True, slots=True)
class PlannedRequest:
    """A request that a dry run would have sent.

    Attributes
    ----------
    method, path : str
        `path` with its query, below the address of the broker.
    body : JSON value
    """

    method: str
    path: str
    body: JSON = None


@quiet
@dataclass(frozen=True, slots=True)
class PublishOutcome:
    """What became of contracts or results that were published.

    Attributes
    ----------
    done : tuple of str
        A sentence for each.
    notices : tuple of Notice
        What the broker says.
    dry_run : bool
        True if nothing was written.
    requests : tuple of PlannedRequest
        What a dry run would have sent to a broker that is asked over HTTP.
    """

    done: tuple[str, ...]
    notices: tuple[Notice, ...] = ()
    dry_run: bool = False
    requests: tuple[PlannedRequest, ...] = ()


@quiet
@dataclass(frozen=True, slots=True)
class VersionInfo:
    """A version of a pacticipant."""

    number: str
    branches: tuple[str, ...]
    head_of: tuple[str, ...]
    tags: tuple[str, ...]
    environments: tuple[str, ...]
    build_url: str | None = None


@quiet
@dataclass(frozen=True, slots=True)
class PacticipantInfo:
    """An application that the broker knows; `versions` are the newest first."""

    name: str
    main_branch: str | None
    display_name: str | None = None
    repository_url: str | None = None
    versions: tuple[VersionInfo, ...] = field(default=(), repr=False)


@quiet
@dataclass(frozen=True, slots=True)
class EnvironmentInfo:
    """An environment with the versions that are deployed or supported there, as (pacticipant, version)."""

    name: str
    production: bool
    display_name: str | None = None
    deployed: tuple[tuple[str, str], ...] = ()
    supported: tuple[tuple[str, str], ...] = ()
