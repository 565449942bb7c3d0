"""The Run panel: provider, missing handlers, progress, and a row for each example with what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from contractlab.contracts.contract import Example
from contractlab.errors import ContractLabError, InvalidEdit, ProviderError
from contractlab.live.state_steps import doing_words
from contractlab.values.text import shorten, visible
from contractlab.views.words import count, cut
from contractlab.widgets.assets import module, style
from contractlab.widgets.desk_protocol import DeskProtocol
from contractlab.widgets.desk_provider import DeskProvider, Place
from contractlab.widgets.drawn import drawn
from contractlab.widgets.edit_events import after_cells
from contractlab.widgets.live import LiveView, PanelHost
from contractlab.widgets.main_thread import in_main_thread
from contractlab.widgets.protocol import Answer, JSONValue, Message, SentenceAnswer
from contractlab.widgets.provider.facts import facts_of, lacking_states, missing_parts
from contractlab.widgets.provider.protocol import (
    LiveDetails,
    LivePayload,
    LiveRow,
    RunGoing,
    StepAnswer,
)
from contractlab.widgets.provider.rows import broken_row, details_of, row_of
from contractlab.widgets.rpc import Operation, text_of

__all__ = ["RunPanel"]

SLICE = 0.2
"""Seconds that a screen waits for rows, and for its *Stop* to be heard, if examples take no longer themselves."""

_CALLS = frozenset({"run", "step", "stop"})
"""Operations that call the user's functions, or open and close what these use."""
_ROWS = 2_000
_UNUSED = 12
_BY_TROUBLE = ("error", "failed", "pending", "not exercised", "passed")
"""What handlers lack comes before what a provider does wrong: it is mended here."""

_CODE = 20_000


