"""The live view of recordings: drop a file, see what fits what, settle the rest by hand, make an example of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from contractlab.captures import AnyCapture, Capture, Captures, load_captures
from contractlab.errors import InvalidEdit
from contractlab.values.text import shorten
from contractlab.verification.pairing import Unpaired
from contractlab.verification.results import Result
from contractlab.views.captures_model import unpaired_sentence
from contractlab.views.words import capture_line, count, cut
from contractlab.widgets.answers import Answer, text_of, whole_number
from contractlab.widgets.assets import module, style
from contractlab.widgets.desk import Desk
from contractlab.widgets.in_step import tell
from contractlab.widgets.live import LiveView
from contractlab.widgets.spans import as_json, told

__all__ = ["CapturesView"]

_ROWS = 300
_LARGEST = 60_000_000
_PLACES = 20


class CapturesView(LiveView):
    """Recordings of a desk, one a row, with what each fits.

    Parameters
    ----------
    desk : Desk
    on_change : callable, optional
        Called when the verdicts of the desk are to be looked at again.
    """

    _esm = module("captures.js")
    _css = style("base.css", "captures.css")

    def __init__(self, desk: Desk, on_change: Callable[[], Any] | None = None) -> None:
        self.desk = desk
        self._on_change = on_change
        super().__init__(view=self._view())

    # -- what it shows ------------------------------------------------------------------------------------------------

    def _view(self) -> dict[str, Any]:
        results: dict[int, list[Result]] = {}
        unpaired: dict[int, Unpaired] = {}
        letters: dict[int, str] = {}
        matrix = self.desk.matrix
        for run in matrix.runs.values():
            for one in run.results:
                if one.capture is not None:
                    results.setdefault(id(one.capture), []).append(one)
            unpaired |= {id(one.capture): one for one in run.unpaired}
        for cause in matrix.causes:
            for one in cause.results:
                letters.setdefault(id(one), cause.letter)
        by_key = {one.capture.key: found for found in results.values() for one in found if one.capture is not None}
        lone = {one.capture.key: one for one in unpaired.values()}
        listed = list(self.desk.captures)
        rows = [
            self._row(number, capture, by_key.get(capture.key, []), lone.get(capture.key), letters)
            for number, capture in enumerate(listed)
        ]
        rows.sort(key=lambda row: (row["fits"], row["verdict"] == "passed"))
        fits = sum(row["fits"] for row in rows)
        hide = self.desk.redaction.redact_text
        return {
            "rows": rows[:_ROWS],
            "left": max(len(rows) - _ROWS, 0),
            "said": f"{count(len(rows), 'capture')}, {fits:,} fit an example, {len(rows) - fits:,} fit none",
            "versions": [cut(one, 40) for one in self.desk.captures.provider_versions],
            "examples": [
                {"contract": place, "example": one.index, "title": shorten(one.description, 120)}
                for place, contract in enumerate(self.desk.contracts)
                for one in contract.examples[:_ROWS]
            ],
            "contracts": [shorten(one.label, 120) for one in self.desk.contracts],
            "removed": self._removed(listed),
            "problems": [shorten(hide(one.message), 300) for one in self.desk.captures.problems[:_PLACES]],
        }

    def _row(
        self, number: int, capture: AnyCapture, results: list[Result], lone: Unpaired | None, letters: dict[int, str]
    ) -> dict[str, Any]:
        shown = self.desk.redaction.redact_capture(capture)
        row: dict[str, Any] = {
            "number": number,
            "line": as_json(capture_line(shown)),
            "version": cut(capture.provider_version or "–", 40),
            "by_hand": capture.assigned is not None,
            "fits": bool(results),
            "verdict": "",
        }
        if results:
            first = results[0]
            row["example"] = shorten(first.example.description, 160)
            row["verdict"] = first.verdict
            row["letter"] = letters.get(id(first), "")
        elif lone is not None:
            row["why"] = told(unpaired_sentence(lone, self.desk.redaction))
        row["promote"] = not results and (not isinstance(capture, Capture) or capture.response is not None)
        return row

    def _removed(self, listed: list[AnyCapture]) -> list[dict[str, Any]]:
        counted: Counter[tuple[str, str]] = Counter()
        for one in listed[:1_000]:
            shown = self.desk.redaction.redact_capture(one)
            for place in dict.fromkeys(place for part in shown.parts for place in part.redacted):
                counted[(place.part, place.name)] += 1
        return [
            {"part": part, "name": shorten(name, 80), "times": number}
            for (part, name), number in counted.most_common(_PLACES)
        ]

    # -- what it does -------------------------------------------------------------------------------------------------

    def operations(self) -> Mapping[str, Callable[[dict[str, Any]], Answer | None]]:
        """See `LiveView`."""
        return {"drop": self._drop, "assign": self._assign, "promote": self._promote}

    def _capture(self, message: dict[str, Any]) -> AnyCapture:
        number = whole_number(message, "number")
        listed = list(self.desk.captures)
        if not 0 <= number < len(listed):
            raise InvalidEdit("there is no such capture any more")
        return listed[number]

    def _drop(self, message: dict[str, Any]) -> Answer:
        text, name = text_of(message, "text", _LARGEST), shorten(text_of(message, "name", 1_000), 120)
        version = message.get("version")
        named = version if isinstance(version, str) and version else None
        loaded = load_captures(text.encode("utf-8", "surrogatepass"), provider_version=named)
        if not len(loaded):
            raise InvalidEdit(f"{name} holds no capture")
        self.desk.add_captures(Captures(loaded, problems=loaded.problems))
        return {"said": f"{count(len(loaded), 'capture')} from {name}. Nothing of it is stored."}

    def _assign(self, message: dict[str, Any]) -> Answer:
        capture = self._capture(message)
        if message.get("example") is None:
            self.desk.captures.assign(capture, None)
            said = "The pairing by hand is taken back."
        else:
            place, number = whole_number(message, "contract"), whole_number(message, "example")
            contracts = list(self.desk.contracts)
            if not 0 <= place < len(contracts) or not 0 <= number < len(contracts[place].examples):
                raise InvalidEdit("there is no such example any more")
            example = contracts[place].examples[number]
            self.desk.captures.assign(capture, example)
            said = f"It belongs to {shorten(example.description, 80)!r} now."
        self.desk.recheck()
        return {"said": said}

    def _promote(self, message: dict[str, Any]) -> Answer:
        capture = self._capture(message)
        contracts = list(self.desk.contracts)
        place = message.get("contract", 0)
        if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < len(contracts):
            raise InvalidEdit("choose the contract that the example is for")
        edit = self.desk.edit_of(contracts[place])
        made = edit.promote(capture, text_of(message, "name", 2_000).strip(), redaction=self.desk.redaction)
        tell(edit)
        name = shorten(made.example.description, 80)
        said = f"{name!r} is an example now; it is written when you save."
        return {"said": said, "code": edit.steps[-1].code[:2_000]}

    def handle(self, message: Any) -> Answer:
        """See `LiveView`; after a change the answer holds the new view."""
        answer = super().handle(message)
        if answer["ok"]:
            if answer["op"] != "promote" and self._on_change is not None:
                self._on_change()
            self._trait_values["view"] = answer["view"] = self._view()
        return answer
