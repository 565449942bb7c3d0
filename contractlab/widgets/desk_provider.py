"""The provider of a desk: asked for examples as they are edited now; what comes back is among the desk's captures.

A run goes on in slices, each in the thread of whoever asks for it. A screen asks for one slice after the other, so that
handlers run where the cells of a notebook do, an interrupt reaches them, and between two slices somebody can stop it.
"""

from __future__ import annotations

import time
import weakref
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from operator import is_
from typing import Protocol

from contractlab.captures import AnyCapture, Captures, Redaction
from contractlab.captures.own_keys import next_number
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract, Example
from contractlab.errors import ProviderError
from contractlab.live.live_run import LiveRun, interrupted, run_of
from contractlab.live.live_session import AskedExample, LiveSession, LiveSettings
from contractlab.live.progress import Progress
from contractlab.live.providers import described
from contractlab.live.selection import of_provider, selected
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.verification.check_cache import CheckCache
from contractlab.verification.inputs import Only
from contractlab.verification.results import Result
from contractlab.verification.verifying import judge_exchange
from contractlab.views.words import count
from contractlab.widgets.desk_history import DeskHistory

__all__ = ["LIVE", "DeskProvider", "Going", "Place", "ProviderDesk"]

LIVE = "live"
"""The provider version of what was asked just now, where nobody says another."""

Place = tuple[int, str]
"""An example: number of its contract at the desk, and its key."""

_TELL = 1.0
"""Seconds between two times that everybody at the desk is told of new captures while a run goes on."""


class ProviderDesk(Protocol):
    """What a provider needs of the desk that it belongs to."""

    contracts: Contracts
    captures: Captures
    redaction: Redaction
    history: DeskHistory

    def swap_captures(self, gone: Collection[str], came: Sequence[AnyCapture]) -> Sequence[AnyCapture]:
        """Take captures in place of those with some keys; gives them as they are at the desk."""
        ...


@dataclass(slots=True)
class Going:
    """A run that goes on.

    Attributes
    ----------
    session : LiveSession
    waiting : deque of Place
    chosen : list of Place
        All that it is about, those done too.
    done : list of AskedExample
    now : Place or None
        What is being asked for.
    action, state : str
        What is being done for it, as in `StateStep`.
    stopped : Reason or None
        Why it ended before its end.
    looked : float
        When the others at the desk heard of it last.
    """

    session: LiveSession
    waiting: deque[Place]
    chosen: list[Place]
    done: list[AskedExample] = field(default_factory=list)
    now: Place | None = None
    action: str = ""
    state: str = ""
    stopped: Reason | None = None
    looked: float = field(default_factory=time.monotonic)


