"""A matrix as a picture: contents that consumer versions share, by the provider versions that verified them or should.

What a broker's rows leave out is added: provider versions that are live and have no result. Which cells keep a version
out of an environment follows the broker's rule: of several live versions of a provider, those that were never verified
do not count while another one was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from contractlab.broker.results import LivePlace, MatrixRow, MatrixTable
from contractlab.values.display import quiet

__all__ = ["Blocking", "PairCell", "PairColumn", "PairMatrix", "PairRow", "pair_matrix"]

_MOST_ROWS = 500
_MOST_COLUMNS = 60


@quiet
@dataclass(frozen=True, slots=True)
class Blocking:
    """What a cell keeps out: a version, an environment, and the version that runs there."""

    pacticipant: str
    version: str
    environment: str
    live: str
    live_version: str


@quiet
@dataclass(frozen=True, slots=True)
class PairColumn:
    """A provider version."""

    provider: str
    version: str
    environments: tuple[str, ...]
    branches: tuple[str, ...]


@quiet
@dataclass(frozen=True, slots=True)
class PairRow:
    """A content with the consumer versions that share it, the newest first; `sha` is ``""`` where nobody tells it."""

    consumer: str
    provider: str
    sha: str
    versions: tuple[str, ...]
    environments: tuple[str, ...]
    branches: tuple[str, ...]
    sample: MatrixRow


@quiet
@dataclass(frozen=True, slots=True)
class PairCell:
    """The newest result of two, or None, and what it blocks."""

    result: MatrixRow | None
    blocks: tuple[Blocking, ...] = ()
    hidden: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """``"passed"``, ``"failed"``, ``"pending"`` (failed as WIP), ``"ignored"`` or ``"never verified"``."""
        if self.result is None or self.result.success is None:
            return "never verified"
        if self.result.ignored:
            return "ignored"
        if self.result.success:
            return "passed"
        return "pending" if self.result.wip and not self.blocks else "failed"


@quiet
@dataclass(frozen=True, slots=True)
class PairMatrix:
    """The picture.

    Attributes
    ----------
    columns : tuple of PairColumn
        The oldest first.
    rows : tuple of PairRow
        Those that block first, then the newest.
    cells : mapping of (int, int) to PairCell
        By numbers of row and column; none where the column is another provider's version.
    left_rows, left_columns : int
        How many older ones are not shown.
    """

    columns: tuple[PairColumn, ...]
    rows: tuple[PairRow, ...]
    cells: dict[tuple[int, int], PairCell]
    left_rows: int = 0
    left_columns: int = 0

    @property
    def blocking(self) -> Iterator[tuple[PairRow, PairColumn, PairCell]]:
        """Cells that keep something out, as they stand."""
        for (row, column), cell in self.cells.items():
            if cell.blocks:
                yield self.rows[row], self.columns[column], cell


def pair_matrix(table: MatrixTable) -> PairMatrix:
    """The picture of a matrix; its broker is asked where versions are live and what their main branches are.

    Parameters
    ----------
    table : MatrixTable

    Raises
    ------
    BrokerError
        If the broker does not answer.
    """
    pairs = list(dict.fromkeys((row.consumer, row.provider) for row in table.rows))
    names = frozenset(name for pair in pairs for name in pair)
    source = table.source
    live = source.live_versions(names) if source is not None and names else _live_in(table.rows)
    columns: list[PairColumn] = []
    left = 0
    for provider in dict.fromkeys(provider for _, provider in pairs):
        rows = [row for row in table.rows if row.provider == provider]
        numbers = _versions(rows, [place.version for place in live if place.pacticipant == provider])
        if source is not None:
            numbers = list(source.in_order(provider, tuple(numbers)))
        kept = _kept(numbers, {place.version for place in live if place.pacticipant == provider})
        left += len(numbers) - len(kept)
        columns += [_column(provider, number, rows, live) for number in kept]
    contents = _contents(table.rows)
    results = _results(table.rows)
    mains = {name: None if source is None else source.main_branch_of(name) for name in names}
    asked = _Asked(table.rows, contents, columns, results, live, mains)
    blocks, hidden = asked.blocking(pairs)
    order = sorted(range(len(contents)), key=lambda at: (not any(key[0] == at for key in blocks), at))[:_MOST_ROWS]
    cells = {
        (place, column): PairCell(
            results.get((contents[at].provider, _key(contents[at].sample), columns[column].version)),
            tuple(blocks.get((at, column), ())),
            tuple(hidden.get((at, column), ())),
        )
        for place, at in enumerate(order)
        for column in range(len(columns))
        if columns[column].provider == contents[at].provider
    }
    return PairMatrix(tuple(columns), tuple(contents[at] for at in order), cells, len(contents) - len(order), left)


def _key(row: MatrixRow) -> tuple[str, str]:
    """What rows of one content share; where a row names no content, its version stands for itself."""
    return row.consumer, row.sha or f"version {row.consumer_version}"


def _live_in(rows: Iterable[MatrixRow]) -> tuple[LivePlace, ...]:
    """What rows themselves tell of where versions are."""
    places: dict[LivePlace, None] = {}
    for row in rows:
        for name in row.consumer_environments:
            places[LivePlace(row.consumer, row.consumer_version, name)] = None
        for name in row.provider_environments:
            if row.provider_version:
                places[LivePlace(row.provider, row.provider_version, name)] = None
    return tuple(places)


def _versions(rows: Sequence[MatrixRow], live: Sequence[str]) -> list[str]:
    """Provider versions, the oldest first, as far as the order of rows tells: each contract lists the newest first."""
    listed: dict[tuple[str, str], list[str]] = {}
    newest: dict[str, int] = {}
    for row in rows:
        if row.provider_version:
            listed.setdefault((row.consumer, row.consumer_version), []).append(row.provider_version)
            newest[row.provider_version] = max(newest.get(row.provider_version, 0), row.result_number or 0)
    before: dict[str, dict[str, None]] = {number: {} for number in (*newest, *live)}
    for versions in listed.values():
        distinct = list(dict.fromkeys(reversed(versions)))
        for older, newer in pairwise(distinct):
            before[newer][older] = None
    try:
        order = list(TopologicalSorter(before).static_order())
    except CycleError:  # rows that contradict each other say nothing
        order = list(before)
    ranks: dict[str, int] = {}
    for number in order:  # as late as its newest result, and after everything that is older
        ranks[number] = max([newest.get(number, 0), *(ranks.get(older, 0) for older in before[number])])
    return sorted(order, key=lambda number: (number not in newest, ranks[number]))


def _kept(numbers: Sequence[str], live: set[str]) -> list[str]:
    """The newest versions, and every one that is live."""
    recent = set(numbers[-_MOST_COLUMNS:])
    return [number for number in numbers if number in recent or number in live]


def _column(provider: str, number: str, rows: Sequence[MatrixRow], live: Sequence[LivePlace]) -> PairColumn:
    branches = next((row.provider_branches for row in rows if row.provider_version == number), ())
    return PairColumn(provider, number, _places(live, provider, (number,)), branches)


def _places(live: Sequence[LivePlace], name: str, versions: Sequence[str]) -> tuple[str, ...]:
    places = (place.environment for place in live if place.pacticipant == name and place.version in versions)
    return tuple(dict.fromkeys(places))


def _contents(rows: Sequence[MatrixRow]) -> list[PairRow]:
    """Contents in the order of their newest versions: rows come with the newest consumer version first."""
    groups: dict[tuple[str, tuple[str, str]], list[MatrixRow]] = {}
    for row in rows:
        groups.setdefault((row.provider, _key(row)), []).append(row)
    return [
        PairRow(
            group[0].consumer,
            group[0].provider,
            group[0].sha,
            tuple(dict.fromkeys(row.consumer_version for row in group)),
            tuple(dict.fromkeys(name for row in group for name in row.consumer_environments)),
            tuple(dict.fromkeys(name for row in group for name in row.consumer_branches)),
            group[0],
        )
        for group in groups.values()
    ]


def _results(rows: Iterable[MatrixRow]) -> dict[tuple[str, tuple[str, str], str], MatrixRow]:
    """The newest result of each content and provider version."""
    newest: dict[tuple[str, tuple[str, str], str], MatrixRow] = {}
    for row in rows:
        if row.provider_version is None:
            continue
        key = (row.provider, _key(row), row.provider_version)
        before = newest.get(key)
        if before is None or (row.result_number or 0) > (before.result_number or 0):
            newest[key] = row
    return newest


_Blocks = dict[tuple[int, int], list[Blocking]]
_Hidden = dict[tuple[int, int], list[str]]


@quiet
@dataclass(frozen=True, slots=True)
class _Asked:
    """Asks what keeps the newest versions of the main branches out of the environments."""

    rows: Sequence[MatrixRow]
    contents: Sequence[PairRow]
    columns: Sequence[PairColumn]
    results: dict[tuple[str, tuple[str, str], str], MatrixRow]
    live: Sequence[LivePlace]
    mains: dict[str, str | None]

    def blocking(self, pairs: Sequence[tuple[str, str]]) -> tuple[_Blocks, _Hidden]:
        """Cells that block, and cells of live versions that do not count, with the environments."""
        blocks: _Blocks = {}
        hidden: _Hidden = {}
        for consumer, provider in pairs:
            contents = [
                at for at, row in enumerate(self.contents) if (row.consumer, row.provider) == (consumer, provider)
            ]
            columns = [at for at, column in enumerate(self.columns) if column.provider == provider]
            for environment in dict.fromkeys(place.environment for place in self.live):
                self._consumer_goes(consumer, provider, contents, columns, environment, blocks, hidden)
                self._provider_goes(consumer, provider, contents, columns, environment, blocks)
        return blocks, hidden

    def _consumer_goes(
        self,
        consumer: str,
        provider: str,
        contents: Sequence[int],
        columns: Sequence[int],
        environment: str,
        blocks: _Blocks,
        hidden: _Hidden,
    ) -> None:
        newest = self._next_consumer(consumer, provider)
        if newest is None or newest.consumer_version in self._there(consumer, environment):
            return
        row = next(at for at in contents if _key(self.contents[at].sample) == _key(newest))
        running = [at for at in columns if self.columns[at].version in self._there(provider, environment)]
        judged = {at: self._result(row, at) for at in running}
        # Observed of pact_broker 2.120.0: live versions that were never verified do not count where another one was.
        counts = any(result is not None and not result.ignored for result in judged.values())
        for at, result in judged.items():
            if result is None and counts:
                hidden.setdefault((row, at), []).append(environment)
            elif _keeps_out(result):
                version = self.columns[at].version
                blocking = Blocking(consumer, newest.consumer_version, environment, provider, version)
                blocks.setdefault((row, at), []).append(blocking)

    def _provider_goes(
        self,
        consumer: str,
        provider: str,
        contents: Sequence[int],
        columns: Sequence[int],
        environment: str,
        blocks: _Blocks,
    ) -> None:
        column = self._next_provider(provider, columns)
        if column is None or self.columns[column].version in self._there(provider, environment):
            return
        for at in contents:
            running = [each for each in self.contents[at].versions if each in self._there(consumer, environment)]
            if running and _keeps_out(self._result(at, column)):
                version = self.columns[column].version
                blocking = Blocking(provider, version, environment, consumer, running[0])
                blocks.setdefault((at, column), []).append(blocking)

    def _there(self, name: str, environment: str) -> set[str]:
        return {place.version for place in self.live if place.pacticipant == name and place.environment == environment}

    def _result(self, row: int, column: int) -> MatrixRow | None:
        content = self.contents[row]
        return self.results.get((content.provider, _key(content.sample), self.columns[column].version))

    def _next_consumer(self, consumer: str, provider: str) -> MatrixRow | None:
        """The version that would be deployed next: the newest of the main branch, else of all."""
        main = self.mains.get(consumer)
        rows = [row for row in self.rows if (row.consumer, row.provider) == (consumer, provider)]
        on_main = (row for row in rows if main is not None and main in row.consumer_branches)
        return next(on_main, rows[0] if rows else None)

    def _next_provider(self, provider: str, columns: Sequence[int]) -> int | None:
        main = self.mains.get(provider)
        on_main = [at for at in columns if main is not None and main in self.columns[at].branches]
        chosen = on_main or list(columns)
        return chosen[-1] if chosen else None


def _keeps_out(result: MatrixRow | None) -> bool:
    return result is None or (result.success is False and not result.ignored)
