"""A run whose captures were made just now, and that can ask again."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from contractlab.captures import AnyCapture, Captures
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Example
from contractlab.errors import ProviderError
from contractlab.live.live_session import LiveSession, LiveSettings
from contractlab.live.progress import Progress
from contractlab.live.selection import selected
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.text import count
from contractlab.verification.inputs import Only
from contractlab.verification.results import Result
from contractlab.verification.run import Run
from contractlab.verification.verifying import idle_result

__all__ = ["LiveRun", "LiveSettings", "interrupted", "new_seed", "run_live", "run_of"]


class LiveRun(Run):
    """A run against a provider: attributes are those of `Run`, and the following.

    Attributes
    ----------
    settings : LiveSettings or None
        How it was asked, for `again`; None where the run came from another process.
    seed : int
        What random values were made from.
    """

    def __init__(
        self,
        contracts: Contracts,
        captures: Captures,
        results: Sequence[Result],
        settings: LiveSettings,
        *,
        stopped: Sequence[Reason] = (),
        unused_states: Sequence[str] = (),
    ) -> None:
        super().__init__(contracts, captures, results, dialect=settings.dialect, redaction=settings.redaction)
        self.settings: LiveSettings | None = settings
        self.seed = settings.seed
        self.stopped = tuple(stopped)
        self.unused_states = tuple(unused_states)

    def again(self, only: Only = None) -> LiveRun:
        """Ask again, with everything as it was: states, request, verdict.

        Parameters
        ----------
        only : as `contractlab.verify` takes it, optional
            Which of the run's examples; without it, those that did not pass.

        Returns
        -------
        LiveRun
            Of what was asked again.

        Raises
        ------
        AmbiguousExample
            If it names none.
        ProviderError
            If the run came from another process: neither provider nor handlers came with it.
        """
        if self.settings is None:
            raise ProviderError("this run came from another process, without its provider; verify() asks again")
        asked = list({id(result.example): result.example for result in self.results}.values())
        if only is None:
            failed = {id(result.example) for result in self.results if not result.passed}
            chosen = [example for example in asked if id(example) in failed]
        else:
            # A whole name means that example alone, also where it is a part of others.
            exact = [example for example in asked if only in (example.key, example.description)]
            wanted = {id(example) for example in exact or selected(self.contracts, only)}
            chosen = [example for example in asked if id(example) in wanted]
        return run_live(self.contracts, chosen, self.settings)

    def __getstate__(self) -> dict[str, Any]:
        # Providers, clients and handlers cannot travel; the verdicts can.
        state = super().__getstate__()
        state["settings"] = None
        return state


def new_seed() -> int:
    """A seed that nobody has had."""
    return secrets.randbits(48)


def run_live(contracts: Contracts, examples: Sequence[Example], settings: LiveSettings) -> LiveRun:
    """Ask a provider for some examples of contracts, one after the other.

    Parameters
    ----------
    contracts : Contracts
    examples : sequence of Example
    settings : LiveSettings

    Raises
    ------
    StateError
        If states have no handler; nothing was asked then. Of a pending example that is no more than its own error.
    ProviderError
        If there is no provider to be asked; no handler was called then.
    """
    # A pending example breaks nothing, so nothing that it lacks does: it is its own error.
    needed = [example for example in examples if not example.pending]
    settings.states.require(needed)
    settings.messages.require(needed)
    settings.calls.require(needed)
    captures: list[AnyCapture] = []
    results: list[Result] = []
    stopped: list[Reason] = []
    progress = Progress(examples)
    is_open = False
    try:
        with LiveSession(contracts, settings, progress.step) as session, progress:
            is_open = True
            for example in examples:
                progress.begin(example)
                asked = session.ask(example)
                captures += asked.captures
                results.append(asked.result)
                progress.end(asked.result)
                if settings.fail_fast and asked.result.verdict in ("failed", "error"):
                    break
    except KeyboardInterrupt:
        if not is_open:
            raise
        if len(results) < len(examples):  # else the app alone was kept from ending as it likes
            stopped.append(interrupted(len(results), len(examples)))
    return run_of(contracts, examples, settings, captures, results, stopped)


def interrupted(done: int, total: int) -> Reason:
    """Why a run is not whole: somebody stopped it."""
    return Reason(ReasonCode.INTERRUPTED, f"it was interrupted: {done:,} of {count(total, 'example')} asked for")


def run_of(
    contracts: Contracts,
    examples: Sequence[Example],
    settings: LiveSettings,
    captures: Sequence[AnyCapture],
    results: Sequence[Result],
    stopped: Sequence[Reason] = (),
) -> LiveRun:
    """The run of what was asked.

    Parameters
    ----------
    contracts : Contracts
    examples : sequence of Example
        All that were to be asked for; those without a result are not exercised.
    settings : LiveSettings
    captures : sequence of Capture and MessageCapture
    results : sequence of Result
    stopped : sequence of Reason
    """
    done = {id(result.example) for result in results}
    version = settings.provider_version
    idle = [
        idle_result(example.contract, example, settings.dialect, version)
        for example in examples
        if id(example) not in done
    ]
    unused = settings.states.unused([example for contract in contracts for example in contract.examples])
    return LiveRun(
        contracts,
        Captures(captures, redaction=settings.redaction),
        [*results, *idle],
        settings,
        stopped=stopped,
        unused_states=unused,
    )