class DeskProvider:
    """A provider at a desk.

    Parameters
    ----------
    desk : ProviderDesk
    settings : LiveSettings
    provider_name : str, optional
        Whose contracts they are, where the desk has those of several.

    Attributes
    ----------
    settings : LiveSettings
    run : LiveRun or None
        What was asked last.
    asked : dict
        By `Place`: what came of each example that was asked for, the last time.

    Raises
    ------
    AmbiguousExample
        If the desk has contracts of several providers, and nobody says which is asked.
    """

    def __init__(self, desk: ProviderDesk, settings: LiveSettings, provider_name: str | None = None) -> None:
        self._desk = desk
        self._name = provider_name
        version = settings.provider_version or LIVE
        self.settings = replace(settings, provider_version=version, redaction=desk.redaction)
        of_provider(desk.contracts, provider_name)
        self.run: LiveRun | None = None
        self.asked: dict[Place, AskedExample] = {}
        self.going: Going | None = None
        self._progress: Progress | None = None
        self._places: tuple[list[Contract], dict[Place, Example]] | None = None
        self._keys: dict[Place, tuple[str, ...]] = {}
        self._judged: dict[Place, tuple[Example, AskedExample, Result]] = {}
        self._cache = CheckCache()
        self._listeners: list[weakref.WeakMethod[Callable[[], None]]] = []

    def at(self, desk: ProviderDesk) -> DeskProvider:
        """The same provider at another desk, where nothing was asked yet."""
        return DeskProvider(desk, self.settings, self._name)

    @property
    def name(self) -> str:
        """What it is called: its address, or the function or class of the app."""
        if self.settings.provider is not None:
            return described(self.settings.provider)[0]
        return "functions of this process" if self.settings.calls.given else "messages"

    @property
    def version(self) -> str:
        """What captures of it say as their provider version."""
        return self.settings.provider_version or LIVE

    # What can be asked

    @property
    def contracts(self) -> Contracts:
        """Its contracts, as they are edited now."""
        chosen = of_provider(self._desk.contracts, self._name)
        return Contracts([self._now(contract) for contract in chosen], chosen.refused, chosen.skipped)

    def _now(self, contract: Contract) -> Contract:
        edit = next((edit for edit in self._desk.history.changed if edit.original is contract), None)
        return contract if edit is None else edit.revised

    @property
    def places(self) -> dict[Place, Example]:
        """Every example of its contracts, as it is edited now."""
        mine = {id(contract) for contract in of_provider(self._desk.contracts, self._name)}
        now = [
            (number, self._now(contract))
            for number, contract in enumerate(self._desk.contracts)
            if id(contract) in mine
        ]
        made_of = [contract for _, contract in now]
        if self._places is None or not _are_same(self._places[0], made_of):
            examples = {(number, example.key): example for number, contract in now for example in contract.examples}
            self._places = made_of, examples
        return self._places[1]

    def place_of(self, example: Example) -> Place | None:
        """Where an example of the matrix is among those that can be asked for; None for any other."""
        number = next(
            (number for number, contract in enumerate(self._desk.contracts) if contract is example.contract), None
        )
        if number is None:
            return None
        edit = next((edit for edit in self._desk.history.changed if edit.original is example.contract), None)
        key = example.key
        if edit is not None:
            if example not in edit:
                return None
            key = edit[example].example.key
        return (number, key) if (number, key) in self.places else None

    def result_of(self, place: Place, example: Example) -> Result | None:
        """The verdict about what came back for an example, by the example as it is edited now."""
        asked = self.asked.get(place)
        if asked is None:
            return None
        if asked.example is example or not asked.captures:
            return asked.result
        judged = self._judged.get(place)
        if judged is None or judged[0] is not example or judged[1] is not asked:
            result = judge_exchange(
                example.contract,
                example,
                asked.captures,
                dialect=self.settings.dialect,
                redaction=self.settings.redaction,
                cache=self._cache,
            )
            judged = self._judged[place] = (example, asked, result)
        return judged[2]

    @property
    def broken(self) -> list[Place]:
        """Examples that failed, or could not be judged."""
        results = ((place, self.result_of(place, example)) for place, example in self.places.items())
        return [place for place, result in results if result is not None and result.verdict in ("failed", "error")]

    # In code

    def ask(self, only: Only = None) -> LiveRun:
        """Ask for examples, one after the other; what comes back is among the desk's captures.

        Parameters
        ----------
        only : as `contractlab.verify` takes it, optional
            Which; all of them without it. One whose handlers are missing is an error, and the others are asked.

        Raises
        ------
        AmbiguousExample
            If it names none.
        ProviderError
            If there is no provider to be asked, or a run goes on.
        """
        places = self.places
        if only is None:
            return self._ask(list(places))
        wanted = {id(example) for example in _named(self.contracts, only)}
        return self._ask([place for place, example in places.items() if id(example) in wanted])

    def again(self, only: Only = None) -> LiveRun:
        """The same; without a name, for what failed or could not be judged.

        Raises
        ------
        ProviderError
            As `ask`; and if nothing failed.
        """
        if only is not None:
            return self.ask(only)
        if not self.broken:
            raise ProviderError("nothing that was asked for has failed; lab.ask() asks for everything")
        return self._ask(self.broken)

    def _ask(self, places: Sequence[Place]) -> LiveRun:
        self.begin(places)
        with Progress([self.places[place] for place in places]) as progress:
            self._progress = progress
            try:
                while self.going is not None and self.going.waiting:
                    progress.begin(self.places[self.going.waiting[0]])
                    done = self.going.done
                    self.step(0)
                    if done:
                        progress.end(done[-1].result)
            finally:
                self._progress = None
        assert self.run is not None, "a run that began has ended"
        return self.run

    # In slices

    def begin(self, places: Iterable[Place]) -> None:
        """Open the provider for a run.

        Raises
        ------
        ProviderError
            If there is none to be asked, or a run goes on; nothing was called then.
        """
        if self.going is not None:
            done = f"{len(self.going.done):,} of {count(len(self.going.chosen), 'example')} are done"
            raise ProviderError(f"a run goes on: {done}. Stop it first: lab.provider.stop()")
        chosen = list(dict.fromkeys(places))
        session = LiveSession(self.contracts, self.settings, self._step_begins, next_number(self._desk.captures))
        session.__enter__()
        self.going = Going(session, deque(chosen), chosen)
        self._tell()

    def add(self, places: Iterable[Place]) -> int:
        """Put more at the end of the run that goes on; how many came to it."""
        going = self.going
        if going is None:
            return 0
        added = [place for place in places if place not in going.waiting and place != going.now]
        going.waiting += added
        going.chosen += added
        return len(added)

    def step(self, seconds: float) -> bool:
        """Ask for an example, and for more as long as there is time.

        Parameters
        ----------
        seconds : float
            After which no other example is begun.

        Returns
        -------
        bool
            True if the run goes on.
        """
        going = self.going
        if going is None:
            return False
        until = time.monotonic() + seconds
        came: list[tuple[Place, AskedExample]] = []
        try:
            while going.waiting:
                place = going.waiting.popleft()
                example = self.places.get(place)
                if example is None:  # an edit took it away
                    continue
                going.now, going.action, going.state = place, "", ""
                asked = going.session.ask(example)
                came.append((place, asked))
                going.done.append(asked)
                if self.settings.fail_fast and asked.result.verdict in ("failed", "error"):
                    break
                if time.monotonic() >= until and going.waiting:
                    self._take(came)
                    return True
        except KeyboardInterrupt:
            going.stopped = interrupted(len(going.done), len(going.chosen))
        except BaseException:
            self._take(came)
            self._end(going)
            raise
        self._take(came)
        self._end(going)
        return False

    def stop(self) -> None:
        """End the run that goes on, and keep what was done."""
        going = self.going
        if going is None:
            return
        if going.waiting:
            sentence = f"it was stopped: {len(going.done):,} of {count(len(going.chosen), 'example')} were asked for"
            going.stopped = Reason(ReasonCode.INTERRUPTED, sentence)
        self._end(going)

    def _end(self, going: Going) -> None:
        """Close the provider; the run is whole then."""
        self.going = None
        places = self.places
        examples = {id(asked.example): asked.example for asked in going.done}
        left = [places[place] for place in going.waiting if place in places]
        try:
            going.session.__exit__(None, None, None)
        finally:
            self.run = run_of(
                self.contracts,
                [*examples.values(), *left],
                self.settings,
                [capture for asked in going.done for capture in asked.captures],
                [asked.result for asked in {id(asked.example): asked for asked in going.done}.values()],
                [] if going.stopped is None else [going.stopped],
            )
            self._tell()
            self._desk.history.tell()

    def _take(self, came: Sequence[tuple[Place, AskedExample]]) -> None:
        """Put what came back among the desk's captures, in place of what came back before."""
        if not came:
            return
        gone = [key for place, _ in came for key in self._keys.pop(place, ())]
        taken = self._desk.swap_captures(gone, [capture for _, asked in came for capture in asked.captures])
        at = 0
        for place, asked in came:
            mine = taken[at : at + len(asked.captures)]
            at += len(mine)
            self._keys[place] = tuple(capture.key for capture in mine)
            self.asked[place] = asked
        going = self.going
        if going is not None and going.waiting and time.monotonic() - going.looked > _TELL:
            going.looked = time.monotonic()
            self._desk.history.tell()

    @property
    def captures(self) -> Captures:
        """What came back last, of every example that was asked for."""
        keys = {key for mine in self._keys.values() for key in mine}
        return Captures(
            [capture for capture in self._desk.captures if capture.key in keys], redaction=self._desk.redaction
        )

    # Who looks on

    def listen(self, listener: Callable[[], None]) -> None:
        """Call a method before each step of an example, and when a run begins or ends; it is not kept alive by it."""
        self._listeners.append(weakref.WeakMethod(listener))

    def _step_begins(self, action: str, state: str) -> None:
        if self.going is not None:
            self.going.action, self.going.state = action, state
            self._tell()
        if self._progress is not None:
            self._progress.step(action, state)

    def _tell(self) -> None:
        for held in list(self._listeners):
            listener = held()
            if listener is None:
                self._listeners.remove(held)
            else:
                listener()

    def __repr__(self) -> str:
        return f"<DeskProvider of {count(len(self.places), 'example')}, {len(self.asked):,} asked>"


def _are_same(contracts: Sequence[Contract], others: Sequence[Contract]) -> bool:
    """True if they are the same objects: what was not edited is not made anew."""
    return len(contracts) == len(others) and all(map(is_, contracts, others))


def _named(contracts: Contracts, only: Only) -> list[Example]:
    """Examples that a name fits; a whole name means that example alone, also where it is a part of others."""
    examples = [example for contract in contracts for example in contract.examples]
    exact = [example for example in examples if isinstance(only, str) and only in (example.key, example.description)]
    return exact or selected(contracts, only)
