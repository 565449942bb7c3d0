"""A run: contracts checked against captures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contractlab.captures import Captures, Redaction
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Example, find_example, fitting_examples
from contractlab.engine.dialect import Dialect
from contractlab.errors import AmbiguousExample, ContractBroken
from contractlab.values.display import Shown, present
from contractlab.values.json_types import JSONObject
from contractlab.values.mismatch import Mismatch
from contractlab.values.pickling import lasting_state
from contractlab.values.reasons import Reason
from contractlab.verification.causes import Cause, find_causes
from contractlab.verification.results import SEVERITY, Result, Results
from contractlab.verification.unpaired import Unpaired

if TYPE_CHECKING:
    import pandas

__all__ = ["Run"]


class Run(Shown):
    """Contracts checked against captures: one result for each example and capture.

    Attributes
    ----------
    contracts : Contracts
    captures : Captures
    results : tuple of Result
        In the order of contracts and examples, gaps included.
    unpaired : tuple of Unpaired
        Captures that match no example; they fail nothing.
    dialect : str
    allow_not_exercised : bool
        True if examples without a capture do not break the run.
    redaction : Redaction
        What views and saved files must not show.
    stopped : tuple of Reason
        Why a part of the verification did not take place, whatever the results of the rest; then the run did not pass.
    base_path_hint : str
        What seems to stand before the contract's paths in captures that match no example; empty for nothing.
    unused_states : tuple of str
        Names of state handlers that no example needed, where a provider was asked.
    """

    stopped: tuple[Reason, ...] = ()
    unused_states: tuple[str, ...] = ()

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
        base_path_hint: str = "",
    ) -> None:
        self.contracts = contracts
        self.captures = captures
        self.results = tuple(results)
        self.unpaired = tuple(unpaired)
        self.dialect: Dialect = dialect
        self.allow_not_exercised = allow_not_exercised
        self.redaction = redaction if redaction is not None else Redaction()
        self.base_path_hint = base_path_hint
        for capture in unpaired:
            capture.redaction = self.redaction

    @property
    def checked(self) -> tuple[Result, ...]:
        """Results of checks that gave an answer: passed, failed or pending."""
        return tuple(result for result in self.results if result.verdict in ("passed", "failed", "pending"))

    @property
    def passed(self) -> bool:
        """True if at least one example was checked, and every verdict is passed or pending.

        `allow_not_exercised` tolerates examples without a capture.
        """
        good = {"passed", "pending"} | ({"not exercised"} if self.allow_not_exercised else set())
        return bool(self.checked) and not self.stopped and all(result.verdict in good for result in self.results)

    @cached_property
    def stopped_elsewhere(self) -> tuple[Reason, ...]:
        """Those of `stopped` that are the reason of no result: nothing but the run itself can say them."""
        reasons = {result.reason for result in self.results}
        return tuple(reason for reason in self.stopped if reason.text not in reasons)

    @cached_property
    def failures(self) -> Results:
        """Results that failed or could not be checked, worst first."""
        return Results(result for result in self.results if result.verdict in ("failed", "error"))

    @cached_property
    def not_exercised(self) -> Results:
        """Examples without a capture, for each provider version."""
        return Results(result for result in self.results if result.verdict == "not exercised")

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
        for result in self.results:
            counted[result.verdict] += 1
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
        return result.shown_mismatches

    def __getitem__(self, name: Any) -> Result | Results:
        """The result of an example; all of them, worst first, where several captures or versions exist.

        Parameters
        ----------
        name : str, int, Example or (consumer, provider, example)
            A key, a description, an index into `results`, or an example.

        Raises
        ------
        AmbiguousExample
            If there is no such example, or several.
        """
        if isinstance(name, int) and not isinstance(name, bool):
            try:
                return self.results[name]
            except IndexError:
                raise AmbiguousExample(f"there is no result {name}: the run has {len(self.results)}") from None
        examples, wanted = self._named(name)
        example = find_example(examples, wanted)
        results = [result for result in self.results if result.example is example]
        if not results:
            raise AmbiguousExample(f"the run has no result for {example.description!r}; it was left out by only=")
        return results[0] if len(results) == 1 else Results(results)

    def __contains__(self, name: object) -> bool:
        """True for one of the results, and for what names an example that has at least one."""
        if isinstance(name, Result):
            return any(result is name for result in self.results)
        if isinstance(name, int) and not isinstance(name, bool):
            return -len(self.results) <= name < len(self.results)
        try:
            fitting = fitting_examples(*self._named(name))
        except AmbiguousExample:
            return False
        named = set(map(id, fitting))
        return any(id(result.example) in named for result in self.results)

    def _named(self, name: Any) -> tuple[tuple[Example, ...], Any]:
        """The examples among which something names one, and its name there."""
        examples = tuple(example for contract in self.contracts for example in contract.examples)
        if isinstance(name, Example):
            for example in examples:
                if example is name:
                    return (example,), 0
            name = (name.contract.consumer, name.contract.provider, name.key)
        if isinstance(name, tuple) and len(name) == 3:
            consumer, provider, name = name
            within = [each for each in self.contracts if (each.consumer, each.provider) == (consumer, provider)]
            if not within:
                raise AmbiguousExample(f"the run has no contract between {consumer!r} and {provider!r}")
            return tuple(example for contract in within for example in contract.examples), name
        return examples, name

    def __iter__(self) -> Iterator[Result]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def __bool__(self) -> bool:
        return self.passed

    def _ipython_key_completions_(self) -> list[str]:
        return list(dict.fromkeys(result.example.description for result in self.results))

    def to_frame(self, what: str = "results") -> pandas.DataFrame:
        """The run as a table.

        Parameters
        ----------
        what : str
            ``"results"``: one row for each result; ``"mismatches"``: one row for each mismatch.

        Returns
        -------
        DataFrame
            Indexed by consumer, provider and example; a repeated description gets its key appended. Columns of both:
            provider_version, key, verdict; of results: mismatches (a count), reason, capture; of mismatches: part,
            path, rule, expected, actual (JSON texts), message. Verdicts (worst first), parts and versions (oldest
            first) are ordered categories. It comes back from Parquet as it was.

        Raises
        ------
        ValueError
            If `what` is neither.
        """
        from contractlab.verification.frames import frame_of

        return frame_of(self.results, what, self.provider_versions)

    def to_dict(self) -> JSONObject:
        """The whole run as JSON values, redacted; what `save` writes."""
        from contractlab.verification.run_writing import run_to_dict

        return run_to_dict(self)

    def save(self, path: str | Path) -> Path:
        """Write the run with its contracts and captures as one JSON file, redacted, for `cl.load_run`.

        Raises
        ------
        SaveConflict
            If the file cannot be written.
        """
        from contractlab.verification.run_writing import save_run

        return save_run(self, Path(path))

    def __getstate__(self) -> dict[str, Any]:
        return lasting_state(self)

    def __repr__(self) -> str:
        counts = ", ".join(f"{number} {verdict}" for verdict, number in self.counts().items() if number)
        return f"<Run {'passed' if self.passed else 'not passed'}: {counts or 'nothing to check'}>"