class RunPanel(LiveView):
    """The provider of a desk.

    The screen asks for one slice of a run after the other (`DeskProvider.step`): a screen that is closed stops it, and
    one that is drawn anew goes on with it.

    Parameters
    ----------
    desk : Desk
        With a provider, or nothing can be asked.
    host : PanelHost, optional
        As in `LiveView`.
    """

    _esm = module("provider.js")
    _css = style("base.css", "provider.css")
    view: LivePayload

    def __init__(self, desk: DeskProtocol, *, host: PanelHost | None = None) -> None:
        self.desk = desk
        self._provider: DeskProvider | None = desk.provider
        self._problem = self._said = self._code = ""
        self._answering = False
        self._drawn: dict[Place, tuple[tuple[object, ...], LiveRow]] = {}
        super().__init__(host=host, view=self._view())
        desk.history.listen(self._heard)
        if self._provider is not None:
            self._provider.listen(self._step_begins)
            after_cells(self._heard)  # a cell may have defined a handler that lacks

    # What is shown

    def _view(self) -> LivePayload:
        provider = self._provider
        if provider is None:
            return {
                "facts": [], "missing": [], "unused": [], "rows": [], "left": 0, "sentence": "", "code": "", "file": "",
                "counts": {"all": 0, "broken": 0, "asked": 0},
                "problem": "No provider. Give cl.open(…, provider=…) an address or an app.",
            }  # fmt: skip
        places = provider.places
        rows = self._rows()
        shown: LivePayload = {
            "facts": facts_of(provider.settings),
            "missing": missing_parts(provider.settings, list(places.values())),
            "unused": [shorten(name, 80) for name in provider.settings.states.unused(list(places.values()))[:_UNUSED]],
            "rows": rows[:_ROWS],
            "left": max(len(rows) - _ROWS, 0),
            "counts": {
                "all": len(rows),
                "broken": sum(row["verdict"] in ("failed", "error") for row in rows),
                "asked": sum(row["verdict"] != "" for row in rows),
            },
            "sentence": self._said or _sentence(rows),
            "problem": self._problem,
            "code": self._code or "run = lab.ask()",
            "file": f"captures/{_file_name(provider.version)}.jsonl",
        }
        going = self._going()
        if going is not None:
            shown["going"] = going
        return shown

    def _rows(self) -> list[LiveRow]:
        return [row for _, row in self._rows_by_place().values()]

    def _rows_by_place(self) -> dict[Place, tuple[tuple[object, ...], LiveRow]]:
        """A row for each example; those of which nothing changed are the same objects."""
        provider = self._provider
        assert provider is not None, "without one there are no rows"
        states = provider.settings.states
        rows: dict[Place, tuple[tuple[object, ...], LiveRow]] = {}
        for place, example in provider.places.items():
            asked = provider.asked.get(place)
            lacking = lacking_states(states, example)
            made_of = (example, asked, lacking)
            before = self._drawn.get(place)
            if before is not None and all(
                old is new or old == new for old, new in zip(before[0], made_of, strict=True)
            ):
                rows[place] = before
                continue
            rows[place] = (made_of, drawn(partial(self._row, place, example, lacking), partial(broken_row, _at(place))))
        self._drawn = rows
        return rows

    def _row(self, place: Place, example: Example, lacking: Iterable[str]) -> LiveRow:
        provider = self._asked()
        result = provider.result_of(place, example)
        return row_of(_at(place), example, provider.asked.get(place), result, lacking)

    def _going(self) -> RunGoing | None:
        going = None if self._provider is None else self._provider.going
        if going is None or self._provider is None:
            return None
        example = None if going.now is None else self._provider.places.get(going.now)
        return {
            "done": len(going.done),
            "of": len(going.chosen),
            "at": "" if going.now is None else _at(going.now),
            "title": "" if example is None else cut(example.description, 120),
            "doing": doing_words(going.action, going.state),
        }

    # What the screen asks for

    def operations(self) -> Mapping[str, Operation]:
        """See `LiveView`."""
        return {
            "run": self._run,
            "step": self._step,
            "stop": self._stop,
            "details": self._details,
            "save": self._save,
        }

    def _asked(self) -> DeskProvider:
        if self._provider is None:
            raise ProviderError("the desk has no provider; give cl.open(…, provider=…) an address or an app")
        return self._provider

    def _place(self, at: object) -> Place:
        if isinstance(at, str):
            for place in self._asked().places:
                if _at(place) == at:
                    return place
        raise InvalidEdit("this example no longer exists")

    def run_again(self, place: Place) -> str:
        """Ask for one example again, at once or at the end of the run that goes on; what is to be said of it."""
        sentence = in_main_thread(lambda: self._begin([place], [place]))
        self.keep(self._view())
        return sentence

    def _run(self, message: Message) -> SentenceAnswer:
        provider, what = self._asked(), message.get("what")
        if what == "all":
            return {"sentence": self._begin(list(provider.places), None)}
        if what == "broken":
            if not provider.broken:
                raise InvalidEdit("nothing that was asked for has failed")
            return {"sentence": self._begin(provider.broken, [])}
        some = message.get("some")
        if what != "some" or not isinstance(some, list) or not some:
            raise InvalidEdit("choose at least one example")
        places = [self._place(at) for at in some]
        return {"sentence": self._begin(places, places)}

    def _begin(self, places: list[Place], named: list[Place] | None) -> str:
        """Begin a run, or add to the one that goes on; `named` are the examples that code names, None for all."""
        provider = self._asked()
        if provider.going is not None:
            if len(places) != 1:
                provider.begin(places)  # refuses, and says why
            added = provider.add(places)
            return "Asked for at the end of this run." if added else "It is to be asked for anyway."
        self._code = self._code_for(named)
        self._said = ""
        try:
            provider.begin(places)
        except ContractLabError as error:
            self._problem = _problem(error)
            return ""
        self._problem = ""
        return f"Asking for {count(len(places), 'example')}."

    def _code_for(self, named: list[Place] | None) -> str:
        if named is None:
            return "run = lab.ask()"
        if not named:
            return "run = lab.again()"
        places = self._asked().places
        descriptions = [places[place].description for place in named]
        every = [example.description for example in places.values()]
        names = [
            description if every.count(description) == 1 else place[1]
            for place, description in zip(named, descriptions, strict=True)
        ]
        code = f"run = lab.again({names[0]!r})" if len(names) == 1 else f"run = lab.again({names!r})"
        return visible(code)[:_CODE]

    def _step(self, _message: Message) -> StepAnswer:
        provider = self._asked()
        before = {place: row for place, (_, row) in self._drawn.items()}
        going = provider.going
        goes_on = provider.step(SLICE)
        if not goes_on and going is not None:
            left = len(going.chosen) - len(going.done)
            if going.stopped is not None:
                done = f"Stopped after {len(going.done):,} of {len(going.chosen):,}."
                self._said = f"{done} {left:,} did not run."
        rows = [row for place, (_, row) in self._rows_by_place().items() if before.get(place) is not row]
        return {"rows": rows, "goes_on": goes_on}

    def _stop(self, _message: Message) -> SentenceAnswer:
        provider = self._asked()
        going = provider.going
        if going is None:
            return {"sentence": ""}
        self._said = f"Stopped after {len(going.done):,} of {len(going.chosen):,}. {len(going.waiting):,} did not run."
        provider.stop()
        return {"sentence": self._said}

    def _details(self, message: Message) -> LiveDetails:
        provider, place = self._asked(), self._place(message.get("at"))
        example = provider.places[place]
        asked, result = provider.asked.get(place), provider.result_of(place, example)
        if asked is None or result is None:
            raise InvalidEdit("it was not asked for yet")
        return details_of(example, asked, result)

    def _save(self, message: Message) -> SentenceAnswer:
        provider, name = self._asked(), text_of(message, "name", 400).strip()
        if not name:
            raise InvalidEdit("the file needs a name")
        captures = provider.captures
        if not captures:
            raise InvalidEdit("nothing has come back yet")
        captures.save(name)
        self._code = visible(f"lab.provider.captures.save({name!r})")
        return {"sentence": f"Saved {count(len(captures), 'capture')} in {cut(name, 120)}."}

    def handle(self, message: JSONValue) -> Answer:
        """See `LiveView`; an interrupt that arrives between two examples ends the run, and what was done is kept."""
        self._answering = True
        try:
            name = message.get("op") if isinstance(message, dict) else None
            if isinstance(name, str) and name in _CALLS:
                answer = in_main_thread(partial(super().handle, message))
            else:
                answer = super().handle(message)
        except KeyboardInterrupt:
            if self._provider is not None:
                self._provider.stop()
            answer = {**_head(message), "ok": True, "rows": [], "goes_on": False, "sentence": "Interrupted."}
        finally:
            self._answering = False
        op = answer["op"]
        if answer["ok"] and op != "details":
            now = self._view()
            self.keep(now)
            if op != "step" or not answer.get("goes_on"):
                answer["view"] = now
        return answer

    # What changes by itself

    def _step_begins(self) -> None:
        going = self._going()
        if going is not None:
            self.push("going", {"going": going})

    def _heard(self) -> None:
        if self._answering:
            return
        now = self._view()
        if now != self.view:
            self.keep(now)
            self.push("view", {"view": now})

    def close(self) -> None:
        """End a run that goes on, and take the view away."""
        if self._provider is not None:
            self._provider.stop()
        super().close()


def _head(message: JSONValue) -> Answer:
    fields = message if isinstance(message, dict) else {}
    return {"id": fields.get("id"), "op": fields.get("op")}


def _at(place: Place) -> str:
    return f"{place[0]}/{place[1]}"


def _sentence(rows: list[LiveRow]) -> str:
    """Verdicts by trouble, in words."""
    asked = [row["verdict"] for row in rows if row["verdict"]]
    if not asked:
        return f"{count(len(rows), 'example')}. Nothing has run yet."
    words = {"error": count(asked.count("error"), "error")}
    pieces = [words.get(verdict, f"{asked.count(verdict):,} {verdict}") for verdict in _BY_TROUBLE if verdict in asked]
    left = len(rows) - len(asked)
    return ", ".join(pieces) + (f", {left:,} not run" if left else "") + "."


def _problem(error: ContractLabError) -> str:
    """Why a run did not begin, for people: what follows the first lines is a traceback, which stays."""
    text = str(error).strip()
    text = text[:1].upper() + text[1:]
    return "\n".join(map(visible, text[:4_000].split("\n")))


def _file_name(version: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "._-" else "-" for sign in version)[:60] or "live"
