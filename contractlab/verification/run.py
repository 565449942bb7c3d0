"""A run: contracts checked against captures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contractlab.captures import AnyCapture, Capture, Captures, MessageCapture, Redaction
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract, find_example, fitting_examples
from contractlab.contracts.example import Example
from contractlab.errors import AmbiguousExample, ContractBroken, InvalidCapture, InvalidContract
from contractlab.matching.dialect import Dialect, check_dialect
from contractlab.values.collecting import PausedCollection
from contractlab.values.mismatch import Mismatch
from contractlab.values.pickling import lasting_state
from contractlab.values.result import MatchResult
from contractlab.values.shown import Shown, present
from contractlab.verification.causes import Cause, find_causes
from contractlab.verification.check_cache import CheckCache
from contractlab.verification.judging import judge_pair
from contractlab.verification.pairing import Pair, Pairing, Unpaired, pair_captures
from contractlab.verification.results import SEVERITY, Result, Results

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import pandas

__all__ = ["Only", "Run", "as_captures", "as_contracts", "select_examples", "verify"]

Only = str | Example | Iterable[Any] | Callable[[Example], bool] | None


class Run(Shown):
    """Contracts checked against captures: one result for each example and capture.

    Attributes
    ----------
    contracts : Contracts
    captures : Captures
    results : tuple of Result
        In the order of contracts and examples, gaps included.
    unpaired : tuple of Unpaired
        Captures that fit no example; they fail nothing.
    dialect : str
    allow_not_exercised : bool
        True if examples without a capture do not break the run.
    redaction : Redaction
        What views and saved files must not show.
    """

    def __init__(
        self,
        contracts: Contracts,
        captures: Captures,
        results: Sequence[Result],
        unpaired: Sequence[Unpaired] = (),
        *,
        dialect: Dialect = "reference",
        allow_not_exercised: bool = False,
        redaction: Redaction | None = None,
    ) -> None:
        self.contracts = contracts
        self.captures = captures
        self.results = tuple(results)
        self.unpaired = tuple(unpaired)
        self.dialect: Dialect = dialect
        self.allow_not_exercised = allow_not_exercised
        self.redaction = redaction if redaction is not None else Redaction()
        for one in unpaired:
            one.redaction = self.redaction

    # -- verdict ------------------------------------------------------------------------------------------------------

    @property
    def checked(self) -> tuple[Result, ...]:
        """Results of checks that gave an answer: passed, failed or pending."""
        return tuple(one for one in self.results if one.verdict in ("passed", "failed", "pending"))

    @property
    def passed(self) -> bool:
        """True if at least one example was checked, and every verdict is passed or pending.

        `allow_not_exercised` tolerates examples without a capture.
        """
        good = {"passed", "pending"} | ({"not exercised"} if self.allow_not_exercised else set())
        return bool(self.checked) and all(one.verdict in good for one in self.results)

    @cached_property
    def failures(self) -> Results:
        """Results that failed or could not be checked, worst first."""
        return Results(one for one in self.results if one.verdict in ("failed", "error"))

    @cached_property
    def not_exercised(self) -> Results:
        """Examples without a capture, for each provider version."""
        return Results(one for one in self.results if one.verdict == "not exercised")

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """Mismatches of one kind taken together, the widest first."""
        return find_causes(self.results)

    @property
    def provider_versions(self) -> tuple[str | None, ...]:
        """Provider versions in order; None alone where the captures name none."""
        return tuple(self.captures.provider_versions) or (None,)

    def counts(self) -> dict[str, int]:
        """Number of results by verdict, worst first."""
        counted: dict[str, int] = dict.fromkeys(SEVERITY, 0)
        for one in self.results:
            counted[one.verdict] += 1
        return counted

    def require_passed(self) -> Run:
        """Return the run if it passed.

        Raises
        ------
        ContractBroken
            If it did not; the text is the run's text view.
        """
        if not self.passed:
            raise ContractBroken(present(self)["text/plain"], self)
        return self

    def shown_mismatches(self, result: Result) -> list[Mismatch]:
        """The mismatches of a result with secrets taken out."""
        if not result.mismatches:
            return []
        mask = result.mask
        return [mask.mismatch(one) for one in result.mismatches]

    # -- one result ---------------------------------------------------------------------------------------------------

    def __getitem__(self, which: Any) -> Result | Results:
        """The result of an example; all of them, worst first, where several captures or versions exist.

        Parameters
        ----------
        which : str, int, Example or (consumer, provider, example)
            A key, a description, an index into `results`, or an example.

        Raises
        ------
        AmbiguousExample
            If there is no such example, or several.
        """
        if isinstance(which, int) and not isinstance(which, bool):
            try:
                return self.results[which]
            except IndexError:
                raise AmbiguousExample(f"there is no result {which}: the run has {len(self.results)}") from None
        examples, name = self._named(which)
        example = find_example(examples, name)
        found = [one for one in self.results if one.example is example]
        if not found:
            raise AmbiguousExample(f"the run has no result for {example.description!r}; it was left out by only=")
        return found[0] if len(found) == 1 else Results(found)

    def __contains__(self, which: object) -> bool:
        """True for one of the results, and for what names an example that has at least one."""
        if isinstance(which, Result):
            return any(result is which for result in self.results)
        if isinstance(which, int) and not isinstance(which, bool):
            return -len(self.results) <= which < len(self.results)
        try:
            fitting = fitting_examples(*self._named(which))
        except AmbiguousExample:
            return False
        named = set(map(id, fitting))
        return any(id(result.example) in named for result in self.results)

    def _named(self, which: Any) -> tuple[tuple[Example, ...], Any]:
        """The examples among which something names one, and its name there."""
        examples = tuple(example for contract in self.contracts for example in contract.examples)
        if isinstance(which, Example):
            for example in examples:
                if example is which:
                    return (example,), 0
            which = (which.contract.consumer, which.contract.provider, which.key)
        if isinstance(which, tuple) and len(which) == 3:
            consumer, provider, name = which
            within = [each for each in self.contracts if (each.consumer, each.provider) == (consumer, provider)]
            if not within:
                raise AmbiguousExample(f"the run has no contract between {consumer!r} and {provider!r}")
            return tuple(example for contract in within for example in contract.examples), name
        return examples, which

    def __iter__(self) -> Iterator[Result]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def __bool__(self) -> bool:
        return self.passed

    def _ipython_key_completions_(self) -> list[str]:
        return list(dict.fromkeys(one.example.description for one in self.results))

    # -- frames and files ---------------------------------------------------------------------------------------------

    def to_frame(self, what: str = "results") -> pandas.DataFrame:
        """The run as a table.

        Parameters
        ----------
        what : str
            ``"results"``: one row for each result; ``"mismatches"``: one row for each mismatch.

        Returns
        -------
        DataFrame
            Indexed by consumer, provider and example; a repeated description gets its key appended.
        """
        from contractlab.verification.frames import frame_of

        return frame_of(self, what)

    def to_dict(self) -> dict[str, Any]:
        """The whole run as JSON values, redacted; what `save` writes."""
        from contractlab.verification.run_file import run_to_dict

        return run_to_dict(self)

    def save(self, path: str | Path) -> Path:
        """Write the run with its contracts and captures as one JSON file, redacted, for `cl.load_run`.

        Raises
        ------
        SaveConflict
            If the file cannot be written.
        """
        from contractlab.verification.run_file import save_run

        return save_run(self, Path(path))

    def __getstate__(self) -> dict[str, Any]:
        return lasting_state(self)

    def __repr__(self) -> str:
        counts = ", ".join(f"{number} {verdict}" for verdict, number in self.counts().items() if number)
        return f"<Run {'passed' if self.passed else 'not passed'}: {counts or 'nothing to check'}>"


def select_examples(examples: Iterable[Example], only: Only) -> list[Example]:
    """Examples that `only` names.

    Parameters
    ----------
    examples : iterable of Example
    only : str, Example, iterable of these, callable or None
        A string is a key, a description, part of a description, or a pattern with ``*``; without regard to case.
    """
    if only is None:
        return list(examples)
    if callable(only) and not isinstance(only, Example):
        return [one for one in examples if only(one)]
    wanted = [only] if isinstance(only, str | Example) else list(only)
    return [one for one in examples if any(_names(name, one) for name in wanted)]


def _names(name: Any, example: Example) -> bool:
    if isinstance(name, Example):
        return name is example
    text, description = str(name).lower(), example.description.lower()
    return example.key == name or text in description or fnmatchcase(description, text)


def _judge(pair: Pair, contract: Contract, dialect: Dialect, redaction: Redaction | None, cache: CheckCache) -> Result:
    def make() -> MatchResult:
        return judge_pair(pair.example, pair.capture, pair.also, dialect, redaction)

    match = make() if pair.also else cache.check(pair.example, pair.capture, dialect, make)
    version = pair.capture.provider_version
    return Result(contract, pair.example, pair.capture, match, provider_version=version, redaction=redaction)


def as_contracts(contracts: Any) -> Contracts:
    """Contracts out of whatever names some."""
    if isinstance(contracts, Contracts):
        return contracts
    if isinstance(contracts, Contract):
        return Contracts([contracts])
    listed = _listed(contracts)
    if listed is None or not all(isinstance(one, Contract) for one in listed):
        said = "this holds no contracts; cl.load(path) reads one, and cl.load_all(folder) several"
        raise InvalidContract(f"<{type(contracts).__name__}>", [said])
    return Contracts(listed)


def as_captures(captures: Any) -> Captures:
    """Captures out of whatever holds some."""
    if isinstance(captures, Captures):
        return captures
    listed = [captures] if isinstance(captures, Capture | MessageCapture) else _listed(captures)
    if listed is None or not all(isinstance(one, Capture | MessageCapture) for one in listed):
        said = "this holds no captures; cl.load_captures(path) reads recordings, and cl.Capture makes one"
        raise InvalidCapture(f"<{type(captures).__name__}>", [said])
    return Captures(listed)


def _listed(several: Any) -> list[Any] | None:
    return list(several) if isinstance(several, Iterable) and not isinstance(several, str | bytes | Mapping) else None


def verify(
    contracts: Contract | Iterable[Contract],
    captures: Captures | Iterable[AnyCapture],
    *,
    dialect: str = "reference",
    only: Only = None,
    allow_not_exercised: bool = False,
    redaction: Redaction | None = None,
    executor: Executor | None = None,
    cache: CheckCache | None = None,
) -> Run:
    """Check contracts against captures.

    Parameters
    ----------
    contracts : Contract, Contracts or iterable of Contract
    captures : Captures or iterable of Capture
    dialect : str
        ``"reference"``: the verdicts of the Rust core; ``"spec"``: those of the official cases.
    only : str, iterable, callable, optional
        Which examples to check: keys, descriptions, parts of them, patterns with ``*``, or a function.
    allow_not_exercised : bool
        True if examples without a capture do not break the run.
    redaction : Redaction, optional
        What views and saved files must not show.
    executor : concurrent.futures.Executor, optional
        Makes the checks in its workers; only documents travel to them. Any executor will do: a process pool, or the
        client of a cluster.
    cache : CheckCache, optional
        Of runs before this one: an example with the same content is not checked again against an answer with the same
        content, so that after an edit only what was edited is checked.

    Returns
    -------
    Run
    """
    check_dialect(dialect)
    with PausedCollection():
        made = verify_plans(
            [plan(contracts, captures, only=only)],
            dialect=dialect,
            allow_not_exercised=allow_not_exercised,
            redaction=redaction,
            executor=executor,
            cache=cache,
        )
    return made[0]


@dataclass(frozen=True, slots=True)
class Plan:
    """Which checks a run consists of."""

    contracts: Contracts
    captures: Captures
    selected: list[Example]
    owner: dict[int, Contract]
    pairing: Pairing


def plan(contracts: Any, captures: Any, *, only: Only = None) -> Plan:
    """Pair captures with examples; parameters as in `verify`."""
    all_contracts, all_captures = as_contracts(contracts), as_captures(captures)
    owner: dict[int, Contract] = {id(one): contract for contract in all_contracts for one in contract.examples}
    examples = [example for contract in all_contracts for example in contract.examples]
    selected = select_examples(examples, only)
    wanted = None if only is None else frozenset(map(id, selected))
    return Plan(all_contracts, all_captures, selected, owner, pair_captures(all_contracts, all_captures, wanted))


def verify_plans(
    plans: Sequence[Plan],
    *,
    dialect: str,
    allow_not_exercised: bool,
    redaction: Redaction | None,
    executor: Executor | None,
    cache: CheckCache | None,
) -> list[Run]:
    """Make the checks of several runs; identical ones once. Parameters as in `verify`."""
    checked = check_dialect(dialect)
    known = CheckCache() if cache is None else cache
    if executor is not None:
        from contractlab.verification.parallel import check_elsewhere

        owner = {one: contract for each in plans for one, contract in each.owner.items()}
        fresh = known.missing((pair for each in plans for pair in each.pairing.pairs), checked)
        judged = check_elsewhere([(owner[id(pair.example)], pair) for pair in fresh], executor, checked)
        for pair in fresh:
            if id(pair) in judged:
                known.add(pair.example, pair.capture, checked, judged[id(pair)])
    return [_run(one, checked, allow_not_exercised, redaction, known) for one in plans]


def _run(
    prepared: Plan, dialect: Dialect, allow_not_exercised: bool, redaction: Redaction | None, known: CheckCache
) -> Run:
    owner, pairing = prepared.owner, prepared.pairing
    found: dict[int, list[Result]] = {}
    for pair in pairing.pairs:
        result = _judge(pair, owner[id(pair.example)], dialect, redaction, known)
        found.setdefault(id(pair.example), []).append(result)
    versions: tuple[str | None, ...] = tuple(prepared.captures.provider_versions) or (None,)
    results: list[Result] = []
    for example in prepared.selected:
        mine = found.get(id(example), [])
        there = {one.provider_version for one in mine}
        results += mine
        results += [
            Result(owner[id(example)], example, None, None, provider_version=version)
            for version in versions
            if version not in there and not (mine and version is None)
        ]
    return Run(
        prepared.contracts,
        prepared.captures,
        results,
        pairing.unpaired,
        dialect=dialect,
        allow_not_exercised=allow_not_exercised,
        redaction=redaction,
    )
