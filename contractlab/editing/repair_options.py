"""What mends a run without any change of what a contract asks: a base path, a state's name that has a handler.

A base path is an option of loading what was recorded and no edit of a contract; whether it mends anything is tried all
the same, with the verdicts that the run would have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from contractlab.captures import AnyCapture
from contractlab.contracts.contract import Contract
from contractlab.values.display import quiet
from contractlab.values.reasons import ReasonCode
from contractlab.values.text import shorten
from contractlab.verification.results import Result
from contractlab.verification.run import Run
from contractlab.verification.verifying import verify

__all__ = ["OptionKind", "RunOption", "has_options", "run_options"]

_NEAR = 0.8
"""How alike two names of states must be, as `difflib` measures it: what the list of missing handlers takes, too."""


class OptionKind(StrEnum):
    """What an option is about."""

    BASE_PATH = "base-path"
    STATE_NAME = "state-name"


@quiet
@dataclass(frozen=True, slots=True, eq=False)
class RunOption:
    """One thing that could be done about a run as a whole.

    Attributes
    ----------
    kind : OptionKind
    name : str
        ``"Read the recordings below /api"``.
    meaning : str
        What it is, and what it is not.
    code : str
        Lines of Python that do it; `run` is the run that it was looked for in.
    verdicts : Counter of str
        What captures that match no example now would be then; empty where only asking the provider again can tell.
    exercised : int
        Examples that nothing exercises now, and something would.
    unmatched : int
        Captures that would match nothing all the same.
    after : Run or None
        The run as it would be.
    value : str
        The base path, or the state's name that has a handler.
    captures : tuple of Capture
        Those that are read below the base path.
    results : tuple of Result
        What these captures would give.
    contract : Contract or None
        The one that names the state.
    state : str
        The name that the contract has now.
    """

    kind: OptionKind
    name: str
    meaning: str
    code: str
    verdicts: Counter[str]
    exercised: int = 0
    unmatched: int = 0
    after: Run | None = None
    value: str = ""
    captures: tuple[AnyCapture, ...] = ()
    results: tuple[Result, ...] = ()
    contract: Contract | None = None
    state: str = ""

    @property
    def sentence(self) -> str:
        """What would become of the recordings: ``12 captures match then: 11 passed, 1 failed``."""
        if self.after is None:
            return "Only asking the provider again can tell what it mends."
        total = self.verdicts.total()
        listed = ", ".join(f"{number:,} {verdict}" for verdict, number in sorted(self.verdicts.items(), reverse=True))
        left = f", {self.unmatched:,} still match nothing" if self.unmatched else ""
        noun = "example more is" if self.exercised == 1 else "examples more are"
        verb = "capture matches" if total == 1 else "captures match"
        return f"{total:,} {verb} then: {listed}{left}. {self.exercised:,} {noun} exercised."

    def __repr__(self) -> str:
        return f"<RunOption {self.name}: {self.sentence}>"


def run_options(runs: Mapping[str, Run]) -> tuple[RunOption, ...]:
    """Look for what could be done about runs as a whole.

    Parameters
    ----------
    runs : mapping of str to Run
        By what code calls them: ``run``, or ``matrix.runs['2.4.0']``.
    """
    return (*_base_paths(runs), *_state_names(runs))


def has_options(runs: Mapping[str, Run]) -> bool:
    """True if there may be something that could be done about the runs as a whole; nothing is checked for it."""
    return any(run.base_path_hint for run in runs.values()) or next(_state_names(runs), None) is not None


def _base_paths(runs: Mapping[str, Run]) -> Iterator[RunOption]:
    for called, run in runs.items():
        path = run.base_path_hint
        if not path:
            continue
        below = [unpaired.capture for unpaired in run.unpaired]
        after = verify(
            run.contracts, run.captures.below(path, below), dialect=run.dialect,
            allow_not_exercised=run.allow_not_exercised, redaction=run.redaction,
        )  # fmt: skip
        before = {id(result.capture) for result in run.results if result.capture is not None}
        # Captures below a path are others, in the same order.
        moved = {id(new) for old, new in zip(run.captures, after.captures, strict=True) if id(old) not in before}
        results = tuple(result for result in after.results if id(result.capture) in moved)
        verdicts = Counter(str(result.verdict) for result in results)
        if not verdicts:
            continue
        idle_after = {id(result.example) for result in after.not_exercised}
        yield RunOption(
            OptionKind.BASE_PATH,
            f"Read the recordings below {shorten(path, 80)}",
            f"Every path of these recordings begins with {shorten(path, 80)}, and no path of a contract does. "
            "No contract changes: it is said where they are loaded, by base_path= or --base-path.",
            f"# from files: cl.load_captures(…, base_path={path!r})\n"
            f"below = {called}.captures.below({path!r}, [each.capture for each in {called}.unpaired])\n"
            f"run = cl.verify({called}.contracts, below)",
            verdicts,
            len({id(result.example) for result in run.not_exercised} - idle_after),
            len(after.unpaired),
            after,
            value=path,
            captures=tuple(below),
            results=results,
        )


def _state_names(runs: Mapping[str, Run]) -> Iterator[RunOption]:
    """Names of states that nobody brings about, where a handler that no example needs is named nearly so."""
    done: set[tuple[str, str]] = set()
    for called, run in runs.items():
        if not run.unused_states:
            continue
        for place, contract in enumerate(run.contracts):
            for name in _failing_states(run, contract):
                near = get_close_matches(name, run.unused_states, n=1, cutoff=_NEAR)
                if not near or (name, near[0]) in done:
                    continue
                done.add((name, near[0]))
                yield RunOption(
                    OptionKind.STATE_NAME,
                    f"Call the state “{shorten(near[0], 80)}”, not “{shorten(name, 80)}”",
                    "No example needs the one handler, and the other name has none.",
                    f"edit = cl.edit({called}.contracts[{place}])\nedit.states.rename({name!r}, {near[0]!r})",
                    Counter(),
                    value=near[0],
                    contract=contract,
                    state=name,
                )


def _failing_states(run: Run, contract: Contract) -> Iterable[str]:
    failing = (
        result
        for result in run.results
        if result.contract is contract and result.reason_code is ReasonCode.STATE_FAILED
    )
    return dict.fromkeys(state.name for result in failing for state in result.example.states if state.name)
